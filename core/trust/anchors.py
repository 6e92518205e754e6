"""Anchors: is this person really part of the village? 3-mechanics section 3, rule 3.

A short walk starts at each role-holder and spreads along ties; somebody is anchored as far as most role-holders
reach them. A circle of invented people hangs on the village by few ties, so little arrives there, and the
lower median means that half of the role-holders would have to vouch for it. Against one that turned, that holds;
against a majority of them nothing here does.
"""

from collections.abc import Collection

import numpy as np

from core.ids import PersonId
from core.trust.live import Column, LiveTies
from core.trust.rules import ANCHOR_POWER, BREADTH_HALF, HOLDER_BOND, WALK_STEPS


def anchors(live: LiveTies, role_holders: Collection[PersonId]) -> dict[PersonId, float]:
    """Return every member's anchor, 0..1, recomputed nightly and when roles change.

    A role-holder who is no member any more anchors nobody; without role-holders everybody's anchor is 0. Only ties
    among members carry the walk: what somebody left behind anchors nobody either.
    """
    members = live.people[: live.members]
    holders = set(role_holders)
    seats = [place for place, person in enumerate(members) if person in holders]
    if not seats:
        return dict.fromkeys(members, 0.0)
    bonds = _bonds(live, seats)
    degree = bonds.sum(axis=0)
    volume = float(degree.sum())
    if volume == 0.0:
        return {person: float(person in holders) for person in members}
    reached = np.minimum(1.0, _walked(bonds, degree, seats) * _per_degree(volume, degree))
    reached.sort(axis=0)
    lower_median = reached[(len(seats) - 1) // 2]
    return dict(zip(members, (lower_median**ANCHOR_POWER).tolist(), strict=True))


def _bonds(live: LiveTies, seats: list[int]) -> Column:
    """S: how strongly each two members are joined, symmetric, 0 on the diagonal."""
    weight = live.weight
    strength = weight / (weight + BREADTH_HALF)
    left, right = live.left, live.right
    if len(live.people) > live.members:
        inside = (left < live.members) & (right < live.members)
        left, right, strength = left[inside], right[inside], strength[inside]
    bonds = np.zeros((live.members, live.members))
    bonds[left, right] = strength
    bonds[right, left] = strength
    among = np.ix_(seats, seats)
    bonds[among] = np.maximum(bonds[among], HOLDER_BOND)
    bonds[seats, seats] = 0.0
    return bonds


def _walked(bonds: Column, degree: Column, seats: list[int]) -> Column:
    """Return where one unit of mass from each seat is after the walk: a row per seat, a column per member."""
    half_share = _per_degree(0.5, degree)
    mass = np.zeros((len(seats), len(degree)))
    mass[np.arange(len(seats)), seats] = 1.0
    for _ in range(WALK_STEPS):
        mass = 0.5 * mass + (mass * half_share) @ bonds
    return mass


def _per_degree(amount: float, degree: Column) -> Column:
    """Return amount / degree, and 0 for somebody without any tie: nobody walks to them or away."""
    return np.divide(amount, degree, out=np.zeros_like(degree), where=degree > 0.0)
