"""Input that is wrong gets a clear answer and loses nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem")
        yield stage


async def test_an_unknown_command(stage: PipeStage) -> None:
    await stage.say("ana", "/abracadabra now")
    assert "/abracadabra" in latest(stage, "ana", "refused-unknown-command").text


async def test_an_unknown_name_and_a_missing_one(stage: PipeStage) -> None:
    await stage.say("ana", "/block Nobody")
    assert "Nobody" in latest(stage, "ana", "refused-unknown-name").text
    await stage.say("ana", "/block")
    assert latest(stage, "ana", "refused-name-missing")


async def test_an_ambiguous_name_is_asked_about(stage: PipeStage) -> None:
    await stage.send(event="join", room="maple", user="bea2", name="Bea")
    await stage.press("bea2", "member.in")
    await stage.say("ana", "/block Bea")
    which = latest(stage, "ana", "which-person")
    assert which.labels == ["1. Bea", "2. Bea (@bea2)"]
    await stage.press("ana", "person.block")
    assert latest(stage, "ana", "block-done")


async def test_somebody_elses_button(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    button = stage.button("ana", "post.confirm")
    await stage.send(event="press", by_="bea", **button)
    assert "somebody else" in stage.answers("bea")[-1]
    assert not asked(stage, "bea", "cem")


async def test_a_button_pressed_twice(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    button = stage.button("ana", "post.confirm")
    await stage.send(event="press", by_="ana", **button)
    lines = len([m for m in stage.private("bea") if m.key == "match-ask"])
    await stage.send(event="press", by_="ana", **button)
    assert "settled" in stage.answers("ana")[-1]
    assert len([m for m in stage.private("bea") if m.key == "match-ask"]) == lines


async def test_a_button_of_no_message(stage: PipeStage) -> None:
    await stage.send(event="press", by_="ana", message="nothing", choice="post.confirm")
    assert "settled" in stage.answers("ana")[-1]


async def test_a_yes_after_the_end(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    button = stage.button("bea", "match.yes")
    await stage.say("ana", "/cancel")
    await stage.send(event="press", by_="bea", **button)
    assert "settled" in stage.answers("bea")[-1]


async def test_a_text_that_is_too_long(stage: PipeStage) -> None:
    await stage.say("ana", "/ask " + "ladder " * 500)
    assert "1000" in latest(stage, "ana", "refused-too-long").text.replace(",", "")
    await stage.say("ana", "/ask")
    await stage.say("ana", "ladder " * 500)
    assert len([m for m in stage.private("ana") if m.key == "refused-too-long"]) == 2
    await stage.say("ana", "a ladder tomorrow")
    assert latest(stage, "ana", "post-confirm-request")


async def test_names_cannot_turn_or_break_a_sentence(stage: PipeStage) -> None:
    await stage.send(event="join", room="maple", user="eve", name="<b>Eve</b>\u202e\u0007\nX")
    assert "<b>Eve</b> X" in stage.room("maple")[-1].text
    assert "\u202e" not in stage.room("maple")[-1].text


async def test_a_request_in_the_past(stage: PipeStage) -> None:
    await stage.say("ana", "/ask a ladder on 2 January at 10:00")
    assert latest(stage, "ana", "post-confirm-past").actions == ["post.change", "post.not"]
    await stage.press("ana", "post.change")
    await stage.say("ana", "a ladder on 8 January at 10:00")
    assert "post.confirm" in latest(stage, "ana", "post-confirm-request").actions
    assert not asked(stage, "bea", "cem")


async def test_a_time_that_passes_before_it_is_confirmed(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder today at 11:00", room="maple")
    await stage.later("5h")
    await stage.press("ana", "post.confirm")
    assert "over" in stage.answers("ana")[-1]
    assert not asked(stage, "bea", "cem")


async def test_too_many_open_requests(stage: PipeStage) -> None:
    for thing in ("ladder", "drill", "saw"):
        await stage.say("ana", f"Could someone lend me a {thing}?", room="maple")
        await stage.press("ana", "post.confirm")
    await stage.say("ana", "Could someone lend me a tent?", room="maple")
    await stage.press("ana", "post.confirm")
    assert "3" in stage.answers("ana")[-1]


async def test_wrong_limits_pauses_and_zones(stage: PipeStage) -> None:
    for words, key in (
        ("/pause soon", "refused-pause-days"),
        ("/pause 0", "refused-pause-days"),
        ("/limits 99", "refused-limits"),
        ("/limits quiet late-early", "refused-limits"),
        ("/limits zone Atlantis", "refused-time-zone"),
        ("/limits nonsense", "refused-limits"),
    ):
        await stage.say("ana", words)
        assert stage.private("ana")[-1].key == key


async def test_private_words_that_are_no_request_get_a_hint(stage: PipeStage) -> None:
    await stage.say("ana", "hello there")
    assert latest(stage, "ana", "said-hint")


async def test_commands_of_members_are_refused_to_strangers(stage: PipeStage) -> None:
    await stage.say("zoe", "/karma")
    assert latest(stage, "zoe", "refused-not-a-member")


async def test_a_room_nobody_added(stage: PipeStage) -> None:
    await stage.say("ana", "hello", room="elsewhere")
    assert "elsewhere" in stage.lines[-1]["error"]


async def test_a_full_village(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'full.db'}") as stage:
        crowd = [f"person{i}" for i in range(150)]
        await a_village(stage, *crowd)
        await stage.join("maple", "late")
        await stage.press("late", "member.in")
        assert "150" in stage.answers("late")[-1]


async def test_chatter_that_is_edited_into_a_request_is_heard(stage: PipeStage) -> None:
    message = await stage.say("ana", "hello everybody", room="maple")
    await stage.edit("ana", message, "I need a ladder tomorrow", "maple")
    assert "ladder" in latest(stage, "ana", "post-confirm-request").text
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]
