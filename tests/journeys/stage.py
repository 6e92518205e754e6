"""A stage on which stories are played: what people do, and what each of them sees. One stage per platform."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from bot import app
from bot.piping import Player
from bot.platforms.pipe import Pipe
from bot.spine.clock import SteppedClock
from tests.ready import make_ready

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday morning."""


@dataclass
class Seen:
    """One message as somebody sees it now."""

    id: str
    key: str
    text: str
    actions: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    revised: int = 0
    order: int = 0


class Stage(Protocol):
    """What a story may do and look at. `deletions_seen`: the bot is told when somebody deletes a message."""

    deletions_seen: bool

    async def added(self, room: str, title: str, by: str) -> None: ...
    async def join(self, room: str, *users: str, admin: bool = False) -> None: ...
    async def leaves(self, room: str, user: str) -> None: ...
    async def say(self, user: str, text: str, room: str | None = None) -> str: ...
    async def edit(self, user: str, message: str, text: str, room: str) -> None: ...
    async def delete(self, message: str, room: str) -> None: ...
    async def press(self, user: str, action: str, label: str = "") -> None: ...
    async def vote(self, user: str, *options: int) -> None: ...
    async def reach(self, user: str, state: str) -> None: ...
    async def later(self, span: str) -> None: ...
    def private(self, user: str) -> list[Seen]: ...
    def room(self, room: str) -> list[Seen]: ...
    def answers(self, user: str) -> list[str]: ...
    def marks(self, room: str) -> set[str]: ...
    def made(self, title: str) -> str:
        """Return what stories call a room that the bot made."""
        ...

    def pictures(self, user: str) -> list[tuple[str, bytes]]: ...
    def files(self, user: str) -> list[bytes]: ...


