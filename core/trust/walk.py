"""The walk behind a trust path: two circles that grow towards each other, always the smaller one first.

Before a circle is widened it is asked whether it touches the other, which sets answer without a look at every
link: for three hops the second ring of neighbours is never opened. Only once two circles touch are strengths
compared, and only along chains that are shortest.

Nothing is read here: each function says whose links it needs known and finds them through `near`, the longest one as
a generator that asks as it goes. So memory and a database share one search, and one rule of which chain is best.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from core.ids import PersonId
from core.trust.links import NO_LINKS, NOBODY, Chain, Link, LinkKind, Links, Wishes

Ring = AbstractSet[PersonId]
Near = Callable[[PersonId], Mapping[PersonId, Link] | None]
"""Whom somebody is linked to, each by the link that names the step."""
Way = tuple[float, tuple[PersonId, ...], tuple[LinkKind, ...]]
"""A shortest way from an end to somebody: the strength of its weakest link, the people, the kinds."""
Reached = Mapping[PersonId, Way] | Mapping[PersonId, Link]
"""How somebody is best reached from an end; around the end itself its links say that already."""
Touch = tuple[PersonId, Mapping[PersonId, Link], Ring]
Walk = Generator[Collection[PersonId], None, Chain | None]

BOTH_ENDS = 2
"""How many steps the links of the two ends alone can answer for."""
BOTH_CIRCLES = 3
"""How many steps it is to where the circles of the two ends touch."""


def near_by(layers: Sequence[Links], wishes: Wishes) -> Near:
    """Return how to read somebody's links: of all layers, the earliest naming the step, without blocked ones."""
    if len(layers) == 1 and not wishes.blocked:
        return layers[0].get
    weakest_first = layers[::-1]

    def near(person: PersonId) -> Mapping[PersonId, Link]:
        merged: dict[PersonId, Link] = {}
        for links in weakest_first:
            merged.update(links.get(person, NO_LINKS))
        for other in wishes.blocked.get(person, NOBODY):
            merged.pop(other, None)
        return merged

    return near


def within_two(
    one: PersonId, other: PersonId, near: Near, max_hops: int, closed: Ring
) -> Chain | None:
    """Return the best chain of one or two steps, from the links of the two ends alone; None: there is none."""
    ours = near(one) or NO_LINKS
    link = ours.get(other)
    if link is not None:
        return Chain((one, other), (link[1],))
    theirs = near(other) or NO_LINKS
    if max_hops < BOTH_ENDS:
        return None
    best: PersonId | None = None
    strength = -1.0
    for person in ours.keys() & theirs.keys():
        weakest = min(ours[person][0], theirs[person][0])
        if weakest < strength or person in closed:
            continue
        if weakest > strength or best is None or person < best:
            best, strength = person, weakest
    if best is None:
        return None
    return Chain((one, best, other), (ours[best][1], theirs[best][1]))


def three_steps(one: PersonId, other: PersonId, near: Near, closed: Ring) -> Chain | None:
    """Return the best chain of three steps between two people who have no shorter one; None: there is none.

    `near` must know the links of everybody in `to_open`.
    """
    ours, theirs = _circle(one, near, closed), _circle(other, near, closed)
    turned = len(theirs) < len(ours)
    steps = _strongest_steps(theirs, ours, near) if turned else _strongest_steps(ours, theirs, near)
    chains: list[Chain] = []
    for here, there, link in steps:
        near_one, near_other = (there, here) if turned else (here, there)
        kinds = (ours[near_one][1], link[1], theirs[near_other][1])
        chains.append(Chain((one, near_one, near_other, other), kinds))
    if len(chains) > 1:
        # By ids, and the same ones from whichever end it is asked.
        return min(chains) if one < other else min(chains, key=Chain.turned)
    return chains[0] if chains else None


def to_open(one: PersonId, other: PersonId, near: Near, closed: Ring) -> Ring:
    """Return whose links decide about three steps: the smaller of the two circles."""
    ours, theirs = _circle(one, near, closed), _circle(other, near, closed)
    return (ours if len(ours) <= len(theirs) else theirs).keys()


def beyond_three(first: PersonId, last: PersonId, near: Near, max_hops: int, closed: Ring) -> Walk:
    """Return the best chain of four to `max_hops` steps between two people who have no shorter one, or None.

    Yields rings of people whose links `near` must know before the walk goes on: each time the smaller side is
    opened, and asked whether it touches the other now. The chain may be told from either end.
    """
    ours = _Side(first, _circle(first, near, closed))
    theirs = _Side(last, _circle(last, near, closed))
    for _ in range(BOTH_CIRCLES, max_hops):
        ours, theirs = _smaller_first(ours, theirs)
        yield ours.edge
        ours.widen(near, closed)
        ours, theirs = _smaller_first(ours, theirs)
        yield ours.edge
        touching = _touching(ours.edge, theirs.edge, near)
        if touching:
            ours.open(set().union(*(others for _, _, others in touching)))
            return _met(ours, theirs, near)
    return None


