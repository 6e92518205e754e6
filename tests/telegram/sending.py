"""Methods that put messages into chats, change them and take them back."""

import secrets
import struct
from datetime import timedelta
from typing import Any

from tests.telegram.calls import ANSWER_WINDOW, CALLBACK_WINDOW, Call, answers
from tests.telegram.refusals import bad
from tests.telegram.world import Chat, Json, Message, Poll

DELETABLE = timedelta(hours=48)
PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES, PHOTO_RATIO = 10_000, 20


def _place(call: Call, chat: Chat) -> Json:
    """Return where in the chat a new message goes: its topic, and what it replies to."""
    thread = call.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    reply = call.get("reply_parameters") or {}
    target = reply.get("message_id")
    if target is not None:
        found = chat.messages.get(target)
        if found is None or found.deleted:
            if not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            target = None
        else:
            thread = thread or found.thread
    return {"thread": thread, "reply_to": target}


def _send(call: Call, **content: Any) -> Json:
    chat = call.open_chat()
    values = {"author": call.world.bot, "markup": call.get("reply_markup"), **content}
    ephemeral = call.get("ephemeral_message_parameters")
    if ephemeral:
        message = call.world.post_ephemeral(
            chat, only_for=_receiver(call, chat, ephemeral), **values
        )
    else:
        message = call.world.post(chat, **_place(call, chat), **values)
    return call.world.message_json(message)


def _receiver(call: Call, chat: Chat, ephemeral: Json) -> int:
    """Return who will see an ephemeral message. Refuses where Telegram does not allow one."""
    user = call.world.users.get(ephemeral["receiver_user_id"])
    if chat.person is not None or user is None or user.is_bot:
        raise bad("ephemeral messages are for members of groups")
    if not call.world.is_admin(chat):
        query = call.queries.get(ephemeral.get("callback_query_id", ""))
        if query is None or query.user is not user or query.at + CALLBACK_WINDOW < call.world.now():
            raise bad("not enough rights to send ephemeral messages")
    return user.id


@answers("sendMessage")
def send_message(call: Call) -> Json:
    return _send(call, text=call.words("text"))


@answers("sendPhoto")
def send_photo(call: Call) -> Json:
    _, content = _uploaded(call, "photo")
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    too_long = width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height)
    if len(content) > PHOTO_BYTES or too_long:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    size = {**_kept(call, content), "width": width, "height": height}
    return _send(call, media={"photo": [size]}, caption=call.words("caption"))


@answers("sendDocument")
def send_document(call: Call) -> Json:
    name, content = _uploaded(call, "document")
    if not content:
        raise bad("file must be non-empty")
    document = {**_kept(call, content), "file_name": name}
    return _send(call, media={"document": document}, caption=call.words("caption"))


def _uploaded(call: Call, field: str) -> tuple[str, bytes]:
    said = str(call.get(field, ""))
    found = call.files.get(said.removeprefix("attach://") if said else field)
    if found is None and said in call.world.files:
        return said, call.world.files[said]
    if found is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return found


def _kept(call: Call, content: bytes) -> Json:
    name = f"file-{secrets.token_hex(8)}"
    call.world.files[name] = content
    return {"file_id": name, "file_unique_id": f"unique-{name}", "file_size": len(content)}


@answers("getFile")
def get_file(call: Call) -> Json:
    content = call.world.files.get(call.params["file_id"])
    if content is None:
        raise bad("invalid file_id")
    name = call.params["file_id"]
    path = {"file_path": f"files/{name}", "file_size": len(content)}
    return {"file_id": name, "file_unique_id": f"unique-{name}", **path}


