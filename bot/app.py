"""The composition root, and the only one: here, and nowhere else, everything is wired together."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import handlers.communities.arriving
import handlers.communities.building
import handlers.communities.digest
import handlers.communities.door
import handlers.communities.founding
import handlers.communities.insights
import handlers.communities.joining
import handlers.communities.rooms
import handlers.communities.rules
import handlers.communities.safety
import handlers.communities.setup
import handlers.communities.visiting
import handlers.crisis
import handlers.exchanges.chasing
import handlers.exchanges.doing
import handlers.governance.consent
import handlers.governance.nominations
import handlers.governance.roles
import handlers.governance.rotation
import handlers.help
import handlers.karma
import handlers.linking
import handlers.listening
import handlers.matching
import handlers.people
import handlers.posts.confirming
import handlers.posts.drafts
import handlers.posts.filling
import handlers.posts.posting
import handlers.posts.repeating
import handlers.posts.rewording
import handlers.privacy
import handlers.reciprocity.doing
import handlers.reciprocity.nightly
import handlers.reciprocity.week
import handlers.reciprocity.weekly
import handlers.trust
import handlers.votes.closing
import handlers.votes.life
import handlers.votes.proposing
import handlers.votes.voting
import locales
from bot import running
from bot.matrix_settings import MatrixSettings
from bot.piping import Lines, Player, stop_on_sigterm
from bot.platforms.pipe import Pipe
from bot.settings import Settings, TelegramSettings
from bot.spine import Spine
from bot.spine.clock import SteppedClock, SystemClock
from bot.spine.positions import Positions
from bot.spine.ticker import Ticker
from core import listening
from core.ports import Clock, Platform
from handlers.table import Command, Table, collect
from storage.database import Database

if TYPE_CHECKING:
    from bot.platforms.matrix import Account as MatrixAccount
    from bot.platforms.matrix import Matrix
    from bot.platforms.telegram import Telegram
    from bot.platforms.telegram.first_run import Account
    from bot.platforms.telegram.menus import Menu

SUBJECTS = (
    handlers.listening,
    handlers.posts.drafts,
    handlers.posts.posting,
    handlers.posts.confirming,
    handlers.posts.filling,
    handlers.posts.repeating,
    handlers.posts.rewording,
    handlers.exchanges.doing,
    handlers.exchanges.chasing,
    handlers.karma,
    handlers.trust,
    handlers.people,
    handlers.linking,
    handlers.communities.joining,
    handlers.communities.rules,
    handlers.communities.insights,
    handlers.communities.visiting,
    handlers.communities.setup,
    handlers.communities.rooms,
    handlers.communities.building,
    handlers.communities.founding,
    handlers.communities.door,
    handlers.communities.arriving,
    handlers.communities.safety,
    handlers.communities.digest,
    handlers.governance.consent,
    handlers.governance.roles,
    handlers.governance.nominations,
    handlers.governance.rotation,
    handlers.votes.proposing,
    handlers.votes.voting,
    handlers.votes.closing,
    handlers.votes.life,
    handlers.matching,
    handlers.reciprocity.week,
    handlers.reciprocity.weekly,
    handlers.reciprocity.doing,
    handlers.reciprocity.nightly,
    handlers.crisis,
    handlers.privacy,
    handlers.help,
)
"""Handler modules, in the order in which help lists their commands."""


def table() -> Table:
    """Return the table of everything that is answered."""
    return collect(SUBJECTS)


@asynccontextmanager
async def opened(
    url: str, platforms: Sequence[Platform], clock: Clock, *, seed: str | None, language: str
) -> AsyncIterator[tuple[Spine, Database]]:
    """Open the database and start the spine; close both at the end. Raises StorageRefused."""
    storage = await Database.open(url, seed)
    try:
        spine = Spine(storage, platforms, table(), clock, language)
        await spine.start()
        yield spine, storage
    finally:
        await storage.close()


@asynccontextmanager
async def reading_languages() -> AsyncIterator[None]:
    """Read meanwhile what listening knows of each language, so that no message of people who wait does."""
    reading = asyncio.create_task(asyncio.to_thread(listening.warm))
    try:
        yield
    finally:
        await reading


async def stepped_clock(url: str, at: datetime) -> SteppedClock:
    """Return a clock that stands at `at`, or where it stood in this database when that is later."""
    storage = await Database.open(url, "")
    try:
        async with storage.begin("clock", at) as work:
            known = await work.installation.get("clock")
    finally:
        await storage.close()
    return SteppedClock(max(at, datetime.fromisoformat(known)) if known else at)


async def pipe(
    url: str, at: datetime | None, seed: str | None, language: str, *, unreachable: bool
) -> None:
    """Play standard input to its end."""
    out = sys.stdout

    def write(line: str) -> None:
        out.write(line)
        out.flush()

    platform = Pipe(write, unreachable=unreachable)
    clock: Clock = await stepped_clock(url, at) if at else SystemClock()
    async with opened(url, [platform], clock, seed=seed, language=language) as (spine, storage):
        lines = Lines(os.dup(sys.stdin.fileno()))
        stop_on_sigterm(lines)
        lines.start()
        ticker = Ticker(spine)
        if at is None:
            ticker.start()
        try:
            await Player(spine, platform, storage, seed).play(lines)
        finally:
            await ticker.stop()


class OutOfReach(Exception):
    """A platform could not be asked."""


async def run(known: Settings, *, webhook: bool) -> None:
    """Run on every platform that is configured, until a signal. Raises TokenRefused, Stopped, StorageRefused.

    A platform that is out of reach at the start is waited for.
    """
    stop = asyncio.Event()
    running.stop_on_signals(stop)
    platforms: list[running.Live] = []
    if known.telegram.token.get_secret_value():
        platforms.append(_telegram(known.telegram, webhook=webhook))
    if known.matrix.is_configured:
        platforms.append(matrix(known.database_url.get_secret_value(), known.matrix))
    try:
        if not await _started(platforms, stop):
            return
        url = known.database_url.get_secret_value()
        opening = opened(url, platforms, SystemClock(), seed=None, language="en")
        async with reading_languages(), opening as (spine, _):
            await running.run(spine, platforms, stop)
    finally:
        for platform in platforms:
            await platform.close()


async def _started(platforms: Sequence[running.Live], stop: asyncio.Event) -> bool:
    """Start every platform; False when the program was asked to stop meanwhile."""
    starting = asyncio.create_task(running.all_started(platforms, is_passing=_is_passing))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        await starting
        return True
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await starting
    return False


def _is_passing(error: Exception) -> bool:
    from telegram.error import BadRequest, TelegramError  # noqa: PLC0415 - read only where it is used

    return isinstance(error, TelegramError) and not isinstance(error, BadRequest)


def _telegram(known: TelegramSettings, *, webhook: bool) -> "Telegram":
    """Return Telegram as the settings say."""
    from bot.platforms.telegram import Telegram, Webhook  # noqa: PLC0415 - the SDK is read only where it is used

    pushed = None
    if webhook:
        secret = known.webhook_secret.get_secret_value() or secrets.token_urlsafe(32)
        pushed = Webhook(
            url=known.webhook_url,
            secret=secret,
            host=known.webhook_host,
            port=known.webhook_port,
        )
    return Telegram(
        known.token.get_secret_value(),
        base_url=known.base_url,
        webhook=pushed,
        commands=[command.name for command in table().commands()],
        menu=telegram_menu(),
    )


def telegram_menu() -> "Menu":
    """Return the everyday commands and those that take a right, in every language; English for everybody else."""
    from bot.platforms.telegram.menus import Entry  # noqa: PLC0415 - the SDK is read only where it is used

    entries_of = ((e.trigger, e.may) for e in table().entries)
    known = [c for c, may in entries_of if isinstance(c, Command) and (c.everyday or may)]

    def entries(locale: str) -> list[Entry]:
        # Help says `/ask – ask for something`; a menu says the same in two columns.
        found = []
        for command in known:
            said = words(locale, f"command-{command.name}").partition(" – ")[2]
            found.append(Entry(command.name, said, for_keepers=not command.everyday))
        return found

    menu = {code: entries(code) for code in locales.available()}
    return {"": entries(locales.DEFAULT), **menu}


def matrix_stopped() -> type[Exception]:
    """Return what is raised when Matrix cannot go on without its operator; it carries its wording's key."""
    from bot.platforms.matrix import Stopped  # noqa: PLC0415 - nio is read only where it is used

    return Stopped


