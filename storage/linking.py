"""Two people's rows become one person's. Every place that names a person is found from the schema, so none is left."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, RowMapping, Table, and_, cast, or_, select
from sqlalchemy import String as AsText
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Member
from core.ids import AccountId, PersonId
from core.matching import MatchStage
from core.people import Account, Person
from storage.columns import Json, metadata
from storage.communities import SqlCommunities
from storage.exchanges import exchanges
from storage.karma import ledger
from storage.matching import asks, matches
from storage.people import SqlPeople, accounts, blocks, members, people, skills
from storage.posts import posts
from storage.spine import deadlines, outbox
from storage.trust.tables import standings, ties
from storage.votes import rolls

LIVE = (MatchStage.WAITING, MatchStage.OFFERED)
APART = frozenset({people, members, skills, ties, standings})
"""Tables with a way of their own: written before, or made anew."""
WITHOUT_KEY = (ledger.c.person, outbox.c.person, posts.c.first_asked)
"""Columns that name a person without the database checking it."""
IN_WORDS = (outbox.c.card, deadlines.c.subject, deadlines.c.key)
"""Columns whose text may have a person's id in it."""


def naming_a_person() -> dict[Table, list[Column[Any]]]:
    """Return every table in which one person may take another's place, with the columns that name them."""
    found: dict[Table, list[Column[Any]]] = {}
    for table in metadata.sorted_tables:
        columns = [
            column
            for column in table.c
            if column in WITHOUT_KEY
            or any(key.column is people.c.id for key in column.foreign_keys)
        ]
        if columns and table not in APART:
            found[table] = columns
    return found


def holding_words() -> dict[Table, list[Column[Any]]]:
    """Return every table with text in which an id may stand, with those columns."""
    return {
        table: columns
        for table in metadata.sorted_tables
        if (columns := [c for c in table.c if c in IN_WORDS or isinstance(c.type, Json)])
    }


