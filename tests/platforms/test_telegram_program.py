"""`karmyq setup telegram` and `karmyq run`, as programs of their own against a Bot API server."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import locales
from tests.telegram.people import People
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, BotApi

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")
ROOT = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    made = BotApi()
    await made.start()
    yield made
    await made.stop()
    assert not made.wrong


async def started(folder: Path, api: BotApi, *words: str, **more: str) -> Any:
    """Start a command in a folder of its own."""
    settings = {"KARMYQ_TELEGRAM__BASE_URL": api.base_url, "PYTHONPATH": str(ROOT), **more}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KARMYQ_")}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env={**kept, **settings},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )


async def set_up(folder: Path, api: BotApi, token: str) -> tuple[int, str]:
    """Run the first run, and type a token."""
    program = await started(folder, api, "setup", "telegram")
    out, err = await asyncio.wait_for(program.communicate(f"{token}\n".encode()), PATIENCE)
    return program.returncode, (out + err).decode()


async def test_the_first_run(tmp_path: Path, api: BotApi) -> None:
    api.world.hears_all = False
    (tmp_path / ".env").write_text("KARMYQ_LOG_LEVEL=info\n")
    code, told = await set_up(tmp_path, api, TOKEN)
    assert code == 0
    assert "@karmyq_bot" in told
    assert "/setprivacy" in told
    assert "https://t.me/karmyq_bot?startgroup&admin=" in told
    assert TOKEN not in told
    kept = tmp_path / ".env"
    assert kept.read_text() == f"KARMYQ_LOG_LEVEL=info\nKARMYQ_TELEGRAM__TOKEN={TOKEN}\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    scopes = {scope for scope, _ in api.menus}
    languages = {language for _, language in api.menus}
    assert len(scopes) == 4
    assert languages == {"", *locales.available()}
    for (scope, language), menu in api.menus.items():
        is_for_keepers = "administrators" in scope
        assert ("topic" in {c["command"] for c in menu}) is is_for_keepers
        told_there = {c["command"]: c["description"] for c in menu}
        assert {"start", "ask", "help"} <= told_there.keys()
        words = locales.say(language or "en", "command-ask", {})
        assert words == f"/ask – {told_there['ask']}"


@pytest.mark.parametrize("token", ["123456789:" + "x" * 35, "n0t-a-t0ken", "-"])
async def test_a_wrong_token_changes_nothing(tmp_path: Path, api: BotApi, token: str) -> None:
    code, told = await set_up(tmp_path, api, token)
    assert code == 2
    assert "Traceback" not in told
    assert "BotFather" in told
    assert len(token) == 1 or token not in told
    assert not (tmp_path / ".env").exists()


async def test_a_broken_token_is_mended_by_the_first_run(tmp_path: Path, api: BotApi) -> None:
    kept = tmp_path / ".env"
    kept.write_text("KARMYQ_TELEGRAM__TOKEN=oops\nOTHER=1\n")
    assert (await set_up(tmp_path, api, TOKEN))[0] == 0
    assert kept.read_text() == f"KARMYQ_TELEGRAM__TOKEN={TOKEN}\nOTHER=1\n"


async def test_the_first_run_in_the_language_of_who_runs_it(tmp_path: Path, api: BotApi) -> None:
    spanish = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "es_AR.UTF-8"}
    program = await started(tmp_path, api, "setup", "telegram", **spanish)
    out, _ = await asyncio.wait_for(program.communicate(TOKEN.encode()), PATIENCE)
    assert "Arráncalo" in out.decode()


async def test_out_of_reach_is_said(tmp_path: Path, api: BotApi) -> None:
    away = BotApi()
    away.url = "http://127.0.0.1:9"
    code, told = await set_up(tmp_path, away, TOKEN)
    assert (code, "Traceback" in told) == (2, False)
    assert locales.say("en", "telegram-out-of-reach", {}) in told


async def until(true: Any) -> None:
    for _ in range(PATIENCE * 50):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never held")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_until_it_is_asked_to_stop(
    tmp_path: Path, api: BotApi, ending: signal.Signals
) -> None:
    people = People(api)
    ana = api.world.new_user("Ana", "ana")
    maple = api.world.new_group("Maple Street", ana)
    program = await started(tmp_path, api, "run", KARMYQ_TELEGRAM__TOKEN=TOKEN)
    try:
        people.add_bot(maple, ana, admin=True)
        await until(lambda: people.public(maple))
        people.start(ana)
        await until(lambda: len(people.sees(ana)) > 1)
        program.send_signal(ending)
        out, err = await asyncio.wait_for(program.communicate(), PATIENCE)
    finally:
        if program.returncode is None:
            program.kill()
    assert (program.returncode, out, err) == (0, b"", b"")
    assert api.menus
    assert not api.updates.waiting


async def test_a_refused_token_ends_it_with_a_sentence(tmp_path: Path, api: BotApi) -> None:
    wrong = "123456789:" + "x" * 35
    program = await started(tmp_path, api, "run", KARMYQ_TELEGRAM__TOKEN=wrong)
    _, err = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 2
    assert err.decode().strip() == locales.say("en", "telegram-token-refused", {})


async def test_a_webhook_needs_an_address(tmp_path: Path, api: BotApi) -> None:
    program = await started(tmp_path, api, "run", "--webhook", KARMYQ_TELEGRAM__TOKEN=TOKEN)
    _, err = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 2
    assert "KARMYQ_TELEGRAM__WEBHOOK_URL" in err.decode()


async def test_while_telegram_is_away_it_waits_and_can_be_stopped(
    tmp_path: Path, api: BotApi
) -> None:
    away = BotApi()
    away.url = "http://127.0.0.1:9"
    program = await started(tmp_path, away, "run", KARMYQ_TELEGRAM__TOKEN=TOKEN)
    line = await asyncio.wait_for(program.stderr.readline(), PATIENCE)
    program.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 0
    assert b"a platform is out of reach" in line
    assert TOKEN.encode() not in line + err
