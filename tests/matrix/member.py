"""Somebody in a Matrix room: an own client on the plain client-server API, encrypting with mautrix and libolm.

Nothing here is shared with the bot: what a member sees went through another implementation.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
from mautrix.types import TrustState

from tests.matrix.encryption import Encryption, Undecryptable
from tests.matrix.homeserver import Account

ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
Json = dict[str, Any]


class Refused(Exception):
    """The homeserver said no."""

    def __init__(self, status: int, said: Json) -> None:
        super().__init__(f"{status} {said}")
        self.status = status
        self.code = said.get("errcode", "")


@dataclass
class Message:
    """One message as a member sees it now."""

    id: str
    by: str
    kind: str
    content: Json
    order: int
    encrypted: bool
    edits: int = 0
    gone: bool = False
    trust: int | None = None
    """How far the sender's device is trusted, for an encrypted message (mautrix's TrustState)."""

    @property
    def text(self) -> str:
        """What is read; of a poll its question and options."""
        poll = self.content.get("org.matrix.msc1767.text", "")
        return str(self.content.get("body", poll))


@dataclass
class Room:
    """A room as a member sees it now."""

    id: str
    state: dict[tuple[str, str], Json] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    reactions: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Event id: who, to which message, which emoji."""
    unreadable: dict[str, Json] = field(default_factory=dict)
    events: dict[str, Json] = field(default_factory=dict)
    """Everything that came, decrypted, by event id."""

    @property
    def encrypted(self) -> bool:
        """Whether what is said here is encrypted."""
        return ("m.room.encryption", "") in self.state

    def people(self, *memberships: str) -> list[str]:
        """Return everybody of these memberships (join when none is named)."""
        wanted = memberships or ("join",)
        return [
            who
            for (kind, who), event in self.state.items()
            if kind == "m.room.member" and event["content"].get("membership") in wanted
        ]


