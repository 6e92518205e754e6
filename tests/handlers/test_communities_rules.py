"""A village's rules: read by any member, set out by who may, taken back, and every wrong value said kindly."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.communities import KEYS, Form, allowed
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.village_stories import an_open_village


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def shown(stage: PipeStage, key: str, *, to: str = "ana") -> str:
    await stage.say(to, f"/config {key}")
    return latest(stage, to, "config-one").text


ALLOWED = {
    Form.WHOLE: "number from ",
    Form.SHARE: "such as 0.3",
    Form.YES_NO: "yes or no",
    Form.CHOICE: "one of: ",
    Form.NAMES: "names with commas",
    Form.TYPES: "at least one, each once",
    Form.HOURS: "21:00-08:00",
    Form.LANGUAGE: "en or es",
    Form.ZONE: "Europe/Lisbon",
    Form.COUNTRY: "two letters",
}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_rule_tells_what_it_governs_what_it_may_be_and_who_changes_it(
    stage: PipeStage, language: str
) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("bea", f"/language {language}")
    for key in KEYS:
        lines = (await shown(stage, key, to="bea")).splitlines()
        assert lines[0] == key
        assert len(lines) == 5
        assert all(lines)
        if language == "en":
            assert ALLOWED[allowed(key).form] in lines[3], key
            assert ("90 days" in lines[4]) is (
                key in ("service_min_trust", "governance.eligibility_threshold")
            )


async def test_a_rule_is_found_however_its_name_is_written(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    for words in ("Member Cap", "member-cap", "MEMBER_CAP"):
        assert "150 members" in await shown(stage, words)
    assert "3 of those" in await shown(stage, "quorum_size")
    await stage.say("bea", "/config votes")
    assert "votes: I know no such rule" in latest(stage, "bea", "refused-rules").text


async def test_who_changes_rules_reads_otherwise_in_a_council_and_once_grown_up(
    stage: PipeStage, tmp_path: Path
) -> None:
    await a_village(stage, "ana")
    assert "founder group" in await shown(stage, "member_cap")
    await stage.say("ana", "/set governance.template council")
    assert "founder group" in await shown(stage, "member_cap")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("UPDATE communities SET mature = 1")
    assert "the council together" in await shown(stage, "member_cap")
    assert "once in 90 days" in await shown(stage, "service_min_trust")


async def test_a_change_before_opening_holds_at_once_and_disturbs_nobody(
    stage: PipeStage,
) -> None:
    await a_village(stage, "ana", "bea")
    told = len(stage.room("maple")), len(stage.private("bea"))
    await stage.say("ana", "/set wave_size 5")
    assert stage.private("ana")[-1].key == "config-changed-noted"
    assert "5 people" in await shown(stage, "wave_size", to="bea")
    assert (len(stage.room("maple")), len(stage.private("bea")) - 1) == told
    await stage.say("ana", "/set wave_size 5")
    assert stage.private("ana")[-1].key == "config-same"


@pytest.mark.parametrize("words", ["", " ", " member_cap", " member_cap "])
async def test_a_rule_without_a_value(stage: PipeStage, words: str) -> None:
    await a_village(stage, "ana")
    await stage.say("ana", f"/set{words}")
    assert stage.private("ana")[-1].key == "refused-set"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("votes 3", "votes: I know no such rule"),
        ("member_cap 9", "10 to 150"),
        ("member_cap 151", "10 to 150"),
        ("member_cap many", "“many”"),
        ("member_cap 2.5", "whole number"),
        ("karma_split_helper -1", "0 to 100"),
        ("karma_split_helper 101", "0 to 100"),
        ("karma_split_requestor -51", "-50 to 100"),
        ("trust_depth_weight 1.1", "0 to 1"),
        ("trust_depth_weight nan", "0 to 1"),
        ("eligibility_threshold 51", "in steps of 5"),
        ("service_min_trust 30", "0, 25, 50, 75"),
        ("greet_newcomers perhaps", "yes or no"),
        ("visibility_mode secret", "public, members_only, hybrid"),
        ("quiet_hours always", "21:00-08:00"),
        ("quiet_hours 25:00-08:00", "21:00-08:00"),
        ("language tlh", "en or es"),
        ("time_zone Moon", "Europe/Lisbon"),
        ("country Spain", "two letters"),
        ("request_types -nothing", "at least one"),
        ("request_types +x 3", "0.5 to 2"),
        ("request_types borrow, borrow", "“borrow, borrow”"),
        ("request_types none", "at least one"),
        ("time_zone localtime", "Europe/Lisbon"),
        ("request_types -borrow,-ride,-errand,-care,-repair,-skill,-company,-meal,-other", "one"),
    ],
)
async def test_a_value_that_does_not_fit_changes_nothing(
    stage: PipeStage, words: str, part: str
) -> None:
    await a_village(stage, "ana")
    await stage.say("ana", f"/set {words}")
    assert part in latest(stage, "ana", "refused-rules").text
    await stage.say("ana", "/config history")
    assert stage.private("ana")[-1].key == "config-history-none"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("karma_split_helper 0", "gets 0 percent"),
        ("karma_split_requestor -50", "costs 50 percent"),
        ("trust_depth_weight 0,8", "deep make 80 percent"),
        ("trust_depth_weight 80%", "deep make 80 percent"),
        ("quiet_hours 22-7", "22:00-07:00"),
        ("country none", "not said"),
        ("carry_from Elm, Oak Lane", "Elm, Oak Lane"),
        ("request_types +gardening skill 1.2, -meal", "gardening ×1.2"),
    ],
)
async def test_a_value_at_its_edge_or_written_otherwise_holds(
    stage: PipeStage, words: str, part: str
) -> None:
    await a_village(stage, "ana")
    if words == "country none":
        await stage.say("ana", "/set country es")
        assert "ES" in await shown(stage, "country")
    await stage.say("ana", f"/set {words}")
    assert part in await shown(stage, words.partition(" ")[0])


async def test_one_weight_of_trust_says_the_other(stage: PipeStage) -> None:
    await a_village(stage, "ana")
    await stage.say("ana", "/set trust_breadth_weight 1")
    assert "deep make 0 percent" in await shown(stage, "trust_depth_weight")


async def test_history_tells_who_and_what_and_takes_one_change_back(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    await stage.say("ana", "/set wave_size 5")
    for person in ("bea", "cem"):
        await stage.press(person, "config.yes")
    for words in ("history", "historial", "Historia"):
        await stage.say("fay", f"/config {words}")
        told = latest(stage, "fay", "config-history")
        assert "I ask 5 people at a time." in told.text
        assert told.actions == []
    await stage.say("bea", "/config history")
    first = latest(stage, "bea", "config-history").labels[0]
    button = stage.button("bea", "config.revert", label=first)
    await stage.press("bea", "config.revert", label=first)
    for person in ("ana", "cem"):
        await stage.press(person, "config.yes")
    assert "3 people" in await shown(stage, "wave_size")
    await stage.send(event="press", by_="bea", **button)
    assert "nothing to take back" in stage.answers("bea")[-1]


async def test_a_change_is_not_taken_back_by_who_lost_the_role(
    stage: PipeStage, tmp_path: Path
) -> None:
    await an_open_village(stage)
    await stage.say("bea", "/config history")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    await stage.press("bea", "config.revert")
    assert "look after the village" in stage.answers("bea")[-1]


async def test_a_kind_of_help_that_went_lets_what_is_open_finish(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("bea", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("bea", "post.confirm")
    await stage.say("ana", "/set request_types -borrow")
    await stage.press("ana", "match.yes")
    await stage.press("bea", "match.accept")
    for person in ("ana", "bea"):
        await stage.press(person, "exchange.done")
    assert latest(stage, "bea", "exchange-done")


async def test_a_cap_below_the_present_size_removes_nobody_and_stops_joins(
    stage: PipeStage,
) -> None:
    members = [f"m{number}" for number in range(11)]
    await a_village(stage, "ana", *members)
    await stage.say("ana", "/set member_cap 10")
    await stage.join("maple", "zoe")
    await stage.press("zoe", "member.in")
    assert "full" in stage.answers("zoe")[-1]
    for person in ("ana", *members):
        await stage.say(person, "/start")
        assert latest(stage, person, "start-member")


async def test_in_the_room_the_answer_to_set_is_private(stage: PipeStage) -> None:
    await a_village(stage, "ana")
    before = len(stage.room("maple"))
    await stage.say("ana", "/set member_cap 9", room="maple")
    assert stage.private("ana")[-1].key == "refused-rules"
    assert len(stage.room("maple")) == before


async def test_safety_contacts_are_named_by_members_names(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "/set safety_contacts Bea, Nobody")
    assert "Nobody" in latest(stage, "ana", "refused-unknown-name").text
    assert not [m for m in stage.private("bea") if m.key == "safety-wanted"]
    await stage.say("ana", "/set safety_contacts Bea,, cem, bea")
    assert "Bea and Cem" in latest(stage, "ana", "safety-asked").text
    told = len(stage.private("ana")) + len(stage.room("maple"))
    await stage.press("bea", "safety.decline")
    assert "Nobody learns" in stage.answers("bea")[-1]
    await stage.press("cem", "safety.accept")
    assert len(stage.private("ana")) + len(stage.room("maple")) == told
    assert "Cem" in await shown(stage, "safety_contacts")
    await stage.press("cem", "safety.decline")
    assert "Cem" not in await shown(stage, "safety_contacts")
    await stage.say("ana", "/set safety_contacts ,")
    assert stage.private("ana")[-1].key == "refused-set"


async def test_who_leaves_is_no_safety_contact_any_more(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/set safety_contacts Bea")
    await stage.press("bea", "safety.accept")
    await stage.say("bea", "/leave")
    assert "Bea" not in await shown(stage, "safety_contacts")


@pytest.mark.parametrize("word", ["none", "Nobody", "nadie", "ninguno", "-"])
async def test_a_village_may_have_no_safety_contacts(stage: PipeStage, word: str) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/set safety_contacts Bea")
    await stage.press("bea", "safety.accept")
    await stage.say("ana", f"/set safety_contacts {word}")
    assert stage.private("ana")[-1].key == "config-changed-noted"
    assert "the admins listen" in await shown(stage, "safety_contacts")


async def test_a_safety_contact_is_a_member(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/set safety_contacts Bea")
    await stage.say("bea", "/leave")
    await stage.press("bea", "safety.accept")
    assert "for members" in stage.answers("bea")[-1]
    assert "the admins listen" in await shown(stage, "safety_contacts")


async def test_once_a_village_wants_no_safety_contacts_earlier_questions_are_settled(
    stage: PipeStage,
) -> None:
    await a_village(stage, "ana", "bea", "cem", "dia")
    await stage.say("ana", "/set safety_contacts none")
    assert stage.private("ana")[-1].key == "config-same"
    await stage.say("ana", "/set safety_contacts Bea, Cem, Dia")
    await stage.press("bea", "safety.accept")
    await stage.press("bea", "safety.decline")
    await stage.press("cem", "safety.accept")
    await stage.say("ana", "/set safety_contacts none")
    await stage.press("dia", "safety.accept")
    assert "settled" in stage.answers("dia")[-1]
    await stage.say("ana", "/set safety_contacts Dia")
    await stage.later("15d")
    await stage.press("dia", "safety.accept")
    assert "expired" in stage.answers("dia")[-1]
    assert "the admins listen" in await shown(stage, "safety_contacts")


async def test_what_asking_costs_is_said_as_a_cost(stage: PipeStage) -> None:
    await a_village(stage, "ana")
    await stage.say("ana", "/set karma_split_requestor -50")
    assert "Asking costs 50 percent" in await shown(stage, "karma_split_requestor")


async def test_the_history_tells_what_was_decided_from_what_holds(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/set eligibility_threshold 55")
    for person in ("bea", "cem"):
        await stage.press(person, "config.yes")
    await stage.say("ana", "/config history")
    assert ", decided to hold some nights later" in latest(stage, "ana", "config-history").text
