"""Times as people say them. The tables in `times/` are read by people: add a line where something is missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.listening import Context, understand
from core.listening.text import read
from core.listening.times import Found, best_time, times_in
from core.listening.times_tree import tree_of
from core.listening.times_words import grammar
from tests.core.listening.time_lines import Line, lines_of, tables

LANGUAGES = ("de", "en", "es", "fr", "hi", "pt")
LINES = [line for table in tables() for line in lines_of(table)]
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Madrid"))
ZONES = ("UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca")
WORDS = sorted(
    {word for line in LINES for word in line.text.split()}
    | {"31", "2", "-", "30/2", ":", "99999999999999", "٣"}
)


def heard(line: Line) -> Found | None:
    """Return the first time said of the future, else the first told."""
    found = times_in(read(line.text), line.language, line.now)
    return next((one for one in found if not one.told), found[0] if found else None)


@pytest.mark.parametrize("line", [line for line in LINES if not line.missed], ids=str)
def test_expression(line: Line) -> None:
    found = heard(line)
    if line.start is None:
        assert found is None
        return
    assert found is not None
    assert (found.when.start, found.when.end) == (line.start, line.end)
    assert (found.when.exact, found.told) == (line.exact, line.told)
    assert found.when.start.tzinfo is line.now.tzinfo


def test_few_lines_are_missed() -> None:
    """What the grammar is known to miss stays a small part, and is still missed as written."""
    missed = [line for line in LINES if line.missed]
    assert len(missed) <= len(LINES) // 100
    for line in missed:
        found = heard(line)
        got = found and (found.when.start, found.when.end)
        assert got != (line.start, line.end), f"~ may go: {line}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_forty_lines(language: str) -> None:
    assert len([line for line in LINES if line.language == language]) >= 40


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=80),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(ZONES),
    st.sampled_from(LANGUAGES),
)
def test_nothing_said_of_the_future_is_long_over(
    text: str, naive: datetime, zone: str, language: str
) -> None:
    now = naive.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    for found in times_in(read(text), language, now):
        when = found.when
        assert when.start.astimezone(UTC) <= when.end.astimezone(UTC)
        just_gone = now.astimezone(UTC) - when.end.astimezone(UTC) <= timedelta(days=61)
        assert found.told or just_gone
        assert when.words
        assert 0 <= found.start < found.end <= len(read(text).shown)


@given(st.text(alphabet="0123456789:/.-h apm", max_size=60), st.sampled_from(LANGUAGES))
def test_figures_never_raise(text: str, language: str) -> None:
    times_in(read(text), language, NOW)


def test_the_end_of_the_calendar() -> None:
    end = datetime(9999, 12, 31, 23, tzinfo=UTC)
    for text in ("tomorrow", "next week", "in 900 months", "at 5", "this weekend", "29 February"):
        times_in(read(text), "en", end)
    times_in(read("900 years ago"), "en", datetime(1, 1, 1, tzinfo=UTC))


def test_a_time_said_in_two_places_is_found_at_both() -> None:
    text = read("Tomorrow I need a ride to the airport at 5")
    found = times_in(text, "en", NOW)
    assert [text.shown[one.start : one.end] for one in found] == ["Tomorrow", "at 5"]
    assert {one.when.words for one in found} == {"Tomorrow at 5"}


def test_the_time_meant() -> None:
    text = read("I had one last week. Can anyone lend me a saw on Sunday? Back on Monday.")
    found = times_in(text, "en", NOW)
    sentence = text.sentence_around(text.folded.index("saw"))
    when = best_time(found, sentence, NOW)
    assert when is not None
    assert when.words == "Sunday"
    assert best_time([], sentence, NOW) is None


def test_a_date_that_has_just_gone_by_is_meant_where_it_is_asked_for() -> None:
    now = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    asked = Context(now, "Europe/Madrid")
    over = understand("Can anyone lend me a ladder on 2 January at 10?", asked).when
    assert over is not None
    assert over.start == datetime(2026, 1, 2, 10, tzinfo=now.tzinfo)
    assert understand("My ladder broke on 2 January, can anyone lend me one?", asked).when is None


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("2 January", "2027-01-02"),
        ("Friday 20 November", "2026-11-20"),
        ("15 December", "2026-12-15"),
        ("1 November", "2027-11-01"),
        ("29 February", "2028-02-29"),
        ("Christmas", "2027-12-25"),
        ("Monday 20 December", "2027-12-20"),
        ("5/1", "2027-01-05"),
        ("30/12", "2026-12-30"),
    ],
)
def test_dates_of_two_months_back_are_those(said: str, start: str) -> None:
    now = datetime(2027, 1, 5, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    assert _first(said, "en", now).date().isoformat() == start


def test_the_month_comes_first_where_it_is_written_so() -> None:
    chicago = NOW.astimezone(ZoneInfo("America/Chicago"))
    assert _first("on 4/3", "en", chicago).month == 4
    assert _first("on 4/3", "en", NOW).month == 3
    assert _first("el 4/3", "es", chicago).month == 3
    assert _first("on 25/3", "en", chicago).month == 3


def _first(text: str, language: str, now: datetime) -> datetime:
    return times_in(read(text), language, now)[0].when.start


def test_hours_that_pass_are_real_hours() -> None:
    now = datetime(2026, 10, 24, 23, tzinfo=ZoneInfo("Europe/Madrid"))
    start = _first("in 4 hours", "en", now)
    assert start.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_grammar(language: str) -> None:
    """Every file can be read, and its numbers are there for others."""
    words = grammar(language)
    assert words.triggers
    assert max(words.numbers.values()) >= 9


def test_a_phrase_of_many_choices_costs_nothing() -> None:
    """A million rows are never written out; those that are said are found all the same."""
    like = " ".join(f"[w{letter}]" for letter in "abcdefghijklmnopqrst") + " DAY"
    tree, triggers = tree_of([{"is": "date", "like": [like, "wz"]}])
    assert triggers == {"wz"}
    node = tree
    for word in ("wb", "wq", "wt"):
        node = node.words[word].grown()
    assert node.slots["DAY"][0][1].grown().ends is not None


def test_a_language_without_a_file_is_read_as_english() -> None:
    assert _first("tomorrow at 9", "xx", NOW) == datetime(2026, 11, 21, 9, tzinfo=NOW.tzinfo)
