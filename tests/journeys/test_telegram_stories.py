"""Every story on Telegram, with the bot as an administrator, and the main ones without."""

from pathlib import Path

import pytest

from tests.journeys.stories import (
    STORIES,
    Story,
    a_helper_falls_away,
    a_no_is_safe,
    from_a_request_to_karma,
)
from tests.journeys.telegram_stage import telegram_stage
from tests.telegram.schema import MISSING

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.__name__)
async def test_story_on_telegram(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path) as stage:
        await story(stage)


@pytest.mark.parametrize(
    "story", [from_a_request_to_karma, a_no_is_safe, a_helper_falls_away], ids=lambda s: s.__name__
)
async def test_story_without_rights(story: Story, tmp_path: Path) -> None:
    async with telegram_stage(tmp_path, is_admin=False) as stage:
        await story(stage)
