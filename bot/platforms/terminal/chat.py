"""What a chat service remembers: who said what where, as it reads now, with its buttons, marks and polls.

It stands for the servers of a real chat system, so it knows nothing of the bot's rules and keeps words that the bot
itself forgets. Items of the bot change it through `apply`; people change it through `said` and `vote`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from core.ports import Button, Outgoing

KEPT_LINES = 300
"""How far back a pane reaches; older lines are forgotten first."""

_PNG_SIZE = slice(16, 24)
"""Where a PNG says how wide and how high it is."""


def public(room: str) -> str:
    """Name the pane of a room."""
    return f"#{room}"


def private(handle: str) -> str:
    """Name the pane of somebody's private chat with the bot."""
    return f"@{handle}"


@dataclass(slots=True, kw_only=True)
class Line:
    """One message as it reads now. `by` is somebody's handle, or None for the bot."""

    id: str
    pane: str
    at: datetime
    by: str | None = None
    kind: str = "text"
    key: str = ""
    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    reply_to: str | None = None
    only_for: str | None = None
    options: list[str] = field(default_factory=list)
    votes: dict[str, list[int]] = field(default_factory=dict)
    closed: bool = False
    name: str = ""
    size: int = 0
    extent: tuple[int, int] = (0, 0)
    """Width and height of a picture in pixels."""
    edited: bool = False

    def seen_by(self, handle: str) -> bool:
        """Say whether this person sees the line, where it stands in a pane of theirs."""
        return self.only_for in (None, handle)

    def action(self, name: str) -> Button | None:
        """Return the button with that action, while it is there."""
        return next((b for b in self.buttons if b.action == name), None)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened on the screen: a line as it reads now, or (for an answer) words that pass.

    `kind` is the item's, or `said` and `vote` for what people did.
    """

    kind: str
    pane: str
    line: Line | None = None
    key: str = ""
    text: str = ""


Listener = Callable[[Change], None]


class Chat:
    """Every pane, oldest line first. The same item applied twice changes nothing."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.names: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self._panes: dict[str, dict[str, Line]] = {}
        self._toasts: set[str] = set()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call this for every change from now on."""
        self._listeners.append(listener)

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)

    def lines(self, pane: str) -> list[Line]:
        """Return the lines of one pane."""
        return list(self._panes.get(pane, {}).values())

    def panes(self) -> list[str]:
        """Return the name of every pane that has lines."""
        return list(self._panes)

    def find(self, line: str | None) -> Line | None:
        """Return a line by its id, wherever it stands."""
        for pane in self._panes.values():
            if line in pane:
                return pane[line]
        return None

    def latest(self, handle: str, action: str) -> tuple[Line, Button] | None:
        """Return the newest button of that action which this person can see: private first, then in rooms."""
        rooms = [pane for pane in self._panes if pane.startswith("#")]
        for pane in (private(handle), *rooms):
            for line in reversed(self.lines(pane)):
                button = line.action(action)
                if button is not None and line.seen_by(handle):
                    return line, button
        return None

    def said(self, line: str, pane: str, by: str, text: str) -> Line:
        """Add what a person said."""
        added = self._add(Line(id=line, pane=pane, at=self.now(), by=by, kind="said", text=text))
        self._tell(Change("said", pane, added))
        return added

    def vote(self, poll: str, by: str, options: list[int]) -> None:
        """Note what somebody chose on a poll; nothing means that they took it back."""
        line = self.find(poll)
        if line is not None and not line.closed:
            line.votes[by] = options
            self._tell(Change("vote", line.pane, line))

    def apply(self, item: Outgoing) -> None:
        """Show one item of the bot; one about a line that is gone, or that was shown before, does nothing."""
        change = self._applied(item)
        if change is not None:
            self._tell(change)

    def _applied(self, item: Outgoing) -> Change | None:
        pane = private(item.user) if item.user is not None else public(item.room or "")
        match item.kind:
            case "answer":
                return self._toast(item, pane)
            case "revise":
                return self._revise(item)
            case "withdraw" | "close_poll":
                return self._end(item)
            case "mark" | "unmark":
                return self._mark(item)
        if item.id in self._panes.get(pane, {}):
            return None
        return Change(item.kind, pane, self._add(_line(item, pane, self.now())))

    def _add(self, line: Line) -> Line:
        pane = self._panes.setdefault(line.pane, {})
        pane[line.id] = line
        if len(pane) > KEPT_LINES:
            del pane[next(iter(pane))]
        return line

    def _toast(self, item: Outgoing, pane: str) -> Change | None:
        if item.id in self._toasts:
            return None
        self._toasts.add(item.id)
        return Change("answer", pane, key=item.key, text=item.text)

    def _revise(self, item: Outgoing) -> Change | None:
        line = self.find(item.target)
        if line is None:
            return None
        line.text, line.key, line.edited = item.text, item.key, True
        line.buttons = list(item.buttons)
        return Change("revise", line.pane, line)

    def _end(self, item: Outgoing) -> Change | None:
        line = self.find(item.target)
        if line is None:
            return None
        if item.kind == "withdraw":
            del self._panes[line.pane][line.id]
        line.closed = True
        return Change(item.kind, line.pane, line)

    def _mark(self, item: Outgoing) -> Change | None:
        line = self.find(item.target)
        if line is None:
            return None
        others = [meaning for meaning in line.marks if meaning != item.meaning]
        line.marks = [*others, item.meaning] if item.kind == "mark" else others
        return Change(item.kind, line.pane, line)

    def forget_private(self) -> None:
        """Clear every private pane: what was settled before anybody looked needs no reader."""
        self._panes = {name: lines for name, lines in self._panes.items() if name.startswith("#")}

    def save(self, path: Path) -> None:
        """Keep everything in a file, in one step: a crash leaves the old one or the new one."""
        kept = {"at": self.now().isoformat(), "names": self.names, "titles": self.titles}
        lines = [_plain(line) for line in self._everything()]
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps({**kept, "lines": lines}, ensure_ascii=False), "utf-8")
        beside.replace(path)

    def load(self, path: Path) -> datetime | None:
        """Read what was kept, and return when that was; a missing or broken file is an empty screen, no worse."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            lines = [_restored(row) for row in kept["lines"]]
            at = datetime.fromisoformat(kept["at"])
            self.names, self.titles = dict(kept["names"]), dict(kept["titles"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        for line in lines:
            self._add(line)
        return at

    def _everything(self) -> Iterator[Line]:
        for lines in self._panes.values():
            yield from lines.values()


def _line(item: Outgoing, pane: str, now: datetime) -> Line:
    content = item.content
    wide, high = content[_PNG_SIZE][:4], content[_PNG_SIZE][4:]
    sized = (int.from_bytes(wide, "big"), int.from_bytes(high, "big"))
    return Line(
        id=item.id,
        pane=pane,
        at=now,
        kind=item.kind,
        key=item.key,
        text=item.text,
        buttons=list(item.buttons),
        reply_to=item.reply_to,
        only_for=item.only_for,
        options=list(item.options),
        name=item.name,
        size=len(content),
        extent=sized if item.kind == "picture" else (0, 0),
    )


def _plain(line: Line) -> dict[str, Any]:
    return {**asdict(line), "at": line.at.isoformat()}


def _restored(row: dict[str, Any]) -> Line:
    known = {f.name for f in fields(Line)}
    values = {name: value for name, value in row.items() if name in known}
    values["at"] = datetime.fromisoformat(row["at"])
    values["buttons"] = [Button(**button) for button in row["buttons"]]
    values["extent"] = tuple(row["extent"])
    return Line(**values)
