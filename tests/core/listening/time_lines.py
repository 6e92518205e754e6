"""The tables of times in `times/`: one expression or message a line, and the window it means.

`@ 2026-11-20 10:00 Europe/Madrid` says from when and where the lines below are seen. Then, after `=`:
`11-21` a whole day, `11-21>11-23` days (the second is not part of it), `11-20 18:00>24:00` a part of
a day, `!` behind it: a clock time was given, alone an hour long. `-` is no time at all, `told` a time
of the past. A line that begins with `~` is one the grammar is known to miss.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent / "times"


@dataclass(frozen=True)
class Line:
    """One line of a table; `start` is None for no time."""

    language: str
    text: str
    now: datetime
    start: datetime | None = None
    end: datetime | None = None
    exact: bool = False
    told: bool = False
    missed: bool = False

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"


def tables() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.txt"))


def lines_of(table: str) -> Iterator[Line]:
    language = table.partition("_")[0]
    now = datetime.min.replace(tzinfo=UTC)
    for row in (HERE / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("@"):
            _, day, clock, zone = row.split()
            now = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))
        elif row and not row.startswith("#"):
            yield _line(language, row, now)


def _line(language: str, row: str, now: datetime) -> Line:
    text, _, meant = row.removeprefix("~").strip().rpartition(" = ")
    missed = row.startswith("~")
    if meant == "-":
        return Line(language, text, now, missed=missed)
    told, exact = meant.startswith("told "), meant.endswith("!")
    first, _, last = meant.removeprefix("told ").removesuffix("!").partition(">")
    start = _instant(first, now, now)
    end = _instant(last, start, now) if last else start + timedelta(hours=1) if exact else None
    return Line(language, text, now, start, end or start + timedelta(days=1), exact, told, missed)


def _instant(said: str, day: datetime, now: datetime) -> datetime:
    date, _, clock = said.rpartition(" ") if ":" in said else (said, "", "00:00")
    date = date or f"{day:%Y-%m-%d}"
    date = date if date.count("-") == 2 else f"{now.year}-{date}"
    hour, _, minute = clock.partition(":")
    start = datetime.fromisoformat(date).replace(tzinfo=now.tzinfo)
    return start + timedelta(hours=int(hour), minutes=int(minute))
