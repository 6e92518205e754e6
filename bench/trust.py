"""What trust costs, beside networkx in the same run.

Run as `python -m bench.trust`. Both sides take turns, each round gives one ratio, and the median is printed:
figures depend on the machine, ratios less so. Paths are asked between the same pairs on the same graph; networkx
returns any shortest path of whatever length, ours the one with the strongest weakest link within `max_hops`.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import networkx as nx

from core.ids import PersonId
from core.trust import (
    Deed,
    Link,
    LinkKind,
    TrustRules,
    anchors,
    find_chain,
    live_ties,
    rebuilt,
    scores,
)

NOW = datetime(2024, 6, 1, tzinfo=UTC)
RULES = TrustRules()
ROUNDS = 15
MEMBERS, TIES, HOLDERS = 150, 900, 6
CROWD, CROWD_TIES = 30_000, 300_000
Pairs = list[tuple[PersonId, PersonId]]


def timed(work: Callable[[], object], times: int) -> float:
    """Return the seconds one call takes, over this many."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def compared(
    ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> tuple[float, float, float]:
    """Return our seconds, their seconds and the ratio: medians over rounds in which both took turns."""
    rounds = [(timed(ours, times), timed(theirs, times)) for _ in range(ROUNDS)]
    return (
        statistics.median(mine for mine, _ in rounds),
        statistics.median(other for _, other in rounds),
        statistics.median(mine / other for mine, other in rounds),
    )


def names(count: int) -> list[PersonId]:
    """Return this many people."""
    return [PersonId(f"p{number:05}") for number in range(count)]


def village_graph(dice: random.Random) -> nx.Graph:
    """Return a village: most ties are within a circle of neighbours, some to anybody."""
    members, graph = names(MEMBERS), nx.Graph()
    graph.add_nodes_from(members)
    for _ in range(TIES):
        place = dice.randrange(MEMBERS)
        far = dice.randrange(1, MEMBERS) if dice.random() < 0.4 else dice.randrange(1, 15)
        graph.add_edge(
            members[place], members[(place + far) % MEMBERS], weight=dice.uniform(0.25, 6)
        )
    return graph


def random_graph(count: int, ties: int, dice: random.Random) -> nx.Graph:
    """Return people joined without any pattern: the hardest for circles, as everybody is near to everybody."""
    members, graph = names(count), nx.Graph()
    graph.add_nodes_from(members)
    for _ in range(ties):
        graph.add_edge(*dice.sample(members, 2), weight=dice.uniform(0.25, 6))
    return graph


def crowd_of_villages(dice: random.Random) -> nx.Graph:
    """Return 200 villages of 150 whose members are mostly tied at home, and one tie in twenty to anybody."""
    members, graph = names(CROWD), nx.Graph()
    graph.add_nodes_from(members)
    for _ in range(CROWD_TIES):
        one = dice.randrange(CROWD)
        home = one - one % MEMBERS
        other = dice.randrange(CROWD) if dice.random() < 0.05 else home + dice.randrange(MEMBERS)
        if one != other:
            graph.add_edge(members[one], members[other], weight=dice.uniform(0.25, 6))
    return graph


def measure_scores(dice: random.Random) -> bool:
    """Print what anchors and scores of a village cost; say whether the goals are met."""
    members = names(MEMBERS)
    deeds = []
    for one, other in village_graph(dice).edges:
        moments = [NOW - timedelta(days=dice.uniform(0, 200)) for _ in range(dice.randrange(1, 5))]
        deeds += [Deed(at, *dice.sample((one, other), 2)) for at in moments]
    ties = list(rebuilt(deeds, RULES.half_life_days).values())
    graph = nx.Graph()
    graph.add_nodes_from(members)
    graph.add_weighted_edges_from((tie.a, tie.b, tie.weight(NOW, RULES)) for tie in ties)
    live, holders = live_ties(members, ties, NOW, RULES), members[:HOLDERS]
    anchored = anchors(live, holders)
    mine, other, ratio = compared(lambda: anchors(live, holders), lambda: nx.pagerank(graph), 10)
    print(f"a village of {MEMBERS} members, {len(ties)} ties, {HOLDERS} role-holders")
    print(
        f"  anchors {mine * 1e6:9.0f} us   pagerank {other * 1e6:9.0f} us   ratio {ratio:.2f} (goal 0.25)"
    )
    all_in = statistics.median(
        timed(lambda: scores(live_ties(members, ties, NOW, RULES), anchored, RULES), 5)
        for _ in range(ROUNDS)
    )
    reading = statistics.median(
        timed(lambda: live_ties(members, ties, NOW, RULES), 5) for _ in range(ROUNDS)
    )
    print(
        f"  all scores, from stored ties {all_in * 1e6:7.0f} us (goal 1000), of it reading {reading * 1e6:.0f} us"
    )
    return ratio <= 0.25 and all_in < 1e-3


def measure_paths(title: str, graph: nx.Graph, pairs: Pairs, max_hops: int, goal: float) -> bool:
    """Print what a path costs between these pairs; say whether the goal is met."""
    links = {
        one: {other: Link(tie["weight"], LinkKind.HELPED) for other, tie in near.items()}
        for one, near in graph.adj.items()
    }

    def ours() -> None:
        for one, other in pairs:
            find_chain(one, other, [links], max_hops)

    def theirs() -> None:
        for one, other in pairs:
            nx.bidirectional_shortest_path(graph, one, other)

    mine, other, ratio = (figure for figure in compared(ours, theirs, 1))
    found = sum(find_chain(one, other, [links], max_hops) is not None for one, other in pairs)
    each = 1e6 / len(pairs)
    print(f"{title}, up to {max_hops} hops, {found} of {len(pairs)} pairs connected")
    print(
        f"  ours {mine * each:12.1f} us   networkx {other * each:9.1f} us   ratio {ratio:.2f} (goal {goal})"
    )
    return ratio <= goal


def connected(graph: nx.Graph, count: int, dice: random.Random, within: int | None = None) -> Pairs:
    """Return pairs between whom there is a path, of at most `within` steps where that is asked."""
    members: list[PersonId] = list(graph)
    pairs: Pairs = []
    while len(pairs) < count:
        one, other = dice.sample(members, 2)
        if not nx.has_path(graph, one, other):
            continue
        if within is None or len(nx.bidirectional_shortest_path(graph, one, other)) - 1 <= within:
            pairs.append((one, other))
    return pairs


def main() -> None:
    """Print every figure beside its goal. Nothing fails: a busy machine may miss one."""
    dice = random.Random(3)  # noqa: S311 - generated data
    met = [measure_scores(dice)]
    village, even = village_graph(dice), random_graph(MEMBERS, TIES, dice)
    for title, graph in (("a village of circles", village), ("a village without pattern", even)):
        met.append(measure_paths(title, graph, connected(graph, 300, dice), 3, 1.0))
    crowd, mixed = crowd_of_villages(dice), random_graph(CROWD, CROWD_TIES, dice)
    for title, graph in (("30,000 in villages", crowd), ("30,000 without pattern", mixed)):
        any_two, near = connected(graph, 100, dice), connected(graph, 100, dice, within=3)
        met.append(measure_paths(f"{title}, any two", graph, any_two, 3, 0.5))
        met.append(measure_paths(f"{title}, only connected ones", graph, near, 3, 0.5))
        met.append(measure_paths(f"{title}, any two", graph, any_two, 5, 0.5))
    print(f"{sum(met)} of {len(met)} goals met")


if __name__ == "__main__":
    main()
