from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.communities import Config, Standing
from core.exchanges import Stage
from core.ids import CommunityId, ExchangeId, PersonId, PostId
from core.trust import (
    INVITED,
    SAME_COMMUNITY,
    Deed,
    Layer,
    Link,
    LinkKind,
    Tie,
    TieKind,
    Waiting,
    tie_link,
)
from core.trust.usecases import Placed, rules_of
from storage.database import Database, UnitOfWork
from storage.trust import path_looks
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    exchange_of,
    make_known,
    membership,
    opened,
    post_of,
    settle_village,
    someone,
)

ANA, BO, CLEO, DINA = (someone(name) for name in ("Ana", "Bo", "Cleo", "Dina"))
MAPLE, OAK = CommunityId("maple"), CommunityId("oak")
MONTH = 30 * DAY
INSTANT = timedelta(microseconds=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO, CLEO])
            await settle_village(work, "oak", [BO, CLEO], trust_decay_half_life_days=30)
            await make_known(work, DINA)
        yield database


def tie_of(one: str = "ana", other: str = "bo", **changes: Any) -> Tie:
    """Return a tie that began two months ago and weighs 4/3 now, in numbers that no decimal holds."""
    plain = Tie(
        PersonId(one),
        PersonId(other),
        1 / 3,
        1.0,
        3,
        NOW - 2 * MONTH + INSTANT,
        NOW,
        frozenset({TieKind.HELPED}),
    )
    return replace(plain, **changes)


WAITS = tie_of("bo", "cleo", waiting=Waiting(2 / 7, 0.1, 2, NOW + 3 * DAY + INSTANT))
BOTH_KINDS = tie_of("ana", "cleo", kinds=frozenset(TieKind))


async def test_ties_come_back_to_the_last_bit(database: Database) -> None:
    async with database.begin("save", NOW) as work:
        for tie in (tie_of(), WAITS, BOTH_KINDS):
            await work.ties.save_tie(MAPLE, tie)
    async with database.begin("read", NOW) as work:
        assert await work.ties.tie(MAPLE, BO.id, ANA.id) == tie_of()
        assert await work.ties.tie(MAPLE, ANA.id, BO.id) == tie_of()
        assert await work.ties.tie(MAPLE, ANA.id, DINA.id) is None
        assert await work.ties.tie(OAK, ANA.id, BO.id) is None
        assert await work.ties.ties(MAPLE) == [tie_of(), BOTH_KINDS, WAITS]
        assert await work.ties.ties_of(MAPLE, BO.id) == [tie_of(), WAITS]
        assert await work.ties.ties_of(OAK, BO.id) == []
        assert await work.ties.ties(OAK) == []


async def test_a_tie_is_kept_in_place_and_waiting_deeds_come_and_go(database: Database) -> None:
    async with database.begin("save", NOW) as work:
        for tie in (tie_of(), replace(WAITS, a=ANA.id, b=BO.id), tie_of(count=9)):
            await work.ties.save_tie(MAPLE, tie)
            assert await work.ties.ties(MAPLE) == [tie]


async def test_a_villages_ties_are_replaced_whole_and_no_others(database: Database) -> None:
    async with database.begin("save", NOW) as work:
        await work.ties.save_tie(MAPLE, tie_of())
        await work.ties.save_tie(OAK, WAITS)
        await work.ties.replace_ties(MAPLE, [BOTH_KINDS, WAITS])
        assert await work.ties.ties(MAPLE) == [BOTH_KINDS, WAITS]
        await work.ties.replace_ties(MAPLE, [])
        assert await work.ties.ties(MAPLE) == []
        assert await work.ties.ties(OAK) == [WAITS]


