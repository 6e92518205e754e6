"""A request on its way through the server, and what every method asks of it first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.telegram.markup import shown
from tests.telegram.refusals import bad, forbidden
from tests.telegram.updates import Updates
from tests.telegram.world import PRESENT, Chat, Message, User, World

CALLBACK_WINDOW = timedelta(seconds=15)
"""So long after a press may a bot without rights answer it by an ephemeral message."""
ANSWER_WINDOW = timedelta(minutes=10)
"""So long a press can be answered."""


@dataclass
class Query:
    """A button that somebody pressed, and the answer they saw."""

    id: str
    user: User
    chat: int
    message: int
    data: str
    at: Any
    text: str | None = None
    alert: bool = False
    answered: bool = False
    order: int = 0
    """When it was answered, among everything that people saw."""


@dataclass
class Call:
    """One request. `files`: what was uploaded, by the field's name, as (file name, content)."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]
    world: World
    updates: Updates
    queries: dict[str, Query]
    menus: dict[tuple[str, str], list[dict[str, Any]]]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.params.get(name, otherwise)

    def chat(self) -> Chat:
        """Return the chat that is meant. Refuses one that is unknown or has moved."""
        chat = self.world.chats.get(self.params["chat_id"])
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            moved = "group chat was upgraded to a supergroup chat"
            raise bad(moved, migrate_to_chat_id=chat.migrated_to)
        return chat

    def open_chat(self) -> Chat:
        """Return a chat the bot may write to. Refuses one that is closed to it."""
        chat = self.chat()
        user = chat.person
        if user is not None:
            if user.blocked:
                raise forbidden("bot was blocked by the user")
            window = user.window_until
            if not user.started and (window is None or window < self.world.now()):
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.statuses.get(self.world.bot.id) == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif chat.statuses.get(self.world.bot.id) not in PRESENT:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def message(self, what: str) -> Message:
        """Return the message that is meant, which is still there."""
        found = self.chat().messages.get(self.params["message_id"])
        if found is None or found.deleted:
            raise bad(f"message to {what} not found")
        return found

    def own_message(self, what: str) -> Message:
        """Return a message of the bot's own."""
        found = self.message(what)
        self.open_chat()
        if found.author is not self.world.bot or found.service:
            raise bad(f"message can't be {what}ed")
        return found

    def words(self, name: str) -> str:
        """Return a text as it is shown."""
        return shown(self.params.get(name, ""), self.params.get("parse_mode")).strip()

    def right(self, chat: Chat, right: str) -> None:
        """Refuse what only an administrator with this right may do."""
        if not self.world.is_admin(chat, right):
            raise bad("not enough rights")


Method = Callable[[Call], Any]
METHODS: dict[str, Method] = {}


def answers(*names: str) -> Callable[[Method], Method]:
    """Register a function as what answers these methods."""

    def register(method: Method) -> Method:
        METHODS.update(dict.fromkeys(names, method))
        return method

    return register
