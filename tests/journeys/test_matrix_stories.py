"""Every story on Matrix: a real homeserver, encrypted rooms, and people whose clients are not the bot's."""

from pathlib import Path

import pytest

from tests.journeys.matrix_stage import matrix_stage
from tests.journeys.stories import (
    STORIES,
    Story,
    an_offer_finds_its_taker,
    edits_and_deletions,
    from_a_request_to_karma,
    one_person_two_villages,
)
from tests.matrix.homeserver import Homeserver
from tests.matrix.js_member import MISSING, JsMember


def named(story: Story) -> str:
    """A story's own name."""
    return story.__name__


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES, ids=named)
async def test_story_in_encrypted_rooms(
    story: Story, homeserver: Homeserver, tmp_path: Path
) -> None:
    async with matrix_stage(homeserver, tmp_path) as stage:
        await story(stage)


@pytest.mark.parametrize(
    "story",
    [
        from_a_request_to_karma,
        an_offer_finds_its_taker,
        edits_and_deletions,
        one_person_two_villages,
    ],
    ids=named,
)
async def test_story_in_plain_rooms(story: Story, homeserver: Homeserver, tmp_path: Path) -> None:
    async with matrix_stage(homeserver, tmp_path, encrypted=False) as stage:
        await story(stage)


@pytest.mark.parametrize("version", ["11", "12"])
async def test_story_in_each_room_version(
    version: str, homeserver: Homeserver, tmp_path: Path
) -> None:
    async with matrix_stage(homeserver, tmp_path, room_version=version) as stage:
        await edits_and_deletions(stage)
        founder = stage.founders["maple"]
        create = founder.rooms[stage.rooms["maple"]].state["m.room.create", ""]["content"]
        assert create["room_version"] == version


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
async def test_a_member_on_another_client(homeserver: Homeserver, tmp_path: Path) -> None:
    """Cem, who helps in this story, uses what Element is built on, and is shown no warning about the bot."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        cem = await stage.person("cem", JsMember)
        await from_a_request_to_karma(stage)
        said = [m for room in cem.rooms for m in cem.messages(room, stage.bot.user)]
        assert len(said) > 4
        assert all(cem.trusts(m) for m in said)