async def test_the_log_holds_done_exchanges_with_what_a_repair_needs(database: Database) -> None:
    wait = NOW + 7 * DAY + INSTANT
    told: dict[str, dict[str, Any]] = {
        "later": {"ended_at": NOW + HOUR, "across": True},
        "first": {"ended_at": NOW, "counts_from": wait},
        "open": {"stage": Stage.OPEN},
        "off": {"stage": Stage.CANCELLED, "ended_at": NOW},
        "never": {"stage": Stage.DID_NOT_HAPPEN, "ended_at": NOW},
        "oak": {"ended_at": NOW, "community": OAK, "post": PostId("oaks")},
    }
    async with database.begin("log", NOW) as work:
        await work.posts.add(post_of(ANA))
        await work.posts.add(post_of(BO, id=PostId("oaks"), community=OAK))
        for name, changes in told.items():
            fields = {"stage": Stage.DONE, **changes}
            await work.exchanges.add(exchange_of(ANA, BO, id=ExchangeId(name), **fields))
    async with database.begin("read", NOW) as work:
        assert await work.ties.deeds(MAPLE) == [
            Deed(NOW, ANA.id, BO.id, TieKind.HELPED, wait),
            Deed(NOW + HOUR, ANA.id, BO.id, TieKind.ACROSS),
        ]
        assert len(await work.ties.deeds(OAK)) == 1
        (first, second) = [await work.exchanges.get(ExchangeId(n)) for n in ("first", "later")]
        assert (first.counts_from, first.across) == (wait, False)
        assert (second.counts_from, second.across) == (None, True)


async def test_each_village_keeps_the_half_life_of_its_ties(database: Database) -> None:
    async with database.begin("keep", NOW) as work:
        assert await work.ties.half_life(MAPLE) is None
        for days in (90, 30):
            await work.ties.set_half_life(MAPLE, days)
            assert await work.ties.half_life(MAPLE) == days
        assert await work.ties.half_life(OAK) is None


async def test_a_refresh_replaces_the_last_one(database: Database) -> None:
    ana, bo = Placed(ANA.id, 1 / 3, 200 / 3), Placed(BO.id, 0.0, 0.0)
    async with database.begin("place", NOW) as work:
        assert await work.ties.placed(MAPLE) == {}
        await work.ties.replace_placed(MAPLE, [ana, bo], NOW)
        await work.ties.replace_placed(OAK, [bo], NOW)
        assert await work.ties.placed(MAPLE) == {ANA.id: ana, BO.id: bo}
        await work.ties.replace_placed(MAPLE, [bo], NOW + DAY)
        assert await work.ties.placed(MAPLE) == {BO.id: bo}
        await work.ties.replace_placed(MAPLE, [], NOW + DAY)
        assert await work.ties.placed(MAPLE) == {}
        assert await work.ties.placed(OAK) == {BO.id: bo}


async def test_a_database_that_refuses_a_figure_does_not_repeat_it(database: Database) -> None:
    twice = [Placed(ANA.id, 0.25, 73.51), Placed(ANA.id, 0.25, 73.51)]
    with pytest.raises(IntegrityError) as refused:
        async with database.begin("place", NOW) as work:
            await work.ties.replace_placed(MAPLE, twice, NOW)
    assert "73.51" not in f"{refused.value} {refused.value!r}"


async def test_looks_are_counted_and_tell_not_for_whom(database: Database) -> None:
    async with database.begin("look", NOW) as work:
        for at in (NOW - 7 * DAY, NOW - DAY, NOW):
            await work.ties.look(ANA.id, at)
        await work.ties.look(BO.id, NOW)
        assert await work.ties.looks_since(ANA.id, NOW - 7 * DAY) == 2
        assert await work.ties.looks_since(BO.id, NOW - 7 * DAY) == 1
        assert await work.ties.looks_since(CLEO.id, NOW - 7 * DAY) == 0
    assert {column.name for column in path_looks.c} == {"id", "person", "at"}


async def test_looks_that_count_no_more_are_forgotten(database: Database) -> None:
    async with database.begin("look", NOW) as work:
        for at in (NOW - 7 * DAY - INSTANT, NOW - 7 * DAY, NOW):
            await work.ties.look(ANA.id, at)
        await work.ties.forget_looks(NOW - 7 * DAY)
        left = await work.ties._connection.execute(select(func.count()).select_from(path_looks))
        assert left.scalar_one() == 2


async def test_who_wishes_it_is_closed_to_paths(database: Database) -> None:
    async with database.begin("wish", NOW) as work:
        everybody = [person.id for person in (ANA, BO, CLEO, DINA)]
        assert await work.ties.closed_among(everybody) == frozenset()
        for person in (BO, DINA):
            await work.people.save(replace(person, in_paths=False))
        await work.people.save(replace(CLEO, findable=False))
        assert await work.ties.closed_among(everybody) == {BO.id, DINA.id}
        assert await work.ties.closed_among([ANA.id, BO.id]) == {BO.id}


