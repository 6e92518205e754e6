"""The bot's own ways: invited, in a room, out of it, and after it when it is upgraded."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from bot.platforms.matrix.rooms import Rooms, content_of, mxid
from bot.platforms.matrix.session import Refused, Session, insist, path
from core.events import (
    BotAdded,
    BotRemoved,
    Event,
    MemberArrived,
    ReachabilityChanged,
    RoomMoved,
    Sender,
    clean,
)

log = structlog.get_logger()

NAME = "matrix"
TRIES = 20
"""So many syncs long an invitation is tried: a server may know of it long before it can act on it."""


class Moves:
    """What it means that we are in a room now, or no longer."""

    def __init__(self, session: Session, rooms: Rooms) -> None:
        self._session = session
        self._rooms = rooms
        self._invited: dict[str, int] = {}

    async def invited(self, room: str, inviter: str) -> None:
        """Accept an invitation that the operator's rule allows, decline any other."""
        if not self._session.account.may_invite(inviter):
            log.info("an invitation was declined", server=inviter.partition(":")[2])
            await self._rooms.leave(room)
            return
        self._invited[room] = TRIES
        await self.accept()

    async def accept(self) -> None:
        """Join where we were invited; what did not work is tried again after the next sync, for a while."""
        for room, tries in [*self._invited.items()]:
            if tries and not await self._rooms.join(room):
                self._invited[room] = tries - 1
            else:
                del self._invited[room]

    async def arrived(self, room: str, source: Mapping[str, Any]) -> list[Event]:
        """We joined: a private chat, a room that goes on, or a new one."""
        unsigned = source.get("unsigned")
        unsigned = unsigned if isinstance(unsigned, Mapping) else {}
        invitation = unsigned.get("prev_content") or {}
        inviter = mxid(unsigned.get("prev_sender")) or self._rooms.facts[room].creator
        key = str(source["event_id"])
        if self._rooms.facts[room].is_space:
            return []  # a place that shows rooms is none to talk in
        if self._rooms.facts[room].creator == self._session.me:
            await self._ours(room)
            return []
        if invitation.get("is_direct") and inviter:
            return await self._private(room, inviter, key)
        return [*await self._followed(room), *self._added(room, inviter, key)]

    async def found(self, room: str) -> list[Event]:
        """We are in a room, and nobody knows since when: the bot's own memory is new."""
        facts = self._rooms.facts[room]
        if self._rooms.is_listed(room) or facts.is_space:
            return []
        others = sorted(facts.admins() - {self._session.me})
        by = others[0] if others and facts.creator == self._session.me else facts.creator
        return self._added(room, by, f"found:{room}")

    def _added(self, room: str, inviter: str, key: str) -> list[Event]:
        title = clean(self._rooms.title(room))
        by = self._sender(room, inviter)
        added = BotAdded(platform=NAME, key=key, room=room, title=title, by=by)
        others = self._rooms.facts[room].admins() - {inviter, self._session.me}
        return [added, *self.present(room, others, key)]

    def present(self, room: str, admins: Iterable[str], cause: str) -> list[Event]:
        """Say who may decide here; they did not arrive just now."""
        return [
            MemberArrived(
                platform=NAME,
                key=f"{cause}:{user}",
                who=self._sender(room, user),
                room=room,
                admin=True,
                newly=False,
            )
            for user in sorted(admins)
        ]

    def _sender(self, room: str, user: str) -> Sender:
        name = self._rooms.name_of(room, user)
        return Sender(user, clean(name) if name else None)

    async def _private(self, room: str, inviter: str, key: str) -> list[Event]:
        """Somebody opened a private chat with us."""
        await insist(lambda: self._rooms.note_private(inviter, room))
        known = self._session.client.rooms.get(room)
        if known is not None and not known.encrypted:
            await self._rooms.encrypt(room)
        who = self._sender(room, inviter)
        return [ReachabilityChanged(platform=NAME, key=key, who=who, state="open")]

    async def _ours(self, room: str) -> None:
        """We made this room: if we died before writing down for whom, do it now."""
        known = self._session.client.rooms.get(room)
        others = [user for user in (known.users if known else ()) if user != self._session.me]
        is_private = not self._rooms.is_listed(room) and not self._rooms.facts[room].is_villages
        if is_private and len(others) == 1:
            await insist(lambda: self._rooms.note_private(others[0], room))

    async def announced(self, room: str, source: Mapping[str, Any]) -> list[Event]:
        """A room says where it goes on: follow, if the new one says so too."""
        new = content_of(source).get("replacement_room")
        if not isinstance(new, str) or self._rooms.is_listed(room):
            return []
        via = str(source["sender"]).partition(":")[2]
        if new not in self._session.client.rooms and not await self._rooms.join(new, via):
            log.warning("a room was upgraded, and the new one lets nobody in uninvited")
            return []
        return await self._moved(room, new)

    async def _followed(self, room: str) -> list[Event]:
        """We came into a room: if it continues one of ours, and that one says so too, it is the same."""
        try:
            before = await insist(lambda: self._rooms.forerunner(room))
            if before is None:
                return []
            where = path("rooms", before, "state", "m.room.tombstone", "")
            told = await insist(lambda: self._session.call("GET", where))
        except Refused:
            return []
        return await self._moved(before, room) if told.get("replacement_room") == room else []

    async def _moved(self, room: str, new: str) -> list[Event]:
        try:
            before = await insist(lambda: self._rooms.forerunner(new))
        except Refused:
            before = None
        if before != room:
            log.warning("a room claims another that does not know of it")
            return []
        return [RoomMoved(platform=NAME, key=f"moved:{room}:{new}", room=room, to=new)]

    def left(self, room: str, key: str) -> list[Event]:
        """We are out of a room: removed, banned, or by ourselves."""
        self._rooms.forget(room)
        if self._rooms.is_listed(room):
            return []
        return [BotRemoved(platform=NAME, key=key, room=room)]
