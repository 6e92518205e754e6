"""The people of a simulated village: what each can do, wishes, forgets and bears. None of it is known to the bot.

Everything here is drawn from a seed and from names, never from a running generator: whom a policy asks does not
change what anybody would have said, so that policies are compared on the same people, needs and moods.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.ids import PersonId, derive
from core.people import Person

CIRCLES = 8
"""Streets, stairwells, school gates: who lives in one circle is gladder to help there."""
DAY_BEGINS, DAY_ENDS = 8, 22
"""Local hours in which people read and answer."""

KINDS: dict[str, tuple[float, float, str, tuple[str, ...]]] = {
    # kind: share of the needs, share of people who can, the word they have for it, what is asked
    "borrow": (0.22, 0.75, "drill", ("drill", "ladder", "tent")),
    "ride": (0.13, 0.45, "lift by car", ("ride to the station", "lift to the clinic")),
    "errand": (0.16, 0.85, "shopping", ("shopping", "a parcel from the post office")),
    "care": (0.06, 0.40, "babysitting", ("babysitting", "somebody to feed the cat")),
    "repair": (0.10, 0.25, "repairs", ("help with a dripping tap", "help with a flat tyre")),
    "skill": (0.10, 0.35, "translation", ("homework help", "help with a form")),
    "company": (0.08, 0.80, "company", ("company for a walk", "company at the hospital")),
    "meal": (0.06, 0.60, "cook dinner", ("soup", "dinner for a new parent")),
    "other": (0.09, 0.75, "a helping hand", ("a helping hand", "somebody to water the plants")),
}

TODAY, DATED = 0.12, 0.70
"""Of all needs: those of today still, then those and the ones with a time; the others may be any time."""
LISTS_SKILLS = 0.6
"""The share of people who ever say what they can do."""
ASK_WEIGHS, HELP_WEIGHS = 0.25, 1.0
"""What an ask and a help add to what somebody bears; it fades by half in 14 days."""
BURDEN_HALF_LIFE = timedelta(days=14)
QUITS_A_NIGHT = 0.08
"""How likely somebody who bears more than they can leaves, each night."""


@dataclass(frozen=True, slots=True)
class Villager:
    """One person. Shares are 0..1; `tolerance` is how much burden they bear before they think of leaving."""

    person: Person
    reliability: float
    availability: float
    willingness: float
    answering: float
    delay_hours: float
    need: float
    able: frozenset[str]
    skills: tuple[str, ...]
    circle: int
    tolerance: float


@dataclass(frozen=True, slots=True)
class Need:
    """One thing somebody comes to need: when they say so, what, and when it should be. `lead` None: any time."""

    name: str
    by: PersonId
    at: datetime
    kind: str
    what: str
    start: datetime | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody does about an ask, and after how long; "silence" is no answer at all."""

    answer: Literal["yes", "no", "silence"]
    after: timedelta


def chance(*about: object) -> random.Random:
    """Return the dice for one purpose: the same purpose, the same throws."""
    return random.Random(derive(*about))  # noqa: S311 - a play, not a secret


def villagers(members: int, seed: int, helpers: float) -> list[Villager]:
    """Return the people of a village. `helpers`: the share of them who ever help, 0..1."""
    return [_villager(f"p{number:03}", seed, helpers) for number in range(members)]


def _villager(name: str, seed: int, helpers: float) -> Villager:
    dice = chance(seed, "person", name)
    able = frozenset(kind for kind, (_, can, *_) in KINDS.items() if dice.random() < can)
    lists = dice.random() < LISTS_SKILLS
    skills = tuple(KINDS[kind][2] for kind in KINDS if kind in able) if lists else ()
    return Villager(
        Person(PersonId(name), name),
        reliability=dice.betavariate(30, 2),
        availability=dice.betavariate(8, 3),
        willingness=dice.betavariate(6, 3) if dice.random() < helpers else 0.0,
        answering=dice.betavariate(9, 1.5),
        delay_hours=dice.lognormvariate(math.log(0.8), 0.6),
        need=dice.gammavariate(2.0, 0.5),
        able=able,
        skills=skills,
        circle=dice.randrange(CIRCLES),
        tolerance=dice.lognormvariate(math.log(9.0), 0.25),
    )


def needs(
    people: Sequence[Villager], seed: int, rate: float, start: datetime, days: int
) -> list[Need]:
    """Return everything that will be needed in so many days, the first first. `rate`: a member and week."""
    total = math.fsum(v.need for v in people) or 1.0
    found: list[Need] = []
    for villager in people:
        weekly = rate * villager.need * len(people) / total
        dice = chance(seed, "needs", villager.person.id)
        at, number = 0.0, 0
        while weekly > 0:
            at += dice.expovariate(weekly / 7)
            if at >= days:
                break
            number += 1
            found.append(_need(villager, f"{villager.person.id}-{number}", start, at, dice))
    return sorted(found, key=lambda need: (need.at, need.name))


def _need(villager: Villager, name: str, start: datetime, day: float, dice: random.Random) -> Need:
    morning = start + timedelta(days=int(day))
    kind = dice.choices(list(KINDS), [share for share, *_ in KINDS.values()])[0]
    what, drawn = dice.choice(KINDS[kind][3]), dice.random()
    urgent, when = drawn < TODAY, None
    at = morning + timedelta(hours=dice.uniform(DAY_BEGINS, 15 if urgent else DAY_ENDS - 1))
    if urgent:
        when = at + timedelta(hours=dice.uniform(3, 7))
    elif drawn < DATED:
        when = morning + timedelta(days=dice.randint(1, 6), hours=dice.randint(9, 19))
    whole = at.replace(microsecond=0)
    when = when.replace(minute=0, second=0, microsecond=0) if when else None
    return Need(name, villager.person.id, whole, kind, what, when, urgent)


def reaction(
    villager: Villager, need: Need, asker: Villager, burden: float, seed: int, now: datetime
) -> Reaction:
    """Return what somebody would do about being asked now, given what they bear already."""
    dice = chance(seed, "reaction", need.name, villager.person.id)
    answers, free, wills, speed = (dice.random() for _ in range(4))
    tired = min(0.8, 0.5 * burden / villager.tolerance)
    gladness = villager.willingness * (1.15 if villager.circle == asker.circle else 1.0)
    can = need.kind in villager.able and free < villager.availability
    says_yes = can and wills < min(1.0, gladness) * (1.0 - tired)
    if answers >= villager.answering:
        return Reaction("silence", timedelta())
    hours = villager.delay_hours * math.exp(2.2 * (speed - 0.5)) * (0.5 if need.urgent else 1.0)
    return Reaction("yes" if says_yes else "no", awake(now, timedelta(hours=hours)) - now)


def awake(now: datetime, after: timedelta) -> datetime:
    """Return the moment so long after `now`, or the morning that follows where people sleep then."""
    at = (now + after).replace(microsecond=0)
    if DAY_BEGINS <= at.hour < DAY_ENDS:
        return at
    morning = at.replace(hour=DAY_BEGINS, minute=at.minute, second=at.second)
    return morning + timedelta(days=1) if at.hour >= DAY_ENDS else morning
