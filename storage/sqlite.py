"""SQLite without a thread hop per statement.

aiosqlite hands every call to a thread and back, which costs more than the statements themselves. Only one call can
have to wait for somebody else: BEGIN IMMEDIATE. It goes to the thread; once the write lock is ours every other call
is quick and runs where it is (decision 009).
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

from aiosqlite import Connection
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT_MS = 5000
JOIN_SECONDS = 2.0
BEGIN = "BEGIN IMMEDIATE"
"""A reader that becomes a writer may fail at once; whoever takes the lock first waits for it instead."""
PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


class InlineConnection(Connection):
    """An aiosqlite connection that leaves the loop's thread only to wait for the lock."""

    async def _connect(self) -> "InlineConnection":
        """Connect; where that fails, wait for the thread to end, or it may speak to a loop that is gone."""
        try:
            await super()._connect()
        except Exception:
            await asyncio.to_thread(self._thread.join, JOIN_SECONDS)
            raise
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if args and args[0] == BEGIN:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        if self._connection is None:
            raise ValueError("no active connection")
        return fn(*args, **kwargs)


def _connector(url: URL) -> Callable[[], InlineConnection]:
    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(
            url.database or ":memory:",
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,  # the driver's own transactions would be deferred
            check_same_thread=False,
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return lambda: InlineConnection(open_file, iter_chunk_size=64)


async def clear_away(connection: AsyncConnection) -> None:
    """Empty the write-ahead log, in which pages still stand as they were before something was deleted."""
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await cursor.close()


def engine_of(url: URL) -> AsyncEngine:
    """Return an engine for an SQLite file: WAL, one writer, foreign keys on, deleted words overwritten."""
    # Parameters are people's words: they must not travel in an exception's text.
    engine = create_async_engine(url, hide_parameters=True, async_creator=_connector(url))

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql(BEGIN)

    return engine
