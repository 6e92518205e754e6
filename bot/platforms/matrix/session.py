"""One login on one device: getting in, asking the server, and going on when the line or the login fails.

Every request of this platform passes here, so every refusal and every lost line becomes one of two exceptions.
"""

import asyncio
import json
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import structlog
from aiohttp import ClientConnectionError, ClientError
from nio import AsyncClient, AsyncClientConfig, ErrorResponse, Event, MegolmEvent, SyncResponse
from nio.exceptions import EncryptionError, ProtocolError

from bot.platforms.matrix.account import Account, Stopped

log = structlog.get_logger()

API = "/_matrix/client/v3"
LONG_POLL_MS = 30_000
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds before asking again when the server does not answer; doubled each time."""
SECONDS_TO_ANSWER = 60.0
TIMELINE = 100
FILTER: Mapping[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "ephemeral": {"types": []},
        "account_data": {"types": []},
        "state": {"lazy_load_members": True},
        "timeline": {"limit": TIMELINE, "lazy_load_members": True},
    },
}
"""What a sync should bring: no presence, no typing, and of big rooms only the members who act."""
LINE_LOST = (ClientConnectionError, ClientError, TimeoutError, OSError)


class Refused(Exception):
    """The server said no. `code` is its own (M_FORBIDDEN, ...); `after`: seconds to wait, where it said so."""

    def __init__(
        self, code: str, after: float = 0.0, body: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.after = after
        self.body = body or {}


class Unreachable(Exception):
    """The server did not answer, or something between did."""


def path(*parts: str) -> str:
    """Return an address below the client API, each part quoted."""
    return "/".join((API, *(quote(part, safe="") for part in parts)))


def checked(response: Any) -> Any:
    """Return what nio answered. Raises Refused or Unreachable for what it returns instead of raising."""
    if not isinstance(response, ErrorResponse):
        return response
    if response.status_code is None:
        raise Unreachable
    raise Refused(str(response.status_code), (response.retry_after_ms or 0) / 1000)


T = TypeVar("T")


async def insist(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until the server answers. Raises Refused for every no but "too fast"."""
    pause = FIRST_WAIT
    while True:
        try:
            return await ask()
        except Unreachable:
            log.warning("the server does not answer", again_in=pause)
        except Refused as refused:
            if refused.code != "M_LIMIT_EXCEEDED":
                raise
            pause = max(pause, refused.after)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_WAIT)


def keep(file: Path, text: str) -> None:
    """Write a file that only the owner may read; whole, or not at all."""
    new = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    new.replace(file)


