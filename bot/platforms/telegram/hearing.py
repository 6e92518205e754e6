"""From Telegram's updates to events: who did what, and nothing that nobody did.

Handlers only ever meet people. Anonymous administrators, channels and bots are no people, and what they say is not
heard; neither is what somebody forwards, because the words are another's.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatJoinRequest,
    ChatMember,
    ChatMemberUpdated,
    Message,
    MessageReactionUpdated,
    PollAnswer,
    Update,
    User,
)
from telegram.constants import ChatID, ChatMemberStatus, ChatType

from bot.platforms.telegram.deafness import cannot_read
from bot.platforms.telegram.references import Spot, pressed
from core.events import (
    BallotCast,
    BotAdded,
    BotRemoved,
    ChoicePicked,
    CommandGiven,
    CommandUnsigned,
    Event,
    JoinRequested,
    MemberArrived,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    PeoplePicked,
    ReachabilityChanged,
    Reacted,
    RoomMoved,
    Sender,
    clean,
    command_of,
)

NAME = "telegram"
HEARD = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.POLL_ANSWER,
    Update.MESSAGE_REACTION,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
    Update.CHAT_JOIN_REQUEST,
)
"""What Telegram is asked to tell. It leaves out reactions and arrivals unless they are named."""
NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT, ChatID.FAKE_CHANNEL})
"""Accounts behind which somebody else stands, or nobody."""
PRESS = "press:"
"""How the key of a press begins; the press's own number follows, by which it can be answered."""
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
OUTSIDE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
IN_CHARGE = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Self:
    """Who we are: our account, and what we know of how Telegram treats it."""

    id: int
    username: str
    reads_everything: bool = False
    """Privacy mode is off: every message of a group is heard, not only commands."""
    commands: Collection[str] = field(default=frozenset())
    """What we answer to in a group without being named; empty: anything."""


def is_person(user: User | None) -> bool:
    """Say whether an account is a human being's own."""
    return user is not None and not user.is_bot and user.id not in NOBODY


def sender(user: User) -> Sender:
    """Return a person as events name them."""
    name = clean(user.full_name, 128)
    return Sender(str(user.id), name or None, user.language_code)


