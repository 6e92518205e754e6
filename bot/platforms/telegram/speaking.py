"""From items to calls of the Bot API. What went wrong comes back as data; nothing private is ever said in a group."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    LinkPreviewOptions,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.platforms.telegram import wording
from bot.platforms.telegram.hearing import NAME, PRESS
from bot.platforms.telegram.references import Spot, poll_reference, press_payload, spot
from bot.platforms.telegram.troubles import (
    DONE_BEFORE,
    NO_TOPIC,
    TOO_OLD,
    UNREADABLE,
    says,
    trouble,
)
from core.ports import Button, Delivered, Outgoing, Trouble, Undeliverable

REACTIONS = {"heard": "👀"}
"""Marks as Telegram can set them: its list of reactions is closed."""
PICKER = "👥"
"""What the message says that carries the picker; words stand on its button and in the message before it."""
MOST_PICKED = 10
SOONEST_CLOSE, LATEST_CLOSE = timedelta(seconds=5), timedelta(seconds=2_628_000)
"""Telegram closes a poll by itself only within these; others are closed by us."""
CLOSES_AFTER_US = timedelta(hours=1)
"""When a poll of ours closes by itself, if we never do: who closes it is told the counts, and nobody else."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GONE = Undeliverable(Trouble.FORBIDDEN)

Said = Delivered | Undeliverable


