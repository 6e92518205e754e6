"""Communities: a room becomes a village of at most 150 members, and people are in it by saying so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core import people
from core.communities.config import Config, RequestType
from core.errors import NotAMember, Refusal, VillageFull
from core.ids import CommunityId, PersonId, RoomId
from core.people import Person, clean_name

__all__ = [
    "Community",
    "CommunityStore",
    "Config",
    "Member",
    "RequestType",
    "Room",
    "Standing",
    "Work",
]

MAX_TITLE = 120


class Standing(StrEnum):
    """How a person stands to a community."""

    PRESENT = "present"
    MEMBER = "member"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Community:
    """A village. `version` grows with every change of its rules or words."""

    id: CommunityId
    title: str
    config: Config
    version: int = 1


@dataclass(frozen=True, slots=True)
class Room:
    """A group chat bound to a community."""

    id: RoomId
    platform: str
    handle: str
    community: CommunityId
    title: str
    added_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person's standing in one community. `admin`: an administrator of one of its rooms, as the platform says."""

    person: PersonId
    community: CommunityId
    standing: Standing
    since: datetime
    admin: bool = False


class CommunityStore(Protocol):
    """What must be remembered about communities."""

    async def add(self, community: Community, room: Room, at: datetime) -> None: ...
    async def get(self, community: CommunityId) -> Community: ...
    async def room(self, platform: str, handle: str) -> Room | None: ...
    async def rooms(self, community: CommunityId) -> Sequence[Room]: ...
    async def member(self, community: CommunityId, person: PersonId) -> Member | None: ...
    async def save_member(self, member: Member) -> None: ...
    async def members(self, community: CommunityId) -> Sequence[Person]: ...
    async def member_count(self, community: CommunityId) -> int: ...
    async def of_person(self, person: PersonId, standing: Standing) -> Sequence[Community]: ...
    async def arrived_since(self, community: CommunityId, at: datetime) -> Sequence[PersonId]: ...
    async def admins(self, community: CommunityId) -> Sequence[Person]: ...
    async def serialise(self, community: CommunityId) -> None: ...


class Work(people.Work, Protocol):
    """The part of a unit of work that communities need."""

    @property
    def communities(self) -> CommunityStore: ...


async def found(
    work: Work, platform: str, handle: str, title: str, by: Person, language: str
) -> tuple[Community, Room] | None:
    """A room becomes a community at once, by the default rules. None when it already is one."""
    if await work.communities.room(platform, handle) is not None:
        return None
    name = clean_name(title, handle)[:MAX_TITLE]
    community = Community(CommunityId(work.draw.new()), name, Config(language=language))
    room = Room(RoomId(work.draw.new()), platform, handle, community.id, name, by.id)
    await work.communities.add(community, room, work.now)
    return community, room


async def arrive(work: Work, community: Community, person: Person, admin: bool) -> Member:
    """Note that a person is present. Whoever was a member stays one; whoever left is present again."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is Standing.LEFT:
        known = Member(person.id, community.id, Standing.PRESENT, work.now, admin)
        await work.communities.save_member(known)
    elif admin and not known.admin:
        known = replace(known, admin=True)
        await work.communities.save_member(known)
    return known


async def join(work: Work, community: Community, person: Person) -> bool:
    """Make the person a member by their own word; False when they already are.

    Raises VillageFull at the cap (10..150, the community's own): nobody is put on a list or told who is in.
    """
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.MEMBER:
        return False
    await work.communities.serialise(community.id)
    if await work.communities.member_count(community.id) >= community.config.member_cap:
        raise VillageFull(village=community.title, cap=community.config.member_cap)
    admin = known is not None and known.admin
    await work.communities.save_member(
        Member(person.id, community.id, Standing.MEMBER, work.now, admin)
    )
    return True


async def leave(work: Work, community: Community, person: Person) -> None:
    """End the membership by the person's own word; what they did stays in the ledger. Raises NotAMember."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    await work.communities.save_member(replace(known, standing=Standing.LEFT))


async def walk_out(work: Work, community: Community, person: Person) -> None:
    """Somebody left the room: whoever was only present is forgotten there; a membership ends only by /leave."""
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.PRESENT:
        await work.communities.save_member(replace(known, standing=Standing.LEFT))


async def require_member(work: Work, community: Community, person: Person) -> Member:
    """Return the membership. Raises NotAMember otherwise."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    return known


async def fellow(work: Work, community: Community, asker: Person, name: str) -> list[Person]:
    """Return the other members whom `name` may mean. Raises UnknownName; Refusal when no name was given."""
    if not name.strip():
        raise Refusal("refused-name-missing")
    others = [p for p in await work.communities.members(community.id) if p.id != asker.id]
    return people.named(others, name)
