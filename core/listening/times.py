"""Times as people say them, to windows: "Saturday", "mañana a las 9", "between 3 and 5".

The pack names the building blocks of a language; this module finds them and joins neighbours into
expressions; `calendar` places those on the calendar.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.listening.calendar import Block, Chain, Value, window
from core.listening.meaning import When
from core.listening.packs import Piece, TimeGrammar
from core.listening.text import Text

_DAY_MEANINGS = frozenset({"day", "weekday", "date", "week", "weekend", "month", "in", "now"})
_DIGIT = re.compile(r"\d")
_MONTHS = 12
#: So many blocks are looked at in one message.
_MOST_BLOCKS = 24


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


def times_in(text: Text, grammar: TimeGrammar, now: datetime) -> list[Found]:
    """Return every time said in `text`, in order; `now` is in the zone to compute in."""
    found = []
    for chain in _chains(text.folded, grammar):
        placed = window(chain, now, next_is_next_week=grammar.next_is_next_week)
        if placed is not None:
            words = text.shown[chain.start : chain.end]
            told = chain.day is not None and (
                "last" in chain.day.values or chain.day.number("days") < 0
            )
            found.append(Found(When(*placed, words), chain.start, chain.end, told))
    return found


def best_time(found: list[Found], sentence: tuple[int, int], now: datetime) -> When | None:
    """Return the time meant: the act's own sentence first, then what is still ahead."""
    found = [one for one in found if not one.told]
    inside = [one for one in found if sentence[0] <= one.start < sentence[1]]
    ahead = [one for one in found if one.when.end > now]
    meant = [one for one in inside if one.when.end > now] or inside or ahead
    return meant[0].when if meant else None


def _chains(folded: str, grammar: TimeGrammar) -> Iterator[Chain]:
    chain: Chain | None = None
    for block in _blocks(folded, grammar):
        gap = folded[chain.end : block.start] if chain else ""
        joined = _joined(chain, block, gap, grammar) if chain else None
        if chain and joined is None:
            yield chain
        chain = joined or _begun(block, folded, grammar)
    if chain:
        yield chain


def _begun(block: Block, folded: str, grammar: TimeGrammar) -> Chain:
    lead = folded[max(0, block.start - 24) : block.start]
    before, after = grammar.before.search(lead), grammar.after.search(lead)
    said = before or after
    start = block.start - (len(lead) - said.start()) if said else block.start
    bound = "before" if before else "after" if after else ""
    return _with(Chain(start, block.end, bound=bound), block)


def _joined(chain: Chain, block: Block, gap: str, grammar: TimeGrammar) -> Chain | None:
    """Return `chain` with `block` added, or None where a new expression begins."""
    slot = _slot(block)
    if slot == "day" and chain.day and not chain.until_day and grammar.range_joint.fullmatch(gap):
        return replace(chain, until_day=block, end=block.end)
    if getattr(chain, slot) is not None:
        return None
    if grammar.joint.fullmatch(gap):
        return _with(replace(chain, end=block.end), block)
    bound = grammar.before.search(gap) or grammar.after.search(gap)
    if slot == "clock" and bound and not gap[: bound.start()].strip(" ,"):
        side = "before" if grammar.before.search(gap) else "after"
        return _with(replace(chain, end=block.end, bound=side), block)
    return None


def _slot(block: Block) -> str:
    return "day" if block.meaning in _DAY_MEANINGS else block.meaning


def _with(chain: Chain, block: Block) -> Chain:
    if _slot(block) == "part":
        return replace(chain, part=block)
    if _slot(block) == "clock":
        return replace(chain, clock=block)
    part = block if "from" in block.values else chain.part
    return replace(chain, day=block, part=part)


def _blocks(folded: str, grammar: TimeGrammar) -> list[Block]:
    """Return the blocks in order; where two overlap the one listed first in the pack stands."""
    taken: list[Block] = []
    digits = _DIGIT.search(folded) is not None
    for piece in grammar.pieces:
        if piece.has_digit and not digits:
            continue
        for found in piece.pattern.finditer(folded):
            block = _block(piece, found, grammar)
            if all(block.end <= other.start or other.end <= block.start for other in taken):
                taken.append(block)
            if len(taken) >= _MOST_BLOCKS:
                return sorted(taken, key=lambda one: one.start)
    return sorted(taken, key=lambda one: one.start)


def _block(piece: Piece, found: re.Match[str], grammar: TimeGrammar) -> Block:
    said = {name: text for name, text in found.groupdict().items() if text is not None}
    start = found.start("core") if "core" in said else found.start()
    values = dict(piece.values)
    for name, text in said.items():
        values.update(_value(name, text, grammar))
    if int(values.get("month_number", 0)) > _MONTHS:
        values["day"], values["month_number"] = values["month_number"], values["day"]
    if piece.meaning == "clock" and "number" in values:
        values["hour"] = values["number"]
    return Block(piece.meaning, start, found.end(), values)


def _value(name: str, text: str, grammar: TimeGrammar) -> dict[str, Value]:
    if name == "number":
        return {name: grammar.numbers.get(text) or int(text)}
    tables: dict[str, Mapping[str, int] | Mapping[str, str]] = {
        "weekday": grammar.weekdays,
        "month": grammar.months,
        "unit": grammar.units,
    }
    words = tables.get(name)
    if words is not None:
        return {name: words[text]}
    if name == "part":
        start, end = grammar.parts[text]
        return {"from": start, "to": end}
    if name.startswith(("am", "pm")):
        return {name.replace("am", "half_day").replace("pm", "half_day"): 12 * (name[0] == "p")}
    if name in ("next", "last"):
        return {name: 1}
    return {} if name == "core" else {name: text}
