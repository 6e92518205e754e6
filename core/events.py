"""What can happen to us, whatever the platform: bytes become one of these and nothing else comes in."""

import re
import unicodedata
from dataclasses import dataclass

MAX_TEXT = 20_000
"""Characters of one message that are looked at; no chat platform sends more, and a pipe may."""

# Joiners are letters' business in Persian and Indic names; every other invisible control can only deceive.
_KEPT = frozenset("\n\t\u200c\u200d")


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Return text without control, bidirectional and surrogate characters, at most `limit` long."""
    if text.isascii() and text.isprintable():
        return text[:limit].strip()
    kept = (c for c in text[:limit] if c in _KEPT or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", "".join(kept))[:limit].strip()


_COMMAND = re.compile(r"[/!](?P<name>[^\W\d_][^\s@]*)(?:@\S*)?(?:\s(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it, as the platform vouches for it: never taken from a message's content."""

    handle: str
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`key` is the platform's name for this very event: a second event of the same key changes nothing.

    `position` is the platform's place in its own stream once this event was handled; empty: no new place.
    """

    platform: str
    key: str
    position: str = ""
    tells: bool = False
    """The key was made from what happened and tells it; where that is to be forgotten, the key has to be as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Event):
    """Something said in a room, or privately to the bot when `room` is None."""

    by: Sender
    message: str
    text: str
    room: str | None = None
    reply_to: str | None = None
    topic: str | None = None
    """The part of the room it was said in, where rooms have parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven(Event):
    """`/name rest`, in a room or privately."""

    by: Sender
    message: str
    name: str
    rest: str = ""
    room: str | None = None
    reply_to: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandUnsigned(Event):
    """A command in a room from somebody whose name the platform hides."""

    message: str
    name: str
    room: str
    rest: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """A message now has another text."""

    by: Sender
    message: str
    text: str
    room: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRemoved(Event):
    """A message is gone."""

    message: str
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicePicked(Event):
    """A button of one of our messages; `message` and `choice` as our outbox knows them, or the choice's action.

    Where people type instead of pressing, `#2` is the second button, and no message means the newest one with buttons
    in their private chat. `words` is what they typed, should it turn out to be no choice.
    """

    by: Sender
    message: str
    choice: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast(Event):
    """A native poll's answer; no options means that it was taken back."""

    by: Sender
    poll: str
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounted(Event):
    """A native poll was closed, and the platform says how many chose each option: to compare with what was heard."""

    poll: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Event):
    """A reaction to a message."""

    by: Sender
    message: str
    emoji: str
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberArrived(Event):
    """Somebody arrived in a room: present, not yet a member. Not `newly`: they were there before we knew of it."""

    who: Sender
    room: str
    admin: bool = False
    by: Sender | None = None
    newly: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """Somebody left a room, or was removed from it."""

    who: Sender
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAdded(Event):
    """The bot was added to a room."""

    room: str
    title: str
    by: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRemoved(Event):
    """The bot was removed from a room."""

    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMoved(Event):
    """A room goes on under another handle (a group became a supergroup, a room was upgraded)."""

    room: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMade(Event):
    """A room, or a space, that we asked for is there: `made` is its name; empty: the platform would not.

    The rest is what we asked for: in which village, how it is called, by whose wish, and the card that tells them.
    """

    made: str
    community: str
    title: str
    wished_by: str | None = None
    card: str = ""
    is_space: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequested(Event):
    """Somebody knocks at a room's door and waits to be let in."""

    who: Sender
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotRead(Event):
    """The bot hears less in a room than it must: `reason` is `privacy`, `rights` or `encryption`."""

    room: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePicked(Event):
    """People chosen with the platform's own picker, in answer to a message that offered it (`message` of ours)."""

    by: Sender
    message: str
    who: tuple[Sender, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachabilityChanged(Event):
    """A private chat was opened or closed: `state` is one of unknown, invited, open, closed."""

    who: Sender
    state: str


def command_of(text: str) -> tuple[str, str] | None:
    """Return (name, rest) when the text is a command: a word after `/` or `!`, `@botname` dropped; else None."""
    found = _COMMAND.fullmatch(text)
    return (found["name"].lower(), (found["rest"] or "").strip()) if found else None
