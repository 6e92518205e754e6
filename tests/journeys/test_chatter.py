"""Promise 3: chatter leaves no trace."""

import sqlite3
from pathlib import Path
from typing import Any

from tests.journeys.stage import pipe_stage
from tests.journeys.stories import a_village


def contents(folder: Path) -> bytes:
    """Return every byte the village keeps: database, journal and whatever lies beside them."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


CHATTER = (
    "lovely weather today, isn't it",
    "did you see the marmalade kestrel on the roof?",
    "haha yes",
    "Bea, can you call me back about the marmalade?",
    "gracias, ya encontramos uno",
    "> can anyone lend me a marmalade spoon?",
)


def rows(database: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(database) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


async def test_chatter_writes_nothing_and_is_not_logged(tmp_path: Path, capfd: Any) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.player.settle()
        before = rows(database)
        lines = len(stage.lines)
        for text in CHATTER:
            message = await stage.say("zoe", text, room="maple")
            await stage.edit("zoe", message, f"{text}!", "maple")
            await stage.delete(message, "maple")
        assert rows(database) == before
        assert len(stage.lines) == lines
    assert b"marmalade" not in contents(tmp_path)
    assert b"zoe" not in contents(tmp_path)
    said = capfd.readouterr()
    assert "marmalade" not in said.out + said.err


async def test_a_draft_that_was_no_request_leaves_no_words(tmp_path: Path) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "Could someone lend me a marmalade spoon?", room="maple")
        await stage.press("ana", "post.not")
        await stage.player.settle()
    assert b"marmalade" not in contents(tmp_path)


async def test_an_unconfirmed_draft_is_forgotten(tmp_path: Path) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "Could someone lend me a marmalade spoon?", room="maple")
        await stage.later("4d")
        assert stage.private("ana")[-1].key == "post-confirm-request"
    assert b"marmalade" not in contents(tmp_path)


async def test_an_author_who_never_answered_is_forgotten_too(tmp_path: Path) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("passerby", "Could someone lend me a marmalade spoon?", room="maple")
        assert any(row[1] == "passerby" for row in rows(database)["people"])
        await stage.later("4d")
        assert {row[1] for row in rows(database)["people"]} == {"ana", "Bea"}


async def test_a_reaction_and_a_strangers_leaving_make_nobody_known(tmp_path: Path) -> None:
    database = tmp_path / "village.db"
    async with pipe_stage(f"sqlite+aiosqlite:///{database}") as stage:
        await a_village(stage, "ana", "bea")
        before = rows(database)["people"]
        await stage.send(event="react", by_="zoe", message="m1", emoji="+1", room="maple")
        await stage.leaves("maple", "zoe")
        assert rows(database)["people"] == before
