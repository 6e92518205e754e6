"""Rooms made for a village, and the space that shows them together: each is made once, however often it is asked for.

Making a room has no transaction id. Its address does the same: whoever asks again for an address that is taken finds
the room that stands there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from nio import MatrixRoom

from bot.platforms.matrix.power import MADE_FOR
from bot.platforms.matrix.rooms import ENCRYPTION, Rooms
from bot.platforms.matrix.session import Refused, Session, path
from core.ports import Outgoing

VERSION = "11"
"""From version 12 on nobody can ever remove a room's creator; a village must be able to show its bot the door."""
SPACE = "m.space"
KEEPER, BOT = 100, 50
"""Power levels: whoever looks after a room stands above the bot, which may still let people in and add rooms."""
IS_SECRET = {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}


class HalfMade(Exception):
    """An address is taken by a room that we are not in: it was not made to its end, or is not ours."""


class Making:
    """Makes rooms and spaces. Raises Refused, Unreachable or HalfMade."""

    def __init__(self, session: Session, rooms: Rooms) -> None:
        self._session = session
        self._rooms = rooms

    async def room(self, item: Outgoing) -> str:
        """Make a room with nobody in it yet, as secret as the village's others are, and return its id."""
        secret = self._are_secret(item.rooms)
        initial = [IS_SECRET] if secret else []
        room = await self._once(
            _alias(item.once), {"name": item.name, "initial_state": initial}, item
        )
        if room not in self._session.client.rooms:
            # nio speaks only in rooms that a sync told it about.
            self._session.client.rooms[room] = MatrixRoom(room, self._session.me, encrypted=secret)
        space = await self._found(_alias(item.village))
        if space is not None:
            await self._show(space, [room])
        return room

    async def space(self, item: Outgoing) -> str:
        """Make a space, or find it, let it show these rooms, and return an address that people can follow."""
        alias = _alias(item.once)
        wish = {"name": item.name, "creation_content": {"type": SPACE}}
        await self._show(await self._once(alias, wish, item), item.rooms)
        return self._address(alias)

    def _are_secret(self, rooms: Sequence[str]) -> bool:
        """Say whether a village's rooms are encrypted; where it has none yet, they will be."""
        known = self._session.client.rooms
        return all(known[room].encrypted for room in rooms if room in known)

    async def _once(self, alias: str, wish: Mapping[str, Any], item: Outgoing) -> str:
        keepers = dict.fromkeys(item.keepers, KEEPER)
        body = {
            "preset": "private_chat",
            "room_version": VERSION,
            "room_alias_name": alias,
            "power_level_content_override": {"users": {self._session.me: KEEPER, **keepers}},
            **wish,
            "creation_content": {MADE_FOR: item.village, **wish.get("creation_content", {})},
        }
        try:
            told = await self._session.call("POST", path("createRoom"), body)
            room = str(told["room_id"])
        except Refused as refused:
            found = await self._found(alias) if refused.code == "M_ROOM_IN_USE" else None
            if found is None:
                raise
            room = found
        await self._step_down(room)
        return room

    def _address(self, alias: str) -> str:
        return f"#{alias}:{self._session.account.server}"

    async def _found(self, alias: str) -> str | None:
        where = path("directory", "room", self._address(alias))
        try:
            return str((await self._session.call("GET", where))["room_id"])
        except Refused as refused:
            if refused.code != "M_NOT_FOUND":
                raise
            return None

    async def _step_down(self, room: str) -> None:
        """Stand below those who look after the room; when we do already, nothing is touched."""
        where, me = path("rooms", room, "state", "m.room.power_levels", ""), self._session.me
        try:
            levels = await self._session.call("GET", where)
        except Refused as refused:
            raise HalfMade from refused
        users = levels.get("users", {})
        if users.get(me) == KEEPER:
            await self._session.call("PUT", where, {**levels, "users": {**users, me: BOT}})

    async def _show(self, space: str, rooms: Sequence[str]) -> None:
        """Let a space show these rooms, and let in whoever is in one of them."""
        via = {"via": [self._session.account.server]}
        for room in rooms:
            await self._session.call(
                "PUT", path("rooms", space, "state", "m.space.child", room), via
            )
        where = path("rooms", space, "state", "m.room.join_rules", "")
        rule = await self._session.call("GET", where)
        known = [door["room_id"] for door in rule.get("allow", ()) if "room_id" in door]
        doors = [
            {"type": "m.room_membership", "room_id": room}
            for room in dict.fromkeys([*known, *rooms])
        ]
        await self._session.call("PUT", where, {"join_rule": "restricted", "allow": doors})


def _alias(once: str) -> str:
    return f"karmyq-{once}"
