"""Playing the pipe: lines in order, the clock by hand or by itself, and a clean end at end of input or SIGTERM."""

import asyncio
import os
import secrets
import signal
import threading
from datetime import datetime
from typing import Any

from bot.platforms.pipe import BadLine, ClockLine, Pipe, SyncLine, read
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from bot.spine.scenes import Outcome
from core.ids import derive

CHUNK = 1 << 16


class Lines:
    """Lines of a file descriptor, read by a thread so that the rest goes on meanwhile."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=10_000)
        self._loop = asyncio.get_running_loop()

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, daemon=True).start()

    def stop(self) -> None:
        """Pretend that the input has ended."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    def _read(self) -> None:
        rest = b""
        while chunk := os.read(self._descriptor, CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._give(line)
        if rest:
            self._give(rest)
        self._give(None)

    def _give(self, line: bytes | None) -> None:
        asyncio.run_coroutine_threadsafe(self._queue.put(line), self._loop).result()

    @property
    def idle(self) -> bool:
        """Say whether nothing waits to be handled."""
        return self._queue.empty()

    async def next(self) -> bytes | None:
        """Return the next line, or None at the end."""
        return await self._queue.get()


class Player:
    """Feeds one pipe's lines to the spine."""

    def __init__(self, spine: Spine, pipe: Pipe, storage: Any, seed: str | None) -> None:
        self._spine = spine
        self._pipe = pipe
        self._storage = storage
        self._seed = seed
        self._number = 0

    async def play(self, lines: Lines) -> None:
        """Handle every line, then deliver what is due."""
        while (line := await lines.next()) is not None:
            self._number += 1
            await self.line(line.decode("utf-8", errors="replace").strip())
            if lines.idle:
                await self.settle()
        await self._spine.sweep(self._spine.clock.now())
        await self._spine.settle()

    async def settle(self) -> None:
        """Write down every receipt."""
        await self._spine.settle()

    async def line(self, text: str) -> None:
        """Handle one line; a wrong one is answered, and nothing else happens."""
        if not text:
            return
        try:
            await self._handle(read(text, self._name(text)))
        except BadLine as error:
            self._pipe.line({"error": str(error), "line": self._number})

    def _name(self, text: str) -> str:
        """Name an event without an id: by its place in a seeded script, which a replay repeats; else by chance."""
        if self._seed is None:
            return secrets.token_hex(8)
        return f"line-{self._number}-{text}"[:200]

    async def _handle(self, event: Any) -> None:
        if isinstance(event, SyncLine):
            await self._spine.sweep(self._spine.clock.now())
            await self._spine.settle()
            self._pipe.line({"synced": event.id})
        elif isinstance(event, ClockLine):
            await self._move(event)
        elif await self._spine.handle(event) is Outcome.UNKNOWN_ROOM:
            raise BadLine(f'room "{event.room}" is unknown: send an "added" line for it first')

    async def _move(self, line: ClockLine) -> None:
        clock = self._spine.clock
        if not isinstance(clock, SteppedClock):
            raise BadLine("the clock runs by itself: start with --clock to move it by hand")
        target = await self._target(line, clock.now())
        await self._spine.sweep(target)
        clock.move_to(target)
        async with self._storage.begin("clock", clock.now()) as work:
            await work.installation.set("clock", clock.now().isoformat())

    async def _target(self, line: ClockLine, now: datetime) -> datetime:
        """Return where this line moves the clock: fixed when its id was first seen."""
        try:
            wanted = line.to if line.to is not None else now + (line.by or now - now)
        except OverflowError as error:
            raise BadLine("clock: that is further than the calendar goes") from error
        if line.id is None:
            return wanted
        async with self._storage.begin("clock-target", now) as work:
            name = f"clock-target:{derive(line.id)}"
            known = await work.installation.get(name)
            if known is None:
                await work.installation.set(name, wanted.isoformat())
        return datetime.fromisoformat(known) if known else wanted


def stop_on_sigterm(lines: Lines) -> None:
    """Let SIGTERM end the input: what is being handled is finished, what is due is delivered."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lines.stop)
