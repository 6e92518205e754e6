"""Settings, read at start from the environment or `.env`, never at import."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.matrix_settings import MatrixSettings

PREFIX = "KARMYQ_"


class SettingsWrong(Exception):
    """A setting has a wrong value; the text names each variable and what it should look like."""


class Settings(BaseSettings):
    """Everything an operator can set. Secrets never print."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_nested_delimiter="__", extra="ignore"
    )

    database_url: SecretStr = Field(default=SecretStr("sqlite+aiosqlite:///karmyq.db"))
    matrix: MatrixSettings = MatrixSettings()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"


def read() -> Settings:
    """Read the settings. Raises SettingsWrong naming every wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{PREFIX}{'__'.join(map(str, p['loc'])).upper()}: {p['msg']}"
            for p in error.errors(include_input=False, include_url=False)
        )
        raise SettingsWrong("\n".join(lines)) from error
