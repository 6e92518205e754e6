"""How a handler declares itself: what it answers, where it may speak, and who may call it.

Help, the platforms' command menus and the authorisation all come from these declarations.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import ModuleType
from typing import Any, Protocol, TypeVar

from core import governance, karma, linking, privacy, reciprocity
from core.communities import Community, Room
from core.events import Event
from core.governance import Right
from core.listening import Context, TypeHint, Understanding
from core.listening.crisis import Crisis
from core.messages import Answer, Args, Choice, Item, Whisper
from core.people import Account, Person
from core.ports import Capabilities, Deadlines, PickedChoice


@dataclass(frozen=True, slots=True)
class Command:
    """`/name ...`. `everyday` commands stand in the platform's menu."""

    name: str
    everyday: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A button with this action."""

    action: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of this kind has come."""

    kind: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of this type."""

    event: type[Event]


@dataclass(frozen=True, slots=True)
class Typed:
    """A private message that answers a question of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that listening took for a request or an offer."""


@dataclass(frozen=True, slots=True)
class Alarmed:
    """Something that reads like an emergency, in a room or privately."""


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply in a room that takes up somebody's open post: "I can!"."""


Trigger = Command | Press | Deadline | Happened | Typed | Heard | Alarmed | Replied


class Where(Enum):
    """Where the answer may be spoken. PRIVATE is enforced: such a handler cannot put anything into a room."""

    ANYWHERE = "anywhere"
    PRIVATE = "private"


class Who(Enum):
    """Who may call it. MEMBER and PRESENT also mean: in one village, which is asked when there are several."""

    ANYONE = "anyone"
    PRESENT = "present"
    MEMBER = "member"


class Work(karma.Work, linking.Work, reciprocity.Work, governance.Work, privacy.Work, Protocol):
    """The unit of work as handlers see it: the core's memory, the ledger and the deadlines."""

    @property
    def deadlines(self) -> Deadlines: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one handler call knows: who, where, in which village, and what happened."""

    work: Work
    can: Capabilities
    event: Any = None
    person: Person = None  # type: ignore[assignment]  # deadlines have nobody; handlers of deadlines never look
    account: Account = None  # type: ignore[assignment]
    room: Room | None = None
    community: Community = None  # type: ignore[assignment]  # only where `who` asked for one
    picked: PickedChoice | None = None
    subject: str = ""
    """What it is about: the button's or the deadline's subject, the rest of a command, the words typed."""
    heard: Understanding | None = None
    crisis: Crisis | None = None
    platform: str = ""
    entries: tuple["Entry", ...] = ()
    """The whole table: what help lists."""
    language: str = "en"
    """The language in which a new village begins."""
    expected: list[str] = field(default_factory=list)
    platforms: Mapping[str, Capabilities] = field(default_factory=dict)

    def can_in(self, room: Room) -> Capabilities:
        """Return what the platform of a room can do."""
        return self.platforms.get(room.platform, self.can)

    def privately(
        self,
        key: str,
        args: Args | None = None,
        choices: Sequence[Choice] = (),
        card: str | None = None,
    ) -> Whisper:
        """Say something privately to the one who acts."""
        return Whisper(
            to=self.person.id, key=key, args=args or {}, choices=tuple(choices), card=card
        )

    def answer(self, key: str, args: Args | None = None) -> Answer:
        """Answer the press privately."""
        return Answer(to=self.person.id, key=key, args=args or {})

    def hearing(self) -> Context:
        """Return what listening should know: the village's types, and whose language and clock hold."""
        config, person = self.community.config, self.person
        hints = tuple(TypeHint(t.name, t.kind) for t in config.request_types)
        return Context(
            self.work.now,
            person.time_zone or config.time_zone,
            person.language or config.language,
            hints,
            self.community.taught,
        )

    async def require(self, right: Right, community: Community | None = None) -> None:
        """Raise NotAMember or a Refusal that says who may, unless whoever acts has this right there."""
        await governance.require(self.work, community or self.community, self.person, right)

    def expect(self, answer: str) -> None:
        """The next private message answers this question (`kind:subject`)."""
        self.expected.append(answer)

    def about(self, community: Community) -> "Turn":
        """Return the same turn in another village."""
        return replace(self, community=community)


Items = Iterable[Item]
Handler = Callable[[Turn], Awaitable[Items]]
F = TypeVar("F", bound=Handler)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table."""

    trigger: Trigger
    where: Where
    who: Who
    handle: Handler
    may: Right | None = None


class Table:
    """Every handler, found by what happened. Raises ValueError for a trigger declared twice."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_trigger: dict[Trigger, Entry] = {}
        for entry in self.entries:
            if entry.trigger in self._by_trigger:
                raise ValueError(f"two handlers for {entry.trigger}")
            self._by_trigger[entry.trigger] = entry

    def find(self, trigger: Trigger) -> Entry | None:
        """Return the handler of this trigger, if there is one."""
        return self._by_trigger.get(trigger)

    def commands(self) -> tuple[Command, ...]:
        """Return the commands that work, in the order of help."""
        return tuple(e.trigger for e in self.entries if isinstance(e.trigger, Command))


def on(
    *triggers: Trigger,
    where: Where = Where.ANYWHERE,
    who: Who = Who.ANYONE,
    may: Right | None = None,
) -> Callable[[F], F]:
    """Declare what a handler answers. The table is built from modules by `collect`; nothing is registered here.

    `may`: the right that the command takes in the village it is about; a button's handler asks for it itself, since
    only its subject says which village that is.
    """

    def declare(handle: F) -> F:
        handle.answers = tuple(Entry(t, where, who, handle, may) for t in triggers)  # type: ignore[attr-defined]
        return handle

    return declare


def collect(modules: Iterable[ModuleType]) -> Table:
    """Build the table from handler modules, in their order."""
    return Table(
        entry
        for module in modules
        for function in vars(module).values()
        if inspect.iscoroutinefunction(function) and function.__module__ == module.__name__
        for entry in getattr(function, "answers", ())
    )
