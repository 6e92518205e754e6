"""Matrix as the rest of the bot sees it: a stream of events in, items out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import structlog

from bot.platforms.matrix import crypto, signing
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.hearing import NAME, Hearing, cast
from bot.platforms.matrix.memory import Memory
from bot.platforms.matrix.moves import Moves
from bot.platforms.matrix.rooms import Rooms
from bot.platforms.matrix.session import Refused, Session, insist
from bot.platforms.matrix.speaking import Speaking
from bot.platforms.matrix.timeline import Timeline
from bot.platforms.matrix.unread import Unread
from core.events import CannotRead, Event
from core.ports import Capabilities, Delivered, Outgoing, Undeliverable

log = structlog.get_logger()

T = TypeVar("T")


class Matrix:
    """A Matrix account. `start` before anything else; `events` from one task only; `stop` ends it, `close` the rest.

    `position` is asked at the start where to go on, when `start` is not told.
    """

    name = NAME
    can = Capabilities(
        buttons=False,
        answers_presses=False,
        hides_presses=False,
        recounts=True,
        ephemeral=False,
        idempotent=True,
        newcomers_read_earlier=False,
        can_create_rooms=True,
        person_link="https://matrix.to/#/{handle}",
        reach_at_first="open",
        max_text=16_000,
    )

    def __init__(
        self, account: Account, position: Callable[[], Awaitable[str | None]] | None = None
    ) -> None:
        self._account = account
        self._position = position
        self._session = Session(account)
        self._stopping = asyncio.Event()
        self._since: str | None = None
        self._speaking: Speaking
        self._timeline: Timeline
        self.device = ""
        self.fingerprint = ""
        """The device's key, as clients show it: for whoever wants to compare."""
        self.is_vouched_for = False
        """The account's own keys vouch for this device; otherwise current clients do not speak to it."""

    async def start(self, position: str | None = None) -> None:
        """Log in, vouch for the device, and look around; then `events` goes on at `position`.

        `position` is what the last event handled carried; None: from now on. Raises Stopped with what the operator
        has to do, and Refused where the server says no to the account.
        """
        session = self._session
        await insist(session.open)
        if await insist(lambda: crypto.store_is_lost(session)):
            log.warning("the store of this device is gone: becoming a new device")
            await session.new_device()
        await insist(lambda: crypto.publish(session))
        self.is_vouched_for = await self._vouch()
        self.device, self.fingerprint = str(session.client.device_id), crypto.fingerprint(session)
        log.info("logged in", device=self.device, fingerprint=self.fingerprint)
        rooms, memory = Rooms(session), Memory(self._account.store)
        await insist(rooms.load)
        unread = Unread(self._account.store / "unread.json")
        hearing, moves = Hearing(session, rooms, memory), Moves(session, rooms)
        self._timeline = Timeline(session, rooms, hearing, moves, unread)
        self._speaking = Speaking(session, rooms, memory)
        if position is None and self._position is not None:
            position = await self._position()
        self._since = position
        self._first: list[Event] = await self._look_around()

    async def _vouch(self) -> bool:
        try:
            done = await insist(lambda: signing.vouch(self._session))
        except Refused as refused:
            log.error("the device was not signed", code=refused.code)
            return False
        if not done:
            log.error(
                "other cross-signing keys stand in the way: give a password once, to replace them"
            )
        return done

    async def _look_around(self) -> list[Event]:
        """Sync once with every room's state, so that quiet rooms are known too before anything is said."""
        response = await self._session.sync(self._since, full_state=True, wait=False)
        await crypto.upkeep(self._session, response)
        return await self._taken(response)

    async def _taken(self, response: Any) -> list[Event]:
        """Hear a sync's events; the last one carries how far we are once it was handled."""
        recounted = [self._speaking.recounted.pop(0) for _ in [*self._speaking.recounted]]
        heard = await self._timeline.heard(response, self._since)
        found: list[Event] = [*map(cast, recounted), *heard]
        self._since = response.next_batch
        if found:
            found[-1] = replace(found[-1], position=response.next_batch)
        return found

    async def stop(self) -> None:
        """Let `events` end after the event at hand; what is still to be said can be said."""
        self._stopping.set()

    async def close(self) -> None:
        """Close the connection, after `events` has ended."""
        self._stopping.set()
        if hasattr(self, "_speaking"):
            await self._speaking.placing.close()
        await self._session.close()

    async def deaf_in(self, rooms: Sequence[str], now: datetime) -> list[Event]:
        """Return CannotRead for encrypted rooms when nobody vouches for our device: members' clients shut it out."""
        if self.is_vouched_for:
            return []
        known = self._session.client.rooms
        return [
            CannotRead(
                platform=NAME, key=f"deaf:{room}:{now.date()}", room=room, reason="encryption"
            )
            for room in rooms
            if room in known and known[room].encrypted
        ]

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, in order; asked for the next one, the one before counts as handled. Ends with `stop`.

        Raises Stopped when the login is dead and nobody but the operator can help.
        """
        batch: list[Event] | None = self._first
        while batch is not None:
            for event in batch:
                if self._stopping.is_set():
                    return
                yield event
            self._timeline.settled(batch)
            batch = await self._until_stopped(self._next())

    async def _next(self) -> list[Event]:
        response = await self._session.sync(self._since, full_state=False, wait=True)
        await crypto.upkeep(self._session, response)
        return await self._taken(response)

    async def _until_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Do something unless we are stopped meanwhile."""
        task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() and not self._stopping.is_set() else None
        finally:
            for one in (task, stopping):
                one.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Send one item. The item's id is the transaction's, so saying it again is saying it once."""
        return await self._speaking.deliver(item)
