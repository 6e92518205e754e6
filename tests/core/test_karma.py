import math
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core import communities, karma
from core.communities import Community, Config, RequestType
from core.errors import Disclosure
from core.ids import CommunityId, ExchangeId
from core.karma import Entry, Movement, Reason, movement, split, value
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, exchange_of, post_of, settle_village, someone, working

ANA, BO = someone("Ana"), someone("Bo")
PLAIN = RequestType(name="other")
RULES = st.builds(
    Config,
    karma_split_helper=st.integers(0, 100),
    karma_split_requestor=st.integers(-50, 100),
    base_karma_pool_per_request=st.integers(10, 1000),
)
TYPES = st.builds(
    RequestType,
    name=st.just("other"),
    multiplier=st.one_of(
        st.floats(0.5, 2.0), st.sampled_from([0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0])
    ),
)


def line(points: int, age: timedelta = timedelta(), **changes: object) -> Entry:
    entry = Entry(
        CommunityId("maple"), ExchangeId("swap"), ANA.id, points, Reason.HELPED, NOW - age
    )
    return replace(entry, **changes)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.mark.parametrize(
    ("helper", "asker", "pool", "multiplier", "points"),
    [
        (60, 40, 100, 1.0, (60, 40)),
        (60, 60, 100, 1.0, (60, 60)),
        (80, 20, 100, 1.1, (88, 22)),
        (50, 50, 15, 1.0, (8, 7)),  # 7.5 each: the odd point is the helper's
        (50, 50, 25, 0.9, (12, 11)),  # 11.25 each: 22.5 is 23, the odd point is the helper's
        (33, 33, 10, 1.0, (4, 3)),  # 3.3 each: 6.6 is 7
        (31, 38, 10, 1.0, (3, 4)),  # 3.1 and 3.8: the larger remainder
        (0, 100, 100, 1.0, (0, 100)),
        (0, -50, 10, 1.0, (0, -5)),
        (100, -50, 10, 0.5, (5, -2)),  # 5 and -2.5: 2.5 is 3
        (0, -50, 15, 1.0, (0, -7)),  # -7.5 rounds up
        (0, 0, 100, 2.0, (0, 0)),
        (29, 29, 10, 1.0, (3, 3)),  # 2.9 each: 5.8 is 6, both floors are one short
    ],
)
def test_points_are_split_by_example(
    helper: int, asker: int, pool: int, multiplier: float, points: tuple[int, int]
) -> None:
    config = Config(
        karma_split_helper=helper, karma_split_requestor=asker, base_karma_pool_per_request=pool
    )
    assert split(config, RequestType(name="other", multiplier=multiplier)) == points


@given(RULES, TYPES)
def test_the_parts_make_exactly_the_rounded_sum(config: Config, kind: RequestType) -> None:
    shares = config.karma_split_helper + config.karma_split_requestor
    exact = config.base_karma_pool_per_request * Fraction(str(kind.multiplier)) * shares / 100
    assert sum(split(config, kind)) == math.floor(exact + Fraction(1, 2))


@given(RULES, TYPES)
def test_each_part_is_its_share_rounded_down_or_up(config: Config, kind: RequestType) -> None:
    pool = config.base_karma_pool_per_request * Fraction(str(kind.multiplier)) / 100
    helper, asker = split(config, kind)
    assert 0 <= abs(helper - pool * config.karma_split_helper) < 1
    assert 0 <= abs(asker - pool * config.karma_split_requestor) < 1


@given(st.integers(0, 100), TYPES, st.integers(10, 1000))
def test_in_a_tie_the_helper_is_never_behind(share: int, kind: RequestType, pool: int) -> None:
    config = Config(
        karma_split_helper=share, karma_split_requestor=share, base_karma_pool_per_request=pool
    )
    helper, asker = split(config, kind)
    assert helper - asker in (0, 1)


def test_karma_halves_in_its_half_life() -> None:
    entries = [line(100, 180 * DAY)]
    assert value(entries, NOW, 180) == 50
    assert value(entries, NOW + 180 * DAY, 180) == 25
    assert value([line(100)], NOW, 180) == 100


def test_karma_that_never_fades_is_a_plain_sum() -> None:
    assert value([line(60, 900 * DAY), line(-20, DAY)], NOW, 0) == 40


@pytest.mark.parametrize("half_life", [0, 30])
def test_what_comes_later_does_not_count_yet(half_life: int) -> None:
    assert value([line(60, -DAY)], NOW, half_life) == 0
    assert value([], NOW, half_life) == 0


AGES = st.lists(st.tuples(st.integers(-50, 2000), st.integers(0, 5000)), max_size=20)


