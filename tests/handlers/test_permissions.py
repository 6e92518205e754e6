"""Who may what: every command as everybody, every right in every state, and every button in a stranger's hands."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app
from core import governance
from core.communities import Community, Holding, Member, Role, Stage, Standing, with_values
from core.governance import HELD_BY, Right
from handlers.table import Command as Given
from handlers.table import Entry, Who
from storage.database import Database
from tests.fakes import NOW, make_known, opened, settle_village, someone
from tests.journeys.governance_stories import (
    a_name_becomes_a_role,
    stepping_down_never_leaves_a_village_alone,
)
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village
from tests.journeys.village_stories import VILLAGE_STORIES, an_open_village
from tests.journeys.votes_stories import about_a_person

COMMANDS = [e for e in app.table().entries if isinstance(e.trigger, Given)]
REFUSALS = {"refused-not-a-member", "refused-role", "refused-setup"}
ENDS = {"leave"}
"""What would take the persona away from under the next command."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def refused(stage: PipeStage, person: str, entry: Entry) -> str | None:
    """Give a command, and return the refusal it met, if any; it is told to nobody else."""
    before = len(stage.lines)
    assert isinstance(entry.trigger, Given)
    await stage.say(person, f"/{entry.trigger.name}")
    said = stage.lines[before:]
    assert said
    assert all(line["to"] == {"user": person} for line in said)
    keys = {line.get("key") for line in said}
    assert "went-wrong" not in keys
    return next(iter(keys & REFUSALS), None)


def expected(entry: Entry, persona: str, *, is_open: bool) -> bool:
    """Say whether a persona may give a command, by the one table."""
    is_member = persona not in ("outsider", "present", "organiser")
    if entry.who is Who.ANYONE:
        return True
    if persona == "outsider" or (entry.who is Who.MEMBER and not is_member):
        return False
    if entry.may is None:
        return True
    if not is_open and entry.may in (Right.SETUP, Right.RULES):
        return persona in ("organiser", "keeper")
    if persona == "keeper":
        return bool({Role.ADMIN, Role.MODERATOR} & HELD_BY[entry.may])
    return persona == "founder"


@pytest.mark.parametrize("persona", ["outsider", "present", "organiser", "member", "keeper"])
async def test_every_command_before_opening(stage: PipeStage, persona: str) -> None:
    await stage.added("maple", "Maple Street", by="ana")
    await stage.join("maple", "bea", "cem")
    await stage.join("maple", "dia", admin=True)
    for person in ("bea", "dia"):
        await stage.press(person, "member.in")
    who = {"outsider": "zoe", "present": "cem", "organiser": "ana", "member": "bea"}
    for entry in COMMANDS:
        if entry.trigger.name in ENDS:
            continue
        met = await refused(stage, who.get(persona, "dia"), entry)
        assert (met is None) is expected(entry, persona, is_open=False), (entry.trigger, met)


@pytest.mark.parametrize("persona", ["outsider", "present", "member", "founder"])
async def test_every_command_of_an_open_village(stage: PipeStage, persona: str) -> None:
    await an_open_village(stage, "fay")
    await stage.join("maple", "gus")
    who = {"outsider": "zoe", "present": "gus", "member": "fay", "founder": "cem"}[persona]
    for entry in COMMANDS:
        if entry.trigger.name in ENDS:
            continue
        met = await refused(stage, who, entry)
        assert (met is None) is expected(entry, persona, is_open=True), (entry.trigger, met)


async def test_help_lists_what_one_may(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    for person, may in (("fay", False), ("cem", True)):
        await stage.say(person, "/help")
        told = stage.private(person)[-1].text
        assert ("/approve" in told) is may
        assert ("/set " in told) is may
        assert "/config" in told


PERSONAS = {
    "outsider": (None, ()),
    "left": (Standing.LEFT, (Role.ADMIN,)),
    "present": (Standing.PRESENT, ()),
    "member": (Standing.MEMBER, ()),
    "admin": (Standing.MEMBER, (Role.ADMIN,)),
    "moderator": (Standing.MEMBER, (Role.MODERATOR,)),
    "treasurer": (Standing.MEMBER, (Role.TREASURER,)),
    "founder": (Standing.MEMBER, tuple(Role)),
    "librarian": (Standing.MEMBER, ("librarian",)),
    "herald": (Standing.MEMBER, ("herald",)),
}
OWN_ROLES = {"librarian": {Right.LET_IN, Right.INSIGHTS, Right.HOLD}, "herald": {Right.HOLD}}
"""What the village's own roles may, by its rules."""


@pytest.mark.parametrize("mature", [False, True])
@pytest.mark.parametrize("persona", PERSONAS)
async def test_every_right_in_every_state(tmp_path: Path, persona: str, mature: bool) -> None:
    standing, roles = PERSONAS[persona]
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with opened(url) as database:
        community = await _village(database, mature=mature)
        async with database.begin("test", NOW) as work:
            bea = someone("Bea")
            if standing is not None:
                member = Member(bea.id, community.id, standing, NOW)
                await work.communities.save_member(member)
            for role in roles:
                await work.communities.hold(Holding(community.id, bea.id, role, NOW))
            for right in Right:
                allowed = standing is Standing.MEMBER and (
                    right is Right.MEMBER
                    or bool(set(roles) & HELD_BY[right])
                    or any(right in OWN_ROLES.get(role, ()) for role in roles)
                )
                assert await governance.may(work, community, bea, right) is allowed


async def _village(database: Database, *, mature: bool) -> Community:
    async with database.begin("setup", NOW) as work:
        ana, bea = someone("Ana"), someone("Bea")
        community = await settle_village(work, members=[ana])
        await make_known(work, bea)
        await work.communities.hold(Holding(community.id, ana.id, Role.ADMIN, NOW, True))
        own = [
            {"name": "librarian", "rights": ["let_in", "insights"]},
            {"name": "herald", "rights": []},
        ]
        rules = with_values(community.config, {"governance.roles": own})
        grown = replace(community, config=rules, stage=Stage.OPEN, mature=mature)
        await work.communities.save(grown)
    return grown


PUBLIC = {"member.in", "setup.begin", "match.yes"}
"""Buttons that stand where everybody sees them; what they do depends on who presses."""


PRIVATE_BUTTONS = (
    *VILLAGE_STORIES,
    a_name_becomes_a_role,
    stepping_down_never_leaves_a_village_alone,
    about_a_person,
)


@pytest.mark.parametrize("story", PRIVATE_BUTTONS, ids=lambda s: s.__name__)
async def test_no_private_button_works_for_anybody_else(stage: PipeStage, story: object) -> None:
    await story(stage)  # type: ignore[operator]
    buttons = [
        (line.get("revision", line["id"]), line["id"], choice)
        for line in stage.lines
        if line.get("say") in ("text", "revise") and "user" in line["to"]
        for choice in line["choices"]
    ]
    assert buttons
    before = len(stage.lines)
    for _, message, choice in buttons:
        await stage.send(event="press", by_="mallory", message=message, choice=choice["id"])
    said = stage.lines[before:]
    assert all(line["say"] == "answer" and line["to"] == {"user": "mallory"} for line in said)
    assert {line["key"] for line in said} <= {"refused-not-yours", "refused-settled"}


async def test_who_somebody_is_never_comes_from_what_they_write(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    claim = json.dumps({"from": "ana", "admin": True})
    await stage.say("bea", f"/set member_cap 20 {claim}")
    assert stage.private("bea")[-1].key in REFUSALS