def is_in(member: ChatMember) -> bool:
    """Say whether somebody is in a chat; whoever is restricted may be either."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", True))
    return member.status not in OUTSIDE


def is_in_charge(member: ChatMember) -> bool:
    """Say whether somebody is an administrator of a chat."""
    return member.status in IN_CHARGE


def hear(update: Update, us: Self, added_by: User | None = None) -> list[Event]:
    """Return what an update tells, in order; each event's key is the update's number, and stays the same.

    `added_by` stands for an anonymous administrator who added us.
    """
    said = Hearing(update, us, added_by)
    return list(said.events())


class Hearing:
    """One update, being heard."""

    def __init__(self, update: Update, us: Self, added_by: User | None) -> None:
        self._update = update
        self._us = us
        self._added_by = added_by
        self._count = 0

    def events(self) -> Iterator[Event]:
        """Yield what happened."""
        update = self._update
        if update.message is not None:
            yield from self._message(update.message)
        elif update.edited_message is not None:
            yield from self._edited(update.edited_message)
        elif update.callback_query is not None:
            yield from self._pressed(update.callback_query)
        elif update.poll_answer is not None:
            yield from self._voted(update.poll_answer)
        elif update.message_reaction is not None:
            yield from self._reacted(update.message_reaction)
        elif update.my_chat_member is not None:
            yield from self._about_us(update.my_chat_member)
        elif update.chat_member is not None:
            yield from self._about_others(update.chat_member)
        elif update.chat_join_request is not None:
            yield from self._knocked(update.chat_join_request)

    def _named(self, key: str = "") -> dict[str, Any]:
        """Name the next event of this update."""
        self._count += 1
        ordinal = f":{self._count}" if self._count > 1 else ""
        own = f"update:{self._us.id}:{self._update.update_id}{ordinal}"
        return {"platform": NAME, "key": key or own}

    def _message(self, message: Message) -> Iterator[Event]:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            yield self._moved(message)
        elif message.new_chat_members:
            yield from self._arrived(message)
        elif message.left_chat_member is not None:
            if is_person(message.left_chat_member):
                who, room = sender(message.left_chat_member), str(message.chat_id)
                yield MemberLeft(**self._named(), who=who, room=room)
        elif message.users_shared is not None:
            yield from self._picked_people(message)
        else:
            yield from self._said(message)

    def _moved(self, message: Message) -> Event:
        """Both chats tell of a move, and so does a send that fails; all three are the same event."""
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        return moved(str(old), str(new))

    def _arrived(self, message: Message) -> Iterator[Event]:
        by = message.from_user
        for user in message.new_chat_members:
            if is_person(user):
                brought = sender(by) if by is not None and is_person(by) and by != user else None
                room = str(message.chat_id)
                yield MemberArrived(**self._named(), who=sender(user), room=room, by=brought)

    def _picked_people(self, message: Message) -> Iterator[Event]:
        """The picker's own number is that of the message that offered it."""
        shared = message.users_shared
        if shared is None or message.from_user is None:
            return
        who = tuple(
            Sender(str(u.user_id), clean(f"{u.first_name or ''} {u.last_name or ''}", 128) or None)
            for u in shared.users
        )
        asked = str(Spot(message.chat_id, shared.request_id))
        yield PeoplePicked(**self._named(), by=sender(message.from_user), message=asked, who=who)

    def _said(self, message: Message) -> Iterator[Event]:
        words = _words(message)
        place = _place(message.chat)
        if words is None or place is None:
            return
        room, text = place or None, clean(words)
        command = command_of(text)
        if _is_unsigned(message):
            if room and command and self._is_to_us(text, command[0], room):
                yield self._unsigned(message, room, *command)
            return
        if not _is_own_word(message):
            return
        by = sender(message.from_user)  # type: ignore[arg-type]  # _is_own_word looked
        about: dict[str, Any] = {
            "room": room,
            "message": str(spot_of(message)),
            "reply_to": _answered(message),
            "topic": _topic(message),
        }
        if command is None:
            yield MessagePosted(**self._named(), **about, by=by, text=text)
        elif room is None and command[0] == "start" and pressed(command[1]) is not None:
            yield from self._pressed_by_link(by, command[1])
        elif self._is_to_us(text, command[0], room):
            name, rest = command
            yield CommandGiven(**self._named(), **about, by=by, name=name, rest=rest)

    def _unsigned(self, message: Message, room: str, name: str, rest: str) -> Event:
        """An anonymous administrator gave a command: nobody said it, until somebody signs it."""
        here = str(spot_of(message))
        return CommandUnsigned(
            **self._named(), room=room, message=here, name=name, rest=rest, topic=_topic(message)
        )

    def _pressed_by_link(self, by: Sender, payload: str) -> Iterator[Event]:
        """A link from a group opens the private chat and presses a button, both at once."""
        message, choice = pressed(payload) or ("", "")
        yield ReachabilityChanged(**self._named(), who=by, state="open")
        yield ChoicePicked(**self._named(), by=by, message=message, choice=choice)

    def _is_to_us(self, text: str, name: str, room: str | None) -> bool:
        """In a group with other bots, a command is ours when it names us, or names nobody and we know it."""
        called = text.split(maxsplit=1)[0].partition("@")[2]
        if called:
            return called.casefold() == self._us.username.casefold()
        return room is None or not self._us.commands or name in self._us.commands

    def _edited(self, message: Message) -> Iterator[Event]:
        words, room = _words(message), _place(message.chat)
        if words is None or not room or not _is_own_word(message):
            return
        by = sender(message.from_user)  # type: ignore[arg-type]  # _is_own_word looked
        about: dict[str, Any] = {"message": str(spot_of(message)), "topic": _topic(message)}
        yield MessageEdited(**self._named(), **about, by=by, text=clean(words), room=room)

    def _pressed(self, query: CallbackQuery) -> Iterator[Event]:
        message = query.message
        if message is None or query.data is None or not is_person(query.from_user):
            return
        number = (message.api_kwargs or {}).get("ephemeral_message_id")
        if number is None:
            here = Spot(message.chat.id, message.message_id)
        else:
            here = Spot(message.chat.id, int(number), receiver=query.from_user.id)
        key = self._named(f"{PRESS}{query.id}")
        yield ChoicePicked(**key, by=sender(query.from_user), message=str(here), choice=query.data)

    def _voted(self, answer: PollAnswer) -> Iterator[Event]:
        """A vote as a channel or an anonymous administrator is nobody's."""
        user = answer.user
        if user is None or not is_person(user):
            return
        options = tuple(answer.option_ids)
        yield BallotCast(**self._named(), by=sender(user), poll=answer.poll_id, options=options)

    def _reacted(self, update: MessageReactionUpdated) -> Iterator[Event]:
        """Only what was added; anonymous reactions are nobody's."""
        room = _place(update.chat)
        user = update.user
        if user is None or not is_person(user):
            return
        before = {_emoji(reaction) for reaction in update.old_reaction}
        here = str(Spot(update.chat.id, update.message_id))
        for reaction in update.new_reaction:
            emoji = _emoji(reaction)
            if emoji and emoji not in before:
                key = self._named()
                yield Reacted(**key, by=sender(user), message=here, emoji=emoji, room=room or None)

    def _about_us(self, change: ChatMemberUpdated) -> Iterator[Event]:
        before, now = is_in(change.old_chat_member), is_in(change.new_chat_member)
        if change.chat.type == ChatType.PRIVATE:
            if is_person(change.from_user):
                state = "open" if now else "closed"
                yield ReachabilityChanged(
                    **self._named(), who=sender(change.from_user), state=state
                )
        elif change.chat.type in GROUPS:
            room = str(change.chat.id)
            if now and not before:
                yield from self._added(change, room)
            elif before and not now:
                yield BotRemoved(**self._named(), room=room)

    def _added(self, change: ChatMemberUpdated, room: str) -> Iterator[Event]:
        by = change.from_user if is_person(change.from_user) else self._added_by
        if by is None:
            return
        title = clean(change.chat.title or "", 255)
        yield BotAdded(**self._named(), room=room, title=title, by=sender(by))
        in_charge = is_in_charge(change.new_chat_member)
        reason = cannot_read(in_charge=in_charge, reads_everything=self._us.reads_everything)
        if reason is not None:
            yield reason.event(room, self._named()["key"])

    def _about_others(self, change: ChatMemberUpdated) -> Iterator[Event]:
        user, room = change.new_chat_member.user, str(change.chat.id)
        if change.chat.type not in GROUPS or not is_person(user):
            return
        before, now = is_in(change.old_chat_member), is_in(change.new_chat_member)
        admin = is_in_charge(change.new_chat_member)
        promoted = admin and not is_in_charge(change.old_chat_member)
        if now and (promoted or not before):
            by = change.from_user
            brought = sender(by) if is_person(by) and by.id != user.id else None
            yield MemberArrived(
                **self._named(), who=sender(user), room=room, admin=admin, by=brought
            )
        elif before and not now:
            yield MemberLeft(**self._named(), who=sender(user), room=room)

    def _knocked(self, request: ChatJoinRequest) -> Iterator[Event]:
        """Who knocks may be written to for five minutes; delivery finds out when that is over."""
        if request.chat.type not in GROUPS or not is_person(request.from_user):
            return
        who = sender(request.from_user)
        yield ReachabilityChanged(**self._named(), who=who, state="open")
        yield JoinRequested(**self._named(), who=who, room=str(request.chat.id))


