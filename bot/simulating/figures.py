"""What a simulated village came to, as figures. They are about invented people, so they may be said aloud."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.simulating.village import START, Village
from core.exchanges import Stage as ExchangeStage
from core.posts import LIVE, Stage

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """One village under one policy.

    `fulfilled`: share of the needs that came to an end, 0..1; those of people who had left by then are unmet, so that
    every policy is measured on the same needs; `median_wait_h`: hours from the opening until both
    had said yes, of those that were done; `gini` and `top_tenth`: how unevenly everybody's helps lie, 0..1;
    `asks_p95`: asks to a member in a week, 95th percentile; `no_per_help`: spoken noes and silences for each help.
    """

    fulfilled: float
    median_wait_h: float
    gini: float
    top_tenth: float
    asks_p95: float
    no_per_help: float
    quits: float

    def plain(self) -> dict[str, float]:
        """Return them by name, rounded to four places."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def gini(shares: Sequence[float]) -> float:
    """Return the Gini coefficient: 0 when all are equal, towards 1 when one has everything; 0 for nothing at all."""
    ordered, total = sorted(shares), sum(shares)
    if not total:
        return 0.0
    n = len(ordered)
    return sum((2 * i - n - 1) * x for i, x in enumerate(ordered, 1)) / (n * total)


def figures(village: Village) -> Figures:
    """Count what a village came to."""
    memory = village.memory
    done = [e for e in memory.exchanges.known.values() if e.stage is ExchangeStage.DONE]
    ended = [
        memory.posts.known[p] for p in village.needs if memory.posts.known[p].stage not in LIVE
    ]
    opened = {post.id: post.opened_at or START for post in ended}
    waits = [(e.agreed_at - opened[e.post]) / timedelta(hours=1) for e in done if e.post in opened]
    helps = Counter(e.helper for e in done)
    each = sorted((helps[person] for person in village.people), reverse=True)
    noes = village.tally.noes + village.tally.silences
    return Figures(
        fulfilled=sum(1 for p in ended if p.stage is Stage.DONE)
        / max(1, len(ended) + village.tally.unasked),
        median_wait_h=statistics.median(waits) if waits else 0.0,
        gini=gini(each),
        top_tenth=sum(each[: max(1, len(each) // 10)]) / max(1, sum(each)),
        asks_p95=_asks_p95(village),
        no_per_help=noes / max(1, len(done)),
        quits=village.tally.quits,
    )


def _asks_p95(village: Village) -> float:
    """Return the 95th percentile over every member and every whole week that they were there."""
    asked = Counter(
        (a.person, (a.asked_at - START) // WEEK) for a in village.memory.asks.known.values()
    )
    weeks = [
        asked[person, week]
        for person in village.people
        for week in range(village.days // 7)
        if person not in village.left_at or START + (week + 1) * WEEK <= village.left_at[person]
    ]
    ordered = sorted(weeks)
    return float(ordered[int(0.95 * (len(ordered) - 1))]) if ordered else 0.0


def most_asks(village: Village) -> int:
    """Return the most asks that anybody got in any seven days: the budget holds when it is no more than that."""
    times: dict[str, list[datetime]] = {}
    for ask in village.memory.asks.known.values():
        times.setdefault(ask.person, []).append(ask.asked_at)
    most = 0
    for asked in times.values():
        first = 0
        for last, at in enumerate(asked):
            while asked[first] <= at - WEEK:
                first += 1
            most = max(most, last - first + 1)
    return most


def mean(several: Sequence[Figures]) -> Figures:
    """Return the mean of each figure."""
    return Figures(
        *(
            statistics.fmean(column)
            for column in zip(*(asdict(f).values() for f in several), strict=True)
        )
    )
