"""Somebody whose client is matrix-js-sdk with its Rust cryptography: a process of its own, spoken to in lines."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import aiohttp

from tests.matrix.homeserver import Account
from tests.matrix.member import Json, Member, Message, Room

FOLDER = Path(__file__).parent / "js"
NODE = shutil.which("node")
OLDEST_NODE = 20


def _missing() -> str:
    """Say what this client lacks on this machine, if anything."""
    if NODE is None or not (FOLDER / "node_modules" / "matrix-js-sdk").exists():
        return "matrix-js-sdk is not installed: that wants npm, and then `make synapse`"
    told = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    is_old = int(told.lstrip("v").partition(".")[0]) < OLDEST_NODE
    return f"matrix-js-sdk wants Node {OLDEST_NODE}; here is {told.strip()}" if is_old else ""


MISSING = _missing()
NO_SHIELD = 0
"""What the client shows nothing to worry about for."""
ANSWER_SECONDS = 60.0


class JsMember(Member):
    """The same as any other member, seen through another client."""

    def __init__(self, url: str, account: Account, session: aiohttp.ClientSession) -> None:
        super().__init__(url, account, session)
        self._address = url
        self._mark = 0
        self._process: asyncio.subprocess.Process

    async def encrypt(self, *, like: Member | None = None, signed: bool = True) -> None:
        """Start the client, which makes and signs its own keys."""
        del like, signed
        account = self.account
        assert NODE is not None
        self._process = await asyncio.create_subprocess_exec(
            NODE,
            "member.mjs",
            self._address,
            account.user,
            account.token,
            account.device,
            cwd=FOLDER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 24,
        )
        assert await self._answer() == "ready"

    async def close(self) -> None:
        """Stop the client, and wait until it has."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), ANSWER_SECONDS)
        if not line:
            raise AssertionError("the client ended")
        told = json.loads(line)
        if "error" in told:
            raise AssertionError(told["error"])
        return told["said"]

    async def _do(self, act: str, **what: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": act, **what}).encode() + b"\n")
        await self._process.stdin.drain()
        return await self._answer()

    async def send(self, room: str, kind: str, content: Json) -> str:
        return str(await self._do("send", room=room, type=kind, content=content))

    async def redact(self, room: str, event: str) -> str:
        return str(await self._do("redact", room=room, event=event))

    async def join(self, room: str) -> str:
        await self._do("join", room=room)
        return await self.event_of(room, "m.room.member", self.user)

    def trusts(self, message: Message) -> bool:
        return message.trust == NO_SHIELD

    async def sync(self, wait: int = 0) -> None:
        del wait
        self._mark += 1
        rooms = await self._do("sync", number=self._mark)
        self.invited = {i: r["inviter"] for i, r in rooms.items() if r["membership"] == "invite"}
        self.left = {i for i, r in rooms.items() if r["membership"] in ("leave", "ban")}
        self.rooms = {
            i: _room(self.user, i, r) for i, r in rooms.items() if r["membership"] == "join"
        }


def _room(user: str, room_id: str, told: Json) -> Room:
    room = Room(room_id)
    for who, membership in told["people"].items():
        room.state["m.room.member", who] = {"content": {"membership": membership}}
    if told["encrypted"]:
        room.state["m.room.encryption", ""] = {"content": {}}
    for order, event in enumerate(told["events"]):
        _take(room, event, order)
        if event["joined"] == user:
            room.unreadable.clear()  # said before we came
    return room


def _take(room: Room, event: Json, order: int) -> None:
    relation = event["relation"] or {}
    if event["failed"]:
        room.unreadable[event["id"]] = {"event_id": event["id"], "sender": event["sender"]}
    elif event["redacted"]:
        return
    elif event["type"] == "m.reaction":
        key = str(relation["key"])
        room.reactions[event["id"]] = (event["sender"], relation["event_id"], key)
    elif event["type"] in ("m.room.message", "org.matrix.msc3381.poll.start"):
        if relation.get("rel_type") == "m.replace":
            return
        room.messages[event["id"]] = Message(
            id=event["id"],
            by=event["sender"],
            kind=event["type"],
            content=event["content"],
            order=order,
            encrypted=event["encrypted"],
            edits=int(event["edited"]),
            trust=event["shield"],
        )
