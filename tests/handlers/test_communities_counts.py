"""What is told in numbers is told over five people, or not at all: /insights, the weekly note, /thriving."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.communities import Stage as VillageStage
from core.ports import Capabilities
from handlers.communities import digest
from handlers.table import Turn
from tests.fakes import opened_village, settle_village, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.village_stories import an_open_village

PEOPLE = ("ana", "bea", "cem", "dia", "eli", "fay")
LADDER = "Could someone lend me a ladder? Any day is fine"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def ask(stage: PipeStage, who: str, words: str = LADDER) -> None:
    await stage.say(who, words, room="maple")
    await stage.press(who, "post.confirm")


async def swap(stage: PipeStage, who: str) -> str:
    """Somebody asks, somebody helps, both say that it happened; return who helped."""
    await ask(stage, who)
    helper = asked(stage, *(p for p in PEOPLE if p != who))[0]
    await stage.press(helper, "match.yes")
    await stage.press(who, "match.accept")
    for person in (helper, who):
        await stage.press(person, "exchange.done")
    return helper


async def test_insights_of_a_quiet_village_say_that_it_is_too_few(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    await ask(stage, "fay")
    await stage.say("bea", "/insights")
    told = latest(stage, "bea", "insights-all").text
    assert told.count("too few to say") == 4
    assert "100 percent of the members were active" in told
    assert "6 people joined" in told
    assert not [line for line in stage.lines if line.get("say") == "picture"]


async def test_insights_over_five_people_come_with_a_picture(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    for person in PEOPLE[:5]:
        await swap(stage, person)
    await stage.later("1h")
    await stage.say("bea", "/insights")
    picture = [line for line in stage.lines if line.get("say") == "picture"][-1]
    assert picture["to"] == {"user": "bea"}
    assert "100 percent of what was asked" in picture["alt"]
    assert "within an hour" in picture["alt"]
    assert "Open requests: too few to say" in picture["alt"]
    assert "Helping is" in picture["alt"]
    assert not any(name.title() in picture["alt"] for name in PEOPLE)


async def test_a_village_thrives_once_five_people_did_something(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    took_part: set[str] = set()
    for person in PEOPLE[:5]:
        await stage.say("ana", "/thriving 5")
        told = stage.private("ana")[-1].key
        assert told == ("thriving-all" if len(took_part) >= 5 else "thriving-none")
        took_part |= {person, await swap(stage, person)}
    for words, key in (
        ("", "thriving-all"),
        (" 7", "thriving-none"),
        (" 6", "thriving-all"),
        (" 0", "thriving-all"),
    ):
        await stage.say("ana", f"/thriving{words}")
        assert stage.private("ana")[-1].key == key, words
    assert "exchange" not in latest(stage, "ana", "thriving-all").text


async def test_a_thriving_village_is_viewed_and_copied(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    for person in PEOPLE[:5]:
        await swap(stage, person)
    await stage.say("zoe", "/thriving 5")
    assert latest(stage, "zoe", "thriving-none")
    for key, value in (("visibility_mode", "public"), ("wave_size", "5")):
        await stage.say("ana", f"/set {key} {value}")
        for person in ("bea", "cem"):
            await stage.press(person, "config.yes")
    await stage.added("oak", "Oak Lane", by="zoe")
    await stage.press("zoe", "member.in")
    await stage.say("zoe", "/thriving 5")
    await stage.press("zoe", "thriving.view")
    assert "5 people at a time" in latest(stage, "zoe", "template-shown").text
    await stage.press("zoe", "copy.show")
    assert "5 people at a time" in latest(stage, "zoe", "copy-differences").text
    await stage.press("zoe", "copy.all")
    await stage.say("zoe", "/config wave_size")
    assert "5 people at a time" in latest(stage, "zoe", "config-one").text


async def noted(stage: PipeStage) -> list[str]:
    return [m.text for m in stage.room("maple") if m.key == "digest-week"]


async def test_the_weekly_note_tells_what_was_said_aloud_and_no_names(stage: PipeStage) -> None:
    await a_village(stage, *PEOPLE)
    await stage.say("ana", "/set room_digest yes")
    await ask(stage, "bea", "Could someone lend me a ladder? Any day is fine")
    await stage.say("cem", "/offer I can lend a drill any day")
    await stage.press("cem", "post.confirm")
    await stage.say("dia", "/ask Could someone lend me a saw? Any day is fine")
    await stage.press("dia", "post.confirm")
    await stage.later("8d")
    note = (await noted(stage))[0]
    assert "Somebody could use" in note
    assert "ladder" in note
    assert "On offer" in note
    assert "saw" not in note
    assert "did something for each other" not in note
    assert not any(name.title() in note for name in PEOPLE)


async def test_the_weekly_note_counts_what_five_people_did(stage: PipeStage) -> None:
    await a_village(stage, *PEOPLE)
    await stage.say("ana", "/set room_digest yes")
    await stage.later("5d")
    for person in PEOPLE[:5]:
        await swap(stage, person)
    await stage.later("3d")
    assert "did something for each other 5 times" in (await noted(stage))[0]


async def test_the_weekly_note_ends_when_it_is_not_wished_any_more(stage: PipeStage) -> None:
    await a_village(stage, *PEOPLE)
    await stage.say("ana", "/set room_digest yes")
    await ask(stage, "bea")
    await stage.later("8d")
    assert len(await noted(stage)) == 1
    await stage.later("7d")
    assert len(await noted(stage)) == 2
    await stage.say("ana", "/set room_digest no")
    await stage.later("8d")
    assert len(await noted(stage)) == 2


async def test_a_week_without_anything_has_no_note(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/set room_digest yes")
    await stage.later("15d")
    assert await noted(stage) == []


async def test_a_village_without_a_room_or_closed_has_no_note(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        community = await opened_village(work, await settle_village(work, room_digest=True))
        turn = Turn(work=work, can=Capabilities(), subject=community.id)
        for room in await work.communities.rooms(community.id):
            await work.communities.drop_room(room.id)
        assert await digest.note(turn) == []
        assert community.stage is VillageStage.OPEN
