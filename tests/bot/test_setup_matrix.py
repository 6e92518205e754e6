"""`karmyq setup matrix` against a real homeserver, and a start with what it wrote down."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from aiohttp import web
from typer.testing import CliRunner

from bot.cli import cli
from tests.matrix.homeserver import MISSING, PROGRAM, Account, Homeserver, free_port, running
from tests.matrix.member import Member

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Synapse is not installed")
ROOT = Path(__file__).parents[2]
PATIENCE = 90
STORE = Path("karmyq-matrix")
_CERTIFICATE = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)
made = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    .serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
    .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
    .add_extension(x509.BasicConstraints(True, None), True)
    .sign(key, hashes.SHA256())
)
text = serialization.Encoding.PEM
print(made.public_bytes(text).decode(), end="")
plain = serialization.NoEncryption()
print(key.private_bytes(text, serialization.PrivateFormat.PKCS8, plain).decode(), end="")
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in an empty folder with nothing set, and leave the logs as they were."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("KARMYQ_")]:
        monkeypatch.delenv(name)
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def account(homeserver: Homeserver) -> Account:
    return homeserver.register_new("karmyq")


def set_up(url: str, *typed: str) -> tuple[int, str]:
    """Run the first run, and type these answers."""
    surroundings = {"KARMYQ_MATRIX__HOMESERVER": url, "COLUMNS": "200"}
    done = CliRunner().invoke(
        cli, ["setup", "matrix"], input="".join(f"{line}\n" for line in typed), env=surroundings
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def devices(homeserver: Homeserver, account: Account) -> dict[str, Any]:
    """Return the account's devices with their keys, as other people's clients are told."""
    asked = {"device_keys": {account.user: []}}
    told = homeserver.ask("POST", "/_matrix/client/v3/keys/query", asked, account.token)
    known: dict[str, Any] = told["device_keys"].get(account.user, {})
    return known


def test_with_a_password(homeserver: Homeserver, account: Account) -> None:
    Path(".env").write_text("# mine\nKARMYQ_LOG_LEVEL=error\n")
    code, told = set_up(homeserver.url, account.user, account.password)
    assert code == 0, told
    written = Path(".env").read_text()
    assert written.startswith("# mine\nKARMYQ_LOG_LEVEL=error\n")
    assert account.password not in written
    assert account.password not in told
    assert f"KARMYQ_MATRIX__USER_ID={account.user}" in written
    assert Path(".env").stat().st_mode & 0o777 == 0o600
    assert STORE.stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o077 for f in STORE.glob("*.json")} == {0}
    (device,) = devices(homeserver, account).values()
    assert len(device["signatures"][account.user]) == 2
    key = device["keys"][f"ed25519:{device['device_id']}"]
    assert key in told.replace(" ", "")
    assert device["unsigned"]["device_display_name"] == "Karmyq"
    assert "stand in the way" not in told


def test_again_it_is_the_same_device(homeserver: Homeserver, account: Account) -> None:
    set_up(homeserver.url, account.user, account.password)
    before = Path(".env").read_text()
    first = devices(homeserver, account)
    code, _ = set_up(homeserver.url, account.user, account.password)
    assert code == 0
    assert devices(homeserver, account) == first
    assert Path(".env").read_text() == before


def test_with_a_token_and_when_it_is_dead_with_a_password(
    homeserver: Homeserver, account: Account
) -> None:
    token = homeserver.login(account).token
    code, told = set_up(homeserver.url, account.user, token)
    assert code == 0, told
    assert f"KARMYQ_MATRIX__ACCESS_TOKEN={token}\n" in Path(".env").read_text()
    assert token not in told
    homeserver.ask("POST", "/_matrix/client/v3/logout", {}, token)
    code, told = set_up(homeserver.url, account.user, account.password)
    assert code == 0, told
    assert "KARMYQ_MATRIX__ACCESS_TOKEN=\n" in Path(".env").read_text()
    assert token not in Path(".env").read_text()


@pytest.mark.parametrize(
    ("name", "secret", "told"),
    [
        ("karmyq", None, "@karmyq:example.org"),
        (None, "wrong", "does not accept"),
        (None, "syt_nothing", "has ended"),
        (None, "", "Nobody is logged in"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    homeserver: Homeserver, account: Account, name: str | None, secret: str | None, told: str
) -> None:
    typed = [name or account.user, *([] if secret is None else [secret])]
    code, said = set_up(homeserver.url, *typed)
    assert (code, Path(".env").exists()) == (2, False), said
    assert told in said


def test_somebody_elses_token(homeserver: Homeserver, account: Account) -> None:
    other = homeserver.register_new("ana")
    code, said = set_up(homeserver.url, account.user, other.token)
    assert (code, Path(".env").exists()) == (2, False)
    assert other.user in said


def test_no_homeserver_answers(account: Account) -> None:
    code, said = set_up(f"http://127.0.0.1:{free_port()}", account.user)
    assert (code, Path(".env").exists()) == (2, False)
    assert "KARMYQ_MATRIX__HOMESERVER" in said


def test_keys_that_were_made_elsewhere_are_named_and_replaced_with_the_password(
    homeserver: Homeserver, account: Account
) -> None:
    async def elsewhere() -> None:
        async with aiohttp.ClientSession() as http:
            await Member(homeserver.url, account, http).encrypt()

    asyncio.run(elsewhere())
    code, said = set_up(homeserver.url, account.user, homeserver.login(account).token)
    assert code == 0
    assert "stand in the way" in said
    code, said = set_up(homeserver.url, account.user, account.password)
    assert code == 0
    assert "stand in the way" not in said


@pytest.mark.slow
async def test_found_by_its_name_and_then_run(tmp_path: Path) -> None:
    """Only the name is typed: the server says itself where it is, and the program starts with what was written down."""
    port = free_port()
    with running(server_name=f"localhost:{port}") as server:
        account = server.register("karmyq")
        certificate = certified(tmp_path / "certificate.pem")
        runner = await answering(port, certificate, {"m.homeserver": {"base_url": server.url}})
        try:
            program = await started("setup", "matrix", SSL_CERT_FILE=str(certificate))
            typed = f"{account.user}\n{account.password}\n".encode()
            out, err = await asyncio.wait_for(program.communicate(typed), PATIENCE)
            assert program.returncode == 0, out + err
        finally:
            await runner.cleanup()
        assert f"KARMYQ_MATRIX__HOMESERVER={server.url}\n" in Path(".env").read_text()
        await lives_in_a_room(server, account)


def certified(file: Path) -> Path:
    """Make a certificate for this machine's own name; what makes one is in the homeserver's environment."""
    file.write_bytes(subprocess.check_output([PROGRAM, "-c", _CERTIFICATE]))
    return file


async def lives_in_a_room(server: Homeserver, account: Account) -> None:
    """Start the program, invite it to a room, see it introduce itself, and ask it to stop."""
    program = await started("run")
    async with aiohttp.ClientSession() as http:
        ana = Member(server.url, server.register("ana"), http)
        await ana.encrypt()
        room = await ana.create(name="Maple", encrypted=True, invite=[account.user])
        for _ in range(PATIENCE):
            await ana.sync(wait=1000)
            if [m for m in ana.messages(room, account.user) if "Karmyq" in m.text]:
                break
        (card,) = [m for m in ana.messages(room, account.user) if "Karmyq" in m.text]
        assert ana.trusts(card)
    program.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.wait(), PATIENCE) == 0


async def answering(port: int, certificate: Path, told: Any) -> web.AppRunner:
    """Let a server of this name say where its homeserver is."""

    async def say(_: web.Request) -> web.Response:
        return web.json_response(told)

    app = web.Application()
    app.router.add_get("/.well-known/matrix/client", say)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=secure).start()
    return runner


async def started(*words: str, **more: str) -> asyncio.subprocess.Process:
    """Start a command as a process of its own, here."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )
