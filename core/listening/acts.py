"""Speech acts: whether the author asks, offers, or does neither.

The pack names the signs; this module weighs them. A message starts as chatter (`BIAS`); its
strongest sign counts whole, every other one half, and a known thing, a courtesy, a time or a
question mark beside it a little; the sum is log-odds. It decides from the words alone: who wrote
them, to whom and what was said before are none of its business.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from core.listening.frames import Frame
from core.listening.lines import Line
from core.listening.meaning import Act, Tuning
from core.listening.packs import WEIGHTS, Pack, Sign
from core.listening.text import Text

#: Marked and confirmed at or above this score.
SPEAK = 0.75
#: Privately asked about, at most, from this score on; below it nothing happens.
NOTE = 0.5

#: Log-odds of a message with no sign at all, and what stands beside a sign adds to them.
BIAS = -3.0
THING = 1.3
UNNAMED = 0.88
NO_THING = -2.2
COURTESY = 0.5
TIME = 0.3
QUESTION = 0.2
MINE = 0.4
#: What there is and for whom, each told by a sign of its own, are a whole post.
WHOLE = 0.1
#: How much every sign after the strongest counts.
OTHERS = 0.5

#: So many matches of one frame are looked at: a wall of text must not cost more than a message.
_MATCHES_PER_FRAME = 3

#: Log-odds beyond this say no more.
_MOST = 20.0
_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[,.;:!?\n]")
_MENTION_FIRST = re.compile(r"\s*@\w+")
_NAME_LAST = re.compile(r", ([^\W\d_]{2,30}) ?[.!?]{0,3}$")
_NAME_FIRST = re.compile(r"\s*([^\W\d_]\w+),\s+\w")


@dataclass(frozen=True, slots=True)
class Heard:
    """The best reading of a message: the act, its score, and where in the text it stands.

    `why` are the names of the signs that spoke for it, the strongest first.
    """

    act: Act
    score: float
    start: int
    end: int
    sign: Sign | None = None
    why: tuple[str, ...] = ()


NOTHING = Heard(Act.OTHER, 0.0, 0, 0)


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign found in the text, the sentence it stands in, and its weight with what is beside it."""

    sign: Sign
    start: int
    end: int
    sentence: tuple[int, int]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """One message under one pack and one community's tuning; `known` as far as it was looked up."""

    line: Line
    text: Text
    pack: Pack
    tuning: Tuning
    known: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)

    def kinds_in(self, span: tuple[int, int]) -> frozenset[str]:
        """Return the kinds of the known things in a span of the text."""
        if span not in self.known:
            found = known_in(self.text.folded[slice(*span)], self.pack)
            self.known[span] = frozenset(self.pack.lexicon[phrase].kind for _, _, phrase in found)
        return self.known[span]


UNTAUGHT = Tuning()


def hear(
    text: Text, line: Line, pack: Pack, acts: frozenset[Act], tuning: Tuning = UNTAUGHT
) -> Heard:
    """Return the strongest reading among `acts`, or `NOTHING`; `line` is `text` in plain words."""
    hits = _hits(line, text, pack)
    for_acts = [hit for hit in hits if hit.sign.act in acts]
    if not for_acts:
        return NOTHING
    against = [hit for hit in hits if hit.sign.act is None and not _is_lifted(hit, line)]
    scene = Scene(line, text, pack, tuning)
    readings = (_reading(act, for_acts, against, scene) for act in Act if act in acts)
    return max(readings, key=lambda heard: heard.score)


def answers(text: Text, line: Line, pack: Pack) -> bool:
    """Tell whether the words take up somebody's request: "I can!", "I have one"."""
    if len(text.folded) > _LONGEST_ANSWER:
        return False
    return any(_is_in(frame, line) for frame in pack.answers)


_LONGEST_ANSWER = 120


def is_to_somebody(text: Text, pack: Pack) -> bool:
    """Tell whether the message begins with a name, or speaks to one at its end: "..., Sam"."""
    if _MENTION_FIRST.match(text.shown):
        return True
    last = None if text.words.isdisjoint(pack.reading.you) else _NAME_LAST.search(text.shown)
    return _is_name(_NAME_FIRST.match(text.shown), text, pack) or _is_name(last, text, pack)


def _is_name(found: re.Match[str] | None, text: Text, pack: Pack) -> bool:
    if found is None or not found[1][0].isupper() or found[1].isupper():
        return False
    # Greetings and ordinary words beside a comma are no names.
    return not _is_known(text.folded[found.start(1) : found.end(1)], pack)


def _is_known(word: str, pack: Pack) -> bool:
    reading = pack.reading
    return (
        word in pack.common
        or word in reading.opening
        or word in reading.soft
        or word in pack.lexicon
        or word in pack.frames
    )


def _hits(line: Line, text: Text, pack: Pack) -> list[Hit]:
    """Return the place of every sign in the line; of several in one sentence the first."""
    found: dict[tuple[int, int], Hit] = {}
    tried = {entry[0]: entry for word in line.words for entry in pack.frames.get(word, ())}
    for number in sorted(tried):  # of two frames that begin alike, the pack's first stands
        _, sign, frame = tried[number]
        if not frame.may_match(line.words):
            continue
        for match in _matches(frame.pattern, line.said):
            start, end = line.span(*match.span())
            if "object" in frame.pattern.groupindex:
                end = line.span(match.start("object"), match.start("object") + 1)[0]
            sentence = text.sentence_around(max(end - 1, 0))
            key = (id(sign), sentence[0])
            if key not in found or start < found[key].start:
                found[key] = Hit(sign, start, end, sentence)
    return list(found.values())


