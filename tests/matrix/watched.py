"""The bot as its operator runs it, with a record beside it of what it delivered: `python -m tests.matrix.watched run`.

The record only tells the tests which message was meant as what; nothing in the program is different.
"""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from bot.cli import main
from bot.platforms.matrix import Matrix
from core.ports import Delivered, Outgoing, Undeliverable

RECORD = "KARMYQ_TEST_RECORD"
"""The environment variable that names the file."""

_deliver = Matrix.deliver


def _line(item: Outgoing, reference: str) -> str:
    told: dict[str, Any] = {
        name: value for name, value in dataclasses.asdict(item).items() if name != "content"
    }
    return json.dumps({"item": {**told, "closes": None}, "reference": reference}) + "\n"


def _record(line: str) -> None:
    """Write a line at once, so that a kill leaves whole ones."""
    with Path(os.environ[RECORD]).open("a") as record:
        record.write(line)


async def _recorded(self: Matrix, item: Outgoing) -> Delivered | Undeliverable:
    said = await _deliver(self, item)
    if isinstance(said, Delivered):
        _record(_line(item, said.reference))
    return said


if __name__ == "__main__":
    Matrix.deliver = _recorded  # type: ignore[method-assign]
    main()
