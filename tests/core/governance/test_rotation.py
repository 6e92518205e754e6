"""Roles pass on by themselves: told, two weeks, looked after until somebody follows, and never left alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from core.communities import Community, Config, Governance, Holding, NamedRole, Role, Stage
from core.errors import AlreadySettled, Refusal
from core.governance import (
    ELECTED_AFTER,
    GRACE,
    How,
    Passing,
    confirm_founders,
    end,
    give,
    pass_on,
    step_down,
)
from core.people import Person
from core.trust.usecases import Placed
from core.votes import Kind
from core.votes.rules import ONE
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo")]
ANA, BO, CLEO = CROWD


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    """A mature village; Ana and Bo are admins, Cleo cooks."""
    config = Config(governance=Governance(roles=(NamedRole(name="cook"),)))
    village = replace(await settle_village(work, members=CROWD), config=config)
    village = await opened_village(work, village, mature=True)
    for person, role in ((ANA, Role.ADMIN), (BO, Role.ADMIN), (CLEO, "cook")):
        await give(work, village, person.id, role, how=How.FOUNDED)
    await trusted(work, village, ana=80, bo=80, cleo=80)
    return village


async def trusted(work: UnitOfWork, village: Community, **trust: float) -> None:
    placed = [Placed(someone(name).id, 0.5, own) for name, own in trust.items()]
    await work.ties.replace_placed(village.id, placed, work.now)


async def night(work: UnitOfWork, village: Community, at: datetime) -> Passing:
    work.now = at
    return await pass_on(work, village)


async def holding(work: UnitOfWork, village: Community, person: Person, role: str) -> Holding:
    held = await work.communities.holdings(village.id)
    return next(h for h in held if (h.person, h.role) == (person.id, role))


def named(holdings: list[Holding]) -> list[str]:
    return [h.person for h in holdings]


async def test_a_night_on_which_nothing_is_due(work: UnitOfWork, village: Community) -> None:
    assert await night(work, village, NOW + DAY) == Passing()


async def test_told_then_two_weeks_then_a_caretaker_then_released(
    work: UnitOfWork, village: Community
) -> None:
    await trusted(work, village, ana=44.9, bo=45, cleo=80)
    assert named((await night(work, village, NOW)).warned) == ["ana"]
    almost = NOW + GRACE - DAY
    assert await night(work, village, almost) == Passing()
    passing = await night(work, village, NOW + GRACE)
    assert named(passing.caretakers) == ["ana"]
    assert (await holding(work, village, ANA, "admin")).is_caretaker
    over = NOW + GRACE + ELECTED_AFTER
    assert await night(work, village, over - DAY) == Passing()
    passing = await night(work, village, over)
    assert named(passing.released) == ["ana"]
    assert passing.elected == []
    changes = await work.governance.role_changes(village.id)
    assert [c.how for c in changes if c.person == ANA.id] == [
        How.LAPSED,
        How.CARETAKER,
        How.FOUNDED,
    ]


async def test_who_is_relied_upon_again_in_time_keeps_it(
    work: UnitOfWork, village: Community
) -> None:
    await trusted(work, village, bo=80, cleo=80)
    assert named((await night(work, village, NOW)).warned) == ["ana"]
    await trusted(work, village, ana=45, bo=80, cleo=80)
    assert named((await night(work, village, NOW + DAY)).kept) == ["ana"]
    assert await night(work, village, NOW + GRACE) == Passing()


async def test_while_a_village_is_young_nobody_rotates(
    work: UnitOfWork, village: Community
) -> None:
    await trusted(work, village, ana=1, bo=1, cleo=1)
    assert len((await night(work, village, NOW)).warned) == 3
    young = replace(village, mature=False)
    assert len((await night(work, young, NOW + GRACE)).kept) == 3
    assert await night(work, replace(village, stage=Stage.CLOSED), NOW + GRACE) == Passing()


async def test_whoever_wishes_it_passes_on_that_night(work: UnitOfWork, village: Community) -> None:
    wished = await step_down(work, village, ANA, at_once=False)
    assert named(wished) == ["ana"]
    assert not (await holding(work, village, ANA, "admin")).is_caretaker
    with pytest.raises(AlreadySettled):
        await step_down(work, village, ANA, at_once=False)
    assert named((await night(work, village, NOW + DAY)).caretakers) == ["ana"]
    with pytest.raises(AlreadySettled):
        await step_down(work, village, ANA, at_once=False)


async def test_stepping_down_at_once(work: UnitOfWork, village: Community) -> None:
    await give(work, village, ANA.id, "cook", how=How.RATIFIED)
    assert await step_down(work, village, ANA, "admin", at_once=True) == []
    assert await step_down(work, village, ANA, at_once=True) == []
    with pytest.raises(Refusal) as refused:
        await step_down(work, village, ANA, at_once=True)
    assert refused.value.key == "refused-no-role"
    left = await step_down(work, village, BO, at_once=True)
    assert [(h.person, h.is_caretaker) for h in left] == [("bo", True)]


async def test_the_last_admin_stays_and_the_vote_is_told_once(
    work: UnitOfWork, village: Community
) -> None:
    await end(work, village, ANA.id, Role.ADMIN, how=How.STEPPED_DOWN)
    await step_down(work, village, BO, at_once=True)
    over = NOW + ELECTED_AFTER
    passing = await night(work, village, over)
    assert (passing.elected, passing.released) == (["admin"], [])
    assert await night(work, village, over) == Passing()
    assert (await holding(work, village, BO, "admin")).is_caretaker


async def test_a_role_nobody_holds_after_its_caretakers_is_elected(
    work: UnitOfWork, village: Community
) -> None:
    await give(work, village, ANA.id, "cook", how=How.RATIFIED)
    for person in (ANA, CLEO):
        await step_down(work, village, person, "cook", at_once=False)
    await night(work, village, NOW)
    passing = await night(work, village, NOW + ELECTED_AFTER)
    assert named(passing.released) == ["ana", "cleo"]
    assert passing.elected == ["cook"]


async def test_a_role_that_the_rules_name_no_more_ends(
    work: UnitOfWork, village: Community
) -> None:
    plain = replace(village, config=Config())
    assert await night(work, plain, NOW) == Passing()
    assert [h.role for h in await work.communities.holdings(village.id)] == ["admin", "admin"]


async def test_founders_of_a_young_village_are_confirmed_each_by_a_vote_of_heads(
    work: UnitOfWork, village: Community
) -> None:
    assert await confirm_founders(work, village) == []
    await end(work, village, BO.id, Role.ADMIN, how=How.STEPPED_DOWN)
    await give(work, village, BO.id, Role.ADMIN, how=How.RATIFIED)
    opened = await confirm_founders(work, replace(village, mature=False))
    assert [(p.kind, p.about, p.by) for p in opened] == [
        (Kind.CONFIRMATION, "ana", None),
        (Kind.CONFIRMATION, "cleo", None),
    ]
    assert set((await work.votes.roll(opened[0].id)).values()) == {ONE}
    await step_down(work, village, CLEO, at_once=True)
    await step_down(work, village, BO, at_once=True)
    await step_down(work, village, ANA, at_once=True)
    (last,) = await work.communities.holdings(village.id)
    assert (last.person, last.founder, last.is_caretaker) == (ANA.id, True, True)
    assert await confirm_founders(work, replace(village, mature=False)) == []
