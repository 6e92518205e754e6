"""Messages that could not be read yet: kept, as they came, until their key arrives or a week is over."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nio import Event, MegolmEvent
from nio.exceptions import EncryptionError

from bot.platforms.matrix.session import keep

MOST = 300
DAY_MS = 24 * 3600 * 1000
WEEK_MS = 7 * DAY_MS
PATIENCE_MS = 120_000
"""A key may come after its message: a while after, or after we were away; only then something is wrong."""


def _now_ms() -> int:
    return int(time.time() * 1000)


class Unread:
    """Encrypted events by id, in a file of the device's store: they outlive a restart as their keys do."""

    def __init__(self, file: Path, now_ms: Callable[[], int] = _now_ms) -> None:
        self._file = file
        self._now_ms = now_ms
        self._here_since = now_ms()
        self._told: set[tuple[str, int]] = set()
        self._waiting: dict[str, dict[str, Any]] = (
            json.loads(file.read_text()) if file.exists() else {}
        )

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, room: str, source: dict[str, Any]) -> None:
        """Keep one; the oldest go when there are too many."""
        if source["event_id"] in self._waiting:
            return
        self._waiting[source["event_id"]] = {**source, "room_id": room, "came": self._now_ms()}
        self._forget_old()
        self._save()

    def _forget_old(self) -> None:
        oldest = self._now_ms() - WEEK_MS
        for event, source in [*self._waiting.items()]:
            if source["came"] < oldest or len(self._waiting) > MOST:
                del self._waiting[event]

    def readable(self, client: Any) -> list[tuple[str, Event]]:
        """Return, with their rooms, those that can be read now; they stay until they are `done`."""
        found = []
        for source in [*self._waiting.values()]:
            event = Event.parse_event(dict(source))
            if not isinstance(event, MegolmEvent):
                continue
            event.room_id = source["room_id"]
            try:
                found.append((source["room_id"], client.decrypt_event(event)))
            except EncryptionError:
                continue
        return found

    def overdue(self) -> list[tuple[str, int]]:
        """Return each room with something unread for too long, and the day; each pair once in this run."""
        now = self._now_ms()
        late = {
            source["room_id"]
            for source in self._waiting.values()
            if max(source["came"], self._here_since) < now - PATIENCE_MS
        }
        told = {(room, now // DAY_MS) for room in late} - self._told
        self._told |= told
        return sorted(told)

    def done(self, event: str) -> None:
        """Forget one."""
        if self._waiting.pop(event, None) is not None:
            self._save()

    def _save(self) -> None:
        keep(self._file, json.dumps(self._waiting))
