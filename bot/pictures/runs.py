"""One line of text as runs: each in one font and one direction, in the order they stand from left to right.

HarfBuzz shapes one font in one direction. So both cuts are made here. The order follows Unicode's rules (UAX 9) as far
as names need them: strong letters, numbers, brackets, and neutral characters that take the direction around them; no
embeddings, as their marks were cleaned away.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from bot.pictures.fonts import (
    JAPANESE,
    KOREAN,
    SIMPLIFIED,
    TRADITIONAL,
    Direction,
    Face,
    Glyph,
    Style,
    coverage,
    east_asian_face,
    shaped,
    text_faces,
)
from bot.pictures.graphemes import JOINER, NON_JOINER, clusters

EMOJI_STYLE = "\ufe0f"
FIRST_EMOJI = "\U0001f000"
# A character no font holds: a box this wide and high, in parts of the type's size.
BOX_WIDTH = 0.72
BRACKETS = {"(": ")", "[": "]", "{": "}"}


class Run(NamedTuple):
    """A piece of a line in one font and direction; without a font, that many neutral boxes."""

    text: str
    face: Face | None
    direction: Direction
    glyphs: tuple[Glyph, ...]
    width: float


class Line(NamedTuple):
    """A line ready to be drawn: its runs from left to right."""

    runs: tuple[Run, ...]
    style: Style

    @property
    def width(self) -> float:
        """Say how wide the line is, in pixels."""
        return sum(run.width for run in self.runs)


def base_direction(text: str) -> Direction:
    """Find the direction of a text: that of its first letter that has one."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def set_line(text: str, style: Style, base: Direction) -> Line:
    """Cut a line into runs, measure them, and order them as they stand."""
    parts = clusters(text)
    faces = _faces(parts)
    levels = _levels(parts, base)
    pieces: list[tuple[int, Run]] = []
    for (face, level), group in groupby(
        zip(faces, levels, parts, strict=True), key=lambda item: (item[0], item[1])
    ):
        words = "".join(_drawable(part, face) for _, _, part in group)
        direction: Direction = "rtl" if level % 2 else "ltr"
        pieces.append((level, _run(words, face, style, direction)))
    return Line(tuple(run for _, run in _as_they_stand(pieces)), style)


def _run(words: str, face: Face | None, style: Style, direction: Direction) -> Run:
    if face is None:
        return Run(words, face, direction, (), len(words) * BOX_WIDTH * style.size)
    return Run(words, face, direction, *shaped(words, face, style, direction))


def _drawable(part: str, face: Face | None) -> str:
    """Leave out the marks a font lacks; the letter under them says enough."""
    if face is None:
        return part[0]
    held = coverage(face)
    return "".join(sign for sign in part if _ignorable(sign) or ord(sign) in held)


def _ignorable(sign: str) -> bool:
    """Say whether a character is never seen, so that no font needs to hold it."""
    return (
        sign in {JOINER, NON_JOINER}
        or "\ufe00" <= sign <= EMOJI_STYLE
        or "\U000e0100" <= sign <= "\U000e01ef"
    )


def _faces(parts: Sequence[str]) -> list[Face | None]:
    """Choose a font for each cluster; spaces and points stay in the font before them."""
    east = _east_asian("".join(parts))
    chosen: list[Face | None] = []
    for part in parts:
        before = chosen[-1] if chosen else None
        chosen.append(_face(part, before, east))
    return chosen


@lru_cache(maxsize=4096)
def _face(part: str, before: Face | None, east: Face | None) -> Face | None:
    """Choose a font for a cluster. Only single characters are kept in memory here, never a name."""
    candidates = [*text_faces(), *([east] if east else [])]
    if EMOJI_STYLE in part or part >= FIRST_EMOJI:
        candidates.sort(key=lambda face: not face.emoji)
    elif before and not before.emoji and not unicodedata.category(part[0]).startswith("L"):
        candidates.insert(0, before)
    for wanted in (part, part[0]):
        for face in candidates:
            if _holds(face, wanted):
                return face
    return None


def _holds(face: Face, part: str) -> bool:
    held = coverage(face)
    return all(_ignorable(sign) or ord(sign) in held for sign in part)


def _east_asian(text: str) -> Face | None:
    """Choose how shared Chinese characters are drawn, by the company they keep in this text."""
    if any("\u3041" <= sign <= "\u30ff" for sign in text):
        return east_asian_face(JAPANESE)
    if any("\u1100" <= sign <= "\u11ff" or "\uac00" <= sign <= "\ud7a3" for sign in text):
        return east_asian_face(KOREAN)
    if any("\u3105" <= sign <= "\u312f" for sign in text):
        return east_asian_face(TRADITIONAL)
    return east_asian_face(SIMPLIFIED)


def _levels(parts: Sequence[str], base: Direction) -> list[int]:
    """Give each cluster its level: even runs to the right, odd to the left, deeper is set within."""
    side = "L" if base == "ltr" else "R"
    kinds = _kinds(parts, side)
    _resolve_brackets(parts, kinds, side)
    left_to_right = 0 if base == "ltr" else 2
    level = {"L": left_to_right, "R": 1, "N": 2}
    return [level[kind] for kind in _neutrals_resolved(kinds, side)]


def _kinds(parts: Sequence[str], base: str) -> list[str]:
    """Say of each cluster: L, R, N (a number among right-to-left letters) or nothing."""
    kinds, strong = [], base
    for part in parts:
        kind = unicodedata.bidirectional(part[0])
        if kind in {"L", "R", "AL"}:
            strong = "L" if kind == "L" else "R"
            kinds.append(strong)
        elif kind in {"EN", "AN"}:
            kinds.append("L" if strong == "L" else "N")
        else:
            kinds.append("")
    return kinds


def _side(kind: str) -> str:
    """Say which way a kind pulls what is neutral: a number among right-to-left letters as they do."""
    return "R" if kind == "N" else kind


def _resolve_brackets(parts: Sequence[str], kinds: list[str], base: str) -> None:
    """Give both brackets of a pair one direction: what they hold turns them only where what is before does too."""
    opened: list[int] = []
    for at, part in enumerate(parts):
        if part in BRACKETS:
            opened.append(at)
        elif opened and part == BRACKETS[parts[opened[-1]]]:
            start = opened.pop()
            inside = {_side(kind) for kind in kinds[start + 1 : at] if kind}
            before = next((_side(kind) for kind in reversed(kinds[:start]) if kind), base)
            if inside:
                kinds[start] = kinds[at] = base if base in inside else before


def _neutrals_resolved(kinds: Sequence[str], base: str) -> list[str]:
    """Let neutral characters take the direction on both sides of them, or else the line's."""
    groups = [(kind, len(list(group))) for kind, group in groupby(kinds)]
    sides = [base, *(_side(kind) for kind, _ in groups), base]
    resolved: list[str] = []
    for (kind, length), before, after in zip(groups, sides, sides[2:], strict=False):
        taken = before if before == after else base
        resolved.extend([kind or taken] * length)
    return resolved


def _as_they_stand(pieces: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """Turn reading order into left-to-right order: reverse each stretch, the deepest first."""
    for depth in range(max((level for level, _ in pieces), default=0), 0, -1):
        turned: list[tuple[int, Run]] = []
        for deep, group in groupby(pieces, key=partial(_is_deep, depth)):
            stretch = list(group)
            turned.extend(stretch[::-1] if deep else stretch)
        pieces = turned
    return pieces


def _is_deep(depth: int, piece: tuple[int, Run]) -> bool:
    return piece[0] >= depth
