"""What the words of a message alone say: learned, small, and beside the rules.

Every known word, and pair of neighbouring words, says something for each of a few answers; what they say is added up,
and the longer the message, the less each counts (docs/decisions/070). `packs/words/<what>_<language>.tsv` holds the
weights; `make words` learns them anew from the project's own sentences.
"""

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

#: Weights are kept in hundredths of log-odds.
SCALE = 100

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!.,:]")
_BEGIN, _NUMBER, _BIAS = "^", "#", ""

#: For each word or pair what it says for each answer; under the empty word what is said before any word.
Weights = Mapping[str, tuple[int, ...]]


def features(folded: str) -> frozenset[str]:
    """Return what is known of a message: its words and marks, and every pair of them."""
    words = [_NUMBER if word.isdigit() else word for word in _TOKEN.findall(folded)]
    words.insert(0, _BEGIN)
    return frozenset([*words, *map(" ".join, pairwise(words))])


def likely(weights: Weights, said: frozenset[str]) -> tuple[float, ...]:
    """Return how probable each answer is, 0..1, by the features said; what is left of 1 is for none of them."""
    rows = [weights[one] for one in said if one in weights]
    share = 1 / (SCALE * math.sqrt(len(rows) + 1))
    first = [before / SCALE for before in weights[_BIAS]]
    sums = [share * sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(first)
    odds = [math.exp(before + more) for before, more in zip(first, sums, strict=True)]
    whole = 1 + sum(odds)
    return tuple(one / whole for one in odds)


@cache
def weights_of(what: str, language: str) -> Weights:
    """Return what was learned of a question in a language; nothing where nobody taught it."""
    source = files("core.listening") / "packs" / "words" / f"{what}_{language}.tsv"
    if not source.is_file():
        return {}
    rows = (row.split("\t") for row in source.read_text(encoding="utf-8").splitlines())
    return {word: tuple(map(int, numbers)) for word, *numbers in rows}
