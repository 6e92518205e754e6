import random
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core import communities, trust
from core.communities import Community, Standing
from core.errors import Disclosure, Refusal
from core.exchanges import Exchange, Stage
from core.ids import CommunityId, ExchangeId, PersonId, PostId
from core.people import Person
from core.trust import LinkKind, Tie, TieKind, TieWord, TrustWord, rebuilt
from core.trust.usecases import Placed
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    NOW,
    exchange_of,
    make_known,
    membership,
    opened,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO, DINA = (someone(name) for name in ("Ana", "Bo", "Cleo", "Dina"))
MAPLE = CommunityId("maple")
MONTH = 31 * DAY
TIES_ONLY = (trust.Layer.TIES,)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


async def settle(
    work: UnitOfWork, name: str = "maple", members: Iterable[Person] = (ANA, BO, CLEO), **rules: Any
) -> Community:
    """Return a village with one post, about which everything happens."""
    village = await settle_village(work, name, members, **rules)
    post = post_of(ANA, id=PostId(f"post-{name}"), community=village.id)
    await make_known(work, ANA)
    await work.posts.add(post)
    return village


async def done(
    work: UnitOfWork,
    village: Community,
    asker: Person,
    helper: Person,
    at: datetime = NOW,
    name: str | None = None,
) -> Exchange:
    """Let one help the other at that moment."""
    work.caused_by(f"{village.id} {asker.id} {helper.id} {name} {at}", at)
    await make_known(work, asker, helper)
    exchange = exchange_of(
        asker,
        helper,
        id=ExchangeId(name or work.draw.new()),
        post=PostId(f"post-{village.id}"),
        community=village.id,
        stage=Stage.DONE,
        ended_at=at,
    )
    await work.exchanges.add(exchange)
    await trust.record(work, village, exchange)
    return exchange


async def tie(work: UnitOfWork, one: Person, other: Person) -> Tie:
    found = await work.ties.tie(MAPLE, one.id, other.id)
    assert found is not None
    return found


async def place(work: UnitOfWork, village: Community, **figures: float) -> None:
    """Let a refresh have found these scores."""
    placed = [Placed(PersonId(name), 0.5, figure) for name, figure in figures.items()]
    await work.ties.replace_placed(village.id, placed, work.now)


async def test_a_deed_makes_a_tie_and_a_repeat_renews_it(work: UnitOfWork) -> None:
    village = await settle(work)
    await done(work, village, ANA, BO)
    first = await tie(work, BO, ANA)
    assert (first.by_a, first.by_b, first.count) == (0.0, 1.0, 1)
    assert first.kinds == {TieKind.HELPED}
    await done(work, village, BO, ANA, NOW + 7 * DAY)
    again = await tie(work, ANA, BO)
    assert (again.by_a, again.count, again.last_at) == (1.0, 2, NOW + 7 * DAY)
    assert len(await work.ties.ties(village.id)) == 1


async def test_an_exchange_that_tells_no_end_counts_from_now(work: UnitOfWork) -> None:
    village = await settle(work)
    exchange = replace(
        exchange_of(ANA, BO, post=PostId("post-maple"), stage=Stage.DONE), ended_at=None
    )
    await work.exchanges.add(exchange)
    await trust.record(work, village, exchange)
    assert (await tie(work, ANA, BO)).last_at == NOW


@pytest.mark.parametrize("guest", [ANA, BO])
@pytest.mark.parametrize("standing", [None, Standing.PRESENT])
async def test_a_deed_with_somebody_who_is_no_member_goes_across(
    work: UnitOfWork, guest: Person, standing: Standing | None
) -> None:
    members = [p for p in (ANA, BO, CLEO) if p is not guest]
    village = await settle(work, members=members)
    await make_known(work, guest)
    if standing is not None:
        await work.communities.save_member(membership(guest, village, standing=standing))
    exchange = await done(work, village, ANA, BO)
    assert (await tie(work, ANA, BO)).kinds == {TieKind.ACROSS}
    assert (await work.exchanges.get(exchange.id)).across
    await done(work, village, CLEO, members[0], NOW + DAY)
    assert (await tie(work, CLEO, members[0])).kinds == {TieKind.HELPED}


