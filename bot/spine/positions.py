"""How far each platform's stream was handled: saved with the next effect, whichever it is, or after a minute.

What was handled after the last saved position comes again after a crash, and changes nothing: its keys are known, and
chatter is chatter again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.events import Event

AT_MOST = timedelta(minutes=1)
"""Chatter alone saves a position so often."""


def _name(platform: str) -> str:
    return f"position:{platform}"


class Positions:
    """Positions by platform. A transaction writes them; when it was committed they are `written`."""

    def __init__(self) -> None:
        self._reached: dict[str, str] = {}
        self._saved_at: datetime | None = None

    @staticmethod
    async def of(work: Any, platform: str) -> str | None:
        """Return where a platform goes on after a restart; None: it never went anywhere."""
        position: str | None = await work.installation.get(_name(platform))
        return position

    def reached(self, event: Event) -> None:
        """An event was handled to its end."""
        if event.position:
            self._reached[event.platform] = event.position

    def pending(self, event: Event | None = None) -> dict[str, str]:
        """Return what is to be written by a transaction, which may be the one that handles this event."""
        own = {event.platform: event.position} if event and event.position else {}
        return {**self._reached, **own}

    async def write(self, work: Any, pending: Mapping[str, str]) -> None:
        """Write positions down."""
        for platform, position in pending.items():
            await work.installation.set(_name(platform), position)

    def written(self, pending: Mapping[str, str], now: datetime) -> None:
        """The transaction that wrote these was committed."""
        for platform, position in pending.items():
            if self._reached.get(platform) == position:
                del self._reached[platform]
        if pending:
            self._saved_at = now

    def are_due(self, now: datetime) -> bool:
        """Say whether a position has waited long enough for an effect to travel with."""
        if not self._reached:
            return False
        if self._saved_at is None:
            self._saved_at = now
        return now - self._saved_at >= AT_MOST
