"""Where in a Telegram group the bot speaks and listens, who gives it commands there, and what it never does there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stories import a_village, asked, latest
from tests.journeys.telegram_stage import SteppedStage, TelegramStage, telegram_stage
from tests.journeys.village_stories import an_open_village
from tests.telegram.people import ANONYMOUS_ADMIN, AS_CHANNEL
from tests.telegram.refusals import bad
from tests.telegram.schema import MISSING
from tests.telegram.world import Message

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")

LADDER = "Can anyone lend me a ladder tomorrow?"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[SteppedStage]:
    async with telegram_stage(tmp_path) as stage:
        yield stage


async def say(stage: TelegramStage, user: str, text: str, topic: int | None = None) -> Message:
    """Say something in a topic of Maple, or in its general part."""
    message = stage.people.say(stage.user(user), text, stage.rooms["maple"], thread=topic)
    await stage.settle()
    return message


async def a_forum(stage: TelegramStage, *people: str) -> int:
    """Maple with a topic of its own for help; return the topic."""
    await a_village(stage, *people)
    return stage.people.open_topic(stage.rooms["maple"], stage.users[people[0]], "Help")


def last_in_room(stage: TelegramStage) -> Message:
    return stage.people.public(stage.rooms["maple"])[-1]


# --- a topic of the bot's own ---


async def test_what_everybody_reads_goes_to_the_topic(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "ana", "/topic", topic)
    assert "Maple" in latest(stage, "ana", "topic-here").text
    await stage.join("maple", "gus")
    assert last_in_room(stage).thread == topic
    await say(stage, "bea", "I can lend my drill to anybody")
    await stage.press("bea", "post.confirm")
    shown = last_in_room(stage)
    assert (shown.thread, shown.reply_to) == (topic, None)
    assert "drill" in shown.text


async def test_what_is_said_in_the_topic_is_answered_there(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "ana", "/topic", topic)
    heard = await say(stage, "bea", "I can lend my drill to anybody", topic)
    await stage.press("bea", "post.confirm")
    assert (last_in_room(stage).thread, last_in_room(stage).reply_to) == (topic, heard.id)


async def test_it_may_listen_in_its_topic_only(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "ana", "/topic only", topic)
    before = len(stage.api.requests)
    elsewhere = await say(stage, "bea", LADDER)
    stage.people.edit(elsewhere, LADDER + " morning")
    await stage.settle()
    assert len(stage.api.requests) == before
    await say(stage, "bea", LADDER, topic)
    assert len(stage.marks("maple")) == 1
    await say(stage, "ana", "/topic none")
    await say(stage, "bea", "Can anyone lend me a saw tomorrow?")
    assert len(stage.marks("maple")) == 2


async def test_a_topic_takes_the_right_and_a_topic(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "bea", "/topic", topic)
    assert latest(stage, "bea", "refused-role")
    await say(stage, "ana", "/topic")
    await stage.say("ana", "/topic")
    assert [m.key for m in stage.private("ana")].count("refused-no-topic") == 2
    await stage.join("maple", "gus")
    assert last_in_room(stage).thread is None


async def test_a_topic_that_is_gone_silences_nothing(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "ana", "/topic", topic)
    del stage.rooms["maple"].topics[topic]
    await stage.join("maple", "gus")
    assert "Gus" in last_in_room(stage).text
    assert last_in_room(stage).thread is None


async def test_a_closed_topic_is_left_out(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    await say(stage, "ana", "/topic", topic)
    stage.api.trouble("sendMessage", chat=stage.rooms["maple"].id, answer=bad("TOPIC_CLOSED"))
    await stage.join("maple", "gus")
    assert (last_in_room(stage).thread, "Gus" in last_in_room(stage).text) == (None, True)


# --- commands without a name ---


async def anonymously(stage: TelegramStage, text: str, identity: int = ANONYMOUS_ADMIN) -> None:
    stage.people.say_as(stage.rooms["maple"], text, identity)
    await stage.settle()


async def test_an_anonymous_administrator_signs_a_command(stage: SteppedStage) -> None:
    await an_open_village(stage)
    await anonymously(stage, "/insights")
    asked_who = last_in_room(stage)
    assert "insights" not in asked_who.text
    assert not [m for m in stage.private("bea") if m.key.startswith("insights")]
    await stage.press("bea", "command.sign")
    assert asked_who.deleted
    assert latest(stage, "bea", "insights-all")
    assert stage.people.public(stage.rooms["maple"])[-1] is asked_who


async def test_what_the_command_says_is_kept(stage: SteppedStage) -> None:
    await an_open_village(stage)
    await anonymously(stage, "/set greet_newcomers off")
    before = [m.key for m in stage.private("bea")]
    await stage.press("bea", "command.sign")
    await stage.say("bea", "/set greet_newcomers off")
    named = [m.key for m in stage.private("bea")][len(before) :]
    assert len(named) == 2
    assert "refused" not in named[0]


async def test_somebody_without_the_right_cannot_sign(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    await anonymously(stage, "/set wave_size 2")
    await stage.press("bea", "command.sign")
    assert stage.answers("bea")
    assert not last_in_room(stage).deleted
    await stage.press("ana", "command.sign")
    assert last_in_room(stage).deleted
    assert stage.private("ana")[-1].key == "config-changed-noted"


async def test_a_topic_can_be_signed(stage: SteppedStage) -> None:
    topic = await a_forum(stage, "ana", "bea")
    message = stage.people.say_as(stage.rooms["maple"], "hello", ANONYMOUS_ADMIN)
    said = stage.api.world.message_json(message)
    told = {"text": "/topic", "message_thread_id": topic, "is_topic_message": True}
    stage.api.updates.put("message", {**said, **told})
    await stage.settle()
    await stage.press("ana", "command.sign")
    assert latest(stage, "ana", "topic-here")


async def test_nobody_signs_and_it_is_gone(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    await anonymously(stage, "/setup")
    shown = last_in_room(stage)
    await stage.later("16m")
    assert shown.deleted


@pytest.mark.parametrize("text", ["/leave", "/karma", "/setup@other_bot", "/nothing", LADDER])
async def test_what_takes_no_right_is_not_asked_about(stage: SteppedStage, text: str) -> None:
    await a_village(stage, "ana", "bea")
    before = len(stage.api.requests)
    await anonymously(stage, text)
    await anonymously(stage, "/setup", AS_CHANNEL)
    assert len(stage.api.requests) == before


# --- who is greeted ---


async def test_who_is_made_an_administrator_is_not_greeted(stage: SteppedStage) -> None:
    await stage.added("maple", "Maple Street", by="ana")
    maple, eve = stage.rooms["maple"], stage.user("eve")
    maple.statuses[eve.id] = "member"  # long before the bot came
    before = len(stage.room("maple"))
    stage.people.promote(eve, maple, stage.users["ana"])
    await stage.settle()
    assert len(stage.room("maple")) == before
    await stage.join("maple", "gus")
    assert "Gus" in last_in_room(stage).text
    assert "Eve" not in last_in_room(stage).text


# --- polls ---


async def test_a_vote_in_a_poll_of_others_leaves_no_trace(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    before = _rows(stage)
    answer = {"poll_id": "77", "option_ids": [0], "option_persistent_ids": ["77-0"]}
    stage.api.updates.put("poll_answer", {**answer, "user": stage.user("zoe").json()})
    await stage.settle()
    assert _rows(stage) == before


def _rows(stage: TelegramStage) -> list[Any]:
    tables = ("people", "accounts", "inbox", "outbox", "deadlines")
    return [stage.outbox._rows(f"SELECT COUNT(*) FROM {table}") for table in tables]


# --- what cannot be said privately yet ---


@pytest.mark.parametrize("is_admin", [True, False])
async def test_nothing_but_the_question_stands_in_the_group(tmp_path: Path, is_admin: bool) -> None:
    async with telegram_stage(tmp_path, is_admin=is_admin) as stage:
        await a_village(stage, "ana", "bea")
        await stage.join("maple", "gus")
        await stage.say("gus", LADDER, room="maple")
        maple = stage.rooms["maple"]
        shown = [m for m in stage.people.sees(stage.user("gus"), maple) if "ladder" in m.words][-1]
        assert (shown.only_for is None) is not is_admin
        await stage.press("gus", "member.in")
        stage.users["gus"].started = False
        await stage.press("gus", "post.confirm")
        assert shown.deleted
        assert shown.edits == 0
        everything = [m.words for m in (*stage.people.public(maple), *maple.ephemeral.values())]
        assert not [words for words in everything if "asking around" in words]


async def test_change_opens_the_private_chat(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.join("maple", "gus")
    await stage.say("gus", LADDER, room="maple")
    await stage.press("gus", "post.change")
    await stage.say("gus", "a saw tomorrow")
    assert "saw" in latest(stage, "gus", "post-confirm-request").text


@pytest.mark.parametrize("is_admin", [True, False])
async def test_a_week_of_asks_and_at_most_one_nudge_each(tmp_path: Path, is_admin: bool) -> None:
    """Ten requests; everybody but Ana has closed the way to themselves, Gus never opened it."""
    async with telegram_stage(tmp_path, is_admin=is_admin) as stage:
        people = ("ana", "bea", "cem", "dia")
        await a_village(stage, *people)
        for person in people[1:]:
            stage.users[person].started = False
        await stage.join("maple", "gus")
        for number in range(10):
            await stage.say("ana", f"Can anyone lend me tool number {number}?", room="maple")
            await stage.press("ana", "post.confirm")
            await stage.later("16h")
        assert asked(stage, *people, "gus") == []
        assert not nudges(stage)
        waiting = stage.outbox._rows("SELECT COUNT(*) FROM outbox WHERE card LIKE 'ask:%'")
        assert waiting[0][0] >= 3
        for _ in range(10):
            await stage.say("gus", "/karma", room="maple")
            await stage.say("bea", "/mine", room="maple")
            await stage.later("16h")
        assert sorted(text.partition(",")[0] for text in nudges(stage)) == ["Bea", "Gus"]
        assert not [t for t in nudges(stage) if "tool" in t or "karma" in t.lower()]


def nudges(stage: TelegramStage) -> list[str]:
    """Return the hints to everybody but Ana, who is told when the bot has no rights."""
    said = [m.text for m in stage.room("maple") if m.key == "private-waits"]
    return [text for text in said if not text.startswith("Ana")]
