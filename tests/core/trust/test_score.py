import json
import random
from datetime import UTC, datetime, timedelta

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import PersonId
from core.trust import (
    Deed,
    Tie,
    TrustRules,
    TrustWord,
    anchors,
    live_ties,
    mean_trust,
    rebuilt,
    score_of,
    scores,
    trust_word,
    with_deed,
)

START = datetime(2024, 3, 1, tzinfo=UTC)
NOW = START + timedelta(days=120)
RULES = TrustRules()


def people(count: int) -> list[PersonId]:
    return [PersonId(f"p{number:03}") for number in range(count)]


@st.composite
def villages(draw: st.DrawFn) -> tuple[list[PersonId], list[PersonId], list[Deed]]:
    members = people(draw(st.integers(2, 14)))
    holders = members[: draw(st.integers(1, len(members)))]
    pair = st.permutations(members).map(lambda order: order[:2])
    hours = draw(st.lists(st.integers(0, 120 * 24), max_size=60, unique=True))
    deeds = [Deed(START + timedelta(hours=hour), *draw(pair)) for hour in hours]
    return members, holders, deeds


def read(
    members: list[PersonId], holders: list[PersonId], ties: list[Tie], rules: TrustRules = RULES
) -> dict[PersonId, tuple[float, float, float, float]]:
    live = live_ties(members, ties, NOW, rules)
    found = scores(live, anchors(live, holders), rules)
    return {
        person: (own.trust, own.depth, own.breadth, own.anchor) for person, own in found.items()
    }


def ties_of(deeds: list[Deed], rules: TrustRules = RULES) -> list[Tie]:
    return list(rebuilt(deeds, rules.half_life_days).values())


def weekly(one: PersonId, other: PersonId, weeks: int) -> list[Deed]:
    return [Deed(NOW - timedelta(days=7 * week), one, other) for week in range(weeks)]


@given(villages())
def test_scores_and_anchors_keep_their_ranges(
    village: tuple[list[PersonId], list[PersonId], list[Deed]],
) -> None:
    members, holders, deeds = village
    for trust, depth, breadth, anchor in read(members, holders, ties_of(deeds)).values():
        assert 0.0 <= trust < 100.0
        assert 0.0 <= anchor <= 1.0
        assert depth >= 0.0
        assert breadth >= 0.0


@given(villages(), st.integers(0, 13), st.integers(0, 13), st.booleans())
def test_ones_own_new_exchange_never_lowers_trust(
    village: tuple[list[PersonId], list[PersonId], list[Deed]], mine: int, theirs: int, helped: bool
) -> None:
    members, holders, deeds = village
    person, other = members[mine % len(members)], members[theirs % len(members)]
    if person == other:
        other = members[(theirs + 1) % len(members)]
    ties = rebuilt(deeds, RULES.half_life_days)
    live = live_ties(members, ties.values(), NOW, RULES)
    anchored = anchors(live, holders)
    before = scores(live, anchored, RULES)[person].trust
    new = Deed(NOW, *((other, person) if helped else (person, other)))
    ties[new.pair] = with_deed(ties.get(new.pair), new, RULES.half_life_days)
    after = scores(live_ties(members, ties.values(), NOW, RULES), anchored, RULES)[person].trust
    assert after >= before - 1e-9


@settings(max_examples=40)
@given(villages(), st.randoms())
def test_the_order_of_ties_and_deeds_does_not_matter(
    village: tuple[list[PersonId], list[PersonId], list[Deed]], dice: random.Random
) -> None:
    members, holders, deeds = village
    straight = read(members, holders, ties_of(deeds))
    dice.shuffle(deeds)
    ties = ties_of(deeds)
    dice.shuffle(ties)
    dice.shuffle(members)
    for person, figures in read(members, holders[::-1], ties).items():
        assert figures == pytest.approx(straight[person])


@settings(max_examples=40)
@given(villages())
def test_one_member_reads_the_same_alone(
    village: tuple[list[PersonId], list[PersonId], list[Deed]],
) -> None:
    members, holders, deeds = village
    rules = TrustRules(min_interactions=2)
    ties = ties_of(deeds, rules)
    live = live_ties(members, ties, NOW, rules)
    anchored = anchors(live, holders)
    whole = scores(live, anchored, rules)
    for person in members:
        alone = score_of(person, ties, anchored, len(members), NOW, rules)
        assert alone.trust == pytest.approx(whole[person].trust)
        assert alone.anchor == whole[person].anchor


@settings(max_examples=40)
@given(villages())
def test_columns_agree_with_the_rule_for_one_tie(
    village: tuple[list[PersonId], list[PersonId], list[Deed]],
) -> None:
    members, _, deeds = village
    ties = ties_of(deeds)
    live = live_ties(members, ties, NOW, RULES)
    assert live.weight == pytest.approx([tie.weight(NOW, RULES) for tie in ties])


def test_waiting_and_uncounted_ties_are_no_columns() -> None:
    ana, ben, cem = people(3)
    waiting = Deed(START, ana, ben, counts_from=NOW + timedelta(days=1))
    due = Deed(START, ana, cem, counts_from=NOW)
    live = live_ties([ana, ben, cem], ties_of([waiting, due]), NOW, RULES)
    assert live.weight == pytest.approx([2 ** (-120 / 90)])


