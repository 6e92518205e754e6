"""The command line: every way in, thin, with errors that say what to do."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

import locales
from bot import app as root
from bot import operating, settings
from bot.demo.tour import TourLost
from bot.first_run import remember
from bot.logs import configure
from bot.platforms.pipe.wire import BadLine, instant
from bot.setup_matrix import Setup, SetupFailed
from core.errors import StorageRefused

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A village bot that finds the right neighbour privately.",
)


def _fail(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(code=2)


def _say(key: str, **args: Any) -> str:
    return locales.say(_spoken(), key, args)


def _spoken() -> str:
    """Return the language of whoever runs the bot, as their system names it; English where that is none of ours."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    said = next(filter(None, named), "")
    return locales.nearest(said.partition(".")[0].replace("_", "-"))


def _settings(*, first_run: bool = False) -> settings.Settings:
    try:
        known = settings.read(first_run=first_run)
    except settings.SettingsWrong as error:
        raise _fail(str(error)) from error
    configure(known.log_level, known.log_format)
    return known


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return asyncio.run(work)
    except StorageRefused as error:
        raise _fail(_say(error.key, **error.args_for_wording)) from error


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
    str | None,
    typer.Option("--database", help="Where the village is kept; default KARMYQ_DATABASE_URL."),
]


@cli.command()
def pipe(
    database: DatabaseUrl = None,
    clock: Annotated[
        str | None, typer.Option(help="Stand still at this time, and move by clock lines.")
    ] = None,
    seed: Annotated[str | None, typer.Option(help="Derive ids and chance from this.")] = None,
    locale: Annotated[str, typer.Option(callback=_locale, help="A new village's language.")] = "en",
    unreachable: Annotated[
        bool, typer.Option("--unreachable", help="Nobody can be reached at first.")
    ] = False,
) -> None:
    """Run the whole bot over JSON lines on standard input and output."""
    url = database or _settings().database_url.get_secret_value()
    if database:
        configure("warning", "text")
    _run(root.pipe(url, _instant(clock), seed, locale, unreachable=unreachable))


@cli.command()
def run(
    webhook: Annotated[
        bool, typer.Option("--webhook", help="Let Telegram push, instead of asking it.")
    ] = False,
) -> None:
    """Run the bot on every platform that is configured."""
    known = _settings()
    if not (known.telegram.token.get_secret_value() or known.matrix.is_configured):
        raise _fail(_say("run-nothing-configured"))
    if webhook and not known.telegram.webhook_url:
        raise _fail(_say("run-webhook-url-missing"))
    try:
        _run(root.run(known, webhook=webhook))
    except root.token_refused() as error:
        raise _fail(_say("telegram-token-refused")) from error
    except root.matrix_stopped() as error:
        raise _fail(_say(error.key, **error.args_for_wording)) from error  # type: ignore[attr-defined]
    except OSError as error:
        if not webhook:
            raise
        raise _fail(_say("run-port-taken", port=known.telegram.webhook_port)) from error


setup = typer.Typer(no_args_is_help=True, help="Connect the bot to a chat service.")
cli.add_typer(setup, name="setup")


@setup.command(name="telegram")
def setup_telegram() -> None:
    """Ask for a Telegram bot's token, check it, set the menus, and remember it in .env."""
    known = _settings(first_run=True)
    typer.echo(_say("setup-telegram-begin"))
    token = _hidden(_say("setup-telegram-token"))
    if not settings.is_token(token):
        raise _fail(_say("telegram-token-misspelt"))
    try:
        account = _run(root.meet_telegram(token, known.telegram.base_url))
        remember(Path(".env"), f"{settings.PREFIX}TELEGRAM__TOKEN", token)
    except root.token_refused() as error:
        raise _fail(_say("telegram-token-refused")) from error
    except root.OutOfReach as error:
        raise _fail(_say("telegram-out-of-reach")) from error
    except OSError as error:
        raise _fail(_say("setup-env-unwritable")) from error
    typer.echo(_say("setup-telegram-met", name=account.username))
    if not account.reads_everything:
        typer.echo(_say("setup-telegram-privacy", name=account.username))
    typer.echo(_say("setup-telegram-next", link=account.group_link, private=account.private_link))


