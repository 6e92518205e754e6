from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import exchanges, posts
from core.errors import AlreadySettled, NotYours
from core.exchanges import Exchange, Pace, Stage
from core.ids import ExchangeId, PostId
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    exchange_of,
    opened_village,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
OPEN = exchange_of(ANA, BO)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO, CLEO])
        yield work


async def agreed(work: UnitOfWork, **changes: Any) -> Exchange:
    post = post_of(ANA, **changes)
    await work.posts.add(post)
    return await exchanges.agree(work, ExchangeId("swap"), post, ANA.id, BO.id)


async def stage_of_post(work: UnitOfWork, exchange: Exchange) -> posts.Stage:
    return (await work.posts.get(exchange.post)).stage


def test_each_side_has_the_other() -> None:
    assert (OPEN.other(ANA.id), OPEN.other(BO.id)) == (BO.id, ANA.id)
    assert OPEN.sides == (ANA.id, BO.id)


async def test_an_exchange_begins_with_the_posts_time_and_the_post_is_agreed(
    work: UnitOfWork,
) -> None:
    exchange = await agreed(work, start=NOW + DAY, end=NOW + DAY + HOUR, exact=True)
    assert (exchange.stage, exchange.agreed_at) == (Stage.OPEN, NOW)
    assert (exchange.start, exchange.end, exchange.exact) == (NOW + DAY, NOW + DAY + HOUR, True)
    assert await stage_of_post(work, exchange) is posts.Stage.AGREED
    assert await work.exchanges.get(exchange.id) == exchange


async def test_an_exchange_belongs_to_its_two(work: UnitOfWork) -> None:
    exchange = await agreed(work)
    assert await exchanges.of(work, ANA, exchange.id) == exchange
    assert await exchanges.running(work, BO, exchange.id) == exchange
    with pytest.raises(NotYours):
        await exchanges.running(work, CLEO, exchange.id)


async def test_an_ended_exchange_no_longer_runs(work: UnitOfWork) -> None:
    exchange = await agreed(work)
    await exchanges.finish(work, exchange)
    with pytest.raises(AlreadySettled):
        await exchanges.running(work, ANA, exchange.id)
    assert (await exchanges.of(work, ANA, exchange.id)).stage is Stage.DONE


@pytest.mark.parametrize(("first", "second"), [(ANA, BO), (BO, ANA)])
async def test_it_is_done_when_both_said_so(work: UnitOfWork, first: Any, second: Any) -> None:
    exchange = await agreed(work)
    once = await exchanges.confirm(work, exchange, first)
    assert (once.stage, once.said(first.id), once.said(second.id)) == (Stage.OPEN, NOW, None)
    assert await exchanges.confirm(work, once, first) == once
    work.caused_by("later", NOW + HOUR)
    done = await exchanges.confirm(work, once, second)
    assert (done.stage, done.ended_at, done.said(second.id)) == (Stage.DONE, NOW + HOUR, NOW + HOUR)
    assert await work.exchanges.get(exchange.id) == done
    assert await stage_of_post(work, exchange) is posts.Stage.DONE


@pytest.mark.parametrize(
    ("by", "helper_said", "left"),
    [(ANA, False, True), (ANA, True, False), (BO, False, False), (None, False, False)],
)
async def test_it_did_not_happen_without_blame(
    work: UnitOfWork, by: Any, helper_said: bool, left: bool
) -> None:
    exchange = await agreed(work)
    if helper_said:
        exchange = await exchanges.confirm(work, exchange, BO)
    ended = await exchanges.not_done(work, exchange, by and by.id)
    assert (ended.stage, ended.left, ended.ended_at) == (Stage.DID_NOT_HAPPEN, left, NOW)
    assert await stage_of_post(work, exchange) is posts.Stage.WITHDRAWN


async def test_withdrawing_opens_the_request_again(work: UnitOfWork) -> None:
    ended, post = await exchanges.cancel(work, await agreed(work))
    assert (ended.stage, ended.ended_at, post.stage) == (Stage.CANCELLED, NOW, posts.Stage.OPEN)
    assert await work.posts.get(post.id) == post


