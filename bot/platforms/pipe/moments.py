"""Spans and instants as a line writes them."""

import re
from datetime import UTC, datetime, timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(?:\d{1,6}[smhdw])+")
_STEP = re.compile(r"(\d{1,6})([smhdw])")


class BadLine(Exception):
    """A line that is not valid; its text says what to do."""


def span(words: str) -> timedelta:
    """Read a span such as `36h`, `2d12h` or `90m`. Raises BadLine."""
    if not _SPAN.fullmatch(words):
        raise BadLine('clock: "advance" looks like "36h", "2d12h" or "90m"')
    steps = _STEP.findall(words)
    try:
        return sum((timedelta(**{UNITS[unit]: int(n)}) for n, unit in steps), timedelta())
    except OverflowError as error:
        raise BadLine('clock: "advance" goes further than the calendar') from error


def instant(words: str) -> datetime:
    """Read an aware instant. Raises BadLine."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise BadLine('a time looks like "2026-02-01T00:00:00Z"') from error
    if at.tzinfo is None:
        raise BadLine('a time needs its zone, like "2026-02-01T00:00:00Z"')
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise BadLine("a time must lie within the calendar") from error
