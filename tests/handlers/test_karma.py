"""One's own karma: asked for first, told in private, and turned off again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def test_karma_is_told_only_after_one_wished_it(stage: PipeStage) -> None:
    await stage.say("ana", "/karma")
    ask = latest(stage, "ana", "karma-ask")
    assert not any(character.isdigit() for character in ask.text)
    await stage.press("ana", "karma.opt_in")
    await stage.say("ana", "/karma")
    assert len([m for m in stage.private("ana") if m.key == "karma-own"]) == 2
    await stage.say("ana", "/karma off")
    assert latest(stage, "ana", "karma-off")
    await stage.say("ana", "/karma")
    assert stage.private("ana")[-1].key == "karma-ask"


async def test_asked_in_the_room_it_is_told_in_private(stage: PipeStage) -> None:
    before = len(stage.room("maple"))
    await stage.say("ana", "/karma", room="maple")
    await stage.press("ana", "karma.opt_in")
    await stage.say("ana", "/karma", room="maple")
    assert latest(stage, "ana", "karma-own")
    assert len(stage.room("maple")) == before


async def test_karma_halves_with_time(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.press("ana", "exchange.done")
    await stage.press(helper, "exchange.done")
    await stage.say(helper, "/karma")
    await stage.press(helper, "karma.opt_in")
    assert "60" in latest(stage, helper, "karma-own").text
    for person in ("bea", "cem", "dia"):
        assert (person == helper) == any("60" in m.text for m in stage.private(person))
    await stage.later("365d")
    await stage.say(helper, "/karma")
    assert "60" not in latest(stage, helper, "karma-own").text
