"""Frames: short patterns of plain words, one to a line, that a contributor can read aloud.

    can|could <anyone> .. lend|spare        # alternatives, a named list, up to two words between
    ^ looking for a? (hand|helping hand)    # where a clause begins, an optional word, phrases
    anyone ... <broken> $                   # up to eight words between, where the sentence ends
    ^ free !time|now                        # but not when one of these follows
    ~you need a lift                        # but not when one of these comes before
    anyone handy [?]                        # the sentence ends as a question
    prest* me #                             # a stem, a figure
    can <anyone> > <deed>                   # what is asked for begins at the deed

A frame becomes one regular expression whose cost is linear in the line: gaps are bounded, words
are taken whole and never given back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from core.listening.lines import Reading, plain

Lists = Mapping[str, tuple[str, ...]]

_PIECE = re.compile(r"[!~]?\([^()]*\)\??|\[\?\]|\S+")
_MARKS = {
    "^": "(?<= ,)",
    "$": r"(?=(?: ,)?(?: [.?]|$))",
    "?": r" \?",
    "[?]": r"(?=(?: [^ .?][^ ]*+){0,12}? \?)",
    "..": "(?: [^ .?,][^ ]*+){0,2}?",
    "...": "(?: [^ .?][^ ]*+){0,8}?",
    ">": "(?P<object>)",
    "....": "(?: [^ ]++){0,14}?",
}
_FIGURE = r"\d[^ ]*"


class FrameWrong(Exception):
    """A frame that cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, and the regular expression for it.

    Of each set of `needs` a message that matches holds at least one word; `keys` is the rarest.
    """

    source: str
    regex: str
    keys: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()

    def may_match(self, words: frozenset[str]) -> bool:
        """Tell whether a line of these words is worth searching: far cheaper than to search it."""
        # Asked a hundred times of a message: a plain loop takes a third of what all() does.
        for need in self.needs:  # noqa: SIM110
            if need.isdisjoint(words):
                return False
        return True

    @property
    def pattern(self) -> re.Pattern[str]:
        """The frame compiled: when first looked for, as most are seldom and a language has a thousand."""
        return _compiled(self.regex)


_compiled = cache(re.compile)


def frame(source: str, lists: Lists, reading: Reading) -> Frame:
    """Return `source` read. Raises FrameWrong for a list that nobody wrote."""
    pieces = list(_pieces(source, lists, reading))
    needs = sorted((keys for _, keys in pieces if keys), key=_how_common)
    regex = "".join(regex for regex, _ in pieces) + "(?= |$)"
    return Frame(source, regex, needs[0] if needs else frozenset(), tuple(needs[1:]))


def _pieces(source: str, lists: Lists, reading: Reading) -> Iterator[tuple[str, frozenset[str]]]:
    for piece in _PIECE.findall(source):
        if piece in _MARKS:
            yield _MARKS[piece], frozenset({"?"} if piece == "?" else ())
            continue
        body = piece[1:] if piece[0] in "!~" else piece
        optional = body.endswith("?")
        alternatives = _alternatives(body.removesuffix("?"), lists)
        ends = "$" in alternatives
        if piece[0] == "~":
            # "so I can" and ", I can" read alike: a word that begins a clause says nothing here.
            alternatives = [one for one in alternatives if one not in reading.joins]
        said = (one if one == "," else plain(one, reading) for one in alternatives if one != "$")
        words = list(dict.fromkeys(word for word in said if word.strip(" ,") or word == ","))
        if not words and not ends:
            continue  # the message leaves it out as well
        either = "|".join(map(_regex, sorted(words, key=len, reverse=True)))
        if piece[0] == "!":
            yield f"(?! (?:{either})(?= |$))", frozenset()
        elif piece[0] == "~":
            yield "".join(f"(?<! {re.escape(word)})" for word in words), frozenset()
        elif ends:
            yield f"(?: (?:{either})|{_MARKS['$']})", frozenset()
        elif optional:
            yield f"(?: (?:{either}))?", frozenset()
        else:
            yield f" (?:{either})", _keys(words)


def _alternatives(body: str, lists: Lists) -> list[str]:
    if body.startswith("("):
        body = body[1:-1]
    words: list[str] = []
    for one in body.split("|"):
        words += unfolded(one.strip(), lists)
    return words


def unfolded(phrase: str, lists: Lists) -> list[str]:
    """Return a phrase with its named lists written out: `to <give>` is "to lend", "to share"..."""
    before, opened, rest = phrase.partition("<")
    if not opened:
        return [phrase]
    name, _, after = rest.partition(">")
    if name not in lists:
        raise FrameWrong(f"{phrase!r} names the list {name!r}, which is not there")
    tails = unfolded(after, lists)
    return [before + word + tail for word in lists[name] for tail in tails]


@cache
def _regex(word: str) -> str:
    return " ".join(_one(part) for part in word.split())


def _one(word: str) -> str:
    if word == "#":
        return _FIGURE
    return re.escape(word[:-1]) + "[^ ]*" if word.endswith("*") else re.escape(word)


def _keys(words: list[str]) -> frozenset[str]:
    """Return one word of every alternative, the longest: what cannot be absent. None for stems."""
    keys = [
        max(
            (part for part in word.split() if part not in "#," and "*" not in part),
            key=len,
            default="",
        )
        for word in words
    ]
    return frozenset(keys) if all(keys) else frozenset()


def _how_common(keys: frozenset[str]) -> float:
    # Short words are everywhere; a long list finds something more often than a short one.
    return sum(1 / len(word) ** 2 for word in keys)
