"""Rooms that are made for a village: by whom, where that is possible, and what is told when it is not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.events import RoomMade
from core.ports import Capabilities
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea")
        yield stage


def cannot_make_rooms(stage: PipeStage) -> None:
    stage.player._spine._platforms["pipe"].can = Capabilities(idempotent=True)


async def test_where_no_room_can_be_made_it_is_said_how_else(stage: PipeStage) -> None:
    cannot_make_rooms(stage)
    await stage.say("ana", "/room Tools")
    assert stage.private("ana")[-1].key == "refused-room-here"
    await stage.say("ana", "/room")
    assert stage.private("ana")[-1].key == "room-all"


async def test_a_button_is_worth_nothing_once_rooms_cannot_be_made(stage: PipeStage) -> None:
    await stage.say("ana", "/room Tools")
    cannot_make_rooms(stage)
    await stage.press("ana", "room.make")
    assert "already settled" in stage.answers("ana")[-1]
    assert not [line for line in stage.lines if line["say"] == "make_room"]


async def test_a_room_that_would_not_be_made_is_told_to_who_wished_it(stage: PipeStage) -> None:
    await stage.say("ana", "/room Tools")
    ask = latest(stage, "ana", "room-ask")
    spine = stage.player._spine
    async with stage.player._storage.begin("look", spine.clock.now()) as work:
        ((_, community),) = await work.communities.villages()
        card = (await work.outbox.picked(ask.id, "room.make")).card
    failed = {"made": "", "community": community.id, "title": "Tools", "card": card}
    await spine.handle(RoomMade(platform="pipe", key="made:1", **failed))
    assert latest(stage, "ana", "room-not-made").id == ask.id


async def test_a_room_is_bound_once(stage: PipeStage) -> None:
    await stage.say("ana", "/room Tools")
    await stage.press("ana", "room.make")
    room = stage.made("Tools")
    spine = stage.player._spine
    async with stage.player._storage.begin("look", spine.clock.now()) as work:
        village = (await work.communities.room("pipe", room)).community
    before = len(stage.lines)
    again = RoomMade(platform="pipe", key="made:2", made=room, community=village, title="Tools")
    await spine.handle(again)
    assert stage.lines[before:] == []
    assert spine.rooms("pipe") == ["maple", room]
    assert [line["user"] for line in stage.lines if line["say"] == "admit"] == ["ana", "bea"]
