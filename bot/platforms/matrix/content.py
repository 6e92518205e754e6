"""What a message looks like on Matrix: plain text and HTML, numbered choices instead of buttons, mentions."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from core.ports import Button

HTML = "org.matrix.custom.html"
CHOICES = "org.karmyq.choices"
"""How many choices a message of ours has, for a later run that has forgotten having said it."""
MOST_PLACED = 4
"""Reactions placed under a message in advance: each is a request of its own, and servers count them."""
_KEYCAP = "\ufe0f\u20e3"
_TYPED = re.compile(r"(?P<mark>!?)\s?(?P<number>[1-9]\d?)")
_QUOTE = re.compile(r"(?:> [^\n]*\n)+\n?")
_MARKS: Mapping[str, str] = {"heard": "👀"}


def keycap(number: int) -> str:
    """Return the reaction that stands for a choice, from 1 to 9."""
    return f"{number}{_KEYCAP}"


def picked(reaction: str) -> int | None:
    """Return which choice a reaction stands for, with or without the variation selector."""
    digit = reaction.replace("\ufe0f", "").removesuffix("\u20e3")
    one = len(digit) == 1 and digit in "123456789" and reaction.endswith("\u20e3")
    return int(digit) if one else None


def typed(text: str) -> tuple[int, bool] | None:
    """Read `2` or `!2`: the number, and whether it was marked as a choice. None for anything else."""
    found = _TYPED.fullmatch(text.strip())
    return (int(found["number"]), bool(found["mark"])) if found else None


def mark(meaning: str) -> str:
    """Return the reaction for a meaning."""
    return _MARKS.get(meaning, "👀")


def without_quote(body: str) -> str:
    """Drop the quoted lines that older clients put above a reply."""
    return _QUOTE.sub("", body, count=1) if body.startswith("> ") else body


def message(
    text: str, buttons: Sequence[Button], *, to: str | None, reply: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a message's content: a notice in a room; to one person a text, which also notifies.

    Choices are numbered lines: a reaction or `!1` picks in a room, the bare number in a private chat.
    """
    shown = [_line(number, button, to) for number, button in enumerate(buttons, start=1)]
    content: dict[str, Any] = {
        "msgtype": "m.text" if to else "m.notice",
        "body": "\n".join([text, *(["", *shown] if shown else [])]),
        "format": HTML,
        "formatted_body": _html(text, shown),
        "m.mentions": {"user_ids": [to]} if to else {},
    }
    if buttons:
        content[CHOICES] = len(buttons)
    if reply:
        content["m.relates_to"] = dict(reply)
    return content


def _line(number: int, button: Button, to: str | None) -> str:
    if to is not None:
        return f"{number} · {button.label}"
    return f"{keycap(number) if number <= MOST_PLACED else number} {button.label} (!{number})"


def _html(text: str, shown: Sequence[str]) -> str:
    paragraphs = [text.replace("\n\n", "\0").split("\0"), ["\n".join(shown)] if shown else []]
    return "".join(
        f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>"
        for group in paragraphs
        for part in group
    )


def revision(new: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Return an edit that lets an earlier message read so. Nobody is notified again."""
    inner = {**new, "m.mentions": {}}
    return {
        **inner,
        "body": f"* {new['body']}",
        "formatted_body": f"* {new['formatted_body']}",
        "m.new_content": inner,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def answering(event: str, thread: str | None) -> dict[str, Any]:
    """Return the relation of a reply; in a thread when the other message stood in one."""
    reply: dict[str, Any] = {"m.in_reply_to": {"event_id": event}}
    if thread:
        reply |= {"rel_type": "m.thread", "event_id": thread, "is_falling_back": False}
    return reply


def reaction(target: str, key: str) -> dict[str, Any]:
    """Return a reaction's content."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": key}}
