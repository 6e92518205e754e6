"""Several posts in one message, replies that help, deadlines, and what needs a moderator."""

from datetime import UTC, datetime

import pytest

from core.listening import Act, Context, languages, understand, understand_all, warm
from core.listening.packs import pack
from core.listening.times_words import grammar

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_every_language_can_be_read_before_anybody_speaks() -> None:
    warm()
    for known in (pack, grammar):
        assert known.cache_info().currsize >= len(languages())


def test_lines_are_posts_of_their_own() -> None:
    text = "Hi all!\n- need a ladder for Saturday\n- giving away two chairs\n- can anyone lend me a drill?"
    posts = [(str(one.act), one.what) for one in understand_all(text, Context(NOW))]
    assert posts == [("request", "ladder"), ("offer", "two chairs"), ("request", "drill")]


def test_sentences_are_when_they_differ() -> None:
    text = "Does anyone have a ladder? I need it for the gutters. Also giving away a sofa."
    posts = [(str(one.act), one.what) for one in understand_all(text, Context(NOW))]
    assert posts == [("request", "ladder"), ("offer", "sofa")]


def test_one_post_stays_one() -> None:
    text = (
        "My car died. Can anyone give me a lift to the station tomorrow at 9? I have to get there."
    )
    assert len(understand_all(text, Context(NOW))) == 1
    assert understand_all("good morning!", Context(NOW)) == ()


def test_many_posts_are_cut() -> None:
    text = "\n".join(f"need a {thing}" for thing in ("drill", "saw", "tent", "pump", "cot", "pram"))
    assert len(understand_all(text, Context(NOW))) == 5


@pytest.mark.parametrize(
    ("text", "language"),
    [("I can!", "en"), ("I have one you can borrow", "en"), ("yo puedo", "es")],
)
def test_a_reply_that_helps(text: str, language: str) -> None:
    assert understand(text, Context(NOW, language=language)).answers


@pytest.mark.parametrize("text", ["I can't", "see you", "I can see that", "yes " * 60])
def test_a_reply_that_does_not(text: str) -> None:
    assert not understand(text, Context(NOW)).answers


def test_until_when() -> None:
    heard = understand("can anyone lend me a drill by Friday?", Context(NOW))
    assert heard.until == heard.when.end if heard.when else False
    assert understand("can anyone lend me a drill on Friday?", Context(NOW)).until is None


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("can anyone spare some antibiotics?", "medicine"),
        ("could someone pick up my medication from the pharmacy?", None),
        ("does anyone have a rifle I could borrow?", "weapon"),
        ("need a babysitter tonight", "child"),
        ("can anyone lend me a drill?", None),
        ("¿alguien tiene insulina que me preste?", "medicine"),
        ("busco niñera para el sábado", "child"),
    ],
)
def test_what_a_moderator_sees_first(text: str, guarded: str | None) -> None:
    heard = understand(text, Context(NOW))
    assert heard.act is Act.REQUEST
    assert heard.guarded == guarded


def test_the_zone_of_now_stands_where_none_is_named() -> None:
    now = datetime.fromisoformat("2026-11-20T10:00:00+05:30")
    when = understand("can anyone lend me a drill tomorrow at 9?", Context(now, "")).when
    assert when is not None
    assert when.start.isoformat() == "2026-11-21T09:00:00+05:30"
