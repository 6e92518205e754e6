"""A message made comparable: what its author said, folded to one spelling.

Quotes, code, links and invisible characters are taken out: they are not the author's asking.
Everything here is linear in the length of the text, and the text is cut before anything else.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

#: Beyond this nobody asks a neighbour for anything; it bounds the cost of every later step.
MAX_CHARACTERS = 2_000

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE = re.compile(r"`[^`\n]{1,200}`")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|<url>", re.IGNORECASE)
#: Somebody's words, or a title: long enough not to be an inch mark.
_QUOTE = re.compile(r'"[^"\n]{12,300}"|[“«][^”»\n]{12,300}[”»]')
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…\n]+(?=\s|$|[¿¡])|\n")

_TITLE = re.compile(r"\b(mrs?|ms|drs?|dra|st|prof|sra?|apt|fr)\.(?= )", re.IGNORECASE)

_SPECIAL = dict(zip("\u2019\u2018`\u00b4\u201c\u201d\u2013\u2014", "''''\"\"--", strict=True))
_ACCENTED = "àáâãäåāèéêëēìíîïīòóôõöøōùúûüūçñýÿ"
_PLAIN = "aaaaaaaeeeeeiiiiiooooooouuuuucnyy"
#: Devanagari's vowel signs are no letters to regular expressions, and would cut words in pieces:
#: each is folded to a letter that nobody writes.
_SIGNS = [
    *range(0x900, 0x904),
    *range(0x93A, 0x93D),
    *range(0x93E, 0x950),
    *range(0x951, 0x958),
    0x962,
    0x963,
]
_INDIC = {chr(sign): chr(0x1D00 + at) for at, sign in enumerate(_SIGNS)}
_FOLD = str.maketrans({**dict(zip(_ACCENTED, _PLAIN, strict=True)), **_SPECIAL, **_INDIC})


def fold_accents(text: str) -> str:
    """Return `text` with Latin accents and typographic marks taken off, of the same length."""
    return text.translate(_FOLD)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, of the same length, so that spans agree."""
    lower = text.lower()
    if len(lower) != len(text):
        # A few letters (İ) grow when lowered; they stay as they are, or the spans would slip.
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Text:
    """A message ready for the rules: `shown` as written, `folded` with the same offsets."""

    shown: str
    folded: str
    words: frozenset[str]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ends = [found.span() for found in _SENTENCE_END.finditer(self.folded)]
        object.__setattr__(self, "_starts", (0, *(after for _, after in ends)))
        object.__setattr__(self, "_ends", (*(end for end, _ in ends), len(self.folded)))

    def sentence_around(self, position: int) -> tuple[int, int]:
        """Return the span of the sentence that holds `position`."""
        number = max(bisect_right(self._starts, position) - 1, 0)
        return self._starts[number], self._ends[number]


def read(message: str) -> Text:
    """Return what the author of `message` said, cut at `MAX_CHARACTERS`."""
    shown = unicodedata.normalize("NFC", message[:MAX_CHARACTERS])
    if ">" in shown or "&gt;" in shown:
        shown = _QUOTED_LINE.sub("", shown)
    if '"' in shown or "“" in shown or "«" in shown:
        shown = _QUOTE.sub(" ", shown)
    if "`" in shown:
        shown = _CODE.sub(" ", _CODE_BLOCK.sub(" ", shown))
    if "/" in shown or "www." in shown or "<" in shown:
        shown = _LINK.sub(" ", shown)
    shown = _TITLE.sub(r"\1", _BLANKS.sub(" ", shown))
    if "\n" in shown:
        shown = _LINES.sub("\n", shown)
    shown = shown.strip()
    folded = fold(shown)
    return Text(shown, folded, frozenset(_WORD.findall(folded)))
