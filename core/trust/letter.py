"""The letter of introduction: trust that travels to a village where one is still new (3-mechanics section 3).

One hop only: what is carried is T as it was earned in the other village, never reach. Reach decides whose sensitive
requests come to one and how one is introduced; eligibility, vote weight, listings and anchors use T alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from core.ids import CommunityId, PersonId

VOUCHING_TRUST = 25.0
"""The T an eligible member here must have there to know what that village's word is worth."""
VOUCHING_HALF = 2
"""With two such members a village's word counts half."""
ACCEPTED_LINK = 0.25
"""The least a mature village counts that this one accepted by name."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another village says of one person, and how well that village is known here.

    `trust` is the person's local T there (0..100), `vouchers` is X, the other eligible members here with T >= 25
    there, `accepted` that this village lists it in `carry_from`, `mature` its own state.
    """

    community: CommunityId
    trust: float = field(repr=False)
    vouchers: int = field(repr=False)
    sister: bool = False
    accepted: bool = False
    mature: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What is carried (C, 0..carry_cap), and from which village; the words name the village, never the number."""

    carried: float = field(repr=False)
    through: CommunityId | None


def vouchers(
    person: PersonId, eligible_here: Collection[PersonId], trust_there: Mapping[PersonId, float]
) -> int:
    """Return X: how many eligible members here, other than `person`, have T >= 25 in the other village."""
    others = (other for other in eligible_here if other != person)
    return sum(trust_there.get(other, 0.0) >= VOUCHING_TRUST for other in others)


def link(elsewhere: Elsewhere) -> float:
    """Return link_c, 0..1: X / (X + 2); 1 between sisters; at least 0.25 if mature and accepted by name.

    A village that nobody eligible here knows has link 0: an invented one carries nothing.
    """
    if elsewhere.sister:
        return 1.0
    known = elsewhere.vouchers / (elsewhere.vouchers + VOUCHING_HALF)
    return max(known, ACCEPTED_LINK) if elsewhere.accepted and elsewhere.mature else known


def letter(others: Iterable[Elsewhere], carry_accept: float, carry_cap: float) -> Letter:
    """Return the best single letter: C = min(cap, max over villages of accept x link x T there).

    `carry_accept` 0..1 and `carry_cap` 0..59 are this village's settings. Letters do not add up. Among equals the
    village first by id is named, so that the answer does not hang on the order of a query.
    """
    best = Letter(0.0, None)
    for other in sorted(others, key=lambda other: other.community):
        carried = carry_accept * link(other) * other.trust
        if carried > best.carried:
            best = Letter(carried, other.community)
    if carry_cap <= 0:
        return Letter(0.0, None)
    return Letter(min(carry_cap, best.carried), best.through)


def reach(trust: float, carried: float) -> float:
    """Return T + (1 - T/100) C, 0..100: the letter fills part of what is missing, so no good deed lowers it."""
    return trust + (1.0 - trust / 100.0) * carried
