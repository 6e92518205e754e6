"""Setting a village up: kept step by step, one person at a time, from questions, a template or a copy."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import communities
from core.communities import Community, Config, RequestType, RulesRefused
from core.communities import setup as setting_up
from core.communities.questions import QUESTIONS
from core.communities.setup import Purpose, Setup
from core.communities.templates import Template
from core.errors import AlreadySettled, Refusal
from core.ids import CommunityId
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    NOW,
    make_known,
    opened,
    opened_village,
    settle_village,
    someone,
    working,
)

ANA, BO = someone("Ana"), someone("Bo")
MAPLE = CommunityId("maple")
MINE = Setup(MAPLE, ANA.id, Purpose.SETUP, NOW)
PLACE = {"language": "es", "time_zone": "Asia/Tokyo", "country": "JP"}


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    await make_known(work, BO)
    return await settle_village(work, members=[ANA])


def village_of(*names: str, **rules: Any) -> Community:
    types = tuple(RequestType(name=name) for name in names)
    return Community(MAPLE, "Maple", Config(request_types=types, **rules))


async def test_whoever_begins_goes_on_where_it_stopped(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.begin("begin", NOW) as work:
            village = await settle_village(work, members=[ANA])
            begun = await setting_up.begin(work, village, ANA, Purpose.SETUP)
            assert begun == MINE
            further = setting_up.answered(begun, "place", "right")
            further = setting_up.answered(further, "whom", "just_us")
            further = replace(
                further, values=PLACE, founders=(BO.id,), left_out=("wave_size",), template=""
            )
            await work.setups.save(further)
        async with database.begin("resume", NOW + DAY) as work:
            assert await setting_up.begin(work, village, ANA, Purpose.SETUP) == further
            assert await setting_up.mine(work, MAPLE, ANA, Purpose.SETUP) == further


async def test_two_at_once_do_not_collide(work: UnitOfWork, village: Community) -> None:
    begun = await setting_up.begin(work, village, ANA, Purpose.SETUP)
    await work.setups.save(setting_up.answered(begun, "whom", "anyone"))
    with pytest.raises(Refusal) as refused:
        await setting_up.begin(work, village, BO, Purpose.SETUP)
    assert (refused.value.key, refused.value.args_for_wording) == (
        "refused-setup-running",
        {"name": ANA.id},
    )
    taken = await setting_up.begin(work, village, BO, Purpose.SETUP, take_over=True)
    assert (taken.person, taken.answers) == (BO.id, {"whom": "anyone"})
    with pytest.raises(AlreadySettled):
        await setting_up.mine(work, MAPLE, ANA, Purpose.SETUP)


async def test_what_ended_is_nobodys(work: UnitOfWork, village: Community) -> None:
    await setting_up.begin(work, village, ANA, Purpose.QUESTIONNAIRE)
    with pytest.raises(AlreadySettled):
        await setting_up.mine(work, MAPLE, ANA, Purpose.SETUP)
    await work.setups.drop(MAPLE, Purpose.QUESTIONNAIRE)
    with pytest.raises(AlreadySettled):
        await setting_up.mine(work, MAPLE, ANA, Purpose.QUESTIONNAIRE)


async def test_only_applied_rules_let_founders_be_named(
    work: UnitOfWork, village: Community
) -> None:
    elm = await settle_village(work, "elm", [ANA])
    begun = await setting_up.begin(work, village, ANA, Purpose.SETUP)
    assert await work.setups.naming(ANA.id) is None
    applied = replace(begun, applied=True)
    await work.setups.save(applied)
    assert await work.setups.naming(ANA.id) == applied
    assert await work.setups.naming(BO.id) is None
    later = replace(applied, community=elm.id, started_at=NOW + DAY)
    await work.setups.save(later)
    assert await work.setups.naming(ANA.id) == later


def test_a_later_answer_replaces_an_earlier() -> None:
    setup = setting_up.answered(MINE, "bonds", "deep")
    assert setting_up.answered(setup, "bonds", "wide").answers == {"bonds": "wide"}


def test_an_option_that_is_none_is_no_answer() -> None:
    with pytest.raises(AlreadySettled):
        setting_up.answered(MINE, "bonds", "marriage")


def test_questions_come_until_all_are_answered_or_a_template_stands_in() -> None:
    setup = MINE
    assert setting_up.question(setup) == "place"
    setup = setting_up.answered(setup, "place", "right")
    for question, options in QUESTIONS.items():
        assert setting_up.question(setup) == question
        setup = setting_up.answered(setup, question, next(iter(options)))
    assert setting_up.question(setup) is None
    assert setting_up.question(replace(MINE, template="")) is None
    assert setting_up.question(replace(MINE, template="cohousing_default")) is None


def test_what_was_chosen_by_hand_stands_above_the_answers() -> None:
    setup = setting_up.answered(MINE, "whom", "anyone")
    setup = setting_up.answered(setup, "newcomers", "open_arms")
    assert setting_up.values_of(setup)["governance.template"] == "open-delegation"
    chosen = {"join_approval_required": True, "governance.template": "council"}
    values = setting_up.values_of(replace(setup, values=chosen))
    assert (values["join_approval_required"], values["governance.template"]) == (True, "council")
    assert values["visibility_mode"] == "public"


def test_without_answers_nothing_is_chosen() -> None:
    assert setting_up.values_of(MINE) == {}
    assert setting_up.rules_of(MINE, village_of("help")) == {}


async def test_a_template_keeps_the_place_that_was_chosen(work: UnitOfWork) -> None:
    setup = setting_up.answered(replace(MINE, values={**PLACE, "wave_size": 9}), "whom", "anyone")
    for template in await work.setups.templates():
        started = setting_up.from_template(setup, template)
        assert started.template == template.name
        assert started.values == {**PLACE, **template.values}
        values = setting_up.rules_of(started, village_of("help"))
        assert values["visibility_mode"] == template.values["visibility_mode"]
        assert "governance.template" not in values


def test_a_template_that_no_longer_fits_is_refused_by_its_title() -> None:
    old = Template("old", "Old", {"member_cap": 900}, NOW)
    with pytest.raises(Refusal) as refused:
        setting_up.from_template(MINE, old)
    assert (refused.value.key, refused.value.args_for_wording) == (
        "refused-template",
        {"title": "Old"},
    )


@pytest.mark.parametrize("with_types", [True, False])
def test_a_copy_takes_the_rules_and_leaves_the_others_own_affairs(with_types: bool) -> None:
    source = village_of("lift", wave_size=7, language="es", carry_from=("elm",))
    setup = replace(MINE, values={"country": "JP"})
    copied = setting_up.from_copy(setup, source, with_types=with_types)
    values = setting_up.rules_of(copied, village_of("help"))
    assert (values["wave_size"], values["country"]) == (7, "JP")
    assert ("request_types" in values) is with_types
    assert not {"carry_from", "language"} & values.keys()
    assert copied.template == ""


def test_types_are_chips_and_the_last_one_stays() -> None:
    village = village_of("lift", "meal", "help")
    assert setting_up.type_chips(MINE, village) == [
        ("lift", "other", True),
        ("meal", "other", True),
        ("help", "other", True),
    ]
    setup = setting_up.toggled_type(MINE, village, "meal")
    setup = setting_up.toggled_type(setup, village, "lift")
    assert [chosen for _, _, chosen in setting_up.type_chips(setup, village)] == [
        False,
        False,
        True,
    ]
    values = setting_up.rules_of(setup, village)
    assert [t["name"] for t in values["request_types"]] == ["help"]
    assert "offered_types" not in values
    with pytest.raises(Refusal) as refused:
        setting_up.toggled_type(setup, village, "help")
    assert refused.value.key == "refused-last-type"
    setup = setting_up.toggled_type(setup, village, "lift")
    assert [chosen for _, _, chosen in setting_up.type_chips(setup, village)] == [True, False, True]
    with pytest.raises(AlreadySettled):
        setting_up.toggled_type(setup, village, "taxi")


async def test_a_templates_types_are_the_chips_then(work: UnitOfWork) -> None:
    templates = {t.name: t for t in await work.setups.templates()}
    setup = setting_up.from_template(MINE, templates["cohousing_default"])
    setup = setting_up.toggled_type(setup, village_of("help"), "childcare")
    assert [(name, on) for name, _, on in setting_up.type_chips(setup, village_of("help"))] == [
        ("meal_share", True),
        ("tool_borrow", True),
        ("ride_share", True),
        ("childcare", False),
        ("general_help", True),
    ]


def test_rules_that_cannot_stand_are_refused_before_they_are_shown() -> None:
    with pytest.raises(RulesRefused) as refused:
        setting_up.rules_of(replace(MINE, values={"wave_size": 0, "karma": 1}), village_of("help"))
    assert {p.key for p in refused.value.problems} == {"wave_size", "karma"}


async def source(work: UnitOfWork, name: str) -> str:
    return (await setting_up.source_of(work, BO, name)).title


async def test_open_villages_that_one_may_see_can_be_copied(work: UnitOfWork) -> None:
    for name, mode in (("elm", "public"), ("oak", "hybrid"), ("ash", "members_only")):
        await opened_village(work, await settle_village(work, name, visibility_mode=mode))
    await settle_village(work, "yew")
    own = await settle_village(work, "fig", [BO], visibility_mode="members_only")
    await opened_village(work, own)
    for name in ("elm", " ELM ", "fig"):
        assert await source(work, name) == name.strip().title()
    for name in ("oak", "ash", "yew", "nowhere", ""):
        with pytest.raises(Refusal) as refused:
            await source(work, name)
        assert refused.value.key == "refused-copy-source"


async def test_a_village_that_became_invisible_reads_as_one_that_never_was(
    work: UnitOfWork,
) -> None:
    elm = await opened_village(work, await settle_village(work, "elm", [ANA]))
    assert await source(work, "Elm") == "Elm"
    await communities.change(work, elm, {"visibility_mode": "members_only"}, ANA.id)
    with pytest.raises(Refusal) as hidden:
        await setting_up.source_of(work, BO, "Elm")
    with pytest.raises(Refusal) as unknown:
        await setting_up.source_of(work, BO, "Elms")
    assert hidden.value.key == unknown.value.key
    assert (await setting_up.source_of(work, ANA, "Elm")).id == elm.id
