"""What people do in their Telegram apps, and what they see there."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

from tests.telegram.asking import arrive, changed
from tests.telegram.calls import Query
from tests.telegram.server import BotApi
from tests.telegram.world import ADMIN_RIGHTS, ADMINS, SUPERGROUP, Chat, Message, User

KNOCK_WINDOW = timedelta(minutes=5)
ANONYMOUS_ADMIN, CHANNEL_POST, AS_CHANNEL = 1087968824, 777000, 136817688


class NotThere(AssertionError):
    """Somebody tried what their app does not offer."""


class People:
    """Acts of members. Every act changes what Telegram knows and, where bots are told of it, makes an update."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.world = api.world
        self._numbers = itertools.count(1)

    def _put(self, kind: str, payload: dict[str, Any]) -> int | None:
        return self.api.updates.put(kind, payload)

    def _message(self, message: Message) -> None:
        self._put("message", self.world.message_json(message))

    def _hears(self, chat: Chat, text: str, reply_to: int | None) -> bool:
        """Say whether a bot in privacy mode is told of a message."""
        if self.world.hears_all or chat.person is not None or self.world.is_admin(chat):
            return True
        me = f"@{self.world.bot.username}"
        answered = chat.messages.get(reply_to or 0)
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        is_mine = first.startswith("/") and ("@" not in first or first.endswith(me))
        return is_mine or me in text or (answered is not None and answered.author is self.world.bot)

    # --- talking ---

    def say(
        self,
        user: User,
        text: str,
        chat: Chat | None = None,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Message:
        """Say something in a group, or privately to the bot (which starts it)."""
        chat = chat or self.world.chats[user.id]
        if chat.person is not None:
            if not user.started:
                user.started = True
            if user.blocked:
                self.unblock(user)
        elif chat.statuses.get(user.id) not in ADMINS | {"member"}:
            raise NotThere(f"{user.first_name} is not in {chat.title}")
        message = self.world.post(chat, author=user, text=text, thread=thread, reply_to=reply_to)
        if self._hears(chat, text, reply_to):
            self._message(message)
        return message

    def say_as(self, chat: Chat, text: str, identity: int) -> Message:
        """Say something as an anonymous admin, as a channel, or as a channel's automatic forward."""
        names = {ANONYMOUS_ADMIN: "Group", CHANNEL_POST: "Telegram", AS_CHANNEL: "Channel"}
        author = User(identity, names[identity], is_bot=identity != CHANNEL_POST, language=None)
        channel = {"id": SUPERGROUP - 9, "type": "channel", "title": "News"}
        origin = chat.json() if identity == ANONYMOUS_ADMIN else channel
        extra = {"is_automatic_forward": True} if identity == CHANNEL_POST else {}
        message = self.world.post(chat, author=author, text=text, sender_chat=origin, extra=extra)
        self._message(message)
        return message

    def edit(self, message: Message, text: str | None = None) -> None:
        """Change a message; without a text something else about it changes, which bots are told just so."""
        message.text = text if text is not None else message.text
        message.edited = self.world.seconds()
        self._put("edited_message", self.world.message_json(message))

    def delete(self, message: Message) -> None:
        """Take a message away. Bots are never told."""
        message.deleted = True

    def start(self, user: User, payload: str = "") -> Message:
        """Press Start, with what a deep link carried."""
        return self.say(user, f"/start {payload}".strip())

    def open_link(self, user: User, url: str) -> Message:
        """Follow a link into the bot's private chat, and press Start there."""
        parts = urlparse(url)
        if parts.hostname != "t.me" or parts.path.strip("/") != self.world.bot.username:
            raise NotThere(f"{url} does not lead to the bot")
        payload = parse_qs(parts.query).get("start", [""])[0]
        if len(payload) > 64 or not payload.replace("_", "a").replace("-", "a").isalnum():
            raise NotThere(f"Telegram opens no link with {payload!r}")
        return self.start(user, payload)

    def block(self, user: User) -> None:
        """Block the bot."""
        self._private_change(user, blocked=True)

    def unblock(self, user: User) -> None:
        """Unblock the bot."""
        self._private_change(user, blocked=False)

    def _private_change(self, user: User, *, blocked: bool) -> None:
        chat = self.world.chats[user.id]
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        user.blocked = blocked
        chat.statuses[self.world.bot.id] = before
        old = self.world.member_json(chat, self.world.bot)
        chat.statuses[self.world.bot.id] = after
        changed(self.world, self.api.updates, chat, self.world.bot, user, old)

    # --- pressing ---

    def press(self, user: User, message: Message, button: dict[str, Any]) -> Query | None:
        """Press a button that one sees: a link is followed, a choice is told to the bot."""
        if message.only_for not in (None, user.id) or message.deleted:
            raise NotThere(f"{user.first_name} does not see that message")
        if button not in list(message.buttons()):
            raise NotThere(f"there is no button {button}")
        if "url" in button:
            self.open_link(user, button["url"])
            return None
        return self.press_data(user, message, button["callback_data"])

    def press_data(self, user: User, message: Message, data: str) -> Query:
        """Send any data as a press, as a changed app can."""
        number = f"{next(self._numbers)}{user.id}"
        query = Query(number, user, message.chat, message.id, data, self.world.now())
        self.api.queries[number] = query
        said = {
            "id": number,
            "from": user.json(),
            "chat_instance": f"i{message.chat}",
            "data": data,
        }
        said["message"] = self.world.message_json(message)
        if message.deleted:
            chat = self.world.chats[message.chat].json()
            said["message"] = {"chat": chat, "message_id": message.id, "date": 0}
        self._put("callback_query", said)
        return query

    def vote(self, user: User, message: Message, *options: int) -> None:
        """Answer a poll; no options take the answer back."""
        poll = message.poll
        if poll is None or poll.closed or self._is_over(message):
            raise NotThere("there is no open poll")
        if options:
            poll.answers[user.id] = options
        else:
            poll.answers.pop(user.id, None)
        self._put("poll", poll.json())
        if poll.anonymous:
            return
        chosen = [f"{poll.id}-{n}" for n in options]
        said = {"poll_id": poll.id, "user": user.json(), "option_ids": list(options)}
        self._put("poll_answer", {**said, "option_persistent_ids": chosen})

    def _is_over(self, message: Message) -> bool:
        poll = message.poll
        ends = poll.closes or (message.date + poll.open_period if poll.open_period else None)
        return ends is not None and self.world.seconds() >= ends

    def react(self, user: User, message: Message, *emoji: str) -> None:
        """React to a message; no emoji takes it back. Bots are told where they are administrators."""
        old, message.reactions[user.id] = message.reactions[user.id], list(emoji)
        chat = self.world.chats[message.chat]
        if chat.person is None and not self.world.is_admin(chat):
            return
        said: dict[str, Any] = {"chat": chat.json(), "message_id": message.id}
        said |= {"user": user.json(), "date": self.world.seconds()}
        for name, kept in (("old_reaction", old), ("new_reaction", emoji)):
            said[name] = [{"type": "emoji", "emoji": e} for e in kept]
        self._put("message_reaction", said)

    def pick(self, user: User, message: Message, *who: User) -> None:
        """Pick people with the picker that a message of the bot offers."""
        keyboard = (message.markup or {}).get("keyboard", ())
        asked = [b["request_users"] for row in keyboard for b in row if "request_users" in b]
        if not asked or len(who) > asked[0].get("max_quantity", 1):
            raise NotThere("there is no picker for so many")
        picked = []
        for user_picked in who:
            one = {"user_id": user_picked.id}
            if asked[0].get("request_name"):
                one["first_name"] = user_picked.first_name
            if asked[0].get("request_username") and user_picked.username:
                one["username"] = user_picked.username
            picked.append(one)
        shared = {"users_shared": {"request_id": asked[0]["request_id"], "users": picked}}
        chat = self.world.chats[user.id]
        self._message(self.world.post(chat, author=user, service=shared, reply_to=message.id))

    # --- coming and going ---

    def add_bot(self, chat: Chat, by: User, *, admin: bool = False) -> None:
        """Add the bot to a group, or make it an administrator there."""
        before = self.world.member_json(chat, self.world.bot)
        was_in = before["status"] in ADMINS | {"member"}
        chat.statuses[self.world.bot.id] = "administrator" if admin else "member"
        chat.rights[self.world.bot.id] = set(ADMIN_RIGHTS) if admin else set()
        changed(self.world, self.api.updates, chat, self.world.bot, by, before)
        if not was_in:
            me = {"new_chat_members": [self.world.bot.json()]}
            self._message(self.world.post(chat, author=by, service=me))

    def promote_bot(self, chat: Chat, by: User, *rights: str) -> None:
        """Make the bot an administrator with these rights (all where none is named)."""
        before = self.world.member_json(chat, self.world.bot)
        chat.statuses[self.world.bot.id] = "administrator"
        chat.rights[self.world.bot.id] = set(rights or ADMIN_RIGHTS)
        changed(self.world, self.api.updates, chat, self.world.bot, by, before)

    def demote_bot(self, chat: Chat, by: User) -> None:
        """Let the bot be an ordinary member."""
        before = self.world.member_json(chat, self.world.bot)
        chat.statuses[self.world.bot.id], chat.rights[self.world.bot.id] = "member", set()
        changed(self.world, self.api.updates, chat, self.world.bot, by, before)

    def remove_bot(self, chat: Chat, by: User) -> None:
        """Remove the bot from a group."""
        before = self.world.member_json(chat, self.world.bot)
        chat.statuses[self.world.bot.id] = "kicked"
        changed(self.world, self.api.updates, chat, self.world.bot, by, before)

    def join(self, user: User, chat: Chat, by: User | None = None, *, admin: bool = False) -> None:
        """Join a group, or be added to it."""
        if chat.statuses.get(user.id) not in ADMINS | {"member"}:
            arrive(self.world, self.api.updates, chat, user, by or user)
        if admin:
            self.promote(user, chat, by or user)

    def promote(self, user: User, chat: Chat, by: User) -> None:
        """Make somebody an administrator."""
        before = self.world.member_json(chat, user)
        chat.statuses[user.id], chat.rights[user.id] = "administrator", set(ADMIN_RIGHTS)
        changed(self.world, self.api.updates, chat, user, by, before)

    def leave(self, user: User, chat: Chat, by: User | None = None) -> None:
        """Leave a group, or be removed from it."""
        before = self.world.member_json(chat, user)
        chat.statuses[user.id] = "kicked" if by else "left"
        gone = {"left_chat_member": user.json()}
        self._message(self.world.post(chat, author=by or user, service=gone))
        changed(self.world, self.api.updates, chat, user, by or user, before)

    def knock(self, user: User, chat: Chat) -> None:
        """Ask to be let in; for five minutes the bot may write to who asks."""
        chat.knocks[user.id] = {}
        if not self.world.is_admin(chat, "can_invite_users"):
            return
        user.window_until = self.world.now() + KNOCK_WINDOW
        said = {"chat": chat.json(), "from": user.json(), "user_chat_id": user.id}
        self._put("chat_join_request", {**said, "date": self.world.seconds()})

    # --- the group itself ---

    def migrate(
        self, chat: Chat, by: User, order: Sequence[str] = ("joined", "to", "from")
    ) -> Chat:
        """Let a group become a supergroup: it goes on under another id, and says so in both places.

        The bot is told that it is in the new one (`joined`), and never that it left the old one.
        """
        new = self.world.new_group(chat.title, by)
        before = self.world.member_json(new, self.world.bot)
        new.statuses, new.rights = dict(chat.statuses), dict(chat.rights)
        to = self.world.post(chat, author=by, service={"migrate_to_chat_id": new.id})
        moved = self.world.post(new, author=by, service={"migrate_from_chat_id": chat.id})
        chat.migrated_to = new.id
        acts = {
            "joined": lambda: changed(
                self.world, self.api.updates, new, self.world.bot, by, before
            ),
            "to": lambda: self._message(to),
            "from": lambda: self._message(moved),
        }
        for name in order:
            acts[name]()
        return new

    def open_topic(self, chat: Chat, by: User, name: str) -> int:
        """Open a topic, which makes a supergroup a forum."""
        chat.forum = True
        topic = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.world.post(chat, author=by, service=topic)
        message.thread = message.id
        chat.topics[message.id] = name
        self._message(message)
        return message.id

    # --- seeing ---

    def sees(self, user: User, chat: Chat | None = None) -> list[Message]:
        """Return what somebody sees in a chat, in order."""
        chat = chat or self.world.chats[user.id]
        own = [m for m in chat.ephemeral.values() if m.only_for == user.id]
        kept = [m for m in (*chat.messages.values(), *own) if not m.deleted]
        return sorted(kept, key=lambda m: m.order)

    def public(self, chat: Chat) -> list[Message]:
        """Return what everybody in a group sees of the bot's."""
        return [m for m in chat.messages.values() if m.author is self.world.bot and not m.service]

    def unanswered(self) -> list[Query]:
        """Return presses whose button still spins."""
        return [q for q in self.api.queries.values() if not q.answered]
