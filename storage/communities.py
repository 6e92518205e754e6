"""Communities, their rooms and who is in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Community, Config, Member, Room, Standing
from core.ids import CommunityId, PersonId
from core.people import Person
from storage.columns import Instant, Json, metadata
from storage.people import PERSON_COLUMNS, members, people, person_from

communities = Table(
    "communities",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("config", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("founded_at", Instant, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("handle", String(255), nullable=False),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    Column("title", String(120), nullable=False),
    Column("added_by", ForeignKey("people.id")),
    UniqueConstraint("platform", "handle"),
)


def _community(row: RowMapping) -> Community:
    return Community(
        CommunityId(row["id"]), row["title"], Config.model_validate(row["config"]), row["version"]
    )


def _room(row: RowMapping) -> Room:
    return Room(**{name: row[name] for name in Room.__slots__})


def _values(thing: Room | Member) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in type(thing).__slots__}


class SqlCommunities:
    """Communities in one transaction. `changed` says that a view kept in memory is out of date."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.changed = False
        self._known: dict[CommunityId, Community] = {}

    async def add(self, community: Community, room: Room, at: datetime) -> None:
        """Keep a new community with its first room."""
        values = {
            "id": community.id,
            "title": community.title,
            "config": community.config.model_dump(mode="json"),
            "version": community.version,
            "founded_at": at,
        }
        await self._connection.execute(communities.insert(), values)
        await self._connection.execute(rooms.insert(), _values(room))
        self.changed = True

    async def get(self, community: CommunityId) -> Community:
        """Return a community that is known to exist."""
        if community not in self._known:
            statement = select(communities).where(communities.c.id == community)
            row = (await self._connection.execute(statement)).mappings().one()
            self._known[community] = _community(row)
        return self._known[community]

    async def room(self, platform: str, handle: str) -> Room | None:
        """Return the room of that name on a platform."""
        where = (rooms.c.platform == platform) & (rooms.c.handle == handle)
        row = (await self._connection.execute(select(rooms).where(where))).mappings().first()
        return _room(row) if row else None

    async def rooms(self, community: CommunityId) -> list[Room]:
        """Return a community's rooms, the oldest name first."""
        statement = select(rooms).where(rooms.c.community == community).order_by(rooms.c.id)
        return [_room(row) for row in (await self._connection.execute(statement)).mappings()]

    async def villages(self) -> list[tuple[Room, Community]]:
        """Return every room with its community: what listening keeps in memory."""
        every = (await self._connection.execute(select(communities))).mappings()
        by_id = {row["id"]: _community(row) for row in every}
        found = (await self._connection.execute(select(rooms))).mappings()
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
        """Return who arrived after `at` and is still only present."""
        where = (
            (members.c.community == community)
            & (members.c.standing == Standing.PRESENT)
            & (members.c.since > at)
        )
        statement = (
            select(members.c.person).where(where).order_by(members.c.since, members.c.person)
        )
        return tuple((await self._connection.execute(statement)).scalars())

    async def serialise(self, community: CommunityId) -> None:
        """Let one transaction at a time change this community (PostgreSQL; SQLite has one writer anyway)."""
        statement = select(communities.c.id).where(communities.c.id == community).with_for_update()
        await self._connection.execute(statement)


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: where they are present, members, or were."""
    return {"memberships": select(members).where(members.c.person == person)}
