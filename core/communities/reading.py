"""Reading rules as somebody types them: a key, and a value in the form of its field. Ranges are checked in `rules`."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args

from core.communities.config import KEYS, OWN_RIGHTS, Config, RequestType
from core.communities.rules import MOST_SHOWN, Allowed, Fault, Form, Problem, RulesRefused, allowed
from core.errors import Refusal
from core.people import known_zone

_YES = frozenset({"yes", "y", "on", "true", "1", "sí", "si"})
_NO = frozenset({"no", "n", "off", "false", "0"})
_NONE = frozenset({"none", "-", "nothing", "ninguno", "ninguna", "nada"})
_HOURS = re.compile(r"\s*(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?\s*")


def known_key(words: str) -> str:
    """Return the key that somebody means: case and spaces do not matter. Raises RulesRefused for none."""
    wanted = "_".join(words.strip().lower().replace("-", "_").split())
    for key in KEYS:
        if wanted in (key, key.replace("governance.", "")):
            return key
    raise RulesRefused([Problem(words.strip()[:MOST_SHOWN], "", Fault.UNKNOWN)])


def read(key: str, words: str, config: Config) -> Any:
    """Read a value as somebody types it; `config` is what holds now (request types may be added and removed).

    Raises RulesRefused when it is not written as the field's form asks; ranges are checked by `with_values`.
    """
    text = words.strip()
    rule = allowed(key)
    try:
        return _read(rule, text, config)
    except (ValueError, Refusal) as error:
        raise RulesRefused([Problem(key, text[:MOST_SHOWN])]) from error


def _read(rule: Allowed, text: str, config: Config) -> Any:
    match rule.form:
        case Form.WHOLE:
            return int(text.rstrip("%"))
        case Form.SHARE:
            number = float(text.rstrip("%").replace(",", "."))
            return number / 100 if text.endswith("%") else number
        case Form.YES_NO:
            return _yes_no(text)
        case Form.CHOICE:
            return _chosen(rule.options, text)
        case Form.HOURS:
            return _hours(text)
        case Form.NAMES:
            return [] if text.lower() in _NONE else _listed(text)
        case Form.TYPES:
            return _types(text, config)
        case Form.ROLES:
            return [] if text.lower() in _NONE else _roles(text, config)
        case Form.COUNTRY:
            return "" if text.lower() in _NONE else text.upper()
        case Form.LANGUAGE:
            return text.lower()
    return known_zone(text)


def _chosen(options: Iterable[str], text: str) -> str | int:
    words = "_".join(text.lower().split())
    for option in options:
        if words in (option, option.replace("-", "_")):
            return int(option) if option.isdecimal() else option
    raise ValueError("no such option")


def _yes_no(text: str) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise ValueError("neither yes nor no")


def _hours(text: str) -> str:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError("no hours")
    start, from_minute, stop, to_minute = found.groups()
    return f"{int(start):02}:{from_minute or '00'}-{int(stop):02}:{to_minute or '00'}"


def _listed(text: str) -> list[str]:
    return [name for name in (" ".join(part.split()) for part in text.split(",")) if name]


def _types(text: str, config: Config) -> list[dict[str, Any]]:
    """Read `+gardening skill 1.2`, `-meal`, or a whole list of such entries with commas between."""
    known = {t.name: t.model_dump(mode="json") for t in config.request_types}
    entries = _listed(text)
    if not entries or text.lower() in _NONE:
        raise ValueError("no types")
    if not all(entry[0] in "+-" for entry in entries):
        return [_type(entry, known) for entry in entries]
    kept = dict(known)
    for entry in entries:
        if entry[0] == "+":
            made = _type(entry[1:].strip(), known)
            kept[made["name"]] = made
        elif kept.pop(entry[1:].strip().lower(), None) is None:
            raise ValueError("no such type")
    return list(kept.values())


def _type(entry: str, known: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Read `name [kind] [multiplier] [sensitive]`; a name alone that is known stays as it is."""
    name, *words = entry.lower().split()
    if not words and name in known:
        return known[name]
    made: dict[str, Any] = {"name": name, "kind": name if name in _kinds() else "other"}
    for word in words:
        if word in _kinds():
            made["kind"] = word
        elif word == "sensitive":
            made["sensitive"] = True
        else:
            made["multiplier"] = float(word.lstrip("x×"))
    return made


def _roles(text: str, config: Config) -> list[dict[str, Any]]:
    """Read `+librarian let_in insights`, `-librarian`, or a whole list of roles, each with its rights after it."""
    words = text.lower().replace(",", " ").split()
    if not words or words[0] in OWN_RIGHTS:
        raise ValueError("no role is named")
    known = {r.name: r.model_dump(mode="json") for r in config.governance.roles}
    kept = known if words[0][0] in "+-" else {}
    made: dict[str, Any] = {}
    for word in words:
        if word[0] == "-":
            if kept.pop(word[1:], None) is None:
                raise ValueError("no such role")
        elif word in OWN_RIGHTS:
            made["rights"].append(word)
        else:
            made = kept[word.removeprefix("+")] = {"name": word.removeprefix("+"), "rights": []}
    return list(kept.values())


@cache
def _kinds() -> frozenset[str]:
    return frozenset(get_args(RequestType.model_fields["kind"].annotation))
