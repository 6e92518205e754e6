"""Settings: read at start, wrong ones named, secrets never shown."""

from pathlib import Path

import pytest

from bot import settings


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, with nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(f"KARMYQ_{name}", raising=False)


def test_it_works_with_nothing_set() -> None:
    known = settings.read()
    assert known.database_url.get_secret_value() == "sqlite+aiosqlite:///karmyq.db"
    assert (known.log_level, known.log_format) == ("warning", "text")


def test_the_environment_outweighs_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KARMYQ_LOG_LEVEL=info\nKARMYQ_LOG_FORMAT=json\nOTHER=1\n")
    monkeypatch.setenv("KARMYQ_LOG_LEVEL", "error")
    known = settings.read()
    assert (known.log_level, known.log_format) == ("error", "json")


def test_every_wrong_variable_is_named_with_what_it_should_look_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KARMYQ_LOG_LEVEL", "loud")
    monkeypatch.setenv("KARMYQ_LOG_FORMAT", "xml")
    with pytest.raises(settings.SettingsWrong) as wrong:
        settings.read()
    first, second = str(wrong.value).split("\n")
    assert first.startswith("KARMYQ_LOG_LEVEL: ")
    assert "'warning'" in first
    assert second.startswith("KARMYQ_LOG_FORMAT: ")
    assert "'json'" in second
    assert "loud" not in str(wrong.value)


def test_secrets_never_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMYQ_DATABASE_URL", "postgresql+asyncpg://me:s3cret@localhost/v")
    assert "s3cret" not in repr(settings.read()) + settings.read().model_dump_json()


def test_telegram_is_configured_by_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings.read().telegram.token.get_secret_value()
    token = "123456789:" + "AbC-_" * 7
    Path(".env").write_text(f"KARMYQ_TELEGRAM__TOKEN={token}\nKARMYQ_TELEGRAM__WEBHOOK_PORT=81\n")
    known = settings.read().telegram
    assert (known.token.get_secret_value(), known.webhook_port) == (token, 81)
    assert token not in repr(settings.read()) + settings.read().model_dump_json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "marmalade"),
        ("BASE_URL", "marmalade"),
        ("WEBHOOK_URL", "marmalade"),
        ("WEBHOOK_SECRET", "marmalade?"),
        ("WEBHOOK_PORT", "99999"),
    ],
)
def test_a_wrong_word_about_telegram_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"KARMYQ_TELEGRAM__{name}", value)
    with pytest.raises(settings.SettingsWrong) as wrong:
        settings.read()
    assert str(wrong.value).startswith(f"KARMYQ_TELEGRAM__{name}: ")
    assert "marmalade" not in str(wrong.value)