async def test_reminders_are_kept_for_each_tie_and_village(database: Database) -> None:
    async with database.begin("remind", NOW) as work:
        await work.ties.remind(MAPLE, ANA.id, BO.id, NOW - DAY)
        await work.ties.remind(MAPLE, ANA.id, CLEO.id, NOW)
        await work.ties.remind(OAK, BO.id, CLEO.id, NOW)
        assert await work.ties.reminded_since(MAPLE, ANA.id, NOW - DAY) == {CLEO.id}
        await work.ties.remind(MAPLE, ANA.id, BO.id, NOW)
        assert await work.ties.reminded_since(MAPLE, ANA.id, NOW - DAY) == {BO.id, CLEO.id}
        assert await work.ties.reminded_since(MAPLE, BO.id, NOW - DAY) == frozenset()
        assert await work.ties.reminded_since(OAK, ANA.id, NOW - DAY) == frozenset()


async def links(
    work: UnitOfWork, viewer: str, *asked: str, layer: Layer = Layer.TIES, at: Any = NOW
) -> dict[str, dict[str, Link]]:
    found = await work.ties.links(PersonId(viewer), at).links_of([*map(PersonId, asked)], layer)
    return {person: dict(own) for person, own in found.items()}


async def test_ties_are_links_for_everybody_asked_about(database: Database) -> None:
    async with database.begin("save", NOW) as work:
        await work.ties.save_tie(MAPLE, tie_of())
        await work.ties.save_tie(MAPLE, tie_of("bo", "cleo", kinds=frozenset({TieKind.ACROSS})))
        helped, across = Link(4 / 3, LinkKind.HELPED), Link(4 / 3, LinkKind.ACROSS)
        bos = {"ana": helped, "cleo": across}
        assert await links(work, "ana", "bo", "cleo") == {"bo": bos, "cleo": {"bo": across}}
        assert await links(work, "ana", "bo") == {"bo": bos}
        assert (await links(work, "ana", "dina")).get("dina", {}) == {}
        assert await links(work, "ana") == {}


async def test_a_young_tie_is_a_link_only_for_its_own_two(database: Database) -> None:
    begun = NOW - MONTH + INSTANT
    async with database.begin("save", NOW) as work:
        await work.ties.save_tie(MAPLE, tie_of(first_at=begun))
        for viewer in ("ana", "bo"):
            assert (await links(work, viewer, "ana"))["ana"]
        assert not (await links(work, "cleo", "ana"))["ana"]
        assert (await links(work, "cleo", "ana", at=NOW + INSTANT))["ana"]


async def test_a_faded_or_waiting_tie_is_no_link(database: Database) -> None:
    waiting = Waiting(1.0, 0.0, 1, NOW + DAY)
    async with database.begin("save", NOW) as work:
        await work.ties.save_tie(MAPLE, tie_of(by_a=0.0, by_b=0.2499))
        await work.ties.save_tie(MAPLE, tie_of("ana", "cleo", by_a=0.0, by_b=0.25))
        await work.ties.save_tie(
            MAPLE, tie_of("bo", "cleo", by_a=0.0, by_b=0.0, count=0, waiting=waiting)
        )
        assert await links(work, "ana", "ana") == {"ana": {"cleo": Link(0.25, LinkKind.HELPED)}}
        assert not (await links(work, "bo", "bo"))["bo"]
        assert (await links(work, "bo", "bo", at=NOW + DAY))["bo"]


async def test_a_pair_with_ties_in_several_villages_is_linked_by_the_strongest(
    database: Database,
) -> None:
    across = frozenset({TieKind.ACROSS})
    old = {"last_at": NOW - MONTH, "by_a": 1.0, "by_b": 1.0}
    async with database.begin("save", NOW) as work:
        # Maple's half-life is 90 days, Oak's 30: the same deeds are worth less there by now.
        await work.ties.save_tie(MAPLE, tie_of("bo", "cleo", kinds=across, **old))
        await work.ties.save_tie(OAK, tie_of("bo", "cleo", **old))
        found = await links(work, "bo", "bo", "cleo")
        link = Link(pytest.approx(2 * 2 ** (-1 / 3)), LinkKind.ACROSS)
        assert found == {"bo": {"cleo": link}, "cleo": {"bo": link}}
        await work.ties.save_tie(OAK, tie_of("bo", "cleo", by_a=9.0))
        found = await links(work, "bo", "bo")
        assert found == {"bo": {"cleo": Link(10.0, LinkKind.HELPED)}}


