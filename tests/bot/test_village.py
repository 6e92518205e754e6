"""The village in motion: founded once, neighbours who act, time that passes, and a file that stays."""

import asyncio
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot import app
from bot.demo import village as demo
from bot.demo.cast import NEIGHBOURS, PLAYED, Cast
from bot.demo.village import AheadClock, Village
from bot.platforms.terminal import Chat, Terminal, private, public
from bot.spine import Spine
from bot.spine.clock import SteppedClock, SystemClock
from core.events import Event
from core.ports import Clock

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
ME = PLAYED[0].handle
ROOM = public(demo.ROOM)


@asynccontextmanager
async def _village(
    file: Path, clock: Clock, pace: float = 0
) -> AsyncIterator[tuple[Village, Terminal, Spine]]:
    numbers = count(1)
    chat = Chat(clock.now)
    chat.names.update({n.handle: n.name for n in (*PLAYED, *NEIGHBOURS)})
    terminal = Terminal(chat, lambda: f"{clock.now():%j%H}-{next(numbers)}", "en")
    async with app.opened(demo.address(file), [terminal], clock, seed="s", language="en") as (
        spine,
        _,
    ):
        yield Village(spine, terminal, Cast("s", "en"), pace), terminal, spine


async def _until(terminal: Terminal, true: Callable[[], object]) -> None:
    for _ in range(500):
        await terminal.handled()
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(
        [line.text for p in terminal.chat.panes() for line in terminal.chat.lines(p)]
    )


async def _press(terminal: Terminal, action: str) -> None:
    found = terminal.chat.latest(ME, action)
    assert found is not None
    terminal.tell(terminal.presses(ME, found[0].id, found[1].id))
    await terminal.handled()


async def test_a_village_is_founded_quietly_and_waits_for_its_newcomer(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, _):
        await village.begin("Maple Lane")
        await village.stop()
        assert terminal.chat.panes() == [ROOM]
        assert [line.key for line in terminal.chat.lines(ROOM)] == [
            "community-arrival",
            "community-greeting",
        ]
        terminal.chat.forget_private()
        assert terminal.chat.latest(ME, "member.in") is not None


async def test_neighbours_answer_even_at_midnight(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MIDNIGHT)) as (village, terminal, _):
        await village.begin("Maple Lane")
        terminal.tell(terminal.says(ME, "Can anybody lend me a ladder this weekend?", demo.ROOM))
        await terminal.handled()
        await _press(terminal, "post.confirm")
        await _until(terminal, lambda: terminal.chat.latest(ME, "match.accept"))
        await village.stop()


async def test_a_neighbours_own_request_runs_its_whole_course(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, _):
        await village.begin("Maple Lane")
        asker = NEIGHBOURS[4].handle
        terminal.tell(terminal.says(asker, "Can anybody lend me a ladder on Friday?", demo.ROOM))
        own = private(asker)
        await _until(
            terminal, lambda: any(x.key == "exchange-done" for x in terminal.chat.lines(own))
        )
        await village.stop()


async def test_an_offer_of_the_player_is_taken_up(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, _):
        await village.begin("Maple Lane")
        terminal.tell(terminal.says(ME, "I can lend my ladder this weekend.", demo.ROOM))
        await terminal.handled()
        await _press(terminal, "post.confirm")
        await _until(terminal, lambda: terminal.chat.latest(ME, "match.accept"))
        await village.stop()


async def test_neighbours_speak_by_themselves(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY), pace=0.0005) as (v, terminal, _):
        await v.begin("Maple Lane")
        said = [n.handle for n in NEIGHBOURS]
        await _until(
            terminal, lambda: sum(1 for x in terminal.chat.lines(ROOM) if x.by in said) > 3
        )
        await v.stop()


async def test_what_was_left_unanswered_is_taken_up_at_the_next_start(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, spine):
        await demo.found(spine, terminal, "Maple Lane")
        terminal_says = terminal.says(ME, "Can anybody lend me a ladder on Friday?", demo.ROOM)
        await spine.handle(terminal_says)
        found = terminal.chat.latest(ME, "post.confirm")
        assert found is not None
        await spine.handle(terminal.presses(ME, found[0].id, found[1].id))
        assert terminal.chat.latest(ME, "match.accept") is None
        await village.begin("Maple Lane")
        await _until(terminal, lambda: terminal.chat.latest(ME, "match.accept"))
        await village.stop()


