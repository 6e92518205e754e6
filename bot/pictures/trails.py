"""The picture of a trust path: from one person through others to another, from top to bottom.

Cards of one size in type of one size, joined by a thread; on the thread the kind of each step. The two ends are dark,
those between are light: that is where one begins, and nothing about anybody.
"""

from collections.abc import Sequence

from bot.pictures.canvas import DEEP, INK, MID, PALE, PAPER, QUIET, WIDTH, Canvas
from bot.pictures.fonts import Style
from bot.pictures.typesetting import Block, fitted

MOST_STEPS = 5

NAME = Style(38, 600)
STEP = Style(30, 450)
MIDDLE = WIDTH / 2
MARGIN = 44
CARD_SIDE = 60
CARD_ROOM = 24
CORNER = 30
RIM = 3
THREAD_ROOM = 30
LABEL_ROOM = 8


def path(people: Sequence[str], steps: Sequence[str]) -> bytes:
    """Draw a trust path as PNG.

    Args:
        people: two to six names, oneself first; any script, any length.
        steps: for each two neighbours, the words for what ties them: one fewer than people.

    Raises:
        ValueError: when there is not one step between each two people, or more than five.
    """
    if len(steps) != len(people) - 1 or not 1 <= len(steps) <= MOST_STEPS:
        raise ValueError("a path has one to five steps, each between two people")
    names = [fitted(name, NAME, WIDTH - 2 * (CARD_SIDE + CARD_ROOM), 2) for name in people]
    labels = [fitted(step, STEP, WIDTH - 2 * (CARD_SIDE + CARD_ROOM), 2) for step in steps]
    card = max(NAME.size, *(name.height for name in names)) + 2 * CARD_ROOM
    gap = 2 * THREAD_ROOM + max(label.height for label in labels) + 2 * LABEL_ROOM
    canvas = Canvas(2 * MARGIN + len(names) * card + len(labels) * gap)
    tops = [MARGIN + number * (card + gap) for number in range(len(names))]
    for top, label in zip(tops, labels, strict=False):
        _step(canvas, label, top + card, gap)
    for number, (top, name) in enumerate(zip(tops, names, strict=True)):
        _card(canvas, name, top, card, end=number in {0, len(names) - 1})
    return canvas.png()


def _card(canvas: Canvas, name: Block, top: float, height: float, *, end: bool) -> None:
    box = (CARD_SIDE, top, WIDTH - CARD_SIDE, top + height)
    canvas.card(box, CORNER, DEEP if end else MID)
    if not end:
        inner = (box[0] + RIM, box[1] + RIM, box[2] - RIM, box[3] - RIM)
        canvas.card(inner, CORNER - RIM, PALE)
    text = (MIDDLE, top + (height - name.height) / 2)
    canvas.block(name, text, "middle", PAPER if end else INK)


def _step(canvas: Canvas, label: Block, top: float, height: float) -> None:
    """Draw the thread between two cards, parted around its words."""
    room = label.height / 2 + LABEL_ROOM if label.lines else 0
    middle = top + height / 2
    canvas.thread((MIDDLE, top), (MIDDLE, middle - room))
    canvas.thread((MIDDLE, middle + room), (MIDDLE, top + height))
    canvas.block(label, (MIDDLE, middle - label.height / 2), "middle", QUIET)
