"""The composition root, and the only one: here, and nowhere else, everything is wired together."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import handlers.communities.arriving
import handlers.communities.digest
import handlers.communities.door
import handlers.communities.founding
import handlers.communities.insights
import handlers.communities.joining
import handlers.communities.rules
import handlers.communities.safety
import handlers.communities.setup
import handlers.communities.visiting
import handlers.drafts
import handlers.exchanges
import handlers.governance
import handlers.help
import handlers.karma
import handlers.listening
import handlers.matching
import handlers.people
import handlers.posts
import handlers.privacy
import handlers.trust
import locales
from bot.demo import tour as demo_tour
from bot.demo import village as demo_village
from bot.demo.cast import PLAYED, Cast
from bot.piping import Lines, Player, stop_on_sigterm
from bot.platforms.pipe import Pipe
from bot.platforms.terminal import Terminal
from bot.spine import Spine
from bot.spine.clock import SteppedClock, SystemClock
from bot.spine.ticker import Ticker
from core.ports import Clock, Platform
from handlers.table import Table, collect
from storage.database import Database

if TYPE_CHECKING:
    from bot.platforms.terminal.window import VillageWindow

SUBJECTS = (
    handlers.listening,
    handlers.drafts,
    handlers.posts,
    handlers.exchanges,
    handlers.karma,
    handlers.trust,
    handlers.people,
    handlers.communities.joining,
    handlers.communities.rules,
    handlers.communities.insights,
    handlers.communities.visiting,
    handlers.communities.setup,
    handlers.communities.founding,
    handlers.communities.door,
    handlers.communities.arriving,
    handlers.communities.safety,
    handlers.communities.digest,
    handlers.governance,
    handlers.matching,
    handlers.privacy,
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
        ticker = Ticker(spine)
        if at is None:
            ticker.start()
        try:
            await Player(spine, platform, storage, seed).play(lines)
        finally:
            await ticker.stop()


async def check(url: str) -> dict[str, str | int]:
    """Open the database and say how it is. Raises StorageRefused."""
    storage = await Database.open(url, "")
    try:
        return await storage.health(SystemClock().now())
    finally:
        await storage.close()


@asynccontextmanager
async def operating(url: str) -> AsyncIterator[Any]:
    """Open the database for one command of whoever runs the bot: one unit of work. Raises StorageRefused."""
    storage = await Database.open(url, "")
    try:
        async with storage.begin(f"operator:{uuid4().hex}", SystemClock().now()) as work:
            yield work
    finally:
        await storage.close()


async def tour(locale: str, write: Callable[[str], None], pace: float) -> None:
    """Play the tour on a village that is gone afterwards. Raises TourLost when the story goes astray."""
    clock = SteppedClock(demo_tour.START)
    terminal = demo_tour.village(locale, clock)
    with TemporaryDirectory(prefix="karmyq-tour-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/tour.db"
        seed = demo_tour.SEED
        async with opened(url, [terminal], clock, seed=seed, language=locale) as (spine, _):
            guide = demo_tour.Tour(spine, terminal, locale, write, asyncio.sleep, pace)
            await guide.play()


async def demo(file: Path, locale: str, pace: float) -> None:
    """Open the village in a window, on a file that stays. Raises StorageRefused, or what ended it."""
    clock = demo_village.AheadClock()
    chat = demo_village.reopened(clock, file)
    keep = partial(chat.save, demo_village.screen(file))
    terminal, url = Terminal(chat, language=locale), demo_village.address(file)
    async with opened(url, [terminal], clock, seed=None, language=locale) as (spine, _):
        # Another play each time it is opened, or the neighbours would say the same again.
        cast = Cast(clock.now().isoformat(), locale)
        village = demo_village.Village(spine, terminal, cast, pace)
        window = demo_window(village, terminal, locale, keep)
        village.on_failure = lambda _: window.exit()
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, window.exit)
        ticker = Ticker(spine)
        await village.begin(demo_village.title(locale))
        ticker.start()
        try:
            await window.run_async()
        finally:
            await ticker.stop()
            await village.stop()
            keep()


def demo_window(
    village: demo_village.Village, terminal: Terminal, locale: str, keep: Callable[[], None]
) -> "VillageWindow":
    """Return the window onto a village, in its language."""
    from bot.platforms.terminal.window import VillageWindow  # noqa: PLC0415 - Textual only where it is seen

    return VillageWindow(
        terminal,
        demo_village.ROOM,
        [villager.handle for villager in PLAYED],
        partial(_words, locale),
        partial(locales.day, locale),
        village.let_pass,
        keep,
    )


def _words(locale: str, key: str, /, **args: str | int) -> str:
    return locales.say(locale, key, args)
