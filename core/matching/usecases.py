"""Asking going out in waves, yeses waiting in order, and the quiet end for everybody else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core import communities, exchanges, posts, trust
from core.communities import Community, Standing
from core.errors import AlreadySettled, NotYours
from core.ids import AskId, CommunityId, ExchangeId, PersonId, PostId
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
from core.matching.fitting import fit
from core.people import Person
from core.posts import Post

REMIND_AFTER = timedelta(hours=12)
LAST_HOUR = timedelta(hours=1)
KEEP_LOOKING_PAUSE = timedelta(days=1)


class Outcome(StrEnum):
    """What became of an ask. Only YES is ever visible to anybody else."""

    YES = "yes"
    NO = "no"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Ask:
    """The private question to one possible helper about one request."""

    id: AskId
    post: PostId
    person: PersonId
    wave: int
    asked_at: datetime
    delivered_at: datetime | None = None
    outcome: Outcome | None = None
    answered_at: datetime | None = None


class MatchStage(StrEnum):
    """Where a yes is: waiting in order, offered to the post's author, or at its end."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PASSED = "passed"
    """Declined by the author or released after their silence: the same to everybody."""
    WITHDRAWN = "withdrawn"


ANSWERED = (MatchStage.WAITING, MatchStage.OFFERED, MatchStage.PASSED)
"""A yes that stands. An accepted one on a post that is open again belongs to an exchange that was cancelled."""


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody's yes to a post. Its id becomes the exchange's when the author says yes too."""

    id: ExchangeId
    post: PostId
    responder: PersonId
    stage: MatchStage
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One wave: who is asked now, when the next one is due; `exhausted`: the author may choose what to do."""

    asks: tuple[Ask, ...] = ()
    next_at: datetime | None = None
    exhausted: bool = False
    rested: tuple[PersonId, ...] = ()
    """Who has been silent for so long that they are left in peace from now on, and should be told so."""


class Asks(Protocol):
    """What must be remembered about asks and matches."""

    async def add(self, asks: Sequence[Ask]) -> None: ...
    async def save(self, ask: Ask) -> None: ...
    async def get(self, ask: AskId) -> Ask: ...
    async def of_post(self, post: PostId) -> Sequence[Ask]: ...
    async def waiting_for(self, person: PersonId) -> Sequence[Ask]: ...
    async def candidates(
        self, community: CommunityId, post: PostId, author: PersonId, now: datetime
    ) -> Sequence[tuple[Candidate, tuple[str, ...]]]: ...
    async def add_match(self, match: Match) -> None: ...
    async def save_match(self, match: Match) -> None: ...
    async def match(self, match: ExchangeId) -> Match: ...
    async def matches(self, post: PostId) -> Sequence[Match]: ...
    async def avoided(self, community: CommunityId, person: PersonId) -> frozenset[str]: ...
    async def avoid(
        self, community: CommunityId, person: PersonId, types: Collection[str]
    ) -> None: ...
    async def yeses_of(self, person: PersonId) -> Sequence[Match]: ...


class Work(trust.Work, Protocol):
    """The part of a unit of work that matching needs."""

    @property
    def asks(self) -> Asks: ...


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
    offering = {o.author for o in offers if o.type == post.type and o.stage is posts.Stage.OPEN}
    ids = [candidate.person.id for candidate, _ in known]
    nearness = await trust.nearness(work, community, post.author, ids)
    trusted = await _trusted(work, community, post, ids, nearness)
    return [
        replace(
            candidate,
            zone=candidate.person.time_zone or community.config.time_zone,
            skill=fit(community, words, post) if words else None,
            offers_it=candidate.person.id in offering,
            near=nearness.near.get(candidate.person.id, 0.0),
            may_do_sensitive=candidate.person.id in trusted,
        )
        for candidate, words in known
    ]


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


async def of(work: Work, person: Person, ask_id: str) -> tuple[Ask, Post]:
    """Return an ask to this person and its post. Raises NotYours for anybody else's."""
    ask = await work.asks.get(AskId(ask_id))
    if ask.person != person.id:
        raise NotYours()
    return ask, await work.posts.get(ask.post)


async def refuse(work: Work, ask: Ask) -> bool:
    """Note a no, for whatever reason; it reaches nobody. False when the ask was answered or settled before."""
    if ask.outcome is not None:
        return False
    await work.asks.save(replace(ask, outcome=Outcome.NO, answered_at=work.now))
    return True


async def may_answer(work: Work, community: Community, post: Post, person: Person) -> bool:
    """Say whether somebody may say yes: members; others only to a post opened to the outside by its author.

    And then only where the village allows it (`outsider_response_allowed`), or as members of a sister village when
    both share (`share_with_sisters`).
    """
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.MEMBER:
        return True
    if not post.outside:
        return False
    if community.config.outsider_response_allowed:
        return True
    homes = {home.id for home in await work.communities.of_person(person.id, Standing.MEMBER)}
    return any(sister.id in homes for sister in await communities.sharing(work, community))


