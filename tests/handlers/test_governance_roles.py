"""Roles as people meet them: named, agreed to, passed on at night, elected, confirmed; and what nobody else reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.communities import Community, Config, with_values
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled
from core.governance import How, give
from core.ids import CommunityId, PersonId
from core.people import Person
from core.ports import Capabilities
from core.votes import Kind, Proposal, Stage
from handlers.governance import nominations, rotation
from handlers.governance.nominations import role_meant
from handlers.table import Turn
from handlers.votes import life
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, settle_village, someone, working
from tests.fakes import opened as database_at
from tests.journeys.stage import START, PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.village_stories import FOUNDERS, an_open_village

EVERYBODY = ("ana", *FOUNDERS, "fay")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
async def stage(url: str) -> AsyncIterator[PipeStage]:
    async with pipe_stage(url) as stage:
        yield stage


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[tuple[UnitOfWork, Community, dict[str, Person]]]:
    """Reach into the village's database while the story goes on."""
    async with database_at(url) as database, database.begin("beside", START) as work:
        (village,) = await work.communities.every(VillageStage.OPEN)
        people = await work.communities.members(village.id)
        yield work, village, {person.name.lower(): person for person in people}


async def make_eligible(url: str, *names: str) -> None:
    async with beside(url) as (work, village, people):
        await work.governance.replace_eligible(village.id, [people[n].id for n in names], START)


async def aged(url: str, **changes: Any) -> None:
    """Let something about every holding have happened long ago."""
    async with beside(url) as (work, village, _):
        for holding in await work.communities.holdings(village.id):
            await work.communities.hold(replace(holding, **changes))


def told(stage: PipeStage, key: str) -> list[str]:
    return [m.text for m in stage.room("maple") if m.key == key]


def keys(stage: PipeStage, person: str) -> list[str]:
    return [m.key for m in stage.private(person)]


async def roles(stage: PipeStage) -> str:
    await stage.say("fay", "/roles")
    return next(m.text for m in reversed(stage.private("fay")) if m.key.startswith("roles-"))


async def test_before_roles_begin_the_page_says_who_looks_after_it(stage: PipeStage) -> None:
    await a_village(stage, "ana", "fay")
    assert "those who administer the group look after it" in await roles(stage)
    await stage.say("fay", "/roles history")
    assert latest(stage, "fay", "roles-history-none")
    await stage.say("fay", "/nominate Ana")
    assert "three of its founder group" in latest(stage, "fay", "refused-roles-later").text


async def test_what_is_typed_is_understood_or_explained(stage: PipeStage, url: str) -> None:
    await an_open_village(stage, "fay")
    for words in ("", " admin"):
        await stage.say("fay", f"/nominate{words}")
    assert keys(stage, "fay").count("refused-nominate") == 2
    assert "/nominate Ana admin" in latest(stage, "fay", "refused-nominate").text
    await make_eligible(url, "fay")
    for words in ("Fay administración", "Fay"):
        await stage.say("fay", f"/nominate {words}")
    assert keys(stage, "fay").count("nomination-noted") == 2
    assert keys(stage, "fay").count("nomination-own") == 1
    await stage.say("fay", "/nominate Fay tool keeper")
    assert latest(stage, "fay", "refused-unknown-name")
    await stage.say("fay", "/stepdown")
    assert latest(stage, "fay", "refused-role")
    await stage.say("bea", "/stepdown librarian")
    assert latest(stage, "bea", "refused-no-role")
    assert role_meant("  Tool Keeper ") == "tool_keeper"


async def test_of_two_people_of_one_name_one_is_picked(stage: PipeStage, url: str) -> None:
    await an_open_village(stage, "fay")
    async with beside(url) as (work, _, people):
        await work.people.save(replace(people["eli"], name="Fay"))
    await make_eligible(url, "fay")
    await stage.say("bea", "/nominate Fay admin")
    await stage.press("bea", "nomination.pick", label="2")
    assert latest(stage, "bea", "nomination-noted")


async def test_without_enough_yeses_only_the_nominee_hears_and_no_card_tells(
    stage: PipeStage, url: str
) -> None:
    await an_open_village(stage, "fay")
    await make_eligible(url, "fay")
    await stage.say("bea", "/nominate Fay admin")
    await stage.press("fay", "nomination.accept")
    for founder in ("ana", "bea"):
        await stage.press(founder, "ratify.yes")
    await stage.press("cem", "ratify.no")
    answers = {stage.answers(founder)[-1] for founder in ("ana", "bea", "cem")}
    assert len(answers) == 1
    heard = len(stage.room("maple"))
    await stage.later("8d")
    cards = [latest(stage, founder, "ratify-over") for founder in ("ana", *FOUNDERS)]
    assert len({card.text for card in cards}) == 1
    assert latest(stage, "fay", "nomination-not-now")
    assert len(stage.room("maple")) == heard


