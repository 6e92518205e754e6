"""The three templates, as the database holds them: field by field what 3-mechanics section 1 says."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from core.communities import OWN_AFFAIRS, Config, with_values
from core.communities.templates import Order, Template, fits, nearest, ordered
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, opened

FIELDS = (
    "member_cap", "visibility_mode", "outsider_response_allowed",
    "karma_split_helper", "karma_split_requestor", "base_karma_pool_per_request", "karma_decay_half_life_days",
    "trust_depth_weight", "trust_breadth_weight", "trust_decay_half_life_days", "trust_path_max_hops",
    "min_interactions_for_trust", "request_approval_required", "new_member_karma_lockout_days",
    "join_approval_required", "joining_counts_as_interaction",
)  # fmt: skip
TABLE: dict[str, tuple[Any, ...]] = {
    "Cohousing Default": (
        150, "public", False, 60, 40, 100, 180, 0.6, 0.4, 180, 3, 1, False, 0, True, True,
    ),
    "Neighborhood Cautious": (
        100, "members_only", False, 80, 20, 100, 180, 0.7, 0.3, 90, 2, 3, True, 7, True, False,
    ),
    "Experimental Reciprocal": (
        50, "hybrid", False, 50, 50, 100, 90, 0.5, 0.5, 30, 3, 1, False, 0, False, True,
    ),
}  # fmt: skip
TYPES = {
    "Cohousing Default": {
        "meal_share": 1.0,
        "tool_borrow": 0.8,
        "ride_share": 1.2,
        "childcare": 1.5,
        "general_help": 1.0,
    },
    "Neighborhood Cautious": {
        "skill_share": 1.0,
        "errand_help": 0.9,
        "pet_sitting": 1.1,
        "ride_share": 1.0,
        "tool_borrow": 1.0,
        "general_help": 1.0,
    },
    "Experimental Reciprocal": {"general_help": 1.0},
}


@pytest.fixture
async def work(database_url: str) -> AsyncIterator[UnitOfWork]:
    async with opened(database_url) as database, database.begin("test", NOW) as work:
        yield work


async def test_the_three_are_there_from_the_start_and_unused(work: UnitOfWork) -> None:
    found = await work.setups.templates()
    assert {t.title for t in found} == TABLE.keys()
    assert {t.uses for t in found} == {0}
    assert {t.added_at.isoformat() for t in found} == {"2026-11-01T00:00:00+00:00"}


@pytest.mark.parametrize("title", TABLE)
async def test_a_template_is_what_the_table_says(work: UnitOfWork, title: str) -> None:
    (template,) = [t for t in await work.setups.templates() if t.title == title]
    assert template.values.keys() == {*FIELDS, "request_types"}
    assert {key: template.values[key] for key in FIELDS} == dict(
        zip(FIELDS, TABLE[title], strict=True)
    )
    config = with_values(Config(), template.values)
    assert {t.name: t.multiplier for t in config.request_types} == TYPES[title]
    assert config.request_type("general_help").kind == "other"
    assert all(t.sensitive == (t.kind == "care") for t in config.request_types)
    assert not template.values.keys() & OWN_AFFAIRS


async def test_a_use_is_counted(work: UnitOfWork) -> None:
    for _ in range(2):
        await work.setups.count_use("experimental_reciprocal")
    await work.setups.count_use("gone")
    found = {t.name: t.uses for t in await work.setups.templates()}
    assert found == {
        "cohousing_default": 0,
        "neighborhood_cautious": 0,
        "experimental_reciprocal": 2,
    }


def made(name: str, days: int = 0, uses: int = 0, **values: Any) -> Template:
    return Template(name, name.upper(), values, NOW + days * DAY, uses)


def test_templates_are_listed_by_use_name_or_date() -> None:
    a, b, c = made("a", 2, 1), made("b", 3, 5), made("c", 1, 5)
    assert ordered([c, a, b], Order.USE) == [b, c, a]
    assert ordered([c, a, b], Order.NAME) == [a, b, c]
    assert ordered([c, a, b], Order.DATE) == [b, a, c]


@pytest.mark.parametrize(
    "values",
    [
        {"member_cap": 900},
        {"gone_since": True},
        {"trust_depth_weight": 1, "trust_breadth_weight": 1},
    ],
)
def test_a_template_that_no_longer_fits_is_left_out(values: dict[str, Any]) -> None:
    old = replace(made("a"), values=values)
    assert not fits(old)
    assert fits(made("b"))
    for order in Order:
        assert ordered([old, made("b")], order) == [made("b")]
    assert nearest([old], Config()) is None


async def test_the_nearest_template_agrees_in_most_fields(work: UnitOfWork) -> None:
    templates = await work.setups.templates()
    for template in templates:
        config = with_values(Config(), template.values)
        assert nearest(templates, config) == template
        assert nearest(templates, config.model_copy(update={"member_cap": 33})) == template
    assert nearest(templates, Config()) is not None
    assert nearest([], Config()) is None


def test_types_tell_nothing_of_nearness_and_equals_go_by_name() -> None:
    types = [{"name": "lift", "kind": "ride"}]
    assert nearest([made("b", wave_size=3), made("a", request_types=types)], Config()) == made(
        "b", wave_size=3
    )
    assert nearest([made("b"), made("a")], Config()) == made("a")
