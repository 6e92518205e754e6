import math
import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import PersonId
from core.trust import (
    Deed,
    Tie,
    TieKind,
    TieWord,
    TrustRules,
    pair_of,
    rebuilt,
    requester_share,
    with_deed,
)
from core.trust.rules import days_between, fading, spaced_gain

ANA, BEN, CEM = PersonId("ana"), PersonId("ben"), PersonId("cem")
START = datetime(2024, 3, 1, 9, tzinfo=UTC)
RULES = TrustRules(half_life_days=90.0, requester_share=0.5)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def deed(
    at: float,
    helper: PersonId = ANA,
    asker: PersonId = BEN,
    kind: TieKind = TieKind.HELPED,
    waits_until: float | None = None,
) -> Deed:
    counts_from = None if waits_until is None else day(waits_until)
    return Deed(day(at), asker, helper, kind, counts_from)


def tie_of(*deeds: Deed, half_life: float = 90.0) -> Tie:
    (tie,) = rebuilt(deeds, half_life).values()
    return tie


def by_hand(deeds: list[Deed], now: datetime, half_life: float) -> float:
    """The weight straight from the rule, over the whole log."""
    ordered = sorted(deeds, key=lambda one: one.at)
    total = 0.0
    for number, one in enumerate(ordered):
        since = (one.at - ordered[number - 1].at).total_seconds() / 86400
        gain = 1.0 if number == 0 else min(1.0, since / 7)
        if one.counts_from is None or one.counts_from <= now:
            total += gain * 2 ** (-(now - one.at).total_seconds() / 86400 / half_life)
    return total


moments = st.integers(0, 400 * 24).map(lambda hour: hour / 24)
times = st.lists(moments, min_size=1, max_size=12, unique=True).map(sorted)
"""Distinct hours: among deeds of the very same moment the log's order decides, and it is not told here."""


def test_the_first_deed_counts_one_and_halves_after_each_half_life() -> None:
    tie = tie_of(deed(0))
    assert tie.weight(day(0), RULES) == 1.0
    assert tie.weight(day(90), RULES) == 0.5
    assert tie.weight(day(180), RULES) == 0.25


def test_repeats_count_for_their_part_of_a_week() -> None:
    assert tie_of(deed(0), deed(3.5)).by_a == pytest.approx(fading(3.5, 90) + 0.5)
    assert tie_of(deed(0), deed(70)).by_a == pytest.approx(fading(70, 90) + 1.0)


def test_twenty_in_a_day_count_about_one() -> None:
    tie = tie_of(*(deed(number / 20) for number in range(20)))
    assert tie.weight(day(1), RULES) < 1.2
    assert tie.count == 20


def test_who_helped_earns_whole_and_who_asked_earns_rho() -> None:
    tie = tie_of(deed(0, helper=BEN, asker=ANA))
    assert tie.credit(BEN, day(0), RULES) == 1.0
    assert tie.credit(ANA, day(0), RULES) == 0.5
    assert tie.credit(ANA, day(0), TrustRules(requester_share=0.0)) == 0.0


def test_a_pair_with_too_few_exchanges_counts_nothing_until_it_has_them() -> None:
    strict = TrustRules(min_interactions=2)
    tie = tie_of(deed(0))
    assert not tie.counts(day(0), strict)
    assert tie.weight(day(0), strict) == tie.credit(ANA, day(0), strict) == 0.0
    tie = with_deed(tie, deed(7), 90.0)
    assert tie.counts(day(7), strict)
    assert tie.weight(day(7), strict) == tie.weight(day(7), RULES) > 1.9


@pytest.mark.parametrize(
    ("weight", "word"),
    [
        (2.0, TieWord.STRONG),
        (1.99, TieWord.WARM),
        (1.0, TieWord.WARM),
        (0.99, TieWord.FADING),
        (0.5, TieWord.FADING),
        (0.49, TieWord.NEARLY_FORGOTTEN),
        (0.25, TieWord.NEARLY_FORGOTTEN),
        (0.249, TieWord.GONE),
    ],
)
def test_words_for_ties(weight: float, word: TieWord) -> None:
    tie = Tie(ANA, BEN, weight, 0.0, 3, START, START, frozenset({TieKind.HELPED}))
    assert tie.word(START, RULES) is word
    assert tie.live(START, RULES) is (word is not TieWord.GONE)


def test_a_tie_appears_to_others_after_thirty_days() -> None:
    tie = tie_of(deed(0), deed(29))
    assert tie.shown_to(ANA, day(0))
    assert tie.shown_to(BEN, day(0))
    assert not tie.shown_to(CEM, day(29.9))
    assert tie.shown_to(CEM, day(30))
    assert (tie.other(ANA), tie.other(BEN)) == (BEN, ANA)


def test_kinds_gather() -> None:
    assert tie_of(deed(0), deed(1, kind=TieKind.ACROSS)).kinds == {TieKind.HELPED, TieKind.ACROSS}


def test_what_cannot_be_a_deed() -> None:
    with pytest.raises(ValueError, match="two people"):
        pair_of(ANA, ANA)
    with pytest.raises(ValueError, match="two people"):
        deed(0, ANA, ANA)
    with pytest.raises(ValueError, match="aware"):
        Deed(datetime(2024, 3, 1), ANA, BEN)


def test_a_late_arrival_and_a_strangers_deed_are_refused() -> None:
    tie = tie_of(deed(5))
    with pytest.raises(ValueError, match="rebuild"):
        with_deed(tie, deed(4), 90.0)
    with pytest.raises(ValueError, match="not this pair"):
        with_deed(tie, deed(6, CEM, ANA), 90.0)


