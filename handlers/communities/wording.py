"""A village's rules in words: each as a sentence, what differs, what a field allows, every problem at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from core import communities
from core.communities import KEYS, KNOWN_ROLES, Allowed, Difference, Fault, Form, Problem, flat
from core.errors import Refusal
from core.ids import PersonId
from core.messages import Arg, Facts, Lines, Names, Phrase

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "people": (
        "member_cap",
        "visibility_mode",
        "outsider_response_allowed",
        "join_approval_required",
        "joining_counts_as_interaction",
        "new_member_karma_lockout_days",
        "greet_newcomers",
        "safety_contacts",
    ),
    "asking": (
        "request_types",
        "request_approval_required",
        "open_requests",
        "requests_per_week",
        "ask_budget_per_week",
        "rest_after_helps",
        "wave_size",
        "wave_hours",
        "asks_per_request",
        "after_no",
        "quiet_hours",
        "completion_silence_days",
        "post_ttl_days",
        "room_digest",
    ),
    "karma": (
        "base_karma_pool_per_request",
        "karma_split_helper",
        "karma_split_requestor",
        "karma_decay_half_life_days",
    ),
    "trust": (
        "trust_depth_weight",
        "trust_breadth_weight",
        "trust_decay_half_life_days",
        "trust_path_max_hops",
        "min_interactions_for_trust",
        "carry_accept",
        "carry_cap",
        "carry_from",
        "share_with_sisters",
    ),
    "deciding": (
        "governance.template",
        "governance.eligibility_threshold",
        "governance.quorum_size",
        "governance.roles",
        "ballot_mode",
        "services_enabled",
        "service_types",
        "service_min_trust",
    ),
    "place": ("language", "time_zone", "country"),
}
"""The fields by what they are about, as `/config` shows them."""


def dashed(key: str) -> str:
    """Return a field's key as wordings are named."""
    return key.replace("_", "-").replace(".", "-")


def rule(key: str, value: Any) -> Phrase:
    """Word one rule as a sentence. Below zero, what asking brings is what it costs."""
    args: dict[str, Arg] = {"value": _shown(key, value)}
    if key == "karma_split_requestor":
        args = {"value": abs(value), "sign": "below" if value < 0 else "above"}
    return Phrase(f"rule-{dashed(key)}", args)


def _shown(key: str, value: Any) -> Arg:
    form = communities.allowed(key).form
    if form is Form.TYPES:
        return Facts(tuple(map(_type_phrase, value)))
    if form is Form.ROLES and value:
        return Facts(tuple(map(_role_phrase, value)))
    if key == "safety_contacts" and value:
        return Names(tuple(PersonId(person) for person in value))
    if form in (Form.NAMES, Form.ROLES):
        return ", ".join(value) if value else "none"
    if form is Form.YES_NO:
        return "yes" if value else "no"
    if form is Form.SHARE:
        return round(100 * float(value))
    return str(value) or "none" if isinstance(value, str) else int(value)


def _type_phrase(kind: Mapping[str, Any]) -> Phrase:
    args: dict[str, Arg] = {"name": type_name(kind), "times": f"{kind['multiplier']:g}"}
    return Phrase("type-line" if kind["multiplier"] != 1 else "type-line-plain", args)


def _role_phrase(role: Mapping[str, Any]) -> Phrase:
    name = role_name(role["name"])
    if not role["rights"]:
        return name
    rights = Facts(tuple(Phrase(f"right-{dashed(right)}") for right in role["rights"]))
    return Phrase("role-line", {"role": name, "rights": rights})


def role_name(role: str) -> Phrase:
    """Word a role: the three known ones by the locale, a village's own by its name."""
    if role in KNOWN_ROLES:
        return Phrase(f"role-{role}")
    return Phrase("role-named", {"name": role.replace("_", " ")})


def type_name(kind: Mapping[str, Any]) -> Phrase:
    """Word a request type: the nine default ones by the locale, a community's own by its name."""
    if kind["name"] == kind["kind"]:
        return Phrase(f"type-{kind['kind']}")
    return Phrase("type-named", {"name": str(kind["name"]).replace("_", " ")})


def rules(values: Mapping[str, Any]) -> Lines:
    """Word several rules, one a line, in the order of the table."""
    return Lines(tuple(_line(key, values[key]) for key in KEYS if key in values))


def _line(key: str, value: Any) -> Phrase:
    return Phrase("rule-line", {"rule": rule(key, value)})


def sections(config: communities.Config) -> Lines:
    """Word all rules, by what they are about."""
    held = flat(config)
    lines: list[Phrase] = []
    for name, keys in SECTIONS.items():
        lines.append(Phrase(f"rules-{name}"))
        lines += [
            Phrase("rule-line-keyed", {"rule": rule(key, held[key]), "key": key}) for key in keys
        ]
    return Lines(tuple(lines))


def difference_lines(found: Iterable[Difference]) -> Lines:
    """Word what would change, each with what holds now."""
    return Lines(
        tuple(
            Phrase("rule-changes", {"after": rule(d.key, d.after), "before": rule(d.key, d.before)})
            for d in found
        )
    )


def problems(refused: communities.RulesRefused) -> Lines:
    """Word every problem at once: the field, what was given, what is allowed."""
    return Lines(tuple(map(_problem, refused.problems)))


def _problem(problem: Problem) -> Phrase:
    if problem.fault is Fault.UNKNOWN:
        return Phrase("problem-unknown", {"key": problem.key})
    if problem.fault is Fault.SUM:
        return Phrase("problem-sum", {"key": problem.key, "value": problem.value})
    args: dict[str, Arg] = {
        "key": problem.key,
        "value": problem.value,
        "allowed": allowed_words(communities.allowed(problem.key)),
    }
    return Phrase("problem-range", args)


def allowed_words(rule_: Allowed) -> Phrase:
    """Word what a field may hold."""
    if rule_.form is Form.WHOLE:
        key = "allowed-steps" if rule_.step > 1 else "allowed-whole"
        args: dict[str, Arg] = {
            "low": int(rule_.low),
            "high": int(rule_.high),
            "step": rule_.step,
        }
        return Phrase(key, args)
    if rule_.form is Form.SHARE:
        return Phrase("allowed-share", {"low": f"{rule_.low:g}", "high": f"{rule_.high:g}"})
    if rule_.form is Form.CHOICE:
        return Phrase("allowed-choice", {"options": ", ".join(rule_.options)})
    return Phrase(f"allowed-{rule_.form.value}")


class Wrong(Refusal):
    """Rules that cannot stand, as a sentence for whoever set them out."""

    def __init__(self, refused: communities.RulesRefused) -> None:
        super().__init__("refused-rules", problems=problems(refused))
