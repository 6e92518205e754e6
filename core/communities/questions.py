"""The questions that set a village's starting character, and what each answer means (3-mechanics section 1).

Every answer is only a proposal of values: the result is shown in words before it is applied, and each line can be
changed. No question sets the cap.
"""

from collections.abc import Mapping
from typing import Any

_WHOM = {
    "just_us": {
        "visibility_mode": "members_only",
        "join_approval_required": True,
        "outsider_response_allowed": False,
    },
    "neighbourhood": {
        "visibility_mode": "hybrid",
        "join_approval_required": True,
        "outsider_response_allowed": False,
    },
    "anyone": {
        "visibility_mode": "public",
        "join_approval_required": False,
        "outsider_response_allowed": True,
    },
}


def _newcomers(lockout: int, exchanges: int, *, approval: bool, joining: bool) -> dict[str, Any]:
    return {
        "new_member_karma_lockout_days": lockout,
        "request_approval_required": approval,
        "min_interactions_for_trust": exchanges,
        "joining_counts_as_interaction": joining,
    }


def _bonds(depth: float) -> dict[str, Any]:
    return {"trust_depth_weight": depth, "trust_breadth_weight": round(1 - depth, 2)}


def _split(helper: int, requestor: int) -> dict[str, Any]:
    return {"karma_split_helper": helper, "karma_split_requestor": requestor}


def _memory(karma: int, trust: int) -> dict[str, Any]:
    return {"karma_decay_half_life_days": karma, "trust_decay_half_life_days": trust}


QUESTIONS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "whom": _WHOM,
    "newcomers": {
        "takes_time": _newcomers(14, 3, approval=True, joining=False),
        "cautious": _newcomers(7, 2, approval=False, joining=False),
        "open_arms": _newcomers(0, 1, approval=False, joining=True),
    },
    "bonds": {"deep": _bonds(0.8), "mix": _bonds(0.6), "wide": _bonds(0.3)},
    "asking": {"givers": _split(80, 20), "balanced": _split(60, 40), "brave": _split(60, 60)},
    "memory": {
        "long": _memory(365, 365),
        "seasonal": _memory(180, 90),
        "present": _memory(30, 60),
    },
    "villages": {
        "own": {"carry_accept": 0.0},
        "letter": {"carry_accept": 0.30, "carry_cap": 20},
        "friends": {"carry_accept": 0.60, "carry_cap": 40},
    },
}
"""Each question with its options and what they mean, in the order in which they are asked. `place` comes first."""

PLACE = "place"


def next_question(answers: Mapping[str, str]) -> str | None:
    """Return the first question without an answer, the place first; None when all are answered."""
    for question in (PLACE, *QUESTIONS):
        if question not in answers:
            return question
    return None


def meaning(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that these answers mean; unknown ones mean nothing."""
    values: dict[str, Any] = {}
    for question, options in QUESTIONS.items():
        values.update(options.get(answers.get(question, ""), {}))
    return values


def governance_for(answers: Mapping[str, str]) -> str:
    """Return the governance template that fits the answers.

    Only ourselves: a small collective; anyone with open arms: everybody decides; else a council.
    """
    if answers.get("whom") == "just_us":
        return "small-collective"
    if answers.get("whom") == "anyone" and answers.get("newcomers") == "open_arms":
        return "open-delegation"
    return "council" if answers.get("newcomers") == "takes_time" else "small-collective"
