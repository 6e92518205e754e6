"""Language packs: from one TOML file per language to compiled rules.

A pack is data: adding a language is adding a file. `packs/en.toml` explains every section. Packs
are read at first use and kept for the life of the process; nothing happens at import.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from core.listening.meaning import KINDS, Act
from core.listening.text import fold, fold_accents

_DIGITS = re.compile(r"\{(?:day|hour|year)\}")
_MACRO = re.compile(r"\{([a-z_]\w*)\}")

#: How much a word of the lexicon says about the kind: a deed says more than a thing.
THING, DEED = 1, 3

#: What a pack writes for a number in a time, and the name it gets.
_FIGURES = {
    "day": r"(?P<day>3[01]|[12]\d|0?[1-9])",
    "month_number": r"(?P<month_number>3[01]|[12]\d|0?[1-9])",
    "day_to": r"(?P<day_to>3[01]|[12]\d|0?[1-9])",
    "year": r"(?P<year>20\d\d)",
    "hour": r"(?P<hour>2[0-4]|1\d|0?\d)",
    "minute": r"(?P<minute>[0-5]\d)",
    "hour_to": r"(?P<hour_to>2[0-4]|1\d|0?\d)",
    "minute_to": r"(?P<minute_to>[0-5]\d)",
}

Side = Literal["after", "before", "inside", "none"]
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of asking or offering. Tried only when one of `words` is in the message.

    `score_with_thing` stands where a thing of the lexicon does (of `kinds`, unless empty).
    """

    act: Act
    words: frozenset[str]
    pattern: re.Pattern[str]
    score: float
    score_with_thing: float
    thing: Side
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Veto:
    """One sign that a message is neither. `whole`: it silences the message, not its sentence."""

    words: frozenset[str]
    pattern: re.Pattern[str]
    whole: bool
    silences: frozenset[Act]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase of the lexicon says: its kind, and how strongly (1 = a plain thing)."""

    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One building block of a time expression, and what it means.

    `has_digit` saves the search in a message without any.
    """

    meaning: str
    has_digit: bool
    pattern: re.Pattern[str]
    values: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class TimeGrammar:
    """How a language speaks of time. Numbers are by folded word."""

    pieces: tuple[Piece, ...]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    parts: Mapping[str, tuple[int, int]]
    joint: re.Pattern[str]
    range_joint: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    next_is_next_week: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything listening knows about one language."""

    language: str
    common: frozenset[str]
    endings: tuple[str, ...]
    triggers: frozenset[str]
    rules: tuple[Rule, ...]
    vetoes: tuple[Veto, ...]
    lexicon: Mapping[str, Entry]
    time: TimeGrammar
    urgent: re.Pattern[str]
    lead: re.Pattern[str]
    stop: re.Pattern[str]
    tail: re.Pattern[str]
    vague: re.Pattern[str]
    head_is_last: bool
    places: tuple[re.Pattern[str], ...]
    preposition: re.Pattern[str]
    people: tuple[re.Pattern[str], ...]


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """Return `pattern` with every `{name}` replaced, macros within macros too.

    Raises KeyError for a name no macro has. Braces around digits (`{0,3}`) are left alone.
    """
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda found: macros[found[1]], pattern)
    return pattern


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _compile(patterns: Iterable[str], macros: Mapping[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{expand(fold_accents(pattern), macros)})" for pattern in patterns)
    return re.compile(joined)


def _words(table: Table) -> frozenset[str]:
    return frozenset(fold(word) for word in table["words"])


def _rules(tables: Iterable[Table], macros: Mapping[str, str]) -> Iterable[Rule]:
    for table in tables:
        yield Rule(
            act=Act(table["act"]),
            words=_words(table),
            pattern=_compile(table["like"], macros),
            score=table["score"],
            score_with_thing=table.get("score_with_thing", table["score"]),
            thing=table.get("thing", "after"),
            kinds=frozenset(table.get("kinds", ())),
        )


def _vetoes(tables: Iterable[Table], macros: Mapping[str, str]) -> Iterable[Veto]:
    for table in tables:
        yield Veto(
            words=_words(table),
            pattern=_compile(table["like"], macros),
            whole=table.get("whole", False),
            silences=frozenset(Act(act) for act in table.get("silences", ["request", "offer"])),
            unless=_compile(table["unless"], macros) if "unless" in table else None,
        )


def _lexicon(kinds: Mapping[str, Mapping[str, list[str]]], plural: str) -> dict[str, Entry]:
    """Index every thing (weight 1) and deed (weight 3: a deed says more) by its folded words."""
    entries: dict[str, Entry] = {}
    for kind in KINDS:
        section = kinds.get(kind, {})
        for weight, group in ((THING, "things"), (DEED, "deeds")):
            for phrase in section.get(group, []):
                for form in _forms(fold(phrase), plural if group == "things" else ""):
                    entries.setdefault(form, Entry(kind, weight))
    return entries


def _forms(phrase: str, plural: str) -> tuple[str, ...]:
    if not plural:
        return (phrase,)
    ends = phrase + (plural if phrase[-1] not in "aeiou" or plural == "s" else "s")
    return (phrase, ends, phrase + "s")


def _numbered(groups: Iterable[Iterable[str]], first: int) -> dict[str, int]:
    return {fold(word): at for at, group in enumerate(groups, first) for word in group}


def _group(name: str, words: Iterable[str]) -> str:
    return f"(?P<{name}>{alternatives(words)})"


def _time(table: Table, macros: Mapping[str, str]) -> TimeGrammar:
    weekdays, months = _numbered(table["weekdays"], 0), _numbered(table["months"], 1)
    numbers = {fold(word): value for word, value in table["numbers"].items()}
    units = {fold(word): unit for unit, words in table["units"].items() for word in words}
    parts = {
        fold(word): (one["from"], one["to"]) for one in table["parts"] for word in one["words"]
    }
    named = {"weekday": weekdays, "month": months, "unit": units, "part": parts}
    macros = {**macros, **{name: _group(name, words) for name, words in named.items()}, **_FIGURES}
    macros["number"] = rf"(?P<number>\d{{1,3}}|{alternatives(numbers)})"
    joint, range_joint = table["joint"], table["range_joint"]
    return TimeGrammar(
        pieces=tuple(_pieces(table["piece"], macros)),
        weekdays=weekdays,
        months=months,
        numbers=numbers,
        units=units,
        parts=parts,
        joint=_compile([rf"[\s,]{{0,3}}(?:{joint})?[\s,]{{0,3}}"], macros),
        range_joint=_compile([rf"\s?(?:{range_joint})\s?"], macros),
        before=_compile([rf"\b(?:{table['before']})\s*$"], macros),
        after=_compile([rf"\b(?:{table['after']})\s*$"], macros),
        next_is_next_week=table["next_is_next_week"],
    )


def _pieces(tables: Iterable[Table], macros: Mapping[str, str]) -> Iterable[Piece]:
    for table in tables:
        values = {k: v for k, v in table.items() if k not in ("is", "like")}
        for pattern in table["like"]:
            compiled = _compile([rf"(?<!\w)(?:{pattern})(?!\w)"], macros)
            has_digit = _DIGITS.search(pattern) is not None
            yield Piece(table["is"], has_digit, compiled, values)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there is a pack for, sorted."""
    found = (files("core.listening") / "packs").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml")))


