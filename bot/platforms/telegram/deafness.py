"""What keeps the bot from hearing a group: Telegram's privacy mode, or that it is no administrator there.

An administrator hears everything. Anybody else hears ordinary messages only when privacy mode is off, and arrivals and
reactions never.
"""

from datetime import datetime
from enum import Enum

from core.events import CannotRead

NAME = "telegram"


class Deafness(Enum):
    """Why we hear too little; the values are the event's reasons."""

    PRIVACY = "privacy"
    RIGHTS = "rights"

    def event(self, room: str, key: str) -> CannotRead:
        """Tell of it."""
        return CannotRead(platform=NAME, key=key, room=room, reason=self.value)

    def this_month(self, room: str, now: datetime) -> CannotRead:
        """Tell of it under a key that lasts a month: it is looked for every night, and said rarely."""
        return self.event(room, f"cannot-read:{room}:{self.value}:{now:%Y-%m}")


def cannot_read(*, in_charge: bool, reads_everything: bool) -> Deafness | None:
    """Return what is missing; None: nothing."""
    if in_charge:
        return None
    return Deafness.RIGHTS if reads_everything else Deafness.PRIVACY
