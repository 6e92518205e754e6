"""Trust as the handlers tell it, where the stories of tests/journeys/test_trust.py do not go."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem")
        yield stage


def answers_of(stage: PipeStage, person: str) -> list[str]:
    """Return what is said and shown to somebody, by its wording or its kind."""
    return [s.get("key", s["say"]) for s in stage.lines if s.get("to") == {"user": person}]


async def test_the_path_to_one_of_two_namesakes_is_asked_about(stage: PipeStage) -> None:
    await stage.send(event="join", room="maple", user="bea2", name="Bea")
    await stage.press("bea2", "member.in")
    await stage.say("ana", "/path Bea")
    which = latest(stage, "ana", "which-person")
    assert which.actions == ["path.show"] * 2
    await stage.press("ana", "path.show", label="2.")
    assert answers_of(stage, "ana")[-1] in ("path-none", "picture")


async def test_the_path_to_somebody_who_left_meanwhile_is_none(stage: PipeStage) -> None:
    await stage.send(event="join", room="maple", user="bea2", name="Bea")
    await stage.press("bea2", "member.in")
    await stage.say("ana", "/path Bea")
    await stage.say("bea2", "/leave")
    await stage.say("bea", "/leave")
    await stage.press("ana", "path.show")
    assert answers_of(stage, "ana")[-1] == "path-none"


async def test_wishes_that_mean_nothing_are_refused(stage: PipeStage) -> None:
    await stage.say("ana", "/preferences")
    before = latest(stage, "ana", "preferences-now").text
    for words in ("paths", "paths maybe", "everything off"):
        await stage.say("ana", f"/preferences {words}")
        assert stage.private("ana")[-1].key == "refused-preferences"
    await stage.say("ana", "/preferences")
    assert latest(stage, "ana", "preferences-now").text == before


async def test_wishes_are_kept(stage: PipeStage) -> None:
    for words in ("paths off", "FOUND off", "reminders on"):
        await stage.say("ana", f"/preferences {words}")
    changed = latest(stage, "ana", "preferences-now").text
    for words in ("paths on", "found on", "reminders off"):
        await stage.say("ana", f"/preferences {words}")
    assert latest(stage, "ana", "preferences-now").text != changed


def with_trust(database: Path, village: str, trust: dict[str, float]) -> None:
    """Say how a village has come to rely on its people."""
    with sqlite3.connect(database) as connection:
        query = "SELECT id FROM communities WHERE title = ?"
        (community,) = connection.execute(query, (village,)).fetchone()
        connection.execute("DELETE FROM standings WHERE community = ?", (community,))
        for handle, own in trust.items():
            query = "SELECT person FROM accounts WHERE handle = ?"
            (person,) = connection.execute(query, (handle,)).fetchone()
            row = (community, person, 0.0, own, "2026-01-05 09:00:00.000000")
            connection.execute("INSERT INTO standings VALUES (?, ?, ?, ?, ?)", row)


async def test_a_newcomer_hears_that_people_here_know_of_them(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url) as stage:
        await a_village(stage, "ana", "bea", "cem")
        await stage.added("oak", "Oak Lane", by="bea")
        await stage.press("bea", "member.in")
        await stage.join("oak", "ana")
    with_trust(tmp_path / "village.db", "Maple Street", {"ana": 80.0, "bea": 60.0})
    with_trust(tmp_path / "village.db", "Oak Lane", {"bea": 60.0})
    async with pipe_stage(url, seed="8") as again:
        again.take_over(stage)
        await again.press("ana", "member.in")
        told = latest(again, "ana", "letter-told").text
        assert "Maple Street" in told
        assert not any(character.isdigit() for character in told)
        assert not [m for m in again.room("oak") if m.key == "letter-told"]
