import itertools
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import PersonId
from core.trust import (
    INVITED,
    SAME_COMMUNITY,
    SISTERS,
    Chain,
    Deed,
    Layer,
    Link,
    LinkKind,
    Links,
    TieKind,
    TrustRules,
    Wishes,
    find_chain,
    find_chain_in,
    rebuilt,
    strongest,
    tie_link,
)

NAMES = [PersonId(name) for name in "abcdefghij"]
A, B, C, D, E, F, G = NAMES[:7]
Graph = dict[PersonId, dict[PersonId, Link]]


def graph(*steps: tuple[str, float], link: Link | None = None) -> Graph:
    links: Graph = {}
    for (one, other), strength in steps:
        step = link or Link(strength, LinkKind.HELPED)
        links.setdefault(PersonId(one), {})[PersonId(other)] = step
        links.setdefault(PersonId(other), {})[PersonId(one)] = step
    return links


def told(chain: Chain | None) -> str | None:
    return chain and "".join(chain.people)


def wishes(closed: str = "", *blocked: str) -> Wishes:
    apart: dict[PersonId, set[PersonId]] = {}
    for one, other in blocked:
        apart.setdefault(PersonId(one), set()).add(PersonId(other))
        apart.setdefault(PersonId(other), set()).add(PersonId(one))
    return Wishes(frozenset(map(PersonId, closed)), apart)


class Stored:
    """A database of links that counts how often it is asked."""

    def __init__(self, layers: list[Graph]) -> None:
        self.layers = layers
        self.asked: list[tuple[Layer, frozenset[PersonId]]] = []

    async def links_of(self, people: Collection[PersonId], layer: Layer) -> Links:
        assert people
        self.asked.append((layer, frozenset(people)))
        held = self.layers[layer] if layer < len(self.layers) else {}
        return {person: held[person] for person in people if person in held}


def by_hand(
    one: PersonId, other: PersonId, layers: list[Graph], hops: int, wish: Wishes
) -> tuple[int, float] | None:
    """Try every chain: layer by layer the shortest, and among those the strongest weakest link."""
    if one == other or other in wish.blocked.get(one, ()):
        return None
    for upto in range(1, len(layers) + 1):
        merged: Graph = {}
        for links in reversed(layers[:upto]):
            for person, near in links.items():
                merged.setdefault(person, {}).update(near)
        for length in range(1, hops + 1):
            found = []
            for between in itertools.permutations(
                [name for name in NAMES if name not in {one, other} | wish.closed], length - 1
            ):
                people = (one, *between, other)
                steps = [
                    merged.get(here, {}).get(there)
                    if there not in wish.blocked.get(here, ())
                    else None
                    for here, there in itertools.pairwise(people)
                ]
                if all(steps):
                    found.append(min(step.strength for step in steps if step))
            if found:
                return length, max(found)
    return None


def test_friends_and_friends_of_friends() -> None:
    ties = graph(("ab", 1), ("bc", 1), ("cd", 1), ("de", 1))
    assert told(find_chain(A, B, [ties], 3)) == "ab"
    assert told(find_chain(A, C, [ties], 3)) == "abc"
    assert told(find_chain(D, A, [ties], 3)) == "dcba"
    assert find_chain(A, E, [ties], 3) is None
    assert told(find_chain(A, E, [ties], 4)) == "abcde"
    assert find_chain(A, C, [ties], 1) is None
    assert find_chain(A, D, [ties], 2) is None
    assert find_chain(A, A, [ties], 3) is None
    assert find_chain(A, NAMES[9], [ties], 3) is None
    assert find_chain(NAMES[9], A, [ties], 5) is None


def test_among_equally_short_the_strongest_weakest_link() -> None:
    two = graph(("ab", 9), ("bd", 1), ("ac", 2), ("cd", 2))
    assert told(find_chain(A, D, [two], 3)) == "acd"
    three = graph(("ab", 9), ("bc", 1), ("cf", 9), ("ad", 2), ("de", 2), ("ef", 2))
    assert told(find_chain(A, F, [three], 3)) == "adef"
    four = graph(
        ("ab", 9), ("bc", 9), ("cd", 9), ("dg", 1), ("ae", 5), ("ec", 5), ("cf", 3), ("fg", 3)
    )
    assert told(find_chain(A, G, [four], 5)) == "abcfg"


