"""Trust paths: through whom two people know each other (3-mechanics section 3).

The shortest chain of at most so many hops, over ties first; only if there is none, also over shared communities;
only if there is none, also over invitations. Among equally short chains the one whose weakest link is strongest,
then the one first by ids: the same question has the same answer, from either end.

It refuses to know who may ask, and who wishes not to be found at all: callers answer those like "no path".
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from core.ids import PersonId
from core.trust.links import NO_LINKS, NO_WISHES, NOBODY, Chain, Layer, Link, Links, Wishes
from core.trust.walk import (
    BOTH_CIRCLES,
    BOTH_ENDS,
    Near,
    Walk,
    beyond_three,
    near_by,
    three_steps,
    to_open,
    within_two,
)

Read = dict[PersonId, Mapping[PersonId, Link]]


class LinkSource(Protocol):
    """Where links are stored: one indexed query for each call, whatever the number of people."""

    async def links_of(self, people: Collection[PersonId], layer: Layer) -> Links:
        """Return the links of exactly this layer for each of `people`; who has none may be missing."""
        ...


def find_chain(
    one: PersonId,
    other: PersonId,
    layers: Sequence[Links],
    max_hops: int,
    wishes: Wishes = NO_WISHES,
) -> Chain | None:
    """Return how `one` is connected to `other`, from links held in memory (by layer, as many as there are).

    None: there is no such chain, the two are one, or a block stands between them. `max_hops` is 1..5.
    """
    if one == other or other in wishes.blocked.get(one, NOBODY):
        return None
    for upto in range(1, len(layers) + 1):
        near = near_by(layers[:upto], wishes)
        chain = within_two(one, other, near, max_hops, wishes.closed)
        if chain is None and max_hops > BOTH_ENDS:
            chain = three_steps(one, other, near, wishes.closed)
        if chain is None and max_hops > BOTH_CIRCLES:
            chain = _unasked(_further(one, other, near, max_hops, wishes))
        if chain is not None:
            return chain if chain.people[0] == one else chain.turned()
    return None


async def find_chain_in(
    source: LinkSource,
    one: PersonId,
    other: PersonId,
    max_hops: int,
    wishes: Wishes = NO_WISHES,
    layers: Sequence[Layer] = tuple(Layer),
) -> Chain | None:
    """Return the same from a database, reading only the circles the search opens.

    For each layer two rounds of questions decide about three steps (both ends at once, then the smaller circle);
    what was read for an earlier layer is kept for the next.
    """
    if one == other or other in wishes.blocked.get(one, NOBODY):
        return None
    read: list[Read] = []
    for _ in layers:
        read.append({})
        near = near_by(read, wishes)
        await _read_more(source, (one, other), layers, read)
        chain = within_two(one, other, near, max_hops, wishes.closed)
        if chain is None and max_hops > BOTH_ENDS:
            await _read_more(source, to_open(one, other, near, wishes.closed), layers, read)
            chain = three_steps(one, other, near, wishes.closed)
        if chain is None and max_hops > BOTH_CIRCLES:
            walk = _further(one, other, near, max_hops, wishes)
            chain = await _asked(walk, source, layers, read)
        if chain is not None:
            return chain if chain.people[0] == one else chain.turned()
    return None


def _further(one: PersonId, other: PersonId, near: Near, max_hops: int, wishes: Wishes) -> Walk:
    """Walk always from the same end, so that both are told the same."""
    first, last = (one, other) if one < other else (other, one)
    return beyond_three(first, last, near, max_hops, wishes.closed)


def _unasked(walk: Walk) -> Chain | None:
    """Run a walk whose links are all in memory: whatever it asks for is there."""
    try:
        while True:
            next(walk)
    except StopIteration as ended:
        chain: Chain | None = ended.value
        return chain


async def _asked(
    walk: Walk, source: LinkSource, layers: Sequence[Layer], read: Sequence[Read]
) -> Chain | None:
    """Run a walk that is given what it asks for."""
    try:
        while True:
            await _read_more(source, next(walk), layers, read)
    except StopIteration as ended:
        chain: Chain | None = ended.value
        return chain


async def _read_more(
    source: LinkSource, people: Collection[PersonId], layers: Sequence[Layer], read: Sequence[Read]
) -> None:
    """Ask for what is not yet known of these people, layer by layer, in one query each."""
    for layer, known in zip(layers, read, strict=False):
        missing = [person for person in people if person not in known]
        if missing:
            known.update(dict.fromkeys(missing, NO_LINKS))
            known.update(await source.links_of(missing, layer))
