"""Pictures of ties: they open on a phone, are the same every time, and write every name there is."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import fonts, graphemes, life, path, runs, star, trails
from bot.pictures.canvas import DEEP, INK, MID, PALE, PAPER, QUIET, THREAD, WIDTH
from bot.pictures.fonts import Style
from bot.pictures.runs import Line, base_direction, set_line
from bot.pictures.stars import MOST_AROUND, _places
from bot.pictures.typesetting import ELLIPSIS, Block, fitted

STYLE = Style(38, 600)
FAMILY = "👩‍👩‍👧"

SCRIPTS = {
    "Latin": "Zoë Łukasz Ngọc Ánh",
    "Cyrillic": "Ольга Ґалаґан",
    "Greek": "Ελένη",
    "Armenian": "Անահիտ",
    "Georgian": "გიორგი",
    "Hebrew": "דנה כהן",
    "Arabic": "ليلى حسن",
    "Persian": "پریسا گلچین",
    "Urdu": "ٹیپو",
    "Ethiopic": "ሰላም",
    "Devanagari": "अनीता श्रीवास्तव",
    "Bengali": "অনিতা",
    "Gurmukhi": "ਅਮਨ",
    "Gujarati": "અમિત",
    "Odia": "ଅନିତା",
    "Tamil": "கவிதா",
    "Telugu": "కవిత",
    "Kannada": "ಕವಿತಾ",
    "Malayalam": "കവിത",
    "Sinhala": "අනිතා",
    "Thai": "สมชาย ใจดี",
    "Lao": "ສົມຊາຍ",
    "Khmer": "សុភា",
    "Burmese": "အောင်",
    "Chinese": "王小明 龍",
    "Japanese": "さくら 田中 カナ",
    "Korean": "김민수",
    "Emoji": f"🌸 {FAMILY} 🇪🇸 👍🏽 ❤️ 1️⃣",
    "Symbols": "★ ♥ ☀",
}

LONG = {
    "one word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3,
    "many words": "Maria Fernanda Gonzalez de la Vega y Montenegro del Campo Verde " * 4,
    "families": FAMILY * 60,
    "right to left": "عبدالرحمن بن محمد بن عبدالله بن خالد " * 6,
    "thousands": "x" * 5000,
    "marks": "a" + "\u0301" * 3000,
    "joiners": "a\u200d" * 1000,
}


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    picture.load()
    assert (picture.format, picture.mode, picture.width) == ("PNG", "RGB", WIDTH)
    return picture


def line(text: str) -> Line:
    cleaned = graphemes.cleaned(text)
    return set_line(cleaned, STYLE, base_direction(cleaned))


def pieces(text: str) -> list[str]:
    return [run.text.strip() for run in line(text).runs if run.text.strip()]


def around(count: int) -> list[tuple[str, str]]:
    names = list(SCRIPTS.values())
    return [(names[at % len(names)], "nearly forgotten") for at in range(count)]


def real(block_or_line: Block | Line) -> Iterator[bool]:
    lines = block_or_line.lines if isinstance(block_or_line, Block) else [block_or_line]
    for each in lines:
        for run in each.runs:
            # The glyph with number 0 is .notdef: what a font draws for what it lacks.
            yield run.face is not None and all(glyph.number for glyph in run.glyphs)


def test_a_path_is_as_wide_as_a_phone_and_grows_evenly_with_its_steps() -> None:
    heights = [
        opened(path(["Ana"] * (steps + 1), ["strong"] * steps)).height for steps in range(1, 6)
    ]
    assert len({longer - shorter for shorter, longer in pairwise(heights)}) == 1
    assert heights[-1] < 2 * WIDTH


@pytest.mark.parametrize("count", range(41))
def test_a_star_opens_with_any_number_around(count: int) -> None:
    assert opened(star("You", around(count))).height < 4000


def test_a_star_may_stand_alone() -> None:
    colours = {colour for _, colour in opened(star("You", [])).getcolors(1 << 16) or ()}
    assert rgb(DEEP) in colours
    assert rgb(MID) not in colours


@pytest.mark.parametrize(
    ("people", "steps"),
    [
        ([], []),
        (["You"], []),
        (["You", "Ana"], []),
        (["You", "Ana"], ["a", "b"]),
        (["x"] * 7, ["a"] * 6),
    ],
)
def test_a_path_needs_a_step_between_each_two(people: Sequence[str], steps: Sequence[str]) -> None:
    with pytest.raises(ValueError, match="one to five steps"):
        path(people, steps)


@pytest.mark.parametrize("here", range(5))
def test_a_life_stands_at_exactly_one_step(here: int) -> None:
    steps = ["Drafted", "Everybody votes", "One reminder", "Counted", "It holds"]
    picture = opened(life(steps, here)).convert("RGB")
    column = [picture.getpixel((WIDTH // 6, y)) for y in range(picture.height)]
    bands = [colour for colour, _ in groupby(column) if colour in (rgb(DEEP), rgb(PALE))]
    assert bands == [rgb(PALE)] * here + [rgb(DEEP)]
    assert picture.height < 2 * WIDTH


@pytest.mark.parametrize(("count", "here"), [(0, 0), (9, 0), (3, 3), (3, -1)])
def test_a_life_stands_at_one_of_its_steps(count: int, here: int) -> None:
    with pytest.raises(ValueError, match="one to eight steps"):
        life(["a"] * count, here)


def test_the_same_input_gives_the_same_bytes() -> None:
    people, steps = list(SCRIPTS.values())[:6], ["strong", "warm", "new", "fading", "warm"]
    first = path(people, steps), star("You", around(20)), star("You", around(9))
    assert first == (path(people, steps), star("You", around(20)), star("You", around(9)))
    assert not Image.open(BytesIO(first[0])).info


def test_different_names_give_different_pictures() -> None:
    assert path(["You", "Ana"], ["new"]) != path(["You", "Ena"], ["new"])


# --- nothing about anybody but the words ---


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def dots(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Find each connected patch of the dots' colour, as a box from its own corner."""
    pixels, found = picture.load(), []
    assert pixels is not None
    left = {(x, y) for x in range(WIDTH) for y in range(picture.height) if pixels[x, y] == rgb(MID)}
    while left:
        patch, edge = set(), [left.pop()]
        while edge:
            x, y = edge.pop()
            patch.add((x, y))
            near = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
            left -= near
            edge.extend(near)
        xs, ys = [x for x, _ in patch], [y for _, y in patch]
        found.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    return [dot for dot in found if dot[2] > 5]


