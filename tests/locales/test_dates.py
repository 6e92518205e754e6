"""Days, clocks, windows and lists, as neighbours of either language say them, on the reader's clock."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales

MADRID = "Europe/Madrid"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def told(
    locale: str,
    start: str,
    end: str,
    zone: str = "UTC",
    *,
    exact: bool = False,
    rough: bool = False,
) -> str:
    return locales.window(locale, utc(start), utc(end), zone, exact=exact, rough=rough)


def test_days_and_clocks() -> None:
    at = utc("2026-11-24T09:05")
    assert (locales.day("en", at), locales.clock("en", at)) == ("Tue 24 Nov", "09:05")
    assert (locales.day("es", at), locales.clock("es", at)) == ("mar 24 nov", "9:05")


def test_a_date_has_its_year_and_no_hour() -> None:
    at = utc("2026-11-24T23:30")
    assert locales.date("en", at, "UTC") == "24 Nov 2026"
    assert locales.date("es", at, MADRID) == "25 nov 2026"


@pytest.mark.parametrize(
    ("at", "zone", "en", "es"),
    [
        ("2026-11-24T09:00", "UTC", "Tue 24 Nov, 09:00", "mar 24 nov, 9:00"),
        ("2026-11-24T23:30", MADRID, "Wed 25 Nov, 00:30", "mié 25 nov, 0:30"),
        ("2026-03-29T00:30", MADRID, "Sun 29 Mar, 01:30", "dom 29 mar, 1:30"),
        ("2026-03-29T01:30", MADRID, "Sun 29 Mar, 03:30", "dom 29 mar, 3:30"),  # clocks go forward
        ("2026-11-24T02:00", "America/Lima", "Mon 23 Nov, 21:00", "lun 23 nov, 21:00"),
    ],
)
def test_a_moment_is_told_on_the_readers_clock(at: str, zone: str, en: str, es: str) -> None:
    assert locales.moment("en", utc(at), zone) == en
    assert locales.moment("es", utc(at), zone) == es


@pytest.mark.parametrize(
    ("start", "end", "zone", "en"),
    [
        ("2026-11-24T09:00", "2026-11-24T10:00", "UTC", "Tue 24 Nov, 09:00"),
        ("2026-11-24T09:00", "2026-11-24T11:30", "UTC", "Tue 24 Nov, 09:00–11:30"),
        ("2026-11-24T09:00", "2026-11-24T11:30", MADRID, "Tue 24 Nov, 10:00–12:30"),
        ("2026-11-24T22:00", "2026-11-25T02:00", "UTC", "Tue 24 Nov, 22:00–02:00"),
        ("2026-11-24T09:00", "2026-11-25T00:00", "UTC", "Tue 24 Nov, 09:00–00:00"),
        # A deadline: from now, some days before, until then.
        (
            "2026-11-18T10:12",
            "2026-11-20T17:00",
            "UTC",
            "Wed 18 Nov, 10:12 – Fri 20 Nov, 17:00",
        ),
        # An hour that really passes, over the change of clocks.
        ("2026-03-29T00:30", "2026-03-29T01:30", MADRID, "Sun 29 Mar, 01:30"),
    ],
)
def test_exact_windows_are_told_to_the_minute(start: str, end: str, zone: str, en: str) -> None:
    assert told("en", start, end, zone, exact=True) == en


def test_exact_windows_in_spanish() -> None:
    span = ("2026-11-24T09:00", "2026-11-24T11:30")
    assert told("es", *span, MADRID, exact=True) == "mar 24 nov, 10:00–12:30"


@pytest.mark.parametrize(
    ("start", "end", "en", "es"),
    [
        ("2026-11-24T00:00", "2026-11-24T06:00", "early hours", "de madrugada"),
        ("2026-11-24T05:00", "2026-11-24T09:00", "morning", "por la mañana"),
        ("2026-11-24T06:00", "2026-11-24T12:00", "morning", "por la mañana"),
        ("2026-11-24T12:00", "2026-11-24T18:00", "afternoon", "por la tarde"),
        ("2026-11-24T18:00", "2026-11-25T00:00", "evening", "por la noche"),
        ("2026-11-24T18:00", "2026-11-24T22:00", "evening", "por la noche"),
        ("2026-11-24T21:00", "2026-11-25T05:00", "evening", "por la noche"),
        ("2026-11-24T17:30", "2026-11-24T20:30", "evening", "por la tarde"),
    ],
)
@pytest.mark.parametrize("rough", [False, True])
def test_part_of_a_day(start: str, end: str, en: str, es: str, rough: bool) -> None:
    assert told("en", start, end, rough=rough) == f"Tue 24 Nov, {en}"
    assert told("es", start, end, rough=rough) == f"mar 24 nov, {es}"


@pytest.mark.parametrize(
    ("hour", "en", "es"),
    [
        (3, "early hours", "de madrugada"),
        (9, "morning", "por la mañana"),
        (17, "afternoon", "por la tarde"),
        (19, "evening", "por la tarde"),
        (23, "evening", "por la noche"),
    ],
)
def test_an_exact_time_told_roughly_is_a_part_of_its_day(hour: int, en: str, es: str) -> None:
    start = utc(f"2026-11-24T{hour:02}:15")
    for locale, words in (("en", f"Tue 24 Nov, {en}"), ("es", f"mar 24 nov, {es}")):
        end = start + timedelta(hours=1)
        assert locales.window(locale, start, end, "UTC", exact=True, rough=True) == words


@pytest.mark.parametrize(
    ("start", "end", "zone", "en", "es"),
    [
        # A whole day here, and the same day for a reader west or east of it.
        ("2026-11-24T00:00", "2026-11-25T00:00", "UTC", "Tue 24 Nov", "mar 24 nov"),
        ("2026-11-23T23:00", "2026-11-24T23:00", MADRID, "Tue 24 Nov", "mar 24 nov"),
        ("2026-11-23T23:00", "2026-11-24T23:00", "Europe/Lisbon", "Tue 24 Nov", "mar 24 nov"),
        ("2026-11-23T23:00", "2026-11-24T23:00", "America/Lima", "Tue 24 Nov", "mar 24 nov"),
        ("2026-11-23T23:00", "2026-11-24T23:00", "Asia/Tokyo", "Tue 24 Nov", "mar 24 nov"),
        # The days on which the clocks change have 23 and 25 hours.
        ("2026-03-28T23:00", "2026-03-29T22:00", MADRID, "Sun 29 Mar", "dom 29 mar"),
        ("2026-10-24T22:00", "2026-10-25T23:00", MADRID, "Sun 25 Oct", "dom 25 oct"),
        # A weekend, a week, and from now until the end of a day.
        (
            "2026-11-21T00:00",
            "2026-11-23T00:00",
            "UTC",
            "Sat 21 Nov – Sun 22 Nov",
            "sáb 21 nov – dom 22 nov",
        ),
        (
            "2026-11-20T23:00",
            "2026-11-22T23:00",
            "Europe/Lisbon",
            "Sat 21 Nov – Sun 22 Nov",
            "sáb 21 nov – dom 22 nov",
        ),
        (
            "2026-11-18T13:00",
            "2026-11-21T00:00",
            "UTC",
            "Wed 18 Nov – Fri 20 Nov",
            "mié 18 nov – vie 20 nov",
        ),
        ("2026-11-24T06:00", "2026-11-24T20:00", "UTC", "Tue 24 Nov", "mar 24 nov"),
    ],
)
def test_days_are_the_ones_that_were_meant(
    start: str, end: str, zone: str, en: str, es: str
) -> None:
    assert told("en", start, end, zone) == en
    assert told("es", start, end, zone, rough=True) == es


def test_a_deadline_told_roughly_names_its_days() -> None:
    span = ("2026-11-18T10:12", "2026-11-20T17:00")
    assert told("en", *span, exact=True, rough=True) == "Wed 18 Nov – Fri 20 Nov"


@settings(deadline=None)  # the first example reads the calendar's data
@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(0), timedelta(days=40)),
    zone=st.sampled_from(["UTC", MADRID, "America/Lima", "Australia/Lord_Howe", "Asia/Kolkata"]),
    exact=st.booleans(),
)
def test_rough_windows_never_tell_the_hour(
    start: datetime, length: timedelta, zone: str, exact: bool
) -> None:
    for locale in locales.available():
        words = locales.window(locale, start, start + length, zone, exact=exact, rough=True)
        assert words
        assert ":" not in words


def test_names_are_listed_by_the_alphabet() -> None:
    names = ["Zoë", "Ángel", "bo", "Ana"]
    assert locales.listed("en", names) == "Ana, Ángel, bo and Zoë"
    assert locales.listed("es", names) == "Ana, Ángel, bo y Zoë"
    assert locales.listed("es", ["Ana"]) == "Ana"
    assert locales.listed("en", ["ana", "Ana"]) == locales.listed("en", ["Ana", "ana"])


@pytest.mark.parametrize(
    ("language", "otherwise", "locale"),
    [
        ("es", "en", "es"),
        ("es-AR", "en", "es"),
        ("es_419", "en", "es"),
        ("EN-us", "es", "en"),
        ("pt", "en", "en"),
        ("pt-BR", "es", "es"),
        (None, "es-MX", "es"),
        ("", "pt", "en"),
        ("-", "", "en"),
    ],
)
def test_nearest(language: str | None, otherwise: str, locale: str) -> None:
    assert locales.nearest(language, otherwise) == locale


def test_what_cannot_be_said_is_an_error() -> None:
    with pytest.raises(KeyError):
        locales.say("en", "no-such-key", {})
    with pytest.raises(ValueError, match="village"):
        locales.say("en", "member-in", {})


def test_both_locales_are_shipped_and_told_apart() -> None:
    assert locales.available() == ("en", "es")
    for locale, rough in product(locales.available(), (True, False)):
        assert locales.window(locale, NOON, NOON, "UTC", exact=True, rough=rough)
