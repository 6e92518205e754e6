"""When a village is mature, and when no longer; who is eligible, and who is on the roll."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import communities
from core.communities import Community, Config, Stage
from core.exchanges import Stage as ExchangeStage
from core.governance import becomes_mature, eligible_now, few_since, refresh, roll
from core.ids import CommunityId, ExchangeId, PersonId, PostId
from core.people import Person
from core.trust.usecases import Placed
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    NOW,
    exchange_of,
    make_known,
    opened_village,
    post_of,
    settle_village,
    someone,
    working,
)

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli", "Fay")]
ANA, BO, CLEO, DINA, ELI, FAY = CROWD
LATER = NOW + 200 * DAY
SCORES = st.dictionaries(
    st.sampled_from([p.id for p in CROWD]), st.floats(0, 100, exclude_max=True)
)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.mark.parametrize(
    ("trust", "before", "expected"),
    [
        (50.0, False, True),
        (49.9, False, False),
        (49.9, True, True),
        (45.0, True, True),
        (44.9, True, False),
    ],
)
def test_eligibility_has_a_margin(trust: float, before: bool, expected: bool) -> None:
    known = [ANA.id] if before else []
    assert (ANA.id in eligible_now({ANA.id: trust}, known, 50)) is expected


@given(SCORES, st.sets(st.sampled_from([p.id for p in CROWD])), st.integers(4, 16))
def test_who_was_eligible_is_never_worse_off_for_it(
    scores: dict[PersonId, float], before: set[PersonId], step: int
) -> None:
    threshold = 5.0 * step
    fresh = eligible_now(scores, (), threshold)
    kept = eligible_now(scores, before, threshold)
    assert fresh <= kept <= fresh | before
    assert kept <= scores.keys()
    assert eligible_now(scores, kept, threshold) == kept


@pytest.mark.parametrize(
    ("holders", "eligible", "active", "mature"),
    [
        ([50, 50], 0, 100, True),
        ([60, 41], 0, 100, True),
        ([60, 39], 0, 100, False),
        ([], 0, 0, False),
        ([], 4, 5, False),
        ([0], 5, 5, True),
        ([0], 5, 25, True),
        ([0], 5, 26, False),
        ([0], 6, 30, True),
    ],
)
def test_relied_upon_holders_or_enough_eligible_make_it_mature(
    holders: list[float], eligible: int, active: int, mature: bool
) -> None:
    assert becomes_mature(holders, eligible, active, 50) is mature


@pytest.mark.parametrize("since", [None, NOW - DAY])
def test_too_few_are_counted_from_the_first_night(since: object) -> None:
    village = Community(CommunityId("maple"), "Maple", Config())
    village = replace(village, few_since=since)
    assert few_since(village, 2, NOW) == (since or NOW)
    assert few_since(village, 3, NOW) is None


async def place(work: UnitOfWork, village: Community, *scores: float) -> None:
    """Let the nightly refresh of trust have found these, in the order of CROWD."""
    placed = [Placed(p.id, 0.5, own) for p, own in zip(CROWD, scores, strict=False)]
    await work.ties.replace_placed(village.id, placed, work.now)


async def night(work: UnitOfWork, village: Community, days: int, *scores: float) -> Community:
    work.caused_by(f"night {days}", NOW + timedelta(days=days))
    await place(work, village, *scores)
    return await refresh(work, await work.communities.get(village.id))


async def test_a_village_matures_by_its_holders(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD)
    village = await opened_village(work, village, ANA, BO)
    assert not (await night(work, village, 1, 60, 39)).mature
    grown = await night(work, village, 2, 60, 40)
    assert grown.mature
    assert await work.communities.get(village.id) == grown


async def test_a_holder_nobody_knows_yet_counts_nothing(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD)
    village = await opened_village(work, village, BO, ANA)
    assert not (await night(work, village, 1, 90)).mature


async def test_a_village_outgrows_idle_holders(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD)
    village = await opened_village(work, village, FAY)
    assert not (await night(work, village, 1, 50, 50, 50, 50)).mature
    assert (await night(work, village, 2, 50, 50, 50, 50, 50)).mature


async def test_the_threshold_is_the_villages_own(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD, governance={"eligibility_threshold": 80})
    village = await opened_village(work, village, ANA)
    assert not (await night(work, village, 1, 79)).mature
    assert (await night(work, village, 2, 80)).mature


async def test_who_left_is_not_eligible(work: UnitOfWork) -> None:
    village = await opened_village(work, await settle_village(work, members=CROWD))
    await communities.leave(work, village, ANA)
    await night(work, village, 1, 60, 60)
    assert await work.governance.eligible(village.id) == {BO.id}


async def test_eligibility_is_kept_from_night_to_night_within_the_margin(work: UnitOfWork) -> None:
    village = await opened_village(work, await settle_village(work, members=CROWD))
    for days, scores, expected in (
        (1, (50, 49), {ANA.id}),
        (2, (45, 50), {ANA.id, BO.id}),
        (3, (44, 45), {BO.id}),
        (4, (49, 44), set()),
    ):
        await night(work, village, days, *scores)
        assert await work.governance.eligible(village.id) == expected


async def test_with_too_few_for_ninety_days_it_is_constrained_again(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD)
    village = await opened_village(work, village, mature=True)
    assert (await night(work, village, 0, 60, 60, 60)).few_since is None
    assert (await night(work, village, 1, 60, 60)).few_since == NOW + DAY
    assert (await night(work, village, 50, 60)).few_since == NOW + DAY
    assert (await night(work, village, 60, 60, 60, 60)).few_since is None
    assert (await night(work, village, 61, 60, 60)).few_since == NOW + 61 * DAY
    still = await night(work, village, 150, 60, 60)
    assert (still.mature, still.few_since) == (True, NOW + 61 * DAY)
    small = await night(work, village, 151, 60, 60)
    assert (small.mature, small.few_since) == (False, None)


async def test_before_opening_nothing_matures(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD)
    assert (await night(work, village, 1, *[90] * 6)) == village
    assert (await work.communities.get(village.id)).stage is Stage.FOUNDED
    assert len(await work.governance.eligible(village.id)) == 6


async def test_an_ordinary_night_changes_nothing(work: UnitOfWork) -> None:
    village = await opened_village(work, await settle_village(work, members=CROWD))
    work.communities.changed = False
    assert await night(work, village, 1) == village
    assert not work.communities.changed


async def deed(
    work: UnitOfWork,
    village: Community,
    asker: Person,
    helper: Person,
    name: str,
    stage: ExchangeStage,
) -> None:
    await work.posts.add(post_of(asker, id=PostId(name), opened_at=None))
    swap = exchange_of(
        asker, helper, id=ExchangeId(name), post=PostId(name), stage=stage, agreed_at=work.now
    )
    await work.exchanges.add(swap)


async def test_with_joining_counted_one_is_on_the_roll_from_day_one(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO], joining_counts_as_interaction=True)
    assert await roll(work, village) == {ANA.id, BO.id}
    work.caused_by("later", LATER)
    assert await roll(work, village) == set()
    await work.posts.add(post_of(ANA, opened_at=LATER))
    assert await roll(work, village) == {ANA.id}
    await make_known(work, CLEO)
    await deed(work, village, CLEO, BO, "across", ExchangeStage.OPEN)
    assert await roll(work, village) == {ANA.id, BO.id}


async def test_without_it_one_is_on_the_roll_after_the_first_completed_exchange(
    work: UnitOfWork,
) -> None:
    village = await settle_village(
        work, members=[ANA, BO, CLEO], joining_counts_as_interaction=False
    )
    await work.posts.add(post_of(CLEO))
    await deed(work, village, ANA, BO, "one", ExchangeStage.OPEN)
    assert await roll(work, village) == set()
    await deed(work, village, ANA, BO, "two", ExchangeStage.DONE)
    assert await roll(work, village) == {ANA.id, BO.id}
    await communities.leave(work, village, BO)
    assert await roll(work, village) == {ANA.id}
    work.caused_by("later", LATER)
    assert await roll(work, village) == set()
    await work.posts.add(post_of(ANA, id=PostId("again"), opened_at=LATER))
    assert await roll(work, village) == {ANA.id}
