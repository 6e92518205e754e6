"""Every rule of a village can be said in every locale, for every value it may take, and /config stays readable."""

from itertools import combinations, product
from typing import Any

import pytest

import locales
from bot.spine.rendering import Reader, Renderer
from core import communities
from core.communities import KEYS, Config, Fault, Form, Problem, RulesRefused, flat
from core.governance.insights import Load
from core.messages import Phrase
from handlers.communities import wording

DEFAULTS = flat(Config())
ONE_MESSAGE = 4000
"""Characters that fit one message on the tightest platform."""
A_GLANCE = 800
"""Characters in which one rule is told whole: what holds, what it governs, what it may be, whose it is."""

WRITTEN: dict[Form, tuple[Any, ...]] = {
    Form.YES_NO: (True, False),
    Form.SHARE: (0.0, 0.01, 0.3, 1.0),
    Form.NAMES: ([], ["Maple Street"], ["Maple Street", "Elm Lane"]),
    Form.HOURS: ("21:00-08:00", "22:30-07:00"),
    Form.LANGUAGE: ("en", "es"),
    Form.ZONE: ("UTC", "Europe/Lisbon"),
    Form.COUNTRY: ("", "ES"),
    Form.ROLES: (
        [],
        [{"name": "librarian", "rights": []}],
        [{"name": "librarian", "rights": ["insights", "let_in"]}],
        [{"name": "tool_keeper", "rights": ["rules"]}],
    ),
    Form.TYPES: (
        [{"name": "meal", "kind": "meal", "multiplier": 1.0}],
        [{"name": "meal", "kind": "meal", "multiplier": 1.5}],
        [{"name": "pet_sitting", "kind": "care", "multiplier": 0.5}],
    ),
}


def values(key: str) -> list[Any]:
    """Return values to say a rule with: its default, and what it may be, both ends and every option."""
    rule = communities.allowed(key)
    if rule.form is Form.CHOICE:
        return [int(o) if o.isdecimal() else o for o in rule.options]
    if rule.form is not Form.WHOLE:
        return list(WRITTEN[rule.form])
    low, high = int(rule.low), int(rule.high)
    near = (n for n in (0, 1, 2) if low <= n <= high)
    return sorted({low, high, DEFAULTS[key], *near})


def told(locale: str, phrase: Phrase) -> str:
    return Renderer(Reader(locale, "UTC"), {}, {}).phrase(phrase)


SIDES = list(product(locales.available(), KEYS))


@pytest.mark.parametrize(("locale", "key"), SIDES)
def test_a_rule_is_one_sentence_for_all_it_may_be(locale: str, key: str) -> None:
    for value in [DEFAULTS[key], *values(key)]:
        said = told(locale, wording.rule(key, value))
        assert said.endswith("."), said
        assert said[0].isupper(), said
        assert "\n" not in said, said
        assert "  " not in said, said


@pytest.mark.parametrize(("locale", "key"), SIDES)
def test_two_values_never_read_alike(locale: str, key: str) -> None:
    said = [told(locale, wording.rule(key, value)) for value in values(key)]
    if key == "safety_contacts":
        said = said[:2]  # nobody here knows the people, who are all called the same
    assert [pair for pair in combinations(said, 2) if pair[0] == pair[1]] == []


@pytest.mark.parametrize(("locale", "key"), SIDES)
def test_what_is_tried_may_stand(locale: str, key: str) -> None:
    """The values of this test are the rule's own: one beside them is refused, and that can be said too."""
    for value in values(key):
        communities.with_values(Config(), {key: value})
    wrong = Problem(key, "no such thing", Fault.RANGE)
    with pytest.raises(RulesRefused) as refused:
        communities.with_values(Config(), {key: object()})
    assert [problem.key for problem in refused.value.problems] == [key]
    said = told(
        locale, Phrase("refused-rules", {"problems": wording.problems(RulesRefused([wrong]))})
    )
    assert key in said
    assert "no such thing" in said


@pytest.mark.parametrize(("locale", "key"), SIDES)
def test_one_rule_is_told_at_a_glance(locale: str, key: str) -> None:
    whose = ("usual", "council", "protected")
    about = told(locale, Phrase(f"about-{wording.dashed(key)}"))
    allowed = told(locale, wording.allowed_words(communities.allowed(key)))
    whom = max(
        (
            told(locale, Phrase(f"who-changes-{who}-{age}"))
            for who in whose
            for age in ("mature", "constrained")
        ),
        key=len,
    )
    rule = told(locale, wording.rule(key, DEFAULTS[key]))
    assert about.endswith(".")
    assert not allowed.endswith(".")
    assert len("\n".join((key, rule, about, allowed, whom))) <= A_GLANCE


def test_every_rule_has_its_place_on_the_page() -> None:
    shown = [key for keys in wording.SECTIONS.values() for key in keys]
    assert sorted(shown) == sorted(KEYS)


@pytest.mark.parametrize("locale", locales.available())
def test_the_page_of_rules_fits_one_message(locale: str) -> None:
    args = {"village": "Maple Street", "rules": wording.sections(Config())}
    assert len(told(locale, Phrase("config-all", args))) <= ONE_MESSAGE


@pytest.mark.parametrize("locale", locales.available())
def test_a_change_shows_what_holds_now(locale: str) -> None:
    after = communities.with_values(Config(), {"member_cap": 90, "trust_depth_weight": 0.2})
    lines = wording.difference_lines(communities.differences(Config(), after))
    said = told(locale, Phrase("questionnaire-differences", {"village": "Maple", "changes": lines}))
    assert "90" in said
    assert "150" in said
    assert said.count("(") == said.count(")") == 3


@pytest.mark.parametrize("locale", locales.available())
def test_every_load_is_said_in_its_own_words(locale: str) -> None:
    said = {told(locale, Phrase("insights-load", {"value": load.value})) for load in Load}
    assert len(said) == len(Load)


@pytest.mark.parametrize("locale", locales.available())
def test_however_much_would_change_it_can_be_said(locale: str) -> None:
    other = {
        "request_types": [
            {"name": f"kind_{letter * 20}", "kind": "skill"} for letter in "abcdefgh"
        ],
        "carry_from": [f"Village {number}" for number in range(120)],
        "service_types": ["a service of some length"] * 60,
    }
    after = communities.with_values(Config(), other)
    lines = wording.difference_lines(communities.differences(Config(), after))
    args = {"village": "Maple", "by": "Ana", "changes": lines}
    assert "Village 119" in told(locale, Phrase("config-consent", args))
