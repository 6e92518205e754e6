"""What an event is about, seen from memory alone: chatter and strangers' rooms end here, and leave no trace."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.spine.villages import Village, Villages
from core import listening
from core.events import Event, MessagePosted, Sender
from core.listening import NOTE, Act, Understanding


class Outcome(Enum):
    """What became of an event."""

    DONE = "done"
    CHATTER = "chatter"
    REPEATED = "repeated"
    UNKNOWN_ROOM = "unknown room"


@dataclass(frozen=True, slots=True)
class Scene:
    """An event with what listening made of it, before anybody is looked up."""

    event: Event
    village: Village | None = None
    heard: Understanding | None = None


def sender_of(event: Event) -> Sender | None:
    """Return who acts in an event; nobody does in a removal."""
    acts: Sender | None = getattr(event, "by", None)
    who = getattr(event, "who", None)
    return who if isinstance(who, Sender) else acts


def listen(event: Event, villages: Villages, now: datetime) -> Scene | Outcome:
    """Decide from memory alone whether an event matters; chatter and strangers' rooms end here."""
    handle = getattr(event, "room", None)
    village = villages.heard_in(event.platform, handle) if handle else None
    if handle and village is None and type(event).__name__ != "BotAdded":
        return Outcome.UNKNOWN_ROOM
    if isinstance(event, MessagePosted) and village is not None:
        if village.room.hears_topic_only and event.topic != village.room.topic:
            return Outcome.CHATTER
        heard = listening.understand(event.text, village.context(now))
        if heard.act is Act.OTHER or heard.score < NOTE:
            return Outcome.CHATTER
        return Scene(event, village, heard)
    return Scene(event, village)


def as_said_now(event: Event) -> Event:
    """Chatter that was edited may have become a request; chatter that was removed says nothing."""
    by = getattr(event, "by", None) or Sender("")
    return MessagePosted(
        platform=event.platform,
        key=event.key,
        by=by,
        message=getattr(event, "message", ""),
        text=getattr(event, "text", ""),
        room=getattr(event, "room", None) or "",
        topic=getattr(event, "topic", None),
    )
