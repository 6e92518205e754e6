"""Items become calls, as Telegram's own schema wants them; what goes wrong comes back as data."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.telegram import Telegram
from core.events import ChoicePicked
from core.ports import Button, Delivered, Outgoing, Trouble, Undeliverable
from tests.telegram.people import People
from tests.telegram.refusals import Refused, bad, forbidden, too_many
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, BotApi
from tests.telegram.world import Chat, Message, User

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001")
"""The beginning of a picture of one dot."""
YES, NO = Button("tok-yes", "match.yes", "I can"), Button("tok-no", "match.no", "Not this time")


class Stage:
    """A bot that was started, Ana who can be reached, Bea who cannot, and their group Maple."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.people = People(api)
        self.telegram = Telegram(TOKEN, base_url=api.base_url)
        self.ana = api.world.new_user("Ana", "ana")
        self.bea = api.world.new_user("Bea")
        self.people.start(self.ana)
        self.maple = api.world.new_group("Maple", self.ana)
        self.people.join(self.bea, self.maple)

    async def open(self, *, admin: bool = False) -> None:
        self.people.add_bot(self.maple, self.ana, admin=admin)
        await self.telegram.start()
        await self.telegram.deaf_in([str(self.maple.id)], self.api.world.now())

    async def say(self, **item: Any) -> Delivered | Undeliverable:
        return await self.telegram.deliver(Outgoing(**{"id": "b1", "kind": "text", **item}))

    async def to(self, user: User, **item: Any) -> Delivered | Undeliverable:
        return await self.say(user=str(user.id), **item)

    async def in_maple(self, **item: Any) -> Delivered | Undeliverable:
        return await self.say(room=str(self.maple.id), **item)

    def seen(self, user: User, chat: Chat | None = None) -> list[Message]:
        """Return what somebody sees of ours."""
        shown = self.people.sees(user, chat)
        return [m for m in shown if m.author is self.api.world.bot and not m.service]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    api = BotApi()
    await api.start()
    made = Stage(api)
    await made.open()
    yield made
    await made.telegram.close()
    await api.stop()
    assert not api.wrong


def reference(said: Delivered | Undeliverable) -> str:
    assert isinstance(said, Delivered)
    return said.reference


async def test_words_arrive_as_they_are(stage: Stage) -> None:
    words = "a <b> & “c”\n😀 *d* _e_"
    said = await stage.to(stage.ana, text=words, buttons=(YES, NO))
    (message,) = stage.seen(stage.ana)
    assert message.text == words
    assert reference(said) == f"{stage.ana.id}:{message.id}"
    assert [(b["text"], b["callback_data"]) for b in message.buttons()] == [
        ("I can", "tok-yes"),
        ("Not this time", "tok-no"),
    ]


async def test_long_words_come_in_parts_and_the_buttons_with_the_last(stage: Stage) -> None:
    words = "\n\n".join("é😀" * 400 for _ in range(9))
    said = await stage.to(stage.ana, text=words, buttons=(YES,))
    messages = stage.seen(stage.ana)
    assert len(messages) > 2
    assert "".join("".join(m.text for m in messages).split()) == "".join(words.split())
    assert [bool(list(m.buttons())) for m in messages] == [False] * (len(messages) - 1) + [True]
    assert reference(said) == f"{stage.ana.id}:{messages[-1].id}"


async def test_what_telegram_cannot_read_is_said_plainly(stage: Stage) -> None:
    unreadable = bad("can't parse entities: something about tags")
    trouble = stage.api.trouble("sendMessage", answer=unreadable)
    await stage.to(stage.ana, text="1 < 2", mentions=())
    assert len(trouble.met) == 1
    assert [m.text for m in stage.seen(stage.ana)] == ["1 < 2"]
    assert "parse_mode" not in stage.api.sent("sendMessage")[-1].params


