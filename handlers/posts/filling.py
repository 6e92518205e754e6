"""A request that takes several people: those who were found will do, and nobody else is asked."""

from core import exchanges, posts
from core.messages import Item
from core.posts import Post
from handlers import matching as asking
from handlers.cards import own_card
from handlers.table import Items, Press, Turn, Where, on


@on(Press("post.enough"), where=Where.PRIVATE)
async def that_is_enough(turn: Turn) -> Items:
    """The author has enough people."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    return [turn.answer("post-enough-noted"), *await enough(turn, post)]


async def enough(turn: Turn, post: Post) -> list[Item]:
    """Stop asking for a post for which somebody was found; everybody else who answered hears that it is settled."""
    community = await turn.work.communities.get(post.community)
    full = await exchanges.enough(turn.work, post)
    again = ["post.stop"] if posts.comes_again(full) else []
    card = own_card(full, community, "post-full", *again)
    return [card, *await asking.settle(turn, full)]


async def has_some(turn: Turn, post: Post) -> bool:
    """Say whether an open request found somebody already, so that it cannot simply be taken back."""
    return post.places > 1 and bool(await exchanges.found(turn.work, post))
