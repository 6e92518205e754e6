"""Setting a village up: each answer by button or by word, what is wrong said kindly, and every way round them."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.village_stories import ANSWERS, an_open_village

DRILL = "Can anyone lend me a drill on Saturday at 10?"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def begun(stage: PipeStage, *answers: str) -> None:
    """Ana begins to set Maple Street up, and gives these answers."""
    await stage.added("maple", "Maple Street", by="ana")
    await stage.press("ana", "setup.begin")
    for answer in answers:
        await stage.press("ana", answer)


async def test_place_is_proposed_from_the_person(stage: PipeStage) -> None:
    await stage.say("ana", "/language es")
    await stage.say("ana", "/limits zone Europe/Madrid")
    await begun(stage)
    proposed = latest(stage, "ana", "setup-place").text
    assert "español" in proposed
    assert "Europe/Madrid" in proposed


async def test_place_is_answered_by_buttons_and_words(stage: PipeStage) -> None:
    await begun(stage, "setup.answer.place.zone")
    await stage.say("ana", "europe/lisbon")
    assert "Europe/Lisbon" in latest(stage, "ana", "setup-place").text
    await stage.press("ana", "setup.answer.place.country")
    await stage.say("ana", " pt ")
    assert "PT" in latest(stage, "ana", "setup-place").text
    for spoken in ("Spanish", "English", "Spanish"):
        await stage.press("ana", "setup.answer.place.language")
        assert spoken in latest(stage, "ana", "setup-place").text
    for answer in (*ANSWERS, "setup.apply"):
        await stage.press("ana", answer)
    await stage.press("ana", "member.in")
    await stage.say("ana", "/config")
    told = latest(stage, "ana", "config-all").text
    assert all(words in told for words in ("español", "Europe/Lisbon", "PT"))


@pytest.mark.parametrize(
    ("option", "wrong", "key", "right"),
    [
        ("zone", ("Luna/Mar", "", "../etc"), "refused-time-zone", "Europe/Lisbon"),
        ("country", ("España", "E", "1x", "ñs", "E S"), "refused-country", "es"),
    ],
)
async def test_a_wrong_place_may_be_said_again(
    stage: PipeStage, option: str, wrong: tuple[str, ...], key: str, right: str
) -> None:
    await begun(stage, f"setup.answer.place.{option}")
    for words in filter(None, wrong):
        await stage.say("ana", words)
        assert stage.private("ana")[-1].key == key
    await stage.say("ana", right)
    told = latest(stage, "ana", "setup-place").text
    assert (right.upper() if option == "country" else right) in told


async def test_a_place_typed_after_another_took_over_is_settled(stage: PipeStage) -> None:
    await begun(stage, "setup.answer.place.zone")
    await stage.join("maple", "cem", admin=True)
    await stage.say("cem", "/setup")
    await stage.press("cem", "setup.begin", "place")
    await stage.say("ana", "Europe/Lisbon")
    assert "settled" in stage.private("ana")[-1].text
    assert "UTC" in latest(stage, "cem", "setup-place").text


async def test_back_goes_one_answer_back_and_another_replaces_it(stage: PipeStage) -> None:
    await begun(stage, *ANSWERS[:4])
    await stage.press("ana", "setup.back")
    assert latest(stage, "ana", "setup-bonds")
    await stage.press("ana", "setup.back")
    await stage.press("ana", "setup.answer.newcomers.takes_time")
    for answer in ANSWERS[3:]:
        await stage.press("ana", answer)
    assert "no karma in their first 14 days" in latest(stage, "ana", "setup-review").text
    await stage.press("ana", "setup.back")
    assert latest(stage, "ana", "setup-villages")


async def test_back_to_the_very_first_question(stage: PipeStage) -> None:
    await begun(stage, ANSWERS[0], "setup.back")
    card = latest(stage, "ana", "setup-place")
    assert "setup.back" not in card.actions
    await stage.press("ana", ANSWERS[0])
    assert latest(stage, "ana", "setup-whom")


async def test_back_from_a_template_leads_to_the_questions_and_keeps_the_place(
    stage: PipeStage,
) -> None:
    await begun(stage, "setup.answer.place.zone")
    await stage.say("ana", "Europe/Lisbon")
    await stage.press("ana", ANSWERS[0])
    await stage.press("ana", "setup.template.neighborhood_cautious")
    assert "At most 100 members." in latest(stage, "ana", "setup-review").text
    await stage.press("ana", "setup.back")
    for answer in ANSWERS[1:]:
        await stage.press("ana", answer)
    review = latest(stage, "ana", "setup-review").text
    assert "Europe/Lisbon" in review
    assert "At most 100 members." not in review


async def test_kinds_of_help_are_left_out_and_taken_in_but_one_stays(stage: PipeStage) -> None:
    await begun(stage, ANSWERS[0], "setup.template.neighborhood_cautious")
    review = latest(stage, "ana", "setup-review")
    chips = [label for label in review.labels if label.startswith("✓")]
    assert len(chips) == 6
    for _ in chips[1:]:
        await stage.press("ana", "setup.types", label="✓")
    await stage.press("ana", "setup.types", label="✓")
    assert "At least one kind" in stage.answers("ana")[-1]
    await stage.press("ana", "setup.types", label="pet sitting")
    await stage.press("ana", "setup.apply")
    await stage.press("ana", "member.in")
    await stage.say("ana", "/config request_types")
    told = latest(stage, "ana", "config-one").text
    assert "pet sitting ×1.1 · general help" in told
    assert "tool borrow" not in told


async def test_a_kind_of_help_that_is_none_any_more(stage: PipeStage) -> None:
    await begun(stage, ANSWERS[0], "setup.template.neighborhood_cautious")
    old = stage.button("ana", "setup.types", label="pet sitting")
    await stage.press("ana", "setup.back")
    await stage.press("ana", "setup.template.cohousing_default")
    await stage.send(event="press", by_="ana", **old)
    assert "settled" in stage.answers("ana")[-1]


@pytest.mark.parametrize("gone", [True, False])
async def test_a_template_that_an_upgrade_left_behind(
    stage: PipeStage, tmp_path: Path, gone: bool
) -> None:
    await begun(stage, ANSWERS[0])
    with sqlite3.connect(tmp_path / "village.db") as database:
        if gone:
            database.execute("DELETE FROM templates WHERE name = 'cohousing_default'")
        else:
            wrong = (json.dumps({"member_cap": 500, "votes": 3}),)
            query = """UPDATE templates SET "values" = ? WHERE name = 'cohousing_default'"""
            database.execute(query, wrong)
    await stage.press("ana", "setup.template.cohousing_default")
    assert ("settled" if gone else "no longer fits") in stage.answers("ana")[-1]
    await stage.say("ana", "/setup")
    assert not any("Cohousing" in label for label in latest(stage, "ana", "setup-whom").labels)
    await stage.press("ana", "setup.template.neighborhood_cautious")
    assert latest(stage, "ana", "setup-review")


async def test_rules_that_an_upgrade_left_behind_are_not_applied(
    stage: PipeStage, tmp_path: Path
) -> None:
    await begun(stage, ANSWERS[0], "setup.template.neighborhood_cautious")
    with sqlite3.connect(tmp_path / "village.db") as database:
        (held,) = database.execute('SELECT "values" FROM setups').fetchone()
        wrong = json.dumps({**json.loads(held), "member_cap": 500})
        database.execute('UPDATE setups SET "values" = ?', (wrong,))
    await stage.press("ana", "setup.apply")
    assert "10 to 150" in stage.answers("ana")[-1]


async def test_rules_are_applied_once_and_only_when_all_is_answered(stage: PipeStage) -> None:
    await begun(stage, *ANSWERS)
    apply = stage.button("ana", "setup.apply")
    await stage.press("ana", "setup.back")
    await stage.send(event="press", by_="ana", **apply)
    assert "settled" in stage.answers("ana")[-1]
    await stage.press("ana", ANSWERS[-1])
    await stage.press("ana", "setup.apply")
    await stage.send(event="press", by_="ana", **apply)
    assert "settled" in stage.answers("ana")[-1]
    await stage.say("ana", "/setup")
    assert latest(stage, "ana", "setup-founders")


async def test_a_village_that_is_open_is_not_set_up_again(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.press("ana", "setup.begin")
    assert "settled" in stage.answers("ana")[-1]


async def test_who_was_relieved_of_the_setup_lost_the_right_meanwhile(stage: PipeStage) -> None:
    await begun(stage)
    await stage.leaves("maple", "ana")
    await stage.press("ana", ANSWERS[0])
    assert "whoever brought me" in stage.answers("ana")[-1]


async def test_a_group_becomes_no_room_of_another_village_once_people_asked_there(
    stage: PipeStage,
) -> None:
    await an_open_village(stage)
    await stage.added("garden", "Maple Garden", by="ana")
    await stage.press("ana", "setup.begin", label="Set this village up")
    room = stage.button("ana", "setup.room", label="Maple Street")
    await stage.join("garden", "gus")
    await stage.press("gus", "member.in")
    await stage.say("gus", DRILL, room="garden")
    await stage.press("gus", "post.confirm")
    await stage.send(event="press", by_="ana", **room)
    assert "no longer possible" in stage.answers("ana")[-1]
    assert not asked(stage, "bea", "cem")


async def test_what_was_heard_in_a_group_goes_on_in_the_village_it_became_a_room_of(
    stage: PipeStage,
) -> None:
    await an_open_village(stage)
    await stage.added("garden", "Maple Garden", by="ana")
    await stage.say("bea", DRILL, room="garden")
    await stage.say("gus", DRILL, room="garden")
    await stage.press("ana", "setup.begin", label="Set this village up")
    await stage.press("ana", "setup.room")
    await stage.press("bea", "post.confirm")
    assert asked(stage, "ana", "cem", "dia", "eli")
    await stage.press("gus", "post.confirm")
    assert "not in Maple Street yet" in stage.answers("gus")[-1]


async def test_a_room_is_bound_by_who_has_a_role_there(stage: PipeStage, tmp_path: Path) -> None:
    await an_open_village(stage, "fay")
    for person, offered in (("fay", False), ("bea", True)):
        await stage.added(f"{person}s", f"{person}'s group", by=person)
        await stage.press(person, "setup.begin", label="Set this village up")
        actions = latest(stage, person, "setup-place").actions
        assert ("setup.room" in actions) is offered
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    await stage.press("bea", "setup.room")
    assert "look after the village" in stage.answers("bea")[-1]


async def test_the_same_answers_again_change_nothing(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/questionnaire")
    for answer in ANSWERS[1:]:
        await stage.press("ana", answer)
    assert latest(stage, "ana", "questionnaire-same").actions == []


async def test_both_weights_of_trust_are_left_out_together(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/questionnaire")
    for answer in (*ANSWERS[1:3], "setup.answer.bonds.deep", *ANSWERS[4:]):
        await stage.press("ana", answer)
    card = latest(stage, "ana", "questionnaire-differences")
    assert len(card.labels) == 4
    await stage.press("ana", "questionnaire.pick", label="run deep")
    assert "questionnaire.apply" not in card.actions
    await stage.press("ana", "questionnaire.pick", label="Knowing many")
    await stage.press("ana", "questionnaire.apply")
    assert "80 percent" in latest(stage, "bea", "config-consent").text


async def test_a_questionnaire_may_change_the_place_too(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/questionnaire")
    await stage.press("ana", "setup.back")
    await stage.press("ana", "setup.answer.place.zone")
    await stage.say("ana", "Europe/Lisbon")
    for answer in ANSWERS:
        await stage.press("ana", answer)
    await stage.press("ana", "questionnaire.apply")
    assert "Europe/Lisbon" in latest(stage, "bea", "config-consent").text


async def test_everybody_has_a_questionnaire_of_their_own(stage: PipeStage) -> None:
    await an_open_village(stage)
    await stage.say("ana", "/questionnaire")
    await stage.press("ana", ANSWERS[1])
    await stage.say("bea", "/questionnaire")
    await stage.press("ana", ANSWERS[2])
    assert latest(stage, "ana", "setup-bonds")
    await stage.press("bea", ANSWERS[1])
    assert latest(stage, "bea", "setup-newcomers")
    await stage.say("ana", "/questionnaire")
    assert latest(stage, "ana", "setup-whom")
    assert latest(stage, "bea", "setup-newcomers")


async def test_two_who_begin_at_once_do_not_collide(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.join("maple", "bea", admin=True)
    await stage.say("ana", "/setup")
    await stage.say("bea", "/setup")
    card = latest(stage, "bea", "setup-running")
    assert "ana" in card.text
    assert latest(stage, "ana", "setup-place")
    assert not [m for m in stage.private("bea") if m.key == "setup-place"]


async def test_rules_are_applied_once_whichever_card_says_so(stage: PipeStage) -> None:
    await begun(stage, *ANSWERS)
    first = stage.button("ana", "setup.apply")
    await stage.say("ana", "/setup")
    await stage.press("ana", "setup.apply")
    await stage.send(event="press", by_="ana", **first)
    assert "settled" in stage.answers("ana")[-1]