async def test_a_name_leads_to_its_person(stage: Stage) -> None:
    await stage.to(stage.ana, text="Bea can", mentions=(("Bea", str(stage.bea.id)),))
    sent = stage.api.sent("sendMessage")[-1].params["text"]
    assert sent == f'<a href="tg://user?id={stage.bea.id}">Bea</a> can'
    assert stage.seen(stage.ana)[-1].text == "Bea can"


async def test_a_way_into_the_private_chat_is_a_link_in_a_group_only(stage: Stage) -> None:
    button = Button("tok", "member.in", "I'm in", opens_private=True)
    said = await stage.in_maple(id="abcdefghijklmnop", text="hello", buttons=(button,))
    (card,) = stage.seen(stage.bea, stage.maple)
    (shown,) = card.buttons()
    assert shown["url"] == "https://t.me/karmyq_bot?start=p_abcdefghijklmnop_tok"
    stage.people.press(stage.bea, card, shown)
    await stage.in_maple(
        id="other", kind="revise", target=reference(said), text="hi", buttons=(button,)
    )
    (shown,) = card.buttons()
    stage.people.press(stage.bea, card, shown)
    heard = [e async for e in heard_so_far(stage) if isinstance(e, ChoicePicked)]
    assert [(e.message, e.choice) for e in heard] == [
        ("abcdefghijklmnop", "tok"),
        (reference(said), "tok"),
    ]
    await stage.to(stage.ana, text="here", buttons=(button,))
    assert next(iter(stage.seen(stage.ana)[-1].buttons()))["callback_data"] == "tok"


async def heard_so_far(stage: Stage) -> AsyncIterator[Any]:
    """Yield what was told until now."""
    events = aiter(stage.telegram.events())
    while stage.api.updates.waiting:
        try:
            yield await asyncio.wait_for(anext(events), 0.3)
        except TimeoutError:
            break


async def test_a_message_is_revised_withdrawn_and_neither_is_twice_an_error(stage: Stage) -> None:
    target = reference(await stage.in_maple(text="one", buttons=(YES,)))
    for _ in range(2):
        revised = await stage.in_maple(kind="revise", target=target, text="two")
        assert reference(revised) == target
    (card,) = stage.seen(stage.ana, stage.maple)
    assert (card.text, list(card.buttons())) == ("two", [])
    for _ in range(2):
        assert reference(await stage.in_maple(kind="withdraw", target=target)) == target
    assert stage.seen(stage.ana, stage.maple) == []


async def test_what_stands_in_another_chat_is_out_of_reach(stage: Stage) -> None:
    for kind in ("revise", "withdraw", "mark", "close_poll"):
        said = await stage.in_maple(kind=kind, target="-55:1", text="x", meaning="heard")
        assert said == Undeliverable(Trouble.FORBIDDEN)
    await stage.in_maple(text="x", reply_to="-55:1")
    assert "reply_parameters" not in stage.api.sent("sendMessage")[-1].params


async def test_a_mark_is_a_reaction_and_ends(stage: Stage) -> None:
    message = stage.people.say(stage.ana, "a drill?", stage.maple)
    target = f"{stage.maple.id}:{message.id}"
    await stage.in_maple(kind="mark", target=target, meaning="heard")
    assert message.reactions[stage.api.world.bot.id] == ["👀"]
    await stage.in_maple(kind="unmark", target=target, meaning="heard")
    assert message.reactions[stage.api.world.bot.id] == []


async def test_an_answer_stays_in_its_topic(stage: Stage) -> None:
    topic = stage.people.open_topic(stage.maple, stage.ana, "Needs")
    message = stage.people.say(stage.ana, "a drill?", stage.maple, thread=topic)
    await stage.in_maple(text="hm", reply_to=f"{stage.maple.id}:{message.id}:{topic}")
    (answer,) = stage.seen(stage.ana, stage.maple)
    assert (answer.thread, answer.reply_to) == (topic, message.id)


