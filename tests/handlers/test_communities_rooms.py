"""Rooms that move, close and come back, doors that are knocked at, founders picked, a bot that hears too little."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.communities import Stage
from storage.database import Database
from tests.fakes import NOW
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.village_stories import ANSWERS, FOUNDERS, an_open_village

DRILL = "Can anyone lend me a drill on Saturday at 10?"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
async def stage(url: str) -> AsyncIterator[PipeStage]:
    async with pipe_stage(url) as stage:
        yield stage


async def test_a_room_that_moved_is_the_same_room(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.send(event="moved", room="maple", to="maple-super")
    await stage.send(event="moved", room="maple-super", to="maple-super")
    await stage.say("ana", DRILL, room="maple-super")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]


async def test_a_bot_that_comes_back_finds_its_village(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.send(event="removed", room="maple")
    await stage.say("ana", DRILL, room="maple")
    assert "unknown" in stage.lines[-1]["error"]
    await stage.added("maple", "Maple Street", by="bea")
    assert stage.room("maple")[-1].key == "community-back"
    await stage.say("ana", DRILL, room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]


async def test_where_nobody_outside_could_see_a_post_it_is_not_opened_to_them(
    stage: PipeStage,
) -> None:
    await an_open_village(stage, template="neighborhood_cautious")
    await stage.say("bea", "/offer I can lend a drill on Saturday at 10")
    await stage.press("bea", "post.confirm")
    await stage.press("ana", "post.approve")
    assert latest(stage, "bea", "post-offered").actions == ["post.drop"]


async def test_an_offer_without_a_room_is_kept_and_shown_nowhere(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.send(event="removed", room="maple")
    await stage.say("ana", "/offer I can lend a drill on Saturday at 10")
    await stage.press("ana", "post.confirm")
    assert latest(stage, "ana", "post-offered")


async def test_who_knocks_is_let_into_the_room_and_says_themselves_that_they_are_in(
    stage: PipeStage,
) -> None:
    await an_open_village(stage)
    await stage.send(event="knock", room="maple", user="gus", name="Gus")
    assert "Gus" in latest(stage, "bea", "join-asked").text
    await stage.press("bea", "join.approve")
    assert {"say": "admit", "to": {"room": "maple"}, "user": "gus"} in stage.lines
    await stage.join("maple", "gus")
    assert "Gus" in stage.room("maple")[-1].text
    await stage.press("gus", "member.in")
    assert "Welcome" in stage.answers("gus")[-1]
    await stage.send(event="knock", room="maple", user="gus")
    assert stage.lines[-1]["say"] == "admit"


async def test_a_knock_that_nobody_opens_to(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.send(event="knock", room="maple", user="gus", name="Gus")
    await stage.send(event="knock", room="maple", user="gus", name="Gus")
    assert [m.key for m in stage.private("bea")].count("join-asked") == 1
    await stage.press("bea", "join.refuse")
    assert stage.lines[-1] == {"say": "turn_away", "to": {"room": "maple"}, "user": "gus"}
    assert [m.key for m in stage.private("gus")] == ["join-knocked"]


async def test_founders_picked_with_the_platforms_own_picker(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/setup")
    for answer in ANSWERS:
        await stage.press("ana", answer)
    await stage.press("ana", "setup.apply")
    card = latest(stage, "ana", "setup-founders")
    assert next(line for line in stage.lines if line.get("id") == card.id)["pick"] == 5
    await stage.send(event="picked", by_="ana", message=card.id, users=list(FOUNDERS))
    await stage.press("ana", "setup.open")
    assert all(latest(stage, person, "founder-wanted") for person in FOUNDERS)
    await stage.send(event="picked", by_="ana", message=card.id, users=["zoe"])
    assert "settled" in stage.private("ana")[-1].text


async def test_a_founder_group_is_five_or_six(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "/setup")
    for answer in ANSWERS:
        await stage.press("ana", answer)
    await stage.press("ana", "setup.apply")
    await stage.say("ana", "Bea, Nobody")
    assert "Nobody" in stage.private("ana")[-1].text
    await stage.press("ana", "setup.founder", label="Cem")
    assert "setup.open" not in latest(stage, "ana", "setup-founders").actions
    await stage.press("ana", "setup.unfound")
    assert "Cem" in latest(stage, "ana", "setup-founders").labels


@pytest.mark.parametrize("reason", ["privacy", "rights", "encryption"])
async def test_deafness_is_told_to_who_can_mend_it(stage: PipeStage, reason: str) -> None:
    from core.events import CannotRead  # noqa: PLC0415

    await a_village(stage, "ana", "bea")
    spine = stage.player._spine
    await spine.handle(CannotRead(platform="pipe", key="deaf", room="maple", reason=reason))
    assert latest(stage, "ana", f"deaf-{reason}")
    assert not [m for m in stage.private("bea") if m.key.startswith("deaf")]


async def test_sisters_share_what_was_opened_to_the_outside(stage: PipeStage, url: str) -> None:
    for room in ("maple", "elm"):
        await stage.added(room, room.title(), by="ana")
    await stage.join("maple", "bea")
    await stage.join("elm", "cem")
    for person, village in (("ana", "Maple"), ("bea", "Maple"), ("cem", "Elm")):
        card = next(m for m in stage.room(village.lower()) if m.key == "community-arrival")
        await stage.send(event="press", by_=person, message=card.id, choice="member.in")
    await _as_sisters(url)
    await stage.say("bea", DRILL, room="maple")
    await stage.press("bea", "post.confirm")
    await stage.press("bea", "post.outside")
    shown = stage.room("elm")[-1]
    assert (shown.key, shown.actions) == ("post-outside-request", ["match.yes"])
    await stage.press("cem", "match.yes")
    assert latest(stage, "bea", "match-offer")


async def _as_sisters(url: str) -> None:
    from dataclasses import replace  # noqa: PLC0415

    database = await Database.open(url, "7")
    try:
        async with database.begin("sisters", NOW) as work:
            found = await work.communities.every(Stage.FOUNDED)
            await work.communities.add_sisters(found[0].id, found[1].id, NOW)
            for village in found:
                config = village.config.model_copy(update={"share_with_sisters": True})
                await work.communities.save(replace(village, config=config, stage=Stage.OPEN))
    finally:
        await database.close()
