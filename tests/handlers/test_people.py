"""What a person says about themselves, and what is answered."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem")
        yield stage


def person(folder: Path, handle: str) -> dict[str, Any]:
    """Return a person's row."""
    query = "SELECT p.* FROM people p JOIN accounts a ON a.person = p.id WHERE a.handle = ?"
    with sqlite3.connect(folder / "village.db") as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute(query, (handle,)).fetchone())


async def test_start_tells_a_stranger_where_i_live(stage: PipeStage) -> None:
    await stage.say("zoe", "/start")
    assert latest(stage, "zoe", "start-stranger").actions == []


async def test_start_lets_somebody_present_say_that_they_are_in(stage: PipeStage) -> None:
    await stage.join("maple", "dia")
    await stage.say("dia", "/start")
    assert latest(stage, "dia", "start-present").labels == ["I'm in: Maple Street"]
    await stage.press("dia", "member.in")
    await stage.say("dia", "/start")
    assert "Maple Street" in latest(stage, "dia", "start-member").text


async def test_start_forgets_which_village_was_meant(stage: PipeStage) -> None:
    await stage.added("oak", "Oak Lane", by="ana")
    await stage.press("ana", "member.in")
    await stage.say("ana", "/karma")
    await stage.press("ana", "community.pick.1")
    await stage.say("ana", "/start")
    await stage.say("ana", "/karma")
    assert len([m for m in stage.private("ana") if m.key == "which-village"]) == 2


@pytest.mark.parametrize("words", ["es", "Español", "ES-mx"])
async def test_a_language_is_chosen_by_its_name(stage: PipeStage, words: str) -> None:
    await stage.say("ana", f"/language {words}")
    assert "español" in latest(stage, "ana", "language-set").text
    await stage.say("ana", "/language en")
    assert "English" in latest(stage, "ana", "language-set").text


@pytest.mark.parametrize("words", ["", " tlh"])
async def test_a_language_is_chosen_by_a_button(stage: PipeStage, words: str) -> None:
    await stage.say("ana", f"/language{words}")
    assert latest(stage, "ana", "language-which").labels == ["English", "Español"]
    await stage.press("ana", "language.set.es")
    assert "español" in latest(stage, "ana", "language-set").text


async def test_skills_are_shown_set_and_forgotten(stage: PipeStage) -> None:
    await stage.say("ana", "/skills")
    assert latest(stage, "ana", "skills-unset")
    await stage.say("ana", "/skills bikes,  lifts to town , bikes,")
    assert "• bikes\n• lifts to town\n" in latest(stage, "ana", "skills-set").text + "\n"
    await stage.say("ana", "/skills")
    assert "lifts to town" in latest(stage, "ana", "skills-now").text
    for words in ("none", "nada", "-"):
        await stage.say("ana", "/skills bikes")
        await stage.say("ana", f"/skills {words}")
        assert stage.private("ana")[-1].key == "skills-none"
    await stage.say("ana", "/skills , ,")
    assert stage.private("ana")[-1].key == "skills-unset"


async def test_whoever_named_other_skills_is_not_asked(stage: PipeStage) -> None:
    await stage.say("bea", "/skills cooking")
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["cem"]


async def test_limits_are_the_villages_until_one_sets_them(stage: PipeStage) -> None:
    await stage.say("ana", "/limits")
    told = latest(stage, "ana", "limits-now").text
    assert told.count("village") == 3
    for words, shown in (
        ("1", "at most once a week"),
        ("2", "at most 2 times a week"),
        ("quiet 22:00-7:30", "from 22:00 to 07:30"),
        ("urgent on", "may reach you"),
        ("urgent off", "not even urgent"),
        ("zone america/lima", "America/Lima"),
    ):
        await stage.say("ana", f"/limits {words}")
        assert shown in latest(stage, "ana", "limits-now").text
    await stage.say("ana", "/limits reset")
    assert latest(stage, "ana", "limits-now").text == told


@pytest.mark.parametrize(
    "words", ["0", "15", "-1", "²", "quiet 22:00", "quiet 1-2-3", "urgent maybe", "zone"]
)
async def test_limits_that_mean_nothing_change_nothing(
    stage: PipeStage, words: str, tmp_path: Path
) -> None:
    before = person(tmp_path, "ana")
    await stage.say("ana", f"/limits {words}")
    assert stage.private("ana")[-1].key == "refused-limits"
    assert person(tmp_path, "ana") == before


async def test_a_pause_ends_by_itself_or_by_word(stage: PipeStage) -> None:
    await stage.say("bea", "/pause 2")
    assert "Wed 7 Jan" in latest(stage, "bea", "pause-until").text
    await stage.say("cem", "/pause")
    assert latest(stage, "cem", "pause-open")
    await stage.later("49h")
    await stage.say("ana", "I need a ladder on Saturday", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["bea"]
    await stage.say("cem", "/resume")
    assert latest(stage, "cem", "resume-done")
    await stage.later("2h")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]


async def test_nobody_is_told_of_a_block_and_it_can_be_taken_back(stage: PipeStage) -> None:
    await stage.say("ana", "/unblock")
    assert latest(stage, "ana", "unblock-none")
    before = len(stage.private("bea")), len(stage.private("cem"))
    await stage.say("ana", "/block bea")
    await stage.say("ana", "/block @Cem")
    await stage.say("ana", "/unblock")
    which = latest(stage, "ana", "which-person")
    assert sorted(label.partition(" ")[2] for label in which.labels) == ["Bea", "Cem"]
    await stage.press("ana", "person.unblock", label="Cem")
    assert "Cem" in latest(stage, "ana", "unblock-done").text
    await stage.say("ana", "/unblock Bea")
    assert "Bea" in latest(stage, "ana", "unblock-done").text
    await stage.say("ana", "/unblock Bea")
    assert stage.private("ana")[-1].key == "unblock-none"
    assert (len(stage.private("bea")), len(stage.private("cem"))) == before


async def test_one_of_two_namesakes_is_unblocked_by_button(stage: PipeStage) -> None:
    await stage.send(event="join", room="maple", user="bea2", name="Bea")
    await stage.press("bea2", "member.in")
    for ordinal in ("1.", "2."):
        await stage.say("ana", "/block Bea")
        await stage.press("ana", "person.block", label=ordinal)
    await stage.say("ana", "/unblock Bea")
    assert len(latest(stage, "ana", "which-person").actions) == 2
    await stage.press("ana", "person.unblock", label="2.")
    assert latest(stage, "ana", "unblock-done")


async def test_who_closes_the_private_chat_is_not_asked_until_it_opens(stage: PipeStage) -> None:
    await stage.reach("bea", "closed")
    await stage.say("ana", "I need a ladder on Saturday", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["cem"]
    await stage.say("bea", "/help")  # writing opens it as well
    await stage.later("2h")
    assert asked(stage, "bea") == ["bea"]
