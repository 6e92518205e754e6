"""A real Synapse for the tests: on loopback, in a temporary folder, without federation, gone afterwards.

It lives in an environment of its own (`make synapse`), so that its sixty packages decide nothing about ours.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SERVER = "village.test"
"""The part of every name behind the colon. Nobody looks it up: the server speaks to nobody."""
START_SECONDS = 120.0
STOP_SECONDS = 20.0
PROGRAM = Path(__file__).parents[2] / ".synapse" / "bin" / "python"
MISSING = (
    ""
    if PROGRAM.exists()
    else "Every test that wants a Matrix homeserver was skipped. `make synapse` installs one into .synapse; "
    "nothing needs to be set up or started."
)
_SHM = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
_MEMORY = _SHM if os.access(_SHM, os.W_OK) else None
"""Nothing here outlives the tests, so nothing needs to reach a disk before it is answered."""
_UNLIMITED = {"per_second": 1_000_000, "burst_count": 1_000_000}
_LIMITS: dict[str, Any] = {
    "rc_message": _UNLIMITED,
    "rc_registration": _UNLIMITED,
    "rc_admin_redaction": _UNLIMITED,
    "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _UNLIMITED),
    "rc_joins": dict.fromkeys(("local", "remote"), _UNLIMITED),
    "rc_joins_per_room": _UNLIMITED,
    "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _UNLIMITED),
    "rc_room_creation": _UNLIMITED,
    "rc_third_party_invite": _UNLIMITED,
    "rc_presence": {"per_user": _UNLIMITED},
    "rc_delayed_event_mgmt": _UNLIMITED,
    "rc_reports": _UNLIMITED,
    "rc_key_requests": _UNLIMITED,
    "rc_media_create": _UNLIMITED,
    "rc_user_directory": _UNLIMITED,
}


@dataclass(frozen=True)
class Account:
    """Somebody's account, logged in on one device."""

    user: str
    token: str
    device: str
    password: str


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Homeserver:
    """A running Synapse. Settings given here go over the usual ones; `None` leaves Synapse's own default."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self._home = home
        self._secret = secrets.token_hex(16)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"
        self._configure(settings)

    def _configure(self, settings: Mapping[str, Any]) -> None:
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        self._file("signing.key").write_text(f"ed25519 a_test {seed}\n")
        handler = {"class": "logging.FileHandler", "filename": str(self._file("log"))}
        root = {"level": "WARNING", "handlers": ["file"]}
        log = {"version": 1, "handlers": {"file": handler}, "root": root}
        self._file("log.yaml").write_text(json.dumps(log))
        chosen = {**self._usual(), **settings}
        kept = {name: value for name, value in chosen.items() if value is not None}
        self._file("homeserver.yaml").write_text(json.dumps(kept))  # JSON is YAML too

    def _usual(self) -> dict[str, Any]:
        listener = {
            "port": self._port,
            "bind_addresses": ["127.0.0.1"],
            "type": "http",
            "resources": [{"names": ["client"]}],
        }
        database = {"name": "sqlite3", "args": {"database": str(self._file("homeserver.db"))}}
        return {
            **_LIMITS,
            "server_name": SERVER,
            "pid_file": str(self._file("pid")),
            "listeners": [listener],
            "database": database,
            "log_config": str(self._file("log.yaml")),
            "media_store_path": str(self._file("media")),
            "signing_key_path": str(self._file("signing.key")),
            "macaroon_secret_key": secrets.token_hex(16),
            "registration_shared_secret": self._secret,
            "federation_domain_whitelist": [],
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "report_stats": False,
            "presence": {"enabled": False},
            # Nobody here looks at these, and they cost something for each message.
            "push": {"enabled": False},
            "stats": {"enabled": False},
            "user_directory": {"enabled": False},
            "bcrypt_rounds": 4,
            # By default a client that starts again within two minutes is told again what it was told before.
            "caches": {"sync_response_cache_duration": "0s"},
        }

    def _file(self, name: str) -> Path:
        return self._home / name

    def start(self) -> None:
        """Start, and wait until it answers. After a kill it goes on with what it had."""
        command = [PROGRAM, "-m", "synapse.app.homeserver", "-c", self._file("homeserver.yaml")]
        with self._file("output").open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=self._home, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        self.stop()
        raise AssertionError(f"Synapse did not start: {self.said()}")

    def said(self) -> str:
        """Return the end of what it wrote."""
        files = (self._file("output"), self._file("log"))
        return "\n".join(f.read_text()[-3000:] for f in files if f.exists())

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_matrix/client/versions", timeout=5) as said:  # noqa: S310 - ours
                return bool(said.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """Send one request and return its answer. Raises urllib.error.HTTPError for a refusal."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:  # noqa: S310 - ours
            return json.load(answer)

    def register(self, name: str, shown: str = "", *, admin: bool = False) -> Account:
        """Make an account by the admin's registration, about 20 ms."""
        path, password = "/_synapse/admin/v1/register", secrets.token_hex(8)
        nonce = self.ask("GET", path)["nonce"]
        rights = "admin" if admin else "notadmin"
        signed = "\0".join((nonce, name, password, rights)).encode()
        wish = {
            "nonce": nonce,
            "username": name,
            "displayname": shown or name,
            "password": password,
            "admin": admin,
            "mac": hmac.new(self._secret.encode(), signed, hashlib.sha1).hexdigest(),
        }
        made = self.ask("POST", path, wish)
        return Account(made["user_id"], made["access_token"], made["device_id"], password)

    def register_new(self, name: str, shown: str = "", *, admin: bool = False) -> Account:
        """Make an account whose name nobody has yet, so that stories on one server do not meet."""
        return self.register(f"{name}-{secrets.token_hex(4)}", shown or name.title(), admin=admin)

    def login(self, account: Account) -> Account:
        """Log the same person in on another device."""
        who = {"type": "m.id.user", "user": account.user}
        wish = {"type": "m.login.password", "identifier": who, "password": account.password}
        made = self.ask("POST", "/_matrix/client/v3/login", wish)
        return Account(account.user, made["access_token"], made["device_id"], account.password)


@contextmanager
def running(**settings: Any) -> Iterator[Homeserver]:
    """Start a homeserver in a folder that is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="karmyq-synapse-", dir=_MEMORY))
    server = Homeserver(home, **settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """One homeserver for the whole run (for each worker, where there are several)."""
    if MISSING:
        pytest.skip("Synapse is not installed")
    with running() as server:
        yield server
