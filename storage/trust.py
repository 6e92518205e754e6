"""Ties, where people stood at the last refresh, and who looked for paths."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Config, Standing
from core.exchanges import Stage
from core.ids import CommunityId, PersonId
from core.trust import (
    LIVE_WEIGHT,
    SAME_COMMUNITY,
    SHOWN_AFTER,
    Deed,
    Layer,
    Link,
    LinkKind,
    Links,
    Tie,
    TieKind,
    TrustRules,
    Waiting,
    pair_of,
    strongest,
)
from core.trust.rules import fading
from core.trust.usecases import Placed, rules_of
from storage.columns import Instant, metadata
from storage.communities import communities
from storage.exchanges import exchanges
from storage.people import blocks, members, people

ties = Table(
    "ties",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("a", String(32), primary_key=True),
    Column("b", String(32), primary_key=True),
    Column("by_a", Float, nullable=False),
    Column("by_b", Float, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("kinds", String(40), nullable=False),
    Column("waiting_by_a", Float),
    Column("waiting_by_b", Float),
    Column("waiting_count", Integer),
    Column("waiting_until", Instant),
    Index("ix_ties_a", "a"),
    Index("ix_ties_b", "b"),
)

standings = Table(
    "standings",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("anchor", Float, nullable=False),
    Column("trust", Float, nullable=False),
    Column("at", Instant, nullable=False),
)

half_lives = Table(
    "half_lives",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("days", Integer, nullable=False),
)

path_looks = Table(
    "path_looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_path_looks_person_at", "person", "at"),
)

tie_reminders = Table(
    "tie_reminders",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("other", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)


def _tie(row: RowMapping) -> Tie:
    waiting = None
    if row["waiting_until"] is not None:
        waiting = Waiting(
            row["waiting_by_a"], row["waiting_by_b"], row["waiting_count"], row["waiting_until"]
        )
    return Tie(
        a=row["a"],
        b=row["b"],
        by_a=row["by_a"],
        by_b=row["by_b"],
        count=row["count"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        kinds=frozenset(map(TieKind, row["kinds"].split(","))),
        waiting=waiting,
    )


def _values(community: CommunityId, tie: Tie) -> dict[str, Any]:
    held = tie.waiting
    return {
        "community": community,
        "a": tie.a,
        "b": tie.b,
        "by_a": tie.by_a,
        "by_b": tie.by_b,
        "count": tie.count,
        "first_at": tie.first_at,
        "last_at": tie.last_at,
        "kinds": ",".join(sorted(tie.kinds)),
        "waiting_by_a": held.by_a if held else None,
        "waiting_by_b": held.by_b if held else None,
        "waiting_count": held.count if held else None,
        "waiting_until": held.until if held else None,
    }


_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_NOW = bindparam("now", type_=Instant)
_VIEWER = bindparam("viewer", type_=String)
_COUNTED = ties.c.waiting_until <= _NOW
# What `Tie.settled` and `Tie.shown_to` say, and as few and as plain values as a link needs: a circle has a thousand
# ties, and a moment made of microseconds costs more than the arithmetic.
_STEPS = select(
    ties.c.community,
    ties.c.a,
    ties.c.b,
    case(
        (_COUNTED, (ties.c.by_a + ties.c.waiting_by_a) + (ties.c.by_b + ties.c.waiting_by_b)),
        else_=ties.c.by_a + ties.c.by_b,
    ),
    case((_COUNTED, ties.c.count + ties.c.waiting_count), else_=ties.c.count),
    type_coerce(ties.c.last_at, BigInteger),
    ties.c.kinds,
).where(
    (ties.c.first_at <= bindparam("shown", type_=Instant))
    | (ties.c.a == _VIEWER)
    | (ties.c.b == _VIEWER)
)
_AROUND = union_all(
    _STEPS.where(ties.c.a.in_(_PEOPLE)),
    _STEPS.where(ties.c.b.in_(_PEOPLE) & ties.c.a.not_in(_PEOPLE)),
)
_HOMES = select(members.c.community, members.c.person).where(
    members.c.person.in_(_PEOPLE) & (members.c.standing == Standing.MEMBER)
)
_BLOCKS = union_all(
    select(blocks.c.person, blocks.c.other).where(
        blocks.c.person.in_(bindparam("people", expanding=True))
    ),
    select(blocks.c.person, blocks.c.other).where(
        blocks.c.other.in_(bindparam("people", expanding=True))
    ),
)
_FELLOWS = select(members.c.community, members.c.person).where(
    members.c.community.in_(bindparam("homes", expanding=True))
    & (members.c.standing == Standing.MEMBER)
)
_CONFIGS = select(communities.c.id, type_coerce(communities.c.config, Text)).where(
    communities.c.id.in_(bindparam("homes", expanding=True))
)
_BATCH = 5000
"""How many are named in one query: databases take some 32,000 parameters, and ties name everybody three times."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


