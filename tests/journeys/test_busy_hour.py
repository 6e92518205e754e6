"""A busy hour on a homeserver as it comes: 0.2 messages a second, ten at once, and everything has to fit through.

The homeserver is real; the line before it counts as Synapse does by default (a leaky bucket for each account, over
messages, reactions and redactions) and answers as Synapse does. It counts by the village's clock, and so an hour takes
as long as people need to act: nothing is faster than it would be, only nobody waits for the clock.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from bot.spine.clock import SteppedClock
from tests.journeys.matrix_stage import MatrixStage, matrix_stage
from tests.journeys.stories import a_village
from tests.matrix.homeserver import Homeserver

PER_SECOND, BURST = 0.2, 10
"""Synapse's default `rc_message`."""
PEOPLE = {
    "ana": "drill",
    "bea": "ladder",
    "cem": "saw",
    "dia": "tent",
}
EAGER = ("post.confirm", "match.accept", "exchange.done", "match.yes")
"""What everybody does as soon as they can, the most pressing first."""
MINUTES = 60


@dataclass
class Bucket:
    """How much of the limit is used up."""

    clock: SteppedClock
    level: float = 0.0
    at: datetime = field(init=False)
    taken: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.at = self.clock.now()

    async def meddle(self, request: web.Request) -> web.StreamResponse | None:
        """Let a request through, or say how long to wait."""
        if request.method != "PUT" or not ("/send/" in request.path or "/redact/" in request.path):
            return None
        now = self.clock.now()
        self.level = max(0.0, self.level - (now - self.at).total_seconds() * PER_SECOND)
        self.at = now
        if self.level + 1 > BURST:
            self.refused += 1
            wait = (self.level + 1 - BURST) / PER_SECOND
            said = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
            return web.json_response({**said, "retry_after_ms": int(wait * 1000) + 1}, status=429)
        self.level += 1
        self.taken += 1
        return None


async def passes(stage: MatrixStage, clock: SteppedClock, until: datetime) -> None:
    """Let time pass: what waits for its moment goes when it has come."""
    assert stage.spine is not None
    while clock.now() < until:
        nearest = [t for t in (stage.spine.next_due, stage.spine.next_try) if t and t < until]
        clock.move_to(min(nearest, default=until))
        await stage.spine.sweep(clock.now())
    await stage.settle()


def next_act(stage: MatrixStage, person: str) -> str | None:
    """Return what somebody does now, of what they see."""
    offered = {action for seen in stage.private(person) for action in seen.actions}
    return next((action for action in EAGER if action in offered), None)


def letters(file: Path, what: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(file) as database:
        return database.execute(what).fetchall()


@pytest.mark.slow
async def test_a_busy_hour_at_default_limits(homeserver: Homeserver, tmp_path: Path) -> None:
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, *PEOPLE)
        assert stage.spine is not None
        clock = stage.spine.clock
        assert isinstance(clock, SteppedClock)
        bucket = Bucket(clock)
        stage.line.meddle = bucket.meddle
        began = clock.now()
        for person, thing in PEOPLE.items():
            await stage.say(person, f"Could someone lend me a {thing} on Saturday?", room="maple")
        for minute in range(1, MINUTES + 1):
            acts = [act for person in PEOPLE if (act := next_act(stage, person))]
            for person in PEOPLE:
                act = next_act(stage, person)
                if act is not None:
                    await stage.press(person, act)
            await passes(stage, clock, began + timedelta(minutes=minute))
            if not acts and stage.spine.next_try is None:
                break
        nothing_is_lost(stage, tmp_path / "village.db")
        in_order(stage, tmp_path / "village.db")
        assert minute < MINUTES
        assert BURST < bucket.taken <= BURST + PER_SECOND * minute * 60
        assert 0 < bucket.refused < bucket.taken, "it asks again before its time"


def nothing_is_lost(stage: MatrixStage, file: Path) -> None:
    """Every letter was said or overtaken by what it would have said later; everybody got what they asked for."""
    assert letters(file, "SELECT key FROM outbox WHERE state = 'waiting'") == []
    lost = "SELECT kind, key FROM outbox WHERE state = 'dropped' AND kind != 'revise'"
    assert letters(file, lost) == []
    for person in PEOPLE:
        keys = [seen.key for seen in stage.private(person)]
        assert "exchange-done" in keys, (person, keys)


def in_order(stage: MatrixStage, file: Path) -> None:
    """What was meant first stands first, in every chat."""
    told = letters(file, "SELECT reference, seq FROM outbox WHERE kind = 'text'")
    order = {str(reference): seq for reference, seq in told}
    for person in PEOPLE:
        seen = [order[s.id] for s in stage.private(person) if s.id in order]
        assert all(earlier < later for earlier, later in pairwise(seen)), person