def _hidden(question: str) -> str:
    """Ask for something that nobody should see; without a keyboard, read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt(question, hide_input=True)).strip()


@setup.command(name="matrix")
def setup_matrix() -> None:
    """Ask for a Matrix account, log in, let current clients trust the bot, and remember it in .env."""
    try:
        Setup(_settings().matrix, _asked, lambda key, **args: typer.echo(_say(key, **args))).run(
            Path(".env")
        )
    except SetupFailed as failed:
        raise _fail(_say(failed.key, **failed.args_for_wording)) from failed
    except OSError as error:
        raise _fail(_say("setup-env-unwritable")) from error


def _asked(key: str, hidden: bool) -> str:
    """Ask for something; without a keyboard, read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt(_say(key), hide_input=hidden)).strip()


@cli.command()
def check(database: DatabaseUrl = None) -> None:
    """Check the settings and the database, and say what is wrong and what to do."""
    url = database or _settings().database_url.get_secret_value()
    health = _run(root.check(url))
    typer.echo(_say("check-settings"))
    typer.echo(_say("check-database", **health))
    if health["overdue"] or health["waiting"]:
        typer.echo(_say("check-waiting", **health))


def _operate(url: str | None, act: Callable[[Any], Awaitable[str]]) -> str:
    """Do one thing to the database in one transaction, and return what to say. Raises Exit with what to do."""

    async def one() -> str:
        async with root.operating(url or _settings().database_url.get_secret_value()) as work:
            return await act(work)

    try:
        return str(_run(one()))
    except operating.OperatorRefused as refused:
        raise _fail(_say(refused.key, **refused.args_for_wording)) from refused


@cli.command()
def communities(database: DatabaseUrl = None) -> None:
    """List the villages: their stage, how many members from five on, how many rooms."""

    async def act(work: Any) -> str:
        lines = [
            _say(
                "operator-village" if village.members else "operator-village-small",
                title=village.title,
                stage=village.stage,
                members=village.members,
                rooms=village.rooms,
            )
            for village in await operating.listed(work)
        ]
        return "\n".join(lines) or _say("operator-no-villages")

    typer.echo(_operate(database, act))


config = typer.Typer(no_args_is_help=True, help="Show, export or import a village's rules.")
cli.add_typer(config, name="config")
Village = Annotated[
    str | None, typer.Argument(help="The village's name; needed where several are.")
]


@config.command("show")
def config_show(village: Village = None, database: DatabaseUrl = None) -> None:
    """Show a village's rules in words."""

    async def act(work: Any) -> str:
        return operating.shown(await operating.named(work, village))

    typer.echo(_operate(database, act))


@config.command("export")
def config_export(
    file: Annotated[Path, typer.Argument(help="Where to write; - for standard output.")] = Path(
        "-"
    ),
    village: Annotated[str | None, typer.Option(help="The village's name.")] = None,
    database: DatabaseUrl = None,
) -> None:
    """Write a village's rules as YAML."""

    async def act(work: Any) -> str:
        return operating.exported(await operating.named(work, village))

    text = _operate(database, act)
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _fail(_say("operator-file-unwritable", file=str(file))) from error


@config.command("import")
def config_import(
    file: Annotated[Path, typer.Argument(help="Rules as YAML, as `config export` writes them.")],
    village: Annotated[str | None, typer.Option(help="The village's name.")] = None,
    database: DatabaseUrl = None,
) -> None:
    """Set a village's rules from YAML: at once before it is open, afterwards as a proposal to its people."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _fail(_say("operator-file-unreadable", file=str(file))) from error

    async def act(work: Any) -> str:
        title, rules = operating.read(text)
        community = await operating.named(work, village or title)
        return _say(await operating.set_out(work, community, rules), village=community.title)

    typer.echo(_operate(database, act))


def _file(words: str | Path) -> Path:
    """Read a file's path, or the address of an SQLite database."""
    kind, _, path = str(words).rpartition(":///")
    if kind not in ("", "sqlite", "sqlite+aiosqlite") or "://" in path:
        raise typer.BadParameter("the demo lives in a file, like karmyq-demo.db")
    return Path(path)


