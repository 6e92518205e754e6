"""Rules as words and as data: valid and whole, or refused with every wrong field named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.communities import (
    KEYS,
    KNOWN_ROLES,
    OWN_AFFAIRS,
    OWN_RIGHTS,
    PROTECTED,
    Allowed,
    Config,
    Fault,
    Form,
    Governance,
    NamedRole,
    Problem,
    RequestType,
    RulesRefused,
    allowed,
    borrowed,
    differences,
    flat,
    flattened,
    known_key,
    mended,
    read,
    whole,
    with_values,
)

HUGE = 10**400
WHOLE = [key for key in KEYS if allowed(key).form is Form.WHOLE]
CHOICES = [key for key in KEYS if allowed(key).form is Form.CHOICE]
YES_NO = [key for key in KEYS if allowed(key).form is Form.YES_NO]

NAMES = st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True)
TYPES = st.lists(
    st.builds(
        RequestType,
        name=NAMES,
        kind=st.sampled_from(["borrow", "care", "other"]),
        multiplier=st.floats(0.5, 2),
        sensitive=st.booleans(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda t: t.name,
)
ROLES = st.lists(
    st.builds(
        NamedRole,
        name=st.from_regex(r"[a-z]{1,6}(_[a-zé]{1,6})?", fullmatch=True).filter(
            lambda name: name not in (*KNOWN_ROLES, *OWN_RIGHTS)
        ),
        rights=st.lists(st.sampled_from(OWN_RIGHTS), max_size=3).map(tuple),
    ),
    max_size=3,
    unique_by=lambda role: role.name,
)
CLOCK = r"(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]"
HOURS = st.from_regex(rf"{CLOCK}-{CLOCK}", fullmatch=True)


@st.composite
def configs(draw: Any) -> Config:
    """Rules of which every field may be anything that it may be."""
    values: dict[str, Any] = {}
    for key in KEYS:
        rule = allowed(key)
        if rule.form is Form.WHOLE:
            steps = int(rule.high - rule.low) // rule.step
            values[key] = int(rule.low) + rule.step * draw(st.integers(0, steps))
        elif rule.form is Form.CHOICE:
            chosen = draw(st.sampled_from(rule.options))
            values[key] = int(chosen) if chosen.isdecimal() else chosen
        elif rule.form is Form.YES_NO:
            values[key] = draw(st.booleans())
        elif rule.form is Form.NAMES:
            values[key] = draw(st.lists(st.text(max_size=5), max_size=3))
    depth = draw(st.integers(0, 100)) / 100
    values |= {"trust_depth_weight": depth, "trust_breadth_weight": round(1 - depth, 2)}
    values["carry_accept"] = draw(st.floats(0, 1))
    values["request_types"] = [t.model_dump() for t in draw(TYPES)]
    values["governance.roles"] = [role.model_dump() for role in draw(ROLES)]
    values["quiet_hours"] = draw(HOURS)
    values["time_zone"] = draw(st.sampled_from(["UTC", "Asia/Tokyo"]))
    values["language"] = draw(st.sampled_from(["en", "es"]))
    values["country"] = draw(st.sampled_from(["", "ES"]))
    return whole(values)


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-60, 1100),
    st.just(HUGE),
    st.just(-HUGE),
    st.floats(),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Nd"]), max_size=6),
    st.lists(st.integers(0, 5), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(
        ["en", "UTC", "America", "21:00-07:00", "99:99-07:00", "public", "secret", "ES"]
    ),
)
"""Values that somebody's file or an old database might hold."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(HUGE) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEY = st.sampled_from([*KEYS, "governance"])


def refused(values: dict[Any, Any], config: Config | None = None) -> dict[str, Fault]:
    """Return each wrong field with its fault."""
    with pytest.raises(RulesRefused) as caught:
        with_values(config or Config(), values)
    problems = caught.value.problems
    assert len({p.key for p in problems}) == len(problems)
    return {p.key: p.fault for p in problems}


