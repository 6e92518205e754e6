"""Private words for somebody who cannot be reached: they wait, and never fall back to the room."""

from pathlib import Path

from tests.journeys.stage import pipe_stage
from tests.journeys.stories import a_village, asked


async def test_an_author_who_cannot_be_reached_is_asked_under_their_message(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea")
        message = await stage.say("ana", "I need a ladder tomorrow", room="maple")
        shown = stage.lines[-1]
        assert (shown["to"], shown["only_for"], shown["reply_to"]) == (
            {"room": "maple"},
            "ana",
            message,
        )
        await stage.send(event="press", by_="bea", **stage.button("ana", "post.confirm"))
        assert not stage.private("bea")
        await stage.later("16m")
        assert stage.lines[-1] == {"say": "withdraw", "id": shown["id"]}


async def test_what_waits_is_said_once_the_person_can_be_reached(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea")
        await stage.reach("bea", "open")
        await stage.say("ana", "I need a ladder tomorrow", room="maple")
        await stage.press("ana", "post.confirm")
        assert asked(stage, "bea") == ["bea"]
        await stage.press("bea", "match.yes")
        assert not [said for said in stage.lines if said.get("key") == "match-offer"]
        await stage.reach("ana", "open")
        offer = [said for said in stage.lines if said.get("key") == "match-offer"]
        assert [said["to"] for said in offer] == [{"user": "ana"}]


async def test_nobody_unreachable_is_asked(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    async with pipe_stage(url, unreachable=True) as stage:
        await a_village(stage, "ana", "bea", "cem")
        await stage.reach("ana", "open")
        await stage.reach("cem", "open")
        await stage.say("ana", "I need a ladder tomorrow", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.reach("bea", "open")
        assert asked(stage, "bea", "cem") == ["cem"]
