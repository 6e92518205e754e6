"""The constants of trust and the settings a community may turn (3-mechanics section 3).

It decides nothing about anybody: it holds the numbers, checks their ranges, and knows how a half-life fades.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

SPACING_DAYS = 7.0
"""R: a repeat this long after the last one counts whole; a quicker one counts for its part of the wait."""
BREADTH_HALF = 0.5
"""kb: the credit from one person at which they are worth half of what they can be to breadth."""
DEPTH_HALF = 2.0
"""kd: the same for depth, where the first unit of credit counts nothing (a single deed is no bond)."""
DEPTH_SCALE = 0.4
"""D0: the depth that makes half of the depth part, in a village of at least 13."""
BREADTH_SCALE = 2.5
"""B0: the breadth that makes half of the breadth part, in a village of at least 13."""
FULL_CIRCLE = 12
"""How many others it takes until a village expects the full D0 and B0; a smaller one expects less."""
WALK_STEPS = 8
ANCHOR_POWER = 3
HOLDER_BOND = 0.25
"""Role-holders are joined at least this strongly, so that a new village hangs together."""
LIVE_WEIGHT = 0.25
"""The weight below which a tie is gone from view: it makes no path and has no word but `gone`."""
SHOWN_AFTER = timedelta(days=30)
"""How old a tie is before it appears to anybody but its two people."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrustRules:
    """A community's own settings of trust (3-mechanics section 1; ADR-030).

    `depth_weight` is alpha, 0..1; breadth gets the rest. `half_life_days` > 0 (the configuration allows 30..365).
    `requester_share` is rho, 0..1: what asking earns of what helping earns. `min_interactions` >= 1: the
    exchanges a pair needs before their tie counts at all.
    """

    depth_weight: float = 0.60
    half_life_days: float = 90.0
    requester_share: float = 2 / 3
    min_interactions: int = 1

    def __post_init__(self) -> None:
        """Refuse what would make a formula meaningless; the community's narrower ranges are not checked here."""
        for name in ("depth_weight", "requester_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be between 0 and 1")
        if not 0.0 < self.half_life_days < math.inf:
            raise ValueError("half_life_days must be above 0")
        if self.min_interactions < 1:
            raise ValueError("min_interactions must be at least 1")


def requester_share(split_requestor: float, split_helper: float) -> float:
    """Return rho = clamp(requestor / helper, 0, 1), from the karma split in percent; helper 0 or less gives 1."""
    if split_helper <= 0:
        return 1.0
    return min(1.0, max(0.0, split_requestor / split_helper))


def days_between(earlier: datetime, later: datetime) -> float:
    """Return the days from `earlier` to `later`, both aware; 0 when `later` is the earlier one after all.

    Two workers' clocks differ by a little: without the floor, decay would run backwards and add weight.
    """
    return max(0.0, (later - earlier) / _DAY)


def fading(days: float, half_life_days: float) -> float:
    """Return what is left of 1 after `days` >= 0: exactly one half after each half-life (0 < result <= 1)."""
    return math.exp2(-days / half_life_days)


def spaced_gain(days_since_last: float | None) -> float:
    """Return what one exchange adds to a pair's tie, 0..1: 1 for their first, later min(1, wait / R).

    Twenty exchanges in one day count about one (3-mechanics section 3, rule 1).
    """
    return 1.0 if days_since_last is None else min(1.0, days_since_last / SPACING_DAYS)
