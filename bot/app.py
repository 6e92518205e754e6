"""The composition root, and the only one: here, and nowhere else, everything is wired together."""

import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import handlers.communities
import handlers.exchanges
import handlers.help
import handlers.karma
import handlers.listening
import handlers.matching
import handlers.people
import handlers.posts
from bot.piping import Lines, Player, stop_on_sigterm
from bot.platforms.pipe import Pipe
from bot.spine import Spine
from bot.spine.clock import SteppedClock, SystemClock
from core.ports import Clock, Platform
from handlers.table import Table, collect
from storage.database import Database

SUBJECTS = (
    handlers.listening,
    handlers.posts,
    handlers.exchanges,
    handlers.karma,
    handlers.people,
    handlers.communities,
    handlers.matching,
    handlers.help,
)
"""Handler modules, in the order in which help lists their commands."""


def table() -> Table:
    """Return the table of everything that is answered."""
    return collect(SUBJECTS)


@asynccontextmanager
async def opened(
    url: str, platforms: Sequence[Platform], clock: Clock, *, seed: str | None, language: str
) -> AsyncIterator[tuple[Spine, Database]]:
    """Open the database and start the spine; close both at the end. Raises StorageRefused."""
    storage = await Database.open(url, seed)
    try:
        spine = Spine(storage, platforms, table(), clock, language)
        await spine.start()
        yield spine, storage
    finally:
        await storage.close()


async def stepped_clock(url: str, at: datetime) -> SteppedClock:
    """Return a clock that stands at `at`, or where it stood in this database when that is later."""
    storage = await Database.open(url, "")
    try:
        async with storage.begin("clock", at) as work:
            known = await work.installation.get("clock")
    finally:
        await storage.close()
    return SteppedClock(max(at, datetime.fromisoformat(known)) if known else at)


async def pipe(
    url: str, at: datetime | None, seed: str | None, language: str, *, unreachable: bool
) -> None:
    """Play standard input to its end."""
    out = sys.stdout

    def write(line: str) -> None:
        out.write(line)
        out.flush()

    platform = Pipe(write, unreachable=unreachable)
    clock: Clock = await stepped_clock(url, at) if at else SystemClock()
    async with opened(url, [platform], clock, seed=seed, language=language) as (spine, storage):
        lines = Lines(os.dup(sys.stdin.fileno()))
        stop_on_sigterm(lines)
        lines.start()
        await Player(spine, platform, storage, seed).play(lines)
