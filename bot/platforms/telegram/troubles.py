"""What Telegram said when a message did not arrive, as data that delivery can act on."""

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.platforms.telegram.request import Flood, NotSent, ServerFault
from core.ports import Outgoing, Trouble, Undeliverable

DONE_BEFORE = (
    "message is not modified",
    "message to delete not found",
    "hide_requester_missing",
    "user_already_participant",
    "poll has already been closed",
)
"""Refusals that mean: it is already so."""
BLOCKED = ("blocked by the user", "user is deactivated")
NOT_STARTED = ("initiate conversation", "chat not found", "user_id_invalid", "peer_id_invalid")
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
"""The topic to which something should go is closed or gone; nothing was sent."""
UNREADABLE = "can't parse entities"
TOO_OLD = ("query is too old", "query_id_invalid", "query id is invalid")


def says(error: TelegramError, *words: str) -> bool:
    """Say whether an error's description contains one of these."""
    description = error.message.lower()
    return any(word in description for word in words)


def trouble(error: TelegramError, item: Outgoing) -> Undeliverable:
    """Return what this error means for an item."""
    match error:
        case Flood(after=after):
            return Undeliverable(Trouble.TOO_FAST, after)
        case ChatMigrated(new_chat_id=new):
            return Undeliverable(Trouble.MOVED, to=str(new))
        case NotSent():
            return Undeliverable(Trouble.AWAY)
        case ServerFault():
            return Undeliverable(Trouble.FAULT)
        case Forbidden() | BadRequest():
            return Undeliverable(_refused(error, private=item.room is None))
        case NetworkError():
            return Undeliverable(Trouble.UNCERTAIN)
    return Undeliverable(Trouble.FORBIDDEN)


def _refused(error: TelegramError, *, private: bool) -> Trouble:
    if private and says(error, *BLOCKED):
        return Trouble.BLOCKED
    if private and says(error, *NOT_STARTED):
        return Trouble.NOT_STARTED
    return Trouble.FORBIDDEN
