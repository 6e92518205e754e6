"""From what stands in a room's timeline to what it means for us; one event in, none or a few out.

Events are read raw and carefully: anybody may put anything into one. Who did it is the server's word, never the
content's. Our own messages and other bots' notices are not heard.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.platforms.matrix import content as wording
from bot.platforms.matrix.memory import Memory
from bot.platforms.matrix.moves import Moves
from bot.platforms.matrix.polls import RESPONSES, Vote, vote
from bot.platforms.matrix.rooms import Rooms, content_of, mxid
from bot.platforms.matrix.session import Refused, Session, insist, path
from core.events import (
    BallotCast,
    ChoicePicked,
    CommandGiven,
    Event,
    JoinRequested,
    MemberArrived,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    MessageRemoved,
    ReachabilityChanged,
    Reacted,
    Sender,
    clean,
    command_of,
)

log = structlog.get_logger()

NAME = "matrix"
SPOKEN = frozenset({"m.text", "m.emote"})
"""Other bots speak in notices: answering those could go on for ever."""
LOOK_BACK = 50
Source = Mapping[str, Any]


def before_of(source: Source) -> Mapping[str, Any]:
    """Return the content that a state event replaced."""
    unsigned = source.get("unsigned")
    before = unsigned.get("prev_content") if isinstance(unsigned, Mapping) else None
    return before if isinstance(before, Mapping) else {}


def cast(ballot: Vote) -> BallotCast:
    """Return a poll's answer as we hear it: a spoilt one chooses nothing."""
    by, options = Sender(ballot.by), ballot.options or ()
    return BallotCast(platform=NAME, key=ballot.id, by=by, poll=ballot.poll, options=options)


