from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import people
from core.errors import Refusal, UnknownName
from core.events import Sender
from core.people import (
    MAX_NAME,
    MAX_SKILL,
    MAX_SKILLS,
    Reach,
    clean_name,
    in_quiet_hours,
    is_paused,
    known_zone,
    named,
    pause_until,
    quiet_end,
    skills_from,
)
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, account_of, someone, working

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/Lima",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    ]
)
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),
    datetime(2030, 1, 1),
    timezones=st.just(UTC),
)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@given(st.one_of(st.none(), st.text(st.characters())), st.text(st.characters()))
def test_a_name_is_one_short_clean_line_whatever_was_given(name: str | None, handle: str) -> None:
    shown = clean_name(name, handle)
    assert 1 <= len(shown) <= MAX_NAME
    assert shown == " ".join(shown.split())
    assert shown.encode()


@pytest.mark.parametrize(
    ("name", "handle", "shown"),
    [
        ("Ana", "ana1", "Ana"),
        ("  Ana\n Maria ", "ana1", "Ana Maria"),
        ("A\u202ena", "ana1", "Ana"),
        (None, "ana1", "ana1"),
        ("\u200b \u202e", "ana1", "ana1"),
        ("", "\x00", "?"),
        ("<b>Ana</b>", "ana1", "<b>Ana</b>"),
        ("x" * 200, "ana1", "x" * MAX_NAME),
        ("x" * 63 + " y", "ana1", "x" * 63),
    ],
)
def test_names_by_example(name: str | None, handle: str, shown: str) -> None:
    assert clean_name(name, handle) == shown


@pytest.mark.parametrize(
    ("until", "paused"), [(None, False), (NOW, False), (NOW + DAY, True), (NOW - DAY, False)]
)
def test_a_pause_lasts_until_its_end(until: datetime | None, paused: bool) -> None:
    assert is_paused(someone(paused_until=until), NOW) is paused


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("20:59", False),
        ("21:00", True),
        ("23:59", True),
        ("00:00", True),
        ("07:59", True),
        ("08:00", False),
    ],
)
def test_quiet_hours_cross_midnight(clock: str, quiet: bool) -> None:
    at = datetime.fromisoformat(f"2026-01-05T{clock}:00Z")
    assert in_quiet_hours(at, "UTC", time(21), time(8)) is quiet


@pytest.mark.parametrize(
    ("clock", "quiet"), [("12:59", False), ("13:00", True), ("14:59", True), ("15:00", False)]
)
def test_quiet_hours_may_lie_within_one_day(clock: str, quiet: bool) -> None:
    at = datetime.fromisoformat(f"2026-01-05T{clock}:00Z")
    assert in_quiet_hours(at, "UTC", time(13), time(15)) is quiet


def test_quiet_hours_of_no_length_are_never() -> None:
    assert not in_quiet_hours(NOW, "UTC", time(12), time(12))


def test_quiet_hours_are_local() -> None:
    at = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
    assert not in_quiet_hours(at, "America/Lima", time(22), time(7))
    assert in_quiet_hours(at, "Europe/Berlin", time(22), time(7))


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-01-05T22:00Z", "2026-01-06T08:00Z"),
        ("2026-01-06T07:59Z", "2026-01-06T08:00Z"),
        ("2026-01-06T08:00Z", "2026-01-07T08:00Z"),
    ],
)
def test_quiet_hours_end_at_the_next_such_hour(at: str, end: str) -> None:
    assert quiet_end(datetime.fromisoformat(at), "UTC", time(8)) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-03-28T22:00Z", "2026-03-29T06:00Z"),  # clocks go forward in between
        ("2026-10-24T22:00Z", "2026-10-25T07:00Z"),  # clocks go back in between
        ("2026-03-29T00:30Z", "2026-03-29T06:00Z"),
    ],
)
def test_quiet_hours_end_by_the_wall_clock_over_a_clock_change(at: str, end: str) -> None:
    found = quiet_end(datetime.fromisoformat(at), "Europe/Berlin", time(8))
    assert found == datetime.fromisoformat(end)


@given(INSTANTS, ZONES, st.integers(6, 22))
def test_quiet_hours_end_within_a_day_and_at_that_hour(at: datetime, zone: str, hour: int) -> None:
    end = quiet_end(at, zone, time(hour, 30))
    assert timedelta() < end - at <= timedelta(hours=25)
    local = end.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second) == (hour, 30, 0)
    assert end.tzinfo is at.tzinfo


@given(INSTANTS, ZONES, st.integers(18, 23), st.integers(0, 9))
def test_nobody_is_still_asleep_when_quiet_hours_end(
    at: datetime, zone: str, start: int, stop: int
) -> None:
    end = quiet_end(at, zone, time(stop))
    assert end > at
    assert not in_quiet_hours(end, zone, time(start), time(stop))


