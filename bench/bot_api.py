"""The least that a Bot API server can be, in a process of its own, so that its work is nobody's figure.

`python -m bench.bot_api` prints its port. It tells of nothing but what is put into it by POST /put, a list of updates,
and answers every call with a success.
"""

import asyncio
import itertools
import json
from typing import Any

from aiohttp import web

ME = {
    "id": 7,
    "is_bot": True,
    "first_name": "Karmyq",
    "username": "karmyq_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
}


class Server:
    """Updates that wait, and how many calls were made."""

    def __init__(self) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.calls = 0
        self._messages = itertools.count(1_000_000)

    async def put(self, request: web.Request) -> web.Response:
        """Let updates wait."""
        self.waiting += await request.json()
        self.arrived.set()
        return web.Response()

    async def count(self, _request: web.Request) -> web.Response:
        """Tell how many messages, marks and answers were sent, and what still waits."""
        return web.json_response([self.calls, len(self.waiting)])

    async def call(self, request: web.Request) -> web.Response:
        """Answer a call of the Bot API."""
        values = {**request.query, **await request.post()}
        method = request.match_info["method"]
        return web.json_response({"ok": True, "result": await self._result(method, values)})

    async def _result(self, method: str, values: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return ME
            case "getUpdates":
                return await self._updates(values)
            case "sendMessage":
                self.calls += 1
                chat = {"id": int(values["chat_id"]), "type": "private", "first_name": "A"}
                number = next(self._messages)
                return {"message_id": number, "date": 0, "chat": chat, "text": values["text"]}
            case "setMessageReaction":
                self.calls += 1
        return True

    async def _updates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(values.get("offset", 0))
        self.waiting = [u for u in self.waiting if u["update_id"] >= offset]
        if not self.waiting:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), float(values.get("timeout", 0)))
            except TimeoutError:
                return []
        return self.waiting[: int(values.get("limit", 100))]


async def serve() -> None:
    """Serve until killed."""
    server, app = Server(), web.Application(client_max_size=1 << 28)
    app.router.add_post("/put", server.put)
    app.router.add_get("/count", server.count)
    app.router.add_route("*", "/bot{token}/{method}", server.call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps(runner.addresses[0][1]), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
