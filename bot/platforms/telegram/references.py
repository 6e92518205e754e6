"""Telegram's names for messages, as strings that the spine keeps for us and gives back.

| what | looks like |
|---|---|
| a message | `chat:message` |
| somebody's message in a topic of a forum | `chat:message:topic`, so that what answers it stays there |
| a message that one person sees | `chat:e<number>:person` |
| a poll of ours | `poll@chat:message`: a vote names the poll only, closing needs the message |
"""

from dataclasses import dataclass

DEEP_LINK = "p_"
"""How the payload of a link begins that presses a button and opens the private chat, both at once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands. `receiver`: the one person who sees it; `message` is then an ephemeral number."""

    chat: int
    message: int
    topic: int | None = None
    receiver: int | None = None

    def __str__(self) -> str:
        if self.receiver is not None:
            return f"{self.chat}:e{self.message}:{self.receiver}"
        return f"{self.chat}:{self.message}" + (f":{self.topic}" if self.topic else "")


def spot(reference: str | None) -> Spot | None:
    """Read a reference; None when it is none of ours."""
    chat, _, rest = (reference or "").rpartition("@")[2].partition(":")
    message, _, third = rest.partition(":")
    try:
        if message.startswith("e"):
            return Spot(int(chat), int(message[1:]), receiver=int(third))
        return Spot(int(chat), int(message), int(third) if third else None)
    except ValueError:
        return None


def poll_reference(poll: str, where: Spot) -> str:
    """Name a poll so that votes find it and closing finds its message."""
    return f"{poll}@{where}"


def press_payload(message: str, choice: str) -> str:
    """Write the payload (at most 64 of `A-Za-z0-9_-`) of a link that presses a button of a message of ours."""
    return f"{DEEP_LINK}{message.replace(':', '_')}_{choice}"


def pressed(payload: str) -> tuple[str, str] | None:
    """Read such a payload as (message, choice); None when it is something else."""
    if not payload.startswith(DEEP_LINK):
        return None
    message, _, choice = payload.removeprefix(DEEP_LINK).rpartition("_")
    return (message.replace("_", ":"), choice) if message and choice else None
