"""Which fonts there are, which characters each of them holds, and how one shapes and draws.

HarfBuzz does all three by itself. Pillow's own text drawing needs the system's FriBiDi for anything but simple
scripts, and a fresh machine with pip alone does not have it (docs/decisions/011-pictures.md).
"""

from collections.abc import Container, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]
from PIL import Image

GENERAL = "manimgx_fonts"
EAST_ASIAN = "manimgx_fonts_cjk"
SANS = "NotoSans[wght].ttf"
SYMBOLS = "NotoSansSymbols[wght].ttf"
EMOJI = "NotoEmoji[wght].ttf"
CJK = "NotoSansCJK-VF.otf.ttc"

# Faces of the East Asian collection: the same characters, drawn as each country writes them.
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = 0, 1, 2, 3

# HarfBuzz counts in whole numbers: so many of them make a pixel.
FINE = 64

Direction = Literal["ltr", "rtl"]


class Face(NamedTuple):
    """One font: a file, and which face of it where the file is a collection."""

    file: Path
    number: int = 0

    @property
    def emoji(self) -> bool:
        """Say whether this is the font of emoji: its digits and spaces are not for text."""
        return self.file.name == EMOJI


class Style(NamedTuple):
    """How type is set: its size in pixels and its weight, 400 (regular) to 700 (bold)."""

    size: int
    weight: int


class Glyph(NamedTuple):
    """A shape of a font and where it stands from the start of its run, in fine units; y goes up."""

    number: int
    x: int
    y: int


@cache
def folder(package: str) -> Path | None:
    """Find where a package keeps its fonts, or None where it is not installed."""
    try:
        return Path(str(files(package)))
    except ModuleNotFoundError:
        return None


@cache
def text_faces() -> tuple[Face, ...]:
    """List the fonts in the order they are tried: Latin first, then by script, then symbols and emoji."""
    home = folder(GENERAL)
    if home is None:
        return ()
    last = [SYMBOLS, EMOJI]
    scripts = sorted(
        file.name
        for file in home.glob("NotoSans*.ttf")
        if "Italic" not in file.name and file.name not in {SANS, *last}
    )
    return tuple(Face(home / name) for name in [SANS, *scripts, *last])


@cache
def east_asian_face(number: int) -> Face | None:
    """Name the East Asian font in one of its faces."""
    home = folder(EAST_ASIAN)
    return None if home is None else Face(home / CJK, number)


@cache
def _blob(file: Path) -> Any:
    return hb.Blob.from_file_path(str(file))


@cache
def _face(face: Face) -> Any:
    return hb.Face(_blob(face.file), face.number)


@lru_cache(maxsize=256)
def _font(face: Face, style: Style) -> Any:
    font = hb.Font(_face(face))
    font.scale = (style.size * FINE, style.size * FINE)
    font.set_variations({"wght": style.weight})
    return font


@cache
def coverage(face: Face) -> Container[int]:
    """Read which characters a font holds."""
    held: Container[int] = _face(face).unicodes
    return held


def shaped(
    text: str, face: Face, style: Style, direction: Direction
) -> tuple[tuple[Glyph, ...], float]:
    """Turn characters into glyphs from left to right, and say how wide they are in pixels."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    hb.shape(_font(face, style), buffer)
    glyphs, pen = [], 0
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(info.codepoint, pen + at.x_offset, at.y_offset))
        pen += at.x_advance
    return tuple(glyphs), pen / FINE


class Stroke(NamedTuple):
    """What a line of glyphs leaves on paper: how dark each pixel is, and where its top left pixel lies."""

    mask: Image.Image
    left: int
    top: int


def stroke(
    runs: Iterable[tuple[Face, tuple[Glyph, ...], float]], style: Style, across: float
) -> Stroke | None:
    """Draw runs of glyphs, each a number of pixels to the right; `across` is the part of a pixel to begin at."""
    pen = hb.RasterDraw()
    pen.scale_factor = (FINE, FINE)
    for face, glyphs, right in runs:
        font = _font(face, style)
        for glyph in glyphs:
            x = (across + right) * FINE + glyph.x
            pen.transform = (1, 0, 0, 1, x, glyph.y)
            pen.draw_glyph(font, glyph.number)
    drawn = pen.render()
    size = drawn.extents
    if not size.width or not size.height:
        return None
    # Rows come from the bottom up, as in the fonts: -1 turns them.
    rows = ("L", size.stride, -1)
    mask = Image.frombytes("L", (size.width, size.height), drawn.buffer, "raw", *rows)
    return Stroke(mask, size.x_origin, -size.y_origin - size.height)
