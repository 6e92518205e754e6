"""What is asked or offered: the thing or deed, its kind, the community's type, where, how many.

Reads the words around the place where the act was heard. Knows no geography: a place is whatever
stands where a place is said.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.listening.acts import Heard, known_in
from core.listening.meaning import TypeHint
from core.listening.packs import DEED, Pack, Sign
from core.listening.text import Text, fold
from core.listening.times import Found

#: The longest phrase repeated to a neighbour, in characters.
MAX_WHAT = 80

_EDGES = " \t\n,;:.!?¿¡-\"'()[]*_~"
#: Words of the longest verb a pack names: "dé de comer".
_LONGEST_VERB = 3
_HAS_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"\d{1,3}")
_PROPER_NAME = re.compile(
    r"[A-ZÁÉÍÓÚÑÀÈÇ][\w'-]+(?: (?:(?:de|del|la|el) )?[A-ZÁÉÍÓÚÑÀÈÇ\d][\w'-]*){0,3}"
)
#: More of anything than this is not asked of neighbours; it is a price, a year or a house number.
_MOST = 150

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """The sentence of the act, where its object begins, and the spans that are not the object."""

    text: Text
    heard: Heard
    pack: Pack
    apart: tuple[Span, ...]

    @property
    def sentence(self) -> Span:
        """The span of the sentence the act was heard in, by the end of the words that say it."""
        return self.text.sentence_around(max(self.heard.end - 1, 0))


def what_in(subject: Subject) -> str | None:
    """Return the thing or deed as a short phrase (at most `MAX_WHAT` characters), or None."""
    vague = None
    for start, end in _candidates(subject):
        phrase = _trimmed(subject, start, end)
        if phrase and not subject.pack.vague.match(fold(phrase)):
            return phrase
        vague = vague or phrase
    return vague


def _candidates(subject: Subject) -> Iterable[Span]:
    """Yield where the object may stand: as the rule says, within it, then at any known thing."""
    heard, (start, end) = subject.heard, subject.sentence
    side = heard.sign.object if heard.sign else "none"
    if side == "before":
        yield start, max(start, heard.start)
    elif side == "after":
        yield heard.end, end
    if side in ("inside", "after"):
        yield heard.start, heard.end
    whole = (0, len(subject.text.folded))
    for first, last in ((start, end), whole):
        for at, _ in _known_things(subject, first, last):
            yield at, last
    if heard.sign is None:
        yield whole
    elif side == "none":
        yield heard.start, end
    else:  # the other side, where the rule's own holds nothing: "some rosemary, if anybody has"
        yield (heard.end, end) if side == "before" else (start, max(start, heard.start))


def _known_things(subject: Subject, start: int, end: int) -> Iterable[Span]:
    """Yield the lexicon's entries in a span, but not the bare words for lending."""
    for at, until, phrase in known_in(subject.text.folded[start:end], subject.pack):
        entry = subject.pack.lexicon[phrase]
        if (entry.kind, entry.weight) != ("borrow", DEED):
            yield start + at, start + until


def _trimmed(subject: Subject, start: int, end: int) -> str | None:
    """Cut politeness off the front, and time and asides off the end."""
    folded = subject.text.folded
    start = _after_lead(subject, start, end)
    stops = [span[0] for span in subject.apart if start < span[0] < end]
    stop = subject.pack.stop.search(folded, start, end)
    if stop and stop.start() > start:
        stops.append(stop.start())
    end = min([end, *stops])
    tail = subject.pack.tail.search(folded, start, end)
    said = subject.text.shown[start : tail.start() if tail else end]
    phrase = _shortened(_as_deed(said, subject.pack))
    return phrase if _HAS_WORD.search(phrase) else None


def _after_lead(subject: Subject, start: int, end: int) -> int:
    folded, before = subject.text.folded, -1
    while start > before:
        before = start
        lead = subject.pack.lead.match(folded, start, end)
        apart = next((span for span in subject.apart if span[0] <= start < span[1]), None)
        start = max(start, lead.end() if lead else start, apart[1] if apart else start)
        while start < end and folded[start] in _EDGES:
            start += 1
    return start


