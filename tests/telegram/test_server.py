"""The Bot API server, tried by plain python-telegram-bot: before it judges the bot, it must be right."""

import asyncio
from collections.abc import Callable

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from tests.telegram.people import ANONYMOUS_ADMIN, People
from tests.telegram.refusals import Refused, too_many
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, BotApi
from tests.telegram.world import Chat, User

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (64).to_bytes(4, "big") + (48).to_bytes(4, "big")


async def updates(bot: Bot, **options: object) -> list[Update]:
    return list(await bot.get_updates(**options))  # type: ignore[arg-type]


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(500):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def test_who_i_am(api: BotApi, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.can_read_all_group_messages) == ("karmyq_bot", True)
    stranger = Bot("123:wrong", base_url=api.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_only_who_pressed_start_is_reached(bot: Bot, people: People, ana: User) -> None:
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(ana.id, "hello")
    people.start(ana, "abc")
    sent = await bot.send_message(ana.id, "<b>hello</b> &lt;3", parse_mode="HTML")
    assert people.sees(ana)[-1].text == "hello <3"
    people.block(ana)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.edit_message_text("more", ana.id, sent.message_id)
    heard = await updates(bot)
    assert [
        u.message.text if u.message else u.my_chat_member.new_chat_member.status for u in heard
    ] == [
        "/start abc",
        "kicked",
    ]


async def test_updates_are_kept_until_they_are_confirmed(
    bot: Bot, people: People, ana: User
) -> None:
    people.say(ana, "one")
    people.say(ana, "two")
    first = await updates(bot)
    assert await updates(bot) == first
    assert [u.message.text for u in await updates(bot, offset=first[1].update_id)] == ["two"]
    assert not await updates(bot, offset=first[1].update_id + 1)


async def test_a_long_poll_waits(bot: Bot, people: People, ana: User) -> None:
    waiting = asyncio.create_task(updates(bot, timeout=5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    people.say(ana, "there")
    assert [u.message.text for u in await waiting] == ["there"]


async def test_a_second_poller_sends_the_first_away(api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(updates(bot, timeout=5))
    await until(lambda: api.polling)
    async with Bot(TOKEN, base_url=api.base_url) as other:
        second = asyncio.create_task(updates(other, timeout=1))
        with pytest.raises(Conflict):
            await first
        assert await second == []


async def test_what_was_not_asked_for_is_not_told(
    api: BotApi, bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    people.promote_bot(maple, ana)
    bea = api.world.new_user("Bea")
    people.join(bea, maple)
    assert api.updates.dropped == ["chat_member"]
    await updates(bot, allowed_updates=["chat_member", "message_reaction"])
    message = people.say(bea, "hello", maple)
    people.react(bea, message, "👍")
    people.leave(bea, maple)
    assert [next(iter(u.to_dict().keys() - {"update_id"})) for u in await updates(bot)][-2:] == [
        "message_reaction",
        "chat_member",
    ]
    await updates(bot)  # no list: it stays
    assert api.updates.allowed == {"chat_member", "message_reaction"}


async def test_privacy_mode(api: BotApi, bot: Bot, people: People, ana: User, maple: Chat) -> None:
    api.world.hears_all = False
    before = len(await updates(bot))
    people.say(ana, "does anyone have a ladder?", maple)
    people.say(ana, "/ask@other_bot a ladder", maple)
    assert len(await updates(bot)) == before
    people.say(ana, "/ask a ladder", maple)
    people.say(ana, "thanks @karmyq_bot", maple)
    mine = await bot.send_message(maple.id, "hello")
    people.say(ana, "yes", maple, reply_to=mine.message_id)
    people.promote_bot(maple, ana)
    people.say(ana, "and now", maple)
    assert len(await updates(bot)) == before + 5


async def test_a_button_is_pressed_and_answered(
    bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("I'm in", callback_data="t1")]])
    await bot.send_message(maple.id, "Hello", reply_markup=keys)
    shown = people.public(maple)[-1]
    query = people.press(ana, shown, next(shown.buttons()))
    (update,) = (await updates(bot))[-1:]
    assert people.unanswered() == [query]
    await update.callback_query.answer("Welcome", show_alert=True)
    assert (query.text, query.alert) == ("Welcome", True)
    with pytest.raises(BadRequest, match="too old"):
        await update.callback_query.answer()
    await bot.edit_message_text("Hello all", maple.id, shown.id)
    assert (shown.text, list(shown.buttons())) == ("Hello all", [])
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("Hello all", maple.id, shown.id)
    assert await bot.delete_message(maple.id, shown.id)
    assert shown not in people.sees(ana, maple)


async def test_a_deep_link_opens_the_private_chat(bot: Bot, people: People, ana: User) -> None:
    people.open_link(ana, "https://t.me/karmyq_bot?start=in_token-1")
    assert (await updates(bot))[-1].message.text == "/start in_token-1"
    with pytest.raises(AssertionError):
        people.open_link(ana, f"https://t.me/karmyq_bot?start={'x' * 65}")
    with pytest.raises(AssertionError):
        people.open_link(ana, "https://example.org/karmyq_bot?start=a")


async def test_polls_count_and_tell_who_answered(
    api: BotApi, bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    await updates(bot, allowed_updates=["poll_answer"])
    sent = await bot.send_poll(
        maple.id,
        "When?",
        ["Saturday", "Sunday"],
        is_anonymous=False,
        hide_results_until_closes=True,
    )
    shown = people.public(maple)[-1]
    assert shown.poll is not None
    assert shown.poll.hidden
    bea = api.world.new_user("Bea")
    people.vote(ana, shown, 0)
    people.vote(bea, shown, 1)
    people.vote(bea, shown)
    answers = [u.poll_answer for u in await updates(bot) if u.poll_answer]
    assert [(a.user.id, a.option_ids, a.poll_id) for a in answers] == [
        (ana.id, (0,), sent.poll.id),
        (bea.id, (1,), sent.poll.id),
        (bea.id, (), sent.poll.id),
    ]
    closed = await bot.stop_poll(maple.id, sent.message_id)
    assert (closed.total_voter_count, [o.voter_count for o in closed.options]) == (1, [1, 0])
    with pytest.raises(BadRequest, match="closed"):
        await bot.stop_poll(maple.id, sent.message_id)
    with pytest.raises(AssertionError):
        people.vote(ana, shown, 1)


async def test_pictures_and_files(api: BotApi, bot: Bot, people: People, ana: User) -> None:
    people.start(ana)
    await bot.send_photo(ana.id, PNG, caption="a path")
    sent = await bot.send_document(ana.id, b"BEGIN:VCALENDAR", filename="visit.ics")
    assert people.sees(ana)[-2].caption == "a path"
    assert sent.document.file_name == "visit.ics"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
    with pytest.raises(BadRequest):
        await bot.send_photo(ana.id, b"no picture")
    assert not api.wrong


async def test_a_mark_and_its_end(bot: Bot, people: People, ana: User, maple: Chat) -> None:
    message = people.say(ana, "I need a ladder", maple)
    await bot.set_message_reaction(maple.id, message.id, "👀")
    assert message.reactions[7_000_000_001] == ["👀"]
    await bot.set_message_reaction(maple.id, message.id, [])
    assert message.reactions[7_000_000_001] == []
    with pytest.raises(BadRequest):
        await bot.set_message_reaction(maple.id, 999, "👀")


async def test_a_knock_opens_the_private_chat_for_five_minutes(
    api: BotApi, bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    people.promote_bot(maple, ana)
    bea = api.world.new_user("Bea")
    people.knock(bea, maple)
    request = (await updates(bot))[-1].chat_join_request
    await bot.send_message(request.user_chat_id, "Press Start")
    await bot.approve_chat_join_request(maple.id, bea.id)
    assert maple.statuses[bea.id] == "member"
    with pytest.raises(Forbidden):
        await bot.send_message(bea.id, "too late")
    with pytest.raises(BadRequest, match=r"(?i)missing"):
        await bot.decline_chat_join_request(maple.id, bea.id)
    assert (await bot.create_chat_invite_link(maple.id)).invite_link


async def test_who_is_who(api: BotApi, bot: Bot, people: People, ana: User, maple: Chat) -> None:
    bea = api.world.new_user("Bea")
    people.join(bea, maple)
    assert (await bot.get_chat_member(maple.id, ana.id)).status == "creator"
    with pytest.raises(BadRequest, match="inaccessible"):
        await bot.get_chat_member(maple.id, bea.id)
    people.promote_bot(maple, ana, "can_invite_users")
    assert (await bot.get_chat_member(maple.id, bea.id)).status == "member"
    admins = await bot.get_chat_administrators(maple.id)
    assert {a.user.id for a in admins} == {ana.id, bot.id}
    assert await bot.get_chat_member_count(maple.id) == 3
    assert (await bot.get_chat(maple.id)).title == "Maple Street"
    assert await bot.leave_chat(maple.id)
    with pytest.raises(Forbidden):
        await bot.send_message(maple.id, "hello?")


async def test_menus_have_a_scope_and_a_language(api: BotApi, bot: Bot) -> None:
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("karma", "Your karma")], private, "en")
    await bot.set_my_commands([BotCommand("karma", "Tu karma")], private, "es")
    assert (await bot.get_my_commands(private, "es"))[0].description == "Tu karma"
    await bot.delete_my_commands(private, "es")
    assert await bot.get_my_commands(private, "es") == ()
    assert not api.wrong


@pytest.mark.parametrize("order", [("joined", "to", "from"), ("to", "joined", "from")])
async def test_a_group_moves(
    order: tuple[str, ...], api: BotApi, bot: Bot, people: People, ana: User
) -> None:
    old = api.world.new_group("Oak Lane", ana, supergroup=False)
    people.add_bot(old, ana)
    before = len(await updates(bot))
    new = people.migrate(old, ana, order)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "hello")
    assert moved.value.new_chat_id == new.id
    assert await bot.send_message(new.id, "hello")
    heard = (await updates(bot))[before:]
    assert [u.message and u.message.migrate_to_chat_id for u in heard].count(new.id) == 1
    assert [u.message and u.message.migrate_from_chat_id for u in heard].count(old.id) == 1
    assert [u.my_chat_member.chat.id for u in heard if u.my_chat_member] == [new.id]


async def test_topics_channels_and_anonymous_admins(
    bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    topic = people.open_topic(maple, ana, "Needs")
    people.say(ana, "a ladder?", maple, thread=topic)
    people.say_as(maple, "as the group", ANONYMOUS_ADMIN)
    heard = await updates(bot)
    assert (heard[-2].message.message_thread_id, heard[-2].message.is_topic_message) == (
        topic,
        True,
    )
    assert heard[-1].message.sender_chat.id == maple.id
    await bot.send_message(maple.id, "here", message_thread_id=topic)
    with pytest.raises(BadRequest, match="thread"):
        await bot.send_message(maple.id, "nowhere", message_thread_id=999)


async def test_people_are_picked(bot: Bot, people: People, api: BotApi, ana: User) -> None:
    people.start(ana)
    asked = KeyboardButtonRequestUsers(1, max_quantity=2, request_name=True)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Pick", request_users=asked)]])
    await bot.send_message(ana.id, "Who?", reply_markup=keyboard)
    bea, cem = api.world.new_user("Bea"), api.world.new_user("Cem")
    people.pick(ana, people.sees(ana)[-1], bea, cem)
    shared = (await updates(bot))[-1].message.users_shared
    assert [(u.user_id, u.first_name) for u in shared.users] == [(bea.id, "Bea"), (cem.id, "Cem")]


async def test_ephemeral_messages_are_for_one(
    api: BotApi, bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    bea = api.world.new_user("Bea")
    people.join(bea, maple)
    asked = {"ephemeral_message_parameters": {"receiver_user_id": ana.id}}
    with pytest.raises(BadRequest, match="rights"):
        await bot.send_message(maple.id, "for you", api_kwargs=asked)
    people.promote_bot(maple, ana)
    sent = await bot.send_message(maple.id, "for you", api_kwargs=asked)
    number = sent.api_kwargs["ephemeral_message_id"]
    assert [m.text for m in people.sees(ana, maple)][-1] == "for you"
    assert "for you" not in [m.text for m in people.sees(bea, maple)]
    where = {"chat_id": maple.id, "receiver_user_id": ana.id, "ephemeral_message_id": number}
    await bot.do_api_request("editEphemeralMessageText", api_kwargs={**where, "text": "now so"})
    assert people.sees(ana, maple)[-1].text == "now so"
    await bot.do_api_request("deleteEphemeralMessage", api_kwargs=where)
    assert people.sees(ana, maple)[-1].text != "now so"
    assert not api.wrong


async def test_trouble_on_demand(
    api: BotApi, bot: Bot, people: People, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own future
    people.start(ana)
    api.trouble("sendMessage", answer=too_many(7))
    with pytest.raises(RetryAfter, match="0:00:07"):
        await bot.send_message(ana.id, "a")
    api.trouble("sendMessage", answer=Refused(500, "Internal Server Error"))
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "b")
    for before in (True, False):
        api.trouble("sendMessage", before=before, cut=True)
        with pytest.raises(NetworkError):
            await bot.send_message(ana.id, f"cut {before}")
        api.trouble("sendMessage", before=before, silent=True)
        with pytest.raises(TimedOut):
            await bot.send_message(ana.id, f"silent {before}", read_timeout=0.1)
    assert [m.text for m in people.sees(ana)] == ["/start", "cut False", "silent False"]
    assert not api.wrong
