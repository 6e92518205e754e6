import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import CommunityId, PersonId
from core.trust import Elsewhere, letter, link, reach, vouchers

MILL, LAKE = CommunityId("mill"), CommunityId("lake")
percent = st.floats(0, 99.999)


def test_links() -> None:
    assert link(Elsewhere(MILL, 80.0, 0)) == 0.0
    assert link(Elsewhere(MILL, 80.0, 2)) == 0.5
    assert link(Elsewhere(MILL, 80.0, 0, accepted=True)) == 0.0
    assert link(Elsewhere(MILL, 80.0, 0, accepted=True, mature=True)) == 0.25
    assert link(Elsewhere(MILL, 80.0, 6, accepted=True, mature=True)) == 0.75
    assert link(Elsewhere(MILL, 80.0, 0, sister=True)) == 1.0


def test_the_worked_letters() -> None:
    sister = Elsewhere(MILL, 80.0, 0, sister=True)
    assert letter([sister], 0.3, 20).carried == 20.0
    known = Elsewhere(MILL, 80.0, 0, accepted=True, mature=True)
    best = letter([known, Elsewhere(LAKE, 60.0, 0, sister=True)], 0.5, 20)
    assert (best.carried, best.through) == (20.0, LAKE)
    assert reach(40.0, letter([Elsewhere(MILL, 90.0, 0, sister=True)], 0.3, 20).carried) == 52.0


def test_an_invented_village_carries_nothing() -> None:
    assert letter([Elsewhere(MILL, 100.0, 0)], 1.0, 59).through is None
    assert letter([], 1.0, 59).carried == 0.0


def test_a_village_that_accepts_nothing_says_nothing() -> None:
    nothing = letter([Elsewhere(MILL, 90.0, 5)], 0.3, 0)
    assert (nothing.carried, nothing.through) == (0.0, None)


def test_only_eligible_others_who_are_known_there_vouch() -> None:
    there = {PersonId("ana"): 25.0, PersonId("ben"): 24.9, PersonId("new"): 90.0}
    here = [PersonId(name) for name in ("ana", "ben", "cem", "new")]
    assert vouchers(PersonId("new"), here, there) == 1


def test_equal_letters_name_the_same_village_in_any_order() -> None:
    two = [Elsewhere(MILL, 50.0, 2), Elsewhere(LAKE, 50.0, 2)]
    assert letter(two, 0.3, 20) == letter(two[::-1], 0.3, 20)
    assert letter(two, 0.3, 20).through == LAKE


@given(percent, percent, st.floats(0, 1), st.floats(0, 59), st.integers(0, 20))
def test_a_letter_is_capped_and_reach_never_falls(
    local: float, there: float, accept: float, cap: float, known: int
) -> None:
    carried = letter([Elsewhere(MILL, there, known)], accept, cap).carried
    assert 0.0 <= carried <= cap
    assert carried <= accept * there
    assert local <= reach(local, carried) <= 100.0
    assert reach(min(100.0, local + 1), carried) >= reach(local, carried)


def test_numbers_stay_out_of_repr() -> None:
    assert "77" not in repr(Elsewhere(MILL, 77.0, 77)) + repr(
        letter([Elsewhere(MILL, 77.0, 77)], 1, 59)
    )


@pytest.mark.parametrize("trust", [0.0, 100.0])
def test_reach_at_the_ends(trust: float) -> None:
    assert reach(trust, 20.0) == max(20.0, trust)
