"""A stage on Matrix: the whole bot in this process, a real homeserver, and people with clients of their own.

What people see is what their clients decrypted and understood. The bot's own record only says which wording and which
buttons a message was meant to carry; a button counts as seen only where a number with its label stands in the text.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import app
from bot.platforms.matrix import Account, Matrix
from bot.platforms.pipe.moments import span
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from core.ports import Delivered, Outgoing, Undeliverable
from tests.journeys.stage import START, Seen
from tests.matrix.homeserver import Homeserver
from tests.matrix.line import Line, line_to
from tests.matrix.member import Member, Message, Room
from tests.ready import make_ready

_SHOWN = {"text", "answer", "poll", "picture", "file"}
ROUNDS = 12
"""So often people take in what happened and act on it (join, say) before something must be going round in circles."""
_NUMBERED = re.compile(
    r"^(?P<number>\d+)(?:\ufe0f\u20e3| ·)? (?P<label>.*?)(?: \(!\d+\))?$", re.MULTILINE
)


@dataclass
class Meant:
    """What the bot meant a message to be: its wording's key, its choices (action and label), and for whom."""

    key: str
    choices: list[tuple[str, str]]
    order: int
    kind: str
    to: str | None


class Record:
    """What the bot was given to say, by the id under which people see it."""

    def __init__(self) -> None:
        self.meant: dict[str, Meant] = {}
        self.said: set[str] = set()
        """The ids of everything that was delivered."""

    def note(self, item: Outgoing, reference: str) -> None:
        """Note something that was delivered."""
        self.said.add(item.id)
        if item.kind == "revise":
            reference = str(item.target)
        elif item.kind not in _SHOWN:
            return
        known = self.meant.get(reference)
        order = known.order if known else len(self.meant) + 1
        kind = known.kind if known else item.kind
        choices = [(b.action, b.label) for b in item.buttons]
        self.meant[reference] = Meant(item.key, choices, order, kind, item.user or item.only_for)


class Watched(Matrix):
    """The platform as it is, with a record of what it was given to say."""

    def __init__(self, account: Account, record: Record) -> None:
        super().__init__(account)
        self._record = record

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        said = await super().deliver(item)
        if isinstance(said, Delivered):
            self._record.note(item, said.reference)
        return said


