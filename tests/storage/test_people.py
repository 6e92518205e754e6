from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy.exc import IntegrityError

from core.ids import CommunityId
from core.people import Limits, Reach
from storage.database import Database
from tests.fakes import DAY, NOW, account_of, make_known, opened, settle_village, someone

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
FULL = someone(
    "Ana",
    language="es",
    time_zone="Europe/Madrid",
    karma_since=NOW,
    paused_until=NOW + DAY,
    limits=Limits(2, time(22, 30), time(7), urgent_at_night=True),
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        yield database


async def test_a_person_comes_back_as_they_were_kept(database: Database) -> None:
    account = account_of(
        FULL,
        Reach.INVITED,
        community=CommunityId("maple"),
        awaiting="request:x",
        awaiting_until=NOW,
    )
    async with database.begin("add", NOW) as work:
        await work.people.add(FULL, account)
    async with database.begin("read", NOW) as work:
        assert await work.people.by_account("pipe", "@ana") == (FULL, account)
        assert work.people.seen == {FULL.id: (FULL, account)}
        assert await work.people.get(FULL.id) == FULL
        assert await work.people.by_account("pipe", "@bo") is None
        assert await work.people.by_account("matrix", "@ana") is None


async def test_changes_are_kept(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.people.add(ANA, account_of(ANA))
    async with database.begin("change", NOW) as work:
        await work.people.save(FULL)
        await work.people.save_account(account_of(ANA, Reach.CLOSED))
        assert await work.people.get(ANA.id) == FULL
    async with database.begin("read", NOW) as work:
        found = await work.people.by_account("pipe", "@ana")
        assert found == (FULL, account_of(ANA, Reach.CLOSED))


async def test_who_was_seen_is_seen_as_changed_in_the_same_transaction(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.people.add(ANA, account_of(ANA))
        await work.people.save(FULL)
        assert work.people.seen[ANA.id] == (FULL, account_of(ANA))
        await work.people.save_account(account_of(ANA, Reach.CLOSED))
        assert work.people.seen[ANA.id] == (FULL, account_of(ANA, Reach.CLOSED))
    async with database.begin("account only", NOW) as work:
        await work.people.save_account(account_of(ANA))
        assert work.people.seen == {}
        assert await work.people.get(ANA.id) == FULL
        assert work.people.seen == {}


async def test_a_handle_belongs_to_one_account(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.people.add(ANA, account_of(ANA))
    with pytest.raises(IntegrityError):
        async with database.begin("again", NOW) as work:
            await work.people.add(BO, account_of(BO, handle="@ana"))


async def test_a_person_is_reachable_through_any_open_account(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.people.add(ANA, account_of(ANA, Reach.CLOSED))
        assert not await work.people.reachable(ANA.id)
        await work.people.save_account(account_of(ANA, Reach.OPEN))
        assert await work.people.reachable(ANA.id)
        assert not await work.people.reachable(BO.id)


async def test_addressees_come_with_a_village_and_the_open_account_first(
    database: Database,
) -> None:
    async with database.begin("add", NOW) as work:
        await settle_village(work, "maple", [ANA])
        await make_known(work, BO)
        found = await work.people.addressees([ANA.id, BO.id, CLEO.id])
        assert {(a.person.id, a.village) for a in found} == {(ANA.id, "maple"), (BO.id, None)}
        await work.people.save_account(account_of(ANA, Reach.UNKNOWN))
        ordered = await work.people.addressees([ANA.id, BO.id])
        assert [a.account.reach for a in ordered] == [Reach.OPEN, Reach.UNKNOWN]
        assert await work.people.addressees([]) == []


async def test_blocks_hold_both_ways_and_are_taken_back_one_way(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await make_known(work, ANA, BO, CLEO)
        for _ in range(2):
            await work.people.block(ANA.id, BO.id, NOW)
        await work.people.block(BO.id, ANA.id, NOW)
        await work.people.block(ANA.id, CLEO.id, NOW)
    async with database.begin("read", NOW) as work:
        assert await work.people.blocked_by(ANA.id) == [BO, CLEO]
        assert await work.people.blocked_either_way(CLEO.id) == {ANA.id}
        assert await work.people.blocked_either_way(ANA.id) == {BO.id, CLEO.id}
        await work.people.unblock(ANA.id, BO.id)
        assert await work.people.blocked_by(ANA.id) == [CLEO]
        assert await work.people.blocked_either_way(ANA.id) == {BO.id, CLEO.id}


async def test_skills_keep_their_order_and_are_replaced_whole(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await make_known(work, ANA)
        await work.people.set_skills(ANA.id, ("bikes", "art", "ñandú 🚲"))
    async with database.begin("read", NOW) as work:
        assert await work.people.skills(ANA.id) == ("bikes", "art", "ñandú 🚲")
        await work.people.set_skills(ANA.id, ("cooking",))
        assert await work.people.skills(ANA.id) == ("cooking",)
        await work.people.set_skills(ANA.id, ())
        assert await work.people.skills(ANA.id) == ()


async def test_a_longest_name_fits(database: Database) -> None:
    long = replace(ANA, name="ñ" * 64)
    async with database.begin("add", NOW) as work:
        await work.people.add(long, account_of(ANA, handle="x" * 200))
    async with database.begin("read", NOW) as work:
        assert await work.people.get(ANA.id) == long
