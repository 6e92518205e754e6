import pytest

from core.listening import stems


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("baking bread", "somebody who bakes", "en"),
        ("ladders", "a tall ladder", "en"),
        ("cocinar", "alguien que cocina", "es"),
        ("cuidar niños", "una tarde con los niños", "es"),
        ("TV", "tv", "en"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str, language: str) -> None:
    assert stems(one, language) & stems(other, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("help with the garden", "help with a form"),
        ("bread for two", "a ride for two"),
        ("", "bread"),
    ],
)
def test_what_every_phrase_has_in_common_tells_nothing(one: str, other: str) -> None:
    assert not stems(one, "en") & stems(other, "en")


def test_an_unknown_language_is_read_as_english() -> None:
    assert stems("ladders", "xx") == stems("ladder", "en-GB")
