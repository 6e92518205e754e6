"""What a community's corrections teach listening there: thresholds and vocabulary, nothing else.

No message is kept. "Not a request" makes the signs that spoke for it count less in that community;
a confirmation lets them slowly count again; "it is this type" remembers the thing, one or two
words. Both are bounded, so that no single person can silence a village or fill its memory.
"""

from dataclasses import replace

from core.listening.meaning import Act, Context, Tuning, Understanding
from core.listening.text import fold

#: Log-odds by which the strongest sign falls when it misheard, and rises when it heard well.
DOWN, UP = 0.6, 0.2
#: A sign never counts less than this, nor more: five mistakes, or three confirmations.
LOWEST, HIGHEST = -3.0, 0.6
#: So many words of a community's own are remembered; the oldest go first.
MOST_WORDS = 300
_MOST_CHARACTERS = 40


def after_mistake(tuning: Tuning, heard: Understanding) -> Tuning:
    """Return the tuning after "not a request" (or offer) about what was heard."""
    return _shifted(tuning, heard, -DOWN)


def after_confirmation(tuning: Tuning, heard: Understanding) -> Tuning:
    """Return the tuning after its author confirmed what was heard."""
    return _shifted(tuning, heard, UP)


def after_correction(tuning: Tuning, what: str, type_name: str) -> Tuning:
    """Return the tuning after a thing was said to be of another of the community's types."""
    thing = fold(what).strip()[:_MOST_CHARACTERS].strip()
    if not thing:
        return tuning
    words = {key: name for key, name in tuning.words.items() if key != thing}
    words[thing] = type_name
    return replace(tuning, words=dict(list(words.items())[-MOST_WORDS:]))


def taught_type(what: str | None, context: Context) -> str | None:
    """Return the type that this community was taught for a thing, while it still has that type."""
    if not what or not context.tuning.words:
        return None
    thing = fold(what)
    names = {hint.name for hint in context.types}
    words = thing.split()
    for known in (thing, *words[::-1]):
        name = context.tuning.words.get(known)
        if name in names:
            return name
    return None


def _shifted(tuning: Tuning, heard: Understanding, by: float) -> Tuning:
    if heard.act is Act.OTHER or not heard.why:
        return tuning
    sign = heard.why[0]
    weight = max(LOWEST, min(HIGHEST, tuning.signs.get(sign, 0.0) + by))
    return replace(tuning, signs={**tuning.signs, sign: round(weight, 6)})
