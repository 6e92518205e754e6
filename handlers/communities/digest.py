"""The room's own weekly note, where a village wishes one: what is open, and that something was done. No names."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.communities import Community, Stage
from core.ids import CommunityId
from core.listening import Act
from core.messages import Args, Lines, Phrase, Text
from core.people import quiet_end
from core.posts import FEWEST_COUNTED, Post
from core.posts import Stage as PostStage
from handlers.cards import summary
from handlers.table import Deadline, Items, Turn, on

AT = time(10)
"""When the note comes, on a Sunday, by the village's clock."""
SUNDAY = 6
WEEK = timedelta(days=7)
MOST_LINES = 15


def next_note(now: datetime, zone: str) -> datetime:
    """Return the next Sunday at ten by a clock in `zone`."""
    at = quiet_end(now, zone, AT)
    while at.astimezone(ZoneInfo(zone)).weekday() != SUNDAY:
        at = quiet_end(at, zone, AT)
    return at


async def watch(turn: Turn, community: Community) -> None:
    """See to it that the next note comes, if the village wishes one; called every night."""
    if community.config.room_digest and community.stage is not Stage.CLOSED:
        at = next_note(turn.work.now, community.config.time_zone)
        await turn.work.deadlines.set(f"digest:{community.id}", "room.digest", community.id, at)


@on(Deadline("room.digest"))
async def note(turn: Turn) -> Items:
    """Sum up the week in the village's first room; nothing where there is nothing, or it is not wished any more."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    rooms = await turn.work.communities.rooms(community.id)
    if not community.config.room_digest or not rooms:
        return []
    await watch(turn, community)
    known = [
        post
        for act in (Act.REQUEST, Act.OFFER)
        for post in await turn.work.posts.live(community.id, act)
        if _is_public(post)
    ]
    done = await turn.work.exchanges.done_since(community.id, turn.work.now - WEEK)
    lines = [
        Phrase(f"digest-{post.act.value}", {"facts": summary(community, post, rough=True)})
        for post in known[:MOST_LINES]
    ]
    if len({person for pair in done for person in pair}) >= FEWEST_COUNTED:
        lines.append(Phrase("digest-done", {"count": len(done)}))
    args: Args = {"village": community.title, "lines": Lines(tuple(lines))}
    return [Text(room=rooms[0].id, key="digest-week", args=args)] if lines else []


def _is_public(post: Post) -> bool:
    """Say whether its author said it before everybody: in the room, or as an offer, which is shown there."""
    said_aloud = post.message is not None or post.act is Act.OFFER
    return post.stage is PostStage.OPEN and said_aloud