async def test_withdrawing_after_its_time_lets_the_request_expire(work: UnitOfWork) -> None:
    exchange = await agreed(work, start=NOW, end=NOW + HOUR)
    work.caused_by("later", NOW + 2 * HOUR)
    _, post = await exchanges.cancel(work, exchange)
    assert post.stage is posts.Stage.EXPIRED


async def test_a_post_that_ended_otherwise_stays_as_it_is(work: UnitOfWork) -> None:
    exchange = await agreed(work)
    await posts.end(work, await work.posts.get(exchange.post), posts.Stage.WITHDRAWN)
    await exchanges.finish(work, exchange)
    assert await stage_of_post(work, exchange) is posts.Stage.WITHDRAWN


@pytest.mark.parametrize("who", [ANA, BO])
async def test_silence_after_a_one_sided_yes_means_done(work: UnitOfWork, who: Any) -> None:
    said = await exchanges.confirm(work, await agreed(work), who)
    assert (await exchanges.after_silence(work, said)).stage is Stage.DONE


async def test_silence_of_both_means_that_it_did_not_happen(work: UnitOfWork) -> None:
    ended = await exchanges.after_silence(work, await agreed(work))
    assert (ended.stage, ended.left) == (Stage.DID_NOT_HAPPEN, False)


async def test_silence_speaks_after_the_communitys_days(work: UnitOfWork) -> None:
    village = await settle_village(work, "elm", completion_silence_days=5)
    said = replace(OPEN, helper_said_at=NOW + HOUR)
    assert exchanges.silence_ends_at(said, village) == NOW + HOUR + 5 * DAY
    asked = replace(OPEN, requester_said_at=NOW)
    assert exchanges.silence_ends_at(asked, village) == NOW + 5 * DAY
    assert exchanges.silence_ends_at(OPEN, village) == exchanges.chase_at(OPEN) + 10 * DAY


@pytest.mark.parametrize(
    ("start", "remind"),
    [
        (None, None),
        (0 * HOUR, None),
        (2.9 * HOUR, None),
        (3 * HOUR, 1 * HOUR),
        (2 * DAY, 46 * HOUR),
    ],
)
def test_a_reminder_comes_two_hours_before_and_only_when_it_is_worth_it(
    start: timedelta | None, remind: timedelta | None
) -> None:
    exchange = replace(OPEN, start=None if start is None else NOW + start)
    expected = None if remind is None else NOW + remind
    assert exchanges.reminder_at(exchange) == expected


@pytest.mark.parametrize(
    ("end", "chase"),
    [(None, 3 * DAY), (2 * HOUR, 5 * HOUR), (-DAY, 3 * HOUR)],
)
def test_both_are_asked_some_hours_after_its_time(end: timedelta | None, chase: timedelta) -> None:
    exchange = replace(OPEN, end=None if end is None else NOW + end)
    assert exchanges.chase_at(exchange) == NOW + chase


@given(st.text(st.characters()))
def test_feedback_is_kept_clean_and_short(words: str) -> None:
    assert len(exchanges.feedback_text(words)) <= exchanges.MAX_FEEDBACK
    assert exchanges.feedback_text(words).encode() is not None


TIMED = exchange_of(ANA, BO, start=NOW + DAY, end=NOW + DAY + HOUR)
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n"))


def unfolded(content: bytes) -> dict[str, str]:
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)


def unescaped(text: str) -> str:
    out, escaping = "", False
    for character in text:
        if escaping:
            out, escaping = out + {"n": "\n"}.get(character, character), False
        elif character == "\\":
            escaping = True
        else:
            out += character
    return out


