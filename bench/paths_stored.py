"""What a trust path costs in a large database, where the graph is never loaded.

Run as `python -m bench.paths_stored`; `--members 60000` takes a smaller one. Invented villages of 150 are written
to an SQLite file in a temporary folder: some ten ties for each member, and in each village three people who also
live in another one. Then paths of at most three hops are sought, each in a unit of work of its own, with the file
in the system's cache; queries are counted in a second pass. Beside them stand the floor, one person's neighbours
by one indexed query, and the whole use case `trust.path`, which also reads who wishes to be left out.

Ids are half as long as true ones, which keeps the file small; they are scattered in the same way, and a person's
ties lie apart in the file as if they had been made one after the other.
"""

import argparse
import asyncio
import gc
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam, event, select, union_all
from sqlalchemy.engine import Engine

from core import trust
from core.communities import Config
from core.ids import PersonId
from core.trust import find_chain_in
from storage.database import Database, UnitOfWork
from storage.trust import ties

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MEMBERS, SMALL = 1_500_000, 60_000
VILLAGE, TIES_EACH, BRIDGES, BRIDGE_TIES = 150, 10, 3, 5
ROUNDS, CHUNK = 4, 100_000
PAIRS, MAX_HOPS, GOAL = 200, 3, 10e-3
DAY = 86_400_000_000
DEFERRED = ("ix_ties_a", "ix_ties_b", "ix_members_person_standing")
Places = npt.NDArray[np.int64]
Pair = tuple[PersonId, PersonId]
Search = Callable[[UnitOfWork, PersonId, PersonId], Awaitable[object]]


