"""A village's ties at one moment, as columns of numbers: read once, then used by anchors and scores alike.

It decides only which ties count and what they have faded to; `ties` holds the rule for one pair, and a test holds
the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
import numpy.typing as npt

from core.ids import PersonId
from core.trust.rules import TrustRules
from core.trust.ties import Tie

Column = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LiveTies:
    """The ties that count at `now`: row k joins `people[left[k]]` and `people[right[k]]`.

    `people` starts with the members, in the order given; behind them stand those whom ties still name and who are
    no members (they left, live in the sister village, or helped from outside). `by_left` is what the left one
    did for the right one, faded to `now`, `by_right` the reverse.
    """

    people: tuple[PersonId, ...]
    members: int
    left: Places
    right: Places
    by_left: Column
    by_right: Column

    @property
    def weight(self) -> Column:
        """W of each row: everything the two did for each other."""
        return self.by_left + self.by_right


def live_ties(
    members: Sequence[PersonId], ties: Iterable[Tie], now: datetime, rules: TrustRules
) -> LiveTies:
    """Return the columns of these ties at `now`; ties of too few exchanges are left out.

    `members` are distinct. Costs a few operations per tie: hand it one member's ties to read one member.
    """
    settled = [tie if tie.waiting is None else tie.settled(now) for tie in ties]
    kept = [tie for tie in settled if tie.count >= rules.min_interactions]
    places = {person: place for place, person in enumerate(members)}
    for person in chain((tie.a for tie in kept), (tie.b for tie in kept)):
        places.setdefault(person, len(places))
    left = np.array([places[tie.a] for tie in kept], dtype=np.intp)
    right = np.array([places[tie.b] for tie in kept], dtype=np.intp)
    last = np.array([tie.last_at.timestamp() for tie in kept], dtype=np.float64)
    days = np.maximum(0.0, (now.timestamp() - last) / 86_400.0)
    faded = np.exp2(-days / rules.half_life_days)
    by_left = faded * np.array([tie.by_a for tie in kept], dtype=np.float64)
    by_right = faded * np.array([tie.by_b for tie in kept], dtype=np.float64)
    return LiveTies(tuple(places), len(members), left, right, by_left, by_right)
