"""Whose agreement a change needs, in each governance template, constrained and mature."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import communities, governance
from core.communities import (
    KEYS,
    PROTECTED,
    Community,
    Config,
    Holding,
    RequestType,
    Role,
    RulesRefused,
)
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled, NotYours, Refusal
from core.governance import OPEN_FOR, Consent, Founder, Verdict, covers, needed
from core.ids import CommunityId
from core.people import Person
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli")]
ANA, BO, CLEO, DINA, ELI = CROWD
OUT = someone("Out")
CAP = {"member_cap": 40}
TEMPLATES = ("small-collective", "council", "open-delegation")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, OUT, *CROWD)
        yield work


async def ruled(
    work: UnitOfWork,
    template: str = "small-collective",
    *,
    mature: bool = False,
    quorum: int = 3,
    holders: Collection[Person] = CROWD,
) -> Community:
    """An open village whose five members founded it and hold every role."""
    rules = {"template": template, "quorum_size": quorum}
    village = await settle_village(work, members=CROWD, governance=rules)
    await work.governance.add_founders(
        [Founder(village.id, person.id, NOW, NOW) for person in holders]
    )
    return await opened_village(work, village, *holders, mature=mature)


async def yeses(work: UnitOfWork, consent: Consent, *people: Person) -> list[Verdict]:
    return [(await governance.say(work, person, consent.id, yes=True))[1] for person in people]


async def waiting(work: UnitOfWork, village: Community, person: Person, values: Any) -> Consent:
    outcome = await governance.set_out(work, village, person, values)
    assert outcome.changed is None
    assert outcome.consent is not None
    return outcome.consent


async def cap(work: UnitOfWork, village: Community) -> int:
    return (await work.communities.get(village.id)).config.member_cap


def village_of(template: str, quorum: int, *, mature: bool) -> Community:
    config = Config.model_validate({"governance": {"template": template, "quorum_size": quorum}})
    return Community(CommunityId("maple"), "Maple", config, stage=VillageStage.OPEN, mature=mature)


EVERY_ROLE = frozenset(Role)


@given(
    st.sampled_from(TEMPLATES),
    st.integers(1, 15),
    st.integers(0, 20),
    st.sets(st.sampled_from(KEYS), min_size=1),
    st.sets(st.sampled_from(Role)),
)
def test_constrained_takes_more_than_half_of_the_heads(
    template: str, quorum: int, voters: int, keys: set[str], roles: set[Role]
) -> None:
    constrained = village_of(template, quorum, mature=False)
    assert needed(constrained, voters, keys, roles) == voters // 2 + 1


@given(st.integers(1, 15), st.integers(1, 20), st.sets(st.sampled_from(KEYS), min_size=1))
def test_a_mature_small_collective_needs_its_quorum_or_all(
    quorum: int, voters: int, keys: set[str]
) -> None:
    village = village_of("small-collective", quorum, mature=True)
    assert needed(village, voters, keys, EVERY_ROLE) == min(quorum, voters)


def test_with_nobody_to_ask_nothing_is_agreed() -> None:
    for template in TEMPLATES:
        for mature in (False, True):
            assert needed(village_of(template, 3, mature=mature), 0, ["member_cap"], ()) == 1


@pytest.mark.parametrize(
    ("role", "keys", "alone"),
    [
        (Role.ADMIN, ["member_cap", "visibility_mode"], True),
        (Role.MODERATOR, ["request_types", "request_approval_required", "quiet_hours"], True),
        (Role.MODERATOR, ["open_requests", "requests_per_week", "post_ttl_days"], True),
        (Role.MODERATOR, ["member_cap"], False),
        (Role.MODERATOR, ["request_types", "member_cap"], False),
        (Role.MODERATOR, ["services_enabled"], False),
        (Role.TREASURER, ["services_enabled", "service_types"], True),
        (Role.TREASURER, ["request_types"], False),
    ],
)
def test_in_a_council_a_role_changes_what_it_covers(
    role: Role, keys: list[str], alone: bool
) -> None:
    assert covers(role, keys) is alone
    council = village_of("council", 3, mature=True)
    assert needed(council, 5, keys, {role}) == (1 if alone else 3)
    assert needed(council, 5, keys, ()) == 3
    assert needed(village_of("council", 3, mature=False), 5, keys, {role}) == 3


@pytest.mark.parametrize("role", Role)
def test_rules_about_karma_trust_and_governance_are_nobodys_alone(role: Role) -> None:
    about = {
        "karma_split_helper", "karma_split_requestor", "base_karma_pool_per_request", "karma_decay_half_life_days",
        "new_member_karma_lockout_days", "trust_depth_weight", "trust_breadth_weight", "trust_decay_half_life_days",
        "trust_path_max_hops", "min_interactions_for_trust", "carry_accept", "carry_cap", "carry_from", "ballot_mode",
        *PROTECTED, *(key for key in KEYS if key.startswith("governance.")),
    }  # fmt: skip
    assert about <= set(KEYS)
    assert not any(covers(role, ["request_types", key]) or covers(role, [key]) for key in about)
    assert all(covers(Role.ADMIN, [key]) for key in KEYS if key not in about)


async def test_a_village_that_is_no_more_changes_no_rules(work: UnitOfWork) -> None:
    gone = replace(await ruled(work), stage=VillageStage.CLOSED)
    with pytest.raises(AlreadySettled):
        await governance.set_out(work, gone, ANA, CAP)


async def test_before_opening_a_change_is_simply_made(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    outcome = await governance.set_out(work, village, ANA, CAP)
    assert outcome.consent is None
    assert await cap(work, village) == 40
    village = await work.communities.get(village.id)
    assert (await governance.set_out(work, village, None, {"member_cap": 50})).changed is not None


@pytest.mark.parametrize("template", TEMPLATES)
async def test_constrained_the_founder_group_decides_by_heads(
    work: UnitOfWork, template: str
) -> None:
    village = await ruled(work, template, quorum=1)
    consent = await waiting(work, village, ANA, CAP)
    assert consent == Consent(
        consent.id, village.id, ANA.id, CAP, NOW, tuple(sorted(p.id for p in CROWD)), 3
    )
    assert await yeses(work, consent, BO) == [Verdict.OPEN]
    assert await cap(work, village) == 150
    agreed, verdict, changed = await governance.say(work, CLEO, consent.id, yes=True)
    assert (agreed, verdict) == (consent, Verdict.AGREED)
    assert changed is not None
    assert [d.key for d in changed.now] == ["member_cap"]
    assert await cap(work, village) == 40
    (past,) = await communities.history(work, village)
    assert past.by == ANA.id


async def test_constrained_a_holder_outside_the_group_sets_out_and_has_no_voice(
    work: UnitOfWork,
) -> None:
    village = await ruled(work, holders=CROWD[:4])
    await work.communities.hold(Holding(village.id, ELI.id, Role.ADMIN, NOW))
    consent = await waiting(work, village, ELI, CAP)
    assert (consent.needed, ELI.id in consent.voters) == (3, False)
    with pytest.raises(NotYours):
        await governance.say(work, ELI, consent.id, yes=True)
    assert (await yeses(work, consent, ANA, BO, CLEO))[-1] is Verdict.AGREED


async def test_constrained_without_a_founder_group_the_keepers_decide(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO])
    await communities.arrive(work, village, ANA, admin=True)
    village = await opened_village(work, village)
    outcome = await governance.set_out(work, village, ANA, CAP)
    assert (outcome.consent, await cap(work, village)) == (None, 40)


async def test_a_mature_small_collective_decides_by_its_quorum(work: UnitOfWork) -> None:
    village = await ruled(work, mature=True, quorum=2)
    consent = await waiting(work, village, ANA, CAP)
    assert await yeses(work, consent, BO) == [Verdict.AGREED]
    assert await cap(work, village) == 40


async def test_a_quorum_of_one_decides_at_once(work: UnitOfWork) -> None:
    village = await ruled(work, mature=True, quorum=1)
    outcome = await governance.set_out(work, village, ANA, CAP)
    assert (outcome.consent, await cap(work, village)) == (None, 40)
    assert await work.governance.open_consents(village.id) == []


async def test_in_a_mature_council_a_role_does_its_own_and_a_quorum_the_rest(
    work: UnitOfWork,
) -> None:
    village = await ruled(work, "council", mature=True)
    assert (await governance.set_out(work, village, ANA, CAP)).changed is not None
    assert await cap(work, village) == 40
    village = await work.communities.get(village.id)
    consent = await waiting(work, village, ANA, {"karma_split_helper": 70, "wave_size": 4})
    assert consent.needed == 3
    assert await yeses(work, consent, BO, CLEO) == [Verdict.OPEN, Verdict.AGREED]


async def test_whoever_runs_the_bot_has_no_voice(work: UnitOfWork) -> None:
    village = await ruled(work, mature=True, quorum=1)
    outcome = await governance.set_out(work, village, None, CAP)
    assert outcome.consent is not None
    assert (outcome.consent.by, outcome.consent.needed) == (None, 1)
    assert await cap(work, village) == 150
    assert await yeses(work, outcome.consent, BO) == [Verdict.AGREED]


async def test_wrong_values_ask_nobody(work: UnitOfWork) -> None:
    village = await ruled(work)
    with pytest.raises(RulesRefused) as refused:
        await governance.set_out(work, village, ANA, {"member_cap": 9, "karma": 1})
    assert len(refused.value.problems) == 2
    assert await work.governance.open_consents(village.id) == []


async def test_enough_noes_end_it_and_nobody_learns_whose(work: UnitOfWork) -> None:
    village = await ruled(work)
    consent = await waiting(work, village, ANA, CAP)
    found = [await governance.say(work, p, consent.id, yes=False) for p in (BO, CLEO, DINA)]
    assert [verdict for _, verdict, _ in found] == [Verdict.OPEN, Verdict.OPEN, Verdict.NOT_AGREED]
    assert await work.governance.voices(consent.id) == {}
    assert await work.governance.consent(consent.id) is None
    assert await cap(work, village) == 150
    with pytest.raises(AlreadySettled):
        await governance.say(work, ELI, consent.id, yes=True)


async def test_a_mind_may_be_changed_until_it_closes(work: UnitOfWork) -> None:
    village = await ruled(work)
    consent = await waiting(work, village, ANA, CAP)
    await governance.say(work, ANA, consent.id, yes=False)
    assert await yeses(work, consent, BO, CLEO, BO) == [Verdict.OPEN] * 3
    assert await work.governance.voices(consent.id) == {
        ANA.id: False, BO.id: True, CLEO.id: True
    }  # fmt: skip
    assert await yeses(work, consent, ANA) == [Verdict.AGREED]
    assert await work.governance.voices(consent.id) == {}


async def test_only_who_was_asked_and_is_still_in_has_a_say(work: UnitOfWork) -> None:
    village = await ruled(work)
    consent = await waiting(work, village, ANA, CAP)
    await communities.leave(work, village, BO)
    for person in (OUT, BO):
        with pytest.raises(NotYours):
            await governance.say(work, person, consent.id, yes=True)


async def test_after_its_days_it_lapses(work: UnitOfWork) -> None:
    village = await ruled(work)
    consent = await waiting(work, village, ANA, CAP)
    work.caused_by("just before", NOW + OPEN_FOR - HOUR)
    assert await yeses(work, consent, BO) == [Verdict.OPEN]
    work.caused_by("over", NOW + OPEN_FOR)
    with pytest.raises(AlreadySettled):
        await governance.say(work, CLEO, consent.id, yes=True)
    assert await governance.lapse(work, consent.id) == consent
    assert await governance.lapse(work, consent.id) is None
    assert await cap(work, village) == 150
    assert await work.governance.voices(consent.id) == {}


async def test_what_can_no_longer_stand_is_refused_when_it_would_be_applied(
    work: UnitOfWork,
) -> None:
    village = await ruled(work, mature=True, quorum=2)
    consent = replace(await waiting(work, village, ANA, CAP), id="older", values={"gone": 1})
    await work.governance.add_consent(consent)
    await work.governance.voice(consent.id, ANA.id, yes=True)
    with pytest.raises(RulesRefused):
        await governance.say(work, BO, consent.id, yes=True)
    assert await cap(work, village) == 150


async def test_two_changes_of_the_request_types_do_not_undo_each_other(work: UnitOfWork) -> None:
    village = await ruled(work)
    own = RequestType(name="gardening", kind="skill", multiplier=1.2).model_dump(mode="json")
    held = communities.flat(village.config)["request_types"]
    more = await waiting(work, village, ANA, {"request_types": [*held, own]})
    fewer = [{**kind, "multiplier": 2.0} for kind in held if kind["name"] == "meal"] + [
        kind for kind in held if kind["name"] not in ("meal", "ride")
    ]
    less = await waiting(work, village, BO, {"request_types": fewer})
    assert await yeses(work, more, BO, CLEO) == [Verdict.OPEN, Verdict.AGREED]
    assert await yeses(work, less, ANA, CLEO) == [Verdict.OPEN, Verdict.AGREED]
    types = {t.name: t for t in (await work.communities.get(village.id)).config.request_types}
    assert "gardening" in types
    assert "ride" not in types
    assert types["meal"].multiplier == 2.0
    assert len(types) == len(held)


async def test_a_list_of_request_types_that_waited_whole_is_still_understood() -> None:
    whole = {"request_types": [{"name": "gardening"}], "member_cap": 20}
    assert communities.upon(Config(), whole) == whole


async def test_a_protected_field_agreed_waits_for_its_night(work: UnitOfWork) -> None:
    village = await ruled(work)
    values = {"governance.eligibility_threshold": 60}
    consent = await waiting(work, village, ANA, values)
    await yeses(work, consent, BO)
    _, verdict, changed = await governance.say(work, CLEO, consent.id, yes=True)
    assert verdict is Verdict.AGREED
    assert changed is not None
    assert [d.key for d in changed.later] == ["governance.eligibility_threshold"]
    work.caused_by("a month later", NOW + 30 * DAY)
    with pytest.raises(Refusal) as refused:
        await waiting(work, changed.community, ANA, {"governance.eligibility_threshold": 40})
    assert refused.value.key == "refused-protected"


async def test_what_waits_is_listed_the_oldest_first(work: UnitOfWork) -> None:
    village = await ruled(work)
    first = await waiting(work, village, ANA, CAP)
    work.caused_by("later", NOW + HOUR)
    second = await waiting(work, village, BO, {"wave_size": 5})
    assert await work.governance.open_consents(village.id) == [first, second]


async def test_two_together_say_what_a_village_adds_in_an_emergency(work: UnitOfWork) -> None:
    village = await ruled(work)
    outcome = await governance.set_out_note(work, village, ANA, "The warden has keys")
    assert outcome.consent is not None
    assert outcome.consent.needed == 2
    assert (await work.communities.get(village.id)).crisis_note == ""
    _, verdict, changed = await governance.say(work, BO, outcome.consent.id, yes=True)
    assert verdict is Verdict.AGREED
    assert changed is not None
    assert (changed.now, changed.community.crisis_note) == ((), "The warden has keys")
    assert (await work.communities.get(village.id)).crisis_note == "The warden has keys"


async def test_who_looks_after_a_village_alone_says_it_alone(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO])
    first = await governance.set_out_note(work, village, ANA, "Ring the bell")
    assert first.changed is not None
    await communities.arrive(work, village, ANA, admin=True)
    village = await opened_village(work, first.changed.community)
    assert village.crisis_note == "Ring the bell"
    second = await governance.set_out_note(work, village, ANA, "")
    assert second.changed is not None
    assert second.changed.community.crisis_note == ""
    with pytest.raises(AlreadySettled):
        await governance.set_out_note(work, replace(village, stage=VillageStage.CLOSED), ANA, "x")
