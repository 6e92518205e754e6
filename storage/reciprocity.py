"""Rhythms, reset weeks, ticks, and what must not come too often. All of it is the person's own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    Text,
    delete,
    exists,
    false,
    select,
    union,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.exchanges import Exchange
from core.exchanges import Stage as ExchangeStage
from core.ids import CommunityId, PersonId
from core.posts import Stage
from core.reciprocity import Digest, Practice, Rhythm, Step, Week
from storage.columns import Instant, LocalTime, Word, metadata
from storage.exchanges import exchanges, thanks
from storage.matching import asks
from storage.posts import posts

rhythms = Table(
    "rhythms",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("hour", LocalTime),
    Column("digest", Word(Digest), nullable=False),
    Column("told_at", Instant),
    Column("reflecting", Boolean, nullable=False, server_default=false()),
    Column("reflected", Integer, nullable=False),
    Column("checking", Boolean, nullable=False, server_default=false()),
)

weeks = Table(
    "reset_weeks",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("step", Word(Step), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("note", Text),
)

ticks = Table(
    "ticks",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("practice", Word(Practice), primary_key=True),
    Column("at", Instant, nullable=False),
)

rest_offers = Table(
    "rest_offers",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

chases = Table(
    "chases",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("day", String(10), nullable=False),
)


class SqlReciprocity:
    """Reciprocity in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        self._first_chase = insert(chases).on_conflict_do_nothing()

    async def rhythm(self, person: PersonId) -> Rhythm:
        """Return when and how often somebody likes to hear from us; as everybody's where they never said."""
        statement = select(rhythms).where(rhythms.c.person == person)
        row = (await self._connection.execute(statement)).mappings().first()
        return Rhythm(**row) if row else Rhythm(person)

    async def save_rhythm(self, rhythm: Rhythm) -> None:
        """Keep it."""
        await self._put(rhythms, {name: getattr(rhythm, name) for name in Rhythm.__slots__})

    async def _put(self, table: Table, row: dict[str, Any]) -> None:
        """Keep the one row of a person in a table."""
        mine = table.c.person == row["person"]
        done = await self._connection.execute(table.update().where(mine).values(row))
        if not done.rowcount:
            await self._connection.execute(table.insert(), row)

    async def week(self, person: PersonId) -> Week | None:
        """Return somebody's week, if one runs."""
        statement = select(weeks).where(weeks.c.person == person)
        row = (await self._connection.execute(statement)).mappings().first()
        return Week(**row) if row else None

    async def save_week(self, week: Week) -> None:
        """Keep where somebody's week is."""
        await self._put(weeks, {name: getattr(week, name) for name in Week.__slots__})

    async def end_week(self, person: PersonId) -> None:
        """Forget somebody's week and its note."""
        await self._connection.execute(delete(weeks).where(weeks.c.person == person))

    async def ticks(self, person: PersonId, since: datetime) -> frozenset[Practice]:
        """Return what somebody ticked after then."""
        where = (ticks.c.person == person) & (ticks.c.at > since)
        return frozenset(
            (await self._connection.execute(select(ticks.c.practice).where(where))).scalars()
        )

    async def tick(self, person: PersonId, practice: Practice, at: datetime) -> None:
        """Keep a tick, in place of an older one."""
        await self.untick(person, practice)
        row = {"person": person, "practice": practice, "at": at}
        await self._connection.execute(ticks.insert(), row)

    async def untick(self, person: PersonId, practice: Practice | None = None) -> None:
        """Take a tick back; without a practice, all of them."""
        where = ticks.c.person == person
        if practice is not None:
            where &= ticks.c.practice == practice
        await self._connection.execute(delete(ticks).where(where))

    async def forget_ticks(self, before: datetime) -> None:
        """Erase ticks that are as old."""
        await self._connection.execute(delete(ticks).where(ticks.c.at <= before))

    async def rest_offered_at(self, person: PersonId) -> datetime | None:
        """Return when rest was last offered to somebody."""
        statement = select(rest_offers.c.at).where(rest_offers.c.person == person)
        at: datetime | None = (await self._connection.execute(statement)).scalar()
        return at

    async def note_rest_offer(self, person: PersonId, at: datetime) -> None:
        """Note that rest was offered."""
        await self._put(rest_offers, {"person": person, "at": at})

    async def claim_chase(self, person: PersonId, day: date) -> bool:
        """Take somebody's one chase of a day; False when it was taken before."""
        row = {"person": person, "day": day.isoformat()}
        if (await self._connection.execute(self._first_chase, row)).rowcount == 1:
            return True
        where = (chases.c.person == person) & (chases.c.day != row["day"])
        done = await self._connection.execute(chases.update().where(where).values(day=row["day"]))
        return done.rowcount == 1

    async def stirring(self, community: CommunityId) -> frozenset[PersonId]:
        """Return for whom a digest might have something: who was asked, has something open, or does something."""
        running = (exchanges.c.community == community) & (exchanges.c.stage == ExchangeStage.OPEN)
        mine = (posts.c.community == community) & (posts.c.stage == Stage.OPEN)
        statement = union(
            select(posts.c.author).where(mine),
            select(asks.c.person).join_from(asks, posts).where(mine & asks.c.outcome.is_(None)),
            select(exchanges.c.requester).where(running),
            select(exchanges.c.helper).where(running),
        )
        return frozenset((await self._connection.execute(statement)).scalars())

    async def unthanked(self, person: PersonId, since: datetime) -> list[Exchange]:
        """Return what was done for somebody after then and not thanked for, the oldest first."""
        thanked = exists().where(
            (thanks.c.exchange == exchanges.c.id) & (thanks.c.person == person)
        )
        received = (exchanges.c.requester == person) & (exchanges.c.stage == ExchangeStage.DONE)
        statement = (
            select(exchanges)
            .where(received & (exchanges.c.ended_at > since) & ~thanked)
            .order_by(exchanges.c.ended_at, exchanges.c.id)
        )
        return [Exchange(**row) for row in (await self._connection.execute(statement)).mappings()]


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their rhythm, week, ticks, and when they were offered rest or chased."""
    return {
        "rhythm": select(rhythms).where(rhythms.c.person == person),
        "reset_week": select(weeks).where(weeks.c.person == person),
        "ticks": select(ticks).where(ticks.c.person == person),
        "rest_offers": select(rest_offers).where(rest_offers.c.person == person),
        "chases": select(chases).where(chases.c.person == person),
    }
