"""Plain words as Telegram wants them: escaped, cut into messages, counted in UTF-16 units."""

import html
from collections.abc import Iterable

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ANSWER = 200
MAX_QUESTION = 300
MAX_OPTION = 100
MAX_LABEL = 64
"""Telegram names no limit for a button's label; longer ones are not readable on a phone."""
ELLIPSIS = "…"


def units(text: str) -> int:
    """Count UTF-16 units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fitting(text: str, limit: int) -> int:
    """Return how many characters of a text fit into so many units; a character is never halved."""
    if units(text) <= limit:
        return len(text)
    used = 0
    for place, character in enumerate(text):
        used += 1 + (character > "\uffff")
        if used > limit:
            return place
    return len(text)


def cut(text: str, limit: int) -> str:
    """Shorten a text to so many units, and show that it was."""
    if units(text) <= limit:
        return text
    return text[: _fitting(text, limit - 1)].rstrip() + ELLIPSIS


def split(text: str, limit: int = MAX_TEXT) -> list[str]:
    """Cut a text into messages of at most `limit` units: between paragraphs, else lines, else words, else anywhere."""
    parts = []
    rest = text
    while units(rest) > limit:
        most = _fitting(rest, limit)
        # A break so early that the part would be nearly empty is none.
        places = (rest.rfind(mark, most // 2, most) for mark in ("\n\n", "\n", " "))
        place = next((found for found in places if found > 0), most)
        parts.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*parts, rest]


def as_html(text: str, mentions: Iterable[tuple[str, str]] = ()) -> str:
    """Escape a text; the first place of each mentioned name (name, account) becomes a link to that person."""
    places = sorted((text.find(name), name, handle) for name, handle in mentions if name)
    written, done = [], 0
    for place, name, handle in places:
        if place < done:
            continue  # not in this part, or inside a name that was linked already
        person = f'<a href="tg://user?id={int(handle)}">{_escaped(name)}</a>'
        written += [_escaped(text[done:place]), person]
        done = place + len(name)
    return "".join([*written, _escaped(text[done:])])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
