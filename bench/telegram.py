"""What an update from Telegram costs, by long polling, beside python-telegram-bot with a handler that does nothing.

Processor time (all threads) of this process; the server is another one. Both receive the same updates from the same
server in the same run, in turns. Listening's own time is taken off and printed apart. The floor of a request that is
heard and confirmed privately is what no bot that keeps its promises can go below: receiving the update with
python-telegram-bot, noting it and one letter in one transaction, and sending as many messages as we send, by the
cheaper of the two ways to send.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

from bench.spine import NOW, REQUEST, SMALL_TALK, Floor, hearing
from bot import app
from bot.platforms.telegram import Telegram
from bot.platforms.telegram.request import AiohttpRequest
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from storage.database import Database

TOKEN = "7:" + "T" * 35
GROUP, PERSON = -1_000_000_001_001, 100
ROUNDS = 5
CHATTER, EFFECTS = 2000, 200
CHATTER_GOAL, EFFECT_GOAL = 1.5, 2.0
SENDS = 2
"""A request is marked, and its author is asked privately."""


class Wire:
    """The server's back door: puts updates, and counts what was sent."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._session = session
        self.base_url = f"{self._url}/bot"
        self._number = 0

    def message(self, text: str, chat: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return an update: one member says something, in the group where no other chat is named."""
        self._number += 1
        who = {"id": PERSON, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        said = {"message_id": self._number, "date": 1_767_600_000, "from": who, "text": text}
        said["chat"] = chat or {"id": GROUP, "type": "supergroup", "title": "Maple"}
        return {"update_id": self._number, "message": said}

    def group_added(self) -> dict[str, Any]:
        """Return an update: the bot was added to the group."""
        self._number += 1
        me = {"id": 7, "is_bot": True, "first_name": "Karmyq", "username": "karmyq_bot"}
        by = {"id": PERSON, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        group = {"id": GROUP, "type": "supergroup", "title": "Maple"}
        change: dict[str, Any] = {"chat": group, "from": by, "date": 1}
        change["old_chat_member"] = {"user": me, "status": "left"}
        change["new_chat_member"] = {"user": me, "status": "member"}
        return {"update_id": self._number, "my_chat_member": change}

    async def put(self, updates: Sequence[dict[str, Any]]) -> None:
        """Let updates wait at the server."""
        async with self._session.post(f"{self._url}/put", json=updates):
            pass

    async def sent(self) -> int:
        """Return how many messages and marks were sent so far."""
        async with self._session.get(f"{self._url}/count") as answer:
            return int((await answer.json())[0])


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    """Run the server in a process of its own."""
    command = (sys.executable, "-m", "bench.bot_api")
    server = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603, ASYNC220 - our own, once
    try:
        assert server.stdout is not None  # noqa: S101 - for the type
        port = int(await asyncio.to_thread(server.stdout.readline))
        async with aiohttp.ClientSession() as session:
            yield Wire(port, session)
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 10)


class Empty:
    """python-telegram-bot as it comes, with a handler that only counts."""

    def __init__(self, base_url: str) -> None:
        self.left = 0
        self.done = asyncio.Event()
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().token(TOKEN).base_url(base_url).build()
        )
        self.application.add_handler(MessageHandler(filters.ALL, self._handle))

    async def _handle(self, _update: Update, _context: Any) -> None:
        self.left -= 1
        if not self.left:
            self.done.set()

    async def receive(self, count: int) -> None:
        """Poll until so many updates were handled."""
        self.left = count
        self.done.clear()
        await self.done.wait()

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        """Poll for a while."""
        async with self.application:
            await self.application.start()
            await self.application.updater.start_polling(timeout=5)  # type: ignore[union-attr]
            yield
            await self.application.updater.stop()  # type: ignore[union-attr]
            await self.application.stop()


class Ours:
    """The whole bot over the same long polling, without Telegram's budgets."""

    def __init__(self, telegram: Telegram, spine: Spine) -> None:
        self.telegram = telegram
        self.spine = spine
        self._events = aiter(telegram.events())

    async def receive(self, count: int) -> None:
        """Handle so many events."""
        for _ in range(count):
            await self.spine.handle(await anext(self._events))


async def timed(act: Callable[[], Awaitable[None]], count: int) -> float:
    """Return the processor seconds of one update."""
    begun = time.process_time()
    await act()
    return (time.process_time() - begun) / count


async def measure(folder: Path, wire: Wire) -> dict[str, float]:
    """Return the figures, in seconds for each update; medians over the rounds."""
    telegram = Telegram(TOKEN, base_url=wire.base_url)
    await telegram.start()
    unlimited = {"room_messages_per_minute": 0, "chat_messages_per_second": 0}
    telegram.can = replace(telegram.can, messages_per_second=0, **unlimited)  # type: ignore[arg-type]
    database = await Database.open(f"sqlite+aiosqlite:///{folder / 'village.db'}", "7")
    ours = Ours(telegram, Spine(database, [telegram], app.table(), SteppedClock(NOW)))
    await ours.spine.start()
    floor_url = f"sqlite+aiosqlite:///{folder / 'floor.db'}"
    await (await Database.open(floor_url, "7")).close()
    floor, lean = Floor(floor_url), Bot(TOKEN, base_url=wire.base_url, request=AiohttpRequest())
    await lean.initialize()
    private = {"id": PERSON, "type": "private", "first_name": "Ana"}
    await wire.put([wire.group_added(), wire.message("/start", private)])
    await ours.receive(3)  # added, deaf, started
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS + 1):
        await one_round(took, wire, ours, floor, lean)
    for closing in (floor.close(), database.close(), telegram.close(), lean.shutdown()):
        await closing
    figures = {name: statistics.median(rounds[1:]) for name, rounds in took.items()}  # [0]: warm-up
    heard = {"heard chatter": hearing(SMALL_TALK), "heard request": hearing([REQUEST], every=True)}
    return figures | heard