def _smaller_first(ours: "_Side", theirs: "_Side") -> tuple["_Side", "_Side"]:
    return (theirs, ours) if len(theirs.edge) < len(ours.edge) else (ours, theirs)


def _circle(end: PersonId, near: Near, closed: Ring) -> Mapping[PersonId, Link]:
    """Return whom an end is linked to, but for those who are not passed through."""
    around = near(end) or NO_LINKS
    if closed:
        return {person: link for person, link in around.items() if person not in closed}
    return around


class _Side:
    """What was opened around one end: the circle of its links, and the rings outside it."""

    __slots__ = ("circle", "edge", "end", "inner")

    def __init__(self, end: PersonId, circle: Mapping[PersonId, Link]) -> None:
        self.end = end
        self.circle = circle
        self.inner: list[Ring] = []
        self.edge: Ring = circle.keys()

    def widen(self, near: Near, closed: Ring) -> None:
        """Open the next ring: whom the edge is linked to and nobody nearer; never the closed ones.

        Whoever is two rings back or more cannot be met again: links go both ways. An end may get in, having
        neighbours; a chain through it would be longer than one already sought.
        """
        wider: set[PersonId] = set()
        wider.update(*(near(person) or NO_LINKS for person in self.edge))
        wider.difference_update(self.edge, self.inner[-1] if self.inner else ())
        self.open(wider - closed if closed else wider)

    def open(self, ring: Ring) -> None:
        """Take this as the new edge: the next ring, or the part of it that matters."""
        self.inner.append(self.edge)
        self.edge = ring

    def reached(self, people: Ring, near: Near) -> Reached:
        """Return how these people of the edge are best reached from the end."""
        if not self.inner:
            return self.circle
        rings = [*self.inner, people]
        # Backwards first, so that strengths are read only where a chain really runs.
        for place in range(len(rings) - 2, 0, -1):
            rings[place] = {one for one, _, _ in _touching(rings[place], rings[place + 1], near)}
        ways: Reached = self.circle
        for ring, wider in pairwise(rings):
            ways = self._next(ways, _touching(ring, wider, near))
        return ways

    def _next(self, before: Reached, touching: Iterable[Touch]) -> Reached:
        """Return the best ways one ring further out: the stronger, among equals the first by ids."""
        best: dict[PersonId, Way] = {}
        for person, links, others in touching:
            weakest, people, kinds = self.way(person, before)
            for other in others:
                link = links[other]
                found = (min(weakest, link[0]), (*people, other), (*kinds, link[1]))
                known = best.get(other)
                if known is None or (-found[0], found[1]) < (-known[0], known[1]):
                    best[other] = found
        return best

    def way(self, person: PersonId, reached: Reached) -> Way:
        """Return the way to somebody in full, where until now a link of the end itself was enough."""
        found = reached[person]
        if isinstance(found, Link):
            return found.strength, (self.end, person), (found.kind,)
        return found


def _touching(ring: Ring, other_ring: Ring, near: Near) -> list[Touch]:
    """Return who in `ring` is linked into the other ring: the person, their links, and to whom."""
    found: list[Touch] = []
    for person in ring:
        links = near(person)
        # Mostly there is nobody, and asking whether is cheaper than asking who.
        if links and not other_ring.isdisjoint(links):
            found.append((person, links, links.keys() & other_ring))
    return found


def _met(ours: _Side, theirs: _Side, near: Near) -> Chain:
    """Return the best chain through anybody in both edges, told from our end."""
    meeting = ours.edge & theirs.edge
    mine, yours = ours.reached(meeting, near), theirs.reached(meeting, near)
    strength = max(min(mine[person][0], yours[person][0]) for person in meeting)
    return min(
        _joined(ours.way(person, mine), theirs.way(person, yours))
        for person in meeting
        if min(mine[person][0], yours[person][0]) == strength
    )


def _strongest_steps(
    mine: Mapping[PersonId, Link], yours: Mapping[PersonId, Link], near: Near
) -> list[tuple[PersonId, PersonId, Link]]:
    """Return the steps from circle to circle that make the weakest link strongest: several when equal.

    Whoever is reached more weakly than the best found so far cannot better it, and is not even looked at.
    """
    best = 0.0
    theirs = set(yours)
    steps: list[tuple[PersonId, PersonId, Link]] = []
    for person, way in mine.items():
        here = way[0]
        if here < best:
            continue
        links = near(person)
        if not links or theirs.isdisjoint(links):
            continue
        for other in links.keys() & theirs:
            there = yours[other][0]
            link = links[other]
            strength = link[0]
            if there < best or strength < best:
                continue
            weakest = min(here, there, strength)
            if weakest > best:
                best, steps = weakest, [(person, other, link)]
            else:
                steps.append((person, other, link))
    return steps


def _joined(head: Way, tail: Way) -> Chain:
    """Return the chain from one end to the other through the person both ways lead to."""
    return Chain(head[1] + tail[1][-2::-1], head[2] + tail[2][::-1])
