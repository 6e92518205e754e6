import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram import wording
from bot.platforms.telegram.references import Spot, poll_reference, press_payload, pressed, spot

WORDS = st.text(st.sampled_from("ab \n<&>é漢😀"), max_size=400)


@given(WORDS, st.integers(10, 60))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    parts = wording.split(text, limit)
    assert all(wording.units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(WORDS, st.integers(2, 60))
def test_a_cut_text_fits_and_shows_that_it_was_cut(text: str, limit: int) -> None:
    cut = wording.cut(text, limit)
    assert wording.units(cut) <= limit
    assert cut == text or cut.endswith("…")


def test_parts_break_between_paragraphs_where_they_can() -> None:
    assert wording.split("one\n\ntwo\nthree four", 12) == ["one\n\ntwo", "three four"]
    assert wording.split("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_telegram_counts_in_utf_16() -> None:
    assert wording.units("a😀é") == 4
    assert wording.split("😀" * 4, 5) == ["😀" * 2, "😀" * 2]


@given(WORDS)
def test_nothing_anybody_says_becomes_a_tag(text: str) -> None:
    escaped = wording.as_html(text)
    assert "<" not in escaped
    assert html.unescape(escaped) == text


def test_a_name_becomes_a_link_and_only_a_name() -> None:
    said = wording.as_html("a <b> & Ana, then Ana", [("Ana", "7"), ("a", "8"), ("Bo", "9")])
    assert said == (
        '<a href="tg://user?id=8">a</a> &lt;b&gt; &amp; <a href="tg://user?id=7">Ana</a>, then Ana'
    )


@pytest.mark.parametrize(
    "place",
    [Spot(-1001, 5), Spot(7, 1), Spot(-1001, 5, topic=9), Spot(-1001, 12, receiver=7)],
)
def test_a_reference_reads_back(place: Spot) -> None:
    assert spot(str(place)) == place
    assert spot(poll_reference("123", place)) == place


@pytest.mark.parametrize("nonsense", [None, "", "b12", "1", "1:x", "1:e5", "1:2:z", "x:1"])
def test_what_is_no_reference_of_ours_is_none(nonsense: str | None) -> None:
    assert spot(nonsense) is None


@pytest.mark.parametrize("message", ["abcdefghijklmnop", "-1001234567890:123456789"])
def test_a_link_presses_a_button(message: str) -> None:
    payload = press_payload(message, "abcdefghij")
    assert len(payload) <= 64
    assert payload.replace("_", "").replace("-", "").isalnum()
    assert pressed(payload) == (message, "abcdefghij")


@pytest.mark.parametrize("payload", ["", "hello", "p_", "p_x", "p__", "invite_abc"])
def test_other_payloads_press_nothing(payload: str) -> None:
    assert pressed(payload) is None