async def test_a_question_nobody_answers_is_over_quietly(stage: PipeStage, url: str) -> None:
    await an_open_village(stage, "fay")
    await make_eligible(url, "fay")
    await stage.say("bea", "/nominate Fay admin")
    await stage.later("8d")
    assert latest(stage, "fay", "nomination-over").actions == []
    assert "nomination-not-now" not in keys(stage, "fay")
    async with working_turn(url) as turn:
        assert list(await nominations.lapse(turn)) == []


@asynccontextmanager
async def working_turn(url: str) -> AsyncIterator[Turn]:
    async with database_at(url) as database, database.begin("turn", START) as work:
        yield Turn(work=work, can=Capabilities(), subject="gone")


async def test_roles_rotate_at_night_and_only_their_holder_hears_why(
    stage: PipeStage, url: str
) -> None:
    await an_open_village(stage, "fay")
    async with beside(url) as (work, village, _):
        await work.communities.save(replace(village, mature=True, version=village.version + 1))
    heard = len(stage.room("maple"))
    others = len(stage.private("fay"))
    await stage.later("1d")
    assert keys(stage, "bea").count("role-warned") == 1
    assert "until somebody follows" not in await roles(stage)
    await aged(url, warned_at=START - 14 * DAY)
    await stage.later("1d")
    assert keys(stage, "bea").count("role-caretaker") == 1
    assert "until somebody follows" in await roles(stage)
    assert len(stage.room("maple")) == heard
    assert len(stage.private("fay")) == others + 2
    await aged(url, caretaker_at=START - 31 * DAY)
    await stage.later("1d")
    assert "role-released" in keys(stage, "bea")
    assert "looking for somebody as admin" in " ".join(told(stage, "role-elected"))


async def test_told_and_relied_upon_again_one_hears_that_one_stays(
    stage: PipeStage, url: str
) -> None:
    await an_open_village(stage, "fay")
    async with beside(url) as (work, village, people):
        holdings = await work.communities.holdings(village.id)
        mine = next(h for h in holdings if h.person == people["bea"].id and h.role == "admin")
        await work.communities.hold(replace(mine, warned_at=START))
    await stage.later("1d")
    assert keys(stage, "bea").count("role-kept") == 1


async def test_where_nobody_can_agree_the_members_elect(stage: PipeStage, url: str) -> None:
    await an_open_village(stage, "fay")
    for person in ("ana", *FOUNDERS):
        await stage.say(person, "/stepdown")
        await stage.press(person, "role.leave")
    await stage.later("1m")
    assert len(told(stage, "role-elected")) == 1
    await make_eligible(url, "fay")
    await stage.say("fay", "/nominate Fay admin")
    await stage.press("fay", "nomination.accept")
    (card,) = [m for m in stage.room("maple") if m.key == "vote-open"]
    assert "Fay" in card.text
    assert "admin" in card.text
    for person in ("ana", "bea", "cem", "fay"):
        await stage.press(person, "ballot.yes")
    await stage.say("fay", "/votes")
    await stage.press("fay", "proposal.life")
    ((alt, png),) = stage.pictures("fay")
    assert "Everybody votes, until 12 Jan 2026 (here)" in alt
    assert png.startswith(b"\x89PNG")
    await stage.later("7d")
    shown = await roles(stage)
    assert "Fay: admin, since 12 Jan 2026" in shown
    assert "Eli" not in shown
    await stage.say("fay", "/roles history")
    assert "as the members decided" in latest(stage, "fay", "roles-history").text


async def test_a_village_still_young_confirms_its_founders_by_heads(
    stage: PipeStage, url: str
) -> None:
    await an_open_village(stage, "fay")
    async with beside(url) as (work, village, _):
        await work.communities.save(replace(village, opened_at=START - timedelta(days=179)))
    await stage.later("3d")
    cards = [m for m in stage.room("maple") if m.key == "vote-open"]
    assert len(cards) == 5
    for card in cards:
        choice = "no" if "Eli" in card.text else "yes"
        for voter in ("bea", "cem", "dia", "fay"):
            token = next(
                c["id"]
                for line in stage.lines
                if line.get("id") == card.id
                for c in line.get("choices", ())
                if c["action"] == f"ballot.{choice}"
            )
            await stage.send(event="press", by_=voter, message=card.id, choice=token)
    await stage.later("8d")
    shown = await roles(stage)
    assert "Eli" not in shown
    assert all(name in shown for name in ("ana", "Bea", "Cem", "Dia"))
    await stage.say("fay", "/roles history")
    assert "Eli has passed it on" in latest(stage, "fay", "roles-history").text


