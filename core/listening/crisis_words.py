"""The frames of emergencies in each language: from `packs/crisis/LANGUAGE.toml` to compiled rules."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from core.listening.frames import Frame, Lists, frame, unfolded
from core.listening.lines import Reading, plain
from core.listening.text import fold

_VOWELS: Final = "aeiou"
#: Shorter words are not guessed at when misspelt: too many others are near.
_SHORTEST_GUESSED: Final = 6
_PIECE: Final = re.compile(r"[!~]?\([^()]*\)\??|\S+")

Table = Mapping[str, Any]


class CrisisKind(StrEnum):
    """What kind of emergency a message reads like. The first one heard of these stands."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    DANGER = "danger"


class UnsafeKind(StrEnum):
    """What must not be matched without a moderator."""

    MEDICINE = "medicine"
    WEAPON = "weapon"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Sign:
    """A frame that speaks of an emergency; `plainly`: whatever else is in the message.

    `from_people`: somebody is the danger, and no neighbour is to be sent there.
    """

    kind: CrisisKind
    from_people: bool
    plainly: bool
    frame: Frame


@dataclass(frozen=True, slots=True)
class Together:
    """Words that say something when one of each group stands in a sentence, in any order."""

    groups: tuple[tuple[frozenset[str], tuple[str, ...]], ...]

    def is_in(self, said: str, words: set[str]) -> bool:
        """Tell whether every group is in a sentence, given as said and as its words."""
        return all(
            not single.isdisjoint(words) or any(phrase in said for phrase in phrases)
            for single, phrases in self.groups
        )

    def first_words(self) -> frozenset[str]:
        """Return words of which one must be there: those of the first group."""
        single, phrases = self.groups[0]
        return single | {phrase.split()[-1] for phrase in phrases}


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that speak of an emergency when they stand together."""

    kind: CrisisKind
    from_people: bool
    words: Together


@dataclass(frozen=True, slots=True)
class Unsafe:
    """What needs a moderator: any of `rules`, but not beside `unless`."""

    kind: UnsafeKind
    rules: tuple[Together, ...]
    unless: Together


@dataclass(frozen=True, slots=True)
class CrisisWords:
    """One language's rules, by a word that must be there.

    `heard`: without any of these there is no emergency; `guarded`: without any, nothing unsafe.
    """

    reading: Reading
    heard: frozenset[str]
    guarded: frozenset[str]
    signs: Mapping[str, tuple[Sign, ...]]
    together: Mapping[str, tuple[Beside, ...]]
    silences: tuple[tuple[bool, Frame], ...]
    unsafe: tuple[Unsafe, ...]


@cache
def languages() -> tuple[str, ...]:
    """Return the languages crises are heard in, sorted."""
    found = (files("core.listening") / "packs" / "crisis").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml")))


@cache
def words_of(language: str) -> CrisisWords:
    """Return the rules of `language`, one of `languages()`; KeyError or ValueError if its file is wrong."""
    source = files("core.listening") / "packs" / "crisis" / f"{language}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    lists: Lists = {name: _listed(written) for name, written in table["words"].items()}
    reading = _reading(table)
    signs = _signs(table, lists, reading)
    together = _together(table, lists, reading)
    unsafe = tuple(_unsafe(table.get("unsafe", ()), lists, reading))
    guards = {word for one in unsafe for rule in one.rules for word in rule.first_words()}
    return CrisisWords(
        reading=reading,
        heard=_as_written(signs.keys() | together.keys(), reading),
        guarded=_as_written(guards, reading),
        signs=signs,
        together=together,
        silences=tuple(_silences(table, lists, reading)),
        unsafe=unsafe,
    )


def _as_written(keys: AbstractSet[str], reading: Reading) -> frozenset[str]:
    """Return the words as a message may hold them: as they stand, and in every other spelling."""
    spelt = {spelling for spelling, said in reading.same.items() if not keys.isdisjoint(said)}
    ended = {
        key.removesuffix(spoken) + ending
        for ending, (spoken,) in reading.endings.items()
        for key in keys
        if key.endswith(spoken)
    }
    return frozenset(keys | spelt | ended)


def _signs(table: Table, lists: Lists, reading: Reading) -> dict[str, tuple[Sign, ...]]:
    everyday = frozenset(fold(word) for word in _listed(table["everyday"]))
    signs: dict[str, list[Sign]] = {}
    for one in table["crisis"]:
        for line in _lines(one.get("frames", "")):
            said = frame(line, lists, reading)
            sign = Sign(CrisisKind(one["kind"]), "from" in one, "says" in one, said)
            for key in _rarest(line, lists, reading, everyday) or sign.frame.keys:
                signs.setdefault(key, []).append(sign)
    return {key: tuple(found) for key, found in signs.items()}


def _together(table: Table, lists: Lists, reading: Reading) -> dict[str, tuple[Beside, ...]]:
    together: dict[str, list[Beside]] = {}
    for one in table["crisis"]:
        for line in _lines(one.get("together", "")):
            rule = _in_one_sentence(line, lists, reading)
            for key in rule.first_words():
                beside = Beside(CrisisKind(one["kind"]), "from" in one, rule)
                together.setdefault(key, []).append(beside)
    return {key: tuple(found) for key, found in together.items()}


def _silences(table: Table, lists: Lists, reading: Reading) -> Iterator[tuple[bool, Frame]]:
    for one in table.get("not", ()):
        for line in _lines(one["frames"]):
            yield one.get("whole", False), frame(line, lists, reading)


def _rarest(
    source: str, lists: Lists, reading: Reading, everyday: frozenset[str]
) -> frozenset[str]:
    """Return the words of which a frame needs one, those of the piece with the fewest everyday words."""
    pieces = []
    for piece in _PIECE.findall(source):
        if piece[0] in "!~^$." or piece[-1] == "?":
            continue
        spoken = [
            plain(one, reading)
            for part in piece.strip("()").split("|")
            for one in unfolded(part, lists)
        ]
        if all(re.search(r"\w", one) for one in spoken) and spoken:
            pieces.append(
                [
                    max(one.split(), key=lambda word: (word not in everyday, len(word)))
                    for one in spoken
                ]
            )
    rarest = min(pieces, key=lambda words: (len(everyday & set(words)), len(words)), default=[])
    return frozenset(rarest)


def _in_one_sentence(source: str, lists: Lists, reading: Reading) -> Together:
    """Return the rule of a line; its first group is the rarest."""
    groups = []
    for group in source.split(" & "):
        spoken = [plain(one, reading) for part in group.split("|") for one in unfolded(part, lists)]
        single = frozenset(one for one in spoken if " " not in one)
        groups.append((single, tuple(f" {one} " for one in spoken if " " in one)))
    return Together(tuple(groups))


def _unsafe(
    tables: Iterable[Mapping[str, Any]], lists: Lists, reading: Reading
) -> Iterator[Unsafe]:
    for one in tables:
        rules = tuple(_in_one_sentence(line, lists, reading) for line in _lines(one["together"]))
        yield Unsafe(
            UnsafeKind(one["kind"]), rules, _in_one_sentence(one["unless"], lists, reading)
        )


def _lines(frames: str) -> list[str]:
    return [line.strip() for line in frames.splitlines() if line.strip()]


def _listed(written: str) -> tuple[str, ...]:
    phrases = (phrase.strip() for phrase in written.replace("\n", ",").split(","))
    return tuple(phrase for phrase in phrases if phrase)


def _reading(table: Mapping[str, Any]) -> Reading:
    keys = [fold(key) for key in _listed(table["key"])]
    same: dict[str, tuple[str, ...]] = {
        spelling: (key,) for key in keys for spelling in misspelt(key) if spelling not in keys
    }
    for spoken, spellings in table["same"].items():
        same |= {fold(spelling): tuple(fold(spoken).split()) for spelling in spellings.split()}
    endings = {
        fold(ending): (fold(spoken),)
        for spoken, listed in table.get("endings", {}).items()
        for ending in listed.split()
    }
    none: frozenset[str] = frozenset()
    return Reading(
        same=same,
        endings=endings,
        soft={},
        opening={},
        joins=none,
        courtesy=none,
        mine=none,
        when=none,
    )


def misspelt(word: str) -> set[str]:
    """Return how `word` looks with a letter lost, doubled, swapped with the next, or a vowel mistaken."""
    if len(word) < _SHORTEST_GUESSED:
        return set()
    found = set[str]()
    # The first letter is hardly ever the wrong one.
    for at in range(1, len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        found |= {before + after, before + letter + letter + after}
        if after:
            found.add(before + after[0] + letter + after[1:])
        if letter in _VOWELS:
            found |= {before + vowel + after for vowel in _VOWELS}
    return found - {word}
