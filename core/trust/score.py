"""The trust score: how the community has come to rely on a member (3-mechanics section 3, rules 4 and 5).

Depth is what a member is to those who came back, without the single strongest tie; breadth is to how many
different people. Both count others only as far as those are anchored in the village. The result is never shown
as a number; callers wrap it in `core.hidden.Hidden` at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np

from core.ids import PersonId
from core.trust.live import Column, LiveTies, Places, live_ties
from core.trust.rules import (
    BREADTH_HALF,
    BREADTH_SCALE,
    DEPTH_HALF,
    DEPTH_SCALE,
    FULL_CIRCLE,
    TrustRules,
)
from core.trust.ties import Tie


@dataclass(frozen=True, slots=True)
class Score:
    """Trust T (0 <= T < 100), depth d and breadth b (>= 0), anchor a (0..1). Its `repr` tells none of them."""

    trust: float = field(repr=False)
    depth: float = field(repr=False)
    breadth: float = field(repr=False)
    anchor: float = field(repr=False)


class TrustWord(StrEnum):
    """Trust in words, told to oneself only."""

    LITTLE_SEEN = "little_seen"
    BECOMING_KNOWN = "becoming_known"
    RELIED_UPON = "relied_upon"
    PILLAR = "pillar"


_WORDS = (
    (20.0, TrustWord.LITTLE_SEEN),
    (50.0, TrustWord.BECOMING_KNOWN),
    (75.0, TrustWord.RELIED_UPON),
)


def trust_word(trust: float) -> TrustWord:
    """Return T in words: below 20 little seen here lately, 50 becoming known, 75 relied upon, else a pillar."""
    return next((word for below, word in _WORDS if trust < below), TrustWord.PILLAR)


def scores(
    live: LiveTies, anchors: Mapping[PersonId, float], rules: TrustRules
) -> dict[PersonId, Score]:
    """Return every member's score at the moment `live` was read.

    `anchors` are the stored ones of the last refresh: while they stand, nobody's T falls by a deed of their own.
    Whoever is not in `anchors` counts 0; after a split the caller adds the sister village's members with the
    anchor they have there, so that ties to the other side go on counting (section 8).
    """
    return _scored(live, anchors, rules, live.members)


def score_of(
    person: PersonId,
    ties: Iterable[Tie],
    anchors: Mapping[PersonId, float],
    member_count: int,
    now: datetime,
    rules: TrustRules,
) -> Score:
    """Return one member's score from their own ties: O(degree). `member_count` is n, with them."""
    own = [tie for tie in ties if person in (tie.a, tie.b)]
    live = live_ties((person,), own, now, rules)
    return _scored(live, anchors, rules, member_count)[person]


def mean_trust(people: Collection[PersonId], known: Mapping[PersonId, Score]) -> float:
    """Return the mean T of these people, 0..100; 0 for nobody. A village matures by it (section 6)."""
    if not people:
        return 0.0
    return sum(known[person].trust for person in people if person in known) / len(people)


def _scored(
    live: LiveTies, anchors: Mapping[PersonId, float], rules: TrustRules, member_count: int
) -> dict[PersonId, Score]:
    anchor = np.array([anchors.get(person, 0.0) for person in live.people], dtype=np.float64)
    depth, breadth = _depth_and_breadth(live, anchor, rules.requester_share)
    trust = _trust(depth, breadth, member_count, rules.depth_weight)
    columns = (column.tolist() for column in (trust, depth, breadth, anchor))
    # Columns are longer than the members where ties name others: those have no score here.
    return dict(zip(live.people[: live.members], map(Score, *columns), strict=False))


def _depth_and_breadth(live: LiveTies, anchor: Column, rho: float) -> tuple[Column, Column]:
    """D and b of everybody in `live.people`; every tie gives credit in both directions."""
    whose = np.concatenate((live.left, live.right))
    whom = np.concatenate((live.right, live.left))
    credit = np.concatenate((
        live.by_left + rho * live.by_right,
        live.by_right + rho * live.by_left,
    ))  # fmt: skip
    size = len(live.people)
    met = anchor[whom] * credit / (credit + BREADTH_HALF)
    repeated = np.maximum(0.0, credit - 1.0)
    bond = anchor[whom] * repeated / (repeated + DEPTH_HALF)
    strongest = np.zeros(size)
    np.maximum.at(strongest, whose, bond)
    return _summed(whose, bond, size) - strongest, _summed(whose, met, size)


def _summed(whose: Places, amount: Column, size: int) -> Column:
    """Sum the amounts of each person; without any ties numpy would count in whole numbers."""
    return np.bincount(whose, amount, size).astype(np.float64, copy=False)


def _trust(depth: Column, breadth: Column, member_count: int, alpha: float) -> Column:
    """T of each row. One member alone has f = 0 and 0/0 = 0 by the rule; f of two gives the same 0 for them.

    The floor matters only after a split that leaves one alone with ties to the sister: T must stay below 100.
    """
    few = min(1.0, max(1, member_count - 1) / FULL_CIRCLE)
    deep = depth / (depth + DEPTH_SCALE * few)
    broad = breadth / (breadth + BREADTH_SCALE * few)
    return 100.0 * (alpha * deep + (1.0 - alpha) * broad)
