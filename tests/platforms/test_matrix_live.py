"""The Matrix platform against a real homeserver, with people on another client: what is heard, what is said."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest

from bot.platforms.matrix import Account, Matrix
from core.events import (
    BallotCast,
    BotAdded,
    BotRemoved,
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
    RoomMoved,
)
from core.ports import Button, Delivered, Outgoing, Trouble, Undeliverable
from tests.matrix import homeserver as matrix
from tests.matrix.homeserver import Homeserver
from tests.matrix.member import Member

E = TypeVar("E", bound=Event)
SECONDS = 60.0
BUTTONS = (Button("one", "match.yes", "Yes"), Button("two", "match.no", "No"))
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass
class Bot:
    """The platform, and what it has heard."""

    account: Account
    platform: Matrix
    heard: list[Event] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    position: str | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        await self.platform.start(self.position)
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for event in self.platform.events():
            self.heard.append(event)
            self.position = event.position or self.position
            self.changed.set()

    async def stop(self) -> None:
        await self.platform.stop()
        if self.task is not None:
            await self.task
        await self.platform.close()

    async def again(self) -> None:
        """Stop, and come back as a new process would."""
        await self.stop()
        self.platform = Matrix(self.account)
        await self.start()

    async def hears(self, kind: type[E], that: Callable[[E], bool] = lambda _: True) -> E:
        """Wait for an event."""
        async with asyncio.timeout(SECONDS):
            while True:
                self.changed.clear()
                for event in self.heard:
                    if isinstance(event, kind) and that(event):
                        return event
                await self.changed.wait()

    async def says(self, **item: object) -> str:
        said = await self.platform.deliver(Outgoing(**item))  # type: ignore[arg-type]
        assert isinstance(said, Delivered), said
        return said.reference


@dataclass
class Place:
    """A homeserver with the bot and ana, who shares a room with it."""

    server: Homeserver
    http: aiohttp.ClientSession
    bot: Bot
    ana: Member
    room: str = ""

    async def person(self, name: str, *, encrypted: bool = True) -> Member:
        account = self.server.register_new(name, name.title())
        member = Member(self.server.url, account, self.http)
        if encrypted:
            await member.encrypt()
        return member

    async def enter(self, *, encrypted: bool, **wish: object) -> None:
        self.room = await self.ana.create(name="Maple", encrypted=encrypted, **wish)
        await self.ana.invite(self.room, self.bot.account.user_id)
        await self.bot.hears(BotAdded, lambda e: e.room == self.room)
        await self.ana.sync()


@asynccontextmanager
async def place(server: Homeserver, folder: Path) -> AsyncIterator[Place]:
    async with aiohttp.ClientSession() as http:
        made = server.register_new("karmyq", "Karmyq")
        account = Account(
            homeserver=server.url,
            user_id=made.user,
            password=made.password,
            store=folder / "store",
        )
        bot = Bot(account, Matrix(account))
        await bot.start()
        here = Place(server, http, bot, None)  # type: ignore[arg-type]
        here.ana = await here.person("ana")
        try:
            yield here
        finally:
            await bot.stop()


@pytest.fixture
async def here(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(homeserver, tmp_path) as it:
        yield it


@pytest.mark.parametrize("encrypted", [True, False])
async def test_what_is_said_edited_and_taken_back_is_heard(here: Place, encrypted: bool) -> None:
    await here.enter(encrypted=encrypted)
    bot, ana = here.bot, here.ana
    message = await ana.say(here.room, "I need a drill")
    posted = await bot.hears(MessagePosted)
    assert (posted.text, posted.message, posted.room) == ("I need a drill", message, here.room)
    assert (posted.by.handle, posted.by.name) == (ana.user, "Ana")
    await ana.edit(here.room, message, "I need a saw")
    edited = await bot.hears(MessageEdited)
    assert (edited.message, edited.text) == (message, "I need a saw")
    await ana.redact(here.room, message)
    assert (await bot.hears(MessageRemoved)).message == message
    command = await ana.say(here.room, "!karma now")
    given = await bot.hears(CommandGiven)
    assert (given.name, given.rest, given.message) == ("karma", "now", command)


async def test_what_bots_say_and_what_stood_there_before_is_not_heard(here: Place) -> None:
    here.room = await here.ana.create(name="Maple")
    await here.ana.say(here.room, "long ago")
    await here.ana.invite(here.room, here.bot.account.user_id)
    added = await here.bot.hears(BotAdded)
    assert (added.title, added.by.handle) == ("Maple", here.ana.user)
    await here.ana.say(here.room, "a bot", msgtype="m.notice")
    await here.ana.say(here.room, "a person")
    await here.bot.hears(MessagePosted)
    assert [e.text for e in here.bot.heard if isinstance(e, MessagePosted)] == ["a person"]


@pytest.mark.parametrize("encrypted", [True, False])
async def test_one_item_is_one_event_however_often_it_is_said(here: Place, encrypted: bool) -> None:
    await here.enter(encrypted=encrypted)
    item = {"id": "letter1", "kind": "text", "room": here.room, "text": "Hello"}
    first = await here.bot.says(**item)
    assert await here.bot.says(**item) == first
    await here.bot.again()
    assert await here.bot.says(**item) == first
    await here.ana.sync()
    said = list(here.ana.messages(here.room, here.bot.account.user_id))
    assert [(m.text, m.encrypted, m.kind) for m in said] == [("Hello", encrypted, "m.room.message")]
    assert said[0].content["msgtype"] == "m.notice"
    assert said[0].content["m.mentions"] == {}


@pytest.mark.parametrize("encrypted", [True, False])
async def test_choices_by_reaction_and_by_word_also_after_a_restart(
    here: Place, encrypted: bool
) -> None:
    await here.enter(encrypted=encrypted)
    bot, ana = here.bot, here.ana
    card = await bot.says(id="c1", kind="text", room=here.room, text="In?", buttons=BUTTONS)
    await ana.react(here.room, card, "2️⃣")
    picked = await bot.hears(ChoicePicked)
    assert (picked.message, picked.choice, picked.by.handle) == (card, "#2", ana.user)
    await ana.react(here.room, card, "👍")
    await bot.again()
    bot.heard.clear()
    await ana.say(here.room, "!1")
    typed = await bot.hears(ChoicePicked)
    assert (typed.message, typed.choice) == (card, "#1")
    await ana.react(here.room, card, "1\u20e3")
    await bot.hears(ChoicePicked, lambda e: e.key != typed.key)
    friend = await ana.say(here.room, "two")
    await ana.react(here.room, friend, "2️⃣")
    await ana.say(here.room, "!9")
    await ana.say(here.room, "the end")
    await bot.hears(MessagePosted, lambda e: e.text == "the end")
    assert len([e for e in bot.heard if isinstance(e, ChoicePicked)]) == 2


async def test_a_reaction_is_placed_for_each_choice_and_goes_with_them(here: Place) -> None:
    await here.enter(encrypted=False)
    card = await here.bot.says(id="c1", kind="text", room=here.room, text="In?", buttons=BUTTONS)
    room = here.ana.rooms[here.room]
    await _until(here.ana, lambda: len(room.reactions) == 2)
    assert {(to, emoji) for _, to, emoji in room.reactions.values()} == {(card, "1️⃣"), (card, "2️⃣")}
    await here.bot.says(id="c2", kind="revise", room=here.room, target=card, text="Settled")
    await _until(here.ana, lambda: not room.reactions)
    assert room.messages[card].text == "Settled"


async def _until(member: Member, that: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        await member.sync()
        while not that():
            await member.sync(wait=200)


async def test_a_mark_is_taken_back_also_by_a_later_run(here: Place) -> None:
    await here.enter(encrypted=True)
    message = await here.ana.say(here.room, "I need a drill")
    mark = {"room": here.room, "target": message, "meaning": "heard"}
    await here.bot.says(id="m1", kind="mark", **mark)
    await here.bot.says(id="m1b", kind="mark", **mark)
    room = here.ana.rooms[here.room]
    await _until(here.ana, lambda: len(room.reactions) == 1)
    await here.bot.again()
    await here.bot.says(id="m2", kind="unmark", **mark)
    await _until(here.ana, lambda: not room.reactions)


async def test_a_private_room_is_opened_once_waits_and_is_encrypted(here: Place) -> None:
    bot, ana = here.bot, here.ana
    item = Outgoing(id="w1", kind="text", user=ana.user, text="Can you?", buttons=BUTTONS)
    assert await bot.platform.deliver(item) == Undeliverable(Trouble.NOT_STARTED)
    await bot.again()
    assert await bot.platform.deliver(item) == Undeliverable(Trouble.NOT_STARTED)
    await _until(ana, lambda: len(ana.invited) == 1)
    room = next(iter(ana.invited))
    await ana.join(room)
    reached = await bot.hears(ReachabilityChanged)
    assert (reached.who.handle, reached.state) == (ana.user, "open")
    said = await bot.platform.deliver(item)
    assert isinstance(said, Delivered)
    await ana.sync()
    message = ana.rooms[room].messages[said.reference]
    assert message.encrypted
    assert message.content["m.mentions"] == {"user_ids": [ana.user]}
    await ana.say(room, "2")
    picked = await bot.hears(ChoicePicked)
    assert (picked.message, picked.choice, picked.words) == ("", "#2", "2")
    await ana.react(room, said.reference, "1️⃣")
    await ana.say(room, "hello")
    posted = await bot.hears(MessagePosted)
    assert (posted.room, posted.text) == (None, "hello")
    assert len([e for e in bot.heard if isinstance(e, ChoicePicked)]) == 1
    await ana.leave(room)
    await bot.hears(ReachabilityChanged, lambda e: e.state == "closed")
    assert await bot.platform.deliver(item) == Undeliverable(Trouble.BLOCKED)


async def test_a_room_of_three_is_no_private_room(here: Place) -> None:
    bot, ana = here.bot, here.ana
    room = await ana.create(encrypted=True, is_direct=True, invite=[bot.account.user_id])
    await bot.hears(ReachabilityChanged)
    await ana.sync()
    secret = Outgoing(id="w1", kind="text", user=ana.user, text="Only for you")
    assert isinstance(await bot.platform.deliver(secret), Delivered)
    bea = await here.person("bea")
    await ana.invite(room, bea.user)
    await bea.join(room)
    await bea.say(room, "what is this?")
    await ana.say(room, "!help")
    here.room = ""
    await here.enter(encrypted=False)
    later = Outgoing(id="w2", kind="text", user=ana.user, text="Still only for you")
    assert await bot.platform.deliver(later) == Undeliverable(Trouble.NOT_STARTED)
    assert not [e for e in bot.heard if isinstance(e, MessagePosted | CommandGiven)]


async def test_who_comes_goes_and_knocks(here: Place) -> None:
    await here.enter(encrypted=False, initial_state=[_knocking()])
    bea, cem = await here.person("bea"), await here.person("cem")
    await here.ana.invite(here.room, bea.user)
    await bea.join(here.room)
    assert (await here.bot.hears(MemberArrived)).who.handle == bea.user
    await bea.leave(here.room)
    assert (await here.bot.hears(MemberLeft)).who.handle == bea.user
    await cem.ask("POST", f"/knock/{here.room}", {})
    knock = await here.bot.hears(JoinRequested)
    assert (knock.who.handle, knock.room) == (cem.user, here.room)
    await here.bot.says(id="a1", kind="admit", room=here.room, user=cem.user)
    await _until(cem, lambda: here.room in cem.invited)
    await here.ana.ask("PUT", _levels(here.room), _moderating(here))
    await bea.ask("POST", f"/knock/{here.room}", {})
    await here.bot.hears(JoinRequested, lambda e: e.who.handle == bea.user)
    await here.bot.says(id="a2", kind="turn_away", room=here.room, user=bea.user)
    now = await here.ana.ask("GET", f"/rooms/{here.room}/state/m.room.member/{bea.user}")
    assert now["membership"] == "leave"


def _levels(room: str) -> str:
    return f"/rooms/{room}/state/m.room.power_levels/"


def _moderating(here: Place) -> dict[str, object]:
    return {"users": {here.bot.account.user_id: 50}}


def _knocking() -> dict[str, object]:
    return {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "knock"}}


@pytest.mark.parametrize("how", ["kick", "ban"])
async def test_removed_from_a_room(here: Place, how: str) -> None:
    await here.enter(encrypted=how == "kick")
    who = {"user_id": here.bot.account.user_id}
    await here.ana.ask("POST", f"/rooms/{here.room}/{how}", who)
    assert (await here.bot.hears(BotRemoved)).room == here.room
    item = Outgoing(id="t1", kind="text", room=here.room, text="Hello?")
    assert await here.bot.platform.deliver(item) == Undeliverable(Trouble.FORBIDDEN)


@pytest.mark.parametrize("version", ["11", "12"])
async def test_an_upgraded_room_is_followed(here: Place, version: str) -> None:
    await here.enter(encrypted=True, room_version="10", preset="public_chat")
    done = await here.ana.ask("POST", f"/rooms/{here.room}/upgrade", {"new_version": version})
    moved = await here.bot.hears(RoomMoved)
    assert (moved.room, moved.to) == (here.room, done["replacement_room"])


async def test_a_room_that_only_claims_to_continue_another_is_a_new_one(here: Place) -> None:
    await here.enter(encrypted=False)
    content = {"predecessor": {"room_id": here.room, "event_id": "$any"}}
    thief = await here.person("eve")
    room = await thief.create(name="Maple", creation_content=content)
    await thief.invite(room, here.bot.account.user_id)
    await here.bot.hears(BotAdded, lambda e: e.room == room)
    assert not [e for e in here.bot.heard if isinstance(e, RoomMoved)]


@pytest.mark.parametrize("encrypted", [True, False])
async def test_a_poll_is_answered_taken_back_and_recounted(here: Place, encrypted: bool) -> None:
    await here.enter(encrypted=encrypted)
    bot, ana = here.bot, here.ana
    poll = await bot.says(
        id="p1", kind="poll", room=here.room, text="When?", options=("Saturday", "Sunday")
    )
    await ana.sync()
    start = ana.rooms[here.room].events[poll]
    assert start["type"] == "org.matrix.msc3381.poll.start"
    first = await ana.send(here.room, "org.matrix.msc3381.poll.response", _answer(poll, "2"))
    cast = await bot.hears(BallotCast)
    assert (cast.key, cast.poll, cast.by.handle, cast.options) == (first, poll, ana.user, (1,))
    await bot.again()
    await ana.redact(here.room, first)
    await bot.hears(BallotCast, lambda e: e.options == ())
    last = await ana.send(here.room, "org.matrix.msc3381.poll.response", _answer(poll, "1"))
    await bot.hears(BallotCast, lambda e: e.key == last)
    bot.heard.clear()
    await bot.says(id="p2", kind="close_poll", room=here.room, target=poll)
    again = await bot.hears(BallotCast)
    assert (again.key, again.options) == (last, (0,))
    await ana.sync()
    kinds = [e["type"] for e in ana.rooms[here.room].events.values()]
    assert "org.matrix.msc3381.poll.end" in kinds


def _answer(poll: str, *answers: str) -> dict[str, object]:
    relation = {"rel_type": "m.reference", "event_id": poll}
    return {
        "m.relates_to": relation,
        "org.matrix.msc3381.poll.response": {"answers": list(answers)},
    }


@pytest.mark.parametrize("encrypted", [True, False])
async def test_pictures_and_files_are_encrypted_where_words_are(
    here: Place, encrypted: bool
) -> None:
    await here.enter(encrypted=encrypted)
    picture = {"text": "Your path", "content": PNG, "room": here.room}
    event = await here.bot.says(id="f1", kind="picture", **picture)
    await here.ana.sync()
    content = here.ana.rooms[here.room].messages[event].content
    assert (content["msgtype"], content["body"]) == ("m.image", "Your path")
    assert ("file" in content, "url" in content) == (encrypted, not encrypted)
    url = (content.get("file") or content)["url"].removeprefix("mxc://")
    got = f"{here.server.url}/_matrix/client/v1/media/download/{url}"
    headers = {"Authorization": f"Bearer {here.ana.account.token}"}
    async with here.http.get(got, headers=headers) as answer:
        raw = await answer.read()
    assert (raw == PNG) is not encrypted


async def test_an_answer_stays_in_the_thread_that_asked(here: Place) -> None:
    await here.enter(encrypted=True)
    root = await here.ana.say(here.room, "Tools")
    thread = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
    asked = await here.ana.say(here.room, "I need a drill", **{"m.relates_to": thread})
    await here.bot.hears(MessagePosted, lambda e: e.message == asked)
    said = await here.bot.says(id="t1", kind="text", room=here.room, text="Hm", reply_to=asked)
    await here.ana.sync()
    relation = here.ana.rooms[here.room].messages[said].content["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root)


async def test_invitations_from_elsewhere_are_declined(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with place(homeserver, tmp_path) as here:
        await here.bot.stop()
        strict = Account(
            homeserver=here.server.url,
            user_id=here.bot.account.user_id,
            password=here.bot.account.password,
            store=here.bot.account.store,
            invites=("elsewhere.test",),
        )
        here.bot = Bot(strict, Matrix(strict), position=here.bot.position)
        await here.bot.start()
        room = await here.ana.create(name="Spam")
        await here.ana.invite(room, strict.user_id)
        there = here.ana.rooms[room]
        await _until(here.ana, lambda: strict.user_id in there.people("leave"))
        await here.bot.stop()
        assert not here.bot.heard


if matrix.MISSING:
    pytestmark = pytest.mark.skip(reason="Synapse is not installed")
