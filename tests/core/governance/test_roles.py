"""A role's life: given, looked after, passed on; on record, and an open village never without an admin."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.communities import Community, Holding, Role, Stage
from core.errors import AlreadySettled, NotAMember
from core.governance import Founder, How, end, give, leave
from core.people import Person
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo")]
ANA, BO, CLEO = CROWD


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    return await opened_village(work, await settle_village(work, members=CROWD))


async def held(work: UnitOfWork, village: Community) -> set[tuple[Person, str, bool]]:
    return {
        (await work.people.get(h.person), h.role, h.is_caretaker)
        for h in await work.communities.holdings(village.id)
    }


async def record(work: UnitOfWork, village: Community) -> list[tuple[str, str, How]]:
    changes = await work.governance.role_changes(village.id)
    assert [c.number for c in changes] == list(range(len(changes), 0, -1))
    return [(c.person, c.role, c.how) for c in reversed(changes)]


async def test_a_role_is_given_once_and_kept_on_record(
    work: UnitOfWork, village: Community
) -> None:
    holding = await give(work, village, ANA.id, Role.ADMIN, how=How.RATIFIED)
    assert holding == Holding(village.id, ANA.id, "admin", NOW)
    with pytest.raises(AlreadySettled):
        await give(work, village, ANA.id, "admin", how=How.ELECTED)
    await give(work, village, ANA.id, "librarian", how=How.ELECTED)
    founder = await give(work, village, BO.id, Role.ADMIN, how=How.FOUNDED)
    assert founder.founder
    assert await record(work, village) == [
        ("ana", "admin", How.RATIFIED),
        ("ana", "librarian", How.ELECTED),
        ("bo", "admin", How.FOUNDED),
    ]


async def test_roles_are_for_members(work: UnitOfWork, village: Community) -> None:
    dina = someone("Dina")
    await make_known(work, dina)
    with pytest.raises(NotAMember):
        await give(work, village, dina.id, Role.ADMIN, how=How.RATIFIED)
    await leave(work, village, BO)
    with pytest.raises(NotAMember):
        await give(work, village, BO.id, Role.ADMIN, how=How.RATIFIED)
    assert await record(work, village) == []


@pytest.mark.parametrize("how", [How.STEPPED_DOWN, How.RECALLED, How.LAPSED, How.LEFT])
async def test_one_of_two_goes_at_once(work: UnitOfWork, village: Community, how: How) -> None:
    for person in (ANA, BO):
        await give(work, village, person.id, Role.ADMIN, how=How.RATIFIED)
    await end(work, village, ANA.id, Role.ADMIN, how=how)
    assert await held(work, village) == {(BO, "admin", False)}
    assert (await record(work, village))[-1] == ("ana", "admin", how)
    with pytest.raises(AlreadySettled):
        await end(work, village, ANA.id, Role.ADMIN, how=how)


@pytest.mark.parametrize("how", [How.STEPPED_DOWN, How.RECALLED, How.LAPSED])
async def test_the_last_admin_looks_after_it_until_somebody_follows(
    work: UnitOfWork, village: Community, how: How
) -> None:
    await give(work, village, ANA.id, Role.ADMIN, how=How.FOUNDED)
    for _ in range(2):
        await end(work, village, ANA.id, Role.ADMIN, how=how)
        assert await held(work, village) == {(ANA, "admin", True)}
    await give(work, village, BO.id, Role.ADMIN, how=How.RATIFIED)
    assert await held(work, village) == {(BO, "admin", False)}
    assert [how for _, _, how in await record(work, village)] == [
        How.FOUNDED,
        How.CARETAKER,
        How.RATIFIED,
        How.ROTATED,
    ]


async def test_a_caretaker_may_be_given_the_role_again(
    work: UnitOfWork, village: Community
) -> None:
    await give(work, village, ANA.id, Role.ADMIN, how=How.RATIFIED)
    await end(work, village, ANA.id, Role.ADMIN, how=How.STEPPED_DOWN)
    await give(work, village, ANA.id, Role.ADMIN, how=How.ELECTED)
    assert await held(work, village) == {(ANA, "admin", False)}


async def test_one_successor_relieves_the_caretaker_of_longest_standing(
    work: UnitOfWork, village: Community
) -> None:
    for person, days in ((ANA, 2), (BO, 5)):
        since = NOW - days * DAY
        await work.communities.hold(
            Holding(village.id, person.id, Role.ADMIN, since, caretaker_at=since)
        )
    await give(work, village, CLEO.id, Role.ADMIN, how=How.RATIFIED)
    assert await held(work, village) == {(ANA, "admin", True), (CLEO, "admin", False)}


async def test_where_the_last_admin_left_another_role_holder_looks_after_it(
    work: UnitOfWork, village: Community
) -> None:
    await give(work, village, ANA.id, Role.ADMIN, how=How.FOUNDED)
    await give(work, village, ANA.id, Role.TREASURER, how=How.FOUNDED)
    await give(work, village, BO.id, Role.TREASURER, how=How.RATIFIED)
    await leave(work, village, ANA)
    assert await held(work, village) == {(BO, "treasurer", False), (BO, "admin", True)}
    await leave(work, village, BO)
    assert await held(work, village) == {(CLEO, "admin", True)}
    assert ("cleo", "admin", How.CARETAKER) in await record(work, village)


async def test_nobody_looks_after_a_village_that_is_not_open_or_where_nobody_is_left(
    work: UnitOfWork, village: Community
) -> None:
    await give(work, village, ANA.id, Role.ADMIN, how=How.FOUNDED)
    early = replace(village, stage=Stage.FOUNDED)
    await end(work, early, ANA.id, Role.ADMIN, how=How.LEFT)
    assert await held(work, village) == set()
    await give(work, village, ANA.id, Role.ADMIN, how=How.FOUNDED)
    for person in (BO, CLEO, ANA):
        await leave(work, village, person)
    assert await held(work, village) == set()


async def test_who_passed_on_what_came_with_founding_is_of_the_founder_group_no_more(
    work: UnitOfWork, village: Community
) -> None:
    founders = [Founder(village.id, person.id, NOW, NOW) for person in (ANA, BO)]
    await work.governance.add_founders(founders)
    for person in (ANA, BO):
        for role in (Role.ADMIN, Role.MODERATOR):
            await give(work, village, person.id, role, how=How.FOUNDED)
    await end(work, village, ANA.id, Role.ADMIN, how=How.STEPPED_DOWN)
    assert [f.person for f in await work.governance.founders(village.id)] == ["ana", "bo"]
    await end(work, village, ANA.id, Role.MODERATOR, how=How.STEPPED_DOWN)
    assert [f.person for f in await work.governance.founders(village.id)] == ["bo"]


async def test_before_opening_a_role_simply_ends(work: UnitOfWork) -> None:
    elm = await settle_village(work, "elm", members=[CLEO])
    await give(work, elm, CLEO.id, Role.ADMIN, how=How.RATIFIED)
    await end(work, elm, CLEO.id, Role.ADMIN, how=How.STEPPED_DOWN)
    assert await held(work, elm) == set()
