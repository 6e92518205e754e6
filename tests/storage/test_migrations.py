"""The schema's history: it makes what the models describe, all or nothing, and knows when it is too old."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from core.errors import StorageRefused
from storage.database import Database
from storage.schema import metadata
from tests.fakes import NOW, opened

ROOT = Path(__file__).parents[2]
KILLS = 12


async def differences(database: Database) -> list[Any]:
    """Return what a database has and the models have not, or the other way round."""

    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database._engine.connect() as connection:
        return await connection.run_sync(compare)


async def test_an_empty_database_becomes_what_the_models_say(database_url: str) -> None:
    async with opened(database_url) as database:
        assert await differences(database) == []


async def test_a_database_that_lacks_something_is_seen_to_differ(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database._engine.begin() as connection:
            await connection.execute(text("DROP INDEX ix_outbox_card"))
        assert await differences(database) != []


async def test_a_database_newer_than_the_program_is_left_alone(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.begin("keep", NOW) as work:
            await work.installation.set("clock", "here")
        async with database._engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = 'zzzz'"))
    with pytest.raises(StorageRefused) as refused:
        await Database.open(database_url, "seed")
    assert refused.value.key == "database-newer"


async def test_a_refused_database_keeps_what_it_had(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database._engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'zzzz'"))
    before = Path(sqlite_url.partition("///")[2]).read_bytes()
    with pytest.raises(StorageRefused):
        await Database.open(sqlite_url, "seed")
    assert Path(sqlite_url.partition("///")[2]).read_bytes() == before


DIE = """
import asyncio, json, os, signal, sys
from sqlalchemy import Engine, event
from storage.database import Database

async def opened_and_closed(url):
    await (await Database.open(url, "seed")).close()

def die_at(point, url):
    done = 0
    def step(*_):
        nonlocal done
        done += 1
        if done == point:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    asyncio.run(opened_and_closed(url))
    print(json.dumps(done), flush=True)

for point, url in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        die_at(point, url)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps({"point": point, "killed": status == signal.SIGKILL}), flush=True)
"""
"""Opens databases, each in a process of its own that is killed before its n-th statement or its commit."""


def kill_at(points: list[tuple[int, str]]) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", DIE, json.dumps(points)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


async def test_a_migration_killed_at_any_moment_is_done_anew(tmp_path: Path) -> None:
    def url(point: int) -> str:
        return f"sqlite+aiosqlite:///{tmp_path}/village-{point}.db"

    steps = kill_at([(0, url(0))])[0]
    points = sorted({1, steps, *random.Random(7).sample(range(2, steps), KILLS)})
    assert kill_at([(p, url(p)) for p in points]) == [{"point": p, "killed": True} for p in points]
    for point in points:
        async with opened(url(point)) as database:
            assert await differences(database) == []
            async with database.begin("works", NOW) as work:
                assert await work.inbox.note("m1", NOW)
