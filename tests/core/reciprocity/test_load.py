from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import reciprocity
from core.exchanges import Stage
from core.ids import ExchangeId, PersonId
from core.people import Person
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, exchange_of, post_of, settle_village, someone, working

PEOPLE = ANA, BO, CLEO, DIA, ELI = [someone(n) for n in ("Ana", "Bo", "Cleo", "Dia", "Eli")]
IDS = [person.id for person in PEOPLE]


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await settle_village(work, members=PEOPLE)
        await work.posts.add(post_of(ANA))
        yield work


async def helped(work: UnitOfWork, helper: Person, times: int, ago: int = 1) -> None:
    for n in range(times):
        done = {"stage": Stage.DONE, "ended_at": NOW - ago * DAY}
        name = ExchangeId(f"{helper.id}-{ago}-{n}")
        await work.exchanges.add(exchange_of(ANA, helper, id=name, **done))


@pytest.mark.parametrize(
    ("helps", "carrying"),
    [
        ((0, 4, 0, 0, 0), {"bo"}),
        ((0, 3, 0, 0, 0), set()),
        ((2, 4, 2, 2, 2), set()),
        ((2, 5, 2, 2, 2), {"bo"}),
        ((1, 5, 5, 1, 1), {"bo", "cleo"}),
        ((0, 0, 0, 0, 0), set()),
    ],
)
def test_who_carries_much_did_four_and_more_than_twice_the_median(
    helps: tuple[int, ...], carrying: set[str]
) -> None:
    assert reciprocity.carriers(dict(zip(IDS, helps, strict=True)), IDS) == carrying


def test_nobody_carries_an_empty_village_and_who_left_does_not_count() -> None:
    assert reciprocity.carriers({}, []) == frozenset()
    assert reciprocity.carriers({PersonId("gone"): 9}, IDS) == frozenset()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_less_than_half_carry_much(helps: list[int]) -> None:
    people = [PersonId(f"p{n}") for n in range(len(helps))]
    carrying = reciprocity.carriers(dict(zip(people, helps, strict=True)), people)
    assert len(carrying) <= len(people) / 2


async def test_rest_is_offered_to_who_carries_much_now(work: UnitOfWork) -> None:
    village = await work.communities.get(post_of(ANA).community)
    await helped(work, BO, 4)
    await helped(work, CLEO, 9, ago=29)
    assert [person.id for person in await reciprocity.worn(work, village)] == [BO.id]


async def test_rest_is_offered_once_in_28_days(work: UnitOfWork) -> None:
    village = await work.communities.get(post_of(ANA).community)
    await helped(work, BO, 4)
    await work.reciprocity.note_rest_offer(BO.id, NOW - 27 * DAY)
    assert await reciprocity.worn(work, village) == []
    await work.reciprocity.note_rest_offer(BO.id, NOW - 28 * DAY)
    assert [person.id for person in await reciprocity.worn(work, village)] == [BO.id]


async def test_who_rests_is_not_offered_rest(work: UnitOfWork) -> None:
    village = await work.communities.get(post_of(ANA).community)
    await helped(work, BO, 4)
    resting = await reciprocity.rest(work, BO)
    assert resting.paused_until == NOW + 14 * DAY
    assert await reciprocity.worn(work, village) == []


async def test_a_longer_rest_stays(work: UnitOfWork) -> None:
    longer = replace(BO, paused_until=NOW + 60 * DAY)
    assert (await reciprocity.rest(work, longer)).paused_until == NOW + 60 * DAY


async def test_others_take_turns(work: UnitOfWork) -> None:
    assert (await reciprocity.take_turns(work, BO)).limits.asks_per_week == 1
    assert (await work.people.get(BO.id)).limits.asks_per_week == 1
