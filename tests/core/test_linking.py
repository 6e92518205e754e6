"""One person of two: how they stand, and what they wish."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from core.communities import Member, Standing
from core.ids import CommunityId, PersonId
from core.linking import as_one, stands_as
from core.people import Limits, Person

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ME = PersonId("me")


def member(standing: Standing, days_ago: int, admin: bool = False) -> Member:
    since = NOW - timedelta(days=days_ago)
    return Member(PersonId("x"), CommunityId("maple"), standing, since, admin)


@pytest.mark.parametrize(
    ("own", "other", "standing", "days_ago"),
    [
        (Standing.MEMBER, Standing.MEMBER, Standing.MEMBER, 9),
        (Standing.MEMBER, Standing.PRESENT, Standing.MEMBER, 2),
        (Standing.LEFT, Standing.MEMBER, Standing.MEMBER, 9),
        (Standing.PRESENT, Standing.LEFT, Standing.PRESENT, 2),
    ],
)
def test_the_one_person_stands_as_what_is_more(
    own: Standing, other: Standing, standing: Standing, days_ago: int
) -> None:
    both = stands_as(ME, member(own, 2), member(other, 9))
    assert (both.person, both.standing) == (ME, standing)
    assert both.since == NOW - timedelta(days=days_ago)


def test_who_was_nothing_here_takes_the_others_place() -> None:
    assert stands_as(ME, None, member(Standing.MEMBER, 9, admin=True)).admin


def test_the_first_day_and_who_invited_are_not_forgotten() -> None:
    own = replace(member(Standing.MEMBER, 2), first_at=NOW - timedelta(days=2))
    other = replace(
        member(Standing.LEFT, 9), first_at=NOW - timedelta(days=30), invited_by=PersonId("bo")
    )
    both = stands_as(ME, own, other)
    assert (both.first_at, both.invited_by) == (NOW - timedelta(days=30), "bo")
    assert stands_as(ME, member(Standing.LEFT, 1), member(Standing.LEFT, 2)).first_at is None


def test_of_two_wishes_the_one_that_protects_more_holds() -> None:
    own = Person(ME, "Ana", in_paths=True, findable=False, paused_until=NOW, limits=Limits(5))
    other = Person(
        PersonId("x"),
        "Ana B",
        language="es",
        karma_since=NOW,
        in_paths=False,
        paused_until=NOW + timedelta(days=1),
        limits=Limits(2, time(22), time(7), urgent_at_night=True),
        tie_reminders=True,
        pictures=False,
    )
    both = as_one(own, other)
    assert (both.id, both.name, both.language, both.karma_since) == (ME, "Ana", "es", NOW)
    assert (both.in_paths, both.findable, both.tie_reminders) == (False, False, True)
    assert not both.pictures
    assert both.paused_until == NOW + timedelta(days=1)
    assert both.limits == Limits(2, time(22), time(7), urgent_at_night=False)