def _as_deed(said: str, pack: Pack) -> str:
    """Return what is said with its verb as one names a deed: "cuide a mi gato" is "cuidar a mi gato"."""
    words = said.split()
    for many in (_LONGEST_VERB, 1):
        deed = pack.infinitives.get(fold(" ".join(words[:many])))
        if deed and words[many : many + 1] != ["de"]:  # "arreglo de ropa" is a thing
            return " ".join([deed, *words[many:]])
    return said


def _shortened(phrase: str) -> str:
    phrase = " ".join(phrase.split()).strip(_EDGES)
    if len(phrase) > MAX_WHAT:
        phrase = phrase[: MAX_WHAT + 1].rpartition(" ")[0] or phrase[:MAX_WHAT]
    return phrase.strip(_EDGES)


def subject_of(subject: Subject) -> tuple[str, str | None]:
    """Return the kind and the thing or deed."""
    what = what_in(subject)
    return kind_of(subject, what), what


def kind_of(subject: Subject, what: str | None) -> str:
    """Return the kind the words speak for: those of the object first, then the whole message's."""
    folded = subject.text.folded
    start, end = subject.sentence
    votes = Counter[str]()
    said = fold(what or "")
    for part, weight in ((said, 4), (folded[start:end], 2), (folded, 1)):
        known = [subject.pack.lexicon[phrase] for _, _, phrase in known_in(part, subject.pack)]
        for entry in known:
            votes[entry.kind] += entry.weight * weight
        if part is said and known:
            # "Kids' bike" is a bike, "bici de niños" too: the head of the phrase counts more.
            votes[known[-1 if subject.pack.head_is_last else 0].kind] += weight
    return votes.most_common(1)[0][0] if votes else _kind_of_sign(subject.heard.sign)


def _kind_of_sign(sign: Sign | None) -> str:
    """Return the one kind a sign is about: being taken somewhere is a ride, whatever is not named."""
    return next(iter(sign.kinds)) if sign and len(sign.kinds) == 1 else "other"


def type_of(text: Text, kind: str, types: Sequence[TypeHint]) -> str | None:
    """Return the community's type: by its own vocabulary, then by kind, then the nearest one."""
    own = [hint for hint in types if _speaks_of(text, hint.words)]
    same = [hint for hint in own or types if hint.kind == kind]
    rest = [hint for hint in types if hint.kind == "other"]
    ranked = [*same, *own, *rest, *types]
    return ranked[0].name if ranked else None


def _speaks_of(text: Text, words: Iterable[str]) -> bool:
    return any(
        wanted in text.words or (" " in wanted and wanted in text.folded)
        for wanted in map(fold, words)
    )


def where_in(subject: Subject) -> str | None:
    """Return the place as said, preferring the sentence of the act."""
    start, end = subject.sentence
    for first, last in ((start, end), (0, len(subject.text.folded))):
        for found in _matches(subject.pack.places, subject.text.folded, first, last):
            return _shortened(subject.text.shown[slice(*found.span("place"))])
    return _named_place(subject)


def _named_place(subject: Subject) -> str | None:
    """Return a capitalised name behind a preposition of place: "in Poble Sec"."""
    for found in subject.pack.preposition.finditer(subject.text.folded):
        name = _PROPER_NAME.match(subject.text.shown, found.end())
        if name and not _overlaps(name.span(), subject.apart):
            return name[0]
    return None


def _matches(
    patterns: Iterable[re.Pattern[str]], folded: str, start: int, end: int
) -> Iterable[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(folded, start, end)


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def until_in(subject: Subject, found: Iterable[Found]) -> datetime | None:
    """Return the moment by which it must be, if one was said: "by Friday", "until 5"."""
    for one in found:
        if not one.told and subject.pack.until.match(fold(one.when.words)):
            return one.when.end
    return None


def quantity_in(subject: Subject) -> int | None:
    """Return how many people or things, 1..150, or None. Times and prices do not count."""
    numbers = subject.pack.numbers
    folded = subject.text.folded
    for found in _matches(subject.pack.people, folded, 0, len(folded)):
        said = found["many"]
        many = int(said) if _NUMBER.fullmatch(said) else numbers.get(said, 0)
        if 1 <= many <= _MOST:
            return many
    return None
