"""The pipe's lines in: each kind of line is a model, and becomes one of our events."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from core.events import (
    BallotCast,
    BotAdded,
    BotRemoved,
    ChoicePicked,
    CommandGiven,
    Event,
    JoinRequested,
    MemberArrived,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    MessageRemoved,
    PeoplePicked,
    ReachabilityChanged,
    Reacted,
    RoomMoved,
    Sender,
    clean,
    command_of,
)

NAME = "pipe"


def _writable(text: str) -> str:
    """Refuse what no database can keep: NUL, and half a character."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("must not contain NUL or a lone surrogate")
    return text


Name = Annotated[str, AfterValidator(_writable)]
Handle = Annotated[Name, StringConstraints(min_length=1, max_length=200)]
Language = Annotated[Name, StringConstraints(max_length=16)]
Words = Annotated[str, StringConstraints(max_length=200_000)]
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(?:\d{1,6}[smhdw])+")
_STEP = re.compile(r"(\d{1,6})([smhdw])")


class BadLine(Exception):
    """A line that is not valid; its text says what to do."""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """Move the clock: by a span, or to an instant. With an id its target is fixed when first seen."""

    id: str | None
    by: timedelta | None
    to: datetime | None


@dataclass(frozen=True, slots=True)
class SyncLine:
    """Answer once everything before it was handled and delivered."""

    id: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Message(_Line):
    event: Literal["message"]
    id: Handle | None = None
    from_: Handle = Field(alias="from")
    text: Words
    room: Handle | None = None
    reply_to: Handle | None = None
    name: Name | None = None
    lang: Language | None = None


class _Edit(_Line):
    event: Literal["edit"]
    id: Handle
    from_: Handle = Field(alias="from")
    text: Words
    room: Handle | None = None


class _Delete(_Line):
    event: Literal["delete"]
    id: Handle
    room: Handle | None = None
    from_: Handle | None = Field(default=None, alias="from")


class _Press(_Line):
    event: Literal["press"]
    id: Handle | None = None
    from_: Handle = Field(alias="from")
    message: Handle
    choice: Handle


class _Vote(_Line):
    event: Literal["vote"]
    id: Handle | None = None
    from_: Handle = Field(alias="from")
    poll: Handle
    options: tuple[Annotated[int, Field(ge=0)], ...]


class _React(_Line):
    event: Literal["react"]
    id: Handle | None = None
    from_: Handle = Field(alias="from")
    message: Handle
    emoji: Name
    room: Handle | None = None


class _Join(_Line):
    event: Literal["join"]
    id: Handle | None = None
    room: Handle
    user: Handle
    name: Name | None = None
    admin: bool = False
    by: Handle | None = None
    lang: Language | None = None


class _Leave(_Line):
    event: Literal["leave"]
    id: Handle | None = None
    room: Handle
    user: Handle


class _Added(_Line):
    event: Literal["added"]
    id: Handle | None = None
    room: Handle
    title: Name = ""
    by: Handle


class _Removed(_Line):
    event: Literal["removed"]
    id: Handle | None = None
    room: Handle


class _Moved(_Line):
    event: Literal["moved"]
    id: Handle | None = None
    room: Handle
    to: Handle


class _Knock(_Line):
    event: Literal["knock"]
    id: Handle | None = None
    room: Handle
    user: Handle
    name: Name | None = None
    lang: Language | None = None


class _Picked(_Line):
    event: Literal["picked"]
    id: Handle | None = None
    from_: Handle = Field(alias="from")
    message: Handle
    users: Annotated[tuple[Handle, ...], Field(min_length=1, max_length=150)]


class _Reach(_Line):
    event: Literal["reach"]
    id: Handle | None = None
    user: Handle
    state: Literal["unknown", "invited", "open", "closed"]


class _Clock(_Line):
    event: Literal["clock"]
    id: Handle | None = None
    advance: str | None = None
    to: str | None = None


class _Sync(_Line):
    event: Literal["sync"]
    id: Handle


_AnyLine = Annotated[
    _Message
    | _Edit
    | _Delete
    | _Press
    | _Vote
    | _React
    | _Join
    | _Leave
    | _Added
    | _Removed
    | _Moved
    | _Knock
    | _Picked
    | _Reach
    | _Clock
    | _Sync,
    Field(discriminator="event"),
]
_LINE: TypeAdapter[Any] = TypeAdapter(_AnyLine)


def read(line: str, fallback: str) -> Event | ClockLine | SyncLine:
    """Read one line. `fallback` names an event that carries no id of its own.

    Raises BadLine with a sentence that names every wrong field.
    """
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("not a JSON object: put one object on each line") from error
    if not isinstance(parsed, dict):
        raise BadLine("not a JSON object: put one object on each line")
    try:
        return _event(_LINE.validate_python(parsed), fallback)
    except ValidationError as error:
        raise BadLine(_reasons(error)) from error


