"""Votes over the pipe and in the terminal, and the main story on PostgreSQL too."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import pipe_stage
from tests.journeys.stories import Story
from tests.journeys.terminal_stage import terminal_stage
from tests.journeys.votes_stories import VOTES_STORIES, a_secret_vote, an_open_poll


@pytest.mark.parametrize("story", VOTES_STORIES, ids=lambda s: s.__name__)
async def test_story_on_the_pipe(story: Story, tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)


async def test_story_on_postgresql(postgresql_url: str) -> None:
    async with pipe_stage(postgresql_url) as stage:
        await a_secret_vote(stage)


@pytest.mark.parametrize("story", [a_secret_vote, an_open_poll], ids=lambda s: s.__name__)
async def test_story_in_the_terminal(story: Any, tmp_path: Path) -> None:
    async with terminal_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await story(stage)
