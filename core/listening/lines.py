"""A message as the frames of a pack see it: plain words, one spelling each, in clauses.

"Hi all! Could somebody pls lend me a drill?" is read as ` , . , could someone lend me a drill ?`:
greetings and softeners are taken out, spellings are made one, a comma stands where a clause begins,
and `.` or `?` where a sentence ends. Every word remembers where it stood. Linear in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from core.listening.text import Text, fold

_TOKEN = re.compile(
    r"(?P<word>\d+(?:[.:]\d+)*[^\W_]*|[^\W_]+(?:'[^\W_]+)*)"
    r"|(?P<end>[.!…\n]+)|(?P<ask>\?)|(?P<money>[$£€₹₦₱])|(?P<part>[^\w\s'-]|-(?=\s))"
)
#: Words beyond this are cut: no language asks a neighbour with longer ones.
_LONGEST_WORD = 40
_SHORTEST_WITH_ENDING = 5
_ENDINGS = range(7, 2, -1)
_LONGEST_ALIKE, _LONGEST_CHOICE = 5, 4

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
#: The phrases that may stand at each place, one after the other.
Alternatives = tuple[frozenset[tuple[str, ...]], ...]
Alike = tuple[Alternatives, str]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a language's words are made plain.

    `same` maps a spelling to the words that stand for it, `endings` the end of a word to what stands
    for it (pronouns that hang on a verb), `alike` the phrases that mean one plain word ("any kind
    soul" is someone), by their first word: what may follow it, place by place; `soft` words say nothing about the act;
    `articles` stand before things, `plurals` end them; `you` are the words for somebody spoken to;
    `opening` ones are skipped where a clause begins; `joins` begin a clause; `courtesy` says please, `mine` speaks of
    the author, `when` of a time.
    """

    same: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    soft: Phrases
    opening: Phrases
    joins: frozenset[str]
    courtesy: frozenset[str]
    mine: frozenset[str]
    when: frozenset[str]
    articles: frozenset[str] = frozenset()
    plurals: str = ""
    you: frozenset[str] = frozenset()
    alike: Mapping[str, tuple[Alike, ...]] = field(default_factory=dict)

    def spelled(self, word: str) -> tuple[str, ...]:
        """Return the plain words for a word as written."""
        plain_words = self.same.get(word)
        if plain_words is not None:
            return plain_words
        if self.endings and len(word) >= _SHORTEST_WITH_ENDING:
            for size in _ENDINGS:
                ending = self.endings.get(word[-size:])
                if ending:
                    return (word[:-size] + ending[0], *ending[1:])
        return (word,)

    def meant(self, words: Sequence[str]) -> tuple[int, str]:
        """Return how many of the first `words` mean one plain word, and that word; 0 if they do not."""
        found = 0, ""
        for rest, word in self.alike.get(words[0], ()):
            size = _reach(rest, tuple(words[1:_LONGEST_ALIKE]))
            if size and size >= found[0]:  # the longest; of two as long, the pack's last
                found = size, word
        return found


def _reach(places: Alternatives, words: tuple[str, ...]) -> int:
    """Return how many words, with the one before them, fill all of `places`; 0 if they do not."""
    ends = {0}
    for place in places:
        ends = {
            end
            for at in ends
            for end in range(at + 1, min(at + _LONGEST_CHOICE, len(words)) + 1)
            if words[at:end] in place
        }
    return max(ends) + 1 if ends else 0


@dataclass(slots=True)
class Line:
    """The plain words with a blank before each, and where each stands in the folded text."""

    said: str = ""
    words: frozenset[str] = frozenset()
    courteous: bool = False
    starts: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text of `said[start:end]`."""
        first = min(bisect_right(self.starts, start), len(self.starts) - 1)
        if first and self.starts[first - 1] >= start:
            first -= 1
        last = max(bisect_right(self.starts, end - 1) - 1, first)
        return self.spans[first][0], self.spans[last][1]


def phrases(listed: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Index phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        words = tuple(fold(phrase).split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(every, key=len, reverse=True)) for first, every in found.items()}


def line_of(text: Text, reading: Reading) -> Line:
    """Return `text` in plain words."""
    tokens = _tokens(text, reading)
    return _Builder(reading, tokens).build()


@cache
def plain(phrase: str, reading: Reading) -> str:
    """Return a phrase of a pack as a line would hold it; empty if it could not be in any line."""
    words = [one for word in fold(phrase).split() for one in _plain(word, reading)]
    out: list[str] = []
    while words:
        if any(soft == tuple(words[: len(soft)]) for soft in reading.soft.get(words[0], ())):
            return ""
        size, meant = reading.meant(words)
        out.append(meant or words[0])
        words = words[size or 1 :]
    return " ".join(out)


def _plain(word: str, reading: Reading) -> tuple[str, ...]:
    return (",",) if word in reading.joins else reading.spelled(word)


Token = tuple[str, int, int]


def _tokens(text: Text, reading: Reading) -> list[Token]:
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text.folded):
        start, end = found.span()
        if found.lastgroup == "word":
            word = found[0][:_LONGEST_WORD]
            tokens += [(one, start, end) for one in reading.spelled(word)]
        else:
            mark = {"end": ".", "ask": "?", "money": "£", "part": ","}[found.lastgroup or "part"]
            tokens.append((mark, start, end))
    return tokens


class _Builder:
    """Takes the words in one after the other, knowing whether a clause has just begun."""

    def __init__(self, reading: Reading, tokens: list[Token]) -> None:
        self.reading, self.tokens = reading, tokens
        self.out: list[str] = []
        self.line = Line()
        self.length = 0

    def build(self) -> Line:
        self._put(",", 0, 0)
        at = 0
        while at < len(self.tokens):
            at += self._take(at)
        self.line.said = "".join(self.out)
        self.line.words = frozenset(self.line.said.split())
        return self.line

    def _take(self, at: int) -> int:
        word, start, end = self.tokens[at]
        if word in ".?":
            self._end(word, start, end)
            return 1
        if word == "," or word in self.reading.joins:
            if self.out[-1] != " ,":
                self._put(",", start, end)
            return 1
        if word in self.reading.courtesy:
            self.line.courteous = True
        skipped = self._phrase(at, self.reading.soft)
        if not skipped and self.out[-1] == " ,":
            skipped = self._phrase(at, self.reading.opening)
        if skipped:
            return skipped
        ahead = self.tokens[at : at + _LONGEST_ALIKE] if word in self.reading.alike else ()
        size, meant = self.reading.meant([one[0] for one in ahead]) if ahead else (0, "")
        if size:
            self._put(meant, start, ahead[size - 1][2])
            return size
        self._put(word, start, end)
        return 1

    def _phrase(self, at: int, listed: Phrases) -> int:
        for phrase in listed.get(self.tokens[at][0], ()):
            size = len(phrase)
            if size == 1 or phrase == tuple(one[0] for one in self.tokens[at : at + size]):
                return size
        return 0

    def _end(self, mark: str, start: int, end: int) -> None:
        last = self.out[-1]
        if last == " ," and len(self.out) > 1 and self.out[-2] in (" .", " ?"):
            if mark == "?":
                self.out[-2] = " ?"
            return
        self._put(mark, start, end)
        self._put(",", end, end)

    def _put(self, word: str, start: int, end: int) -> None:
        self.line.starts.append(self.length)
        self.line.spans.append((start, end))
        self.out.append(" " + word)
        self.length += len(word) + 1
