"""Matrix as the rest of the bot sees it: a stream of events in, items out."""

from collections.abc import AsyncIterator

from bot.platforms.matrix.account import Account
from core.events import Event
from core.ports import Capabilities, Delivered, Outgoing, Undeliverable

NAME = "matrix"


class Matrix:
    """A Matrix account. `start` before anything else; `events` from one task only; `stop` ends `events`."""

    name = NAME
    can = Capabilities(
        buttons=False,
        ephemeral=False,
        idempotent=True,
        reach_at_first="open",
        max_text=16_000,
    )

    def __init__(self, account: Account) -> None:
        self._account = account

    async def start(self, position: str | None = None) -> None:
        """Log in and go on at `position` (what the last event handled carried); None: from now on.

        Raises Stopped with what the operator has to do.
        """
        raise NotImplementedError

    async def stop(self) -> None:
        """Let `events` end, and close the connection."""
        raise NotImplementedError

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, in order, each once it was handled; only until `stop`."""
        raise NotImplementedError
        yield

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Send one item. The item's id is the transaction's, so saying it again is saying it once."""
        raise NotImplementedError
