"""Several people for one request, what comes again and to whom, and offers that suit."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import exchanges, matching
from core.communities import Community, Config
from core.ids import CommunityId, ExchangeId, PostId
from core.listening import Act
from core.matching import Match, MatchStage, messages_of, suits
from core.people import Person
from core.posts import Post, Stage
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, exchange_of, post_of, settle_village, someone, working

ANA, BO, CLEO, DINA, EVA = (someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eva"))
MAPLE = Community(CommunityId("maple"), "Maple", Config(time_zone="Europe/Paris"))


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


async def sofa(work: UnitOfWork, **changes: Any) -> tuple[Community, Post]:
    village = await settle_village(work, members=[ANA, BO, CLEO, DINA, EVA])
    post = post_of(ANA, places=2, **changes)
    await work.posts.add(post)
    return village, post


async def yes(work: UnitOfWork, post: Post, person: Person) -> Match:
    match = await matching.say_yes(work, post, person, None)
    assert match is not None
    return match


async def test_as_many_yeses_are_on_offer_as_there_are_places(work: UnitOfWork) -> None:
    _, post = await sofa(work)
    first, second, third = [await yes(work, post, p) for p in (BO, CLEO, DINA)]
    assert [m.stage for m in (first, second, third)] == [
        MatchStage.OFFERED, MatchStage.OFFERED, MatchStage.WAITING,
    ]  # fmt: skip
    assert not await matching.wants_more(work, post)
    await matching.accept(work, first, post)
    open_ = await work.posts.get(post.id)
    assert open_.stage is Stage.OPEN
    assert await matching.next_yes(work, open_) is None
    after = await matching.decline(work, second)
    assert after is not None
    assert after.responder == DINA.id
    await matching.accept(work, after, open_)
    assert (await work.posts.get(post.id)).stage is Stage.AGREED


async def test_two_who_are_kept_apart_never_help_side_by_side(work: UnitOfWork) -> None:
    village, post = await sofa(work)
    await work.people.block(CLEO.id, BO.id, NOW)
    match = await yes(work, post, BO)
    assert (await yes(work, post, CLEO)).stage is MatchStage.PASSED
    await matching.accept(work, match, post)
    found = await matching.candidates(work, village, await work.posts.get(post.id))
    assert {c.person.id for c in found if c.blocked} == {CLEO.id}


async def weekly(work: UnitOfWork, *helpers: Person) -> tuple[Community, Post]:
    """Something that came again as often as there are helpers, each helped by one; the next is to be asked."""
    village = await settle_village(work, members=[ANA, BO, CLEO])
    for number, helper in enumerate([*helpers, None]):
        name, at = PostId(f"soup{number}"), NOW + 7 * number * DAY
        post = post_of(ANA, id=name, every=7, series=PostId("soup0"), created_at=at)
        await work.posts.add(post)
        if helper is not None:
            swap = exchange_of(ANA, helper, id=ExchangeId(f"swap{number}"), post=name)
            await work.exchanges.add(replace(swap, stage=exchanges.Stage.DONE))
    return village, post


@pytest.mark.parametrize(
    ("helpers", "usual"),
    [
        ((BO, BO), {BO.id}),
        ((CLEO, BO, BO), {BO.id}),
        ((BO, CLEO), set()),
        ((BO,), set()),
        ((), set()),
    ],
)
async def test_what_always_lands_on_the_same_person_is_offered_to_others_first(
    work: UnitOfWork, helpers: tuple[Person, ...], usual: set[str]
) -> None:
    village, post = await weekly(work, *helpers)
    found = await matching.candidates(work, village, post)
    assert {c.person.id for c in found if c.usual} == usual
    later = await matching.candidates(work, village, replace(post, wave=1))
    assert not [c for c in later if c.usual]


async def test_who_offers_just_this_is_asked_first_and_the_usual_one_last(work: UnitOfWork) -> None:
    village, post = await weekly(work, BO, BO)
    await work.posts.add(post_of(CLEO, id=PostId("ladle"), act=Act.OFFER))
    found = await matching.candidates(work, village, post)
    wanted = matching.Wanted(ANA.id, post.type)
    for number in range(20):
        later, chance = NOW + 30 * DAY, work.draw.chance(str(number))
        chosen = matching.choose(found, wanted, village.config, 3, later, chance)
        assert [p.id for p in chosen.people] == [CLEO.id, BO.id]


async def offering(work: UnitOfWork, **post: Any) -> Any:
    village = await settle_village(work, members=[ANA, BO])
    request = post_of(ANA, **post)
    await work.posts.add(request)
    await work.posts.add(post_of(BO, id=PostId("mine"), act=Act.OFFER))
    return await matching.ask_offering(work, village, request, BO.id)


async def test_whoever_offers_what_is_needed_is_asked(work: UnitOfWork) -> None:
    ask = await offering(work)
    assert (ask.person, ask.post, ask.asked_at) == (BO.id, PostId("drill"), NOW)
    assert [a.id for a in await work.asks.of_post(PostId("drill"))] == [ask.id]


@pytest.mark.parametrize("post", [{"ask_limit": 0}, {"stage": Stage.AGREED}, {"type": "ride"}])
async def test_nobody_is_asked_over_the_limit_or_for_something_else(
    work: UnitOfWork, post: dict[str, Any]
) -> None:
    assert await offering(work, **post) is None


FRIDAY = datetime(2026, 1, 9, tzinfo=NOW.tzinfo) - HOUR
"""Midnight by a clock in Paris."""


def offer(**changes: Any) -> Post:
    return post_of(BO, id=PostId("mine"), act=Act.OFFER, **changes)


@pytest.mark.parametrize(
    ("theirs", "needed", "fits"),
    [
        ({}, {}, True),
        ({}, {"start": FRIDAY, "end": FRIDAY + HOUR}, True),
        ({"start": FRIDAY, "end": FRIDAY + DAY}, {}, True),
        ({"start": FRIDAY, "end": FRIDAY + DAY}, {"start": FRIDAY + 9 * HOUR}, True),
        ({"start": FRIDAY, "end": FRIDAY + DAY}, {"start": FRIDAY + 25 * HOUR}, False),
        ({"start": FRIDAY, "end": FRIDAY + DAY}, {"start": FRIDAY + 7 * DAY}, False),
        ({"start": FRIDAY, "end": FRIDAY + DAY, "every": 7}, {"start": FRIDAY + 7 * DAY}, True),
        ({"start": FRIDAY, "end": FRIDAY + DAY, "every": 7}, {"start": FRIDAY + 8 * DAY}, False),
        ({"start": FRIDAY, "end": FRIDAY + DAY, "every": 14}, {"start": FRIDAY + 7 * DAY}, False),
        ({"type": "ride"}, {}, False),
        ({"type": "other"}, {}, True),
        ({"type": "other", "what": "ladder"}, {}, False),
        ({"stage": Stage.AGREED}, {}, False),
        ({"author": ANA.id}, {}, False),
    ],
)
def test_an_offer_suits_by_type_and_time(
    theirs: dict[str, Any], needed: dict[str, Any], fits: bool
) -> None:
    request = post_of(ANA, **needed)
    if request.start is not None and request.end is None:
        request = replace(request, end=request.start + HOUR)
    assert suits(MAPLE, replace(offer(), **theirs), request) is fits


def test_a_time_of_day_stays_the_same_when_clocks_change() -> None:
    start = datetime(2026, 3, 27, 17, tzinfo=NOW.tzinfo)
    evening = offer(start=start, end=start + HOUR, every=7)
    summer = start + 7 * DAY - HOUR
    assert suits(MAPLE, evening, post_of(ANA, start=summer, end=summer + HOUR))
    assert not suits(MAPLE, evening, post_of(ANA, start=summer + HOUR, end=summer + 2 * HOUR))


SWAP = exchange_of(ANA, BO, start=NOW + 2 * DAY, end=NOW + 2 * DAY + HOUR)
YES = Match(SWAP.id, SWAP.post, BO.id, MatchStage.ACCEPTED, NOW)
LATE = YES.said_at - 2 * DAY
BEFORE, REMINDED, CHASED = NOW, NOW + 2 * DAY, NOW + 3 * DAY


@pytest.mark.parametrize(
    ("person", "said_at", "changed_at", "at", "had"),
    [
        (BO, NOW, None, BEFORE, 2),
        (BO, NOW, None, REMINDED, 3),
        (BO, NOW, None, CHASED, 4),
        (BO, NOW, NOW + HOUR, BEFORE, 3),
        (BO, NOW, NOW + HOUR, REMINDED, 3),
        (BO, NOW, NOW + HOUR, CHASED, 4),
        (BO, NOW, NOW - HOUR, BEFORE, 2),
        (ANA, NOW, NOW + HOUR, BEFORE, 2),
        (ANA, NOW, None, CHASED, 4),
        (ANA, LATE, None, BEFORE, 3),
        (ANA, LATE, None, CHASED, 4),
    ],
)
def test_an_exchange_costs_nobody_more_than_four_messages(
    person: Person, said_at: datetime, changed_at: datetime | None, at: datetime, had: int
) -> None:
    post = post_of(ANA, changed_at=changed_at)
    assert messages_of(SWAP, replace(YES, said_at=said_at), post, person.id, at) == had


def test_without_a_time_there_is_no_reminder() -> None:
    timeless = replace(SWAP, start=None, end=None)
    assert messages_of(timeless, YES, post_of(ANA), BO.id, NOW + timedelta(days=9)) == 3


async def test_whose_promises_were_seldom_kept_has_somebody_behind_them(work: UnitOfWork) -> None:
    village, post = await sofa(work)
    assert not await matching.may_fall_away(work, village, post, BO.id)
    for number, asker in enumerate((CLEO, DINA, EVA)):
        swap = exchange_of(asker, BO, id=ExchangeId(f"left{number}"), left=True)
        await work.exchanges.add(replace(swap, stage=exchanges.Stage.DID_NOT_HAPPEN))
    assert await matching.may_fall_away(work, village, post, BO.id)
    assert not await matching.may_fall_away(work, village, post, CLEO.id)
    offer = replace(post, act=Act.OFFER)
    assert not await matching.may_fall_away(work, village, offer, BO.id)


async def test_one_yes_may_be_kept_in_waiting(work: UnitOfWork) -> None:
    _, post = await sofa(work)
    kept, gone, later = [
        Match(ExchangeId(name), post.id, person.id, stage, NOW)
        for name, person, stage in (
            ("m1", BO, MatchStage.WAITING),
            ("m2", CLEO, MatchStage.PASSED),
            ("m3", DINA, MatchStage.WAITING),
        )
    ]
    for match in (gone, later, kept):
        await work.asks.add_match(match)
    _, left_over = await matching.settle(work, post, keep_one=True)
    assert {m.id for m in left_over} == {gone.id, later.id}
    assert (await work.asks.match(kept.id)).stage is MatchStage.WAITING
    _, left_over = await matching.settle(work, post, keep_one=False)
    assert [m.id for m in left_over] == [kept.id]
    assert await matching.settle(work, post, keep_one=True) == ([], [])
