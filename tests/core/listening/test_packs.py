"""Packs hold what a contributor meant: every frame can match, and nothing is written twice over."""

import pytest

from core.listening import Act, languages
from core.listening.frames import FrameWrong, frame
from core.listening.lines import Reading, line_of, phrases, plain
from core.listening.packs import _index, pack, vocabulary
from core.listening.text import read

READING = Reading(
    same={"somebody": ("someone",), "im": ("i", "am")},
    endings={"arme": ("ar", "me")},
    soft=phrases(["please", "by any chance"]),
    opening=phrases(["hi", "hi all"]),
    joins=frozenset({"and"}),
    courtesy=frozenset({"please"}),
    mine=frozenset({"me"}),
    when=frozenset({"today"}),
    alike={
        "any": (((frozenset({("kind",), ("very", "kind")}), frozenset({("soul",)})), "someone"),),
        "lift": (((frozenset({("2",)}),), "lift to"),),
    },
)
LISTS = {"give": ("lend", "give away")}


def said(text: str) -> str:
    return line_of(read(text), READING).said


def found(source: str, text: str) -> str | None:
    match = frame(source, LISTS, READING).pattern.search(said(text))
    return match[0].strip() if match else None


@pytest.mark.parametrize("language", languages())
def test_pack(language: str) -> None:
    loaded = pack(language)
    names = [sign.name for sign in loaded.signs]
    assert len(names) == len(set(names))
    assert {sign.act for sign in loaded.signs} == {Act.REQUEST, Act.OFFER, None}
    assert loaded.common <= vocabulary(language)
    for entries in loaded.frames.values():
        for _, _, one in entries:
            assert one.keys, one.source
            assert one.pattern.pattern == one.regex  # it compiles, if only when it is looked for


@pytest.mark.parametrize("language", languages())
def test_words_of_lists_are_plain(language: str) -> None:
    """A spelling that is made one may not be the plain word of another."""
    reading = pack(language).reading
    for spelling, words in reading.same.items():
        for word in words:
            assert word not in reading.same or reading.same[word] == (word,), spelling


def test_line() -> None:
    assert said("Hi all! Somebody, please lend me one? Im in") == (
        " , . , someone , lend me one ? , i am in"
    )
    assert said("ayudarme - ya") == " , ayudar me , ya"
    assert said("pick-up 9.30 👋 ok") == " , pick up 9.30 , ok"
    assert line_of(read("a please"), READING).courteous
    assert plain("somebody and im", READING) == "someone , i am"
    assert plain("lend please", READING) == ""
    assert (
        said("any kind soul, any kind, a lift 2 town") == " , someone , any kind , a lift to town"
    )
    assert plain("any kind soul lend", READING) == "someone lend"
    assert plain("any very kind soul", READING) == "someone"


def test_span_is_where_the_words_stood() -> None:
    text = read("Hi all! Somebody, please lend me one?")
    line = line_of(text, READING)
    at = line.said.index(" lend me")
    start, end = line.span(at, at + len(" lend me"))
    assert text.folded[start:end] == "lend me"


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("someone lend|give", "somebody lend me", "someone lend"),
        ("<give> me?", "give away me", "give away me"),
        ("someone .. lend", "someone can you lend", "someone can you lend"),
        ("someone .. lend", "someone, lend", None),
        ("someone ... lend", "someone, lend", "someone , lend"),
        ("someone ... lend", "someone. lend", None),
        ("someone .... lend", "someone. lend", "someone . , lend"),
        ("^ lend", "hi, lend", "lend"),
        ("^ lend", "i lend", None),
        ("lend $", "i lend!", "lend"),
        ("lend $", "i lend it", None),
        ("lend (it|$)", "i lend.", "lend"),
        ("lend [?]", "lend it?", "lend"),
        ("lend [?]", "lend it.", None),
        ("lend !(a hand|money)", "lend a hand", None),
        ("lend !(a hand|money)", "lend a saw", "lend"),
        ("~you|they lend", "you lend", None),
        ("~you|they lend", "i lend", "lend"),
        ("lend #", "lend 3pm", "lend 3pm"),
        ("prest* me", "prestarian me", "prestarian me"),
        ("lend please me", "please lend me", "lend me"),
        ("one ?", "one?", "one ?"),
        ("one ,", "one - two", "one ,"),
        ("~and|if someone lend", "well, someone lend", "someone lend"),
        ("~and|if someone lend", "if someone lend", None),
    ],
)
def test_frame(source: str, text: str, expected: str | None) -> None:
    assert found(source, text) == expected


def test_a_frame_is_searched_only_where_all_its_words_may_be() -> None:
    one = frame("someone ... lend|give me?", LISTS, READING)
    assert one.may_match(line_of(read("somebody give"), READING).words)
    assert not one.may_match(line_of(read("somebody took"), READING).words)


def test_frames_say_what_is_wrong_with_them() -> None:
    with pytest.raises(FrameWrong, match="nobody"):
        frame("<nobody> lend", LISTS, READING)
    with pytest.raises(FrameWrong, match="no word"):
        _index([{"frames": ".. $"}], pack("en").signs[:1], LISTS, READING)