def test_the_best_of_many_three_step_chains_in_whatever_order_they_are_met() -> None:
    # In at b, c or d, across, and out at e, f or g: every strength from 1 to 9, so the best is the one of fours.
    ends = [(f"a{x}", weight) for x, weight in zip("bcd", (4, 9, 1), strict=True)]
    ends += [(f"h{x}", weight) for x, weight in zip("efg", (4, 2, 9), strict=True)]
    across = [
        ("be", 4),
        ("bf", 9),
        ("bg", 3),
        ("ce", 2),
        ("cf", 9),
        ("cg", 1),
        ("de", 9),
        ("dg", 9),
    ]
    for order in (1, -1):
        best = find_chain(A, NAMES[7], [graph(*[*ends, *across][::order])], 3)
        assert told(best) == "abeh"


def test_equal_three_step_chains_are_settled_by_ids() -> None:
    even = graph(*((step, 1.0) for step in ("ac", "ad", "ce", "cf", "de", "df", "eb", "fb")))
    assert told(find_chain(A, B, [even], 3)) == "aceb"
    assert told(find_chain(B, A, [even], 3)) == "beca"
    further = graph(
        *((f"{one}{other}", 1.0) for one, other in ("ab", "bc", "bd", "ce", "de", "ef"))
    )
    assert told(find_chain(A, F, [further], 5)) == "abcef"


def test_people_whose_links_a_source_keeps_back_lead_nowhere() -> None:
    kept_back = graph(("ab", 1), ("bc", 1), ("cd", 1), ("de", 1))
    del kept_back[B], kept_back[D]
    assert find_chain(A, E, [kept_back], 5) is None


def test_equals_are_settled_by_ids_from_either_end() -> None:
    diamond = graph(("ab", 1), ("ac", 1), ("bd", 1), ("cd", 1))
    assert told(find_chain(A, D, [diamond], 3)) == "abd"
    assert told(find_chain(D, A, [diamond], 3)) == "dba"
    many = graph(*((f"a{one}", 1) for one in "cdefghij"), *((f"b{one}", 1) for one in "cdefghij"))
    assert told(find_chain(A, B, [many], 3)) == "acb"
    assert told(find_chain(B, A, [many], 3)) == "bca"


def test_ties_come_before_community_before_invitation() -> None:
    ties = graph(("ab", 1), ("bc", 1))
    mates = graph(("ac", 1), ("cd", 1), link=SAME_COMMUNITY)
    invited = graph(("de", 1), ("ad", 1), link=INVITED)
    layers = [ties, mates, invited]
    assert find_chain(A, C, layers, 3) == ((A, B, C), (LinkKind.HELPED, LinkKind.HELPED))
    assert find_chain(A, C, layers, 1) == ((A, C), (LinkKind.SAME_COMMUNITY,))
    assert find_chain(A, D, layers, 3) == (
        (A, C, D),
        (LinkKind.SAME_COMMUNITY, LinkKind.SAME_COMMUNITY),
    )
    assert find_chain(E, B, layers, 3) == (
        (E, D, A, B),
        (LinkKind.INVITED, LinkKind.INVITED, LinkKind.HELPED),
    )


def test_where_two_have_several_links_the_step_is_the_tie() -> None:
    ties = graph(("ab", 1))
    mates = graph(("ab", 1), ("bc", 1), link=SAME_COMMUNITY)
    chain = find_chain(A, C, [ties, mates], 3)
    assert chain is not None
    assert chain.kinds == (LinkKind.HELPED, LinkKind.SAME_COMMUNITY)
    assert chain.turned() == find_chain(C, A, [ties, mates], 3)


def test_nobody_is_passed_through_against_their_wish() -> None:
    ties = graph(("ab", 9), ("bd", 9), ("ac", 1), ("cd", 1))
    assert told(find_chain(A, D, [ties], 3, wishes("b"))) == "acd"
    assert find_chain(A, D, [ties], 3, wishes("bc")) is None
    assert told(find_chain(A, B, [ties], 3, wishes("ab"))) == "ab"
    long = graph(("ab", 1), ("bc", 1), ("cd", 1), ("de", 1))
    assert told(find_chain(A, E, [long], 5, wishes("ae"))) == "abcde"
    assert find_chain(A, E, [long], 5, wishes("c")) is None


def test_blocked_pairs_never_stand_side_by_side() -> None:
    ties = graph(("ab", 9), ("bd", 9), ("ac", 1), ("cd", 1))
    assert find_chain(A, B, [ties], 3, wishes("", "ab")) is None
    assert told(find_chain(A, D, [ties], 3, wishes("", "bd"))) == "acd"
    assert find_chain(A, D, [ties], 3, wishes("", "bd", "ac")) is None


