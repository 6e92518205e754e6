from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core import communities, exchanges, matching, posts, trust
from core.communities import Community, RequestType
from core.errors import AlreadySettled, NotYours
from core.ids import AskId, ExchangeId, PostId
from core.listening import Act
from core.matching import Ask, Match, MatchStage, Outcome
from core.people import Person, Reach
from core.posts import Post, Stage
from core.trust.usecases import Placed
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    exchange_of,
    make_known,
    opened_village,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO, DINA = (someone(name) for name in ("Ana", "Bo", "Cleo", "Dina"))
CROWD = [someone(f"N{i}") for i in range(20)]
NIGHT, MORNING = NOW + 11 * HOUR, NOW + 20 * HOUR


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


async def asking(
    work: UnitOfWork, members: list[Person] | None = None, *, post: Any = None, **rules: Any
) -> tuple[Community, Post]:
    """A village of Ana and these members, and Ana's open request in it."""
    village = await settle_village(work, members=[ANA, *(members or [])], **rules)
    request = post_of(ANA, **{"ask_limit": village.config.asks_per_request, **(post or {})})
    await work.posts.add(request)
    return village, request


async def again(work: UnitOfWork, village: Community, **kwargs: Any) -> matching.Round:
    return await matching.ask_again(work, village, await work.posts.get(PostId("drill")), **kwargs)


async def test_a_wave_asks_as_many_as_the_village_wishes_and_sets_the_next(
    work: UnitOfWork,
) -> None:
    village, post = await asking(work, CROWD, wave_size=4, wave_hours=3)
    found = await matching.ask_again(work, village, post)
    assert len({ask.person for ask in found.asks}) == 4
    assert all(
        (a.post, a.wave, a.asked_at, a.outcome) == (post.id, 0, NOW, None) for a in found.asks
    )
    assert (found.next_at, found.exhausted) == (NOW + 3 * HOUR, False)
    assert {a.id for a in await work.asks.of_post(post.id)} == {a.id for a in found.asks}
    assert (await work.posts.get(post.id)).wave == 1


async def test_nobody_is_asked_twice_about_one_request(work: UnitOfWork) -> None:
    village, _ = await asking(work, CROWD, wave_size=3)
    waves = [await again(work, village) for _ in range(3)]
    people = [ask.person for wave in waves for ask in wave.asks]
    assert len(set(people)) == len(people) == 9
    assert [wave.asks[0].wave for wave in waves] == [0, 1, 2]


async def test_asking_ends_at_the_requests_limit(work: UnitOfWork) -> None:
    village, _ = await asking(work, CROWD, wave_size=3, asks_per_request=4)
    waves = [await again(work, village) for _ in range(2)]
    assert [len(wave.asks) for wave in waves] == [3, 1]
    work.caused_by("later", NOW + 4 * HOUR)
    assert await again(work, village) == matching.Round(exhausted=True)


async def test_the_hour_of_nobody_was_free_hangs_on_the_villages_size_alone(
    work: UnitOfWork,
) -> None:
    village, _ = await asking(work, CROWD[:5])
    for person in CROWD[:4]:
        await work.people.save(replace(person, paused_until=NOW + 9 * DAY))
    assert len((await again(work, village)).asks) == 1
    work.caused_by("two hours later", NOW + 2 * HOUR)
    assert await again(work, village) == matching.Round(next_at=NOW + 4 * HOUR)
    work.caused_by("four hours later", NOW + 4 * HOUR)
    assert (await again(work, village)).exhausted


async def test_an_urgent_request_asks_six_at_first(work: UnitOfWork) -> None:
    village, _ = await asking(work, CROWD, post={"urgent": True}, wave_size=2)
    assert [len((await again(work, village)).asks) for _ in range(2)] == [6, 2]


async def test_the_author_is_never_asked(work: UnitOfWork) -> None:
    village, _ = await asking(work)
    assert await again(work, village) == matching.Round(exhausted=True)


async def test_only_members_are_asked(work: UnitOfWork) -> None:
    village, _ = await asking(work)
    await make_known(work, BO)
    assert (await again(work, village)).exhausted


async def test_a_wave_of_sleepers_waits_for_the_morning(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO])
    work.caused_by("night", NIGHT)
    assert await again(work, village) == matching.Round(next_at=MORNING)