def token_refused() -> type[Exception]:
    """Return what is raised for a token that Telegram does not know."""
    from bot.platforms.telegram import TokenRefused  # noqa: PLC0415 - the SDK is read only where it is used

    return TokenRefused


async def meet_telegram(token: str, base_url: str) -> "Account":
    """Check a token and set the menus. Raises TokenRefused or OutOfReach."""
    from telegram.error import TelegramError  # noqa: PLC0415 - the SDK is read only where it is used

    from bot.platforms.telegram.first_run import meet  # noqa: PLC0415

    try:
        return await meet(token, base_url, telegram_menu())
    except TelegramError as error:
        raise OutOfReach(type(error).__name__) from None


def matrix(url: str, known: MatrixSettings) -> "Matrix":
    """Return Matrix as the settings say; it goes on where the database says that it was."""
    from bot.platforms.matrix import Matrix  # noqa: PLC0415 - nio is read only where it is used

    return Matrix(matrix_account(known), partial(position, url, Matrix.name))


def matrix_account(known: MatrixSettings) -> "MatrixAccount":
    """Return the account that the settings describe."""
    from bot.platforms.matrix import Account  # noqa: PLC0415 - nio is read only where it is used

    return Account(
        homeserver=known.homeserver,
        user_id=known.user_id,
        store=known.store,
        access_token=known.access_token.get_secret_value() or None,
        password=known.password.get_secret_value() or None,
        pickle_key=known.pickle_key.get_secret_value() or None,
        device_name=known.device_name,
        invites=known.servers,
    )


async def position(url: str, platform: str) -> str | None:
    """Return where a platform's stream goes on. Raises StorageRefused."""
    storage = await Database.open(url, "")
    try:
        async with storage.begin("position", SystemClock().now()) as work:
            return await Positions.of(work, platform)
    finally:
        await storage.close()


async def check(url: str) -> dict[str, str | int]:
    """Open the database and say how it is. Raises StorageRefused."""
    storage = await Database.open(url, "")
    try:
        return await storage.health(SystemClock().now())
    finally:
        await storage.close()


@asynccontextmanager
async def operating(url: str) -> AsyncIterator[Any]:
    """Open the database for one command of whoever runs the bot: one unit of work. Raises StorageRefused."""
    storage = await Database.open(url, "")
    try:
        async with storage.begin(f"operator:{uuid4().hex}", SystemClock().now()) as work:
            yield work
    finally:
        await storage.close()


def words(locale: str, key: str, /, **args: str | int) -> str:
    """Return a wording for who uses the program itself."""
    return locales.say(locale, key, args)
