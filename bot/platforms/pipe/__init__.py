"""The pipe: one JSON object a line in, one a line out. How stories are tested, and how other chats can be attached."""

from bot.platforms.pipe.moments import BadLine
from bot.platforms.pipe.platform import Pipe
from bot.platforms.pipe.wire import ClockLine, SyncLine, read

__all__ = ["BadLine", "ClockLine", "Pipe", "SyncLine", "read"]