@given(AGES, st.integers(1, 365))
def test_karma_is_the_sum_of_faded_points(parts: list[tuple[int, int]], half_life: int) -> None:
    entries = [line(points, days * DAY) for points, days in parts]
    exact = sum(points * 2.0 ** (-days / half_life) for points, days in parts)
    assert value(entries, NOW, half_life) == pytest.approx(exact, abs=1e-9)


@given(AGES, st.integers(1, 365), st.integers(1, 365))
def test_waiting_fades_everything_alike(
    parts: list[tuple[int, int]], half_life: int, wait: int
) -> None:
    entries = [line(points, days * DAY) for points, days in parts]
    later = value(entries, NOW, half_life) * 2.0 ** (-wait / half_life)
    assert value(entries, NOW + wait * DAY, half_life) == pytest.approx(later, abs=1e-9)


@pytest.mark.parametrize(
    ("points", "age", "half_life", "moved"),
    [
        (10, 7 * DAY - timedelta(seconds=1), 0, Movement.GROWING),
        (10, 7 * DAY, 0, Movement.STEADY),
        (9, DAY, 0, Movement.STEADY),
        (-10, DAY, 0, Movement.EASING),
        (-9, DAY, 0, Movement.STEADY),
        (20, 14 * DAY, 7, Movement.STEADY),
        (40, 14 * DAY, 7, Movement.EASING),
    ],
)
def test_movement_is_told_in_words(
    points: int, age: timedelta, half_life: int, moved: Movement
) -> None:
    assert movement([line(points, age)], NOW, half_life) is moved


def test_nothing_is_steady() -> None:
    assert movement([], NOW, 180) is Movement.STEADY


async def village(work: UnitOfWork, **rules: object) -> Community:
    community = await settle_village(work, members=[ANA, BO], **rules)
    await work.posts.add(post_of(ANA))
    await work.exchanges.add(exchange_of(ANA, BO))
    return community


async def test_a_done_exchange_mints_for_both(work: UnitOfWork) -> None:
    community = await village(work)
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    (helped,) = await work.ledger.entries(BO.id, community.id)
    (asked,) = await work.ledger.entries(ANA.id, community.id)
    assert (helped.points, helped.reason, helped.at) == (60, Reason.HELPED, NOW)
    assert (asked.points, asked.reason, asked.exchange) == (40, Reason.ASKED, ExchangeId("swap"))


async def test_an_exchange_mints_once(work: UnitOfWork) -> None:
    community = await village(work)
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    with pytest.raises(IntegrityError):
        await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)


async def test_newcomers_earn_nothing_until_their_waiting_time_is_over(work: UnitOfWork) -> None:
    community = await village(work, new_member_karma_lockout_days=7)
    work.caused_by("almost", NOW + 7 * DAY - timedelta(seconds=1))
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    assert await work.ledger.entries(BO.id, community.id) == []
    work.caused_by("over", NOW + 7 * DAY)
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    assert len(await work.ledger.entries(BO.id, community.id)) == 1


async def test_somebody_who_never_joined_is_no_newcomer(work: UnitOfWork) -> None:
    community = await village(work, new_member_karma_lockout_days=7)
    work.caused_by("later", NOW + 8 * DAY)
    await karma.mint(
        work, community, replace(exchange_of(ANA, BO), helper=someone("Cleo").id), PLAIN
    )
    assert len(await work.ledger.entries(someone("Cleo").id, community.id)) == 1


async def test_an_old_member_who_left_still_earns_for_what_was_done(work: UnitOfWork) -> None:
    community = await village(work, new_member_karma_lockout_days=7)
    work.caused_by("a year later", NOW + 365 * DAY)
    await communities.leave(work, community, BO)
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    assert len(await work.ledger.entries(BO.id, community.id)) == 1


async def test_karma_is_told_to_its_owner_only(work: UnitOfWork) -> None:
    community = await village(work)
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    own = await karma.own(work, community, BO.id)
    assert own.disclose_to(BO.id) == (60, Movement.GROWING)
    with pytest.raises(Disclosure):
        own.disclose_to(ANA.id)


@pytest.mark.parametrize(("points", "told"), [(1, 1), (3, 2), (5, 3), (-1, 0), (-3, -1)])
async def test_karma_is_told_rounded_half_up(work: UnitOfWork, points: int, told: int) -> None:
    community = await village(work)
    await work.ledger.add([line(points, 180 * DAY)])
    own = await karma.own(work, community, ANA.id)
    assert own.disclose_to(ANA.id)[0] == told


async def test_karma_stays_in_its_village(work: UnitOfWork) -> None:
    community = await village(work)
    elm = await settle_village(work, "elm", [BO])
    await karma.mint(work, community, exchange_of(ANA, BO), PLAIN)
    assert (await karma.own(work, elm, BO.id)).disclose_to(BO.id) == (0, Movement.STEADY)
