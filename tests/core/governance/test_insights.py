"""What role-holders may read of their village: never over fewer than five people."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.communities import Community
from core.exchanges import Stage as ExchangeStage
from core.governance.insights import (
    SPAN,
    WEEK,
    Insights,
    Load,
    Weekly,
    gini,
    insights,
    load_of,
    weekly,
)
from core.governance.memory import Asked
from core.ids import ExchangeId, PersonId, PostId
from core.matching import Match, MatchStage
from core.posts import Stage
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, exchange_of, post_of, settle_village, someone, working

CROWD = [someone(f"N{i}") for i in range(6)]
COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=20)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@given(COUNTS, st.integers(1, 5))
def test_unevenness_is_a_share_and_knows_no_order_or_scale(counts: list[int], times: int) -> None:
    assert -1e-12 <= gini(counts) < 1
    assert gini(counts) == gini(counts[::-1])
    assert gini([times * count for count in counts]) == pytest.approx(gini(counts))
    assert gini([7] * len(counts)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("helps", "load"),
    [
        ([], Load.EVEN),
        ([0, 0], Load.EVEN),
        ([1, 1, 1, 1, 1], Load.EVEN),
        ([5, 1, 1, 1, 1], Load.SOMEWHAT),
        ([9, 0, 0, 0, 1], Load.UNEVEN),
    ],
)
def test_the_load_is_told_in_a_word(helps: list[int], load: Load) -> None:
    assert load_of(helps) is load


def asked(author: int, ago: timedelta, answered: bool = False) -> Asked:
    at = NOW - ago
    return Asked(PersonId(str(author)), at, at + HOUR if answered else None, is_open=True)


def test_a_week_is_told_over_five_who_asked() -> None:
    five = [asked(i, DAY, answered=i < 2) for i in range(5)]
    four_twice = [asked(i % 4, 8 * DAY) for i in range(8)]
    weeks = weekly([*five, *four_twice], NOW)
    assert [week.begins for week in weeks] == [NOW - n * WEEK for n in range(8, 0, -1)]
    assert weeks[-1] == Weekly(NOW - WEEK, 5, 2)
    assert weeks[-2] == Weekly(NOW - 2 * WEEK, None, None)


async def fill(work: UnitOfWork, people: int, *, later: timedelta) -> Community:
    """A village in which so many asked; each had a yes after two hours, and a helper."""
    village = await settle_village(work, members=CROWD)
    work.caused_by("eight weeks", NOW + later)
    for number, person in enumerate(CROWD[:people]):
        post = post_of(person, id=PostId(f"p{number}"), opened_at=NOW + DAY)
        await work.posts.add(post)
        helper = CROWD[(number + 1) % people]
        name = ExchangeId(f"x{number}")
        said = NOW + DAY + 2 * HOUR
        await work.asks.add_match(Match(name, post.id, helper.id, MatchStage.ACCEPTED, said))
        swap = exchange_of(
            person, helper, id=name, post=post.id, stage=ExchangeStage.DONE, ended_at=NOW + 2 * DAY
        )
        await work.exchanges.add(swap)
    return village


async def test_a_village_with_enough_people_is_told_of(work: UnitOfWork) -> None:
    village = await fill(work, 5, later=7 * DAY)
    unanswered = post_of(CROWD[0], id=PostId("more"), opened_at=NOW + DAY, stage=Stage.EXPIRED)
    await work.posts.add(unanswered)
    found = await insights(work, village)
    assert (found.open_requests, found.hours_to_yes, found.load) == (5, 2.0, Load.EVEN)
    assert found.answered_share == pytest.approx(5 / 6)
    assert (found.active_share, found.newcomers) == (1.0, 6)
    assert found.weeks[-1] == Weekly(NOW, 6, 5)


async def test_over_four_people_hardly_anything_is_told(work: UnitOfWork) -> None:
    village = await fill(work, 4, later=SPAN)
    found = await insights(work, village)
    assert found == Insights(None, None, None, 1.0, None, None, found.weeks)
    assert {(week.asked, week.answered) for week in found.weeks} == {(None, None)}


async def test_a_tiny_village_is_told_nothing_of(work: UnitOfWork) -> None:
    village = await settle_village(work, members=CROWD[:4])
    found = await insights(work, village)
    assert found == Insights(None, None, None, None, None, None, found.weeks)
