"""The bot on Matrix as the settings say, with a record beside it of what it delivered: a process to be killed.

The record only tells the tests which message was meant as what. Its clock runs as the machine's does, but shows the
hour of the story: nobody is asked at night, and tests run at any hour.
"""

import asyncio
import dataclasses
import json
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app, settings
from bot.logs import configure
from bot.platforms.matrix import Matrix
from bot.spine.clock import SystemClock
from bot.spine.ticker import Ticker
from core.ports import Delivered, Outgoing, Undeliverable

RECORD = "KARMYQ_TEST_RECORD"
"""The environment variable that names the file."""
AHEAD = "KARMYQ_TEST_AHEAD"
"""And by how many seconds the story's clock is ahead of the machine's."""

_deliver = Matrix.deliver


class StoryClock(SystemClock):
    """The machine's clock, at another hour."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(os.environ[AHEAD]))


def _line(item: Outgoing, reference: str) -> str:
    told: dict[str, Any] = {
        name: value for name, value in dataclasses.asdict(item).items() if name != "content"
    }
    return json.dumps({"item": {**told, "closes": None}, "reference": reference}) + "\n"


def _record(line: str) -> None:
    """Write a line at once, so that a kill leaves whole ones."""
    with Path(os.environ[RECORD]).open("a") as record:
        record.write(line)


async def _recorded(self: Matrix, item: Outgoing) -> Delivered | Undeliverable:
    said = await _deliver(self, item)
    if isinstance(said, Delivered):
        _record(_line(item, said.reference))
    return said


async def run() -> None:
    """Handle what happens until SIGTERM."""
    known = settings.read()
    url = known.database_url.get_secret_value()
    platform = app.matrix(url, known.matrix)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lambda: loop.create_task(platform.stop()))
    await platform.start()
    async with app.opened(url, [platform], StoryClock(), seed=None, language="en") as (spine, _):
        ticker = Ticker(spine)
        ticker.start()
        async for event in platform.events():
            await spine.handle(event)
        await ticker.stop()
        await spine.settle()
    await platform.close()


if __name__ == "__main__":
    Matrix.deliver = _recorded  # type: ignore[method-assign]
    configure("info", "text")
    asyncio.run(run())