def test_every_field_of_the_table_has_a_key_and_a_form() -> None:
    assert set(KEYS) == {
        *(set(Config.model_fields) - {"governance"}),
        *(f"governance.{name}" for name in Governance.model_fields),
    }
    assert {allowed(key).form for key in KEYS} == set(Form)
    assert set(KEYS) >= PROTECTED | OWN_AFFAIRS


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("member_cap", Allowed(Form.WHOLE, 10, 150)),
        ("karma_split_requestor", Allowed(Form.WHOLE, -50, 100)),
        ("governance.eligibility_threshold", Allowed(Form.WHOLE, 20, 80, 5)),
        ("governance.quorum_size", Allowed(Form.WHOLE, 1, 15)),
        ("trust_depth_weight", Allowed(Form.SHARE, 0, 1)),
        ("carry_accept", Allowed(Form.SHARE, 0, 1)),
        ("greet_newcomers", Allowed(Form.YES_NO)),
        ("service_min_trust", Allowed(Form.CHOICE, options=("0", "25", "50", "75"))),
        ("visibility_mode", Allowed(Form.CHOICE, options=("public", "members_only", "hybrid"))),
        ("request_types", Allowed(Form.TYPES)),
        ("quiet_hours", Allowed(Form.HOURS)),
        ("safety_contacts", Allowed(Form.NAMES)),
    ],
)
def test_what_a_field_allows_follows_from_the_field(key: str, rule: Allowed) -> None:
    assert allowed(key) == rule


def test_a_key_that_is_none_allows_nothing() -> None:
    for key in ("karma_for_sale", "governance", "governance.king"):
        with pytest.raises(KeyError):
            allowed(key)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (" Member_Cap ", "member_cap"),
        ("member cap", "member_cap"),
        ("member-cap", "member_cap"),
        ("quorum size", "governance.quorum_size"),
        ("governance.quorum_size", "governance.quorum_size"),
        ("TEMPLATE", "governance.template"),
    ],
)
def test_a_key_is_known_however_it_is_written(words: str, key: str) -> None:
    assert known_key(words) == key


@pytest.mark.parametrize("words", ["", "governance", "karma for sale", "x" * 300])
def test_an_unknown_key_is_named_and_shortened(words: str) -> None:
    with pytest.raises(RulesRefused) as caught:
        known_key(words)
    assert caught.value.problems == (Problem(words[:60], "", Fault.UNKNOWN),)
    assert caught.value.key == "refused-rules"


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("member_cap", " 80 ", 80),
        ("karma_split_requestor", "-50", -50),
        ("karma_split_helper", "60%", 60),
        ("carry_accept", "30%", 0.3),
        ("carry_accept", "0,3", 0.3),
        ("carry_accept", "1", 1.0),
        ("greet_newcomers", "Sí", True),
        ("greet_newcomers", "OFF", False),
        ("visibility_mode", "Members Only", "members_only"),
        ("governance.template", "small collective", "small-collective"),
        ("governance.template", "open-delegation", "open-delegation"),
        ("service_min_trust", "75", 75),
        ("quiet_hours", "9 - 7", "09:00-07:00"),
        ("quiet_hours", "21:30–6:15", "21:30-06:15"),
        ("carry_from", "Elm  Street, , Oak", ["Elm Street", "Oak"]),
        ("carry_from", "None", []),
        ("country", "es", "ES"),
        ("country", "-", ""),
        ("language", "ES", "es"),
        ("time_zone", " Europe/Lisbon ", "Europe/Lisbon"),
    ],
)
def test_a_value_is_read_as_people_write_it(key: str, words: str, value: Any) -> None:
    assert read(key, words, Config()) == value
    assert with_values(Config(), {key: value})


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("member_cap", "many"),
        ("member_cap", "1.5"),
        ("member_cap", "9" * 5000),
        ("carry_accept", "half"),
        ("greet_newcomers", "perhaps"),
        ("visibility_mode", "secret"),
        ("service_min_trust", "30"),
        ("quiet_hours", "at night"),
        ("request_types", "-taxi"),
        ("request_types", "+"),
        ("request_types", "ride taxi"),
        ("request_types", " , "),
    ],
)
def test_a_value_that_is_not_written_so_is_named(key: str, words: str) -> None:
    with pytest.raises(RulesRefused) as caught:
        read(key, words, Config())
    assert caught.value.problems == (Problem(key, words.strip()[:60]),)


