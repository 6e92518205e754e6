"""What comes again: each time a post of its own, at the same hour on the wall."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from core import posts
from core.errors import AlreadySettled
from core.ids import PostId, RoomId
from core.listening import Act
from core.people import Limits
from core.posts import Post, Stage, series
from core.posts.telling import told_at
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, post_of, settle_village, someone, working

ANA = someone("Ana")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA])
        yield work


def soup(**changes: Any) -> Post:
    times = {"start": NOW + DAY, "end": NOW + DAY + HOUR, "every": 7, "series": PostId("drill")}
    return post_of(ANA, **{**times, **changes})


@pytest.mark.parametrize(
    ("zone", "start", "every", "now", "expected"),
    [
        ("UTC", datetime(2026, 1, 6, 18, tzinfo=UTC), 7, NOW, datetime(2026, 1, 13, 18)),
        ("UTC", datetime(2026, 1, 6, 18, tzinfo=UTC), 14, NOW, datetime(2026, 1, 20, 18)),
        # Central Europe puts its clocks on in the night to 29 March: six in the evening stays six.
        ("Europe/Paris", datetime(2026, 3, 24, 17, tzinfo=UTC), 7, NOW, datetime(2026, 3, 31, 16)),
        # After weeks without a word it comes at the next time that is ahead.
        ("UTC", datetime(2026, 1, 6, 18, tzinfo=UTC), 7, NOW + 30 * DAY, datetime(2026, 2, 10, 18)),
    ],
)
def test_the_next_time_is_ahead_and_at_the_same_hour_on_the_wall(
    zone: str, start: datetime, every: int, now: datetime, expected: datetime
) -> None:
    found = series.next_time(soup(start=start, end=start + HOUR, every=every), zone, now)
    assert found == (expected.replace(tzinfo=UTC), expected.replace(tzinfo=UTC) + HOUR)


def test_what_does_not_come_again_has_no_next_time() -> None:
    with pytest.raises(ValueError, match="does not come again"):
        series.next_time(soup(every=None), "UTC", NOW)


@pytest.mark.parametrize(
    ("end", "limits", "told"),
    [
        (datetime(2026, 1, 6, 19), Limits(), datetime(2026, 1, 6, 19)),
        (datetime(2026, 1, 7, 0), Limits(), datetime(2026, 1, 7, 8)),
        (datetime(2026, 1, 7, 0), Limits(None, time(1), time(6)), datetime(2026, 1, 7, 0)),
        (datetime(2026, 1, 7, 2), Limits(None, time(1), time(6)), datetime(2026, 1, 7, 6)),
    ],
)
async def test_nobody_hears_by_itself_in_the_middle_of_their_night(
    work: UnitOfWork, end: datetime, limits: Limits, told: datetime
) -> None:
    village = await work.communities.get(soup().community)
    person = replace(ANA, limits=limits)
    assert told_at(village, person, end.replace(tzinfo=UTC)) == told.replace(tzinfo=UTC)
    tokyo = replace(ANA, time_zone="Asia/Tokyo")
    assert told_at(village, tokyo, NOW) == NOW + 11 * HOUR


async def test_each_time_is_a_post_of_its_own(work: UnitOfWork) -> None:
    village = await work.communities.get(soup().community)
    first = soup(message="m1", room=RoomId("room-maple"), wave=3, nameless=True, first_asked=ANA.id)
    await work.posts.add(first)
    work.caused_by("over", NOW + 2 * DAY)
    fresh = await series.come_again(work, village, ANA, first)
    assert (fresh.start, fresh.end) == (NOW + 8 * DAY, NOW + 8 * DAY + HOUR)
    assert (fresh.stage, fresh.wave, fresh.opened_at) == (Stage.OPEN, 0, NOW + 2 * DAY)
    assert (fresh.series, fresh.every, fresh.nameless) == (first.id, 7, True)
    assert (fresh.first_asked, fresh.message) == (None, "m1")
    assert (await work.posts.get(first.id)).message is None
    assert (await series.latest(work, first)).id == fresh.id
    with pytest.raises(AlreadySettled):
        await series.come_again(work, village, ANA, first)


async def test_a_stopped_series_comes_no_more(work: UnitOfWork) -> None:
    village = await work.communities.get(soup().community)
    await work.posts.add(soup())
    stopped = await series.stop(work, soup())
    assert not posts.comes_again(stopped)
    for act in (series.stop(work, stopped), series.come_again(work, village, ANA, stopped)):
        with pytest.raises(AlreadySettled):
            await act
    gone = replace(soup(), id=PostId("gone"))
    with pytest.raises(AlreadySettled):
        await series.come_again(work, village, ANA, gone)


async def test_outside_a_series_there_is_no_latest(work: UnitOfWork) -> None:
    with pytest.raises(AlreadySettled):
        await series.latest(work, post_of(ANA))


async def test_a_request_that_comes_again_begins_a_series_an_offer_does_not(
    work: UnitOfWork,
) -> None:
    village = await work.communities.get(soup().community)
    for name, act, begins in (("a", Act.REQUEST, True), ("b", Act.OFFER, False)):
        draft = soup(id=PostId(name), act=act, stage=Stage.DRAFT, series=None)
        await work.posts.add(draft)
        opened = await posts.open_post(work, village, ANA, draft)
        assert (opened.series == opened.id) is begins
