"""Every story over the pipe, and the main ones on PostgreSQL too."""

from pathlib import Path

import pytest

from tests.journeys.matching_stories import MATCHING_STORIES
from tests.journeys.places_stories import PLACES_STORIES
from tests.journeys.room_stories import ROOM_STORIES, another_room
from tests.journeys.stage import pipe_stage
from tests.journeys.stories import (
    STORIES,
    Story,
    a_helper_falls_away,
    from_a_request_to_karma,
    silence_counts_after_a_week,
)
from tests.journeys.village_stories import VILLAGE_STORIES, rules_by_consent


@pytest.mark.parametrize(
    "story",
    [*STORIES, *VILLAGE_STORIES, *MATCHING_STORIES, *PLACES_STORIES, *ROOM_STORIES],
    ids=lambda s: s.__name__,
)
async def test_story_on_the_pipe(story: Story, tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)


@pytest.mark.parametrize(
    "story",
    [
        from_a_request_to_karma,
        a_helper_falls_away,
        silence_counts_after_a_week,
        rules_by_consent,
        another_room,
    ],
    ids=lambda s: s.__name__,
)
async def test_story_on_postgresql(story: Story, postgresql_url: str) -> None:
    async with pipe_stage(postgresql_url) as stage:
        await story(stage)