def test_a_place_is_found_however_it_is_written() -> None:
    assert read("time_zone", "europe/lisbon", Config()) == "Europe/Lisbon"


@pytest.mark.parametrize(("key", "words"), [("time_zone", "localtime"), ("request_types", "none")])
def test_what_names_nothing_is_refused(key: str, words: str) -> None:
    with pytest.raises(RulesRefused):
        read(key, words, Config())
    assert refused({key: words}) == {key: Fault.RANGE}


@pytest.mark.parametrize("value", [True, "40", 40.0, None])
def test_a_number_is_only_a_number(value: Any) -> None:
    assert refused({"member_cap": value}) == {"member_cap": Fault.RANGE}


def types_read(words: str, config: Config | None = None) -> list[RequestType]:
    config = config or Config()
    return list(
        with_values(config, {"request_types": read("request_types", words, config)}).request_types
    )


def test_a_type_is_added_removed_and_changed_beside_the_others() -> None:
    before = list(Config().request_types)
    assert types_read("+gardening skill x1.2") == [
        *before,
        RequestType(name="gardening", kind="skill", multiplier=1.2),
    ]
    assert types_read("- Meal") == [t for t in before if t.name != "meal"]
    changed = types_read("+pets sensitive, -ride, +care 2")
    assert [t.name for t in changed] == [
        "borrow", "errand", "care", "repair", "skill", "company", "meal", "other", "pets",
    ]  # fmt: skip
    assert {t.name for t in changed if t.sensitive} == {"care", "pets"}
    assert next(t for t in changed if t.name == "care").multiplier == 2.0


def test_a_whole_list_of_types_replaces_what_there_was() -> None:
    mine = Config(request_types=(RequestType(name="lift", kind="ride", multiplier=1.5),))
    assert types_read("lift, ride 0.5, walks company", mine) == [
        mine.request_types[0],
        RequestType(name="ride", kind="ride", multiplier=0.5),
        RequestType(name="walks", kind="company"),
    ]


def test_the_last_type_cannot_be_taken_away_and_a_name_stands_once() -> None:
    one = Config(request_types=(RequestType(name="lift", kind="ride"),))
    assert refused({"request_types": read("request_types", "-lift", one)}, one) == {
        "request_types": Fault.RANGE
    }
    assert refused({"request_types": read("request_types", "lift, lift", one)}, one) == {
        "request_types": Fault.RANGE
    }


def roles_read(words: str, config: Config | None = None) -> list[tuple[str, tuple[str, ...]]]:
    config = config or Config()
    values = {"governance.roles": read("governance.roles", words, config)}
    return [(r.name, r.rights) for r in with_values(config, values).governance.roles]


def test_a_role_of_ones_own_is_added_removed_and_changed() -> None:
    assert roles_read("+Librarian let_in, insights") == [("librarian", ("insights", "let_in"))]
    mine = with_values(Config(), {"governance.roles": [{"name": "cook"}, {"name": "herald"}]})
    assert roles_read("-cook, +herald rules rules +bürgerbote", mine) == [
        ("herald", ("rules",)),
        ("bürgerbote", ()),
    ]
    assert roles_read("tool_keeper let_in", mine) == [("tool_keeper", ("let_in",))]
    assert roles_read("none", mine) == []


@pytest.mark.parametrize("words", [",", "let_in", "-baker", "+cook -baker", "+cook -"])
def test_roles_that_are_not_written_so_are_named(words: str) -> None:
    with pytest.raises(RulesRefused) as caught:
        read("governance.roles", words, Config())
    assert [p.key for p in caught.value.problems] == ["governance.roles"]


@pytest.mark.parametrize(
    "roles",
    [
        [{"name": "admin"}],
        [{"name": "rules"}],
        [{"name": "Cook"}],
        [{"name": "cook 2"}],
        [{"name": ""}],
        [{"name": "cook", "rights": ["setup"]}],
        [{"name": "cook"}, {"name": "cook"}],
        [{"name": f"cook_{'x' * n}"} for n in range(1, 12)],
        [{"name": "x" * 31}],
    ],
)
def test_roles_that_cannot_stand_are_refused(roles: list[dict[str, Any]]) -> None:
    assert refused({"governance.roles": roles}) == {"governance.roles": Fault.RANGE}


