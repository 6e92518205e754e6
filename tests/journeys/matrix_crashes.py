"""A stage whose bot is a process with the machine's clock, so that it can be killed in the middle of a story."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.journeys.matrix_stage import MatrixStage
from tests.matrix.homeserver import Homeserver
from tests.matrix.line import Meddler, cut, line_to
from tests.matrix.process import BotProcess

TRIES = 30


class ProcessStage(MatrixStage):
    """People, their rooms, and a bot that may die at any moment."""

    process: BotProcess

    def __init__(self, homeserver: Homeserver, *args: Any, **kwargs: Any) -> None:
        super().__init__(homeserver, *args, **kwargs)
        self.server = homeserver
        self.outages = 0
        """How often the homeserver was killed."""
        self.outage_every = 0
        """After so many acts each; 0: never."""
        self.chance = random.Random(20260105)
        self._acts = 0
        self._marks = count(1)

    async def settle(self, *events: str) -> None:
        """Wait until the bot has done what was asked of it so far, however often it dies meanwhile."""
        del events  # a bot that dies may have handled them, and never be told of them again
        self._acts += 1
        if self.outage_every and self._acts % self.outage_every == 0:
            await self._outage()
        for _ in range(TRIES):
            await self._handled()
            await self.process.emptied()
            self._read_record()
            for member in self.people.values():
                await member.sync()
            came = [e for m in self.people.values() for e in await self._accept(m)]
            if not came:
                return
        raise AssertionError("it does not come to rest")

    async def _outage(self) -> None:
        """Kill the homeserver at a moment in which the bot is busy, and start it again."""
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        await asyncio.to_thread(self.server.kill)
        await asyncio.sleep(self.chance.uniform(0, 0.5))
        await asyncio.to_thread(self.server.start)
        self.outages += 1

    async def _handled(self) -> None:
        """Say something that means nothing, and wait until a bot that did not die meanwhile has heard it."""
        founder = next(iter(self.founders.values()), None)
        if founder is None:
            return
        room = self.rooms[next(n for n, f in self.founders.items() if f is founder)]
        if self.bot.user not in founder.rooms[room].people():
            return
        for _ in range(TRIES):
            deaths = self.process.deaths
            mark = await founder.say(room, f"tick {next(self._marks)}")
            if await self._heard_alive(mark, deaths):
                return
        raise AssertionError(f"the bot hears nothing: {self.process.said()}")

    async def _heard_alive(self, mark: str, deaths: int) -> bool:
        waiting = asyncio.create_task(self.line.heard(mark, 60))
        while not waiting.done() and self.process.deaths == deaths:
            await asyncio.wait({waiting}, timeout=0.05)
        if not waiting.done():
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            return False
        await waiting
        return self.process.deaths == deaths

    def _read_record(self) -> None:
        delivered = self.process.delivered()
        for item, reference in delivered[self._read :]:
            self.record.note(item, reference)
        self._read = len(delivered)

    _read = 0

    def doubled(self) -> list[str]:
        """Return what anybody was told twice, in stories that say nothing twice."""
        return [
            f"{where}: {key}"
            for where, keys in self.told().items()
            for key, times in Counter(keys).items()
            if times > 1
        ]

    def dying_after_every(self, sends: int, most: int) -> Meddler:
        """Let the bot die, so many times, when the server has taken a message and before the bot hears that it did."""
        numbers = count(1)

        async def meddle(request: web.Request) -> web.StreamResponse | None:
            is_said = request.method == "PUT" and "/send/" in request.path
            if not is_said or self.process.deaths >= most or next(numbers) % sends:
                return None
            await self.line.forward(request)
            self.process.kill()
            self.process.start()
            return cut(request)

        return meddle

    def told(self) -> dict[str, list[str]]:
        """Return which wordings everybody, and every room, was told, in order: each message as it reads now."""
        rooms = {f"#{room}": [s.key for s in self.room(room)] for room in self.rooms}
        return rooms | {name: [s.key for s in self.private(name)] for name in self.people}


async def storm(stage: ProcessStage, kills: int) -> None:
    """Kill the bot so many times and start it again: now and then while it starts, else soon after it came up."""
    for number in range(1, kills + 1):
        if number % 3:
            await stage.line.syncing(seconds=120)
        await asyncio.sleep(stage.chance.uniform(0, 1.5))
        stage.process.kill()
        stage.process.start()


@asynccontextmanager
async def process_stage(
    homeserver: Homeserver, folder: Path, *, encrypted: bool = True
) -> AsyncIterator[ProcessStage]:
    """Open a stage: the bot is a process of its own, started already."""
    async with aiohttp.ClientSession() as session, line_to(homeserver.url) as line:
        stage = ProcessStage(homeserver, session, line, encrypted=encrypted)
        stage.process = BotProcess(folder, line.url, stage.bot)
        stage.process.start()
        try:
            yield stage
        finally:
            await stage.close()
            if stage.process.is_alive:
                stage.process.kill()
        stage.inspect()