async def one_round(
    took: dict[str, list[float]], wire: Wire, ours: Ours, floor: Floor, lean: Bot
) -> None:
    """Measure everything once, in turns."""

    async def note(name: str, act: Callable[[], Awaitable[None]], count: int) -> None:
        took.setdefault(name, []).append(await timed(act, count))

    def chatter() -> list[dict[str, Any]]:
        return [wire.message(SMALL_TALK[n % len(SMALL_TALK)]) for n in range(CHATTER)]

    await wire.put(chatter())
    await note("chatter", lambda: ours.receive(CHATTER), CHATTER)
    before = await wire.sent()
    await wire.put([wire.message(REQUEST) for _ in range(EFFECTS)])
    await note("effect", lambda: ours.receive(EFFECTS), EFFECTS)
    if await wire.sent() - before != SENDS * EFFECTS:
        raise SystemExit("A request was not marked and answered once each: this is a bug.")
    # Confirm what is left, so that nobody else is told of it.
    await ours.telegram.receiving._get(wire._number + 1, 0)  # type: ignore[union-attr]  # noqa: SLF001
    empty = Empty(wire.base_url)
    async with empty.polling():
        await wire.put(chatter())
        await note("receive", lambda: empty.receive(CHATTER), CHATTER)
        await asyncio.sleep(0.2)
    words = "Did I hear right? " + "x" * 120

    async def send(bot: Bot) -> None:
        for _ in range(EFFECTS):
            await bot.send_message(PERSON, words)

    await note("send", lambda: send(lean), EFFECTS)
    async with empty.application:
        await note("send by httpx", lambda: send(empty.application.bot), EFFECTS)
    await note("transaction", lambda: floor.notes(EFFECTS), EFFECTS)


def report(figures: dict[str, float]) -> None:
    """Print the figures beside their goals."""
    us = {name: seconds * 1e6 for name, seconds in figures.items()}
    chatter = us["chatter"] - us["heard chatter"]
    effect = us["effect"] - us["heard request"]
    floor = us["receive"] + us["transaction"] + SENDS * us["send"]
    usual = us["receive"] + us["transaction"] + SENDS * us["send by httpx"]
    print("Telegram by long polling: processor time for each update, all threads; medians.")
    print(
        f"  empty handler    {us['receive']:7.1f} us: python-telegram-bot receives and does nothing"
    )
    print(f"  chatter          {chatter:7.1f} us without listening")
    print(f"  chatter / empty  {chatter / us['receive']:7.2f}")
    print(
        f"                   goal {CHATTER_GOAL}: {_met(chatter <= CHATTER_GOAL * us['receive'])}"
    )
    print(
        f"  request          {effect:7.1f} us without listening: heard, marked, author asked privately"
    )
    print(f"  floor            {floor:7.1f} us: receive, one transaction, {SENDS} sends by aiohttp")
    print(f"  request / floor  {effect / floor:7.2f}")
    print(f"                   goal {EFFECT_GOAL}: {_met(effect <= EFFECT_GOAL * floor)}")
    print(
        f"  with the library's own sends the floor is {usual:.1f} us, and the ratio {effect / usual:.2f}"
    )
    print("Parts:")
    for name in ("transaction", "send", "send by httpx", "heard chatter", "heard request"):
        print(f"  {name:15}  {us[name]:7.1f} us")


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT met"


async def run() -> None:
    """Measure, and report."""
    with tempfile.TemporaryDirectory() as folder:
        async with serving() as wire:
            report(await measure(Path(folder), wire))


def main() -> None:
    """Measure Telegram."""
    asyncio.run(run())


if __name__ == "__main__":
    main()