@given(st.sampled_from(KEYS), st.text(max_size=40) | st.from_regex(r"[+\-]?[a-z0-9.,%:x\- ]{0,20}"))
def test_reading_takes_any_text_or_refuses_it_by_name(key: str, words: str) -> None:
    try:
        value = read(key, words, Config())
        assert with_values(Config(), {key: value})
    except RulesRefused as caught:
        assert {p.key for p in caught.problems} == {key}


@given(st.dictionaries(KEY | st.text(max_size=5) | st.integers(), ODD, max_size=6))
def test_any_values_stand_whole_or_every_wrong_one_is_named(values: dict[Any, Any]) -> None:
    try:
        made = with_values(Config(), values)
    except RulesRefused as caught:
        problems = {p.key for p in caught.problems}
        assert problems <= {str(key) for key in values} | {"trust_depth_weight"}
        unknown = {str(key) for key in values if key not in KEYS}
        assert unknown <= problems
        rest = {k: v for k, v in values.items() if str(k) not in problems}
        if "trust_depth_weight" in problems:
            rest.pop("trust_breadth_weight", None)
        assert with_values(Config(), rest)
        assert all(len(p.value) <= 60 for p in caught.problems)
    else:
        assert whole(flat(made)) == made
        assert set(values) <= set(KEYS)


@given(st.dictionaries(KEY | st.text(max_size=5), JSON, max_size=6))
def test_what_was_kept_is_always_mended_to_rules_that_stand(stored: dict[str, Any]) -> None:
    made = mended(stored)
    assert whole(flat(made)) == made
    assert mended(
        {**stored, "governance": made.governance.model_dump()}
    ).governance == made.governance or any(key.startswith("governance.") for key in stored)


@given(configs())
def test_rules_written_down_by_key_come_back(config: Config) -> None:
    assert tuple(flat(config)) == KEYS
    assert whole(flat(config)) == config
    assert whole(flattened(config.model_dump(mode="json"))) == config
    assert mended(config.model_dump(mode="json")) == config


@given(configs(), configs())
def test_a_difference_is_empty_exactly_between_equals(one: Config, other: Config) -> None:
    found = differences(one, other)
    assert (found == []) == (one == other)
    assert differences(one, one) == []
    assert [d.key for d in found] == [key for key in KEYS if key in {d.key for d in found}]
    assert whole({**flat(one), **{d.key: d.after for d in found}}) == other
    assert whole({**flat(other), **{d.key: d.before for d in found}}) == one


@given(configs(), configs(), st.booleans())
def test_what_is_borrowed_leaves_ones_own_affairs(here: Config, there: Config, types: bool) -> None:
    after = with_values(here, borrowed(there, with_types=types))
    own = OWN_AFFAIRS if types else OWN_AFFAIRS | {"request_types"}
    for key in KEYS:
        assert flat(after)[key] == flat(here if key in own else there)[key]


@pytest.mark.parametrize("key", WHOLE)
def test_the_edges_of_a_field_stand_and_nothing_beyond(key: str) -> None:
    rule = allowed(key)
    for value in (int(rule.low), int(rule.high)):
        assert flat(with_values(Config(), {key: value}))[key] == value
    for value in (int(rule.low) - 1, int(rule.high) + 1, HUGE, "many", None, float("nan")):
        assert refused({key: value}) == {key: Fault.RANGE}


@pytest.mark.parametrize("key", [*CHOICES, *YES_NO])
def test_a_choice_has_its_options_and_no_others(key: str) -> None:
    assert refused({key: "whatever else"}) == {key: Fault.RANGE}


def test_splits_at_their_edges_need_not_sum_to_a_hundred() -> None:
    made = with_values(Config(), {"karma_split_helper": 0, "karma_split_requestor": -50})
    assert (made.karma_split_helper, made.karma_split_requestor) == (0, -50)
    assert with_values(Config(), {"karma_split_helper": 100, "karma_split_requestor": 100})
    wrong = {"karma_split_helper": -1, "karma_split_requestor": -51}
    assert refused(wrong) == dict.fromkeys(wrong, Fault.RANGE)


