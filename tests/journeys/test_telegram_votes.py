"""Votes on Telegram: buttons whose answer only the presser sees, native polls, and what those show in the end."""

from pathlib import Path

import pytest

from tests.journeys.stories import Story
from tests.journeys.telegram_stage import telegram_stage
from tests.journeys.village_stories import an_open_village
from tests.journeys.votes_stories import (
    a_secret_vote,
    about_a_person,
    an_open_poll,
    an_open_vote,
    told,
    voting_openly,
)
from tests.telegram.schema import MISSING

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")


@pytest.mark.parametrize("story", [a_secret_vote, about_a_person], ids=lambda s: s.__name__)
async def test_story_on_telegram(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await story(stage)


async def test_a_stranger_in_the_poll_is_not_counted_and_that_is_said(tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await an_open_poll(stage)
        assert len(told(stage, "vote-differs")) == 1


async def test_an_answer_that_never_reached_us_is_said(tmp_path: Path) -> None:
    """What the poll shows agrees with what was counted; or an answer got lost on the way, and then it is said."""
    async with telegram_stage(tmp_path) as stage:
        await an_open_village(stage)
        await voting_openly(stage)
        for lost in (False, True):
            await an_open_vote(stage, "We buy a ladder" if lost else "We paint the shed")
            for person in ("ana", "bea", "cem"):
                await stage.vote(person, 0)
            if lost:
                (message,) = [
                    m
                    for m in stage.people.public(stage.rooms["maple"])
                    if m.poll and not m.poll.closed
                ]
                message.poll.answers[stage.user("dia").id] = (1,)
            await stage.later("7d1h")
            assert len(told(stage, "vote-differs")) == int(lost)
        assert [m.text.count("3 of 5") for m in told(stage, "vote-passed")] == [1, 1]