class Hearing:
    """Reads events of rooms we are in."""

    def __init__(self, session: Session, rooms: Rooms, memory: Memory) -> None:
        self._session = session
        self._rooms = rooms
        self._memory = memory
        self._moves = Moves(session, rooms)

    async def hear(self, room: str, source: Source) -> list[Event]:
        """Return what an event means for us."""
        kind = source.get("type")
        self._rooms.facts[room].learn(source)
        match kind:
            case "m.room.member":
                return await self._member(room, source)
            case "m.room.tombstone":
                return await self._moves.announced(room, source)
            case "m.room.power_levels":
                return self._promoted(room, source)
        if source.get("sender") == self._session.me:
            return []
        match kind:
            case "m.room.message":
                return await self._message(room, source)
            case "m.reaction":
                return await self._reaction(room, source)
            case "m.room.redaction":
                return self._redaction(room, source)
        return self._vote(source) if kind in RESPONSES else []

    def _sender(self, room: str, user: str) -> Sender:
        name = self._rooms.name_of(room, user)
        return Sender(user, clean(name) if name else None)

    async def _message(self, room: str, source: Source) -> list[Event]:
        content, user = content_of(source), str(source["sender"])
        relation = content.get("m.relates_to")
        relation = relation if isinstance(relation, Mapping) else {}
        if relation.get("rel_type") == "m.replace":
            return self._edit(room, source, str(relation.get("event_id")))
        body = content.get("body")
        if content.get("msgtype") not in SPOKEN or not isinstance(body, str):
            return []
        event = str(source["event_id"])
        self._memory.author.put(event, user)
        reply_to = self._reply(event, relation)
        text = clean(wording.without_quote(body) if "m.in_reply_to" in relation else body)
        return await self._said(room, source, text, reply_to)

    async def _said(
        self, room: str, source: Source, text: str, reply_to: str | None
    ) -> list[Event]:
        event, user = str(source["event_id"]), str(source["sender"])
        private = self._rooms.is_listed(room)
        if private and self._rooms.person_of(room) != user:
            return []
        number = wording.typed(text)
        if number is not None and (private or number[1]):
            return await self._numbered(room, source, text, reply_to)
        spoken: dict[str, Any] = {
            "platform": NAME,
            "key": event,
            "by": self._sender(room, user),
            "message": event,
            "room": None if private else room,
            "reply_to": reply_to,
        }
        command = command_of(text)
        if command is None:
            return [MessagePosted(**spoken, text=text)]
        return [CommandGiven(**spoken, name=command[0], rest=command[1])]

    async def _numbered(
        self, room: str, source: Source, text: str, reply_to: str | None
    ) -> list[Event]:
        """Somebody typed a number: a choice of the message they reply to, else of our newest one with choices.

        Which one that is in a private chat the outbox knows best: there the message stays unnamed.
        """
        number, marked = wording.typed(text) or (0, False)
        message = reply_to if reply_to and await self._offers(room, reply_to, number) else None
        if message is None and not self._rooms.is_listed(room):
            newest = self._memory.last_choices.get(room) or await self._newest_choices(room)
            if newest is None or not await self._offers(room, newest, number):
                return []
            message = newest
        return [
            ChoicePicked(
                platform=NAME,
                key=str(source["event_id"]),
                by=self._sender(room, str(source["sender"])),
                message=message or "",
                choice=f"#{number}",
                words="" if marked else text,
            )
        ]

    async def _offers(self, room: str, message: str, number: int) -> bool:
        """Say whether a message is ours and has so many choices; what this run does not know is looked up."""
        known = self._memory.choices.get(message)
        if known is None:
            known = await self._choices_of(room, message)
        return number <= known

    async def _choices_of(self, room: str, message: str) -> int:
        where = path("rooms", room, "event", message)
        try:
            source = await insist(lambda: self._session.call("GET", where))
        except Refused:
            return 0
        opened = self._session.read({**source, "room_id": room})
        choices = content_of(opened).get(wording.CHOICES) if opened else None
        ours = source.get("sender") == self._session.me and isinstance(choices, int)
        return choices if ours and isinstance(choices, int) else 0

    async def _newest_choices(self, room: str) -> str | None:
        """Look back for our newest message with choices: an earlier run may have said it."""
        where = path("rooms", room, "messages") + f"?dir=b&limit={LOOK_BACK}"
        try:
            told = await insist(lambda: self._session.call("GET", where))
        except Refused:
            return None
        for source in told.get("chunk", ()):
            opened = self._session.read(source)
            if opened is None or opened.get("sender") != self._session.me:
                continue
            content = content_of(opened)
            is_revision = content_of({"content": content.get("m.relates_to")}).get("rel_type")
            if isinstance(content.get(wording.CHOICES), int) and is_revision != "m.replace":
                event = str(source["event_id"])
                self._memory.spoke(room, event, content[wording.CHOICES])
                return event
        return None

    def _reply(self, event: str, relation: Source) -> str | None:
        if relation.get("rel_type") == "m.thread":
            self._memory.thread.put(event, str(relation.get("event_id")))
            if relation.get("is_falling_back"):
                return None
        answered = relation.get("m.in_reply_to")
        target = answered.get("event_id") if isinstance(answered, Mapping) else None
        return target if isinstance(target, str) else None

    def _edit(self, room: str, source: Source, target: str) -> list[Event]:
        new = content_of(source).get("m.new_content")
        body = new.get("body") if isinstance(new, Mapping) else None
        user = str(source["sender"])
        if not isinstance(body, str) or self._memory.author.get(target) not in (None, user):
            return []
        return [
            MessageEdited(
                platform=NAME,
                key=str(source["event_id"]),
                by=self._sender(room, user),
                message=target,
                text=clean(body),
                room=None if self._rooms.is_listed(room) else room,
            )
        ]

    async def _reaction(self, room: str, source: Source) -> list[Event]:
        relation = content_of(source).get("m.relates_to")
        relation = relation if isinstance(relation, Mapping) else {}
        target, key = relation.get("event_id"), relation.get("key")
        if not isinstance(target, str) or not isinstance(key, str):
            return []
        event, user = str(source["event_id"]), str(source["sender"])
        self._memory.foreign_reactions.put(event, target)
        by, number = self._sender(room, user), wording.picked(key)
        # In a private chat nothing is answered by a reaction: servers can read those.
        private = self._rooms.is_listed(room)
        if number and not private and await self._offers(room, target, number):
            choice = f"#{number}"
            return [ChoicePicked(platform=NAME, key=event, by=by, message=target, choice=choice)]
        where = None if private else room
        emoji = clean(key, 64)
        return [Reacted(platform=NAME, key=event, by=by, message=target, emoji=emoji, room=where)]

    def _redaction(self, room: str, source: Source) -> list[Event]:
        gone = source.get("redacts") or content_of(source).get("redacts")
        key = str(source["event_id"])
        if not isinstance(gone, str):
            return []
        ballot = self._memory.ballots.taken_back(gone)
        if ballot is not None:
            return [cast(replace(ballot, id=key))]
        if self._memory.foreign_reactions.pop(gone) is not None:
            return []
        where = None if self._rooms.is_listed(room) else room
        return [MessageRemoved(platform=NAME, key=key, message=gone, room=where)]

    def _vote(self, source: Source) -> list[Event]:
        ballot = vote(source)
        if ballot is None:
            return []
        self._memory.ballots.note(ballot)
        return [cast(ballot)]

    async def _member(self, room: str, source: Source) -> list[Event]:
        user, key = mxid(source.get("state_key")), str(source["event_id"])
        now, before = content_of(source).get("membership"), before_of(source).get("membership")
        if not user or now == before:
            return []
        if user == self._session.me:
            return await self._moves.arrived(room, source) if now == "join" else []
        if self._rooms.is_listed(room):
            return self._private_member(room, user, now, key)
        who = self._sender(room, user)
        if now == "join":
            admin = self._rooms.facts[room].is_admin(user)
            return [MemberArrived(platform=NAME, key=key, who=who, room=room, admin=admin)]
        if now == "knock":
            return [JoinRequested(platform=NAME, key=key, who=who, room=room)]
        if now in ("leave", "ban") and before in ("join", None):
            return [MemberLeft(platform=NAME, key=key, who=who, room=room)]
        return []

    def _private_member(self, room: str, user: str, now: Any, key: str) -> list[Event]:
        states = {"join": "open", "leave": "closed", "ban": "closed"}
        if self._rooms.person_of(room) != user or now not in states:
            return []
        who = self._sender(room, user)
        return [ReachabilityChanged(platform=NAME, key=key, who=who, state=states[now])]

    def _promoted(self, room: str, source: Source) -> list[Event]:
        """Somebody may decide now who could not before; they were here already."""
        before, facts = before_of(source), self._rooms.facts[room]
        if self._rooms.is_listed(room) or not before:
            return []
        new = facts.admins() - replace(facts, power=before).admins() - {self._session.me}
        return self._moves.present(room, new, str(source["event_id"]))
