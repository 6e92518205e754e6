from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import communities, posts
from core.errors import AlreadySettled, NotYours, Refusal
from core.ids import PostId, RoomId
from core.listening import Act, Understanding, When
from core.posts import Stage, area, expiry, is_past, understood, wishes
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    make_known,
    opened_village,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO = someone("Ana"), someone("Bo")
HEARD = Understanding(Act.REQUEST, 0.9, "en", kind="borrow", type="borrow", what="drill")


def at(start: datetime, end: datetime) -> When:
    return When(start, end, exact=True, words="tomorrow")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO)
        yield work


def test_what_was_understood_replaces_what_was_known() -> None:
    when = at(NOW + DAY, NOW + DAY + HOUR)
    heard = replace(
        HEARD, type="ride", what="lift", when=when, where="clinic", quantity=2, urgent=True
    )
    post = understood(post_of(ANA), heard, " a lift\x00 ")
    assert (post.type, post.words, post.what, post.where) == ("ride", "a lift", "lift", "clinic")
    assert (post.start, post.end, post.exact) == (when.start, when.end, True)
    assert (post.quantity, post.urgent, post.id, post.stage) == (2, True, "drill", Stage.OPEN)


def test_a_time_taken_back_is_gone() -> None:
    timed = post_of(ANA, start=NOW, end=NOW + HOUR, exact=True, where="clinic", quantity=3)
    post = understood(timed, HEARD, "a drill")
    assert (post.start, post.end, post.exact, post.where, post.quantity) == (
        None,
        None,
        False,
        None,
        None,
    )


def test_without_a_type_or_a_thing_the_words_have_to_do() -> None:
    heard = replace(HEARD, type=None, what=None)
    post = understood(post_of(ANA), heard, "w" * 2000)
    assert (post.type, post.what, len(post.words)) == ("borrow", "w" * 80, posts.MAX_WORDS)


@pytest.mark.parametrize(("end", "past"), [(None, False), (NOW, True), (NOW + HOUR, False)])
def test_a_post_is_past_once_its_time_is_over(end: datetime | None, past: bool) -> None:
    assert is_past(post_of(ANA, end=end), NOW) is past


@pytest.mark.parametrize(
    ("where", "known"),
    [(None, None), ("the clinic", "the clinic"), ("Elm Street 7", None), ("flat ٣", None)],
)
def test_an_address_is_not_an_area(where: str | None, known: str | None) -> None:
    assert area(post_of(ANA, where=where)) == known


@given(st.text(st.characters()))
def test_an_area_never_holds_a_number(where: str) -> None:
    assert not any(c.isdigit() for c in area(post_of(ANA, where=where)) or "")


async def test_a_post_ends_after_the_communitys_days_or_with_its_own_time(work: UnitOfWork) -> None:
    village = await settle_village(work, post_ttl_days=3)
    assert expiry(post_of(ANA), village, NOW) == NOW + 3 * DAY
    assert expiry(post_of(ANA, end=NOW + HOUR), village, NOW) == NOW + HOUR
    assert expiry(post_of(ANA, end=NOW + 9 * DAY), village, NOW) == NOW + 3 * DAY


async def test_a_draft_remembers_what_was_heard_and_where(work: UnitOfWork) -> None:
    village = await settle_village(work)
    room = RoomId("room-maple")
    post = await posts.draft(work, village, ANA, HEARD, "a drill?", (room, "m1"))
    assert (post.stage, post.room, post.message, post.what) == (Stage.DRAFT, room, "m1", "drill")
    assert post.expires_at == NOW + posts.DRAFT_LIFE
    assert await work.posts.by_message(room, "m1") == post


async def test_a_commands_text_has_a_length_but_a_rooms_is_only_cut(work: UnitOfWork) -> None:
    village = await settle_village(work)
    with pytest.raises(Refusal) as refused:
        await posts.draft(work, village, ANA, HEARD, "x" * 1001, None)
    assert refused.value.key == "refused-too-long"
    heard = await posts.draft(work, village, ANA, HEARD, "x" * 1001, (RoomId("room-maple"), "m"))
    said = await posts.draft(work, village, ANA, HEARD, "x" * 1000, None)
    assert (len(heard.words), said.room, said.message) == (1000, None, None)


