"""Promises 1 and 2, tried on stories nobody wrote: no number reaches another, and a no cannot be told from silence."""

import random
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village

PEOPLE = ("ana", "bea", "cem", "dia", "eli", "fay")
POOL = 997
"""A pool whose shares look like no other number in a story."""
WORDS = (
    "Could someone lend me a drill on Saturday?",
    "I need a ladder tomorrow morning",
    "Can anyone give me a lift to the station on Friday at 18:00?",
    "I can lend my tent to anybody who needs it",
    "lovely weather",
    "/karma",
    "/mine",
    "/help",
    "/skills drills, ladders",
    "/pause 2",
    "/resume",
    "/block Bea",
    "/unblock Bea",
    "/limits 1",
)


def buttons(stage: PipeStage, person: str) -> list[str]:
    """Return the actions this person can see, the newest last."""
    return [a for m in [*stage.room("maple"), *stage.private(person)] for a in m.actions]


async def act_at_random(stage: PipeStage, chance: random.Random) -> None:
    """Let somebody say or press something, or let time pass."""
    person = chance.choice(PEOPLE)
    kind = chance.random()
    seen = sorted(set(buttons(stage, person)))
    if kind < 0.25 or not seen:
        room = chance.choice(("maple", None))
        await stage.say(person, chance.choice(WORDS), room=room)
    elif kind < 0.9:
        await stage.press(person, chance.choice(seen))
    else:
        await stage.later(chance.choice(("20m", "3h", "1d", "8d")))


def with_pool(database: Path) -> None:
    """Give the village a pool whose shares can be recognised."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE communities SET config = json_set(config, '$.base_karma_pool_per_request', ?)",
            (POOL,),
        )


def karma_of(database: Path) -> dict[str, int]:
    """Return everybody's undecayed karma by handle."""
    query = "SELECT a.handle, sum(l.points) FROM ledger l JOIN accounts a ON a.person = l.person GROUP BY a.handle"
    with sqlite3.connect(database) as connection:
        return dict(connection.execute(query).fetchall())


@pytest.mark.parametrize("seed", range(8))
async def test_no_number_about_a_person_reaches_anybody_else(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    database = tmp_path / "village.db"
    url = f"sqlite+aiosqlite:///{database}"
    async with pipe_stage(url) as stage:
        await a_village(stage, *PEOPLE)
    with_pool(database)
    async with pipe_stage(url, seed=f"{seed}") as again:
        again.take_over(stage)
        for _ in range(150):
            await act_at_random(again, chance)
        lines = again.lines
    shares = {598, 399, *karma_of(database).values()}
    for said in lines:
        numbers = {int(n) for n in re.findall(r"\d+", said.get("text", "")) if len(n) < 9}
        if said.get("key") == "karma-own":
            assert set(said["to"]) == {"user"}
        else:
            assert not numbers & shares, said


def to_others(stage: PipeStage, person: str) -> list[dict[str, Any]]:
    """Return everything said to everybody else; ids are opaque, and differ like dice."""
    return [
        {**said, "id": "", "revision": "", "choices": [c["label"] for c in said.get("choices", ())]}
        for said in stage.lines
        if said.get("to") != {"user": person}
    ]


@pytest.mark.parametrize("answer", ["match.no", "match.rest", "match.block"])
@pytest.mark.parametrize("seed", range(4))
async def test_a_no_cannot_be_told_from_silence(answer: str, seed: int, tmp_path: Path) -> None:
    heard = []
    for said_no in (True, False):
        url = f"sqlite+aiosqlite:///{tmp_path / f'{said_no}.db'}"
        async with pipe_stage(url, seed=f"{seed}") as stage:
            await a_village(stage, *PEOPLE)
            await stage.say("ana", "I need a ladder on Saturday", room="maple")
            await stage.press("ana", "post.confirm")
            silent = next(p for p in PEOPLE[1:] if "match.no" in buttons(stage, p))
            if said_no:
                await stage.press(silent, answer)
            else:
                stage.skip()
            await stage.later("2h")
            await stage.say("ana", "/mine")
            await stage.later("1d")
            helper = next(p for p in PEOPLE[1:] if p != silent and "match.yes" in buttons(stage, p))
            await stage.press(helper, "match.yes")
            await stage.press("ana", "match.accept")
            await stage.later("6d")
            heard.append(to_others(stage, silent))
    assert heard[0] == heard[1]
