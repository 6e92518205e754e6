import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.communities import Config
from core.ids import Draw
from core.matching import Candidate, Past, Wanted, choose, open_to, quiet_until, score
from core.matching.choosing import Chosen, long_silent
from core.people import Limits
from tests.fakes import DAY, HOUR, NOW, someone

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
WANTED = Wanted(ANA.id, "borrow")
GENTLE, STRICT = Config(), Config(after_no="strict")
NIGHT = datetime(2026, 1, 5, 23, tzinfo=UTC)
MORNING = datetime(2026, 1, 6, 8, tzinfo=UTC)


def can(person: Any = BO, **changes: Any) -> Candidate:
    return Candidate(person, "UTC", **changes)


def asked(age: timedelta, answer: Any = "settled", kind: str = "ride") -> Past:
    at = NOW - age
    return Past(kind, at, answer, at if answer else None)


def chosen(
    *candidates: Candidate,
    wanted: Wanted = WANTED,
    config: Config = GENTLE,
    size: int = 10,
    now: datetime = NOW,
    seed: int = 1,
) -> Chosen:
    return choose(candidates, wanted, config, size, now, random.Random(seed))


def names(found: Chosen) -> set[str]:
    return {person.name for person in found.people}


def test_whoever_passes_every_filter_is_asked() -> None:
    assert names(chosen(can(BO), can(CLEO))) == {"Bo", "Cleo"}


@pytest.mark.parametrize(
    "shut",
    [
        can(ANA),
        can(reachable=False),
        can(blocked=True),
        can(asked_already=True),
        can(replace(BO, paused_until=NOW + HOUR)),
        can(skill=0.0),
        can(asks=tuple(asked(i * DAY) for i in range(4))),
        can(replace(BO, limits=Limits(asks_per_week=1)), asks=(asked(6 * DAY),)),
    ],
)
def test_one_closed_filter_is_enough(shut: Candidate) -> None:
    assert not open_to(shut, WANTED, GENTLE, NOW)
    assert chosen(shut) == Chosen(())


@pytest.mark.parametrize(
    "clear",
    [
        can(replace(BO, paused_until=NOW)),
        can(skill=0.7),
        can(skill=0.0, offers_it=True),
        can(asks=tuple(asked((7 + i) * DAY) for i in range(9))),
        can(asks=tuple(asked(i * DAY) for i in range(3))),
        can(may_do_sensitive=False),
        can(replace(BO, limits=Limits(asks_per_week=2)), asks=(asked(DAY),)),
    ],
)
def test_an_open_filter_lets_through(clear: Candidate) -> None:
    assert names(chosen(clear)) == {"Bo"}


def test_a_sensitive_request_goes_only_to_who_is_known_enough() -> None:
    wanted = replace(WANTED, sensitive=True)
    assert names(chosen(can(BO, may_do_sensitive=False), can(CLEO), wanted=wanted)) == {"Cleo"}


def test_nobody_sets_a_higher_budget_than_the_villages() -> None:
    eager = can(
        replace(BO, limits=Limits(asks_per_week=14)), asks=tuple(asked(i * DAY) for i in range(4))
    )
    assert not open_to(eager, WANTED, GENTLE, NOW)


@pytest.mark.parametrize("size", [-3, 0])
def test_a_wave_without_room_asks_nobody(size: int) -> None:
    assert chosen(can(), size=size).people == ()


def test_a_wave_is_no_larger_than_asked_for() -> None:
    crowd = [can(someone(f"N{i}")) for i in range(20)]
    assert len(chosen(*crowd, size=3).people) == 3