class MatrixStage:
    """People, their rooms, and a bot among them."""

    deletions_seen = True

    def __init__(
        self,
        homeserver: Homeserver,
        session: aiohttp.ClientSession,
        line: Line,
        *,
        encrypted: bool = True,
        room_version: str | None = None,
    ) -> None:
        self.people: dict[str, Member] = {}
        self.rooms: dict[str, str] = {}
        """Room ids by the names that stories use."""
        self.former: set[str] = set()
        """Rooms that go on elsewhere."""
        self.founders: dict[str, Member] = {}
        self.line = line
        self.bot = homeserver.register_new("karmyq", "Karmyq")
        self.record = Record()
        self.spine: Spine | None = None
        self.storage: Any = None
        self._homeserver = homeserver
        self.session = session
        self._looked_at: dict[tuple[str, str], Seen] = {}
        self._encrypted = encrypted
        self._version = room_version

    # What people do -------------------------------------------------------------------------------------------

    async def person(self, name: str, client: type[Member] = Member) -> Member:
        """Return somebody; whoever was not here yet gets an account and a client."""
        if name not in self.people:
            account = self._homeserver.register_new(name, name.title())
            member = client(self._homeserver.url, account, self.session)
            # A private room is encrypted even where the village's is not.
            await member.encrypt()
            self.people[name] = member
        return self.people[name]

    async def close(self) -> None:
        """Let everybody put their client away."""
        for member in self.people.values():
            await member.close()

    async def added(self, room: str, title: str, by: str) -> None:
        founder = await self.person(by)
        wish: dict[str, Any] = {"room_version": self._version} if self._version else {}
        self.rooms[room] = await founder.create(name=title, encrypted=self._encrypted, **wish)
        self.founders[room] = founder
        await self.invite_bot(room)

    async def invite_bot(self, room: str) -> None:
        """Let the founder invite the bot, and wait until it came."""
        founder, room_id = self.founders[room], self.rooms[room]
        await founder.invite(room_id, self.bot.user)
        await self.bot_comes(founder, room_id)

    async def join(self, room: str, *users: str, admin: bool = False) -> None:
        founder, room_id = self.founders[room], self.rooms[room]
        for name in users:
            member = await self.person(name)
            if member.user not in founder.rooms[room_id].people():
                await founder.invite(room_id, member.user)
                await self.settle(await member.join(room_id))
            if admin:
                await self.promote(room, name)

    async def upgrade(self, room: str, version: str, *, invites_bot: bool) -> None:
        """Let the founder move a room to a new version, and everybody follow.

        The new room is open to whoever was in the old one, or the bot has to be invited.
        """
        founder, old = self.founders[room], self.rooms[room]
        if not invites_bot:
            await self.settle(
                await founder.set_state(old, "m.room.join_rules", {"join_rule": "public"})
            )
        new = await founder.upgrade(old, version)
        if invites_bot:
            await founder.invite(new, self.bot.user)
        others = [m for m in self.people.values() if m is not founder and old in m.rooms]
        for member in others:
            await founder.invite(new, member.user)
            await member.join(new)
        self.rooms[room] = new
        self.former.add(old)
        await self.bot_comes(founder, new)

    async def promote(self, room: str, name: str) -> None:
        """Let the founder make somebody a moderator."""
        founder, room_id = self.founders[room], self.rooms[room]
        levels = dict(founder.rooms[room_id].state["m.room.power_levels", ""]["content"])
        levels["users"] = {**levels.get("users", {}), self.people[name].user: 50}
        await self.settle(await founder.set_state(room_id, "m.room.power_levels", levels))

    async def leaves(self, room: str, user: str) -> None:
        await self.settle(await self.people[user].leave(self.rooms[room]))

    async def say(self, user: str, text: str, room: str | None = None) -> str:
        member = await self.person(user)
        where = self.rooms[room] if room else await self.private_room(member)
        # Clients keep the slash for commands of their own.
        message = await member.say(where, f"!{text[1:]}" if text.startswith("/") else text)
        await self.settle(message)
        return message

    async def private_room(self, member: Member) -> str:
        """Return the room where somebody talks with the bot alone; they open one where there is none."""
        rooms = self._private_rooms(member)
        if rooms:
            return rooms[-1]
        made = await member.create(encrypted=True, is_direct=True, invite=[self.bot.user])
        await self.bot_comes(member, made)
        return made

    async def bot_comes(self, member: Member, room: str) -> None:
        """Wait until the bot has come into a room, and has done what it does there."""
        for _ in range(400):
            await member.sync(wait=300)
            if self.bot.user in member.rooms[room].people():
                break
        else:
            raise AssertionError("the bot did not come")
        await self.settle(await member.event_of(room, "m.room.member", self.bot.user))

    async def edit(self, user: str, message: str, text: str, room: str) -> None:
        await self.settle(await self.people[user].edit(self.rooms[room], message, text))

    async def delete(self, message: str, room: str) -> None:
        room_id = self.rooms[room]
        by = self.founders[room].rooms[room_id].messages[message].by
        author = next(m for m in self.people.values() if m.user == by)
        await self.settle(await author.redact(room_id, message))

    async def press(self, user: str, action: str, label: str = "") -> None:
        """Pick the newest choice of that action: a reaction in a room, a typed number in private."""
        member = self.people[user]
        room_id, message, number = self._choice(member, action, label)
        if room_id in self._private_rooms(member):
            await self.settle(await self._type(member, room_id, message, str(number)))
            return
        emoji = await self._placed(member, room_id, message, number)
        if emoji:
            # Who taps a second time takes the first one back.
            mine = (member.user, message.id, emoji)
            for event, reaction in list(member.rooms[room_id].reactions.items()):
                if reaction == mine:
                    await self.settle(await member.redact(room_id, event))
            await self.settle(await member.react(room_id, message.id, emoji))
        else:
            await self.settle(await self._type(member, room_id, message, f"!{number}"))

    async def _placed(self, member: Member, room: str, message: Message, number: int) -> str | None:
        """Return the emoji that the bot put there for a choice: they come a moment after the message."""
        for _ in range(6):
            for who, target, emoji in member.rooms[room].reactions.values():
                if (who, target) == (self.bot.user, message.id) and emoji[0] == str(number):
                    return emoji
            await member.sync(wait=100)
        return None

    async def _type(self, member: Member, room: str, message: Message, text: str) -> str:
        """Type an answer; as a reply where something else with choices was said since, as anybody would."""
        later = [
            m
            for m in member.messages(room, self.bot.user)
            if m.order > message.order and _NUMBERED.search(m.text)
        ]
        if later:
            return await member.reply(room, message.id, text)
        return await member.say(room, text)

    def _choice(self, member: Member, action: str, label: str) -> tuple[str, Message, int]:
        found = []
        for room in member.rooms.values():
            for message in member.messages(room.id, self.bot.user):
                meant = self.record.meant.get(message.id)
                for number, own, words in self._visible(message, meant):
                    if own == action and label in words:
                        found.append((meant.order, room.id, message, number))
        if not found:
            told = [m.text for r in member.rooms for m in member.messages(r, self.bot.user)]
            raise AssertionError(f"{member.user} sees no choice {action!r} {label!r}: {told}")
        _, room_id, message, number = max(found, key=lambda f: f[0])
        return room_id, message, number

    def _visible(self, message: Message, meant: Meant | None) -> list[tuple[int, str, str]]:
        """Return the choices that can be read in a message: number, action, label."""
        if meant is None:
            return []
        shown = {f["label"]: int(f["number"]) for f in _NUMBERED.finditer(message.text)}
        return [(shown[w], action, w) for action, w in meant.choices if w in shown]

    async def vote(self, user: str, *options: int) -> None:
        """Answer the newest native poll; no options take the answer back."""
        polls = {name: m.order for name, m in self.record.meant.items() if m.kind == "poll"}
        poll, member = max(polls, key=lambda name: polls[name]), self.people[user]
        (room,) = [r.id for r in member.rooms.values() if poll in r.messages]
        answer = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            "org.matrix.msc3381.poll.response": {"answers": [str(o + 1) for o in options]},
        }
        await self.settle(await member.send(room, "org.matrix.msc3381.poll.response", answer))

    async def reach(self, user: str, state: str) -> None:
        member = self.people[user]
        if state == "closed":
            for room in self._private_rooms(member):
                await self.settle(await member.leave(room))
        elif state == "open" and not self._private_rooms(member):
            await self.private_room(member)

    async def later(self, span_of_time: str) -> None:
        assert self.spine is not None
        clock = self.spine.clock
        assert isinstance(clock, SteppedClock)
        target = clock.now() + span(span_of_time)
        await self.spine.sweep(target)
        clock.move_to(target)
        await self.settle()

    # What becomes of it ---------------------------------------------------------------------------------------

    async def settle(self, *events: str) -> None:
        """Wait until the bot has done what these events ask of it, and everybody has seen it and come where asked."""
        waiting = list(events)
        if self.spine is not None and isinstance(self.spine.clock, SteppedClock):
            # Nobody acts twice in one instant.
            self.spine.clock.move_to(self.spine.clock.now() + timedelta(seconds=1))
        for _ in range(ROUNDS):
            for event in waiting:
                await self.line.heard(event)
            await asyncio.gather(*(member.sync() for member in self.people.values()))
            waiting = [e for m in self.people.values() for e in await self._accept(m)]
            if not waiting:
                self._look()
                return
        raise AssertionError("it does not come to rest")

    def _look(self) -> None:
        """Let everybody look at what they see now."""
        for name in self.people:
            self.private(name)
        for room in self.rooms:
            self.room(room)

    async def _accept(self, member: Member) -> list[str]:
        """Join the private rooms that the bot asks into."""
        asked = [room for room, by in member.invited.items() if by == self.bot.user]
        return [await member.join(room) for room in asked]

    # What people see ------------------------------------------------------------------------------------------

    def _private_rooms(self, member: Member) -> list[str]:
        known = self.former | set(self.rooms.values())
        return [
            room.id
            for room in member.rooms.values()
            if room.id not in known
            and room.id not in member.left
            and ("m.room.name", "") not in room.state
            and set(room.people("join", "invite")) == {member.user, self.bot.user}
        ]

    def _seen(self, member: Member, room: str) -> list[Seen]:
        shown = []
        for message in member.messages(room, self.bot.user):
            meant = self.record.meant.get(message.id)
            visible = self._visible(message, meant)
            actions, labels = [a for _, a, _ in visible], [w for _, _, w in visible]
            key, order = (meant.key, meant.order) if meant else ("", message.order)
            # A number before a choice is no more part of what is said than a button is.
            said = _NUMBERED.sub("", message.text).strip() if visible else message.text
            # What somebody has seen changes under their eyes when it is revised.
            seen = self._looked_at.setdefault(
                (member.user, message.id), Seen(message.id, key, said)
            )
            seen.key, seen.text, seen.actions, seen.labels = key, said, actions, labels
            seen.revised, seen.order = message.edits, order
            shown.append(seen)
        return shown

    def private(self, user: str) -> list[Seen]:
        member = self.people[user]
        known = self.former | set(self.rooms.values())
        rooms = [r for r in member.rooms if r not in known]
        every = [seen for room in rooms for seen in self._seen(member, room)]
        return sorted(every, key=lambda seen: seen.order)

    def room(self, room: str) -> list[Seen]:
        return self._seen(self.founders[room], self.rooms[room])

    def made(self, title: str) -> str:
        for member in self.people.values():
            for room in member.rooms.values():
                name = room.state.get(("m.room.name", ""), {}).get("content", {}).get("name")
                if name == title:
                    self.rooms[title], self.founders[title] = room.id, member
                    return title
        raise AssertionError(f"nobody is in a room called {title}")

    def answers(self, user: str) -> list[str]:
        """Return what was said privately: on Matrix the answer to a press is a message like any other."""
        return [s.text for s in self.private(user)]

    def _kind(self, event: str) -> str:
        meant = self.record.meant.get(event)
        return meant.kind if meant else ""

    def marks(self, room: str) -> set[str]:
        place = self.founders[room].rooms[self.rooms[room]]
        own = {i for i, event in place.events.items() if event["sender"] == self.bot.user}
        return {
            target
            for who, target, _ in place.reactions.values()
            if who == self.bot.user and target not in own
        }

    def inspect(self) -> None:
        """Fail where something is amiss."""
        if amiss := self.amiss():
            raise AssertionError(f"amiss: {amiss}")

    def amiss(self) -> list[str]:
        """Return everything that must never be, whatever the story: nothing unreadable, nothing private in the open."""
        return [
            f"{name}: {wrong}"
            for name, member in self.people.items()
            for room in member.rooms.values()
            for wrong in [*self._unreadable(room), *self._misplaced(member, room)]
        ]

    def _unreadable(self, room: Room) -> list[str]:
        """What somebody could not decrypt of what the bot said while they were there."""
        found = [e["event_id"] for e in room.unreadable.values() if e["sender"] == self.bot.user]
        return [f"cannot read {event}" for event in found]

    def _misplaced(self, member: Member, room: Room) -> list[str]:
        """What is for one person stands in an encrypted room with that person, and came from a device they trust."""
        wrong = []
        for message in room.messages.values():
            meant = self.record.meant.get(message.id)
            if message.by != self.bot.user or meant is None:
                continue
            is_private = room.id not in {*self.rooms.values(), *self.former}
            if meant.to != (member.user if is_private else None):
                wrong.append(f"{meant.key} is for {meant.to}")
            if message.encrypted != (is_private or room.encrypted):
                wrong.append(f"{meant.key} is encrypted: {message.encrypted}")
            if message.encrypted and not member.trusts(message):
                wrong.append(f"{meant.key} came from a device with trust {message.trust}")
        return wrong


