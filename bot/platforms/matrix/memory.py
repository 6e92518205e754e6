"""What this run remembers of single events: enough to answer in a thread or to know a message of ours; never needed.

Answers to open polls are kept longer: one that is taken back tells no more what it was.
"""

from pathlib import Path
from typing import Generic, TypeVar

from bot.platforms.matrix.polls import Ballots

V = TypeVar("V")


class Recent(Generic[V]):
    """The last so many values by key."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._held: dict[str, V] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def get(self, key: str) -> V | None:
        """Return a value, or None when it is unknown or forgotten."""
        return self._held.get(key)

    def put(self, key: str, value: V) -> None:
        """Remember a value; the oldest goes when there are too many."""
        self._held.pop(key, None)
        self._held[key] = value
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]

    def pop(self, key: str) -> V | None:
        """Forget a value, and return it."""
        return self._held.pop(key, None)


class Memory:
    """What hearing and speaking tell each other."""

    def __init__(self, store: Path) -> None:
        self.ballots = Ballots(store / "ballots.json")
        self.thread: Recent[str] = Recent()
        """The thread that a message stands in, by the message."""
        self.author: Recent[str] = Recent()
        """Who wrote a message, by the message."""
        self.choices: Recent[int] = Recent()
        """How many choices a message of ours has, by the message."""
        self.last_choices: Recent[str] = Recent()
        """Our newest message with choices, by room."""
        self.reactions: Recent[str] = Recent()
        """Our own reactions: their event, by the message and the emoji."""
        self.foreign_reactions: Recent[str] = Recent()
        """Other people's reactions, by their event: so that taking one back is not taken for a message's end."""

    def spoke(self, room: str, event: str, choices: int) -> None:
        """We said something, or gave it other choices."""
        self.choices.put(event, choices)
        if choices:
            self.last_choices.put(room, event)
