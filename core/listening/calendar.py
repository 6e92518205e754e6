"""From the parts of a time expression to a window on the calendar.

Knows no language: it is handed blocks whose meaning the pack named. Says nothing about whether a
window is sensible; one that is over was said that way, and callers refuse it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

#: How long something at a clock time is taken to last.
EXACT_LENGTH = timedelta(hours=1)
#: A date without a year that is over longer than this means next year's.
_OVER_FOR_GOOD = timedelta(days=180)
#: "After Friday" stays open for so long.
_OPEN_END = timedelta(days=7)
_DAY = timedelta(days=1)
#: Bare hours below this are meant after noon: nobody needs a lift at three in the night.
_EARLIEST_BARE_HOUR = 7
_NOON = 12
_EVENING = 18
_SMALL_HOURS = 5
_DAYS_IN = {"day": 1, "week": 7, "month": 30}
_MINUTES_IN = {"minute": 1, "hour": 60}

Value = int | str
Window = tuple[datetime, datetime, bool]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a time expression: what it means, where it stands, and its values."""

    meaning: str
    start: int
    end: int
    values: Mapping[str, Value]

    def number(self, name: str, default: int = 0) -> int:
        """Return the number called `name`, or `default` when it was not said."""
        return int(self.values.get(name, default))


@dataclass(frozen=True, slots=True)
class Chain:
    """Neighbouring blocks that make one expression; `bound` is "", "before" or "after"."""

    start: int
    end: int
    day: Block | None = None
    until_day: Block | None = None
    part: Block | None = None
    clock: Block | None = None
    bound: str = ""


def window(chain: Chain, now: datetime, *, next_is_next_week: bool) -> Window | None:
    """Return start, end and exactness of `chain` seen from `now` (local), or None.

    None is for a date that does not exist, such as the 31st of June.
    """
    days = _days(chain, now, next_is_next_week=next_is_next_week)
    if days is None:
        return None
    if chain.day and chain.day.meaning == "now":
        return now, _later(now, chain.day.number("hours") * 60), False
    if chain.day and chain.day.meaning == "in" and chain.day.values["unit"] in _MINUTES_IN:
        start = _later(now, _minutes_ahead(chain.day))
        return _bounded(chain, now, (start, start + EXACT_LENGTH, True))
    found = _within(chain, days, now)
    if _may_move(chain.day) and (found[0] if found[2] else found[1]) <= now:
        step = timedelta(days=7 if chain.day else 1)
        found = _within(chain, (days[0] + step, days[1] + step), now)
    return _bounded(chain, now, found)


def _may_move(day: Block | None) -> bool:
    """Tell whether the day was left open: a bare weekday or a bare clock time means the next."""
    return day is None or (day.meaning == "weekday" and not {"last", "next"} & set(day.values))


def _days(chain: Chain, now: datetime, *, next_is_next_week: bool) -> tuple[date, date] | None:
    """Return the first day and the day after the last."""
    if chain.day is None:
        return now.date(), now.date() + _DAY
    first = _day_range(chain.day, now.date(), next_is_next_week=next_is_next_week)
    if first is None or chain.until_day is None:
        return first
    last = _day_range(chain.until_day, first[0], next_is_next_week=False)
    return first if last is None or last[1] <= first[0] else (first[0], last[1])


def _day_range(block: Block, today: date, *, next_is_next_week: bool) -> tuple[date, date] | None:
    if block.meaning in ("week", "weekend", "month"):
        return _stretch(block, today)
    first: date | None = today
    if block.meaning == "day":
        first = today + timedelta(days=block.number("days"))
    elif block.meaning == "in":
        unit = str(block.values["unit"])
        first = today + timedelta(days=block.number("number", 1) * _DAYS_IN.get(unit, 0))
    elif block.meaning == "weekday":
        first = _weekday(block, today, next_is_next_week=next_is_next_week)
    elif block.meaning == "date":
        first = _date(block, today)
        if first is not None and "day_to" in block.values:
            return first, first + _DAY * max(block.number("day_to") - first.day + 1, 1)
    return None if first is None else (first, first + _DAY)


