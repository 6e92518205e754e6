import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import MAX_TEXT, clean, command_of

ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_cleaned_text_holds_nothing_that_can_deceive(text: str) -> None:
    for character in clean(text):
        assert unicodedata.category(character)[0] != "C" or character in "\n\t\u200c\u200d"


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_cleaned_text_can_be_written_down_anywhere(text: str) -> None:
    assert b"\0" not in clean(text).encode()


@given(ANY_TEXT, st.integers(min_value=0, max_value=20))
def test_cleaned_text_is_no_longer_than_its_limit_where_nothing_decomposes(
    text: str, limit: int
) -> None:
    if unicodedata.is_normalized("NFC", text):
        assert len(clean(text, limit)) <= limit


def test_cleaned_text_is_never_longer_than_its_limit() -> None:
    assert len(clean("\u0958" * 10, 10)) <= 10


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_stays_as_it_is_but_for_its_edges(text: str) -> None:
    assert clean(text) == text.strip()


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\ud800b\udfff", "ab"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("e\u0301", "\u00e9"),
        ("  edges \n", "edges"),
        ("\ue000private", "private"),
    ],
)
def test_cleaning_by_example(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


def test_only_so_much_of_a_text_is_looked_at() -> None:
    assert len(clean("a" * (MAX_TEXT + 5))) == MAX_TEXT
    assert len(clean("ñ" * (MAX_TEXT + 5))) == MAX_TEXT


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/karma", ("karma", "")),
        ("!Karma  off ", ("karma", "off")),
        ("/karma@village_bot off", ("karma", "off")),
        ("/ask\na drill\nplease", ("ask", "a drill\nplease")),
        ("/a", ("a", "")),
        ("/ñandú x", ("ñandú", "x")),
        ("/", None),
        ("", None),
        ("!", None),
        ("/2", None),
        ("/ karma", None),
        ("!!", None),
        ("karma", None),
        (" /karma", None),
    ],
)
def test_commands_by_example(text: str, command: tuple[str, str] | None) -> None:
    assert command_of(text) == command


def test_a_tab_ends_a_commands_name() -> None:
    assert command_of("/karma\toff") == ("karma", "off")


def test_the_rest_of_a_command_keeps_its_lines_as_written() -> None:
    assert command_of("/ask a drill\nplease") == ("ask", "a drill\nplease")


@given(ANY_TEXT)
def test_any_text_is_a_command_or_none(text: str) -> None:
    found = command_of(text)
    if found is not None:
        name, rest = found
        assert text[0] in "/!"
        assert "@" not in name
        assert " " not in name
        assert rest == rest.strip()


@given(
    st.sampled_from("/!"),
    st.text("abcdefghij", min_size=1, max_size=9),
    st.text("xyz ", max_size=9),
)
def test_name_and_rest_are_found_again(sign: str, name: str, rest: str) -> None:
    assert command_of(f"{sign}{name} {rest}") == (name, rest.strip())
