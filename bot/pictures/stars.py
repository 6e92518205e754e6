"""The picture of one's own ties: oneself in the middle, equal dots around, each with a name and a word.

Dots stand in the order they are given, clockwise from the top. More than twelve do not go around a phone's screen:
they hang on one stem in two columns, down the left one first.
"""

from collections.abc import Sequence
from itertools import zip_longest
from math import sqrt
from typing import NamedTuple

from bot.pictures.canvas import DEEP, INK, MID, PAPER, QUIET, WIDTH, Canvas, Point, Side
from bot.pictures.fonts import Style
from bot.pictures.typesetting import Block, fitted

MOST_AROUND = 12

CENTRE = Style(38, 600)
NAME = Style(30, 600)
WORD = Style(26, 450)
MIDDLE = WIDTH / 2
MARGIN = 44
SIDE = 20
DOT = 15
BESIDE = 12
ROW_ROOM = 34
STEM_ROOM = 28
PILL_ROOM = 22
PILL_WIDEST = 420
AROUND_CENTRE = 56
WIDEST = 108
NARROWEST = 64
APEX_WIDTH = 440
STEM = 48


class Label(NamedTuple):
    """What stands at a dot."""

    name: Block
    word: Block

    @property
    def height(self) -> int:
        """Say how high both stand together."""
        return self.name.height + self.word.height


class Place(NamedTuple):
    """Where a dot stands, as seen from the middle, and on which side its label is."""

    x: float
    y: float
    side: Side


def star(centre: str, around: Sequence[tuple[str, str]]) -> bytes:
    """Draw one's own ties as PNG.

    Args:
        centre: the name in the middle, oneself.
        around: any number of names (up to forty stay easy to read), each with a short word for the tie.
    """
    pill = fitted(centre, CENTRE, PILL_WIDEST, 2)
    return _stem(pill, around) if len(around) > MOST_AROUND else _ring(pill, around)


def _pill_height(pill: Block) -> float:
    return max(pill.height, pill.pitch) + 2 * PILL_ROOM


def _pill(canvas: Canvas, pill: Block, middle: float) -> None:
    """Draw oneself: dark, as at the beginning of a path."""
    high = _pill_height(pill) / 2
    wide = max(pill.width / 2 + 2 * PILL_ROOM, high)
    canvas.card((MIDDLE - wide, middle - high, MIDDLE + wide, middle + high), min(high, 44), DEEP)
    canvas.block(pill, (MIDDLE, middle - pill.height / 2), "middle", PAPER)


def _labels(around: Sequence[tuple[str, str]], width: float) -> list[Label]:
    return [
        Label(fitted(name, NAME, width, 2), fitted(word, WORD, width, 2)) for name, word in around
    ]


def _stem(pill: Block, around: Sequence[tuple[str, str]]) -> bytes:
    """Draw two columns on one stem; a row is as high as its labels need, for the picture stays short so."""
    labels = _labels(around, MIDDLE - STEM - DOT - BESIDE - SIDE)
    rows = (len(labels) + 1) // 2
    pairs = list(zip_longest(labels[:rows], labels[rows:]))
    heights = [max(label.height for label in pair if label) + STEM_ROOM for pair in pairs]
    head = MARGIN + _pill_height(pill) + STEM_ROOM
    middles = [head + sum(heights[:row]) + high / 2 for row, high in enumerate(heights)]
    canvas = Canvas(head + sum(heights) + MARGIN - STEM_ROOM / 2)
    canvas.thread((MIDDLE, MARGIN), (MIDDLE, middles[-1]))
    for y, (left, right) in zip(middles, pairs, strict=True):
        _hang(canvas, (MIDDLE, y), Place(MIDDLE - STEM, y, "right"), left)
        if right:
            _hang(canvas, (MIDDLE, y), Place(MIDDLE + STEM, y, "left"), right)
    _pill(canvas, pill, MARGIN + _pill_height(pill) / 2)
    return canvas.png()


def _ring(pill: Block, around: Sequence[tuple[str, str]]) -> bytes:
    """Draw a star: pairs above and below oneself, and a point on top and at the bottom where the number asks."""
    labels = _labels(around, MIDDLE - WIDEST - DOT - BESIDE - SIDE)
    high = max((label.height for label in labels), default=0)
    places = _places(
        len(labels), _pill_height(pill) / 2 + AROUND_CENTRE + high / 2, high + ROW_ROOM
    )
    above = -min((_reach(place, high)[0] for place in places), default=0)
    below = max((_reach(place, high)[1] for place in places), default=0)
    least = _pill_height(pill) / 2
    middle = MARGIN + max(above, least)
    canvas = Canvas(middle + max(below, least) + MARGIN)
    for place, label in zip(places, labels, strict=True):
        _hang(
            canvas, (MIDDLE, middle), Place(MIDDLE + place.x, middle + place.y, place.side), label
        )
    _pill(canvas, pill, middle)
    return canvas.png()


def _reach(place: Place, high: float) -> tuple[float, float]:
    """Say how far a dot and its label go up and down."""
    if place.side != "middle":
        return place.y - high / 2, place.y + high / 2
    label = DOT + BESIDE / 2 + high
    return (place.y - label, place.y + DOT) if place.y < 0 else (place.y - DOT, place.y + label)


def _places(count: int, first: float, row: float) -> list[Place]:
    """Place dots clockwise from the top: four make a row above and a row below."""
    top, bottom = count % 4 != 0 and count > 1, count % 4 == 2 or count == 1  # noqa: PLR2004
    pairs = (count - top - bottom) // 2
    upper, lower = pairs // 2, pairs - pairs // 2
    right = [*_side(upper, first, row, -1)[::-1], *_side(lower, first, row, 1)]
    places = [Place(x, y, "left") for x, y in right]
    left = [Place(-x, y, "right") for x, y in reversed(right)]
    if top:
        places.insert(0, Place(0, -_apex(upper, first, row), "middle"))
    if bottom:
        places.append(Place(0, _apex(lower, first, row), "middle"))
    return [*places, *left]


def _apex(rows: int, first: float, row: float) -> float:
    return first + rows * row - row * 0.3


def _side(rows: int, first: float, row: float, sign: int) -> list[Point]:
    """Bow a column outward, so that no thread crosses a label: labels stand outside."""
    reach = first + rows * row
    spots = [first + number * row for number in range(rows)]
    return [
        (NARROWEST + (WIDEST - NARROWEST) * sqrt(1 - (y / reach) ** 2), sign * y) for y in spots
    ]


def _hang(canvas: Canvas, start: Point, place: Place, label: Label) -> None:
    """Draw a thread, a dot at its end, and the label outside of it."""
    canvas.thread(start, (place.x, place.y))
    canvas.dot((place.x, place.y), DOT, MID)
    away = {"left": DOT + BESIDE, "middle": 0, "right": -DOT - BESIDE}[place.side]
    top = place.y - label.height / 2
    if place.side == "middle":
        up = place.y < start[1]
        top = place.y + (-DOT - BESIDE / 2 - label.height if up else DOT + BESIDE / 2)
    canvas.block(label.name, (place.x + away, top), place.side, INK)
    canvas.block(label.word, (place.x + away, top + label.name.height), place.side, QUIET)