def _stretch(block: Block, today: date) -> tuple[date, date]:
    """Return a week (from today, or from Monday), a weekend or a month."""
    monday = today - timedelta(days=today.weekday()) + 7 * _DAY * block.number("weeks")
    if block.meaning == "weekend":
        return monday + 5 * _DAY, monday + 7 * _DAY
    if block.meaning == "week":
        return max(monday, today), monday + 7 * _DAY
    months = today.year * 12 + today.month - 1 + block.number("months")
    first, after = (date(at // 12, at % 12 + 1, 1) for at in (months, months + 1))
    return max(first, today), after


def _weekday(block: Block, today: date, *, next_is_next_week: bool) -> date:
    weekday = block.number("weekday")
    if "last" in block.values:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if "next" not in block.values:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if next_is_next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _date(block: Block, today: date) -> date | None:
    """Return the date said. Without a year the one nearest, rather ahead; without a month, next."""
    month = block.number("month", block.number("month_number"))
    year = block.number("year", today.year)
    if not month:
        return _day_of_month(block.number("day"), today)
    try:
        said = date(year, month, block.number("day"))
        if "year" not in block.values and today - said > _OVER_FOR_GOOD:
            return said.replace(year=year + 1)
    except ValueError:
        return None
    return said


def _day_of_month(day: int, today: date) -> date:
    """Return the next day with this number, in the first month that is long enough."""
    months = today.year * 12 + today.month - 1
    while True:
        with suppress(ValueError):
            said = date(months // 12, months % 12 + 1, day)
            if said >= today:
                return said
        months += 1


def _within(chain: Chain, days: tuple[date, date], now: datetime) -> Window:
    first, after = days
    if chain.clock is not None:
        return _at_clock(chain, chain.clock, first, now)
    if chain.part is not None:
        start, end = chain.part.number("from"), chain.part.number("to")
        return _at(first, start * 60, now), _at(after - _DAY, end * 60, now), False
    return _at(first, 0, now), _at(after, 0, now), False


def _at_clock(chain: Chain, clock: Block, day: date, now: datetime) -> Window:
    minutes = _minutes(clock, chain, "")
    if chain.day is None or chain.day.values.get("days") == 0:
        later = minutes + 12 * 60
        # "Today at 9", said at noon, is this evening, unless it was said otherwise.
        open_hour = minutes < 13 * 60 and _is_bare(clock) and chain.part is None
        if open_hour and _at(day, minutes, now) <= now < _at(day, later, now):
            minutes = later
    start = _at(day, minutes, now)
    if "hour_to" not in clock.values:
        return start, _later(start, 60), True
    until = _minutes(clock, chain, "_to")
    while until <= minutes:
        until += 12 * 60
    return start, _at(day, until, now), True


def _is_bare(clock: Block) -> bool:
    hour = str(clock.values["hour"])
    return "half_day" not in clock.values and not hour.startswith("0")


def _minutes(clock: Block, chain: Chain, end: str) -> int:
    """Return minutes after midnight, with the half of the day as said or as people mean it."""
    hour = clock.number("hour" + end)
    half_day = clock.values.get("half_day" + end, clock.values.get("half_day"))
    if half_day is not None:
        hour = hour % 12 + int(half_day) if hour <= _NOON else hour
    elif chain.part is not None and hour <= _NOON:
        hour = _in_part(hour, chain.part)
    elif hour < _EARLIEST_BARE_HOUR and _is_bare(clock) and hour:
        hour += 12
    return hour * 60 + clock.number("minute" + end) + (clock.number("minutes") if not end else 0)


def _in_part(hour: int, part: Block) -> int:
    """Return `hour` o'clock within a part of the day: "9 in the evening" is 21."""
    start = part.number("from")
    if start >= _NOON and hour < _NOON:
        # One in the night is after midnight.
        return hour + 24 if start >= _EVENING and hour < _SMALL_HOURS else hour + 12
    return 24 if start >= _EVENING and hour == _NOON else hour


def _bounded(chain: Chain, now: datetime, found: Window) -> Window:
    start, end, exact = found
    if chain.bound == "before":
        limit = start if exact else end
        return min(now, limit), limit, exact
    if chain.bound == "after" and chain.until_day is None:
        if exact:
            midnight = datetime.combine(start.date() + _DAY, time(), start.tzinfo)
            return start, max(midnight, start + EXACT_LENGTH), exact
        return end, end + _OPEN_END, exact
    return found


def _at(day: date, minutes: int, now: datetime) -> datetime:
    """Return the instant `minutes` after midnight of `day` on the wall clock of `now`'s zone."""
    day += timedelta(days=minutes // 1440)
    return datetime.combine(day, time(minutes % 1440 // 60, minutes % 60), now.tzinfo)


def _minutes_ahead(block: Block) -> int:
    unit = _MINUTES_IN[str(block.values["unit"])]
    return block.number("number", 1) * unit + block.number("minutes")


def _later(start: datetime, minutes: int) -> datetime:
    """Return `start` plus `minutes` that really pass, also where the clocks change."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
