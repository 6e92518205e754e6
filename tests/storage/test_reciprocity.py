from collections.abc import AsyncIterator
from datetime import date, time

import pytest

from core.exchanges import Stage
from core.ids import AskId, CommunityId, ExchangeId, PostId
from core.matching import Ask, Outcome
from core.posts import Stage as PostStage
from core.reciprocity import Digest, Practice, Rhythm, Step, Week
from storage.database import Database
from tests.fakes import DAY, HOUR, NOW, exchange_of, opened, post_of, settle_village, someone

ANA, BO, CLEO, DIA = (someone(name) for name in ("Ana", "Bo", "Cleo", "Dia"))
MAPLE = CommunityId("maple")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO, CLEO, DIA])
        yield database


async def test_a_rhythm_comes_back_as_it_was_kept(database: Database) -> None:
    full = Rhythm(ANA.id, time(7, 30), Digest.WEEKLY, NOW, True, 5, True)
    async with database.begin("keep", NOW) as work:
        assert await work.reciprocity.rhythm(ANA.id) == Rhythm(ANA.id)
        await work.reciprocity.save_rhythm(Rhythm(ANA.id, digest=Digest.OFF))
        await work.reciprocity.save_rhythm(full)
    async with database.begin("read", NOW) as work:
        assert await work.reciprocity.rhythm(ANA.id) == full
        assert await work.reciprocity.rhythm(BO.id) == Rhythm(BO.id)


async def test_a_week_is_gone_with_its_note(database: Database) -> None:
    week = Week(ANA.id, Step.NO, NOW, "the chairs")
    async with database.begin("keep", NOW) as work:
        await work.reciprocity.save_week(Week(ANA.id, Step.FLOW, NOW))
        await work.reciprocity.save_week(week)
    async with database.begin("end", NOW) as work:
        assert await work.reciprocity.week(ANA.id) == week
        await work.reciprocity.end_week(ANA.id)
        assert await work.reciprocity.week(ANA.id) is None


async def test_ticks_are_taken_back_one_by_one_or_all_and_forgotten(database: Database) -> None:
    async with database.begin("tick", NOW) as work:
        await work.reciprocity.tick(ANA.id, Practice.ASKED, NOW - DAY)
        await work.reciprocity.tick(ANA.id, Practice.ASKED, NOW)
        await work.reciprocity.tick(ANA.id, Practice.RESTED, NOW - 7 * DAY)
        await work.reciprocity.tick(BO.id, Practice.SHARED, NOW)
        everything = NOW - 30 * DAY
        assert await work.reciprocity.ticks(ANA.id, everything) == {
            Practice.ASKED,
            Practice.RESTED,
        }
        assert await work.reciprocity.ticks(ANA.id, NOW - 7 * DAY) == {Practice.ASKED}
        await work.reciprocity.forget_ticks(NOW - 7 * DAY)
        assert await work.reciprocity.ticks(ANA.id, everything) == {Practice.ASKED}
        await work.reciprocity.tick(ANA.id, Practice.OFFERED, NOW)
        await work.reciprocity.untick(ANA.id, Practice.ASKED)
        assert await work.reciprocity.ticks(ANA.id, everything) == {Practice.OFFERED}
        await work.reciprocity.untick(ANA.id)
        assert await work.reciprocity.ticks(ANA.id, everything) == frozenset()
        assert await work.reciprocity.ticks(BO.id, everything) == {Practice.SHARED}


async def test_when_rest_was_offered_is_remembered(database: Database) -> None:
    async with database.begin("offer", NOW) as work:
        assert await work.reciprocity.rest_offered_at(ANA.id) is None
        await work.reciprocity.note_rest_offer(ANA.id, NOW - DAY)
        await work.reciprocity.note_rest_offer(ANA.id, NOW)
        assert await work.reciprocity.rest_offered_at(ANA.id) == NOW


async def test_a_day_has_one_chase_for_each(database: Database) -> None:
    today, tomorrow = date(2026, 1, 5), date(2026, 1, 6)
    async with database.begin("chase", NOW) as work:
        claims = [
            await work.reciprocity.claim_chase(person.id, day)
            for person, day in (
                (ANA, today),
                (ANA, today),
                (BO, today),
                (ANA, tomorrow),
                (ANA, tomorrow),
            )
        ]
        assert claims == [True, False, True, True, False]


async def test_stirring_are_those_with_something_open(database: Database) -> None:
    async with database.begin("live", NOW) as work:
        assert await work.reciprocity.stirring(MAPLE) == frozenset()
        await work.posts.add(post_of(ANA))
        await work.posts.add(post_of(BO, id=PostId("over"), stage=PostStage.DONE))
        answered = Ask(AskId("no"), PostId("drill"), CLEO.id, 0, NOW, outcome=Outcome.NO)
        await work.asks.add([answered, Ask(AskId("open"), PostId("drill"), DIA.id, 0, NOW)])
        await work.asks.add([Ask(AskId("late"), PostId("over"), CLEO.id, 0, NOW)])
        assert await work.reciprocity.stirring(MAPLE) == {ANA.id, DIA.id}
        await work.exchanges.add(exchange_of(CLEO, BO))
        assert await work.reciprocity.stirring(MAPLE) == {ANA.id, DIA.id, CLEO.id, BO.id}
        assert await work.reciprocity.stirring(CommunityId("oak")) == frozenset()


async def test_unthanked_is_what_was_received_and_done(database: Database) -> None:
    async with database.begin("swap", NOW) as work:
        await work.posts.add(post_of(ANA))
        for name, ended in (("b", NOW), ("a", NOW - HOUR), ("old", NOW - DAY)):
            done = {"stage": Stage.DONE, "ended_at": ended}
            await work.exchanges.add(exchange_of(ANA, BO, id=ExchangeId(name), **done))
        await work.exchanges.add(exchange_of(ANA, BO, id=ExchangeId("runs")))
        given = exchange_of(CLEO, ANA, id=ExchangeId("given"), stage=Stage.DONE, ended_at=NOW)
        await work.exchanges.add(given)
        found = await work.reciprocity.unthanked(ANA.id, NOW - DAY)
        assert [exchange.id for exchange in found] == ["a", "b"]
        await work.exchanges.thank(ExchangeId("a"), BO.id, NOW)
        await work.exchanges.thank(ExchangeId("b"), ANA.id, NOW)
        found = await work.reciprocity.unthanked(ANA.id, NOW - DAY)
        assert [exchange.id for exchange in found] == ["a"]
