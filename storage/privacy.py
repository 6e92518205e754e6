"""Gathering what is held about one person. Each subject's own module says what that is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId
from storage import communities, exchanges, karma, matching, people, posts, trust

SUBJECTS = (people, communities, posts, matching, exchanges, karma, trust)


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
