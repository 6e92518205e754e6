"""What every test gets: a closed network, and databases of both kinds."""

import ipaddress
import os
import sys
from typing import Any

import pytest
from hypothesis import settings

from tests.matrix import homeserver as matrix
from tests.matrix.homeserver import homeserver
from tests.postgres import (
    MISSING,
    database_url,
    empty_database_url,
    empty_postgresql_url,
    postgresql,
    postgresql_url,
    sqlite_url,
)
from tests.telegram import schema

__all__ = [
    "database_url",
    "empty_database_url",
    "empty_postgresql_url",
    "homeserver",
    "postgresql",
    "postgresql_url",
    "sqlite_url",
]

# No test is a race: the machine may be busy, and coverage slows it down.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

os.environ["LC_ALL"] = "C.UTF-8"
"""Programs speak the language of whoever runs them; tests read English."""

_REACHING_OUT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
"""What Python tells an audit hook about, and which argument holds the address."""


class NetworkIsClosed(Exception):
    """A test reached for another machine. No OSError: no code may take it for a bad connection."""


def _is_here(address: Any) -> bool:
    """Say whether an address is on this machine: a Unix socket, loopback, or none at all."""
    host = address[0] if isinstance(address, tuple) else address
    if not isinstance(address, tuple) and isinstance(host, str | bytes) and "/" in str(host):
        return True
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    position = _REACHING_OUT.get(event)
    if position is not None and not _is_here(args[position]):
        raise NetworkIsClosed(f"{event} to {args[position]!r}: tests stay on this machine")


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> None:
    """Refuse every connection that leaves this machine, whoever opens it."""
    sys.addaudithook(_refuse_the_network)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when half of the storage tests, or what is played on Matrix or Telegram, could not run."""
    if MISSING:
        terminalreporter.section("PostgreSQL was not found", red=True, bold=True)
        terminalreporter.line(MISSING, red=True)
    if schema.MISSING:
        terminalreporter.section("Telegram's schema was not found", red=True, bold=True)
        terminalreporter.line(schema.MISSING, red=True)
    if matrix.MISSING:
        terminalreporter.section("Synapse was not found", red=True, bold=True)
        terminalreporter.line(matrix.MISSING, red=True)