ANA, ANA_MARIA, BO = someone("Ana"), someone("Ana Maria"), someone("Bo")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ana", [ANA]),
        (" @ANA ", [ANA]),
        ("Ana  Maria", [ANA_MARIA]),
        ("maria", [ANA_MARIA]),
        ("B\u202eo", [BO]),
    ],
)
def test_people_are_found_by_name(words: str, found: list[people.Person]) -> None:
    assert named([BO, ANA_MARIA, ANA], words) == found


def test_an_ambiguous_name_means_everybody_it_fits() -> None:
    other = replace(ANA, id=people.PersonId("zana"), name="Ana Zoe")
    assert named([other, ANA_MARIA], "ana") == [ANA_MARIA, other]


@pytest.mark.parametrize("words", ["nobody", "an", "", "@"])
def test_a_name_that_fits_nobody_is_refused(words: str) -> None:
    with pytest.raises(UnknownName):
        named([ANA, BO], words)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("1", NOW + DAY),
        (" 365 ", NOW + 365 * DAY),
        ("", NOW + people.PAUSE_FOR_EVER),
        ("  ", NOW + people.PAUSE_FOR_EVER),
    ],
)
def test_a_pause_is_read_in_days(words: str, until: datetime) -> None:
    assert pause_until(words, NOW) == until


@pytest.mark.parametrize("words", ["0", "366", "-1", "1.5", "two", "3 days", "²"])
def test_a_pause_of_other_lengths_is_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        pause_until(words, NOW)
    assert refused.value.key == "refused-pause-days"


def test_a_pause_of_endless_digits_is_refused() -> None:
    with pytest.raises(Refusal):
        pause_until("9" * 5000, NOW)


def test_skills_are_tidied_and_each_is_kept_once() -> None:
    assert skills_from(" bikes , lifts  to town,,bikes, \u202e,") == ("bikes", "lifts to town")


@given(st.text(st.characters(), max_size=500))
def test_skills_are_bounded_whatever_is_written(words: str) -> None:
    found = skills_from(words)
    assert len(found) <= MAX_SKILLS
    assert len(set(found)) == len(found)
    assert all(1 <= len(skill) <= MAX_SKILL for skill in found)


def test_only_so_many_skills_are_kept() -> None:
    assert skills_from(",".join(f"skill {i}" for i in range(100)))[-1] == "skill 39"


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("europe/lisbon", "Europe/Lisbon"),
        (" America/Argentina/Buenos Aires ", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_found_however_they_are_written(words: str, zone: str) -> None:
    assert known_zone(words) == zone


@pytest.mark.parametrize("words", ["", "Atlantis", "Europe", "../etc", "Europe/Lisbon\0"])
def test_an_unknown_zone_is_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        known_zone(words)
    assert refused.value.key == "refused-time-zone"


async def test_a_stranger_becomes_known(work: UnitOfWork) -> None:
    sender = Sender("ana1", "Ana", "es")
    person, account = await people.meet(work, "pipe", sender, Reach.OPEN)
    assert (person.name, person.language) == ("Ana", "es")
    assert (account.handle, account.reach, account.person) == ("ana1", Reach.OPEN, person.id)
    assert await work.people.by_account("pipe", "ana1") == (person, account)


async def test_the_same_handle_elsewhere_is_somebody_else(work: UnitOfWork) -> None:
    one, _ = await people.meet(work, "pipe", Sender("ana1"), Reach.OPEN)
    other, _ = await people.meet(work, "matrix", Sender("ana1"), Reach.OPEN)
    assert one.id != other.id


async def test_a_new_name_is_kept_and_a_missing_one_changes_nothing(work: UnitOfWork) -> None:
    first, _ = await people.meet(work, "pipe", Sender("ana1", "Ana"), Reach.OPEN)
    renamed, _ = await people.meet(work, "pipe", Sender("ana1", "Ana M"), Reach.CLOSED)
    unnamed, account = await people.meet(work, "pipe", Sender("ana1"), Reach.CLOSED)
    assert (first.name, renamed.name, unnamed.name) == ("Ana", "Ana M", "Ana M")
    assert account.reach is Reach.OPEN


async def test_a_language_is_taken_once_and_never_over_the_persons_own(work: UnitOfWork) -> None:
    await people.meet(work, "pipe", Sender("ana1"), Reach.OPEN)
    taken, _ = await people.meet(work, "pipe", Sender("ana1", language="es"), Reach.OPEN)
    kept, _ = await people.meet(work, "pipe", Sender("ana1", language="en"), Reach.OPEN)
    assert (taken.language, kept.language) == ("es", "es")


def test_somebody_with_several_accounts_is_found_on_each_platform() -> None:
    ana = someone("Ana")
    here, there = account_of(ana), account_of(ana, platform="elsewhere")
    addressee = people.Addressee(ana, here, others=(there,))
    assert (addressee.on("pipe"), addressee.on("elsewhere")) == (here, there)
    assert addressee.on("nowhere") is None
