"""What reads like an emergency: danger, self-harm, violence, a medical emergency.

A check of its own, whatever else a message is. Recall comes first: a line too many costs one private
message, a line too few may cost more. It keeps nothing and says nothing but the kind; no word of the
message may reach a log. `packs/crisis/LANGUAGE.toml` holds the frames of each language.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.listening.crisis_words import (
    Beside,
    CrisisKind,
    CrisisWords,
    Sign,
    UnsafeKind,
    languages,
    words_of,
)
from core.listening.lines import Line, line_of
from core.listening.text import Text, read
from core.listening.words import features, likely, weights_of

#: An emergency by the words alone, from this probability on (docs/decisions/070).
SURE: Final = 0.8

_SENTENCE_END: Final = re.compile(r" [.?]")
_LONG_LETTER: Final = re.compile(r"([^\W\d_])\1{2,}")
#: "The baby's gone blue"; whose something is ("the baby's cot") it then says as well, and nothing minds.
_SHORT_IS: Final = re.compile(r"(?<=[^\W\d_])'s\b")


@dataclass(frozen=True, slots=True)
class Crisis:
    """A message that reads like an emergency.

    `from_people`: somebody is the danger. `hands_may_help`: neighbours can be asked around as well; never where
    somebody is the danger, for violence or for self-harm.
    """

    kind: CrisisKind
    from_people: bool = False

    @property
    def hands_may_help(self) -> bool:
        """Tell whether [Ask around anyway] may be offered."""
        return not self.from_people and self.kind in (CrisisKind.MEDICAL, CrisisKind.DANGER)


def check(text: str, lang: str | None = None) -> Crisis | None:
    """Return what kind of emergency `text` reads like, or None.

    `lang` is the language looked at first; the others follow, for people in need write in any.
    Never raises; linear in the text, of which the first 2,000 characters are read.
    """
    message = _spelt_out(read(text))
    found = {one for words in _in_order(lang) for one in _found(message, words)}
    kinds = {kind for kind, _ in found}
    from_people = any(somebody for _, somebody in found)
    by_rules = (Crisis(kind, from_people) for kind in CrisisKind if kind in kinds)
    return next(by_rules, None) or _by_words(message.folded)


def _by_words(folded: str) -> Crisis | None:
    """Return what the words alone sound like where no rule heard anything; the surest language tells."""
    said = features(folded)
    learned = filter(None, (weights_of("crisis", name) for name in languages()))
    told = max((likely(weights, said) for weights in learned), key=sum)
    if sum(told) < SURE:
        return None
    kind = max(zip(told, CrisisKind, strict=True))[1]
    return Crisis(kind, from_people=kind is CrisisKind.VIOLENCE)


def unsafe(text: str, lang: str | None = None) -> UnsafeKind | None:
    """Return what in a request or an offer a moderator must see first, or None.

    Regulated or unsafe things, and somebody else's child alone with a neighbour. Only for what is
    a request or an offer already: it does not tell whether a message is one. Never raises.
    """
    return unsafe_in(read(text), lang)


def unsafe_in(message: Text, lang: str | None = None) -> UnsafeKind | None:
    """Return the same of a message already read."""
    message = _spelt_out(message)
    for words in _in_order(lang):
        if words.guarded.isdisjoint(message.words):
            continue
        line = line_of(message, words.reading)
        said, here = line.said + " ", set(line.words)
        for one in words.unsafe:
            told = any(rule.is_in(said, here) for rule in one.rules)
            if told and not one.unless.is_in(said, here):
                return one.kind
    return None


def _spelt_out(message: Text) -> Text:
    """Return "heeelp, dad's ill" as "help, dad is ill"; where words stand is of no interest here."""
    folded = _SHORT_IS.sub(" is", _LONG_LETTER.sub(r"\1", message.folded))
    if folded == message.folded:
        return message
    return Text(folded, folded, message.words | frozenset(re.findall(r"\w+", folded)))


def _in_order(lang: str | None) -> Iterable[CrisisWords]:
    first = (lang or "").partition("-")[0].lower()
    return (words_of(name) for name in sorted(languages(), key=lambda name: name != first))


def _found(message: Text, words: CrisisWords) -> Iterator[tuple[CrisisKind, bool]]:
    """Yield the kinds heard in one language, each with whether somebody is the danger."""
    if words.heard.isdisjoint(message.words):
        return
    line = line_of(message, words.reading)
    hits = [*_hits(line, words), *_together(line, words)]
    if not hits:
        return
    whole, parts = _silenced(line, words)
    for sign, plainly, at in hits:
        if plainly or not (whole or any(start <= at < end for start, end in parts)):
            yield sign.kind, sign.from_people


_Hit = tuple[Sign | Beside, bool, int]


def _together(line: Line, words: CrisisWords) -> Iterator[_Hit]:
    if words.together.keys().isdisjoint(line.words):
        return
    at = 0
    for said in _SENTENCE_END.split(line.said):
        here = set(said.split())
        for word in here & words.together.keys():
            for one in words.together[word]:
                if one.words.is_in(said + " ", here):
                    yield one, False, at
        at += len(said) + 2


def _hits(line: Line, words: CrisisWords) -> Iterator[_Hit]:
    seen = set[int]()
    for word in line.words:
        for sign in words.signs.get(word, ()):
            if id(sign) in seen:
                continue
            seen.add(id(sign))
            found = sign.frame.pattern.search(line.said)
            if found:
                yield sign, sign.plainly, found.end() - 1


def _silenced(line: Line, words: CrisisWords) -> tuple[bool, list[tuple[int, int]]]:
    """Return whether the whole message is of something else, and which of its sentences are."""
    parts = []
    for whole, silence in words.silences:
        if silence.keys and silence.keys.isdisjoint(line.words):
            continue
        found = silence.pattern.search(line.said)
        if found and whole:
            return True, []
        if found:
            parts.append(_sentence(line.said, found.start()))
    return False, parts


def _sentence(said: str, at: int) -> tuple[int, int]:
    start = max(said.rfind(" .", 0, at), said.rfind(" ?", 0, at), 0)
    ends = [end for mark in (" .", " ?") if (end := said.find(mark, at + 1)) >= 0]
    return start, min(ends, default=len(said))
