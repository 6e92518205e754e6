"""Ties: the living link between two people in one community, made by exchanges and fading with time.

A tie is kept as two sums (what either did for the other) and the moment they were true; reading multiplies by
`2^(-days/H)`, so nothing is rewritten at night. What asking earns (rho) is applied at reading, therefore only a
change of the half-life, or a repair, rebuilds ties from the log.

**Waiting deeds.** In a newcomer's first days a deed gives nobody trust yet; it counts from `counts_from` on, as
old as it really is. A tie keeps such deeds in a second pair of sums, decayed alike, that join the first two from
that moment. A pair's waiting deeds wait together, until the latest moment any of them names: both people may be
new, or one may come back, and one value of a kind keeps a tie O(1). Spacing looks at every deed, waiting or not:
otherwise what a deed is worth would depend on when somebody reads it.

It does not know who is a member, what a tie is worth to a score, or where ties are stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.ids import PersonId
from core.trust.rules import (
    LIVE_WEIGHT,
    SHOWN_AFTER,
    TrustRules,
    days_between,
    fading,
    spaced_gain,
)

Pair = NewType("Pair", tuple[PersonId, PersonId])


class TieKind(StrEnum):
    """How two people came to know each other by deeds."""

    HELPED = "helped"
    ACROSS = "helped_across"


class TieWord(StrEnum):
    """A tie in words, from its live weight over the threshold 0.25 (3-mechanics section 3)."""

    STRONG = "strong"
    WARM = "warm"
    FADING = "fading"
    NEARLY_FORGOTTEN = "nearly_forgotten"
    GONE = "gone"


_WORDS = (
    (8, TieWord.STRONG),
    (4, TieWord.WARM),
    (2, TieWord.FADING),
    (1, TieWord.NEARLY_FORGOTTEN),
)


def pair_of(one: PersonId, other: PersonId) -> Pair:
    """Return the two in the order that names their tie; nobody has a tie with themselves (ValueError)."""
    if one == other:
        raise ValueError("a tie needs two people")
    return Pair((one, other) if one < other else (other, one))


@dataclass(frozen=True, slots=True)
class Deed:
    """A done exchange, as trust sees it: at that moment `helper` did what `asker` had asked for."""

    at: datetime
    asker: PersonId
    helper: PersonId
    kind: TieKind = TieKind.HELPED
    counts_from: datetime | None = None
    """The end of the newcomers' waiting time, if it was still running; None: it counts at once."""

    def __post_init__(self) -> None:
        """Refuse one person alone and a time without a zone."""
        pair_of(self.asker, self.helper)
        if self.at.tzinfo is None:
            raise ValueError("a deed's time must be aware")

    @property
    def pair(self) -> Pair:
        """The two people, in the order that names their tie."""
        return pair_of(self.asker, self.helper)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deeds of a pair that count only from `until` on; the sums are those of the tie's `last_at`."""

    by_a: float = field(repr=False)
    by_b: float = field(repr=False)
    count: int = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """What two people did for each other, spaced and faded up to `last_at`.

    `by_a` is what `a` did for `b`, `by_b` the reverse, both >= 0 in units of one unhurried deed. Numbers about a
    pair stay out of `repr`, and so out of logs (promise 1).
    """

    a: PersonId
    b: PersonId
    by_a: float = field(repr=False)
    by_b: float = field(repr=False)
    count: int = field(repr=False)
    first_at: datetime
    last_at: datetime
    kinds: frozenset[TieKind]
    waiting: Waiting | None = None

    def settled(self, now: datetime) -> "Tie":
        """Return the tie with its waiting deeds counted, if their time has come by `now`."""
        held = self.waiting
        if held is None or held.until > now:
            return self
        return replace(
            self,
            by_a=self.by_a + held.by_a,
            by_b=self.by_b + held.by_b,
            count=self.count + held.count,
            waiting=None,
        )

    def counts(self, now: datetime, rules: TrustRules) -> bool:
        """Say whether the pair has the exchanges a community asks for before a tie counts."""
        return self.settled(now).count >= rules.min_interactions

    def weight(self, now: datetime, rules: TrustRules) -> float:
        """Return the live weight w >= 0 at `now`: all gains of the pair, faded; 0 while the tie does not count."""
        tie = self.settled(now)
        if tie.count < rules.min_interactions:
            return 0.0
        return (tie.by_a + tie.by_b) * fading(days_between(self.last_at, now), rules.half_life_days)

    def credit(self, person: PersonId, now: datetime, rules: TrustRules) -> float:
        """Return v[person <- the other] >= 0 at `now`: what they did, and rho of what they asked for."""
        tie = self.settled(now)
        if tie.count < rules.min_interactions:
            return 0.0
        done, asked = (tie.by_a, tie.by_b) if person == self.a else (tie.by_b, tie.by_a)
        left = fading(days_between(self.last_at, now), rules.half_life_days)
        return (done + rules.requester_share * asked) * left

    def word(self, now: datetime, rules: TrustRules) -> TieWord:
        """Return the tie in words; `NEARLY_FORGOTTEN` is the one that may earn a gentle reminder."""
        times = self.weight(now, rules) / LIVE_WEIGHT
        return next((word for least, word in _WORDS if times >= least), TieWord.GONE)

    def live(self, now: datetime, rules: TrustRules) -> bool:
        """Say whether the tie is still in view (weight >= 0.25): only then it makes a path."""
        return self.weight(now, rules) >= LIVE_WEIGHT

    def shown_to(self, viewer: PersonId, now: datetime) -> bool:
        """Say whether it may appear to `viewer`: always to its own two, to others 30 days after it began."""
        return viewer in (self.a, self.b) or now - self.first_at >= SHOWN_AFTER

    def other(self, person: PersonId) -> PersonId:
        """Return the other one of the two."""
        return self.b if person == self.a else self.a


