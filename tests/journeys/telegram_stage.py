"""Stories on Telegram: the whole bot against a Bot API server of our own, played the way people use their apps.

What somebody sees comes from the server alone. The names of wordings and actions, which no Telegram message carries,
are looked up in the bot's outbox by the message's reference and the button's opaque id.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.platforms.pipe.wire import span
from bot.platforms.telegram import Telegram
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from tests.journeys.stage import START, Seen
from tests.ready import make_ready
from tests.telegram.people import People
from tests.telegram.server import TOKEN, BotApi
from tests.telegram.world import Chat, Message, User

PATIENCE = 20.0
"""Seconds of real time after which a bot that is not quiet counts as stuck."""
SOON = timedelta(minutes=2)
"""What waits no longer than this waits for Telegram's limits, and people wait with it."""
A_MOMENT = timedelta(milliseconds=100)
"""What every act takes, so that one yes comes before another; shorter than what Telegram makes the bot wait."""
_MICROSECOND = timedelta(microseconds=1)


class Outbox:
    """The bot's own notes about what it sent, read beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        if not self._file.exists():
            return []
        connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []  # not founded yet
        finally:
            connection.close()

    def keys(self) -> dict[str, str]:
        """Return the wording that each message shows now, by its reference."""
        told = "SELECT reference, key FROM outbox WHERE reference IS NOT NULL AND key != ''"
        rows = self._rows(f"{told} ORDER BY seq")
        return {reference.rpartition("@")[2]: key for reference, key in rows}

    def answers(self) -> set[str]:
        """Return the references of messages that answered a press."""
        told = "SELECT reference FROM outbox WHERE kind = 'answer' AND reference IS NOT NULL"
        return {reference for (reference,) in self._rows(told)}

    def actions(self) -> dict[str, str]:
        """Return what every button does, by its opaque id."""
        found = self._rows("SELECT choices FROM outbox")
        return {b["id"]: b["action"] for (row,) in found for b in json.loads(row)}

    def next_try(self) -> datetime | None:
        """Return when the next letter may go that has to wait; None: none waits. Letters of a chat go in order."""
        rows = self._rows(
            "SELECT MIN(COALESCE(later.not_before, 0)) FROM outbox AS later WHERE state = 'waiting' AND NOT EXISTS "
            "(SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'waiting' AND earlier.seq < later.seq "
            "AND COALESCE(earlier.person, earlier.room) = COALESCE(later.person, later.room))"
        )
        since = datetime.fromtimestamp(0, START.tzinfo)
        return since + rows[0][0] * _MICROSECOND if rows and rows[0][0] is not None else None


class TelegramStage:
    """People and groups by their names in the story. `is_admin`: whether groups make the bot an administrator."""

    deletions_seen = False

    def __init__(self, api: BotApi, outbox: Outbox, *, is_admin: bool = True) -> None:
        self.api = api
        self.people = People(api)
        self.outbox = outbox
        self.is_admin = is_admin
        self.rooms: dict[str, Chat] = {}
        self.users: dict[str, User] = {}
        self._looked_at: dict[str, Seen] = {}
        self.is_alive: Callable[[], None] = lambda: None
        """Raises what ended the bot, if something did."""

    def user(self, name: str) -> User:
        """Return somebody of the story, who exists from the first mention on."""
        if name not in self.users:
            self.users[name] = self.api.world.new_user(name.title(), name)
        return self.users[name]

    async def settle(self) -> None:
        """Wait until the bot has heard everything and said what it may."""
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until every update is confirmed and no request is on its way."""
        until = time.monotonic() + PATIENCE
        while not self._is_quiet():
            self.is_alive()
            if time.monotonic() > until:
                waiting = [next(k for k in u if k != "update_id") for u in self.api.updates.waiting]
                raise AssertionError(f"the bot is stuck before {waiting}")
            await asyncio.sleep(0.002)

    def _is_quiet(self) -> bool:
        listens = self.api.polling or self.api.webhook["url"]
        return bool(listens and not self.api.updates.waiting and not self.api.in_flight)

    # --- acts ---

    async def added(self, room: str, title: str, by: str) -> None:
        chat = self.api.world.new_group(title, self.user(by))
        self.rooms[room] = chat
        self.people.add_bot(chat, self.user(by), admin=self.is_admin)
        await self.settle()

    async def join(self, room: str, *users: str, admin: bool = False) -> None:
        owner = next(u for u, s in self.rooms[room].statuses.items() if s == "creator")
        for name in users:
            by = self.api.world.users[owner] if admin else None
            self.people.join(self.user(name), self.rooms[room], by, admin=admin)
            await self.settle()

    async def leaves(self, room: str, user: str) -> None:
        self.people.leave(self.user(user), self.rooms[room])
        await self.settle()

    async def say(self, user: str, text: str, room: str | None = None) -> str:
        chat = self.rooms[room] if room else None
        message = self.people.say(self.user(user), text, chat)
        await self.settle()
        return _name(message)

    async def edit(self, user: str, message: str, text: str, room: str) -> None:
        self.people.edit(self._message(message), text)
        await self.settle()

    async def delete(self, message: str, room: str) -> None:
        self.people.delete(self._message(message))

    async def press(self, user: str, action: str, label: str = "") -> None:
        message, button = self.button(user, action, label)
        self.people.press(self.user(user), message, button)
        await self.settle()

    async def vote(self, user: str, *options: int) -> None:
        """Answer the newest native poll; no options take the answer back."""
        polls = [m for room in self.rooms.values() for m in self.people.public(room) if m.poll]
        self.people.vote(self.user(user), max(polls, key=lambda m: m.order), *options)
        await self.settle()

    async def reach(self, user: str, state: str) -> None:
        if state == "closed":
            self.people.block(self.user(user))
        else:
            self.people.start(self.user(user))
        await self.settle()

    async def later(self, words: str) -> None:
        raise NotImplementedError

    # --- seeing ---

    def _message(self, name: str) -> Message:
        chat, number = map(int, name.split(":"))
        return self.api.world.chats[chat].messages[number]

    def _visible(self, user: str) -> list[Message]:
        who = self.user(user)
        inside = [
            c
            for c in self.rooms.values()
            if c.statuses.get(who.id) in ("creator", "administrator", "member")
        ]
        chats = [self.api.world.chats[who.id], *inside]
        seen = [m for chat in chats for m in self.people.sees(who, chat)]
        return sorted(seen, key=lambda m: -m.order)

    def button(self, user: str, action: str, label: str = "") -> tuple[Message, dict[str, Any]]:
        """Find the newest button of that action that this person can see."""
        actions = self.outbox.actions()
        for message in self._visible(user):
            for button in message.buttons():
                if _action(button, actions) == action and label in button["text"]:
                    return message, button
        raise AssertionError(f"{user} sees no button {action!r} {label!r}")

    def _seen(self, messages: list[Message]) -> list[Seen]:
        """Return messages as they are read now; who looked at one earlier sees it change too."""
        keys, actions = self.outbox.keys(), self.outbox.actions()
        shown = []
        for message in messages:
            buttons = list(message.buttons())
            name = _name(message)
            one = self._looked_at.setdefault(name, Seen(name, "", ""))
            one.key, one.text = keys.get(name, ""), message.words
            one.actions = [_action(button, actions) for button in buttons]
            one.labels = [button["text"] for button in buttons]
            one.revised, one.order = message.edits, message.order
            shown.append(one)
        return shown

    def look_again(self) -> None:
        """Let everything that was looked at show what it says now."""
        self._seen([self._message(name) for name in self._looked_at])

    def private(self, user: str) -> list[Seen]:
        own = self.people.sees(self.user(user))
        return self._seen([m for m in own if m.author is self.api.world.bot])

    def pictures(self, user: str) -> list[tuple[str, bytes]]:
        """Return what stands under each picture that somebody got privately, and its bytes."""
        return [(m.caption, self._content(m)) for m in self._with("photo", user)]

    def files(self, user: str) -> list[bytes]:
        """Return every file that somebody got privately."""
        return [self._content(m) for m in self._with("document", user)]

    def _with(self, medium: str, user: str) -> list[Message]:
        return [m for m in self.people.sees(self.user(user)) if medium in m.media]

    def _content(self, message: Message) -> bytes:
        photo = message.media.get("photo")
        kept = photo[-1] if photo else message.media["document"]
        return self.api.world.files[kept["file_id"]]

    def room(self, room: str) -> list[Seen]:
        shown = [m for m in self.people.public(self.rooms[room]) if not m.deleted]
        return self._seen(shown)

    def answers(self, user: str) -> list[str]:
        """Return what answered a press: at once, or in the private chat when a link was followed there."""
        who = self.user(user)
        own = [q for q in self.api.queries.values() if q.user is who and q.text]
        answers = self.outbox.answers()
        private = [m for m in self.people.sees(who) if _name(m) in answers]
        told = [(q.order, q.text or "") for q in own] + [(m.order, m.words) for m in private]
        return [text for _, text in sorted(told)]

    def marks(self, room: str) -> set[str]:
        me = self.api.world.bot.id
        chat = self.rooms[room]
        return {_name(m) for m in chat.messages.values() if m.reactions.get(me) and not m.deleted}

    def assert_well_behaved(self) -> None:
        """Say what the bot did wrong in Telegram's eyes, if anything."""
        assert not self.api.wrong
        assert not self.people.unanswered(), "a button still spins"


