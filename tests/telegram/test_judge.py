"""What Telegram does not document is refused, and remembered until a test's end."""

import pytest
from telegram import Bot, ReactionTypeEmoji
from telegram.error import BadRequest

from tests.telegram.people import People
from tests.telegram.schema import MISSING
from tests.telegram.server import BotApi
from tests.telegram.world import Chat, User

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")

PNG = b"\x89PNG"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"text": "x" * 4097}, "4097"),
        ({"text": "\U0001f600" * 2049}, "4098"),
        ({"text": "  "}, "1 to 4096"),
        ({"text": "<b>open", "parse_mode": "HTML"}, "parse entities"),
        ({"text": "a < b", "parse_mode": "HTML"}, "parse entities"),
        ({"text": "<div>x</div>", "parse_mode": "HTML"}, "unsupported tag"),
        ({"text": "hi", "colour": "red"}, "no colour"),
        ({"text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}, "exactly one"),
        (
            {
                "text": "hi",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y" * 65}]]},
            },
            "65 bytes",
        ),
        ({"text": "hi", "reply_parameters": {"message_id": "7"}}, "no Integer"),
        ({}, "lacks text"),
    ],
)
async def test_what_telegram_does_not_document_is_remembered(
    said: dict[str, object], fault: str, api: BotApi, bot: Bot, people: People, ana: User
) -> None:
    people.start(ana)
    with pytest.raises(BadRequest):
        await bot.do_api_request("sendmessage", api_kwargs={"chat_id": ana.id, **said})
    assert fault in api.wrong[0]


async def test_long_words_elsewhere_are_remembered(
    api: BotApi, bot: Bot, people: People, ana: User, maple: Chat
) -> None:
    tries = (
        bot.send_poll(maple.id, "q" * 301, ["a"]),
        bot.send_poll(maple.id, "q", ["a" * 101]),
        bot.send_poll(maple.id, "q", [str(n) for n in range(13)]),
        bot.send_photo(maple.id, PNG, caption="c" * 1025),
        bot.answer_callback_query("1", "t" * 201),
        bot.set_message_reaction(maple.id, 1, ReactionTypeEmoji("🦕")),
        bot.set_my_commands([("Karma", "no capitals")]),
    )
    assert not api.wrong
    for number, attempt in enumerate(tries, start=1):
        with pytest.raises(BadRequest):
            await attempt
        assert len(api.wrong) == number
