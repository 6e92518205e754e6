"""One table of who may what, tried for every standing, role and stage."""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from core.communities import Community, Holding, Role, Stage, Standing, with_values
from core.errors import NotAMember, Refusal
from core.governance import HELD_BY, Right, bearers, may, require
from storage.database import UnitOfWork
from tests.fakes import (
    NOW,
    make_known,
    membership,
    opened_village,
    settle_village,
    someone,
    working,
)

ANA, BO = someone("Ana"), someone("Bo")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO)
        yield work


async def rights(work: UnitOfWork, village: Community) -> set[Right]:
    return {right for right in Right if await may(work, village, ANA, right)}


def test_every_right_but_a_members_has_its_roles() -> None:
    assert HELD_BY.keys() == set(Right) - {Right.MEMBER}
    assert all(HELD_BY.values())


async def test_nobody_unknown_or_gone_may_anything(work: UnitOfWork) -> None:
    village = await settle_village(work)
    assert await rights(work, village) == set()
    left = membership(ANA, village, standing=Standing.LEFT, admin=True)
    await work.communities.save_member(left)
    assert await rights(work, village) == set()


@pytest.mark.parametrize(
    ("standing", "admin", "stage", "expected"),
    [
        (Standing.PRESENT, False, Stage.FOUNDED, set()),
        (Standing.PRESENT, True, Stage.FOUNDED, {Right.SETUP, Right.RULES}),
        (Standing.PRESENT, True, Stage.OPEN, set()),
        (Standing.MEMBER, False, Stage.FOUNDED, {Right.MEMBER}),
        (Standing.MEMBER, True, Stage.FOUNDED, set(Right)),
        (Standing.MEMBER, True, Stage.OPEN, set(Right)),
        (Standing.MEMBER, False, Stage.OPEN, {Right.MEMBER}),
    ],
)
async def test_before_roles_begin_the_rooms_admin_looks_after_it(
    work: UnitOfWork, standing: Standing, admin: bool, stage: Stage, expected: set[Right]
) -> None:
    village = replace(await settle_village(work), stage=stage)
    await work.communities.save_member(membership(ANA, village, standing=standing, admin=admin))
    assert await rights(work, village) == expected


ROLES = {
    Role.ADMIN: set(Right),
    Role.MODERATOR: set(Right) - {Right.SETUP},
    Role.TREASURER: set(Right) - {Right.SETUP, Right.LET_IN},
}


@pytest.mark.parametrize(("role", "mature"), list(product(ROLES, [False, True])))
async def test_a_role_gives_its_rights_constrained_and_mature_alike(
    work: UnitOfWork, role: Role, mature: bool
) -> None:
    village = await opened_village(work, await settle_village(work, members=[ANA]), mature=mature)
    await work.communities.hold(Holding(village.id, ANA.id, role, NOW))
    assert await rights(work, village) == ROLES[role]


OWN = [{"name": "librarian", "rights": ["let_in"]}, {"name": "cook", "rights": []}]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("librarian", {Right.MEMBER, Right.HOLD, Right.LET_IN}),
        ("cook", {Right.MEMBER, Right.HOLD}),
        ("gone_from_the_rules", {Right.MEMBER}),
    ],
)
async def test_a_role_that_the_village_names_gives_what_its_rules_say(
    work: UnitOfWork, role: str, expected: set[Right]
) -> None:
    village = await opened_village(work, await settle_village(work, members=[ANA, BO]), BO)
    own = with_values(village.config, {"governance.roles": OWN})
    village = replace(village, config=own)
    await work.communities.hold(Holding(village.id, ANA.id, role, NOW))
    assert await rights(work, village) == expected
    letting_in = [p.id for p in await bearers(work, village, Right.LET_IN)]
    assert letting_in == (["ana", "bo"] if role == "librarian" else ["bo"])


async def test_with_others_in_the_roles_the_rooms_admin_is_a_member(work: UnitOfWork) -> None:
    village = await opened_village(work, await settle_village(work, members=[ANA, BO]), BO)
    await work.communities.save_member(membership(ANA, village, admin=True))
    assert await rights(work, village) == {Right.MEMBER}


async def test_a_refusal_says_who_may(work: UnitOfWork) -> None:
    village = await opened_village(work, await settle_village(work, members=[ANA]), BO)
    await require(work, village, ANA, Right.MEMBER)
    for right, key in (
        (Right.SETUP, "refused-setup"),
        (Right.LET_IN, "refused-role"),
        (Right.RULES, "refused-role"),
        (Right.INSIGHTS, "refused-role"),
    ):
        with pytest.raises(Refusal) as refused:
            await require(work, village, ANA, right)
        assert refused.value.key == key


@pytest.mark.parametrize("standing", [None, Standing.PRESENT, Standing.LEFT])
async def test_an_outsider_is_told_that_they_are_none(
    work: UnitOfWork, standing: Standing | None
) -> None:
    village = await settle_village(work)
    if standing:
        await work.communities.save_member(membership(ANA, village, standing=standing))
    for right in (Right.MEMBER, Right.LET_IN, Right.RULES, Right.INSIGHTS):
        with pytest.raises(NotAMember):
            await require(work, village, ANA, right)
    with pytest.raises(Refusal) as refused:
        await require(work, village, ANA, Right.SETUP)
    assert refused.value.key == "refused-setup"