def test_a_community_may_share_one_mapping_with_everybody_in_it() -> None:
    village = dict.fromkeys((A, B, C), SAME_COMMUNITY)
    other = dict.fromkeys((C, D, E), SAME_COMMUNITY)
    mates: Links = {A: village, B: village, C: village | other, D: other, E: other}
    assert told(find_chain(A, E, [{}, mates], 5)) == "ace"
    assert find_chain(A, F, [{}, mates], 5) is None


steps = st.lists(
    st.tuples(st.sampled_from(["".join(two) for two in itertools.combinations(NAMES, 2)]),
              st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0])),
    max_size=18,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    steps,
    steps,
    st.integers(1, 5),
    st.sets(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from(["ab", "ac", "bc", "cd"]), max_size=2),
)
async def test_found_chains_are_the_best_there_are(
    some: list[tuple[str, float]],
    more: list[tuple[str, float]],
    hops: int,
    closed: set[PersonId],
    blocked: list[str],
) -> None:
    layers = [graph(*some), graph(*more, link=SAME_COMMUNITY)]
    wish = wishes("".join(closed), *blocked)
    for one, other in [(A, B), (A, C), (B, D)]:
        expected = by_hand(one, other, layers, min(hops, 4), wish)
        chain = find_chain(one, other, layers, min(hops, 4), wish)
        assert (chain is None) == (expected is None)
        back = find_chain(other, one, layers, min(hops, 4), wish)
        assert back == (chain and chain.turned())
        assert await find_chain_in(Stored(layers), one, other, min(hops, 4), wish) == chain
        if chain is None or expected is None:
            continue
        assert (chain.people[0], chain.people[-1]) == (one, other)
        assert not closed & set(chain.people[1:-1])
        taken = [
            layers[0].get(here, {}).get(there) or layers[1][here][there]
            for here, there in itertools.pairwise(chain.people)
        ]
        assert (len(taken), min(step.strength for step in taken)) == expected
        assert [step.kind for step in taken] == list(chain.kinds)


async def test_a_database_is_asked_once_a_circle_and_never_for_all() -> None:
    ties = graph(("ab", 1), ("bc", 1), ("cd", 1), ("hi", 1), *((f"d{x}", 1) for x in "efg"))
    stored = Stored([ties])
    assert told(await find_chain_in(stored, A, D, 3, layers=[Layer.TIES])) == "abcd"
    # From the smaller circle: a knows one, d knows four.
    assert stored.asked == [(Layer.TIES, {A, D}), (Layer.TIES, {B})]


async def test_later_layers_ask_only_for_what_is_missing() -> None:
    stored = Stored(
        [graph(("ab", 1)), graph(("cd", 1), link=SISTERS), graph(("bc", 1), link=INVITED)]
    )
    assert told(await find_chain_in(stored, A, D, 3)) == "abcd"
    asked = [(layer, person) for layer, people in stored.asked for person in people]
    assert len(asked) == len(set(asked))
    assert await find_chain_in(stored, A, A, 3) is None
    assert await find_chain_in(stored, A, B, 3, wishes("", "ab")) is None
    assert await find_chain_in(stored, A, D, 2) is None
    assert told(await find_chain_in(stored, D, A, 4)) == "dcba"


def test_a_ties_link_is_its_live_weight_once_it_may_be_seen() -> None:
    start, rules = datetime(2024, 3, 1, tzinfo=UTC), TrustRules()

    def link_after(days: float, viewer: PersonId, *kinds: TieKind) -> Link | None:
        deeds = [Deed(start, A, B, kind) for kind in kinds]
        (tie,) = rebuilt(deeds, rules.half_life_days).values()
        return tie_link(tie, viewer, start + timedelta(days=days), rules)

    assert link_after(0, A, TieKind.HELPED) == (1.0, LinkKind.HELPED)
    assert link_after(29, C, TieKind.HELPED) is None
    assert link_after(90, C, TieKind.ACROSS) == (0.5, LinkKind.ACROSS)
    assert link_after(90, C, TieKind.ACROSS, TieKind.HELPED) == (0.5, LinkKind.HELPED)
    assert link_after(181, A, TieKind.HELPED) is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_strongest_link_names_a_step(order: int) -> None:
    one, other = [Link(2.0, LinkKind.ACROSS), Link(3.0, LinkKind.HELPED)][::order]
    assert strongest(one, other).kind is LinkKind.HELPED
    weakest_tie = Link(0.25, LinkKind.ACROSS)
    ranked = [INVITED, SISTERS, SAME_COMMUNITY, weakest_tie]
    assert [link.strength for link in ranked] == sorted(link.strength for link in ranked)