async def listen(platform: Watched, spine: Spine) -> None:
    """Let the bot handle what happens, until the platform is stopped."""
    async for event in platform.events():
        await spine.handle(event)


@asynccontextmanager
async def matrix_stage(
    homeserver: Homeserver,
    folder: Path,
    *,
    encrypted: bool = True,
    room_version: str | None = None,
    seed: str = "7",
    language: str = "en",
) -> AsyncIterator[MatrixStage]:
    """Open a stage: the bot runs in this process, on a database in this folder."""
    async with aiohttp.ClientSession() as session, line_to(homeserver.url) as line:
        stage = MatrixStage(
            homeserver, session, line, encrypted=encrypted, room_version=room_version
        )
        account = Account(
            homeserver=line.url,
            user_id=stage.bot.user,
            password=stage.bot.password,
            store=folder / "matrix",
        )
        platform = Watched(account, stage.record)
        url = f"sqlite+aiosqlite:///{folder / 'village.db'}"
        make_ready(url)
        clock = SteppedClock(START)
        await platform.start()
        async with app.opened(url, [platform], clock, seed=seed, language=language) as (spine, _):
            stage.spine = spine
            listening = asyncio.create_task(listen(platform, spine))
            try:
                yield stage
            finally:
                await stage.close()
                await platform.stop()
                await listening
                await platform.close()
                await platform.close()
        stage.inspect()