@cli.command()
def trust(
    file: Annotated[Path, typer.Argument(help="A village, or a list of them, as JSON.")],
) -> None:
    """Compute trust for a village written down in a file, to check the formula by hand."""
    from core.trust.village import VillageError, village_figures  # noqa: PLC0415 - numpy is read only here

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        typer.echo(json.dumps(village_figures(document)))
    except OSError as error:
        raise _fail(_say("trust-file-unreadable", file=str(file))) from error
    except VillageError as error:
        raise _fail(_say("trust-file-wrong", file=str(file), faults=str(error))) from error
    except ValueError as error:
        raise _fail(_say("trust-file-no-json", file=str(file))) from error


@cli.command()
def understand(
    lang: Annotated[str, typer.Option(help="The language of lines that name none.")] = "en",
    now: Annotated[
        str | None, typer.Option(help="The moment that stands for now in lines that name no ref.")
    ] = None,
) -> None:
    """Say what listening hears in JSON lines on standard input: {"id", "text", "lang"?, "ref"?}."""
    from bot.hearing import understood  # noqa: PLC0415 - the packs are read only here

    # Bytes that are no UTF-8 spoil their own line at most.
    asked = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    for line in understood(asked, lang, _instant(now) or datetime.now(UTC)):
        typer.echo(line)


@cli.command()
def simulate(
    members: Annotated[int, typer.Option(min=2, max=150, help="How many people.")] = 100,
    days: Annotated[int, typer.Option(min=1, max=3650, help="For how long.")] = 182,
    rate: Annotated[float, typer.Option(min=0, max=50, help="Requests a member and week.")] = 0.45,
    seed: Annotated[int, typer.Option(help="The same seed, the same events.")] = 0,
    helpers: Annotated[
        float, typer.Option(min=0, max=1, help="The share of people who ever help.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Draw the figures, as PNG.")] = None,
    events: Annotated[
        Path | None, typer.Option(help="Write what happened under our rules, one JSON line each.")
    ] = None,
) -> None:
    """Let an invented village live by these rules, and by three simpler ways of asking, and compare."""
    from bot import simulating  # noqa: PLC0415 - numpy is read only here
    from bot.simulating import telling  # noqa: PLC0415

    configure("warning", "text")
    plan = simulating.Plan(members, days, rate, seed, helpers)
    found, log = simulating.rivalry(plan)
    try:
        if picture is not None:
            picture.write_bytes(telling.picture(found))
        if events is not None:
            events.write_text("".join(f"{line}\n" for line in log), encoding="utf-8")
    except OSError as error:
        raise _fail(_say("operator-file-unwritable", file=str(error.filename))) from error
    if as_json:
        typer.echo(json.dumps({name: figures.plain() for name, figures in found.items()}))
    else:
        typer.echo(telling.table(found))


@cli.command()
def demo(
    database: Annotated[
        Path, typer.Option(parser=_file, help="The file in which the village is kept.")
    ] = Path("karmyq-demo.db"),
    tour: Annotated[bool, typer.Option("--tour", help="Watch the main story play itself.")] = False,
    locale: Annotated[str, typer.Option(callback=_locale, help="The village's language.")] = "en",
    pace: Annotated[
        float, typer.Option(min=0, envvar="KARMYQ_DEMO_PACE", help="1: as people read; 0: at once.")
    ] = 1.0,
) -> None:
    """Play in an invented village, with neighbours who answer; without a terminal, watch the tour."""
    # A window and log lines do not share a screen: in it, what fails is told by the bot itself.
    is_window = not tour and sys.stdin.isatty() and sys.stdout.isatty()
    configure("critical" if is_window else "warning", "text")
    try:
        _run(
            root.demo(database, locale, pace) if is_window else root.tour(locale, typer.echo, pace)
        )
    except TourLost as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code=1) from error


def main() -> None:
    """Run the program."""
    cli()