COOLING = [
    pytest.param(asked(7 * DAY - HOUR, "no"), (), id="a no within a week"),
    pytest.param(asked(28 * DAY - HOUR, "no", "borrow"), (), id="a no to this kind within four"),
    pytest.param(asked(3 * DAY - HOUR, None), (), id="silence within three days"),
    pytest.param(None, (NOW - 2 * DAY + HOUR,), id="a help within two days"),
]
RESTED = [
    pytest.param(asked(7 * DAY, "no"), (), id="a week after a no"),
    pytest.param(asked(28 * DAY, "no", "borrow"), (), id="four weeks after a no to this kind"),
    pytest.param(asked(3 * DAY, None), (), id="three days of silence"),
    pytest.param(None, (NOW - 2 * DAY,), id="two days after a help"),
    pytest.param(asked(HOUR, "settled"), (), id="an ask that settled itself"),
    pytest.param(asked(HOUR, "yes"), (), id="a yes that was not needed"),
    pytest.param(asked(23 * HOUR, None), (), id="an ask that may still be answered"),
    pytest.param(Past("ride", NOW - HOUR, "no", None), (), id="a no nobody dated"),
]


@pytest.mark.parametrize(("past", "helps"), COOLING)
def test_who_cools_down_is_never_asked_in_a_strict_village(past: Any, helps: Any) -> None:
    cooling = can(BO, asks=(past,) if past else (), helps=helps)
    assert chosen(cooling, config=STRICT) == Chosen(())


@pytest.mark.parametrize(("past", "helps"), COOLING)
def test_in_a_gentle_village_one_is_asked_when_nobody_else_is_left(past: Any, helps: Any) -> None:
    bo, cleo = [can(p, asks=(past,) if past else (), helps=helps) for p in (BO, CLEO)]
    assert len(chosen(bo, cleo).people) == 1
    assert names(chosen(bo, cleo, can(someone("Dina")))) == {"Dina"}


@pytest.mark.parametrize("config", [GENTLE, STRICT])
@pytest.mark.parametrize(("past", "helps"), RESTED)
def test_whoever_rested_is_asked_like_anybody(past: Any, helps: Any, config: Config) -> None:
    rested = can(BO, asks=(past,) if past else (), helps=helps)
    assert names(chosen(rested, can(CLEO), config=config)) == {"Bo", "Cleo"}


@pytest.mark.parametrize(
    ("age", "found"), [(24 * HOUR - timedelta(seconds=1), set()), (24 * HOUR, {"Bo"})]
)
def test_not_even_a_gentle_village_asks_within_a_day_of_a_no(
    age: timedelta, found: set[str]
) -> None:
    assert names(chosen(can(asks=(asked(age, "no"),)))) == found


def test_not_even_a_gentle_village_asks_within_a_day_of_a_help() -> None:
    assert names(chosen(can(helps=(NOW - 23 * HOUR,)))) == set()


def test_who_cools_down_is_not_asked_within_a_day_of_the_last_ask() -> None:
    assert names(chosen(can(asks=(asked(3 * DAY, "no"), asked(HOUR, None))))) == set()


def test_who_helped_much_lately_is_asked_last_but_is_asked() -> None:
    tired = can(CLEO, helps=tuple(NOW - d * DAY for d in (3, 9, 15, 27)), skill=1.0)
    for seed in range(30):
        assert [p.name for p in chosen(can(BO), tired, seed=seed).people] == ["Bo", "Cleo"]
    assert names(chosen(tired)) == {"Cleo"}


def test_helps_of_longer_ago_weigh_nothing() -> None:
    rested = can(CLEO, helps=tuple(NOW - d * DAY for d in (28, 29, 30, 31)), skill=1.0)
    first = {chosen(can(BO, skill=0.1), rested, seed=seed).people[0].name for seed in range(30)}
    assert "Cleo" in first


@pytest.mark.parametrize(
    ("changes", "better"),
    [
        ({"skill": 1.0}, True),
        ({"offers_it": True}, True),
        ({"skill": 0.1}, False),
        ({"near": 1.0}, True),
        ({"helps": (NOW - 30 * DAY,) * 3}, False),
        ({"asks": (asked(60 * DAY, "yes"),) * 5}, True),
        ({"asks": (asked(60 * DAY, "no"),) * 5}, False),
        ({"asks": (asked(DAY),)}, False),
        ({"left": 3}, False),
    ],
)
def test_each_part_of_the_score_pulls_its_way(changes: dict[str, Any], better: bool) -> None:
    plain = score(can(), NOW, random.Random(3))
    other = score(can(**changes), NOW, random.Random(3))
    assert (other > plain) is better
    assert other != plain


