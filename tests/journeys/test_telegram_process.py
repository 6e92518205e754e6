"""`karmyq run` as a process of its own: killed in mid-story and told everything again, and pushed by webhook."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.stories import a_village, asked, latest
from tests.journeys.telegram_stage import Outbox, TelegramStage, running_api
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, BotApi, Request

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here"),
    pytest.mark.slow,
]

KILLS = 10
IN_THE_STORY = ("sendMessage", "editMessageText", "answerCallbackQuery", "setMessageReaction")
SOON = timedelta(minutes=5)
ONCE = {"ledger": 2, "exchanges": 1, "matches": 1, "posts": 1, "thanks": 1, "members": 4, "asks": 3}
"""What the story leaves behind, however often the bot was killed in it."""


class ProcessStage(TelegramStage):
    """The bot as an operator runs it. Whoever kills it also starts it again."""

    def __init__(self, api: BotApi, folder: Path, *options: str, **settings: str) -> None:
        super().__init__(api, Outbox(folder / "village.db"))
        self._folder = folder
        self._options = options
        self._settings = settings
        self.log = folder / "log.txt"
        self.process: asyncio.subprocess.Process | None = None
        self.starts = 0
        self.dying = False

    async def start(self) -> None:
        """Start the bot."""
        told = {
            "KARMYQ_TELEGRAM__TOKEN": TOKEN,
            "KARMYQ_TELEGRAM__BASE_URL": self.api.base_url,
            "KARMYQ_DATABASE_URL": f"sqlite+aiosqlite:///{self._folder / 'village.db'}",
            "KARMYQ_LOG_LEVEL": "debug",
            **self._settings,
        }
        command = [sys.executable, "-m", "bot", "run", *self._options]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, env={**os.environ, **told}, stdout=log, stderr=log
            )
        self.starts += 1

    def kill(self) -> None:
        """Kill it as the kernel does."""
        if self.process is not None and self.process.returncode is None:
            self.dying = True
            self.process.send_signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and return how it ended."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 20)

    async def settle(self) -> None:
        """Wait until everything is heard and said, by whichever process lives."""
        for _ in range(6000):
            if self.dying and self.process is not None:
                await self.process.wait()
                self.dying = False
                await self.start()
            if self.process is None or self.process.returncode is not None:
                break
            waiting = self.outbox.next_try()
            if self._is_quiet() and (waiting is None or waiting > datetime.now(UTC) + SOON):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"the bot is stuck or gone: {self.log.read_text()[-2000:]}")


def at_noon() -> str:
    """Return the name of a zone where it is about noon now: nobody is asked at night."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


async def the_main_story(stage: TelegramStage) -> None:
    """From a request to karma, by whatever clock it is."""
    people = ("ana", "bea", "cem", "dia")
    await a_village(stage, *people)
    for person in people:
        await stage.say(person, f"/limits zone {at_noon()}")
    await stage.say("ana", "Could anyone lend me a drill?", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, *people) == ["bea", "cem", "dia"]
    await stage.press("bea", "match.no")
    await stage.press("cem", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("cem", "exchange.done")
    await stage.press("ana", "exchange.done")
    await stage.press("ana", "exchange.thank")
    await stage.say("cem", "/karma")
    await stage.press("cem", "karma.opt_in")
    assert "60" in latest(stage, "cem", "karma-own").text
    assert "drill" in latest(stage, "cem", "exchange-thanks").text
    assert stage.marks("maple") == set()


def counted(folder: Path) -> dict[str, int]:
    """Return how many rows the story left in each table."""
    with sqlite3.connect(folder / "village.db") as connection:
        count = "SELECT COUNT(*) FROM {}"
        return {t: connection.execute(count.format(t)).fetchone()[0] for t in ONCE}


def said_twice(stage: TelegramStage) -> int:
    """Return how many messages of the bot stand in a chat more than once."""
    told = Counter(
        (m.chat, m.words)
        for chat in stage.api.world.chats.values()
        for m in chat.messages.values()
        if m.author is stage.api.world.bot and m.words
    )
    return sum(times - 1 for times in told.values())


@asynccontextmanager
async def process_stage(
    folder: Path, *options: str, **settings: str
) -> AsyncIterator[ProcessStage]:
    """Run the bot as a process beside a Bot API server."""
    async with running_api() as api:
        stage = ProcessStage(api, folder, *options, **settings)
        await stage.start()
        try:
            yield stage
        finally:
            ended = await stage.stop()
        assert ended == 0
        assert not api.wrong
        assert TOKEN.partition(":")[2] not in stage.log.read_text()


class Killer:
    """Kills the bot at chosen requests: before Telegram did what was asked, or after it, before it could say so."""

    def __init__(self, stage: ProcessStage, chance: random.Random, kills: int) -> None:
        self._stage = stage
        self._chance = chance
        self.left = kills
        self.after = 0
        self._next = chance.randrange(1, 6)
        for before in (True, False):
            stage.api.trouble("", times=10**6, before=before, cut=True)
            stage.api._troubles[-1].matches = lambda r, before=before: self._strikes(r, before)
        self._before = True

    def _strikes(self, request: Request, before: bool) -> bool:
        if before != self._before or not self.left or request.method not in IN_THE_STORY:
            return False
        self._next -= 1
        if self._next > 0:
            return False
        self.left -= 1
        self.after += not before and request.method == "sendMessage"
        self._next = self._chance.randrange(1, 6)
        self._before = self._chance.random() < 0.5
        self._stage.kill()
        return True


async def test_killed_in_the_middle_of_a_story(tmp_path: Path) -> None:
    async with process_stage(tmp_path) as stage:
        killer = Killer(stage, random.Random(20260105), KILLS)
        await the_main_story(stage)
        assert killer.left == 0
        assert stage.starts == KILLS + 1
        assert counted(tmp_path) == ONCE
        assert said_twice(stage) <= killer.after


async def test_undisturbed_it_stops_when_asked_and_says_nothing_twice(tmp_path: Path) -> None:
    async with process_stage(tmp_path) as stage:
        await the_main_story(stage)
        assert counted(tmp_path) == ONCE
        assert said_twice(stage) == 0
        assert await stage.stop() == 0
        assert not stage.api.updates.waiting
        stage.people.say(stage.users["ana"], "/karma")
        assert len(stage.api.updates.waiting) == 1  # kept for the next start
        before = len(stage.private("ana"))
        await stage.start()
        await stage.settle()
        assert len(stage.private("ana")) == before + 1


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


async def test_pushed_by_webhook(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "KARMYQ_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "KARMYQ_TELEGRAM__WEBHOOK_PORT": str(port),
        "KARMYQ_TELEGRAM__WEBHOOK_SECRET": "open-sesame",
    }
    async with process_stage(tmp_path, "--webhook", **settings) as stage:
        await the_main_story(stage)
        assert counted(tmp_path) == ONCE
        assert stage.api.webhook["secret_token"] == "open-sesame"  # noqa: S105
        assert stage.api.webhook["max_connections"] == 1
        health = await asyncio.to_thread(_get, f"http://127.0.0.1:{port}/health")
        assert b'"ok": true' in health
        stranger = await asyncio.to_thread(_post, f"http://127.0.0.1:{port}/telegram")
        assert stranger == 403
        assert set(stage.api.pushed) <= {0, 200}


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def _post(url: str) -> int:
    try:
        with urllib.request.urlopen(url, data=b'{"update_id": 1}', timeout=5) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
