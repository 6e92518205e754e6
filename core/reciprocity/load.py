"""Load is seen before resentment hardens: who carries much is privately offered rest (3-mechanics section 10).

It looks at what people did, never at what they did not: nobody is told that they only ask.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from statistics import median

from core.communities import Community
from core.ids import PersonId
from core.people import REST, Person, is_paused
from core.reciprocity.memory import Work

SPAN = timedelta(days=28)
"""Over which helps are counted, and at most once in which rest is offered."""
FEWEST_HELPS = 4
TIMES_MEDIAN = 2
TURNS_PER_WEEK = 1
"""What a carrier is asked at most, while others take turns."""


def carriers(helps: Mapping[PersonId, int], members: Collection[PersonId]) -> frozenset[PersonId]:
    """Return who carries much: at least 4 helps, and more than twice the median over all members."""
    usual = median(helps.get(person, 0) for person in members) if members else 0
    return frozenset(
        person
        for person in members
        if helps.get(person, 0) >= FEWEST_HELPS and helps[person] > TIMES_MEDIAN * usual
    )


async def worn(work: Work, community: Community) -> list[Person]:
    """Return whom rest may be offered in this village now: who carries much, does not rest, and was not offered it."""
    done = await work.exchanges.done_since(community.id, work.now - SPAN)
    members = {person.id: person for person in await work.communities.members(community.id)}
    carrying = carriers(Counter(helper for _, helper in done), members.keys())
    return [
        members[person] for person in sorted(carrying) if await _may_offer(work, members[person])
    ]


async def _may_offer(work: Work, person: Person) -> bool:
    last = await work.reciprocity.rest_offered_at(person.id)
    return not is_paused(person, work.now) and (last is None or last <= work.now - SPAN)


async def rest(work: Work, person: Person) -> Person:
    """Let somebody rest for two weeks; a longer rest stays as it is."""
    until = max(person.paused_until or work.now, work.now + REST)
    resting = replace(person, paused_until=until)
    await work.people.save(resting)
    return resting


async def take_turns(work: Work, person: Person) -> Person:
    """Let others take turns: this person is asked once a week at most, until they say otherwise."""
    limited = replace(person, limits=replace(person.limits, asks_per_week=TURNS_PER_WEEK))
    await work.people.save(limited)
    return limited
