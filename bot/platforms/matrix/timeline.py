"""What happened since last time, complete and in order: a sync, what it left out, and what can be read by now.

A sync tells only the newest events of a busy room ("limited"): the rest is fetched backwards until nothing is missing.
What was said before we came is not ours to hear.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from nio import MegolmEvent, MessageDirection, RoomInfo, SyncResponse

from bot.logs import bare
from bot.platforms.matrix import crypto
from bot.platforms.matrix.hearing import NAME, Hearing, before_of
from bot.platforms.matrix.moves import Moves
from bot.platforms.matrix.rooms import Rooms, content_of, mxid
from bot.platforms.matrix.session import LINE_LOST, Refused, Session, Unreachable, checked, insist
from bot.platforms.matrix.unread import Unread
from core.events import CannotRead, Event

log = structlog.get_logger()

PAGE = 100
MOST_PAGES = 100
"""Ten thousand missed messages a room; more than that is another story, and said in the log."""


def source_of(event: Any) -> Mapping[str, Any]:
    """Return an event as it came, decrypted where it could be; also one that nio holds for bad."""
    source = getattr(event, "source", None)
    return source if isinstance(source, Mapping) else {}


class Timeline:
    """Turns sync responses into events."""

    def __init__(
        self, session: Session, rooms: Rooms, hearing: Hearing, moves: Moves, unread: Unread
    ) -> None:
        self._session = session
        self._rooms = rooms
        self._hearing = hearing
        self._moves = moves
        self._unread = unread

    async def heard(self, response: SyncResponse, since: str | None) -> list[Event]:
        """Return everything of a sync that means something, in order. `since` None: it is the very first."""
        found: list[Event] = []
        for room, left in response.rooms.leave.items():
            found += self._left(room, left)
        for room, joined in response.rooms.join.items():
            found += await self._joined(room, joined, since)
        if len(self._unread) and response.to_device_events:
            found += await self._read_at_last()
        found += self._deaf()
        await self._moves.accept()
        for room, info in response.rooms.invite.items():
            for event in info.invite_state:
                invites = getattr(event, "membership", None) == "invite"
                if invites and getattr(event, "state_key", None) == self._session.me:
                    await self._moves.invited(room, str(event.sender))
        return found

    async def _joined(self, room: str, info: RoomInfo, since: str | None) -> list[Event]:
        for state in info.state:
            self._rooms.facts[room].learn(source_of(state))
        events = list(info.timeline.events)
        if info.timeline.limited and since is not None:
            events = [*await self._missed(room, info.timeline.prev_batch, since), *events]
        found: list[Event] = []
        came = self._came(events)
        for event in events[:came]:
            self._rooms.facts[room].learn(source_of(event))
        if since is None and (came is None or self._rooms.facts[room].is_villages):
            for event in events:
                self._rooms.facts[room].learn(source_of(event))
            return await self._moves.found(room)
        for event in events[came:]:
            found += await self._hear(room, event)
        return found

    def _came(self, events: list[Any]) -> int | None:
        """Return where in this stretch we joined the room for the last time, if we did."""
        for number in range(len(events) - 1, -1, -1):
            if self._is_our_join(source_of(events[number])):
                return number
        return None

    def _is_our_join(self, source: Mapping[str, Any]) -> bool:
        return (
            source.get("type") == "m.room.member"
            and source.get("state_key") == self._session.me
            and content_of(source).get("membership") == "join"
            and before_of(source).get("membership") != "join"
        )

    async def _missed(self, room: str, start: str | None, since: str) -> list[Any]:
        """Fetch what lies between the last sync and this one's first event, oldest first."""
        missed: list[Any] = []
        for _ in range(MOST_PAGES):
            page = await self._page(room, start, since)
            if page is None:
                break
            for event in page.chunk:
                missed.append(event)
                if self._is_our_join(source_of(event)):
                    return missed[::-1]
            start = page.end
            if not start or not page.chunk:
                break
        else:
            log.error("more was missed than is fetched", pages=MOST_PAGES)
        return missed[::-1]

    async def _page(self, room: str, start: str | None, since: str) -> Any:
        async def ask() -> Any:
            try:
                response = await self._session.client.room_messages(
                    room, start, since, MessageDirection.back, PAGE
                )
            except LINE_LOST as error:
                raise Unreachable from error
            return checked(response)

        try:
            return await insist(ask)
        except Refused as refused:
            log.error("missed messages were refused", code=refused.code)
            return None

    async def _hear(self, room: str, event: Any) -> list[Event]:
        source = source_of(event)
        if not isinstance(source.get("event_id"), str) or not mxid(source.get("sender")):
            return []
        if source.get("type") == "m.room.encrypted":
            await self._unreadable(room, event)
            return []
        if source.get("type") == "m.room.redaction":
            self._unread.done(str(source.get("redacts")))
        try:
            return await self._hearing.hear(room, source)
        except (Refused, KeyError, TypeError, ValueError) as error:
            # One strange event must not stop the ones behind it.
            log.error("an event was not understood", kind=source.get("type"), **bare(error))
            return []

    async def _unreadable(self, room: str, event: Any) -> None:
        source = dict(source_of(event))
        if source.get("sender") == self._session.me:
            return
        self._unread.add(room, source)
        if isinstance(event, MegolmEvent):
            event.room_id = room
            await crypto.ask_for_key(self._session, event)

    async def _read_at_last(self) -> list[Event]:
        """Hear what can be read by now; what means nothing is done with at once."""
        found: list[Event] = []
        for room, event in self._unread.readable(self._session.client):
            heard = await self._hear(room, event)
            if not heard:
                self._unread.done(str(source_of(event).get("event_id")))
            found += heard
        return found

    def _deaf(self) -> list[Event]:
        """Say in which rooms something could not be read for a while: each room at most once a day."""
        return [
            CannotRead(platform=NAME, key=f"unread:{room}:{day}", room=room, reason="encryption")
            for room, day in self._unread.overdue()
            if not self._rooms.is_listed(room)
        ]

    def _left(self, room: str, info: RoomInfo) -> list[Event]:
        for event in [*reversed(info.timeline.events), *info.state]:
            source = source_of(event)
            is_ours = source.get("state_key") == self._session.me
            if source.get("type") != "m.room.member" or not is_ours:
                continue
            if content_of(source).get("membership") not in ("leave", "ban"):
                continue
            if before_of(source).get("membership") in ("invite", "knock"):
                return []
            return self._moves.left(room, str(source["event_id"]))
        return self._moves.left(room, f"left:{room}")

    def settled(self, events: list[Event]) -> None:
        """These were handled: what of them could not be read at first is done with."""
        if len(self._unread):
            for event in events:
                self._unread.done(event.key)