async def test_a_post_is_its_authors_only(work: UnitOfWork) -> None:
    village = await settle_village(work)
    post = await posts.draft(work, village, ANA, HEARD, "a drill?", None)
    assert await posts.of(work, ANA, post.id) == post
    with pytest.raises(NotYours):
        await posts.of(work, BO, post.id)


async def draft(work: UnitOfWork, village: communities.Community, **changes: Any) -> posts.Post:
    heard = replace(HEARD, **changes)
    return await posts.draft(work, village, ANA, heard, "a drill?", None)


async def test_confirming_opens_a_post(work: UnitOfWork) -> None:
    village = await settle_village(work, asks_per_request=5)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    assert (opened.stage, opened.opened_at, opened.ask_limit) == (Stage.OPEN, NOW, 5)
    assert opened.expires_at == NOW + 30 * DAY
    assert await work.posts.get(opened.id) == opened


async def test_a_post_is_opened_once(work: UnitOfWork) -> None:
    village = await settle_village(work)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    with pytest.raises(AlreadySettled):
        await posts.open_post(work, village, ANA, opened)


async def test_a_request_in_the_past_is_refused(work: UnitOfWork) -> None:
    village = await settle_village(work)
    late = await draft(work, village, when=at(NOW - DAY, NOW))
    with pytest.raises(Refusal) as refused:
        await posts.open_post(work, village, ANA, late)
    assert refused.value.key == "refused-past"


async def test_only_so_many_requests_are_open_at_once(work: UnitOfWork) -> None:
    village = await settle_village(work, open_requests=2)
    elm = await settle_village(work, "elm")
    first = await posts.open_post(work, village, ANA, await draft(work, village))
    await posts.open_post(work, village, ANA, await draft(work, village))
    with pytest.raises(Refusal) as refused:
        await posts.open_post(work, village, ANA, await draft(work, village))
    assert (refused.value.key, refused.value.args_for_wording) == (
        "refused-open-requests",
        {"most": 2},
    )
    await posts.open_post(work, elm, ANA, await draft(work, elm))
    await posts.open_post(work, village, ANA, await draft(work, village, act=Act.OFFER))
    await posts.end(work, first, Stage.WITHDRAWN)
    await posts.open_post(work, village, ANA, await draft(work, village))


async def test_an_agreed_request_still_counts_as_open(work: UnitOfWork) -> None:
    village = await settle_village(work, open_requests=1)
    first = await posts.open_post(work, village, ANA, await draft(work, village))
    await work.posts.save(replace(first, stage=Stage.AGREED))
    with pytest.raises(Refusal):
        await posts.open_post(work, village, ANA, await draft(work, village))


async def test_only_so_many_requests_are_opened_in_a_week(work: UnitOfWork) -> None:
    village = await settle_village(work, requests_per_week=2)
    for _ in range(2):
        opened = await posts.open_post(work, village, ANA, await draft(work, village))
        await posts.end(work, opened, Stage.WITHDRAWN)
    with pytest.raises(Refusal) as refused:
        await posts.open_post(work, village, ANA, await draft(work, village))
    assert refused.value.key == "refused-requests-per-week"
    work.caused_by("next week", NOW + 7 * DAY)
    await posts.open_post(work, village, ANA, await draft(work, village))


async def approving(work: UnitOfWork, **rules: Any) -> communities.Community:
    village = await settle_village(work, members=[ANA], request_approval_required=True, **rules)
    return await opened_village(work, village)


async def test_before_opening_nobody_approves_posts(work: UnitOfWork) -> None:
    village = await settle_village(work, request_approval_required=True)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    assert opened.stage is Stage.OPEN


