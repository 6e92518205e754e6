"""A request that comes again: each time is a post of its own, with its own asks and its own exchange.

It comes by itself while somebody is found. Where nobody was, its author is asked before it comes once more: so
nobody asks for ever on behalf of somebody who has gone.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.communities import Community
from core.errors import AlreadySettled
from core.ids import PostId
from core.people import Person
from core.posts import Post, Stage, Work, comes_again, go_out


def next_time(post: Post, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Return start and end of the next time that is still ahead, at the same hour by a clock in `zone`.

    Raises ValueError for a post that does not come again.
    """
    if post.every is None or post.start is None or post.end is None:
        raise ValueError("a post that does not come again has no next time")
    here, lasts = ZoneInfo(zone), post.end - post.start
    local = post.start.astimezone(here).replace(tzinfo=None)
    start = post.start
    while start <= max(now, post.start):
        local += timedelta(days=post.every)
        start = local.replace(tzinfo=here).astimezone(UTC)
    return start, start + lasts


async def come_again(work: Work, community: Community, author: Person, post: Post) -> Post:
    """Open the next of a series. Raises AlreadySettled where it was stopped, or has come again already."""
    known = await work.posts.find(post.id)
    if known is None or not comes_again(known) or known.series is None:
        raise AlreadySettled()
    if (await latest(work, known)).id != known.id:
        raise AlreadySettled()
    start, end = next_time(known, author.time_zone or community.config.time_zone, work.now)
    fresh = replace(
        known,
        id=PostId(work.draw.new()),
        stage=Stage.DRAFT,
        created_at=work.now,
        start=start,
        end=end,
        wave=0,
        renewed=False,
        first_asked=None,
        changed_at=None,
    )
    await work.posts.add(fresh)
    await work.posts.save(replace(known, message=None))  # an edit is about the next one now
    return await go_out(work, community, fresh)


async def latest(work: Work, post: Post) -> Post:
    """Return the newest of a series, for which what is done to an older one is meant. Raises AlreadySettled outside."""
    if post.series is None:
        raise AlreadySettled()
    return (await work.posts.of_series(post.series))[-1]


async def stop(work: Work, post: Post) -> Post:
    """It does not come again; the one that is running stays as it is. Raises AlreadySettled when it was stopped."""
    if not comes_again(post):
        raise AlreadySettled()
    stopped = replace(post, every=None)
    await work.posts.save(stopped)
    return stopped