class SqlLinks:
    """Identities in one transaction."""

    def __init__(
        self, connection: AsyncConnection, known: SqlPeople, communities: SqlCommunities
    ) -> None:
        self._connection = connection
        self._known = known
        self._communities = communities

    async def accounts(self, person: PersonId) -> list[Account]:
        """Return a person's accounts."""
        statement = select(accounts).where(accounts.c.person == person).order_by(accounts.c.id)
        return [Account(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def memberships(self, person: PersonId) -> list[Member]:
        """Return how a person stands to every community they were ever in."""
        statement = select(members).where(members.c.person == person).order_by(members.c.community)
        return [Member(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def have_met(self, one: PersonId, other: PersonId) -> bool:
        """Say whether the two were ever both sides of an exchange, or keep apart."""
        pair = (one, other)
        both = exchanges.c.requester.in_(pair) & exchanges.c.helper.in_(pair)
        apart = blocks.c.person.in_(pair) & blocks.c.other.in_(pair)
        return await self._any(exchanges, both) or await self._any(blocks, apart)

    async def share_something_open(self, one: PersonId, other: PersonId) -> bool:
        """Say whether something waits between the two, or of both about one post."""
        asked, answered = asks.c.outcome.is_(None), matches.c.stage.in_(LIVE)
        return await self._about_one_post(
            asks, asks.c.person, asked, one, other
        ) or await self._about_one_post(matches, matches.c.responder, answered, one, other)

    async def has_a_say(self, person: PersonId) -> bool:
        """Say whether somebody is on the roll of a vote; rolls are kept only while votes are open."""
        return await self._any(rolls, rolls.c.person == person)

    async def _any(self, table: Table, where: Any) -> bool:
        found = await self._connection.execute(
            select(*table.primary_key.columns).where(where).limit(1)
        )
        return found.first() is not None

    async def _about_one_post(
        self, table: Table, who: Column[Any], is_open: Any, one: PersonId, other: PersonId
    ) -> bool:
        """Say whether one is asked about (or has answered) the other's post, or both the same one's."""
        theirs, twin = posts.alias(), table.alias()
        others = select(theirs.c.id).where(
            or_(
                and_(who == one, theirs.c.author == other),
                and_(who == other, theirs.c.author == one),
            )
            & (theirs.c.id == table.c.post)
        )
        same = select(twin.c.id).where(
            (twin.c.post == table.c.post) & (twin.c[who.name] == other) & (who == one)
        )
        return await self._any(table, is_open & (others.exists() | same.exists()))

    async def merge(self, kept: PersonId, gone: PersonId) -> None:
        """Let everything of the one be the other's, and forget the one. Memberships and skills are written before."""
        for table, columns in naming_a_person().items():
            if any(column.primary_key for column in columns):
                await self._one_by_one(table, columns, kept, gone)
                continue
            for column in columns:
                await self._connection.execute(
                    table.update().where(column == gone).values({column: kept})
                )
        # Ties are made anew from the exchanges, standings every night.
        for column in (ties.c.a, ties.c.b, standings.c.person, members.c.person, skills.c.person):
            await self._connection.execute(column.table.delete().where(column == gone))
        invited = members.update().where(members.c.invited_by == gone)
        await self._connection.execute(invited.values(invited_by=kept))
        for table, columns in holding_words().items():
            await self._words(table, columns, kept, gone)
        await self._connection.execute(people.delete().where(people.c.id == gone))
        self._known.forget(gone)
        self._communities.look_again()  # who added a room, and who listens, is kept in memory

    async def _one_by_one(
        self, table: Table, columns: Sequence[Column[Any]], kept: PersonId, gone: PersonId
    ) -> None:
        """Rename somebody where they are part of a row's key; what would be there twice is there once."""
        mine = or_(*(column == gone for column in columns))
        rows = (await self._connection.execute(select(table).where(mine))).mappings().all()
        keys = [column.name for column in table.primary_key]
        for row in rows:
            this = and_(*(table.c[name] == row[name] for name in keys))
            new = {c.name: kept for c in columns if row[c.name] == gone}
            there = and_(*(table.c[name] == new.get(name, row[name]) for name in keys))
            if any(name in new for name in keys) and await self._any(table, there):
                await self._connection.execute(table.delete().where(this))
            else:
                await self._connection.execute(table.update().where(this).values(new))

    async def _words(
        self, table: Table, columns: Sequence[Column[Any]], kept: PersonId, gone: PersonId
    ) -> None:
        """Rename somebody inside arguments, lists and names of things; an id is unlike any other text."""
        keys = list(table.primary_key.columns)
        named = or_(*(cast(column, AsText).contains(gone) for column in columns))
        found = await self._connection.execute(select(*keys, *columns).where(named))
        for row in found.mappings().all():
            this = and_(*(key == row[key] for key in keys))
            values = {column: renamed(row[column], gone, kept) for column in columns}
            if await self._stands_there(table, values, row):
                await self._connection.execute(table.delete().where(this))
            else:
                await self._connection.execute(table.update().where(this).values(values))

    async def _stands_there(
        self, table: Table, values: Mapping[Column[Any], Any], before: RowMapping
    ) -> bool:
        """Say whether a row would get the name of another."""
        taken = [c == new for c, new in values.items() if c.primary_key and new != before[c]]
        return bool(taken) and await self._any(table, and_(*taken))

    async def split(self, account: AccountId, person: Person) -> None:
        """Give an account to a new person."""
        await self._known.keep(person)
        await self._connection.execute(
            accounts.update().where(accounts.c.id == account).values(person=person.id)
        )


def renamed(value: Any, gone: str, kept: str) -> Any:
    """Return a value with one person in the other's place; in a list they stand once."""
    match value:
        case str():
            return value.replace(gone, kept)
        case list():
            parts = [renamed(part, gone, kept) for part in value]
            return [p for place, p in enumerate(parts) if p != kept or kept not in parts[:place]]
        case dict():
            return {name: renamed(part, gone, kept) for name, part in value.items()}
    return value
