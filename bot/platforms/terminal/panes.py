"""A pane of the window: one chat, newest line last, and the numbers by which its buttons are pressed."""

from collections.abc import Iterable
from itertools import count

from textual.containers import VerticalScroll

from bot.platforms.terminal.chat import Line
from bot.platforms.terminal.entries import Entry, Looks

Place = tuple[str, str]
"""A button: its line, and its id there (for a poll, the option's index)."""


class Numbers:
    """Gives each button that is shown the smallest number that is free, and keeps it there while it lives.

    A number never moves to another button under somebody's finger.
    """

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}

    def of(self, line: Line, name: str) -> int:
        """Return a button's number."""
        place = (line.id, name)
        for number, known in self._places.items():
            if known == place:
                return number
        number = next(n for n in count(1) if n not in self._places)
        self._places[number] = place
        return number

    def place(self, number: int) -> Place | None:
        """Return the button that has this number."""
        return self._places.get(number)

    def keep(self, lines: Iterable[Line]) -> None:
        """Free the numbers of buttons that are gone."""
        live = {place for line in lines for place in places(line)}
        self._places = {n: place for n, place in self._places.items() if place in live}


def places(line: Line) -> list[Place]:
    """Return every button of a line."""
    if line.kind == "poll":
        return [] if line.closed else [(line.id, str(i)) for i in range(len(line.options))]
    return [(line.id, button.id) for button in line.buttons]


class Pane(VerticalScroll):
    """One chat on the screen. It follows its end unless somebody scrolled up."""

    can_focus = False

    def __init__(self, pane_id: str) -> None:
        super().__init__(id=pane_id)
        self.shows = ""
        """Which chat it shows."""

    async def open(self, pane: str, lines: Iterable[Line], looks: Looks) -> None:
        """Show another chat from its beginning."""
        self.shows = pane
        await self.remove_children()
        await self.mount(*(Entry(line, looks) for line in lines if line.seen_by(looks.viewer)))
        self.anchor()

    async def refresh_line(self, line: Line, looks: Looks, *, gone: bool = False) -> None:
        """Show a line as it reads now: a new one at the end, a known one in its place."""
        known = next((e for e in self.query(Entry) if e.line.id == line.id), None)
        if known is None:
            if line.seen_by(looks.viewer) and not gone:
                await self.mount(Entry(line, looks))
        elif gone:
            await known.remove()
        else:
            known.show(looks)

    def refresh_all(self, looks: Looks) -> None:
        """Show every line anew, where something changed for all of them."""
        for entry in self.query(Entry):
            entry.show(looks)
