"""Where the time comes from: the machine, or a hand that only moves when it is told to."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present, UTC."""
        return datetime.now(UTC)


class SteppedClock:
    """A clock that stands still. It never goes backwards."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return where the hand stands."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Move the hand on."""
        self._at = max(self._at, at)
