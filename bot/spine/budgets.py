"""How fast we may speak: one short history per chat, so that one full chat never stalls another."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from core.ports import Capabilities

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Budgets:
    """When the next message to a chat may leave, by the platform's own limits."""

    def __init__(self, can: Capabilities) -> None:
        self._can = can
        self._sent: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._all: deque[datetime] = deque()

    def wait(self, chat: str, now: datetime, *, room: bool) -> float:
        """Return how many seconds a message to this chat has to wait; 0 when it may leave, which is then noted."""
        per_minute = self._can.room_messages_per_minute if room else 0
        per_second = self._can.chat_messages_per_second
        overall = self._overall(now)
        if not per_minute and not per_second and not overall:
            self._note(now)
            return 0.0
        sent = self._sent[chat]
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        free_at = now + timedelta(seconds=overall)
        if per_minute and len(sent) >= per_minute:
            free_at = max(free_at, sent[-per_minute] + MINUTE)
        if per_second and sent:
            free_at = max(free_at, sent[-1] + timedelta(seconds=1 / per_second))
        if free_at > now:
            return (free_at - now).total_seconds()
        sent.append(now)
        self._note(now)
        return 0.0

    def _overall(self, now: datetime) -> float:
        """Return how many seconds everybody waits because of everybody."""
        most = int(self._can.messages_per_second)
        while self._all and self._all[0] <= now - SECOND:
            self._all.popleft()
        if not most or len(self._all) < most:
            return 0.0
        return (self._all[-most] + SECOND - now).total_seconds()

    def _note(self, now: datetime) -> None:
        if self._can.messages_per_second:
            self._all.append(now)