@cache
def pack(language: str) -> Pack:
    """Return the compiled pack of `language`, one of `languages()`.

    Raises FileNotFoundError for any other, and re.error or KeyError for a pack that is wrong.
    """
    source = files("core.listening") / "packs" / f"{language}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    macros = {name: fold_accents(text) for name, text in table["macros"].items()}
    return _pack(language, table, macros)


def _pack(language: str, table: Table, macros: Mapping[str, str]) -> Pack:
    rules = tuple(_rules(table["heard"], macros))
    phrase = table["phrase"]
    return Pack(
        language=language,
        common=frozenset(fold(word) for word in table["common"]),
        endings=tuple(sorted(map(fold, table["endings"]), key=lambda end: (-len(end), end))),
        triggers=frozenset().union(*(rule.words for rule in rules)),
        rules=rules,
        vetoes=tuple(_vetoes(table["not_heard"], macros)),
        lexicon=_lexicon(table["kinds"], table["plural"]),
        time=_time(table["time"], macros),
        urgent=_compile(phrase["urgent"], macros),
        lead=_compile(phrase["lead"], macros),
        stop=_compile(phrase["stop"], macros),
        tail=_compile([rf"(?:\s(?:{phrase['tail']}))+\s*$"], macros),
        vague=_compile([rf"(?:{phrase['vague']})$"], macros),
        head_is_last=phrase["head_is_last"],
        places=tuple(_compile([like], macros) for like in phrase["place"]),
        preposition=_compile([rf"\b(?:{phrase['preposition']})\s"], macros),
        people=tuple(_compile([like], macros) for like in phrase["people"]),
    )
