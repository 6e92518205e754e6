"""What a message costs, beside the floor that the database alone sets.

Processor time (all threads) of the spine's own path: an event handed to `Spine.handle`, its letters said by a pipe
that writes nowhere, on an SQLite file. The floor is what no bot that keeps its promises can go below: noting the
event and queueing one letter, by SQLAlchemy Core, in one transaction. Listening is measured apart.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event as hook
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app import table
from bot.platforms.pipe import Pipe, read
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from core.events import Event
from core.listening import Context, understand, understand_all
from core.listening.crisis import check
from storage.database import Database, UnitOfWork
from storage.spine import inbox, outbox

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MEMBERS = 30
ROUNDS = 7
EFFECTS, CHATTER, HEARD = 200, 2000, 500
CHATTER_GOAL, EFFECT_GOAL = 60e-6, 2.5
PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
REQUEST = "Can anyone lend me a drill on Saturday at 10? I will bring it back on Sunday."
SMALL_TALK = (
    "lovely weather today",
    "the parade starts at noon on Saturday, see you all there!",
    "haha yes",
    "Thanks again for yesterday, the cake was delicious and everybody was happy",
    "has the bin lorry been already?",
)


class Watched:
    """A database that counts its transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.transactions = 0

    def begin(self, cause: str, now: datetime) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work, and count it."""
        self.transactions += 1
        return self._database.begin(cause, now)


class Bench:
    """A village of thirty in which one person keeps asking."""

    def __init__(self, database: Database) -> None:
        self.said: list[dict[str, Any]] | None = []
        self.lines = 0
        self.storage = Watched(database)
        self.spine = Spine(self.storage, [Pipe(self._write)], table(), SteppedClock(NOW))
        self._number = 0

    def _write(self, line: str) -> None:
        self.lines += 1
        if self.said is not None:
            self.said.append(json.loads(line))

    def event(self, **line: Any) -> Event:
        """Read a line as the pipe would."""
        self._number += 1
        return read(json.dumps(line), f"line-{self._number}")  # type: ignore[return-value]

    async def settle_in(self) -> None:
        """Found the village, and let everybody in."""
        await self.spine.start()
        await self.spine.handle(self.event(event="added", room="maple", title="Maple", by="p0"))
        card = next(said["id"] for said in self.said or () if said.get("choices"))
        for number in range(MEMBERS):
            who = f"p{number}"
            await self.spine.handle(self.event(event="join", room="maple", user=who, name=who))
            press = self.event(**{"event": "press", "from": who}, message=card, choice="member.in")
            await self.spine.handle(press)
        self.said = None

    def messages(self, texts: Sequence[str], count: int) -> list[Event]:
        """Return so many messages of one member in the room."""
        return [
            self.event(
                **{"event": "message", "from": "p1"},
                id=f"m{self._number}",
                room="maple",
                text=texts[number % len(texts)],
            )
            for number in range(count)
        ]

    async def handle(self, events: Sequence[Event]) -> None:
        """Hand events to the spine, one after the other."""
        for event in events:
            await self.spine.handle(event)


class Floor:
    """One inbox row and one outbox row in one transaction: the least that a kept promise costs.

    Its engine is a plain one with the program's pragmas, so that it stays the same while the program changes.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        self._number = 0
        hook.listen(self._engine.sync_engine, "connect", _pragmas)
        hook.listen(self._engine.sync_engine, "begin", _begin_immediate)

    async def notes(self, count: int) -> None:
        """Do so many transactions."""
        async with self._engine.connect() as connection:
            for _ in range(count):
                self._number += 1
                key = f"floor-{self._number}"
                async with connection.begin():
                    await connection.execute(inbox.insert(), {"key": key, "at": NOW})
                    await connection.execute(outbox.insert(), _letter(key))

    async def close(self) -> None:
        """Close the connection."""
        await self._engine.dispose()


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _letter(key: str) -> dict[str, Any]:
    args = {"what": "drill", "when": {"$": "Window", "start": NOW.isoformat(), "end": None}}
    choices = [{"id": f"{key}-{n}", "action": "post.confirm", "subject": key} for n in range(3)]
    return {
        "id": key,
        "kind": "text",
        "person": "p1",
        "key": "post-confirm",
        "args": args,
        "choices": choices,
        "extra": {},
        "cause": f"pipe:{key}",
        "state": "delivered",
        "attempts": 0,
        "at": NOW,
    }


