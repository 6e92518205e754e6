"""Faults that were found by playing, each as the story in which it showed."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.piping import Lines
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, asked, latest

LIFT = "I can give somebody a lift to town on Saturday morning"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def test_a_stop_wakes_whoever_waits_for_a_line() -> None:
    reading, writing = os.pipe()
    lines = Lines(reading)
    waiting = asyncio.create_task(lines.next())
    await asyncio.sleep(0)
    lines.stop()
    assert await asyncio.wait_for(waiting, 5) is None
    os.close(reading)
    os.close(writing)


async def test_newcomers_are_greeted_in_the_first_hour(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}") as stage:
        await stage.added("maple", "Maple Street", by="ana")
        await stage.join("maple", "bea")
        assert "Bea" in stage.room("maple")[-1].text


async def test_an_edited_time_is_when_it_ends(stage: PipeStage) -> None:
    message = await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.edit("ana", message, "I need a ladder on 20 January", "maple")
    await stage.later("2d")
    assert not [m for m in stage.private("ana") if m.key == "post-expired-notice"]


async def test_a_forgotten_draft_is_settled_not_an_error(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder, any day is fine", room="maple")
    await stage.later("4d")
    await stage.press("ana", "post.confirm")
    assert "settled" in stage.answers("ana")[-1]


async def test_words_for_a_draft_that_is_gone(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.change")
    await stage.press("ana", "post.not")
    await stage.say("ana", "a saw on Friday")
    assert stage.private("ana")[-1].key != "went-wrong"


async def test_a_block_cannot_be_read_from_the_answer(stage: PipeStage) -> None:
    await stage.say("ana", "/block bea")
    await stage.say("ana", LIFT, room="maple")
    await stage.press("ana", "post.confirm")
    for person in ("bea", "cem", "dia"):
        await stage.press(person, "match.yes")
    assert stage.answers("bea")[-1] == stage.answers("cem")[-1]
    assert "Cem" in latest(stage, "ana", "match-offer-taker").text
    await stage.press("ana", "match.accept")
    told = [latest(stage, person, "match-settled-thanks").text for person in ("bea", "dia")]
    assert told[0] == told[1]


async def test_a_one_sided_yes_does_not_count_before_its_time(stage: PipeStage) -> None:
    helper = await an_exchange(stage, "Can anyone lend me a drill on 30 January at 10?")
    await stage.press(helper, "exchange.done")
    await stage.later("8d")
    assert not [m for m in stage.private("ana") if m.key == "exchange-done"]
    await stage.later("26d")
    assert latest(stage, "ana", "exchange-done")


async def test_an_exchange_costs_at_most_four_notifications_a_side(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.later("6d")
    for person in ("ana", helper):
        await stage.press(person, "exchange.done")
    for person in ("ana", helper):
        await stage.press(person, "exchange.thank")
    for person in ("ana", helper):
        assert "thank you" in latest(stage, person, "exchange-thanks").text
        assert len(stage.private(person)) <= 4


async def test_a_cancelled_offer_can_be_taken_again(stage: PipeStage) -> None:
    await stage.say("ana", LIFT, room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("bea", "exchange.cancel")
    await stage.press("cem", "match.yes")
    await stage.press("ana", "match.accept")
    assert latest(stage, "cem", "exchange-open-requester")


async def test_a_yes_goes_with_who_leaves(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("cem", "match.yes")
    await stage.press("dia", "match.yes")
    await stage.say("dia", "/leave")
    await stage.say("bea", "/leave")
    assert "Cem" in latest(stage, "ana", "match-offer").text
    await stage.press("ana", "match.accept")
    assert latest(stage, "cem", "exchange-open-helper")
    assert not [m for m in stage.private("bea") if m.key == "exchange-open-helper"]


async def test_an_ask_goes_with_who_leaves(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.say("cem", "/leave")
    assert asked(stage, "cem") == []


async def test_a_cancelled_draft_leaves_no_words(tmp_path: Path) -> None:
    database = tmp_path / "draft.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "Could someone lend me a marmalade spoon?", room="maple")
        await stage.say("ana", "/cancel")
    assert b"marmalade" not in await asyncio.to_thread(database.read_bytes)


async def test_a_card_that_was_replaced_has_no_buttons(stage: PipeStage) -> None:
    await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.press("ana", "post.change")
    await stage.say("ana", "I need a ladder on Friday")
    assert latest(stage, "ana", "post-changed").actions == []


async def test_a_block_holds_also_when_it_comes_late(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    late = stage.button("bea", "match.block")
    await stage.say("ana", "/cancel")
    await stage.send(event="press", by_="bea", **late)
    await stage.say("bea", "/unblock")
    assert "settled" in stage.answers("bea")[-1] or latest(stage, "bea", "which-person")


def test_six_commands_stand_in_the_menu() -> None:
    assert len([command for command in app.table().commands() if command.everyday]) == 6


async def test_mydata_does_not_tell_how_far_asking_went(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder, any day is fine", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.say("ana", "/mydata")
    file = [said for said in stage.lines if said.get("say") == "file"][-1]
    (post,) = json.loads(base64.b64decode(file["base64"]))["posts"]
    assert not {"ask_limit", "wave"} & post.keys()


async def test_an_offer_brings_no_early_word_to_who_asks(stage: PipeStage) -> None:
    await stage.say("ana", "I need a drill tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    before = len(stage.private("ana"))
    await stage.press("bea", "match.block")
    await stage.say("bea", "I can lend my drill to anybody who needs it", room="maple")
    await stage.press("bea", "post.confirm")
    assert len(stage.private("ana")) == before


async def test_a_rest_never_shortens_a_longer_one(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder, any day is fine", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.say("bea", "/pause 60")
    await stage.press("bea", "match.rest")
    await stage.later("16d")
    await stage.say("cem", "I need a saw, any day is fine", room="maple")
    await stage.press("cem", "post.confirm")
    assert not asked(stage, "bea")


async def test_whoever_said_no_may_still_block(stage: PipeStage) -> None:
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.no")
    await stage.press("bea", "match.block")
    await stage.say("bea", "/unblock")
    assert latest(stage, "bea", "which-person").labels[0].startswith("1. ")


async def test_a_first_tap_is_answered_without_a_private_chat(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tap.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea")
        assert "Maple Street" in stage.answers("bea")[-1]


async def test_somebody_is_greeted_once(stage: PipeStage) -> None:
    await stage.join("maple", "eli")
    greetings = [said for said in stage.lines if said.get("key") == "community-greeting"]
    await stage.join("maple", "eli")
    await stage.leaves("maple", "eli")
    await stage.join("maple", "eli")
    again = [said for said in stage.lines if said.get("key") == "community-greeting"]
    assert len(again) == len(greetings)


async def test_a_stranger_is_answered_in_the_installations_language(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'es.db'}"
    async with pipe_stage(url, language="es") as stage:
        await stage.say("zed", "/start")
        assert "Hola" in stage.private("zed")[-1].text


async def test_an_edited_offer_reads_so_everywhere(stage: PipeStage) -> None:
    message = await stage.say("bea", "I can lend my bike to anybody who needs it", room="maple")
    await stage.press("bea", "post.confirm")
    await stage.edit("bea", message, "I can lend my trailer to anybody who needs it", "maple")
    assert "trailer" in stage.room("maple")[-1].text
    assert "trailer" in latest(stage, "bea", "post-offered").text
