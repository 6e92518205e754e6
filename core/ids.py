"""Names for things, and where new ones come from.

An id is derived from a seed, the event or deadline that caused it, and an ordinal: never from a running counter.
The same cause replayed after a crash therefore gives the same ids, and nobody without the seed can guess one.
"""

import base64
import hashlib
import random
from typing import NewType

PersonId = NewType("PersonId", str)
AccountId = NewType("AccountId", str)
CommunityId = NewType("CommunityId", str)
RoomId = NewType("RoomId", str)
PostId = NewType("PostId", str)
AskId = NewType("AskId", str)
ExchangeId = NewType("ExchangeId", str)
MessageId = NewType("MessageId", str)


def derive(*parts: object, size: int = 10) -> str:
    """Return a lower-case base32 name for these parts: the same parts, the same name.

    `size` is in bytes; ten give sixteen characters and no collisions at any village's scale.
    """
    text = "\x1f".join(str(part) for part in parts)
    digest = hashlib.blake2b(text.encode(), digest_size=size).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


class Draw:
    """New ids and seeded chance for one cause (one incoming event, one due deadline)."""

    def __init__(self, seed: str, cause: str) -> None:
        self._seed = seed
        self._cause = cause
        self._ordinal = 0

    def new(self) -> str:
        """Return the next id of this cause."""
        self._ordinal += 1
        return derive(self._seed, self._cause, self._ordinal)

    def chance(self, purpose: str) -> random.Random:
        """Return a generator for one purpose; another purpose's draws never shift this one's."""
        return random.Random(derive(self._seed, self._cause, purpose))  # noqa: S311 - fairness, not secrecy
