"""Times as people say them, to windows: "Saturday", "mañana a las 9", "between 3 and 5".

A small grammar of our own: `times_words` reads a language's phrases, `times_match` finds them,
`times_chain` joins neighbours, and `calendar` places them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.listening.calendar import Seen, Window, window_of
from core.listening.calendar_days import Habits
from core.listening.meaning import When
from core.listening.text import Text
from core.listening.times_chain import Span, spans_in
from core.listening.times_match import blocks_in, read_tokens
from core.listening.times_words import Grammar, grammar

#: Where English is spoken, the month is written first.
_MONTH_FIRST = ("America/", "US/", "Pacific/Honolulu")


@dataclass(frozen=True, slots=True)
class Found:
    """A window, and where in the text it was said. `told`: said of the past ("last night")."""

    when: When
    start: int
    end: int
    told: bool = False


@cache
def zone_named(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, or UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")


def times_in(text: Text, language: str, now: datetime) -> list[Found]:
    """Return every time said in `text`, in order; `now` is in the zone to compute in.

    A time said in two places ("tomorrow ... at 5") is found at both. Never raises for a language
    there is a file for.
    """
    words = grammar(language)
    tokens = read_tokens(text.folded, words)
    if tokens is None:
        return []
    blocks = blocks_in(tokens, words)
    if not blocks:
        return []
    seen = Seen(now, _habits(words, now), not words.evening.isdisjoint(tokens.words))
    spans = spans_in(tokens, blocks, text.folded, words)
    return sorted(_placed(text, spans, seen), key=lambda one: one.start)


def _habits(words: Grammar, now: datetime) -> Habits:
    zone = getattr(now.tzinfo, "key", "")
    return Habits(words.next_is_next_week, words.day_first or not zone.startswith(_MONTH_FIRST))


def _placed(text: Text, spans: list[Span], seen: Seen) -> Iterator[Found]:
    for span in spans:
        window = window_of(span, seen)
        if window is not None:
            yield from _found(text, span, window)


def _found(text: Text, span: Span, window: Window) -> Iterator[Found]:
    places = [(span.moment.start, (span.until or span.moment).end)]
    if span.also is not None:
        places.append((span.also.start, span.also.end))
    words = " ".join(text.shown[start:end] for start, end in sorted(places))
    when = When(window.start, window.end, window.exact, words)
    for start, end in places:
        yield Found(when, start, end, window.told)


def best_time(
    found: list[Found], sentence: tuple[int, int], now: datetime, asked: int = 0
) -> When | None:
    """Return the time meant: the act's own sentence first, then what is still ahead.

    A date that has just gone by is meant only behind `asked`, where the act begins: what comes
    before is why somebody asks.
    """
    found = [one for one in found if not one.told and (one.when.end > now or one.start >= asked)]
    inside = [one for one in found if sentence[0] <= one.start < sentence[1]]
    ahead = [one for one in found if one.when.end > now]
    meant = [one for one in inside if one.when.end > now] or inside or ahead
    return meant[0].when if meant else None
