"""Speech acts: whether the author asks, offers, or does neither.

Rules are the pack's; this module only weighs them. It decides from the words alone: who wrote
them, to whom and what was said before are none of its business.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.listening.meaning import Act
from core.listening.packs import Pack, Rule, Veto
from core.listening.text import Text

#: Marked and confirmed at or above this score.
SPEAK = 0.75
#: Privately asked about, at most, from this score on; below it nothing happens.
NOTE = 0.5

#: So many matches of one rule are looked at: a wall of text must not cost more than a message.
_MATCHES_PER_RULE = 4

_MENTION_FIRST = re.compile(r"\s*@\w+")
_NAME_FIRST = re.compile(r"\s*([^\W\d_]\w+),\s+\w")


@dataclass(frozen=True, slots=True)
class Heard:
    """The best reading of a message: the act, its score, and where in the text it stands."""

    act: Act
    score: float
    start: int
    end: int
    rule: Rule | None = None


NOTHING = Heard(Act.OTHER, 0.0, 0, 0)


def hear(text: Text, pack: Pack, acts: frozenset[Act]) -> Heard:
    """Return the strongest reading among `acts`, or `NOTHING`. Chatter is dropped on its words."""
    if pack.triggers.isdisjoint(text.words) or _is_to_somebody(text, pack):
        return NOTHING
    readings = sorted(_readings(text, pack, acts), key=lambda heard: -heard.score)
    if not readings:
        return NOTHING
    vetoes = [veto for veto in pack.vetoes if not veto.words.isdisjoint(text.words)]
    allowed = (heard for heard in readings if not _is_silenced(heard, text, vetoes))
    return next(allowed, NOTHING)


def _is_to_somebody(text: Text, pack: Pack) -> bool:
    """Tell whether the message begins with a name: then it is not for anybody here."""
    if _MENTION_FIRST.match(text.shown):
        return True
    name = _NAME_FIRST.match(text.shown)
    if name is None or not name[1][0].isupper() or name[1].isupper():
        return False
    # Greetings and ordinary words before a comma are no names.
    return not _is_known(text.folded[name.start(1) : name.end(1)], pack)


def _is_known(word: str, pack: Pack) -> bool:
    return word in pack.common or word in pack.triggers or word in pack.lexicon


def _readings(text: Text, pack: Pack, acts: frozenset[Act]) -> Iterator[Heard]:
    for rule in pack.rules:
        if rule.act in acts and not rule.words.isdisjoint(text.words):
            for found in _matches(rule.pattern, text.folded):
                score = rule.score
                if rule.score_with_thing > score and _has_thing(rule, found, text, pack):
                    score = rule.score_with_thing
                if score >= NOTE:
                    yield Heard(rule.act, score, found.start(), found.end(), rule)


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    for _, found in zip(range(_MATCHES_PER_RULE), pattern.finditer(folded), strict=False):
        yield found


def _has_thing(rule: Rule, found: re.Match[str], text: Text, pack: Pack) -> bool:
    """Tell whether a known thing or deed stands where the rule expects its object."""
    start, end = text.sentence_around(max(found.end() - 1, 0))
    clause = text.folded[found.end() : end] if rule.thing == "after" else text.folded[start:end]
    kinds = (pack.lexicon[phrase].kind for _, _, phrase in known_in(clause, pack))
    return any(not rule.kinds or kind in rule.kinds for kind in kinds)


def known_in(folded: str, pack: Pack) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and phrase of each entry of the lexicon in `folded`, longest first."""
    words = [(found.start(), found.end()) for found in re.finditer(r"\w+", folded)]
    at = 0
    while at < len(words):
        for last in range(min(at + 3, len(words) - 1), at - 1, -1):
            start, end = words[at][0], words[last][1]
            if folded[start:end] in pack.lexicon:
                yield start, end, folded[start:end]
                at = last
                break
        at += 1


def _is_silenced(heard: Heard, text: Text, vetoes: Iterable[Veto]) -> bool:
    # The end says where the asking is: a rule may begin in the sentence before.
    sentence = text.sentence_around(max(heard.end - 1, 0))
    for veto in vetoes:
        if heard.act in veto.silences:
            start, end = (0, len(text.folded)) if veto.whole else sentence
            if veto.pattern.search(text.folded, start, end) and not (
                veto.unless and veto.unless.search(text.folded, start, end)
            ):
                return True
    return False