async def per_message(act: Callable[[], Awaitable[None]], count: int) -> float:
    """Return the processor seconds of one message."""
    begun = time.process_time()
    await act()
    return (time.process_time() - begun) / count


def hearing(texts: Sequence[str], *, every: bool = False) -> float:
    """Return what listening alone takes for one of these texts.

    It listens for an emergency, and for a request or an offer; and to what was heard once more, for all that it asks
    for (`every`).
    """
    context = Context(NOW, "UTC", "en")
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for number in range(HEARD):
            check(texts[number % len(texts)], "en")
            understand(texts[number % len(texts)], context)
            if every:
                understand_all(texts[number % len(texts)], context)
        rounds.append((time.process_time() - begun) / HEARD)
    return statistics.median(rounds)


async def measure(folder: Path) -> dict[str, float]:
    """Return the figures, in seconds for each message."""
    url = f"sqlite+aiosqlite:///{folder / 'village.db'}"
    database = await Database.open(url, "7")
    bench = Bench(database)
    await bench.settle_in()
    floor_url = f"sqlite+aiosqlite:///{folder / 'floor.db'}"
    await (await Database.open(floor_url, "7")).close()
    floor = Floor(floor_url)
    took: dict[str, list[float]] = {"chatter": [], "effect": [], "floor": []}
    for _ in range(ROUNDS + 1):
        chatter = bench.messages(SMALL_TALK, CHATTER)
        effects = bench.messages([REQUEST], EFFECTS)
        before = bench.storage.transactions, bench.lines
        took["chatter"].append(await per_message(lambda c=chatter: bench.handle(c), CHATTER))
        if (bench.storage.transactions, bench.lines) != before:
            raise SystemExit("Chatter touched the database, or was answered: this is a bug.")
        took["effect"].append(await per_message(lambda e=effects: bench.handle(e), EFFECTS))
        if bench.lines - before[1] != 2 * EFFECTS:
            raise SystemExit("A request was not marked and answered once each: this is a bug.")
        took["floor"].append(await per_message(lambda: floor.notes(EFFECTS), EFFECTS))
    await floor.close()
    await database.close()
    figures = {name: statistics.median(rounds[1:]) for name, rounds in took.items()}  # [0]: warm-up
    heard = {"heard chatter": hearing(SMALL_TALK), "heard request": hearing([REQUEST], every=True)}
    return figures | heard


def report(figures: dict[str, float]) -> None:
    """Print the figures beside their goals."""
    us = {name: seconds * 1e6 for name, seconds in figures.items()}
    chatter = figures["chatter"] - figures["heard chatter"]
    effect = figures["effect"] - figures["heard request"]
    ratio = effect / figures["floor"]
    print("Processor time for each message, all threads; medians.")
    print(f"  chatter          {chatter * 1e6:7.1f} us without listening; no database access")
    print(f"                   goal {CHATTER_GOAL * 1e6:.0f} us: {_met(chatter <= CHATTER_GOAL)}")
    print(
        f"  effect message   {effect * 1e6:7.1f} us without listening: a request marked and confirmed"
    )
    print(
        f"  floor            {us['floor']:7.1f} us: one inbox row, one outbox row, one transaction"
    )
    print(f"  effect / floor   {ratio:7.2f}")
    print(f"                   goal {EFFECT_GOAL}: {_met(ratio <= EFFECT_GOAL)}")
    print("Listening, apart:")
    print(f"  chatter          {us['heard chatter']:7.1f} us")
    print(f"  request          {us['heard request']:7.1f} us")


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def main() -> None:
    """Measure in a temporary folder, and print."""
    with tempfile.TemporaryDirectory(prefix="karmyq-bench-") as folder:
        report(asyncio.run(measure(Path(folder))))
