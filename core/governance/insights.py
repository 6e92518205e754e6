"""How a village fares, for those who look after it: never over fewer than five people, never about anybody.

Sources: 1-product (promise 1), issue of communities' own rules. What cannot be told without telling of a few is
"too few to say".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from core.communities import Community, Standing
from core.governance.maturity import roll
from core.governance.memory import Asked, Work
from core.ids import PersonId
from core.posts import FEWEST_COUNTED

SPAN = timedelta(days=56)
"""Eight weeks: long enough to see a direction, short enough to matter."""
WEEK = timedelta(days=7)
NEWCOMER_SPAN = timedelta(days=28)
EVEN, UNEVEN = 0.35, 0.55
"""Gini of helps among those who helped or could have: below is even, above is uneven."""


class Load(StrEnum):
    """How evenly helping is spread."""

    EVEN = "even"
    SOMEWHAT = "somewhat"
    UNEVEN = "uneven"


@dataclass(frozen=True, slots=True)
class Weekly:
    """One week: when it began, how many requests were opened in it and how many of them got a yes.

    Both None where fewer than five people asked.
    """

    begins: datetime
    asked: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Insights:
    """What may be said; None stands for "too few to say"."""

    open_requests: int | None
    answered_share: float | None
    """0..1 of the requests of eight weeks that got a yes."""
    hours_to_yes: float | None
    """The median over those."""
    active_share: float | None
    """0..1 of the members who were active in 90 days."""
    newcomers: int | None
    """Who joined in 28 days."""
    load: Load | None
    weeks: tuple[Weekly, ...]


def gini(counts: Sequence[int]) -> float:
    """Return how unevenly counts are spread: 0 all alike, near 1 all in one hand; 0 where there is nothing."""
    total = sum(counts)
    if not total:
        return 0.0
    ordered = sorted(counts)
    ranked = sum(rank * count for rank, count in enumerate(ordered, start=1))
    return 2 * ranked / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def load_of(helps: Sequence[int]) -> Load:
    """Return how even this spread of helps is."""
    spread = gini(helps)
    if spread < EVEN:
        return Load.EVEN
    return Load.UNEVEN if spread > UNEVEN else Load.SOMEWHAT


def _enough(people: Sequence[PersonId]) -> bool:
    return len(set(people)) >= FEWEST_COUNTED


def weekly(asked: Sequence[Asked], now: datetime) -> tuple[Weekly, ...]:
    """Return the last eight weeks, the oldest first."""
    weeks = []
    for back in range(SPAN // WEEK, 0, -1):
        begins = now - back * WEEK
        here = [a for a in asked if begins < a.opened_at <= begins + WEEK]
        if _enough([a.author for a in here]):
            weeks.append(Weekly(begins, len(here), sum(a.yes_at is not None for a in here)))
        else:
            weeks.append(Weekly(begins, None, None))
    return tuple(weeks)


async def insights(work: Work, community: Community) -> Insights:
    """Return how a village fares, as far as it may be told."""
    now = work.now
    asked = await work.governance.asked_since(community.id, now - SPAN)
    members = await work.communities.standings(community.id)
    of_members = [m for m in members if m.standing is Standing.MEMBER]
    joined = [m for m in of_members if (m.first_at or m.since) > now - NEWCOMER_SPAN]
    helps = await work.governance.helps_since(community.id, now - SPAN)
    active = await roll(work, community)
    still_open = [a for a in asked if a.is_open]
    enough_asked = _enough([a.author for a in asked])
    waits = [(a.yes_at - a.opened_at).total_seconds() / 3600 for a in asked if a.yes_at]
    answered = [a.author for a in asked if a.yes_at]
    spread = [helps.get(person, 0) for person in sorted(active | helps.keys())]
    return Insights(
        open_requests=len(still_open) if _enough([a.author for a in still_open]) else None,
        answered_share=len(waits) / len(asked) if enough_asked else None,
        hours_to_yes=median(waits) if _enough(answered) else None,
        active_share=len(active) / len(of_members) if len(of_members) >= FEWEST_COUNTED else None,
        newcomers=len(joined) if len(joined) >= FEWEST_COUNTED else None,
        load=load_of(spread) if len(helps) >= FEWEST_COUNTED else None,
        weeks=weekly(asked, now),
    )
