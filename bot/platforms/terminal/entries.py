"""How one line of the chat looks. Text is never read as markup: nobody can colour or click another's words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from bot.platforms.terminal.chat import Line

DIM = "$foreground 60%"
BOT = "bold $primary"
SELF = "bold $accent"
OTHER = "bold"
CHIP = "$foreground on $panel"
NUMBER = "bold $accent on $panel"
MARKED = "$accent"
GAP = 2
"""Columns between two buttons."""
FIRST_WIDTH = 40
"""How wide an entry is taken to be until the screen says."""


class Words(Protocol):
    """The window's wording, in the village's language."""

    def __call__(self, key: str, /, **args: str | int) -> str:
        """Return the sentence of that key."""
        ...


@dataclass(frozen=True, slots=True)
class Looks:
    """Who looks, with what names for people, and how the shown buttons are numbered."""

    words: Words
    viewer: str
    names: Mapping[str, str]
    number: Callable[[Line, str], int]
    day: Callable[[datetime], str]
    today: date


class Entry(Static):
    """One line on the screen."""

    def __init__(self, line: Line, looks: Looks) -> None:
        super().__init__(markup=False)
        self.line = line
        self._looks = looks
        self._wide = FIRST_WIDTH
        self.show(looks)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the buttons out anew where the width changed."""
        if self.content_size.width not in (0, self._wide):
            self._wide = self.content_size.width
            self.show(self._looks)

    def show(self, looks: Looks) -> None:
        """Look as the line reads now."""
        line = self.line
        self._looks = looks
        self.set_class(line.by is None, "bot")
        self.set_class(bool(line.buttons) or (line.kind == "poll" and not line.closed), "card")
        parts = [_head(line, looks), _body(line, looks.words)]
        if line.marks:
            parts.append(_marks(line, looks.words))
        parts += _rows(
            [_chip(looks.number(line, name), label) for name, label in _labels(line, looks)],
            self._wide,
        )
        self.update(Content("\n").join(parts))


def _head(line: Line, looks: Looks) -> Content:
    if line.by is None:
        name, style = "Karmyq", BOT
    else:
        name = looks.names.get(line.by, line.by)
        style = SELF if line.by == looks.viewer else OTHER
    day = "" if line.at.date() == looks.today else f"{looks.day(line.at)} "
    time = f"  {day}{line.at:%H:%M}"
    edited = f" · {looks.words('demo-edited')}" if line.edited else ""
    only = f" · {looks.words('demo-only-you')}" if line.only_for else ""
    return Content.assemble((name, style), (time + edited + only, DIM))


def _body(line: Line, words: Words) -> Content:
    match line.kind:
        case "picture":
            wide, high = line.extent
            frame = words("demo-picture", wide=wide, high=high, size=_size(line.size))
            inside = [f"│ {row}" for row in line.text.split("\n")]
            return Content("\n".join([f"╭─ {frame}", *inside, "╰─"]))
        case "file":
            return Content(f"▤ {line.name} · {_size(line.size)}\n{line.text}")
        case "poll" if line.closed:
            return Content(f"{line.text}\n{words('demo-poll-closed')}")
    return Content(line.text)


def _size(count: int) -> str:
    return f"{count} B" if count < 1000 else f"{count / 1000:.1f} kB"  # noqa: PLR2004 - a kilobyte


def _marks(line: Line, words: Words) -> Content:
    known = {"heard": words("demo-mark-heard")}
    shown = " ".join(f"✓ {known.get(mark, mark)}" for mark in line.marks)
    return Content.styled(shown, MARKED)


def _labels(line: Line, looks: Looks) -> list[tuple[str, str]]:
    """Return each button's id and label; a poll's options are buttons that show one's own choice."""
    if line.kind != "poll":
        return [(button.id, button.label) for button in line.buttons]
    if line.closed:
        return []
    chosen = line.votes.get(looks.viewer, [])
    return [
        (str(index), f"{'●' if index in chosen else '○'} {option}")
        for index, option in enumerate(line.options)
    ]


def _chip(number: int, label: str) -> Content:
    chip = Content.assemble((f" {number} ", NUMBER), (f"{label} ", CHIP))
    return chip.stylize(Style.from_meta({"pick": number}))


def _rows(chips: Sequence[Content], wide: int) -> Iterator[Content]:
    """Lay buttons out in rows, none broken in the middle unless it is wider than everything."""
    row: list[Content] = []
    for chip in chips:
        taken = sum(known.cell_length + GAP for known in row)
        if row and taken + chip.cell_length > wide:
            yield Content(" " * GAP).join(row)
            row = []
        row.append(chip)
    if row:
        yield Content(" " * GAP).join(row)
