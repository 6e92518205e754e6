"""The demo's village in motion: founded once, then people's acts reach the bot and neighbours act in their time."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import locales
from bot.demo.cast import NEIGHBOURS, ORGANISER, PLAYED, Act, Cast
from bot.platforms.terminal import Change, Chat, Terminal
from bot.spine import Spine
from bot.spine.clock import SteppedClock, SystemClock

ROOM = "village"
NO_QUIET_HOURS = "/limits quiet 00:00-00:00"
"""A demo opened at night should answer as by day: everybody says so for themselves."""


class AheadClock:
    """The machine's clock, some days ahead where the player let days pass."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._machine = SystemClock()

    def now(self) -> datetime:
        """Return the village's present, UTC."""
        return self._machine.now() + self._ahead

    def move_to(self, at: datetime) -> None:
        """Move ahead to that instant; never back."""
        self._ahead += max(at - self.now(), timedelta())


def address(file: Path) -> str:
    """Return the address of the database in this file."""
    return f"sqlite+aiosqlite:///{file.resolve()}"


def screen(file: Path) -> Path:
    """Return where the chat is kept: beside the database, which itself never holds people's chatter."""
    return file.with_suffix(".chat.json")


def reopened(clock: AheadClock, file: Path) -> Chat:
    """Return the chat as it was left, with the clock no earlier than then; an empty one for a new database."""
    chat = Chat(clock.now)
    at = chat.load(screen(file)) if file.exists() else None
    if at is not None:
        clock.move_to(at)
    chat.names.update({n.handle: n.name for n in (*PLAYED, *NEIGHBOURS)})
    return chat


async def found(spine: Spine, terminal: Terminal, title: str) -> None:
    """Let the village begin: the bot is added, everybody but the newcomer is in, and the newcomer arrives."""
    await spine.handle(terminal.founds(ROOM, title, ORGANISER.handle))
    newcomer, *others = PLAYED
    for person in (*NEIGHBOURS, *others):
        card = terminal.chat.latest(person.handle, "member.in")
        if card is not None:
            await spine.handle(terminal.presses(person.handle, card[0].id, card[1].id))
    for person in (*NEIGHBOURS, *PLAYED):
        await spine.handle(terminal.says(person.handle, NO_QUIET_HOURS))
    terminal.chat.forget_private()
    await spine.handle(terminal.arrives(newcomer.handle, ROOM))


class Village:
    """Brings acts to the bot in their order, and lets the neighbours act. `pace` scales their delays.

    `on_failure` hears of an error that ends everything, such as a database that is gone.
    """

    def __init__(self, spine: Spine, terminal: Terminal, cast: Cast, pace: float = 1.0) -> None:
        self._spine = spine
        self._terminal = terminal
        self._cast = cast
        self._pace = pace
        self.on_failure: Callable[[BaseException], None] = lambda _: None
        self._timers: list[asyncio.TimerHandle] = []
        self._tasks: list[asyncio.Task[None]] = []
        terminal.chat.listen(self._changed)

    async def begin(self, title: str) -> None:
        """Found the village, unless there is one; then start."""
        if not self._terminal.chat.titles:
            await found(self._spine, self._terminal, title)
        self.start()

    def start(self) -> None:
        """Begin to act: what neighbours left unanswered in an earlier run is taken up first."""
        self._tasks = [asyncio.create_task(self._hand_over()), asyncio.create_task(self._speak())]
        for task in self._tasks:
            task.add_done_callback(self._ended)
        chat = self._terminal.chat
        for pane in chat.panes():
            for line in chat.lines(pane):
                self._plan(self._cast.answer(line))

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.on_failure(error)

    async def stop(self) -> None:
        """Stop; what was already said still reaches the bot. Raises what had ended it before, if anything had."""
        for timer in self._timers:
            timer.cancel()
        if self._tasks and not self._tasks[0].done():
            await self._terminal.handled()
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def let_pass(self, span: timedelta) -> None:
        """Let time pass: everything that comes due on the way happens at its own time."""
        clock = self._spine.clock
        if not isinstance(clock, AheadClock | SteppedClock):
            raise TypeError("the machine's clock cannot be moved ahead")
        until = clock.now() + span
        while self._spine.next_due is not None and self._spine.next_due <= until:
            clock.move_to(self._spine.next_due)
            await self._spine.sweep(clock.now())
        clock.move_to(until)

    async def _hand_over(self) -> None:
        async for event in self._terminal.events():
            await self._spine.handle(event)
            await self._spine.settle()

    async def _speak(self) -> None:
        while self._pace:
            act = self._cast.by_itself()
            await asyncio.sleep(act.after * self._pace)
            self._do(act)

    def _changed(self, change: Change) -> None:
        if not self._tasks:
            return
        if change.line is not None and change.kind in ("text", "revise"):
            self._plan(self._cast.answer(change.line))
        if change.line is not None and change.kind == "text":
            self._plan(self._cast.notice(change.line))
        if change.kind == "answer" and change.key == "member-in":
            name = self._terminal.chat.names.get(change.pane.removeprefix("@"), "")
            self._plan(self._cast.welcome(name))

    def _plan(self, acts: Iterable[Act]) -> None:
        loop = asyncio.get_running_loop()
        self._timers = [timer for timer in self._timers if timer.when() > loop.time()]
        for act in acts:
            self._timers.append(loop.call_later(act.after * self._pace, self._do, act))

    def _do(self, act: Act) -> None:
        """Let a neighbour act, unless the button is gone meanwhile."""
        if act.kind == "say":
            self._terminal.tell(self._terminal.says(act.by, act.words, ROOM))
            return
        line = self._terminal.chat.find(act.line)
        button = line.action(act.words) if line is not None else None
        if line is not None and button is not None:
            self._terminal.tell(self._terminal.presses(act.by, line.id, button.id))


def title(locale: str) -> str:
    """Return the village's name in its language."""
    return locales.say(locale, "demo-village", {})