def _reasons(error: ValidationError) -> str:
    """Name every wrong field, without repeating what anybody wrote."""
    parts = []
    for problem in error.errors(include_input=False, include_url=False):
        if problem["type"] == "union_tag_invalid":
            parts.append(f"event: must be one of {problem['ctx']['expected_tags']}")
            continue
        if problem["type"] == "union_tag_not_found":
            parts.append("event: is missing, say what happened")
            continue
        where = ".".join(str(p) for p in problem["loc"][1:] or problem["loc"])
        parts.append(f"{where}: {problem['msg']}" if where else problem["msg"])
    return "; ".join(dict.fromkeys(parts))


def _digest(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _event(line: Any, fallback: str) -> Event | ClockLine | SyncLine:
    key = f"{line.event}:{getattr(line, 'id', None) or fallback}"
    match line:
        case _Message():
            return _message(line, key)
        case _Edit():
            key = f"edit:{line.id}:{_digest(line.text)}"
            by = Sender(line.from_)
            text = clean(line.text)
            return MessageEdited(
                platform=NAME, key=key, by=by, message=line.id, text=text, room=line.room
            )
        case _Delete():
            return MessageRemoved(platform=NAME, key=key, message=line.id, room=line.room)
        case _Press():
            if line.id is None:
                key = f"press:{_digest(line.message, line.choice, line.from_)}"
            by = Sender(line.from_)
            tells = line.id is None
            return ChoicePicked(
                platform=NAME,
                key=key,
                tells=tells,
                by=by,
                message=line.message,
                choice=line.choice,
            )
        case _Vote():
            by = Sender(line.from_)
            tells = line.id is None
            return BallotCast(
                platform=NAME, key=key, tells=tells, by=by, poll=line.poll, options=line.options
            )
        case _React():
            by = Sender(line.from_)
            return Reacted(
                platform=NAME,
                key=key,
                by=by,
                message=line.message,
                emoji=line.emoji,
                room=line.room,
            )
    return _about_rooms(line, key)


def _message(line: _Message, key: str) -> Event:
    text = clean(line.text)
    by = Sender(line.from_, line.name, line.lang)
    message = line.id or key
    command = command_of(text)
    if command is None:
        return MessagePosted(
            platform=NAME,
            key=key,
            by=by,
            message=message,
            text=text,
            room=line.room,
            reply_to=line.reply_to,
        )
    name, rest = command
    return CommandGiven(
        platform=NAME,
        key=key,
        by=by,
        message=message,
        name=name,
        rest=rest,
        room=line.room,
        reply_to=line.reply_to,
    )


def _about_rooms(line: Any, key: str) -> Event | ClockLine | SyncLine:
    match line:
        case _Join():
            who = Sender(line.user, line.name, line.lang)
            by = Sender(line.by) if line.by else None
            return MemberArrived(
                platform=NAME, key=key, who=who, room=line.room, admin=line.admin, by=by
            )
        case _Leave():
            return MemberLeft(platform=NAME, key=key, who=Sender(line.user), room=line.room)
        case _Added():
            return BotAdded(
                platform=NAME, key=key, room=line.room, title=line.title, by=Sender(line.by)
            )
        case _Removed():
            return BotRemoved(platform=NAME, key=key, room=line.room)
        case _Moved():
            return RoomMoved(platform=NAME, key=key, room=line.room, to=line.to)
        case _Knock():
            who = Sender(line.user, line.name, line.lang)
            return JoinRequested(platform=NAME, key=key, who=who, room=line.room)
        case _Picked():
            if line.id is None:
                key = f"picked:{_digest(line.message, line.users, line.from_)}"
            by = Sender(line.from_)
            picked = tuple(Sender(user) for user in line.users)
            return PeoplePicked(platform=NAME, key=key, by=by, message=line.message, who=picked)
        case _Reach():
            return ReachabilityChanged(
                platform=NAME, key=key, who=Sender(line.user), state=line.state
            )
        case _Sync():
            return SyncLine(line.id)
    return _clock(line)


def _clock(line: _Clock) -> ClockLine:
    if (line.advance is None) == (line.to is None):
        raise BadLine(
            'clock: give either "advance" (like "36h") or "to" (like "2026-02-01T00:00:00Z")'
        )
    if line.advance is not None:
        return ClockLine(line.id, span(line.advance), None)
    return ClockLine(line.id, None, instant(line.to or ""))


def span(words: str) -> timedelta:
    """Read a span such as `36h`, `2d12h` or `90m`. Raises BadLine."""
    if not _SPAN.fullmatch(words):
        raise BadLine('clock: "advance" looks like "36h", "2d12h" or "90m"')
    steps = _STEP.findall(words)
    try:
        return sum((timedelta(**{UNITS[unit]: int(n)}) for n, unit in steps), timedelta())
    except OverflowError as error:
        raise BadLine('clock: "advance" goes further than the calendar') from error


def instant(words: str) -> datetime:
    """Read an aware instant. Raises BadLine."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise BadLine('a time looks like "2026-02-01T00:00:00Z"') from error
    if at.tzinfo is None:
        raise BadLine('a time needs its zone, like "2026-02-01T00:00:00Z"')
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise BadLine("a time must lie within the calendar") from error
