"""How a role is given: nominated, accepted, ratified; and what reads the same to everybody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import communities
from core.communities import Community, Governance, Holding, Role
from core.errors import AlreadySettled, NotAMember, NotYours, Refusal
from core.governance import (
    ELECTED_AFTER,
    How,
    Nominated,
    Nomination,
    end,
    give,
    is_elected,
    needs_election,
    nominate,
    nominations,
    ratify,
    roles_here,
)
from core.people import Person
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli", "Fay")]
ANA, BO, CLEO, DINA, ELI, FAY = CROWD


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    """Ana, Bo and Cleo are admins; Dina, Eli and Ana are eligible; two agree."""
    village = await settle_village(work, members=CROWD, governance=Governance(quorum_size=2))
    village = await opened_village(work, village)
    for person in (ANA, BO, CLEO):
        await give(work, village, person.id, Role.ADMIN, how=How.FOUNDED)
    await work.governance.replace_eligible(village.id, [p.id for p in (DINA, ELI, ANA)], NOW)
    return village


async def nominated(
    work: UnitOfWork, village: Community, person: Person = DINA, by: Person = FAY
) -> Nomination:
    nomination = await nominate(work, village, by, person.id, Role.ADMIN)
    assert nomination is not None
    return nomination


async def holds(work: UnitOfWork, village: Community, person: Person) -> bool:
    held = await work.communities.holdings(village.id)
    return any((h.person, h.role, h.is_caretaker) == (person.id, "admin", False) for h in held)


async def test_before_roles_begin_nobody_is_elected(work: UnitOfWork, village: Community) -> None:
    assert not await needs_election(work, village)
    elm = await settle_village(work, "elm", members=[FAY])
    assert not await needs_election(work, elm)


async def test_from_a_name_to_a_role(work: UnitOfWork, village: Community) -> None:
    nomination = await nominated(work, village)
    accepted = await nominations.accept(work, DINA, nomination.id)
    assert accepted.asked == (ANA.id, BO.id, CLEO.id)
    assert not (await ratify(work, ANA, nomination.id, yes=True)).given
    assert not (await ratify(work, ANA, nomination.id, yes=True)).given
    assert (await ratify(work, BO, nomination.id, yes=True)).given
    assert await holds(work, village, DINA)
    assert await work.governance.agreed(nomination.id) == frozenset()
    with pytest.raises(AlreadySettled):
        await ratify(work, CLEO, nomination.id, yes=True)
    settled = await work.governance.nomination(nomination.id)
    assert settled is not None
    assert (settled.stage, settled.accepted_at, settled.asked) == (Nominated.SETTLED, None, ())


async def test_a_word_may_be_changed_and_a_no_is_not_kept(
    work: UnitOfWork, village: Community
) -> None:
    nomination = await nominated(work, village)
    await nominations.accept(work, DINA, nomination.id)
    for yes in (True, False):
        await ratify(work, ANA, nomination.id, yes=yes)
    assert await work.governance.agreed(nomination.id) == frozenset()
    assert not (await ratify(work, BO, nomination.id, yes=True)).given
    assert (await ratify(work, CLEO, nomination.id, yes=True)).given


async def test_all_of_them_where_they_are_fewer_than_the_quorum(
    work: UnitOfWork, village: Community
) -> None:
    for person in (ANA, BO):
        await end(work, village, person.id, Role.ADMIN, how=How.STEPPED_DOWN)
    nomination = await nominated(work, village)
    assert (await nominations.accept(work, DINA, nomination.id)).asked == (CLEO.id,)
    assert (await ratify(work, CLEO, nomination.id, yes=True)).given


async def test_who_nominates_an_unfit_one_gets_the_same_nothing(
    work: UnitOfWork, village: Community
) -> None:
    gus = someone("Gus")
    await make_known(work, gus)
    await work.governance.replace_eligible(village.id, [DINA.id, ANA.id, gus.id, ELI.id], NOW)
    for person in (BO, ANA, gus, FAY):
        assert await nominate(work, village, FAY, person.id, Role.ADMIN) is None
    await communities.leave(work, village, ELI)
    assert await nominate(work, village, FAY, ELI.id, Role.ADMIN) is None
    stages = {n.stage for n in await work.governance.nominations(village.id)}
    assert stages == {Nominated.SETTLED}


async def test_nobody_is_asked_about_the_same_role_twice_in_thirty_days(
    work: UnitOfWork, village: Community
) -> None:
    nomination = await nominated(work, village)
    await nominations.decline(work, DINA, nomination.id)
    assert await nominate(work, village, BO, DINA.id, Role.ADMIN) is None
    work.now = NOW + 30 * DAY
    again = await nominated(work, village, by=BO)
    assert again.stage is Nominated.OFFERED


async def test_five_names_a_week(work: UnitOfWork, village: Community) -> None:
    for person in (ANA, BO, CLEO, DINA, ELI):
        await nominate(work, village, FAY, person.id, Role.ADMIN)
    with pytest.raises(Refusal) as refused:
        await nominate(work, village, FAY, FAY.id, Role.ADMIN)
    assert refused.value.key == "refused-nominations"
    work.now = NOW + 7 * DAY
    assert await nominate(work, village, FAY, FAY.id, Role.ADMIN) is None


async def test_who_may_nominate_what_and_when(work: UnitOfWork, village: Community) -> None:
    gus = someone("Gus")
    await make_known(work, gus)
    with pytest.raises(NotAMember):
        await nominate(work, village, gus, DINA.id, Role.ADMIN)
    with pytest.raises(AlreadySettled):
        await nominate(work, village, FAY, DINA.id, Role.TREASURER)
    elm = await settle_village(work, "elm", members=[FAY])
    for early in (elm, await opened_village(work, elm)):
        with pytest.raises(Refusal) as refused:
            await nominate(work, early, FAY, FAY.id, Role.ADMIN)
        assert refused.value.key == "refused-roles-later"


async def test_only_the_nominee_answers_and_only_in_time(
    work: UnitOfWork, village: Community
) -> None:
    nomination = await nominated(work, village)
    for answer in (nominations.accept, nominations.decline):
        with pytest.raises(NotYours):
            await answer(work, ELI, nomination.id)
        with pytest.raises(AlreadySettled):
            await answer(work, DINA, "no-such-nomination")
    work.now = NOW + 7 * DAY
    with pytest.raises(AlreadySettled):
        await nominations.accept(work, DINA, nomination.id)


async def test_who_is_no_longer_eligible_is_not_given_it(
    work: UnitOfWork, village: Community
) -> None:
    dinas, elis = await nominated(work, village), await nominated(work, village, ELI)
    await nominations.accept(work, DINA, dinas.id)
    await ratify(work, ANA, dinas.id, yes=True)
    await work.governance.replace_eligible(village.id, [], NOW)
    with pytest.raises(AlreadySettled):
        await nominations.accept(work, ELI, elis.id)
    with pytest.raises(AlreadySettled):
        await ratify(work, BO, dinas.id, yes=True)
    assert not await holds(work, village, DINA)


async def test_a_role_that_the_rules_name_no_more_is_not_given(
    work: UnitOfWork, village: Community
) -> None:
    own = communities.with_values(village.config, {"governance.roles": [{"name": "cook"}]})
    await work.communities.save(replace(village, config=own))
    nomination = await nominate(work, replace(village, config=own), FAY, DINA.id, "cook")
    assert nomination is not None
    await work.communities.save(village)
    with pytest.raises(AlreadySettled):
        await nominations.accept(work, DINA, nomination.id)


async def test_only_role_holders_who_were_asked_and_still_are_some_ratify(
    work: UnitOfWork, village: Community
) -> None:
    nomination = await nominated(work, village)
    with pytest.raises(AlreadySettled):
        await ratify(work, ANA, nomination.id, yes=True)
    with pytest.raises(AlreadySettled):
        await ratify(work, ANA, "no-such-nomination", yes=True)
    await nominations.accept(work, DINA, nomination.id)
    await ratify(work, ANA, nomination.id, yes=True)
    await give(work, village, FAY.id, Role.ADMIN, how=How.ELECTED)
    await end(work, village, ANA.id, Role.ADMIN, how=How.STEPPED_DOWN)
    for person in (ELI, FAY, ANA, DINA):
        with pytest.raises(NotYours):
            await ratify(work, person, nomination.id, yes=True)
    assert not (await ratify(work, BO, nomination.id, yes=True)).given
    assert (await ratify(work, CLEO, nomination.id, yes=True)).given


async def test_a_week_without_enough_yeses_and_it_is_over(
    work: UnitOfWork, village: Community
) -> None:
    nomination = await nominated(work, village)
    accepted = await nominations.accept(work, DINA, nomination.id)
    await ratify(work, ANA, nomination.id, yes=True)
    work.now = NOW + 7 * DAY
    with pytest.raises(AlreadySettled):
        await ratify(work, BO, nomination.id, yes=True)
    assert await nominations.lapse(work, nomination.id) == accepted
    assert await work.governance.agreed(nomination.id) == frozenset()
    assert await nominations.lapse(work, nomination.id) is None
    assert await nominations.lapse(work, "no-such-nomination") is None


async def test_where_nobody_is_left_to_ratify_nobody_is_asked(
    work: UnitOfWork, village: Community
) -> None:
    for person in (BO, CLEO, ANA):
        await end(work, village, person.id, Role.ADMIN, how=How.STEPPED_DOWN)
    nomination = await nominated(work, village)
    assert (await nominations.accept(work, DINA, nomination.id)).asked == ()
    assert await needs_election(work, village)
    again = await nominated(work, village, ANA)
    assert (await nominations.accept(work, ANA, again.id)).asked == ()


async def test_a_role_that_only_caretakers_held_for_thirty_days_is_elected(
    work: UnitOfWork, village: Community
) -> None:
    assert not await is_elected(work, village, Role.ADMIN)
    assert not await is_elected(work, village, "librarian")
    since = NOW - ELECTED_AFTER
    await work.communities.hold(Holding(village.id, ELI.id, "librarian", since, caretaker_at=NOW))
    await work.governance.add_role_change(village.id, ELI.id, "librarian", How.CARETAKER, NOW)
    assert not await is_elected(work, village, "librarian")
    work.now = NOW + ELECTED_AFTER
    assert await is_elected(work, village, "librarian")
    own = communities.with_values(village.config, {"governance.roles": [{"name": "librarian"}]})
    named = replace(village, config=own)
    await work.communities.save(named)
    nomination = await nominate(work, named, FAY, DINA.id, "librarian")
    assert nomination is not None
    assert (await nominations.accept(work, DINA, nomination.id)).asked == ()


@pytest.mark.parametrize(("how", "elected"), [(How.LAPSED, True), (How.LEFT, False)])
async def test_what_ended_by_itself_is_elected(
    work: UnitOfWork, village: Community, how: How, elected: bool
) -> None:
    await work.governance.add_role_change(village.id, ELI.id, "librarian", how, NOW)
    assert await is_elected(work, village, "librarian") is elected


def test_a_village_has_the_roles_of_its_template_and_its_own(village: Community) -> None:
    assert roles_here(village) == ("admin",)
    council = communities.with_values(
        village.config,
        {"governance.template": "council", "governance.roles": [{"name": "librarian"}]},
    )
    assert roles_here(replace(village, config=council)) == (
        "admin",
        "moderator",
        "treasurer",
        "librarian",
    )
