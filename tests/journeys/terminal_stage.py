"""A stage in the terminal: the whole bot in this process, and people in the chat service that the terminal shows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import app
from bot.platforms.pipe.wire import span
from bot.platforms.terminal.chat import Change, Chat, Line, private, public
from bot.platforms.terminal.platform import Terminal
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from core.events import Event, MemberLeft, Sender
from tests.journeys.stage import START, Seen


class TerminalStage:
    """People by their names in the story, each seeing their own panes."""

    deletions_seen = False
    spine: Spine

    def __init__(self, clock: SteppedClock) -> None:
        self._count = 0
        self.clock = clock
        self.chat = Chat(clock.now)
        self.terminal = Terminal(self.chat, self._name)
        self._answers: dict[str, list[str]] = {}
        self.chat.listen(self._heard)

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"

    def _heard(self, change: Change) -> None:
        if change.kind == "answer":
            self._answers.setdefault(change.pane, []).append(change.text)

    async def _do(self, event: Event) -> None:
        await self.spine.handle(event)

    async def added(self, room: str, title: str, by: str) -> None:
        await self._do(self.terminal.founds(room, title, by))

    async def join(self, room: str, *users: str, admin: bool = False) -> None:
        assert not admin
        for user in users:
            self.chat.names[user] = user.title()
            await self._do(self.terminal.arrives(user, room))

    async def leaves(self, room: str, user: str) -> None:
        gone = MemberLeft(platform="terminal", key=self._name(), who=Sender(user), room=room)
        await self._do(gone)

    async def say(self, user: str, text: str, room: str | None = None) -> str:
        await self._do(self.terminal.says(user, text, room))
        return f"t{self._count}"

    async def press(self, user: str, action: str, label: str = "") -> None:
        seen = [self.chat.lines(private(user)), self.chat.lines(public("maple"))]
        for line in [line for pane in seen for line in reversed(pane)]:
            for button in line.buttons:
                if button.action == action and label in button.label and line.seen_by(user):
                    await self._do(self.terminal.presses(user, line.id, button.id))
                    return
        raise AssertionError(f"{user} sees no button {action!r} {label!r}")

    async def vote(self, user: str, *options: int) -> None:
        polls = [line for line in self.chat.lines(public("maple")) if line.kind == "poll"]
        await self._do(self.terminal.votes(user, polls[-1].id, list(options)))

    async def later(self, words: str) -> None:
        target = self.clock.now() + span(words)
        await self.spine.sweep(target)
        self.clock.move_to(target)

    def _seen(self, lines: list[Line]) -> list[Seen]:
        return [
            Seen(
                line.id,
                line.key,
                line.text,
                [b.action for b in line.buttons],
                [b.label for b in line.buttons] or list(line.options),
            )
            for line in lines
            if line.by is None
        ]

    def private(self, user: str) -> list[Seen]:
        return self._seen(self.chat.lines(private(user)))

    def room(self, room: str) -> list[Seen]:
        return self._seen(self.chat.lines(public(room)))

    def answers(self, user: str) -> list[str]:
        return self._answers.get(private(user), [])


@asynccontextmanager
async def terminal_stage(url: str) -> AsyncIterator[TerminalStage]:
    """Open a stage on a database."""
    clock = SteppedClock(START)
    stage = TerminalStage(clock)
    async with app.opened(url, [stage.terminal], clock, seed="7", language="en") as (spine, _):
        stage.spine = spine
        yield stage
