"""The checklist and the social question: once a week at most, for those who wish it, and shown to nobody."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from core.people import Person
from core.reciprocity.memory import Practice, Rhythm, Work

WEEK_DAYS = 7
TICKS_KEPT = timedelta(days=WEEK_DAYS)
"""A tick is about this week; afterwards it is erased."""
ROUNDS = 2
"""How many questions there are about each topic."""


class Topic(StrEnum):
    """What the social question is about, in turn."""

    ASKING = "asking"
    OFFERING = "offering"
    RECEIVING = "receiving"
    REBALANCING = "rebalancing"


TOPICS = tuple(Topic)


def question(number: int) -> tuple[Topic, int]:
    """Return the topic of somebody's n-th question (from 0), and which of its 1..2 questions it is."""
    round_, place = divmod(number, len(TOPICS))
    return TOPICS[place], round_ % ROUNDS + 1


async def reflect(work: Work, person: Person, *, weekly: bool) -> Rhythm:
    """Switch the weekly question on or off."""
    rhythm = replace(await work.reciprocity.rhythm(person.id), reflecting=weekly)
    await work.reciprocity.save_rhythm(rhythm)
    return rhythm


async def next_question(work: Work, rhythm: Rhythm) -> tuple[Topic, int]:
    """Return somebody's next question, and count it as asked."""
    await work.reciprocity.save_rhythm(replace(rhythm, reflected=rhythm.reflected + 1))
    return question(rhythm.reflected)


async def check_weekly(work: Work, person: Person, *, weekly: bool) -> Rhythm:
    """Switch the weekly checklist on or off."""
    rhythm = replace(await work.reciprocity.rhythm(person.id), checking=weekly)
    await work.reciprocity.save_rhythm(rhythm)
    return rhythm


async def ticked(work: Work, person: Person) -> Collection[Practice]:
    """Return what somebody ticked within a week."""
    return await work.reciprocity.ticks(person.id, work.now - TICKS_KEPT)


async def turn_tick(work: Work, person: Person, practice: Practice) -> None:
    """Tick a practice, or take the tick back."""
    if practice in await ticked(work, person):
        await work.reciprocity.untick(person.id, practice)
    else:
        await work.reciprocity.tick(person.id, practice, work.now)