async def test_where_posts_are_approved_they_wait_first(work: UnitOfWork) -> None:
    village = await approving(work, asks_per_request=5, post_ttl_days=3)
    held = await posts.open_post(work, village, ANA, await draft(work, village))
    assert (held.stage, held.opened_at, held.expires_at) == (Stage.WAITING, None, NOW + 3 * DAY)
    assert await work.posts.waiting(village.id) == [held]
    assert await work.posts.live(village.id, Act.REQUEST) == []
    with pytest.raises(AlreadySettled):
        await posts.open_post(work, village, ANA, held)
    work.caused_by("let out", NOW + 2 * DAY)
    opened = await posts.go_out(work, village, held)
    assert (opened.stage, opened.opened_at, opened.ask_limit) == (Stage.OPEN, NOW + 2 * DAY, 5)
    assert opened.expires_at == NOW + 5 * DAY
    assert await work.posts.waiting(village.id) == []
    with pytest.raises(AlreadySettled):
        await posts.go_out(work, village, opened)


async def test_what_waited_too_long_does_not_go_out(work: UnitOfWork) -> None:
    village = await approving(work)
    soon = await draft(work, village, when=at(NOW, NOW + HOUR))
    held = await posts.open_post(work, village, ANA, soon)
    work.caused_by("too late", NOW + HOUR)
    with pytest.raises(Refusal) as refused:
        await posts.go_out(work, village, held)
    assert refused.value.key == "refused-past"


async def test_what_waits_counts_as_open(work: UnitOfWork) -> None:
    village = await approving(work, open_requests=1)
    await posts.open_post(work, village, ANA, await draft(work, village))
    with pytest.raises(Refusal):
        await posts.open_post(work, village, ANA, await draft(work, village))


async def test_counts_by_type_are_told_over_five_people_or_not_at_all(work: UnitOfWork) -> None:
    types = [{"name": "lift", "kind": "ride"}, {"name": "help", "kind": "other"}]
    crowd = [someone(f"N{i}") for i in range(5)]
    village = await settle_village(work, members=crowd, request_types=types)
    kinds = ("lift", "lift", "gone", "help", "lift")
    for number, (person, kind) in enumerate(zip(crowd[:4], kinds[:4], strict=True)):
        await work.posts.add(post_of(person, id=PostId(str(number)), type=kind))
    await work.posts.add(post_of(crowd[0], id=PostId("more"), type="lift"))
    agreed = post_of(crowd[4], id=PostId("agreed"), type="lift", stage=Stage.AGREED)
    await work.posts.add(agreed)
    assert await posts.open_by_type(work, village) == {}
    await work.posts.add(post_of(crowd[4], id=PostId("last"), type="lift"))
    assert await posts.open_by_type(work, village) == {"lift": 4, "help": 2}


async def test_outsiders_see_only_what_its_author_opened_to_them(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    for name, changes in (
        ("seen", {"outside": True}),
        ("offer", {"outside": True, "act": Act.OFFER}),
        ("inside", {}),
        ("agreed", {"outside": True, "stage": Stage.AGREED}),
        ("waiting", {"outside": True, "stage": Stage.WAITING}),
    ):
        await work.posts.add(post_of(ANA, id=PostId(name), **changes))
    assert [p.id for p in await posts.seen_outside(work, village)] == ["seen", "offer"]


async def test_a_type_taken_away_lets_its_open_posts_finish(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    without = [t for t in village.config.request_types if t.name != "borrow"]
    changed = await communities.change(
        work, village, {"request_types": [t.model_dump() for t in without]}, ANA.id
    )
    assert await work.posts.get(opened.id) == opened
    assert changed.community.config.request_type(opened.type).name == "other"
    renewed = await posts.renew(work, changed.community, opened)
    assert (await posts.end(work, renewed, Stage.DONE)).type == "borrow"


async def test_a_draft_that_was_forgotten_is_settled(work: UnitOfWork) -> None:
    with pytest.raises(AlreadySettled):
        await posts.of(work, ANA, "gone")


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.WAITING, Stage.OPEN, Stage.AGREED])
async def test_a_post_ends_once(work: UnitOfWork, stage: Stage) -> None:
    village = await settle_village(work)
    post = replace(await draft(work, village), stage=stage)
    ended = await posts.end(work, post, Stage.EXPIRED)
    assert (ended.stage, ended.expires_at) == (Stage.EXPIRED, NOW)
    for again in (Stage.DONE, Stage.WITHDRAWN, Stage.EXPIRED):
        with pytest.raises(AlreadySettled):
            await posts.end(work, ended, again)


