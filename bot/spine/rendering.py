"""A letter becomes words for its one reader: their language, their clock, names as they are now.

A hidden number is read here, at the last moment, and only into a private message to its owner.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import locales
from bot.spine.letters import DRAWING, decode
from core.errors import Disclosure
from core.hidden import Hidden
from core.ids import PersonId
from core.messages import (
    Contact,
    Day,
    Drawing,
    Facts,
    Invitation,
    LifeDrawing,
    Lines,
    Moment,
    Name,
    Names,
    PathDrawing,
    Phrase,
    Secret,
    WeeksDrawing,
    Window,
)
from core.people import Account, Addressee
from core.ports import Button, Letter, Outgoing

Known = Mapping[PersonId, Addressee]
SecretReader = Callable[[Secret], Awaitable[Hidden[Any]]]

_RTL = (
    (0x0590, 0x08FF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFF),
    (0x10800, 0x10FFF),
    (0x1E800, 0x1EFFF),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a letter is rendered; `person` is None for a room."""

    locale: str
    zone: str
    person: PersonId | None = None
    private_link: str = ""
    """How the platform writes a link that opens the private chat; empty: it has none."""
    mentions: bool = False
    """The platform makes names links to their people."""
    platform: str = ""
    """Where they read it; empty: nowhere in particular."""
    person_links: Mapping[str, str] = field(default_factory=dict)
    """How a link to somebody is written who is on another platform."""


def _named(value: Any, found: set[PersonId]) -> None:
    if isinstance(value, dict):
        kind = value.get("$")
        if kind in {"Name", "Contact"}:
            found.add(PersonId(value["person"]))
        elif kind == "Names":
            found.update(PersonId(person) for person in value["people"])
        else:
            for part in value.values():
                if isinstance(part, dict | list):
                    _named(part, found)
    else:
        for part in value:
            if isinstance(part, dict | list):
                _named(part, found)


def people_in(letter: Letter) -> set[PersonId]:
    """Return everybody whom a letter is to, is shown to, or names."""
    found: set[PersonId] = set()
    if letter.to is not None:
        found.add(letter.to)
    for role in ("only_for", "about"):
        if letter.extra.get(role):
            found.add(PersonId(letter.extra[role]))
    found.update(map(PersonId, letter.extra.get("keepers", ())))
    _named(letter.args, found)
    for choice in letter.choices:
        if "label" in choice:
            _named(choice["label"], found)
    return found


def isolate(text: str) -> str:
    """Wrap text with right-to-left letters, so that it cannot turn the sentence around it."""
    if text.isascii() or not any(a <= ord(c) <= b for c in text for a, b in _RTL):
        return text
    return f"\u2068{text}\u2069"


class Renderer:
    """Renders letters for one reader, given everybody they may name."""

    def __init__(self, reader: Reader, known: Known, secrets: Mapping[Secret, Any]) -> None:
        self._reader = reader
        self._known = known
        self._secrets = secrets
        self.mentions: dict[str, str] = {}
        """Names that should lead to their people, and the handles of their accounts."""

    def _name(self, person: PersonId) -> str:
        found = self._known.get(person)
        return isolate(found.person.name) if found else self.phrase(Phrase("name-gone"))

    def phrase(self, phrase: Phrase) -> str:
        """Render a wording with its arguments."""
        return self.text(phrase.key, phrase.args)

    def text(self, key: str, args: Mapping[str, Any]) -> str:
        """Render a wording by key; lines that came out empty are left out."""
        plain = {name: self._plain(arg) for name, arg in args.items()}
        said = locales.say(self._reader.locale, key, plain)
        return "\n".join(line for line in said.split("\n") if line.strip())

    def _plain(self, arg: Any) -> Any:
        match arg:
            case str():
                return isolate(arg)
            case Name(person):
                return self._name(person)
            case Names(people):
                return locales.listed(self._reader.locale, map(self._name, people))
            case Contact(person):
                return self._contact(person)
            case Moment() | Day() | Window():
                return self._time(arg)
            case Phrase():
                return self.phrase(arg)
            case Lines(phrases):
                return "\n".join(filter(None, map(self.phrase, phrases)))
            case Facts(phrases):
                return " · ".join(filter(None, map(self.phrase, phrases)))
            case Secret():
                return self._secrets[arg]
            case Invitation(payload):
                link = self._reader.private_link or "/start {payload}"
                return link.format(payload=payload)
        return arg

    def _time(self, arg: Moment | Day | Window) -> str:
        locale, zone = self._reader.locale, self._reader.zone
        match arg:
            case Moment(at):
                return locales.moment(locale, at, zone)
            case Day(at):
                return locales.date(locale, at, zone)
            case Window(start, end, exact, rough):
                return locales.window(locale, start, end, zone, exact=exact, rough=rough)

    def _contact(self, person: PersonId) -> str:
        name, found = self._name(person), self._known.get(person)
        if found is None:
            return name
        here = found.on(self._reader.platform) if self._reader.platform else found.account
        if here is None:
            return f"{name} ({self._from_afar(found.account)})"
        if self._reader.mentions:
            self.mentions[name] = here.handle
            return name
        handle = here.handle.removeprefix("@")
        if handle.casefold() == found.person.name.casefold():
            return name
        return f"{name} (@{isolate(handle)})"

    def _from_afar(self, account: Account) -> str:
        """Return where somebody is found who is on another platform than the reader."""
        link = self._reader.person_links.get(account.platform) or "{handle}"
        return isolate(link.format(handle=account.handle))

    def drawn(self, drawing: Drawing) -> bytes:
        """Draw a picture with names as they are now and words in the reader's language."""
        from bot import pictures  # noqa: PLC0415 - fonts and Pillow are read only where a picture is wanted

        if isinstance(drawing, PathDrawing):
            people = [self._name(name.person) for name in drawing.people]
            return pictures.path(people, [self.phrase(step) for step in drawing.steps])
        if isinstance(drawing, WeeksDrawing):
            return self._weeks(drawing)
        if isinstance(drawing, LifeDrawing):
            return pictures.life([self.phrase(step) for step in drawing.steps], drawing.here)
        around = [(self._name(name.person), self.phrase(word)) for name, word in drawing.around]
        around.sort(key=lambda dot: dot[0].casefold())  # an order that ranks nobody
        return pictures.star(self._name(drawing.centre.person), around)

    def _weeks(self, drawing: WeeksDrawing) -> bytes:
        from bot import pictures  # noqa: PLC0415 - as above

        locale, zone = self._reader.locale, self._reader.zone
        bars = [
            (locales.short_day(locale, moment.at, zone), asked, answered)
            for moment, asked, answered in drawing.weeks
        ]
        return pictures.weeks(bars, self.phrase(drawing.asked), self.phrase(drawing.answered))

    def button(self, row: Mapping[str, Any]) -> Button:
        """Render one button."""
        label = row.get("label")
        phrase = decode(label) if label else Phrase("do-" + _wording_of(row["action"]))
        opens = row.get("opens_private", False)
        return Button(row["id"], row["action"], self.phrase(phrase), opens)


