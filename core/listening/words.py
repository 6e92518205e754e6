"""What the words of a message alone say: learned, small, and beside the rules.

Every known word, and pair of neighbouring words, says something for each of a few answers; what they say is added up,
and the longer the message, the less each counts (docs/decisions/070). `packs/words/<what>_<language>.tsv` holds the
weights; `make words` learns them anew from the project's own sentences.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

#: Weights are kept in hundredths of log-odds.
SCALE = 100

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!.,:]")
_BEGIN, _NUMBER, _BIAS = "^", "#", ""

#: For each word or pair what it says for each answer; under the empty word what is said before any word.
Weights = Mapping[str, tuple[int, ...]]


def features(folded: str) -> Iterator[str]:
    """Yield what is known of a message: its words and marks, and every pair of them, some more than once."""
    words = [_NUMBER if word.isdigit() else word for word in _TOKEN.findall(folded)]
    words.insert(0, _BEGIN)
    yield from words
    for one, next_one in pairwise(words):
        yield f"{one} {next_one}"


def likely(weights: Weights, folded: str) -> tuple[float, ...]:
    """Return how probable each answer is, 0..1; what is left of 1 is for none of them."""
    known = weights.keys() & set(features(folded))
    share = 1 / math.sqrt(len(known) + 1)
    said = zip(*(weights[one] for one in known), strict=True) if known else ()
    sums = [share * sum(column) for column in said] or [0.0] * len(weights[_BIAS])
    odds = [
        math.exp((before + more) / SCALE) for before, more in zip(weights[_BIAS], sums, strict=True)
    ]
    return tuple(one / (1 + sum(odds)) for one in odds)


@cache
def weights_of(what: str, language: str) -> Weights:
    """Return what was learned of a question in a language; nothing where nobody taught it."""
    source = files("core.listening") / "packs" / "words" / f"{what}_{language}.tsv"
    if not source.is_file():
        return {}
    rows = (row.split("\t") for row in source.read_text(encoding="utf-8").splitlines())
    return {word: tuple(map(int, numbers)) for word, *numbers in rows}
