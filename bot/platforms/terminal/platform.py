"""The terminal's door to the bot: what people do becomes events, and the bot's items appear in the chat.

Every act is first shown in the chat, as a chat service shows a message to its sender, and then told to the bot.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable

from bot.platforms.terminal.chat import Chat, private, public
from core.events import (
    BallotCast,
    BotAdded,
    ChoicePicked,
    CommandGiven,
    Event,
    MemberArrived,
    MessagePosted,
    Sender,
    clean,
    command_of,
)
from core.ports import Capabilities, Delivered, Outgoing, Undeliverable

NAME = "terminal"


def _by_chance() -> str:
    return secrets.token_hex(8)


class Terminal:
    """A chat service in memory. An item's id is its name here too, so saying it twice shows it once."""

    name = NAME
    can = Capabilities(idempotent=True, ephemeral=True, reach_at_first="open", max_text=20_000)

    def __init__(
        self, chat: Chat, names: Callable[[], str] = _by_chance, language: str | None = None
    ) -> None:
        self.chat = chat
        self._names = names
        self._language = language
        self._queue: asyncio.Queue[Event] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        """Yield what people do, in order, for as long as somebody asks."""
        while True:
            yield await self._queue.get()
            self._queue.task_done()

    async def handled(self) -> None:
        """Wait until everything that was told has been handled."""
        await self._queue.join()

    def tell(self, event: Event) -> None:
        """Let the bot know; it comes to it in its turn."""
        self._queue.put_nowait(event)

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Show one item."""
        self.chat.apply(item)
        return Delivered(item.id)

    def _sender(self, handle: str) -> Sender:
        return Sender(handle, self.chat.names.get(handle), self._language)

    def says(self, handle: str, text: str, room: str | None = None) -> Event:
        """Somebody says something in a room, or privately to the bot."""
        text = clean(text)
        line, pane = self._names(), public(room) if room else private(handle)
        self.chat.said(line, pane, handle, text)
        by, key = self._sender(handle), f"said:{line}"
        command = command_of(text)
        if command is None:
            return MessagePosted(platform=NAME, key=key, by=by, message=line, text=text, room=room)
        name, rest = command
        return CommandGiven(
            platform=NAME, key=key, by=by, message=line, name=name, rest=rest, room=room
        )

    def presses(self, handle: str, line: str, choice: str) -> Event:
        """Somebody presses a button (its id, or its action's name)."""
        by = self._sender(handle)
        return ChoicePicked(platform=NAME, key=self._names(), by=by, message=line, choice=choice)

    def votes(self, handle: str, poll: str, options: list[int]) -> Event:
        """Somebody answers a poll; no options take the answer back."""
        self.chat.vote(poll, handle, options)
        by = self._sender(handle)
        return BallotCast(
            platform=NAME, key=self._names(), by=by, poll=poll, options=tuple(options)
        )

    def founds(self, room: str, title: str, by: str) -> Event:
        """Somebody adds the bot to a room."""
        self.chat.titles[room] = title
        sender = self._sender(by)
        return BotAdded(platform=NAME, key=self._names(), room=room, title=title, by=sender)

    def arrives(self, handle: str, room: str) -> Event:
        """Somebody joins a room."""
        who = self._sender(handle)
        return MemberArrived(platform=NAME, key=self._names(), who=who, room=room)
