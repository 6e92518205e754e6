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

from core.listening.frames import Frame, FrameWrong, Lists, frame, unfolded
from core.listening.lines import Alike, Reading, phrases
from core.listening.meaning import KINDS, Act
from core.listening.text import fold, fold_accents

#: How much a word of the lexicon says about the kind: a deed says more than a thing.
THING, DEED = 1, 3

#: What a sign says, in log-odds. A message starts at `acts.BIAS`; 0 is as likely as not.
WEIGHTS = {
    "sure": 5.0,
    "likely": 3.3,
    "hint": 2.1,
    "aside": 1.95,
    "unlikely": -2.5,
    "never": float("-inf"),
}

_TELLING = 4
_WORD = re.compile(r"\w+")

Side = Literal["after", "before", "inside", "none"]
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing people say that speaks for an act, or against: its frames, and how it counts.

    `act` is None for what is neither; `acts` are those it then speaks against. `weight` is in
    log-odds (see `WEIGHTS`), `-inf` for a silence. `whole`: it bears on the message, not only on
    its sentence. `kinds`: only things of these count beside it; `needs_thing`: without, it is none;
    `aside`: it counts only beside another;
    `part`: which part of a post it tells, what there is or for whom.
    """

    name: str
    act: Act | None
    acts: frozenset[Act]
    weight: float
    whole: bool
    object: Side
    kinds: frozenset[str]
    needs_thing: bool
    aside: bool = False
    part: str = ""
    unless: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase of the lexicon says: its kind, and how strongly (1 = a plain thing)."""

    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything listening knows about one language; `begins` are the first words of the lexicon."""

    language: str
    common: frozenset[str]
    reading: Reading
    signs: tuple[Sign, ...]
    frames: Mapping[str, tuple[tuple[int, Sign, Frame], ...]]
    nothing: frozenset[str]
    answers: tuple[Frame, ...]
    endings: tuple[str, ...]
    lexicon: Mapping[str, Entry]
    begins: frozenset[str]
    numbers: Mapping[str, int]
    urgent: re.Pattern[str]
    lead: re.Pattern[str]
    stop: re.Pattern[str]
    tail: re.Pattern[str]
    vague: re.Pattern[str]
    infinitives: Mapping[str, str]
    head_is_last: bool
    places: tuple[re.Pattern[str], ...]
    preposition: re.Pattern[str]
    people: tuple[re.Pattern[str], ...]
    until: re.Pattern[str]


def _compile(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{fold_accents(pattern)})" for pattern in patterns))


def _frames(source: str, lists: Lists, reading: Reading) -> tuple[Frame, ...]:
    lines = (line.strip() for line in source.splitlines())
    return tuple(frame(line, lists, reading) for line in lines if line)


def _lists(table: Table) -> dict[str, tuple[str, ...]]:
    """Return the named lists; one may name those before it."""
    lists: dict[str, tuple[str, ...]] = {}
    for name, written in table.items():
        phrases = (phrase.strip() for phrase in written.replace("\n", ",").split(","))
        lists[name] = tuple(one for said in phrases if said for one in unfolded(said, lists))
    return lists


def _sign(table: Table, lists: Lists, reading: Reading) -> Sign:
    act = None if table["act"] == "neither" else Act(table["act"])
    silences = table.get("of", ["request", "offer"])
    return Sign(
        name=table["name"],
        act=act,
        acts=frozenset(Act(one) for one in silences) if act is None else frozenset({act}),
        weight=WEIGHTS[table["says"]],
        whole=table.get("whole", False),
        object=table.get("object", "after"),
        kinds=frozenset(table.get("kinds", ())),
        needs_thing=table.get("needs_thing", False),
        aside=table["says"] == "aside",
        part=table.get("part", ""),
        unless=_frames(table.get("unless", ""), lists, reading),
    )


def _index(
    tables: Iterable[Table], signs: Iterable[Sign], lists: Lists, reading: Reading
) -> dict[str, tuple[tuple[int, Sign, Frame], ...]]:
    """Index every frame by the words of which one must be there."""
    index: dict[str, list[tuple[int, Sign, Frame]]] = {}
    number = 0
    for table, sign in zip(tables, signs, strict=True):
        for one in _frames(table["frames"], lists, reading):
            if not one.keys:
                raise FrameWrong(f"{one.source!r} has no word that must be there")
            number += 1
            for word in one.keys:
                index.setdefault(word, []).append((number, sign, one))
    return {word: tuple(found) for word, found in index.items()}


def _reading(table: Table, lists: Lists) -> Reading:
    return Reading(
        same=_spellings(table.get("same", {})),
        endings=_spellings(table.get("endings", {})),
        soft=phrases(_listed(table["soft"])),
        opening=phrases(_listed(table["opening"])),
        joins=frozenset(map(fold, _listed(table["joins"]))),
        courtesy=frozenset(map(fold, _listed(table["courtesy"]))),
        mine=frozenset(map(fold, _listed(table.get("mine", "")))),
        when=frozenset(map(fold, _listed(table.get("when", "")))),
        articles=frozenset(map(fold, _listed(table.get("articles", "")))),
        you=frozenset(map(fold, _listed(table.get("you", "")))),
        plurals=table.get("plurals", ""),
        alike=_alike(table.get("alike", {}), lists),
    )


def _alike(table: Table, lists: Lists) -> dict[str, tuple[Alike, ...]]:
    """Index phrases by their first words. Lists in them stay lists: written out they are a hundred thousand."""
    found: dict[str, list[Alike]] = {}
    for meant, written in table.items():
        for phrase in _listed(written):
            first, *rest = (_choices(part, lists) for part in phrase.split())
            for words in first:
                more = frozenset({words[1:]}) - {()}
                found.setdefault(words[0], []).append(((*((more,) if more else ()), *rest), meant))
    return {word: tuple(rows) for word, rows in found.items()}


def _choices(part: str, lists: Lists) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(one).split()) for one in unfolded(part, lists))


def _spellings(table: Table) -> dict[str, tuple[str, ...]]:
    return {
        fold(spelling): tuple(fold(plain).split())
        for plain, spellings in table.items()
        for spelling in spellings.split()
    }


def _listed(written: str) -> list[str]:
    return [phrase.strip() for phrase in written.replace("\n", ",").split(",") if phrase.strip()]


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


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there is a pack for, sorted."""
    found = (files("core.listening") / "packs").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml")))


