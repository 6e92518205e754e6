"""A request that comes again: asked anew each time, until its author stops it."""

from core import posts
from core.communities import Community, Standing
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled
from core.ids import PostId
from core.messages import Choice, Item, Mark, Whisper
from core.posts import Post, Stage, series
from handlers import matching as asking
from handlers.cards import card_of, own_card, summary
from handlers.posts.posting import run_out, set_deadlines
from handlers.table import Deadline, Items, Press, Turn, Where, on


@on(Deadline("post.again"))
async def time_is_over(turn: Turn) -> Items:
    """One time is over: it comes again by itself, unless nobody was found; then its author is asked first."""
    post = await turn.work.posts.get(PostId(turn.subject))
    community = await turn.work.communities.get(post.community)
    if not posts.comes_again(post) or not await _goes_on(turn, community, post):
        return []
    items = await run_out(turn, post) if post.stage is Stage.OPEN else []
    post = await turn.work.posts.get(post.id)
    if post.stage is Stage.EXPIRED:
        return [*items, _whether_again(community, post)]
    return [*items, *await _come_again(turn, community, post)]


async def _goes_on(turn: Turn, community: Community, post: Post) -> bool:
    member = await turn.work.communities.member(community.id, post.author)
    is_inside = member is not None and member.standing is Standing.MEMBER
    return is_inside and community.stage is not VillageStage.CLOSED


def _whether_again(community: Community, post: Post) -> Whisper:
    choices = tuple(
        Choice(action=action, subject=post.id, only_for=post.author)
        for action in ("post.again", "post.stop")
    )
    args = {"facts": summary(community, post, own=True)}
    return Whisper(
        to=post.author, key="post-again-whether", args=args, choices=choices, card=card_of(post)
    )


async def _come_again(turn: Turn, community: Community, post: Post) -> list[Item]:
    author = await turn.work.people.get(post.author)
    fresh = await series.come_again(turn.work, community, author, post)
    await set_deadlines(turn, fresh)
    choices = tuple(
        Choice(action=action, subject=fresh.id, only_for=fresh.author)
        for action in ("post.drop", "post.stop")
    )
    told = Whisper(
        to=fresh.author,
        key="post-again",
        args={"facts": summary(community, fresh, own=True)},
        choices=choices,
        card=card_of(fresh),
    )
    heard = [Mark(room=fresh.room, target=fresh.message)] if fresh.room and fresh.message else []
    asked = await asking.next_wave(turn, community, fresh, asking.first_patience(community))
    return [*heard, told, *asked]


@on(Press("post.again"), where=Where.PRIVATE)
async def once_more(turn: Turn) -> Items:
    """Nobody was free last time, and its author wishes it asked again all the same."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(post.community)
    if not await _goes_on(turn, community, post):
        raise AlreadySettled()
    old = own_card(post, community, "post-expired")
    return [turn.answer("post-confirmed"), old, *await _come_again(turn, community, post)]


@on(Press("post.stop"), where=Where.PRIVATE)
async def stop(turn: Turn) -> Items:
    """It does not come again; what is under way stays."""
    pressed = await posts.of(turn.work, turn.person, turn.subject)
    post = await series.stop(turn.work, await series.latest(turn.work, pressed))
    community = await turn.work.communities.get(post.community)
    await turn.work.deadlines.drop(f"again:{post.series}")
    await set_deadlines(turn, post)
    return [turn.answer("post-stopped-answer"), await _how_it_stands(turn, community, post)]


async def _how_it_stands(turn: Turn, community: Community, post: Post) -> Item:
    if post.stage is Stage.OPEN:
        return await asking.open_card(turn, community, post)
    return own_card(
        post, community, "post-agreed" if post.stage is Stage.AGREED else "post-stopped"
    )
