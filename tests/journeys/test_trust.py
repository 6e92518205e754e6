"""Trust as people meet it: ties in words, the way to somebody, privacy wishes, and everything about oneself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.telegram_stage import telegram_stage
from tests.telegram.schema import MISSING

PLATFORMS = [
    "pipe",
    pytest.param("telegram", marks=pytest.mark.skipif(bool(MISSING), reason="no schema here")),
]


@pytest.fixture(params=PLATFORMS)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Any]:
    """A village of four, on the pipe and on Telegram."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"
    opened: Any = pipe_stage(url) if request.param == "pipe" else telegram_stage(tmp_path)
    async with opened as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def helped(stage: Any, asker: str, helper: str) -> None:
    """Let one help the other, by way of a card in the room so that chance has no say."""
    await stage.say(asker, "Could someone lend me a ladder?", room="maple")
    await stage.press(asker, "post.confirm")
    await stage.later("4d")
    await stage.press(asker, "post.room")
    await stage.press(helper, "match.yes")
    await stage.press(asker, "match.accept")
    await stage.press(asker, "exchange.done")
    await stage.press(helper, "exchange.done")


async def test_ties_are_told_in_words_to_their_owner(stage: Any) -> None:
    await stage.say("ana", "/ties")
    assert latest(stage, "ana", "ties-none")
    await helped(stage, "ana", "bea")
    await stage.say("ana", "/ties")
    own = latest(stage, "ana", "ties-own").text
    assert "Warm: Bea" in own or "Fading: Bea" in own  # the border is where one exchange begins
    await stage.later("120d")
    await stage.say("ana", "/ties")
    assert "Nearly forgotten: Bea" in latest(stage, "ana", "ties-own").text
    await stage.press("ana", "ties.picture")
    assert "Bea: nearly forgotten" in stage.pictures("ana")[-1][0]


async def test_a_path_goes_through_people_and_shows_no_numbers(stage: Any) -> None:
    await helped(stage, "ana", "bea")
    await helped(stage, "cem", "bea")
    await stage.later("31d")
    await stage.say("ana", "/path Cem")
    alt, png = stage.pictures("ana")[-1]
    assert "You and Bea have helped each other" in alt
    assert "Bea and Cem have helped each other" in alt
    assert not any(character.isdigit() for character in alt)
    assert png.startswith(b"\x89PNG")


async def test_who_wishes_it_is_passed_over_or_not_found(stage: Any) -> None:
    await helped(stage, "ana", "bea")
    await helped(stage, "cem", "bea")
    await stage.later("31d")
    await stage.say("bea", "/preferences paths off")
    await stage.say("ana", "/path Cem")
    assert "Bea" not in stage.pictures("ana")[-1][0]
    await stage.say("cem", "/preferences found off")
    await stage.say("ana", "/path Cem")
    hidden = latest(stage, "ana", "path-none").text
    await stage.say("dia", "/block Ana")
    await stage.say("ana", "/path Dia")
    assert latest(stage, "ana", "path-none").text == hidden.replace("Cem", "Dia")


async def test_three_looks_a_week(stage: Any) -> None:
    for _ in range(3):
        await stage.say("ana", "/path Bea")
    await stage.say("ana", "/path Bea")
    assert latest(stage, "ana", "refused-path-looks")
    await stage.later("8d")
    await stage.say("ana", "/path Bea")
    assert len(stage.pictures("ana")) == 4


async def test_an_ask_says_how_one_is_connected(stage: Any) -> None:
    await helped(stage, "ana", "bea")
    await stage.later("31d")
    await stage.say("ana", "I need a drill on Friday at 15:00", room="maple")
    await stage.press("ana", "post.confirm")
    assert "You and ana have helped" in latest(stage, "bea", "match-ask").text.replace("Ana", "ana")
    assert "have helped" not in latest(stage, "dia", "match-ask").text


async def test_karma_tells_trust_in_words_and_nothing_to_others(stage: Any) -> None:
    await helped(stage, "ana", "bea")
    await stage.later("2d")
    await stage.say("bea", "/karma")
    await stage.press("bea", "karma.opt_in")
    told = latest(stage, "bea", "karma-own").text
    assert "here" in told.split("\n")[1]


async def test_a_nearly_forgotten_tie_is_mentioned_once_to_who_wishes_it(stage: Any) -> None:
    await helped(stage, "ana", "bea")
    await stage.say("ana", "/preferences reminders on")
    await stage.later("130d")
    told = {person: [m.text for m in stage.private(person)] for person in ("ana", "bea")}
    assert len([text for text in told["ana"] if "in a while" in text]) == 1
    assert not [text for text in told["bea"] if "in a while" in text]


async def test_mydata_holds_everything_about_oneself_and_nobodys_no(stage: Any) -> None:
    await stage.say("ana", "I need a saw on Friday at 15:00", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.no")
    await helped(stage, "ana", "cem")
    await stage.later("2d")
    await stage.say("ana", "/mydata")
    held = json.loads(stage.files("ana")[-1])
    assert held["karma"] == [{"village": "Maple Street", "points": 40}]
    assert held["standings"][0]["trust"] >= 0
    assert {"profile", "accounts", "posts", "exchanges", "ledger", "ties"} <= held.keys()
    assert "asks" not in held
    await stage.say("bea", "/mydata")
    hers = json.loads(stage.files("bea")[-1])
    assert {ask["outcome"] for ask in hers["asks"]} >= {"no"}


async def test_people_know_of_somebody_through_another_village(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'two.db'}") as stage:
        crowd = ("ana", "bea", "cem", "dia", "eli")
        await a_village(stage, *crowd)
        for _ in range(3):
            for asker, helper in (("ana", "bea"), ("bea", "cem"), ("cem", "ana"), ("dia", "ana")):
                await helped(stage, asker, helper)
                await stage.later("6d")
        await stage.added("oak", "Oak Lane", by="bea")
        await stage.join("oak", "cem", "ana")
        await stage.press("bea", "member.in")
        await stage.press("ana", "member.in")
        assert not [m for m in stage.private("ana") if m.key == "letter-told"]