def moved(old: str, new: str) -> RoomMoved:
    """Tell of a move, always under the same key, however often and however it is told."""
    return RoomMoved(platform=NAME, key=f"moved:{old}:{new}", room=old, to=new)


def spot_of(message: Message) -> Spot:
    """Return where somebody's message stands, with the topic of a forum."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Spot(message.chat_id, message.message_id, topic)


def _topic(message: Message) -> str | None:
    """Return the topic of a forum in which a message stands; its general part is none."""
    topic = spot_of(message).topic
    return str(topic) if topic else None


def _answered(message: Message) -> str | None:
    """Return the message that this one answers; in a topic, everything nominally answers its first message."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created is not None:
        return None
    return str(Spot(earlier.chat.id, earlier.message_id))


def _words(message: Message) -> str | None:
    return message.text if message.text is not None else message.caption


def _place(chat: Chat) -> str | None:
    """Return a group's name, "" for a private chat, None for a channel."""
    if chat.type == ChatType.PRIVATE:
        return ""
    return str(chat.id) if chat.type in GROUPS else None


def _is_unsigned(message: Message) -> bool:
    """Say whether an administrator speaks as the group itself."""
    origin = message.sender_chat
    return origin is not None and origin.id == message.chat.id and message.forward_origin is None


def _is_own_word(message: Message) -> bool:
    """Say whether a person says this in their own name and words."""
    if message.sender_chat is not None or message.is_automatic_forward:
        return False
    return is_person(message.from_user) and message.forward_origin is None


def _emoji(reaction: Any) -> str:
    return str(getattr(reaction, "emoji", ""))