@pytest.mark.parametrize("weight", [0, 0.0, 0.3, 1, 1.0, 0.999999])
def test_setting_one_weight_adjusts_the_other(weight: float) -> None:
    deep = with_values(Config(), {"trust_depth_weight": weight})
    wide = with_values(Config(), {"trust_breadth_weight": weight})
    assert deep.trust_breadth_weight == wide.trust_depth_weight == pytest.approx(1 - weight)


def test_a_weight_beyond_its_range_is_the_one_that_is_named() -> None:
    for wrong in (-0.1, 1.1, HUGE, float("inf"), float("nan"), "most"):
        assert refused({"trust_depth_weight": wrong}) == {"trust_depth_weight": Fault.RANGE}
        assert refused({"trust_breadth_weight": wrong}) == {"trust_breadth_weight": Fault.RANGE}


def test_two_weights_must_sum_to_one_within_a_thousandth() -> None:
    both = "trust_depth_weight", "trust_breadth_weight"
    for depth, breadth in ((0.5, 0.5), (0.5, 0.5009), (0.4991, 0.5), (1, 0)):
        assert with_values(Config(), dict(zip(both, (depth, breadth), strict=True)))
    for depth, breadth in ((0.5, 0.502), (0.5, 0.498), (1, 1), (0, 0)):
        wrong = refused(dict(zip(both, (depth, breadth), strict=True)))
        assert wrong == {"trust_depth_weight": Fault.SUM}


def test_every_error_is_told_at_once_with_its_value() -> None:
    values = {
        "member_cap": 9,
        "trust_depth_weight": 0.9,
        "trust_breadth_weight": 0.9,
        "governance.quorum_size": 16,
        "request_types": [{"name": "Ride", "kind": "ride"}],
        "karma_for_sale": "x" * 100,
        "wave_size": "y" * 100,
    }
    with pytest.raises(RulesRefused) as caught:
        with_values(Config(), values)
    assert {(p.key, p.value, p.fault) for p in caught.value.problems} == {
        ("member_cap", "9", Fault.RANGE),
        ("trust_depth_weight", "0.9 + 0.9", Fault.SUM),
        ("governance.quorum_size", "16", Fault.RANGE),
        ("request_types", "Ride", Fault.RANGE),
        ("karma_for_sale", "", Fault.UNKNOWN),
        ("wave_size", "y" * 60, Fault.RANGE),
    }


def test_an_unknown_key_alone_is_an_error() -> None:
    assert refused({"governance": {"quorum_size": 3}}) == {"governance": Fault.UNKNOWN}
    assert refused({7: 1, "karma": 2}) == {"7": Fault.UNKNOWN, "karma": Fault.UNKNOWN}


def test_a_document_may_have_governance_as_a_section() -> None:
    assert flattened({"member_cap": 20, "governance": {"quorum_size": 4}}) == {
        "member_cap": 20,
        "governance.quorum_size": 4,
    }
    assert flattened({"governance": None}) == flattened({}) == {}
    with pytest.raises(RulesRefused) as caught:
        flattened({"governance": ["council"]})
    assert caught.value.problems[0].key == "governance"
    assert refused(flattened({"governance": {"king": "ana"}})) == {"governance.king": Fault.UNKNOWN}


def test_what_cannot_stand_any_more_falls_back_and_the_rest_stays() -> None:
    stored = Config(member_cap=50).model_dump(mode="json") | {
        "wave_size": 99,
        "quiet_from": "21:00",
        "trust_depth_weight": 0.9,
        "governance": {"quorum_size": 4, "eligibility_threshold": 51},
    }
    made = mended(stored)
    assert (made.member_cap, made.wave_size, made.governance.quorum_size) == (50, 3, 4)
    assert made.governance.eligibility_threshold == 50
    assert (made.trust_depth_weight, made.trust_breadth_weight) == (0.6, 0.4)


@pytest.mark.parametrize("odd", [None, [], "council", 3])
def test_a_governance_that_is_no_section_falls_back_whole(odd: Any) -> None:
    assert mended({"member_cap": 50, "governance": odd}) == Config(member_cap=50)


def test_one_weight_that_cannot_stand_takes_the_other_with_it() -> None:
    assert mended({"trust_depth_weight": 7, "trust_breadth_weight": 0.9}) == Config()
