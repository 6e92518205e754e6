"""Matrix: rooms and private talk, encrypted. Nobody outside this folder knows nio.

Where to look: `session` logs in and asks the server; `signing` and `crypto` keep keys; `timeline` puts what happened in
order and misses nothing; `hearing` turns it into events; `speaking` says items; `rooms` knows which rooms are private,
who is there and who may decide; `polls` counts; `platform` puts them together.
"""

from bot.platforms.matrix.account import Account, Stopped
from bot.platforms.matrix.platform import Matrix

__all__ = ["Account", "Matrix", "Stopped"]