async def test_a_role_of_the_villages_own_opens_the_door(stage: PipeStage, url: str) -> None:
    await an_open_village(stage, "fay")
    async with beside(url) as (work, village, people):
        own = with_values(
            village.config, {"governance.roles": [{"name": "librarian", "rights": ["let_in"]}]}
        )
        named = replace(village, config=own)
        await work.communities.save(named)
        await give(work, named, people["fay"].id, "librarian", how=How.RATIFIED)
    await stage.later("1m")
    await stage.join("maple", "gus")
    await stage.press("gus", "member.in")
    await stage.press("fay", "join.approve")
    assert latest(stage, "gus", "join-let-in")
    assert "Fay: librarian, since" in await roles(stage)
    await stage.say("fay", "/help")
    shown = stage.private("fay")[-1].text
    assert "/approve" in shown
    assert "/stepdown" in shown
    assert "/set " not in shown


async def test_nothing_is_due_where_a_village_is_no_more(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        village = await settle_village(work)
        await work.communities.save(replace(village, stage=VillageStage.CLOSED))
        turn = Turn(work=work, can=Capabilities(), subject=village.id)
        assert list(await rotation.confirm(turn)) == []
        assert list(await rotation.nobody_ratifies(turn)) == []


async def test_a_grown_village_confirms_nobody(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        village = await settle_village(work)
        grown = replace(village, stage=VillageStage.OPEN, opened_at=NOW, mature=True)
        await work.communities.save(grown)
        turn = Turn(work=work, can=Capabilities(), subject=village.id)
        assert list(await rotation.confirm(turn)) == []
        assert list(await rotation.nobody_ratifies(turn)) == []


def proposal(kind: Kind, stage: Stage, **changes: Any) -> Proposal:
    values = {"opened_at": NOW, "closes_at": NOW + 7 * DAY, **changes}
    return Proposal(
        "shed", CommunityId("maple"), kind, PersonId("ana"), "a shed", NOW, stage=stage, **values
    )


@pytest.mark.parametrize(
    ("kind", "stage", "days", "where"),
    [
        (Kind.WORDS, Stage.OPEN, 1, "open"),
        (Kind.WORDS, Stage.OPEN, 6.5, "reminded"),
        (Kind.WORDS, Stage.CLOSING, 7, "closed"),
        (Kind.WORDS, Stage.PASSED, 7, "closed"),
        (Kind.NORM, Stage.PASSED, 7, "applied"),
        (Kind.NORM, Stage.NOT_PASSED, 7, "closed"),
        (Kind.RECALL, Stage.SECONDING, 0, "seconding"),
        (Kind.RECALL, Stage.HEARING, 0, "hearing"),
        (Kind.RECALL, Stage.DRAFT, 0, "draft"),
    ],
)
def test_a_proposal_stands_at_one_step_of_its_life(
    kind: Kind, stage: Stage, days: float, where: str
) -> None:
    village = Community(CommunityId("maple"), "Maple", Config())
    names, here = life.steps(village, proposal(kind, stage), NOW + days * DAY)
    assert names[here] == where
    assert ("seconding" in names) is (kind is Kind.RECALL)
    assert ("applied" in names) is (kind is not Kind.WORDS)


def test_what_the_village_calls_for_has_no_draft() -> None:
    village = Community(CommunityId("maple"), "Maple", Config())
    called = replace(proposal(Kind.ELECTION, Stage.OPEN), by=None)
    names, here = life.steps(village, called, NOW)
    assert names[: here + 1] == ["called", "open"]


async def test_a_draft_shows_its_life_to_nobody(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        await settle_village(work)
        await make_known(work, someone("Ana"))
        await work.votes.add(proposal(Kind.WORDS, Stage.DRAFT, opened_at=None, closes_at=None))
        for subject in ("shed", "gone"):
            turn = Turn(work=work, can=Capabilities(), person=someone("Ana"), subject=subject)
            with pytest.raises(AlreadySettled):
                await life.show(turn)
