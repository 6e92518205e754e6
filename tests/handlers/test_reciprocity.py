"""Reciprocity as the handlers tell it, where the stories of tests/journeys/reciprocity_stories.py do not go."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem")
        yield stage


def last(stage: PipeStage, person: str) -> str:
    return stage.private(person)[-1].key


def count(stage: PipeStage, person: str, key: str) -> int:
    return len([m for m in stage.private(person) if m.key == key])


@pytest.mark.parametrize("words", ["99:99", "soon", "7:30 8:30"])
async def test_what_is_no_hour_is_refused(stage: PipeStage, words: str) -> None:
    await stage.say("ana", f"/week {words}")
    assert last(stage, "ana") == "refused-hour"


async def test_an_hour_said_while_the_week_runs_moves_the_next_step(stage: PipeStage) -> None:
    await stage.say("ana", "/week")
    await stage.press("ana", "week.next")
    await stage.say("ana", "/week 7:30")
    shown = [m for m in stage.private("ana") if m.key == "week-flow"]
    assert [bool(m.actions) for m in shown] == [False, True]
    await stage.later("22h")  # 07:00 on the next day, in a village by UTC
    assert last(stage, "ana") == "week-flow"
    await stage.later("1h")
    assert last(stage, "ana") == "week-request"


async def test_the_week_ends_by_words_too_and_only_once(stage: PipeStage) -> None:
    await stage.say("ana", "/week stop")
    assert last(stage, "ana") == "refused-settled"
    await stage.say("ana", "/week")
    await stage.press("ana", "week.next")
    await stage.press("ana", "week.note")
    await stage.say("ana", "/week stop")
    assert last(stage, "ana") == "week-stopped-answer"
    await stage.say("ana", "/week")
    assert latest(stage, "ana", "week-intro")


async def test_nothing_of_a_note_is_left_when_the_week_ends(tmp_path: Path) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "/week")
        await stage.press("ana", "week.next")
        await stage.press("ana", "week.note")
        await stage.say("ana", "always the wheelbarrow")
        await stage.later("8d")
        assert last(stage, "ana") == "week-over"
        for person in ("bea", "#maple"):
            assert not [m for m in stage._shown.get(person, []) if "wheelbarrow" in m.text]
    with sqlite3.connect(database) as connection:
        assert "wheelbarrow" not in "\n".join(connection.iterdump())


async def test_a_step_that_comes_by_itself_does_not_carry_the_note(stage: PipeStage) -> None:
    await stage.say("ana", "/week")
    await stage.press("ana", "week.next")
    await stage.press("ana", "week.note")
    await stage.say("ana", "always the wheelbarrow")
    await stage.later("34h")  # 19:00 on the next day
    assert "wheelbarrow" not in latest(stage, "ana", "week-request").text
    await stage.press("ana", "week.next")
    assert "wheelbarrow" in latest(stage, "ana", "week-ask").text


async def test_in_several_villages_one_is_asked_which_is_meant(stage: PipeStage) -> None:
    await stage.added("oak", "Oak Lane", by="dia")
    await stage.join("oak", "ana")
    await stage.press("ana", "member.in")
    await stage.say("ana", "/week")
    await stage.press("ana", "experiment.asking")
    await stage.press("ana", "practice.ask")
    assert latest(stage, "ana", "which-village").labels == ["Maple Street", "Oak Lane"]
    await stage.press("ana", "practice.ask", label="Oak")
    await stage.say("ana", "a drill on Saturday at 10")
    assert "Oak Lane" in latest(stage, "ana", "post-confirm-request").text


async def test_a_stranger_may_reflect_and_needs_a_village_to_ask(stage: PipeStage) -> None:
    await stage.say("zoe", "/reflect")
    await stage.press("zoe", "reflect.on")
    await stage.press("zoe", "practice.ask")
    assert any("member" in said for said in stage.answers("zoe"))


async def test_where_it_is_not_safe_there_are_numbers(stage: PipeStage) -> None:
    for command in ("/week", "/reflect", "/checklist"):
        await stage.say("ana", command)
        assert "112" in stage.private("ana")[-1].text
        await stage.press("ana", "practice.unsafe")
        assert "112" in latest(stage, "ana", "practice-unsafe").text


async def test_resting_from_a_step_rests(stage: PipeStage) -> None:
    await stage.say("ana", "/week")
    for _ in range(4):
        await stage.press("ana", "week.next")
    await stage.press("ana", "practice.no")
    await stage.press("ana", "practice.rest")
    await stage.say("bea", "I need a ladder tomorrow morning", room="maple")
    await stage.press("bea", "post.confirm")
    assert not count(stage, "ana", "match-ask")
    assert count(stage, "cem", "match-ask")


async def test_all_of_it_is_said_in_spanish(stage: PipeStage) -> None:
    await stage.say("ana", "/language es")
    for command, said in (
        ("/week", "Siete días"),
        ("/reflect", "Una pregunta"),
        ("/checklist", ""),
    ):
        await stage.say("ana", command)
        assert said in stage.private("ana")[-1].text
        assert "Yo solo soy un bot" in stage.private("ana")[-1].text
    await stage.press("ana", "week.next")
    assert "Día 1" in latest(stage, "ana", "week-flow").text


async def test_wishes_about_the_digest_are_kept(stage: PipeStage) -> None:
    await stage.say("ana", "/preferences hour 7:30")
    assert "07:30" in latest(stage, "ana", "preferences-now").text
    await stage.say("ana", "/preferences digest off")
    assert "never sum up" in latest(stage, "ana", "preferences-now").text
    await stage.press("ana", "preferences.digest")
    assert "once a day" in latest(stage, "ana", "preferences-now").text
    for words in ("digest", "digest hourly", "hour"):
        await stage.say("ana", f"/preferences {words}")
        assert last(stage, "ana") == "refused-preferences"
    await stage.say("ana", "/preferences hour late")
    assert last(stage, "ana") == "refused-hour"


async def test_an_exchange_that_comes_up_is_no_reason_for_a_daily_digest(
    stage: PipeStage,
) -> None:
    helper = await an_exchange(stage)
    await stage.later("5d")  # Saturday morning, after Friday's hour
    for person in ("ana", helper):
        assert not count(stage, person, "news-all")


async def test_a_week_with_an_exchange_is_told_to_who_wishes_it_weekly(stage: PipeStage) -> None:
    await stage.say("ana", "Can anyone lend me a drill on 14 January at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.say("bea", "/preferences digest weekly")
    await stage.later("6d12h")  # Sunday night
    told = latest(stage, "bea", "news-all").text
    assert "drill" in told
    assert "ana" in told
    assert not count(stage, "ana", "news-all")


async def test_two_renewals_of_a_day_are_asked_on_two_days(stage: PipeStage) -> None:
    for what in ("a ladder", "a drill"):
        await stage.say("ana", f"Could someone lend me {what}? Any day is fine", room="maple")
        await stage.press("ana", "post.confirm")
    await stage.later("28d1h")
    assert count(stage, "ana", "post-renew") == 1
    await stage.later("1d9h")
    assert count(stage, "ana", "post-renew") == 2


async def test_a_reminder_that_cannot_wait_comes_on_the_same_day(stage: PipeStage) -> None:
    for what in ("a ladder", "a drill"):
        await stage.say("ana", f"Could someone lend me {what} today at 20:00?", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.press("bea", "match.yes")
    await stage.later("6h")
    assert count(stage, "ana", "match-remind") == 2
