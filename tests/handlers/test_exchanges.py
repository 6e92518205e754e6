"""Doing it: the cards of both sides, the words afterwards, and what silence means."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.exchanges import Stage
from core.ports import Capabilities
from handlers.exchanges import chasing
from handlers.table import Turn
from tests.fakes import exchange_of, post_of, settle_village, someone, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, asked, latest

ANA, BO = someone("Ana"), someone("Bo")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def it_happened(stage: PipeStage) -> str:
    helper = await an_exchange(stage)
    await stage.press("ana", "exchange.done")
    await stage.press(helper, "exchange.done")
    return helper


async def test_a_calendar_file_for_what_has_a_time(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.press(helper, "exchange.calendar")
    file = stage.lines[-1]
    assert (file["say"], file["name"], file["to"]) == ("file", "exchange.ics", {"user": helper})
    content = base64.b64decode(file["base64"]).decode()
    assert "DTSTART:20260110T100000Z\r\n" in content
    assert "drill" in content


async def test_no_calendar_file_without_a_time(stage: PipeStage) -> None:
    helper = await an_exchange(stage, "Could someone lend me a drill?")
    assert latest(stage, helper, "exchange-open-helper").actions == [
        "exchange.done",
        "exchange.not_done",
        "exchange.cancel",
    ]


async def test_thanks_reach_the_one_person_once(stage: PipeStage) -> None:
    helper = await it_happened(stage)
    button = stage.button("ana", "exchange.thank")
    for _ in range(2):
        await stage.send(event="press", by_="ana", **button)
    assert "already" in stage.answers("ana")[-1]
    thanked = [m for p in ("bea", "cem", "dia", "ana") for m in stage.private(p)]
    assert [m.key for m in thanked].count("exchange-thanks") == 1
    assert latest(stage, helper, "exchange-thanks")


@pytest.mark.parametrize("verdict", ["good", "mixed"])
async def test_feedback_is_heard_by_nobody(stage: PipeStage, verdict: str) -> None:
    await it_happened(stage)
    before = len(stage.lines)
    await stage.press("ana", f"feedback.{verdict}")
    assert [line["key"] for line in stage.lines[before:]] == ["feedback-noted"]
    assert stage.lines[-1]["to"] == {"user": "ana"}


async def test_nobody_who_took_part_is_offered_as_a_safety_contact(stage: PipeStage) -> None:
    helper = await it_happened(stage)
    await stage.press(helper, "feedback.wrong")
    assert latest(stage, helper, "feedback-wrong-nobody").actions == ["feedback.nobody"]
    before = len(stage.lines)
    await stage.press(helper, "feedback.nobody")
    assert [line["say"] for line in stage.lines[before:]] == ["answer"]


async def test_cancelled_after_its_time_it_is_not_asked_again(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.later("6d")
    waiting = asked(stage, "bea", "cem", "dia")
    await stage.say(helper, "/cancel")
    assert latest(stage, "ana", "exchange-cancelled-requester")
    assert asked(stage, "bea", "cem", "dia") == waiting
    assert stage.marks("maple") == set()


async def test_an_offer_whose_taker_cancels_stands_again(stage: PipeStage) -> None:
    await stage.say("ana", "I can give somebody a lift to town on Saturday morning", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("bea", "exchange.cancel")
    assert latest(stage, "ana", "exchange-cancelled-helper")
    assert latest(stage, "ana", "post-offered").actions == ["post.drop"]


async def test_done_as_a_command(stage: PipeStage) -> None:
    await stage.say("ana", "/done")
    assert latest(stage, "ana", "done-nothing")
    helper = await an_exchange(stage)
    await stage.say("ana", "/done")
    assert latest(stage, "ana", "exchange-said-own")
    await stage.say(helper, "/done")
    assert latest(stage, "ana", "exchange-done")
    assert latest(stage, helper, "exchange-done")


async def test_done_asks_which_of_several(stage: PipeStage) -> None:
    await an_exchange(stage, "Could someone lend me a drill?")
    await stage.say("ana", "Could someone lend me a saw?", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.later("1d")
    await stage.press(asked(stage, "bea", "cem", "dia")[0], "match.yes")
    await stage.press("ana", "match.accept")
    await stage.say("ana", "/done")
    which = latest(stage, "ana", "done-which")
    assert which.actions == ["exchange.done"] * 2
    await stage.press("ana", "exchange.done", label="saw")
    said = [m for m in stage.private("ana") if m.key == "exchange-said-own"]
    assert ["saw" in m.text for m in said] == [True]


async def test_saying_done_twice_is_saying_it_once(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    button = stage.button("ana", "exchange.done")
    await stage.send(event="press", by_="ana", **button)
    await stage.send(event="press", by_="ana", **button)
    assert latest(stage, helper, "exchange-said-other")
    await stage.say("ana", "/done")
    assert latest(stage, helper, "exchange-said-other")


async def test_a_reminder_comes_before_its_time_to_who_has_not_said(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.press("ana", "exchange.done")
    await stage.later("5d")
    assert latest(stage, helper, "exchange-remind")
    assert not [m for m in stage.private("ana") if m.key == "exchange-remind"]


async def test_an_exchange_that_ended_takes_no_more_presses(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.later("6d")
    again = stage.button("ana", "exchange.not_done")
    await stage.press(helper, "exchange.not_done")
    await stage.send(event="press", by_="ana", **again)
    assert "settled" in stage.answers("ana")[-1]


async def test_deadlines_of_what_ended_say_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO])
        await work.posts.add(post_of(ANA))
        await work.exchanges.add(exchange_of(ANA, BO, stage=Stage.CANCELLED))
        turn = Turn(work=work, can=Capabilities(), subject="swap")
        for deadline in (chasing.remind, chasing.chase, chasing.silence):
            assert await deadline(turn) == []
