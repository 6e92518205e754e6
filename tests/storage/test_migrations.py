"""The schema's history: it makes what the models describe, all or nothing, and knows when it is too old."""

import json
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from core.communities import Config, Stage, Standing
from core.errors import StorageRefused
from core.governance import How
from core.ids import CommunityId, PersonId
from storage import migrations
from storage.database import Database
from storage.schema import metadata
from tests.fakes import NOW

ROOT = Path(__file__).parents[2]
KILLS = 12


async def differences(database: Database) -> list[Any]:
    """Return what a database has and the models have not, or the other way round."""

    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database._engine.connect() as connection:
        return await connection.run_sync(compare)


@asynccontextmanager
async def made(url: str) -> AsyncIterator[Database]:
    """Open a database that the program itself brings up to date, and close it at the end."""
    database = await Database.open(url, "seed")
    try:
        yield database
    finally:
        await database.close()


async def test_an_empty_database_becomes_what_the_models_say(empty_database_url: str) -> None:
    async with made(empty_database_url) as database:
        assert await differences(database) == []


def test_the_newest_revision_is_the_last_of_the_chain() -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.newest()


async def test_a_database_that_lacks_something_is_seen_to_differ(sqlite_url: str) -> None:
    async with made(sqlite_url) as database:
        async with database._engine.begin() as connection:
            await connection.execute(text("DROP INDEX ix_outbox_card"))
        assert await differences(database) != []


async def test_a_database_newer_than_the_program_is_left_alone(empty_database_url: str) -> None:
    async with made(empty_database_url) as database:
        async with database.begin("keep", NOW) as work:
            await work.installation.set("clock", "here")
        async with database._engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = 'zzzz'"))
    with pytest.raises(StorageRefused) as refused:
        await Database.open(empty_database_url, "seed")
    assert refused.value.key == "database-newer"


async def test_a_refused_database_keeps_what_it_had(sqlite_url: str) -> None:
    async with made(sqlite_url) as database, database._engine.begin() as connection:
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
        async with made(url(point)) as database:
            assert await differences(database) == []
            async with database.begin("works", NOW) as work:
                assert await work.inbox.note("m1", NOW)


Rows = Sequence[tuple[str, dict[str, Any]]]
VILLAGE = {"member_cap": 40, "quiet_from": "22:30:00", "quiet_to": "07:15:00", "language": "es"}
OLD_ROWS = (
    ("people", {"id": "ana", "name": "Ana", "urgent_at_night": False}),
    ("people", {"id": "bo", "name": "Bo", "urgent_at_night": False}),
    ("communities", {"id": "maple", "title": "Maple", "config": json.dumps(VILLAGE)}),
    ("communities", {"id": "elm", "title": "Elm", "config": json.dumps({"member_cap": 20})}),
    ("members", {"community": "maple", "person": "ana", "standing": "member", "admin": True}),
    ("members", {"community": "maple", "person": "bo", "standing": "present", "admin": False}),
)
"""A village as the second version of the schema kept it."""


ROLES = (
    ("roles", {"community": "maple", "person": "ana", "role": "admin", "since": 7}),
    ("roles", {"community": "maple", "person": "ana", "role": "treasurer", "since": 7}),
    ("roles", {"community": "maple", "person": "bo", "role": "admin", "since": 6}),
    ("roles", {"community": "elm", "person": "bo", "role": "admin", "since": 9}),
)
"""Founders' roles, as they were kept before there was a record of them."""


async def fill_an_old_database(url: str, revision: str, rows: Rows) -> None:
    """Make a database of an earlier revision, with people who live in it."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade_to, revision)
        for table, row in rows:
            more = {
                "communities": {"version": 1, "founded_at": 5},
                "members": {"since": 1_700_000},
                "roles": {"founder": True},
            }
            values = {**row, **more.get(table, {})}
            names = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            statement = text(f"INSERT INTO {table} ({names}) VALUES ({marks})")
            await connection.execute(statement, values)
    await engine.dispose()


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    script = ScriptDirectory.from_config(config)

    def steps(current: Any, _context: Any) -> Any:
        return script._upgrade_revs(revision, current)

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()


async def test_a_village_of_before_lives_on_with_its_rules_in_the_new_words(
    empty_database_url: str,
) -> None:
    await fill_an_old_database(empty_database_url, "0002", OLD_ROWS)
    async with made(empty_database_url) as database:
        assert await differences(database) == []
        async with database.begin("read", NOW) as work:
            maple = await work.communities.get(CommunityId("maple"))
            assert maple.config == Config(member_cap=40, quiet_hours="22:30-07:15", language="es")
            assert (maple.stage, maple.mature, maple.opened_at) == (Stage.FOUNDED, False, None)
            elm = await work.communities.get(CommunityId("elm"))
            assert elm.config == Config(member_cap=20)
            ana, bo = await work.communities.standings(maple.id)
            assert (ana.first_at, ana.invited_by, ana.asked_at) == (ana.since, None, None)
            assert (bo.standing, bo.first_at) == (Standing.PRESENT, None)
            assert [p.pictures for p in await work.communities.members(maple.id)] == [True]
            assert len(await work.setups.templates()) == 3
        async with database._engine.connect() as connection:
            kept = await connection.execute(text("SELECT config FROM communities"))
            assert not any("quiet_from" in row[0] for row in kept)


async def test_roles_of_before_are_on_record(empty_database_url: str) -> None:
    await fill_an_old_database(empty_database_url, "0008", (*OLD_ROWS, *ROLES))
    async with made(empty_database_url) as database, database.begin("read", NOW) as work:
        record = [
            (c.number, c.person, c.role, c.how)
            for c in await work.governance.role_changes(CommunityId("maple"))
        ]
        assert record == [
            (3, "ana", "treasurer", How.FOUNDED),
            (2, "ana", "admin", How.FOUNDED),
            (1, "bo", "admin", How.FOUNDED),
        ]
        await work.governance.add_role_change(
            CommunityId("elm"), PersonId("bo"), "admin", How.LEFT, NOW
        )
        assert [c.number for c in await work.governance.role_changes(CommunityId("elm"))] == [2, 1]
        held = await work.communities.holdings(CommunityId("maple"))
        assert not any(h.is_caretaker or h.passing_on for h in held)