@pytest.mark.parametrize("count", [1, 2, 3, 5, MOST_AROUND, 15, 31])
def test_every_dot_of_a_star_is_equal(count: int) -> None:
    found = dots(opened(star("You", around(count))))
    assert len(found) == count
    widths, heights = [dot[2] for dot in found], [dot[3] for dot in found]
    assert max(widths) - min(widths) <= 1
    assert max(heights) - min(heights) <= 1


def test_every_card_of_a_path_is_equal() -> None:
    picture = opened(path(["You", LONG["many words"], "Bo", "Cy"], ["strong", "new", "warm"]))
    column = [
        picture.getpixel((trails.CARD_SIDE + 12, y)) == rgb(PAPER) for y in range(picture.height)
    ]
    cards = [len(list(group)) for paper, group in groupby(column) if not paper]
    assert len(cards) == 4
    assert max(cards) - min(cards) <= 1


@pytest.mark.parametrize("count", range(MOST_AROUND + 1))
def test_a_star_has_a_place_for_each_and_no_two_share_one(count: int) -> None:
    places = _places(count, 100, 120)
    assert len(places) == count == len({(place.x, place.y) for place in places})


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [part / 255 for part in rgb(colour)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        (INK, PAPER, 7),
        (INK, PALE, 7),
        (PAPER, DEEP, 7),
        (QUIET, PAPER, 7),
        (MID, PAPER, 3),
        (THREAD, PAPER, 2.8),
    ],
)
def test_words_and_shapes_stand_out(one: str, other: str, least: float) -> None:
    assert contrast(one, other) >= least


# --- names in any script ---


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_with_real_glyphs(script: str) -> None:
    block = fitted(SCRIPTS[script], STYLE, 2000, 1)
    assert all(real(block))
    assert block.width > STYLE.size
    assert opened(star(SCRIPTS[script], [(SCRIPTS[script], "warm")])).height > 200


def test_what_no_font_holds_is_a_box_and_not_notdef() -> None:
    ((run,),) = [line("\ue123\U000e0fff\ud800").runs]
    assert run.face is None
    assert len(run.text) == 3
    assert opened(path(["You", "\ue123\ud800"], ["new"]))


def test_a_mark_that_the_letter_s_font_lacks_is_left_out() -> None:
    assert pieces("a\u0f71b") == ["ab"]


def test_without_the_east_asian_package_its_names_are_boxes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "east_asian_face", lambda _: None)
    (run,) = line("王小明").runs
    assert run.face is None
    assert all(real(line("Ana")))


def test_without_any_font_there_is_still_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.folder.__wrapped__("no_such_package") is None
    runs._face.cache_clear()
    monkeypatch.setattr(fonts, "folder", lambda _: None)
    monkeypatch.setattr(runs, "text_faces", fonts.text_faces.__wrapped__)
    monkeypatch.setattr(runs, "east_asian_face", fonts.east_asian_face.__wrapped__)
    assert opened(path(["Nofont", "Neither"], ["nowhere"]))
    runs._face.cache_clear()


