"""Methods that look at chats and members, open doors, and set menus."""

import json
from typing import Any

from tests.telegram.calls import Call, answers
from tests.telegram.refusals import bad
from tests.telegram.world import ADMINS, PRESENT, Chat, Json, User


@answers("getMe")
def get_me(call: Call) -> Json:
    never = dict.fromkeys(
        (
            "supports_guest_queries",
            "supports_inline_queries",
            "can_connect_to_business",
            "has_main_web_app",
            "has_topics_enabled",
            "allows_users_to_create_topics",
            "can_manage_bots",
            "supports_join_request_queries",
        ),
        False,
    )
    hears = {"can_join_groups": True, "can_read_all_group_messages": call.world.hears_all}
    return {**call.world.bot.json(), **hears, **never}


@answers("getChat")
def get_chat(call: Call) -> Json:
    chat = call.chat()
    gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
    return {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts.split(), False),
    }


def _group(call: Call) -> Chat:
    chat = call.open_chat()
    if chat.person is not None:
        raise bad("chat is private")
    return chat


@answers("getChatMember")
def get_member(call: Call) -> Json:
    """Tell about the bot and about administrators; about others only where the bot is one itself."""
    chat = call.open_chat()
    user = call.world.users.get(call.params["user_id"])
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    known = user is call.world.bot or chat.statuses.get(user.id) in ADMINS
    if chat.person is None and not known and not call.world.is_admin(chat):
        raise bad("member list is inaccessible")
    return call.world.member_json(chat, user)


@answers("getChatAdministrators")
def get_admins(call: Call) -> list[Json]:
    chat = _group(call)
    people = [call.world.users[user] for user, s in chat.statuses.items() if s in ADMINS]
    bots = call.get("return_bots", False)
    return [
        call.world.member_json(chat, user)
        for user in people
        if bots or not user.is_bot or user is call.world.bot
    ]


@answers("getChatMemberCount")
def count_members(call: Call) -> int:
    return sum(status in PRESENT for status in call.open_chat().statuses.values())


@answers("createChatInviteLink")
def invite(call: Call) -> Json:
    chat = _group(call)
    if not call.world.is_admin(chat, "can_invite_users"):
        raise bad("not enough rights to manage chat invite link")
    said = {
        "invite_link": f"https://t.me/+{abs(chat.id)}x{call.world.seconds()}",
        "creator": call.world.bot.json(),
        "creates_join_request": call.get("creates_join_request", False),
        "is_primary": False,
        "is_revoked": False,
    }
    optional = ("name", "expire_date", "member_limit")
    return {**said, **{name: call.params[name] for name in optional if name in call.params}}


def _knocking(call: Call) -> tuple[Chat, User]:
    chat = _group(call)
    call.right(chat, "can_invite_users")
    if chat.knocks.pop(call.params["user_id"], None) is None:
        raise bad("HIDE_REQUESTER_MISSING")
    user = call.world.users[call.params["user_id"]]
    user.window_until = None
    return chat, user


@answers("approveChatJoinRequest")
def approve(call: Call) -> bool:
    chat, user = _knocking(call)
    arrive(call.world, call.updates, chat, user, by=call.world.bot)
    return True


@answers("declineChatJoinRequest")
def decline(call: Call) -> bool:
    _knocking(call)
    return True


def arrive(
    world: Any, updates: Any, chat: Chat, user: User, by: User, status: str = "member"
) -> None:
    """Let somebody into a group, as everybody there sees it."""
    before = world.member_json(chat, user)
    chat.statuses[user.id] = status
    message = world.post(chat, author=by, service={"new_chat_members": [user.json()]})
    updates.put("message", world.message_json(message))
    changed(world, updates, chat, user, by, before)


def changed(world: Any, updates: Any, chat: Chat, user: User, by: User, before: Json) -> None:
    """Report that somebody's place in a chat is another now: always about the bot, of others to administrators."""
    is_me = user is world.bot
    if not is_me and not world.is_admin(chat):
        return
    said = {
        "chat": chat.json(),
        "from": by.json(),
        "date": world.seconds(),
        "old_chat_member": before,
        "new_chat_member": world.member_json(chat, user),
    }
    updates.put("my_chat_member" if is_me else "chat_member", said)


@answers("leaveChat")
def leave(call: Call) -> bool:
    chat = _group(call)
    before = call.world.member_json(chat, call.world.bot)
    chat.statuses[call.world.bot.id] = "left"
    changed(call.world, call.updates, chat, call.world.bot, call.world.bot, before)
    return True


def _menu(call: Call) -> tuple[str, str]:
    scope = call.get("scope") or {"type": "default"}
    if "chat_id" in scope:
        chat = call.world.chats.get(scope["chat_id"])
        if chat is None:
            raise bad("chat not found")
        if chat.person is None and chat.statuses.get(call.world.bot.id) not in PRESENT:
            raise bad("bot is not a member of the chat")
    return json.dumps(scope, sort_keys=True), call.get("language_code", "")


@answers("setMyCommands")
def set_menu(call: Call) -> bool:
    call.menus[_menu(call)] = call.params["commands"]
    return True


@answers("deleteMyCommands")
def delete_menu(call: Call) -> bool:
    call.menus.pop(_menu(call), None)
    return True


@answers("getMyCommands")
def get_menu(call: Call) -> list[Json]:
    return call.menus.get(_menu(call), [])


@answers("setMyName", "setMyDescription", "setMyShortDescription", "setChatMenuButton")
def introduce(_: Call) -> bool:
    return True


@answers("logOut", "close")
def end(_: Call) -> bool:
    return True
