"""Which days are meant: "Friday the 24th", "next weekend", "the end of the month".

Plain dates, no clock, no zone.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.listening.times_match import Block

DAY: Final = timedelta(days=1)
_WEEK: Final = 7 * DAY
_SATURDAY: Final = 5
_DAYS_IN: Final = {"day": 1, "week": 7}
_MONTHS_IN: Final = {"month": 1, "year": 12}
#: Thirds of a stretch of days: where each begins and ends, in thirds.
_THIRDS: Final = {
    "start": (0, 1),
    "mid": (1, 2),
    "end": (2, 3),
    "first half": (0, 1.5),
    "second half": (1.5, 3),
}
#: So far ahead a date is looked for that falls on the weekday said with it.
_MONTHS_AHEAD: Final = 4
_MONTHS: Final = 12
#: A date without a year that lies at most so far back was meant as it stands.
_JUST_GONE: Final = 60 * DAY
#: The last year of the calendar.
_LAST_YEAR: Final = 9999

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Habits:
    """How dates are read here."""

    next_is_next_week: bool
    day_first: bool


def days_of(day: Block, weekday: Block | None, today: date, habits: Habits) -> Days | None:
    """Return the first day and the day after the last, or None for a date there is none of.

    Without a year the next such date is meant, but a date just gone by is that one: "2 January" on
    the 5th is more often mistyped than a year away. A feast is always the next. Raises
    OverflowError beyond the calendar.
    """
    if day.meaning in ("week", "weekend", "month"):
        return _in_stretch(_stretch(day, today), weekday)
    if day.meaning == "day":
        first = today + day.number("days") * DAY
    elif day.meaning in ("in", "ago"):
        first = _away(day, today)
    elif day.meaning == "weekday":
        first = _weekday(day, today, habits)
    else:
        return _date(day, weekday, today, habits)
    return first, first + DAY


def _in_stretch(days: Days, weekday: Block | None) -> Days:
    if weekday is None:
        return days
    first, after = days
    monday = first - first.weekday() * DAY
    said = monday + weekday.number("weekday") * DAY
    said = said if said >= first else said + _WEEK
    return (said, said + DAY) if said < after else days


def _away(block: Block, today: date) -> date:
    many, unit = block.number("number", 1), str(block.values.get("unit", ""))
    sign = -1 if block.meaning == "ago" else 1
    if unit in _DAYS_IN:
        return today + sign * many * _DAYS_IN[unit] * DAY
    at = today.year * 12 + today.month - 1 + sign * many * _MONTHS_IN[unit]
    return _clamped(at, today.day)


def _clamped(months: int, day: int) -> date:
    """Return that day of a month counted from year 0, or the month's last day."""
    if not _MONTHS <= months < _MONTHS * _LAST_YEAR:
        raise OverflowError
    first = date(months // 12, months % 12 + 1, 1)
    return min(first + (day - 1) * DAY, _first_of(months + 1) - DAY)


def _first_of(months: int) -> date:
    if not _MONTHS <= months < _MONTHS * (_LAST_YEAR + 1):
        raise OverflowError
    return date(months // 12, months % 12 + 1, 1)


def _stretch(block: Block, today: date) -> Days:
    """Return a week, a weekend or a month, or a third of it; the days still ahead of it."""
    monday = today - today.weekday() * DAY + block.number("weeks") * _WEEK
    if block.meaning == "weekend":
        days = monday + _SATURDAY * DAY, monday + _WEEK
    elif block.meaning == "week":
        days = monday, monday + _WEEK
    else:
        days = _month(block, today)
    days = _third(days, str(block.values.get("third", "")))
    days = _nth_week(days, block.number("nth"))
    if block.number("weeks") < 0 or block.number("months") < 0:
        return days
    return max(days[0], min(today, days[1] - DAY)), days[1]


def _month(block: Block, today: date) -> Days:
    at = today.year * 12 + today.month - 1 + block.number("months")
    if "month" in block.values:
        year = block.number("year", today.year)
        at = year * 12 + block.number("month") - 1
        if "year" not in block.values and at < today.year * 12 + today.month - 1:
            at += 12
    return _first_of(at), _first_of(at + 1)


def _third(days: Days, which: str) -> Days:
    if which not in _THIRDS:
        return days
    first, after = days
    length = (after - first).days
    begin, end = (round(length * third / 3) for third in _THIRDS[which])
    return first + begin * DAY, first + end * DAY


def _nth_week(days: Days, which: int) -> Days:
    """Return the first (1), second, third or last (-1) seven days; all of them for 0."""
    first, after = days
    if which == 0:
        return days
    begin = first + (which - 1) * _WEEK if which > 0 else after - _WEEK
    return begin, begin + _WEEK


def _weekday(block: Block, today: date, habits: Habits) -> date:
    weekday = block.number("weekday")
    if "last" in block.values:
        return today - ((today.weekday() - weekday - 1) % 7 + 1) * DAY
    ahead = (weekday - today.weekday()) % 7
    if "weeks" in block.values:
        return today + (weekday - today.weekday() + 7 * block.number("weeks")) * DAY
    if "next" not in block.values:
        return today + (ahead + 7 * block.number("later")) * DAY
    if habits.next_is_next_week:
        return today + (7 - today.weekday() + weekday) * DAY
    return today + (ahead or 7) * DAY


def _date(block: Block, weekday: Block | None, today: date, habits: Habits) -> Days | None:
    options = list(_dates(block, today, habits))
    if not options:
        return None
    first = options[0]
    wanted = (weekday or block).number("weekday", -1)
    if wanted >= 0:
        first = next((said for said in options if said.weekday() == wanted), first)
    return first, first + max(_days_long(block, first), 1) * DAY


def _days_long(block: Block, first: date) -> int:
    if "day2" not in block.values:
        return 1
    month = block.number("month2", first.month)
    year = first.year + (month < first.month)
    with suppress(ValueError):
        return (date(year, month, block.number("day2")) - first).days + 1
    return 1


def _dates(block: Block, today: date, habits: Habits) -> Iterator[date]:
    """Yield the dates that may be meant, the likeliest first."""
    day, month = block.number("day"), block.number("month")
    if "figure" in block.values:
        yield from _in_figures(block, today, habits)
    elif not month:
        yield from _ahead(today, _MONTHS_AHEAD, day)
    elif "year" in block.values:
        with suppress(ValueError):
            yield date(block.number("year"), month, day)
    else:
        yield from _in_years(today, month, day, 0 * DAY if "feast" in block.values else _JUST_GONE)


def _in_figures(block: Block, today: date, habits: Habits) -> Iterator[date]:
    """Yield both readings of 3/4, the one of the place first."""
    one, other = block.number("figure"), block.number("figure2")
    pairs = ((one, other), (other, one)) if habits.day_first else ((other, one), (one, other))
    for day, month in pairs:
        if not 1 <= month <= _MONTHS:
            continue
        if "year" in block.values:
            with suppress(ValueError):
                yield date(block.number("year"), month, day)
        else:
            yield from _in_years(today, month, day, _JUST_GONE)


def _in_years(today: date, month: int, day: int, back: timedelta) -> Iterator[date]:
    earliest = today - back
    # A leap day may be eight years away.
    for year in range(earliest.year, min(today.year + 9, _LAST_YEAR)):
        with suppress(ValueError):
            said = date(year, month, day)
            if said >= earliest:
                yield said
            if said >= today:
                return


def _ahead(today: date, months: int, day: int) -> Iterator[date]:
    at = today.year * 12 + today.month - 1
    for month in range(at, at + months):
        with suppress(ValueError):
            said = date(month // 12, month % 12 + 1, day)
            if said >= today:
                yield said