def test_the_walk_agrees_with_networkx_matrices() -> None:
    dice = random.Random(5)
    members = people(12)
    deeds = [Deed(NOW - timedelta(days=day), *dice.sample(members, 2)) for day in range(60)]
    live = live_ties(members, ties_of(deeds), NOW, RULES)
    graph = nx.Graph()
    graph.add_nodes_from(members)
    for left, right, weight in zip(live.left, live.right, live.weight, strict=True):
        graph.add_edge(members[left], members[right], weight=weight / (weight + 0.5))
    holders = members[:3]
    for one in holders:
        for other in holders:
            if one < other:
                known = graph.get_edge_data(one, other, {"weight": 0.0})["weight"]
                graph.add_edge(one, other, weight=max(known, 0.25))
    degree = dict(graph.degree(weight="weight"))
    volume = sum(degree.values())
    reached: dict[PersonId, list[float]] = {person: [] for person in members}
    for holder in holders:
        mass = {person: float(person == holder) for person in members}
        for _ in range(8):
            mass = {
                person: mass[person] / 2
                + sum(
                    mass[near] / degree[near] * edge["weight"] / 2
                    for near, edge in graph[person].items()
                )
                for person in members
            }
        for person in members:
            reached[person].append(min(1.0, mass[person] * volume / degree[person]))
    expected = {person: sorted(seen)[1] ** 3 for person, seen in reached.items()}
    assert anchors(live, holders) == pytest.approx(expected)


def test_without_role_holders_or_ties() -> None:
    ana, ben, cem = people(3)
    empty = live_ties([ana, ben, cem], [], NOW, RULES)
    assert anchors(empty, []) == {ana: 0.0, ben: 0.0, cem: 0.0}
    assert anchors(empty, [cem]) == {ana: 0.0, ben: 0.0, cem: 1.0}
    assert anchors(empty, [PersonId("gone")]) == {ana: 0.0, ben: 0.0, cem: 0.0}
    assert anchors(empty, [ana, ben]) == {ana: 1.0, ben: 1.0, cem: 0.0}
    assert scores(empty, {}, RULES)[ana].trust == 0.0


def test_a_holder_without_ties_anchors_nobody_in_a_village_that_has_some() -> None:
    ana, ben, cem = people(3)
    live = live_ties([ana, ben, cem], ties_of(weekly(ben, cem, 3)), NOW, RULES)
    assert set(anchors(live, [ana]).values()) == {0.0}


def test_those_who_left_carry_no_walk_and_no_credit() -> None:
    ana, ben, gone = people(3)
    bridge = ties_of([*weekly(ana, gone, 3), *weekly(gone, ben, 3)])
    live = live_ties([ana, ben], bridge, NOW, RULES)
    anchored = anchors(live, [ana])
    assert anchored == {ana: 1.0, ben: 0.0}
    found = scores(live, anchored, RULES)
    assert list(found) == [ana, ben]
    assert found[ben].trust == 0.0


def test_ties_to_the_sister_village_count_with_their_anchor_there() -> None:
    ana, ben, cem = people(3)
    ties = ties_of([*weekly(ana, ben, 4), *weekly(ana, cem, 4)])
    live = live_ties([ana], ties, NOW, RULES)
    found = scores(live, {ana: 1.0, ben: 0.9, cem: 0.8}, RULES)[ana]
    assert found.depth > 0.0
    assert 0.0 < found.trust < 100.0


def test_the_single_strongest_tie_makes_no_depth() -> None:
    ana, ben, cem, dia = people(4)
    one = read([ana, ben, cem, dia], [ana, ben], ties_of(weekly(ana, ben, 12)))
    assert one[ana][1] == 0.0
    two = read(
        [ana, ben, cem, dia], [ana, ben], ties_of([*weekly(ana, ben, 12), *weekly(ana, cem, 12)])
    )
    assert two[ana][1] > 0.0


def test_a_newcomer_does_not_fall_at_the_first_good_deed() -> None:
    members = people(6)
    village = [one for person in members[1:5] for one in weekly(members[0], person, 6)]
    ties = ties_of(village)
    live = live_ties(members, ties, NOW, RULES)
    anchored = anchors(live, members[:3])
    before = scores(live, anchored, RULES)[members[5]].trust
    ties = ties_of([*village, Deed(NOW, members[0], members[5])])
    after = scores(live_ties(members, ties, NOW, RULES), anchored, RULES)[members[5]].trust
    assert after > before == 0.0


@pytest.mark.parametrize(
    ("trust", "word"),
    [
        (0.0, TrustWord.LITTLE_SEEN),
        (19.99, TrustWord.LITTLE_SEEN),
        (20.0, TrustWord.BECOMING_KNOWN),
        (50.0, TrustWord.RELIED_UPON),
        (74.99, TrustWord.RELIED_UPON),
        (75.0, TrustWord.PILLAR),
    ],
)
def test_trust_in_words(trust: float, word: TrustWord) -> None:
    assert trust_word(trust) is word


def test_the_mean_of_role_holders() -> None:
    ana, ben = people(2)
    known = scores(
        live_ties([ana, ben], ties_of(weekly(ana, ben, 3)), NOW, RULES), {ben: 1.0}, RULES
    )
    assert mean_trust([], known) == 0.0
    assert mean_trust([ana, ben], known) == known[ana].trust / 2
    assert mean_trust([ana, PersonId("gone")], known) == known[ana].trust / 2


def test_scores_tell_nothing_by_accident() -> None:
    (ana, ben) = people(2)
    live = live_ties([ana, ben], ties_of(weekly(ana, ben, 3)), NOW, RULES)
    own = scores(live, {ana: 1.0, ben: 1.0}, RULES)[ana]
    assert repr(own) == str(own) == f"{own}" == "Score()"
    assert "by_left" not in repr(live)
    with pytest.raises(TypeError):
        json.dumps(own)
