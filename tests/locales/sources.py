"""What the program's sources say about wording: which keys they name, with which arguments, and stray sentences."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "core", "handlers", "locales", "storage")

BUTTONS = "do-"
"""The one prefix that is put before a name elsewhere: a button's action, dots and underscores as dashes."""

SAYING = {"Phrase", "privately", "answer", "Refusal", "StorageRefused", "NotYours"}
"""Calls whose first argument is a key, with its arguments second (or, for refusals, by keyword)."""
REFUSING = {"Refusal", "StorageRefused", "NotYours"}
ITEMS = {"Text", "Whisper", "Answer", "Revise", "File", "Picture", "Poll"}
"""Items name their wording as `key=` and its arguments as `args=`."""

FOR_DEVELOPERS = ("bot/cli.py", "bot/settings.py", "bot/platforms/pipe/", "storage/migrations/")
"""Command-line help, settings, the pipe's errors and database migrations speak to whoever runs the program."""


Pattern = tuple[str | None, ...]


class Said(NamedTuple):
    """One place that says a key with arguments that can be read off the source."""

    where: str
    key: str
    args: frozenset[str]


class Spoken(NamedTuple):
    """Literals of the program: whole ones, and f-strings as patterns whose gaps (None) other literals fill."""

    literals: frozenset[str]
    patterns: tuple[Pattern, ...]
    buttons: tuple[Pattern, ...]
    words: frozenset[str]


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Return every source file, by its path in the repository."""
    files = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return tuple(
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in files
    )


def _dashed(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def _pattern(node: ast.JoinedStr, *, dashed: bool) -> Pattern | None:
    parts = [str(p.value) if isinstance(p, ast.Constant) else None for p in node.values]
    if not re.fullmatch(r"[a-z._-]*[a-z]{2}[a-z._-]*", "".join(filter(None, parts))):
        return None
    return tuple(_dashed(part) if dashed and part else part for part in parts)


@cache
def spoken() -> Spoken:
    """Read every literal and every f-string of the program."""
    nodes = [node for _, tree in trees() for node in ast.walk(tree)]
    literals = frozenset(
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
    )
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    return Spoken(
        literals,
        tuple(p for node in joined if (p := _pattern(node, dashed=False))),
        tuple(p for node in joined if (p := _pattern(node, dashed=True))),
        frozenset(map(_dashed, literals)),
    )


def is_used(key: str) -> bool:
    """Say whether some source names this key: as it is, by an f-string, or as a button's action."""
    known = spoken()
    if key in known.literals or _fits(key, known.patterns, known.words):
        return True
    action = key.removeprefix(BUTTONS)
    return action != key and (action in known.words or _fits(action, known.buttons, known.words))


def _fits(name: str, patterns: tuple[Pattern, ...], words: frozenset[str]) -> bool:
    return any(_made(name, pattern, words) for pattern in patterns)


def _made(name: str, pattern: Pattern, words: frozenset[str]) -> bool:
    """Say whether a name comes of a pattern with some word in each gap; words may themselves have dashes."""
    if not pattern:
        return not name
    first, rest = pattern[0], pattern[1:]
    if first is not None:
        return name.startswith(first) and _made(name.removeprefix(first), rest, words)
    ends = range(1, len(name) + 1)
    return any(name[:end] in words and _made(name[end:], rest, words) for end in ends)


def said() -> Iterator[Said]:
    """Yield every place that says a literal key with literal arguments, or with none."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (found := _said(node)):
                yield Said(f"{path}:{node.lineno}", *found)


def _said(call: ast.Call) -> tuple[str, frozenset[str]] | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in SAYING and call.args:
        key, args = call.args[0], call.args[1] if len(call.args) > 1 else named.get("args")
    elif name in ITEMS and "key" in named:
        key, args = named["key"], named.get("args")
    else:
        return None
    if not isinstance(key, ast.Constant) or None in named:
        return None
    if name in REFUSING:
        return str(key.value), frozenset(map(str, named))
    given = _names(args)
    return None if given is None else (str(key.value), given)


def _names(args: ast.expr | None) -> frozenset[str] | None:
    """Return the names in a literal dictionary; None where they are not all to be seen."""
    if args is None:
        return frozenset()
    keys = args.keys if isinstance(args, ast.Dict) else [None]
    if not all(isinstance(key, ast.Constant) for key in keys):
        return None
    return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))


_SENTENCE = re.compile(
    r"(?=.*[^\W\d_]+,? [^\W\d_]+,? [^\W\d_]+)(?:[A-ZÁÉÍÓÚÑ¿¡].*|.*[.?!…])", re.DOTALL
)


def stray_sentences() -> list[str]:
    """Return literals of the program that read like a sentence shown to people, and where they stand."""
    shown = (item for item in trees() if not item[0].startswith(FOR_DEVELOPERS))
    return [stray for path, tree in shown for stray in stray_in(path, tree)]


def stray_in(path: str, tree: ast.Module) -> list[str]:
    """Return the stray sentences of one file."""
    quiet = _not_shown(tree)
    return [
        f"{path}:{node.lineno} {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in quiet
        and _SENTENCE.fullmatch(node.value)
    ]


def _not_shown(tree: ast.Module) -> set[int]:
    """Return the literals that people never see: docstrings, exceptions, assertions, log events."""
    roots = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or isinstance(node, ast.Raise | ast.Assert)
        or (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."))
    ]
    return {id(part) for root in roots for part in ast.walk(root)}