def test_a_calendar_file_says_when_in_utc() -> None:
    east = timezone(timedelta(hours=5, minutes=45))
    exchange = replace(TIMED, start=(NOW + DAY).astimezone(east))
    entry = unfolded(exchanges.calendar(exchange, "Ride to the clinic", NOW.astimezone(east)))
    assert entry["DTSTART"] == "20260106T120000Z"
    assert entry["DTEND"] == "20260106T130000Z"
    assert entry["DTSTAMP"] == "20260105T120000Z"
    assert (entry["UID"], entry["VERSION"]) == ("swap@karmyq", "2.0")
    assert entry["SUMMARY"] == "Ride to the clinic"


def test_a_calendar_file_begins_and_ends_as_it_should() -> None:
    lines = exchanges.calendar(TIMED, "x", NOW).decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[3] == "BEGIN:VEVENT"
    assert lines[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]


def test_a_summary_is_escaped() -> None:
    entry = unfolded(exchanges.calendar(TIMED, "a;b,c\\d\ne", NOW))
    assert entry["SUMMARY"] == r"a\;b\,c\\d\ne"


def test_a_long_summary_goes_on_in_the_next_line() -> None:
    content = exchanges.calendar(TIMED, "ñ" * 100, NOW)
    folded = [line for line in content.split(b"\r\n") if line.startswith(b" ")]
    assert len(folded) == 2
    assert unfolded(content)["SUMMARY"] == "ñ" * 100


