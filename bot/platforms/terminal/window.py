"""The village on a screen: the room beside a private chat with the bot, for whichever villager one plays.

It shows the chat and turns keys into people's acts. What follows from them it leaves to the bot.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.style import Style
from textual.theme import Theme
from textual.timer import Timer
from textual.widgets import Input, Static

from bot.platforms.terminal.chat import Change, Line, private, public
from bot.platforms.terminal.entries import DIM, Looks, Words
from bot.platforms.terminal.hints import hint
from bot.platforms.terminal.panes import Numbers, Pane, places
from bot.platforms.terminal.platform import Terminal
from bot.platforms.terminal.screens import Help

A_DAY = timedelta(days=1)
TOLD_SECONDS = 8.0
"""How long an answer of the bot stays before the hint comes back."""
KEEP_EVERY_SECONDS = 5.0

MAPLE = Theme(
    name="maple",
    primary="#8ab4d8",
    secondary="#8ab4d8",
    accent="#e6b455",
    foreground="#dfe3e8",
    background="#14181e",
    surface="#1a2028",
    panel="#252d38",
    dark=True,
)
"""Blue and amber: told apart by everybody, and readable on the dark ground (over 7 to 1)."""


class VillageWindow(App[None]):
    """The window. `let_pass` moves the village's time; `keep` saves the screen every few seconds."""

    CSS_PATH = Path(__file__).with_name("window.tcss")
    TITLE = "Karmyq"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012 - the same
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", priority=True),
        Binding("f2", "play(0)", priority=True),
        Binding("f3", "play(1)", priority=True),
        Binding("f4", "play(2)", priority=True),
        Binding("tab", "other_pane", priority=True),
        Binding("f6", "day", priority=True),
        Binding("ctrl+n", "next_villager", priority=True),
        Binding("ctrl+q,ctrl+c", "quit", priority=True),
        Binding("pageup", "scroll(-1)", priority=True),
        Binding("pagedown", "scroll(1)", priority=True),
    ]

    def __init__(
        self,
        terminal: Terminal,
        room: str,
        played: Sequence[str],
        words: Words,
        day: Callable[[datetime], str],
        let_pass: Callable[[timedelta], Awaitable[None]],
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._terminal, self._chat = terminal, terminal.chat
        self._room, self._played, self._words = room, list(played), words
        self._day, self._let_pass, self._keep = day, let_pass, keep
        self.numbers = Numbers()
        self._unread: Counter[str] = Counter()
        self._told: Timer | None = None
        self._unkept = True
        self._today = self._chat.now().date()
        self.villager = self._played[0]
        self.in_room = True

    # What is on the screen ------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay the window out from top to bottom."""
        yield Static(id="top", markup=False)
        yield Static(id="people", markup=False)
        with Horizontal(id="panes"):
            yield Pane("room")
            yield Pane("private")
        yield Static(id="notice", markup=False)
        with Horizontal(id="writing"):
            yield Static(id="who", markup=False)
            yield Input(id="words", max_length=4000)
        yield Static(self._words("demo-keys"), id="keys", markup=False)

    async def on_mount(self) -> None:
        """Show the village as it is, and follow it from now on."""
        self.register_theme(MAPLE)
        self.theme = "maple"
        await self._become(self.villager)
        self._chat.listen(self._changed)
        self.set_interval(1, self._show_top)
        self.set_interval(KEEP_EVERY_SECONDS, self.keep_changes)
        self.query_one(Input).focus()

    def keep_changes(self) -> None:
        """Save the screen, if anything changed since it was last saved."""
        if self._unkept:
            self._unkept = False
            self._keep()

    def _pane(self, name: str) -> Pane:
        return self.query_one(f"#{name}", Pane)

    def _looks(self) -> Looks:
        names, number = self._chat.names, self.numbers.of
        return Looks(self._words, self.villager, names, number, self._day, self._today)

    def _named(self, handle: str) -> str:
        return self._chat.names.get(handle, handle)

    def _shown_lines(self) -> list[Line]:
        """Return what the villager sees, private lines first, each pane newest last."""
        panes = (private(self.villager), public(self._room))
        return [x for p in panes for x in self._chat.lines(p) if x.seen_by(self.villager)]

    async def _become(self, handle: str) -> None:
        self.villager = handle
        self._unread[handle] = 0
        self.numbers = Numbers()
        own = private(handle)
        looks = self._looks()
        await self._pane("private").open(own, self._chat.lines(own), looks)
        room = public(self._room)
        await self._pane("room").open(room, self._chat.lines(room), looks)
        self._show_frame()
        self._show_hint()

    def _show_frame(self) -> None:
        """Show who one is, where one writes, and what waits for the others."""
        title = self._chat.titles.get(self._room, self._room)
        self._pane("room").border_title = f"# {title}"
        name = self._named(self.villager)
        self._pane("private").border_title = self._words("demo-private", name=name)
        self._pane("room").set_class(self.in_room, "current")
        self._pane("private").set_class(not self.in_room, "current")
        where = f"# {title}" if self.in_room else "Karmyq"
        self.query_one("#who", Static).update(f"{name} → {where} › ")
        self.query_one(Input).placeholder = self._words("demo-write")
        self._show_people()
        self._show_top()

    def _show_people(self) -> None:
        parts: list[Content | tuple[str, str]] = [(self._words("demo-you-are"), DIM)]
        for index, handle in enumerate(self._played):
            mine = handle == self.villager
            waiting = f" •{self._unread[handle]}" if self._unread[handle] else ""
            label = f" F{index + 2} {self._named(handle)}{waiting} "
            style = "bold $accent" if mine else "$foreground"
            tab = Content.styled(f" ▸{label}" if mine else f"  {label}", style)
            parts.append(tab.stylize(Style.from_meta({"play": index})))
        self.query_one("#people", Static).update(Content.assemble(*parts))

    def _show_top(self) -> None:
        title = self._chat.titles.get(self._room, self._room)
        now = self._chat.now()
        day, time = self._day(now), f"{now:%H:%M} UTC"
        text = self._words("demo-top", village=title, day=day, time=time)
        self.query_one("#top", Static).update(text)
        if now.date() != self._today:
            self._today = now.date()
            for pane in self.query(Pane):
                pane.refresh_all(self._looks())

    def _show_hint(self) -> None:
        """Say what a newcomer could do next; an answer of the bot goes before it."""
        if self._told is None:
            words = hint(self._shown_lines(), self.villager, self._played[0], self.numbers.of)
            notice = self.query_one("#notice", Static)
            notice.remove_class("told")
            notice.update(self._words(words.key, **words.args))

    def _tell(self, text: str) -> None:
        """Show an answer of the bot for a while."""
        if self._told is not None:
            self._told.stop()
        notice = self.query_one("#notice", Static)
        notice.add_class("told")
        notice.update(Content.assemble(("Karmyq: ", "bold $primary"), text))
        self._told = self.set_timer(TOLD_SECONDS, self.tell_no_more)

    def tell_no_more(self) -> None:
        """Let an answer give way to the hint."""
        self._told = None
        self._show_hint()

    def _changed(self, change: Change) -> None:
        self._unkept = True
        self.call_later(self._show_change, change)

    async def _show_change(self, change: Change) -> None:
        own = change.pane == private(self.villager)
        if change.kind == "answer":
            if own:
                self._tell(change.text)
            return
        if change.line is None:
            return
        others = change.pane.removeprefix("@")
        if not own and others in self._played and change.kind == "text":
            self._unread[others] += 1
            self._show_people()
        for pane in self.query(Pane):
            if pane.shows == change.pane:
                gone = change.kind == "withdraw"
                await pane.refresh_line(change.line, self._looks(), gone=gone)
        self.numbers.keep(self._shown_lines())
        self._show_hint()

    # What people do -------------------------------------------------------------------------------------------

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Say what was written, or press the button whose number it is."""
        text = submitted.value.strip()
        submitted.input.value = ""
        if not text:
            return
        if text.isdecimal() and self.numbers.place(int(text)) is not None:
            self.action_pick(int(text))
            return
        room = self._room if self.in_room else None
        self._terminal.tell(self._terminal.says(self.villager, text, room))

    async def on_click(self, click: events.Click) -> None:
        """Press what was clicked: a button, or a villager's name."""
        meta = click.style.meta
        if "pick" in meta:
            self.action_pick(meta["pick"])
        elif "play" in meta:
            await self.action_play(meta["play"])

    def action_pick(self, number: int) -> None:
        """Press the button, or choose the poll's option, that has this number."""
        place = self.numbers.place(number)
        line = self._chat.find(place[0]) if place else None
        if place is None or line is None or place not in places(line):
            return
        if line.kind == "poll":
            option = int(place[1])
            options = [] if line.votes.get(self.villager) == [option] else [option]
            self._terminal.tell(self._terminal.votes(self.villager, line.id, options))
        else:
            self._terminal.tell(self._terminal.presses(self.villager, *place))

    async def action_play(self, index: int) -> None:
        """Become another villager."""
        if index < len(self._played) and self._played[index] != self.villager:
            await self._become(self._played[index])

    async def action_next_villager(self) -> None:
        """Become the next villager."""
        at = self._played.index(self.villager)
        await self._become(self._played[(at + 1) % len(self._played)])

    def action_other_pane(self) -> None:
        """Write in the room, or privately to the bot."""
        self.in_room = not self.in_room
        self._show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the help is open, keys do nothing to the village behind it."""
        del parameters
        village = action in ("play", "next_villager", "other_pane", "day", "scroll")
        return not (village and isinstance(self.screen, Help))

    def action_scroll(self, direction: int) -> None:
        """Turn a page in the current pane."""
        pane = self._pane("room" if self.in_room else "private")
        if direction < 0:
            pane.scroll_page_up()
        else:
            pane.scroll_page_down()

    def action_day(self) -> None:
        """Let a day pass in the village."""
        self.run_worker(self._pass_a_day(), group="day", exclusive=False)

    async def _pass_a_day(self) -> None:
        await self._let_pass(A_DAY)
        self._unkept = True
        self._show_top()
        self._tell(self._words("demo-day-passed"))

    def action_help(self) -> None:
        """Open the help, or close it."""
        if isinstance(self.screen, Help):
            self.screen.dismiss()
        else:
            self.push_screen(Help(self._words))