async def test_members_of_one_village_are_linked_and_nobody_else(database: Database) -> None:
    async with database.begin("members", NOW) as work:
        oak = await work.communities.get(OAK)
        await work.communities.save_member(membership(DINA, oak, standing=Standing.PRESENT))
        await work.communities.save_member(membership(CLEO, oak, standing=Standing.LEFT))
        found = await links(work, "ana", "ana", "bo", "dina", layer=Layer.COMMUNITIES)
        others = {person: own.keys() - {person} for person, own in found.items()}
        assert others["ana"] == {"bo", "cleo"}
        assert others["bo"] == {"ana", "cleo"}
        assert others.get("dina", set()) == set()
        assert {link for own in found.values() for link in own.values()} == {SAME_COMMUNITY}


async def test_without_invitations_nobody_is_known_by_one(database: Database) -> None:
    async with database.begin("read", NOW) as work:
        found = await links(work, "ana", "ana", layer=Layer.INVITATIONS)
        assert not any(found.values())


async def test_who_invited_whom_links_both_ways(database: Database) -> None:
    async with database.begin("invited", NOW) as work:
        oak = await work.communities.get(OAK)
        for guest, host in ((DINA, ANA), (BO, ANA)):
            await work.communities.save_member(membership(guest, oak, invited_by=host.id))
        found = await links(work, "ana", "ana", "dina", "cleo", layer=Layer.INVITATIONS)
        assert {person: own for person, own in found.items() if own} == {
            "ana": {"bo": INVITED, "dina": INVITED},
            "dina": {"ana": INVITED},
        }
        await work.people.block(DINA.id, ANA.id, NOW)
        found = await links(work, "ana", "ana", "dina", layer=Layer.INVITATIONS)
        assert found == {"ana": {"bo": INVITED}, "dina": {}}


@pytest.mark.slow
async def test_a_crowd_of_thousands_is_asked_about_at_once(database: Database) -> None:
    async with database.begin("save", NOW) as work:
        await work.ties.save_tie(MAPLE, tie_of())
        crowd = [*(f"p{number}" for number in range(12_000)), "ana", "bo"]
        found = await links(work, "ana", *crowd)
        assert found["ana"] == {"bo": Link(4 / 3, LinkKind.HELPED)}
        assert found["bo"].keys() == {"ana"}
        found = await links(work, "ana", *crowd, layer=Layer.COMMUNITIES)
        assert found["ana"].keys() - {"ana"} == {"bo", "cleo"}


moments = st.integers(0, 200 * 24).map(lambda hours: NOW - hours * HOUR)
sums = st.floats(0, 8)
around_now = st.integers(-48, 48).map(lambda hours: NOW + hours * HOUR)
waits = st.builds(Waiting, sums, sums, st.integers(1, 3), around_now)


@st.composite
def any_tie(draw: st.DrawFn) -> Tie:
    first, last = sorted((draw(moments), draw(moments)))
    kinds = draw(st.frozensets(st.sampled_from(TieKind), min_size=1))
    waiting = draw(st.none() | waits)
    count = draw(st.integers(0, 3))
    by_a, by_b = draw(sums), draw(sums)
    return Tie(ANA.id, BO.id, by_a, by_b, count, first, last, kinds, waiting)


@settings(max_examples=25)
@given(any_tie(), st.sampled_from([ANA, BO, CLEO]), st.integers(1, 3), st.integers(30, 365))
async def test_a_stored_link_is_what_the_one_rule_says(
    tie: Tie, viewer: Any, least: int, days: int
) -> None:
    rules: dict[str, int] = {
        "min_interactions_for_trust": least,
        "trust_decay_half_life_days": days,
    }
    async with (
        opened("sqlite+aiosqlite:///:memory:") as database,
        database.begin("one", NOW) as work,
    ):
        await settle_village(work, "maple", [ANA, BO, CLEO], **rules)
        await work.ties.save_tie(MAPLE, tie)
        found = (await links(work, viewer.id, "ana"))["ana"].get("bo")
    told = tie_link(tie, viewer.id, NOW, rules_of(Config(**rules)))
    assert (found is None) == (told is None)
    if found is not None and told is not None:
        assert found.kind is told.kind
        assert found.strength == pytest.approx(told.strength, rel=1e-12)
