"""What a village is: its stage, its rooms, who stands how to it, who holds its roles, and what must be remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core import people
from core.communities.config import Config
from core.ids import CommunityId, PersonId, RoomId
from core.listening import Tuning
from core.people import Person


class Standing(StrEnum):
    """How a person stands to a community."""

    PRESENT = "present"
    MEMBER = "member"
    LEFT = "left"


class Stage(StrEnum):
    """Where a village is in its life. It works from FOUNDED on; roles, approvals and own rules begin with OPEN."""

    FOUNDED = "founded"
    OPEN = "open"
    CLOSED = "closed"


class Role(StrEnum):
    """The roles every village knows; those it names itself are plain words of its rules (`governance.roles`).

    Which of them a village has is its governance template's (section 6). A role is kept and passed as its word.
    """

    ADMIN = "admin"
    MODERATOR = "moderator"
    TREASURER = "treasurer"


@dataclass(frozen=True, slots=True)
class Community:
    """A village. `version` grows with every change of its rules or words.

    `mature`: the role-holders are relied upon, or enough others are (3-mechanics section 6); until then constrained.
    """

    id: CommunityId
    title: str
    config: Config
    version: int = 1
    stage: Stage = Stage.FOUNDED
    opened_at: datetime | None = None
    mature: bool = False
    taught: Tuning = field(default_factory=Tuning)
    """What corrections here taught listening: weights and single words, nothing else (promise 3)."""
    crisis_note: str = ""
    """What the village adds to the official numbers, in its own words."""
    few_since: datetime | None = None
    """Since when a mature village has had fewer than three eligible members."""

    @property
    def asks_at_the_door(self) -> bool:
        """Whether joining needs a role-holder's word or an invitation: once open, and always while constrained."""
        if self.stage is not Stage.OPEN:
            return False
        return self.config.join_approval_required or not self.mature

    @property
    def is_seen_outside(self) -> bool:
        """Whether anybody outside could see a post that its author opened to them: others, or a sister village."""
        is_listed = self.config.visibility_mode != "members_only"
        return self.stage is Stage.OPEN and (is_listed or self.config.share_with_sisters)


