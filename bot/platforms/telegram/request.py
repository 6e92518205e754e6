"""Bytes to Telegram and back, by aiohttp: a third of the processor time of the library's own way (decision 016).

What went wrong is told apart as finely as delivery needs it: a request that never left may be sent again, one that may
have arrived may not. No error here carries an address, because Telegram's addresses contain the token.
"""

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
"""How long one call may take. A long poll asks for more."""
CONNECTIONS = 16
TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500
WAIT_SECONDS = 5.0
"""After a 429 that does not say how long."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotSent(NetworkError):
    """The request provably never left: nothing happened, and it may be sent again."""


class ServerFault(NetworkError):
    """Telegram said that something broke at its end."""


class Flood(TelegramError):
    """Too many requests; `after` is in seconds."""

    def __init__(self, after: float) -> None:
        super().__init__("too many requests")
        self.after = after


class AiohttpRequest(BaseRequest):
    """One pool of connections. `answer_seconds`: how long to wait for an answer unless a call says otherwise."""

    def __init__(self, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return how long an answer may take, in seconds."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            # trust_env: a proxy named by the environment is used, as the library would.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS), trust_env=True
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer. Unlike the library's own, this never logs what could not be read: it may be private."""
        try:
            return json.loads(payload)
        except ValueError:
            raise TelegramError("the answer was no JSON") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request. Raises NotSent, TimedOut, NetworkError, Flood or ServerFault."""
        if self._session is None:
            raise NotSent("not started")
        limits = aiohttp.ClientTimeout(
            connect=CONNECT_SECONDS, sock_read=self._patience(read_timeout)
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=body, headers=headers, timeout=limits
            ) as answer:
                return _checked(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _patience(self, asked: Any) -> float:
        is_left_to_us = asked is None or asked is BaseRequest.DEFAULT_NONE
        return self._answer_seconds if is_left_to_us else float(asked)


def _body(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return urlencode(data.json_parameters).encode(), _FORM
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """Pass on what the library tells apart well enough; raise what it does not."""
    if status == TOO_MANY_REQUESTS:
        raise Flood(_retry_after(payload))
    if status >= SERVER_ERRORS:
        raise ServerFault(str(status))
    return status, payload


def _retry_after(payload: bytes) -> float:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return WAIT_SECONDS
