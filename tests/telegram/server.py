"""A Bot API server on loopback: it answers as Telegram does, and fails as Telegram and the network do, on demand."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram import asking, judge, schema, sending
from tests.telegram.calls import METHODS, Call, Query
from tests.telegram.refusals import Refused, bad
from tests.telegram.updates import Updates
from tests.telegram.world import World

__all__ = ["TOKEN", "BotApi", "Request", "asking", "sending"]

TOKEN = "7000000001:" + "T" * 35
LONG_POLL = frozenset({"getUpdates"})
PUSH_AGAIN = 0.2
"""Seconds after which a push that failed is repeated; Telegram waits longer."""


@dataclass
class Request:
    """A request as it arrived, and how it was answered (0: the line was cut)."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]
    code: int = 0
    done: bool = False
    """It had its effect, whatever the bot was told."""


@dataclass
class Trouble:
    """What goes wrong with the next requests that match.

    `before`: nothing is done; otherwise the request has its effect and only the answer is lost. `cut`: the line breaks;
    `silent`: nothing comes until the client gives up; else `answer` is what Telegram says.
    """

    matches: Callable[[Request], bool]
    times: int
    before: bool = True
    cut: bool = False
    silent: bool = False
    answer: Refused | None = None
    met: list[Request] = field(default_factory=list)


