"""What a ballot weighs, when enough people took part, what it comes to, and what of that may be told (section 7).

Pure rules. How much a village relies on somebody arrives as an argument, and a weight leaves only into the count.
Weights are whole sixths, so that a third of a sum is exact: one is 6, one and a half 9, two 12.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.ids import PersonId

ONE, ONE_AND_A_HALF, TWO = 6, 9, 12
KNOWN, RELIED_UPON = 25.0, 50.0
"""The T from which a ballot weighs one and a half, and two."""
SMALL_ROLL = 5
"""On a roll of fewer everybody weighs the same."""
LEAST_DAYS, MOST_DAYS, USUAL_DAYS = 1, 30, 7
FEWEST = 3
"""So many take part at least, however small the village is."""
BAND_FROM = 8
"""From so many ballots it is told how clear it was: over fewer it could tell of one."""
CLEAR_OF, CLEAR_PARTS = 2, 3
"""Two of three parts of the weight make it clear."""
SCORE_AND_FEW = (3, 5)
"""60 percent, as a fraction: of the people and of the weight, where a village divides or two become one."""


class Kind(StrEnum):
    """What a proposal is about."""

    WORDS = "words"
    """Anything that people settle among themselves; nothing follows by itself."""
    CONFIG = "config"
    NORM = "norm"
    RECALL = "recall"
    REMOVAL = "removal"
    ELECTION = "election"
    CONFIRMATION = "confirmation"
    """Whether somebody of the founder group goes on, by heads."""
    REOPENING = "reopening"
    SPLIT = "split"
    FUSION = "fusion"


ABOUT_SOMEBODY = frozenset({Kind.RECALL, Kind.REMOVAL})
"""Kinds that need seconders, that the person is heard, and 90 days between two."""
BY_SIXTY = frozenset({Kind.SPLIT, Kind.FUSION})
BY_HEADS = frozenset({Kind.CONFIRMATION})
"""Kinds in which everybody weighs the same, whatever the village's way of voting is."""


class Mode(StrEnum):
    """How ballots are cast; the words of the village's rule `ballot_mode`."""

    SECRET = "secret"  # noqa: S105 - a way of voting
    OPEN = "open"
    OPEN_WEIGHTED = "open_weighted"


class Ballot(StrEnum):
    """What somebody chose. An abstention takes part, and weighs on neither side."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What a vote came to. A tie is not passed; that it was one is not told, since weights could be read from it."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    TOO_FEW = "too_few"


class Band(StrEnum):
    """How clear it was."""

    CLEARLY = "clearly"
    NARROWLY = "narrowly"


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that is ever told of a vote. `took_part`: ballots cast, of so many on the roll."""

    outcome: Outcome
    band: Band | None
    took_part: int
    of: int


def weights(trust_of: Mapping[PersonId, float], *, by_heads: bool = False) -> dict[PersonId, int]:
    """Return what each ballot of a roll weighs, in sixths, from everybody's T (0..100).

    1, 1.5 and 2 for T below 25, below 50, and from 50 on; on rolls under 5, and by heads, all 1. A weight above a
    third of the others' sum is cut to that (section 7): nobody decides alone.
    """
    if by_heads or len(trust_of) < SMALL_ROLL:
        return dict.fromkeys(trust_of, ONE)
    full = {person: _weight(own) for person, own in trust_of.items()}
    whole = sum(full.values())
    return {person: min(own, (whole - own) // 3) for person, own in full.items()}


def _weight(trust: float) -> int:
    if trust >= RELIED_UPON:
        return TWO
    return ONE_AND_A_HALF if trust >= KNOWN else ONE


def quorum(active: int, kind: Kind) -> int:
    """Return how many people have to take part: `active` are those on the roll who were active in 90 days.

    At least 3 and a quarter of them, rounded up; 60 % of them where a village divides or two become one.
    """
    parts, whole = SCORE_AND_FEW if kind in BY_SIXTY else (1, 4)
    return max(FEWEST, -(-active * parts // whole))


def result(
    ballots: Mapping[PersonId, Ballot], weight_of: Mapping[PersonId, int], needed: int, kind: Kind
) -> Result:
    """Count a vote: `ballots` of people on the roll `weight_of`, `needed` people to take part.

    Passed with more than half of the weight of yes and no (60 % where a village divides or two become one).
    """
    sides = {
        side: sum(weight_of[person] for person, said in ballots.items() if said is side)
        for side in (Ballot.YES, Ballot.NO)
    }
    took_part, of = len(ballots), len(weight_of)
    if took_part < needed:
        return Result(Outcome.TOO_FEW, None, took_part, of)
    outcome = Outcome.PASSED if _carried(sides, kind) else Outcome.NOT_PASSED
    return Result(outcome, _band([*sides.values()], took_part), took_part, of)


def _carried(sides: Mapping[Ballot, int], kind: Kind) -> bool:
    yes, decided = sides[Ballot.YES], sum(sides.values())
    if kind in BY_SIXTY:
        parts, whole = SCORE_AND_FEW
        return decided > 0 and yes * whole >= decided * parts
    return yes * 2 > decided


def _band(sides: Sequence[int], took_part: int) -> Band | None:
    if took_part < BAND_FROM:
        return None
    clear = max(sides) * CLEAR_PARTS >= sum(sides) * CLEAR_OF
    return Band.CLEARLY if clear and sum(sides) > 0 else Band.NARROWLY


def duration(days: int) -> timedelta | None:
    """Return how long a vote of so many days is open; None outside 1..30."""
    return timedelta(days=days) if LEAST_DAYS <= days <= MOST_DAYS else None


def counted(ballots: Iterable[Ballot]) -> tuple[int, ...]:
    """Return how many chose each option, in the order in which a poll shows them."""
    cast = list(ballots)
    return tuple(sum(said is option for said in cast) for option in Ballot)
