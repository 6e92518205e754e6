"""What one wishes within the village's bounds: paths, being found, reminders, pictures, and kinds of help."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest

WISHES = ("paths", "found", "reminders", "pictures")
DRILL = "Can anyone lend me a drill on Saturday at 10?"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem")
        yield stage


def card(stage: PipeStage) -> list[str]:
    """Return the four lines that the newest card shows, in the order of WISHES."""
    told = latest(stage, "bea", "preferences-now").text.splitlines()
    return [line for line in told if line.startswith("•")]


async def lines(stage: PipeStage, words: str = "") -> list[str]:
    """Say what one wishes, and return what the card shows then."""
    await stage.say("bea", f"/preferences {words}")
    return card(stage)


@pytest.mark.parametrize("wish", WISHES)
async def test_a_wish_is_turned_round_by_its_button_and_by_words(
    stage: PipeStage, wish: str
) -> None:
    place = WISHES.index(wish)
    at_first = await lines(stage)
    label = latest(stage, "bea", "preferences-now").labels[place]
    await stage.press("bea", f"preferences.{wish}")
    turned = card(stage)
    assert [i for i in range(4) if turned[i] != at_first[i]] == [place]
    assert latest(stage, "bea", "preferences-now").labels[place] != label
    await stage.press("bea", f"preferences.{wish}")
    assert card(stage) == at_first
    first = "off" if wish == "reminders" else "on"
    for said in ("on", " OFF ", "on"):
        expected = at_first if said.strip().lower() == first else turned
        assert await lines(stage, f"{wish} {said}") == expected


@pytest.mark.parametrize("words", ["paths", "paths maybe", "fame on", "paths on off", "on"])
async def test_a_wish_that_means_nothing_changes_nothing(stage: PipeStage, words: str) -> None:
    before = await lines(stage)
    await stage.say("bea", f"/preferences {words}")
    assert stage.private("bea")[-1].key == "refused-preferences"
    assert await lines(stage) == before


async def test_wishes_belong_to_each_person(stage: PipeStage) -> None:
    before = await lines(stage)
    await stage.say("cem", "/preferences paths off")
    await stage.say("cem", "/preferences pictures off")
    assert await lines(stage) == before


async def test_who_is_in_no_village_has_wishes_too(stage: PipeStage) -> None:
    await stage.say("zoe", "/preferences")
    actions = [f"preferences.{wish}" for wish in (*WISHES, "digest")]
    assert latest(stage, "zoe", "preferences-now").actions == actions


async def test_kinds_of_help_are_chosen_for_each_village(stage: PipeStage) -> None:
    await stage.say("bea", "/preferences")
    assert any("Maple Street" in label for label in latest(stage, "bea", "preferences-now").labels)
    await stage.press("bea", "preferences.types")
    card = latest(stage, "bea", "preferences-types")
    before = list(card.labels)
    assert len(before) == 9
    await stage.press("bea", "preferences.type", label="loan")
    assert card.revised == 1
    assert sum(one != other for one, other in zip(before, card.labels, strict=True)) == 1
    await stage.say("ana", DRILL, room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["cem"]
    await stage.press("bea", "preferences.type", label="loan")
    assert card.labels == before
    await stage.later("3h")
    assert asked(stage, "bea", "cem") == ["bea", "cem"]


async def test_kinds_of_help_are_a_members_affair(stage: PipeStage) -> None:
    await stage.say("bea", "/preferences")
    await stage.press("bea", "preferences.types")
    await stage.say("bea", "/leave")
    for action in ("preferences.types", "preferences.type"):
        await stage.press("bea", action)
        assert "for members" in stage.answers("bea")[-1]


async def test_a_kind_of_help_of_the_villages_own_is_called_by_its_name(stage: PipeStage) -> None:
    await stage.say("ana", "/set request_types +piano_tuning skill 1.5")
    await stage.say("bea", "/preferences")
    await stage.press("bea", "preferences.types")
    assert any(
        "piano tuning" in label for label in latest(stage, "bea", "preferences-types").labels
    )


async def test_pictures_or_words(stage: PipeStage) -> None:
    def pictured(since: int) -> bool:
        return any(line.get("say") == "picture" for line in stage.lines[since:])

    for wish in ("on", "off"):
        await stage.say("bea", f"/preferences pictures {wish}")
        before = len(stage.lines)
        await stage.say("bea", "/path Cem")
        assert pictured(before) is (wish == "on")


@pytest.mark.parametrize("words", ["quiet 8:00-25:00", "quiet 08:00+01:00-09:00", "quiet a-b"])
async def test_hours_that_are_none(stage: PipeStage, words: str) -> None:
    await stage.say("bea", f"/limits {words}")
    assert stage.private("bea")[-1].key == "refused-limits"


async def test_block_asks_which_of_two_and_knows_only_members(stage: PipeStage) -> None:
    await stage.say("bea", "/block Nobody")
    assert stage.private("bea")[-1].key == "refused-unknown-name"
    await stage.send(event="join", room="maple", user="cem2", name="Cem")
    await stage.press("cem2", "member.in")
    await stage.say("bea", "/block cem")
    assert len(latest(stage, "bea", "which-person").actions) == 2
    await stage.press("bea", "person.block", label="1.")
    assert "Cem" in latest(stage, "bea", "block-done").text
