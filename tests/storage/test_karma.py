from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import IntegrityError

from core.ids import CommunityId, ExchangeId
from core.karma import Entry, Reason
from storage.database import Database
from tests.fakes import DAY, NOW, exchange_of, opened, post_of, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
MAPLE, SWAP = CommunityId("maple"), ExchangeId("swap")
HELPED = Entry(MAPLE, SWAP, BO.id, 60, Reason.HELPED, NOW)
ASKED = Entry(MAPLE, SWAP, ANA.id, -20, Reason.ASKED, NOW)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO])
            await settle_village(work, "elm")
            await work.posts.add(post_of(ANA))
            await work.exchanges.add(exchange_of(ANA, BO))
        yield database


async def test_lines_come_back_to_their_person_and_village(database: Database) -> None:
    correction = Entry(MAPLE, SWAP, BO.id, -5, Reason.ASKED, NOW - DAY)
    async with database.begin("add", NOW) as work:
        await work.ledger.add([HELPED, ASKED, correction])
        await work.ledger.add([])
    async with database.begin("read", NOW) as work:
        assert await work.ledger.entries(BO.id, MAPLE) == [correction, HELPED]
        assert await work.ledger.entries(ANA.id, MAPLE) == [ASKED]
        assert await work.ledger.entries(BO.id, CommunityId("elm")) == []


async def test_a_line_is_written_once(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.ledger.add([HELPED])
    with pytest.raises(IntegrityError):
        async with database.begin("again", NOW) as work:
            await work.ledger.add([ASKED, HELPED])
    async with database.begin("read", NOW) as work:
        assert await work.ledger.entries(BO.id, MAPLE) == [HELPED]
        assert await work.ledger.entries(ANA.id, MAPLE) == []
