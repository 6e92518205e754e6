"""Running for real: what every platform hears goes to one spine, until somebody asks the program to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

import structlog

from bot.logs import bare
from bot.spine import Spine
from bot.spine.ticker import Ticker
from core.events import Event
from core.ports import Platform

log = structlog.get_logger()

PATIENCE_SECONDS = (1, 2, 5, 10, 30, 60, 120, 240)
"""How long an event waits for a database that is away, before it is passed over."""
LOOKED_AT = time(3, 0)
"""UTC; when it is looked for rooms in which we hear too little."""


class Live(Platform, Protocol):
    """A platform that is somewhere else: it is begun, ended, and may hear too little."""

    async def start(self) -> None:
        """Begin; raises what makes it impossible."""
        ...

    async def stop(self) -> None:
        """End `events()` after the event at hand."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...

    async def deaf_in(self, rooms: Sequence[str], now: datetime) -> list[Event]:
        """Return CannotRead for each of these rooms in which we hear too little."""
        ...


async def all_started(
    platforms: Sequence[Live], *, is_passing: Callable[[Exception], bool]
) -> None:
    """Begin everywhere, for as long as it takes when what stands in the way may pass by itself. Raises the rest."""
    await asyncio.gather(*(_started(platform, is_passing) for platform in platforms))


async def _started(platform: Live, is_passing: Callable[[Exception], bool]) -> None:
    pause = 1.0
    while True:
        try:
            await platform.start()
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("a platform is out of reach", platform=platform.name, **bare(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        else:
            return


async def run(spine: Spine, platforms: Sequence[Live], until: asyncio.Event) -> None:
    """Hear every platform until then; what is being handled is finished. Raises what ended one of them early."""
    ticker = Ticker(spine)
    ticker.start()
    ears = [asyncio.create_task(_hear(platform, spine)) for platform in platforms]
    looking = [asyncio.create_task(_look(platform, spine)) for platform in platforms]
    asked = asyncio.create_task(until.wait())
    try:
        await asyncio.wait([*ears, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (asked, *looking):
            task.cancel()
        for platform in platforms:
            await platform.stop()
        ended = await asyncio.gather(*ears, return_exceptions=True)
        await ticker.stop()
        await spine.settle()
    for error in ended:
        if isinstance(error, BaseException):
            raise error


async def _hear(platform: Live, spine: Spine) -> None:
    """Handle events in their order; the next is asked for when this one is done."""
    async for event in platform.events():
        await handled(spine.handle, event)


async def handled(handle: Callable[[Event], Awaitable[object]], event: Event) -> None:
    """Handle one event, however long the database is away; one that can never be handled is passed over at last."""
    for pause in (*PATIENCE_SECONDS, None):
        try:
            await handle(event)
        except Exception as error:
            log.error("an event could not be handled", about=type(event).__name__, **bare(error))
            if pause is not None:
                await asyncio.sleep(pause)
        else:
            return


async def _look(platform: Live, spine: Spine) -> None:
    """Look at the start and every night where we hear too little."""
    async for now in _nights(spine):
        try:
            for event in await platform.deaf_in(spine.rooms(platform.name), now):
                await spine.handle(event)
        except Exception as error:
            log.error("rooms could not be looked at", platform=platform.name, **bare(error))


async def _nights(spine: Spine) -> AsyncIterator[datetime]:
    while True:
        now = spine.clock.now()
        yield now
        tonight = datetime.combine(now.date(), LOOKED_AT, now.tzinfo)
        if tonight <= now:
            tonight += timedelta(days=1)
        await asyncio.sleep((tonight - now).total_seconds())


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGTERM, SIGINT and SIGHUP ask for the end."""
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
