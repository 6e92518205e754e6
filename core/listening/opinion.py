"""What the words of a message alone say: a small learned second opinion beside the rules.

Every known word, and pair of neighbouring words, says something for a request and something for an offer; what they
say is added up, and the longer the message, the less each counts. The rules lead: this may only take back what they
heard, or, where they heard nothing, have the bot ask its author privately (docs/decisions/070).

`packs/opinion/<language>.tsv` holds the weights. `make opinion` learns them anew from the project's own sentences.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from core.listening.acts import NOTE, SPEAK, Heard
from core.listening.meaning import Act, Tuning
from core.listening.text import Text

#: The name of this opinion among the signs: what a community's corrections teach about it.
WORDS = "words"
#: Heard by the words alone from this probability on; what the rules heard is taken back above that one.
LIFT, VETO = 0.9, 0.85
#: Weights are kept in hundredths of log-odds.
SCALE = 100

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!.,:]")
_BEGIN, _NUMBER, _BIAS = "^", "#", ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How probable each act is, 0..1, by the words alone; the rest of 1 is chatter."""

    request: float
    offer: float

    @property
    def other(self) -> float:
        """Return how probable it is that the message is neither."""
        return 1.0 - self.request - self.offer

    @property
    def best(self) -> tuple[Act, float]:
        """Return the likelier of the two acts, and how likely it is."""
        if self.request >= self.offer:
            return Act.REQUEST, self.request
        return Act.OFFER, self.offer


def features(folded: str) -> Iterator[str]:
    """Yield what is known of a message: its words and marks, and every pair of them, some more than once."""
    words = [_NUMBER if word.isdigit() else word for word in _TOKEN.findall(folded)]
    words.insert(0, _BEGIN)
    yield from words
    for one, next_one in pairwise(words):
        yield f"{one} {next_one}"


def opinion_of(text: Text, language: str) -> Opinion | None:
    """Return what the words of a message say; None where nothing was learned of its language."""
    weights = _weights(language)
    return by_weights(weights, text.folded) if weights else None


def by_weights(weights: Mapping[str, tuple[int, int]], folded: str) -> Opinion:
    """Return what `weights` say of a message, in hundredths of log-odds for a request and for an offer."""
    known = weights.keys() & set(features(folded))
    request, offer = map(float, weights[_BIAS])
    share = 1 / math.sqrt(len(known) + 1)
    request += share * sum(weights[one][0] for one in known)
    offer += share * sum(weights[one][1] for one in known)
    for_request, for_offer = math.exp(request / SCALE), math.exp(offer / SCALE)
    whole = 1 + for_request + for_offer
    return Opinion(for_request / whole, for_offer / whole)


def weighed(heard: Heard, opinion: Opinion | None, tuning: Tuning) -> Heard:
    """Return what stands after the second opinion: heard, taken back, or asked about privately."""
    if opinion is None:
        return heard
    if heard.score >= NOTE:
        doubted = opinion.other > VETO
        return Heard(heard.act, 1 - opinion.other, heard.start, heard.end) if doubted else heard
    act, likely = opinion.best
    if _taught(likely, tuning) < LIFT:
        return heard
    return Heard(act, min(likely, SPEAK - 0.01), 0, 0, None, (WORDS,))


def _taught(likely: float, tuning: Tuning) -> float:
    """Return a probability as a community's corrections shifted it."""
    shift = tuning.signs.get(WORDS, 0.0)
    return likely if not shift else 1 / (1 + (1 - likely) / likely * math.exp(-shift))


@cache
def _weights(language: str) -> Mapping[str, tuple[int, int]]:
    source = files("core.listening") / "packs" / "opinion" / f"{language}.tsv"
    if not source.is_file():
        return {}
    rows = (row.split("\t") for row in source.read_text(encoding="utf-8").splitlines())
    return {word: (int(request), int(offer)) for word, request, offer in rows}
