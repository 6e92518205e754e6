"""The stories of roles, over the pipe and on Telegram."""

from pathlib import Path

import pytest

from tests.journeys.governance_stories import GOVERNANCE_STORIES
from tests.journeys.stage import pipe_stage
from tests.journeys.stories import Story
from tests.journeys.telegram_stage import telegram_stage
from tests.telegram.schema import MISSING


@pytest.mark.parametrize("story", GOVERNANCE_STORIES, ids=lambda s: s.__name__)
async def test_story_of_roles(story: Story, tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)


@pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")
@pytest.mark.parametrize("story", GOVERNANCE_STORIES, ids=lambda s: s.__name__)
async def test_story_of_roles_on_telegram(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await story(stage)
