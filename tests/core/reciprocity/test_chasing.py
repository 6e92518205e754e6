from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import reciprocity
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, make_known, someone, working

ANA, BO = someone("Ana"), someone("Bo")
TOMORROW = NOW + DAY + 6 * HOUR
"""Tuesday at 18:00, the usual hour."""


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO)
        yield work


async def test_the_first_chase_of_a_day_goes_and_the_second_waits_for_tomorrow(
    work: UnitOfWork,
) -> None:
    assert await reciprocity.wait(work, ANA.id) is None
    assert await reciprocity.wait(work, ANA.id) == TOMORROW
    assert await reciprocity.wait(work, BO.id) is None


async def test_what_cannot_wait_goes_and_takes_the_day(work: UnitOfWork) -> None:
    assert await reciprocity.wait(work, ANA.id, latest=NOW + HOUR) is None
    assert await reciprocity.wait(work, ANA.id, latest=TOMORROW) is None
    assert await reciprocity.wait(work, ANA.id, latest=TOMORROW + HOUR) == TOMORROW


async def test_a_new_day_has_a_chase_of_its_own(work: UnitOfWork) -> None:
    assert await reciprocity.wait(work, ANA.id) is None
    work.now = TOMORROW
    assert await reciprocity.wait(work, ANA.id) is None
    assert await reciprocity.wait(work, ANA.id) == TOMORROW + DAY


async def test_a_day_is_by_ones_own_clock(work: UnitOfWork) -> None:
    kiri = someone("Kiri", time_zone="Pacific/Auckland")
    await make_known(work, kiri)
    assert await reciprocity.wait(work, kiri.id) is None
    work.now = NOW - 2 * HOUR
    assert await reciprocity.wait(work, kiri.id) is None  # the day before, over there
