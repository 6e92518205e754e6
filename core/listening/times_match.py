"""Where a text speaks of time: the longest phrase at each place, from left to right.

Linear in the length of the text: at each token only as many steps are tried as the longest phrase
has words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.listening.times_tree import Node, Phrase, Value, Values, plain
from core.listening.times_words import Grammar, Meanings, tokens_of

#: So many blocks are looked at in one message.
MOST_BLOCKS: Final = 24

_LONG: Final = re.compile(r"([^\W\d_])\1{2,}")
_HOURS, _MINUTES, _DAYS, _MONTHS, _CENTURY = 24, 60, 31, 12, 100
_SIGNS_OF_NO_TIME: Final = frozenset("$%€£₹/:#°*+=")
_DASHES: Final = frozenset("-–")
_NO_MEANINGS: Meanings = ()
_CLOCK_FIGURES, _YEAR_FIGURES = (3, 4), 4


@dataclass(frozen=True, slots=True)
class Block:
    """One phrase found: its meaning and values, and where it stands (tokens and characters)."""

    meaning: str
    values: Values
    first: int
    after: int
    start: int
    end: int

    def number(self, name: str, default: int = 0) -> int:
        """Return the number called `name`, or `default` when it was not said."""
        return int(self.values.get(name, default))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into tokens: `words` as the tables spell them, and where each stands."""

    words: list[str]
    spans: list[tuple[int, int]]

    def gap(self, left: Block, right: Block) -> list[str]:
        """Return the words between two blocks."""
        return self.words[left.after : right.first]


def read_tokens(folded: str, language: Grammar) -> Tokens | None:
    """Return the tokens of `folded`, or None when nothing in it can be a time."""
    if _LONG.search(folded):
        # "tomorrowww": the offsets of the squeezed words stay those of the text.
        return _squeezed(folded, language)
    found = tokens_of(folded)
    words = [plain(one[0]) for one in found]
    if language.triggers.isdisjoint(words) and not any(word[0].isdigit() for word in words):
        return None
    return Tokens(words, [one.span() for one in found])


def _squeezed(folded: str, language: Grammar) -> Tokens | None:
    found = tokens_of(folded)
    words = [plain(one[0]) for one in found]
    words = [word if word in language.triggers else _LONG.sub(r"\1", word) for word in words]
    if language.triggers.isdisjoint(words) and not any(word[0].isdigit() for word in words):
        return None
    return Tokens(words, [one.span() for one in found])


def blocks_in(tokens: Tokens, language: Grammar) -> list[Block]:
    """Return the blocks in order, at most `MOST_BLOCKS`. Phrases that mean nothing are left out."""
    blocks: list[Block] = []
    at, words = 0, tokens.words
    root = language.tree
    while at < len(words) and len(blocks) < MOST_BLOCKS:
        word = words[at]
        if word not in root.words and not (word[0].isdigit() or word in language.fillers):
            at += 1
            continue
        found = _longest(tokens, at, language)
        if found is None:
            at += 1
            continue
        phrase, values, after = found
        if phrase.meaning != "none":
            start, end = tokens.spans[at][0], tokens.spans[after - 1][1]
            blocks.append(Block(phrase.meaning, values, at, after, start, end))
        at = after
    return blocks


Path = tuple[tuple[str, Values], ...]


def _longest(tokens: Tokens, at: int, language: Grammar) -> tuple[Phrase, Values, int] | None:
    best: tuple[int, int, Phrase, Path] | None = None
    trail: list[tuple[Node, int, Path]] = [(language.tree, at, ())]
    words = tokens.words
    while trail:
        node, here, path = trail.pop()
        ends = node.grown().ends
        if (
            ends is not None
            and (best is None or (here, -ends.rank) > best[:2])
            and (not ends.open or _may_end(words, here, language))
        ):
            best = (here, -ends.rank, ends, path)
        if here == len(words):
            continue
        literal = node.words.get(words[here])
        if literal is not None:
            trail.append((literal, here + 1, path))
        if node.slots:
            for slot, values, after in _fillings(tokens, here, language):
                for number, child in node.slots.get(slot, ()):
                    trail.append((child, after, (*path, (number, values))))
    if best is None:
        return None
    return best[2], _gathered(best[2], best[3]), best[0]


def _may_end(words: list[str], after: int, language: Grammar) -> bool:
    """Tell whether a bare figure may stand before the word at `after`: not "5 people", "5 €", "5-7"."""
    if after >= len(words):
        return True
    word = words[after]
    if word in language.goes_on:
        return True
    if word in _DASHES:
        return after + 1 >= len(words) or not words[after + 1][0].isdigit()
    return not (word[0].isalnum() or word in _SIGNS_OF_NO_TIME)


def _gathered(phrase: Phrase, path: Path) -> Values:
    if not path:
        return phrase.values
    values: dict[str, Value] = dict(phrase.values)
    for number, said in path:
        for name, value in said.items():
            values.setdefault(name + number, value)
    return values


def _fillings(tokens: Tokens, at: int, language: Grammar) -> Iterator[tuple[str, Values, int]]:
    word = tokens.words[at]
    if word[0].isdigit():
        for slot, values in _figure(word):
            yield slot, values, at + 1
        return
    for phrase, meanings in language.fillers.get(word, ()):
        after = at + len(phrase)
        if len(phrase) == 1 or tuple(tokens.words[at:after]) == phrase:
            for slot, values in meanings:
                yield slot, values, after


def _figure(word: str) -> Meanings:
    """Return what a row of figures may stand for, by its value and its length."""
    known = _SHORT.get(word)
    if known is not None:
        return known
    if not word.isdecimal() or len(word) > _YEAR_FIGURES:
        return _NO_MEANINGS
    return _short(word) if len(word) <= len("99") else _long(word)


def _short(word: str) -> Meanings:
    value = int(word)
    found: list[tuple[str, Values]] = [("NUMBER", {"number": value})]
    if value <= _HOURS:
        spelt: Values = {"hour": value, "spelt": word} if word[0] == "0" else {"hour": value}
        found.append(("HOUR", spelt))
    if len(word) == len("00") and value < _MINUTES:
        found.append(("MINUTE", {"minute": value}))
    if 1 <= value <= _DAYS:
        found.extend((("DAY", {"day": value}), ("FIG", {"figure": value})))
    if 1 <= value <= _MONTHS:
        found.append(("MONTHNUM", {"month": value}))
    if value and value % 5 == 0:
        found.append(("TENS", {"number": value}))
    if len(word) == len("00"):
        found.append(("YY", {"year": 2000 + value}))
    return tuple(found)


def _long(word: str) -> Meanings:
    value = int(word)
    found: list[tuple[str, Values]] = [("NUMBER", {"number": value})]
    hour, minute = divmod(value, _CENTURY)
    if len(word) in _CLOCK_FIGURES and hour < _HOURS and minute < _MINUTES:
        said: dict[str, Value] = {"hour": hour, "minute": minute}
        slot = "HHMM" if len(word) == _YEAR_FIGURES else "HMM"
        found.append((slot, {**said, "spelt": word} if word[0] == "0" else said))
    if len(word) == _YEAR_FIGURES and 2000 <= value < 2100:  # noqa: PLR2004 - the years there are
        found.append(("YEAR", {"year": value}))
    return tuple(found)


_SHORT: Final = {
    word: _short(word) for value in range(_CENTURY) for word in {str(value), f"{value:02}"}
}
