"""Asking somebody who cannot be reached under their own message: only the question stands there, and not for long."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.ports import Capabilities
from handlers.posts import confirming
from handlers.table import Turn
from tests.fakes import working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest

LADDER = "I need a ladder tomorrow"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    """Bea can be written to; Ana, who has asked for a ladder, cannot yet."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea")
        await stage.reach("bea", "open")
        stage.asked_in = await stage.say("ana", LADDER, room="maple")  # type: ignore[attr-defined]
        yield stage


def in_room(stage: PipeStage) -> list[str]:
    """Return what was said or shown in the room about the post, in order; `withdraw` for what was taken back."""
    about = [said for said in stage.lines if (said.get("to") or {}).get("room")]
    keys = [said["key"] for said in about if str(said.get("key", "")).startswith("post-")]
    return keys + [said["say"] for said in stage.lines if said["say"] == "withdraw"]


async def test_the_question_leaves_the_room_when_it_is_answered(stage: PipeStage) -> None:
    assert in_room(stage) == ["post-confirm-request"]
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea") == ["bea"]
    assert in_room(stage) == ["post-confirm-request", "withdraw"]
    await stage.later("16m")
    assert in_room(stage) == ["post-confirm-request", "withdraw"]


async def test_what_comes_after_it_waits_for_the_private_chat(stage: PipeStage) -> None:
    await stage.press("ana", "post.confirm")
    assert not stage.private("ana")
    await stage.reach("ana", "open")
    assert latest(stage, "ana", "post-asking").actions == ["post.drop"]
    await stage.later("16m")
    assert latest(stage, "ana", "post-asking")
    await stage.press("ana", "post.drop")
    assert latest(stage, "ana", "post-dropped")


async def test_how_it_stands_is_told_once_when_it_changed_meanwhile(stage: PipeStage) -> None:
    await stage.press("ana", "post.confirm")
    await stage.say("ana", "/cancel", room="maple")
    await stage.reach("ana", "open")
    assert not [m for m in stage.private("ana") if m.key == "post-asking"]


@pytest.mark.parametrize("answer", ["post.not", "post.change"])
async def test_every_answer_ends_it(stage: PipeStage, answer: str) -> None:
    await stage.press("ana", answer)
    await stage.later("16m")
    assert in_room(stage) == ["post-confirm-request", "withdraw"]


async def test_who_changes_it_privately_keeps_the_new_question(stage: PipeStage) -> None:
    await stage.press("ana", "post.change")
    await stage.reach("ana", "open")
    await stage.say("ana", "a saw tomorrow")
    assert in_room(stage) == ["post-confirm-request", "withdraw"]
    await stage.later("16m")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea") == ["bea"]


async def test_an_edit_changes_the_question_where_it_stands(stage: PipeStage) -> None:
    await stage.edit("ana", stage.asked_in, "I need a saw tomorrow", room="maple")  # type: ignore[attr-defined]
    assert in_room(stage) == ["post-confirm-request", "post-confirm-request"]
    button = stage.button("ana", "post.confirm")
    await stage.later("16m")
    assert in_room(stage)[-1] == "withdraw"
    await stage.send(event="press", by_="ana", **button)
    assert not asked(stage, "bea")


async def test_a_request_taken_away_takes_its_question_along(stage: PipeStage) -> None:
    await stage.delete(stage.asked_in, room="maple")  # type: ignore[attr-defined]
    await stage.later("16m")
    assert in_room(stage) == ["post-confirm-request", "withdraw"]


async def test_a_question_that_faded_cannot_be_answered(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "I need a ladder tomorrow", room="maple")
        button = stage.button("ana", "post.confirm")
        await stage.later("16m")
        await stage.send(event="press", by_="ana", **button)
        await stage.reach("ana", "open")
        assert stage.answers("ana")
        assert not asked(stage, "bea")


async def test_a_question_about_a_forgotten_draft_has_nothing_to_fade(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        assert await confirming.fade(Turn(work=work, can=Capabilities(), subject="gone")) == []
