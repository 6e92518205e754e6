"""From the parts of a time expression to a window on the calendar.

Knows no language. What was said of the future ends after now; what was said of the past
("yesterday", "two days ago", a past year) lies behind, and is marked as told. Only a date that has
just gone by lies behind and is not: it is likely a slip.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.listening.calendar_days import DAY, Days, Habits, days_of
from core.listening.times_chain import Moment, Span
from core.listening.times_match import Block

#: How long something at a clock time is taken to last.
EXACT_LENGTH: Final = timedelta(hours=1)
#: "After Friday" stays open for so long.
_OPEN_END: Final = timedelta(days=7)
#: Bare hours below this are meant after noon: nobody needs a lift at three in the night.
_EARLIEST_BARE_HOUR: Final = 7
#: "Dinner at 8" is in the evening from this hour on.
_EARLIEST_EVENING_HOUR: Final = 5
_NOON: Final = 12
_EVENING: Final = 18
_SMALL_HOURS: Final = 5
_MINUTES_IN: Final = {"minute": 1, "hour": 60}
_HALF_DAY: Final = 12 * 60
_WHOLE_DAY: Final = 24 * 60
#: "After 7" and "after 8" mean the evening.
_AFTER_WORK: Final = range(_EARLIEST_BARE_HOUR * 60, 9 * 60)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time; `told`: it was said of the past."""

    start: datetime
    end: datetime
    exact: bool
    told: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a time is seen: `now` (local), the habits of dates, and whether it is about an evening."""

    now: datetime
    habits: Habits
    evening: bool = False


def window_of(span: Span, seen: Seen) -> Window | None:
    """Return the window of `span`, or None for a date that does not exist or is beyond all use."""
    try:
        if span.until is not None:
            return _between(span.moment, span.until, seen)
        return _window(span.moment, seen)
    except (OverflowError, ValueError):
        return None


def _window(moment: Moment, seen: Seen) -> Window | None:
    day = moment.day
    if day is not None and day.meaning == "now":
        return Window(seen.now, _later(seen.now, day.number("minutes")), exact=False)
    if day is not None and day.meaning in ("in", "ago") and day.values.get("unit") in _MINUTES_IN:
        return _by_the_clock(day, moment, seen)
    days = _days(moment, seen)
    if days is None:
        return None
    found = _within(moment, days, seen)
    if _may_move(moment) and _is_over(found, seen.now):
        step = (7 if day else 1) * DAY
        found = _within(moment, (days[0] + step, days[1] + step), seen)
    found = _bounded(moment, seen, found)
    told = _is_told(moment) or (found.end <= seen.now and not _is_just_gone(moment))
    return replace(found, told=told)


def _is_over(found: Window, now: datetime) -> bool:
    begins = found.exact and found.end - found.start <= EXACT_LENGTH
    return (found.start if begins else found.end) <= now


def _by_the_clock(day: Block, moment: Moment, seen: Seen) -> Window:
    minutes = day.number("number", 1) * _MINUTES_IN[str(day.values["unit"])] + day.number("minutes")
    if day.meaning == "ago":
        start = _later(seen.now, -minutes)
        return Window(start, min(start + EXACT_LENGTH, seen.now), exact=True, told=True)
    start = _later(seen.now, minutes)
    if "within" in day.values or moment.bound in ("by", "before"):
        return Window(seen.now, start, exact=True)
    return Window(start, _later(start, 60), exact=True)


def _days(moment: Moment, seen: Seen) -> Days | None:
    today = seen.now.date()
    if moment.day is None:
        return today, today + DAY
    days = days_of(moment.day, moment.weekday, today, seen.habits)
    if days is not None and "within" in moment.day.values:
        return today, days[1]
    if days is not None and moment.day.meaning == "weekend" and _is_gone_by(moment.day, seen.now):
        return days[0] + 7 * DAY - (days[0].weekday() - 5) * DAY, days[1] + 7 * DAY
    return days


def _is_gone_by(weekend: Block, now: datetime) -> bool:
    """Tell whether "the weekend", said on a Sunday evening, is the next; "this weekend" is not."""
    open_said = "weeks" not in weekend.values
    return open_said and now.weekday() == 6 and now.hour >= _EVENING  # noqa: PLR2004 - Sunday


def _may_move(moment: Moment) -> bool:
    """Tell whether the day was left open: a bare weekday or a bare clock time means the next."""
    day = moment.day
    if day is None:
        # "This morning" is today's, even when it is over.
        return moment.part is None or "today" not in moment.part.values
    if day.meaning == "date":
        return False
    return day.meaning == "weekday" and not {"last", "next", "weeks"} & set(day.values)


def _is_told(moment: Moment) -> bool:
    day = moment.day
    if day is None:
        return False
    past = day.number("days") < 0 or day.number("weeks") < 0 or day.number("months") < 0
    return past or day.meaning == "ago" or "last" in day.values or "since" in day.values


def _is_just_gone(moment: Moment) -> bool:
    """Tell whether what is over may have been meant to come: a date without its year."""
    return (
        moment.day is not None and moment.day.meaning == "date" and "year" not in moment.day.values
    )


def _within(moment: Moment, days: Days, seen: Seen) -> Window:
    first, after = days
    if moment.clock is not None:
        return _at_clock(moment, moment.clock, first, seen)
    if moment.part is not None:
        start, end = moment.part.number("from"), moment.part.number("to")
        last = after - DAY
        return Window(_at(first, start * 60, seen.now), _at(last, end * 60, seen.now), exact=False)
    return Window(_at(first, 0, seen.now), _at(after, 0, seen.now), exact=False)


def _at_clock(moment: Moment, clock: Block, day: date, seen: Seen) -> Window:
    minutes = _minutes(clock, moment.part, seen)
    if (
        moment.bound == "after"
        and moment.part is None
        and _is_bare(clock)
        and minutes in _AFTER_WORK
    ):
        minutes += _HALF_DAY
    if _is_open(moment, day, seen):
        minutes = _still_today(minutes, clock, day, seen)
    start = _at(day, minutes, seen.now)
    if "hour2" not in clock.values:
        return Window(start, _later(start, _length(moment.length)), exact=True)
    until = _minutes(clock, moment.part, seen, "2")
    if until <= minutes:
        until, minutes = _untangled(minutes, until, clock)
    return Window(_at(day, minutes, seen.now), _at(day, until, seen.now), exact=True)


def _untangled(minutes: int, until: int, clock: Block) -> tuple[int, int]:
    one_half = "half_day2" in clock.values and "half_day" not in clock.values
    if one_half and until > minutes - _HALF_DAY >= 0:
        return until, minutes - _HALF_DAY
    step = _WHOLE_DAY if "half_day2" in clock.values else _HALF_DAY
    while until <= minutes:
        until += step
    return until, minutes


def _length(length: Block | None) -> int:
    if length is None or length.values["unit"] not in _MINUTES_IN:
        return 60
    many = length.number("number", 1) * _MINUTES_IN[str(length.values["unit"])]
    return max(15, min(many + length.number("minutes"), _WHOLE_DAY))


def _still_today(minutes: int, clock: Block, day: date, seen: Seen) -> int:
    """Return the same hour of the evening where "at 9" is over: it was not said otherwise."""
    later = minutes + _HALF_DAY
    if minutes >= 13 * 60 or not _is_bare(clock):
        return minutes
    if minutes >= _HALF_DAY and seen.now.hour < _EVENING:
        return minutes
    over = _at(day, minutes, seen.now) <= seen.now < _at(day, later, seen.now)
    return later if over else minutes


def _is_bare(clock: Block) -> bool:
    return (
        "half_day" not in clock.values
        and "spelt" not in clock.values
        and "full" not in clock.values
    )


def _is_open(moment: Moment, day: date, seen: Seen) -> bool:
    """Tell whether only today's hour was said, so that its other half may be meant."""
    said = moment.day
    if moment.part is not None or day != seen.now.date():
        return False
    bare = said is None or said.values.get("days") == 0 or said.meaning == "weekday"
    return bare and not (moment.clock and "hour2" in moment.clock.values)