@pytest.mark.parametrize(
    ("text", "face"),
    [("田さん", "JAPANESE"), ("김 金", "KOREAN"), ("王ㄅ", "TRADITIONAL"), ("王", "SIMPLIFIED")],
)
def test_shared_characters_follow_their_company(text: str, face: str) -> None:
    assert {run.face.number for run in line(text).runs if run.face} == {getattr(fonts, face)}


def test_arabic_letters_join() -> None:
    def numbers(text: str) -> set[int]:
        return {glyph.number for run in line(text).runs for glyph in run.glyphs}

    alone = set().union(*(numbers(letter) for letter in "محمد"))
    assert numbers("محمد").isdisjoint(alone - numbers("د"))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Ana Bo", ["Ana Bo"]),
        ("مريم Smith 42", ["Smith 42", "مريم"]),
        ("Ana (דנה) 7", ["Ana (", "דנה", ")", "7"]),
        ("דנה 42 כהן", ["כהן", "42", "דנה"]),
        # Brackets are in reading order here and mirrored when drawn.
        ("דנה (Ana)", [")", "Ana", "(", "דנה"]),
        ("Ana [", ["Ana ["]),
        ("Ana )", ["Ana )"]),
        ("Ana ()", ["Ana ()"]),
        ("דנה!", ["!", "דנה"]),
        ("42", ["42"]),
        ("", []),
    ],
)
def test_mixed_directions_stand_as_they_are_read(text: str, stands: list[str]) -> None:
    assert pieces(text) == stands


# --- where a name may be cut ---


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc", ["a", "b", "c"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        ("🇪🇸🇫🇷", ["🇪🇸", "🇫🇷"]),
        ("👍🏽x", ["👍🏽", "x"]),
        ("x\u0323\u0301y", ["x\u0323\u0301", "y"]),
        ("श्री", ["श्री"]),
        ("กำ", ["กำ"]),
        ("각가", ["각", "가"]),
        ("각", ["각"]),
        ("a \u0301", ["a", " ", "\u0301"]),
    ],
)
def test_a_character_stays_whole(text: str, parts: list[str]) -> None:
    assert graphemes.clusters(text) == parts


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("most", [1, 2])
def test_a_long_name_is_wrapped_and_ellipsised(kind: str, most: int) -> None:
    block = fitted(LONG[kind], STYLE, 300, most)
    assert 1 <= len(block.lines) <= most
    assert block.width <= 300
    if kind not in {"marks", "joiners"}:
        assert any(ELLIPSIS in run.text for run in block.lines[-1].runs)
    assert all(real(block))


def test_an_ellipsis_never_breaks_a_family() -> None:
    block = fitted(LONG["families"], STYLE, 300, 1)
    text = "".join(run.text for run in block.lines[0].runs)
    assert text.replace(FAMILY, "") == ELLIPSIS


def test_a_name_is_wrapped_at_spaces_first() -> None:
    block = fitted("Maria Fernanda Gonzalez", STYLE, 330, 2)
    assert [line.runs[0].text for line in block.lines] == ["Maria Fernanda", "Gonzalez"]


def test_a_line_too_narrow_for_one_character_still_ends() -> None:
    assert len(fitted("wide", STYLE, 1, 2).lines) == 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1bc", "a b c"),
        ("  a \t\n b ", "a b"),
        ("\u202eevil\u202c", "evil"),
        ("\ufeffa\u200b\u00adb", "ab"),
        ("e\u0301", "é"),
        ("\u2028", ""),
    ],
)
def test_control_characters_do_nothing(text: str, kept: str) -> None:
    assert graphemes.cleaned(text) == kept
    assert path([text, "Ana"], [text]) == path([kept, "Ana"], [kept])


ANY = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [*SCRIPTS.values(), *LONG.values()]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=2, max_size=6), ANY)
def test_any_names_make_a_path(people: list[str], step: str) -> None:
    assert opened(path(people, [step] * (len(people) - 1))).height < 2000


@settings(max_examples=40, deadline=None)
@given(ANY, st.lists(st.tuples(ANY, ANY), max_size=20))
def test_any_names_make_a_star(centre: str, ties: list[tuple[str, str]]) -> None:
    assert opened(star(centre, ties)).height < 4000


@settings(max_examples=200, deadline=None)
@given(ANY)
def test_no_name_is_ever_drawn_with_notdef(name: str) -> None:
    for each in fitted(name, STYLE, 400, 2).lines:
        assert all(glyph.number for run in each.runs for glyph in run.glyphs)