class Session:
    """A logged-in nio client. `open` first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.client: AsyncClient
        self.is_new_device = False
        self._filter: str | None = None
        self._renewing = asyncio.Lock()

    @property
    def me(self) -> str:
        """The bot's own name."""
        return str(self.client.user_id)

    @property
    def pickle_key(self) -> str:
        """What encrypts the keys at rest: from the settings, or made once and kept in a file of mode 600."""
        if self.account.pickle_key:
            return self.account.pickle_key
        file = self.account.store / "pickle.key"
        if not file.exists():
            keep(file, secrets.token_hex(32))
        return file.read_text().strip()

    async def open(self) -> None:
        """Log in. Raises Stopped when that needs the operator, Unreachable when the server does not answer."""
        self.account.store.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self._kept()
        token = self.account.access_token or kept.get("access_token")
        self._connect()
        if token:
            try:
                await self._use(str(token))
            except Refused as refused:
                if refused.code != "M_UNKNOWN_TOKEN":
                    raise
                await self._password(kept.get("device_id"))
        else:
            await self._password(kept.get("device_id"))
        self._keep(known=kept)

    def _connect(self) -> None:
        config = AsyncClientConfig(
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=SECONDS_TO_ANSWER,
            pickle_key=self.pickle_key,
            store_sync_tokens=False,
        )
        store = str(self.account.store)
        self.client = AsyncClient(
            self.account.homeserver.rstrip("/"), self.account.user_id, None, store, config
        )

    def _kept(self) -> dict[str, Any]:
        file = self.account.store / "login.json"
        kept: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        return kept if kept.get("user_id") == self.account.user_id else {}

    def _keep(self, known: Mapping[str, Any]) -> None:
        self.is_new_device = known.get("device_id") != self.client.device_id
        kept = {"user_id": self.me, "device_id": self.client.device_id}
        if not self.account.access_token:
            kept["access_token"] = self.client.access_token
        if kept != known:
            keep(self.account.store / "login.json", json.dumps(kept))

    async def _use(self, token: str) -> None:
        """Take a token, and learn whose and which device's it is."""
        self.client.access_token = token
        who = await self._call("GET", path("account", "whoami"))
        if who["user_id"] != self.account.user_id:
            raise Stopped("matrix-other-user", user=self.account.user_id, other=who["user_id"])
        if not who.get("device_id"):
            raise Stopped("matrix-no-device")
        self.client.restore_login(who["user_id"], who["device_id"], token)

    async def _password(self, device: str | None) -> None:
        """Log in by password, on the device that this store belongs to; `None` makes a new one."""
        if not self.account.password:
            raise Stopped("matrix-token-dead" if self.account.access_token else "matrix-no-login")
        self.client.access_token = ""
        self.client.device_id = device
        try:
            response = await self.client.login(self.account.password, self.account.device_name)
            checked(response)
        except LINE_LOST as error:
            raise Unreachable from error
        except Refused as refused:
            if refused.code == "M_FORBIDDEN":
                raise Stopped("matrix-password-wrong") from refused
            raise

    async def new_device(self) -> None:
        """Leave this device behind, and be a new one. Raises Stopped without a password."""
        if not self.account.password:
            raise Stopped("matrix-store-lost", device=str(self.client.device_id))
        await self.client.close()
        self._connect()
        await self._password(None)
        self._keep(known={})

    async def again(self, dead: str, *, soft: bool) -> None:
        """This token is dead. After a soft logout the same device may log in again; otherwise the operator must.

        Raises Stopped, Refused or Unreachable.
        """
        async with self._renewing:
            if self.client.access_token not in ("", dead):
                return  # somebody else was first
            if not soft or not self.account.password:
                raise Stopped("matrix-token-dead")
            log.warning("the server asks for a new login on the same device")
            await self._password(self.client.device_id)
            self._keep(known={"device_id": self.client.device_id})

    async def call(
        self, method: str, where: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask the server. Raises Refused or Unreachable, and Stopped when the login is dead for good."""
        token = self.client.access_token
        try:
            return await self._call(method, where, body)
        except Refused as refused:
            if refused.code not in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
                raise
            # After a soft logout that nio saw first, it has dropped the token.
            await self.again(token, soft=bool(refused.body.get("soft_logout")) or not token)
        return await self._call(method, where, body)

    async def _call(
        self, method: str, where: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self.client.access_token:
            headers["Authorization"] = f"Bearer {self.client.access_token}"
        data = None if method == "GET" else json.dumps(body or {})
        try:
            response = await self.client.send(method, where, data, headers)
            async with response:
                told = await response.json(content_type=None)
        except (*LINE_LOST, ValueError) as error:
            raise Unreachable from error
        if not isinstance(told, dict):
            raise Unreachable
        if response.status >= 400:  # noqa: PLR2004 - HTTP's own line between yes and no
            if "errcode" not in told and "flows" not in told:
                raise Unreachable
            after = float(told.get("retry_after_ms") or 0) / 1000
            raise Refused(str(told.get("errcode", "M_UNAUTHORIZED")), after, told)
        return told

    async def react(self, room: str, content: Mapping[str, Any], transaction: str) -> str:
        """Send a reaction. nio would first give the room a key that reactions do not use."""
        where = path("rooms", room, "send", "m.reaction", transaction)
        return str((await self.call("PUT", where, content))["event_id"])

    async def redact(self, room: str, event: str, transaction: str) -> str:
        """Take an event back."""
        where = path("rooms", room, "redact", event, transaction)
        return str((await self.call("PUT", where, {}))["event_id"])

    def read(self, source: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a raw event as it was before it was encrypted (it names its room); None when there is no key."""
        if source.get("type") != "m.room.encrypted":
            return source
        event = Event.parse_event(dict(source))
        if not isinstance(event, MegolmEvent):
            return None
        event.room_id = str(source.get("room_id"))
        try:
            opened: Mapping[str, Any] = self.client.decrypt_event(event).source
        except EncryptionError:
            return None
        return opened

    async def sync(self, since: str | None, *, full_state: bool, wait: bool) -> SyncResponse:
        """Ask what happened, as often as it takes. Raises Stopped when the login is dead."""
        pause = FIRST_WAIT
        while True:
            token = self.client.access_token
            try:
                return await self._sync(since, full_state=full_state, wait=wait)
            except Refused as refused:
                if refused.code == "M_UNKNOWN_TOKEN":
                    soft = bool(refused.body.get("soft_logout"))
                    await insist(partial(self.again, token, soft=soft))
                    continue
                log.warning("the server refuses to sync", code=refused.code)
                pause = max(pause, refused.after)
            except Unreachable:
                log.warning("the server does not answer", again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_WAIT)

    async def _sync(self, since: str | None, *, full_state: bool, wait: bool) -> SyncResponse:
        if self._filter is None:
            told = await self.call("POST", path("user", self.me, "filter"), FILTER)
            self._filter = str(told["filter_id"])
        try:
            response = await self.client.sync(
                timeout=LONG_POLL_MS if wait else 0,
                sync_filter=self._filter,
                since=since,
                full_state=full_state or None,
            )
        except LINE_LOST as error:
            raise Unreachable from error
        except ProtocolError as error:
            # After a soft logout nio forgets its token and refuses to ask at all.
            raise Refused("M_UNKNOWN_TOKEN", body={"soft_logout": True}) from error
        if isinstance(response, ErrorResponse) and response.status_code:
            told = {"soft_logout": response.soft_logout}
            raise Refused(str(response.status_code), (response.retry_after_ms or 0) / 1000, told)
        return checked(response)

    async def close(self) -> None:
        """Close the connection, if there is one."""
        if hasattr(self, "client"):
            await self.client.close()