async def test_patience_ends_a_wait_for_sleepers_sooner(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO])
    work.caused_by("night", NIGHT)
    assert (await again(work, village, patience=HOUR)).next_at == NIGHT + HOUR


async def test_with_patience_a_wave_that_finds_nobody_is_tried_again(work: UnitOfWork) -> None:
    village, _ = await asking(work)
    assert await again(work, village, patience=HOUR) == matching.Round(next_at=NOW + HOUR)


async def test_nobody_waits_for_sleepers_when_no_more_may_be_asked(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO], post={"ask_limit": 0})
    work.caused_by("night", NIGHT)
    assert (await again(work, village)).exhausted


async def test_a_persons_own_clock_comes_before_the_villages(work: UnitOfWork) -> None:
    village, _ = await asking(work, [replace(BO, time_zone="America/Lima"), CLEO])
    work.caused_by("night", NIGHT)
    assert [ask.person for ask in (await again(work, village)).asks] == [BO.id]


@pytest.mark.parametrize(
    ("skills", "asked"),
    [
        (("my drill set",), True),
        (("anything to borrow",), True),
        (("I can lend you tools",), True),
        (("cooking dinners",), False),
        (("cooking dinners", "a drill"), True),
    ],
)
async def test_skills_decide_who_fits(
    work: UnitOfWork, skills: tuple[str, ...], asked: bool
) -> None:
    village, _ = await asking(work, [BO])
    await work.people.set_skills(BO.id, skills)
    assert bool((await again(work, village)).asks) is asked


async def test_small_words_are_no_skill(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO], post={"what": "lift to the clinic", "type": "ride"})
    await work.people.set_skills(BO.id, ("baking the best bread",))
    assert (await again(work, village)).asks == ()


async def test_an_open_offer_of_the_same_kind_counts_as_skill(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO])
    for person in (BO, CLEO):
        await work.people.set_skills(person.id, ("cooking dinners",))
    await work.posts.add(post_of(BO, id=PostId("offer"), act=Act.OFFER))
    await work.posts.add(post_of(CLEO, id=PostId("taken"), act=Act.OFFER, stage=Stage.AGREED))
    await work.posts.add(post_of(CLEO, id=PostId("lift"), act=Act.OFFER, type="ride"))
    assert [ask.person for ask in (await again(work, village)).asks] == [BO.id]


async def test_blocked_and_unreachable_people_are_not_asked(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO, DINA])
    await work.people.block(BO.id, ANA.id, NOW)
    found = await work.people.by_account("pipe", "@cleo")
    assert found is not None
    await work.people.save_account(replace(found[1], reach=Reach.CLOSED))
    assert [ask.person for ask in (await again(work, village)).asks] == [DINA.id]


async def test_a_village_without_the_type_any_more_asks_as_for_other(work: UnitOfWork) -> None:
    types = (RequestType(name="lift", kind="ride"),)
    village, _ = await asking(work, [BO], request_types=types)
    assert len((await again(work, village)).asks) == 1


async def test_a_replayed_wave_asks_the_same_people_by_the_same_ids(tmp_path: Path) -> None:
    seen = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        async with working(tmp_path / folder) as work:
            village, _ = await asking(work, CROWD)
            seen.append((await again(work, village)).asks)
    assert seen[0] == seen[1]


async def test_looking_on_allows_as_many_asks_again(work: UnitOfWork) -> None:
    village, post = await asking(work, CROWD, wave_size=3, asks_per_request=3)
    await again(work, village)
    work.caused_by("later", NOW + DAY)
    assert (await again(work, village)).exhausted
    found = await matching.keep_looking(work, village, await work.posts.get(post.id))
    assert len(found.asks) == 3
    assert (await work.posts.get(post.id)).ask_limit == 6


async def test_looking_on_among_nobody_new_is_tried_again_tomorrow(work: UnitOfWork) -> None:
    village, post = await asking(work)
    found = await matching.keep_looking(work, village, post)
    assert found == matching.Round(next_at=NOW + DAY)


async def test_one_looks_on_only_for_an_open_request(work: UnitOfWork) -> None:
    village, post = await asking(work)
    with pytest.raises(AlreadySettled):
        await matching.keep_looking(work, village, replace(post, stage=Stage.AGREED))


async def ask_of(work: UnitOfWork, person: Person) -> Ask:
    ask = Ask(AskId(f"ask-{person.id}"), PostId("drill"), person.id, 0, NOW)
    await work.asks.add([ask])
    return ask


