"""How many hands it takes, what comes again, and which offers stand."""

from datetime import UTC, datetime

import pytest

from core.listening import Act, Context, Extent, extent_of, understand_as

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday."""


def heard(words: str, language: str) -> Extent:
    known = understand_as(Act.REQUEST, words, Context(NOW, language=language))
    return extent_of(words, known.what or words, language, known.when)


@pytest.mark.parametrize(
    ("words", "hands"),
    [
        ("We need three people to move a sofa on Saturday at 10", 3),
        ("Looking for 4 volunteers to set up chairs", 4),
        ("Could two strong neighbours help me carry a piano?", 2),
        ("Need a couple of people for the barbecue on Sunday", 2),
        ("I need a lift to the clinic on Tuesday, two of us", 1),
        ("I need a lift for three people on Monday", 1),
        ("I need 3 chairs", 1),
        ("I need 1 people", 1),
        ("I need 99 people to dance", 1),
    ],
)
def test_hands_are_those_who_help(words: str, hands: int) -> None:
    assert heard(words, "en").hands == hands


@pytest.mark.parametrize(
    ("words", "hands"),
    [
        ("Necesito tres personas para mover un sofá el sábado a las 10", 3),
        ("Hacen falta 4 personas fuertes para subir un piano", 4),
        ("Busco cuatro voluntarios para montar las sillas", 4),
        ("Necesito que me lleven, somos dos", 1),
    ],
)
def test_hands_in_spanish(words: str, hands: int) -> None:
    assert heard(words, "es").hands == hands


@pytest.mark.parametrize(
    ("words", "language", "every"),
    [
        ("Could someone walk my dog every Tuesday at 9?", "en", 7),
        ("Can anyone take my mum to choir on Tuesdays at 18:00?", "en", 7),
        ("Could somebody bring soup every other Thursday at noon?", "en", 14),
        ("I need help once a week with shopping, on Friday", "en", 7),
        ("Could someone walk my dog on Tuesday at 9?", "en", None),
        ("I need help once a week with shopping", "en", None),
        ("Could you feed my cat on Monday? We are away most Fridays", "en", None),
        ("¿Alguien puede pasear a mi perro todos los martes a las 9?", "es", 7),
        ("Necesito ayuda con la compra una vez por semana, el jueves", "es", 7),
        ("¿Alguien me trae pan cada dos lunes?", "es", 14),
        ("¿Alguien puede pasear a mi perro el martes a las 9?", "es", None),
    ],
)
def test_what_comes_again_has_a_time_of_its_own(
    words: str, language: str, every: int | None
) -> None:
    assert heard(words, language).every == every


@pytest.mark.parametrize(
    ("words", "language", "stands", "every"),
    [
        ("I can drive people to town any Friday", "en", True, 7),
        ("I can lend my drill whenever you need it", "en", True, None),
        ("I can lend my drill tomorrow", "en", False, None),
        ("Puedo llevar gente al pueblo cualquier viernes", "es", True, 7),
        ("Puedo prestar mi taladro cuando haga falta", "es", True, None),
        ("Puedo prestar mi taladro mañana", "es", False, None),
    ],
)
def test_an_offer_that_stands_says_so(
    words: str, language: str, stands: bool, every: int | None
) -> None:
    known = heard(words, language)
    assert (known.stands, known.every) == (stands, every)


@pytest.mark.parametrize(
    ("words", "language", "what"),
    [
        ("I need help once a week with shopping, on Friday", "en", "shopping"),
        ("I can lend my drill any time", "en", "drill"),
        ("Need a couple of people for the barbecue on Sunday", "en", "the barbecue"),
        ("Necesito tres personas para mover un sofá el sábado a las 10", "es", "mover un sofá"),
        ("¿Alguien me trae pan cada dos lunes?", "es", "traer pan"),
        ("Always", "en", "Always"),
    ],
)
def test_the_thing_is_told_without_how_often(words: str, language: str, what: str) -> None:
    assert heard(words, language).what == what


def test_a_time_told_in_other_words_than_the_message_is_taken_as_meant() -> None:
    known = understand_as(Act.REQUEST, "soup on Tuesday at 18:00", Context(NOW))
    assert extent_of("soup, every Tuesday", "soup", "en", known.when).every == 7


def test_a_language_without_patterns_is_one_person_once() -> None:
    assert extent_of("jeden Dienstag drei Leute", "x", "de", None) == Extent("x")
