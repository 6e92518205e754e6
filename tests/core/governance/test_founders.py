"""Five or six, each by their own word; roles begin with the third; a no and a silence read the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import communities, governance
from core.communities import Community, Role, Stage, Standing
from core.communities.setup import Purpose, begin
from core.errors import AlreadySettled, Refusal
from core.governance import ANSWER_WITHIN, Founder, group_of, require_group
from core.ids import PersonId
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, make_known, settle_village, someone, working

ANA = someone("Ana")
OTHERS = [someone(name) for name in ("Bo", "Cleo", "Dina", "Eli", "Fay", "Gus")]
BO, CLEO, DINA, ELI, FAY, GUS = OTHERS
FOUR = [p.id for p in OTHERS[:4]]


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, *OTHERS)
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    """A village that Ana just opened, with four named beside her."""
    founded = await settle_village(work)
    await communities.arrive(work, founded, ANA, admin=True)
    return await governance.open_village(work, founded, ANA, FOUR)


@pytest.mark.parametrize("count", range(9))
def test_a_group_is_five_or_six_with_whoever_opens(count: int) -> None:
    chosen = [PersonId(str(number)) for number in range(count)]
    if count in (4, 5):
        require_group(chosen)
    else:
        with pytest.raises(Refusal) as refused:
            require_group(chosen)
        assert (refused.value.key, refused.value.args_for_wording) == (
            "refused-founders",
            {"fewest": 4, "most": 5},
        )


def test_one_named_twice_is_one() -> None:
    with pytest.raises(Refusal):
        require_group([BO.id] * 4)


async def test_the_creator_is_not_one_of_the_others(work: UnitOfWork) -> None:
    founded = await settle_village(work)
    with pytest.raises(Refusal):
        await governance.open_village(work, founded, ANA, [ANA.id, *FOUR[:3]])
    assert (await work.communities.get(founded.id)).stage is Stage.FOUNDED


async def test_the_village_opens_with_the_first(work: UnitOfWork) -> None:
    founded = await settle_village(work)
    await begin(work, founded, ANA, Purpose.SETUP)
    opened = await governance.open_village(work, founded, ANA, [*FOUR, BO.id, ANA.id])
    assert (opened.stage, opened.opened_at, opened.mature) == (Stage.OPEN, NOW, False)
    assert await work.communities.get(founded.id) == opened
    assert await work.setups.of(founded.id, Purpose.SETUP) is None
    assert await group_of(work, opened) == [ANA.id]
    assert await work.communities.holdings(opened.id) == []
    assert sorted(f.person for f in await work.governance.founders(opened.id)) == sorted(
        [ANA.id, *FOUR]
    )
    with pytest.raises(AlreadySettled):
        await governance.open_village(work, opened, ANA, FOUR)


async def test_accepting_is_joining_whatever_the_door(work: UnitOfWork, village: Community) -> None:
    assert village.asks_at_the_door
    await governance.accept(work, village, BO)
    known = await work.communities.member(village.id, BO.id)
    assert known is not None
    assert (known.standing, known.invited_by) == (Standing.MEMBER, ANA.id)


async def test_roles_begin_with_the_third(work: UnitOfWork, village: Community) -> None:
    assert await governance.accept(work, village, BO) == []
    assert await work.communities.holdings(village.id) == []
    assert await governance.accept(work, village, CLEO) == [ANA, BO, CLEO]
    assert await governance.accept(work, village, DINA) == [DINA]
    held = await work.communities.holdings(village.id)
    assert {(h.person, h.role) for h in held} == {
        (p.id, role) for p in (ANA, BO, CLEO, DINA) for role in Role
    }
    assert all(h.founder and h.since == NOW for h in held)


async def test_who_stepped_down_gets_nothing_back_when_another_founder_accepts(
    work: UnitOfWork, village: Community
) -> None:
    for person in (BO, CLEO):
        await governance.accept(work, village, person)
    await governance.step_down(work, village, BO, at_once=True)
    assert await governance.accept(work, village, DINA) == [DINA]
    assert BO.id not in {h.person for h in await work.communities.holdings(village.id)}


async def test_a_founder_who_holds_one_already_gets_the_others(
    work: UnitOfWork, village: Community
) -> None:
    for person in (BO, CLEO):
        await governance.accept(work, village, person)
    await communities.join(work, village, DINA, invited_by=ANA.id)
    await governance.give(work, village, DINA.id, Role.ADMIN, how=governance.How.RATIFIED)
    assert await governance.accept(work, village, DINA) == [DINA]
    held = await work.communities.holdings(village.id)
    assert {(h.role, h.founder) for h in held if h.person == DINA.id} == {
        ("admin", False), ("moderator", True), ("treasurer", True)
    }  # fmt: skip


async def test_a_yes_is_said_once_and_only_by_who_was_named(
    work: UnitOfWork, village: Community
) -> None:
    await governance.accept(work, village, BO)
    for person in (BO, ANA, GUS):
        for answer in (governance.accept, governance.decline):
            with pytest.raises(AlreadySettled):
                await answer(work, village, person)


async def test_a_no_is_silent_and_another_may_be_named(
    work: UnitOfWork, village: Community
) -> None:
    before = await group_of(work, village)
    await governance.decline(work, village, BO)
    assert await group_of(work, village) == before
    await governance.name_another(work, village, FAY.id)
    assert Founder(village.id, FAY.id, NOW) in await work.governance.founders(village.id)
    await governance.accept(work, village, FAY)
    assert await group_of(work, village) == [ANA.id, FAY.id]


async def test_a_no_frees_a_place_no_sooner_than_a_silence(
    work: UnitOfWork, village: Community
) -> None:
    await governance.name_another(work, village, FAY.id)
    await governance.decline(work, village, BO)
    with pytest.raises(Refusal, match="refused-founders-full"):
        await governance.name_another(work, village, GUS.id)
    await governance.accept(work, village, BO)
    assert BO.id in await group_of(work, village)


async def test_a_full_group_takes_nobody_more(work: UnitOfWork, village: Community) -> None:
    await governance.name_another(work, village, FAY.id)
    with pytest.raises(AlreadySettled):
        await governance.name_another(work, village, FAY.id)
    with pytest.raises(Refusal) as refused:
        await governance.name_another(work, village, GUS.id)
    assert (refused.value.key, refused.value.args_for_wording) == (
        "refused-founders-full",
        {"most": 6},
    )


async def test_a_silence_makes_room_after_its_days(work: UnitOfWork, village: Community) -> None:
    await governance.accept(work, village, BO)
    await governance.name_another(work, village, FAY.id)
    work.caused_by("just before", NOW + ANSWER_WITHIN - HOUR)
    with pytest.raises(Refusal):
        await governance.name_another(work, village, GUS.id)
    work.caused_by("over", NOW + ANSWER_WITHIN)
    with pytest.raises(AlreadySettled):
        await governance.accept(work, village, CLEO)
    await governance.name_another(work, village, GUS.id)
    await governance.name_another(work, village, CLEO.id)
    await governance.accept(work, village, CLEO)
    assert await group_of(work, village) == [ANA.id, BO.id, CLEO.id]


async def test_who_left_is_of_the_group_no_more(work: UnitOfWork, village: Community) -> None:
    await governance.accept(work, village, BO)
    await communities.leave(work, village, BO)
    assert await group_of(work, village) == [ANA.id]
    work.caused_by("later", NOW + DAY)
    assert await governance.accept(work, village, CLEO) == []
    known = await work.communities.member(village.id, CLEO.id)
    assert known is not None
    assert known.invited_by == ANA.id