async def test_whoever_left_meanwhile_still_helped_as_one_of_the_village(work: UnitOfWork) -> None:
    village = await settle(work)
    await communities.leave(work, village, BO)
    assert not (await work.exchanges.get((await done(work, village, ANA, BO)).id)).across
    assert (await tie(work, ANA, BO)).kinds == {TieKind.HELPED}


async def test_a_newcomers_deed_gives_trust_only_after_the_waiting_days(work: UnitOfWork) -> None:
    village = await settle(work, members=[ANA], new_member_karma_lockout_days=7)
    work.caused_by("arrival", NOW + 6 * DAY)
    await make_known(work, BO)
    await communities.join(work, village, BO)
    exchange = await done(work, village, ANA, BO, NOW + 6 * DAY)
    logged = await work.exchanges.get(exchange.id)
    assert logged.counts_from == NOW + 13 * DAY  # the later of the two waiting times
    waiting, rules = await tie(work, ANA, BO), trust.rules_of(village.config)
    just_before = NOW + 13 * DAY - timedelta(microseconds=1)
    assert waiting.weight(just_before, rules) == 0.0
    assert waiting.weight(NOW + 13 * DAY, rules) == pytest.approx(2 ** (-7 / 90))


async def test_waiting_days_end_on_the_minute(work: UnitOfWork) -> None:
    village = await settle(work, new_member_karma_lockout_days=7)
    exchange = await done(work, village, ANA, BO, NOW + 7 * DAY)
    assert (await work.exchanges.get(exchange.id)).counts_from is None
    assert (await tie(work, ANA, BO)).waiting is None