def _matches(pattern: re.Pattern[str], said: str) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(said), _MATCHES_PER_FRAME)


def _is_lifted(hit: Hit, line: Line) -> bool:
    return any(_is_in(frame, line) for frame in hit.sign.unless)


def _is_in(frame: Frame, line: Line) -> bool:
    return frame.may_match(line.words) and frame.pattern.search(line.said) is not None


def _reading(act: Act, hits: list[Hit], against: list[Hit], scene: Scene) -> Heard:
    """Weigh the signs for `act` that nothing silences."""
    opposed = [hit for hit in against if act in hit.sign.acts]
    silences = [hit for hit in opposed if hit.sign.weight == -math.inf]
    mine = [hit for hit in hits if hit.sign.act is act and not _meets(hit, silences)]
    weighed = [replace(hit, weight=_weight(hit, scene)) for hit in mine]
    weighed = [hit for hit in weighed if hit.weight > 0]
    weighed.sort(key=lambda hit: (-hit.weight, hit.sign.aside, hit.start))
    if not weighed:
        return NOTHING
    best, names = weighed[0], tuple(dict.fromkeys(hit.sign.name for hit in weighed))
    others = _others(weighed)
    if best.sign.aside and not others:
        return NOTHING
    doubts = sum(h.sign.weight for h in opposed if h not in silences and _meets(best, [h]))
    parts = {hit.sign.part for hit in weighed if hit is best or hit.sign.name in others} - {""}
    total = BIAS + best.weight + OTHERS * sum(others.values()) + _beside(best, scene) + doubts
    total += WHOLE * (len(parts) > 1)
    total = max(-_MOST, min(_MOST, total))
    return Heard(act, 1 / (1 + math.exp(-total)), best.start, best.end, best.sign, names)


def _others(weighed: list[Hit]) -> dict[str, float]:
    """Return the weights of the signs that say more than those before: "my car died" is one thing."""
    told, others = [weighed[0]], dict[str, float]()
    for hit in weighed[1:]:
        if all(one.sign is not hit.sign and _apart(one, hit) for one in told):
            told.append(hit)
            others[hit.sign.name] = hit.weight
    return others


def _apart(hit: Hit, other: Hit) -> bool:
    return other.end <= hit.start or hit.end <= other.start


def _meets(hit: Hit, others: Iterable[Hit]) -> bool:
    """Tell whether one of `others` bears on `hit`: on the whole message, or in its sentence."""
    return any(other.sign.whole or other.sentence == hit.sentence for other in others)


def _weight(hit: Hit, scene: Scene) -> float:
    """Return the sign's weight here, with the thing it is about."""
    sign = hit.sign
    weight = sign.weight + scene.tuning.signs.get(sign.name, 0.0)
    kinds = scene.kinds_in(hit.sentence)
    if sign.object == "before" and hit.sentence[0]:
        # "Six chairs by the gate. Take them": the thing stands in the sentence before.
        kinds |= scene.kinds_in(scene.text.sentence_around(hit.sentence[0] - 2))
    if kinds if not sign.kinds else kinds & sign.kinds:
        return weight + THING
    if sign.needs_thing:
        return 0.0
    return weight + _unknown_thing(hit, scene)


def _unknown_thing(hit: Hit, scene: Scene) -> float:
    """Return what the words behind a sign say where none of them is known."""
    clause = _CLAUSE_END.split(scene.text.folded[hit.end : hit.end + 60].lstrip(" ,:-"), 1)[0]
    after = _WORD.findall(clause)[:3]
    if not scene.pack.nothing.isdisjoint(after):
        return NO_THING
    named = any(_names(word, before, scene.pack) for before, word in pairwise(["", *after[:3]]))
    return UNNAMED if named and hit.sign.weight < WEIGHTS["likely"] else 0.0


def _names(word: str, before: str, pack: Pack) -> bool:
    """Tell whether a word stands where a thing is named: "a tombola", or plainly "tombolas"."""
    if word in pack.common or word in pack.reading.articles:
        return False
    plural = pack.reading.plurals
    if before in pack.reading.articles or before.isdigit():
        return True
    return bool(plural and not before and word.endswith(plural))


def _beside(hit: Hit, scene: Scene) -> float:
    """Return what courtesy, a time, a question mark and "me" or "my" add."""
    text, reading = scene.text, scene.pack.reading
    request = hit.sign.act is Act.REQUEST
    asked = text.folded[hit.sentence[1] : hit.sentence[1] + 1] == "?"
    return (
        COURTESY * scene.line.courteous
        + TIME * (not text.words.isdisjoint(reading.when))
        + QUESTION * (asked and request)
        + MINE * (request and not reading.mine.isdisjoint(scene.line.words))
    )


def known_in(folded: str, pack: Pack) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and phrase of each entry of the lexicon in `folded`, longest first."""
    words = [found.span() for found in _WORD.finditer(folded)]
    after = 0
    for at, (start, end) in enumerate(words):
        if at < after or folded[start:end] not in pack.begins:
            continue
        for last in range(min(at + 3, len(words) - 1), at - 1, -1):
            phrase = folded[start : words[last][1]]
            if phrase in pack.lexicon:
                yield start, words[last][1], phrase
                after = last + 1
                break
