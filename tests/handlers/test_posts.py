"""A post's life as its author meets it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.ports import Capabilities
from core.posts import Stage
from handlers.posts import confirming
from handlers.posts import posting as posts
from handlers.table import Turn
from tests.fakes import post_of, settle_village, someone, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, asked, latest

ANA = someone("Ana")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def a_request(stage: PipeStage, text: str = "Could someone lend me a ladder?") -> str:
    """Ana asks in the room, and confirms."""
    message = await stage.say("ana", text, room="maple")
    await stage.press("ana", "post.confirm")
    return message


async def test_a_vague_request_gets_one_question(stage: PipeStage) -> None:
    await stage.say("ana", "Can someone feed my cat?", room="maple")
    assert "?" in latest(stage, "ana", "post-confirm-request").text.split("\n")[1]


async def test_once_it_is_open_the_old_questions_are_settled(stage: PipeStage) -> None:
    await stage.say("ana", "Could someone lend me a drill?", room="maple")
    first = {a: stage.button("ana", a) for a in ("post.confirm", "post.change", "post.not")}
    await stage.press("ana", "post.change")
    await stage.say("ana", "a ladder")
    await stage.press("ana", "post.confirm")
    for button in first.values():
        await stage.send(event="press", by_="ana", **button)
    assert [text for text in stage.answers("ana") if "settled" in text] == stage.answers("ana")[-3:]
    assert asked(stage, "bea", "cem", "dia") == ["bea", "cem", "dia"]


async def test_words_that_come_too_late_change_nothing(stage: PipeStage) -> None:
    await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.press("ana", "post.change")
    await stage.press("ana", "post.confirm")
    await stage.say("ana", "a ladder")
    assert stage.private("ana")[-1].key == "refused-settled"
    assert "drill" in latest(stage, "bea", "match-ask").text


async def test_a_change_that_is_too_long_may_be_tried_again(stage: PipeStage) -> None:
    await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.press("ana", "post.change")
    await stage.say("ana", "ladder " * 200)
    assert latest(stage, "ana", "refused-too-long")
    await stage.say("ana", "a ladder")
    assert "ladder" in latest(stage, "ana", "post-confirm-request").text


async def test_what_was_agreed_is_cancelled_not_dropped(stage: PipeStage) -> None:
    await a_request(stage)
    await stage.say("ana", "/mine")
    drop = stage.button("ana", "post.drop", label="ladder")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.send(event="press", by_="ana", **drop)
    assert "running" in stage.answers("ana")[-1] or "agreed" in stage.answers("ana")[-1]
    await stage.say("ana", "/mine")
    mine = latest(stage, "ana", "mine-all")
    assert mine.actions == []
    assert mine.text.count("ladder") == 1


async def test_what_ended_cannot_be_shown_in_the_room(stage: PipeStage) -> None:
    for person in ("bea", "cem", "dia"):
        await stage.say(person, "/pause")
    await a_request(stage)
    await stage.later("28d")
    button = stage.button("ana", "post.room")
    assert latest(stage, "ana", "post-renew").actions == ["post.renew", "post.drop"]
    await stage.press("ana", "post.drop")
    before = len(stage.room("maple"))
    await stage.send(event="press", by_="ana", **button)
    assert "settled" in stage.answers("ana")[-1]
    assert len(stage.room("maple")) == before


async def test_keep_looking_asks_those_who_are_free_again(stage: PipeStage) -> None:
    for person in ("bea", "cem", "dia"):
        await stage.say(person, "/pause 1")
    await a_request(stage)
    await stage.later("3h")
    await stage.press("ana", "post.keep")
    assert asked(stage, "bea", "cem", "dia") == []
    await stage.later("2d")
    assert asked(stage, "bea", "cem", "dia") == ["bea", "cem", "dia"]


async def test_the_room_card_carries_a_button_and_is_settled_with_the_request(
    stage: PipeStage,
) -> None:
    for person in ("bea", "cem", "dia"):
        await stage.say(person, "/pause")
    await a_request(stage, "Could someone lend me a ladder at 12 Elm Road on Saturday at 10?")
    await stage.later("3h")
    await stage.press("ana", "post.room")
    card = stage.room("maple")[-1]
    assert card.labels == ["I can"]
    assert "10:00" not in card.text
    assert "12 Elm" not in card.text
    await stage.press("cem", "match.yes")
    await stage.press("ana", "match.accept")
    assert stage.room("maple")[-1].actions == []


async def test_what_was_done_is_neither_renewed_nor_ended_again(stage: PipeStage) -> None:
    await a_request(stage)
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("ana", "exchange.done")
    await stage.press("bea", "exchange.done")
    before = len(stage.private("ana"))
    await stage.later("40d")
    assert len(stage.private("ana")) == before


async def test_a_renewal_comes_once(stage: PipeStage) -> None:
    for person in ("bea", "cem", "dia"):
        await stage.say(person, "/pause")
    await a_request(stage)
    await stage.later("28d")
    renew = stage.button("ana", "post.renew")
    await stage.send(event="press", by_="ana", **renew)
    await stage.send(event="press", by_="ana", **renew)
    assert "settled" in stage.answers("ana")[-1]


async def test_only_the_authors_edit_counts(stage: PipeStage) -> None:
    message = await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.edit("bea", message, "Could someone lend me a piano?", "maple")
    assert "drill" in latest(stage, "ana", "post-confirm-request").text


async def test_a_draft_edited_into_chatter_is_forgotten(stage: PipeStage) -> None:
    message = await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.edit("ana", message, "never mind, lovely weather", "maple")
    assert stage.private("ana")[-1].key == "post-not"
    assert stage.marks("maple") == set()


async def test_an_open_request_edited_is_told_anew_to_who_has_not_answered(
    stage: PipeStage,
) -> None:
    message = await a_request(stage)
    await stage.press("bea", "match.no")
    await stage.edit("ana", message, "Could someone lend me a saw?", "maple")
    assert "saw" in latest(stage, "cem", "match-ask").text
    assert latest(stage, "bea", "match-no-card")
    assert "saw" in latest(stage, "ana", "post-asking").text
    await stage.edit("ana", message, "never mind, lovely weather", "maple")
    assert "saw" in latest(stage, "ana", "post-asking").text


async def test_after_both_said_yes_an_edit_reaches_both_and_a_deletion_changes_nothing(
    stage: PipeStage,
) -> None:
    message = await a_request(stage)
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.edit("ana", message, "Could someone lend me a saw?", "maple")
    assert "saw" in latest(stage, "bea", "exchange-changed").text
    assert "saw" in latest(stage, "ana", "exchange-open-requester").text
    before = len(stage.lines)
    await stage.edit("ana", message, "could someone lend me a saw?", "maple")
    assert len(stage.lines) == before + 2  # the same thing in other letters: only the cards follow
    await stage.delete(message, "maple")
    assert len(stage.lines) == before + 2


async def test_a_deleted_draft_is_forgotten(stage: PipeStage) -> None:
    message = await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.delete(message, "maple")
    assert stage.private("ana")[-1].key == "post-not"
    assert stage.marks("maple") == set()


async def test_what_is_edited_or_deleted_privately_is_no_post(stage: PipeStage) -> None:
    said = await stage.say("ana", "Could someone lend me a drill?")
    before = len(stage.lines)
    await stage.send(event="edit", id=said, by_="ana", text="Could someone lend me a saw?")
    await stage.send(event="delete", id=said)
    assert len(stage.lines) == before


async def test_cancel_without_anything_open(stage: PipeStage) -> None:
    await stage.say("ana", "/cancel")
    assert latest(stage, "ana", "cancel-nothing")


async def test_cancel_ends_the_one_exchange_that_runs(stage: PipeStage) -> None:
    helper = await an_exchange(stage)
    await stage.say(helper, "/cancel")
    assert latest(stage, helper, "exchange-cancel-answer")
    assert latest(stage, "ana", "exchange-cancelled-requester")


async def test_cancel_asks_which_of_several(stage: PipeStage) -> None:
    await an_exchange(stage)
    await stage.say("ana", "Could someone lend me a saw?", room="maple")
    await stage.say("ana", "/cancel")
    which = latest(stage, "ana", "cancel-which")
    assert which.actions == ["exchange.cancel", "post.drop"]
    assert ["drill" in which.labels[0], "saw" in which.labels[1]] == [True, True]
    await stage.press("ana", "post.drop", label="saw")
    await stage.press("ana", "exchange.cancel", label="drill")
    assert latest(stage, "ana", "exchange-cancelled")


async def test_mine_lists_what_is_open_for_each_side(stage: PipeStage) -> None:
    await stage.say("ana", "/mine")
    assert latest(stage, "ana", "mine-nothing")
    helper = await an_exchange(stage)
    await stage.say("ana", "Could someone lend me a saw?", room="maple")
    await stage.say("ana", "I can give somebody a lift to town on Friday", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.say("ana", "/mine")
    mine = latest(stage, "ana", "mine-all").text.split("\n")
    assert [word in " ".join(mine) for word in ("drill", "saw", "lift")] == [True] * 3
    await stage.say(helper, "/mine")
    assert "drill" in latest(stage, helper, "mine-all").text


async def test_an_ask_that_waits_stands_in_mine_without_its_exact_time(stage: PipeStage) -> None:
    await a_request(stage, "Could someone lend me a ladder on Saturday at 10?")
    await stage.say("bea", "/mine")
    told = latest(stage, "bea", "mine-all").text
    assert "ladder" in told
    assert "10:00" not in told


async def test_how_many_and_how_urgent_stand_on_the_card(stage: PipeStage) -> None:
    await stage.say("ana", "Could someone lend me 3 chairs, urgently, tonight?", room="maple")
    facts = latest(stage, "ana", "post-confirm-request").text.split("\n")[0]
    assert "3" in facts
    assert "urgent" in facts


async def test_a_villages_own_type_is_called_by_its_name(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url) as stage:
        await a_village(stage, "ana", "bea")
    types = json.dumps([{"name": "tool_shed", "kind": "borrow"}, {"name": "other"}])
    with sqlite3.connect(tmp_path / "village.db") as connection:
        connection.execute(
            "UPDATE communities SET config = json_set(config, '$.request_types', json(?))", (types,)
        )
    async with pipe_stage(url, seed="8") as again:
        again.take_over(stage)
        await again.say("ana", "Could someone lend me a ladder?", room="maple")
        assert "tool shed · ladder" in latest(again, "ana", "post-confirm-request").text


@pytest.mark.parametrize("stage_", [Stage.WITHDRAWN, Stage.AGREED, Stage.DONE])
async def test_deadlines_of_what_is_not_open_say_nothing(tmp_path: Path, stage_: Stage) -> None:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA])
        await work.posts.add(post_of(ANA, stage=stage_))
        turn = Turn(work=work, can=Capabilities(), subject="drill")
        for deadline in (confirming.fade, posts.ask_renewal, posts.expire):
            assert await deadline(turn) == []


async def test_a_question_about_a_forgotten_draft_has_nothing_to_fade(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        assert await confirming.fade(Turn(work=work, can=Capabilities(), subject="gone")) == []