async def test_a_poll_shows_names_and_closes_with_counts(stage: Stage) -> None:
    closes = stage.api.world.now() + timedelta(days=2)
    said = await stage.in_maple(
        kind="poll", text="Shall we?", options=("Yes", "No"), closes=closes, hidden_results=True
    )
    (message,) = stage.seen(stage.ana, stage.maple)
    assert message.poll is not None
    assert (message.poll.anonymous, message.poll.hidden) == (False, True)
    assert message.poll.closes == int((closes + timedelta(hours=1)).timestamp())
    assert reference(said) == f"{message.poll.id}@{stage.maple.id}:{message.id}"
    stage.people.vote(stage.ana, message, 1)
    closed = await stage.in_maple(kind="close_poll", target=reference(said))
    assert closed == Delivered(reference(said), (0, 1))
    again = await stage.in_maple(kind="close_poll", target=reference(said))
    assert isinstance(again, Delivered)


async def test_a_picture_and_a_file(stage: Stage) -> None:
    await stage.to(stage.ana, kind="picture", content=PNG, text="your path " + "x" * 2000)
    await stage.to(stage.ana, kind="file", content=b"BEGIN:VCALENDAR", name="a.ics", text="")
    picture, file = stage.api.sent("sendPhoto")[0], stage.api.sent("sendDocument")[0]
    assert PNG in [content for _, content in picture.files.values()]
    assert ("a.ics", b"BEGIN:VCALENDAR") in file.files.values()


async def test_people_are_offered_for_picking(stage: Stage) -> None:
    said = await stage.to(stage.ana, text="Who?", pick=3, pick_label="Pick", buttons=(NO,))
    question, picker = stage.seen(stage.ana)
    assert [b["callback_data"] for b in question.buttons()] == ["tok-no"]
    stage.people.pick(stage.ana, picker, stage.bea)
    picked = [e async for e in heard_so_far(stage)][-1]
    assert picked.message == reference(said)
    assert [who.handle for who in picked.who] == [str(stage.bea.id)]


async def test_a_press_is_answered_for_the_presser_alone(stage: Stage) -> None:
    await stage.in_maple(text="card", buttons=(YES,))
    (card,) = stage.seen(stage.bea, stage.maple)
    query = stage.people.press_data(stage.bea, card, "tok-yes")
    cause = f"telegram:press:{query.id}"
    said = await stage.to(stage.bea, kind="answer", text="Thanks!", cause=cause)
    assert isinstance(said, Delivered)
    assert (query.text, query.alert) == ("Thanks!", True)
    assert stage.seen(stage.bea) == []


async def test_without_a_press_an_answer_is_a_private_message_or_nothing(stage: Stage) -> None:
    await stage.to(stage.ana, kind="answer", text="Thanks!", cause="telegram:update:1:2")
    assert [m.text for m in stage.seen(stage.ana)] == ["Thanks!"]
    said = await stage.to(stage.bea, kind="answer", text="Thanks!", cause="telegram:press:77")
    assert said == Undeliverable(Trouble.NOT_STARTED)


async def test_every_press_is_answered_even_by_nothing(stage: Stage) -> None:
    await stage.in_maple(text="card", buttons=(YES,))
    (card,) = stage.seen(stage.bea, stage.maple)
    stage.people.press_data(stage.bea, card, "tok-yes")
    async for _ in heard_so_far(stage):
        pass
    assert stage.people.unanswered() == []


@pytest.mark.parametrize("admin", [True, False])
async def test_for_one_reader_in_a_group(stage: Stage, admin: bool) -> None:
    if admin:
        stage.people.promote_bot(stage.maple, stage.ana)
        await stage.telegram.deaf_in([str(stage.maple.id)], stage.api.world.now())
    message = stage.people.say(stage.bea, "a drill?", stage.maple)
    said = await stage.in_maple(
        text="Right?",
        buttons=(YES,),
        only_for=str(stage.bea.id),
        reply_to=f"{stage.maple.id}:{message.id}",
    )
    assert [m.text for m in stage.seen(stage.bea, stage.maple)] == ["Right?"]
    assert bool(stage.seen(stage.ana, stage.maple)) is not admin
    await stage.in_maple(kind="revise", target=reference(said), text="Asked", buttons=())
    assert [m.text for m in stage.seen(stage.bea, stage.maple)] == ["Asked"]
    await stage.in_maple(kind="withdraw", target=reference(said))
    assert stage.seen(stage.bea, stage.maple) == []


