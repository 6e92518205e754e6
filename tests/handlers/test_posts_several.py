"""Requests for several people and requests that come again, where words change, messages go, and people leave."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest

OTHERS = ("bea", "cem", "dia", "eli")
SOUP = "Could someone bring soup every Tuesday at 18:00?"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", *OTHERS)
        yield stage


async def asks(stage: PipeStage, words: str) -> str:
    message = await stage.say("ana", words, room="maple")
    await stage.press("ana", "post.confirm")
    return message


async def helps(stage: PipeStage, person: str) -> None:
    await stage.press(person, "match.yes")
    await stage.press("ana", "match.accept")


async def test_other_words_may_take_more_people_or_fewer(stage: PipeStage) -> None:
    said = await asks(stage, "We need two people to move a sofa on Saturday at 10")
    first, second, third = asked(stage, *OTHERS)
    await helps(stage, first)
    await helps(stage, second)
    assert latest(stage, "ana", "post-agreed")
    assert latest(stage, third, "match-settled")
    more = "We need four people to move a sofa on Saturday at 10"
    await stage.edit("ana", said, more, room="maple")
    assert "2 of 4" in latest(stage, "ana", "post-filling").text
    (fourth,) = asked(stage, *OTHERS)
    assert fourth not in (first, second, third)
    assert "4 people" in latest(stage, first, "exchange-changed").text
    fewer = "We need two people to move a sofa on Saturday at 10"
    await stage.edit("ana", said, fewer, room="maple")
    assert latest(stage, "ana", "post-full")
    assert latest(stage, fourth, "match-settled")


async def test_a_message_taken_away_leaves_those_who_were_found(stage: PipeStage) -> None:
    said = await asks(stage, "We need two people to move a sofa every Saturday at 10")
    first, *others = asked(stage, *OTHERS)
    await helps(stage, first)
    await stage.delete(said, "maple")
    assert latest(stage, "ana", "post-full").actions == []
    assert asked(stage, *others) == []
    await stage.later("14d")
    assert not [m for m in stage.private("ana") if m.key == "post-again"]


async def test_letting_go_of_what_fills_stops_the_asking(stage: PipeStage) -> None:
    await asks(stage, "We need two people to move a sofa on Saturday at 10")
    first, *others = asked(stage, *OTHERS)
    await helps(stage, first)
    await stage.say("ana", "/mine")
    assert "1 of 2 found" in latest(stage, "ana", "mine-all").text
    await stage.press("ana", "post.drop")
    assert latest(stage, "ana", "post-full")
    assert latest(stage, first, "exchange-open-helper")
    assert asked(stage, *others) == []


async def test_when_its_time_comes_those_who_were_found_are_enough(stage: PipeStage) -> None:
    await asks(stage, "We need two people to move a sofa on Saturday at 10")
    first, *_ = asked(stage, *OTHERS)
    await helps(stage, first)
    await stage.later("1d")
    assert "1 of 2" in latest(stage, "ana", "post-nobody-more").text
    await stage.later("5d")
    assert latest(stage, "ana", "post-full")
    assert not [m for m in stage.private("ana") if m.key == "post-expired-notice"]


async def test_one_time_may_be_left_out_and_stopping_keeps_what_runs(stage: PipeStage) -> None:
    await asks(stage, SOUP)
    await stage.press("ana", "post.drop")
    assert latest(stage, "ana", "post-skipped").actions == ["post.stop"]
    await stage.later("34h")
    assert "13" in latest(stage, "ana", "post-again").text
    await stage.press("ana", "post.stop")
    assert latest(stage, "ana", "post-asking").actions == ["post.drop"]
    helper, *_ = asked(stage, *OTHERS)
    await helps(stage, helper)
    assert latest(stage, "ana", "post-agreed").actions == []
    await stage.later("10d")
    assert not [m for m in stage.private("ana") if m.key.startswith("post-again")]


async def test_stopping_an_agreed_one_keeps_the_agreement(stage: PipeStage) -> None:
    await asks(stage, SOUP)
    helper, *_ = asked(stage, *OTHERS)
    await helps(stage, helper)
    await stage.press("ana", "post.stop")
    assert latest(stage, "ana", "post-agreed").actions == []
    assert "exchange.done" in latest(stage, helper, "exchange-open-helper").actions


async def test_a_series_ends_with_its_message_and_with_its_author(stage: PipeStage) -> None:
    said = await asks(stage, SOUP)
    await helps(stage, asked(stage, *OTHERS)[0])
    await stage.delete(said, "maple")
    await stage.later("8d")
    assert not [m for m in stage.private("ana") if m.key.startswith("post-again")]
    await asks(stage, SOUP)
    await stage.say("ana", "/leave")
    await stage.later("8d")
    assert not [m for m in stage.private("ana") if m.key.startswith("post-again")]
    assert asked(stage, *OTHERS) == []


async def test_who_left_is_not_asked_for_once_more(stage: PipeStage) -> None:
    await asks(stage, SOUP)
    await stage.later("2d")
    assert latest(stage, "ana", "post-again-whether")
    await stage.say("ana", "/leave")
    await stage.press("ana", "post.again")
    assert asked(stage, *OTHERS) == []


async def test_an_offer_is_made_to_stand_by_its_author(stage: PipeStage) -> None:
    await stage.say("ana", "/offer my ladder")
    assert "until you take it back" not in latest(stage, "ana", "post-confirm-offer").text
    await stage.press("ana", "post.standing")
    assert "until you take it back" in latest(stage, "ana", "post-confirm-offer").text
    await stage.press("ana", "post.confirm")
    for taker in ("bea", "cem"):
        await stage.press(taker, "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("ana", "match.accept")
    for taker in ("bea", "cem"):
        assert latest(stage, taker, "exchange-open-requester")
    await stage.press("ana", "post.drop")
    await stage.press("bea", "exchange.cancel")
    assert latest(stage, "ana", "post-dropped")


async def test_somebody_stands_behind_who_seldom_kept_a_promise(stage: PipeStage) -> None:
    for number, asker in enumerate(("cem", "dia", "eli")):
        await stage.say(asker, f"Could someone lend me a tool number {number}?", room="maple")
        await stage.press(asker, "post.confirm")
        while "bea" not in asked(stage, "bea"):
            await stage.later("2h")
        await stage.press("bea", "match.yes")
        await stage.press(asker, "match.accept")
        await stage.press(asker, "exchange.not_done")
    await stage.later("8d")
    await asks(stage, "Could someone lend me a ladder on Friday at 10?")
    while "bea" not in asked(stage, "bea"):
        await stage.later("2h")
    second = next(p for p in asked(stage, *OTHERS) if p != "bea")
    await stage.press("bea", "match.yes")
    await stage.press(second, "match.yes")
    await stage.press("ana", "match.accept")
    assert not [m for m in stage.private(second) if m.key == "match-settled-thanks"]
    await stage.press("bea", "exchange.cancel")
    await stage.press("ana", "match.accept")
    assert latest(stage, second, "exchange-open-helper")
