"""People, their accounts, what they can do and whom they avoid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Standing
from core.ids import AccountId, CommunityId, PersonId
from core.people import Account, Addressee, Limits, Person, Reach
from storage.columns import Instant, LocalTime, Word, metadata

people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("language", String(16)),
    Column("time_zone", String(64)),
    Column("karma_since", Instant),
    Column("paused_until", Instant),
    Column("asks_per_week", Integer),
    Column("quiet_from", LocalTime),
    Column("quiet_to", LocalTime),
    Column("urgent_at_night", Boolean, nullable=False, default=False),
    Column("in_paths", Boolean, nullable=False, server_default=true()),
    Column("findable", Boolean, nullable=False, server_default=true()),
    Column("tie_reminders", Boolean, nullable=False, server_default=false()),
    Column("pictures", Boolean, nullable=False, server_default=true()),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("handle", String(255), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("reach", Word(Reach), nullable=False),
    Column("community", String(32)),
    Column("awaiting", String(64)),
    Column("awaiting_until", Instant),
    UniqueConstraint("platform", "handle"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("other", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_blocks_other", "other"),
)

skills = Table(
    "skills",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("words", String(60), nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("standing", Word(Standing), nullable=False),
    Column("since", Instant, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("asked_at", Instant),
    Column("let_in_at", Instant),
    Column("refused_at", Instant),
    Column("removed_at", Instant),
    Column("invited_by", String(32)),
    Column("first_at", Instant),
    Index("ix_members_person_standing", "person", "standing"),
    Index("ix_members_invited_by", "invited_by"),
)

PERSON_COLUMNS = [c.label(f"p_{c.name}") for c in people.c]
_ACCOUNT_COLUMNS = [c.label(f"a_{c.name}") for c in accounts.c]
_WITH_ACCOUNT = select(*PERSON_COLUMNS, *_ACCOUNT_COLUMNS).join_from(accounts, people)
_BY_ACCOUNT = _WITH_ACCOUNT.where(
    (accounts.c.platform == bindparam("on")) & (accounts.c.handle == bindparam("handle"))
)


def person_from(row: RowMapping) -> Person:
    """Return the person that a row with PERSON_COLUMNS describes."""
    return Person(
        id=PersonId(row["p_id"]),
        name=row["p_name"],
        language=row["p_language"],
        time_zone=row["p_time_zone"],
        karma_since=row["p_karma_since"],
        paused_until=row["p_paused_until"],
        limits=Limits(
            row["p_asks_per_week"], row["p_quiet_from"], row["p_quiet_to"], row["p_urgent_at_night"]
        ),
        in_paths=row["p_in_paths"],
        findable=row["p_findable"],
        tie_reminders=row["p_tie_reminders"],
        pictures=row["p_pictures"],
    )


def _person_values(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "time_zone": person.time_zone,
        "karma_since": person.karma_since,
        "paused_until": person.paused_until,
        "asks_per_week": person.limits.asks_per_week,
        "quiet_from": person.limits.quiet_from,
        "quiet_to": person.limits.quiet_to,
        "urgent_at_night": person.limits.urgent_at_night,
        "in_paths": person.in_paths,
        "findable": person.findable,
        "tie_reminders": person.tie_reminders,
        "pictures": person.pictures,
    }


def account_from(row: RowMapping) -> Account:
    """Return the account that a row with labelled account columns describes."""
    return Account(
        id=AccountId(row["a_id"]),
        platform=row["a_platform"],
        handle=row["a_handle"],
        person=PersonId(row["a_person"]),
        reach=row["a_reach"],
        community=CommunityId(row["a_community"]) if row["a_community"] else None,
        awaiting=row["a_awaiting"],
        awaiting_until=row["a_awaiting_until"],
    )


def _account_values(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in Account.__slots__}


class SqlPeople:
    """People in one transaction. Who was read once is remembered for its length."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.seen: dict[PersonId, tuple[Person, Account]] = {}
        self._people: dict[PersonId, Person] = {}

    async def by_account(self, platform: str, handle: str) -> tuple[Person, Account] | None:
        """Return who owns an account, or None for a stranger."""
        named = {"on": platform, "handle": handle}
        row = (await self._connection.execute(_BY_ACCOUNT, named)).mappings().first()
        if row is None:
            return None
        found = person_from(row), account_from(row)
        self._remember(*found)
        return found

    def _remember(self, person: Person, account: Account | None = None) -> None:
        self._people[person.id] = person
        if account is not None:
            self.seen[person.id] = (person, account)
        elif person.id in self.seen:
            self.seen[person.id] = (person, self.seen[person.id][1])

    async def get(self, person: PersonId) -> Person:
        """Return a person who is known to exist."""
        if person not in self._people:
            statement = select(*PERSON_COLUMNS).where(people.c.id == person)
            row = (await self._connection.execute(statement)).mappings().one()
            self._remember(person_from(row))
        return self._people[person]

    async def add(self, person: Person, account: Account) -> None:
        """Make somebody known."""
        await self._connection.execute(people.insert(), _person_values(person))
        await self._connection.execute(accounts.insert(), _account_values(account))
        self._remember(person, account)

    async def keep(self, person: Person) -> None:
        """Make somebody known who has no account yet."""
        await self._connection.execute(people.insert(), _person_values(person))
        self._remember(person)

    def forget(self, person: PersonId) -> None:
        """Somebody is another person now: what was read of them holds no more."""
        self._people.pop(person, None)
        self.seen.pop(person, None)

    async def save(self, person: Person) -> None:
        """Keep what changed about a person."""
        values = _person_values(person)
        await self._connection.execute(
            people.update().where(people.c.id == values.pop("id")).values(values)
        )
        self._remember(person)

    async def save_account(self, account: Account) -> None:
        """Keep what changed about an account."""
        values = _account_values(account)
        await self._connection.execute(
            accounts.update().where(accounts.c.id == values.pop("id")).values(values)
        )
        if account.person in self._people:
            self._remember(self._people[account.person], account)

    async def reachable(self, person: PersonId) -> bool:
        """Say whether a private message to this person arrives somewhere."""
        where = (accounts.c.person == person) & (accounts.c.reach == Reach.OPEN)
        return (
            await self._connection.execute(select(accounts.c.id).where(where))
        ).first() is not None

    async def addressees(self, wanted: Sequence[PersonId]) -> list[Addressee]:
        """Return the accounts of these people, those that can be reached first."""
        standing = (members.c.person == people.c.id) & (members.c.standing != Standing.LEFT)
        village = select(func.min(members.c.community)).where(standing).scalar_subquery()
        statement = (
            _WITH_ACCOUNT.add_columns(village.label("village"))
            .where(people.c.id.in_(wanted))
            .order_by(accounts.c.reach != Reach.OPEN, accounts.c.id)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return [Addressee(person_from(row), account_from(row), row["village"]) for row in rows]

    async def block(self, person: PersonId, other: PersonId, at: datetime) -> None:
        """Keep two people apart; once is enough."""
        where = (blocks.c.person == person) & (blocks.c.other == other)
        if (await self._connection.execute(select(blocks.c.at).where(where))).first() is None:
            values = {"person": person, "other": other, "at": at}
            await self._connection.execute(blocks.insert(), values)

    async def unblock(self, person: PersonId, other: PersonId) -> None:
        """Take one's own block back; the other's, if any, stays."""
        where = (blocks.c.person == person) & (blocks.c.other == other)
        await self._connection.execute(delete(blocks).where(where))

    async def blocked_by(self, person: PersonId) -> list[Person]:
        """Return whom this person blocked."""
        statement = (
            select(*PERSON_COLUMNS)
            .join_from(people, blocks, blocks.c.other == people.c.id)
            .where(blocks.c.person == person)
            .order_by(people.c.name, people.c.id)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return [person_from(row) for row in rows]

    async def blocked_either_way(self, person: PersonId) -> frozenset[PersonId]:
        """Return everybody who is kept apart from this person, whoever wished it."""
        where = or_(blocks.c.person == person, blocks.c.other == person)
        rows = await self._connection.execute(select(blocks.c.person, blocks.c.other).where(where))
        return frozenset(PersonId(o if p == person else p) for p, o in rows)

    async def skills(self, person: PersonId) -> tuple[str, ...]:
        """Return what this person said they can do, in their order."""
        statement = (
            select(skills.c.words).where(skills.c.person == person).order_by(skills.c.ordinal)
        )
        return tuple((await self._connection.execute(statement)).scalars())

    async def set_skills(self, person: PersonId, words: Sequence[str]) -> None:
        """Replace what this person can do."""
        await self._connection.execute(delete(skills).where(skills.c.person == person))
        if words:
            rows = [{"person": person, "ordinal": i, "words": w} for i, w in enumerate(words)]
            await self._connection.execute(skills.insert(), rows)


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: profile, accounts, skills, and whom they blocked (never who blocked them)."""
    return {
        "profile": select(people).where(people.c.id == person),
        "accounts": select(accounts).where(accounts.c.person == person),
        "skills": select(skills.c.words).where(skills.c.person == person),
        "blocks": select(blocks.c.other, blocks.c.at).where(blocks.c.person == person),
    }
