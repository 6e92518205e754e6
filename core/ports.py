"""What the house asks of the outside. Handlers ask for capabilities, never for a platform's name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from core.events import Event
from core.ids import MessageId, PersonId, RoomId


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a platform can do. Times in seconds; a budget of 0 means unlimited."""

    buttons: bool = True
    native_polls: bool = True
    edits: bool = True
    ephemeral: bool = False
    deletions_seen: bool = True
    can_open_private: bool = True
    answers_presses: bool = True
    """A press can be answered by itself; otherwise the answer is a private message, and waits like one."""
    hides_presses: bool = True
    """A press in a room is seen by nobody else; where it is not, what is secret is chosen in private."""
    recounts: bool = False
    """Closing a native poll tells, or tells again, what was chosen in it."""
    people_picker: bool = False
    """A private message may offer to pick people from the platform's own list (`Outgoing.pick`)."""
    private_link: str = ""
    """A link that opens the private chat with `{payload}`, heard as `/start payload`; empty: none."""
    hidden_results: bool = False
    """A native poll can keep its results to itself until it closes."""
    mentions: bool = False
    """A name can be a link to its person (`Outgoing.mentions`); an account's handle says nothing to a reader."""
    person_link: str = ""
    """A link to a person by their `{handle}`, for readers on other platforms; empty: the handle says enough."""
    can_create_rooms: bool = False
    newcomers_read_earlier: bool = True
    """Whoever arrives can read what was said before; in encrypted rooms they cannot, nor what is revised of it."""
    idempotent: bool = False
    """The same id sent twice is one message: a send may be repeated, and its receipt written later."""
    reach_at_first: str = "unknown"
    max_text: int = 4096
    room_messages_per_minute: int = 0
    chat_messages_per_second: float = 0
    messages_per_second: float = 0
    """Over all chats together."""


@dataclass(frozen=True, slots=True)
class Button:
    """A choice as it is shown: an opaque id, the action's stable name, the label in the reader's language."""

    id: str
    action: str
    label: str
    opens_private: bool = False
    """Pressing it should also open the private chat, where the platform has links that do."""


def shared(known: Sequence[Capabilities]) -> Capabilities:
    """Return what all of these platforms can do: what concerns no platform in particular promises no more.

    Limits that differ between platforms are delivery's business, which asks each platform for its own.
    """
    if len(known) == 1:
        return known[0]
    able: Mapping[str, Any] = {
        field.name: all(getattr(can, field.name) for can in known)
        for field in fields(Capabilities)
        if isinstance(field.default, bool)
    }
    return Capabilities(**able)


Kind = Literal[
    "text",
    "revise",
    "withdraw",
    "mark",
    "unmark",
    "poll",
    "close_poll",
    "picture",
    "file",
    "answer",
    "admit",
    "turn_away",
    "make_room",
    "make_space",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One item, rendered for its reader, addressed to exactly one chat of one platform.

    `user` is set for private items, `room` for those in a room. `target` is the platform's own reference of an
    earlier message (what `Delivered.reference` said, or for marks the message that was heard).
    """

    id: str
    kind: Kind
    user: str | None = None
    room: str | None = None
    key: str = ""
    text: str = ""
    buttons: tuple[Button, ...] = ()
    reply_to: str | None = None
    topic: str | None = None
    """The part of the room to which what is said to everybody belongs; what is for one person stays where they are."""
    only_for: str | None = None
    target: str | None = None
    meaning: str = ""
    options: tuple[str, ...] = ()
    closes: datetime | None = None
    hidden_results: bool = False
    name: str = ""
    content: bytes = b""
    pick: int = 0
    """How many people may be picked with the platform's own picker; 0: it is not offered."""
    pick_label: str = ""
    mentions: tuple[tuple[str, str], ...] = ()
    """Names in the text that may become links to their people: (name as it stands there, account's handle)."""
    cause: str = ""
    """The key of the event that caused it: an answer to a press needs to know which press."""
    once: str = ""
    """What a room to be made is known by: made again under the same one, it is the same room. `name` is its title."""
    village: str = ""
    """What a village's space is known by, for a room that belongs into it."""
    keepers: tuple[str, ...] = ()
    """Who may decide in a room to be made."""
    rooms: tuple[str, ...] = ()
    """The rooms of the village: those that a space shows, or whose secrecy a room to be made shares."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is there. `reference` is the platform's name for the message, for later revisions.

    `counts`: how many chose each option, as the platform told when a poll was closed.
    """

    reference: str
    counts: tuple[int, ...] = ()


class Trouble(StrEnum):
    """Why an item is not there."""

    NOT_STARTED = "not_started"
    BLOCKED = "blocked"
    TOO_FAST = "too_fast"
    FORBIDDEN = "forbidden"
    MOVED = "moved"
    """The room goes on elsewhere: `Undeliverable.to`."""
    AWAY = "away"
    """The platform was not reached: nothing was sent, for certain."""
    FAULT = "fault"
    """Something broke on the platform's side, which says that it did nothing."""
    UNCERTAIN = "uncertain"
    """It may have arrived: no answer came."""


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """It is not there (or nobody knows). `after`: seconds to wait, where the platform said so.

    `everywhere`: too fast not for this chat, but for all we say on this platform together.
    """

    trouble: Trouble
    after: float = 0.0
    to: str = ""
    everywhere: bool = False


class Platform(Protocol):
    """Turns bytes into events and items into messages. It has no storage and decides nothing."""

    @property
    def name(self) -> str:
        """The stable name that accounts and rooms of this platform carry."""
        ...

    @property
    def can(self) -> Capabilities:
        """What this platform can do."""
        ...

    def events(self) -> AsyncIterator[Event]:
        """Yield what happens, in order."""
        ...

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Send one item; every failure is a value."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedChoice:
    """A stored button that was found again: what it does, for whom, until when, and on which card."""

    action: str
    subject: str
    only_for: str | None
    until: datetime | None
    message: str
    card: str | None
    to: str | None
    """The person whose private message it stands on; None in a room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One row of the outbox: an item with its place in the queue. Wording and names are still to be filled in."""

    id: MessageId
    kind: Kind
    to: PersonId | None
    room: RoomId | None
    key: str
    args: Mapping[str, Any]
    choices: Sequence[Mapping[str, Any]]
    extra: Mapping[str, Any]
    content: bytes | None
    cause: str
    target: MessageId | None = None
    attempts: int = 0
    ask: str | None = None
    """The ask this message carries, so that its delivery starts the helper's time to answer."""

    @property
    def chat(self) -> str:
        """The queue it stands in: items to one person or room arrive in order."""
        return self.to or self.room or ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline whose time has come. `kind` names the handler, `subject` what it is about."""

    key: str
    kind: str
    subject: str
    at: datetime


class Deadlines(Protocol):
    """Things to do later. A key is unique: setting it again moves it."""

    async def set(self, key: str, kind: str, subject: str, due_at: datetime) -> None: ...
    async def subject(self, key: str, now: datetime) -> str | None: ...
    async def drop(self, key: str) -> None: ...
