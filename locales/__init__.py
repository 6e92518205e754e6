"""Wording: whole sentences keyed by meaning, one file per subject and locale; dates, numbers and lists by Babel."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

DEFAULT = "en"
HERE = Path(__file__).parent
_REGIONS = {"en": "en_GB"}
"""Where a language alone says too little: neighbours here write 24 Nov, 09:00."""
_EVENINGS = {"es": 20}
"""The hour at which the afternoon ends, where it is not six: `tarde` lasts until eight."""
_EVENING = 18

_LONG = 1000
_HOUR = timedelta(hours=1)
_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_SHOWN_WITHOUT_END = _HOUR
"""A clock time alone is heard as an hour, so an end that near was not said, or goes without saying."""


def available() -> tuple[str, ...]:
    """Return the locales we ship."""
    return tuple(sorted(path.name for path in HERE.iterdir() if any(path.glob("*.ftl"))))


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([_REGIONS.get(locale, locale).replace("_", "-")], use_isolating=False)
    for path in sorted((HERE / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def nearest(language: str | None, otherwise: str = DEFAULT) -> str:
    """Return the shipped locale for a language tag such as `es-AR`, else `otherwise`'s, else English."""
    for tag in (language, otherwise):
        code = (tag or "").replace("_", "-").split("-")[0].lower()
        if code in _shipped():
            return code
    return DEFAULT


@cache
def _shipped() -> frozenset[str]:
    return frozenset(available())


def say(locale: str, key: str, args: Mapping[str, Any]) -> str:
    """Return the sentence of that key. Raises KeyError for a key the locale lacks, ValueError for a bad argument."""
    bundle = _bundle(locale)
    message = bundle.get_message(key)
    if message.value is None:
        raise KeyError(key)
    long = {f"\ue000{name}\ue001": arg for name, arg in args.items() if _is_long(arg)}
    held = {name: f"\ue000{name}\ue001" if _is_long(arg) else arg for name, arg in args.items()}
    text, errors = bundle.format_pattern(message.value, held)
    if errors:
        raise ValueError(f"{locale}/{key}: {errors[0]}")
    said = str(text)
    for mark, arg in long.items():
        said = said.replace(mark, str(arg))
    return said


def _is_long(arg: object) -> bool:
    """Say whether Fluent would refuse to put this into a sentence (2,500 characters): many lines under a heading."""
    return isinstance(arg, str) and len(arg) > _LONG


@cache
def _babel(locale: str) -> Locale:
    return Locale.parse(_REGIONS.get(locale, locale))


def day(locale: str, at: datetime) -> str:
    """Return a day with its weekday: Tue 24 Nov."""
    return str(format_skeleton("MMMEd", at, locale=_babel(locale))).replace(",", "")


def short_day(locale: str, at: datetime, zone: str) -> str:
    """Return a day as briefly as a picture's axis needs it: 24 Nov."""
    return str(format_skeleton("MMMd", at.astimezone(ZoneInfo(zone)), locale=_babel(locale)))


def date(locale: str, at: datetime, zone: str) -> str:
    """Return a day with its year in the reader's zone: 24 Nov 2026."""
    return str(format_skeleton("yMMMd", at.astimezone(ZoneInfo(zone)), locale=_babel(locale)))


def clock(locale: str, at: datetime) -> str:
    """Return a time of day: 09:00."""
    return str(format_time(at, "short", locale=_babel(locale)))


def moment(locale: str, at: datetime, zone: str) -> str:
    """Return day and time in the reader's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(locale, local)}, {clock(locale, local)}"


def window(
    locale: str, start: datetime, end: datetime, zone: str, *, exact: bool, rough: bool
) -> str:
    """Return a span in the reader's zone: to the minute when exact and not `rough`, else days or part of a day."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    there = ZoneInfo(zone)
    if exact and not rough:
        return _to_the_minute(locale, start.astimezone(there), end.astimezone(there), end - start)
    if end - start < _HALF_DAY:
        named_by = start if exact else start + (end - start) / 2
        return _in_the_day(locale, start.astimezone(there), named_by.astimezone(there))
    if _is_whole_days(end - start):
        # Midnight where it was said may be noon for the reader: a day is the one most of it falls on.
        first, last = (start + _HALF_DAY).astimezone(there), (end - _HALF_DAY).astimezone(there)
    else:
        first, last = start.astimezone(there), _before(end.astimezone(there))
    if first.date() == last.date():
        return day(locale, first)
    return f"{day(locale, first)} – {day(locale, last)}"


def _to_the_minute(locale: str, first: datetime, last: datetime, length: timedelta) -> str:
    begin = f"{day(locale, first)}, {clock(locale, first)}"
    if length <= _SHOWN_WITHOUT_END:
        return begin
    if length < _HALF_DAY or _before(last).date() == first.date():
        return f"{begin}–{clock(locale, last)}"
    return f"{begin} – {day(locale, last)}, {clock(locale, last)}"


def _in_the_day(locale: str, first: datetime, named_by: datetime) -> str:
    """Name the day it begins on and the part of it; what runs past midnight belongs to the evening before."""
    hour = named_by.hour if named_by.date() == first.date() else 23
    return f"{day(locale, first)}, {say(locale, _part(locale, hour), {})}"


def _part(locale: str, hour: int) -> str:
    evening = _EVENINGS.get(locale, _EVENING)
    for until, key in ((6, "part-night"), (12, "part-morning"), (evening, "part-afternoon")):
        if hour < until:
            return key
    return "part-evening"


def _is_whole_days(length: timedelta) -> bool:
    """Say whether a span is from midnight to midnight somewhere, allowing for a change of clocks."""
    days = round(length / _DAY)
    return days > 0 and abs(length - days * _DAY) <= _HOUR


def _before(end: datetime) -> datetime:
    """Return the last instant of a span that ends there."""
    return end - timedelta(microseconds=1)


def listed(locale: str, names: Iterable[str]) -> str:
    """Return names as a list in alphabetical order, which is nobody's rank."""
    return str(format_list(sorted(names, key=_alphabetical), locale=_babel(locale)))


def _alphabetical(name: str) -> tuple[str, str]:
    """Return what to sort a name by: its letters without accents first, then as it is."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold(), name
