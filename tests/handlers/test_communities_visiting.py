"""Other villages: what may be seen of them, their templates, and taking over another's rules."""

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.communities import Stage
from tests.fakes import NOW
from tests.fakes import opened as database_at
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import latest
from tests.journeys.village_stories import ANSWERS, an_open_village

LADDER = "Could someone lend me a ladder? Any day is fine"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
async def stage(url: str) -> AsyncIterator[PipeStage]:
    async with pipe_stage(url) as stage:
        yield stage


async def oak(stage: PipeStage, url: str, *, members: int = 1, **rules: str) -> None:
    """Open Oak Lane, which Oli looks after, with these rules."""
    await stage.added("oak", "Oak Lane", by="oli")
    neighbours = [f"oak{number}" for number in range(1, members)]
    await stage.join("oak", *neighbours)
    for person in ("oli", *neighbours):
        await stage.press(person, "member.in")
    for key, value in rules.items():
        await stage.say("oli", f"/set {key} {value}")
    async with database_at(url) as database, database.begin("oak", NOW) as work:
        for community in await work.communities.every(Stage.FOUNDED):
            if community.title == "Oak Lane":
                opened = replace(community, stage=Stage.OPEN, opened_at=NOW)
                await work.communities.save(opened)


async def hide_oak(url: str) -> None:
    """Oak Lane becomes invisible from outside."""
    async with database_at(url) as database, database.begin("hide", NOW) as work:
        for community in await work.communities.every(Stage.OPEN):
            if community.title == "Oak Lane":
                config = community.config.model_copy(update={"visibility_mode": "members_only"})
                await work.communities.save(replace(community, config=config))


async def agree(stage: PipeStage, *people: str) -> None:
    for person in people:
        await stage.press(person, "config.yes")


async def shown(stage: PipeStage, key: str, *, to: str = "ana") -> str:
    """Return one rule of Maple Street, as `/config` tells it."""
    await stage.say(to, f"/config {key}")
    return latest(stage, to, "config-one").text


async def test_nobody_sees_a_village_that_is_not_open(stage: PipeStage) -> None:
    await stage.added("maple", "Maple Street", by="ana")
    await stage.say("zoe", "/communities")
    assert latest(stage, "zoe", "communities-none").actions == []


async def test_other_villages_are_listed_by_their_kinds_of_help(stage: PipeStage, url: str) -> None:
    await an_open_village(stage)
    await oak(stage, url, request_types="+tools borrow 1.0, +piano_tuning skill 1.5")
    await stage.say("ana", "/communities")
    card = latest(stage, "ana", "communities-all")
    assert card.labels == ["Oak Lane"]
    assert "piano tuning" in card.text
    assert "Maple" not in card.text
    await stage.press("ana", "village.look")
    assert latest(stage, "ana", "village-look").actions == ["member.in"]


async def test_what_is_open_is_counted_over_five_people(stage: PipeStage, url: str) -> None:
    await oak(stage, url, members=5)
    people = ["oli", *(f"oak{number}" for number in range(1, 5))]
    for number, person in enumerate(people):
        await stage.say("zoe", "/communities")
        assert ("(" in latest(stage, "zoe", "communities-all").text) is False, number
        await stage.say(person, LADDER, room="oak")
        await stage.press(person, "post.confirm")
    await stage.say("zoe", "/communities")
    assert "(5)" in latest(stage, "zoe", "communities-all").text


async def test_a_village_that_hid_meanwhile_reads_as_none(stage: PipeStage, url: str) -> None:
    await oak(stage, url)
    await stage.say("zoe", "/communities")
    await hide_oak(url)
    await stage.press("zoe", "village.look")
    assert "I see no village “Oak Lane”" in stage.answers("zoe")[-1]
    await stage.say("zoe", "/communities")
    assert latest(stage, "zoe", "communities-none")


@pytest.mark.parametrize("words", ["x", "-1", "10000", "1 2", "²"])
async def test_a_number_of_exchanges_that_is_none(stage: PipeStage, words: str) -> None:
    await stage.say("zoe", f"/thriving {words}")
    assert stage.private("zoe")[-1].key == "refused-thriving"


async def test_nothing_thrives_yet(stage: PipeStage, url: str) -> None:
    await oak(stage, url)
    for words in ("", " 0"):
        await stage.say("zoe", f"/thriving{words}")
        assert stage.private("zoe")[-1].key == "thriving-none"


async def test_templates_are_sorted_by_use_name_and_date(stage: PipeStage, tmp_path: Path) -> None:
    await an_open_village(stage, template="neighborhood_cautious")
    _change_templates(tmp_path, "experimental_reciprocal", added_at=4_000_000_000_000_000)
    first = {"": "Neighborhood", " USE ": "Neighborhood", " name": "Cohousing", " date": "Experi"}
    for words, title in first.items():
        await stage.say("zoe", f"/templates{words}")
        card = latest(stage, "zoe", "template-list")
        assert card.labels[0].startswith(title), words
        assert "Neighborhood Cautious (1)" in card.text
    await stage.say("zoe", "/templates size")
    assert stage.private("zoe")[-1].key == "refused-templates"


def _change_templates(folder: Path, name: str, **values: object) -> None:
    with sqlite3.connect(folder / "village.db") as database:
        for column, value in values.items():
            query = f'UPDATE templates SET "{column}" = ? WHERE name = ?'
            database.execute(query, (value, name))


