"""The walk behind a trust path: two circles that grow towards each other, always the smaller one first.

Before a circle is widened it is asked whether it touches the other, which sets answer without a look at every
link: for three hops the second ring of neighbours is never opened. Only once two circles touch are strengths
compared, and only along chains that are shortest.

The walk reads nothing itself. It is a generator that says whose links it needs next and finds them in `layers`
afterwards, so that memory and a database share one search, and one rule of which chain is the best.
"""

import math
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from core.ids import PersonId
from core.trust.links import NO_LINKS, NOBODY, Chain, Link, LinkKind, Links, Wishes

Ring = AbstractSet[PersonId]
Near = Callable[[PersonId], Mapping[PersonId, Link] | None]
"""Whom somebody is linked to, each by the link that names the step."""
Way = tuple[float, tuple[PersonId, ...], tuple[LinkKind, ...]]
"""A shortest way from an end to somebody: the strength of its weakest link, the people, the kinds."""
Reached = Mapping[PersonId, Way] | Mapping[PersonId, Link]
"""The people of a ring and how strongly they are reached; around an end itself its links say that already."""
Step = tuple[PersonId, PersonId, Link]


def walked(
    first: PersonId, last: PersonId, layers: Sequence[Links], max_hops: int, wishes: Wishes
) -> Generator[Collection[PersonId], None, Chain | None]:
    """Return the best shortest chain of at most `max_hops`, or None.

    `first` and `last` are two people without a block between them, whose own links are in `layers` already. Yields
    rings of people whose links must be there before going on. The result does not depend on the order of any
    mapping or set.
    """
    near = _reader(layers, wishes)
    ours: list[Ring] = [{first}]
    theirs: list[Ring] = [{last}]
    for hops in range(1, max_hops + 1):
        if len(theirs[-1]) < len(ours[-1]):
            ours, theirs = theirs, ours
        if len(ours) > 1:
            yield ours[-1]
        touching = _touching(ours[-1], theirs[-1], near)
        if touching:
            best = _best(touching, ours, theirs, near)
            return best if first in ours[0] else best.turned()
        if hops == max_hops:
            break
        ours.append(_widened(ours, near, wishes.closed))
    return None


def _reader(layers: Sequence[Links], wishes: Wishes) -> Near:
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


def _touching(
    ring: Ring, other_ring: Ring, near: Near
) -> list[tuple[PersonId, Mapping[PersonId, Link], Ring]]:
    """Return who in `ring` is linked into the other ring: the person, their links, and to whom."""
    found: list[tuple[PersonId, Mapping[PersonId, Link], Ring]] = []
    for person in ring:
        links = near(person)
        if links:
            others = links.keys() & other_ring
            if others:
                found.append((person, links, others))
    return found


def _widened(rings: Sequence[Ring], near: Near, closed: Ring) -> Ring:
    """Return the next ring: whom the outermost one is linked to and nobody nearer; never the closed ones.

    Whoever is two rings back or more cannot be met again: links go both ways. Around an end the links are the
    ring as they are: an end among its own links touches nobody who was not touched before.
    """
    if len(rings) == 1:
        (end,) = rings[0]
        around = (near(end) or NO_LINKS).keys()
        return around - closed if closed else around
    wider: set[PersonId] = set()
    wider.update(*(near(person) or NO_LINKS for person in rings[-1]))
    return wider - rings[-1] - rings[-2] - closed


def _best(
    touching: Sequence[tuple[PersonId, Mapping[PersonId, Link], Ring]],
    ours: Sequence[Ring],
    theirs: Sequence[Ring],
    near: Near,
) -> Chain:
    """Return the best chain over any step where the two outermost rings touch, told from our end."""
    mine = _reached(ours, (person for person, _, _ in touching), near)
    yours = _reached(theirs, chain.from_iterable(others for _, _, others in touching), near)
    strength = -1.0
    equals: list[Step] = []
    for person, links, others in touching:
        here = mine[person][0]
        if here < strength:
            continue
        for other in others:
            link = links[other]
            weakest = min(here, link[0], yours[other][0])
            if weakest > strength:
                strength = weakest
                equals = [(person, other, link)]
            elif weakest == strength:
                equals.append((person, other, link))
    if len(equals) == 1:
        return _joined(equals[0], mine, yours, ours, theirs)
    return min(_joined(step, mine, yours, ours, theirs) for step in equals)


def _joined(
    step: Step, mine: Reached, yours: Reached, ours: Sequence[Ring], theirs: Sequence[Ring]
) -> Chain:
    """Return the chain that crosses from one end's side to the other's over this step."""
    person, other, link = step
    _, head, kinds = _way(mine[person], person, ours)
    _, tail, kinds_too = _way(yours[other], other, theirs)
    return Chain(head + tail[::-1], (*kinds, link[1], *kinds_too[::-1]))


def _way(reached: Way | Link, person: PersonId, rings: Sequence[Ring]) -> Way:
    """Return the way to somebody in full, where a link of the end itself was enough until now."""
    if isinstance(reached, Link):
        (end,) = rings[0]
        return reached.strength, (end, person), (reached.kind,)
    return reached


def _reached(rings: Sequence[Ring], people: Iterable[PersonId], near: Near) -> Reached:
    """Return how `people` of the outermost ring are best reached from the end in the innermost one."""
    if len(rings) == 1:
        return {end: (math.inf, (end,), ()) for end in rings[0]}
    if len(rings) == 2:
        (end,) = rings[0]
        return near(end) or NO_LINKS
    steps = _touching(rings[-2], set(people), near)
    before = _reached(rings[:-1], (person for person, _, _ in steps), near)
    best: dict[PersonId, Way] = {}
    for person, links, others in steps:
        weakest, people_so_far, kinds = _way(before[person], person, rings)
        for other in others:
            link = links[other]
            way = (min(weakest, link[0]), (*people_so_far, other), (*kinds, link[1]))
            known = best.get(other)
            if known is None or _better(way, known):
                best[other] = way
    return best


def _better(way: Way, than: Way) -> bool:
    """Say which of two ways to one person is kept: the stronger, among equals the first by ids."""
    return way[0] > than[0] or (way[0] == than[0] and way[1] < than[1])
