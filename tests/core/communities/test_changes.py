"""Rules change whole, with a history; what could probe a person waits for its night, and rests 90 days."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.communities import (
    CREATED,
    PROTECTED,
    Changed,
    Community,
    Config,
    Difference,
    RulesRefused,
    change,
    flat,
    history,
    take_effect,
    undoing,
)
from core.communities.changes import DECIDED, UPDATED
from core.errors import Refusal
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, opened_village, settle_village, someone, working

ANA = someone("Ana")
THRESHOLD = "governance.eligibility_threshold"


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    return await opened_village(work, await settle_village(work, members=[ANA]))


async def stored(work: UnitOfWork) -> Community:
    work.communities._known.clear()
    (found,) = await work.communities.every((await work.communities.villages())[0][1].stage)
    return found


async def test_a_change_is_kept_with_who_when_before_and_after(
    work: UnitOfWork, village: Community
) -> None:
    changed = await change(work, village, {"member_cap": 40, "wave_size": 3}, ANA.id)
    assert changed == Changed(
        replace(village, config=Config(member_cap=40), version=2),
        (Difference("member_cap", 150, 40),),
    )
    assert await stored(work) == changed.community
    (past,) = await history(work, village)
    assert (past.version, past.at, past.by, past.event) == (2, NOW, ANA.id, UPDATED)
    assert (past.before, past.after) == ({"member_cap": 150}, {"member_cap": 40})


async def test_nothing_changes_when_one_value_is_wrong(
    work: UnitOfWork, village: Community
) -> None:
    with pytest.raises(RulesRefused) as refused:
        await change(work, village, {"member_cap": 40, "wave_size": 11, "karma": 1}, ANA.id)
    assert {p.key for p in refused.value.problems} == {"wave_size", "karma"}
    assert await stored(work) == village
    assert await history(work, village) == []


async def test_what_holds_already_is_no_change(work: UnitOfWork, village: Community) -> None:
    assert await change(work, village, flat(village.config), ANA.id) == Changed(village, ())
    assert await history(work, village) == []


async def test_the_first_rules_are_kept_even_when_they_are_the_defaults(work: UnitOfWork) -> None:
    village = await settle_village(work)
    changed = await change(work, village, {}, None, event=CREATED)
    assert changed.community.version == 2
    (past,) = await history(work, village)
    assert (past.event, past.by, past.after) == (CREATED, None, {})


async def test_weights_that_hardly_differ_are_kept_as_they_were_decided(
    work: UnitOfWork, village: Community
) -> None:
    weights = {"trust_depth_weight": 0.6004, "trust_breadth_weight": 0.4}
    changed = await change(work, village, weights, ANA.id)
    assert [d.key for d in changed.now] == ["trust_depth_weight"]
    config = changed.community.config
    assert (config.trust_depth_weight, config.trust_breadth_weight) == (0.6004, 0.4)


async def test_a_history_is_newest_first(work: UnitOfWork, village: Community) -> None:
    for cap in (40, 50, 60):
        village = (await change(work, village, {"member_cap": cap}, ANA.id)).community
    assert [past.version for past in await history(work, village)] == [4, 3, 2]


async def test_a_change_is_taken_back_and_that_is_a_change_too(
    work: UnitOfWork, village: Community
) -> None:
    values = {"member_cap": 40, "trust_depth_weight": 0.8}
    village = (await change(work, village, values, ANA.id)).community
    village = (await change(work, village, {"member_cap": 50}, ANA.id)).community
    back = await undoing(work, village, 2)
    assert back == {"member_cap": 150, "trust_depth_weight": 0.6, "trust_breadth_weight": 0.4}
    village = (await change(work, village, back, ANA.id)).community
    assert village.config == Config()
    assert [past.version for past in await history(work, village)] == [4, 3, 2]


async def test_there_may_be_nothing_to_take_back(work: UnitOfWork, village: Community) -> None:
    village = (await change(work, village, {"member_cap": 40}, ANA.id)).community
    village = (await change(work, village, {"member_cap": 150}, ANA.id)).community
    for version in (1, 2, 9):
        with pytest.raises(Refusal) as refused:
            await undoing(work, village, version)
        assert refused.value.key == "refused-revert"


@pytest.mark.parametrize(("key", "value"), [("service_min_trust", 50), (THRESHOLD, 60)])
async def test_a_protected_field_waits_for_its_night(
    work: UnitOfWork, village: Community, key: str, value: int
) -> None:
    assert key in PROTECTED
    changed = await change(work, village, {key: value, "member_cap": 40}, ANA.id)
    assert [d.key for d in changed.now] == ["member_cap"]
    assert [(d.key, d.after) for d in changed.later] == [(key, value)]
    assert 1 <= changed.nights <= 7
    assert changed.community.config == Config(member_cap=40)
    assert [past.event for past in await history(work, village)] == [DECIDED, UPDATED]
    work.caused_by("its night", NOW + 3 * DAY)
    decided = (await history(work, village))[0]
    taken = await take_effect(work, changed.community, decided)
    assert (await history(work, village))[0].by == decided.by
    assert [(d.key, d.before, d.after) for d in taken.now] == [
        (key, flat(village.config)[key], value)
    ]
    assert flat((await stored(work)).config)[key] == value
    assert (await history(work, village))[0].by == decided.by


async def test_the_night_is_drawn_between_one_and_seven(
    work: UnitOfWork, village: Community
) -> None:
    nights = set()
    for number in range(60):
        work.caused_by(f"change {number}", NOW + number * 91 * DAY)
        changed = await change(work, village, {THRESHOLD: 60}, ANA.id)
        village = changed.community
        nights.add(changed.nights)
    assert nights == set(range(1, 8))


async def test_a_decision_that_waits_cannot_be_taken_back_as_if_it_had_come(
    work: UnitOfWork, village: Community
) -> None:
    village = (await change(work, village, {THRESHOLD: 60}, ANA.id)).community
    with pytest.raises(Refusal) as refused:
        await undoing(work, village, village.version)
    assert refused.value.key == "refused-revert"


async def test_a_protected_field_rests_ninety_days(work: UnitOfWork, village: Community) -> None:
    village = (await change(work, village, {THRESHOLD: 60}, ANA.id)).community
    work.caused_by("its night", NOW + 7 * DAY)
    decided = (await history(work, village))[0]
    village = (await take_effect(work, village, decided)).community
    for days in (8, 90, 96):
        work.caused_by(f"day {days}", NOW + timedelta(days=days))
        with pytest.raises(Refusal) as refused:
            await change(work, village, {THRESHOLD: 55, "member_cap": 40}, ANA.id)
        assert (refused.value.key, refused.value.args_for_wording) == (
            "refused-protected",
            {"days": 90},
        )
        assert await stored(work) == village
        other = await change(work, village, {"service_min_trust": 75 if days == 8 else 25}, ANA.id)
        village = other.community
    work.caused_by("day 97", NOW + 97 * DAY)
    assert (await change(work, village, {THRESHOLD: 55}, ANA.id)).later


async def test_before_opening_a_protected_field_changes_at_once(work: UnitOfWork) -> None:
    village = await settle_village(work)
    for value in (60, 40, 55):
        changed = await change(work, village, {THRESHOLD: value}, None)
        village = changed.community
        assert (changed.later, changed.nights) == ((), 0)
        assert village.config.governance.eligibility_threshold == value


async def test_a_cap_below_the_present_size_removes_nobody(work: UnitOfWork) -> None:
    crowd = [someone(f"N{i}") for i in range(14)]
    village = await settle_village(work, members=crowd)
    changed = await change(work, village, {"member_cap": 10}, None)
    assert await work.communities.member_count(village.id) == 14
    assert changed.community.config.member_cap == 10


def kinds(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "kind": "other"} for name in names]


async def test_removing_a_type_leaves_what_is_read_of_old_posts(
    work: UnitOfWork, village: Community
) -> None:
    changed = await change(work, village, {"request_types": kinds("lift", "help")}, ANA.id)
    changed = await change(work, changed.community, {"request_types": kinds("help")}, ANA.id)
    assert changed.community.config.request_type("lift").name == "help"
