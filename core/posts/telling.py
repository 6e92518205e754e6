"""When somebody hears by itself that a time is over: not in the middle of their night."""

from datetime import datetime

from core.communities import Community
from core.people import Person, in_quiet_hours, quiet_end


def told_at(community: Community, person: Person, at: datetime) -> datetime:
    """Return `at`, or the end of their quiet hours (the village's, if they set none) where it falls into them."""
    zone = person.time_zone or community.config.time_zone
    start = person.limits.quiet_from or community.config.quiet_from
    stop = person.limits.quiet_to or community.config.quiet_to
    return quiet_end(at, zone, stop) if in_quiet_hours(at, zone, start, stop) else at
