"""Rooms that the bot makes on Matrix: once, as secret as the others, not its own to keep, and shown in a space."""

import asyncio
from typing import Any

import pytest

from bot.platforms.matrix import Matrix
from core.events import BotAdded, MessagePosted, ReachabilityChanged
from core.ports import Outgoing, Trouble, Undeliverable
from tests.matrix import homeserver as matrix
from tests.platforms.test_matrix_live import Place, here

__all__ = ["here"]


def own(here: Place, name: str) -> str:
    """Return a name that nobody else's test has on this server."""
    return f"{name}{here.bot.account.user_id.partition(':')[0][-8:]}"


def to_make(here: Place, kind: str = "make_room", **changes: Any) -> Outgoing:
    once, village = own(here, "letter"), own(here, "village")
    wish = {"once": once, "village": village, "name": "Tools", "keepers": (here.ana.user,)}
    return Outgoing(**{"id": "l1", "kind": kind, "rooms": (here.room,), **wish, **changes})


async def state(here: Place, room: str, kind: str, key: str = "") -> dict[str, Any]:
    return await here.ana.ask("GET", f"/rooms/{room}/state/{kind}/{key}")


async def made(here: Place, item: Outgoing) -> str:
    return await here.bot.says(**{n: getattr(item, n) for n in Outgoing.__slots__})


@pytest.mark.parametrize("encrypted", [True, False])
async def test_a_room_is_made_once_and_its_people_stand_above_the_bot(
    here: Place, encrypted: bool
) -> None:
    await here.enter(encrypted=encrypted)
    bot, ana = here.bot, here.ana
    room = await made(here, to_make(here))
    assert await made(here, to_make(here)) == room
    await bot.again()
    assert await made(here, to_make(here)) == room
    await bot.says(id="a1", kind="admit", room=room, user=ana.user)
    await ana.sync()
    assert ana.invited[room] == bot.account.user_id
    await ana.join(room)
    await ana.sync()
    assert ana.rooms[room].encrypted is encrypted
    said = await bot.says(id="t1", kind="text", room=room, text="Welcome")
    await ana.say(room, "thank you")
    await bot.hears(MessagePosted, lambda e: e.room == room)
    await ana.sync()
    assert ana.rooms[room].messages[said].text == "Welcome"
    levels = (await state(here, room, "m.room.power_levels"))["users"]
    assert (levels[ana.user], levels[bot.account.user_id]) == (100, 50)
    await ana.kick(room, bot.account.user_id)
    assert [e.room for e in bot.heard if isinstance(e, BotAdded)] == [here.room]
    assert not [e for e in bot.heard if isinstance(e, ReachabilityChanged)]


async def test_a_space_shows_the_rooms_and_lets_in_who_is_in_one(here: Place) -> None:
    await here.enter(encrypted=False)
    space = {"id": "s1", "once": own(here, "village"), "name": "Maple Street"}
    address = await made(here, to_make(here, "make_space", **space))
    assert await made(here, to_make(here, "make_space", **space)) == address
    tools = await made(here, to_make(here))
    ana, eve = here.ana, await here.person("eve", encrypted=False)
    room = str((await ana.ask("POST", f"/join/{address.replace('#', '%23')}", {}))["room_id"])
    for child in (here.room, tools):
        assert (await state(here, room, "m.space.child", child))["via"] == [matrix.SERVER]
    doors = (await state(here, room, "m.room.join_rules"))["allow"]
    assert {door["room_id"] for door in doors} == {here.room, tools}
    assert (await state(here, room, "m.room.create"))["type"] == "m.space"
    with pytest.raises(Exception, match="M_FORBIDDEN"):
        await eve.ask("POST", f"/join/{room}", {})
    await ana.say(here.room, "the end")
    await here.bot.hears(MessagePosted)
    assert [e.room for e in here.bot.heard if isinstance(e, BotAdded)] == [here.room]


async def test_an_address_that_somebody_else_took_makes_no_room(here: Place) -> None:
    """Nobody can let a village's room be theirs, by guessing what it will be called."""
    await here.enter(encrypted=False)
    await here.ana.ask("POST", "/createRoom", {"room_alias_name": f"karmyq-{own(here, 'letter')}"})
    said = await here.bot.platform.deliver(to_make(here))
    assert said == Undeliverable(Trouble.UNCERTAIN)


async def test_somebody_elses_space_becomes_no_village(here: Place) -> None:
    content = {"type": "m.space"}
    space = await here.ana.create(name="All of us", creation_content=content)
    await here.ana.invite(space, here.bot.account.user_id)
    await here.enter(encrypted=False)
    assert [e.room for e in here.bot.heard if isinstance(e, BotAdded)] == [here.room]


async def test_a_bot_that_forgot_everything_finds_rooms_and_no_spaces(here: Place) -> None:
    """Its database is gone, its account is not: a room it made itself was brought by who may decide there."""
    await here.enter(encrypted=False)
    room = await made(here, to_make(here))
    await made(here, to_make(here, "make_space", id="s1", once=own(here, "village")))
    await here.bot.stop()
    here.bot.platform, here.bot.position = Matrix(here.bot.account), None
    here.bot.heard.clear()
    await here.bot.start()
    async with asyncio.timeout(60):
        for expected in (here.room, room):
            added = await here.bot.hears(BotAdded, lambda e, at=expected: e.room == at)
            assert added.by.handle == here.ana.user
    assert {e.room for e in here.bot.heard if isinstance(e, BotAdded)} == {here.room, room}


if matrix.MISSING:
    pytestmark = pytest.mark.skip(reason="Synapse is not installed")