def test_numbers_stay_out_of_repr() -> None:
    text = repr(tie_of(deed(0), deed(3, waits_until=9)))
    assert "by_a" not in text
    assert "count" not in text
    assert pickle.loads(pickle.dumps(tie_of(deed(0)))) == tie_of(deed(0))


def test_a_newcomers_deeds_wait_and_then_count_as_old_as_they_are() -> None:
    tie = tie_of(deed(0, waits_until=14), deed(7, helper=BEN, asker=ANA, waits_until=14))
    assert tie.weight(day(13), RULES) == 0.0
    assert tie.weight(day(14), RULES) == pytest.approx(fading(14, 90) + fading(7, 90))
    later = with_deed(tie, deed(21), 90.0)
    assert later.waiting is None
    assert later.count == 3
    assert later.weight(day(21), RULES) == pytest.approx(
        by_hand([deed(0), deed(7), deed(21)], day(21), 90.0)
    )


def test_waiting_deeds_of_a_pair_wait_together_until_the_latest_time() -> None:
    tie = tie_of(deed(0, waits_until=14), deed(7, waits_until=20))
    assert tie.waiting is not None
    assert tie.waiting.until == day(20)
    assert tie.weight(day(15), RULES) == 0.0


def test_what_counts_already_does_not_wait_with_the_rest() -> None:
    tie = tie_of(deed(0), deed(7, waits_until=20), deed(14), deed(15, waits_until=15))
    assert tie.waiting is not None
    assert tie.count == 3
    parts = [deed(0), deed(7, waits_until=20), deed(14), deed(15)]
    assert tie.weight(day(16), RULES) == pytest.approx(by_hand(parts, day(16), 90.0))
    assert tie.weight(day(25), RULES) == pytest.approx(by_hand(parts, day(25), 90.0))


@given(times, st.floats(30, 365), st.floats(0, 500), st.floats(0, 60))
def test_kept_and_rebuilt_ties_are_the_sum_over_the_log(
    at: list[float], half_life: float, after: float, waits: float
) -> None:
    deeds = [
        deed(one, *((ANA, BEN) if number % 3 else (BEN, ANA)), waits_until=at[0] + waits)
        for number, one in enumerate(at)
    ]
    now = day(at[-1] + after)
    kept = None
    for one in deeds:
        kept = with_deed(kept, one, half_life)
    assert kept is not None
    assert kept == tie_of(*reversed(deeds), half_life=half_life)
    rules = TrustRules(half_life_days=half_life)
    assert kept.weight(now, rules) == pytest.approx(by_hand(deeds, now, half_life))


@given(times, st.floats(0.0, 1.0), st.floats(0, 300))
def test_credits_share_the_weight_and_mirror(at: list[float], rho: float, after: float) -> None:
    rules = TrustRules(requester_share=rho)
    one = tie_of(*(deed(moment, ANA, BEN) for moment in at))
    mirrored = tie_of(*(deed(moment, BEN, ANA) for moment in at))
    now = day(at[-1] + after)
    assert one.credit(ANA, now, rules) == mirrored.credit(BEN, now, rules)
    assert one.credit(BEN, now, rules) == mirrored.credit(ANA, now, rules)
    both = one.credit(ANA, now, rules) + one.credit(BEN, now, rules)
    assert both == pytest.approx((1 + rho) * one.weight(now, rules))


@given(times, st.floats(30, 365))
def test_weight_halves_and_never_grows_by_waiting(at: list[float], half_life: float) -> None:
    rules = TrustRules(half_life_days=half_life)
    tie = tie_of(*(deed(moment) for moment in at), half_life=half_life)
    weights = [tie.weight(day(at[-1] + step * half_life / 4), rules) for step in range(9)]
    assert all(earlier > later for earlier, later in pairwise(weights))
    assert weights[4] == pytest.approx(weights[0] / 2, rel=1e-9)
    assert weights[8] == pytest.approx(weights[0] / 4, rel=1e-9)


@settings(max_examples=30)
@given(st.lists(st.sampled_from([ANA, BEN, CEM]), min_size=2, max_size=20), st.randoms())
def test_the_order_of_a_log_does_not_matter(people: list[PersonId], random: object) -> None:
    deeds = [
        deed(number, helper, asker)
        for number, (helper, asker) in enumerate(pairwise(people))
        if helper != asker
    ]
    shuffled = list(deeds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rebuilt(shuffled, 90.0) == rebuilt(deeds, 90.0)


def test_clocks_that_differ_add_nothing() -> None:
    assert days_between(day(1), day(0)) == 0.0
    assert tie_of(deed(1)).weight(day(0), RULES) == 1.0


def test_the_pieces_of_the_rule() -> None:
    assert spaced_gain(None) == spaced_gain(7.0) == spaced_gain(900.0) == 1.0
    assert spaced_gain(0.0) == 0.0
    assert fading(0, 90) == 1.0
    assert requester_share(40, 60) == pytest.approx(2 / 3)
    assert requester_share(60, 60) == requester_share(100, 20) == requester_share(10, 0) == 1.0
    assert requester_share(-50, 100) == 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth_weight": 1.1},
        {"depth_weight": math.nan},
        {"requester_share": -0.1},
        {"half_life_days": 0.0},
        {"half_life_days": math.inf},
        {"min_interactions": 0},
    ],
)
def test_rules_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        TrustRules(**wrong)  # type: ignore[arg-type]