@dataclass(frozen=True)
class World:
    """Who lives where: person k in village k // 150, and the bridges also in another one."""

    people: list[PersonId]
    villages: int
    bridges: Places
    away: Places

    def pairs(self, dice: random.Random) -> dict[str, list[Pair]]:
        """Return pairs of neighbours, of people whose villages share a member, and of strangers."""

        def of(village: int) -> PersonId:
            return self.people[village * VILLAGE + dice.randrange(VILLAGE)]

        home = [dice.randrange(self.villages) for _ in range(PAIRS)]
        bridges = [dice.randrange(len(self.bridges)) for _ in range(PAIRS)]
        bridged = [(int(self.bridges[k]) // VILLAGE, int(self.away[k])) for k in bridges]
        strangers = [dice.sample(range(self.villages), 2) for _ in range(PAIRS)]
        return {
            "same village": [(of(v), of(v)) for v in home],
            "bridged villages": [(of(v), of(w)) for v, w in bridged],
            "unrelated": [(of(v), of(w)) for v, w in strangers],
        }


def scattered(count: int) -> tuple[Places, list[str]]:
    """Return distinct numbers in no order, and names of eight letters that sort as they do."""
    numbers = (np.arange(count, dtype=np.int64) * 618_970_019 + 7) % (1 << 40)
    letters = np.array(list("0123456789abcdefghijklmnopqrstuv"))
    columns = [letters[(numbers >> shift) & 31] for shift in range(35, -1, -5)]
    return numbers, ["".join(name) for name in zip(*(c.tolist() for c in columns), strict=True)]


def joined(villages: int, bridges: Places, away: Places, luck: np.random.Generator) -> Places:
    """Return a row for each tie: village, one, other. Most are within a circle of neighbours."""
    count = villages * VILLAGE * TIES_EACH // 2
    one = np.repeat(np.arange(villages * VILLAGE), TIES_EACH // 2)
    step = np.where(
        luck.random(count) < 0.4, luck.integers(1, VILLAGE, count), luck.integers(1, 15, count)
    )
    other = one - one % VILLAGE + (one + step) % VILLAGE
    guests = np.repeat(bridges, BRIDGE_TIES)
    hosts = np.repeat(away, BRIDGE_TIES)
    met = hosts * VILLAGE + luck.integers(0, VILLAGE, len(hosts))
    rows = np.stack(
        [
            np.concatenate([one // VILLAGE, hosts]),
            np.concatenate([np.minimum(one, other), np.minimum(guests, met)]),
            np.concatenate([np.maximum(one, other), np.maximum(guests, met)]),
        ]
    )
    key = (rows[0] * villages * VILLAGE + rows[1]) * VILLAGE * 2 + rows[2] % (VILLAGE * 2)
    _, kept = np.unique(key, return_index=True)
    return rows[:, kept]


def write(file: Path, members: int, seed: int) -> World:
    """Write a world into a database that is up to date and empty."""
    luck = np.random.default_rng(seed)
    villages = members // VILLAGE
    numbers, names = scattered(villages * VILLAGE)
    bridges = np.concatenate([np.arange(villages) * VILLAGE + k for k in range(BRIDGES)])
    away = (bridges // VILLAGE + luck.integers(1, villages, len(bridges))) % villages
    at = int(NOW.timestamp()) * 1_000_000
    homes = [f"v{number:07}" for number in range(villages)]
    config = Config().model_dump_json()
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
        db.execute(f"PRAGMA {pragma}")
    made = [_index(db, name) for name in DEFERRED]
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO communities (id, title, config, version, founded_at) VALUES (?, ?, ?, 1, ?)",
        zip(homes, homes, repeat(config), repeat(at - 800 * DAY), strict=False),
    )
    wishes = (luck.random(len(names)) >= 0.01).tolist()
    db.executemany(
        "INSERT INTO people (id, name, urgent_at_night, in_paths) VALUES (?, ?, 0, ?)",
        zip(names, names, wishes, strict=True),
    )
    living = [(homes[k // VILLAGE], name) for k, name in enumerate(names)]
    living += [
        (homes[there], names[one])
        for one, there in zip(bridges.tolist(), away.tolist(), strict=True)
    ]
    db.executemany(
        "INSERT INTO members (community, person, since, standing, admin) VALUES (?, ?, ?, 'member', 0)",
        ((*lives, at - 500 * DAY) for lives in sorted(living)),
    )
    rows = joined(villages, bridges, away, luck)
    for lap in range(ROUNDS):
        _write_ties(db, rows[:, lap::ROUNDS], numbers, (homes, names), at, luck)
    for statement in made:
        db.execute(statement)
    db.execute("COMMIT")
    db.close()
    print(f"{len(names):,} members of {villages:,} villages, {rows.shape[1]:,} ties", end="")
    return World([PersonId(name) for name in names], villages, bridges, away)


def _index(db: sqlite3.Connection, name: str) -> str:
    """Drop an index, to be made again once everything is written; return how."""
    found = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    db.execute(f"DROP INDEX {name}")
    return str(found[0])


def _write_ties(
    db: sqlite3.Connection,
    rows: Places,
    numbers: Places,
    words: tuple[list[str], list[str]],
    at: int,
    luck: np.random.Generator,
) -> None:
    homes, names = (np.array(known, dtype=object) for known in words)
    for begin in range(0, rows.shape[1], CHUNK):
        village, one, other = rows[:, begin : begin + CHUNK]
        turned = numbers[one] > numbers[other]
        count = len(village)
        first = at - (luck.uniform(31, 400, count) * DAY).astype(np.int64)
        last = first + ((at - first) * luck.random(count)).astype(np.int64)
        columns: Sequence[npt.NDArray[Any]] = (
            homes[village],
            names[np.where(turned, other, one)],
            names[np.where(turned, one, other)],
            luck.uniform(0.3, 3.0, count),
            luck.uniform(0.0, 3.0, count),
            luck.integers(1, 9, count),
            first,
            last,
        )
        db.executemany(
            "INSERT INTO ties (community, a, b, by_a, by_b, count, first_at, last_at, kinds)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'helped')",
            zip(*(column.tolist() for column in columns), strict=True),
        )


async def chain(work: UnitOfWork, one: PersonId, other: PersonId) -> object:
    """Seek a path as `/path` does, by the stored links alone."""
    return await find_chain_in(work.ties.links(one, work.now), one, other, MAX_HOPS)


async def whole(work: UnitOfWork, one: PersonId, other: PersonId) -> object:
    """Seek a path by the whole use case, wishes included."""
    viewer, found = await work.people.get(one), await work.people.get(other)
    return await trust.path(work, viewer, found, MAX_HOPS)


_NEIGHBOURS = union_all(
    select(ties.c.b).where(ties.c.a == bindparam("one")),
    select(ties.c.a).where(ties.c.b == bindparam("one")),
)


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Database]:
    """Open the database as the program does."""
    database = await Database.open(f"sqlite+aiosqlite:///{file}", "7")
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are executed."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@dataclass(frozen=True)
class Took:
    """The seconds of every search, by the clock and of the processor, sorted; and how many found something."""

    seconds: list[float]
    processor: list[float]
    found: int


async def timed(database: Database, search: Search, pairs: Sequence[Pair]) -> Took:
    """Search for every pair, each in a unit of work of its own."""
    seconds, processor, found = [], [], 0
    for one, other in pairs:
        async with database.begin("bench", NOW) as work:
            begun, busy = time.perf_counter(), time.process_time()
            answer = await search(work, one, other)
            processor.append(time.process_time() - busy)
            seconds.append(time.perf_counter() - begun)
        found += answer is not None
    return Took(sorted(seconds), sorted(processor), found)


async def neighbours(work: UnitOfWork, one: PersonId, _other: PersonId) -> object:
    """Do the least that a search could: one indexed query for one person's neighbours."""
    found = await work.ties._connection.execute(_NEIGHBOURS, {"one": one})  # noqa: SLF001 - the bare floor
    return found.all()


async def measure(file: Path, world: World) -> bool:
    """Print what each kind of search costs; say whether the goal is met by each."""
    kinds = world.pairs(random.Random(3))  # noqa: S311 - generated data
    met = True
    print(
        f"up to {MAX_HOPS} hops      queries    p50 ms    p95 ms  p95 processor  found of {PAIRS}"
    )
    async with opened(file) as database:
        _line("floor", 1, await timed(database, neighbours, kinds["unrelated"]))
        for kind, pairs in kinds.items():
            await timed(database, chain, pairs[:20])
            took = await timed(database, chain, pairs)
            with counted() as statements:
                await timed(database, chain, pairs)
            begins = sum(statement.startswith("BEGIN") for statement in statements)
            _line(kind, (len(statements) - begins) / PAIRS, took)
            met &= p95(took.seconds) < GOAL
        mixed = [pair for pairs in kinds.values() for pair in pairs[: PAIRS // 10]]
        _line("use case, mixed", None, await timed(database, whole, mixed))
    print(f"goal p95 < {GOAL * 1e3:.0f} ms for each kind: {'met' if met else 'MISSED'}")
    return met


def p95(seconds: Sequence[float]) -> float:
    """Return what 95 of 100 stay below."""
    return seconds[int(len(seconds) * 0.95)]


def _line(name: str, queries: float | None, took: Took) -> None:
    asked = f"{queries:10.1f}" if queries is not None else " " * 10
    middle, slow = statistics.median(took.seconds) * 1e3, p95(took.seconds) * 1e3
    print(
        f"{name:17}{asked}{middle:10.2f}{slow:10.2f}{p95(took.processor) * 1e3:15.2f}{took.found:10}"
    )


def run(members: int) -> bool:
    """Write a world of this size, measure, and throw it away."""
    with tempfile.TemporaryDirectory(prefix="karmyq-bench-") as folder:
        file = Path(folder) / "villages.db"
        asyncio.run(_made(file))
        begun = time.perf_counter()
        world = write(file, members, 3)
        took = time.perf_counter() - begun
        gc.freeze()  # the invented world is no part of the program that is measured
        print(f": {file.stat().st_size / 1e6:,.0f} MB, written in {took:.0f} s")
        return asyncio.run(measure(file, world))


async def _made(file: Path) -> None:
    async with opened(file):
        pass


def main() -> None:
    """Read the size, and measure. Nothing fails: a busy machine may miss the goal."""
    parser = argparse.ArgumentParser(description="Trust paths in a large database.")
    parser.add_argument("--members", type=int, default=MEMBERS, help=f"{2 * VILLAGE} or more")
    members = parser.parse_args().members
    if members < 2 * VILLAGE:
        parser.error(f"--members: at least {2 * VILLAGE}, which makes two villages")
    run(members)


if __name__ == "__main__":
    main()
