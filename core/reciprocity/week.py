"""The seven-day reset: one small step a day, for oneself alone (3-mechanics section 10).

Nothing of it is shown to anybody, and nobody is told how they compare: it is the same seven steps for everybody.
"""

from dataclasses import replace
from datetime import timedelta

from core.errors import AlreadySettled
from core.events import clean
from core.exchanges import Exchange
from core.people import Person
from core.reciprocity.memory import Step, Week, Work
from core.reciprocity.rhythm import hour_of

MAX_NOTE = 1000
THANKS_SPAN = timedelta(days=14)
"""How far back the day of receiving looks for a thank-you that may still be said."""
STEPS = tuple(Step)


def number_of(step: Step) -> int:
    """Return which day of the week a step is: 1..7."""
    return STEPS.index(step) + 1


async def begin(work: Work, person: Person) -> Week:
    """Begin the week with its first step; one that runs goes on from where it is.

    Whoever begins without naming an hour has agreed to the usual one, and is not asked again.
    """
    running = await work.reciprocity.week(person.id)
    if running is not None:
        return running
    rhythm = await work.reciprocity.rhythm(person.id)
    await work.reciprocity.save_rhythm(replace(rhythm, hour=hour_of(rhythm)))
    week = Week(person.id, STEPS[0], work.now)
    await work.reciprocity.save_week(week)
    return week


async def go_on(work: Work, week: Week) -> Week | None:
    """Go to the next step; None: the week is over, and its note is erased with it."""
    if week.step is STEPS[-1]:
        await work.reciprocity.end_week(week.person)
        return None
    following = replace(week, step=STEPS[number_of(week.step)])
    await work.reciprocity.save_week(following)
    return following


async def running(work: Work, person: Person) -> Week:
    """Return somebody's week. Raises AlreadySettled when none runs."""
    week = await work.reciprocity.week(person.id)
    if week is None:
        raise AlreadySettled()
    return week


async def keep_note(work: Work, person: Person, words: str) -> Week:
    """Keep which flow feels uneven, at most 1000 characters, until the week ends. Raises AlreadySettled without one."""
    noted = replace(await running(work, person), note=clean(words)[:MAX_NOTE])
    await work.reciprocity.save_week(noted)
    return noted


async def thanks_to_give(work: Work, person: Person) -> list[Exchange]:
    """Return what somebody received in 14 days and may still say thank you for; nobody whom a block keeps apart."""
    apart = await work.people.blocked_either_way(person.id)
    received = await work.reciprocity.unthanked(person.id, work.now - THANKS_SPAN)
    return [exchange for exchange in received if exchange.helper not in apart]