def _minutes(clock: Block, part: Block | None, seen: Seen, end: str = "") -> int:
    """Return minutes after midnight, with the half of the day as said or as people mean it."""
    hour = clock.number("hour" + end)
    half_day = clock.values.get("half_day" + end, None if end else clock.values.get("half_day2"))
    if half_day is not None and ("half_day" + end in clock.values or _is_bare(clock)):
        hour = hour % 12 + int(half_day) if hour <= _NOON else hour
    elif part is not None and hour <= _NOON:
        hour = _in_part(hour, part)
    elif _is_bare(clock) and hour and hour < (_NOON if seen.evening else _EARLIEST_BARE_HOUR):
        hour += 12 if hour < _EARLIEST_BARE_HOUR or hour >= _EARLIEST_EVENING_HOUR else 0
    return hour * 60 + clock.number("minute" + end) + (clock.number("minutes") if not end else 0)


def _in_part(hour: int, part: Block) -> int:
    """Return `hour` o'clock within a part of the day: "9 in the evening" is 21."""
    start = part.number("from")
    if start >= _NOON and hour < _NOON:
        # One in the night is after midnight.
        return hour + 24 if start >= _EVENING and hour < _SMALL_HOURS else hour + 12
    if hour == _NOON:
        return 24 if start >= _EVENING else 0 if start < _SMALL_HOURS else _NOON
    return hour


