"""Updates are confirmed when they were handled, and not before; what the line and other programs do is survived."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.platforms.telegram import Telegram, TokenRefused, Webhook, platform, receiving
from core.events import BotAdded, CannotRead, CommandGiven, Event, RoomMoved
from core.ports import Outgoing
from tests.telegram.people import ANONYMOUS_ADMIN, People
from tests.telegram.refusals import Refused, too_many
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, BotApi
from tests.telegram.world import User

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")
SECRET = "a-secret_of-ours"  # noqa: S105 - of this test


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    made = BotApi()
    await made.start()
    yield made
    await made.stop()
    assert not made.wrong


@pytest.fixture
def people(api: BotApi) -> People:
    return People(api)


@pytest.fixture
def ana(api: BotApi) -> User:
    return api.world.new_user("Ana", "ana")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait only moments where a real bot waits seconds."""
    monkeypatch.setattr(receiving, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(receiving, "CONFLICT_PAUSE_SECONDS", 0.01)


@contextlib.asynccontextmanager
async def listening(telegram: Telegram) -> AsyncIterator[list[Event]]:
    """Start a bot and take its events until the end, as the program does."""
    heard: list[Event] = []

    async def listen() -> None:
        async for event in telegram.events():
            heard.append(event)  # noqa: PERF401 - one by one, as they come

    await telegram.start()
    ear = asyncio.create_task(listen())
    try:
        yield heard
    finally:
        await telegram.stop()
        await asyncio.wait_for(ear, 10)
        await telegram.close()


async def until(true: Callable[[], object], seconds: float = 8) -> None:
    """Wait until something holds; not longer than this."""
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never held")


async def test_updates_are_heard_in_order_and_confirmed(
    api: BotApi, people: People, ana: User
) -> None:
    for number in range(150):
        people.say(ana, f"message {number}")
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        await until(lambda: len(heard) == 150 and not api.updates.waiting)
    assert [e.text for e in heard] == [f"message {n}" for n in range(150)]  # type: ignore[attr-defined]


async def test_what_was_not_handled_to_its_end_is_told_again(
    api: BotApi, people: People, ana: User
) -> None:
    for words in ("one", "two", "three"):
        people.say(ana, words)
    first = Telegram(TOKEN, base_url=api.base_url)
    await first.start()
    events = aiter(first.events())
    seen = [await anext(events), await anext(events)]
    await first.close()  # as if killed while "two" is being handled
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        await until(lambda: len(heard) == 3)
    assert [e.key for e in heard[:2]] == [e.key for e in seen]


async def test_a_graceful_end_confirms_what_was_handled(
    api: BotApi, people: People, ana: User
) -> None:
    people.say(ana, "one")
    telegram = Telegram(TOKEN, base_url=api.base_url)
    await telegram.start()
    events = aiter(telegram.events())
    await anext(events)
    people.say(ana, "two")
    await telegram.stop()
    assert [e async for e in events] == []
    assert [u["message"]["text"] for u in api.updates.waiting] == ["two"]
    await telegram.close()


async def test_an_update_that_cannot_be_read_hides_no_other(
    api: BotApi, people: People, ana: User
) -> None:
    api.updates.put("message", {"message_id": "nonsense", "chat": 5})
    people.say(ana, "hello")
    with capture_logs() as logs:
        async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
            await until(lambda: heard and not api.updates.waiting)
    assert [entry["event"] for entry in logs] == ["an update could not be read"]
    assert "nonsense" not in str(logs)


@pytest.mark.parametrize(
    "how",
    [
        {"answer": Refused(500, "Internal Server Error")},
        {"answer": too_many(0)},
        {"answer": Refused(409, "Conflict: terminated by other getUpdates request")},
        {"cut": True},
    ],
)
async def test_listening_goes_on_after(
    api: BotApi, people: People, ana: User, how: dict[str, Any]
) -> None:
    trouble = api.trouble("getUpdates", times=3, **how)
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        people.say(ana, "hello")
        await until(lambda: heard)
    assert len(trouble.met) == 3


async def test_another_program_with_the_same_token_is_named_in_the_log(
    api: BotApi, people: People, ana: User
) -> None:
    api.trouble("getUpdates", answer=Refused(409, "Conflict: terminated"))
    with capture_logs() as logs:
        async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
            people.say(ana, "hello")
            await until(lambda: heard)
    assert "only one can" in logs[0]["event"]


async def test_a_token_that_is_taken_back_ends_it(api: BotApi) -> None:
    telegram = Telegram(TOKEN, base_url=api.base_url)
    await telegram.start()
    api.trouble("getUpdates", answer=Refused(401, "Unauthorized"))
    with pytest.raises(TokenRefused):
        await anext(aiter(telegram.events()))
    await telegram.close()


async def test_no_error_and_no_log_carries_the_token(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "123456789:" + "S3CRET" * 6
    told: list[str] = []
    with capture_logs() as logs:
        for base in (api.base_url, "http://127.0.0.1:9/bot", "http://127.0.0.1:x/bot"):
            refused = Telegram(wrong, base_url=base)
            with pytest.raises(Exception) as failed:  # noqa: PT011 - whatever it is, it must be silent about this
                await refused.start()
            error: BaseException | None = failed.value
            while error is not None:
                told.append(f"{error!r} {error}")
                error = error.__cause__
            await refused.deliver(Outgoing(id="b", kind="text", user="5", text="hello"))
            await refused.close()
        for how in ({"cut": True}, {"answer": Refused(500, "x")}, {"answer": Refused(404, "x")}):
            api.trouble("sendMessage", **how)  # type: ignore[arg-type]
            fine = Telegram(TOKEN, base_url=api.base_url)
            await fine.start()
            await fine.deliver(Outgoing(id="b", kind="text", user="5", text="private words"))
            await fine.close()
    ours = [
        r.getMessage() for r in caplog.records if r.name != "aiohttp.access"
    ]  # the server's own
    everything = " ".join([*told, str(logs), *ours])
    assert "S3CRET" not in everything
    assert TOKEN.partition(":")[2] not in everything
    assert "private words" not in everything


# --- pushed instead of asked for ---


def webhook() -> Webhook:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    return Webhook(url=f"http://127.0.0.1:{port}/telegram", secret=SECRET, port=port)


async def test_pushed_updates_are_heard_in_order(api: BotApi, people: People, ana: User) -> None:
    for number in range(20):
        people.say(ana, f"message {number}")
    way = webhook()
    async with listening(Telegram(TOKEN, base_url=api.base_url, webhook=way)) as heard:
        await until(lambda: len(heard) == 20 and not api.updates.waiting)
    assert [e.text for e in heard] == [f"message {n}" for n in range(20)]  # type: ignore[attr-defined]
    asked = api.sent("setWebhook")[0].params
    assert (asked["secret_token"], asked["max_connections"]) == (SECRET, 1)
    assert "chat_member" in asked["allowed_updates"]


async def test_a_pushed_update_is_confirmed_when_it_was_handled(
    api: BotApi, people: People, ana: User
) -> None:
    telegram = Telegram(TOKEN, base_url=api.base_url, webhook=webhook())
    await telegram.start()
    people.say(ana, "one")
    people.say(ana, "two")
    events = aiter(telegram.events())
    await anext(events)
    await asyncio.sleep(0.05)
    assert len(api.updates.waiting) == 2  # "one" is still being handled
    await anext(events)
    assert len(api.updates.waiting) == 1
    await telegram.stop()
    assert [e async for e in events] == []
    await telegram.close()
    again = Telegram(TOKEN, base_url=api.base_url)
    async with listening(again) as heard:
        await asyncio.sleep(0.05)
    assert [e.text for e in heard] in ([], ["two"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, "{}", 403),
        ({receiving.SECRET: "guess"}, "{}", 403),
        ({receiving.SECRET: SECRET}, "no json", 400),
        ({receiving.SECRET: SECRET}, "{}", 400),
        ({receiving.SECRET: SECRET}, "[]", 400),
    ],
)
async def test_only_telegram_may_push(
    api: BotApi, headers: dict[str, str], body: str, status: int
) -> None:
    way = webhook()
    async with (
        listening(Telegram(TOKEN, base_url=api.base_url, webhook=way)) as heard,
        aiohttp.ClientSession() as session,
        session.post(way.url, data=body, headers=headers) as answer,
    ):
        assert answer.status == status
    assert heard == []


async def test_the_door_says_that_it_is_well(api: BotApi) -> None:
    way = webhook()
    async with (
        listening(Telegram(TOKEN, base_url=api.base_url, webhook=way)),
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{way.port}/health") as answer,
    ):
        assert (answer.status, await answer.json()) == (200, {"ok": True, "waiting": 0})


# --- what we can hear where ---


@pytest.mark.parametrize(
    ("admin", "hears_all", "reasons"),
    [(True, False, []), (False, True, ["rights"]), (False, False, ["privacy"])],
)
async def test_deafness_is_found_by_asking(
    api: BotApi, people: People, ana: User, admin: bool, hears_all: bool, reasons: list[str]
) -> None:
    api.world.hears_all = hears_all
    maple = api.world.new_group("Maple", ana)
    people.add_bot(maple, ana, admin=admin)
    telegram = Telegram(TOKEN, base_url=api.base_url)
    await telegram.start()
    now = api.world.now()
    found = await telegram.deaf_in([str(maple.id), "-5"], now)
    assert [e.reason for e in found if isinstance(e, CannotRead)] == reasons
    assert [e.key for e in found] == [e.key for e in await telegram.deaf_in([str(maple.id)], now)]
    await telegram.close()


async def test_privacy_that_was_turned_off_meanwhile_is_seen_when_added_again(
    api: BotApi, people: People, ana: User
) -> None:
    api.world.hears_all = False
    maple = api.world.new_group("Maple", ana)
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        people.add_bot(maple, ana)
        await until(lambda: [e for e in heard if isinstance(e, CannotRead)])
        people.remove_bot(maple, ana)
        api.world.hears_all = True
        people.add_bot(maple, ana)
        await until(lambda: len([e for e in heard if isinstance(e, CannotRead)]) == 2)
    assert [e.reason for e in heard if isinstance(e, CannotRead)] == ["privacy", "rights"]


async def test_who_adds_us_anonymously_is_stood_in_for_by_the_owner(
    api: BotApi, people: People, ana: User
) -> None:
    nobody = User(ANONYMOUS_ADMIN, "Group", is_bot=True, language=None)
    oak = api.world.new_group("Oak", ana)
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        people.add_bot(oak, nobody, admin=True)
        await until(lambda: heard)
    (added,) = (e for e in heard if isinstance(e, BotAdded))
    assert added.by.handle == str(ana.id)


async def test_a_group_that_moved_is_not_a_new_one(api: BotApi, people: People, ana: User) -> None:
    oak = api.world.new_group("Oak", ana, supergroup=False)
    async with listening(Telegram(TOKEN, base_url=api.base_url)) as heard:
        people.add_bot(oak, ana, admin=True)
        await until(lambda: heard)
        new = people.migrate(oak, ana)
        await until(lambda: len(heard) >= 4)
    assert [type(e) for e in heard] == [BotAdded, RoomMoved, RoomMoved, RoomMoved]
    assert len({e.key for e in heard}) == 2
    assert heard[1].to == str(new.id)  # type: ignore[attr-defined]


async def test_commands_of_other_bots_are_left_alone(
    api: BotApi, people: People, ana: User
) -> None:
    maple = api.world.new_group("Maple", ana)
    people.add_bot(maple, ana, admin=True)
    telegram = Telegram(TOKEN, base_url=api.base_url, commands=["karma"])
    async with listening(telegram) as heard:
        people.say(ana, "/weather", maple)
        people.say(ana, "/karma", maple)
        await until(lambda: len(heard) > 1)
    assert [e.name for e in heard if isinstance(e, CommandGiven)] == ["karma"]


async def test_a_fault_of_ours_in_one_item_stops_nothing(api: BotApi) -> None:
    telegram = Telegram(TOKEN, base_url=api.base_url)
    await telegram.start()
    with capture_logs() as logs:
        said = await telegram.deliver(Outgoing(id="b", kind="text", room="no number", text="x"))
    assert said == platform.Undeliverable(platform.Trouble.FORBIDDEN)
    assert logs[0]["event"] == "an item could not be sent"
    await telegram.close()