async def test_a_template_is_shown_to_anybody_and_applied_by_who_may(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    for person, may in (("zoe", False), ("fay", False), ("bea", True)):
        await stage.say(person, "/templates")
        await stage.press(person, "template.show", label="Cautious")
        card = latest(stage, person, "template-shown")
        assert "At most 100 members." in card.text
        assert card.labels == (["Propose it for Maple Street"] if may else [])
    await stage.press("bea", "template.apply")
    assert "asked the others" in stage.answers("bea")[-1]
    await agree(stage, "ana", "cem")
    assert "100 members" in await shown(stage, "member_cap")
    await stage.say("bea", "/templates")
    assert "Neighborhood Cautious (1)" in latest(stage, "bea", "template-list").text


async def test_a_template_cannot_be_applied_by_who_lost_the_role(
    stage: PipeStage, tmp_path: Path
) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/templates")
    await stage.press("bea", "template.show", label="Cautious")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    await stage.press("bea", "template.apply")
    assert "look after the village" in stage.answers("bea")[-1]
    assert "150 members" in await shown(stage, "member_cap")


async def test_a_template_that_an_upgrade_left_behind(stage: PipeStage, tmp_path: Path) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/templates")
    await stage.press("bea", "template.show", label="Experimental")
    listed = latest(stage, "bea", "template-list")
    _change_templates(tmp_path, "experimental_reciprocal", values=json.dumps({"member_cap": 5}))
    await stage.press("bea", "template.apply")
    assert "no longer fits" in stage.answers("bea")[-1]
    await stage.press("bea", "template.show", label="Experimental")
    assert "no longer fits" in stage.answers("bea")[-1]
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM templates WHERE name = 'experimental_reciprocal'")
    await stage.press("bea", "template.show", label="Experimental")
    assert "settled" in stage.answers("bea")[-1]
    await stage.say("bea", "/templates")
    assert len(latest(stage, "bea", "template-list").actions) == len(listed.actions) - 1


async def test_copying_wants_a_name_that_is_seen_from_here(stage: PipeStage, url: str) -> None:
    await an_open_village(stage)
    await oak(stage, url, visibility_mode="members_only")
    for words, key in (("", "refused-copy"), (" Oak Lane", "refused-copy-source")):
        await stage.say("ana", f"/copyconfig{words}")
        assert stage.private("ana")[-1].key == key
    await stage.say("ana", "/copyconfig  maple   STREET")
    assert latest(stage, "ana", "copy-same")


@pytest.mark.parametrize("with_types", [True, False])
async def test_an_open_village_copies_by_consent(
    stage: PipeStage, url: str, with_types: bool
) -> None:
    await an_open_village(stage)
    await oak(stage, url, wave_size="5", request_types="+piano_tuning skill 1.5")
    await stage.say("bea", "/copyconfig oak lane")
    card = latest(stage, "bea", "copy-differences")
    assert "5 people at a time" in card.text
    assert "piano tuning" in card.text
    await stage.press("bea", "copy.all" if with_types else "copy.without_types")
    assert "3 people" in await shown(stage, "wave_size")
    await agree(stage, "ana", "cem")
    assert "5 people" in await shown(stage, "wave_size")
    assert ("piano tuning" in await shown(stage, "request_types")) is with_types


@pytest.mark.parametrize("with_types", [True, False])
async def test_a_copy_stands_in_for_the_questions(
    stage: PipeStage, url: str, with_types: bool
) -> None:
    await oak(stage, url, wave_size="5", request_types="+piano_tuning skill 1.5")
    await stage.added("maple", "Maple Street", by="ana")
    await stage.press("ana", "setup.begin")
    await stage.press("ana", "setup.answer.place.language")
    await stage.say("ana", "/copyconfig Oak Lane")
    await stage.press("ana", "copy.all" if with_types else "copy.without_types")
    review = latest(stage, "ana", "setup-review")
    assert "5 people at a time" in review.text
    assert "I speak Spanish" in review.text
    assert any("piano" in label for label in review.labels) is with_types
    await stage.press("ana", "setup.apply")
    await stage.press("ana", "member.in", label="in")
    assert "5 personas" in await shown(stage, "wave_size")
    assert "español" in await shown(stage, "language")


async def test_before_the_setup_begins_a_copy_holds_at_once(stage: PipeStage, url: str) -> None:
    await oak(stage, url, wave_size="5")
    await stage.added("maple", "Maple Street", by="ana")
    await stage.press("ana", "member.in")
    await stage.say("ana", "/copyconfig Oak Lane")
    await stage.press("ana", "copy.all")
    assert "5 people" in await shown(stage, "wave_size")


async def test_a_village_that_hid_between_showing_and_applying(stage: PipeStage, url: str) -> None:
    await oak(stage, url, wave_size="5")
    await stage.added("maple", "Maple Street", by="ana")
    await stage.press("ana", "setup.begin")
    await stage.press("ana", ANSWERS[0])
    await stage.say("ana", "/copyconfig Oak Lane")
    await hide_oak(url)
    for action in ("copy.all", "copy.without_types"):
        await stage.press("ana", action)
        assert "I see no village “Oak Lane”" in stage.answers("ana")[-1]
    await stage.say("ana", "/setup")
    assert latest(stage, "ana", "setup-whom")


async def test_a_copy_shown_to_who_lost_the_right_is_not_taken_over(
    stage: PipeStage, url: str, tmp_path: Path
) -> None:
    await an_open_village(stage)
    await oak(stage, url, wave_size="5")
    await stage.say("bea", "/copyconfig Oak Lane")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    await stage.press("bea", "copy.all")
    assert "look after the village" in stage.answers("bea")[-1]
