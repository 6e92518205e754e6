"""What an event is about, seen from memory alone: chatter and strangers' rooms end here, and leave no trace."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.spine.villages import Village, Villages
from core import listening
from core.events import Event, MessageEdited, MessagePosted, Sender
from core.listening import NOTE, Act, Understanding
from core.listening.crisis import Crisis, check


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
    crisis: Crisis | None = None
    answers: bool = False
    """It may take up the post it replies to; whether that is one, only the memory can say."""


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
    if isinstance(event, MessagePosted):
        return _said(event, village, now)
    return Scene(event, village)


def _said(event: MessagePosted, village: Village | None, now: datetime) -> Scene | Outcome:
    """Hear an emergency anywhere; a request, an offer or an answer in a room, where it listens."""
    crisis = check(event.text, village.community.config.language if village else None)
    if village is None or crisis is not None:
        return Scene(event, village, crisis=crisis)
    if village.room.hears_topic_only and event.topic != village.room.topic:
        return Outcome.CHATTER
    heard = listening.understand(event.text, village.context(now))
    answers = heard.answers and event.reply_to is not None
    if (heard.act is Act.OTHER or heard.score < NOTE) and not answers:
        return Outcome.CHATTER
    return Scene(event, village, heard, answers=answers)


def not_an_answer(scene: Scene) -> Scene | Outcome:
    """What it replies to is no open post: it is a request or an offer of its own, or chatter."""
    heard = scene.heard
    if heard is None or heard.act is Act.OTHER or heard.score < NOTE:
        return Outcome.CHATTER
    return replace(scene, answers=False)


def turns_alarming(event: Event, before: str) -> bool:
    """Tell whether an edit makes an emergency of words that were none: then they are heard as that."""
    return isinstance(event, MessageEdited) and check(event.text) is not None and not check(before)


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