def with_deed(tie: Tie | None, deed: Deed, half_life_days: float) -> Tie:
    """Return the pair's tie after one more deed, in O(1). None: their first.

    Raises ValueError when the deed is somebody else's, or older than the tie's last one: spacing looks back, so
    a late arrival needs `rebuilt` over that pair's deeds.
    """
    if tie is None:
        tie = _untouched(deed)
        gain, left = spaced_gain(None), 1.0
    elif deed.pair != (tie.a, tie.b):
        raise ValueError("the deed is not this pair's")
    elif deed.at < tie.last_at:
        raise ValueError("the deed is older than the tie's last one: rebuild the pair from the log")
    else:
        wait = days_between(tie.last_at, deed.at)
        gain, left = spaced_gain(wait), fading(wait, half_life_days)
    tie = _faded(tie.settled(deed.at), left, deed)
    by_a, by_b = (gain, 0.0) if deed.helper == tie.a else (0.0, gain)
    if deed.counts_from is None or deed.counts_from <= deed.at:
        return replace(tie, by_a=tie.by_a + by_a, by_b=tie.by_b + by_b, count=tie.count + 1)
    held = tie.waiting or Waiting(0.0, 0.0, 0, deed.counts_from)
    until = max(held.until, deed.counts_from)
    waiting = Waiting(held.by_a + by_a, held.by_b + by_b, held.count + 1, until)
    return replace(tie, waiting=waiting)


def rebuilt(deeds: Iterable[Deed], half_life_days: float) -> dict[Pair, Tie]:
    """Return every pair's tie from the log, exactly as the deeds one by one would have made them.

    The order of `deeds` matters only among a pair's deeds of the very same moment: give them in log order.
    """
    ties: dict[Pair, Tie] = {}
    for deed in sorted(deeds, key=lambda deed: deed.at):
        ties[deed.pair] = with_deed(ties.get(deed.pair), deed, half_life_days)
    return ties


def _untouched(deed: Deed) -> Tie:
    a, b = deed.pair
    return Tie(a, b, 0.0, 0.0, 0, deed.at, deed.at, frozenset())


def _faded(tie: Tie, left: float, deed: Deed) -> Tie:
    """Bring both pairs of sums to the deed's moment; they are always true at one and the same time."""
    held = tie.waiting
    if held is not None:
        held = replace(held, by_a=held.by_a * left, by_b=held.by_b * left)
    return replace(
        tie,
        by_a=tie.by_a * left,
        by_b=tie.by_b * left,
        last_at=deed.at,
        kinds=tie.kinds | {deed.kind},
        waiting=held,
    )
