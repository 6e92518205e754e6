"""Settings, read at start from the environment or `.env`, never at import."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.matrix_settings import MatrixSettings

PREFIX = "KARMYQ_"


class SettingsWrong(Exception):
    """A setting has a wrong value; the text names each variable and what it should look like."""


def is_token(given: str) -> bool:
    """Say whether this looks like a Telegram bot's token."""
    return re.fullmatch(r"\d+:[\w-]{20,}", given, re.ASCII) is not None


def _token(given: SecretStr) -> SecretStr:
    if given.get_secret_value() and not is_token(given.get_secret_value()):
        raise ValueError("a bot's token looks like 123456789:AbC..., as BotFather gives it")
    return given


def _secret(given: SecretStr) -> SecretStr:
    if given.get_secret_value() and not re.fullmatch(r"[\w-]{1,256}", given.get_secret_value()):
        raise ValueError("up to 256 letters, digits, _ and -")
    return given


def _address(given: str) -> str:
    if given and not given.startswith(("https://", "http://")):
        raise ValueError("an address that begins with https://")
    return given


class TelegramSettings(BaseModel):
    """How to reach Telegram; without a token it is not configured."""

    token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    base_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org/bot"
    webhook_url: Annotated[str, AfterValidator(_address)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    """Empty: a new one at every start."""
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=0, le=65535)


class Settings(BaseSettings):
    """Everything an operator can set. Secrets never print."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_nested_delimiter="__", extra="ignore"
    )

    database_url: SecretStr = Field(default=SecretStr("sqlite+aiosqlite:///karmyq.db"))
    matrix: MatrixSettings = MatrixSettings()
    telegram: TelegramSettings = TelegramSettings()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"


def read(*, first_run: bool = False) -> Settings:
    """Read the settings. Raises SettingsWrong naming every wrong variable.

    `first_run`: a token that is there is passed over, because it is about to be replaced.
    """
    try:
        return Settings(telegram={"token": ""}) if first_run else Settings()
    except ValidationError as error:
        lines = (
            f"{PREFIX}{'__'.join(map(str, p['loc'])).upper()}: {p['msg']}"
            for p in error.errors(include_input=False, include_url=False)
        )
        raise SettingsWrong("\n".join(lines)) from error
