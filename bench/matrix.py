"""Processor time per message on Matrix, beside an nio echo bot in the same run: plain and encrypted.

A real Synapse runs on loopback and costs far more than any bot, so what is compared is the processor time that each
bot's own process uses, never messages a second. What listening itself takes is not counted: the other bot has none.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from mautrix.types import TrustState
from nio import AsyncClient, InviteMemberEvent, MatrixRoom, RoomMessageText

from bot import app
from bot.platforms.matrix import Account, Matrix
from bot.spine.clock import SystemClock
from core import listening
from core.events import MessagePosted
from core.ports import Outgoing
from tests.matrix.homeserver import Homeserver, running
from tests.matrix.member import Member

MESSAGES = 300
WARM_UP = 30
CHATTER = "the weather is lovely and the bread smells good"
PATIENCE = 180.0


class Meter:
    """Counts messages; between the first counted one and the last it takes the process's time."""

    def __init__(self) -> None:
        self.elsewhere = 0.0
        self._seen = 0
        self._start = 0.0
        self.done = asyncio.Event()

    def seen(self) -> None:
        """One message was handled."""
        self._seen += 1
        if self._seen == WARM_UP:
            self._start, self.elsewhere = time.process_time(), 0.0
        if self._seen == WARM_UP + MESSAGES:
            spent = time.process_time() - self._start - self.elsewhere
            print(f"spent {spent / MESSAGES * 1000:.3f}", flush=True)
            self.done.set()


async def nio_bot(url: str, user: str, password: str, store: str, *, answers: bool) -> None:
    """Run the bot to compare with: stock nio, joining, hearing, and echoing where it answers."""
    meter = Meter()
    client = AsyncClient(url, user, store_path=store)
    await client.login(password)

    async def invited(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == client.user_id:
            await client.join(room.room_id)

    async def heard(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == client.user_id:
            return
        if answers:
            content = {"msgtype": "m.text", "body": event.body}
            await client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )
        meter.seen()

    client.add_event_callback(invited, InviteMemberEvent)
    client.add_event_callback(heard, RoomMessageText)
    await client.sync(full_state=True)
    print("ready", flush=True)
    task = asyncio.create_task(client.sync_forever(timeout=30_000))
    await meter.done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await client.close()


async def our_bot(url: str, user: str, password: str, store: str, *, answers: bool) -> None:
    """Run the whole bot; where it answers, each message is a command that it answers in private."""
    account = Account(homeserver=url, user_id=user, password=password, store=Path(store) / "device")
    platform, meter = Matrix(account), Meter()
    understand = listening.understand

    def timed(*args: Any) -> Any:
        start = time.process_time()
        try:
            return understand(*args)
        finally:
            meter.elsewhere += time.process_time() - start

    listening.understand = timed
    await platform.start()
    print("ready", flush=True)
    database = f"sqlite+aiosqlite:///{store}/village.db"
    async with app.opened(database, [platform], SystemClock(), seed=None, language="en") as (
        spine,
        _,
    ):
        async for event in platform.events():
            await spine.handle(event)
            if isinstance(event, MessagePosted) or (
                answers and type(event).__name__ == "CommandGiven"
            ):
                meter.seen()
            if meter.done.is_set():
                break
    await platform.close()


async def our_platform(url: str, user: str, password: str, store: str, *, answers: bool) -> None:
    """Run the platform alone as an echo bot: what the layer over nio costs by itself."""
    account = Account(homeserver=url, user_id=user, password=password, store=Path(store) / "device")
    platform, meter = Matrix(account), Meter()
    await platform.start()
    print("ready", flush=True)
    async for event in platform.events():
        if not isinstance(event, MessagePosted):
            continue
        if answers:
            item = Outgoing(id=event.key[1:20], kind="text", room=event.room, text=event.text)
            await platform.deliver(item)
        meter.seen()
        if meter.done.is_set():
            break
    await platform.close()


BOTS: dict[str, Callable[..., Awaitable[None]]] = {
    "nio": nio_bot,
    "karmyq": our_bot,
    "platform": our_platform,
}


@asynccontextmanager
async def bot_process(kind: str, server: Homeserver, *, answers: bool) -> AsyncIterator[Any]:
    """Run a bot in a process of its own; yield it with its account once it is ready."""
    made = server.register_new(kind)
    with tempfile.TemporaryDirectory(prefix="karmyq-bench-") as store:
        words = [
            kind,
            server.url,
            made.user,
            made.password,
            store,
            "answers" if answers else "hears",
        ]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.matrix", *words, stdout=asyncio.subprocess.PIPE
        )
        try:
            await told(process, "ready")
            yield process, made.user
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def told(process: Any, word: str) -> str:
    """Wait for a line that begins so, and return the rest."""
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if line.startswith(word):
                return line.removeprefix(word).strip()
    raise SystemExit(f"the bot ended before it said {word!r}")


async def measured(
    kind: str, server: Homeserver, *, encrypted: bool, answers: bool, words: str = CHATTER
) -> float:
    """Return the milliseconds of processor time that a bot needs for one message."""
    async with (
        bot_process(kind, server, answers=answers) as (process, user),
        aiohttp.ClientSession() as http,
    ):
        ana = Member(server.url, server.register_new("ana", "Ana"), http)
        await ana.encrypt()
        # A stock nio device is not cross-signed: careful clients, as ours in the tests, would let it read nothing.
        ana.crypto.machine.send_keys_min_trust = TrustState.UNVERIFIED
        wish = {"is_direct": True} if words.startswith("!") else {"name": "Maple"}
        room = await ana.create(encrypted=encrypted, invite=[user], **wish)
        while user not in ana.rooms[room].people():
            await ana.sync(wait=500)
        await asyncio.sleep(1)
        for number in range(1, WARM_UP + MESSAGES + 1):
            await ana.say(room, words if words.startswith("!") else f"{words} {number}")
            # Overrun, a stock nio bot loses messages: each waits for its answer, or in time for a sync.
            while answers and sum(1 for _ in ana.messages(room, user)) < number:
                await ana.sync(wait=1000)
            if number % 25 == 0:
                await ana.sync()
        return float(await told(process, "spent"))


async def compare() -> None:
    """Print a table; a ratio over the goal is marked."""
    rows = (
        ("chatter, plain", "karmyq", False, False, CHATTER, 1.5),
        ("chatter, encrypted", "karmyq", True, False, CHATTER, 1.5),
        ("one answer each, plain, platform alone", "platform", False, True, CHATTER, 2.0),
        ("one answer each, encrypted, platform alone", "platform", True, True, CHATTER, 2.0),
        ("one answer each, encrypted, whole bot", "karmyq", True, True, "!help", 2.0),
    )
    print(f"{'processor ms per message':45} {'nio':>8} {'karmyq':>8} {'ratio':>7} {'goal':>6}")
    with running() as server:
        for name, kind, encrypted, answers, words, goal in rows:
            theirs = await measured("nio", server, encrypted=encrypted, answers=answers)
            ours = await measured(kind, server, encrypted=encrypted, answers=answers, words=words)
            ratio = ours / theirs
            mark = "" if ratio <= goal else "  over"
            print(f"{name:45} {theirs:8.3f} {ours:8.3f} {ratio:7.2f} {goal:6.1f}{mark}", flush=True)


def main() -> None:
    """Run the comparison, or one bot of it."""
    if len(sys.argv) == 1:
        asyncio.run(compare())
        return
    kind, url, user, password, store, answers = sys.argv[1:]
    asyncio.run(BOTS[kind](url, user, password, store, answers=answers == "answers"))


if __name__ == "__main__":
    main()
