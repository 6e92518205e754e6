"""Asking going out in waves: who is asked about an open request, and when the next few are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core import exchanges, posts, trust
from core.communities import Community
from core.errors import AlreadySettled
from core.ids import AskId, PersonId
from core.listening import Act
from core.matching.choosing import (
    SILENT_REST,
    URGENT_FIRST_WAVE,
    Candidate,
    Wanted,
    choose,
    long_silent,
    open_to,
    quiet_until,
)
from core.matching.fitting import fit, needed, suits
from core.matching.memory import UNDECIDED, Ask, Round, Work
from core.posts import Post

LAST_HOUR = timedelta(hours=1)
KEEP_LOOKING_PAUSE = timedelta(days=1)
USUAL_TIMES = 2
"""After so many times in a row with the same helper, what comes again is offered to others first."""


async def ask_again(
    work: Work,
    community: Community,
    post: Post,
    patience: timedelta | None = None,
    *,
    hurry: bool = False,
) -> Round:
    """Ask the next wave about an open request.

    A wave that finds only sleepers waits for the first of them. One that finds nobody at all waits for `patience`
    before it is tried again; without patience the round is exhausted and its author chooses. While somebody is to be
    asked first, nobody else is. `hurry`: a helper fell away at the last hour, so this wave is an urgent one.
    """
    if post.first_until is not None and work.now < post.first_until:
        return await _ask_first(work, community, post, post.first_until)
    earlier = await work.asks.of_post(post.id)
    size = _wave_size(community, post, len(earlier), hurry=hurry)
    members = await candidates(work, community, post)
    rested = await _rest_the_silent(work, members)
    members = [c for c in members if c.person.id not in rested]
    wanted = Wanted(post.author, post.type, _sensitive(community, post), post.urgent or hurry)
    chance = work.draw.chance(f"wave:{post.id}:{post.wave}")
    chosen = choose(members, wanted, community.config, size, work.now, chance)
    asks = tuple(
        Ask(AskId(work.draw.new()), post.id, person.id, post.wave, work.now)
        for person in chosen.people
    )
    await work.asks.add(asks)
    await work.posts.save(replace(post, wave=post.wave + 1))
    if asks:
        next_at = work.now + timedelta(hours=community.config.wave_hours)
        return Round(asks, next_at, rested=rested)
    others = len(members) + len(rested) - 1
    if patience is None and work.now < _told_at(community, post, others):
        patience = timedelta(hours=community.config.wave_hours)
    wait = work.now + patience if patience is not None else None
    known = [at for at in (chosen.waits_until if size > 0 else None, wait) if at is not None]
    return Round(next_at=min(known, default=None), exhausted=not known, rested=rested)


async def _ask_first(work: Work, community: Community, post: Post, until: datetime) -> Round:
    """Ask the one person whom the author named, as soon as they are awake; the others' turn comes at `until`.

    Where that person may not be asked, it looks like their silence: nothing is said, and the others' hour is the same.
    """
    members = await candidates(work, community, post)
    wanted = Wanted(post.author, post.type, _sensitive(community, post), post.urgent)
    config, now = community.config, work.now
    named = [c for c in members if c.person.id == post.first_asked]
    able = [c for c in named if open_to(c, wanted, config, now)]
    wakes = [quiet_until(c, wanted, config, now) for c in able]
    asks = tuple(
        Ask(AskId(work.draw.new()), post.id, c.person.id, post.wave, now)
        for c, asleep_until in zip(able, wakes, strict=True)
        if asleep_until is None
    )
    await work.asks.add(asks)
    return Round(asks, min([until, *(at for at in wakes if at is not None)]))


async def _rest_the_silent(work: Work, members: Sequence[Candidate]) -> tuple[PersonId, ...]:
    """Let rest who has not said a word to the last few asks: a pause like any other, ended by /resume."""
    silent = [c.person for c in members if long_silent(c, work.now)]
    for person in silent:
        await work.people.save(replace(person, paused_until=work.now + SILENT_REST))
    return tuple(person.id for person in silent)


def _told_at(community: Community, post: Post, others: int) -> datetime:
    """Return when an author may first hear that nobody was free: when everybody would have been asked.

    It hangs on what the author may know, the size of the village: else an early word would tell that somebody rests.
    """
    config = community.config
    waves = -(-min(others, post.ask_limit) // config.wave_size)
    return (post.first_until or post.opened_at or post.created_at) + timedelta(
        hours=config.wave_hours * waves
    )


def hurries(post: Post, now: datetime) -> bool:
    """Say whether a helper who falls away now leaves so little time that the next wave is an urgent one."""
    return post.start is not None and post.start - now <= LAST_HOUR


def _wave_size(community: Community, post: Post, asked: int, *, hurry: bool) -> int:
    urgent = hurry or (post.urgent and post.wave == 0)
    full = URGENT_FIRST_WAVE if urgent else community.config.wave_size
    return min(full, post.ask_limit - asked)


def _sensitive(community: Community, post: Post) -> bool:
    return community.config.request_type(post.type).sensitive


async def candidates(work: Work, community: Community, post: Post) -> list[Candidate]:
    """Return every member as matching sees them for this request. What it holds is for choosing, never for eyes."""
    known = await work.asks.candidates(community.id, post.id, post.author, work.now)
    offers = await work.posts.live(community.id, Act.OFFER)
    offering = {offer.author for offer in offers if suits(community, offer, post)}
    need = needed(community, post)
    ids = [candidate.person.id for candidate, _ in known]
    apart, usual = await apart_from_helpers(work, post), await _usual(work, post)
    nearness = await trust.nearness(work, community, post.author, ids)
    trusted = await _trusted(work, community, post, ids, nearness)
    return [
        replace(
            candidate,
            zone=candidate.person.time_zone or community.config.time_zone,
            blocked=candidate.blocked or candidate.person.id in apart,
            skill=fit(need, words) if words else None,
            offers_it=candidate.person.id in offering,
            usual=candidate.person.id == usual,
            near=nearness.near.get(candidate.person.id, 0.0),
            may_do_sensitive=candidate.person.id in trusted,
        )
        for candidate, words in known
    ]


async def apart_from_helpers(work: Work, post: Post) -> frozenset[PersonId]:
    """Return who is kept apart from somebody who helps already, or may: such two never help side by side."""
    if post.places == 1:
        return frozenset()
    helping = {e.helper for e in await exchanges.found(work, post)}
    helping |= {m.responder for m in await work.asks.matches(post.id) if m.stage in UNDECIDED}
    kept = [await work.people.blocked_either_way(person) for person in sorted(helping)]
    return frozenset[PersonId]().union(*kept)


async def _usual(work: Work, post: Post) -> PersonId | None:
    """Return who helped the last two times with what comes again: others are asked first this time."""
    if post.series is None or post.wave > 0:
        return None
    earlier = [p for p in await work.posts.of_series(post.series) if p.id != post.id]
    helped = [{e.helper for e in await exchanges.found(work, p)} for p in earlier[-USUAL_TIMES:]]
    always = helped[0].intersection(*helped) if len(helped) == USUAL_TIMES else set[PersonId]()
    return min(always, default=None)


async def _trusted(
    work: Work, community: Community, post: Post, ids: Sequence[PersonId], nearness: trust.Nearness
) -> frozenset[PersonId]:
    """Return who may be asked about somebody's home, keys, pets or care: a tie, a path, or enough reach."""
    if not _sensitive(community, post):
        return frozenset(ids)
    known = {
        person
        for person in ids
        if await trust.own_reach(work, community, person) >= trust.SENSITIVE_REACH
    }
    return nearness.connected | known