class Member:
    """One person on one device."""

    def __init__(self, url: str, account: Account, session: aiohttp.ClientSession) -> None:
        self.account = account
        self.user = account.user
        self.rooms: dict[str, Room] = {}
        self.invited: dict[str, str] = {}
        """Room id: who invited."""
        self.invitations: dict[str, list[Json]] = {}
        self.left: set[str] = set()
        self.account_data: dict[str, Json] = {}
        self.since: str | None = None
        self._url = url
        self._session = session
        self._numbers = itertools.count(1)
        self._orders = itertools.count(1)
        self.crypto: Encryption | None = None

    async def encrypt(self, *, like: "Member | None" = None, signed: bool = True) -> None:
        """Publish this device's keys, signed by the person's own cross-signing keys, as current clients do.

        `like`: another device of the same person, which has the keys that sign this one.
        """
        self.crypto = Encryption(self._url, self.account, self._session, self.rooms)
        await self.crypto.open()
        if signed:
            await self.crypto.sign(like.crypto.seeds if like and like.crypto else None)

    async def close(self) -> None:
        """Put the client away. There is nothing to stop here."""

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Json:
        """Send one request below `/_matrix/client/v3`. Raises Refused."""
        async with self._session.request(
            method,
            f"{self._url}/_matrix/client/v3{path}",
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {self.account.token}"},
        ) as answer:
            said: Json = await answer.json()
            if answer.status != 200:
                raise Refused(answer.status, said)
            return said

    # What a member does ---------------------------------------------------------------------------------------

    async def create(self, *, name: str = "", encrypted: bool = False, **wish: Any) -> str:
        """Open a room, and return its id."""
        initial = [*wish.pop("initial_state", ()), *([ENCRYPTION] if encrypted else ())]
        body = {"preset": "private_chat", "initial_state": initial, **wish}
        if name:
            body["name"] = name
        made = await self.ask("POST", "/createRoom", body)
        await self.sync()
        return str(made["room_id"])

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody."""
        await self.ask("POST", f"/rooms/{quote(room)}/invite", {"user_id": user})

    async def join(self, room: str) -> str:
        """Join a room, and return the id of the event that says so."""
        await self.ask("POST", f"/join/{quote(room)}", {})
        self.invited.pop(room, None)
        self.left.discard(room)
        return await self.event_of(room, "m.room.member", self.user)

    async def leave(self, room: str) -> str:
        """Leave a room, and return the id of the event that says so."""
        path = f"/rooms/{quote(room)}/state/m.room.member/{quote(self.user)}"
        left = await self.ask("PUT", path, {"membership": "leave"})
        return str(left["event_id"])

    async def kick(self, room: str, user: str) -> None:
        """Remove somebody."""
        await self.ask("POST", f"/rooms/{quote(room)}/kick", {"user_id": user})

    async def upgrade(self, room: str, version: str) -> str:
        """Let a room go on as a new one, and return that one's id."""
        wish = {"new_version": version}
        made = await self.ask("POST", f"/rooms/{quote(room)}/upgrade", wish)
        return str(made["replacement_room"])

    async def event_of(self, room: str, kind: str, key: str = "") -> str:
        """Return the id of a state event as the server knows it now."""
        path = f"/rooms/{quote(room)}/state/{kind}/{quote(key)}"
        return str((await self.ask("GET", path, format="event"))["event_id"])

    async def set_state(self, room: str, kind: str, content: Json, key: str = "") -> str:
        """Change a room's state, and return the event's id."""
        path = f"/rooms/{quote(room)}/state/{kind}/{quote(key)}"
        return str((await self.ask("PUT", path, content))["event_id"])

    async def say(self, room: str, text: str, **content: Any) -> str:
        """Write in a room, and return the message's id."""
        said = {"msgtype": "m.text", "body": text, "m.mentions": {}, **content}
        return await self.send(room, "m.room.message", said)

    async def reply(self, room: str, message: str, text: str) -> str:
        """Answer a message."""
        return await self.say(
            room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": message}}}
        )

    async def edit(self, room: str, message: str, text: str) -> str:
        """Change what was written."""
        now = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        relation = {"rel_type": "m.replace", "event_id": message}
        return await self.say(room, f"* {text}", **{"m.new_content": now, "m.relates_to": relation})

    async def react(self, room: str, message: str, emoji: str) -> str:
        """Put an emoji to a message; never encrypted, by anybody."""
        relation = {"rel_type": "m.annotation", "event_id": message, "key": emoji}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room: str, event: str) -> str:
        """Take an event back."""
        path = f"/rooms/{quote(room)}/redact/{quote(event)}/r{next(self._numbers)}"
        return str((await self.ask("PUT", path, {}))["event_id"])

    async def send(self, room: str, kind: str, content: Json) -> str:
        """Send an event, encrypted where the room is (but for reactions), and return its id."""
        here = self.rooms.get(room)
        if here is not None and here.encrypted and kind != "m.reaction":
            assert self.crypto is not None, f"{self.user} cannot encrypt"
            people = here.people("join", "invite")
            kind, content = await self.crypto.encrypt(room, people, kind, content)
        path = f"/rooms/{quote(room)}/send/{kind}/t{next(self._numbers)}"
        return str((await self.ask("PUT", path, content))["event_id"])

    # What a member sees ---------------------------------------------------------------------------------------

    async def sync(self, wait: int = 0) -> None:
        """Take in everything that has happened so far; wait up to so many milliseconds for anything."""
        query = {"timeout": str(wait), "filter": _FILTER}
        if self.since is not None:
            query["since"] = self.since
        said = await self.ask("GET", "/sync", **query)
        if self.crypto is not None:
            await self.crypto.hear(said)
        for event in said.get("account_data", {}).get("events", ()):
            self.account_data[event["type"]] = event["content"]
        rooms = said.get("rooms", {})
        for room, news in rooms.get("invite", {}).items():
            self._invited(room, news["invite_state"]["events"])
        for room, news in rooms.get("leave", {}).items():
            await self._take(room, news)
            self.left.add(room)
            self.invited.pop(room, None)
        for room, news in rooms.get("join", {}).items():
            self.invited.pop(room, None)
            await self._take(room, news)
        await self._read_again()
        self.since = said["next_batch"]

    def _invited(self, room: str, events: list[Json]) -> None:
        for event in events:
            if event["type"] == "m.room.member" and event["state_key"] == self.user:
                self.invited[room] = event["sender"]
        self.invitations[room] = events

    async def _take(self, room_id: str, news: Json) -> None:
        was_in = room_id in self.rooms and self.user in self.rooms[room_id].people()
        room = self.rooms.setdefault(room_id, Room(room_id))
        timeline = news.get("timeline", {})
        if timeline.get("limited") and was_in:
            raise AssertionError(f"{self.user} missed something in {room_id}")
        for event in news.get("state", {}).get("events", ()):
            await self._state(room, event)
        events = timeline.get("events", ())
        came = 0 if was_in else _arrival(events, self.user)
        if self.since is None:
            came = len(events)  # a device that is new itself
        for event in events:
            await self._event(room, event)
        for event in events[:came]:
            # Nobody gave us the key of what was said before we came, and nobody should have.
            room.unreadable.pop(event["event_id"], None)

    async def _state(self, room: Room, event: Json) -> None:
        before = room.state.get((event["type"], event["state_key"]))
        room.state[event["type"], event["state_key"]] = event
        if event["type"] == "m.room.member" and self.crypto is not None:
            was = before["content"].get("membership") if before else None
            if was != event["content"].get("membership"):
                await self.crypto.rotate(room.id)

    async def _event(self, room: Room, event: Json) -> None:
        if "state_key" in event:
            await self._state(room, event)
        if event["type"] == "m.room.encrypted" and event["content"]:
            event = await self._opened(room, event)
        room.events[event["event_id"]] = event
        self._show(room, event)

    async def _opened(self, room: Room, event: Json) -> Json:
        try:
            assert self.crypto is not None, f"{self.user} cannot decrypt"
            opened = await self.crypto.decrypt(room.id, event)
        except Undecryptable:
            room.unreadable[event["event_id"]] = event
            return event
        room.unreadable.pop(event["event_id"], None)
        return opened

    async def _read_again(self) -> None:
        """Try once more what could not be read: its key may have come."""
        for room in self.rooms.values():
            for event in list(room.unreadable.values()):
                opened = await self._opened(room, event)
                if opened is not event:
                    room.events[event["event_id"]] = opened
                    self._show(room, opened)

    def _show(self, room: Room, event: Json) -> None:
        content, kind = event["content"], event["type"]
        relation = content.get("m.relates_to") or {}
        match kind:
            case "m.room.redaction":
                self._gone(room, event.get("redacts") or content.get("redacts", ""))
            case "m.reaction" if relation:
                key = str(relation["key"])
                room.reactions[event["event_id"]] = (event["sender"], relation["event_id"], key)
            case _ if relation.get("rel_type") == "m.replace":
                self._edited(room, event, relation["event_id"])
            case "m.room.message" | "org.matrix.msc3381.poll.start" | "m.poll.start" if content:
                self._message(room, event)

    def _message(self, room: Room, event: Json) -> None:
        encrypted = "trust" in event
        room.messages[event["event_id"]] = Message(
            id=event["event_id"],
            by=event["sender"],
            kind=event["type"],
            content=event["content"],
            order=next(self._orders),
            encrypted=encrypted,
            trust=event.get("trust"),
        )

    def _edited(self, room: Room, event: Json, target: str) -> None:
        message = room.messages.get(target)
        if message is not None and message.by == event["sender"]:
            message.content = event["content"]["m.new_content"]
            message.edits += 1

    def _gone(self, room: Room, target: str) -> None:
        room.reactions.pop(target, None)
        room.unreadable.pop(target, None)
        if target in room.messages:
            room.messages[target].gone = True

    def trusts(self, message: Message) -> bool:
        """Say whether a message came from a device that its owner vouched for."""
        return message.trust is not None and message.trust >= TrustState.CROSS_SIGNED_TOFU

    def messages(self, room: str, by: str = "") -> Iterator[Message]:
        """Yield what stands in a room, oldest first."""
        for message in self.rooms[room].messages.values():
            if not message.gone and (not by or message.by == by):
                yield message


def _arrival(events: Sequence[Json], user: str) -> int:
    """Return where in a timeline somebody joined; its start when they were there before it."""
    for number, event in enumerate(events):
        is_theirs = (event["type"], event.get("state_key")) == ("m.room.member", user)
        if is_theirs and event["content"].get("membership") == "join":
            return number
    return 0


_FILTER = (
    '{"presence":{"types":[]},"room":{"ephemeral":{"types":[]},"timeline":{"limit":500},'
    '"state":{"lazy_load_members":false}}}'
)
