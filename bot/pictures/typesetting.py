"""Texts in the space there is: wrapped at spaces, else between characters, and ended by an ellipsis."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.pictures.fonts import Direction, Style
from bot.pictures.graphemes import cleaned, clusters, joined
from bot.pictures.runs import Line, base_direction, set_line

ELLIPSIS = "…"
# Room for the marks above and below of every script here, in parts of the type's size.
LEADING = 1.36
# Two lines of the thinnest letters; measuring more would only cost time.
MOST_CLUSTERS = 160


class Block(NamedTuple):
    """A text in lines of one style."""

    lines: tuple[Line, ...]
    style: Style

    @property
    def height(self) -> int:
        """Say how high the block stands."""
        return len(self.lines) * self.pitch

    @property
    def width(self) -> float:
        """Say how wide the widest line is."""
        return max((line.width for line in self.lines), default=0)

    @property
    def pitch(self) -> int:
        """Say how far it is from one line to the next."""
        return round(self.style.size * LEADING)


def fitted(text: str, style: Style, width: float, most_lines: int) -> Block:
    """Set a text in at most so many lines of a width; what does not fit is left out behind an ellipsis."""
    words = cleaned(text)
    base = base_direction(words)
    rest = clusters(words)[:MOST_CLUSTERS]
    lines: list[Line] = []
    while rest:
        last = len(lines) + 1 == most_lines
        line, rest = _last(rest, style, width, base) if last else _next(rest, style, width, base)
        lines.append(set_line(line, style, base))
    return Block(tuple(lines), style)


def _next(parts: list[str], style: Style, width: float, base: Direction) -> tuple[str, list[str]]:
    """Take one line off the front: up to the last space that fits, or as many characters as fit."""
    fit = _how_many(parts, style, width, base, "")
    if fit == len(parts):
        return joined(parts), []
    spaces = [at for at, part in enumerate(parts[: fit + 1]) if part == " "]
    cut = spaces[-1] if spaces else max(fit, 1)
    rest = parts[cut + 1 :] if spaces else parts[cut:]
    return joined(parts[:cut]), rest


def _last(parts: list[str], style: Style, width: float, base: Direction) -> tuple[str, list[str]]:
    """Set what is left on one line, ended by an ellipsis where it does not fit."""
    if _how_many(parts, style, width, base, "") == len(parts):
        return joined(parts), []
    return joined(parts[: _how_many(parts, style, width, base, ELLIPSIS)]) + ELLIPSIS, []


def _how_many(parts: Sequence[str], style: Style, width: float, base: Direction, tail: str) -> int:
    """Find how many clusters fit, by halving: a name may be long, and measuring costs."""
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        line = set_line(joined(parts[:middle]) + tail, style, base)
        low, high = (middle, high) if line.width <= width else (low, middle - 1)
    return low
