"""Several platforms, one spine: heard in order, ended gracefully, and no event lost because a database was away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import running
from bot.spine import Spine
from bot.spine.clock import SystemClock
from core.events import CannotRead, CommandGiven, Event, Sender
from core.messages import Item
from handlers.table import Command, Entry, Happened, Table, Turn, Where, Who
from tests.fakes import FakePlatform, opened


class FakeLive(FakePlatform):
    """A platform with a queue of events; it may fail to start, and to go on."""

    def __init__(self, name: str, *wrong: Exception) -> None:
        super().__init__(name, idempotent=True, reach_at_first="open")
        self.queue: asyncio.Queue[Event | Exception | None] = asyncio.Queue()
        self.wrong = list(wrong)
        self.looked_at: list[list[str]] = []
        self.deaf: list[Event] = []

    async def start(self) -> None:
        if self.wrong:
            raise self.wrong.pop(0)

    async def stop(self) -> None:
        self.queue.put_nowait(None)

    async def close(self) -> None:
        return

    async def events(self) -> AsyncIterator[Event]:
        while (event := await self.queue.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event

    async def deaf_in(self, rooms: Sequence[str], now: datetime) -> list[Event]:
        self.looked_at.append(list(rooms))
        return self.deaf

    def given(self, key: str) -> CommandGiven:
        return CommandGiven(
            platform=self.name, key=key, by=Sender("@ana"), message=key, name="ping"
        )


class Heard:
    """What reached the handlers, in order."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        entries = (Command("ping"), Happened(CannotRead))
        self.table = Table(Entry(t, Where.ANYWHERE, Who.ANYONE, self.handle) for t in entries)

    async def handle(self, turn: Turn) -> list[Item]:
        self.keys.append(turn.event.key)
        return []


@asynccontextmanager
async def running_on(folder: Path, *platforms: FakeLive) -> Any:
    heard, stop = Heard(), asyncio.Event()
    async with opened(f"sqlite+aiosqlite:///{folder}/village.db") as database:
        spine = Spine(database, platforms, heard.table, SystemClock())
        await spine.start()
        task = asyncio.create_task(running.run(spine, platforms, stop))
        try:
            yield heard, stop, task
        finally:
            stop.set()
            await asyncio.wait([task], timeout=10)


async def until(true: Any) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never held")


async def test_every_platform_is_heard_until_the_end(tmp_path: Path) -> None:
    one, two = FakeLive("one"), FakeLive("two")
    async with running_on(tmp_path, one, two) as (heard, stop, task):
        for number in range(5):
            one.queue.put_nowait(one.given(f"a{number}"))
            two.queue.put_nowait(two.given(f"b{number}"))
        await until(lambda: len(heard.keys) == 10)
        stop.set()
        await asyncio.wait_for(task, 10)
    assert [k for k in heard.keys if k[0] == "a"] == [f"a{n}" for n in range(5)]
    assert one.looked_at == [[]]


async def test_what_ends_one_platform_ends_the_program_and_is_told(tmp_path: Path) -> None:
    one, two = FakeLive("one"), FakeLive("two")
    async with running_on(tmp_path, one, two) as (_, _, task):
        one.queue.put_nowait(ConnectionRefusedError("gone"))
        with pytest.raises(ConnectionRefusedError):
            await asyncio.wait_for(task, 10)


async def test_a_platform_out_of_reach_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def at_once(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(running.asyncio, "sleep", at_once)
    slow = FakeLive("slow", OSError(), OSError(), OSError())
    with capture_logs() as logs:
        await running.all_started([slow], is_passing=lambda e: isinstance(e, OSError))
    assert (pauses, len(logs)) == ([1.0, 2.0, 4.0], 3)
    with pytest.raises(ValueError, match="never"):
        await running.all_started(
            [FakeLive("wrong", ValueError("never"))], is_passing=lambda _: False
        )


async def test_an_event_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE_SECONDS", (0, 0, 0))
    tried: list[Event] = []

    async def handle(event: Event) -> None:
        tried.append(event)
        if len(tried) < 3:
            raise OSError

    event = FakeLive("one").given("a")
    await running.handled(handle, event)
    assert len(tried) == 3

    async def never(event: Event) -> None:
        tried.append(event)
        raise OSError

    await running.handled(never, event)
    assert len(tried) == 7


async def test_deaf_rooms_are_told_of_at_the_start(tmp_path: Path) -> None:
    one = FakeLive("one")
    one.deaf = [CannotRead(platform="one", key="deaf", room="maple", reason="privacy")]
    async with running_on(tmp_path, one):
        await until(lambda: one.looked_at)


async def test_it_is_looked_every_night(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(running.asyncio, "sleep", sleep)

    class Hand:
        """A clock that is looked at twice."""

        def __init__(self) -> None:
            self.times = [datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (1, 3)]

        def now(self) -> datetime:
            return self.times.pop(0)

    class Clocked:
        clock = Hand()

    nights = running._nights(Clocked)  # type: ignore[arg-type]
    assert (await anext(nights)).hour == 1
    await anext(nights)
    assert slept == [2 * 3600]
    await nights.aclose()
