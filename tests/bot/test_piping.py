"""Playing the pipe as a process: lines in order, the clock, and a clean end."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.piping import Lines, Player
from bot.platforms.pipe import Pipe
from bot.spine.clock import SteppedClock, SystemClock
from tests.fakes import NOW

CLOCK = ("--clock", "2026-01-05T09:00:00Z")
SYNC = '{"event":"sync","id":"s"}'
ROOT = Path(__file__).parents[2]


def command(folder: Path, *options: str) -> list[str]:
    url = f"sqlite+aiosqlite:///{folder}/village.db"
    return [sys.executable, "-m", "bot", "pipe", "--database", url, *options]


def played(folder: Path, *lines: bytes | str, options: tuple[str, ...] = CLOCK) -> list[Any]:
    """Play lines to the end of input, and return what was said."""
    given = b"".join((x.encode() if isinstance(x, str) else x) + b"\n" for x in lines)
    ended = subprocess.run(
        command(folder, *options),
        input=given,
        capture_output=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    assert ended.stderr == b""
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_wrong_lines_are_answered_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    said = played(tmp_path, b"\xff\xfe{", "", "[]", "  ", '{"event":"dance"}', SYNC)
    assert [list(line) for line in said] == [["error", "line"]] * 3 + [["synced"]]
    assert [line["line"] for line in said[:3]] == [1, 3, 5]


def test_the_last_line_needs_no_newline_and_nothing_is_no_story(tmp_path: Path) -> None:
    assert played(tmp_path) == []
    ended = subprocess.run(
        command(tmp_path, *CLOCK), input=SYNC.encode(), capture_output=True, check=True, cwd=ROOT
    )
    assert json.loads(ended.stdout) == {"synced": "s"}


def test_without_clock_it_cannot_be_moved(tmp_path: Path) -> None:
    said = played(tmp_path, '{"event":"clock","advance":"1h"}', SYNC, options=())
    assert "--clock" in said[0]["error"]
    assert said[1] == {"synced": "s"}


def test_at_the_end_of_input_everything_due_is_delivered(tmp_path: Path) -> None:
    said = played(tmp_path, '{"event":"message","id":"m1","from":"ana","text":"/start"}')
    assert [line["key"] for line in said] == ["start-stranger"]


def test_what_was_said_in_an_earlier_run_is_not_said_again(tmp_path: Path) -> None:
    line = '{"event":"message","id":"m1","from":"ana","text":"/start"}'
    first = played(tmp_path, line)
    assert len(first) == 1
    assert played(tmp_path, line) == []


def test_the_clock_goes_on_where_it_stood_and_never_back(tmp_path: Path) -> None:
    played(tmp_path, '{"event":"clock","to":"2026-01-08T09:00:00Z"}')
    said = played(
        tmp_path,
        '{"event":"clock","to":"2026-01-06T09:00:00Z"}',
        '{"event":"message","id":"m1","from":"ana","text":"/pause 1"}',
    )
    assert "9 Jan" in said[0]["text"]


@pytest.fixture
async def stopped(tmp_path: Path) -> AsyncIterator[tuple[Player, list[Any], SteppedClock]]:
    """A player in this process, what it said, and its clock."""
    said: list[Any] = []
    pipe = Pipe(lambda line: said.append(json.loads(line)))
    clock = SteppedClock(NOW)
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    async with app.opened(url, [pipe], clock, seed="7", language="en") as (spine, storage):
        yield Player(spine, pipe, storage, "7"), said, clock


async def test_a_clock_line_seen_before_adds_nothing(stopped: Any) -> None:
    player, said, clock = stopped
    for _ in range(2):
        await player.line('{"event":"clock","id":"c1","advance":"1d"}')
        assert (clock.now() - NOW).days == 1
    await player.line('{"event":"clock","id":"c2","advance":"1d"}')
    assert (clock.now() - NOW).days == 2
    await player.line('{"event":"clock","advance":"1d"}')
    await player.line('{"event":"clock","advance":"1d"}')
    assert (clock.now() - NOW).days == 4
    assert said == []


@pytest.mark.parametrize(
    "line",
    [
        '{"event":"clock"}',
        '{"event":"clock","advance":"soon"}',
        '{"event":"clock","advance":"1h","to":"2026-02-01T00:00:00Z"}',
        '{"event":"clock","to":"2026-02-01T00:00:00"}',
        '{"event":"clock","advance":"999999w"}',
    ],
)
async def test_a_clock_line_that_is_wrong_moves_nothing(stopped: Any, line: str) -> None:
    player, said, clock = stopped
    await player.line(line)
    assert "error" in said[-1]
    assert clock.now() == NOW


async def test_lines_without_ids_repeat_nothing_in_a_seeded_replay(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    said: list[Any] = []
    for seed in ("7", "7", None, None):
        pipe = Pipe(lambda line: said.append(json.loads(line)))
        async with app.opened(url, [pipe], SystemClock(), seed=seed, language="en") as opened:
            player = Player(opened[0], pipe, opened[1], seed)
            await player.line('{"event":"message","from":"ana","text":"/start"}')
            await player.settle()
    assert len(said) == 3


async def _fed(*chunks: bytes) -> list[bytes]:
    """Read lines of a pipe into which these chunks are written."""
    reading, writing = os.pipe()
    lines = Lines(reading)
    lines.start()
    for chunk in chunks:
        await asyncio.to_thread(os.write, writing, chunk)
    os.close(writing)
    found = []
    while (line := await asyncio.wait_for(lines.next(), 5)) is not None:
        found.append(line)
    os.close(reading)
    assert lines.idle
    return found


async def test_lines_are_put_together_from_what_arrives() -> None:
    assert await _fed(b'{"a"', b":1}\n\n", b"last") == [b'{"a":1}', b"", b"last"]
    assert await _fed(b"x" * 200_000 + b"\ny\n") == [b"x" * 200_000, b"y"]


async def test_a_stop_ends_lines_that_nobody_waits_for() -> None:
    reading, writing = os.pipe()
    lines = Lines(reading)
    lines.stop()
    assert await asyncio.wait_for(lines.next(), 5) is None
    os.close(reading)
    os.close(writing)


async def test_a_stop_forgets_what_was_not_handled_yet(stopped: Any) -> None:
    player, said, _ = stopped
    reading, writing = os.pipe()
    lines = Lines(reading)
    lines._queue.put_nowait(b'{"event":"sync","id":"s"}')
    lines.stop()
    await asyncio.wait_for(player.play(lines), 5)
    assert said == []
    os.close(reading)
    os.close(writing)
