"""What reciprocity must be remembered by, and the part of a unit of work that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from core import matching
from core.exchanges import Exchange
from core.ids import CommunityId, PersonId


class Digest(StrEnum):
    """How often somebody's own news are summed up for them."""

    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Step(StrEnum):
    """The seven days of the reset, in their order (3-mechanics section 10)."""

    FLOW = "flow"
    REQUEST = "request"
    ASK = "ask"
    NO = "no"
    RECEIVE = "receive"
    RETURN = "return"
    ROLES = "roles"


class Practice(StrEnum):
    """What the checklist holds: things that one does, never what one is worth."""

    ASKED = "asked"
    EASY_NO = "easy_no"
    THANKED = "thanked"
    OFFERED = "offered"
    RESTED = "rested"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When and how often somebody likes to hear from the bot by itself. Nothing of it is anybody else's."""

    person: PersonId
    hour: time | None = None
    """By their own clock; None: they were not asked yet."""
    digest: Digest = Digest.DAILY
    told_at: datetime | None = None
    """When their last digest was made."""
    reflecting: bool = False
    """Wishes one social question a week."""
    reflected: int = 0
    """How many questions they had: which one is next."""
    checking: bool = False
    """Wishes the checklist once a week."""


@dataclass(frozen=True, slots=True)
class Week:
    """Somebody's seven-day reset. It is gone, with its note, when it ends or is stopped."""

    person: PersonId
    step: Step
    began_at: datetime
    note: str | None = None


class ReciprocityStore(Protocol):
    """Rhythms, weeks, ticks, and what must not happen too often."""

    async def rhythm(self, person: PersonId) -> Rhythm: ...
    async def save_rhythm(self, rhythm: Rhythm) -> None: ...
    async def week(self, person: PersonId) -> Week | None: ...
    async def save_week(self, week: Week) -> None: ...
    async def end_week(self, person: PersonId) -> None: ...
    async def ticks(self, person: PersonId, since: datetime) -> frozenset[Practice]: ...
    async def tick(self, person: PersonId, practice: Practice, at: datetime) -> None: ...
    async def untick(self, person: PersonId, practice: Practice | None = None) -> None: ...
    async def rest_offered_at(self, person: PersonId) -> datetime | None: ...
    async def note_rest_offer(self, person: PersonId, at: datetime) -> None: ...
    async def claim_chase(self, person: PersonId, day: date) -> bool: ...
    async def stirring(self, community: CommunityId) -> frozenset[PersonId]: ...
    async def unthanked(self, person: PersonId, since: datetime) -> Sequence[Exchange]: ...


class Work(matching.Work, Protocol):
    """The part of a unit of work that reciprocity needs."""

    @property
    def reciprocity(self) -> ReciprocityStore: ...
