"""What, where, how many and of which type."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.listening import Act, Context, TypeHint, understand, understand_as

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "things.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("language", "text", "kind", "what", "where", "quantity", "missing"), LINES
)
def test_subject(
    language: str, text: str, kind: str, what: str, where: str, quantity: str, missing: str
) -> None:
    heard = understand(text, Context(NOW, language=language))
    found = (heard.kind, heard.what, heard.where, heard.quantity, heard.missing)
    assert [str(one) if one is not None else "-" for one in found] == [
        kind,
        what,
        where,
        quantity,
        missing,
    ]
    assert heard.clear is (missing == "-")


def type_for(text: str, *types: TypeHint) -> str | None:
    return understand(text, Context(NOW, types=types)).type


def test_type_by_its_own_vocabulary_first() -> None:
    tools, looms = TypeHint("tools", "borrow"), TypeHint("looms", "skill", ("heddle", "rigid loom"))
    assert type_for("does anyone have a ladder?", tools, looms) == "tools"
    assert type_for("can anyone lend me a heddle?", tools, looms) == "looms"
    assert type_for("can anyone lend me a rigid loom?", tools, looms) == "looms"


def test_type_by_kind_among_those_whose_vocabulary_speaks() -> None:
    types = (TypeHint("a", "ride", ("shed",)), TypeHint("b", "borrow", ("shed",)))
    assert type_for("can anyone lend me a ladder for the shed?", *types) == "b"


def test_nearest_type_where_no_kind_fits() -> None:
    meals, rest = TypeHint("meal_share", "meal"), TypeHint("general_help", "other")
    assert type_for("can anyone lend me a ladder?", meals, rest) == "general_help"
    assert type_for("can anyone lend me a ladder?", meals) == "meal_share"
    assert type_for("can anyone lend me a ladder?") is None


def test_said_by_command() -> None:
    heard = understand_as(Act.REQUEST, "drill for Saturday", Context(NOW))
    assert (heard.act, heard.score, heard.what) == (Act.REQUEST, 1.0, "drill")
    assert heard.when is not None
    assert heard.when.words == "Saturday"


def test_said_by_command_in_a_sentence() -> None:
    heard = understand_as(Act.OFFER, "I can lend my ladder this weekend", Context(NOW))
    assert (heard.act, heard.what, heard.kind) == (Act.OFFER, "ladder", "borrow")


def test_said_by_command_with_words_nobody_knows() -> None:
    heard = understand_as(Act.REQUEST, "a glockenspiel, please", Context(NOW))
    assert (heard.what, heard.kind, heard.type) == ("glockenspiel", "other", "other")


def test_said_by_command_without_words() -> None:
    heard = understand_as(Act.REQUEST, "  ", Context(NOW))
    assert (heard.what, heard.missing, heard.clear) == (None, "what", False)


def test_corrected_to_nothing() -> None:
    heard = understand_as(Act.OTHER, "does anyone have a drill?", Context(NOW))
    assert (heard.act, heard.what, heard.type) == (Act.OTHER, None, None)


def test_long_object_is_cut_between_words() -> None:
    heard = understand_as(Act.REQUEST, "xylophone " * 30, Context(NOW))
    assert heard.what is not None
    assert len(heard.what) <= 80
    assert heard.what.endswith("xylophone")


def test_long_word_is_cut_anyway() -> None:
    heard = understand_as(Act.REQUEST, "x" * 300, Context(NOW))
    assert heard.what == "x" * 80


def test_urgent() -> None:
    assert understand("urgently need a babysitter tonight", Context(NOW)).urgent
    assert not understand("need a babysitter tonight", Context(NOW)).urgent


def test_numbers_of_times_are_no_quantity() -> None:
    assert understand("can anyone lend me a ladder for 3 hours?", Context(NOW)).quantity is None
    assert understand("can anyone lend me 900 chairs?", Context(NOW)).quantity is None


def test_time_of_the_story_is_not_the_time_of_the_asking() -> None:
    told = understand("my car died last night. can anyone give me a lift?", Context(NOW))
    asked = understand("Party on Sunday! Can anyone lend me 12 chairs?", Context(NOW))
    assert told.when is None
    assert asked.when is not None
    assert asked.quantity == 12
