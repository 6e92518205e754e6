"""A room becomes a village; people arrive, are in, walk out and leave."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.ports import Capabilities
from handlers.communities import arriving
from handlers.table import Turn
from tests.fakes import someone, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def test_a_room_is_introduced_to_me_once(stage: PipeStage) -> None:
    await stage.added("maple", "Maple Street", by="ana")
    card = stage.room("maple")[-1]
    assert (card.key, card.actions) == ("community-arrival", ["member.in", "setup.begin"])
    assert "bot" in card.text
    await stage.added("maple", "Maple Street", by="bea")
    assert stage.room("maple") == [card]


async def test_newcomers_share_one_greeting(stage: PipeStage) -> None:
    await a_village(stage, "ana")
    await stage.join("maple", "bea")
    await stage.later("30m")
    await stage.join("maple", "cem", "bea")
    greetings = [m for m in stage.room("maple") if m.key == "community-greeting"]
    assert len(greetings) == 1
    assert "Bea" in greetings[0].text
    assert "Cem" in greetings[0].text
    await stage.later("2h")
    await stage.join("maple", "dia")
    assert [m.key for m in stage.room("maple")].count("community-greeting") == 2


async def test_an_arrival_outside_any_village_says_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        turn = Turn(work=work, can=Capabilities(), person=someone())
        assert await arriving.arrived(turn) == []
        assert await arriving.left_room(turn) == []


async def test_one_is_in_once(stage: PipeStage) -> None:
    await stage.added("maple", "Maple Street", by="ana")
    await stage.press("ana", "member.in")
    await stage.press("ana", "member.in")
    assert "already" in stage.answers("ana")[-1]


async def test_walking_out_of_the_room_is_no_leaving(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.join("maple", "dia")
    await stage.leaves("maple", "bea")
    await stage.leaves("maple", "dia")
    await stage.say("bea", "/karma")
    assert latest(stage, "bea", "karma-ask")
    await stage.say("dia", "/start")
    assert latest(stage, "dia", "start-stranger")


async def test_who_leaves_takes_back_what_is_open_here_and_only_here(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.added("oak", "Oak Lane", by="ana")
    await stage.press("ana", "member.in")
    kept = await stage.say("ana", "Could someone lend me a saw?", room="oak")
    await stage.say("ana", "/leave")
    await stage.press("ana", "community.pick.1")
    assert "Maple Street" in latest(stage, "ana", "leave-done").text
    assert asked(stage, "bea", "cem") == []
    assert stage.marks("maple") == set()
    assert stage.marks("oak") == {kept}
    await stage.say("ana", "/mine")
    assert "saw" in latest(stage, "ana", "mine-all").text


async def test_who_left_is_not_asked_and_may_come_back(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("bea", "/leave")
    await stage.say("ana", "I need a ladder on Saturday", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["cem"]
    await stage.press("bea", "member.in")
    await stage.later("2h")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]
