"""What we say, as data: a wording's key, its arguments, and who may read it.

Nothing here is a sentence. An item waits in the outbox and is rendered for its reader at delivery, so arguments name
people, times and hidden numbers instead of containing them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from core.ids import CommunityId, PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Name:
    """A person's display name, looked up at delivery (so erasing a name erases it here too)."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Names:
    """Several names, listed in the reader's alphabetical order: no order may carry a rank."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, told in the reader's time zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """The day of an instant, with its year, in the reader's time zone: no hour may tell of what."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """From start to end. `rough` tells day and part of day only (before both sides said yes)."""

    start: datetime
    end: datetime
    exact: bool = False
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Another wording inside this one."""

    key: str
    args: "Args" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """Phrases, one a line; phrases that render to nothing are left out."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short phrases on one line, between dots: ride · clinic · Tue 24 Nov, 09:00 · 2 people."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's name and how to reach them; only for the other side of an exchange."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Secret:
    """A hidden number (`kind`: karma, movement) that is read at delivery, for its owner alone."""

    kind: str
    person: PersonId
    community: CommunityId


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in for somebody else: a link that opens the private chat where there are such, else what to type."""

    payload: str


Arg: TypeAlias = (
    str
    | int
    | Name
    | Names
    | Contact
    | Moment
    | Day
    | Window
    | Phrase
    | Lines
    | Facts
    | Secret
    | Invitation
)
Args: TypeAlias = Mapping[str, Arg]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button. `action` is its stable public name, `subject` what it is about (kept by us, never sent).

    `only_for`: the one person who may press it; None: anybody who sees it. `until`: when it stops working.
    """

    action: str
    subject: str = ""
    label: Phrase | None = None
    only_for: PersonId | None = None
    until: datetime | None = None
    opens_private: bool = False
    """Who presses it should be reachable afterwards: [I'm in] is a way into the private chat, where that can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Said in a room. `card` names the message so that it can be revised; `only_for` shows it to one person."""

    room: RoomId
    key: str
    args: Args = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    card: str | None = None
    reply_to: str | None = None
    only_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """Said privately to one person; waits until the person can be reached, and never falls back to a room."""

    to: PersonId
    key: str
    args: Args = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    card: str | None = None
    pick: int = 0
    """How many people may be picked with the platform's own picker, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The private answer to the button press (or reaction) that is being handled."""

    to: PersonId
    key: str
    args: Args = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """The message named `card` now reads so. Without such a message nothing happens.

    `private`: what it says now is nothing for a room. Where the message stands in one, before its one reader, it is
    taken back, and goes on privately when there is still something to choose.
    """

    card: str
    key: str
    args: Args = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The message named `card` is taken back."""

    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One quiet reaction to somebody's message."""

    room: RoomId
    target: str
    meaning: str = "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmark:
    """The reaction is taken back."""

    room: RoomId
    target: str
    meaning: str = "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A native poll in a room: `options` are wordings, `closes` an instant.

    `hidden`: its results are seen by nobody until it closes, where the platform can (`Capabilities.hidden_results`).
    """

    room: RoomId
    key: str
    args: Args = field(default_factory=dict)
    options: tuple[Phrase, ...] = ()
    closes: datetime | None = None
    card: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePoll:
    """The poll named `card` takes no more answers."""

    card: str


@dataclass(frozen=True, slots=True)
class PathDrawing:
    """A trust path: everybody in order, equal sizes, and the kind of each step between them."""

    people: tuple[Name, ...]
    steps: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class StarDrawing:
    """One's own ties: oneself, and equal dots around with a name and a word each."""

    centre: Name
    around: tuple[tuple[Name, Phrase], ...]


@dataclass(frozen=True, slots=True)
class WeeksDrawing:
    """A village's last weeks: when each began, how much was asked, how much got a yes; None: too few to say."""

    weeks: tuple[tuple[Moment, int | None, int | None], ...]
    asked: Phrase
    answered: Phrase


@dataclass(frozen=True, slots=True)
class LifeDrawing:
    """A proposal's life: its steps, and the number (from 0) of the one it stands at."""

    steps: tuple[Phrase, ...]
    here: int


Drawing: TypeAlias = PathDrawing | StarDrawing | WeeksDrawing | LifeDrawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing for one person or a room, made for its reader at delivery.

    `key` words the text that says the same to who cannot see it.
    """

    drawing: Drawing
    key: str
    args: Args = field(default_factory=dict)
    to: PersonId | None = None
    room: RoomId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A small file for one person."""

    to: PersonId
    name: str
    key: str
    content: bytes = b""
    holdings: bool = False
    """Everything held about the one it is for: gathered at delivery, so that no number waits in the outbox."""
    args: Args = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """Open a room's door to somebody: who knocked, or who is to be there."""

    room: RoomId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAway:
    """Leave a room's door closed to somebody who knocked; the platform says no more than that."""

    room: RoomId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRoom:
    """Another room of a village, on a platform that can make rooms: what came of it is told as `RoomMade`.

    `keepers` may decide in it; nobody is in it before they are let in (`Admit`). `rooms`: those that the village has
    there, whose secrecy it shares. `by`: who wished it. `card`: the private message that tells them how it went.
    """

    platform: str
    community: CommunityId
    title: str
    by: PersonId | None = None
    keepers: tuple[PersonId, ...] = ()
    rooms: tuple[RoomId, ...] = ()
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSpace:
    """One place that shows a village's rooms together (a Matrix space); who is in one of them may come in.

    Wished again, it is the same one, and shows what came since.
    """

    platform: str
    community: CommunityId
    title: str
    by: PersonId | None = None
    keepers: tuple[PersonId, ...] = ()
    rooms: tuple[RoomId, ...] = ()
    card: str = ""


Item: TypeAlias = (
    Admit
    | TurnAway
    | MakeRoom
    | MakeSpace
    | Text
    | Whisper
    | Answer
    | Revise
    | Withdraw
    | Mark
    | Unmark
    | Poll
    | ClosePoll
    | Picture
    | File
)
