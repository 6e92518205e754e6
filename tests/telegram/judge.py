"""Whether a request is one that Telegram documents: the published schema first, then the lengths it states in words."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from telegram.constants import ReactionEmoji

from tests.telegram.markup import BadMarkup, shown, units
from tests.telegram.schema import Field, Schema

Params = Mapping[str, Any]

CAPTION, TEXT, CALLBACK_ANSWER = 1024, 4096, 200
QUESTION, OPTION, OPTIONS = 300, 100, 12
PLACEHOLDER = 64
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_EMOJI = frozenset(emoji.value for emoji in ReactionEmoji)


def decoded(schema: Schema, method: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Read a form: text stays text, everything else is JSON. What is no JSON stays as it came."""
    known = schema.methods[method]
    return {
        name: _value(known[name].kind if name in known else "String", raw)
        for name, raw in form.items()
    }


def _value(kind: str, raw: str) -> Any:
    if kind in ("String", "InputFile or String", "InputFile"):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def faults(schema: Schema, method: str, params: Params, files: Collection[str] = ()) -> list[str]:
    """Say everything that is wrong with a request; `files` are the names of what was uploaded."""
    fields = schema.methods[method]
    given = {**dict.fromkeys((f for f in files if f in fields), ""), **params}
    found = list(_object(schema, fields, given, method))
    return found or list(_lengths(method, params))


def _object(
    schema: Schema, fields: Mapping[str, Field], value: Params, where: str
) -> Iterator[str]:
    for name in value.keys() - fields.keys():
        yield f"{where} has no {name}"
    for name, field in fields.items():
        if name in value:
            yield from _one(schema, field.kind, value[name], f"{where}.{name}")
        elif field.required:
            yield f"{where} lacks {name}"


def _one(schema: Schema, kind: str, value: Any, where: str) -> Iterator[str]:
    """Check one value against a kind as the documentation writes it."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for place, part in enumerate(value):
            yield from _one(schema, kind.removeprefix("Array of "), part, f"{where}[{place}]")
        return
    kinds = re.split(r" or |, | and ", kind)
    kinds = [part for each in kinds for part in schema.unions.get(each, (each,))]
    reasons = [list(_simple(schema, each, value, where)) for each in kinds]
    if all(reasons):
        yield from min(reasons, key=len)


_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "InputFile": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


def _simple(schema: Schema, kind: str, value: Any, where: str) -> Iterator[str]:
    plain = _PLAIN.get(kind)
    if plain is None:
        if not isinstance(value, dict):
            yield f"{where} is no {kind}"
            return
        yield from _object(schema, schema.objects[kind], value, where)
        if kind == "InlineKeyboardButton":
            yield from _button(value, where)
    elif not isinstance(value, plain) or (isinstance(value, bool) and bool not in plain):
        yield f"{where} is {value!r}, no {kind}"
    elif kind == "True" and value is not True:
        yield f"{where} may only be true"


def _button(button: Params, where: str) -> Iterator[str]:
    does = button.keys() - {"text", "icon_custom_emoji_id", "style"}
    if len(does) != 1:
        yield f"{where} does {sorted(does)}, and a button does exactly one thing"
    if not button.get("text"):
        yield f"{where} has no words"
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        yield f"{where}.callback_data has {len(str(data).encode())} bytes"


def _within(where: str, length: int, least: int, most: int) -> Iterator[str]:
    if not least <= length <= most:
        yield f"{where} has {length}, and may have {least} to {most}"


def _lengths(method: str, params: Params) -> Iterator[str]:
    """Check what the documentation says in words only."""
    try:
        if "text" in params and method != "answerCallbackQuery":
            text = shown(params["text"], params.get("parse_mode"))
            yield from _within("text", units(text.strip()), 1, TEXT)
        if "caption" in params:
            yield from _within(
                "caption", units(shown(params["caption"], params.get("parse_mode"))), 0, CAPTION
            )
    except BadMarkup as error:
        yield f"can't parse entities: {error}"
    match method:
        case "answerCallbackQuery":
            yield from _within("text", units(params.get("text", "")), 0, CALLBACK_ANSWER)
        case "sendPoll":
            yield from _poll(params)
        case "setMessageReaction":
            yield from _reaction(params.get("reaction", []))
        case "setMyCommands":
            yield from _commands(params["commands"])
        case "setWebhook":
            if "secret_token" in params and not _SECRET.fullmatch(params["secret_token"]):
                yield "secret_token has other characters than A-Z a-z 0-9 _ -"
        case "createChatInviteLink":
            yield from _within("name", units(params.get("name", "")), 0, 32)
    markup = params.get("reply_markup")
    if isinstance(markup, dict) and "keyboard" in markup:
        yield from _keyboard(markup, params["chat_id"])


def _poll(params: Params) -> Iterator[str]:
    yield from _within("question", units(params["question"]), 1, QUESTION)
    yield from _within("options", len(params["options"]), 1, OPTIONS)
    for option in params["options"]:
        yield from _within("option", units(option["text"]), 1, OPTION)
    if "open_period" in params:
        yield from _within("open_period", params["open_period"], 5, 2_628_000)
        if "close_date" in params:
            yield "open_period and close_date exclude each other"
    if params.get("members_only") or params.get("country_codes"):
        yield "members_only and country_codes are for channels"


def _reaction(reactions: list[Any]) -> Iterator[str]:
    if len(reactions) > 1:
        yield "a bot may set one reaction"
    for reaction in reactions:
        if reaction["type"] == "emoji" and reaction["emoji"] not in _EMOJI:
            yield f"{reaction['emoji']!r} is no reaction"


def _commands(commands: list[Any]) -> Iterator[str]:
    yield from _within("commands", len(commands), 0, 100)
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            yield f"{command['command']!r} is no command"
        yield from _within("description", units(command["description"]), 1, 256)


def _keyboard(markup: Params, chat: Any) -> Iterator[str]:
    if "input_field_placeholder" in markup:
        yield from _within("placeholder", units(markup["input_field_placeholder"]), 1, PLACEHOLDER)
    for button in [button for row in markup["keyboard"] for button in row]:
        asked = isinstance(button, dict) and button.get("request_users")
        if asked:
            yield from _within("max_quantity", asked.get("max_quantity", 1), 1, 10)
            if not (isinstance(chat, int) and chat > 0):
                yield "request_users is for private chats only"
