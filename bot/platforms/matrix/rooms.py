"""Which rooms are somebody's private chat with us, how one is opened, and what each room's state says.

A private chat is an encrypted room of two that the account's `m.direct` list names. As soon as a third person is in
it, it is none.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from typing import Any

import structlog
from nio import MatrixRoom

from bot.platforms.matrix.power import Facts
from bot.platforms.matrix.session import Refused, Session, Unreachable, path

log = structlog.get_logger()

TWO = 2
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}
JOIN_TRIES = 2
JOIN_WAIT = 0.5
"""Seconds; a server may know of an invitation a little before it can act on it."""


class Presence(Enum):
    """Whether the other person is in a private room."""

    THERE = "join"
    INVITED = "invite"
    GONE = "leave"


class Rooms:
    """What we know about rooms. `load` reads the list of private ones."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.facts: defaultdict[str, Facts] = defaultdict(Facts)
        self._private: dict[str, list[str]] = {}
        """For each person the rooms that are, or were, our private chat; the newest last."""
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def load(self) -> None:
        """Read `m.direct`. Raises Refused or Unreachable."""
        self._private = {
            user: [room for room in rooms if isinstance(room, str)]
            for user, rooms in (await self._direct()).items()
            if isinstance(rooms, list)
        }

    async def _direct(self) -> dict[str, Any]:
        try:
            return await self._session.call("GET", self._direct_path())
        except Refused as refused:
            if refused.code != "M_NOT_FOUND":
                raise
            return {}

    def _direct_path(self) -> str:
        return path("user", self._session.me, "account_data", "m.direct")

    async def note_private(self, user: str, room: str) -> None:
        """Record a room as somebody's private chat, here and in the account; what others wrote there stays."""
        mine = self._private.setdefault(user, [])
        if room in mine:
            return
        mine.append(room)
        direct = await self._direct()
        known = direct.get(user)
        rooms = [r for r in known if r != room] if isinstance(known, list) else []
        await self._session.call("PUT", self._direct_path(), {**direct, user: [*rooms, room]})

    def is_listed(self, room: str) -> bool:
        """Say whether a room was ever recorded as a private chat."""
        return any(room in rooms for rooms in self._private.values())

    def person_of(self, room: str) -> str | None:
        """Return whose private chat this room is; None when it is none, or no longer."""
        for user, rooms in self._private.items():
            if room in rooms:
                known = self._session.client.rooms.get(room)
                return user if known is not None and known.member_count <= TWO else None
        return None

    def name_of(self, room: str, user: str) -> str | None:
        """Return a person's display name in a room, as they wrote it."""
        known = self._session.client.rooms.get(room)
        member = known.users.get(user) if known else None
        return member.display_name if member else None

    def title(self, room: str) -> str:
        """Return a room's name, else its address, else what nio makes of its members."""
        facts, known = self.facts[room], self._session.client.rooms.get(room)
        return facts.name or facts.alias or (known.display_name if known else "") or ""

    def forget(self, room: str) -> None:
        """We are not in this room any more."""
        self._session.client.rooms.pop(room, None)
        self.facts.pop(room, None)

    async def private_room(self, user: str) -> tuple[str, Presence]:
        """Return a person's private room and whether they are in it; it is created where there is none.

        What is private is said in encrypted rooms only. A room in which they are gone is returned as such: they may
        not want it. Raises Refused or Unreachable.
        """
        async with self._opening[user]:
            gone: str | None = None
            for room in reversed(self._private.get(user, ())):
                if self.person_of(room) != user or not self._session.client.rooms[room].encrypted:
                    continue
                presence = await self.presence(room, user)
                if presence is not Presence.GONE:
                    return room, presence
                gone = gone or room
            if gone is not None:
                return gone, Presence.GONE
            return await self._open(user), Presence.INVITED

    async def presence(self, room: str, user: str) -> Presence:
        """Say whether a person is in a room."""
        member = self._session.client.rooms[room].users.get(user)
        if member is not None:
            return Presence.INVITED if member.invited else Presence.THERE
        # Members who never spoke are not told in a sync: ask.
        where = path("rooms", room, "state", "m.room.member", user)
        try:
            membership = (await self._session.call("GET", where)).get("membership")
        except Refused:
            return Presence.GONE
        return Presence(membership) if membership in ("join", "invite") else Presence.GONE

    async def _open(self, user: str) -> str:
        body = {
            "preset": "private_chat",
            "is_direct": True,
            "invite": [user],
            "initial_state": [
                {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}
            ],
        }
        room = str((await self._session.call("POST", path("createRoom"), body))["room_id"])
        client = self._session.client
        if room not in client.rooms:
            # nio speaks only in rooms that a sync told it about; that sync may come later than our first words.
            client.rooms[room] = MatrixRoom(room, self._session.me, encrypted=True)
        await self.note_private(user, room)
        return room

    async def encrypt(self, room: str) -> None:
        """Let a private room be encrypted, where we may decide that."""
        where = path("rooms", room, "state", "m.room.encryption", "")
        try:
            await self._session.call("PUT", where, ENCRYPTION)
        except Refused as refused:
            log.warning("a private room stays without encryption", code=refused.code)

    async def join(self, room: str, via: str = "") -> bool:
        """Join a room; False when the server goes on refusing."""
        where = path("join", room) + (f"?server_name={via}&via={via}" if via else "")
        for attempt in range(JOIN_TRIES):
            try:
                await self._session.call("POST", where, {})
            except Refused as refused:
                log.info("a room was not joined", code=refused.code)
            except Unreachable:
                log.info("a room was not joined: no answer")
            else:
                return True
            await asyncio.sleep(JOIN_WAIT * 2**attempt)
        return False

    async def leave(self, room: str) -> None:
        """Leave a room, or decline an invitation."""
        try:
            await self._session.call("POST", path("rooms", room, "leave"), {})
        except (Refused, Unreachable):
            log.info("a room was not left")

    async def forerunner(self, room: str) -> str | None:
        """Return the room that this one says it replaces."""
        facts = self.facts[room]
        if not facts.create:
            where = path("rooms", room, "state", "m.room.create", "")
            facts.create = await self._session.call("GET", where)
        return facts.forerunner


def mxid(value: Any) -> str:
    """Return a user's name if this looks like one, else nothing."""
    is_one = isinstance(value, str) and value.startswith("@") and ":" in value
    return value if is_one else ""


def content_of(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an event's content, whatever somebody put there."""
    content = source.get("content")
    return content if isinstance(content, Mapping) else {}
