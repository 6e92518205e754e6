"""The founder group: named by button, name or picker; five or six, and only by their own word."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.village_stories import ANSWERS, FOUNDERS, an_open_village


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def naming(stage: PipeStage, *others: str) -> None:
    """Ana has settled the rules, and is asked who looks after the village with her."""
    await a_village(stage, "ana", *others)
    await stage.say("ana", "/setup")
    for answer in (*ANSWERS, "setup.apply"):
        await stage.press("ana", answer)


def named(stage: PipeStage) -> str:
    """Return whom the card says Ana has chosen."""
    return latest(stage, "ana", "setup-founders").text.partition(". ")[0]


async def group(stage: PipeStage, by: str = "ana") -> str:
    await stage.say(by, "/setup")
    return latest(stage, by, "founder-group").text


async def test_founders_are_named_one_by_one_until_there_are_five(stage: PipeStage) -> None:
    await naming(stage, *FOUNDERS, "fay", "gus")
    for number, name in enumerate(("Bea", "Cem", "Dia", "Eli", "Fay"), start=1):
        await stage.press("ana", "setup.founder", label=name)
        card = latest(stage, "ana", "setup-founders")
        assert ("setup.open" in card.actions) is (number >= 4)
        assert name not in card.labels
    assert "setup.founder" not in card.actions
    await stage.press("ana", "setup.unfound")
    assert "setup.open" not in latest(stage, "ana", "setup-founders").actions


async def test_members_come_before_those_who_are_only_present(stage: PipeStage) -> None:
    await a_village(stage, "ana", "zed")
    await stage.join("maple", "abe")
    await stage.say("ana", "/setup")
    for answer in (*ANSWERS, "setup.apply"):
        await stage.press("ana", answer)
    assert latest(stage, "ana", "setup-founders").labels == ["Zed", "Abe"]


async def test_names_are_read_by_comma_or_line(stage: PipeStage) -> None:
    await naming(stage, *FOUNDERS)
    await stage.say("ana", " bea,, @Cem\nDia ,")
    assert all(name in named(stage) for name in ("Bea", "Cem", "Dia"))
    await stage.say("ana", "Eli")
    assert "setup.open" in latest(stage, "ana", "setup-founders").actions


async def test_one_name_that_nobody_has_names_nobody(stage: PipeStage) -> None:
    await naming(stage, *FOUNDERS)
    await stage.say("ana", "Bea, Nobody")
    assert "Nobody" in stage.private("ana")[-1].text
    assert "Bea" in latest(stage, "ana", "setup-founders").labels
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    assert "setup.open" in latest(stage, "ana", "setup-founders").actions


async def test_a_founder_cannot_be_named_before_the_rules_are_there(stage: PipeStage) -> None:
    await naming(stage, *FOUNDERS)
    button = stage.button("ana", "setup.founder", label="Bea")
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    await stage.send(event="press", by_="ana", **button)
    assert "settled" in stage.answers("ana")[-1]


async def test_the_setup_that_was_begun_anew_has_named_nobody(
    stage: PipeStage, tmp_path: Path
) -> None:
    await naming(stage, *FOUNDERS)
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("UPDATE setups SET applied = 0")
    await stage.press("ana", "setup.founder", label="Bea")
    assert "settled" in stage.answers("ana")[-1]


async def test_people_picked_may_be_unknown_and_whoever_picks_is_not_counted(
    stage: PipeStage,
) -> None:
    await naming(stage, "bea")
    card = latest(stage, "ana", "setup-founders")
    await stage.send(event="picked", by_="ana", message=card.id, users=["ana", "bea", "yan"])
    assert "bea" in named(stage).lower()
    assert "yan" in named(stage).lower()
    assert "setup.open" not in latest(stage, "ana", "setup-founders").actions


async def test_people_picked_by_who_lost_the_right_are_not_asked(stage: PipeStage) -> None:
    await naming(stage, "bea")
    card = latest(stage, "ana", "setup-founders")
    await stage.leaves("maple", "ana")
    await stage.say("ana", "/leave")
    await stage.send(event="picked", by_="ana", message=card.id, users=["bea"])
    assert stage.private("ana")[-1].key == "refused-setup"


async def test_the_use_of_a_template_is_counted_at_the_opening(stage: PipeStage) -> None:
    for template, uses in (("", 0), ("cohousing_default", 1)):
        room = template or "questions"
        await stage.added(room, room, by=room + "-ana")
        await stage.join(room, *FOUNDERS)
        await stage.press(room + "-ana", "setup.begin", label="Set this village up")
        await stage.press(room + "-ana", ANSWERS[0])
        for answer in [f"setup.template.{template}"] if template else ANSWERS[1:]:
            await stage.press(room + "-ana", answer)
        await stage.press(room + "-ana", "setup.apply")
        await stage.say(room + "-ana", "Bea, Cem, Dia, Eli")
        await stage.press(room + "-ana", "setup.open")
        await stage.say("zoe", "/templates")
        assert f"Cohousing Default ({uses})" in latest(stage, "zoe", "template-list").text


async def test_another_is_named_while_there_is_room_and_never_told_of_before(
    stage: PipeStage,
) -> None:
    await a_village(stage, "ana", *FOUNDERS, "fay", "gus")
    await stage.say("ana", "/setup")
    for answer in (*ANSWERS, "setup.apply"):
        await stage.press("ana", answer)
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    for person in ("bea", "cem"):
        await stage.press(person, "founder.accept")
    await stage.press("dia", "founder.decline")
    assert "Dia" not in await group(stage)
    card = latest(stage, "ana", "founder-group")
    assert sorted(card.labels) == ["Dia", "Eli", "Fay", "Gus"]
    for person in ("fay", "eli"):
        await stage.press("ana", "founder.name", label=person.title())
        assert person.title() in stage.answers("ana")[-1]
    wanted = [m.key for m in stage.private("eli")].count("founder-wanted")
    assert wanted == 1
    await stage.press("fay", "founder.accept")
    assert "Fay" in await group(stage)
    assert "Fay" in stage.room("maple")[-1].text or any(
        "Fay" in m.text for m in stage.room("maple") if m.key == "founder-roles-begin"
    )


async def test_a_full_group_names_nobody(stage: PipeStage) -> None:
    await a_village(stage, "ana", *FOUNDERS, "fay", "gus")
    await stage.say("ana", "/setup")
    for answer in (*ANSWERS, "setup.apply"):
        await stage.press("ana", answer)
    await stage.say("ana", "Bea, Cem, Dia, Eli, Fay")
    await stage.press("ana", "setup.open")
    await stage.say("ana", "/setup")
    await stage.press("ana", "founder.name", label="Gus")
    assert "full" in stage.answers("ana")[-1]
    for person in (*FOUNDERS, "fay"):
        await stage.press(person, "founder.accept")
    await group(stage, "cem")
    assert latest(stage, "cem", "founder-group").actions == []


async def test_who_has_no_role_any_more_names_nobody(stage: PipeStage, tmp_path: Path) -> None:
    await an_open_village(stage, "fay")
    await group(stage, "cem")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    await stage.press("cem", "founder.name", label="Fay")
    assert "admins" in stage.answers("cem")[-1]


async def test_a_founder_is_settled_once(stage: PipeStage) -> None:
    await naming(stage, *FOUNDERS)
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    answers = {p: stage.button(p, "founder.accept") for p in ("bea", "cem")}
    await stage.press("bea", "founder.decline")
    assert latest(stage, "bea", "founder-out").actions == []
    await stage.send(event="press", by_="bea", **answers["bea"])
    assert "settled" in stage.answers("bea")[-1]
    await stage.later("15d")
    await stage.send(event="press", by_="cem", **answers["cem"])
    assert "settled" in stage.answers("cem")[-1]
