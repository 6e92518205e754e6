"""The ticker wakes the sweep; it keeps nothing. What is due lives in the deadlines table."""

import asyncio

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.spine import Spine

EVERY_SECONDS = 1.0
RETRY_EVERY_SECONDS = 5.0
"""How often letters that had to wait (a full chat, a lost line) are tried again."""


class Ticker:
    """Wakes a sweep when the next deadline has come, and now and then for letters that had to wait."""

    def __init__(self, spine: Spine) -> None:
        self._spine = spine
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._wake = asyncio.Event()
        self._sweeping: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin to tick."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self._tick, "interval", seconds=EVERY_SECONDS, **options)
        self._scheduler.add_job(self._retry, "interval", seconds=RETRY_EVERY_SECONDS, **options)
        self._scheduler.start()
        self._sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Stop ticking; a sweep that runs is left to end."""
        if self._sweeping is None:
            return
        if not self._stopping:
            self._scheduler.shutdown(wait=False)
        self._stopping = True
        self._wake.set()
        await self._sweeping

    async def _tick(self) -> None:
        now = self._spine.clock.now()
        times = (self._spine.next_due, self._spine.next_try)
        if any(at is not None and at <= now for at in times):
            self._wake.set()

    async def _retry(self) -> None:
        self._wake.set()

    async def _sweep(self) -> None:
        """Sweep when woken. The scheduler cancels its own jobs when it stops; this task nobody cancels."""
        while not self._stopping:
            await self._wake.wait()
            self._wake.clear()
            if not self._stopping:
                await self._spine.sweep(self._spine.clock.now())
