"""The picture of a village's last weeks: how much was asked, and how much of it got a yes.

Two bars a week, told apart by brightness and by a legend. A week of which too little may be said stays empty.
"""

from collections.abc import Sequence

from bot.pictures.canvas import DEEP, INK, MID, PALE, QUIET, WIDTH, Canvas
from bot.pictures.fonts import Style
from bot.pictures.typesetting import fitted

LABEL = Style(22, 450)
LEGEND = Style(28, 600)
MARGIN = 44
TALL = 300
BAR_ROOM = 6
CORNER = 8
LEAST = 16
SQUARE = 26
LINE = 48

Week = tuple[str, int | None, int | None]


def weeks(bars: Sequence[Week], asked: str, answered: str) -> bytes:
    """Draw the weeks as PNG.

    Args:
        bars: one to twelve weeks, the oldest first: a label, how many were asked, how many of them got a yes; None
            where too little may be said.
        asked: the legend of the light bar.
        answered: the legend of the dark one.

    Raises:
        ValueError: when there is no week.
    """
    if not bars:
        raise ValueError("there is no week to draw")
    most = max([1, *(count for _, count, _ in bars if count is not None)])
    canvas = Canvas(2 * MARGIN + 2 * LINE + TALL + LABEL.size * 2)
    _legend(canvas, MARGIN, MID, asked)
    _legend(canvas, MARGIN + LINE, DEEP, answered)
    ground = MARGIN + 2 * LINE + TALL
    step = (WIDTH - 2 * MARGIN) / len(bars)
    canvas.thread((MARGIN, ground), (WIDTH - MARGIN, ground))
    for number, week in enumerate(bars):
        _week(canvas, week, MARGIN + number * step, step, ground, most)
    return canvas.png()


def _legend(canvas: Canvas, top: float, colour: str, words: str) -> None:
    canvas.card((MARGIN, top, MARGIN + SQUARE, top + SQUARE), CORNER, colour)
    block = fitted(words, LEGEND, WIDTH - 2 * MARGIN - 2 * SQUARE, 1)
    canvas.block(block, (MARGIN + 1.6 * SQUARE, top - 6), "left", INK)


def _week(canvas: Canvas, week: Week, left: float, step: float, ground: float, most: int) -> None:
    label, asked, answered = week
    block = fitted(label, LABEL, step, 2)
    canvas.block(block, (left + step / 2, ground + 10), "middle", QUIET)
    if asked is None:
        middle = left + step / 2
        canvas.card((middle - LEAST / 2, ground - LEAST, middle + LEAST / 2, ground - 4), 4, PALE)
        return
    half = left + step / 2
    _bar(canvas, left + BAR_ROOM, half - 1, ground, asked / most, MID)
    _bar(canvas, half + 1, left + step - BAR_ROOM, ground, (answered or 0) / most, DEEP)


def _bar(
    canvas: Canvas, left: float, right: float, ground: float, part: float, colour: str
) -> None:
    if part > 0:
        top = ground - max(LEAST, part * (TALL - LINE))
        canvas.card((left, top, right, ground), CORNER, colour)
