from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import reciprocity
from core.reciprocity import Practice, Topic
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, someone, working

ANA, BO = someone("Ana"), someone("Bo")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO)
        yield work


def test_questions_go_round_by_topic() -> None:
    asked = [reciprocity.question(n) for n in range(9)]
    assert [topic for topic, _ in asked[:4]] == list(Topic)
    assert [which for _, which in asked] == [1, 1, 1, 1, 2, 2, 2, 2, 1]


async def test_nobody_is_asked_who_did_not_wish_it(work: UnitOfWork) -> None:
    rhythm = await work.reciprocity.rhythm(ANA.id)
    assert (rhythm.reflecting, rhythm.checking) == (False, False)


async def test_each_question_is_the_next_one(work: UnitOfWork) -> None:
    rhythm = await reciprocity.reflect(work, ANA, weekly=True)
    assert await reciprocity.next_question(work, rhythm) == (Topic.ASKING, 1)
    rhythm = await work.reciprocity.rhythm(ANA.id)
    assert rhythm.reflecting
    assert await reciprocity.next_question(work, rhythm) == (Topic.OFFERING, 1)
    await reciprocity.reflect(work, ANA, weekly=False)
    rhythm = await work.reciprocity.rhythm(ANA.id)
    assert (rhythm.reflecting, rhythm.reflected) == (False, 2)


async def test_the_checklist_comes_weekly_by_wish(work: UnitOfWork) -> None:
    assert (await reciprocity.check_weekly(work, ANA, weekly=True)).checking
    assert (await work.reciprocity.rhythm(ANA.id)).checking
    assert not (await reciprocity.check_weekly(work, ANA, weekly=False)).checking


async def test_a_tick_is_ones_own_can_be_taken_back_and_is_about_this_week(
    work: UnitOfWork,
) -> None:
    await reciprocity.turn_tick(work, ANA, Practice.ASKED)
    await reciprocity.turn_tick(work, ANA, Practice.EASY_NO)
    assert await reciprocity.ticked(work, ANA) == {Practice.ASKED, Practice.EASY_NO}
    assert await reciprocity.ticked(work, BO) == set()
    await reciprocity.turn_tick(work, ANA, Practice.ASKED)
    assert await reciprocity.ticked(work, ANA) == {Practice.EASY_NO}
    await work.reciprocity.tick(ANA.id, Practice.RESTED, NOW - 7 * DAY)
    assert await reciprocity.ticked(work, ANA) == {Practice.EASY_NO}
