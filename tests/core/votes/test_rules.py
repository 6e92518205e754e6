"""What a ballot weighs, how many have to take part, what a vote comes to, and what of it is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import PersonId
from core.votes import (
    ONE,
    Ballot,
    Band,
    Kind,
    Outcome,
    Result,
    counted,
    duration,
    quorum,
    result,
    weights,
)

YES, NO, ABSTAIN = Ballot.YES, Ballot.NO, Ballot.ABSTAIN
TRUST = st.floats(0, 99.99)


def people(count: int) -> list[PersonId]:
    return [PersonId(f"p{number}") for number in range(count)]


def rolled(*trust: float, by_heads: bool = False) -> list[int]:
    found = weights(dict(zip(people(len(trust)), trust, strict=True)), by_heads=by_heads)
    return [found[person] for person in people(len(trust))]


@pytest.mark.parametrize(
    ("trust", "weight"),
    [(0, 6), (24.99, 6), (25, 9), (49.99, 9), (50, 12), (99, 12)],
)
def test_a_ballot_weighs_one_one_and_a_half_or_two(trust: float, weight: int) -> None:
    assert rolled(trust, *[0.0] * 11)[0] == weight


def test_on_rolls_under_five_everybody_weighs_the_same() -> None:
    assert rolled(90, 30, 0, 0) == [ONE] * 4
    assert rolled(90, 30, 0, 0, 0) == [9, 9, 6, 6, 6]
    assert rolled() == []


def test_by_heads_everybody_weighs_the_same() -> None:
    assert rolled(90, 30, 0, 0, 0, 0, by_heads=True) == [ONE] * 6


@given(st.lists(TRUST, min_size=5, max_size=40))
def test_no_weight_is_above_a_third_of_what_the_others_bring(trust: list[float]) -> None:
    full = [12 if own >= 50 else 9 if own >= 25 else 6 for own in trust]
    for own, weight in zip(full, rolled(*trust), strict=True):
        assert weight == min(own, (sum(full) - own) / 3)


@pytest.mark.parametrize(
    ("active", "kind", "needed"),
    [
        (0, Kind.WORDS, 3), (12, Kind.WORDS, 3), (13, Kind.WORDS, 4), (150, Kind.CONFIG, 38),
        (150, Kind.SPLIT, 90), (11, Kind.FUSION, 7), (2, Kind.SPLIT, 3),
    ],
)  # fmt: skip
def test_so_many_people_have_to_take_part(active: int, kind: Kind, needed: int) -> None:
    assert quorum(active, kind) == needed


def voted(
    *ballots: Ballot, heavy: int = 0, needed: int = 3, kind: Kind = Kind.WORDS, of: int = 12
) -> Result:
    """Count these ballots; the first `heavy` weigh double."""
    roll = people(of)
    weight_of = {p: 12 if place < heavy else 6 for place, p in enumerate(roll)}
    return result(dict(zip(roll, ballots, strict=False)), weight_of, needed, kind)


def test_more_than_half_of_the_weight_of_yes_and_no_passes() -> None:
    assert voted(YES, YES, NO) == Result(Outcome.PASSED, None, 3, 12)
    assert voted(NO, YES, YES, heavy=1).outcome is Outcome.NOT_PASSED, "a tie"
    assert voted(YES, ABSTAIN, ABSTAIN).outcome is Outcome.PASSED
    assert voted(ABSTAIN, ABSTAIN, ABSTAIN).outcome is Outcome.NOT_PASSED


def test_too_few_decide_nothing() -> None:
    assert voted(YES, YES) == Result(Outcome.TOO_FEW, None, 2, 12)
    assert voted(*[YES] * 9, needed=10).band is None


@pytest.mark.parametrize(("yes", "outcome"), [(6, Outcome.PASSED), (5, Outcome.NOT_PASSED)])
def test_dividing_and_joining_take_sixty_percent(yes: int, outcome: Outcome) -> None:
    for kind in (Kind.SPLIT, Kind.FUSION):
        assert voted(*[YES] * yes, *[NO] * (10 - yes), kind=kind).outcome is outcome
    assert voted(*[ABSTAIN] * 8, kind=Kind.SPLIT).outcome is Outcome.NOT_PASSED


@pytest.mark.parametrize(
    ("yes", "no", "band"),
    [(7, 0, None), (6, 3, Band.CLEARLY), (5, 3, Band.NARROWLY), (3, 6, Band.CLEARLY), (4, 4, Band.NARROWLY)],
)  # fmt: skip
def test_how_clear_it_was_is_told_from_eight_ballots_on(
    yes: int, no: int, band: Band | None
) -> None:
    assert voted(*[YES] * yes, *[NO] * no).band is band


def test_eight_abstentions_are_clear_about_nothing() -> None:
    assert voted(*[ABSTAIN] * 8).band is Band.NARROWLY


@given(st.lists(st.sampled_from(Ballot), max_size=12), st.integers(0, 12))
def test_nothing_is_told_but_the_outcome_a_band_and_two_counts(
    ballots: list[Ballot], heavy: int
) -> None:
    """Two votes that agree in these are told alike, whoever chose what with what weight."""
    found = voted(*ballots, heavy=heavy)
    assert (found.took_part, found.of) == (len(ballots), 12)
    assert (found.band is None) == (len(ballots) < 8)


def test_options_are_counted_in_the_order_of_a_poll() -> None:
    assert counted([YES, ABSTAIN, YES]) == (2, 0, 1)


def test_a_vote_lasts_one_to_thirty_days() -> None:
    assert [duration(days) for days in (0, 31)] == [None, None]
    assert [duration(days) for days in (1, 30)] == [timedelta(days=1), timedelta(days=30)]
