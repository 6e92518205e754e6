"""A community's corrections: bounded, of one community, and nothing of anybody's words but things."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.listening import Act, Context, Tuning, TypeHint, understand
from core.listening.learning import (
    HIGHEST,
    LOWEST,
    MOST_WORDS,
    after_confirmation,
    after_correction,
    after_mistake,
)

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TEXT = "does anyone have a drill?"


def heard_with(tuning: Tuning) -> float:
    return understand(TEXT, Context(NOW, tuning=tuning)).score


def test_mistakes_make_it_quieter_until_it_is_silent() -> None:
    tuning, scores = Tuning(), [heard_with(Tuning())]
    for _ in range(4):
        tuning = after_mistake(tuning, understand(TEXT, Context(NOW, tuning=tuning)))
        scores.append(heard_with(tuning))
    assert scores == sorted(scores, reverse=True)
    assert understand(TEXT, Context(NOW, tuning=tuning)).act is Act.OTHER


def test_confirmations_bring_it_back() -> None:
    heard = understand(TEXT, Context(NOW))
    tuning = after_mistake(Tuning(), heard)
    for _ in range(3):
        tuning = after_confirmation(tuning, heard)
    assert heard_with(tuning) >= heard_with(Tuning())


@given(st.lists(st.booleans(), max_size=60))
def test_bounded(confirmed: list[bool]) -> None:
    heard, tuning = understand(TEXT, Context(NOW)), Tuning()
    for good in confirmed:
        tuning = after_confirmation(tuning, heard) if good else after_mistake(tuning, heard)
    assert all(LOWEST <= weight <= HIGHEST for weight in tuning.signs.values())
    assert set(tuning.signs) <= {heard.why[0]}


def test_chatter_teaches_nothing() -> None:
    assert after_mistake(Tuning(), understand("good morning", Context(NOW))) == Tuning()


def test_a_thing_is_learnt() -> None:
    types = (TypeHint("tools", "borrow"), TypeHint("music", "other"))
    tuning = after_correction(Tuning(), "Rigid Heddle Loom", "music")
    context = Context(NOW, types=types, tuning=tuning)
    assert understand("can anyone lend me a rigid heddle loom?", context).type == "music"
    assert understand("can anyone lend me a drill?", context).type == "tools"
    gone = replace(context, types=types[:1])
    assert understand("can anyone lend me a rigid heddle loom?", gone).type == "tools"


def test_a_single_word_is_learnt() -> None:
    tuning = after_correction(Tuning(), "ukulele", "music")
    context = Context(
        NOW, types=(TypeHint("tools", "borrow"), TypeHint("music", "other")), tuning=tuning
    )
    assert understand("can anyone lend me a small ukulele?", context).type == "music"


def test_memory_is_small() -> None:
    tuning = Tuning()
    for number in range(MOST_WORDS + 5):
        tuning = after_correction(tuning, f"thing {number}", "tools")
    assert len(tuning.words) == MOST_WORDS
    assert "thing 0" not in tuning.words
    assert after_correction(tuning, "  ", "tools") == tuning
    assert all(len(word) <= 40 for word in after_correction(tuning, "x" * 500, "tools").words)