async def test_time_passes_deadline_by_deadline(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, spine):
        await demo.found(spine, terminal, "Maple Lane")
        for person in (*NEIGHBOURS, *PLAYED[1:]):
            await spine.handle(terminal.says(person.handle, "/pause"))
        await spine.handle(terminal.says(ME, "/ask a ladder"))
        found = terminal.chat.latest(ME, "post.confirm")
        assert found is not None
        await spine.handle(terminal.presses(ME, found[0].id, found[1].id))
        assert terminal.chat.latest(ME, "post.room") is None
        await village.let_pass(timedelta(days=1))
        asked, _ = terminal.chat.latest(ME, "post.room") or (None, None)
        assert asked is not None
        # Four waves of three: when everybody would have been asked, however many of them rest.
        assert asked.at == MONDAY + timedelta(hours=8)
        assert spine.clock.now() == MONDAY + timedelta(days=1)


async def test_the_machines_own_clock_cannot_be_moved(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SystemClock()) as (village, _, _spine):
        with pytest.raises(TypeError):
            await village.let_pass(timedelta(days=1))


async def test_a_failure_is_told_once_and_raised_at_the_end(tmp_path: Path) -> None:
    async with _village(tmp_path / "v.db", SteppedClock(MONDAY)) as (village, terminal, spine):
        heard: list[BaseException] = []
        village.on_failure = heard.append

        async def broken(event: Event) -> None:
            raise OSError(f"no disk for {type(event).__name__}")

        village.start()
        spine.handle = broken  # type: ignore[method-assign, assignment]
        terminal.tell(terminal.says(ME, "/help"))
        for _ in range(100):
            await asyncio.sleep(0.01)
            if heard:
                break
        assert len(heard) == 1
        with pytest.raises(OSError, match="no disk"):
            await village.stop()


def test_a_clock_moved_ahead_never_goes_back() -> None:
    clock = AheadClock()
    later = clock.now() + timedelta(days=3)
    clock.move_to(later)
    clock.move_to(later - timedelta(days=2))
    assert timedelta() <= clock.now() - later < timedelta(seconds=5)


def test_a_reopened_village_goes_on_from_where_its_time_stood(tmp_path: Path) -> None:
    file, clock = tmp_path / "v.db", AheadClock()
    clock.move_to(clock.now() + timedelta(days=9))
    chat = demo.reopened(clock, file)
    chat.said("m1", ROOM, ME, "Hello")
    chat.save(demo.screen(file))
    assert demo.reopened(AheadClock(), file).panes() == []  # a new database: a new village
    file.touch()
    again = AheadClock()
    assert demo.reopened(again, file).lines(ROOM)[0].text == "Hello"
    assert again.now() - clock.now() < timedelta(seconds=5)


def _screen(arguments: list[str], *steps: tuple[bytes, bytes | int]) -> tuple[int, bytes]:
    """Run the demo in a terminal of its own; for each step wait for a sight, and until nothing moves; then act.

    To act is to type keys or to send a signal.
    """
    outer, inner = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *arguments],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=environment,
        close_fds=True,
    )
    os.close(inner)
    drawn, waiting, until = b"", list(steps), time.monotonic() + 40
    while process.poll() is None and time.monotonic() < until:
        if select.select([outer], [], [], 0.4)[0]:
            with suppress(OSError):
                drawn += os.read(outer, 65536)
        elif waiting and waiting[0][0] in drawn:
            _, act = waiting.pop(0)
            if isinstance(act, int):
                process.send_signal(act)
            else:
                os.write(outer, act)
    process.kill()
    os.close(outer)
    return process.wait(), drawn


def test_the_demo_opens_on_a_terminal_and_keeps_its_village(tmp_path: Path) -> None:
    file = tmp_path / "mine.db"
    arguments = ["--database", str(file), "--pace", "0"]
    ended, drawn = _screen(arguments, (b"just moved here", b"3\r"), (b"You're in", b"\x11"))
    assert ended == 0
    assert b"Maple Lane" in drawn
    kept = demo.reopened(AheadClock(), file)
    assert any("Juno" in line.text for line in kept.lines(ROOM))
    ended, drawn = _screen(arguments, (b"Maple Lane", b"Good morning!\r"), (b"morning!", b"\x11"))
    assert ended == 0
    assert b"Hello, Maple Lane" in drawn or b"Are you in?" in drawn  # the screen of the first run
    kept = demo.reopened(AheadClock(), file)
    assert kept.lines(ROOM)[-1].text == "Good morning!"
    assert b"Good morning!" not in file.read_bytes()  # chatter: the bot keeps nothing of it


def test_a_signal_ends_it_cleanly(tmp_path: Path) -> None:
    file = tmp_path / "mine.db"
    ended, drawn = _screen(["--database", str(file)], (b"just moved here", signal.SIGTERM))
    assert ended == 0
    assert b"Traceback" not in drawn
    assert demo.reopened(AheadClock(), file).titles


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear neighbours, " * 100)
    ended, drawn = _screen(["--database", str(file)])
    assert ended == 2
    assert b"is not a Karmyq database" in drawn
    assert b"Traceback" not in drawn
    assert file.read_text().startswith("Dear neighbours")
