"""From an item to requests. An item's id is the transaction's, so one item is one event however often it is sent.

Private items go into an encrypted room with one person, or nowhere. Every failure is a value.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import structlog
from nio import MatrixRoom
from nio.exceptions import EncryptionError, ProtocolError

from bot.logs import bare
from bot.platforms.matrix import content as wording
from bot.platforms.matrix import crypto, polls
from bot.platforms.matrix.account import Stopped
from bot.platforms.matrix.making import HalfMade, Making
from bot.platforms.matrix.memory import Memory
from bot.platforms.matrix.placing import Placing
from bot.platforms.matrix.rooms import Presence, Rooms
from bot.platforms.matrix.session import LINE_LOST, Refused, Session, Unreachable, checked, path
from core.ports import Delivered, Outgoing, Trouble, Undeliverable

log = structlog.get_logger()

SOON = 3.0
"""Seconds until a lost line is tried again. The same transaction id makes that harmless."""
LATER = 30.0
DOORS = frozenset({"admit", "turn_away", "make_room", "make_space"})


class NotThere(Exception):
    """The person is not in their private room (yet), or does not want it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Speaking:
    """Says items."""

    def __init__(self, session: Session, rooms: Rooms, memory: Memory) -> None:
        self._session = session
        self._rooms = rooms
        self._memory = memory
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._making = Making(session, rooms)
        self.placing = Placing(session, memory)
        self.recounted: list[polls.Vote] = []
        """What stood in polls when they were closed; what was heard before changes nothing by being heard again."""

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Say one item; every failure is a value."""
        try:
            return Delivered(await self._said(item))
        except NotThere as not_there:
            return Undeliverable(not_there.trouble)
        except Refused as refused:
            return self._refusal(item, refused)
        except (*LINE_LOST, Unreachable):
            return Undeliverable(Trouble.TOO_FAST, SOON)
        except Stopped:
            return Undeliverable(
                Trouble.TOO_FAST, LATER
            )  # listening finds out too, and ends the program
        except HalfMade:
            return Undeliverable(Trouble.UNCERTAIN)
        except (ProtocolError, EncryptionError) as error:
            log.error("an item could not be encrypted", kind=item.kind, **bare(error))
            return Undeliverable(Trouble.UNCERTAIN)

    def _refusal(self, item: Outgoing, refused: Refused) -> Delivered | Undeliverable:
        match refused.code:
            case "M_LIMIT_EXCEEDED":
                self.placing.hush(refused.after)
                # Servers count what an account says in all rooms together; doors and new rooms they count apart.
                everywhere = item.kind not in DOORS
                return Undeliverable(Trouble.TOO_FAST, refused.after or SOON, everywhere=everywhere)
            case "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN":
                return Undeliverable(Trouble.TOO_FAST, LATER)
            case "M_DUPLICATE_ANNOTATION":
                return Delivered(item.target or "")
        log.warning("the server refuses an item", kind=item.kind, code=refused.code)
        return Undeliverable(Trouble.FORBIDDEN)

    async def _said(self, item: Outgoing) -> str:
        match item.kind:
            case "admit":
                return await self._door(item, "invite")
            case "turn_away":
                return await self._door(item, "kick")
            case "make_room":
                return await self._making.room(item)
            case "make_space":
                return await self._making.space(item)
        room, to = await self._where(item)
        match item.kind:
            case "text" | "answer":
                return await self._text(item, room, to)
            case "revise":
                return await self._revise(item, room, to)
            case "withdraw":
                return await self._session.redact(room, str(item.target), item.id)
            case "mark":
                return await self._mark(item, room)
            case "unmark":
                return await self._unmark(item, room)
            case "poll":
                content = polls.start(item.text, item.options)
                return await self.send(room, polls.START, content, item.id)
            case "close_poll":
                self.recounted += await self._recount(room, str(item.target))
                self._memory.ballots.closed(str(item.target))
                content = polls.end(str(item.target), item.text or "■")
                return await self.send(room, polls.END, content, item.id)
        return await self._file(item, room, to)

    async def _where(self, item: Outgoing) -> tuple[str, str | None]:
        """Return the room, and the one person who reads it. What is for one person never goes into a room of many."""
        user = item.user or item.only_for
        if user is None:
            room = str(item.room)
            if room not in self._session.client.rooms:
                raise Refused("M_FORBIDDEN")
            return room, None
        room, presence = await self._rooms.private_room(user)
        if presence is Presence.THERE:
            return room, user
        invited = presence is Presence.INVITED
        raise NotThere(Trouble.NOT_STARTED if invited else Trouble.BLOCKED)

    async def _text(self, item: Outgoing, room: str, to: str | None) -> str:
        reply = None
        if item.reply_to and not item.only_for:
            reply = wording.answering(item.reply_to, self._memory.thread.get(item.reply_to))
        content = wording.message(item.text, item.buttons, to=to, reply=reply)
        event = await self.send(room, "m.room.message", content, item.id)
        self._memory.spoke(room, event, len(item.buttons))
        if to is None:
            self.placing.place(room, event, len(item.buttons), item.id)
        return event

    async def _revise(self, item: Outgoing, room: str, to: str | None) -> str:
        target = str(item.target)
        new = wording.message(item.text, item.buttons, to=to)
        event = await self.send(room, "m.room.message", wording.revision(new, target), item.id)
        self._memory.choices.put(target, len(item.buttons))
        if to is None:
            self.placing.place(room, target, len(item.buttons), item.id)
        return event

    async def _mark(self, item: Outgoing, room: str) -> str:
        target, key = str(item.target), wording.mark(item.meaning)
        event = await self._session.react(room, wording.reaction(target, key), item.id)
        self._memory.reactions.put(f"{target} {key}", event)
        return event

    async def _unmark(self, item: Outgoing, room: str) -> str:
        target, key = str(item.target), wording.mark(item.meaning)
        event = self._memory.reactions.pop(f"{target} {key}")
        event = event or await self._own_reaction(room, target, key)
        return await self._session.redact(room, event, item.id) if event else ""

    async def _own_reaction(self, room: str, target: str, key: str) -> str | None:
        """Look up a reaction that an earlier run left."""
        where = path("rooms", room, "relations", target, "m.annotation", "m.reaction")
        told = await self._session.call("GET", where.replace("/v3/", "/v1/") + "?limit=100")
        for source in told.get("chunk", ()):
            relation = source.get("content", {}).get("m.relates_to", {})
            if source.get("sender") == self._session.me and relation.get("key") == key:
                return str(source["event_id"])
        return None

    async def _recount(self, room: str, poll: str) -> list[polls.Vote]:
        """Read a poll's answers from the server, decrypted: everybody's last one."""
        votes, more = list[polls.Vote](), ""
        where = path("rooms", room, "relations", poll, "m.reference").replace("/v3/", "/v1/")
        while True:
            told = await self._session.call("GET", f"{where}?limit=100{more}")
            for source in told.get("chunk", ()):
                opened = self._session.read({**source, "room_id": room})
                found = polls.vote(opened) if opened else None
                votes += [found] if found else []
            if not told.get("next_batch"):
                return list(polls.counted(votes).values())
            more = f"&from={told['next_batch']}"

    async def _door(self, item: Outgoing, act: str) -> str:
        """A knock is answered by an invitation, or by removing the one who knocks."""
        where = path("rooms", str(item.room), act)
        await self._session.call("POST", where, {"user_id": item.user})
        return ""

    async def _file(self, item: Outgoing, room: str, to: str | None) -> str:
        is_picture = item.kind == "picture"
        kind = "image/png" if is_picture else "application/octet-stream"
        name = item.name or ("picture.png" if is_picture else "file")
        secret = self._session.client.rooms[room].encrypted
        response, keys = await self._session.client.upload(
            BytesIO(item.content),
            content_type=kind,
            filename=None if secret else name,
            encrypt=secret,
            filesize=len(item.content),
        )
        url = checked(response).content_uri
        content: dict[str, Any] = {
            "msgtype": "m.image" if is_picture else "m.file",
            "body": item.text or name,
            "filename": name,
            "info": {"mimetype": kind, "size": len(item.content)},
            "m.mentions": {"user_ids": [to]} if to else {},
        }
        content |= {"file": {**keys, "url": url, "mimetype": kind}} if keys else {"url": url}
        return await self.send(room, "m.room.message", content, item.id)

    async def send(self, room: str, kind: str, content: Mapping[str, Any], key: str) -> str:
        """Send an event, encrypted where the room is; one at a time in each room. Return its id."""
        client = self._session.client
        known: MatrixRoom = client.rooms[room]
        async with self._turn[room]:
            if known.encrypted:
                await crypto.prepare(self._session, known)
            response = await client.room_send(
                room, kind, dict(content), tx_id=key, ignore_unverified_devices=True
            )
        return str(checked(response).event_id)
