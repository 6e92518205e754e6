"""What may go wrong around a Matrix login: lost keys, ended logins, full servers, missed messages, late keys."""

import asyncio
import json
import shutil
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.platforms.matrix import Account, Matrix, Stopped, crypto
from bot.platforms.matrix.session import Refused
from core.events import BotAdded, MessagePosted
from core.ports import Outgoing, Trouble, Undeliverable
from tests.matrix import homeserver as matrix
from tests.matrix.homeserver import Homeserver, running
from tests.platforms.test_matrix_live import Place, here, place

__all__ = ["here"]


async def test_every_missed_message_is_heard_once_and_in_order(here: Place) -> None:
    await here.enter(encrypted=False)
    await here.ana.say(here.room, "before")
    await here.bot.hears(MessagePosted)
    await here.bot.stop()
    for number in range(230):
        await here.ana.say(here.room, str(number) + " apples")
    here.bot.heard.clear()
    here.bot.platform = Matrix(here.bot.account)
    await here.bot.start()
    await here.bot.hears(MessagePosted, lambda e: e.text.startswith("229 "))
    texts = [e.text for e in here.bot.heard if isinstance(e, MessagePosted)]
    assert texts == [f"{number} apples" for number in range(230)]


async def test_a_quiet_encrypted_room_is_spoken_in_after_a_restart(here: Place) -> None:
    await here.enter(encrypted=True)
    await here.ana.say(here.room, "hello")
    await here.bot.hears(MessagePosted)
    await here.bot.again()
    said = await here.bot.says(id="q1", kind="text", room=here.room, text="Still here")
    await here.ana.sync()
    assert here.ana.rooms[here.room].messages[said].encrypted


async def test_a_lost_store_makes_a_new_device_with_a_password(here: Place) -> None:
    await here.enter(encrypted=True)
    device = here.bot.platform.device
    await here.bot.stop()
    store = here.bot.account.store
    kept = (store / "login.json").read_text()
    for file in store.iterdir():
        if file.suffix == ".db":
            file.unlink()
    here.bot.platform = Matrix(here.bot.account)
    await here.bot.start()
    assert here.bot.platform.device != device
    assert json.loads(kept)["device_id"] == device
    assert here.bot.platform.is_vouched_for
    await here.ana.say(here.room, "can you read this?")
    heard = await here.bot.hears(MessagePosted, lambda e: e.text.startswith("can"))
    assert heard.room == here.room


async def test_a_lost_store_without_a_password_stops(here: Place, tmp_path: Path) -> None:
    await here.bot.stop()
    login = json.loads((here.bot.account.store / "login.json").read_text())
    shutil.rmtree(here.bot.account.store)
    account = Account(
        homeserver=here.server.url,
        user_id=here.bot.account.user_id,
        access_token=login["access_token"],
        store=tmp_path / "other",
    )
    platform = Matrix(account)
    with pytest.raises(Stopped) as stopped:
        await platform.start()
    await platform.close()
    assert stopped.value.key == "matrix-store-lost"
    assert login["access_token"] not in repr(account)


async def test_a_dead_token_stops_with_a_clear_word(here: Place) -> None:
    token = here.bot.platform._session.client.access_token
    body: dict[str, object] = {}
    here.server.ask("POST", "/_matrix/client/v3/logout", body, token)
    assert here.bot.task is not None
    with pytest.raises(Stopped) as stopped:
        await here.bot.task
    assert stopped.value.key == "matrix-token-dead"
    here.bot.task = None


async def test_a_wrong_password_and_another_ones_token_stop(here: Place, tmp_path: Path) -> None:
    for secret, key in (
        ({"password": "wrong"}, "matrix-password-wrong"),
        ({"access_token": here.ana.account.token}, "matrix-other-user"),
        ({"access_token": "syt_nothing"}, "matrix-token-dead"),
        ({}, "matrix-no-login"),
    ):
        user = here.bot.account.user_id
        url = here.server.url
        account = Account(homeserver=url, user_id=user, store=tmp_path / key, **secret)
        platform = Matrix(account)
        with pytest.raises(Stopped) as stopped:
            await platform.start()
        await platform.close()
        assert stopped.value.key == key