def _bounded(moment: Moment, seen: Seen, found: Window) -> Window:
    now = seen.now
    if moment.bound in ("before", "by"):
        before = moment.bound == "before" and not _names_an_end(moment.day)
        limit = found.start if found.exact or before else found.end
        if limit <= now and moment.day is not None and moment.day.meaning == "weekday":
            limit += 7 * DAY
        begin = now
        if moment.inner:
            begin = _at(
                found.start.date(), moment.part.number("from") * 60 if moment.part else 0, now
            )
        return Window(min(max(begin, now), limit), limit, found.exact)
    if moment.bound in ("after", "from"):
        if found.exact and moment.length is not None:
            return found
        if found.exact:
            midnight = _at(found.start.date() + DAY, 0, now)
            return Window(found.start, max(midnight, found.start + EXACT_LENGTH), exact=True)
        start = found.end if moment.bound == "after" else found.start
        return Window(start, start + _OPEN_END, exact=False)
    return found


def _names_an_end(day: Block | None) -> bool:
    """Tell whether an end was said: "before the end of the month" lets the whole month pass."""
    return day is not None and day.values.get("third") == "end"


def _between(one: Moment, other: Moment, seen: Seen) -> Window | None:
    start = _window(replace(one, bound=""), seen)
    if start is None:
        return None
    later = Seen(start.start, seen.habits, seen.evening)
    end = _window(other, later)
    if end is None:
        return start
    until = end.start if end.exact else end.end
    while until <= start.start:
        until += 7 * DAY
    return Window(start.start, until, start.exact and end.exact, start.told)


def _at(day: date, minutes: int, now: datetime) -> datetime:
    """Return the instant `minutes` after midnight of `day` on the wall clock of `now`'s zone.

    An hour that the clocks leave out is the one after it.
    """
    day += timedelta(days=minutes // _WHOLE_DAY)
    said = datetime.combine(day, time(minutes % _WHOLE_DAY // 60, minutes % 60), now.tzinfo)
    return said.astimezone(UTC).astimezone(now.tzinfo)


def _later(start: datetime, minutes: int) -> datetime:
    """Return `start` plus `minutes` that really pass, also where the clocks change."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