async def say_yes(work: Work, post: Post, person: Person, ask: Ask | None) -> Match | None:
    """Note a yes. The first is offered to the author; later ones wait in order. None: this person said it before.

    A yes between two who are kept apart is taken like any other and never offered: to the one who said it, it reads
    like somebody else having been quicker.
    Raises AlreadySettled when the post is not open any more, NotYours for the author's own post.
    """
    if post.author == person.id:
        raise NotYours("refused-own-post")
    earlier = await work.asks.matches(post.id)
    if any(m.responder == person.id and m.stage in ANSWERED for m in earlier):
        return None
    if post.stage is not posts.Stage.OPEN:
        raise AlreadySettled()
    if ask is not None:
        await work.asks.save(replace(ask, outcome=Outcome.YES, answered_at=work.now))
    taken = any(m.stage is MatchStage.OFFERED for m in earlier)
    stage = MatchStage.WAITING if taken else MatchStage.OFFERED
    if post.author in await work.people.blocked_either_way(person.id):
        stage = MatchStage.PASSED
    match = Match(ExchangeId(work.draw.new()), post.id, person.id, stage, work.now)
    await work.asks.add_match(match)
    return match


async def offered_to(work: Work, author: Person, match_id: str) -> tuple[Match, Post]:
    """Return a match that waits for this author's word. Raises NotYours, AlreadySettled."""
    match = await work.asks.match(ExchangeId(match_id))
    post = await work.posts.get(match.post)
    if post.author != author.id:
        raise NotYours()
    if match.stage is not MatchStage.OFFERED or post.stage is not posts.Stage.OPEN:
        raise AlreadySettled()
    return match, post


async def accept(work: Work, match: Match, post: Post) -> exchanges.Exchange:
    """The author says yes too: an exchange begins. For an offer the responder is the one who asked for it."""
    await work.asks.save_match(replace(match, stage=MatchStage.ACCEPTED))
    requester, helper = post.author, match.responder
    if post.act is Act.OFFER:
        requester, helper = helper, requester
    return await exchanges.agree(work, match.id, post, requester, helper)


async def decline(work: Work, match: Match) -> Match | None:
    """The author would rather not: the next yes in order is offered, or None when asking has to go on."""
    return await _pass_over(work, match, MatchStage.PASSED)


async def release(work: Work, match: Match, post: Post) -> Match | None:
    """The author said nothing for too long: the helper is free again, and the next yes is offered.

    Not once the post's own time has come: nobody is offered for what is over.
    """
    if post.start is not None and work.now >= post.start:
        await work.asks.save_match(replace(match, stage=MatchStage.PASSED))
        return None
    return await _pass_over(work, match, MatchStage.PASSED)


async def take_back(work: Work, match: Match) -> Match | None:
    """Whoever said yes cannot any more: the next yes is offered, if this one was the one on offer."""
    if match.stage is MatchStage.OFFERED:
        return await _pass_over(work, match, MatchStage.WITHDRAWN)
    await work.asks.save_match(replace(match, stage=MatchStage.WITHDRAWN))
    return None


async def _pass_over(work: Work, match: Match, stage: MatchStage) -> Match | None:
    await work.asks.save_match(replace(match, stage=stage))
    waiting = [m for m in await work.asks.matches(match.post) if m.stage is MatchStage.WAITING]
    if not waiting:
        return None
    first = min(waiting, key=lambda m: (m.said_at, m.id))
    offered = replace(first, stage=MatchStage.OFFERED)
    await work.asks.save_match(offered)
    return offered


def remind_at(match_offered_at: datetime, post: Post) -> datetime:
    """Return when the author is reminded of a waiting yes: 12 hours, or half the lead time when that is less."""
    if post.start is None or post.start <= match_offered_at:
        return match_offered_at + REMIND_AFTER
    return match_offered_at + min(REMIND_AFTER, (post.start - match_offered_at) / 2)


async def settle(work: Work, post: Post) -> tuple[list[Ask], list[Match]]:
    """A post is settled or gone: return the asks nobody answered (now closed) and the yeses left over."""
    open_asks = [a for a in await work.asks.of_post(post.id) if a.outcome is None]
    for ask in open_asks:
        await work.asks.save(replace(ask, outcome=Outcome.SETTLED, answered_at=work.now))
    left_over = [
        m
        for m in await work.asks.matches(post.id)
        if m.stage in (MatchStage.WAITING, MatchStage.OFFERED, MatchStage.PASSED)
    ]
    for match in left_over:
        await work.asks.save_match(replace(match, stage=MatchStage.WITHDRAWN))
    return open_asks, left_over
