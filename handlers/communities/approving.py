"""Posts that wait for a moderator before anybody is asked, where the village wishes so."""

from core import governance, posts
from core.communities import Community
from core.errors import AlreadySettled
from core.governance import Right
from core.ids import PostId
from core.messages import Answer, Item, Revise, Whisper
from core.posts import Post, Stage
from handlers.cards import approval_card, approval_card_name, as_revision, own_card, summary
from handlers.table import Turn


async def ask_moderators(turn: Turn, community: Community, post: Post) -> list[Item]:
    """Hold a post, say so to its author, and ask each role-holder privately."""
    keepers = await governance.bearers(turn.work, community, Right.LET_IN)
    cards = [approval_card(community, post, k.id) for k in keepers if k.id != post.author]
    held = own_card(post, community, "post-held", "post.drop")
    return [Answer(to=post.author, key="post-held-noted"), held, *cards]


async def retell(turn: Turn, community: Community, post: Post) -> list[Item]:
    """The post reads differently now: so do the role-holders' cards."""
    keepers = await governance.bearers(turn.work, community, Right.LET_IN)
    cards = [as_revision(approval_card(community, post, keeper.id)) for keeper in keepers]
    return [own_card(post, community, "post-held", "post.drop"), *cards]


async def held_post(turn: Turn) -> tuple[Community, Post]:
    """Return the post that a role-holder decides about. Raises AlreadySettled after the first decision."""
    post = await turn.work.posts.get(PostId(turn.subject))
    community = await turn.work.communities.get(post.community)
    await turn.require(Right.LET_IN, community)
    if post.stage is not Stage.WAITING:
        raise AlreadySettled()
    return community, post


async def decided(turn: Turn, post: Post, key: str) -> list[Item]:
    """Show on every role-holder's card that it is decided."""
    community = await turn.work.communities.get(post.community)
    keepers = await governance.bearers(turn.work, community, Right.LET_IN)
    args = {"facts": summary(community, post)}
    return [
        Revise(card=approval_card_name(post, keeper.id), key=key, args=args) for keeper in keepers
    ]


async def refuse(turn: Turn, community: Community, post: Post) -> list[Item]:
    """It does not go out: its author is told kindly, by nobody in particular."""
    ended = await posts.end(turn.work, post, Stage.WITHDRAWN)
    told = Whisper(to=post.author, key="post-not-let-out", args={"facts": summary(community, post)})
    gone = own_card(ended, community, "post-expired")
    return [gone, told, *await decided(turn, ended, "post-refused")]
