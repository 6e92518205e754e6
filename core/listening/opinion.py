"""A second opinion about acts, by the words alone: it takes back, or whispers.

The rules lead: this may only take back what they heard, or, where they heard nothing or the opposite, have the bot ask
its author privately (docs/decisions/070).
"""

import math
from dataclasses import dataclass

from core.listening.acts import NOTE, SPEAK, Heard
from core.listening.meaning import Act, Tuning
from core.listening.text import Text
from core.listening.words import Weights, features, likely, weights_of

#: The name of this opinion among the signs: what a community's corrections teach about it.
WORDS = "words"
#: Heard by the words alone from `LIFT` on; from `TURN` on the other way round than the rules heard it; what the rules
#: heard is taken back where it is neither by more than `VETO`.
LIFT, TURN, VETO = 0.85, 0.8, 0.9


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


def opinion_of(text: Text, language: str) -> Opinion | None:
    """Return what the words of a message say; None where nothing was learned of its language."""
    weights = weights_of("acts", language)
    return by_weights(weights, text.folded) if weights else None


def by_weights(weights: Weights, folded: str) -> Opinion:
    """Return what `weights` for a request and for an offer say of a message."""
    request, offer = likely(weights, features(folded))
    return Opinion(request, offer)


def weighed(heard: Heard, opinion: Opinion | None, tuning: Tuning) -> Heard:
    """Return what stands after the second opinion: heard, taken back, or asked about privately instead."""
    if opinion is None:
        return heard
    if opinion.other > VETO:
        return Heard(heard.act, min(heard.score, 1 - opinion.other), heard.start, heard.end)
    act, sure = opinion.best
    is_settled = heard.score >= NOTE and act is heard.act
    if is_settled or _taught(sure, tuning) < (TURN if heard.score >= NOTE else LIFT):
        return heard
    return Heard(act, min(sure, SPEAK - 0.01), 0, 0, None, (WORDS,))


def _taught(sure: float, tuning: Tuning) -> float:
    """Return a probability as a community's corrections shifted it."""
    shift = tuning.signs.get(WORDS, 0.0)
    return sure if not shift else 1 / (1 + (1 - sure) / sure * math.exp(-shift))
