"""The tree of a language's phrases, which grows where messages walk.

A phrase is a row of words and slots: `[x]` may be missing, `(x|y)` is one of several, slots are in
capitals. A phrase with many choices stands for a hundred thousand rows, of which a village says a
few: so the rows are never written out, and a place of the tree is made when it is first come to.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core.listening.text import fold

Value = int | str
Values = Mapping[str, Value]

_PART: Final = re.compile(r"\[([^\]]*)\]|\(([^)]*)\)|(\S+)")
_SLOT: Final = re.compile(r"([A-Z]+)(\d?)")
#: One token: a.m. and p.m., figures, a word (with the marks that Indic scripts hang on letters), or a sign.
TOKEN: Final = re.compile(
    r"[ap]\.\s?m\b\.?|\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u0970-\u097f]|'(?=[a-z]))*|\S"
)
#: What speaks of no time by itself.
_SILENT: Final = ("none", "bound", "length")


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """What a phrase says: its meaning, the values it brings, and its place in the file."""

    meaning: str
    values: Values
    rank: int
    #: It ends in a bare figure, which a following noun would claim: "at 5 people".
    open: bool


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One word or slot of a phrase, and what may follow; a phrase is what follows its last."""

    word: str
    then: "tuple[Step | Phrase, ...]"


Steps = tuple[Step | Phrase, ...]


@dataclass(slots=True)
class Node:
    """A place in the tree: where each word and slot leads, and the phrase that ends here."""

    words: dict[str, "Node"] = field(default_factory=dict)
    slots: dict[str, list[tuple[str, "Node"]]] = field(default_factory=dict)
    ends: Phrase | None = None
    #: What grows from here, until somebody comes.
    seeds: Steps = ()

    def grown(self) -> "Node":
        """Return this place with its branches."""
        if self.seeds:
            self._grow()
            self.seeds = ()
        return self

    def _grow(self) -> None:
        branches: dict[str, dict[Step | Phrase, None]] = {}
        for seed in self.seeds:
            if isinstance(seed, Phrase):
                # What stands first in the file is meant.
                self.ends = self.ends or seed
            else:
                branches.setdefault(seed.word, {}).update(dict.fromkeys(seed.then))
        for word, then in branches.items():
            child = Node(seeds=tuple(then))
            slot = _SLOT.fullmatch(word)
            if slot is None:
                self.words[word] = child
            else:
                self.slots.setdefault(slot[1], []).append((slot[2], child))


def tree_of(tables: Iterable[Mapping[str, Any]]) -> tuple[Node, frozenset[str]]:
    """Return the tree of all phrases, and the words of those that speak of time without a slot."""
    seeds: dict[Step | Phrase, None] = {}
    triggers, rank = set[str](), 0
    for table in tables:
        values = {k: v for k, v in table.items() if k not in ("is", "like")}
        for like in table["like"]:
            rank += 1
            parts = _parts(like)
            phrase = Phrase(table["is"], values, rank, "open" in values or "bare" in values)
            seeds.update(dict.fromkeys(_steps(parts, phrase)))
            if phrase.meaning not in _SILENT:
                triggers.update(_plain_words(parts))
    return Node(seeds=tuple(seeds)).grown(), frozenset(triggers)


def split(text: str) -> tuple[str, ...]:
    """Return the words of `text` as messages are cut."""
    folded = fold(unicodedata.normalize("NFC", text))
    return tuple(plain(found[0]) for found in TOKEN.finditer(folded))


def plain(token: str) -> str:
    """Return a token as the tables spell it: "p.m." is "pm"."""
    return token[0] + "m" if "." in token and len(token) > 1 else token


#: The choices at one place of a phrase, each a row of words; an empty one: it may be missing.
_Part = list[tuple[str, ...]]


def _parts(like: str) -> list[_Part]:
    parts: list[_Part] = []
    for maybe, one_of, word in _PART.findall(like):
        texts = (maybe or one_of).split("|") if maybe or one_of else [word]
        rows = [tuple(_words(text)) for text in texts]
        parts.append([(), *rows] if maybe else rows)
    return parts


def _words(text: str) -> Iterator[str]:
    for word in text.split():
        if _SLOT.fullmatch(word):
            yield word
        else:
            yield from split(word)


def _steps(parts: list[_Part], phrase: Phrase) -> Steps:
    """Return how the phrase begins; each part leads on to what may begin the next."""
    then: Steps = (phrase,)
    for part in reversed(parts):
        begins: dict[Step | Phrase, None] = {}
        for row in part:
            here = then
            for word in reversed(row):
                here = (Step(word, here),)
            begins.update(dict.fromkeys(here))
        then = tuple(begins)
    return then


def _plain_words(parts: list[_Part]) -> Iterator[str]:
    """Yield the words of the rows that have no slot, if there are any."""
    without = [[row for row in part if not any(map(_SLOT.fullmatch, row))] for part in parts]
    if all(without):
        yield from (word for part in without for row in part for word in row)
