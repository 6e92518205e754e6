"""What matching must be remembered by: asks, yeses, and the part of a unit of work that it needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core import trust
from core.ids import AskId, CommunityId, ExchangeId, PersonId, PostId
from core.matching.choosing import Candidate


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


UNDECIDED = (MatchStage.WAITING, MatchStage.OFFERED)
ANSWERED = (*UNDECIDED, MatchStage.PASSED)
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