class BotApi:
    """The server. `world` is what Telegram knows, `wrong` what the bot got wrong: a test ends with it empty."""

    def __init__(
        self, username: str = "karmyq_bot", now: Callable[[], datetime] | None = None
    ) -> None:
        self.world = World(username, now)
        self.updates = Updates()
        self.requests: list[Request] = []
        self.wrong: list[str] = []
        self.queries: dict[str, Query] = {}
        self.menus: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.webhook: dict[str, Any] = {"url": ""}
        self.pushed: list[int] = []
        """What the webhook answered, in order."""
        self.polling = 0
        """How many long polls wait right now."""
        self.in_flight = 0
        """How many other requests are being answered right now."""
        self.url = ""
        self._troubles: list[Trouble] = []
        self._schema = schema.load()
        self._poller: asyncio.Event | None = None
        self._pusher: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/files/{name}", self._file)
        # Whoever hangs up while it waits is forgotten: a poll of a dead process is none.
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening; whoever waits is let go."""
        self._closing.set()
        self.updates.arrived.set()
        if self._pusher is not None:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url; the token follows."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """Where files are."""
        return f"{self.url}/file/bot"

    def trouble(self, method: str, times: int = 1, chat: int | None = None, **how: Any) -> Trouble:
        """Let the next requests of a method (and chat) go wrong; see Trouble."""

        def matches(request: Request) -> bool:
            return request.method == method and chat in (None, request.params.get("chat_id"))

        made = Trouble(matches, times, **how)
        self._troubles.append(made)
        return made

    def sent(self, method: str, **params: Any) -> list[Request]:
        """Return every request of a method that had an effect and carried these parameters."""
        return [
            r
            for r in self.requests
            if r.method == method
            and r.done
            and all(r.params.get(name) == value for name, value in params.items())
        ]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return self._answer(Refused(401, "Unauthorized"))
        read = await self._read(request)
        if read.method not in LONG_POLL:
            self.requests.append(read)
            self.in_flight += 1
        try:
            return await self._met(request, read)
        finally:
            if read.method not in LONG_POLL:
                self.in_flight -= 1

    async def _read(self, request: web.Request) -> Request:
        method = _exact(self._schema, request.match_info["method"])
        form, files = dict(request.query), {}
        if request.content_type == "application/json":
            params: dict[str, Any] = await request.json()
            return Request(method, params, files)
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.file.read())
            else:
                form[name] = str(value)
        known = method in self._schema.methods
        return Request(method, judge.decoded(self._schema, method, form) if known else form, files)

    async def _met(self, http: web.Request, request: Request) -> web.StreamResponse:
        """Do what is asked, with the trouble that is planned for it."""
        trouble = next((t for t in self._troubles if t.times and t.matches(request)), None)
        if trouble is None:
            return self._answer(await self._result(request), request)
        trouble.times -= 1
        trouble.met.append(request)
        if not trouble.before:
            await self._result(request)
        if trouble.cut:
            assert http.transport is not None
            http.transport.abort()
        elif trouble.silent:
            self.in_flight -= 1  # nobody waits for this one but its client
            try:
                await self._closing.wait()
            finally:
                self.in_flight += 1
        return self._answer(trouble.answer or Refused(500, "Internal Server Error"), request)

    def _answer(self, result: Any, request: Request | None = None) -> web.Response:
        if isinstance(result, Refused):
            code, body = result.code, result.json()
        else:
            code, body = 200, {"ok": True, "result": result}
        if request is not None:
            request.code = code
        return web.json_response(body, status=code)

    async def _result(self, request: Request) -> Any:
        try:
            self._judge(request)
            if request.method == "getUpdates":
                return await self._get_updates(request.params)
            if request.method in ("setWebhook", "deleteWebhook", "getWebhookInfo"):
                return self._webhook(request)
            call = self._call(request)
            if request.method not in METHODS:
                self.wrong.append(f"{request.method} is not played by this server")
                raise bad("method is not played here")
            result = METHODS[request.method](call)
        except Refused as refused:
            return refused
        request.done = True
        return result

    def _call(self, request: Request) -> Call:
        world, updates = self.world, self.updates
        return Call(
            request.method, request.params, request.files, world, updates, self.queries, self.menus
        )

    def _judge(self, request: Request) -> None:
        """Refuse and remember what Telegram does not document."""
        if request.method not in self._schema.methods:
            self.wrong.append(f"there is no method {request.method}")
            raise Refused(404, "Not Found")
        found = judge.faults(self._schema, request.method, request.params, request.files)
        if found:
            self.wrong.extend(found)
            raise bad("; ".join(found))

    async def _get_updates(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Wait for updates; a second one who asks sends the first away, as at Telegram."""
        if self.webhook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        self.updates.want(params.get("allowed_updates"))
        self.updates.confirm(params.get("offset", 0))
        self.polling += 1
        try:
            await self._first(mine, self.updates.wait(params.get("timeout", 0)))
        finally:
            self.polling -= 1
            if self._poller is mine:
                self._poller = None
        if mine.is_set():
            reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise Refused(409, f"Conflict: {reason}")
        return self.updates.waiting[: params.get("limit", 100)]

    async def _first(self, displaced: asyncio.Event, waiting: Any) -> None:
        tasks = [asyncio.ensure_future(waiting), asyncio.ensure_future(displaced.wait())]
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait([*tasks, closing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*tasks, closing):
                task.cancel()

    def _webhook(self, request: Request) -> Any:
        request.done = True
        if request.method == "getWebhookInfo":
            waiting = len(self.updates.waiting)
            return {
                "url": self.webhook["url"],
                "has_custom_certificate": False,
                "pending_update_count": waiting,
            }
        if request.params.get("drop_pending_updates"):
            self.wrong.append("pending updates were dropped")
            self.updates.waiting.clear()
        if self._pusher is not None:
            self._pusher.cancel()
            self._pusher = None
        self.webhook = {"url": ""} if request.method == "deleteWebhook" else dict(request.params)
        if self.webhook["url"]:
            self.updates.want(request.params.get("allowed_updates"))
            self._pusher = asyncio.create_task(self._push())
        return True

    async def _push(self) -> None:
        """Push one update after the other, each until it is taken."""
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            while not self._closing.is_set():
                await self.updates.wait(3600)
                if not self.updates.waiting:
                    continue
                update = self.updates.waiting[0]
                try:
                    async with session.post(self.webhook["url"], json=update) as answer:
                        status = answer.status
                except aiohttp.ClientError:
                    status = 0
                self.pushed.append(status)
                if 200 <= status < 300:
                    self.updates.confirm(update["update_id"] + 1)
                else:
                    await asyncio.sleep(PUSH_AGAIN)

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.files.get(request.match_info["name"])
        if request.match_info["token"] != TOKEN or content is None:
            return web.Response(status=404)
        return web.Response(body=content)


def _exact(known: schema.Schema, method: str) -> str:
    """Return a method's documented name: Telegram does not mind how it is written."""
    small = {name.lower(): name for name in known.methods}
    return small.get(method.lower(), method)


def dumped(value: Any) -> str:
    """Write down anything that was sent, to look for what must not be in it."""
    return json.dumps(value, ensure_ascii=False, default=repr)
