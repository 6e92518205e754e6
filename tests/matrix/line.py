"""The line between the bot and its homeserver: everything passes, and we know when the bot has heard something.

The bot takes what a sync brought before it asks for more; so whatever an answer contained has been handled when the
next sync is asked for. That holds for any client, in this process or another, and needs no look inside it.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

HEARD_SECONDS = 90.0
_EVENT = re.compile(rb'"event_id":"(\$[^"]+)"')
_HOP = {"transfer-encoding", "connection", "content-length", "content-encoding", "server", "date"}

Meddler = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


class Line:
    """A reverse proxy on loopback. `meddle` may answer a request itself: a fault on purpose."""

    def __init__(self, upstream: str) -> None:
        self.url = ""
        self.asked: Counter[str] = Counter()
        """How many requests passed, by method and the last word of their path."""
        self.meddle: Meddler | None = None
        self._upstream = upstream
        self._session: aiohttp.ClientSession
        self._told: dict[str, int] = {}
        """In which round of syncing the bot was told of an event."""
        self._rounds = 0
        self._round = asyncio.Condition()

    async def open(self) -> None:
        """Begin to listen."""
        timeout = aiohttp.ClientTimeout(total=None)
        self._session = aiohttp.ClientSession(timeout=timeout, auto_decompress=False)
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def close(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()
        await self._session.close()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        syncing = request.path.endswith("/sync")
        self.asked[f"{request.method} {_what(request.path)}"] += 1
        if syncing:
            await self._next_round()
        if self.meddle is not None:
            answer = await self.meddle(request)
            if answer is not None:
                return answer
        return await self.forward(request)

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Let one request through, and bring its answer back."""
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", *_HOP)}
        headers["Accept-Encoding"] = "identity"
        url = self._upstream + request.raw_path
        body = await request.read()
        try:
            async with self._session.request(
                request.method, url, headers=headers, data=body or None, allow_redirects=False
            ) as answer:
                content = await answer.read()
        except aiohttp.ClientError:
            return cut(request)
        self._listen(content)
        kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
        return web.Response(status=answer.status, headers=kept, body=content)

    def _listen(self, content: bytes) -> None:
        for event in _EVENT.findall(content):
            self._told.setdefault(event.decode(), self._rounds)

    async def _next_round(self) -> None:
        """The bot asks for more: what it was told before is done."""
        async with self._round:
            self._rounds += 1
            self._round.notify_all()

    def _has_handled(self, event: str) -> bool:
        return event in self._told and self._told[event] < self._rounds

    async def heard(self, event: str, seconds: float = HEARD_SECONDS) -> None:
        """Wait until the bot has heard and handled an event."""
        try:
            async with self._round:
                await asyncio.wait_for(
                    self._round.wait_for(lambda: self._has_handled(event)), seconds
                )
        except TimeoutError:
            told = "told of it" if event in self._told else "not told of it"
            asked = dict(self.asked)
            raise AssertionError(f"the bot has not handled {event} ({told}): {asked}") from None

    async def syncing(self, rounds: int = 1, seconds: float = HEARD_SECONDS) -> None:
        """Wait until the bot has asked for so many more syncs."""
        wanted = self._rounds + rounds
        async with self._round:
            await asyncio.wait_for(self._round.wait_for(lambda: self._rounds >= wanted), seconds)


def cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection, as a dying server does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _what(path: str) -> str:
    parts = path.strip("/").split("/")
    if "send" in parts:
        return f"send/{parts[parts.index('send') + 1]}"
    if "rooms" in parts:
        return parts[parts.index("rooms") + 2] if len(parts) > parts.index("rooms") + 2 else "rooms"
    return "/".join(p for p in parts[3:5] if not p.startswith(("@", "!", "%")))


@asynccontextmanager
async def line_to(upstream: str) -> AsyncIterator[Line]:
    """Open a line to a homeserver."""
    line = Line(upstream)
    await line.open()
    try:
        yield line
    finally:
        await line.close()
