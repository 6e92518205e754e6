"""The seven questions of 3-mechanics section 1, answer by answer."""

from itertools import product
from typing import Any

import pytest

from core.communities import Config, with_values
from core.communities.questions import (
    PLACE,
    QUESTIONS,
    governance_for,
    meaning,
    next_question,
)

DOOR = "visibility_mode", "join_approval_required", "outsider_response_allowed"
NEW = (
    "new_member_karma_lockout_days",
    "request_approval_required",
    "min_interactions_for_trust",
    "joining_counts_as_interaction",
)
WEIGHTS = "trust_depth_weight", "trust_breadth_weight"
SPLIT = "karma_split_helper", "karma_split_requestor"
MEMORY = "karma_decay_half_life_days", "trust_decay_half_life_days"
CARRY = "carry_accept", "carry_cap"


@pytest.mark.parametrize(
    ("question", "option", "fields", "values"),
    [
        ("whom", "just_us", DOOR, ("members_only", True, False)),
        ("whom", "neighbourhood", DOOR, ("hybrid", True, False)),
        ("whom", "anyone", DOOR, ("public", False, True)),
        ("newcomers", "takes_time", NEW, (14, True, 3, False)),
        ("newcomers", "cautious", NEW, (7, False, 2, False)),
        ("newcomers", "open_arms", NEW, (0, False, 1, True)),
        ("bonds", "deep", WEIGHTS, (0.8, 0.2)),
        ("bonds", "mix", WEIGHTS, (0.6, 0.4)),
        ("bonds", "wide", WEIGHTS, (0.3, 0.7)),
        ("asking", "givers", SPLIT, (80, 20)),
        ("asking", "balanced", SPLIT, (60, 40)),
        ("asking", "brave", SPLIT, (60, 60)),
        ("memory", "long", MEMORY, (365, 365)),
        ("memory", "seasonal", MEMORY, (180, 90)),
        ("memory", "present", MEMORY, (30, 60)),
        ("villages", "own", CARRY[:1], (0,)),
        ("villages", "letter", CARRY, (0.30, 20)),
        ("villages", "friends", CARRY, (0.60, 40)),
    ],
)
def test_an_answer_means_these_values(
    question: str, option: str, fields: tuple[str, ...], values: tuple[Any, ...]
) -> None:
    assert meaning({question: option}) == dict(zip(fields, values, strict=True))


def test_the_place_is_asked_first_then_the_others_in_their_order() -> None:
    answers: dict[str, str] = {}
    asked = []
    while (question := next_question(answers)) is not None:
        asked.append(question)
        answers[question] = "whatever"
    assert asked == [PLACE, "whom", "newcomers", "bonds", "asking", "memory", "villages"]


def test_an_answer_that_is_none_means_nothing() -> None:
    assert meaning({}) == meaning({"whom": "nobody", "weather": "fine", PLACE: "here"}) == {}


def test_every_way_to_answer_makes_rules_that_stand_and_sets_no_cap() -> None:
    for options in product(*QUESTIONS.values()):
        answers = dict(zip(QUESTIONS, options, strict=True))
        values = meaning(answers) | {"governance.template": governance_for(answers)}
        assert with_values(Config(), values).member_cap == 150
        assert "member_cap" not in values


@pytest.mark.parametrize(
    ("answers", "template"),
    [
        ({}, "small-collective"),
        ({"whom": "just_us", "newcomers": "takes_time"}, "small-collective"),
        ({"whom": "anyone", "newcomers": "open_arms"}, "open-delegation"),
        ({"whom": "anyone", "newcomers": "takes_time"}, "council"),
        ({"whom": "neighbourhood", "newcomers": "takes_time"}, "council"),
        ({"whom": "neighbourhood", "newcomers": "open_arms"}, "small-collective"),
    ],
)
def test_a_governance_template_is_suggested_from_the_answers(
    answers: dict[str, str], template: str
) -> None:
    assert governance_for(answers) == template