async def test_a_request_whose_helper_fell_away_is_open_again(work: UnitOfWork) -> None:
    village = await settle_village(work)
    post = replace(await draft(work, village), stage=Stage.AGREED)
    assert (await posts.reopen(work, post)).stage is Stage.OPEN
    assert (await posts.reopen(work, replace(post, end=NOW))).stage is Stage.EXPIRED
    assert (await posts.reopen(work, replace(post, end=NOW + HOUR))).stage is Stage.OPEN


async def test_a_reopened_request_ends_some_day(work: UnitOfWork) -> None:
    village = await settle_village(work)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    work.caused_by("much later", NOW + 40 * DAY)
    again = await posts.reopen(work, replace(opened, stage=Stage.AGREED))
    assert again.expires_at is not None
    assert again.expires_at > work.now


async def test_what_was_no_request_is_forgotten(work: UnitOfWork) -> None:
    village = await settle_village(work)
    post = await posts.draft(work, village, ANA, HEARD, "a drill?", (RoomId("room-maple"), "m1"))
    await posts.discard(work, post)
    assert await work.posts.by_message(RoomId("room-maple"), "m1") is None


async def test_a_confirmed_post_is_not_discarded(work: UnitOfWork) -> None:
    with pytest.raises(AlreadySettled):
        await posts.discard(work, post_of(ANA))


async def test_a_renewed_posts_days_begin_again(work: UnitOfWork) -> None:
    village = await settle_village(work)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    work.caused_by("later", NOW + 28 * DAY)
    fresh = await posts.renew(work, village, opened)
    assert (fresh.renewed, fresh.expires_at) == (True, NOW + 58 * DAY)
    assert await work.posts.get(opened.id) == fresh


async def test_only_an_open_post_is_renewed(work: UnitOfWork) -> None:
    village = await settle_village(work)
    with pytest.raises(AlreadySettled):
        await posts.renew(work, village, post_of(ANA, stage=Stage.EXPIRED))


async def test_a_post_is_renewed_once(work: UnitOfWork) -> None:
    village = await settle_village(work)
    opened = await posts.open_post(work, village, ANA, await draft(work, village))
    fresh = await posts.renew(work, village, opened)
    with pytest.raises(AlreadySettled):
        await posts.renew(work, village, fresh)


@pytest.mark.parametrize(
    ("start", "alone"), [(NOW + 10 * DAY, 2 * DAY), (None, DAY), (NOW - HOUR, DAY)]
)
def test_the_one_named_is_alone_for_a_fifth_of_the_lead_time_else_a_day(
    start: datetime | None, alone: timedelta
) -> None:
    named = post_of(ANA, first_asked=BO.id, start=start)
    assert posts.alone_until(named, NOW) == NOW + alone
    assert posts.alone_until(post_of(ANA, start=start), NOW) is None


async def test_only_a_requests_draft_takes_wishes(work: UnitOfWork) -> None:
    await settle_village(work, members=[ANA, BO])
    request = post_of(ANA, stage=Stage.DRAFT)
    await work.posts.add(request)
    named = await wishes.ask_first(work, request, BO.id)
    hidden = await wishes.keep_name(work, named)
    assert await work.posts.get(request.id) == hidden
    assert (hidden.first_asked, hidden.nameless) == (BO.id, True)
    assert not (await wishes.keep_name(work, hidden)).nameless
    for other in (post_of(ANA), post_of(ANA, stage=Stage.DRAFT, act=Act.OFFER)):
        with pytest.raises(AlreadySettled):
            await wishes.ask_first(work, other, BO.id)
        with pytest.raises(AlreadySettled):
            await wishes.keep_name(work, other)