@answers("sendPoll")
def send_poll(call: Call) -> Json:
    closes = call.get("close_date")
    if closes is not None and not 5 <= closes - call.world.seconds() <= 2_628_000:
        raise bad("poll close_date is out of range")
    poll = Poll(
        id=str(secrets.randbits(60)),
        question=call.params["question"],
        options=[option["text"] for option in call.params["options"]],
        anonymous=call.get("is_anonymous", True),
        multiple=call.get("allows_multiple_answers", False),
        revoting=call.get("allows_revoting", True),
        hidden=call.get("hide_results_until_closes", False),
        closes=closes,
        open_period=call.get("open_period"),
    )
    said = _send(call, poll=poll)
    call.world.polls[poll.id] = call.world.chats[said["chat"]["id"]].messages[said["message_id"]]
    return said


@answers("stopPoll")
def stop_poll(call: Call) -> Json:
    message = call.own_message("stop")
    if message.poll is None:
        raise bad("message with poll to stop not found")
    if message.poll.closed:
        raise bad("poll has already been closed")
    message.poll.closed = True
    call.updates.put("poll", message.poll.json())
    return message.poll.json()


def _edit(call: Call, message: Message, text: str, markup: Json | None) -> None:
    if (message.text, message.markup) == (text, markup):
        same = "specified new message content and reply markup are exactly the same"
        raise bad(f"message is not modified: {same} as a current content of the message")
    message.text, message.markup = text, markup
    message.edits += 1
    message.edited = call.world.seconds()


@answers("editMessageText")
def edit_text(call: Call) -> Json:
    message = call.own_message("edit")
    if not message.text:
        raise bad("there is no text in the message to edit")
    _edit(call, message, call.words("text"), call.get("reply_markup"))
    return call.world.message_json(message)


@answers("editMessageReplyMarkup")
def edit_markup(call: Call) -> Json:
    message = call.own_message("edit")
    _edit(call, message, message.text, call.get("reply_markup"))
    return call.world.message_json(message)


@answers("editMessageCaption")
def edit_caption(call: Call) -> Json:
    message = call.own_message("edit")
    message.caption, message.markup = call.words("caption"), call.get("reply_markup")
    message.edits += 1
    return call.world.message_json(message)


@answers("deleteMessage")
def delete_message(call: Call) -> bool:
    message = call.message("delete")
    chat = call.open_chat()
    old = call.world.seconds() - message.date > DELETABLE.total_seconds()
    own = message.author is call.world.bot or chat.person is not None
    if old or not (own or call.world.is_admin(chat, "can_delete_messages")):
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    return True


def _ephemeral(call: Call) -> Message:
    found = call.chat().ephemeral.get(call.params["ephemeral_message_id"])
    if found is None or found.deleted or found.only_for != call.params["receiver_user_id"]:
        raise bad("ephemeral message not found")
    return found


@answers("editEphemeralMessageText")
def edit_ephemeral_text(call: Call) -> bool:
    _edit(call, _ephemeral(call), call.words("text"), call.get("reply_markup"))
    return True


@answers("editEphemeralMessageReplyMarkup")
def edit_ephemeral_markup(call: Call) -> bool:
    message = _ephemeral(call)
    _edit(call, message, message.text, call.get("reply_markup"))
    return True


@answers("deleteEphemeralMessage")
def delete_ephemeral(call: Call) -> bool:
    _ephemeral(call).deleted = True
    return True


@answers("setMessageReaction")
def react(call: Call) -> bool:
    call.open_chat()
    message = call.message("react")
    if message.service:
        raise bad("message can't be reacted")
    own = [reaction["emoji"] for reaction in call.get("reaction", ())]
    message.reactions[call.world.bot.id] = own
    return True


@answers("answerCallbackQuery")
def answer(call: Call) -> bool:
    query = call.queries.get(call.params["callback_query_id"])
    if query is None or query.answered or query.at + ANSWER_WINDOW < call.world.now():
        raise bad("query is too old and response timeout expired or query ID is invalid")
    query.answered, query.order = True, next(call.world.orders)
    query.text, query.alert = call.get("text"), call.get("show_alert", False)
    return True


@answers("sendChatAction")
def act(call: Call) -> bool:
    call.open_chat()
    return True
