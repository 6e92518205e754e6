"""The ledger. Lines are added, never changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import CommunityId, PersonId
from core.karma import Entry, Reason
from storage.columns import Instant, Word, metadata

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("community", ForeignKey("communities.id"), nullable=False),
    Column("exchange", ForeignKey("exchanges.id"), nullable=False),
    Column("person", String(32), nullable=False),
    Column("points", Integer, nullable=False),
    Column("reason", Word(Reason), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("exchange", "person", "reason"),
    Index("ix_ledger_person_community", "person", "community"),
)


class SqlLedger:
    """The ledger in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, entries: Sequence[Entry]) -> None:
        """Append lines; a line for the same exchange, person and reason cannot be written twice."""
        if entries:
            rows = [{name: getattr(e, name) for name in Entry.__slots__} for e in entries]
            await self._connection.execute(ledger.insert(), rows)

    async def entries(self, person: PersonId, community: CommunityId) -> list[Entry]:
        """Return somebody's lines in one community, the oldest first."""
        columns = [ledger.c[name] for name in Entry.__slots__]
        statement = (
            select(*columns)
            .where((ledger.c.person == person) & (ledger.c.community == community))
            .order_by(ledger.c.at, ledger.c.id)
        )
        return [Entry(**row) for row in (await self._connection.execute(statement)).mappings()]


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their lines of the ledger."""
    return {"ledger": select(ledger).where(ledger.c.person == person)}
