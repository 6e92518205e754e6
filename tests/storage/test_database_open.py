"""Opening a database: the same on both kinds, and as often as one likes."""

from datetime import UTC, datetime

import pytest

from storage.database import Database

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


async def test_opening_twice_migrates_once(empty_database_url: str) -> None:
    first = await Database.open(empty_database_url, "7")
    async with first.begin("a", NOW) as work:
        await work.installation.set("clock", "here")
    await first.close()
    second = await Database.open(empty_database_url, "7")
    async with second.begin("b", NOW) as work:
        assert await work.installation.get("clock") == "here"
    await second.close()


async def test_an_event_is_noted_once(database_url: str) -> None:
    database = await Database.open(database_url, "7")
    async with database.begin("a", NOW) as work:
        assert await work.inbox.note("pipe:m1", NOW)
    async with database.begin("a", NOW) as work:
        assert not await work.inbox.note("pipe:m1", NOW)
    await database.close()


async def test_what_fails_leaves_nothing(database_url: str) -> None:
    database = await Database.open(database_url, "7")
    with pytest.raises(LookupError):
        async with database.begin("a", NOW) as work:
            await work.inbox.note("pipe:m1", NOW)
            raise LookupError
    async with database.begin("a", NOW) as work:
        assert await work.inbox.note("pipe:m1", NOW)
    await database.close()


async def test_the_seed_of_an_installation_is_made_once(database_url: str) -> None:
    seeds = []
    for _ in range(2):
        database = await Database.open(database_url)
        async with database.begin("a", NOW) as work:
            seeds.append(await work.installation.get("seed"))
        await database.close()
    assert seeds[0]
    assert seeds[0] == seeds[1]
