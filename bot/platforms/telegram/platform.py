"""Telegram as a platform: events in, items out. It stores nothing and decides nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from core.events import Event
from core.ports import Capabilities, Delivered, Outgoing, Undeliverable

NAME = "telegram"
API = "https://api.telegram.org/bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram pushes updates: the public `url`, its `secret`, and where we listen for them."""

    url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8080


class Telegram:
    """One bot account. `start()` before anything else; `stop()` ends `events()` after the event at hand."""

    name = NAME

    def __init__(self, token: str, *, base_url: str = API, webhook: Webhook | None = None) -> None:
        self._token = token
        self._base_url = base_url
        self._webhook = webhook
        self.can = Capabilities()

    async def start(self) -> None:
        """Ask who we are, and begin to listen."""

    async def stop(self) -> None:
        """End `events()`, and close every connection."""

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, in order; an update is confirmed when the next event is asked for."""
        return
        yield

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Send one item; every failure is a value."""
        raise NotImplementedError
