import pytest

from core.errors import (
    AlreadySettled,
    NotAMember,
    NotYours,
    Refusal,
    StorageRefused,
    UnknownName,
    VillageFull,
)


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        (Refusal(), "refused"),
        (NotAMember(), "refused-not-a-member"),
        (VillageFull(cap=10), "refused-village-full"),
        (UnknownName(name="x"), "refused-unknown-name"),
        (AlreadySettled(), "refused-settled"),
        (NotYours(), "refused-not-yours"),
        (NotYours("refused-own-post"), "refused-own-post"),
        (Refusal("refused-past"), "refused-past"),
    ],
)
def test_a_refusal_names_its_sentence(refusal: Refusal, key: str) -> None:
    assert refusal.key == key
    assert str(refusal) == key


def test_a_refusal_keeps_what_fills_its_sentence_out_of_its_text() -> None:
    refusal = UnknownName(name="Zoe")
    assert refusal.args_for_wording == {"name": "Zoe"}
    assert "Zoe" not in str(refusal)


def test_a_refused_database_names_the_operators_sentence() -> None:
    refused = StorageRefused("database-locked", where="village.db")
    assert (refused.key, refused.args_for_wording) == ("database-locked", {"where": "village.db"})
