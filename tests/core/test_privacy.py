import json
from datetime import timedelta

from core import privacy
from core.matching import Outcome
from tests.fakes import NOW


def test_a_file_is_one_document_with_the_moment_it_was_made() -> None:
    assert json.loads(privacy.as_file({}, NOW)) == {"made_at": "2026-01-05T12:00:00+00:00"}


def test_times_are_told_to_the_microsecond_and_numbers_unrounded() -> None:
    rows = {"standings": [{"trust": 100 / 3, "at": NOW + timedelta(microseconds=1)}]}
    told = json.loads(privacy.as_file(rows, NOW))["standings"]
    assert told == [{"trust": 100 / 3, "at": "2026-01-05T12:00:00.000001+00:00"}]


def test_words_stay_as_they_were_written() -> None:
    assert "ñandú 🚲 ليلى" in privacy.as_file({"skills": ["ñandú 🚲 ليلى"]}, NOW).decode()


def test_what_is_no_plain_value_is_told_in_words() -> None:
    held = {"one": Outcome.NO, "day": NOW.date(), "span": timedelta(days=2), "nothing": None}
    told = json.loads(privacy.as_file(held, NOW))
    assert told["one"] == "no"
    assert told["day"] == "2026-01-05"
    assert told["span"] == "2 days, 0:00:00"
    assert told["nothing"] is None
