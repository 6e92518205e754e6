"""What goes wrong on Matrix: processes die, servers die, people change devices, rooms move, the bot is thrown out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.matrix_crashes import ProcessStage, process_stage, storm
from tests.journeys.matrix_stage import MatrixStage, matrix_stage
from tests.journeys.stories import (
    a_village,
    an_exchange,
    asked,
    from_a_request_to_karma,
    latest,
)
from tests.matrix.homeserver import Homeserver, running
from tests.matrix.member import Member, Message

MISSED = 200
KILLS = 5


async def two_rounds(stage: ProcessStage | MatrixStage) -> None:
    """A request to its karma, and then two more that overlap."""
    await from_a_request_to_karma(stage)
    await stage.say("bea", "I need a ladder on Saturday morning", room="maple")
    await stage.press("bea", "post.confirm")
    await stage.say("dia", "Can somebody water my plants on Sunday?", room="maple")
    await stage.press("dia", "post.confirm")
    helper = asked(stage, "ana", "cem")[0]
    await stage.press(helper, "match.yes")
    await stage.say("ana", "what a lovely morning", room="maple")
    await stage.say("cem", "/mine")


@pytest.mark.slow
async def test_killed_again_and_again_in_a_story(homeserver: Homeserver, tmp_path: Path) -> None:
    """Nothing is lost and nothing doubled: everybody was told the same, in the same order."""
    async with process_stage(homeserver, tmp_path / "calm") as stage:
        await two_rounds(stage)
        undisturbed = stage.told()
        assert stage.process.stop() == 0
    async with process_stage(homeserver, tmp_path / "storm") as stage:
        kills = asyncio.create_task(storm(stage, KILLS))
        try:
            await two_rounds(stage)
            await kills
        finally:
            kills.cancel()
            await asyncio.gather(kills, return_exceptions=True)
        await stage.settle()
        assert stage.told() == undisturbed
        assert stage.process.deaths == KILLS


@pytest.mark.slow
async def test_killed_between_saying_and_knowing(homeserver: Homeserver, tmp_path: Path) -> None:
    """The server has taken a message, and the bot dies before it learns so: the message stays one."""
    async with process_stage(homeserver, tmp_path / "bot") as stage:
        stage.line.meddle = stage.dying_after_every(5, 4)
        await a_village(stage, "ana", "bea", "cem", "dia")
        helper = await an_exchange(stage)
        await stage.press(helper, "exchange.done")
        await stage.press("ana", "exchange.done")
        assert stage.process.deaths == 4
        assert {helper, "ana"} == {
            p for p in stage.people if any(s.key == "exchange-done" for s in stage.private(p))
        }
        assert stage.doubled() == []


@pytest.fixture(scope="module")
def server_as_it_comes() -> Iterator[Homeserver]:
    """A homeserver that may be killed, and that keeps what it told a client as long as it does by default."""
    with running(caches=None) as server:
        yield server


@pytest.mark.slow
async def test_the_homeserver_is_killed_in_a_story(
    server_as_it_comes: Homeserver, tmp_path: Path
) -> None:
    async with process_stage(server_as_it_comes, tmp_path / "bot") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        stage.outage_every = 3
        helper = await an_exchange(stage)
        await stage.press(helper, "exchange.done")
        await stage.press("ana", "exchange.done")
        await stage.press("ana", "exchange.thank")
        assert "drill" in latest(stage, helper, "exchange-thanks").text
        assert stage.marks("maple") == set()
        assert stage.outages >= 2
        assert stage.doubled() == []


@pytest.mark.slow
async def test_nothing_missed_is_lost(homeserver: Homeserver, tmp_path: Path) -> None:
    """While the bot is away, 200 encrypted messages come, three of them requests."""
    async with process_stage(homeserver, tmp_path / "bot") as stage:
        await a_village(stage, "ana", "bea", "cem")
        stage.process.kill()
        room, requests = stage.rooms["maple"], {}
        wishes = {5: ("ana", "drill"), 100: ("bea", "ladder"), 195: ("cem", "saw")}
        for number in range(MISSED):
            who, thing = wishes.get(number, ("bea", ""))
            text = f"Could someone lend me a {thing}?" if thing else f"such weather, {number}"
            said = await stage.people[who].say(room, text)
            if thing:
                requests[who] = (said, thing)
            if number % 50 == 0:
                for member in stage.people.values():
                    await member.sync()
        stage.process.start()
        await stage.settle()
        assert stage.marks("maple") == {said for said, _ in requests.values()}
        for who, (_, thing) in requests.items():
            (heard,) = [s for s in stage.private(who) if s.key == "post-confirm-request"]
            assert thing in heard.text


@pytest.mark.slow
async def test_started_again_on_a_server_as_it_comes(
    server_as_it_comes: Homeserver, tmp_path: Path
) -> None:
    """By default Synapse tells a client that starts again what it told it before: nothing may be done twice."""
    async with process_stage(server_as_it_comes, tmp_path / "bot") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        await stage.say("ana", "Could someone lend me a drill on Saturday?", room="maple")
        stage.process.kill()
        stage.process.start()
        await stage.press("ana", "post.confirm")
        stage.process.kill()
        stage.process.start()
        await stage.settle()
        assert asked(stage, "bea", "cem", "dia") == ["bea", "cem", "dia"]
        assert stage.doubled() == []


async def test_a_member_gets_a_new_device(homeserver: Homeserver, tmp_path: Path) -> None:
    """From then on what the bot says can be read there, and what is said there is heard."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        old = stage.people["bea"]
        account = homeserver.login(old.account)
        phone = Member(homeserver.url, account, stage.session)
        await phone.encrypt(like=old)
        stage.people["bea"] = phone
        await stage.settle()
        await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
        await stage.press("ana", "post.confirm")
        assert "ladder" in latest(stage, "bea", "match-ask").text
        await stage.press("bea", "match.yes")
        await stage.press("ana", "match.accept")
        assert latest(stage, "bea", "exchange-open-helper")
        await old.sync()
        assert {m.text for m in from_the_bot(phone, stage)} <= {
            m.text for m in from_the_bot(old, stage)
        }