async def test_an_ask_is_its_persons_only(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO])
    ask = await ask_of(work, BO)
    assert await matching.of(work, BO, ask.id) == (ask, post)
    with pytest.raises(NotYours):
        await matching.of(work, ANA, ask.id)


async def test_a_no_is_noted_once(work: UnitOfWork) -> None:
    await asking(work, [BO])
    ask = await ask_of(work, BO)
    assert await matching.refuse(work, ask) is True
    noted = await work.asks.get(ask.id)
    assert (noted.outcome, noted.answered_at) == (Outcome.NO, NOW)
    assert await matching.refuse(work, noted) is False


async def yes(
    work: UnitOfWork, person: Person, minutes: int = 0, ask: Ask | None = None
) -> Match | None:
    work.caused_by(f"yes of {person.id} {minutes}", NOW + timedelta(minutes=minutes))
    return await matching.say_yes(work, await work.posts.get(PostId("drill")), person, ask)


async def test_the_first_yes_is_offered_and_later_ones_wait(work: UnitOfWork) -> None:
    await asking(work, [BO, CLEO, DINA])
    found = [await yes(work, person, i) for i, person in enumerate((BO, CLEO, DINA))]
    assert [m and m.stage for m in found] == [
        MatchStage.OFFERED,
        MatchStage.WAITING,
        MatchStage.WAITING,
    ]
    assert [m.responder for m in await work.asks.matches(PostId("drill"))] == [
        BO.id,
        CLEO.id,
        DINA.id,
    ]


async def test_a_yes_answers_its_ask(work: UnitOfWork) -> None:
    await asking(work, [BO])
    ask = await ask_of(work, BO)
    await yes(work, BO, 5, ask)
    noted = await work.asks.get(ask.id)
    assert (noted.outcome, noted.answered_at) == (Outcome.YES, NOW + timedelta(minutes=5))


async def test_the_same_person_says_yes_once(work: UnitOfWork) -> None:
    await asking(work, [BO])
    assert await yes(work, BO) is not None
    assert await yes(work, BO) is None


async def test_nobody_helps_themselves(work: UnitOfWork) -> None:
    await asking(work)
    with pytest.raises(NotYours) as refused:
        await yes(work, ANA)
    assert refused.value.key == "refused-own-post"


@pytest.mark.parametrize(
    "stage", [Stage.DRAFT, Stage.AGREED, Stage.DONE, Stage.WITHDRAWN, Stage.EXPIRED]
)
async def test_a_yes_to_what_is_settled_comes_too_late(work: UnitOfWork, stage: Stage) -> None:
    await asking(work, [BO], post={"stage": stage})
    with pytest.raises(AlreadySettled):
        await yes(work, BO)


async def offered(work: UnitOfWork, person: Person = BO, minutes: int = 0) -> Match:
    match = await yes(work, person, minutes)
    assert match is not None
    return match


async def test_an_offered_match_waits_for_the_author_only(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO, CLEO])
    first, second = await offered(work), await offered(work, CLEO, 1)
    assert await matching.offered_to(work, ANA, first.id) == (first, post)
    with pytest.raises(NotYours):
        await matching.offered_to(work, BO, first.id)
    with pytest.raises(AlreadySettled):
        await matching.offered_to(work, ANA, second.id)


async def test_a_match_of_a_settled_post_is_settled(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO])
    match = await offered(work)
    await posts.end(work, post, Stage.WITHDRAWN)
    with pytest.raises(AlreadySettled):
        await matching.offered_to(work, ANA, match.id)


@pytest.mark.parametrize(("act", "requester"), [(Act.REQUEST, ANA), (Act.OFFER, BO)])
async def test_accepting_begins_the_exchange_with_the_matchs_id(
    work: UnitOfWork, act: Act, requester: Person
) -> None:
    _, post = await asking(work, [BO], post={"act": act})
    match = await offered(work)
    exchange = await matching.accept(work, match, post)
    assert (exchange.id, exchange.requester) == (match.id, requester.id)
    assert set(exchange.sides) == {ANA.id, BO.id}
    assert (await work.asks.match(match.id)).stage is MatchStage.ACCEPTED
    assert (await work.posts.get(post.id)).stage is Stage.AGREED


async def released(work: UnitOfWork, match: matching.Match) -> matching.Match | None:
    return await matching.release(work, match, await work.posts.get(match.post))


