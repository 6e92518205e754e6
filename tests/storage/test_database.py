"""Opening a database that cannot be used says which of the few things it is; a transaction is all or nothing."""

import asyncio
import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from core.errors import StorageRefused
from storage import sqlite
from storage.database import Database, parse
from tests.fakes import HOUR, NOW, account_of, opened, someone

NOBODY = 65534


async def refusal(url: str) -> StorageRefused:
    """Return why a database is refused, without the frames that keep what it had opened alive."""
    try:
        database = await Database.open(url, "seed")
    except StorageRefused as refused:
        found = StorageRefused(refused.key, **refused.args_for_wording)
    else:
        await database.close()
        pytest.fail(f"{url} was opened")
    let_go()
    return found


def let_go() -> None:
    gc.collect()
    for thread in connections():
        thread.join(1)


def connections() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "_connection_worker" in thread.name]


@contextmanager
def without_rights() -> Iterator[None]:
    """Give up root's right to write anywhere, for a while; permissions bind everybody else anyway."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder whose parents everybody may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="karmyq-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "village.db",
        "mysql://here/village",
        "sqlite:///village.db",
        "postgresql://here/village",
        "://",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StorageRefused) as refused:
        parse(url)
    assert refused.value.key == "database-url-wrong"


async def test_the_folder_is_made(tmp_path: Path) -> None:
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/new/deep/village.db"):
        assert (tmp_path / "new/deep/village.db").exists()


@pytest.mark.parametrize(
    "content", [b"this is a letter, not a village\n" * 40, b"\x00" * 2000, b"SQLite"]
)
async def test_what_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "village.db"
    file.write_bytes(content)
    refused = await refusal(f"sqlite+aiosqlite:///{file}")
    assert (refused.key, refused.args_for_wording) == ("database-not-one", {"where": str(file)})
    assert file.read_bytes() == content


@pytest.mark.parametrize("table", ["people", "invoices"])
async def test_another_programs_database_is_left_as_it_is(tmp_path: Path, table: str) -> None:
    file = tmp_path / "village.db"
    with sqlite3.connect(file) as other:
        other.execute(f"CREATE TABLE {table} (id INTEGER)")
    other.close()
    assert (await refusal(f"sqlite+aiosqlite:///{file}")).key == "database-not-one"


async def test_a_refused_database_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "village.db").write_bytes(b"this is a letter, not a village\n" * 40)
    before = connections()
    with pytest.raises(StorageRefused):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/village.db", "seed")
    ours = [thread for thread in connections() if thread not in before]
    for thread in ours:
        thread.join(5)
    assert not any(thread.is_alive() for thread in ours)


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert (await refusal(f"sqlite+aiosqlite:///{tmp_path}")).key == "database-unreachable"


async def test_a_path_through_a_file_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = await refusal(f"sqlite+aiosqlite:///{tmp_path}/file/village.db")
    assert refused.key == "database-unreachable"


async def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://somebody:s3cret@/village?host={tmp_path}"
    refused = await refusal(url)
    assert (refused.key, refused.args_for_wording) == ("database-unreachable", {"where": "village"})
    assert "s3cret" not in str(refused)


async def test_a_file_that_cannot_be_written_is_read_only(public_folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{public_folder}/village.db"
    async with opened(url):
        pass
    (public_folder / "village.db").chmod(0o444)
    with without_rights():
        assert (await refusal(url)).key == "database-read-only"


@pytest.mark.parametrize("rights", [0o444, 0o555])
async def test_a_new_village_in_a_file_that_cannot_be_written_is_read_only(
    public_folder: Path, rights: int
) -> None:
    file = public_folder / "village.db"
    with sqlite3.connect(file) as empty:
        empty.execute("PRAGMA user_version = 1")
    empty.close()
    file.chmod(rights)
    with without_rights():
        assert (await refusal(f"sqlite+aiosqlite:///{file}")).key == "database-read-only"


async def test_a_folder_that_cannot_be_written_is_read_only(public_folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{public_folder}/village.db"
    async with opened(url):
        pass
    (public_folder / "village.db").chmod(0o666)
    public_folder.chmod(0o555)
    with without_rights():
        refused = await refusal(url)
    assert refused.key in ("database-read-only", "database-unreachable")


async def test_a_new_file_in_a_folder_that_cannot_be_written_is_unreachable(
    public_folder: Path,
) -> None:
    public_folder.chmod(0o555)
    with without_rights():
        refused = await refusal(f"sqlite+aiosqlite:///{public_folder}/village.db")
    assert refused.key == "database-unreachable"


LOCK = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked_by_another(file: Path) -> Iterator[None]:
    holder = subprocess.Popen(
        [sys.executable, "-c", LOCK, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    with holder:
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.stdin.close()


@pytest.mark.parametrize("existed", [True, False])
async def test_a_database_in_use_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existed: bool
) -> None:
    patient = [pragma for pragma in sqlite.PRAGMAS if not pragma.startswith("busy_timeout")]
    monkeypatch.setattr(sqlite, "PRAGMAS", ("busy_timeout=20", *patient))
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 20)
    file = tmp_path / "village.db"
    if existed:
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass
    with locked_by_another(file):
        refused = await refusal(f"sqlite+aiosqlite:///{file}")
        assert (refused.key, refused.args_for_wording) == ("database-locked", {"where": str(file)})
    async with opened(f"sqlite+aiosqlite:///{file}"):
        pass


async def test_transactions_take_turns(database_url: str) -> None:
    async with opened(database_url) as database:

        async def note(number: int) -> bool:
            async with database.begin(f"m{number}", NOW) as work:
                return await work.inbox.note(f"m{number}", NOW)

        assert all(await asyncio.gather(*map(note, range(20))))


async def test_a_cause_draws_the_same_ids_and_may_be_named_late(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        async with database.begin("m1", NOW) as work:
            first = work.draw.new()
        async with database.begin("sweep", NOW) as work:
            work.caused_by("m1", NOW + HOUR)
            assert (work.draw.new(), work.now) == (first, NOW + HOUR)
    async with opened(sqlite_url, "other") as database, database.begin("m1", NOW) as work:
        assert work.draw.new() != first


async def test_health_counts_what_should_have_gone_out(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.begin("set", NOW) as work:
            await work.deadlines.set("late", "kind", "s", NOW - HOUR)
            await work.deadlines.set("soon", "kind", "s", NOW)
        found = await database.health(NOW)
    assert (found["waiting"], found["overdue"]) == (0, 1)
    assert found["kind"] in database_url


async def test_an_error_never_repeats_what_was_to_be_kept(sqlite_url: str) -> None:
    ana = someone("Ana")
    async with opened(sqlite_url) as database:
        with pytest.raises(IntegrityError) as failed:
            async with database.begin("twice", NOW) as work:
                for _ in range(2):
                    await work.people.add(ana, account_of(ana, handle="secret handle"))
    assert "secret handle" not in str(failed.value)
    assert "'Ana'" not in str(failed.value)


async def test_what_was_erased_is_gone_from_the_file(sqlite_url: str) -> None:
    word = "xylophone-in-the-attic"
    async with opened(sqlite_url) as database:
        async with database.begin("keep", NOW) as work:
            await work.installation.set("word", word)
        async with database.begin("erase", NOW) as work:
            await work.installation.set("word", "")
    assert word.encode() not in Path(sqlite_url.partition("///")[2]).read_bytes()