def test_the_score_is_the_formula() -> None:
    candidate = can(
        skill=0.5,
        near=0.5,
        asks=(asked(14 * DAY, "yes"), asked(14 * DAY, "no")),
        helps=(NOW - 14 * DAY,),
        left=1,
    )
    noise = score(can(skill=0.0), NOW, random.Random(9)) - 0.25 - 0.3
    found = score(candidate, NOW, random.Random(9)) - noise
    assert found == pytest.approx(0.5 + 0.175 + 0.25 + 0.3 * 3 / 4 - 0.6 - 0.6)


@given(st.integers())
def test_chance_stays_finite(seed: int) -> None:
    assert abs(score(can(), NOW, random.Random(seed))) < 100


def test_equals_take_turns() -> None:
    crowd = [can(someone(f"N{i}")) for i in range(4)]
    firsts = Counter(chosen(*crowd, size=1, seed=seed).people[0].name for seed in range(400))
    assert set(firsts) == {"N0", "N1", "N2", "N3"}
    assert min(firsts.values()) > 50


@given(st.permutations(range(6)), st.integers())
def test_the_order_in_which_members_are_stored_tells_nothing(order: list[int], seed: int) -> None:
    crowd = [can(someone(f"N{i}")) for i in range(6)]
    shuffled = [crowd[i] for i in order]
    assert chosen(*crowd, seed=seed) == chosen(*shuffled, seed=seed)


def test_a_replay_asks_the_same_people() -> None:
    crowd = [can(someone(f"N{i}")) for i in range(9)]
    waves = [
        choose(crowd, WANTED, GENTLE, 3, NOW, Draw("seed", "cause").chance("wave"))
        for _ in range(2)
    ]
    assert waves[0] == waves[1]


@pytest.mark.parametrize(
    ("limits", "wanted", "until"),
    [
        (Limits(), WANTED, MORNING),
        (Limits(), replace(WANTED, urgent=True), MORNING),
        (Limits(urgent_at_night=True), WANTED, MORNING),
        (Limits(urgent_at_night=True), replace(WANTED, urgent=True), None),
        (Limits(quiet_from=time(0), quiet_to=time(6)), WANTED, None),
        (Limits(quiet_from=time(22), quiet_to=time(0)), WANTED, datetime(2026, 1, 6, tzinfo=UTC)),
    ],
)
def test_at_night_only_who_opted_in_is_asked_and_only_when_urgent(
    limits: Limits, wanted: Wanted, until: datetime | None
) -> None:
    assert quiet_until(can(replace(BO, limits=limits)), wanted, GENTLE, NIGHT) == until


def test_a_wave_of_sleepers_waits_for_the_first_to_wake() -> None:
    early = can(replace(CLEO, limits=Limits(quiet_from=time(20), quiet_to=time(5))))
    found = chosen(can(BO), early, now=NIGHT)
    assert found == Chosen((), MORNING - 3 * HOUR)


def test_who_is_awake_elsewhere_is_asked_now() -> None:
    lima = replace(can(CLEO), zone="America/Lima")
    found = chosen(can(BO), lima, now=NIGHT)
    assert names(found) == {"Cleo"}
    assert found.waits_until == MORNING


def test_nobody_waits_for_a_sleeper_who_could_not_be_asked_anyway() -> None:
    assert chosen(can(BO, blocked=True), now=NIGHT) == Chosen(())


