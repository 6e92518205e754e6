"""What a closed vote leaves behind: its result. And that nothing of it is lost or told twice, whatever crashes when."""

import asyncio
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import latest
from tests.journeys.test_kill import run, run_and_kill
from tests.journeys.village_stories import an_open_village
from tests.journeys.votes_stories import an_open_vote, told

CHOICES = ("yes", "no", "abstain")
VOTED = {"ana": "yes", "bea": "no", "cem": "yes", "dia": "abstain"}


def rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as it lies in the file now."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for (name,) in tables.fetchall()
        }


def raw(file: Path) -> bytes:
    """Return everything that lies on the disk: the file, and what was not written into it yet."""
    beside = (Path(f"{file}{end}") for end in ("", "-wal", "-journal"))
    return b"".join(path.read_bytes() for path in beside if path.exists())


async def press_unnamed(stage: PipeStage, person: str, choice: str) -> None:
    """Vote by an event without an id of its own, so that the bot makes one from what happened."""
    button = stage.button(person, f"ballot.{choice}")
    await stage.player.line(json.dumps({"event": "press", "from": person, **button}))


async def test_nothing_of_a_ballot_is_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{file}") as stage:
        await an_open_village(stage)
        await an_open_vote(stage)
        await stage.say("dia", "/votes")
        for person, choice in VOTED.items():
            for said in ("no", "yes", "no", choice):
                await press_unnamed(stage, person, said)
        await stage.player.settle()
        before = rows(file)
        people = {row["id"] for row in before["people"]}
        (key,) = [row["key"] for row in before["ballot_keys"]]
        slips = [row["slip"] for row in before["ballots"]]
        causes = [row["cause"] for row in before["ballot_traces"]]
        assert (len(slips), len(causes)) == (4, 4)
        for row in before["ballots"]:
            assert not people & set(row.values()), (
                "while it is open too, a choice lies apart from its person"
            )
        assert not set(CHOICES) & {value for row in before["rolls"] for value in row.values()}
        await stage.later("7d")
        (result,) = told(stage, "vote-passed")
        assert "4 of 5" in result.text
        await stage.player.settle()
        after, left = rows(file), raw(file)
        for table in ("ballots", "ballot_keys", "ballot_traces", "rolls", "seconders"):
            assert after[table] == [], table
        for word in (key, *slips, *causes):
            assert word.encode() not in left
        assert not {row["key"] for row in after["inbox"]} & set(causes)
        assert [r for r in after["outbox"] if r["key"] == "ballot-noted"] == []
        for table, kept in after.items():
            for row in kept:
                told_of = [p for p in people if any(p in str(value) for value in row.values())]
                choices = [c for c in CHOICES if f"ballot.{c}" in str(row)]
                assert len(choices) in (0, 3) or not told_of, (table, row)


async def test_the_last_press_counts_though_nothing_names_it(tmp_path: Path) -> None:
    """Yes, no, yes again: the third is not taken for the first, though it is made of the same parts."""
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await an_open_village(stage)
        await an_open_vote(stage)
        for person in VOTED:
            for said in ("yes", "no", "yes"):
                await press_unnamed(stage, person, said)
        await stage.later("7d")
        assert told(stage, "vote-passed")


async def test_a_poll_among_neighbours_leaves_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{file}") as stage:
        await an_open_village(stage)
        before = rows(file)
        await stage.send(event="vote", by_="zoe", poll="theirs", options=[0])
        await stage.player.settle()
        after = rows(file)
        assert {name: len(kept) for name, kept in after.items()} == {
            name: len(kept) for name, kept in before.items()
        }


async def a_vote_to_kill(stage: PipeStage) -> None:
    """Two votes that close at the same moment, one of which changes a rule's norms."""
    await an_open_village(stage)
    await an_open_vote(stage)
    await an_open_vote(stage, "norm Quiet after ten")
    for person in ("ana", "bea", "cem"):
        await stage.press(person, "ballot.yes")
    await stage.say("dia", "/votes")
    await stage.press("dia", "votes.ballot", label="shed")
    await stage.press("dia", "ballot.no")
    await stage.later("8d")
    await stage.say("eli", "/config")
    assert "Quiet after ten" in latest(stage, "eli", "config-all").text


@pytest.mark.slow
async def test_killed_at_the_close_and_played_again(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'recorded.db'}") as stage:
        await a_vote_to_kill(stage)
        script = "".join(f"{line}\n" for line in [*stage.sent, '{"event":"sync","id":"end"}'])
    calm = await asyncio.to_thread(run, tmp_path / "calm.db", script)
    chance = random.Random(9)
    for storm in range(2):
        file = tmp_path / f"storm-{storm}.db"
        said = []
        for _ in range(2):
            said += await asyncio.to_thread(run_and_kill, file, script, chance, len(calm))
        said += await asyncio.to_thread(run, file, script)
        assert set(said) == set(calm)
        assert rows(file)["proposals"] == rows(tmp_path / "calm.db")["proposals"]
