"""Every default and range of 3-mechanics section 1."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.communities.config import Config, Governance, RequestType
from core.listening import KINDS

DEFAULTS: dict[str, Any] = {
    "member_cap": 150,
    "visibility_mode": "public",
    "outsider_response_allowed": False,
    "karma_split_helper": 60,
    "karma_split_requestor": 40,
    "base_karma_pool_per_request": 100,
    "karma_decay_half_life_days": 180,
    "trust_depth_weight": 0.6,
    "trust_breadth_weight": 0.4,
    "trust_decay_half_life_days": 90,
    "trust_path_max_hops": 3,
    "min_interactions_for_trust": 1,
    "request_approval_required": False,
    "new_member_karma_lockout_days": 0,
    "join_approval_required": True,
    "joining_counts_as_interaction": True,
    "carry_accept": 0.3,
    "carry_cap": 20,
    "carry_from": (),
    "ask_budget_per_week": 4,
    "rest_after_helps": 4,
    "wave_size": 3,
    "wave_hours": 2,
    "asks_per_request": 12,
    "open_requests": 3,
    "requests_per_week": 5,
    "after_no": "gentle",
    "quiet_hours": "21:00-08:00",
    "completion_silence_days": 7,
    "post_ttl_days": 30,
    "greet_newcomers": True,
    "room_digest": False,
    "share_with_sisters": False,
    "safety_contacts": (),
    "services_enabled": False,
    "service_types": (),
    "service_min_trust": 25,
    "ballot_mode": "secret",
    "language": "en",
    "time_zone": "UTC",
    "country": "",
}
RANGES = {
    "member_cap": (10, 150),
    "karma_split_helper": (0, 100),
    "karma_split_requestor": (-50, 100),
    "base_karma_pool_per_request": (10, 1000),
    "karma_decay_half_life_days": (0, 365),
    "trust_decay_half_life_days": (30, 365),
    "trust_path_max_hops": (1, 5),
    "min_interactions_for_trust": (1, 10),
    "new_member_karma_lockout_days": (0, 30),
    "carry_accept": (0, 1),
    "carry_cap": (0, 59),
    "ask_budget_per_week": (1, 14),
    "rest_after_helps": (1, 20),
    "wave_size": (1, 10),
    "wave_hours": (1, 24),
    "asks_per_request": (3, 30),
    "open_requests": (1, 10),
    "requests_per_week": (1, 20),
    "completion_silence_days": (1, 30),
    "post_ttl_days": (3, 90),
}


def test_the_defaults_are_what_a_village_lives_by() -> None:
    config = Config()
    assert {name: getattr(config, name) for name in DEFAULTS} == DEFAULTS
    assert config.governance == Governance(
        template="small-collective", eligibility_threshold=50, quorum_size=3
    )
    assert set(DEFAULTS) | {"governance", "request_types"} == set(Config.model_fields)


def test_the_nine_kinds_may_be_asked_from_the_start_and_care_is_sensitive() -> None:
    types = Config().request_types
    assert tuple(t.name for t in types) == KINDS == tuple(t.kind for t in types)
    assert {t.multiplier for t in types} == {1.0}
    assert [t.name for t in types if t.sensitive] == ["care"]


@pytest.mark.parametrize(("field", "least", "most"), [(f, *r) for f, r in RANGES.items()])
def test_a_range_holds_its_ends_and_nothing_beyond(field: str, least: int, most: int) -> None:
    assert getattr(Config(**{field: least}), field) == least
    assert getattr(Config(**{field: most}), field) == most
    for wrong in (least - 1, most + 1, "many", None, float("nan")):
        with pytest.raises(ValidationError) as refused:
            Config(**{field: wrong})
        assert refused.value.errors()[0]["loc"] == (field,)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("visibility_mode", "secret"),
        ("after_no", "never"),
        ("service_min_trust", 30),
        ("ballot_mode", "loud"),
        ("language", "english"),
        ("language", "EN"),
        ("country", "Germany"),
        ("country", "de"),
        ("time_zone", ""),
        ("time_zone", "../etc"),
        ("quiet_hours", "25:00-08:00"),
        ("quiet_hours", "21:00-08:60"),
        ("quiet_hours", "21:00Z-08:00"),
        ("quiet_hours", "21:00"),
        ("quiet_hours", "21-8"),
        ("quiet_hours", "٢١:٠٠-٠٨:٠٠"),
        ("request_types", ()),
        ("governance", {"eligibility_threshold": 52}),
        ("governance", {"eligibility_threshold": 15}),
        ("governance", {"eligibility_threshold": 85}),
        ("governance", {"quorum_size": 0}),
        ("governance", {"quorum_size": 16}),
        ("governance", {"template": "kingdom"}),
        ("governance", {"king": "ana"}),
    ],
)
def test_a_wrong_value_is_refused_by_its_fields_name(field: str, wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Config(**{field: wrong})
    assert refused.value.errors()[0]["loc"][0] == field


@pytest.mark.parametrize("zone", ["Nowhere/Land", "America"])
def test_an_unknown_time_zone_is_a_wrong_value(zone: str) -> None:
    with pytest.raises(ValidationError):
        Config(time_zone=zone)


def test_quiet_hours_are_read_as_two_times() -> None:
    config = Config(quiet_hours="22:15-06:45")
    assert (config.quiet_from, config.quiet_to) == (time(22, 15), time(6, 45))


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValidationError):
        Config.model_validate({"karma_for_sale": True})


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        Config(member_cap=9, wave_size=99, language="x")
    assert {e["loc"][0] for e in refused.value.errors()} == {"member_cap", "wave_size", "language"}


def test_rules_are_never_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        Config().member_cap = 20  # type: ignore[misc]


@given(st.floats(0, 1), st.floats(0, 1))
def test_depth_and_breadth_sum_to_one(depth: float, breadth: float) -> None:
    if abs(depth + breadth - 1) <= 0.001:
        assert Config(trust_depth_weight=depth, trust_breadth_weight=breadth)
    else:
        with pytest.raises(ValidationError, match="must sum to 1"):
            Config(trust_depth_weight=depth, trust_breadth_weight=breadth)


def test_types_have_different_names() -> None:
    with pytest.raises(ValidationError, match="different names"):
        Config(request_types=(RequestType(name="ride"), RequestType(name="ride")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "Ride"},
        {"name": "_ride"},
        {"name": "ride share"},
        {"name": "ride\n"},
        {"name": "x" * 41},
        {"name": "ride", "multiplier": 0.49},
        {"name": "ride", "multiplier": 2.01},
        {"name": "ride", "multiplier": float("nan")},
        {"name": "ride", "multiplier": float("inf")},
        {"name": "ride", "kind": "taxi"},
        {"name": "ride", "description": "x" * 201},
        {"name": "ride", "price": 3},
    ],
)
def test_a_wrong_type_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RequestType.model_validate(wrong)


def test_an_enabled_type_is_found_by_name() -> None:
    assert Config().request_type("ride").name == "ride"


def test_a_type_that_is_gone_is_read_as_other() -> None:
    assert Config().request_type("gone").name == "other"


def test_without_other_a_type_that_is_gone_is_the_first() -> None:
    types = (RequestType(name="lift", kind="ride"), RequestType(name="tool", kind="borrow"))
    assert Config(request_types=types).request_type("gone").name == "lift"


def test_rules_survive_being_written_down() -> None:
    config = Config(
        quiet_hours="22:30-08:00", carry_from=("elm",), country="ES", time_zone="Asia/Tokyo"
    )
    assert Config.model_validate(config.model_dump(mode="json")) == config
