"""The sheet: a few calm colours, smooth shapes, lines of text, and the PNG.

Dark and light differ in brightness and not only in hue, so that the picture reads the same for the colour-blind and
in grey: ink on paper 14:1, paper on deep 9:1, quiet words on paper 7:1.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from bot.pictures.fonts import stroke
from bot.pictures.runs import BOX_WIDTH, Line, Run
from bot.pictures.typesetting import Block

# A phone's width at twice its points: nothing is scaled up.
WIDTH = 720

PAPER = "#faf8f3"
INK = "#1d2b30"
QUIET = "#44545a"
DEEP = "#17495a"
PALE = "#e3eef0"
MID = "#3d7f8f"
THREAD = "#7d989f"

# Pillow draws shapes with hard edges: each is drawn so many times larger and scaled down.
SMOOTH = 4
# Where letters stand on a line, from its top, in parts of the line's height.
BASELINE = 0.74

Colour = str
Box = tuple[float, float, float, float]
Side = Literal["left", "middle", "right"]
Point = tuple[float, float]


class Canvas:
    """A sheet of paper of a phone's width, drawn on from back to front."""

    def __init__(self, height: float) -> None:
        self._image = Image.new("RGB", (WIDTH, round(height)), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        """Give the picture as PNG: no time, no name, nothing but pixels."""
        file = BytesIO()
        self._image.save(file, "PNG")
        return file.getvalue()

    def thread(self, start: Point, end: Point, colour: Colour = THREAD, width: float = 4) -> None:
        """Draw a straight line with room for its width."""
        (x1, y1), (x2, y2) = start, end
        box = (min(x1, x2) - width, min(y1, y2) - width, max(x1, x2) + width, max(y1, y2) + width)

        def shape(draw: ImageDraw.ImageDraw, left: float, top: float) -> None:
            ends = [(SMOOTH * (x - left), SMOOTH * (y - top)) for x, y in (start, end)]
            draw.line(ends, fill=255, width=round(SMOOTH * width))

        self._smooth(box, colour, shape)

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """Draw a full circle."""
        x, y = centre
        self.card((x - radius, y - radius, x + radius, y + radius), radius, colour)

    def card(self, box: Box, radius: float, colour: Colour) -> None:
        """Draw a full rectangle with round corners."""

        def shape(draw: ImageDraw.ImageDraw, left: float, top: float) -> None:
            x1, y1, x2, y2 = box
            corners = [(x1 - left) * SMOOTH, (y1 - top) * SMOOTH]
            corners += [(x2 - left) * SMOOTH - 1, (y2 - top) * SMOOTH - 1]
            draw.rounded_rectangle(corners, radius * SMOOTH, fill=255)

        self._smooth(box, colour, shape)

    def _smooth(
        self, box: Box, colour: Colour, shape: Callable[[ImageDraw.ImageDraw, float, float], None]
    ) -> None:
        left, top, right, bottom = (int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1)
        mask = Image.new("L", ((right - left) * SMOOTH, (bottom - top) * SMOOTH))
        shape(ImageDraw.Draw(mask), left, top)
        self._image.paste(colour, (left, top, right, bottom), mask.reduce(SMOOTH))

    def block(self, block: Block, at: Point, side: Side, colour: Colour) -> None:
        """Write lines: `at` is the top of the block, at its left, middle or right."""
        x, y = at
        for line in block.lines:
            back = {"left": 0.0, "middle": line.width / 2, "right": line.width}[side]
            self._line(line, (x - back, y + block.pitch * BASELINE), colour)
            y += block.pitch

    def _line(self, line: Line, at: Point, colour: Colour) -> None:
        x, y = int(at[0]), round(at[1])
        pieces, right = [], 0.0
        for run in line.runs:
            if run.face is None:
                self._boxes(run, (at[0] + right, y), line.style.size, colour)
            else:
                pieces.append((run.face, run.glyphs, right))
            right += run.width
        drawn = stroke(pieces, line.style, at[0] - x)
        if drawn:
            self._image.paste(colour, (x + drawn.left, y + drawn.top), drawn.mask)

    def _boxes(self, run: Run, at: Point, size: int, colour: Colour) -> None:
        """Draw one neutral box for each character that no font holds."""
        x, y = at
        step = BOX_WIDTH * size
        for _ in run.text:
            box = (x + size * 0.08, y - size * 0.68, x + step - size * 0.08, y)
            self._draw.rounded_rectangle(box, size * 0.1, outline=colour, width=max(2, size // 14))
            x += step
