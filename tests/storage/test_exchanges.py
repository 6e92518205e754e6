from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.exchanges import Stage, Verdict
from core.ids import ExchangeId, PostId
from storage.database import Database
from storage.exchanges import feedback
from tests.fakes import DAY, HOUR, NOW, exchange_of, opened, post_of, settle_village, someone

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
SWAP = exchange_of(ANA, BO)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO, CLEO])
            await work.posts.add(post_of(ANA))
            await work.exchanges.add(SWAP)
        yield database


async def test_an_exchange_comes_back_as_it_was_kept(database: Database) -> None:
    full = replace(
        SWAP,
        stage=Stage.DID_NOT_HAPPEN,
        start=NOW + DAY,
        end=NOW + DAY + HOUR,
        exact=True,
        requester_said_at=NOW + HOUR,
        helper_said_at=NOW + 2 * HOUR,
        ended_at=NOW + 3 * HOUR,
        left=True,
    )
    async with database.begin("read", NOW) as work:
        assert await work.exchanges.get(SWAP.id) == SWAP
        await work.exchanges.save(full)
    async with database.begin("read again", NOW) as work:
        assert await work.exchanges.get(SWAP.id) == full


async def test_running_exchanges_are_ones_own_and_open(database: Database) -> None:
    later = exchange_of(CLEO, ANA, id=ExchangeId("a"), agreed_at=NOW + HOUR)
    over = exchange_of(ANA, CLEO, id=ExchangeId("b"), stage=Stage.DONE)
    async with database.begin("add", NOW) as work:
        await work.exchanges.add(later)
        await work.exchanges.add(over)
        assert await work.exchanges.running(ANA.id) == [SWAP, later]
        assert await work.exchanges.running(BO.id) == [SWAP]
        assert await work.exchanges.running(CLEO.id) == [later]


async def test_feedback_is_kept_once_a_side_and_its_words_are_forgotten(database: Database) -> None:
    async with database.begin("say", NOW) as work:
        await work.exchanges.feedback(SWAP.id, ANA.id, Verdict.MIXED, NOW)
        await work.exchanges.feedback(SWAP.id, ANA.id, Verdict.WRONG, NOW + HOUR)
        await work.exchanges.feedback_words(SWAP.id, ANA.id, "it felt wrong", CLEO.id)
        await work.exchanges.feedback(SWAP.id, BO.id, Verdict.GOOD, NOW + DAY)
        await work.exchanges.feedback_words(SWAP.id, BO.id, "fine", None)
        await work.exchanges.forget_words(NOW + HOUR)
    async with database.begin("read", NOW) as work:
        rows = (await work.exchanges._connection.execute(select(feedback))).all()
        assert {tuple(row)[1:5] for row in rows} == {
            (ANA.id, Verdict.WRONG, None, CLEO.id),
            (BO.id, Verdict.GOOD, "fine", None),
        }


async def test_each_side_thanks_once(database: Database) -> None:
    async with database.begin("thank", NOW) as work:
        assert await work.exchanges.thank(SWAP.id, ANA.id, NOW) is True
        assert await work.exchanges.thank(SWAP.id, ANA.id, NOW) is False
        assert await work.exchanges.thank(SWAP.id, BO.id, NOW) is True


async def test_helps_are_told_for_these_helpers_since_then(database: Database) -> None:
    old = exchange_of(ANA, BO, id=ExchangeId("old"), agreed_at=NOW - DAY)
    left = exchange_of(ANA, CLEO, id=ExchangeId("left"), stage=Stage.DID_NOT_HAPPEN, left=True)
    async with database.begin("add", NOW) as work:
        await work.exchanges.add(old)
        await work.exchanges.add(left)
        found = await work.exchanges.helps_of([BO.id, CLEO.id], NOW - DAY)
        assert found == [
            (CLEO.id, ANA.id, NOW, Stage.DID_NOT_HAPPEN, True),
            (BO.id, ANA.id, NOW, Stage.OPEN, False),
        ]
        assert await work.exchanges.helps_of([], NOW - DAY) == []


async def test_an_exchange_is_kept_once(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin("again", NOW) as work:
            await work.exchanges.add(SWAP)


async def test_every_exchange_about_a_post_is_told_in_its_order(database: Database) -> None:
    second = replace(SWAP, id=ExchangeId("a"), helper=CLEO.id, agreed_at=NOW + HOUR)
    async with database.begin("add", NOW) as work:
        await work.posts.add(post_of(ANA, id=PostId("other")))
        await work.exchanges.add(replace(SWAP, id=ExchangeId("b"), post=PostId("other")))
        await work.exchanges.add(second)
    async with database.begin("read", NOW) as work:
        assert await work.exchanges.of_post(SWAP.post) == [SWAP, second]
