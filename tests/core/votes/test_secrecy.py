"""What sixty published votes tell of anybody's weight: nothing where ballots are secret, much where they are seen."""

import pytest

from bench.votes import GOAL, SIZES, furthest, history, openly, rightly, secretly


@pytest.mark.parametrize("size", SIZES)
def test_published_results_of_secret_votes_tell_no_order_of_weights(size: int) -> None:
    known = history(size, size)
    assert furthest(secretly(known, 1)) <= GOAL


@pytest.mark.parametrize("size", SIZES)
def test_the_warning_of_open_weighted_votes_is_true(size: int) -> None:
    known = history(size, size)
    assert rightly(openly(known, 1), known) > 0.6
