"""Opening the demo: the tour that plays itself, and the village in a window."""

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import locales
from bot.app import opened, reading_languages, words
from bot.demo import tour as tour_guide
from bot.demo import village as villages
from bot.demo.cast import PLAYED, Cast
from bot.platforms.terminal import Terminal
from bot.spine.clock import SteppedClock
from bot.spine.ticker import Ticker

if TYPE_CHECKING:
    from bot.platforms.terminal.window import VillageWindow


async def tour(locale: str, write: Callable[[str], None], pace: float) -> None:
    """Play the tour on a village that is gone afterwards. Raises TourLost when the story goes astray."""
    clock = SteppedClock(tour_guide.START)
    terminal = tour_guide.village(locale, clock)
    with TemporaryDirectory(prefix="karmyq-tour-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/tour.db"
        seed = tour_guide.SEED
        async with opened(url, [terminal], clock, seed=seed, language=locale) as (spine, _):
            guide = tour_guide.Tour(spine, terminal, locale, write, asyncio.sleep, pace)
            await guide.play()


async def demo(file: Path, locale: str, pace: float) -> None:
    """Open the village in a window, on a file that stays. Raises StorageRefused, or what ended it."""
    clock = villages.AheadClock()
    chat = villages.reopened(clock, file)
    keep = partial(chat.save, villages.screen(file))
    terminal, url = Terminal(chat, language=locale), villages.address(file)
    opening = opened(url, [terminal], clock, seed=None, language=locale)
    async with reading_languages(), opening as (spine, _):
        # Another play each time it is opened, or the neighbours would say the same again.
        cast = Cast(clock.now().isoformat(), locale)
        village = villages.Village(spine, terminal, cast, pace)
        window = demo_window(village, terminal, locale, keep)
        village.on_failure = lambda _: window.exit()
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, window.exit)
        ticker = Ticker(spine)
        await village.begin(villages.title(locale))
        ticker.start()
        try:
            await window.run_async()
        finally:
            await ticker.stop()
            await village.stop()
            keep()


def demo_window(
    village: villages.Village, terminal: Terminal, locale: str, keep: Callable[[], None]
) -> "VillageWindow":
    """Return the window onto a village, in its language."""
    from bot.platforms.terminal.window import VillageWindow  # noqa: PLC0415 - Textual only where it is seen

    return VillageWindow(
        terminal,
        villages.ROOM,
        [villager.handle for villager in PLAYED],
        partial(words, locale),
        partial(locales.day, locale),
        village.let_pass,
        keep,
    )
