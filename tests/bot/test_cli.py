"""The command line: every way in, and for everything that is wrong a sentence, exit code 2 and no traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

import locales
from bot.cli import cli
from bot.simulating import Figures
from storage import sqlite


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in an empty folder with nothing set, and leave the logs as they were."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(f"KARMYQ_{name}", raising=False)
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def karmyq(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, arguments, env={"COLUMNS": "200", "NO_COLOR": "1"})


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def refused(ended: Result, *parts: str) -> None:
    """Make sure that a command ended with these words, exit code 2 and nothing else."""
    assert ended.exit_code == 2
    assert isinstance(ended.exception, SystemExit)
    assert "Traceback" not in ended.output
    for part in parts:
        assert part in ended.stderr


def sentence(key: str, **args: str) -> str:
    return locales.say("en", key, args)


def test_version_and_help() -> None:
    assert karmyq("--version").stdout == f"karmyq {version('karmyq')}\n"
    told = karmyq("--help")
    assert told.exit_code == 0
    for command in ("pipe", "run", "check", "trust", "demo"):
        assert command in told.stdout


def test_without_a_command_it_says_which_there_are() -> None:
    told = karmyq()
    assert "pipe" in told.output
    assert "Traceback" not in told.output


def test_an_unknown_command_is_refused() -> None:
    refused(karmyq("abracadabra"), "abracadabra")


def test_run_with_nothing_configured_says_how_to_begin() -> None:
    refused(karmyq("run"), sentence("run-nothing-configured"))


def test_check_says_that_all_is_well() -> None:
    ended = karmyq("check")
    assert ended.exit_code == 0
    assert ended.stdout.split("\n")[0] == sentence("check-settings")
    assert "sqlite" in ended.stdout
    assert Path("karmyq.db").exists()


def test_check_says_what_waits(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    assert karmyq("check", "--database", url).exit_code == 0
    with sqlite3.connect(tmp_path / "village.db") as connection:
        columns = "key, kind, subject, due_at"
        row = ("k", "housekeeping", "", 0)
        connection.execute(f"INSERT INTO deadlines ({columns}) VALUES (?, ?, ?, ?)", row)
    told = karmyq("check", "--database", url).stdout
    assert "Deadlines overdue: 1" in told


@pytest.mark.parametrize("command", ["run", "check", "pipe"])
def test_a_wrong_setting_is_named(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMYQ_LOG_LEVEL", "loud")
    refused(karmyq(command), "KARMYQ_LOG_LEVEL", "'warning'")


def test_the_database_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARMYQ_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/mine/village.db")
    assert karmyq("check").exit_code == 0
    assert (tmp_path / "mine" / "village.db").exists()


@pytest.mark.parametrize("url", ["village.db", "mysql://x/y", "sqlite:///v.db", "://", " "])
def test_an_address_that_is_none(url: str) -> None:
    refused(karmyq("check", "--database", url), sentence("database-url-wrong"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear neighbours, " * 100)
    url = f"sqlite+aiosqlite:///{file}"
    refused(karmyq("check", "--database", url), sentence("database-not-one", where=str(file)))
    assert file.read_text().startswith("Dear neighbours")


def test_somebody_elses_database(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    url = f"sqlite+aiosqlite:///{file}"
    refused(karmyq("check", "--database", url), sentence("database-not-one", where=str(file)))


def test_a_database_newer_than_the_program(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    karmyq("check", "--database", url)
    with sqlite3.connect(tmp_path / "village.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(karmyq("check", "--database", url), sentence("database-newer"))


def test_a_database_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = [pragma for pragma in sqlite.PRAGMAS if not pragma.startswith("busy_timeout")]
    monkeypatch.setattr(sqlite, "PRAGMAS", ("busy_timeout=20", *patient))
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 20)
    file = tmp_path / "village.db"
    url = f"sqlite+aiosqlite:///{file}"
    karmyq("check", "--database", url)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused(karmyq("check", "--database", url), sentence("database-locked", where=str(file)))
    holder.close()
    assert karmyq("check", "--database", url).exit_code == 0


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}"
    where = str(tmp_path)
    refused(karmyq("check", "--database", url), sentence("database-unreachable", where=where))


def test_a_database_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "village.db"
    url = f"sqlite+aiosqlite:///{file}"
    karmyq("check", "--database", url)
    # Rights do not bind root; a query-only connection refuses to write for anybody.
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "query_only=ON"))
    refused(karmyq("check", "--database", url), sentence("database-read-only", where=str(file)))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://somebody:s3cret@/village?host={tmp_path}"
    ended = karmyq("check", "--database", url)
    refused(ended, sentence("database-unreachable", where="village"))
    assert "s3cret" not in ended.output


def test_the_pipe_says_what_is_wrong_with_a_database_and_says_no_line(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear neighbours, " * 100)
    ended = started("pipe", "--database", f"sqlite+aiosqlite:///{file}", "--clock", "2026-01-05Z")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("option", "value", "part"),
    [
        ("--clock", "tomorrow", "2026-02-01T00:00:00Z"),
        ("--clock", "2026-01-05T09:00:00", "zone"),
        ("--locale", "tlh", "en, es"),
        ("--database", "village.db", "KARMYQ_DATABASE_URL"),
        ("--nonsense", "1", "--nonsense"),
    ],
)
def test_options_of_the_pipe_that_are_wrong(option: str, value: str, part: str) -> None:
    refused(karmyq("pipe", option, value), part)
    assert not list(Path().iterdir())


def test_trust_of_a_village_written_down(tmp_path: Path) -> None:
    vectors = json.loads((Path(__file__).parents[1] / "data" / "trust_vectors.json").read_text())
    file = tmp_path / "villages.json"
    file.write_text(json.dumps(vectors))
    told = json.loads(karmyq("trust", str(file)).stdout)
    assert len(told) == len(vectors)
    for figures, vector in zip(told, vectors, strict=True):
        expected = {name: own["T"] for name, own in vector["expect"].items()}
        assert {name: own["T"] for name, own in figures.items()} == pytest.approx(
            expected, abs=1e-4
        )


def test_a_trust_file_that_is_missing_is_named(tmp_path: Path) -> None:
    file = str(tmp_path / "gone.json")
    refused(karmyq("trust", file), sentence("trust-file-unreadable", file=file))


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_a_trust_file_that_is_no_json(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "village.json"
    file.write_bytes(content)
    refused(karmyq("trust", str(file)), sentence("trust-file-no-json", file=str(file)))


def test_a_trust_file_that_is_no_village(tmp_path: Path) -> None:
    file = tmp_path / "village.json"
    file.write_text('{"nonsense": 1}')
    refused(karmyq("trust", str(file)), f"{file} is not a village")


def test_a_village_is_simulated(tmp_path: Path) -> None:
    drawn, events = tmp_path / "figures.png", tmp_path / "events.jsonl"
    small = ("simulate", "--members", "12", "--days", "7", "--rate", "1", "--seed", "2")
    told = karmyq(*small, "--json", "--picture", str(drawn), "--events", str(events))
    found = json.loads(told.stdout)
    assert list(found) == ["fair", "broadcast", "reliable", "random"]
    names = [field.name for field in fields(Figures)]
    assert all(list(figures) == names for figures in found.values())
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert events.read_text().startswith('{"at":"2026-01-')
    assert "These rules" in karmyq(*small).stdout


def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    small = ("simulate", "--members", "5", "--days", "1")
    told = karmyq(*small, "--picture", str(tmp_path / "nowhere" / "figures.png"))
    assert told.exit_code == 2
    assert "figures.png" in told.stderr
