"""The ticker: in real time, what is due is done within a moment, and what waited is tried again."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.spine import Spine, ticker
from bot.spine.clock import SystemClock
from bot.spine.ticker import Ticker
from core.messages import Item, Whisper
from core.people import Reach
from core.ports import Delivered, Outgoing, Trouble, Undeliverable
from handlers.table import Deadline, Entry, Table, Turn, Where, Who
from tests.fakes import FakePlatform, account_of, opened, someone

ANA = someone("Ana")


async def ring(turn: Turn) -> list[Item]:
    """Tell Ana that it is time."""
    return [Whisper(to=ANA.id, key="resume-done")]


TABLE = Table([Entry(Deadline("test.ring"), Where.ANYWHERE, Who.ANYONE, ring)])


@asynccontextmanager
async def a_running_spine(folder: Path, platform: FakePlatform, after: timedelta) -> Any:
    """Start a spine in real time, with one deadline that much later."""
    async with opened(f"sqlite+aiosqlite:///{folder}/village.db") as database:
        clock = SystemClock()
        async with database.begin("ana", clock.now()) as work:
            await work.people.add(ANA, account_of(ANA, Reach.OPEN))
            await work.deadlines.set("ring", "test.ring", "", clock.now() + after)
        spine = Spine(database, [platform], TABLE, clock)
        await spine.start()
        beat = Ticker(spine)
        beat.start()
        try:
            yield spine, beat
        finally:
            await beat.stop()
            await spine.settle()


async def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds; not longer than this."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never held")


@pytest.fixture(autouse=True)
def _quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(ticker, "RETRY_EVERY_SECONDS", 0.2)


async def test_what_is_due_is_done_in_real_time(tmp_path: Path) -> None:
    platform = FakePlatform()
    async with a_running_spine(tmp_path, platform, timedelta(seconds=0.3)) as (spine, _):
        assert platform.said == []
        await until(lambda: platform.said)
        assert platform.said[0].key == "resume-done"
        assert spine.next_due is None or spine.next_due > spine.clock.now()


async def test_what_a_platform_would_not_take_is_tried_again(tmp_path: Path) -> None:
    platform = FakePlatform()

    def slowly(item: Outgoing) -> Delivered | Undeliverable:
        if len(platform.tried) == 1:
            return Undeliverable(Trouble.TOO_FAST, 1)
        return Delivered("ref")

    platform.answers = slowly
    async with a_running_spine(tmp_path, platform, timedelta(0)):
        await until(lambda: platform.said)
        assert len(platform.tried) == 2


async def test_what_became_due_while_nobody_ran_is_done_at_start(tmp_path: Path) -> None:
    platform = FakePlatform()
    async with a_running_spine(tmp_path, platform, -timedelta(days=3)):
        await until(lambda: platform.said)


async def test_stopping_is_graceful_and_may_be_said_twice(tmp_path: Path) -> None:
    platform = FakePlatform()
    async with a_running_spine(tmp_path, platform, timedelta(seconds=0.3)) as (_, beat):
        await beat.stop()
        await beat.stop()
        await asyncio.sleep(0.5)
        assert platform.said == []


async def test_a_sweep_that_runs_is_left_to_end(tmp_path: Path) -> None:
    platform = FakePlatform()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(item: Outgoing) -> Delivered | Undeliverable:
        begun.set()
        await go.wait()
        platform.said.append(item)
        return Delivered("ref")

    platform.deliver = slowly
    async with a_running_spine(tmp_path, platform, timedelta(0)) as (_, beat):
        await asyncio.wait_for(begun.wait(), 5)
        stopping = asyncio.create_task(beat.stop())
        await asyncio.sleep(0)
        go.set()
        await asyncio.wait_for(stopping, 5)
        assert platform.said
