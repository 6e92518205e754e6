"""Ties, where people stood at the last refresh, and who looked for paths."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.exchanges import Stage
from core.ids import CommunityId, PersonId
from core.trust import Deed, Tie, TieKind, Waiting, pair_of
from core.trust.usecases import Placed
from storage.exchanges import exchanges
from storage.people import people
from storage.trust.links import SqlLinks
from storage.trust.tables import half_lives, path_looks, standings, tie_reminders, ties


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


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their ties, their own standing, and when they looked for paths."""
    return {
        "ties": select(ties).where((ties.c.a == person) | (ties.c.b == person)),
        "standings": select(standings).where(standings.c.person == person),
        "path_looks": select(path_looks.c.at).where(path_looks.c.person == person),
        "tie_reminders": select(tie_reminders).where(tie_reminders.c.person == person),
    }
