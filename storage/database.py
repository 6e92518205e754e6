"""Opening a database, bringing it up to date, and the program's only commit.

SQLite has one writing connection, kept open; PostgreSQL gives each unit of work its own.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import false
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import StorageRefused
from storage import sqlite
from storage.migrations import upgrade
from storage.spine import installation
from storage.unit_of_work import UnitOfWork

TRY_TO_WRITE = installation.update().where(false()).values(value="")
"""Changes nothing, and fails at once where nothing may be changed: better at start than at the first event."""
OVERDUE = timedelta(minutes=5)
"""A deadline this late means that no bot is running on the database."""
DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


def parse(url: str) -> URL:
    """Return the database's address. Raises StorageRefused for one we cannot use."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageRefused("database-url-wrong") from error
    if parsed.drivername not in DRIVERS:
        raise StorageRefused("database-url-wrong")
    return parsed


def _engine(url: URL) -> AsyncEngine:
    if url.drivername == "sqlite+aiosqlite":
        return sqlite.engine_of(url)
    return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)


def _refusal(url: URL, error: Exception) -> StorageRefused:
    """Say in one sentence what a database's error means for whoever runs the bot."""
    text = str(getattr(error, "orig", error)).lower()
    where = url.database or ""
    for sign, key in (
        ("locked", "database-locked"),
        ("readonly", "database-read-only"),
        ("read-only", "database-read-only"),
        ("not a database", "database-not-one"),
        ("unable to open", "database-unreachable"),
    ):
        if sign in text:
            return StorageRefused(key, where=where)
    return StorageRefused("database-unreachable", where=where)


class Database:
    """An open, up-to-date database."""

    def __init__(self, engine: AsyncEngine, seed: str) -> None:
        self._engine = engine
        self._seed = seed
        self._single = engine.dialect.name == "sqlite"
        self._turn = asyncio.Lock()
        self._kept: AsyncConnection | None = None

    @classmethod
    async def open(cls, url: str, seed: str | None = None) -> Self:
        """Open the database, migrate it in one transaction, and find its seed.

        `seed` None: a secret of the installation, made once. Raises StorageRefused when the database is locked,
        read-only, newer than the program, or not a database.
        """
        parsed = parse(url)
        engine = _engine(parsed)
        try:
            if parsed.drivername.startswith("sqlite") and parsed.database:
                folder = Path(parsed.database).parent
                await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
                await connection.execute(TRY_TO_WRITE)
            if parsed.drivername.startswith("sqlite"):
                # An earlier run may have died after a vote was forgotten, and before its log was emptied.
                async with engine.connect() as connection:
                    await sqlite.clear_away(connection)
            database = cls(engine, seed or "")
            if seed is None:
                database._seed = await database._own_seed()
        except (SQLAlchemyError, OSError, sqlite3.Error) as error:
            await engine.dispose()
            raise _refusal(parsed, error) from error
        except StorageRefused:
            await engine.dispose()
            raise
        return database

    async def _own_seed(self) -> str:
        async with self.begin("installation", datetime.now(UTC)) as work:
            known = await work.installation.get("seed")
            if known is None:
                known = secrets.token_hex(32)
                await work.installation.set("seed", known)
            return known

    @asynccontextmanager
    async def begin(self, cause: str, now: datetime) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work for one cause: committed at the end, rolled back by any exception."""
        async with self._connection() as connection:
            async with connection.begin():
                work = UnitOfWork(connection, self._seed, cause, now)
                yield work
            if work.votes.forgot and self._single:
                await sqlite.clear_away(connection)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        if not self._single:
            async with self._engine.connect() as connection:
                yield connection
            return
        async with self._turn:
            if self._kept is None:
                self._kept = await self._engine.connect()
            yield self._kept

    async def health(self, now: datetime) -> dict[str, str | int]:
        """Return which kind of database this is, and how many letters wait and deadlines are overdue."""
        async with self.begin("health", now) as work:
            return {
                "kind": self._engine.dialect.name,
                "waiting": await work.outbox.count_waiting(now),
                "overdue": await work.deadlines.count_overdue(now - OVERDUE),
            }

    async def close(self) -> None:
        """Close every connection."""
        if self._kept is not None:
            await self._kept.close()
        await self._engine.dispose()


__all__ = ["Database", "UnitOfWork", "parse"]
