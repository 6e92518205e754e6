"""The bot as a process of its own: started as an operator starts it, and killed as a power cut kills it."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.ports import Button, Outgoing
from tests.journeys.stage import START
from tests.matrix.homeserver import Account
from tests.matrix.watched import AHEAD, RECORD

ROOT = Path(__file__).parents[2]
_WAITING = """
SELECT id FROM outbox AS letter WHERE state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'waiting' AND earlier.not_before > 4102444800000000
    AND (earlier.person = letter.person OR earlier.room = letter.room) AND earlier.seq <= letter.seq
)
"""
"""Letters that wait for us. Those that wait until after 2100, and those behind them, wait for a person to come."""


class BotProcess:
    """One bot, however often it is started."""

    def __init__(self, folder: Path, url: str, account: Account) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        folder.mkdir(exist_ok=True)
        self.database = folder / "village.db"
        self._environment = {
            **os.environ,
            RECORD: str(folder / "record"),
            AHEAD: str((START - datetime.now(UTC)).total_seconds()),
            "KARMYQ_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "KARMYQ_MATRIX__HOMESERVER": url,
            "KARMYQ_MATRIX__USER_ID": account.user,
            "KARMYQ_MATRIX__PASSWORD": account.password,
            "KARMYQ_MATRIX__STORE": str(folder / "matrix"),
        }

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it."""
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.matrix.watched"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop, and return how it ended."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self.deaths += 1
        self._process.send_signal(how)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"the bot did not stop: {self.said()}") from None

    def said(self) -> str:
        """Return the end of what it wrote."""
        output = self._folder / "output"
        return output.read_text()[-4000:] if output.exists() else ""

    def delivered(self) -> list[tuple[Outgoing, str]]:
        """Return everything that it delivered, and under which id; what was delivered again, again."""
        record = self._folder / "record"
        lines = record.read_text().splitlines() if record.exists() else []
        return [_read(json.loads(line)) for line in lines]

    def waiting(self) -> set[str]:
        """Return the ids of what it still has to say, but for what waits for people to come."""
        if not self.database.exists():
            return set()
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5)
        try:
            return {str(letter) for (letter,) in connection.execute(_WAITING)}
        except sqlite3.OperationalError:  # it was killed before there were tables
            return set()
        finally:
            connection.close()

    async def emptied(self, seconds: float = 60.0) -> None:
        """Wait until everything that can be said has been."""
        for _ in range(int(seconds / 0.05)):
            if not self.waiting() - {item.id for item, _ in self.delivered()}:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"still to be said: {self.waiting()}; {self.said()}")


def _read(line: Any) -> tuple[Outgoing, str]:
    told = line["item"]
    buttons = tuple(Button(**button) for button in told.pop("buttons"))
    told["options"] = tuple(told["options"])
    return Outgoing(**told, buttons=buttons), line["reference"]
