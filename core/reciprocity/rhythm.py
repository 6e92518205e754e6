"""Everybody's own hour: when the bot writes by itself, by the person's own clock."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.communities import Standing
from core.errors import Refusal
from core.ids import PersonId
from core.people import Person, quiet_end
from core.reciprocity.memory import Rhythm, Work

USUAL_HOUR = time(18)
"""Until somebody says another."""
SUNDAY = 6
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def hour_from(words: str) -> time:
    """Read a time of day like `7:30` or `19.30`. Raises Refusal for anything else."""
    known = _HOUR.fullmatch(words.strip())
    if known is None:
        raise Refusal("refused-hour")
    return time(int(known[1]), int(known[2]))


def hour_of(rhythm: Rhythm) -> time:
    """Return the hour at which this person is written to."""
    return rhythm.hour or USUAL_HOUR


def at_hour(now: datetime, zone: str, hour: time, days: int) -> datetime:
    """Return when a local clock in `zone` shows `hour`, so many calendar days from now."""
    here = ZoneInfo(zone)
    day = now.astimezone(here).date() + timedelta(days=days)
    return datetime.combine(day, hour, tzinfo=here).astimezone(now.tzinfo)


async def zone_of(work: Work, person: PersonId) -> str:
    """Return the time zone of a person: their own, else that of a village of theirs, else UTC."""
    known = await work.people.get(person)
    if known.time_zone:
        return known.time_zone
    villages = await work.communities.of_person(person, Standing.MEMBER)
    return villages[0].config.time_zone if villages else "UTC"


async def next_hour(work: Work, person: PersonId) -> datetime:
    """Return the next instant that is this person's hour."""
    hour = hour_of(await work.reciprocity.rhythm(person))
    return quiet_end(work.now, await zone_of(work, person), hour)


async def hour_in(work: Work, person: PersonId, days: int) -> datetime:
    """Return this person's hour, so many of their calendar days from now."""
    hour = hour_of(await work.reciprocity.rhythm(person))
    return at_hour(work.now, await zone_of(work, person), hour, days)


async def choose_hour(work: Work, person: Person, words: str) -> Rhythm:
    """Keep the hour that somebody says. Raises Refusal for what is no time of day."""
    rhythm = replace(await work.reciprocity.rhythm(person.id), hour=hour_from(words))
    await work.reciprocity.save_rhythm(rhythm)
    return rhythm