@lru_cache(maxsize=1024)
def _rules_in(config: str) -> TrustRules:
    """Return what a configuration, as it is stored, says of trust; most villages' are alike or seldom change."""
    return rules_of(Config.model_validate_json(config))


def _batches(asked: Collection[str]) -> Iterator[list[str]]:
    every = list(asked)
    return (every[begin : begin + _BATCH] for begin in range(0, len(every), _BATCH))


class SqlTies:
    """Ties and standings in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def tie(self, community: CommunityId, one: PersonId, other: PersonId) -> Tie | None:
        """Return what lies between two people, if anything."""
        a, b = pair_of(one, other)
        where = (ties.c.community == community) & (ties.c.a == a) & (ties.c.b == b)
        row = (await self._connection.execute(select(ties).where(where))).mappings().first()
        return _tie(row) if row else None

    async def save_tie(self, community: CommunityId, tie: Tie) -> None:
        """Keep a pair's tie."""
        values = _values(community, tie)
        where = (ties.c.community == community) & (ties.c.a == tie.a) & (ties.c.b == tie.b)
        done = await self._connection.execute(ties.update().where(where).values(values))
        if not done.rowcount:
            await self._connection.execute(ties.insert(), values)

    async def ties_of(self, community: CommunityId, person: PersonId) -> list[Tie]:
        """Return one person's ties here: as many as they have partners."""
        mine = (ties.c.a == person) | (ties.c.b == person)
        return await self._ties(select(ties).where(mine & (ties.c.community == community)))

    async def ties(self, community: CommunityId) -> list[Tie]:
        """Return every tie of one community."""
        return await self._ties(select(ties).where(ties.c.community == community))

    async def _ties(self, statement: Any) -> list[Tie]:
        ordered = statement.order_by(ties.c.a, ties.c.b)
        return [_tie(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def replace_ties(self, community: CommunityId, new: Collection[Tie]) -> None:
        """Put ties made from the log in the place of those that were there."""
        await self._connection.execute(delete(ties).where(ties.c.community == community))
        if new:
            rows = [_values(community, tie) for tie in new]
            await self._connection.execute(ties.insert(), rows)

    async def deeds(self, community: CommunityId) -> list[Deed]:
        """Return the log of done exchanges, in the order in which they were done."""
        statement = (
            select(
                exchanges.c.ended_at,
                exchanges.c.requester,
                exchanges.c.helper,
                exchanges.c.across,
                exchanges.c.counts_from,
            )
            .where((exchanges.c.community == community) & (exchanges.c.stage == Stage.DONE))
            .order_by(exchanges.c.ended_at, exchanges.c.id)
        )
        return [
            Deed(at, asker, helper, TieKind.ACROSS if across else TieKind.HELPED, counts_from)
            for at, asker, helper, across, counts_from in await self._connection.execute(statement)
        ]

    async def half_life(self, community: CommunityId) -> int | None:
        """Return the half-life in days with which the stored ties were made."""
        statement = select(half_lives.c.days).where(half_lives.c.community == community)
        days: int | None = (await self._connection.execute(statement)).scalar()
        return days

    async def set_half_life(self, community: CommunityId, days: int) -> None:
        """Keep the half-life with which the stored ties are made."""
        where = half_lives.c.community == community
        done = await self._connection.execute(half_lives.update().where(where).values(days=days))
        if not done.rowcount:
            values = {"community": community, "days": days}
            await self._connection.execute(half_lives.insert(), values)

    async def placed(self, community: CommunityId) -> dict[PersonId, Placed]:
        """Return where everybody stood at the last refresh."""
        statement = select(standings.c.person, standings.c.anchor, standings.c.trust).where(
            standings.c.community == community
        )
        rows = await self._connection.execute(statement)
        return {PersonId(p): Placed(PersonId(p), anchor, trust) for p, anchor, trust in rows}

    async def replace_placed(
        self, community: CommunityId, placed: Collection[Placed], at: datetime
    ) -> None:
        """Put a refresh in the place of the last one."""
        await self._connection.execute(delete(standings).where(standings.c.community == community))
        if placed:
            rows = [
                {
                    "community": community,
                    "person": own.person,
                    "anchor": own.anchor,
                    "trust": own.trust,
                    "at": at,
                }
                for own in placed
            ]
            await self._connection.execute(standings.insert(), rows)

    async def looks_since(self, person: PersonId, at: datetime) -> int:
        """Return how many paths somebody looked for after `at`."""
        where = (path_looks.c.person == person) & (path_looks.c.at > at)
        statement = select(func.count()).select_from(path_looks).where(where)
        return int((await self._connection.execute(statement)).scalar_one())

    async def look(self, person: PersonId, at: datetime) -> None:
        """Note that somebody looked; not for whom."""
        await self._connection.execute(path_looks.insert(), {"person": person, "at": at})

    async def forget_looks(self, before: datetime) -> None:
        """Drop look-ups that count no more."""
        await self._connection.execute(delete(path_looks).where(path_looks.c.at < before))

    async def closed_among(self, asked: Collection[PersonId]) -> frozenset[PersonId]:
        """Return who of these does not wish to stand between others."""
        among = people.c.id.in_(asked)
        statement = select(people.c.id).where(among & people.c.in_paths.is_(False))
        return frozenset((await self._connection.execute(statement)).scalars())

    async def reminded_since(
        self, community: CommunityId, person: PersonId, at: datetime
    ) -> frozenset[PersonId]:
        """Return of whom somebody was reminded after `at`."""
        mine = (tie_reminders.c.community == community) & (tie_reminders.c.person == person)
        statement = select(tie_reminders.c.other).where(mine & (tie_reminders.c.at > at))
        return frozenset((await self._connection.execute(statement)).scalars())

    async def remind(
        self, community: CommunityId, person: PersonId, other: PersonId, at: datetime
    ) -> None:
        """Note a reminder."""
        mine = (tie_reminders.c.community == community) & (tie_reminders.c.person == person)
        where = mine & (tie_reminders.c.other == other)
        done = await self._connection.execute(tie_reminders.update().where(where).values(at=at))
        if not done.rowcount:
            values = {"community": community, "person": person, "other": other, "at": at}
            await self._connection.execute(tie_reminders.insert(), values)

    def links(self, viewer: PersonId, now: datetime) -> "SqlLinks":
        """Return the links between people everywhere, as `viewer` may see them."""
        return SqlLinks(self._connection, viewer, now)


class SqlLinks:
    """Where a path search reads: a few indexed queries for each circle it opens, never the whole graph.

    A circle of a village's size has some thousand ties, so a row becomes a link without a `Tie` in between. The
    rule stays that of `core.trust.tie_link`, with its own constants and its own fading; a test holds the two together.
    """

    def __init__(self, connection: AsyncConnection, viewer: PersonId, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._seen = {"viewer": viewer, "now": now, "shown": now - SHOWN_AFTER}
        self._rules: dict[CommunityId, TrustRules] = {}
        self._fellows: dict[CommunityId, dict[PersonId, Link]] = {}

    async def links_of(self, asked: Collection[PersonId], layer: Layer) -> Links:
        """Return the links of exactly this layer for each of these people."""
        if layer is Layer.TIES:
            return await self._kept_apart(await self._by_ties(asked))
        if layer is Layer.COMMUNITIES:
            return await self._kept_apart(await self._by_communities(asked))
        return {}

    async def _kept_apart(self, found: Links) -> Links:
        """Take out the links between two who are kept apart: they never stand side by side on a path."""
        apart: dict[PersonId, set[PersonId]] = {}
        for some in _batches(found):
            for one, other in await self._connection.execute(_BLOCKS, {"people": some}):
                apart.setdefault(one, set()).add(other)
                apart.setdefault(other, set()).add(one)
        if not apart:
            return found
        return {
            person: {other: link for other, link in mine.items() if other not in apart[person]}
            if person in apart
            else mine
            for person, mine in found.items()
        }

    async def _by_ties(self, asked: Collection[PersonId]) -> Links:
        found: dict[PersonId, dict[PersonId, Link]] = {person: {} for person in asked}
        for some in _batches(asked):
            rows = (await self._connection.execute(_AROUND, self._seen | {"people": some})).all()
            await self._read_rules({row[0] for row in rows})
            for a, b, link in self._live(rows):
                for one, other in ((a, b), (b, a)):
                    mine = found.get(one)
                    if mine is not None:
                        known = mine.get(other)
                        mine[other] = strongest(known, link) if known else link
        return found

    def _live(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[PersonId, PersonId, Link]]:
        """Return what `tie_link` would, for rows that this viewer may see: nothing below the threshold."""
        now = (self._now - _EPOCH) // _MICROSECOND
        for home, a, b, gains, count, last_at, kinds in rows:
            rules = self._rules[home]
            if count < rules.min_interactions:
                continue
            strength = gains * fading(max(0, now - last_at) / _DAY, rules.half_life_days)
            if strength >= LIVE_WEIGHT:
                across = kinds == TieKind.ACROSS
                yield a, b, Link(strength, LinkKind.ACROSS if across else LinkKind.HELPED)

    async def _read_rules(self, homes: Collection[CommunityId]) -> None:
        missing = [home for home in homes if home not in self._rules]
        for some in _batches(missing):
            for home, config in await self._connection.execute(_CONFIGS, {"homes": some}):
                self._rules[home] = _rules_in(config)

    async def _by_communities(
        self, asked: Collection[PersonId]
    ) -> Mapping[PersonId, Mapping[PersonId, Link]]:
        """Return the shared communities of these people; who lives in the same ones shares one mapping."""
        homes: dict[PersonId, list[CommunityId]] = {}
        for some in _batches(asked):
            for community, person in await self._connection.execute(_HOMES, {"people": some}):
                homes.setdefault(person, []).append(community)
        await self._read_fellows({home for mine in homes.values() for home in mine})
        found: dict[PersonId, dict[PersonId, Link]] = {}
        for person, mine in homes.items():
            found[person] = self._fellows[mine[0]]
            for home in mine[1:]:
                found[person] = found[person] | self._fellows[home]
        return found

    async def _read_fellows(self, homes: Collection[CommunityId]) -> None:
        missing = [home for home in homes if home not in self._fellows]
        self._fellows.update({home: {} for home in missing})
        for some in _batches(missing):
            for home, person in await self._connection.execute(_FELLOWS, {"homes": some}):
                self._fellows[home][person] = SAME_COMMUNITY


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their ties, their own standing, and when they looked for paths."""
    return {
        "ties": select(ties).where((ties.c.a == person) | (ties.c.b == person)),
        "standings": select(standings).where(standings.c.person == person),
        "path_looks": select(path_looks.c.at).where(path_looks.c.person == person),
        "tie_reminders": select(tie_reminders).where(tie_reminders.c.person == person),
    }