class Speaking:
    """Sends items through one bot. `rights`: the groups of which we know whether we are an administrator there."""

    def __init__(self, bot: Bot, username: str, rights: Mapping[str, bool]) -> None:
        self._bot = bot
        self._username = username
        self._rights = rights
        self.answered: set[str] = set()
        """Presses that were answered; whoever asked forgets them."""
        self._ways: dict[str, Callable[[Outgoing], Awaitable[Said]]] = {
            "text": self._text,
            "revise": self._revise,
            "withdraw": self._withdraw,
            "mark": self._mark,
            "unmark": self._mark,
            "poll": self._poll,
            "close_poll": self._close_poll,
            "picture": self._picture,
            "file": self._file,
            "answer": self._answer,
            "admit": self._door,
            "turn_away": self._door,
        }

    async def say(self, item: Outgoing) -> Said:
        """Send one item; every failure is a value."""
        try:
            return await self._ways[item.kind](item)
        except TelegramError as error:
            if says(error, *DONE_BEFORE):
                return Delivered(item.target or item.id)
            if item.topic is not None and says(error, *NO_TOPIC):
                return await self.say(replace(item, topic=None))
            return trouble(error, item)

    async def _text(self, item: Outgoing) -> Said:
        if item.room is not None and item.only_for is not None and self._rights.get(item.room):
            return await self._ephemeral(item)
        *before, last = wording.split(item.text or wording.ELLIPSIS)
        options = self._where(item)
        for part in before:
            await self._words(item, part, options)
            options = self._where(item, answering=False)
        sent = await self._words(item, last, {**options, "reply_markup": self._buttons(item)})
        if item.pick:
            await self._picker(item, sent)
        return Delivered(str(Spot(sent.chat_id, sent.message_id)))

    async def _words(self, item: Outgoing, words: str, options: Mapping[str, Any]) -> Message:
        """Send words; when Telegram cannot read them as HTML, as they are."""
        common = {**options, "link_preview_options": NO_PREVIEW}
        said = wording.as_html(words, item.mentions)
        try:
            return await self._bot.send_message(text=said, parse_mode=ParseMode.HTML, **common)
        except BadRequest as error:
            if not says(error, UNREADABLE):
                raise
            return await self._bot.send_message(text=words, **common)

    async def _ephemeral(self, item: Outgoing) -> Said:
        """Show something in a group to one person. What this cannot do is not said aloud instead.

        An older server ignores what it does not know, and answers with an ordinary message: it is named as one.
        """
        receiver = int(item.only_for or 0)
        only = {"ephemeral_message_parameters": {"receiver_user_id": receiver}}
        words = wording.cut(item.text, wording.MAX_TEXT)
        options = {**self._where(item), "reply_markup": self._buttons(item), "api_kwargs": only}
        sent = await self._words(item, words, options)
        number = (sent.api_kwargs or {}).get("ephemeral_message_id")
        if number is None:
            return Delivered(str(Spot(sent.chat_id, sent.message_id)))
        return Delivered(str(Spot(sent.chat_id, int(number), receiver=receiver)))

    async def _picker(self, item: Outgoing, sent: Message) -> None:
        """Offer to pick people, under the number of the message that asks for them."""
        wanted = KeyboardButtonRequestUsers(
            sent.message_id,
            user_is_bot=False,
            max_quantity=min(item.pick, MOST_PICKED),
            request_name=True,
        )
        label = wording.cut(f"{PICKER} {item.pick_label}".strip(), wording.MAX_LABEL)
        keyboard = ReplyKeyboardMarkup(
            [[KeyboardButton(label, request_users=wanted)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
        await self._bot.send_message(sent.chat_id, PICKER, reply_markup=keyboard)

    async def _revise(self, item: Outgoing) -> Said:
        where = _target(item)
        if where is None:
            return GONE
        words = wording.cut(item.text, wording.MAX_TEXT)
        keyboard = self._buttons(item)
        if where.receiver is not None:
            await self._ephemerally(
                "editEphemeralMessageText", where, text=words, reply_markup=keyboard
            )
            return Delivered(item.target or "")
        common: dict[str, Any] = {
            "chat_id": where.chat,
            "message_id": where.message,
            "reply_markup": keyboard,
            "link_preview_options": NO_PREVIEW,
        }
        said = wording.as_html(words, item.mentions)
        try:
            await self._bot.edit_message_text(text=said, parse_mode=ParseMode.HTML, **common)
        except BadRequest as error:
            if not says(error, UNREADABLE):
                raise
            await self._bot.edit_message_text(text=words, **common)
        return Delivered(item.target or "")

    async def _withdraw(self, item: Outgoing) -> Said:
        where = _target(item)
        if where is None:
            return GONE
        if where.receiver is not None:
            await self._ephemerally("deleteEphemeralMessage", where)
        else:
            await self._bot.delete_message(where.chat, where.message)
        return Delivered(item.target or "")

    async def _ephemerally(self, call: str, where: Spot, **more: Any) -> None:
        """Make one of the calls of Bot API 10.3 that the library has no method for."""
        named = {"receiver_user_id": where.receiver, "ephemeral_message_id": where.message}
        given = {name: value for name, value in more.items() if value is not None}
        await self._bot.do_api_request(call, {"chat_id": where.chat, **named, **given})

    async def _mark(self, item: Outgoing) -> Said:
        where = _target(item)
        if where is None:
            return GONE
        sign = [ReactionTypeEmoji(REACTIONS[item.meaning])] if item.kind == "mark" else []
        await self._bot.set_message_reaction(where.chat, where.message, sign)
        return Delivered(item.target or "")

    async def _poll(self, item: Outgoing) -> Said:
        """Ask by a native poll. It is never anonymous: only then is it told who chose what."""
        options = [wording.cut(option, wording.MAX_OPTION) for option in item.options]
        sent = await self._bot.send_poll(
            question=wording.cut(item.text, wording.MAX_QUESTION),
            options=options,
            is_anonymous=False,
            allows_multiple_answers=False,
            allows_revoting=True,
            hide_results_until_closes=item.hidden_results or None,
            close_date=_close_date(item.closes),
            **self._where(item),
        )
        if sent.poll is None:
            return GONE
        return Delivered(poll_reference(sent.poll.id, Spot(sent.chat_id, sent.message_id)))

    async def _close_poll(self, item: Outgoing) -> Said:
        where = _target(item)
        if where is None:
            return GONE
        final = await self._bot.stop_poll(where.chat, where.message)
        counts = tuple(option.voter_count for option in final.options)
        return Delivered(item.target or "", counts)

    async def _picture(self, item: Outgoing) -> Said:
        caption = wording.cut(item.text, wording.MAX_CAPTION)
        image = InputFile(BytesIO(item.content), filename="picture.png")
        sent = await self._bot.send_photo(photo=image, caption=caption, **self._where(item))
        return Delivered(str(Spot(sent.chat_id, sent.message_id)))

    async def _file(self, item: Outgoing) -> Said:
        caption = wording.cut(item.text, wording.MAX_CAPTION) or None
        document = InputFile(BytesIO(item.content), filename=item.name or "file")
        sent = await self._bot.send_document(
            document=document, caption=caption, **self._where(item)
        )
        return Delivered(str(Spot(sent.chat_id, sent.message_id)))

    async def _answer(self, item: Outgoing) -> Said:
        """Answer a press where only the one who pressed sees it; without a press, or too late, privately."""
        press = press_of(item.cause)
        whole = wording.units(item.text) <= wording.MAX_ANSWER
        if press is not None and press not in self.answered and whole:
            try:
                await self._bot.answer_callback_query(press, item.text, show_alert=True)
            except BadRequest as error:
                if not says(error, *TOO_OLD):
                    raise
            else:
                self.answered.add(press)
                return Delivered(item.id)
        return await self._text(item)

    async def quiet(self, press: str) -> None:
        """Answer a press without words, so that the button stops waiting; once is enough, and failing no matter."""
        if press in self.answered:
            self.answered.discard(press)
            return
        try:
            await self._bot.answer_callback_query(press)
        except TelegramError:
            return

    async def _door(self, item: Outgoing) -> Said:
        if item.room is None or item.user is None:
            return GONE
        room, person = int(item.room), int(item.user)
        if item.kind == "admit":
            await self._bot.approve_chat_join_request(room, person)
        else:
            await self._bot.decline_chat_join_request(room, person)
        return Delivered(item.id)

    def _where(self, item: Outgoing, *, answering: bool = True) -> dict[str, Any]:
        """Say where an item goes: a private chat when it is for a person, and what it answers.

        What is for everybody goes to the topic that the room has for it, and answers only what stands there; what is
        for one person stays where they spoke.
        """
        chat = int(item.room if item.room is not None else item.user or 0)
        where: dict[str, Any] = {"chat_id": chat}
        earlier = spot(item.reply_to)
        if item.topic is not None and item.only_for is None:
            where["message_thread_id"] = int(item.topic)
            if earlier is not None and str(earlier.topic) != item.topic:
                return where
        if earlier is None or earlier.chat != chat:
            return (
                where  # what it would answer stands in another chat, or in this one before it moved
            )
        if earlier.topic is not None:
            where["message_thread_id"] = earlier.topic
        if answering and earlier.receiver is None:
            where["reply_parameters"] = ReplyParameters(
                earlier.message, allow_sending_without_reply=True
            )
        return where

    def _buttons(self, item: Outgoing) -> InlineKeyboardMarkup | None:
        if not item.buttons:
            return None
        rows = [[self._button(item, button)] for button in item.buttons]
        return InlineKeyboardMarkup(rows)

    def _button(self, item: Outgoing, button: Button) -> InlineKeyboardButton:
        """Make a button; its data is an opaque id. In a group it may be a link that also opens the private chat."""
        label = wording.cut(button.label, wording.MAX_LABEL)
        if button.opens_private and item.room is not None:
            revised = _target(item)
            message = item.id if revised is None else str(revised)
            payload = press_payload(message, button.id)
            return InlineKeyboardButton(label, url=private_link(self._username, payload))
        return InlineKeyboardButton(label, callback_data=button.id)


def private_link(username: str, payload: str) -> str:
    """Write the link that opens the private chat with a payload, heard as `/start payload`."""
    return f"https://t.me/{username}?start={payload}"


def press_of(cause: str) -> str | None:
    """Return the number of the press that caused an item; None when it was something else."""
    mark = f"{NAME}:{PRESS}"
    return cause.removeprefix(mark) if cause.startswith(mark) else None


def _target(item: Outgoing) -> Spot | None:
    """Return the message an item is about. One that stood in the room before it moved is out of reach."""
    where = spot(item.target)
    chat = item.room if item.room is not None else item.user
    return where if where is not None and str(where.chat) == chat else None


def _close_date(closes: datetime | None) -> datetime | None:
    if closes is None:
        return None
    at = closes + CLOSES_AFTER_US
    return at if SOONEST_CLOSE < at - datetime.now(UTC) < LATEST_CLOSE else None