@cache
def _table(language: str) -> Table:
    source = files("core.listening") / "packs" / f"{language}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def common(language: str) -> frozenset[str]:
    """Return the everyday words of `language`, one of `languages()`, without compiling its pack."""
    return frozenset(fold(word) for word in _table(language)["common"])


@cache
def vocabulary(language: str) -> frozenset[str]:
    """Return the words that tell `language` from others: the everyday ones and the lexicon's.

    Short words of the lexicon are left out: they mean too much in too many languages.
    """
    listed = (group for kind in _table(language)["kinds"].values() for group in kind.values())
    words = {word for group in listed for phrase in group for word in fold(phrase).split()}
    return common(language) | {word for word in words if len(word) >= _TELLING}


@cache
def pack(language: str) -> Pack:
    """Return the compiled pack of `language`, one of `languages()`.

    Raises FileNotFoundError for any other, and KeyError or FrameWrong for a pack that is wrong. A frame is compiled
    when it is first searched: one that is no regular expression shows in the tests of packs, which compile every one.
    """
    return _pack(language, _table(language))


def _pack(language: str, table: Table) -> Pack:
    lists = _lists(table["words"])
    reading = _reading(table["reading"], lists)
    signs = tuple(_sign(one, lists, reading) for one in table["signs"])
    lexicon = _lexicon(table["kinds"], table["plural"])
    phrase = table["phrase"]
    return Pack(
        language=language,
        common=common(language),
        reading=reading,
        signs=signs,
        frames=_index(table["signs"], signs, lists, reading),
        nothing=frozenset(fold(word) for word in _listed(table["reading"]["nothing"])),
        answers=_frames(table["answers"]["frames"], lists, reading),
        endings=tuple(
            sorted(map(fold, table.get("endings", ())), key=lambda end: (-len(end), end))
        ),
        lexicon=lexicon,
        begins=frozenset(found[0] for entry in lexicon if (found := _WORD.match(entry))),
        numbers={fold(word): value for word, value in table["numbers"].items()},
        urgent=_compile(phrase["urgent"]),
        lead=_compile(phrase["lead"]),
        stop=_compile(phrase["stop"]),
        tail=_compile([rf"(?:\s(?:{phrase['tail']}))+\s*$"]),
        vague=_compile([rf"(?:{phrase['vague']})$"]),
        infinitives={
            fold(form): deed
            for deed, forms in phrase.get("infinitive", {}).items()
            for form in _listed(forms)
        },
        head_is_last=phrase["head_is_last"],
        places=tuple(_compile([like]) for like in phrase["place"]),
        preposition=_compile([rf"\b(?:{phrase['preposition']})\s"]),
        people=tuple(_compile([like]) for like in phrase["people"]),
        until=_compile([rf"(?:{phrase['until']})\b"]),
    )