class PipeStage:
    """The whole bot in this process, driven by pipe lines."""

    deletions_seen = True

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self.sent: list[str] = []
        """The bot's output and its input, as they passed over the pipe."""
        self.player: Player
        self._event = 0
        self._shown: dict[str, list[Seen]] = {}
        self._answers: dict[str, list[str]] = {}
        self._marks: dict[str, set[str]] = {}

    def write(self, line: str) -> None:
        """Take one line of the bot's output."""
        said = json.loads(line)
        self.lines.append(said)
        to = said.get("to", {})
        where = to.get("user") or f"#{to.get('room')}"
        match said.get("say"):
            case "text":
                choices = said["choices"]
                actions, labels = [c["action"] for c in choices], [c["label"] for c in choices]
                shown = Seen(said["id"], said["key"], said["text"], actions, labels)
                shown.order = len(self.lines)
                self._shown.setdefault(where, []).append(shown)
            case "revise":
                self._revise(said)
            case "answer":
                self._answers.setdefault(where, []).append(said["text"])
            case "poll":
                shown = Seen(said["id"], said["key"], said["question"], [], said["options"])
                shown.order = len(self.lines)
                self._shown.setdefault(where, []).append(shown)
            case "mark":
                self._marks.setdefault(where, set()).add(said["target"])
            case "unmark":
                self._marks.setdefault(where, set()).discard(said["target"])

    def _revise(self, said: dict[str, Any]) -> None:
        for shown in [s for every in self._shown.values() for s in every if s.id == said["id"]]:
            shown.key, shown.text = said["key"], said["text"]
            shown.actions = [c["action"] for c in said["choices"]]
            shown.labels = [c["label"] for c in said["choices"]]
            shown.revised += 1

    async def send(self, **event: Any) -> None:
        """Send one line, with an id of its own where it has none."""
        self._event += 1
        if event["event"] not in ("edit", "delete"):
            event.setdefault("id", f"e{self._event}")
        if "by_" in event:
            event["from"] = event.pop("by_")
        self.sent.append(json.dumps(event))
        await self.player.line(self.sent[-1])

    def skip(self) -> None:
        """Let one event not happen, so that the names of later ones stay the same."""
        self._event += 1

    def take_over(self, earlier: "PipeStage") -> None:
        """Go on where an earlier stage on the same database ended."""
        self.lines, self._shown, self._event = earlier.lines, earlier._shown, earlier._event

    async def added(self, room: str, title: str, by: str) -> None:
        await self.send(event="added", room=room, title=title, by=by)

    async def join(self, room: str, *users: str, admin: bool = False) -> None:
        for user in users:
            await self.send(event="join", room=room, user=user, name=user.title(), admin=admin)

    async def leaves(self, room: str, user: str) -> None:
        await self.send(event="leave", room=room, user=user)

    async def say(self, user: str, text: str, room: str | None = None) -> str:
        event: dict[str, Any] = {"event": "message", "by_": user, "text": text}
        if room is not None:
            event["room"] = room
        await self.send(**event)
        return f"e{self._event}"

    async def edit(self, user: str, message: str, text: str, room: str) -> None:
        await self.send(event="edit", id=message, by_=user, text=text, room=room)

    async def delete(self, message: str, room: str) -> None:
        await self.send(event="delete", id=message, room=room)

    async def press(self, user: str, action: str, label: str = "") -> None:
        await self.send(event="press", by_=user, **self.button(user, action, label))

    def button(self, user: str, action: str, label: str = "") -> dict[str, str]:
        """Find the newest button of that action that this person can see."""
        visible = [
            shown
            for where, every in self._shown.items()
            if where == user or where.startswith("#")
            for shown in every
        ]
        for shown in sorted(visible, key=lambda s: -s.order):
            for own, words in zip(shown.actions, shown.labels, strict=True):
                if own == action and label in words:
                    return {"message": shown.id, "choice": self._token(shown, own, words)}
        raise AssertionError(f"{user} sees no button {action!r} {label!r}")

    def _token(self, shown: Seen, action: str, label: str) -> str:
        for said in reversed(self.lines):
            if said.get("id") == shown.id:
                for choice in said.get("choices", ()):
                    if (choice["action"], choice["label"]) == (action, label):
                        return str(choice["id"])
        raise AssertionError(action)

    async def vote(self, user: str, *options: int) -> None:
        """Answer the newest native poll; no options take the answer back."""
        poll = [said["id"] for said in self.lines if said.get("say") == "poll"][-1]
        await self.send(event="vote", by_=user, poll=poll, options=list(options))

    async def reach(self, user: str, state: str) -> None:
        await self.send(event="reach", user=user, state=state)

    async def later(self, span: str) -> None:
        await self.send(event="clock", advance=span)

    def private(self, user: str) -> list[Seen]:
        return self._shown.get(user, [])

    def room(self, room: str) -> list[Seen]:
        return self._shown.get(f"#{room}", [])

    def answers(self, user: str) -> list[str]:
        return self._answers.get(user, [])

    def marks(self, room: str) -> set[str]:
        return self._marks.get(f"#{room}", set())

    def made(self, title: str) -> str:
        made = [s for s in self.lines if s.get("say") == "make_room" and s["title"] == title]
        return str(made[-1]["id"])

    def pictures(self, user: str) -> list[tuple[str, bytes]]:
        return [(s["alt"], b64decode(s["png_base64"])) for s in self._sent("picture", user)]

    def files(self, user: str) -> list[bytes]:
        return [b64decode(s["base64"]) for s in self._sent("file", user)]

    def _sent(self, kind: str, user: str) -> list[dict[str, Any]]:
        return [s for s in self.lines if s.get("say") == kind and s["to"] == {"user": user}]


@asynccontextmanager
async def pipe_stage(
    url: str, *, seed: str = "7", language: str = "en", unreachable: bool = False
) -> AsyncIterator[PipeStage]:
    """Open a stage on a database."""
    make_ready(url)
    stage = PipeStage()
    platform = Pipe(stage.write, unreachable=unreachable)
    clock = SteppedClock(START)
    async with app.opened(url, [platform], clock, seed=seed, language=language) as (spine, storage):
        stage.player = Player(spine, platform, storage, seed)
        yield stage
