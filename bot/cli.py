"""The command line: every way in, thin, with errors that say what to do."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any

import typer

import locales
from bot import app as root
from bot import settings
from bot.logs import configure
from bot.platforms.pipe.wire import BadLine, instant
from core.errors import StorageRefused

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A village bot that finds the right neighbour privately."
)


def _fail(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(code=2)


def _settings() -> settings.Settings:
    try:
        known = settings.read()
    except settings.SettingsWrong as error:
        raise _fail(str(error)) from error
    configure(known.log_level, known.log_format)
    return known


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return asyncio.run(work)
    except StorageRefused as error:
        raise _fail(locales.say(locales.DEFAULT, error.key, error.args_for_wording)) from error


def _instant(words: str | None) -> datetime | None:
    if words is None:
        return None
    try:
        return instant(words)
    except BadLine as error:
        raise typer.BadParameter(str(error)) from error


def _locale(code: str) -> str:
    if code not in locales.available():
        raise typer.BadParameter(f"one of: {', '.join(locales.available())}")
    return code


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"karmyq {version('karmyq')}")
        raise typer.Exit


@cli.callback()
def main_options(
    _show: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Show the version, or run one of the commands."""


DatabaseUrl = Annotated[
    str | None, typer.Option("--database", help="Where the village is kept; default KARMYQ_DATABASE_URL.")
]


@cli.command()
def pipe(
    database: DatabaseUrl = None,
    clock: Annotated[str | None, typer.Option(help="Stand still at this time, and move by clock lines.")] = None,
    seed: Annotated[str | None, typer.Option(help="Derive ids and chance from this.")] = None,
    locale: Annotated[str, typer.Option(callback=_locale, help="A new village's language.")] = "en",
    unreachable: Annotated[bool, typer.Option("--unreachable", help="Nobody can be reached at first.")] = False,
) -> None:
    """Run the whole bot over JSON lines on standard input and output."""
    url = database or _settings().database_url.get_secret_value()
    if database:
        configure("warning", "text")
    _run(root.pipe(url, _instant(clock), seed, locale, unreachable=unreachable))


@cli.command()
def understand(
    lang: Annotated[str, typer.Option(help="The language to prefer.")] = "en",
    now: Annotated[str | None, typer.Option(help="The instant that stands for now.")] = None,
) -> None:
    """Read JSON lines {"id","text"} and print what listening makes of each."""
    from bot.understanding import described  # noqa: PLC0415 - keeps every other command's start short

    at = _instant(now) or datetime.now(UTC)
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            typer.echo(json.dumps(described(line, number, lang, at), ensure_ascii=False))


def main() -> None:
    """Run the program."""
    cli()
