"""The members' clients among themselves: what the journeys rely on, without a bot."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from mautrix.types import TrustState

from tests.matrix.homeserver import Account, Homeserver
from tests.matrix.line import line_to
from tests.matrix.member import Member


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def two(server: Homeserver, session: aiohttp.ClientSession) -> tuple[Member, Member, str]:
    """Two people in an encrypted room."""
    ana, bea = (Member(server.url, server.register_new(name), session) for name in ("ana", "bea"))
    for member in (ana, bea):
        await member.encrypt()
    room = await ana.create(encrypted=True)
    await ana.invite(room, bea.user)
    await bea.join(room)
    await ana.sync()
    await bea.sync()
    return ana, bea, room


async def test_members_read_each_other(
    homeserver: Homeserver, session: aiohttp.ClientSession
) -> None:
    ana, bea, room = await two(homeserver, session)
    said = await ana.say(room, "Could someone lend me a drill?")
    await ana.edit(room, said, "Could someone lend me a ladder?")
    mark = await bea.react(room, said, "👍")
    await ana.sync()
    await bea.sync()
    (heard,) = bea.messages(room)
    assert (heard.text, heard.edits, heard.encrypted) == (
        "Could someone lend me a ladder?",
        1,
        True,
    )
    assert heard.trust == TrustState.CROSS_SIGNED_TOFU
    assert ana.rooms[room].reactions == {mark: (bea.user, said, "👍")}
    await ana.redact(room, said)
    await bea.sync()
    assert list(bea.messages(room)) == []


async def test_a_device_nobody_signed_hears_nothing(
    homeserver: Homeserver, session: aiohttp.ClientSession
) -> None:
    ana, bea, room = await two(homeserver, session)
    stray = Member(homeserver.url, homeserver.login(bea.account), session)
    await stray.encrypt(signed=False)
    await stray.sync()
    await ana.sync()
    await ana.say(room, "Is anybody there?")
    await bea.sync()
    await stray.sync()
    assert [m.text for m in bea.messages(room)] == ["Is anybody there?"]
    assert len(stray.rooms[room].unreadable) == 1


async def test_a_second_device_signed_by_its_owner_hears(
    homeserver: Homeserver, session: aiohttp.ClientSession
) -> None:
    ana, bea, room = await two(homeserver, session)
    phone = Member(homeserver.url, homeserver.login(bea.account), session)
    await phone.encrypt(like=bea)
    await phone.sync()
    await ana.sync()
    await ana.say(room, "Is anybody there?")
    await phone.sync()
    assert [m.text for m in phone.messages(room)] == ["Is anybody there?"]


async def test_the_line_knows_what_was_handled(
    homeserver: Homeserver, session: aiohttp.ClientSession
) -> None:
    async with line_to(homeserver.url) as line:
        ana, bot = (
            Member(url, homeserver.register_new(name), session)
            for url, name in ((homeserver.url, "ana"), (line.url, "bot"))
        )
        room = await ana.create()
        await ana.invite(room, bot.user)
        await bot.join(room)
        await bot.sync()
        said = await ana.say(room, "hello")
        await bot.sync()
        with pytest.raises(AssertionError, match="told of it"):
            await line.heard(said, 0.05)
        await bot.sync()
        await line.heard(said, 0.05)
        assert line.asked["GET sync"] == 3


def test_accounts_are_nobody_elses(homeserver: Homeserver) -> None:
    first, second = homeserver.register_new("ana"), homeserver.register_new("ana")
    assert isinstance(first, Account)
    assert first.user != second.user
