"""A tour that plays itself: the main story, acted on the real bot and printed as a conversation.

The clock stands still but for one leap, and every id comes from the script, so each tour is the same.
"""

import shutil
import textwrap
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import locales
from bot.platforms.terminal import Chat, Line, Terminal, private
from bot.platforms.terminal.chat import Change
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from bot.spine.scenes import Outcome
from core.events import Event

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday morning, when nobody has quiet hours."""
SEED = "tour"
ROOM = "village"
ASKER = "juno"
HELPERS = ("bram", "celia", "dario", "esme")
NAMES = {"juno": "Juno", "bram": "Bram", "celia": "Celia", "dario": "Dario", "esme": "Esme"}
LATER = timedelta(days=5, hours=4)
"""Past Saturday at 10, so that it can have happened, and before anybody is chased for a word."""

WIDTH = 88
INDENT = 6
SECONDS_A_CHAPTER = 1.2
SECONDS_A_MESSAGE = 0.45
"""Reading pauses. The whole tour stays under a minute."""

Write = Callable[[str], None]
Sleep = Callable[[float], Awaitable[None]]


class TourLost(Exception):
    """The story went another way than the script."""


def village(locale: str, clock: SteppedClock) -> Terminal:
    """Return the platform on which a tour is played."""
    numbers = count(1)
    chat = Chat(clock.now)
    chat.names.update(NAMES)
    return Terminal(chat, lambda: f"tour-{next(numbers)}", locale)


class Tour:
    """One tour. `pace` scales the pauses; 0 means none."""

    def __init__(
        self, spine: Spine, terminal: Terminal, locale: str, write: Write, sleep: Sleep, pace: float
    ) -> None:
        self._spine = spine
        self._terminal = terminal
        self._chat = terminal.chat
        self._locale = locale
        self._write = write
        self._sleep = sleep
        self._pace = pace
        self._width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
        self._helper = HELPERS[0]
        self._shown: list[Change] = []
        self._title = self._say("demo-village")
        self._chat.listen(self._shown.append)

    async def play(self) -> None:
        """Play the whole story. Raises TourLost when a button is not where the script expects it."""
        self._write(self._say("tour-title", village=self._title))
        await self._arrival()
        await self._request()
        await self._exchange()
        await self._karma()
        await self._chapter("tour-end")

    async def _arrival(self) -> None:
        await self._chapter("tour-arrival")
        await self._happens(self._terminal.founds(ROOM, self._title, HELPERS[0]))
        await self._chapter("tour-in")
        for handle in (*HELPERS, ASKER):
            await self.press(handle, "member.in", told=handle == ASKER)
        await self._chapter("tour-chatter")
        if await self._speak(HELPERS[1], "tour-chatter-line", ROOM) is Outcome.CHATTER:
            self._print(self._say("tour-chatter-silence"), mark="·")

    async def _request(self) -> None:
        await self._chapter("tour-request")
        await self._speak(ASKER, "tour-request-line", ROOM)
        await self._chapter("tour-asking")
        await self.press(ASKER, "post.confirm")
        asked = [h for h in HELPERS if self._chat.latest(h, "match.yes")]
        if len(asked) < 2:  # noqa: PLR2004 - one says no, one says yes
            raise TourLost(self._lost(HELPERS[0], "match.yes"))
        await self._chapter("tour-no")
        await self.press(asked[0], "match.no")
        await self._chapter("tour-yes")
        await self.press(asked[1], "match.yes")
        self._helper = asked[1]

    async def _exchange(self) -> None:
        await self._chapter("tour-accept")
        await self.press(ASKER, "match.accept")
        await self._chapter("tour-later")
        await self.wait(LATER)
        await self._chapter("tour-done")
        await self.press(self._helper, "exchange.done")
        await self.press(ASKER, "exchange.done")
        await self._chapter("tour-thanks")
        await self.press(ASKER, "exchange.thank")

    async def _karma(self) -> None:
        await self._chapter("tour-karma")
        await self._tell(self._helper, "/karma")
        await self.press(self._helper, "karma.opt_in")

    async def wait(self, span: timedelta) -> None:
        """Let time pass, and print what comes of it."""
        clock = self._spine.clock
        if not isinstance(clock, SteppedClock):
            raise TypeError("a tour needs a clock that is moved by hand")
        until = clock.now() + span
        await self._spine.sweep(until)
        clock.move_to(until)
        await self._show()

    async def _speak(self, handle: str, key: str, room: str) -> Outcome:
        text = self._say(key)
        self._print(text, who=NAMES[handle])
        return await self._happens(self._terminal.says(handle, text, room))

    async def _tell(self, handle: str, text: str) -> None:
        self._print(text, who=self._say("tour-own", name=NAMES[handle]), indent=INDENT)
        await self._happens(self._terminal.says(handle, text))

    async def press(self, handle: str, action: str, *, told: bool = True) -> None:
        """Press a button. `told`: print what follows; not where it is the same for everybody."""
        found = self._chat.latest(handle, action)
        if found is None:
            raise TourLost(self._lost(handle, action))
        line, button = found
        words = self._say("tour-press", name=NAMES[handle], label=button.label)
        self._print(words, mark=">", indent=INDENT if line.pane == private(handle) else 0)
        await self._spine.handle(self._terminal.presses(handle, line.id, button.id))
        if told:
            await self._show()
        self._shown.clear()

    def _lost(self, handle: str, action: str) -> str:
        return self._say("tour-lost", name=NAMES[handle], action=action)

    async def _happens(self, event: Event) -> Outcome:
        outcome = await self._spine.handle(event)
        await self._show()
        return outcome

    async def _chapter(self, key: str) -> None:
        await self._sleep(SECONDS_A_CHAPTER * self._pace)
        self._write(f"\n── {self._say(key)}\n")

    async def _show(self) -> None:
        for change in [c for c in self._shown if c.kind != "said"]:
            await self._sleep(SECONDS_A_MESSAGE * self._pace)
            self._show_one(change)
        self._shown.clear()

    def _show_one(self, change: Change) -> None:
        if change.line is not None and change.kind in ("mark", "unmark"):
            key = f"tour-{change.kind}"
            self._print(self._say(key, name=NAMES[change.line.by or ""]), mark="·")
            return
        edited = f"{self._say('tour-edited')} " if change.kind == "revise" else ""
        text = change.line.text if change.line else change.text
        indent = INDENT if change.pane.startswith("@") else 0
        self._print(edited + text, who=self._speaker(change), indent=indent)
        if change.line is not None and change.line.buttons:
            self._write(" " * (indent + 2) + _buttons(change.line))

    def _speaker(self, change: Change) -> str:
        if change.pane.startswith("@"):
            return self._say("tour-private", name=NAMES[change.pane[1:]])
        return "Karmyq"

    def _print(self, text: str, *, who: str = "", mark: str = "", indent: int = 0) -> None:
        head = f"{who}: " if who else f"{mark} "
        margin = " " * indent
        for number, line in enumerate((head + text).split("\n")):
            inner = margin if number == 0 else margin + "  "
            folded = textwrap.fill(
                line, self._width, initial_indent=inner, subsequent_indent=margin + "  "
            )
            self._write(folded)

    def _say(self, key: str, **args: str) -> str:
        return locales.say(self._locale, key, args)


def _buttons(line: Line) -> str:
    return " ".join(f"[{button.label}]" for button in line.buttons)
