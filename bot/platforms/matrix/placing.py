"""Reactions placed in advance under a message with choices, so that one tap is enough.

They are a convenience: sent behind the messages, dropped while the server wants it slower; `!1` always works.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from bot.platforms.matrix import content as wording
from bot.platforms.matrix.memory import Memory
from bot.platforms.matrix.session import Refused, Session, Unreachable

log = structlog.get_logger()

QUIET_SECONDS = 60.0
"""After the server asked for patience, nothing is placed for so long: messages matter more."""


class Placing:
    """Places and removes reactions, one after another. `close` drops what is left."""

    def __init__(
        self, session: Session, memory: Memory, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._session = session
        self._memory = memory
        self._clock = clock
        self._quiet_until = 0.0
        self._wanted: asyncio.Queue[tuple[str, str, int, str]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._placed: dict[str, int] = {}

    def hush(self, seconds: float) -> None:
        """The server wants it slower."""
        self._quiet_until = self._clock() + max(seconds, QUIET_SECONDS)

    def place(self, room: str, event: str, choices: int, cause: str) -> None:
        """Let a message have the reactions for so many choices, soon."""
        wanted = choices if choices <= wording.MOST_PLACED else 0
        if wanted == self._placed.get(event, 0):
            return
        self._wanted.put_nowait((room, event, wanted, cause))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while not self._wanted.empty():
            room, event, wanted, cause = self._wanted.get_nowait()
            try:
                await self._bring(room, event, wanted, cause)
            except Refused as refused:
                if refused.code == "M_LIMIT_EXCEEDED":
                    self.hush(refused.after)
            except Unreachable:
                log.info("a reaction was not placed: no answer")

    async def _bring(self, room: str, event: str, wanted: int, cause: str) -> None:
        have = self._placed.get(event, 0)
        for number in range(have + 1, wanted + 1):
            if self._clock() < self._quiet_until:
                return
            key = wording.keycap(number)
            content = wording.reaction(event, key)
            sent = await self._session.react(room, content, f"{cause}.{number}")
            self._memory.reactions.put(f"{event} {key}", sent)
            self._placed[event] = number
        for number in range(have, wanted, -1):
            sent_before = self._memory.reactions.pop(f"{event} {wording.keycap(number)}")
            if sent_before:
                await self._session.redact(room, sent_before, f"{cause}.-{number}")
            self._placed[event] = number - 1
        if not wanted:
            self._placed.pop(event, None)

    async def close(self) -> None:
        """Drop what was not placed yet."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
