"""The stories of villages that make their own rules, on Telegram, and what Telegram adds to them."""

from pathlib import Path

import pytest

from tests.journeys.stories import Story, a_village
from tests.journeys.telegram_stage import telegram_stage
from tests.telegram.schema import MISSING

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")
stories = pytest.importorskip("tests.journeys.village_stories")


@pytest.mark.parametrize("story", stories.VILLAGE_STORIES, ids=lambda s: s.__name__)
async def test_story_of_a_village_on_telegram(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await story(stage)


async def test_a_bot_that_hears_too_little_says_so(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path, is_admin=False, hears_all=False) as stage:
        await stage.added("maple", "Maple Street", by="ana")
        await stage.press("ana", "member.in")
        told = [m.text for m in stage.private("ana") if m.key == "deaf-privacy"]
        assert len(told) == 1
        assert "BotFather" in told[0] or "admin" in told[0]


async def test_founders_are_picked_with_the_picker(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        people = ("ana", "bea", "cem", "dia", "eli")
        await a_village(stage, *people)
        await stage.say("ana", "/setup")
        for answer in stories.ANSWERS:
            await stage.press("ana", answer)
        await stage.press("ana", "setup.apply")
        offered = next(
            m for m in stage.people.sees(stage.users["ana"]) if "keyboard" in (m.markup or {})
        )
        stage.people.pick(stage.users["ana"], offered, *(stage.users[p] for p in people[1:]))
        await stage.settle()
        await stage.press("ana", "setup.open")
        for person in people[1:]:
            await stage.press(person, "founder.accept")


@pytest.mark.parametrize("span", ["1m", "6m"])
async def test_who_knocks_can_be_written_to_for_five_minutes(tmp_path: Path, span: str) -> None:
    async with telegram_stage(tmp_path) as stage:
        await stories.an_open_village(stage)
        gus, maple = stage.user("gus"), stage.rooms["maple"]
        stage.people.knock(gus, maple)
        await stage.settle()
        await stage.later(span)
        await stage.press("bea", "join.approve")
        assert maple.statuses[gus.id] == "member"
        assert bool(stage.private("gus")) is (span == "1m")
        await stage.reach("gus", "open")
        assert len([m for m in stage.private("gus") if m.key.startswith("join-")]) == 1
