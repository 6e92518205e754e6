"""Karma: an immutable ledger of deeds, fading with time. It gates nothing and ranks nobody (3-mechanics section 2)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from core import exchanges
from core.communities import Community, Config, RequestType
from core.exchanges import Exchange
from core.hidden import Hidden
from core.ids import CommunityId, ExchangeId, PersonId

MOVEMENT_SPAN = timedelta(days=7)
MOVEMENT_THRESHOLD = 10


class Reason(StrEnum):
    """Why a line of the ledger exists."""

    HELPED = "helped"
    ASKED = "asked"


class Movement(StrEnum):
    """Karma against a week ago, in words; steady within 10 points."""

    GROWING = "growing"
    STEADY = "steady"
    EASING = "easing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. Lines are never changed; a correction is a new line."""

    community: CommunityId
    exchange: ExchangeId
    person: PersonId
    points: int
    reason: Reason
    at: datetime


class Ledger(Protocol):
    """What must be remembered about karma."""

    async def add(self, entries: Sequence[Entry]) -> None: ...
    async def entries(self, person: PersonId, community: CommunityId) -> Sequence[Entry]: ...


class Work(exchanges.Work, Protocol):
    """The part of a unit of work that karma needs."""

    @property
    def ledger(self) -> Ledger: ...


def _half_up(exact: Fraction) -> int:
    return math.floor(exact + Fraction(1, 2))


def split(config: Config, kind: RequestType) -> tuple[int, int]:
    """Return whole points for (helper, requester): pool x multiplier x split / 100.

    The exact sum rounded half up is the total; floors first, then the largest remainders, the helper first in a tie.
    Holds for splits that do not sum to 100 and for a negative requester's share (ADR-030).
    """
    pool = config.base_karma_pool_per_request * Fraction(str(kind.multiplier)) / 100
    exact = [pool * config.karma_split_helper, pool * config.karma_split_requestor]
    points = [math.floor(share) for share in exact]
    missing = _half_up(sum(exact, Fraction(0))) - sum(points)
    by_remainder = sorted((0, 1), key=lambda i: points[i] - exact[i])
    for i in by_remainder[:missing]:
        points[i] += 1
    return points[0], points[1]


def value(entries: Iterable[Entry], now: datetime, half_life_days: int) -> float:
    """Return karma at `now`: the sum of points x 2^(-age / half-life); 0 days means that it never fades."""
    known = [e for e in entries if e.at <= now]
    if not half_life_days:
        return float(sum(e.points for e in known))
    days = timedelta(days=half_life_days)
    return math.fsum(e.points * 2.0 ** (-((now - e.at) / days)) for e in known)


def movement(entries: Sequence[Entry], now: datetime, half_life_days: int) -> Movement:
    """Say how karma moved against 7 days ago; less than 10 points either way is steady."""
    before = value(entries, now - MOVEMENT_SPAN, half_life_days)
    change = value(entries, now, half_life_days) - before
    if change >= MOVEMENT_THRESHOLD:
        return Movement.GROWING
    return Movement.EASING if change <= -MOVEMENT_THRESHOLD else Movement.STEADY


async def mint(work: Work, community: Community, exchange: Exchange, kind: RequestType) -> None:
    """Write the two lines of a done exchange. Whoever is inside the newcomers' lockout earns none yet."""
    helper, requester = split(community.config, kind)
    lines = (
        (exchange.helper, helper, Reason.HELPED),
        (exchange.requester, requester, Reason.ASKED),
    )
    entries = [
        Entry(community.id, exchange.id, person, points, reason, work.now)
        for person, points, reason in lines
        if not await _locked_out(work, community, person)
    ]
    await work.ledger.add(entries)


async def _locked_out(work: Work, community: Community, person: PersonId) -> bool:
    days = community.config.new_member_karma_lockout_days
    member = await work.communities.member(community.id, person)
    return (
        bool(days)
        and member is not None
        and work.now < (member.first_at or member.since) + timedelta(days=days)
    )


async def own(work: Work, community: Community, person: PersonId) -> Hidden[tuple[int, Movement]]:
    """Return a person's karma (rounded half up) and its movement: hidden from everybody but that person."""
    entries = await work.ledger.entries(person, community.id)
    days = community.config.karma_decay_half_life_days
    points = math.floor(value(entries, work.now, days) + 0.5)
    return Hidden(person, (points, movement(entries, work.now, days)))
