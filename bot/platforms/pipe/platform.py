"""The pipe's lines out."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.platforms.pipe.wire import NAME
from core.events import Event
from core.ports import Capabilities, Delivered, Outgoing, Undeliverable


class Pipe:
    """Writes items as JSON lines. Saying the same id again is saying the same message again."""

    name = NAME

    def __init__(self, write: Callable[[str], None], *, unreachable: bool = False) -> None:
        self._write = write
        self.can = Capabilities(
            can_open_private=False,
            people_picker=True,
            can_create_rooms=True,
            ephemeral=True,
            idempotent=True,
            max_text=1_000_000,
            reach_at_first="unknown" if unreachable else "open",
        )

    async def events(self) -> AsyncIterator[Event]:
        """Yield nothing: whoever reads the lines also moves the clock, and calls the spine itself."""
        return
        yield

    def line(self, value: dict[str, Any]) -> None:
        """Write one object on one line."""
        self._write(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n")

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Say one item. A room that was to be made is known by the id under which it was asked for."""
        self.line(_said(item))
        return Delivered(item.once or item.id)


def _to(item: Outgoing) -> dict[str, Any]:
    return {"room": item.room} if item.room is not None else {"user": item.user}


def _choices(item: Outgoing) -> list[dict[str, str]]:
    return [{"id": b.id, "action": b.action, "label": b.label} for b in item.buttons]


def _said(item: Outgoing) -> dict[str, Any]:
    match item.kind:
        case "text":
            said: dict[str, Any] = {"say": "text", "id": item.id, "key": item.key}
            said |= {"to": _to(item), "text": item.text, "choices": _choices(item)}
            if item.pick:
                said["pick"] = item.pick
            if item.reply_to:
                said["reply_to"] = item.reply_to
            if item.only_for:
                said["only_for"] = item.only_for
            return said
        case "revise":
            said = {"say": "revise", "id": item.target, "key": item.key, "to": _to(item)}
            said |= {"text": item.text, "choices": _choices(item), "revision": item.id}
            return said
        case "admit" | "turn_away":
            return {"say": item.kind, "to": {"room": item.room}, "user": item.user}
        case "make_room" | "make_space":
            made = {"say": item.kind, "id": item.once, "title": item.name}
            return made | {"keepers": list(item.keepers), "rooms": list(item.rooms)}
        case "withdraw" | "close_poll":
            return {"say": item.kind, "id": item.target}
        case "mark" | "unmark":
            return {
                "say": item.kind,
                "to": _to(item),
                "target": item.target,
                "meaning": item.meaning,
            }
        case "answer":
            return {
                "say": "answer",
                "id": item.id,
                "key": item.key,
                "to": _to(item),
                "text": item.text,
            }
    return _thing(item)


def _thing(item: Outgoing) -> dict[str, Any]:
    said: dict[str, Any] = {"say": item.kind, "id": item.id, "to": _to(item)}
    encoded = base64.b64encode(item.content).decode()
    match item.kind:
        case "poll":
            closes = item.closes.isoformat().replace("+00:00", "Z") if item.closes else None
            said |= {
                "key": item.key,
                "question": item.text,
                "options": list(item.options),
                "closes": closes,
                "native": True,
            }
        case "picture":
            said |= {"alt": item.text, "png_base64": encoded}
        case _:
            said |= {"name": item.name, "text": item.text, "base64": encoded}
    return said
