"""One chase a day: "is it still open?", "did it happen?" and "somebody waits for your word" share one budget.

A later one waits until the person's hour on the next day, unless it would come too late then.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.ids import PersonId
from core.reciprocity.memory import Work
from core.reciprocity.rhythm import hour_in, zone_of


async def wait(work: Work, person: PersonId, latest: datetime | None = None) -> datetime | None:
    """Return None where this person may be chased now, which takes their day; else when to try again.

    `latest`: from when on the question would be pointless. What cannot wait until tomorrow's hour goes now.
    """
    today = work.now.astimezone(ZoneInfo(await zone_of(work, person))).date()
    tomorrow = await hour_in(work, person, 1)
    first = await work.reciprocity.claim_chase(person, today)
    return None if first or (latest is not None and tomorrow >= latest) else tomorrow