PASTS = st.builds(
    Past,
    type=st.sampled_from(["ride", "borrow"]),
    delivered_at=st.integers(0, 24 * 30).map(lambda hours: NOW - hours * HOUR),
    answer=st.sampled_from(["yes", "no", "settled", None]),
    answered_at=st.just(NOW),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        person=st.builds(
            lambda number, most: replace(someone(f"N{number}"), limits=Limits(asks_per_week=most)),
            st.integers(0, 99),
            st.one_of(st.none(), st.integers(1, 14)),
        ),
        zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/Lima"]),
        reachable=st.booleans(),
        blocked=st.booleans(),
        asked_already=st.booleans(),
        skill=st.sampled_from([None, 0.0, 0.7, 1.0]),
        asks=st.lists(PASTS, max_size=8).map(tuple),
        helps=st.lists(st.integers(0, 900).map(lambda h: NOW - h * HOUR), max_size=6).map(tuple),
        left=st.integers(0, 3),
        may_do_sensitive=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.person.id,
)
VILLAGES = st.builds(
    Config,
    ask_budget_per_week=st.integers(1, 14),
    rest_after_helps=st.integers(1, 20),
    after_no=st.sampled_from(["gentle", "strict"]),
)


@given(CANDIDATES, VILLAGES, st.integers(0, 10), st.booleans(), st.booleans(), st.integers(0, 23))
def test_no_wave_ever_breaks_a_hard_rule(
    crowd: list[Candidate], config: Config, size: int, sensitive: bool, urgent: bool, hour: int
) -> None:
    now = NOW + hour * HOUR
    wanted = Wanted(ANA.id, "borrow", sensitive, urgent)
    found = choose(crowd, wanted, config, size, now, random.Random(1))
    by_id = {candidate.person.id: candidate for candidate in crowd}
    assert len(found.people) <= size
    for person in found.people:
        candidate = by_id[person.id]
        week = [past for past in candidate.asks if past.delivered_at > now - 7 * DAY]
        own = person.limits.asks_per_week or 14
        assert len(week) < min(config.ask_budget_per_week, own)
        assert candidate.reachable
        assert not candidate.blocked
        assert not candidate.asked_already
        assert candidate.skill != 0
        assert candidate.may_do_sensitive or not sensitive
        assert quiet_until(candidate, wanted, config, now) is None
        assert all(now - at >= 24 * HOUR for at in candidate.helps)
        noes = [past for past in candidate.asks if past.answer == "no"]
        assert all(now - past.answered_at >= 24 * HOUR for past in noes if past.answered_at)


@given(CANDIDATES, VILLAGES, st.integers(1, 10))
def test_whoever_carries_much_comes_after_everybody_else(
    crowd: list[Candidate], config: Config, size: int
) -> None:
    by_id = {candidate.person.id: candidate for candidate in crowd}
    tired = [
        sum(at > NOW - 28 * DAY for at in by_id[p.id].helps) >= config.rest_after_helps
        for p in chosen(*crowd, config=config, size=size).people
    ]
    assert tired == sorted(tired)


def test_five_silences_in_a_row_leave_somebody_in_peace() -> None:
    silent = tuple(asked((30 - 4 * i) * DAY, None) for i in range(5))
    assert long_silent(can(asks=silent), NOW)
    assert not long_silent(can(asks=silent[1:]), NOW)
    assert not long_silent(can(asks=(*silent, asked(2 * DAY, "no"))), NOW)
    assert not long_silent(can(replace(BO, paused_until=NOW + DAY), asks=silent), NOW)


def test_what_came_before_a_rest_or_gave_no_time_is_no_silence() -> None:
    silent = tuple(asked((30 - 4 * i) * DAY, None) for i in range(5))
    assert not long_silent(can(replace(BO, paused_until=NOW - 25 * DAY), asks=silent), NOW)
    assert not long_silent(can(asks=(*silent[1:], asked(HOUR, None))), NOW)
    at = NOW - 3 * DAY
    quick, slow = Past("ride", at, "settled", at + HOUR), Past("ride", at, "settled", at + 2 * DAY)
    assert not long_silent(can(asks=(*silent[1:], quick)), NOW)
    assert long_silent(can(asks=(*silent[1:], slow)), NOW)
