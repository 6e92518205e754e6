"""Every story over the pipe."""

import pytest

from tests.journeys.stage import pipe_stage
from tests.journeys.stories import STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.__name__)
async def test_story_on_the_pipe(story: Story, tmp_path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)
