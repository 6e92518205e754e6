"""Gathering what is held about one person. Each subject's own module says what that is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId
from storage import (
    communities,
    exchanges,
    governance,
    karma,
    matching,
    people,
    posts,
    reciprocity,
    trust,
    votes,
)
from storage.columns import metadata

SUBJECTS = (
    people,
    communities,
    governance,
    posts,
    matching,
    exchanges,
    karma,
    trust,
    reciprocity,
    votes,
)


class SqlArchive:
    """Everything about one person, read in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held(self, person: PersonId) -> dict[str, Sequence[dict[str, Any]]]:
        """Return the rows about a person by the name of what they are; empty ones are left out."""
        found: dict[str, Sequence[dict[str, Any]]] = {}
        for subject in SUBJECTS:
            for name, statement in subject.held(person).items():
                rows = (await self._connection.execute(statement)).mappings()
                kept = [dict(row) for row in rows]
                if kept:
                    found[name] = kept
        return found

    async def forget_strangers(self) -> None:
        """Forget whoever is known only because something they said was taken for a request, and never was one.

        Somebody of whom anything else is kept stays: a village, a post, an answer, a wish.
        """
        profile = people.people
        no_wishes = (
            profile.c.karma_since.is_(None)
            & profile.c.paused_until.is_(None)
            & profile.c.asks_per_week.is_(None)
            & profile.c.quiet_from.is_(None)
            & profile.c.time_zone.is_(None)
            & profile.c.urgent_at_night.is_(False)
            & profile.c.in_paths.is_(True)
            & profile.c.findable.is_(True)
            & profile.c.tie_reminders.is_(False)
            & profile.c.pictures.is_(True)
        )
        elsewhere = [
            column
            for table in metadata.sorted_tables
            if table not in (profile, people.accounts)
            for column in table.c
            if any(key.column is profile.c.id for key in column.foreign_keys)
        ]
        alone = and_(*(~exists().where(column == profile.c.id) for column in elsewhere))
        strangers = select(profile.c.id).where(no_wishes & alone)
        rows = await self._connection.execute(strangers)
        ids = list(rows.scalars())
        if ids:
            gone = people.accounts.c.person.in_(ids)
            await self._connection.execute(people.accounts.delete().where(gone))
            await self._connection.execute(profile.delete().where(profile.c.id.in_(ids)))