async def test_nobody_is_offered_for_what_is_over(work: UnitOfWork) -> None:
    await asking(work, [BO, CLEO], post={"start": NOW + HOUR, "end": NOW + 2 * HOUR})
    first = await offered(work)
    await offered(work, CLEO, 1)
    work.caused_by("its hour", NOW + HOUR)
    assert await released(work, first) is None
    assert (await work.asks.match(first.id)).stage is MatchStage.PASSED


@pytest.mark.parametrize("pass_over", [matching.decline, released])
async def test_the_next_yes_in_order_is_offered(work: UnitOfWork, pass_over: Any) -> None:
    await asking(work, [BO, CLEO, DINA])
    first = await offered(work)
    third, second = await offered(work, DINA, 2), await offered(work, CLEO, 1)
    shown = await pass_over(work, first)
    assert shown == replace(second, stage=MatchStage.OFFERED)
    assert await work.asks.match(second.id) == shown
    assert (await work.asks.match(first.id)).stage is MatchStage.PASSED
    assert await pass_over(work, shown) == replace(third, stage=MatchStage.OFFERED)
    assert await pass_over(work, third) is None


async def test_who_was_passed_over_is_not_offered_again(work: UnitOfWork) -> None:
    await asking(work, [BO])
    await matching.decline(work, await offered(work))
    assert await yes(work, BO) is None


async def test_after_a_decline_the_next_yes_is_offered_at_once(work: UnitOfWork) -> None:
    await asking(work, [BO, CLEO])
    await matching.decline(work, await offered(work))
    assert (await offered(work, CLEO)).stage is MatchStage.OFFERED


@pytest.mark.parametrize(
    ("start", "after"),
    [
        (None, 12 * HOUR),
        (NOW + 10 * DAY, 12 * HOUR),
        (NOW + 24 * HOUR, 12 * HOUR),
        (NOW + 6 * HOUR, 3 * HOUR),
        (NOW, 12 * HOUR),
        (NOW - DAY, 12 * HOUR),
    ],
)
def test_the_author_is_reminded_after_half_the_lead_time_or_half_a_day(
    start: datetime | None, after: timedelta
) -> None:
    assert matching.remind_at(NOW, post_of(ANA, start=start)) == NOW + after


async def test_settling_closes_open_asks_and_frees_every_yes(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO, CLEO, DINA, *CROWD])
    unanswered, refused = await ask_of(work, CROWD[0]), await ask_of(work, CROWD[1])
    await matching.refuse(work, refused)
    passed = await offered(work, DINA)
    await matching.decline(work, passed)
    taken, waiting = await offered(work, BO, 1), await offered(work, CLEO, 2)
    await matching.accept(work, taken, post)
    asks, left_over = await matching.settle(work, post)
    assert [ask.id for ask in asks] == [unanswered.id]
    assert {m.id for m in left_over} == {waiting.id, passed.id}
    outcomes = {a.id: a.outcome for a in await work.asks.of_post(post.id)}
    assert outcomes == {unanswered.id: Outcome.SETTLED, refused.id: Outcome.NO}
    stages = {m.id: m.stage for m in await work.asks.matches(post.id)}
    assert stages == {
        taken.id: MatchStage.ACCEPTED,
        waiting.id: MatchStage.WITHDRAWN,
        passed.id: MatchStage.WITHDRAWN,
    }


async def test_settling_twice_finds_nothing_more(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO])
    await offered(work)
    await matching.settle(work, post)
    assert await matching.settle(work, post) == ([], [])


async def test_whoever_was_freed_may_say_yes_again_once_it_is_open_again(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO, CLEO])
    taken = await offered(work, BO)
    await offered(work, CLEO, 1)
    exchange = await matching.accept(work, taken, post)
    await matching.settle(work, post)
    await exchanges.cancel(work, exchange)
    assert (await offered(work, CLEO, 2)).stage is MatchStage.OFFERED


async def test_a_helper_whose_exchange_was_cancelled_may_say_yes_again(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO])
    exchange = await matching.accept(work, await offered(work), post)
    await matching.settle(work, post)
    await exchanges.cancel(work, exchange)
    assert await yes(work, BO, 9) is not None


