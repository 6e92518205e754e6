"""From something said to a private question."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.ports import Capabilities
from handlers import listening
from handlers.table import Turn
from tests.fakes import working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea")
        yield stage


async def test_what_is_uncertain_is_asked_about_without_a_mark(stage: PipeStage) -> None:
    text = "does anyone have a splodger until Friday?"
    await stage.say("ana", text, room="maple")
    assert latest(stage, "ana", "post-confirm-request")
    assert stage.marks("maple") == set()


async def test_ten_is_ten_by_the_speakers_own_clock(stage: PipeStage) -> None:
    await stage.say("ana", "/limits zone Asia/Tokyo")
    await stage.say("ana", "I need a ladder on Saturday at 10", room="maple")
    assert "10:00" in latest(stage, "ana", "post-confirm-request").text
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    assert "1:00" in latest(stage, "bea", "exchange-open-helper").text


async def test_what_is_nothing_in_the_speakers_own_language_stays_chatter(
    stage: PipeStage,
) -> None:
    await stage.say("ana", "/language es")
    before = len(stage.lines)
    await stage.say("ana", "ISO tamagotchis", room="maple")
    assert len(stage.lines) == before
    await stage.say("bea", "ISO moving boxes", room="maple")
    assert latest(stage, "bea", "post-confirm-request")


@pytest.mark.parametrize(
    ("command", "act", "question"),
    [("ask", "request", "ask-what"), ("offer", "offer", "offer-what")],
)
async def test_by_hand_in_one_message_or_in_two(
    stage: PipeStage, command: str, act: str, question: str
) -> None:
    await stage.say("ana", f"/{command} a ladder on Saturday")
    assert "ladder" in latest(stage, "ana", f"post-confirm-{act}").text
    await stage.say("ana", f"!{command}")
    assert stage.private("ana")[-1].key == question
    await stage.say("ana", "a saw on Sunday")
    assert "saw" in latest(stage, "ana", f"post-confirm-{act}").text
    assert stage.room("maple")[-1].key != f"post-confirm-{act}"


async def test_what_is_said_privately_needs_no_command(stage: PipeStage) -> None:
    await stage.say("ana", "I can lend my ladder to anybody who needs it")
    assert latest(stage, "ana", "post-confirm-offer")
    await stage.say("ana", "Could someone lend me a saw?")
    assert latest(stage, "ana", "post-confirm-request")


async def test_another_command_forgets_the_question(stage: PipeStage) -> None:
    await stage.say("ana", "/ask")
    await stage.say("ana", "/mine")
    await stage.say("ana", "lovely weather")
    assert stage.private("ana")[-1].key == "said-hint"


async def test_a_question_is_not_answered_after_a_day(stage: PipeStage) -> None:
    await stage.say("ana", "/ask")
    await stage.later("25h")
    await stage.say("ana", "lovely weather")
    assert stage.private("ana")[-1].key == "said-hint"


async def test_somebody_present_may_ask_and_becomes_a_member_by_confirming(
    stage: PipeStage,
) -> None:
    await stage.join("maple", "cem")
    await stage.say("cem", "/ask a ladder", room="maple")
    assert latest(stage, "cem", "post-confirm-request")
    await stage.say("cem", "/karma")
    assert latest(stage, "cem", "refused-not-a-member")
    await stage.press("cem", "post.confirm")
    await stage.say("cem", "/karma")
    assert latest(stage, "cem", "karma-ask")


async def test_a_members_command_in_a_strangers_room_is_refused(stage: PipeStage) -> None:
    await stage.added("oak", "Oak Lane", by="cem")
    await stage.say("ana", "/karma", room="oak")
    assert latest(stage, "ana", "refused-not-a-member")
    await stage.say("ana", "/karma", room="maple")
    assert latest(stage, "ana", "karma-ask")
    assert not [m for m in stage.room("maple") if m.key.startswith("karma")]


async def test_nothing_heard_is_nothing_said(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        assert await listening.heard(Turn(work=work, can=Capabilities())) == []