async def live_a_while(work: UnitOfWork, village: Community, seed: int) -> None:
    """Sixty deeds among old members, newcomers and guests, at moments that are all different."""
    chance, at = random.Random(seed), NOW
    people = [ANA, BO, CLEO, DINA, someone("Eli"), someone("Fay")]
    arrivals = dict(zip(chance.sample(range(60), 3), people[3:], strict=True))
    await make_known(work, *people)
    for number in range(60):
        at += timedelta(microseconds=chance.randrange(1, 20 * DAY // timedelta(microseconds=1)))
        work.caused_by(f"arrival {number}", at)
        if number in arrivals:
            await communities.join(work, village, arrivals[number])
        asker, helper = chance.sample(people, 2)
        await done(work, village, asker, helper, at, f"deed-{number}")


@pytest.mark.parametrize("seed", range(4))
async def test_a_repair_from_the_log_finds_exactly_the_same_ties(
    work: UnitOfWork, seed: int
) -> None:
    village = await settle(work, new_member_karma_lockout_days=30)
    await live_a_while(work, village, seed)
    lived = await work.ties.ties(village.id)
    assert any(one.waiting for one in lived) or seed != 0
    assert {kind for one in lived for kind in one.kinds} == set(TieKind)
    await trust.rebuild(work, village)
    assert await work.ties.ties(village.id) == lived


async def test_waiting_deeds_survive_a_repair(work: UnitOfWork) -> None:
    village = await settle(work, new_member_karma_lockout_days=30)
    await done(work, village, ANA, BO, NOW + DAY)
    await done(work, village, BO, ANA, NOW + 9 * DAY)
    lived = await tie(work, ANA, BO)
    assert lived.waiting is not None
    await trust.rebuild(work, village)
    assert await tie(work, ANA, BO) == lived


@pytest.mark.parametrize("days", [30, 365])
async def test_after_a_change_of_half_life_ties_are_as_if_it_had_always_been_so(
    tmp_path: Path, days: int
) -> None:
    found = []
    for name, half_life in (("changed", 90), ("always", days)):
        (tmp_path / name).mkdir()
        async with working(tmp_path / name) as work:
            village = await settle(
                work, new_member_karma_lockout_days=30, trust_decay_half_life_days=half_life
            )
            await live_a_while(work, village, 7)
            config = village.config.model_copy(update={"trust_decay_half_life_days": days})
            before = await work.ties.ties(village.id)
            await trust.refresh(work, replace(village, config=config))
            ties = await work.ties.ties(village.id)
            assert (ties == before) is (half_life == days)
            assert await work.ties.half_life(village.id) == days
            assert ties == sorted(
                rebuilt(await work.ties.deeds(village.id), days).values(), key=lambda t: (t.a, t.b)
            )
            found.append((ties, await work.ties.placed(village.id)))
    assert found[0] == found[1]


async def test_until_a_change_of_half_life_is_refreshed_deeds_fade_by_the_old_one(
    work: UnitOfWork,
) -> None:
    village = await settle(work)
    await done(work, village, ANA, BO)
    changed = replace(
        village, config=village.config.model_copy(update={"trust_decay_half_life_days": 30})
    )
    await done(work, changed, BO, ANA, NOW + 90 * DAY)
    assert (await tie(work, ANA, BO)).by_b == 0.5
    await trust.refresh(work, changed)
    assert (await tie(work, ANA, BO)).by_b == 0.125


async def held_by_admin(work: UnitOfWork, village: Community) -> None:
    await work.communities.save_member(membership(ANA, village, admin=True))


async def test_trust_moves_at_the_refresh_and_never_with_a_deed(work: UnitOfWork) -> None:
    village = await settle(work, members=[ANA, BO, CLEO, DINA])
    await held_by_admin(work, village)
    for week, (asker, helper) in enumerate([(ANA, BO), (BO, CLEO), (CLEO, ANA)] * 3):
        await done(work, village, asker, helper, NOW + week * 7 * DAY)
    await trust.refresh(work, village)
    before = await work.ties.placed(village.id)
    assert before[DINA.id].trust == 0.0
    assert before[BO.id].trust > 0.0
    assert before[ANA.id].anchor > 0.0
    for day, (asker, helper) in enumerate([(ANA, DINA), (DINA, BO), (CLEO, DINA), (BO, ANA)]):
        await done(work, village, asker, helper, NOW + (64 + day) * DAY)
        assert await work.ties.placed(village.id) == before
        assert await trust.own_reach(work, village, DINA.id) == 0.0
    await trust.refresh(work, village)
    after = await work.ties.placed(village.id)
    assert after[DINA.id].trust > 0.0
    assert after[BO.id].trust != before[BO.id].trust


async def test_a_newcomers_trust_never_falls_by_good_deeds_from_night_to_night(
    work: UnitOfWork,
) -> None:
    village = await settle(work, members=[ANA, BO, CLEO, DINA])
    await held_by_admin(work, village)
    for week in range(3):
        await done(work, village, ANA, BO, NOW + week * 7 * DAY)
        await done(work, village, BO, CLEO, NOW + week * 7 * DAY + DAY)
    last = -1.0
    for day, helped in enumerate((ANA, BO, CLEO)):
        await done(work, village, helped, DINA, NOW + (20 + day) * DAY)
        await trust.refresh(work, village)
        figure = (await work.ties.placed(village.id))[DINA.id].trust
        assert figure > last
        last = figure


async def test_whoever_left_is_placed_no_more(work: UnitOfWork) -> None:
    village = await settle(work)
    await trust.refresh(work, village)
    await communities.leave(work, village, BO)
    await trust.refresh(work, village)
    assert set(await work.ties.placed(village.id)) == {ANA.id, CLEO.id}


@pytest.mark.parametrize(
    ("figure", "word"),
    [
        (0.0, TrustWord.LITTLE_SEEN),
        (20.0, TrustWord.BECOMING_KNOWN),
        (50.0, TrustWord.RELIED_UPON),
        (75.0, TrustWord.PILLAR),
    ],
)
async def test_the_word_of_somebodys_trust_is_theirs_alone(
    work: UnitOfWork, figure: float, word: TrustWord
) -> None:
    village = await settle(work)
    await place(work, village, ana=figure, bo=10.0)
    own = await trust.own_word(work, village, ANA.id)
    assert own.disclose_to(ANA.id) is word
    with pytest.raises(Disclosure):
        own.disclose_to(BO.id)
    assert str(word) not in repr(own)


async def test_before_the_first_night_everybody_is_little_seen(work: UnitOfWork) -> None:
    village = await settle(work)
    own = await trust.own_word(work, village, ANA.id)
    assert own.disclose_to(ANA.id) is TrustWord.LITTLE_SEEN


async def test_a_figure_is_in_no_representation(work: UnitOfWork) -> None:
    village = await settle(work)
    await done(work, village, ANA, BO)
    await done(work, village, ANA, BO, NOW + 3 * DAY)
    found = await tie(work, ANA, BO)
    assert repr(found.by_b) not in repr(found)
    letter = replace(await trust.introduction(work, village, ANA.id), carried=7.351)
    assert "7.351" not in repr(letter)


def test_where_somebody_stands_has_no_representation() -> None:
    assert "73.51" not in repr(Placed(ANA.id, 0.25, 73.51))


async def test_own_ties_are_told_by_their_word_and_forgotten_ones_not_at_all(
    work: UnitOfWork,
) -> None:
    village = await settle(work, members=[ANA, BO, CLEO, DINA])
    await done(work, village, ANA, BO, NOW - 300 * DAY)
    await done(work, village, CLEO, ANA, NOW - 100 * DAY)
    await done(work, village, DINA, ANA)
    await done(work, village, DINA, BO)
    assert await trust.own_ties(work, village, ANA.id) == {
        TieWord.NEARLY_FORGOTTEN: [CLEO.id],
        TieWord.WARM: [DINA.id],
    }


async def test_a_few_deeds_are_no_tie_where_a_village_asks_for_more(work: UnitOfWork) -> None:
    village = await settle(work, min_interactions_for_trust=2)
    await done(work, village, ANA, BO)
    assert await trust.own_ties(work, village, ANA.id) == {}
    await done(work, village, ANA, BO, NOW + 7 * DAY)
    assert await trust.own_ties(work, village, ANA.id) == {TieWord.WARM: [BO.id]}


async def in_a_row(work: UnitOfWork, *people: Person, **rules: Any) -> Community:
    """A village in which each has helped the next, and that longer than a month ago."""
    village = await settle(work, members=people, **rules)
    for asker, helper in pairwise(people):
        await done(work, village, asker, helper)
    work.caused_by("a month later", NOW + MONTH)
    return village


async def test_a_path_goes_over_deeds_and_tells_kinds(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO, CLEO)
    chain = await trust.path(work, ANA, CLEO, 3)
    assert chain is not None
    assert chain.people == (ANA.id, BO.id, CLEO.id)
    assert chain.kinds == (LinkKind.HELPED, LinkKind.HELPED)


async def test_a_path_may_cross_into_another_village(work: UnitOfWork) -> None:
    oak = await settle(work, "oak", [BO, CLEO])
    maple = await settle(work, members=[ANA, BO])
    await done(work, maple, ANA, BO)
    await done(work, oak, BO, CLEO)
    work.caused_by("a month later", NOW + MONTH)
    chain = await trust.path(work, ANA, CLEO, 3, TIES_ONLY)
    assert chain is not None
    assert chain.people == (ANA.id, BO.id, CLEO.id)


async def test_a_path_is_no_longer_than_the_village_allows(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO, CLEO, DINA)
    assert await trust.path(work, ANA, DINA, 2, TIES_ONLY) is None
    assert await trust.path(work, ANA, DINA, 3, TIES_ONLY) is not None


async def test_who_does_not_wish_to_be_found_has_no_path(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO)
    assert await trust.path(work, ANA, replace(BO, findable=False), 3) is None


async def test_who_does_not_wish_to_stand_between_is_passed_over(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO, CLEO)
    await work.people.save(replace(BO, in_paths=False))
    assert await trust.path(work, ANA, CLEO, 3, TIES_ONLY) is None
    assert await trust.path(work, ANA, replace(BO, in_paths=False), 3, TIES_ONLY) is not None


@pytest.mark.parametrize(("one", "other"), [(ANA, CLEO), (CLEO, ANA), (BO, ANA), (CLEO, BO)])
async def test_a_block_parts_neighbours_on_a_path_whoever_wished_it(
    work: UnitOfWork, one: Person, other: Person
) -> None:
    await in_a_row(work, ANA, BO, CLEO)
    assert await trust.path(work, ANA, CLEO, 3, TIES_ONLY) is not None
    await work.people.block(one.id, other.id, NOW)
    assert await trust.path(work, ANA, CLEO, 3, TIES_ONLY) is None


async def test_a_block_between_two_in_the_middle_parts_them_too(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO, CLEO, DINA)
    await work.people.block(BO.id, CLEO.id, NOW)
    assert await trust.path(work, ANA, DINA, 3, TIES_ONLY) is None


async def test_three_looks_a_week_whatever_they_found(work: UnitOfWork) -> None:
    await in_a_row(work, ANA, BO, CLEO)
    hidden = replace(CLEO, findable=False)
    for other, found in ((BO, True), (hidden, False), (BO, True)):
        assert ((await trust.look_up(work, ANA, other, 3)) is not None) is found
    with pytest.raises(Refusal) as refused:
        await trust.look_up(work, ANA, BO, 3)
    assert refused.value.key == "refused-path-looks"
    assert await trust.look_up(work, BO, ANA, 3) is not None
    work.caused_by("almost", NOW + MONTH + 7 * DAY - timedelta(seconds=1))
    with pytest.raises(Refusal):
        await trust.look_up(work, ANA, BO, 3)
    work.caused_by("a week later", NOW + MONTH + 7 * DAY)
    assert await trust.look_up(work, ANA, BO, 3) is not None


async def test_nearness_tells_partners_shared_partners_and_who_is_connected(
    work: UnitOfWork,
) -> None:
    eli, fay = someone("Eli"), someone("Fay")
    village = await in_a_row(work, ANA, BO, CLEO, DINA, eli)
    await make_known(work, fay)
    ids = [p.id for p in (BO, CLEO, DINA, eli, fay)]
    found = await trust.nearness(work, village, ANA.id, ids)
    assert found.near == {BO.id: 1.0, CLEO.id: 0.5}
    assert found.connected == {BO.id, CLEO.id, DINA.id}


async def test_a_young_tie_of_others_makes_nobody_near(work: UnitOfWork) -> None:
    village = await in_a_row(work, ANA, BO)
    await done(work, village, CLEO, BO, NOW + MONTH)
    found = await trust.nearness(work, village, ANA.id, [BO.id, CLEO.id])
    assert (found.near, found.connected) == ({BO.id: 1.0}, {BO.id})


async def test_somebody_without_ties_is_near_nobody(work: UnitOfWork) -> None:
    village = await in_a_row(work, ANA, BO)
    found = await trust.nearness(work, village, CLEO.id, [ANA.id, BO.id])
    assert (found.near, found.connected) == ({}, frozenset())


async def neighbours(work: UnitOfWork, **rules: Any) -> tuple[Community, Community]:
    """Oak, where Dina is known, and Maple, where she is new and two know what Oak's word is worth."""
    oak = await settle(work, "oak", [ANA, BO, CLEO, DINA])
    maple = await settle(work, members=[ANA, BO, CLEO, DINA], **rules)
    await place(work, oak, ana=25.0, bo=60.0, cleo=24.9, dina=80.0)
    await place(work, maple, ana=50.0, bo=90.0, cleo=90.0, dina=0.0)
    return maple, oak


async def test_a_letter_is_weighted_by_who_knows_its_village(work: UnitOfWork) -> None:
    maple, oak = await neighbours(work)
    letter = await trust.introduction(work, maple, DINA.id)
    # Ana and Bo are eligible here and have 25 there: X = 2, so half of 0.30 of 80.
    assert (letter.carried, letter.through) == (pytest.approx(12.0), oak.id)
    assert await trust.own_reach(work, maple, DINA.id) == pytest.approx(12.0)


async def test_only_eligible_members_vouch(work: UnitOfWork) -> None:
    maple, _ = await neighbours(work, governance={"eligibility_threshold": 55})
    assert (await trust.introduction(work, maple, DINA.id)).carried == pytest.approx(8.0)


async def test_nobody_vouches_for_themselves(work: UnitOfWork) -> None:
    maple, oak = await neighbours(work)
    await place(work, maple, dina=99.0)
    letter = await trust.introduction(work, maple, DINA.id)
    assert (letter.carried, letter.through) == (0.0, None)
    assert (await trust.introduction(work, oak, ANA.id)).through is None


async def test_a_letter_is_capped(work: UnitOfWork) -> None:
    maple, _ = await neighbours(work, carry_accept=1.0, carry_cap=20)
    assert (await trust.introduction(work, maple, DINA.id)).carried == 20.0
    await place(work, maple, ana=50.0, bo=50.0, dina=40.0)
    assert await trust.own_reach(work, maple, DINA.id) == pytest.approx(52.0)


async def test_a_village_that_accepts_nothing_knows_nobody_from_elsewhere(work: UnitOfWork) -> None:
    maple, _ = await neighbours(work, carry_accept=0.0)
    letter = await trust.introduction(work, maple, DINA.id)
    assert (letter.carried, letter.through) == (0.0, None)


@pytest.mark.parametrize("accepted", [(), ("Oak",)])
async def test_an_unknown_village_carries_nothing_by_its_name_while_it_is_not_mature(
    work: UnitOfWork, accepted: tuple[str, ...]
) -> None:
    oak = await settle(work, "oak", [DINA])
    maple = await settle(work, members=[ANA, DINA], carry_from=accepted)
    await place(work, oak, dina=99.0)
    await place(work, maple, ana=90.0)
    assert (await trust.introduction(work, maple, DINA.id)).carried == 0.0


async def test_a_letter_comes_only_from_where_one_is_still_a_member(work: UnitOfWork) -> None:
    maple, oak = await neighbours(work)
    await communities.leave(work, oak, DINA)
    assert (await trust.introduction(work, maple, DINA.id)).through is None


async def test_what_was_carried_here_travels_no_further(work: UnitOfWork) -> None:
    maple, _ = await neighbours(work)
    elm = await settle(work, "elm", [ANA, BO, DINA])
    await place(work, elm, ana=90.0, bo=90.0)
    assert await trust.own_reach(work, maple, DINA.id) > 0
    letter = await trust.introduction(work, elm, DINA.id)
    assert letter.through == CommunityId("oak")  # Maple knows her only by Oak's word


async def test_a_stranger_has_no_reach(work: UnitOfWork) -> None:
    village = await settle(work)
    assert await trust.own_reach(work, village, DINA.id) == 0.0


async def test_a_repair_keeps_the_order_of_deeds_of_one_moment(work: UnitOfWork) -> None:
    village = await settle(work)
    await done(work, village, ANA, BO, NOW, "b")
    await done(work, village, BO, ANA, NOW, "a")
    lived = await tie(work, ANA, BO)
    await trust.rebuild(work, village)
    assert await tie(work, ANA, BO) == lived


async def test_a_deed_told_late_is_still_recorded(tmp_path: Path) -> None:
    async with opened(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as database:
        async with database.begin("first", NOW) as work:
            village = await settle(work)
            await done(work, village, ANA, BO, NOW)
        async with database.begin("a worker whose clock is behind", NOW) as work:
            await done(work, village, BO, ANA, NOW - timedelta(seconds=1))


async def test_a_way_goes_around_whoever_does_not_wish_to_be_passed(work: UnitOfWork) -> None:
    village = await settle(work, members=[ANA, BO, CLEO, DINA])
    for asker, helper in ((ANA, BO), (BO, DINA), (ANA, CLEO), (CLEO, DINA)):
        await done(work, village, asker, helper)
    work.caused_by("a month later", NOW + MONTH)
    for unwilling, way in ((BO, CLEO), (CLEO, BO)):
        await work.people.save(replace(unwilling, in_paths=False))
        chain = await trust.path(work, ANA, DINA, 3, TIES_ONLY)
        assert chain is not None
        assert chain.people == (ANA.id, way.id, DINA.id)
        await work.people.save(replace(unwilling, in_paths=True))
    for unwilling in (BO, CLEO):
        await work.people.save(replace(unwilling, in_paths=False))
    assert await trust.path(work, ANA, DINA, 3, TIES_ONLY) is None
