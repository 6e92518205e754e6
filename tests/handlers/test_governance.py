"""Whose word a rule needs: cards with a yes and a no, what comes of them, and rules that wait for their night."""

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.communities import Change, Community, Config, Stage
from core.errors import AlreadySettled
from core.governance import Settled
from core.ids import CommunityId
from core.ports import Capabilities
from handlers.governance import consent as governance
from handlers.table import Turn
from tests.fakes import NOW, settle_village, someone, working
from tests.fakes import opened as database_at
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.village_stories import an_open_village

FOUNDERS = ("ana", "bea", "cem", "dia", "eli")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
async def stage(url: str) -> AsyncIterator[PipeStage]:
    async with pipe_stage(url) as stage:
        yield stage


async def shown(stage: PipeStage, key: str) -> str:
    await stage.say("ana", f"/config {key}")
    return latest(stage, "ana", "config-one").text


def told(stage: PipeStage, key: str) -> list[str]:
    """Return the sentences of this wording that the room heard."""
    return [m.text for m in stage.room("maple") if m.key == key]


async def test_a_change_asks_everybody_else_and_shows_before_and_after(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    await stage.say("bea", "/set wave_size 5")
    assert "asked the others" in stage.private("bea")[-1].text
    for person in ("ana", "cem", "dia", "eli"):
        card = latest(stage, person, "config-consent")
        assert "Bea would like" in card.text
        assert "I ask 5 people at a time." in card.text
        assert "Now: I ask 3 people at a time." in card.text
        assert card.actions == ["config.yes", "config.no"]
    for person in ("bea", "fay"):
        assert not [m for m in stage.private(person) if m.key == "config-consent"]


async def test_a_change_agreed_is_told_to_every_room_and_on_every_card(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.added("garden", "Maple Garden", by="ana")
    await stage.press("ana", "setup.begin", label="Set this village up")
    await stage.press("ana", "setup.room")
    await stage.say("bea", "/set wave_size 5")
    cards = [latest(stage, person, "config-consent") for person in ("ana", "cem", "dia", "eli")]
    noes = stage.button("eli", "config.no")
    for person in ("ana", "cem"):
        await stage.press(person, "config.yes")
    assert {card.key for card in cards} == {"config-agreed"}
    assert all(card.actions == [] for card in cards)
    for room in ("maple", "garden"):
        assert "I ask 5 people at a time." in stage.room(room)[-1].text
    await stage.send(event="press", by_="eli", **noes)
    assert "settled" in stage.answers("eli")[-1]
    await stage.later("8d")
    assert {card.key for card in cards} == {"config-agreed"}
    assert not [m for m in stage.private("bea") if m.key == "config-not-agreed"]


async def test_a_change_that_cannot_reach_enough_ends_at_once_and_tells_no_names(
    stage: PipeStage,
) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/set wave_size 5")
    for person in ("ana", "cem"):
        await stage.press(person, "config.no")
    assert not [m for m in stage.private("bea") if m.key == "config-not-agreed"]
    await stage.press("dia", "config.no")
    for person in FOUNDERS:
        card = latest(stage, person, "config-not-agreed")
        assert not any(name.title() in card.text for name in FOUNDERS)
        assert card.actions == []
    assert "3 people" in await shown(stage, "wave_size")
    assert told(stage, "config-changed") == []


async def test_several_rules_at_once_are_told_as_a_number(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/templates")
    await stage.press("bea", "template.show", label="Cautious")
    await stage.press("bea", "template.apply")
    for person in ("ana", "cem"):
        await stage.press(person, "config.yes")
    count = told(stage, "config-changed-many")[-1].split()[0]
    assert int(count) > 5


async def test_who_looks_after_a_village_alone_decides_alone(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem", "dia", "eli")
    await stage.say("ana", "/setup")
    await stage.press("ana", "setup.answer.place.right")
    for press in ("setup.template.cohousing_default", "setup.apply"):
        await stage.press("ana", press)
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    await stage.say("ana", "/set wave_size 5")
    assert stage.private("ana")[-1].key == "config-changed-noted"
    assert "5 people" in told(stage, "config-changed")[-1]


async def test_a_protected_rule_holds_some_nights_later_and_is_told_then(
    stage: PipeStage,
) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/set eligibility_threshold 40")
    for person in ("bea", "cem"):
        await stage.press(person, "config.yes")
    assert latest(stage, "dia", "config-agreed-later")
    assert told(stage, "config-changed") == []
    assert "at least 50" in await shown(stage, "eligibility_threshold")
    await stage.later("8d")
    assert "at least 40" in told(stage, "config-changed")[-1]
    assert len(told(stage, "config-changed")) == 1
    assert "at least 40" in await shown(stage, "eligibility_threshold")


async def test_a_protected_rule_rests_ninety_days(stage: PipeStage) -> None:
    await an_open_village(stage)
    for value, span in (("40", "89d"), ("60", "2d"), ("60", "8d")):
        await stage.say("ana", f"/set eligibility_threshold {value}")
        if span == "2d":
            assert "once in 90 days" in latest(stage, "ana", "refused-protected").text
        else:
            for person in ("bea", "cem"):
                await stage.press(person, "config.yes")
        await stage.later(span)
    assert "at least 60" in await shown(stage, "eligibility_threshold")


async def test_a_protected_rule_among_others_waits_alone(stage: PipeStage, url: str) -> None:
    await an_open_village(stage)
    await stage.added("oak", "Oak Lane", by="oli")
    await stage.press("oli", "member.in")
    for words in ("service_min_trust 50", "wave_size 5", "visibility_mode public"):
        await stage.say("oli", f"/set {words}")
    await _open(url, "Oak Lane")
    await stage.say("bea", "/copyconfig Oak Lane")
    await stage.press("bea", "copy.without_types")
    for person in ("ana", "cem"):
        await stage.press(person, "config.yes")
    assert "5 people" in await shown(stage, "wave_size")
    assert "becoming known" in await shown(stage, "service_min_trust")
    await stage.later("8d")
    assert "relies on" in await shown(stage, "service_min_trust")


async def _open(url: str, title: str) -> None:
    async with database_at(url) as database, database.begin("open", NOW) as work:
        for community in await work.communities.every(Stage.FOUNDED):
            if community.title == title:
                await work.communities.save(replace(community, stage=Stage.OPEN, opened_at=NOW))


async def test_a_night_whose_decision_is_not_known_changes_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        community = await settle_village(work)
        change = Change(community.id, 3, NOW, None, "x", {}, {"service_min_trust": 50})
        await work.communities.add_change(change)
        turn = Turn(work=work, can=Capabilities(), subject=f"{community.id}:2")
        assert await governance.take_effect(turn) == []
        assert (await work.communities.get(community.id)).config.service_min_trust == 25


async def test_what_an_upgrade_left_behind_is_named_to_who_agrees(
    stage: PipeStage, tmp_path: Path
) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/set wave_size 5")
    with sqlite3.connect(tmp_path / "village.db") as database:
        wrong = json.dumps({"wave_size": 500})
        database.execute('UPDATE consents SET "values" = ?', (wrong,))
    await stage.press("ana", "config.yes")
    assert "Nobody else sees it" in stage.answers("ana")[-1]
    await stage.press("cem", "config.yes")
    assert "wave_size: “500”" in stage.answers("cem")[-1]
    assert "3 people" in await shown(stage, "wave_size")


async def test_who_left_has_no_word(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/set wave_size 5")
    await stage.say("cem", "/leave")
    await stage.press("cem", "config.yes")
    assert "somebody else" in stage.answers("cem")[-1]


async def test_a_lapse_after_it_was_settled_says_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        turn = Turn(work=work, can=Capabilities(), subject="gone")
        assert await governance.lapse(turn) == []


async def test_nothing_set_out_is_settled_already(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        turn = Turn(work=work, can=Capabilities(), person=someone())
        community = Community(CommunityId("maple"), "Maple", Config())
        with pytest.raises(AlreadySettled):
            await governance.settled(turn, community, Settled())


async def test_roles_begin_with_the_third_and_later_ones_are_added(stage: PipeStage) -> None:
    await a_village(stage, *FOUNDERS)
    await stage.say("ana", "/setup")
    await stage.press("ana", "setup.answer.place.right")
    for press in ("setup.template.cohousing_default", "setup.apply"):
        await stage.press("ana", press)
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    await stage.press("bea", "founder.accept")
    assert told(stage, "founder-roles-begin") == []
    await stage.say("bea", "/approve")
    assert stage.private("bea")[-1].key == "refused-role"
    await stage.press("cem", "founder.accept")
    await stage.say("bea", "/approve")
    assert stage.private("bea")[-1].key == "approve-nothing"
    await stage.press("dia", "founder.accept")
    assert told(stage, "founder-roles-begin") == [
        "ana, Bea, Cem and Dia look after Maple Street from now on."
    ]
    before = {person: len(stage.private(person)) for person in FOUNDERS}
    await stage.press("eli", "founder.decline")
    assert latest(stage, "eli", "founder-out")
    assert {person: len(stage.private(person)) for person in FOUNDERS} == before
