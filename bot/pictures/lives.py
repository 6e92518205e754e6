"""The picture of a proposal's life: its steps from top to bottom, what is past, where it stands, what is to come.

Past steps are light, the present one is dark, those to come are only outlined: told apart by brightness, and by the
thread, which is drawn as far as it has come. Nothing in it tells how a vote stands.
"""

from collections.abc import Sequence

from bot.pictures.canvas import DEEP, INK, MID, PALE, PAPER, QUIET, THREAD, WIDTH, Canvas
from bot.pictures.fonts import Style
from bot.pictures.typesetting import Block, fitted

MOST_STEPS = 8

STEP = Style(32, 600)
MARGIN = 44
ROOM = 22
SIDE = 60
CORNER = 26
RIM = 3
GAP = 30
MIDDLE = WIDTH / 2


def life(steps: Sequence[str], here: int) -> bytes:
    """Draw the steps as PNG.

    Args:
        steps: one to eight steps in words, the first one first; any script, any length.
        here: which of them it stands at, from 0.

    Raises:
        ValueError: when there is no step, or are too many, or `here` is none of them.
    """
    if not 1 <= len(steps) <= MOST_STEPS or not 0 <= here < len(steps):
        raise ValueError("a life has one to eight steps, and stands at one of them")
    words = [fitted(step, STEP, WIDTH - 2 * (SIDE + ROOM), 2) for step in steps]
    height = max(STEP.size, *(block.height for block in words)) + 2 * ROOM
    canvas = Canvas(2 * MARGIN + len(words) * height + (len(words) - 1) * GAP)
    for number, block in enumerate(words):
        top = MARGIN + number * (height + GAP)
        if number:
            reached = MID if number <= here else THREAD
            width = 6 if number <= here else 2
            canvas.thread((MIDDLE, top - GAP), (MIDDLE, top), reached, width)
        _step(canvas, block, top, height, number - here)
    return canvas.png()


def _step(canvas: Canvas, words: Block, top: float, height: float, ahead: int) -> None:
    """Draw one step; `ahead`: how many it is before (below 0) or after the present one."""
    box = (SIDE, top, WIDTH - SIDE, top + height)
    canvas.card(box, CORNER, DEEP if ahead == 0 else MID if ahead < 0 else THREAD)
    if ahead != 0:
        inner = (box[0] + RIM, box[1] + RIM, box[2] - RIM, box[3] - RIM)
        canvas.card(inner, CORNER - RIM, PALE if ahead < 0 else PAPER)
    colour = PAPER if ahead == 0 else INK if ahead < 0 else QUIET
    canvas.block(words, (MIDDLE, top + (height - words.height) / 2), "middle", colour)