def _wording_of(action: str) -> str:
    return action.replace(".", "-").replace("_", "-")


def _secrets(value: Any) -> Iterator[Secret]:
    """Find hidden numbers, also inside phrases and lines."""
    match value:
        case Secret():
            yield value
        case Mapping():
            yield from _secrets(tuple(value.values()))
        case tuple():
            for part in value:
                yield from _secrets(part)
        case Phrase(args=args):
            yield from _secrets(args)
        case Lines(phrases=phrases) | Facts(phrases=phrases):
            yield from _secrets(phrases)


async def disclosed(letter: Letter, read: SecretReader) -> dict[Secret, Any]:
    """Read the hidden numbers of a letter. Raises Disclosure unless it is private and to their owner."""
    found: dict[Secret, Any] = {}
    for secret in _secrets(decode(letter.args)):
        if letter.room is not None or letter.to is None:
            raise Disclosure("a hidden number stood in a message to a room")
        found[secret] = (await read(secret)).disclose_to(letter.to)
    return found


def outgoing(
    letter: Letter, renderer: Renderer, address: Mapping[str, Any], target: str | None
) -> Outgoing:
    """Render one letter for its address (`user` or `room`, and `only_for`)."""
    extra = letter.extra
    closes, pick = extra.get("closes"), extra.get("pick", 0)
    text = renderer.text(letter.key, decode(letter.args)) if letter.key else ""
    return Outgoing(
        id=letter.id,
        kind=letter.kind,
        key=letter.key,
        text=text,
        buttons=tuple(renderer.button(row) for row in letter.choices),
        reply_to=extra.get("reply_to"),
        target=target or extra.get("target"),
        meaning=extra.get("meaning", ""),
        options=_options(renderer, extra.get("options", ())),
        closes=datetime.fromisoformat(closes) if closes else None,
        hidden_results=extra.get("hidden", False),
        name=extra.get("name") or extra.get("title") or "",
        content=_content(letter, renderer),
        pick=pick,
        pick_label=renderer.text("do-pick-people", {}) if pick else "",
        mentions=tuple(renderer.mentions.items()),
        cause=letter.cause,
        user=address.get("user"),
        room=address.get("room"),
        topic=address.get("topic"),
        only_for=address.get("only_for"),
        once=letter.id if letter.kind == "make_room" else extra.get("village", ""),
        village=extra.get("village", ""),
        keepers=address.get("keepers", ()),
        rooms=address.get("rooms", ()),
    )


def _content(letter: Letter, renderer: Renderer) -> bytes:
    """Return a file's bytes, or a picture drawn for its reader."""
    if letter.kind == "picture":
        return renderer.drawn(decode(letter.args[DRAWING]))
    return letter.content or b""


def _options(renderer: Renderer, options: Iterable[Any]) -> tuple[str, ...]:
    return tuple(renderer.phrase(decode(option)) for option in options)