async def test_what_cannot_be_shown_to_one_is_not_shown_to_all(stage: Stage) -> None:
    stage.people.promote_bot(stage.maple, stage.ana)
    await stage.telegram.deaf_in([str(stage.maple.id)], stage.api.world.now())
    stage.api.trouble("sendMessage", times=9, answer=bad("USER_NOT_PARTICIPANT"))
    said = await stage.in_maple(text="Right?", only_for=str(stage.bea.id))
    assert said == Undeliverable(Trouble.FORBIDDEN)
    assert stage.seen(stage.ana, stage.maple) == []


@pytest.mark.parametrize("kind", ["admit", "turn_away"])
async def test_the_door(stage: Stage, kind: str) -> None:
    stage.people.promote_bot(stage.maple, stage.ana)
    cem = stage.api.world.new_user("Cem")
    stage.people.knock(cem, stage.maple)
    for _ in range(2):
        said = await stage.in_maple(kind=kind, user=str(cem.id))
        assert isinstance(said, Delivered)
    assert (stage.maple.statuses.get(cem.id) == "member") is (kind == "admit")


DEACTIVATED = forbidden("user is deactivated")


@pytest.mark.parametrize(
    ("how", "trouble"),
    [
        ({"answer": too_many(17)}, Undeliverable(Trouble.TOO_FAST, 17)),
        ({"answer": Refused(429, "Too Many Requests")}, Undeliverable(Trouble.TOO_FAST, 5)),
        ({"answer": forbidden("bot was blocked by the user")}, Undeliverable(Trouble.BLOCKED)),
        ({"answer": DEACTIVATED}, Undeliverable(Trouble.BLOCKED)),
        ({"answer": bad("chat not found")}, Undeliverable(Trouble.NOT_STARTED)),
        ({"answer": bad("something new")}, Undeliverable(Trouble.FORBIDDEN)),
        ({"answer": Refused(500, "Internal Server Error")}, Undeliverable(Trouble.FAULT)),
        ({"answer": Refused(502, "Bad Gateway")}, Undeliverable(Trouble.FAULT)),
        ({"cut": True}, Undeliverable(Trouble.UNCERTAIN)),
        ({"cut": True, "before": False}, Undeliverable(Trouble.UNCERTAIN)),
    ],
)
async def test_trouble_is_data(stage: Stage, how: Any, trouble: Undeliverable) -> None:
    stage.api.trouble("sendMessage", **how)
    assert await stage.to(stage.ana, text="hello") == trouble


async def test_who_never_pressed_start_and_who_blocked_us(stage: Stage) -> None:
    assert await stage.to(stage.bea, text="x") == Undeliverable(Trouble.NOT_STARTED)
    stage.people.block(stage.ana)
    assert await stage.to(stage.ana, text="x") == Undeliverable(Trouble.BLOCKED)
    stage.people.remove_bot(stage.maple, stage.ana)
    assert await stage.in_maple(text="x") == Undeliverable(Trouble.FORBIDDEN)


async def test_no_answer_in_time_is_uncertain_and_no_connection_is_not(stage: Stage) -> None:
    stage.telegram.bot.request._answer_seconds = 0.2  # type: ignore[attr-defined]
    stage.api.trouble("sendMessage", silent=True)
    assert await stage.to(stage.ana, text="x") == Undeliverable(Trouble.UNCERTAIN)
    await stage.api.stop()
    assert await stage.to(stage.ana, text="x") == Undeliverable(Trouble.AWAY)


async def test_a_group_that_moved_says_where(stage: Stage) -> None:
    oak = stage.api.world.new_group("Oak", stage.ana, supergroup=False)
    stage.people.add_bot(oak, stage.ana)
    new = stage.people.migrate(oak, stage.ana)
    said = await stage.say(room=str(oak.id), text="x")
    assert said == Undeliverable(Trouble.MOVED, to=str(new.id))
