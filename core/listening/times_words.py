"""How a language speaks of time: from `packs/times/LANGUAGE.toml` to a tree of phrases.

A phrase is a row of words and slots: "half past HOUR", "[the] DAY of MONTH"; `times_tree` grows
them. `packs/times/en.toml` explains the file.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from core.listening.text import fold
from core.listening.times_tree import TOKEN, Node, Values, split, tree_of

#: What a word may stand for: the slot, and the values it brings.
Meanings = tuple[tuple[str, Values], ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's way of speaking of time."""

    tree: Node
    #: Words and phrases that fill slots, by their first word; the longest first.
    fillers: Mapping[str, tuple[tuple[tuple[str, ...], Meanings], ...]]
    #: Without one of these, or a figure, a message speaks of no time.
    triggers: frozenset[str]
    numbers: Mapping[str, int]
    joins: frozenset[str]
    ranges: frozenset[str]
    #: What may stand behind a bare figure: small words, and words that begin a time.
    goes_on: frozenset[str]
    evening: frozenset[str]
    weak_before: frozenset[str]
    next_is_next_week: bool
    day_first: bool


def tokens_of(folded: str) -> list[re.Match[str]]:
    """Return the tokens of folded text, in order."""
    return list(TOKEN.finditer(folded))


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of `language`; one without a file is read as English.

    Raises KeyError or ValueError for a file that is wrong.
    """
    table = _file(language)
    fillers = _fillers(table)
    tree, words = tree_of(table["say"])
    return Grammar(
        tree=tree,
        fillers=fillers,
        triggers=words | frozenset(first for first, rows in fillers.items() if _speaks(rows)),
        numbers={word: int(value) for word, value in _folded(table.get("numbers", {})).items()},
        joins=_set(table["joins"]),
        ranges=_set(table["ranges"]),
        goes_on=_set(table["goes_on"]) | _begin_times(tree, fillers),
        evening=_set(table["evening"]),
        weak_before=_set(table["weak_before"]),
        next_is_next_week=table["next_is_next_week"],
        day_first=table["day_first"],
    )


def _file(language: str) -> Mapping[str, Any]:
    folder = files("core.listening") / "packs" / "times"
    source = folder / f"{language}.toml"
    if not source.is_file():
        source = folder / "en.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return _with_borrowed(table) if "borrows" in table else table


def _with_borrowed(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `table` with another language's words after its own: who speaks one mixes both."""
    other = _file(table["borrows"])
    merged: dict[str, Any] = {**other, **table}
    for name, theirs in other.items():
        own = table.get(name)
        if isinstance(theirs, list) and isinstance(own, list):
            merged[name] = _side_by_side(own, theirs) if name in _ROWS else own + theirs
        elif isinstance(theirs, dict) and isinstance(own, dict):
            merged[name] = {k: _both(own.get(k), theirs.get(k)) for k in {**theirs, **own}}
    return merged


_ROWS = ("weekdays", "months", "weak_weekdays", "weak_months")


def _side_by_side(own: list[list[str]], theirs: list[list[str]]) -> list[list[str]]:
    return [
        a + b for a, b in zip(own or [[]] * len(theirs), theirs or [[]] * len(own), strict=True)
    ]


def _both(own: Any, theirs: Any) -> Any:
    if isinstance(own, list) and isinstance(theirs, list):
        return own + theirs
    return theirs if own is None else own


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _folded(table: Mapping[str, Any]) -> dict[str, Any]:
    return {fold(unicodedata.normalize("NFC", word)): value for word, value in table.items()}


def _fillers(table: Mapping[str, Any]) -> dict[str, tuple[tuple[tuple[str, ...], Meanings], ...]]:
    said: dict[tuple[str, ...], list[tuple[str, Values]]] = {}
    for words, slot, values in _entries(table):
        said.setdefault(split(words), []).append((slot, values))
    rows: dict[str, list[tuple[tuple[str, ...], Meanings]]] = {}
    for phrase, meanings in sorted(said.items(), key=lambda row: -len(row[0])):
        rows.setdefault(phrase[0], []).append((phrase, tuple(meanings)))
    return {first: tuple(found) for first, found in rows.items()}


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Values]]:
    """Yield each word that fills a slot, the slot, and the values it brings."""
    for name, slot, first in (("weekdays", "WEEKDAY", 0), ("months", "MONTH", 1)):
        for at, group in enumerate(table[name], first):
            yield from ((word, slot, {slot.lower(): at}) for word in group)
        for at, group in enumerate(table[f"weak_{name}"], first):
            yield from ((word, slot, {slot.lower(): at, "weak": 1}) for word in group)
    for unit, words in table["units"].items():
        yield from ((word, "UNIT", {"unit": unit}) for word in words)
    for one in table["parts"]:
        values = {name: at for name, at in one.items() if name != "words"}
        yield from ((word, "PART", values) for word in one["words"])
    for half_day, words in ((0, table["am"]), (12, table["pm"])):
        yield from ((word, "AMPM", {"half_day": half_day}) for word in words)
    for word, value in table["numbers"].items():
        yield word, "NUMBER", {"number": value}
    for word, value in table["hours"].items():
        yield word, "HOURWORD", {"hour": value}
        yield word, "HOUR", {"hour": value}
    for word, value in table["minutes"].items():
        yield word, "MINWORD", {"minute": value}
    for word, value in table["ordinals"].items():
        yield word, "ORDINAL", {"day": value}


def _speaks(rows: Iterable[tuple[tuple[str, ...], Meanings]]) -> bool:
    """Tell whether a word speaks of time by itself: a number does not."""
    return any(slot not in ("NUMBER", "MINWORD") for _, meanings in rows for slot, _ in meanings)


def _begin_times(
    tree: Node, fillers: Mapping[str, tuple[tuple[tuple[str, ...], Meanings], ...]]
) -> frozenset[str]:
    """Return the words that only a time begins with: "tomorrow", "Friday", but no unit and no half."""
    days = {
        first
        for first, rows in fillers.items()
        for _, meanings in rows
        if {slot for slot, _ in meanings} & {"WEEKDAY", "PART"}
    }
    spoken = {
        word
        for word, node in tree.words.items()
        if word.isalpha() and (ends := node.grown().ends) and ends.meaning in ("day", "weekend")
    }
    return frozenset(days | spoken) - {"am", "pm"}
