"""What governance must be remembered by, and the part of a unit of work that it needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core import trust, votes
from core.communities import setup
from core.ids import CommunityId, PersonId


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody named for the founder group; in it from their own word on."""

    community: CommunityId
    person: PersonId
    named_at: datetime
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """A change of the rules that waits for others. `voters` were named when it was set out; `needed` yeses carry it."""

    id: str
    community: CommunityId
    by: PersonId | None
    values: Mapping[str, Any]
    opened_at: datetime
    voters: tuple[PersonId, ...]
    needed: int


class How(StrEnum):
    """How a role came to somebody, or went from them."""

    FOUNDED = "founded"
    RATIFIED = "ratified"
    ELECTED = "elected"
    CARETAKER = "caretaker"
    """They look after it until somebody follows."""
    STEPPED_DOWN = "stepped_down"
    RECALLED = "recalled"
    ROTATED = "rotated"
    """Somebody followed."""
    LAPSED = "lapsed"
    """Its time was over before somebody followed."""
    LEFT = "left"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RoleChange:
    """One line of the record of roles, which is only ever added to; numbered from 1 in each village."""

    community: CommunityId
    number: int
    at: datetime
    person: PersonId
    role: str
    how: How


class Nominated(StrEnum):
    """Where a nomination stands. Settled tells nothing of how it went."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Nomination:
    """A member named for a role, by whom; `asked`: the role-holders who were asked once the nominee accepted."""

    id: str
    community: CommunityId
    person: PersonId
    role: str
    by: PersonId
    at: datetime
    stage: Nominated
    accepted_at: datetime | None = None
    asked: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as insights see it: who asked (for counting people, never shown), when, and its first yes."""

    author: PersonId
    opened_at: datetime
    yes_at: datetime | None
    is_open: bool


class GovernanceStore(Protocol):
    """Founders, who is eligible, and changes of the rules that wait for consent."""

    async def founders(self, community: CommunityId) -> Sequence[Founder]: ...
    async def add_founders(self, founders: Sequence[Founder]) -> None: ...
    async def save_founder(self, founder: Founder) -> None: ...
    async def remove_founder(self, community: CommunityId, person: PersonId) -> None: ...
    async def eligible(self, community: CommunityId) -> frozenset[PersonId]: ...
    async def replace_eligible(
        self, community: CommunityId, people: Collection[PersonId], at: datetime
    ) -> None: ...
    async def active(
        self, community: CommunityId, since: datetime, *, joining: bool
    ) -> frozenset[PersonId]: ...
    async def asked_since(self, community: CommunityId, at: datetime) -> Sequence[Asked]: ...
    async def helps_since(self, community: CommunityId, at: datetime) -> Mapping[PersonId, int]: ...
    async def add_consent(self, consent: Consent) -> None: ...
    async def consent(self, consent: str) -> Consent | None: ...
    async def open_consents(self, community: CommunityId) -> Sequence[Consent]: ...
    async def voice(self, consent: str, person: PersonId, *, yes: bool) -> None: ...
    async def voices(self, consent: str) -> dict[PersonId, bool]: ...
    async def close_consent(self, consent: str) -> None: ...
    async def add_role_change(
        self, community: CommunityId, person: PersonId, role: str, how: How, at: datetime
    ) -> None: ...
    async def role_changes(self, community: CommunityId) -> Sequence[RoleChange]: ...
    async def save_nomination(self, nomination: Nomination) -> None: ...
    async def nomination(self, nomination: str) -> Nomination | None: ...
    async def nominations(self, community: CommunityId) -> Sequence[Nomination]: ...
    async def forget_nominations(self, community: CommunityId, before: datetime) -> None: ...
    async def agree(self, nomination: str, person: PersonId, *, yes: bool) -> None: ...
    async def agreed(self, nomination: str) -> frozenset[PersonId]: ...
    async def forget_agreed(self, nomination: str) -> None: ...


class Work(trust.Work, votes.Work, setup.Work, Protocol):
    """The part of a unit of work that governance needs."""

    @property
    def governance(self) -> GovernanceStore: ...
