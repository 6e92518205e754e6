"""How far a request or an offer reaches: how many hands it takes, whether it comes again, whether an offer stands.

Decides from the words and from the time that was heard in them, by patterns kept as data in `packs/extent`. A
language without a file there is heard like before: one person, once.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.listening.meaning import When
from core.listening.text import Text, fold, fold_accents, read

MOST_HANDS = 20
"""More than that is a village fête, and not a question for neighbours one by one."""
WEEK, FORTNIGHT = 7, 14
_DAY, _NUMBER, _DIGITS = "{day}", "{number}", r"[0-9]{1,2}"


@dataclass(frozen=True, slots=True)
class Extent:
    """`hands`: how many people it takes, 1..20; `every`: it comes again after so many days (7 or 14), or None.

    `stands`: holds whenever it is needed; `what`: what it is about, without the words for all this.
    """

    what: str
    hands: int = 1
    every: int | None = None
    stands: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    hands: re.Pattern[str]
    numbers: dict[str, int]
    on_days: dict[int, re.Pattern[str]]
    at_all: dict[int, re.Pattern[str]]
    stands: re.Pattern[str]
    left_over: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns | None:
    source = files("core.listening") / "packs" / "extent" / f"{language}.toml"
    if not source.is_file():
        return None
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    numbers = {fold(word): many for word, many in table["numbers"].items()}
    words = "|".join([_DIGITS, *sorted(numbers, key=len, reverse=True)])

    def compiled(lines: list[str]) -> re.Pattern[str]:
        filled = (
            line.replace(_DAY, f"(?:{table['days']})").replace(_NUMBER, f"(?P<many>{words})")
            for line in lines
        )
        return re.compile(r"\b(?:" + "|".join(fold_accents(line) for line in filled) + r")\b")

    return _Patterns(
        compiled([table["hands"]]),
        numbers,
        {WEEK: compiled(table["weekly_on"]), FORTNIGHT: compiled(table["fortnightly_on"])},
        {WEEK: compiled(table["weekly"]), FORTNIGHT: compiled(table["fortnightly"])},
        compiled(table["stands"]),
        re.compile(fold_accents(table["left_over"])),
    )


def extent_of(words: str, what: str, language: str, when: When | None) -> Extent:
    """Return how far these words reach. `what` and `when`: the thing and the time heard in them.

    Without a time nothing comes again, and a day that comes again counts only where it is that time.
    """
    known = _patterns(language)
    if known is None:
        return Extent(what)
    text = read(words)
    hands, deed = _hands(text, known, when)
    if deed and fold(what) not in fold(deed):
        what = deed  # "three people" was heard as the thing
    every = _every(text.folded, known, when) if when else None
    stands = known.stands.search(text.folded) is not None
    return Extent(_plain(what, known) or what, hands, every, stands)


def _plain(what: str, known: _Patterns) -> str:
    """Return the thing without "once a week", "any time" and the half of "any Friday" that was no time."""
    for pattern in (known.at_all[FORTNIGHT], known.at_all[WEEK], known.stands, known.left_over):
        what = what.strip(" ,.!?¡¿")
        folded = fold(what)
        for found in reversed(list(pattern.finditer(folded))):
            what = what[: found.start()] + what[found.end() :]
    return what.strip()


def _hands(text: Text, known: _Patterns, when: When | None) -> tuple[int, str | None]:
    found = known.hands.search(text.folded)
    if found is None:
        return 1, None
    said = found["many"]
    many = int(said) if said.isdigit() else known.numbers[said]
    if not 1 < many <= MOST_HANDS:
        return 1, None
    deed = text.shown[found.start("deed") : found.end("deed")] if found["deed"] else ""
    if when is not None:
        deed = deed.partition(when.words)[0]
    return many, deed.strip(" ,.!?¡¿") or None


def _every(folded: str, known: _Patterns, when: When) -> int | None:
    """Return after how many days it comes again: the longer span first, "every other Friday" being a Friday too."""
    start = folded.find(fold(when.words))
    end = start + len(when.words)
    for days in (FORTNIGHT, WEEK):
        if known.at_all[days].search(folded):
            return days
        for found in known.on_days[days].finditer(folded):
            if start < 0 or (found.end() > start and found.start() < end):
                return days
    return None
