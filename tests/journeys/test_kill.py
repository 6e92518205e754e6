"""kill -9 at any moment, then the same input again: the same ledger, the same exchanges, nothing lost or doubled."""

import asyncio
import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, asked

pytestmark = pytest.mark.slow
KILLS = 54
CHAIN = 6
"""So many kills hit one database before it is allowed to finish."""
TABLES = ("ledger", "exchanges", "matches", "asks", "posts", "members", "feedback", "thanks")


async def everything(stage: PipeStage) -> None:
    """A long story with waves, a withdrawal, deadlines, karma, an unreachable person, refusals and chatter."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.say("bea", "lovely weather today", room="maple")
    await stage.press(helper, "exchange.done")
    await stage.press("ana", "exchange.done")
    await stage.press(helper, "exchange.thank")
    await stage.say("ana", "/karma")
    await stage.press("ana", "karma.opt_in")
    await stage.join("maple", "eli", "fay", "gus")
    for person in ("eli", "fay", "gus"):
        await stage.press(person, "member.in")
    await stage.reach("gus", "closed")
    await stage.say("bea", "I need a ladder on Saturday morning", room="maple")
    await stage.press("bea", "post.confirm")
    await stage.later("2h")
    await stage.reach("gus", "open")
    for person in asked(stage, "ana", "cem", "dia", "eli", "fay", "gus")[:2]:
        await stage.press(person, "match.yes")
    await stage.press("bea", "match.accept")
    await stage.say("bea", "/nonsense")
    await stage.later("3d")
    await stage.press("bea", "exchange.cancel")
    await stage.later("9d")
    await stage.say("ana", "/mine")
    await stage.say("cem", "/limits 2")
    await stage.say("cem", "I can lend my sewing machine to anybody who needs it", room="maple")
    await stage.later("1d")


async def recorded(folder: Path) -> str:
    """Play the story once, undisturbed and in this process, and return the lines that drive it."""
    async with pipe_stage(f"sqlite+aiosqlite:///{folder / 'recorded.db'}") as stage:
        await everything(stage)
        return "".join(f"{line}\n" for line in [*stage.sent, '{"event":"sync","id":"end"}'])


def command(database: Path) -> list[str]:
    url = f"sqlite+aiosqlite:///{database}"
    options = ["--database", url, "--clock", "2026-01-05T09:00:00Z", "--seed", "7"]
    return [sys.executable, "-m", "bot", "pipe", *options]


def run(database: Path, script: str) -> list[str]:
    """Play the whole script to its end."""
    done = subprocess.run(
        command(database), input=script, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def run_and_kill(database: Path, script: str, chance: random.Random, expected: int) -> list[str]:
    """Play the script, kill the process at a random moment, and return the whole lines it had said."""
    process = subprocess.Popen(
        command(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    said = []
    process.stdin.write(script)
    process.stdin.close()
    if chance.random() < 0.3:
        time.sleep(chance.uniform(0.2, 0.9))  # somewhere in start and migration
    else:
        said += [process.stdout.readline() for _ in range(chance.randrange(expected))]
        time.sleep(chance.uniform(0, 0.004))
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [line.rstrip("\n") for line in said if line.endswith("\n")]


def remembered(database: Path) -> dict[str, list[Any]]:
    """Return what the village remembers, as plain rows."""
    with sqlite3.connect(database) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)
            for table in TABLES
        }


async def test_killed_at_any_moment_and_played_again(tmp_path: Path) -> None:
    script = await recorded(tmp_path)
    undisturbed = await asyncio.to_thread(run, tmp_path / "calm.db", script)
    truth = remembered(tmp_path / "calm.db")
    assert len(truth["ledger"]) == 2
    chance = random.Random(20260105)
    for chain in range(KILLS // CHAIN):
        database = tmp_path / f"storm-{chain}.db"
        said: list[str] = []
        for _ in range(CHAIN):
            said += await asyncio.to_thread(
                run_and_kill, database, script, chance, len(undisturbed)
            )
        said += await asyncio.to_thread(run, database, script)
        assert set(said) == set(undisturbed)
        assert list(dict.fromkeys(said)) == list(dict.fromkeys(undisturbed))
        assert remembered(database) == truth


async def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    script = await recorded(tmp_path)
    first = await asyncio.to_thread(run, tmp_path / "one.db", script)
    second = await asyncio.to_thread(run, tmp_path / "two.db", script)
    assert first == second
    again = await asyncio.to_thread(run, tmp_path / "one.db", script)
    assert [json.loads(line) for line in again] == [{"synced": "end"}]
