"""A village simulated: invented people, needs and moods, and the core's own rules of who is asked.

It measures what no test can show: whether asking by those rules is fairer, and kinder, than simpler ways. Everything
derives from a seed: the same seed gives the same events, byte for byte.
"""

import asyncio
from dataclasses import dataclass

from bot.simulating.figures import Figures, figures, gini, mean, most_asks
from bot.simulating.people import needs, villagers
from bot.simulating.policies import NAMES, Name
from bot.simulating.village import START, Village

__all__ = [
    "NAMES",
    "Figures",
    "Name",
    "Plan",
    "figures",
    "gini",
    "lived",
    "mean",
    "most_asks",
    "rivalry",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated. `rate`: requests a member and week; `helpers`: the share of people who ever help."""

    members: int = 100
    days: int = 182
    rate: float = 0.45
    seed: int = 0
    helpers: float = 1.0


def lived(plan: Plan, name: Name) -> Village:
    """Return the village after its days, under one policy."""
    people = villagers(plan.members, plan.seed, plan.helpers)
    wanted = needs(people, plan.seed, plan.rate, START, plan.days)
    village = Village(people, wanted, name, plan.seed, plan.days)
    asyncio.run(village.live())
    return village


def rivalry(plan: Plan) -> tuple[dict[Name, Figures], list[str]]:
    """Return every policy's figures, on the same people and needs, and what happened under the first."""
    found: dict[Name, Figures] = {}
    log: list[str] = []
    for name in NAMES:
        village = lived(plan, name)
        found[name] = figures(village)
        log = log or village.log
    return found, log
