"""What Telegram keeps: people, chats, messages and polls, and how the Bot API writes them down."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.telegram.markup import units

Json = dict[str, Any]

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
)
ADMINS = frozenset({"creator", "administrator"})
PRESENT = ADMINS | {"member"}
SUPERGROUP = -1_000_000_000_000


@dataclass
class User:
    """Somebody, as Telegram knows them; `started`: they once pressed Start in the bot's private chat."""

    id: int
    first_name: str
    username: str | None = None
    language: str | None = "en"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    window_until: datetime | None = None
    """Until when the bot may write because they asked to join a group of its."""

    def json(self) -> Json:
        said: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            said["username"] = self.username
        if self.language and not self.is_bot:
            said["language_code"] = self.language
        return said


@dataclass
class Poll:
    """A poll with everybody's answer; Telegram keeps them, and tells the bot only what it tells bots."""

    id: str
    question: str
    options: list[str]
    anonymous: bool
    multiple: bool
    revoting: bool
    hidden: bool
    closes: int | None = None
    open_period: int | None = None
    closed: bool = False
    answers: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def json(self) -> Json:
        counts = [
            sum(n in picked for picked in self.answers.values()) for n in range(len(self.options))
        ]
        said: Json = {
            "id": self.id,
            "question": self.question,
            "options": [
                {"persistent_id": f"{self.id}-{n}", "text": text, "voter_count": counts[n]}
                for n, text in enumerate(self.options)
            ],
            "total_voter_count": len(self.answers),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": "regular",
            "allows_multiple_answers": self.multiple,
            "allows_revoting": self.revoting,
            "members_only": False,
        }
        if self.open_period is not None:
            said["open_period"] = self.open_period
        if self.closes is not None:
            said["close_date"] = self.closes
        return said


@dataclass
class Message:
    """A message as its readers see it now."""

    id: int
    chat: int
    date: int
    author: User | None = None
    text: str = ""
    markup: Json | None = None
    thread: int | None = None
    reply_to: int | None = None
    service: Json = field(default_factory=dict)
    poll: Poll | None = None
    media: Json = field(default_factory=dict)
    caption: str = ""
    only_for: int | None = None
    """Ephemeral: the one person who sees it. Then `id` is its ephemeral id."""
    sender_chat: Json | None = None
    extra: Json = field(default_factory=dict)
    deleted: bool = False
    edited: int | None = None
    edits: int = 0
    order: int = 0
    reactions: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def words(self) -> str:
        return self.text or self.caption or (self.poll.question if self.poll else "")

    def buttons(self) -> Iterator[Json]:
        """Yield every inline button in reading order."""
        for row in (self.markup or {}).get("inline_keyboard", ()):
            yield from row


@dataclass
class Chat:
    """A chat; a private one has its person's id."""

    id: int
    kind: str
    title: str = ""
    person: User | None = None
    forum: bool = False
    statuses: dict[int, str] = field(default_factory=dict)
    rights: dict[int, set[str]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    ephemeral: dict[int, Message] = field(default_factory=dict)
    knocks: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    migrated_to: int | None = None
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def json(self) -> Json:
        said: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            said["first_name"] = self.person.first_name
            if self.person.username:
                said["username"] = self.person.username
        else:
            said["title"] = self.title
        if self.forum:
            said["is_forum"] = True
        return said


class World:
    """All of it, and the updates that wait for the bot."""

    def __init__(self, username: str, now: Callable[[], datetime] | None = None) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        self.bot = User(7_000_000_001, "Karmyq", username, is_bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.polls: dict[str, Message] = {}
        self.files: dict[str, bytes] = {}
        self.hears_all = True
        """Privacy mode is off, as the bot's owner should have set it."""
        self.orders = itertools.count(1)
        self._ids = itertools.count(5_000_001)

    def seconds(self) -> int:
        return int(self.now().timestamp())

    def new_user(self, name: str, username: str | None = None, language: str = "en") -> User:
        user = User(next(self._ids), name, username, language)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", person=user)
        return user

    def new_group(self, title: str, owner: User, *, supergroup: bool = True) -> Chat:
        number = next(self._ids)
        chat = Chat(SUPERGROUP - number if supergroup else -number, "group", title)
        chat.kind = "supergroup" if supergroup else "group"
        chat.statuses[owner.id] = "creator"
        self.chats[chat.id] = chat
        return chat

    def is_admin(self, chat: Chat, right: str | None = None) -> bool:
        """Say whether the bot is an administrator here, with that right where one is named."""
        if chat.statuses.get(self.bot.id) not in ADMINS:
            return False
        return right is None or right in chat.rights.get(self.bot.id, ())

    def post(self, chat: Chat, **values: Any) -> Message:
        """Put a message into a chat."""
        message = Message(id=next(chat.ids), chat=chat.id, date=self.seconds(), **values)
        message.order = next(self.orders)
        chat.messages[message.id] = message
        return message

    def post_ephemeral(self, chat: Chat, **values: Any) -> Message:
        """Put a message into a chat that one person sees."""
        message = Message(id=len(chat.ephemeral) + 1, chat=chat.id, date=self.seconds(), **values)
        message.order = next(self.orders)
        chat.ephemeral[message.id] = message
        return message

    def member_json(self, chat: Chat, user: User) -> Json:
        """Write down somebody's place in a chat, as ChatMember."""
        status = chat.statuses.get(user.id, "left")
        said: Json = {"user": user.json(), "status": status}
        if status == "creator":
            said["is_anonymous"] = False
        elif status == "administrator":
            held = chat.rights.get(user.id, set())
            said |= {right: right in held for right in ADMIN_RIGHTS}
            said |= {"can_be_edited": False, "is_anonymous": False}
        elif status == "kicked":
            said["until_date"] = 0
        return said

    def message_json(self, message: Message, *, reply: bool = True) -> Json:
        """Write down a message, as Message."""
        chat = self.chats[message.chat]
        said: Json = {"message_id": message.id, "date": message.date, "chat": chat.json()}
        if message.only_for is not None:
            said |= {"message_id": 0, "ephemeral_message_id": message.id}
            said["receiver_user"] = self.users[message.only_for].json()
        if message.author is not None:
            said["from"] = message.author.json()
        if message.sender_chat is not None:
            said["sender_chat"] = message.sender_chat
        if message.thread is not None:
            said |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.edited is not None:
            said["edit_date"] = message.edited
        said |= {**message.service, **message.media, **message.extra}
        self._words(message, said)
        original = chat.messages.get(message.reply_to or 0)
        if reply and original is not None:
            said["reply_to_message"] = self.message_json(original, reply=False)
        return said

    def _words(self, message: Message, said: Json) -> None:
        if message.text:
            said["text"] = message.text
            found = entities(message.text)
            if found:
                said["entities"] = found
        if message.caption:
            said["caption"] = message.caption
        if message.poll is not None:
            said["poll"] = message.poll.json()
        if message.markup and "inline_keyboard" in message.markup:
            said["reply_markup"] = message.markup


def entities(text: str) -> list[Json]:
    """Find what Telegram marks by itself: commands and mentions."""
    found, at = [], 0
    for word in text.split(" "):
        kind = {"/": "bot_command", "@": "mention"}.get(word[:1])
        if kind and len(word) > 1:
            length = units(word.split("\n")[0])
            found.append({"type": kind, "offset": units(text[:at]), "length": length})
        at += len(word) + 1
    return found
