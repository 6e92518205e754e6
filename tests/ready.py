"""Databases that are up to date already: bringing one up to date costs more than what most tests do in it.

Tests of migrations, and those that start the program as a process, begin with none and see it made.
"""

import asyncio
import shutil
import tempfile
from functools import cache
from pathlib import Path
from threading import Thread

from storage.database import Database


def make_ready(url: str) -> None:
    """Put an up-to-date SQLite file where `url` names one that does not exist yet, in a folder that does."""
    kind, _, path = url.partition(":///")
    file = Path(path)
    is_file = path not in ("", ":memory:")
    if kind == "sqlite+aiosqlite" and is_file and file.parent.is_dir() and not file.exists():
        shutil.copyfile(_made_once(), file)


@cache
def _made_once() -> Path:
    file = Path(tempfile.mkdtemp(prefix="karmyq-ready-")) / "ready.db"
    bring_up_to_date(f"sqlite+aiosqlite:///{file}")
    return file


def bring_up_to_date(url: str) -> None:
    """Open and close a database; in a thread of its own, since the caller's loop may be running."""

    async def once() -> None:
        await (await Database.open(url, "ready")).close()

    thread = Thread(target=asyncio.run, args=(once(),))
    thread.start()
    thread.join()
