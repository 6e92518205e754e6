"""Telegram's HTML: what may stand in it, and what is left of it on the screen."""

import html
import re

ALLOWED = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a"}
    | {"span", "tg-spoiler", "tg-emoji", "blockquote"}
)
_TOKEN = re.compile(r"<(/?)([a-zA-Z-]*)([^<>]*)>|([<])|&(#?\w+;)?|[^<&]+", re.DOTALL)
_ENTITIES = frozenset({"lt;", "gt;", "amp;", "quot;"})


class BadMarkup(ValueError):
    """Telegram cannot read this."""


def units(text: str) -> int:
    """Return a text's length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(source: str, mode: str | None) -> str:
    """Return the text without its markup. Raises BadMarkup."""
    if mode is None:
        return source
    if mode != "HTML":
        raise BadMarkup(f"unsupported parse_mode {mode}")
    text, open_tags = [], list[str]()
    for token in _TOKEN.finditer(source):
        closing, name, _, stray, entity = token.groups()
        if stray:
            raise BadMarkup(f"a bare < at {token.start()}")
        if name is not None:
            _tag(name, bool(closing), open_tags)
        elif token[0].startswith("&"):
            text.append(_entity(entity))
        else:
            text.append(token[0])
    if open_tags:
        raise BadMarkup(f"no end of {open_tags[-1]}")
    return "".join(text)


def _tag(name: str, closing: bool, open_tags: list[str]) -> None:
    if name not in ALLOWED:
        raise BadMarkup(f"unsupported tag {name!r}")
    if not closing:
        open_tags.append(name)
    elif not open_tags or open_tags.pop() != name:
        raise BadMarkup(f"an end of {name} that was not open")


def _entity(entity: str | None) -> str:
    """Read `&lt;` and its like; what is none of them is shown as it stands."""
    whole = f"&{entity or ''}"
    known = entity is not None and (entity in _ENTITIES or entity.startswith("#"))
    return html.unescape(whole) if known else whole
