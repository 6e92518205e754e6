"""What must be remembered about proposals and ballots, and the part of a unit of work that votes need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core import communities
from core.ids import CommunityId, PersonId
from core.votes.rules import USUAL_DAYS, Ballot, Band, Kind, Mode


class Stage(StrEnum):
    """Where a proposal is in its life."""

    DRAFT = "draft"
    """Its proposer's own, and nobody else's."""
    SECONDING = "seconding"
    """About somebody: three others have to second it, privately."""
    HEARING = "hearing"
    """Seconded: whom it is about was told, and may answer first."""
    OPEN = "open"
    CLOSING = "closing"
    """No more answers are taken; the platform still tells what it counted."""
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    TOO_FEW = "too_few"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    """It was decided, and a later vote set that aside."""


ALIVE = frozenset({Stage.DRAFT, Stage.SECONDING, Stage.HEARING, Stage.OPEN, Stage.CLOSING})
RUNNING = frozenset({Stage.OPEN, Stage.CLOSING})
DECIDED = frozenset({Stage.PASSED, Stage.NOT_PASSED, Stage.TOO_FEW})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and, once it was opened, its vote.

    `by` None: the village itself (an election that is due) or whoever runs the bot. `payload` is what a binding one
    would do. `about`: the person it is about. `answer`: what that person answers, shown with the vote. `needed`: how
    many people have to take part. `took_part`, `of` and `band`: what was told when it closed.
    """

    id: str
    community: CommunityId
    kind: Kind
    by: PersonId | None
    words: str
    created_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    about: PersonId | None = None
    stage: Stage = Stage.DRAFT
    days: int = USUAL_DAYS
    answer: str = ""
    mode: Mode = Mode.SECRET
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    needed: int = 0
    took_part: int | None = None
    of: int | None = None
    band: Band | None = None
    counted: tuple[int, ...] = ()
    """On a native poll: how many of each option were counted, to compare with what it shows."""
    shown: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """By room: how many of each option the platform says its closed poll shows."""


class VoteStore(Protocol):
    """Proposals, who seconded one, and while it is open its roll and its ballots.

    A ballot lies under a slip, which is made from its person and a key of this vote alone; the key lies elsewhere, and
    goes when the vote closes (`forget`).
    """

    async def add(self, proposal: Proposal) -> None: ...
    async def save(self, proposal: Proposal) -> None: ...
    async def get(self, proposal: str) -> Proposal | None: ...
    async def remove(self, proposal: str) -> None: ...
    async def of_community(
        self, community: CommunityId, stages: Collection[Stage]
    ) -> Sequence[Proposal]: ...
    async def second(self, proposal: str, person: PersonId) -> None: ...
    async def seconders(self, proposal: str) -> frozenset[PersonId]: ...
    async def begin(self, proposal: str, weight_of: Mapping[PersonId, int], key: str) -> None: ...
    async def roll(self, proposal: str) -> Mapping[PersonId, int]: ...
    async def strike(self, proposal: str, person: PersonId) -> None: ...
    async def key(self, proposal: str) -> str | None: ...
    async def cast(self, proposal: str, slip: str, ballot: Ballot) -> None: ...
    async def take_back(self, proposal: str, slip: str) -> None: ...
    async def ballots(self, proposal: str) -> Mapping[str, Ballot]: ...
    async def trace(self, proposal: str, slip: str, *, tells: bool) -> None: ...
    async def forget(self, proposal: str) -> None: ...


class Work(communities.Work, Protocol):
    """The part of a unit of work that votes need."""

    @property
    def votes(self) -> VoteStore: ...