@dataclass(frozen=True, slots=True)
class Room:
    """A group chat bound to a community.

    `topic`: the part of it into which what is said to everybody goes, by the platform's own name; None: no special one.
    `hears_topic_only`: what is said elsewhere in the room is not listened to, except for commands.
    """

    id: RoomId
    platform: str
    handle: str
    community: CommunityId
    title: str
    added_by: PersonId | None = None
    topic: str | None = None
    hears_topic_only: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A person's standing in one community. `admin`: an administrator of one of its rooms, as the platform says.

    `asked_at`: they asked to be let in; `let_in_at`, `refused_at`: what a role-holder said to it; `invited_by`: whose
    invitation they used; `first_at`: when they first became a member here, whatever came between;
    `removed_at`: when a vote ended their membership.
    """

    person: PersonId
    community: CommunityId
    standing: Standing
    since: datetime
    admin: bool = False
    asked_at: datetime | None = None
    let_in_at: datetime | None = None
    refused_at: datetime | None = None
    invited_by: PersonId | None = None
    first_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody holds a role since then; `founder`: as one of the founder group.

    `warned_at`: when they were told, privately, that it passes on in a while; `passing_on`: they asked for that;
    `caretaker_at`: since when they only look after it until somebody follows, and ratify nothing.
    """

    community: CommunityId
    person: PersonId
    role: str
    since: datetime
    founder: bool = False
    warned_at: datetime | None = None
    passing_on: bool = False
    caretaker_at: datetime | None = None

    @property
    def is_caretaker(self) -> bool:
        """Whether they only look after it."""
        return self.caretaker_at is not None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a village's rules: who (None: whoever runs the bot), when, what each field was and is."""

    community: CommunityId
    version: int
    at: datetime
    by: PersonId | None
    event: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time way in that a member gave to somebody."""

    token: str
    community: CommunityId
    by: PersonId
    until: datetime
    used_by: PersonId | None = None


class CommunityStore(Protocol):
    """What must be remembered about communities."""

    async def add(self, community: Community, room: Room, at: datetime) -> None: ...
    async def get(self, community: CommunityId) -> Community: ...
    async def save(self, community: Community) -> None: ...
    async def every(self, stage: Stage) -> Sequence[Community]: ...
    async def room(self, platform: str, handle: str) -> Room | None: ...
    async def rooms(self, community: CommunityId) -> Sequence[Room]: ...
    async def add_room(self, room: Room) -> None: ...
    async def save_room(self, room: Room) -> None: ...
    async def drop_room(self, room: RoomId) -> None: ...
    async def returned(self, platform: str, handle: str) -> Room | None: ...
    async def member(self, community: CommunityId, person: PersonId) -> Member | None: ...
    async def save_member(self, member: Member) -> None: ...
    async def members(self, community: CommunityId) -> Sequence[Person]: ...
    async def member_count(self, community: CommunityId) -> int: ...
    async def standings(self, community: CommunityId) -> Sequence[Member]: ...
    async def of_person(self, person: PersonId, standing: Standing) -> Sequence[Community]: ...
    async def arrived_since(self, community: CommunityId, at: datetime) -> Sequence[PersonId]: ...
    async def admins(self, community: CommunityId) -> Sequence[Person]: ...
    async def holdings(self, community: CommunityId) -> Sequence[Holding]: ...
    async def hold(self, holding: Holding) -> None: ...
    async def release(
        self, community: CommunityId, person: PersonId, role: str | None = None
    ) -> None: ...
    async def knock(self, room: RoomId, person: PersonId, at: datetime) -> None: ...
    async def answered_knocks(
        self, community: CommunityId, person: PersonId
    ) -> Sequence[RoomId]: ...
    async def add_change(self, change: Change) -> None: ...
    async def changes(self, community: CommunityId) -> Sequence[Change]: ...
    async def add_invitation(self, invitation: Invitation) -> None: ...
    async def invitation(self, token: str) -> Invitation | None: ...
    async def use_invitation(self, token: str, by: PersonId, at: datetime) -> None: ...
    async def invitations_of(
        self, community: CommunityId, person: PersonId, at: datetime
    ) -> int: ...
    async def sisters(self, community: CommunityId) -> Sequence[Community]: ...
    async def serialise(self, community: CommunityId) -> None: ...


class Work(people.Work, Protocol):
    """The part of a unit of work that communities need."""

    @property
    def communities(self) -> CommunityStore: ...


async def keepers(work: Work, community: Community, *roles: str) -> list[Person]:
    """Return the role-holders (of these roles; none named: of any), each once, in an order that tells nothing.

    Before roles begin, the members who administer one of its rooms or added the bot look after it.
    """
    held = await work.communities.holdings(community.id)
    if not held:
        return list(await work.communities.admins(community.id))
    ids = sorted({h.person for h in held if not roles or h.role in roles})
    return [await work.people.get(person) for person in ids]


async def sharing(work: Work, community: Community) -> list[Community]:
    """Return the sister villages with which posts are shared: both switched it on (`share_with_sisters`)."""
    if not community.config.share_with_sisters:
        return []
    sisters = await work.communities.sisters(community.id)
    return [
        sister
        for sister in sisters
        if sister.config.share_with_sisters and sister.stage is Stage.OPEN
    ]


async def roles_of(work: Work, community: Community, person: Person) -> frozenset[str]:
    """Return which roles somebody holds; before roles begin, a keeper counts as its admin and moderator."""
    held = await work.communities.holdings(community.id)
    if held:
        return frozenset(h.role for h in held if h.person == person.id)
    admins = await work.communities.admins(community.id)
    keeps = person.id in {admin.id for admin in admins}
    return frozenset[str]((Role.ADMIN, Role.MODERATOR)) if keeps else frozenset()
