"""The picture of several ways compared by several figures: for each figure one bar a way, the first way dark.

Each figure has its own scale, the longest bar filling the line: bars compare within a figure, never between two.
"""

from collections.abc import Sequence

from bot.pictures.canvas import DEEP, INK, QUIET, THREAD, WIDTH, Canvas
from bot.pictures.fonts import Style
from bot.pictures.typesetting import fitted

HEAD = Style(28, 600)
WORDS = Style(22, 450)
MARGIN = 44
NAME_ROOM = 170
FIGURE_ROOM = 110
BAR = 26
LINE = 38
GAP = 30
CORNER = 8
LEAST = 4

Bar = tuple[str, float, str]
"""A way's name, its value (0 or more), and the value as it is written."""


def compared(figures: Sequence[tuple[str, Sequence[Bar]]]) -> bytes:
    """Draw the figures as PNG.

    Args:
        figures: one or more; of each what it is, and a bar for each way, the way one looks for first.

    Raises:
        ValueError: when there is no figure, or one without bars.
    """
    if not figures or not all(bars for _, bars in figures):
        raise ValueError("there is nothing to compare")
    heights = [HEAD.size * 1.6 + LINE * len(bars) + GAP for _, bars in figures]
    canvas, top = Canvas(2 * MARGIN + sum(heights) - GAP), float(MARGIN)
    for (words, bars), height in zip(figures, heights, strict=True):
        canvas.block(fitted(words, HEAD, WIDTH - 2 * MARGIN, 1), (MARGIN, top), "left", INK)
        longest = max(value for _, value, _ in bars) or 1.0
        for number, bar in enumerate(bars):
            line = top + HEAD.size * 1.6 + number * LINE
            _bar(canvas, bar, line, bar[1] / longest, DEEP if number == 0 else THREAD)
        top += height
    return canvas.png()


def _bar(canvas: Canvas, bar: Bar, top: float, part: float, colour: str) -> None:
    name, _, words = bar
    canvas.block(fitted(name, WORDS, NAME_ROOM - 10, 1), (MARGIN, top - 2), "left", QUIET)
    left = MARGIN + NAME_ROOM
    room = WIDTH - MARGIN - FIGURE_ROOM - left
    right = left + max(LEAST, part * room)
    canvas.card((left, top, right, top + BAR), min(CORNER, (right - left) / 2), colour)
    canvas.block(fitted(words, WORDS, FIGURE_ROOM, 1), (right + 10, top - 2), "left", INK)
