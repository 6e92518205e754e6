"""Links: the steps a trust path is made of, and the one rule of how strong a step is.

It decides what makes a link, for whose eyes, and which of two links is the stronger; not where chains run.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from core.ids import PersonId
from core.trust.rules import LIVE_WEIGHT, TrustRules
from core.trust.ties import Tie, TieKind


class LinkKind(StrEnum):
    """By what two people are connected."""

    HELPED = "helped"
    ACROSS = "helped_across"
    SISTERS = "sisters"
    SAME_COMMUNITY = "same_community"
    INVITED = "invited"


class Layer(IntEnum):
    """Which links a search may use: those of its layer and of the ones before."""

    TIES = 0
    COMMUNITIES = 1
    INVITATIONS = 2


class Link(NamedTuple):
    """One step between two people. `strength` is compared, never shown; both directions must agree on it."""

    strength: float
    kind: LinkKind


SAME_COMMUNITY = Link(0.6 * LIVE_WEIGHT, LinkKind.SAME_COMMUNITY)
SISTERS = Link(0.4 * LIVE_WEIGHT, LinkKind.SISTERS)
INVITED = Link(0.2 * LIVE_WEIGHT, LinkKind.INVITED)
"""Links without deeds are weaker than any live tie, and a later layer's weaker than an earlier one's: where two
people have several, the step is named by the earliest layer."""

Links = Mapping[PersonId, Mapping[PersonId, Link]]
"""For each person their links of one layer. A person may stand among their own links (it is passed over), so that
one shared mapping can serve a whole community; more people than were asked for do no harm."""


def tie_link(tie: Tie, viewer: PersonId, now: datetime, rules: TrustRules) -> Link | None:
    """Return the link a tie makes for `viewer`: the one rule of strength, its live weight at `now`.

    None below the threshold 0.25, and for others' ties younger than 30 days. A pair with ties in several villages
    is linked by the strongest: see `strongest`.
    """
    strength = tie.weight(now, rules)
    if strength < LIVE_WEIGHT or not tie.shown_to(viewer, now):
        return None
    helped = TieKind.HELPED in tie.kinds
    return Link(strength, LinkKind.HELPED if helped else LinkKind.ACROSS)


def strongest(one: Link, other: Link) -> Link:
    """Return the link that names the step where two people have several in a layer; equals go by kind."""
    return max(one, other)


class Chain(NamedTuple):
    """How two people are connected: everybody in order, both ends too, and the kind of each step. No numbers."""

    people: tuple[PersonId, ...]
    kinds: tuple[LinkKind, ...]

    def turned(self) -> "Chain":
        """Return the same chain told from the other end."""
        return Chain(self.people[::-1], self.kinds[::-1])


NO_LINKS: Mapping[PersonId, Link] = {}
NOBODY: AbstractSet[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whom a path leaves alone: `closed` are never between others; `blocked` pairs never stand side by side.

    `blocked` is symmetric: for each person everybody on either side of a block with them. A database may leave both
    out of its answers instead (the two ends are never closed to each other) and be asked with none.
    """

    closed: AbstractSet[PersonId] = NOBODY
    blocked: Mapping[PersonId, AbstractSet[PersonId]] = field(default_factory=dict)


NO_WISHES = Wishes()
