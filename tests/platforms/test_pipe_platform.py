"""The pipe's lines out, exactly as 5-pipe.md writes them, for each kind of item."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.pipe import Pipe
from core.ports import Button, Delivered, MessageId, Outgoing
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, from_a_request_to_karma, latest

YES = Button("t0k3n", "match.yes", "I can")
CHOICE = {"id": "t0k3n", "action": "match.yes", "label": "I can"}
ASK: dict[str, Any] = {"key": "match-ask", "text": "Could you?", "buttons": (YES,)}


async def said(**item: Any) -> dict[str, Any]:
    """Deliver one item, and return the one line that was written."""
    written: list[str] = []
    answer = await Pipe(written.append).deliver(Outgoing(id=MessageId("b12"), **item))
    assert answer == Delivered("b12")
    (line,) = written
    assert line.endswith("\n")
    assert line.count("\n") == 1
    return json.loads(line)  # type: ignore[no-any-return]


async def test_a_private_text() -> None:
    assert await said(kind="text", user="bob", **ASK) == {
        "say": "text",
        "id": "b12",
        "key": "match-ask",
        "to": {"user": "bob"},
        "text": "Could you?",
        "choices": [CHOICE],
    }


async def test_a_text_in_a_room_that_answers_something_and_is_for_one_person() -> None:
    told = await said(kind="text", room="maple", reply_to="m1", only_for="bob", **ASK)
    assert (told["to"], told["reply_to"], told["only_for"]) == ({"room": "maple"}, "m1", "bob")


async def test_a_revision_bears_the_id_of_what_it_revises() -> None:
    told = await said(kind="revise", user="bob", target="b3", **ASK)
    assert (told["say"], told["id"], told["text"]) == ("revise", "b3", "Could you?")
    assert told["choices"] == [CHOICE]


@pytest.mark.parametrize("kind", ["withdraw", "close_poll"])
async def test_what_ends_a_message_names_it(kind: str) -> None:
    assert await said(kind=kind, room="maple", target="b3") == {"say": kind, "id": "b3"}


@pytest.mark.parametrize("kind", ["mark", "unmark"])
async def test_a_mark(kind: str) -> None:
    assert await said(kind=kind, room="maple", target="m1", meaning="heard") == {
        "say": kind,
        "to": {"room": "maple"},
        "target": "m1",
        "meaning": "heard",
    }


async def test_a_poll() -> None:
    closes = datetime(2026, 1, 12, 9, tzinfo=UTC)
    told = await said(
        kind="poll", room="maple", text="A bench?", options=("Yes", "No"), closes=closes
    )
    assert told == {
        "say": "poll",
        "key": "",
        "id": "b12",
        "to": {"room": "maple"},
        "question": "A bench?",
        "options": ["Yes", "No"],
        "closes": "2026-01-12T09:00:00Z",
        "native": True,
    }
    assert (await said(kind="poll", room="maple", text="A bench?"))["closes"] is None


async def test_a_picture_and_a_file() -> None:
    content = base64.b64encode(b"\x89PNG").decode()
    assert await said(kind="picture", user="bob", text="a path", content=b"\x89PNG") == {
        "say": "picture",
        "id": "b12",
        "to": {"user": "bob"},
        "alt": "a path",
        "png_base64": content,
    }
    told = await said(kind="file", user="bob", name="exchange.ics", content=b"\x89PNG")
    assert (told["say"], told["name"], told["base64"]) == ("file", "exchange.ics", content)
    assert told["to"] == {"user": "bob"}


async def test_the_answer_to_a_press() -> None:
    told = await said(kind="answer", user="bob", key="match-no-noted", text="That's fine.")
    assert (told["say"], told["to"], told["text"]) == ("answer", {"user": "bob"}, "That's fine.")


async def test_letters_of_every_script_stand_as_they_are() -> None:
    written: list[str] = []
    await Pipe(written.append).deliver(
        Outgoing(id=MessageId("b"), kind="text", user="bob", text="jardín\n庭 “x”")
    )
    assert "jardín\\n庭 “x”" in written[0]


async def test_nothing_comes_from_the_pipe_by_itself() -> None:
    assert [event async for event in Pipe(print).events()] == []


def test_people_are_open_from_the_start_unless_unreachable() -> None:
    assert Pipe(print).can.reach_at_first == "open"
    assert Pipe(print, unreachable=True).can.reach_at_first == "unknown"


async def in_spanish(stage: PipeStage) -> None:
    """The whole main loop, as Spanish neighbours say it."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "¿Alguien me puede prestar un taladro el sábado a las 10?", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("bea", "exchange.done")
    await stage.press("ana", "exchange.done")
    await stage.press("ana", "exchange.thank")
    await stage.say("bea", "/karma")
    await stage.press("bea", "karma.opt_in")


async def test_the_same_story_in_spanish(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'pueblo.db'}"
    async with pipe_stage(url, language="es") as stage:
        await in_spanish(stage)
        assert "taladro" in latest(stage, "ana", "post-agreed").text
        assert "10:00" in latest(stage, "bea", "exchange-done").text
        assert "60" in latest(stage, "bea", "karma-own").text
        assert "gracias" in latest(stage, "bea", "exchange-thanks").text.lower()
        assert "sáb" in latest(stage, "bea", "exchange-done").text.lower()
        for line in stage.lines:
            words = line.get("text", "").lower().split()
            assert not {"the", "you", "your", "somebody"} & set(words), line


async def test_both_languages_say_the_same_keys(tmp_path: Path) -> None:
    keys = []
    for language in ("en", "es"):
        url = f"sqlite+aiosqlite:///{tmp_path / language}.db"
        async with pipe_stage(url, language=language) as stage:
            await from_a_request_to_karma(stage)
            keys.append([(line["say"], line.get("key"), line.get("to")) for line in stage.lines])
    assert keys[0] == keys[1]
