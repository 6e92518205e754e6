"""What a reader takes for one character: cleaning names, and cutting them only where nothing breaks.

A working part of Unicode's rules (UAX 29) from what the standard library knows: marks stay with their letter, emoji
families and flags stay whole, Indian conjuncts and Korean syllables too.
"""

import unicodedata
from collections.abc import Iterator, Sequence

# Nobody's name is longer; what is cut here would be cut by the space in the picture anyway.
LONGEST = 400
# One letter of a playful name may carry hundreds of marks and paint over its neighbours.
MOST_MARKS = 4
LONGEST_CLUSTER = 24

JOINER, NON_JOINER = "\u200d", "\u200c"
VIRAMA = 9
THAI_AND_LAO_AM = {"\u0e33", "\u0eb3"}
MARKS = {"Mn", "Me", "Mc"}


def cleaned(text: str) -> str:
    """Make one line of a text: no control or direction characters, spaces single, accents composed."""
    kept = "".join(_kept(character) for character in text[:LONGEST])
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return character if character in {JOINER, NON_JOINER} else ""
    return " " if category in {"Cc", "Zl", "Zp"} else character


def clusters(text: str) -> list[str]:
    """Cut a text into what a reader takes for one character each."""
    found: list[str] = []
    for character in _sober(text):
        if found and len(found[-1]) < LONGEST_CLUSTER and _joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _sober(text: str) -> Iterator[str]:
    """Leave out marks piled higher than any script piles them."""
    pile = 0
    for character in text:
        pile = pile + 1 if unicodedata.category(character) in MARKS else 0
        if pile <= MOST_MARKS:
            yield character


def _joins(cluster: str, character: str) -> bool:
    """Say whether a character belongs to the cluster before it."""
    if cluster == " " or character == " ":
        return False
    if extends(character) or cluster[-1] == JOINER:
        return True
    if _flag_letter(character):
        return _flag_letter(cluster[-1]) and len(cluster) == 1
    if unicodedata.combining(cluster[-1]) == VIRAMA:
        return unicodedata.category(character) == "Lo"
    return _korean_part(cluster[-1]) and "\u1160" <= character <= "\u11ff"


def extends(character: str) -> bool:
    """Say whether a character only changes the one before: a mark, a joiner, a skin tone."""
    return (
        unicodedata.category(character) in MARKS
        or character in {JOINER, NON_JOINER}
        or character in THAI_AND_LAO_AM
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _korean_part(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or "\uac00" <= character <= "\ud7a3"


def joined(parts: Sequence[str]) -> str:
    """Put clusters together again, without spaces at the ends."""
    return "".join(parts).strip()
