"""Every story on Telegram, with the bot as an administrator, the main ones without, and what happens only there."""

from pathlib import Path

import pytest

from tests.journeys.places_stories import every_tuesday, three_people_move_a_sofa
from tests.journeys.stories import (
    STORIES,
    Story,
    a_helper_falls_away,
    a_no_is_safe,
    a_village,
    asked,
    from_a_request_to_karma,
)
from tests.journeys.telegram_stage import TelegramStage, telegram_stage
from tests.telegram.people import ANONYMOUS_ADMIN, AS_CHANNEL, CHANNEL_POST
from tests.telegram.schema import MISSING
from tests.telegram.world import Message

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")


@pytest.mark.parametrize(
    "story", [*STORIES, three_people_move_a_sofa, every_tuesday], ids=lambda s: s.__name__
)
async def test_story_on_telegram(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await story(stage)


@pytest.mark.parametrize(
    "story", [from_a_request_to_karma, a_no_is_safe, a_helper_falls_away], ids=lambda s: s.__name__
)
async def test_story_without_rights(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path, is_admin=False) as stage:
        await story(stage)


async def a_stranger_asks(stage: TelegramStage) -> None:
    """Gus, who never wrote to the bot, asks for something in the group."""
    await a_village(stage, "ana", "bea")
    await stage.join("maple", "gus")
    await stage.say("gus", "I need a ladder tomorrow", room="maple")


def for_one(stage: TelegramStage, user: str) -> list[Message]:
    """Return what only this person sees in the group."""
    seen = stage.people.sees(stage.user(user), stage.rooms["maple"])
    return [m for m in seen if m.only_for is not None]


async def test_who_cannot_be_written_to_is_asked_where_only_they_see_it(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await a_stranger_asks(stage)
        (shown,) = for_one(stage, "gus")
        assert "ladder" in shown.text
        assert not for_one(stage, "bea")
        await stage.later("16m")
        assert shown.deleted


async def test_without_rights_the_buttons_stand_under_ones_own_message(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path, is_admin=False) as stage:
        await a_stranger_asks(stage)
        shown = stage.people.public(stage.rooms["maple"])[-1]
        assert stage._message(f"{shown.chat}:{shown.reply_to}").text == "I need a ladder tomorrow"
        await stage.press("bea", "post.confirm")
        assert "somebody else" in stage.answers("bea")[-1]
        assert asked(stage, "ana", "bea") == []
        await stage.later("16m")
        assert shown.deleted


async def test_what_is_asked_in_a_topic_is_answered_there(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path, is_admin=False) as stage:
        await a_village(stage, "ana", "bea")
        await stage.join("maple", "gus")
        maple = stage.rooms["maple"]
        topic = stage.people.open_topic(maple, stage.users["ana"], "Needs")
        stage.people.say(
            stage.user("gus"), "Can anyone lend me a ladder tomorrow?", maple, thread=topic
        )
        await stage.settle()
        assert stage.people.public(maple)[-1].thread == topic
        assert len(stage.marks("maple")) == 1


async def test_an_edit_that_changes_no_word_changes_nothing(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        message = await stage.say("ana", "I need a ladder tomorrow", room="maple")
        before = len(stage.api.requests)
        stage.people.edit(stage._message(message))
        await stage.settle()
        assert len(stage.api.requests) == before


async def test_nobody_speaks_through_a_channel_or_a_group(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        before = len(stage.api.requests)
        for identity in (ANONYMOUS_ADMIN, CHANNEL_POST, AS_CHANNEL):
            stage.people.say_as(stage.rooms["maple"], "I need a ladder tomorrow", identity)
            await stage.settle()
        assert len(stage.api.requests) == before
        assert not stage.marks("maple")


async def test_something_private_that_waits_is_hinted_at_once_and_never_an_ask(
    tmp_path: Path,
) -> None:
    async with telegram_stage(tmp_path) as stage:
        await a_village(stage, "ana", "bea", "cem")
        await stage.join("maple", "gus")
        stage.users["bea"].started = False  # as if Telegram had forgotten; the bot finds out
        await stage.say("ana", "I need a ladder tomorrow", room="maple")
        await stage.press("ana", "post.confirm")
        assert asked(stage, "bea", "cem") == ["cem"]
        for _ in range(2):
            stage.people.say(stage.users["gus"], "/karma", stage.rooms["maple"])
            await stage.settle()
        hints = [m.text for m in stage.room("maple") if m.key == "private-waits"]
        assert len(hints) == 1
        assert "Gus" in hints[0]
        assert "karma" not in hints[0].lower()
        await stage.reach("bea", "open")
        assert asked(stage, "bea", "cem") == ["bea", "cem"]
