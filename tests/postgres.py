"""A private PostgreSQL for the tests, in a temporary folder, on a Unix socket of its own.

It starts when the first test asks for it, and each test gets an empty database of its own.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.ready import bring_up_to_date

OWNER = "karmyq"
START_SECONDS = 30.0
STOP_SECONDS = 20.0
_USUAL_PLACES = (
    "usr/lib/postgresql/*/bin/initdb",
    "usr/pgsql-*/bin/initdb",
    "opt/homebrew/opt/postgresql*/bin/initdb",
)
# Nothing here outlives the tests, so nothing needs to reach the disk.
_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")


def find_programs() -> Path | None:
    """Return the folder with PostgreSQL's programs (Debian keeps them off the path), or None."""
    found = [path for place in _USUAL_PLACES for path in Path("/").glob(place)]
    on_path = shutil.which("initdb")
    if not found and on_path:
        found = [Path(on_path).resolve()]
    newest = sorted(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()])
    return newest[-1].parent if newest else None


PROGRAMS = find_programs()
MISSING = (
    ""
    if PROGRAMS
    else "Every test that wants PostgreSQL was skipped. Install it (apt-get install postgresql, "
    "or brew install postgresql) and run again; nothing needs to be set up or started."
)


class Server:
    """A running PostgreSQL."""

    def __init__(self, programs: Path, home: Path, owner: dict[str, Any]) -> None:
        self._programs = programs
        self._home = home
        self._owner = owner
        self._ready = ""

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; show what it said when it fails."""
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self._home,
            capture_output=True,
            text=True,
            check=False,
            **self._owner,
        )
        if done.returncode:
            pytest.fail(f"{program} failed: {done.stderr}")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, and wait until it answers."""
        data = self._home / "data"
        self.run("initdb", "--auth=trust", "--no-sync", f"--username={OWNER}", str(data))
        options = [word for setting in _QUICK for word in ("-c", setting)]
        log = (self._home / "log").open("wb")
        command = [self._programs / "postgres", "-D", data, "-k", self._home, *options]
        with log:
            server = subprocess.Popen(
                command, cwd=self._home, stdout=log, stderr=subprocess.STDOUT, **self._owner
            )
        self._wait_for(server)
        return server

    def _wait_for(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and server.poll() is None:
            ready = [self._programs / "pg_isready", "-q", "-h", self._home]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        pytest.fail(f"PostgreSQL did not start: {(self._home / 'log').read_text()}")

    def new_database(self, template: str = "template1") -> str:
        """Make a database, an empty one unless it is a copy of another, and return its address."""
        name = f"village_{secrets.token_hex(6)}"
        self.run("createdb", "-h", str(self._home), "-U", OWNER, "-T", template, name)
        return f"postgresql+asyncpg://{OWNER}@/{name}?host={self._home}"

    def ready_database(self) -> str:
        """Make a database that is up to date already, and return its address."""
        if not self._ready:
            url = self.new_database()
            bring_up_to_date(url)
            self._ready = _name(url)
        return self.new_database(self._ready)

    def drop(self, url: str) -> None:
        """Drop a database that was made here, whoever is still connected."""
        self.run("dropdb", "--force", "-h", str(self._home), "-U", OWNER, _name(url))


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _owner(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then its own user does it, or nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server in a folder that is gone afterwards."""
    # Not pytest's own folder: a Unix socket's path may be 107 characters long.
    home = Path(tempfile.mkdtemp(prefix="karmyq-"))
    try:
        server = Server(programs, home, _owner(home))
        process = server.start()
        try:
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown: whoever is connected is sent away
            process.wait(STOP_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for the whole run (for each worker, where there are several)."""
    if PROGRAMS is None:
        pytest.skip("PostgreSQL was not found")
    with running(PROGRAMS) as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """The address of a PostgreSQL database that is up to date and keeps nothing yet."""
    url = postgresql.ready_database()
    yield url
    postgresql.drop(url)


@pytest.fixture
def empty_postgresql_url(postgresql: Server) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    url = postgresql.new_database()
    yield url
    postgresql.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind that keeps nothing yet: a test that asks for it runs on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite_url", "empty_postgresql_url"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind without tables, for what is about making them."""
    return str(request.getfixturevalue(request.param))