async def test_a_budget_over_several_requests_is_never_exceeded(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, *CROWD[:5]], ask_budget_per_week=2)
    for number in range(12):
        work.caused_by(f"request {number}", NOW + number * HOUR / 2)
        post = post_of(ANA, id=PostId(f"post-{number}"))
        await work.posts.add(post)
        await matching.ask_again(work, village, post)
    for person in CROWD[:5]:
        assert len(await work.asks.waiting_for(person.id)) <= 2


async def helped_long_ago(work: UnitOfWork, village: Community, *people: Person) -> None:
    """Let each have helped the next, before others' ties began to be shown."""
    ended = NOW - 60 * DAY
    for asker, helper in pairwise(people):
        name = ExchangeId(f"{asker.id}-{helper.id}")
        over = {"stage": exchanges.Stage.DONE, "agreed_at": ended, "ended_at": ended}
        done = exchange_of(asker, helper, id=name, **over)
        await work.exchanges.add(done)
        await trust.record(work, village, done)


async def asked_to_care(work: UnitOfWork, village: Community) -> set[str]:
    return {ask.person for ask in (await again(work, village)).asks}


async def test_a_sensitive_request_goes_only_to_who_has_a_tie_a_path_or_enough_reach(
    work: UnitOfWork,
) -> None:
    known, unknown, stranger = CROWD[:3]
    people = [BO, CLEO, DINA, known, unknown, stranger]
    village, _ = await asking(work, people, post={"type": "care"}, wave_size=10)
    await helped_long_ago(work, village, ANA, BO, CLEO, DINA)
    placed = [Placed(known.id, 0.0, trust.SENSITIVE_REACH), Placed(unknown.id, 0.0, 24.99)]
    await work.ties.replace_placed(village.id, placed, NOW)
    assert await asked_to_care(work, village) == {BO.id, CLEO.id, DINA.id, known.id}


async def test_what_is_not_sensitive_goes_to_anybody(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO], wave_size=10)
    assert await asked_to_care(work, village) == {BO.id, CLEO.id}


async def test_a_letter_of_introduction_counts_for_a_sensitive_request(work: UnitOfWork) -> None:
    village, _ = await asking(
        work, [BO, CLEO, DINA], post={"type": "care"}, carry_accept=1.0, carry_cap=30
    )
    oak = await settle_village(work, "oak", [BO, CLEO, DINA])
    here = [Placed(CLEO.id, 0.0, 80.0), Placed(DINA.id, 0.0, 80.0)]
    await work.ties.replace_placed(village.id, here, NOW)
    for figure, asked in ((45.0, False), (55.0, True)):
        there = [Placed(p.id, 0.0, figure) for p in (BO, CLEO, DINA)]
        await work.ties.replace_placed(oak.id, there, NOW)
        assert (BO.id in await asked_to_care(work, village)) is asked


async def test_a_sensitive_request_without_anybody_near_asks_nobody(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO], post={"type": "care"})
    assert await again(work, village) == matching.Round(next_at=NOW + 2 * HOUR)
    work.caused_by("later", NOW + 2 * HOUR)
    assert await again(work, village) == matching.Round(exhausted=True)


async def test_a_yes_to_what_is_settled_is_too_late(work: UnitOfWork) -> None:
    _, post = await asking(work, [BO])
    with pytest.raises(AlreadySettled):
        await matching.say_yes(work, replace(post, stage=Stage.AGREED), BO, None)


async def test_a_yes_taken_back_offers_the_next_only_where_it_was_on_offer(
    work: UnitOfWork,
) -> None:
    _, post = await asking(work, [BO, CLEO, DINA])
    said = [await matching.say_yes(work, post, person, None) for person in (BO, CLEO, DINA)]
    bos, cleos, dinas = [match for match in said if match is not None]
    assert await matching.take_back(work, cleos) is None
    offered = await matching.take_back(work, bos)
    assert offered == replace(dinas, stage=MatchStage.OFFERED)
    stages = {m.responder: m.stage for m in await work.asks.matches(post.id)}
    assert stages == {
        BO.id: MatchStage.WITHDRAWN,
        CLEO.id: MatchStage.WITHDRAWN,
        DINA.id: MatchStage.OFFERED,
    }


@pytest.mark.parametrize("side", [0, 1])
async def test_a_yes_between_two_kept_apart_is_taken_and_never_offered(
    work: UnitOfWork, side: int
) -> None:
    _, post = await asking(work, [BO])
    one, other = ((ANA, BO), (BO, ANA))[side]
    await work.people.block(one.id, other.id, NOW)
    match = await matching.say_yes(work, post, BO, None)
    assert match is not None
    assert match.stage is MatchStage.PASSED