async def test_one_time_keys_that_were_published_before_are_made_anew(here: Place) -> None:
    session = here.bot.platform._session
    olm = session.client.olm
    olm.uploaded_key_count = 0
    keys = olm.share_keys()["one_time_keys"]
    # As after a kill in the middle: the server holds keys of these names, which are others than ours.
    others = {name: {**key, "key": key["key"][::-1]} for name, key in keys.items()}
    await session.call("POST", "/_matrix/client/v3/keys/upload", {"one_time_keys": others})
    with capture_logs() as logs:
        await crypto.publish(session)
    assert [log["event"] for log in logs] == [
        "one-time keys were published before: making new ones"
    ]
    await here.enter(encrypted=True)
    await here.ana.say(here.room, "hello")
    await here.bot.hears(MessagePosted)


async def test_after_a_soft_logout_the_same_device_goes_on(tmp_path: Path) -> None:
    with running(session_lifetime="4s") as server:
        async with place(server, tmp_path) as here:
            device, token = here.bot.platform.device, here.bot.platform._session.client.access_token
            for _ in range(600):
                if here.bot.platform._session.client.access_token not in ("", token):
                    break
                await asyncio.sleep(0.1)
            assert here.bot.platform._session.client.device_id == device
            stranger = await here.person("bea", encrypted=False)
            here.ana = stranger
            await here.enter(encrypted=False)
            await stranger.say(here.room, "still there?")
            await here.bot.hears(MessagePosted)


async def test_what_could_not_be_read_is_read_when_its_key_comes(here: Place) -> None:
    await here.enter(encrypted=True)
    await here.ana.say(here.room, "first")
    await here.bot.hears(MessagePosted)
    olm = here.bot.platform._session.client.olm
    kept, olm.inbound_group_store = olm.inbound_group_store, type(olm.inbound_group_store)()
    late = await here.ana.say(here.room, "second")
    unread = here.bot.platform._timeline._unread
    for _ in range(100):
        if len(unread):
            break
        await here.ana.sync(wait=100)
    assert len(unread) == 1
    olm.inbound_group_store = kept
    bea = await here.person("bea")
    room = await bea.create(encrypted=True, invite=[here.bot.account.user_id])
    await here.bot.hears(BotAdded, lambda e: e.room == room)
    await bea.sync()
    await bea.say(room, "brings a key, which lets everything be tried again")
    heard = await here.bot.hears(MessagePosted, lambda e: e.text == "second")
    assert (heard.key, heard.room) == (late, here.room)


async def test_a_password_replaces_keys_that_were_made_elsewhere(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with aiohttp.ClientSession() as http:
        made = homeserver.register_new("karmyq")
        other = Place(homeserver, http, None, None)  # type: ignore[arg-type]
        member = type(await other.person("x"))(homeserver.url, made, http)
        await member.encrypt()
        with_token = Account(
            homeserver=homeserver.url,
            user_id=made.user,
            access_token=homeserver.login(made).token,
            store=tmp_path / "token",
        )
        platform = Matrix(with_token)
        await platform.start()
        assert not platform.is_vouched_for
        await platform.close()
        with_password = Account(
            homeserver=homeserver.url,
            user_id=made.user,
            password=made.password,
            store=tmp_path / "password",
        )
        platform = Matrix(with_password)
        await platform.start()
        assert platform.is_vouched_for
        await platform.close()


async def test_a_server_that_wants_it_slower_is_obeyed(here: Place) -> None:
    await here.enter(encrypted=False)
    limit(here, messages_per_second=1, burst_count=2)
    said = [
        await here.bot.platform.deliver(
            Outgoing(id=f"n{number}", kind="text", room=here.room, text=str(number))
        )
        for number in range(4)
    ]
    troubles = [s for s in said if isinstance(s, Undeliverable)]
    assert troubles
    assert troubles[0].trouble is Trouble.TOO_FAST
    assert 0 < troubles[0].after <= 2


def limit(here: Place, **limits: int) -> None:
    """Let the server be as strict with the bot as servers are by default."""
    admin = here.server.register_new("admin", admin=True)
    user = here.bot.account.user_id.replace(":", "%3A")
    where = f"/_synapse/admin/v1/users/{user}/override_ratelimit"
    here.server.ask("POST", where, limits, admin.token)


def test_a_refusal_prints_no_more_than_its_code() -> None:
    assert str(Refused("M_FORBIDDEN", body={"error": "words"})) == "M_FORBIDDEN"


if matrix.MISSING:
    pytestmark = pytest.mark.skip(reason="Synapse is not installed")
