"""Help lists what works, and only that."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from core.events import BotAdded
from handlers.table import Command, Deadline, Entry, Happened, Press, Table, Where, Who
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


def commands() -> set[str]:
    return {command.name for command in app.table().commands()}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_help_lists_what_takes_no_right_to_anybody(stage: PipeStage, language: str) -> None:
    await stage.say("zoe", f"/language {language}")
    await stage.say("zoe", "/help")
    told = latest(stage, "zoe", "help-all").text
    anybodys = {e.trigger.name for e in app.table().entries if is_command(e) and e.may is None}
    assert set(re.findall(r"(?m)^/(\w+)", told)) == anybodys


def is_command(entry: Entry) -> bool:
    return isinstance(entry.trigger, Command)


async def test_every_listed_command_answers_a_member(stage: PipeStage) -> None:
    await a_village(stage, "ana", "bea")
    for name in sorted(commands() - {"leave"}):
        before = len(stage.lines)
        await stage.say("ana", f"/{name}")
        said = stage.lines[before:]
        assert said, name
        assert all(
            line.get("key") not in ("went-wrong", "refused-unknown-command") for line in said
        )
        assert all(line["to"] == {"user": "ana"} for line in said)


async def _nothing(_turn: object) -> tuple[()]:
    return ()


@pytest.mark.parametrize(
    "trigger", [Command("x"), Press("x"), Deadline("x"), Happened(BotAdded)], ids=repr
)
def test_nothing_is_answered_by_two(
    trigger: Command | Press | Deadline | Happened,
) -> None:
    entry = Entry(trigger, Where.ANYWHERE, Who.ANYONE, _nothing)
    assert Table([entry]).find(trigger) is entry
    with pytest.raises(ValueError, match="two handlers"):
        Table([entry, entry])
