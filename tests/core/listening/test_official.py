"""The official numbers: there for every country listed, and something for every other."""

import re

import pytest

from core.listening.official import countries, numbers


@pytest.mark.parametrize("country", countries())
def test_every_country_names_whom_to_call(country: str) -> None:
    found = numbers(country)
    assert found.country == country
    assert found.emergency
    assert found.self_harm
    lines = (*found.self_harm, *found.violence, *found.poison)
    assert all(line.name for line in lines)
    assert all(re.fullmatch(r"[*\d][\d -]{1,16}", line.number) for line in lines)
    assert all(re.fullmatch(r"\d{2,5}", number) for number in found.emergency)


def test_anywhere_else_there_is_the_general_number() -> None:
    for country in ("", None, "XX", "general"):
        found = numbers(country)
        assert found.country is None
        assert found.emergency == ("112",)


def test_case_does_not_matter() -> None:
    assert numbers("es") == numbers("ES")
    assert numbers("es").self_harm[0].number == "024"