async def keep_looking(work: Work, community: Community, post: Post) -> Round:
    """The author wants more people asked: as many again as the community allows for one request."""
    if post.stage is not posts.Stage.OPEN:
        raise AlreadySettled()
    asked = len(await work.asks.of_post(post.id))
    more = replace(post, ask_limit=asked + community.config.asks_per_request)
    return await ask_again(work, community, more, patience=KEEP_LOOKING_PAUSE)


async def ask_offering(
    work: Work, community: Community, post: Post, offering: PersonId
) -> Ask | None:
    """Somebody has just offered what an open request needs: ask them, within its limit; None where they may not be.

    For a request whose waves are over: any other asks its author first in the next one.
    """
    asked = len(await work.asks.of_post(post.id))
    if post.stage is not posts.Stage.OPEN or asked >= post.ask_limit:
        return None
    wanted = Wanted(post.author, post.type, _sensitive(community, post), post.urgent)
    for candidate in await candidates(work, community, post):
        able = open_to(candidate, wanted, community.config, work.now)
        awake = quiet_until(candidate, wanted, community.config, work.now) is None
        if candidate.person.id == offering and able and awake and candidate.offers_it:
            ask = Ask(AskId(work.draw.new()), post.id, offering, post.wave, work.now)
            await work.asks.add([ask])
            return ask
    return None