async def may(work: UnitOfWork, village: Community, person: Person, **post: Any) -> bool:
    return await matching.may_answer(work, village, post_of(ANA, **post), person)


async def test_members_answer_and_others_only_what_was_opened_to_them(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO])
    await make_known(work, CLEO)
    assert await may(work, village, BO)
    assert not await may(work, village, CLEO)
    assert not await may(work, village, CLEO, outside=True)
    await communities.leave(work, village, BO)
    assert not await may(work, village, BO)
    welcoming = await settle_village(work, "oak", outsider_response_allowed=True)
    assert not await may(work, welcoming, CLEO)
    assert await may(work, welcoming, CLEO, outside=True)


async def test_members_of_a_sister_answer_when_both_share(work: UnitOfWork) -> None:
    village, _ = await asking(work, share_with_sisters=True)
    elm = await settle_village(work, "elm", [BO], share_with_sisters=True)
    await opened_village(work, elm)
    await make_known(work, CLEO)
    assert not await may(work, village, BO, outside=True)
    await work.communities.add_sisters(village.id, elm.id, NOW)
    assert await may(work, village, BO, outside=True)
    assert not await may(work, village, BO)
    assert not await may(work, village, CLEO, outside=True)


async def test_nobody_is_asked_for_what_they_wish_not_to_be_asked_for(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO])
    await work.asks.avoid(village.id, BO.id, ["borrow", "ride"])
    assert [a.person for a in (await again(work, village)).asks] == [CLEO.id]
    assert await work.asks.avoided(village.id, BO.id) == {"borrow", "ride"}


def first_asks(person: Person, **changes: Any) -> dict[str, Any]:
    return {"first_asked": person.id, "first_until": NOW + DAY, **changes}


async def test_only_the_one_named_is_asked_first_whatever_they_say(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO, DINA], post=first_asks(BO))
    found = await again(work, village)
    assert ([a.person for a in found.asks], found.next_at) == ([BO.id], NOW + DAY)
    await matching.refuse(work, found.asks[0])
    work.caused_by("later", NOW + HOUR)
    assert await again(work, village) == matching.Round(next_at=NOW + DAY)
    work.caused_by("a day later", NOW + DAY)
    assert {a.person for a in (await again(work, village)).asks} == {CLEO.id, DINA.id}


async def test_a_first_ask_that_cannot_be_made_has_the_same_hour(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO], post=first_asks(BO))
    await work.people.block(BO.id, ANA.id, NOW)
    assert await again(work, village) == matching.Round(next_at=NOW + DAY)


async def test_the_one_named_sleeps_like_everybody(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO], post=first_asks(BO, first_until=NIGHT + DAY))
    work.caused_by("night", NIGHT)
    assert await again(work, village) == matching.Round(next_at=MORNING)
    work.caused_by("morning", MORNING)
    assert [a.person for a in (await again(work, village)).asks] == [BO.id]


async def test_in_a_hurry_six_are_asked(work: UnitOfWork) -> None:
    village, _ = await asking(work, CROWD, post={"wave": 3})
    assert len((await again(work, village, hurry=True)).asks) == 6


@pytest.mark.parametrize(("left", "expected"), [(HOUR, True), (2 * HOUR, False), (None, False)])
def test_a_withdrawal_within_the_hour_hurries(left: timedelta | None, expected: bool) -> None:
    start = NOW + left if left else None
    assert matching.hurries(post_of(ANA, start=start), NOW) is expected


async def test_the_long_silent_rest_and_are_named_to_be_told(work: UnitOfWork) -> None:
    village, _ = await asking(work, [BO, CLEO])
    for number in range(5):
        post = post_of(ANA, id=PostId(f"old{number}"), stage=Stage.EXPIRED)
        await work.posts.add(post)
        at = NOW - (30 - 5 * number) * DAY
        await work.asks.add([Ask(AskId(f"a{number}"), post.id, BO.id, 0, at, at)])
    found = await again(work, village)
    assert ([a.person for a in found.asks], found.rested) == ([CLEO.id], (BO.id,))
    rested = await work.people.get(BO.id)
    assert rested.paused_until == NOW + 28 * DAY