def test_what_takes_several_people_says_how_many_and_counts_nothing_else() -> None:
    heard = replace(HEARD, what="three people", quantity=3)
    post = understood(post_of(ANA), heard, "We need three people to move a sofa")
    assert (post.places, post.quantity, post.what) == (3, None, "move a sofa")
    four = replace(HEARD, what="a sofa", quantity=4)
    assert understood(post_of(ANA), four, "We need three people for 4 sofas").quantity == 4
    offer = understood(post_of(ANA, act=Act.OFFER), heard, "I need three people to feed")
    assert offer.places == 1


@pytest.mark.parametrize(
    ("words", "dated", "stood", "stands"),
    [
        ("I can lend a drill any time", False, False, True),
        ("I can lend a drill", False, True, True),
        ("I can lend a drill", False, False, False),
        ("I can lend a drill every tomorrow", True, True, False),
        ("I can drive any Friday", True, False, True),
    ],
)
def test_an_offer_stands_when_it_says_so(
    words: str, dated: bool, stood: bool, stands: bool
) -> None:
    when = When(NOW + DAY, NOW + 2 * DAY, exact=False, words="Friday") if dated else None
    offer = post_of(ANA, act=Act.OFFER, standing=stood)
    assert understood(offer, replace(HEARD, when=when), words).standing is stands
    assert not understood(post_of(ANA), replace(HEARD, when=when), words).standing


async def test_an_offer_that_stands_ends_with_its_authors_word_alone(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    stands = post_of(ANA, act=Act.OFFER, standing=True, start=NOW - DAY, end=NOW - HOUR)
    assert expiry(stands, village, NOW) is None
    assert not is_past(stands, NOW)
    weekly = post_of(ANA, every=7, start=NOW + 50 * DAY, end=NOW + 51 * DAY)
    assert expiry(weekly, village, NOW) == NOW + 51 * DAY


async def test_only_an_offer_without_a_time_is_made_to_stand(work: UnitOfWork) -> None:
    await settle_village(work, members=[ANA])
    draft = post_of(ANA, act=Act.OFFER, stage=Stage.DRAFT)
    await work.posts.add(draft)
    stands = await wishes.stand(work, draft)
    assert stands.standing
    assert not (await wishes.stand(work, stands)).standing
    for change in ({"start": NOW}, {"act": Act.REQUEST}, {"stage": Stage.OPEN}):
        with pytest.raises(AlreadySettled):
            await wishes.stand(work, replace(draft, **change))


async def test_other_words_are_kept_and_noted_where_they_say_something_else(
    work: UnitOfWork,
) -> None:
    village = await settle_village(work, members=[ANA])
    post = post_of(ANA)
    await work.posts.add(post)
    same = await posts.reword(work, village, post, HEARD, "Has anybody a drill?")
    assert same is not None
    assert (same.words, same.changed_at) == ("Has anybody a drill?", None)
    other = await posts.reword(work, village, post, replace(HEARD, what="saw"), "a saw")
    assert other is not None
    assert (other.what, other.changed_at) == ("saw", NOW)
    soon = replace(HEARD, when=When(NOW + DAY, NOW + 2 * DAY, exact=False, words="every Tuesday"))
    weekly = await posts.reword(work, village, post, soon, "a saw every Tuesday")
    assert weekly is not None
    assert (weekly.series, weekly.every) == (post.id, 7)
    gone = replace(HEARD, when=at(NOW - 2 * HOUR, NOW - HOUR))
    assert await posts.reword(work, village, post, gone, "a saw an hour ago") is None


async def test_what_was_ended_is_not_opened_by_a_helper_who_falls_away(work: UnitOfWork) -> None:
    await settle_village(work, members=[ANA])
    ended = post_of(ANA, stage=Stage.WITHDRAWN)
    assert await posts.reopen(work, ended) == ended
