from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.exchanges import Stage
from core.ids import AskId, CommunityId, ExchangeId, PostId
from core.matching import Ask, Candidate, Match, MatchStage, Outcome, Past
from core.people import Reach
from storage.database import Database
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    account_of,
    exchange_of,
    opened,
    post_of,
    settle_village,
    someone,
)

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
MAPLE, DRILL = CommunityId("maple"), PostId("drill")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO, CLEO])
            await work.posts.add(post_of(ANA))
            await work.posts.add(post_of(ANA, id=PostId("lift"), type="ride"))
        yield database


def ask(name: str = "a1", person: str = "bo", post: str = "drill", **changes: object) -> Ask:
    plain = Ask(AskId(name), PostId(post), someone(person).id, 0, NOW)
    return replace(plain, **changes)


async def test_asks_come_back_and_answers_are_kept(database: Database) -> None:
    first, second = ask("b"), ask("a", "cleo", asked_at=NOW + HOUR, wave=1)
    async with database.begin("add", NOW) as work:
        await work.asks.add([second, first])
        await work.asks.add([])
    async with database.begin("read", NOW) as work:
        assert await work.asks.of_post(DRILL) == [first, second]
        assert await work.asks.get(first.id) == first
        answered = replace(first, outcome=Outcome.NO, answered_at=NOW + HOUR)
        await work.asks.save(answered)
        assert await work.asks.get(first.id) == answered
        assert await work.asks.waiting_for(BO.id) == []
        assert await work.asks.waiting_for(CLEO.id) == [second]


async def test_the_time_to_answer_begins_with_the_first_delivery(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.asks.add([ask("a"), ask("b")])
        await work.asks.delivered(["a"], NOW + HOUR)
        await work.asks.delivered(["a", "b"], NOW + DAY)
        found = {a.id: a.delivered_at for a in await work.asks.of_post(DRILL)}
        assert found == {"a": NOW + HOUR, "b": NOW + DAY}


async def test_matches_come_back_in_the_order_of_their_yes(database: Database) -> None:
    late = Match(ExchangeId("a"), DRILL, BO.id, MatchStage.WAITING, NOW + HOUR)
    early = Match(ExchangeId("b"), DRILL, CLEO.id, MatchStage.OFFERED, NOW)
    async with database.begin("add", NOW) as work:
        await work.asks.add_match(late)
        await work.asks.add_match(early)
    async with database.begin("read", NOW) as work:
        assert await work.asks.matches(DRILL) == [early, late]
        await work.asks.save_match(replace(early, stage=MatchStage.ACCEPTED))
        assert await work.asks.match(early.id) == replace(early, stage=MatchStage.ACCEPTED)
        assert await work.asks.matches(PostId("lift")) == []


async def candidates(work: object) -> dict[str, tuple[Candidate, tuple[str, ...]]]:
    found = await work.asks.candidates(MAPLE, DRILL, ANA.id, NOW)  # type: ignore[attr-defined]
    return {candidate.person.id: (candidate, words) for candidate, words in found}


async def test_every_member_is_a_candidate_without_a_history(database: Database) -> None:
    async with database.begin("read", NOW) as work:
        found = await candidates(work)
    assert found["bo"] == (Candidate(BO, "UTC"), ())
    assert set(found) == {"ana", "bo", "cleo"}


async def test_a_candidate_carries_what_shuts_them_out(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.people.block(ANA.id, CLEO.id, NOW)
        await work.people.save_account(account_of(BO, Reach.CLOSED))
        await work.people.set_skills(BO.id, ("bikes", "art"))
        await work.asks.add([ask("a", "cleo")])
        found = await candidates(work)
    bo, words = found["bo"]
    assert (bo.reachable, bo.blocked, bo.asked_already, words) == (
        False,
        False,
        False,
        ("bikes", "art"),
    )
    cleo, _ = found["cleo"]
    assert (cleo.reachable, cleo.blocked, cleo.asked_already) == (True, True, True)


async def test_a_candidates_asks_tell_the_type_and_count_from_delivery(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        no = ask(
            "a", post="lift", asked_at=NOW - 3 * DAY, outcome=Outcome.NO, answered_at=NOW - DAY
        )
        await work.asks.add(
            [no, ask("b", delivered_at=NOW + HOUR), ask("c", asked_at=NOW - 90 * DAY)]
        )
        bo, _ = (await candidates(work))["bo"]
    assert bo.asks == (
        Past("ride", NOW - 3 * DAY, "no", NOW - DAY),
        Past("borrow", NOW + HOUR, None, None),
    )


async def test_a_candidates_helps_and_broken_promises_are_counted(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        for name, changes in {
            "open": {"agreed_at": NOW - 2 * DAY},
            "done": {"stage": Stage.DONE, "agreed_at": NOW - DAY},
            "off": {"stage": Stage.CANCELLED},
            "left1": {"stage": Stage.DID_NOT_HAPPEN, "left": True},
            "left2": {"stage": Stage.DID_NOT_HAPPEN, "left": True},
            "old": {"stage": Stage.DONE, "agreed_at": NOW - 90 * DAY},
        }.items():
            await work.exchanges.add(exchange_of(ANA, BO, id=ExchangeId(name), **changes))
        third = exchange_of(CLEO, BO, id=ExchangeId("x"), stage=Stage.DID_NOT_HAPPEN, left=True)
        await work.exchanges.add(third)
        bo, _ = (await candidates(work))["bo"]
    assert bo.helps == (NOW - 2 * DAY, NOW - DAY)
    assert bo.left == 2
