"""Neighbouring blocks joined into what is meant by them: "Tuesday" + "at 9", "Friday" to "Sunday".

Joins by closeness and by kind; says nothing of the calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from core.listening.times_match import Block, Tokens
from core.listening.times_words import Grammar

#: So many words may stand between two parts of one expression ("on the", ", at about").
_WIDEST_GAP: Final = 3
_SENTENCE_ENDS: Final = frozenset(".!?\n")
_SHORT_MESSAGE: Final = 2
_DATED: Final = frozenset({"date", "week", "day", "month"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What one expression names; `bound` is "", "before", "by", "from" or "after".

    `inner`: the bound stands between the day and the clock time ("Monday after 6").
    """

    first: int
    after: int
    start: int
    end: int
    day: Block | None = None
    weekday: Block | None = None
    part: Block | None = None
    clock: Block | None = None
    length: Block | None = None
    bound: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One expression: a moment, or from one moment until another. `also`: a second place it was said."""

    moment: Moment
    until: Moment | None = None
    also: Moment | None = None


def spans_in(tokens: Tokens, blocks: list[Block], folded: str, language: Grammar) -> list[Span]:
    """Return the expressions made of `blocks`, in order."""
    moments = list(_moments(tokens, blocks, language))
    spans = list(_ranges(tokens, moments, language))
    sure = [span for span in spans if _is_sure(span, tokens, language)]
    return list(_brought_together(sure, folded))


def _moments(tokens: Tokens, blocks: list[Block], language: Grammar) -> Iterator[Moment]:
    moment: Moment | None = None
    bound: Block | None = None
    length: Block | None = None
    for block in blocks:
        if block.meaning == "bound":
            bound = block
            continue
        if bound is not None and bound.after != block.first:
            bound = None
        joined = _joined(moment, block, bound, tokens, language) if moment else None
        if joined is None and block.meaning == "length":
            length = block
            continue
        if moment is not None and joined is None:
            yield moment
        moment = joined or _lasting(_begun(block, bound), length)
        bound = None
    if moment is not None:
        yield moment


def _begun(block: Block, bound: Block | None) -> Moment:
    side = str(bound.values["side"]) if bound else str(block.values.get("side", ""))
    first, start = (bound.first, bound.start) if bound else (block.first, block.start)
    if side == "by" and "hour2" in block.values:
        # "Come by between six and eight."
        first, start, side = block.first, block.start, ""
    empty = Moment(first, block.after, start, block.end, bound=side)
    return _with(empty, block) or empty


def _lasting(moment: Moment, length: Block | None) -> Moment:
    """Return `moment` as long as was said right before it: "for two hours from one"."""
    begins = moment.clock is not None and moment.bound in ("from", "after")
    if length is None or not begins or length.after != moment.first:
        return moment
    return replace(moment, length=length, first=length.first, start=length.start)


def _joined(
    moment: Moment, block: Block, bound: Block | None, tokens: Tokens, language: Grammar
) -> Moment | None:
    """Return `moment` with `block` added, or None where a new expression begins."""
    gap = tokens.words[moment.after : bound.first if bound else block.first]
    if len(gap) > _WIDEST_GAP or not language.joins.issuperset(gap):
        return None
    if "bare" in block.values and (gap or not _takes_bare(moment)) and gap != [","]:
        return None
    if _is_figure(moment) and not _takes_day(moment, block, tokens):
        return None
    side = str(bound.values["side"]) if bound else str(block.values.get("side", ""))
    if side and (moment.bound or block.meaning != "clock" or moment.day is None):
        return None
    joined = _with(moment, block)
    if joined is None:
        return None
    joined = replace(joined, after=block.after, end=block.end)
    return replace(joined, bound=side, inner=True) if side else joined


def _is_figure(moment: Moment) -> bool:
    return moment.clock is not None and "bare" in moment.clock.values and moment.day is None


def _takes_day(moment: Moment, block: Block, tokens: Tokens) -> bool:
    """Tell whether a bare figure before a day is its hour: "8 tonight", but not "need 8 tonight"."""
    begins = moment.first == 0 or not tokens.words[moment.first - 1][0].isalnum()
    return begins and block.meaning in ("day", "weekday", "part")


def _takes_bare(moment: Moment) -> bool:
    return moment.clock is None and (moment.day is not None or moment.part is not None)


def _with(moment: Moment, block: Block) -> Moment | None:
    """Return `moment` with `block` in its place, or None where that place is taken."""
    if block.meaning in ("clock", "part", "length"):
        if block.meaning == "length" and moment.clock is None:
            return None
        if block.meaning == "part" and moment.part is moment.day and moment.part is not None:
            return replace(moment, part=block)
        return _with_hour(moment, block)
    part = block if "from" in block.values and moment.part is None else moment.part
    if moment.day is None:
        return replace(moment, day=block, part=part)
    if block.meaning == "weekday" and moment.day.meaning in _DATED and not moment.weekday:
        return replace(moment, weekday=block)
    if moment.day.meaning == "weekday" and block.meaning in _DATED and not moment.weekday:
        return replace(moment, weekday=moment.day, day=block, part=part)
    if moment.day.meaning == "weekend" and block.meaning == "weekday":
        return replace(moment, weekday=block)
    return None


def _with_hour(moment: Moment, block: Block) -> Moment | None:
    if block.meaning == "clock":
        return None if moment.clock else replace(moment, clock=block)
    if block.meaning == "part":
        return None if moment.part else replace(moment, part=block)
    return None if moment.length else replace(moment, length=block)


def _ranges(tokens: Tokens, moments: Iterable[Moment], language: Grammar) -> Iterator[Span]:
    begun: Moment | None = None
    for moment in moments:
        if begun is None:
            begun = moment
        elif _is_range(begun, moment, tokens, language):
            yield _range(begun, moment)
            begun = None
        else:
            yield Span(begun)
            begun = moment
    if begun is not None:
        yield Span(begun)


def _is_range(one: Moment, other: Moment, tokens: Tokens, language: Grammar) -> bool:
    if one.bound in ("before", "by") and not one.inner:
        return False
    gap = [word for word in tokens.words[one.after : other.first] if word != ","]
    joined = len(gap) == 1 and gap[0] in language.ranges and not other.bound
    if not joined and (gap or other.bound != "by" or other.inner):
        return False
    if other.day is not None and (one.day is not None or one.clock is not None):
        return True
    return (other.clock is not None and one.clock is not None) or (
        other.part is not None and one.part is not None and other.clock is None
    )


def _range(one: Moment, other: Moment) -> Span:
    bound = "" if one.bound in ("after", "from") else one.bound
    today = one.part is not None and "today" in one.part.values
    if one.day is None and not today:
        one = replace(one, day=other.day, weekday=other.weekday)
    elif one.day and one.clock is None and one.part is None and other.clock is not None:
        # "Monday or Tuesday at 5": the first of them.
        return Span(replace(one, clock=other.clock, part=other.part, bound=bound, end=other.end))
    return Span(replace(one, bound=bound), replace(other, bound=""))


def _is_sure(span: Span, tokens: Tokens, language: Grammar) -> bool:
    """Tell whether an expression made only of doubtful words ("sat", a bare figure) is a time."""
    blocks = [b for m in (span.moment, span.until) if m for b in (m.day, m.part, m.clock) if b]
    if any(not _is_doubtful(block) for block in blocks):
        return True
    if all("bare" in block.values for block in blocks):
        return False
    if len(blocks) > 1 or span.moment.bound or len(tokens.words) <= _SHORT_MESSAGE:
        return True
    first = span.moment.first
    return first > 0 and tokens.words[first - 1] in language.weak_before


def _is_doubtful(block: Block) -> bool:
    short = "weak" in block.values and block.meaning in ("weekday", "month")
    return short or "bare" in block.values or "doubt" in block.values


def _brought_together(spans: list[Span], folded: str) -> Iterator[Span]:
    """Join a day and a clock time said apart in one sentence: "tomorrow to the airport at 5"."""
    held: Span | None = None
    for span in spans:
        if held is None:
            held = span
            continue
        joined = _as_one(held, span, folded)
        yield from () if joined else (held,)
        held = joined or span
    if held is not None:
        yield held


def _as_one(one: Span, other: Span, folded: str) -> Span | None:
    if one.also or other.until or one.until:
        return None
    if not _SENTENCE_ENDS.isdisjoint(folded[one.moment.end : other.moment.start]):
        return None
    day, clock = one.moment, other.moment
    if day.day is None:
        day, clock = clock, day
    if day.day is None or day.clock or clock.day or not (clock.clock or clock.part):
        return None
    if day.bound or (day.part and clock.part) or day.day.meaning in ("now", "in", "ago"):
        return None
    part = clock.part or day.part
    whole = replace(day, clock=clock.clock, part=part, bound=clock.bound, inner=bool(clock.bound))
    return Span(whole, also=clock)