class SteppedStage(TelegramStage):
    """The bot in this process, under a clock that people's waiting moves."""

    spine: Spine
    clock: SteppedClock
    platform: Telegram

    async def settle(self) -> None:
        """Let the bot finish, and people wait as long as Telegram's limits make the bot wait."""
        await self.quiet()
        while (at := self.outbox.next_try()) is not None and at <= self.clock.now() + SOON:
            before = (at, self.clock.now())
            self.clock.move_to(max(at, self.clock.now() + timedelta(milliseconds=1)))
            await self.spine.sweep(self.clock.now())
            await self.quiet()
            assert (self.outbox.next_try(), self.clock.now()) != before
        self.clock.move_to(self.clock.now() + A_MOMENT)
        self.look_again()

    async def later(self, words: str) -> None:
        target = self.clock.now() + span(words)
        while self.spine.next_due is not None and self.spine.next_due <= target:
            self.clock.move_to(self.spine.next_due)
            await self.spine.sweep(self.clock.now())
            await self.settle()
        self.clock.move_to(target)
        await self.spine.sweep(self.clock.now())
        await self.settle()


def _name(message: Message) -> str:
    return f"{message.chat}:{message.id}"


def _action(button: dict[str, Any], actions: dict[str, str]) -> str:
    """Return what a button does, by the opaque id that its data or its link carries."""
    carried = button.get("callback_data") or button.get("url", "").rpartition("_")[2]
    return actions.get(carried, "")


