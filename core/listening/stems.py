"""Words by their stems, so that "baking" meets "bake" and "niños" meets "niño"."""

import re
from functools import lru_cache

from core.listening.packs import languages, pack
from core.listening.text import fold

LEAST_LETTERS = 4
"""Shorter words of a longer phrase are mostly a, to, the, una, por: in common with everything."""
LEAST_STEM = 3
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=20_000)
def stems(phrase: str, language: str) -> frozenset[str]:
    """Return the stems of the words that tell what a phrase is about, by one language's pack.

    A phrase of one word tells by that word, however short. An unknown language is read as English.
    """
    base = language.partition("-")[0].lower()
    known = pack(base if base in languages() else "en")
    words = _WORD.findall(fold(phrase))
    telling = [word for word in words if len(word) >= LEAST_LETTERS and word not in known.common]
    return frozenset(_stem(word, known.endings) for word in (words if len(words) == 1 else telling))


def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word
