"""The queue of updates: numbered, filtered, kept until they are confirmed; asked for, or pushed."""

import asyncio
import itertools
from collections.abc import Iterable
from typing import Any

KINDS = frozenset(
    {"message", "edited_message", "channel_post", "edited_channel_post", "callback_query"}
    | {"message_reaction", "message_reaction_count", "poll", "poll_answer"}
    | {"my_chat_member", "chat_member", "chat_join_request"}
)
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Left out unless they are named."""


class Updates:
    """Updates in order. `allowed` is what the bot last asked for, and stays so until it asks for something else."""

    def __init__(self) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.allowed = KINDS - ONLY_WHEN_ASKED
        self.dropped: list[str] = []
        """Kinds of updates that the bot did not want."""
        self.arrived = asyncio.Event()
        self._numbers = itertools.count(100_001)

    def put(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Add an update; return its number, or None when the bot did not ask for such."""
        if kind not in self.allowed:
            self.dropped.append(kind)
            return None
        number = next(self._numbers)
        self.waiting.append({"update_id": number, kind: payload})
        self.arrived.set()
        return number

    def want(self, kinds: Iterable[str] | None) -> None:
        """Take the bot's list; none given leaves it as it was, an empty one sets the usual."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or KINDS - ONLY_WHEN_ASKED

    def confirm(self, offset: int) -> None:
        """Forget every update below the offset; a negative one keeps that many of the last."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.waiting = [u for u in self.waiting if u["update_id"] >= offset]
        if not self.waiting:
            self.arrived.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until there is an update, at most so long."""
        if self.waiting or seconds <= 0:
            return
        self.arrived.clear()
        try:
            await asyncio.wait_for(self.arrived.wait(), seconds)
        except TimeoutError:
            return
