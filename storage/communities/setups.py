"""What an organiser answered so far, and the templates with their counts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities.setup import Purpose, Setup
from core.communities.templates import Template
from core.ids import CommunityId, PersonId
from storage.communities.tables import setups, templates


def _setup(row: RowMapping) -> Setup:
    held: dict[str, Any] = dict(row)
    return Setup(
        **{
            **held,
            "founders": tuple(PersonId(person) for person in held["founders"]),
            "left_out": tuple(held["left_out"]),
        }
    )


def _values(setup: Setup) -> Mapping[str, Any]:
    held = {name: getattr(setup, name) for name in Setup.__slots__}
    return {
        **held,
        "answers": dict(setup.answers),
        "values": dict(setup.values),
        "founders": list(setup.founders),
        "left_out": list(setup.left_out),
    }


def _which(
    community: CommunityId, purpose: Purpose, person: PersonId | None
) -> ColumnElement[bool]:
    where = (setups.c.community == community) & (setups.c.purpose == purpose)
    return where if person is None else where & (setups.c.person == person)


class SqlSetups:
    """Setups and templates in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(
        self, community: CommunityId, purpose: Purpose, person: PersonId | None = None
    ) -> Setup | None:
        """Return what is being set up (by this person, where one is named), if anything."""
        where = _which(community, purpose, person)
        row = (await self._connection.execute(select(setups).where(where))).mappings().first()
        return _setup(row) if row else None

    async def save(self, setup: Setup) -> None:
        """Keep how far somebody came; of setting a village up there is only one."""
        others_may = setup.purpose is Purpose.QUESTIONNAIRE
        await self.drop(setup.community, setup.purpose, setup.person if others_may else None)
        await self._connection.execute(setups.insert(), _values(setup))

    async def naming(self, person: PersonId) -> Setup | None:
        """Return the setup in which this person names founders now, the latest begun."""
        where = (setups.c.person == person) & (setups.c.purpose == Purpose.SETUP) & setups.c.applied
        latest = select(setups).where(where).order_by(setups.c.started_at.desc()).limit(1)
        row = (await self._connection.execute(latest)).mappings().first()
        return _setup(row) if row else None

    async def drop(
        self, community: CommunityId, purpose: Purpose, person: PersonId | None = None
    ) -> None:
        """Forget it (only what this person answered, where one is named)."""
        await self._connection.execute(delete(setups).where(_which(community, purpose, person)))

    async def templates(self) -> list[Template]:
        """Return every template, by name."""
        rows = await self._connection.execute(select(templates).order_by(templates.c.name))
        return [Template(**row) for row in rows.mappings()]

    async def count_use(self, name: str) -> None:
        """A village was opened with it."""
        counted = templates.update().where(templates.c.name == name)
        await self._connection.execute(counted.values(uses=templates.c.uses + 1))
