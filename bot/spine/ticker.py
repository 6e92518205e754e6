"""The ticker wakes the sweep; it keeps nothing. What is due lives in the deadlines table."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.spine import Spine

EVERY_SECONDS = 1.0
RETRY_EVERY_SECONDS = 5.0
"""How often letters that had to wait (a full chat, a lost line) are tried again."""


class Ticker:
    """Calls the spine's sweep when the next deadline has come."""

    def __init__(self, spine: Spine) -> None:
        self._spine = spine
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self._tick, "interval", seconds=EVERY_SECONDS, **options)
        self._scheduler.add_job(self._sweep, "interval", seconds=RETRY_EVERY_SECONDS, **options)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a sweep that runs is left to end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        due = self._spine.next_due
        if due is not None and due <= self._spine.clock.now():
            await self._sweep()

    async def _sweep(self) -> None:
        await self._spine.sweep(self._spine.clock.now())
