"""Reciprocity over the pipe, and its main stories on PostgreSQL too."""

from pathlib import Path

import pytest

from tests.journeys.reciprocity_stories import (
    RECIPROCITY_STORIES,
    a_checklist_of_practices,
    a_week_of_ones_own,
    one_chase_a_day,
    one_digest_over_all_villages,
)
from tests.journeys.stage import pipe_stage
from tests.journeys.stories import Story


@pytest.mark.parametrize("story", RECIPROCITY_STORIES, ids=lambda s: s.__name__)
async def test_story_on_the_pipe(story: Story, tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)


@pytest.mark.parametrize(
    "story",
    [a_week_of_ones_own, a_checklist_of_practices, one_digest_over_all_villages, one_chase_a_day],
    ids=lambda s: s.__name__,
)
async def test_story_on_postgresql(story: Story, postgresql_url: str) -> None:
    async with pipe_stage(postgresql_url) as stage:
        await story(stage)
