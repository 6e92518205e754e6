"""Which fonts there are, which characters each of them holds, and how one is opened.

Pillow does not say which characters a font holds, and drawing one it lacks gives that font's .notdef glyph. So the
character map is read from the font file itself: its two usual forms, 4 (up to U+FFFF) and 12 (all of Unicode).
"""

import struct
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

GENERAL = "manimgx_fonts"
EAST_ASIAN = "manimgx_fonts_cjk"
SANS = "NotoSans[wght].ttf"
SYMBOLS = "NotoSansSymbols[wght].ttf"
EMOJI = "NotoEmoji[wght].ttf"
CJK = "NotoSansCJK-VF.otf.ttc"

# Faces of the East Asian collection: the same characters, drawn as each country writes them.
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = 0, 1, 2, 3

BY_SEGMENTS, BY_GROUPS = 4, 12
UNICODE_ENCODINGS = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
END_MARK = 0xFFFF


class Face(NamedTuple):
    """One font: a file, and which face of it where the file is a collection."""

    file: Path
    index: int = 0

    @property
    def emoji(self) -> bool:
        """Say whether this is the font of emoji: its digits and spaces are not for text."""
        return self.file.name == EMOJI


class Style(NamedTuple):
    """How type is set: its size in pixels and its weight, 400 (regular) to 700 (bold)."""

    size: int
    weight: int


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
def east_asian_face(index: int) -> Face | None:
    """Name the East Asian font in one of its faces."""
    home = folder(EAST_ASIAN)
    return None if home is None else Face(home / CJK, index)


@lru_cache(maxsize=256)
def opened(face: Face, style: Style) -> ImageFont.FreeTypeFont:
    """Open a font at a size and weight. Its bidi is ours (`runs`), its shaping HarfBuzz's through raqm."""
    font = ImageFont.truetype(
        face.file, style.size, index=face.index, layout_engine=ImageFont.Layout.RAQM
    )
    font.set_variation_by_axes([style.weight])
    return font


@cache
def coverage(file: Path) -> frozenset[int]:
    """Read which characters a font file holds."""
    data = file.read_bytes()
    (start,) = struct.unpack_from(">I", data, 12) if data[:4] == b"ttcf" else (0,)
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return frozenset(_mapped(data, offset))
    return frozenset()


def _mapped(data: bytes, cmap: int) -> Iterator[int]:
    """List the characters of every Unicode table in a character map."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
        if (platform, encoding) not in UNICODE_ENCODINGS:
            continue
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        if form == BY_SEGMENTS:
            yield from _by_segments(data, cmap + offset)
        elif form == BY_GROUPS:
            yield from _by_groups(data, cmap + offset)


def _by_groups(data: bytes, table: int) -> Iterator[int]:
    """Read form 12: groups of consecutive characters."""
    (count,) = struct.unpack_from(">I", data, table + 12)
    for first, last, glyph in struct.iter_unpack(">III", data[table + 16 :][: 12 * count]):
        yield from range(first + (glyph == 0), last + 1)


def _by_segments(data: bytes, table: int) -> Iterator[int]:
    """Read form 4: segments whose glyphs are a shift of the character, or looked up in a list behind."""
    (doubled,) = struct.unpack_from(">H", data, table + 6)
    ends, starts = table + 14, table + 16 + doubled
    shifts, lists = starts + doubled, starts + 2 * doubled
    for at in range(0, doubled, 2):
        first, last = _number(data, starts + at), _number(data, ends + at)
        shift, behind = _number(data, shifts + at), _number(data, lists + at)
        for code in range(first, min(last, END_MARK - 1) + 1):
            where = lists + at + behind + 2 * (code - first)
            glyph = _number(data, where) if behind else (code + shift) & END_MARK
            if glyph:
                yield code


def _number(data: bytes, at: int) -> int:
    """Read one number of two bytes."""
    return data[at] << 8 | data[at + 1]