def from_the_bot(member: Member, stage: MatrixStage) -> list[Message]:
    """Return what the bot said that a device can read."""
    return [m for room in member.rooms for m in member.messages(room, stage.bot.user)]


async def test_thrown_out_and_invited_again(homeserver: Homeserver, tmp_path: Path) -> None:
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        founder, room = stage.founders["maple"], stage.rooms["maple"]
        await founder.kick(room, stage.bot.user)
        await stage.settle(await founder.event_of(room, "m.room.member", stage.bot.user))
        await founder.say(room, "Could someone lend me a drill?")
        await stage.settle()
        assert not [s for s in stage.private("ana") if s.key == "post-confirm-request"]
        await stage.invite_bot("maple")
        for person in ("ana", "bea"):
            await stage.press(person, "member.in")
        await stage.say("ana", "Could someone lend me a ladder?", room="maple")
        assert "ladder" in latest(stage, "ana", "post-confirm-request").text
        await stage.press("ana", "post.confirm")
        assert asked(stage, "bea") == ["bea"]


@pytest.mark.parametrize("invited", [False, True], ids=["follows", "is invited"])
async def test_the_room_is_upgraded_in_a_story(
    invited: bool, homeserver: Homeserver, tmp_path: Path
) -> None:
    """The village goes on where the room goes on: who is in stays in, and what is open stays open."""
    async with matrix_stage(homeserver, tmp_path, room_version="11") as stage:
        await a_village(stage, "ana", "bea", "cem")
        await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.upgrade("maple", "12", invites_bot=invited)
        assert stage.founders["maple"].rooms[stage.rooms["maple"]].encrypted
        await stage.press("bea", "match.yes")
        await stage.press("ana", "match.accept")
        assert latest(stage, "bea", "exchange-open-helper")
        message = await stage.say("cem", "Could someone lend me a saw?", room="maple")
        assert stage.marks("maple") == {message}
        assert "saw" in latest(stage, "cem", "post-confirm-request").text
        assert {s.key for s in stage.room("maple")} & {
            "community-arrival",
            "community-greeting",
        } == set()
