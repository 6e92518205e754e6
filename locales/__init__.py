"""Wording: whole sentences keyed by meaning, one file per subject and locale; dates, numbers and lists by Babel."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
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
    text, errors = bundle.format_pattern(message.value, dict(args))
    if errors:
        raise ValueError(f"{locale}/{key}: {errors[0]}")
    return str(text)


@cache
def _babel(locale: str) -> Locale:
    return Locale.parse(_REGIONS.get(locale, locale))


def day(locale: str, at: datetime) -> str:
    """Return a day with its weekday: Tue 24 Nov."""
    return str(format_skeleton("MMMEd", at, locale=_babel(locale))).replace(",", "")


def clock(locale: str, at: datetime) -> str:
    """Return a time of day: 09:00."""
    return str(format_time(at, "short", locale=_babel(locale)))


def moment(locale: str, at: datetime, zone: str) -> str:
    """Return day and time in the reader's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(locale, local)}, {clock(locale, local)}"


_PARTS = {0: "part-night", 6: "part-morning", 12: "part-afternoon", 18: "part-evening"}


def window(locale: str, start: datetime, end: datetime, zone: str, *, exact: bool, rough: bool) -> str:
    """Return a span in the reader's zone: to the minute when exact, else day and part of day."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if exact and not rough:
        tail = "" if last - first <= timedelta(hours=1) else f"–{clock(locale, last)}"
        return f"{day(locale, first)}, {clock(locale, first)}{tail}"
    final = last - timedelta(microseconds=1)
    if final.date() > first.date():
        return f"{day(locale, first)} – {day(locale, final)}"
    if last - first >= timedelta(hours=12):
        return day(locale, first)
    part = say(locale, _PARTS[first.hour // 6 * 6], {})
    return f"{day(locale, first)}, {part}"


def listed(locale: str, names: Iterable[str]) -> str:
    """Return names as a list in alphabetical order, which is nobody's rank."""
    return str(format_list(sorted(names, key=str.casefold), locale=_babel(locale)))
