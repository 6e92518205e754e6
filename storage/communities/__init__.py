"""Communities, their rooms and who is in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import (
    Change,
    Community,
    Holding,
    Invitation,
    Member,
    Room,
    Stage,
    Standing,
    mended,
)
from core.ids import CommunityId, PersonId, RoomId
from core.listening import Tuning
from core.people import Person
from storage.communities.tables import (
    changes,
    communities,
    invitations,
    knocks,
    roles,
    rooms,
    sisters,
)
from storage.communities.tables import setups as setups_table
from storage.people import PERSON_COLUMNS, members, people, person_from

__all__ = ["SqlCommunities", "communities", "held", "rooms"]


_GONE = "gone:"
"""How the handle of a room begins that the bot is not in any more."""


def _community(row: RowMapping) -> Community:
    return Community(
        id=CommunityId(row["id"]),
        title=row["title"],
        config=mended(row["config"]),
        version=row["version"],
        stage=row["stage"],
        opened_at=row["opened_at"],
        mature=row["mature"],
        few_since=row["few_since"],
        taught=Tuning(**(row["taught"] or {})),
        crisis_note=row["crisis_note"] or "",
    )


def _community_values(community: Community) -> dict[str, Any]:
    held = {name: getattr(community, name) for name in Community.__slots__}
    taught = {"signs": dict(community.taught.signs), "words": dict(community.taught.words)}
    return {**held, "config": community.config.model_dump(mode="json"), "taught": taught}


def _room(row: RowMapping) -> Room:
    return Room(**{name: row[name] for name in Room.__slots__})


def _values(thing: Room | Member | Holding | Change | Invitation) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in type(thing).__slots__}


class SqlCommunities:
    """Communities in one transaction. `changed` says that a view kept in memory is out of date."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.changed = False
        self._known: dict[CommunityId, Community] = {}

    def look_again(self) -> None:
        """What was read of communities may not hold any more."""
        self._known.clear()
        self.changed = True

    async def add(self, community: Community, room: Room, at: datetime) -> None:
        """Keep a new community with its first room."""
        values = {**_community_values(community), "founded_at": at}
        await self._connection.execute(communities.insert(), values)
        await self.add_room(room)

    async def get(self, community: CommunityId) -> Community:
        """Return a community that is known to exist."""
        if community not in self._known:
            statement = select(communities).where(communities.c.id == community)
            row = (await self._connection.execute(statement)).mappings().one()
            self._known[community] = _community(row)
        return self._known[community]

    async def save(self, community: Community) -> None:
        """Keep what changed about a community."""
        values = _community_values(community)
        where = communities.c.id == values.pop("id")
        await self._connection.execute(communities.update().where(where).values(values))
        self._known[community.id] = community
        self.changed = True

    async def every(self, stage: Stage) -> list[Community]:
        """Return every community at this stage, by title."""
        statement = select(communities).where(communities.c.stage == stage)
        ordered = statement.order_by(communities.c.title, communities.c.id)
        return [_community(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def room(self, platform: str, handle: str) -> Room | None:
        """Return the room of that name on a platform."""
        where = (rooms.c.platform == platform) & (rooms.c.handle == handle)
        row = (await self._connection.execute(select(rooms).where(where))).mappings().first()
        return _room(row) if row else None

    async def rooms(self, community: CommunityId) -> list[Room]:
        """Return a community's rooms, the oldest name first."""
        here = (rooms.c.community == community) & rooms.c.handle.not_like(f"{_GONE}%")
        statement = select(rooms).where(here).order_by(rooms.c.id)
        return [_room(row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_room(self, room: Room) -> None:
        """Keep another room of a community."""
        await self._connection.execute(rooms.insert(), _values(room))
        self.changed = True

    async def save_room(self, room: Room) -> None:
        """Keep what changed about a room: its handle, or the community it is bound to."""
        values = _values(room)
        where = rooms.c.id == values.pop("id")
        await self._connection.execute(rooms.update().where(where).values(values))
        self.changed = True

    async def drop_room(self, room: RoomId) -> None:
        """Set a room aside: the bot is not in it any more, and may come back."""
        here = (rooms.c.id == room) & rooms.c.handle.not_like(f"{_GONE}%")
        gone = rooms.update().where(here).values(handle=literal(_GONE) + rooms.c.handle)
        await self._connection.execute(gone)
        self.changed = True

    async def returned(self, platform: str, handle: str) -> Room | None:
        """Take a room up again in which the bot was before; None where it never was."""
        known = await self.room(platform, f"{_GONE}{handle}")
        if known is None:
            return None
        back = replace(known, handle=handle)
        await self.save_room(back)
        return back

    async def villages(self) -> list[tuple[Room, Community]]:
        """Return every room with its community: what listening keeps in memory."""
        every = (await self._connection.execute(select(communities))).mappings()
        by_id = {row["id"]: _community(row) for row in every}
        here = select(rooms).where(rooms.c.handle.not_like(f"{_GONE}%"))
        found = (await self._connection.execute(here)).mappings()
        return [(_room(row), by_id[row["community"]]) for row in found]

    async def member(self, community: CommunityId, person: PersonId) -> Member | None:
        """Return how a person stands to a community, if at all."""
        where = (members.c.community == community) & (members.c.person == person)
        row = (await self._connection.execute(select(members).where(where))).mappings().first()
        return Member(**row) if row else None

    async def save_member(self, member: Member) -> None:
        """Keep how a person stands to a community."""
        values = _values(member)
        where = (members.c.community == member.community) & (members.c.person == member.person)
        done = await self._connection.execute(members.update().where(where).values(values))
        if not done.rowcount:
            await self._connection.execute(members.insert(), values)

    async def members(self, community: CommunityId) -> list[Person]:
        """Return the members, in an order that tells nothing."""
        return await self._people(
            (members.c.community == community) & (members.c.standing == Standing.MEMBER)
        )

    async def standings(self, community: CommunityId) -> list[Member]:
        """Return how everybody stands to a community, in an order that tells nothing."""
        statement = (
            select(members).where(members.c.community == community).order_by(members.c.person)
        )
        return [Member(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def admins(self, community: CommunityId) -> list[Person]:
        """Return the members who administer one of its rooms."""
        return await self._people(
            (members.c.community == community)
            & (members.c.standing == Standing.MEMBER)
            & members.c.admin
        )

    async def _people(self, where: Any) -> list[Person]:
        statement = select(*PERSON_COLUMNS).join_from(members, people).where(where)
        rows = (await self._connection.execute(statement.order_by(people.c.id))).mappings()
        return [person_from(row) for row in rows]

    async def member_count(self, community: CommunityId) -> int:
        """Return how many members there are now."""
        where = (members.c.community == community) & (members.c.standing == Standing.MEMBER)
        statement = select(func.count()).select_from(members).where(where)
        return int((await self._connection.execute(statement)).scalar_one())

    async def of_person(self, person: PersonId, standing: Standing) -> list[Community]:
        """Return the communities to which a person stands so, by title."""
        statement = (
            select(communities)
            .join(members, members.c.community == communities.c.id)
            .where((members.c.person == person) & (members.c.standing == standing))
            .order_by(communities.c.title, communities.c.id)
        )
        return [_community(row) for row in (await self._connection.execute(statement)).mappings()]

    async def arrived_since(self, community: CommunityId, at: datetime) -> Sequence[PersonId]:
        """Return who arrived after `at`, is still only present and administers nothing."""
        where = (
            (members.c.community == community)
            & (members.c.standing == Standing.PRESENT)
            & (members.c.since > at)
            & ~members.c.admin
        )
        statement = (
            select(members.c.person).where(where).order_by(members.c.since, members.c.person)
        )
        return tuple((await self._connection.execute(statement)).scalars())

    async def serialise(self, community: CommunityId) -> None:
        """Let one transaction at a time change this community (PostgreSQL; SQLite has one writer anyway)."""
        statement = select(communities.c.id).where(communities.c.id == community).with_for_update()
        await self._connection.execute(statement)

    async def holdings(self, community: CommunityId) -> list[Holding]:
        """Return who holds which role, in an order that tells nothing."""
        statement = (
            select(roles)
            .where(roles.c.community == community)
            .order_by(roles.c.person, roles.c.role)
        )
        return [Holding(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def hold(self, holding: Holding) -> None:
        """Give somebody a role, or keep what changed about theirs."""
        await self.release(holding.community, holding.person, holding.role)
        await self._connection.execute(roles.insert(), _values(holding))

    async def release(
        self, community: CommunityId, person: PersonId, role: str | None = None
    ) -> None:
        """Take a role from somebody; None: every one of theirs."""
        where = (roles.c.community == community) & (roles.c.person == person)
        if role is not None:
            where &= roles.c.role == role
        await self._connection.execute(delete(roles).where(where))

    async def knock(self, room: RoomId, person: PersonId, at: datetime) -> None:
        """Keep that somebody waits at a room's door; once is enough."""
        where = (knocks.c.room == room) & (knocks.c.person == person)
        await self._connection.execute(delete(knocks).where(where))
        row = {"room": room, "person": person, "at": at}
        await self._connection.execute(knocks.insert(), row)

    async def answered_knocks(self, community: CommunityId, person: PersonId) -> list[RoomId]:
        """Return the rooms where somebody waits at the door, and forget that they did."""
        of_community = select(rooms.c.id).where(rooms.c.community == community)
        where = (knocks.c.person == person) & knocks.c.room.in_(of_community)
        statement = select(knocks.c.room).where(where).order_by(knocks.c.room)
        found = list((await self._connection.execute(statement)).scalars())
        await self._connection.execute(delete(knocks).where(where))
        return found

    async def add_change(self, change: Change) -> None:
        """Keep one change of the rules for ever."""
        values = _values(change)
        values |= {"before": dict(change.before), "after": dict(change.after)}
        await self._connection.execute(changes.insert(), values)

    async def changes(self, community: CommunityId) -> list[Change]:
        """Return the changes of a village's rules, the newest first."""
        statement = (
            select(changes)
            .where(changes.c.community == community)
            .order_by(changes.c.version.desc())
        )
        return [Change(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        await self._connection.execute(invitations.insert(), _values(invitation))

    async def invitation(self, token: str) -> Invitation | None:
        """Return the invitation of that token."""
        columns = [invitations.c[name] for name in Invitation.__slots__]
        statement = select(*columns).where(invitations.c.token == token)
        row = (await self._connection.execute(statement)).mappings().first()
        return Invitation(**row) if row else None

    async def use_invitation(self, token: str, by: PersonId, at: datetime) -> None:
        """Note who came in by it."""
        used = invitations.update().where(invitations.c.token == token)
        await self._connection.execute(used.values(used_by=by, used_at=at))

    async def invitations_of(self, community: CommunityId, person: PersonId, at: datetime) -> int:
        """Return how many unused invitations of somebody are out."""
        where = (
            (invitations.c.community == community)
            & (invitations.c.by == person)
            & (invitations.c.until > at)
            & invitations.c.used_by.is_(None)
        )
        statement = select(func.count()).select_from(invitations).where(where)
        return int((await self._connection.execute(statement)).scalar_one())

    async def sisters(self, community: CommunityId) -> list[Community]:
        """Return the villages that were one with this one."""
        here = or_(sisters.c.one == community, sisters.c.other == community)
        pairs = await self._connection.execute(select(sisters.c.one, sisters.c.other).where(here))
        ids = sorted({one if other == community else other for one, other in pairs})
        return [await self.get(CommunityId(sister)) for sister in ids]

    async def add_sisters(self, one: CommunityId, other: CommunityId, since: datetime) -> None:
        """Two villages came from one."""
        await self._connection.execute(
            sisters.insert(), {"one": one, "other": other, "since": since}
        )


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: where they are or were, roles, invitations, rules they changed, setups."""
    return {
        # That they were not let in is not told: it reads like a silence.
        "memberships": select(*[c for c in members.c if c.name != "refused_at"]).where(
            members.c.person == person
        ),
        "roles": select(roles).where(roles.c.person == person),
        "knocks": select(knocks.c.room, knocks.c.at).where(knocks.c.person == person),
        "invitations": select(
            invitations.c.community, invitations.c.until, invitations.c.used_at
        ).where(invitations.c.by == person),
        "invitations_used": select(invitations.c.community, invitations.c.used_at).where(
            invitations.c.used_by == person
        ),
        "rules_changed": select(changes).where(changes.c.by == person),
        "setups": select(setups_table).where(setups_table.c.person == person),
    }
