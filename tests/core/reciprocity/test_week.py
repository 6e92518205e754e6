from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from core import reciprocity
from core.errors import AlreadySettled, Refusal
from core.exchanges import Stage
from core.ids import ExchangeId
from core.people import Person
from core.reciprocity import Step
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    exchange_of,
    make_known,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO, CLEO])
        yield work


async def test_a_week_has_seven_steps_in_order_and_an_end(work: UnitOfWork) -> None:
    week = await reciprocity.begin(work, ANA)
    seen = [week.step]
    while week := await reciprocity.go_on(work, week):
        assert await work.reciprocity.week(ANA.id) == week
        seen.append(week.step)
    assert seen == list(Step)
    assert [reciprocity.number_of(step) for step in seen] == [1, 2, 3, 4, 5, 6, 7]
    assert await work.reciprocity.week(ANA.id) is None


async def test_a_week_that_runs_is_not_begun_anew(work: UnitOfWork) -> None:
    week = await reciprocity.go_on(work, await reciprocity.begin(work, ANA))
    assert await reciprocity.begin(work, ANA) == week
    assert await work.reciprocity.week(BO.id) is None


async def test_who_begins_has_agreed_to_the_usual_hour(work: UnitOfWork) -> None:
    assert (await work.reciprocity.rhythm(ANA.id)).hour is None
    await reciprocity.begin(work, ANA)
    assert (await work.reciprocity.rhythm(ANA.id)).hour == reciprocity.USUAL_HOUR
    await reciprocity.choose_hour(work, BO, "7:30")
    await reciprocity.begin(work, BO)
    assert f"{(await work.reciprocity.rhythm(BO.id)).hour:%H:%M}" == "07:30"


async def test_a_note_is_kept_until_the_week_ends(work: UnitOfWork) -> None:
    with pytest.raises(AlreadySettled):
        await reciprocity.keep_note(work, ANA, "too early")
    await reciprocity.begin(work, ANA)
    week = await reciprocity.keep_note(work, ANA, "x" * 2000)
    assert week.note == "x" * 1000
    assert await reciprocity.running(work, ANA) == week
    while week := await reciprocity.go_on(work, week):
        assert week.note == "x" * 1000
    with pytest.raises(AlreadySettled):
        await reciprocity.running(work, ANA)


async def received(work: UnitOfWork, name: str, helper: Person, ago: timedelta) -> ExchangeId:
    swap = exchange_of(
        ANA, helper, id=ExchangeId(name), stage=Stage.DONE, agreed_at=NOW - ago, ended_at=NOW - ago
    )
    await work.exchanges.add(swap)
    return swap.id


async def test_thanks_may_be_given_for_what_one_received_lately(work: UnitOfWork) -> None:
    await work.posts.add(post_of(ANA))
    lately = await received(work, "lately", BO, DAY)
    await received(work, "long ago", BO, 15 * DAY)
    thanked = await received(work, "thanked", CLEO, 2 * DAY)
    await work.exchanges.thank(thanked, ANA.id, NOW)
    await work.exchanges.add(exchange_of(ANA, CLEO, id=ExchangeId("runs")))
    assert [e.id for e in await reciprocity.thanks_to_give(work, ANA)] == [lately]
    assert await reciprocity.thanks_to_give(work, BO) == []
    await work.people.block(BO.id, ANA.id, NOW)
    assert await reciprocity.thanks_to_give(work, ANA) == []


@pytest.mark.parametrize(
    "words", ["", "noon", "25:00", "24:00", "7:60", "07:30+01:00", "7", "-1:00"]
)
def test_what_is_no_hour_is_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        reciprocity.hour_from(words)
    assert refused.value.key == "refused-hour"


@pytest.mark.parametrize(
    ("words", "hour"), [("7:30", "07:30"), (" 19:05 ", "19:05"), ("0.00", "00:00")]
)
def test_an_hour_is_read(words: str, hour: str) -> None:
    assert f"{reciprocity.hour_from(words):%H:%M}" == hour


async def test_ones_hour_is_by_ones_own_clock(work: UnitOfWork) -> None:
    lima, stranger = someone("Lima", time_zone="America/Lima"), someone("Zoe")
    await settle_village(work, "oak", [lima, someone("Dia")], time_zone="Asia/Tokyo")
    assert await reciprocity.zone_of(work, lima.id) == "America/Lima"
    assert await reciprocity.zone_of(work, someone("Dia").id) == "Asia/Tokyo"
    await make_known(work, stranger)
    assert await reciprocity.zone_of(work, stranger.id) == "UTC"
    # Noon in UTC is seven in the morning in Lima, whose 18:00 is 23:00.
    assert await reciprocity.next_hour(work, lima.id) == NOW + 11 * HOUR
    assert await reciprocity.hour_in(work, lima.id, 1) == NOW + 35 * HOUR


def test_an_hour_stays_the_same_on_the_clock_when_clocks_change() -> None:
    before = datetime(2026, 3, 28, 18, tzinfo=UTC)
    at = reciprocity.at_hour(before, "Europe/Lisbon", time(18), 1)
    assert at == datetime(2026, 3, 29, 17, tzinfo=UTC)