async def hear(platform: Telegram, spine: Spine) -> None:
    """Hand every event to the spine, in order."""
    async for event in platform.events():
        await spine.handle(event)


@asynccontextmanager
async def running_api(now: Callable[[], datetime] | None = None) -> AsyncIterator[BotApi]:
    """Run a Bot API server."""
    api = BotApi(now=now)
    await api.start()
    try:
        yield api
    finally:
        await api.stop()


@asynccontextmanager
async def telegram_stage(
    folder: Path, *, is_admin: bool = True, hears_all: bool = True, seed: str | None = None
) -> AsyncIterator[SteppedStage]:
    """Open a stage on a database of its own; at the end, the bot must have behaved."""
    clock = SteppedClock(START)
    async with running_api(clock.now) as api:
        api.world.hears_all = hears_all
        stage = SteppedStage(api, Outbox(folder / "village.db"), is_admin=is_admin)
        stage.clock = clock
        async with playing(stage, folder, seed):
            yield stage
        stage.assert_well_behaved()


@asynccontextmanager
async def playing(
    stage: SteppedStage, folder: Path, seed: str | None = None
) -> AsyncIterator[None]:
    """Run the bot on a stage, from its start to its graceful end."""
    stage.platform = platform = Telegram(TOKEN, base_url=stage.api.base_url)
    await platform.start()
    url = f"sqlite+aiosqlite:///{folder / 'village.db'}"
    make_ready(url)
    try:
        async with app.opened(url, [platform], stage.clock, seed=seed, language="en") as opened:
            stage.spine = opened[0]
            task = asyncio.create_task(hear(platform, stage.spine))
            stage.is_alive = lambda: task.result() if task.done() else None
            try:
                yield
            finally:
                await platform.stop()
                await asyncio.wait_for(task, PATIENCE)
                await stage.spine.settle()
    finally:
        await platform.close()
