"""Fetching updates, or being given them, and confirming each only after it was handled.

A confirmed update is never told again, so it is confirmed when what it did is committed: a crash in between brings it
back, and the inbox knows it (decision 016).
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.platforms.telegram.request import Flood

log = structlog.get_logger()

LONG_POLL_SECONDS = 30
ANSWER_GRACE_SECONDS = 10
BATCH = 100
LONGEST_PAUSE_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 1.0
CONFLICT_PAUSE_SECONDS = 5.0
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

Raw = dict[str, Any]


class TokenRefused(Exception):
    """Telegram does not know this token. The token itself is never part of an error."""


class Receiving(Protocol):
    """A way to receive updates."""

    async def start(self) -> None:
        """Begin to receive."""
        ...

    def updates(self) -> AsyncIterator[Raw]:
        """Yield updates in order; asking for the next one confirms the last."""
        ...

    async def stop(self) -> None:
        """End `updates()` after the one at hand."""
        ...


class Polling:
    """Asks Telegram for updates, and lets the question wait there until there are some."""

    def __init__(self, bot: Bot, request: BaseRequest, heard: Sequence[str]) -> None:
        self._bot = bot
        self._request = request
        self._heard = list(heard)
        self._asking: asyncio.Task[list[Raw]] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Take back a webhook, whose updates would not come here; what waits is kept."""
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def updates(self) -> AsyncIterator[Raw]:
        """Yield updates in order. Raises TokenRefused."""
        confirmed = 0
        while not self._stopping:
            batch = await self._ask(confirmed)
            for update in batch:
                if self._stopping:
                    break
                yield update
                confirmed = int(update["update_id"]) + 1
        if confirmed:
            await self._confirm(confirmed)

    async def stop(self) -> None:
        """End `updates()` after the one at hand; a question that waits is given up."""
        self._stopping = True
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self, confirmed: int) -> list[Raw]:
        self._asking = asyncio.create_task(self._ask_until_told(confirmed))
        try:
            return await self._asking
        except asyncio.CancelledError:
            if self._stopping:
                return []
            raise
        finally:
            self._asking = None

    async def _ask_until_told(self, confirmed: int) -> list[Raw]:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._get(confirmed, LONG_POLL_SECONDS)
            except InvalidToken:
                raise TokenRefused from None
            except Conflict:
                log.error("another program receives with this token; only one can")
                pause = CONFLICT_PAUSE_SECONDS
            except Flood as told:
                pause = told.after
            except TelegramError as error:
                log.warning("telegram could not be asked", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _get(self, offset: int, seconds: int) -> list[Raw]:
        # The library's own call parses the whole batch, and one update that it cannot read would hide the others.
        asked = {
            "offset": offset,
            "limit": BATCH,
            "timeout": seconds,
            "allowed_updates": json.dumps(self._heard),
        }
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        told = await self._request.post(url, read_timeout=seconds + ANSWER_GRACE_SECONDS)
        return told if isinstance(told, list) else []

    async def _confirm(self, confirmed: int) -> None:
        """Let Telegram know what was handled before we end; otherwise it tells it again, which does no harm."""
        try:
            await self._get(confirmed, 0)
        except TelegramError as error:
            log.info("the last updates stay unconfirmed", error=type(error).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram pushes updates: the public `url`, the `secret` it shows, and where we listen."""

    url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8080
    path: str = "/telegram"


class Pushing:
    """Is given updates over HTTP, one at a time; the answer that Telegram waits for is the confirmation."""

    def __init__(self, bot: Bot, webhook: Webhook, heard: Sequence[str]) -> None:
        self._bot = bot
        self._webhook = webhook
        self._heard = list(heard)
        self._queue: asyncio.Queue[tuple[Raw, asyncio.Future[None]] | None] = asyncio.Queue()
        self._runner: web.AppRunner | None = None
        self.port = webhook.port
        """Where we really listen, once started; given 0, any free port."""

    async def start(self) -> None:
        """Open the door, then tell Telegram where it is; what waits there is kept."""
        if self._runner is None:
            await self._open()
        await self._bot.set_webhook(
            self._webhook.url,
            allowed_updates=self._heard,
            secret_token=self._webhook.secret,
            max_connections=1,
            drop_pending_updates=False,
        )

    async def _open(self) -> None:
        house = web.Application()
        house.router.add_post(self._webhook.path, self._given)
        house.router.add_get("/health", self._health)
        self._runner = web.AppRunner(house, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._webhook.host, self._webhook.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def updates(self) -> AsyncIterator[Raw]:
        """Yield updates in the order they were given."""
        while (given := await self._queue.get()) is not None:
            update, handled = given
            yield update
            if not handled.done():
                handled.set_result(None)

    async def stop(self) -> None:
        """End `updates()`; what was given and not yet handled is refused, and so will be given again."""
        while not self._queue.empty():
            given = self._queue.get_nowait()
            if given is not None:
                given[1].cancel()
        self._queue.put_nowait(None)

    async def close(self) -> None:
        """Close the door, after the last answer went out."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _given(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET, "")
        if not hmac.compare_digest(shown.encode(), self._webhook.secret.encode()):
            return web.Response(status=403)
        try:
            update = await request.json()
            int(update["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        handled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((update, handled))
        try:
            await handled
        except asyncio.CancelledError:
            return web.Response(status=503)
        return web.Response()

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "waiting": self._queue.qsize()})