@given(PRINTABLE)
def test_a_calendar_file_keeps_lines_short_and_every_character(summary: str) -> None:
    content = exchanges.calendar(TIMED, summary, NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert unescaped(unfolded(content)["SUMMARY"]) == summary


def test_a_carriage_return_cannot_end_a_line_of_the_file() -> None:
    content = exchanges.calendar(TIMED, "a\rATTENDEE:x", NOW)
    assert b"\rATTENDEE" not in content


@pytest.mark.parametrize("times", [{"start": None}, {"end": None}])
def test_an_exchange_without_a_time_has_no_calendar_file(times: dict[str, datetime | None]) -> None:
    with pytest.raises(ValueError, match="without a time"):
        exchanges.calendar(replace(TIMED, **times), "x", NOW)


async def village_with(
    work: UnitOfWork, name: str, done: int, people: int = 5, **rules: Any
) -> None:
    """An open village in which so many exchanges were done by so many people."""
    crowd = [someone(f"{name}{i}") for i in range(people)]
    village = await opened_village(work, await settle_village(work, name, crowd, **rules))
    post = post_of(crowd[0], id=PostId(name), community=village.id)
    await work.posts.add(post)
    for number in range(done):
        one, other = crowd[number % people], crowd[(number + 1) % people]
        swap = exchange_of(
            one,
            other,
            id=ExchangeId(f"{name}{number}"),
            post=post.id,
            community=village.id,
            stage=Stage.DONE,
            ended_at=NOW,
        )
        await work.exchanges.add(swap)


async def test_thriving_villages_are_open_public_or_ones_own_and_not_tiny(work: UnitOfWork) -> None:
    await village_with(work, "elm", 6)
    await village_with(work, "oak", 9, visibility_mode="hybrid")
    await village_with(work, "ash", 21)
    await village_with(work, "yew", 4)
    await village_with(work, "fir", 12, people=4)
    await village_with(work, "fig", 2, people=12)
    zoe = someone("Zoe")
    found = await exchanges.thriving(work, zoe, 5)
    assert [(village.title, pace) for village, pace in found] == [
        ("Ash", Pace.DAILY), ("Elm", Pace.OFTEN), ("Yew", Pace.NOW_AND_THEN)
    ]  # fmt: skip
    assert await exchanges.thriving(work, zoe, 6) == []
    own = await exchanges.thriving(work, someone("oak1"), 1)
    assert [village.title for village, _ in own] == ["Ash", "Elm", "Oak", "Yew"]
    work.caused_by("a season later", NOW + 90 * DAY)
    assert await exchanges.thriving(work, zoe, 1) == []


def test_a_pace_is_told_in_words() -> None:
    paces = [exchanges.pace_of(done, 10) for done in (0, 9, 10, 39, 40)]
    assert paces == [Pace.NOW_AND_THEN] * 2 + [Pace.OFTEN] * 2 + [Pace.DAILY]


async def test_a_village_that_is_not_open_thrives_unseen(work: UnitOfWork) -> None:
    assert await exchanges.thriving(work, someone("Zoe"), 0) == []


async def of_three(work: UnitOfWork, **post: Any) -> list[exchanges.Exchange]:
    """A request for three people, and two who agreed to it."""
    crowd = [someone(name) for name in ("Cleo", "Dina")]
    await settle_village(work, "elm", crowd)
    sofa = post_of(ANA, id=PostId("sofa"), places=3, **post)
    await work.posts.add(sofa)
    return [
        await exchanges.agree(work, ExchangeId(f"with-{p.id}"), sofa, ANA.id, p.id) for p in crowd
    ]


async def test_a_request_for_three_is_agreed_with_the_third(work: UnitOfWork) -> None:
    await of_three(work)
    sofa = await work.posts.get(PostId("sofa"))
    assert (sofa.stage, await exchanges.free_places(work, sofa)) == (posts.Stage.OPEN, 1)
    await exchanges.agree(work, ExchangeId("third"), sofa, ANA.id, BO.id)
    assert (await work.posts.get(sofa.id)).stage is posts.Stage.AGREED


async def test_those_found_are_enough_where_the_author_says_so(work: UnitOfWork) -> None:
    first, second = await of_three(work)
    full = await exchanges.enough(work, await work.posts.get(PostId("sofa")))
    assert full.stage is posts.Stage.AGREED
    await exchanges.not_done(work, first, by=None)
    assert (await work.posts.get(full.id)).stage is posts.Stage.AGREED
    await exchanges.finish(work, second)
    assert (await work.posts.get(full.id)).stage is posts.Stage.DONE
    with pytest.raises(AlreadySettled):
        await exchanges.enough(work, await work.posts.get(full.id))


async def test_enough_for_once_is_not_enough_for_ever(work: UnitOfWork) -> None:
    await of_three(work)
    sofa = await work.posts.get(PostId("sofa"))
    assert (await exchanges.enough(work, sofa)).places == 2
    weekly = replace(sofa, every=7)
    await work.posts.save(weekly)
    assert (await exchanges.enough(work, weekly)).places == 3


async def test_nobody_is_not_enough(work: UnitOfWork) -> None:
    for exchange in await of_three(work):
        await exchanges.not_done(work, exchange, by=None)
    sofa = await work.posts.get(PostId("sofa"))
    assert await exchanges.free_places(work, sofa) == 3
    with pytest.raises(AlreadySettled):
        await exchanges.enough(work, sofa)


async def test_what_is_done_already_ends_with_enough(work: UnitOfWork) -> None:
    for exchange in await of_three(work):
        await exchanges.finish(work, exchange)
    assert (await exchanges.enough(work, await work.posts.get(PostId("sofa")))).stage is (
        posts.Stage.DONE
    )


async def test_an_offer_that_stands_is_taken_one_after_the_other(work: UnitOfWork) -> None:
    found = await of_three(work, standing=True, start=NOW, end=NOW + DAY, exact=True)
    offer = await work.posts.get(PostId("sofa"))
    assert (offer.stage, await exchanges.free_places(work, offer)) == (posts.Stage.OPEN, 1)
    assert {(e.start, e.end, e.exact) for e in found} == {(None, None, False)}


async def test_an_exchange_takes_the_time_of_other_words(work: UnitOfWork) -> None:
    first, _ = await of_three(work)
    later = post_of(ANA, start=NOW + DAY, end=NOW + 2 * DAY, exact=True)
    changed = await exchanges.change(work, first, later)
    assert (changed.start, changed.end, changed.exact) == (NOW + DAY, NOW + 2 * DAY, True)
    assert await work.exchanges.get(first.id) == changed
