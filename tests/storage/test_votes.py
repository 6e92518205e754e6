"""What is kept of proposals and ballots, on both databases, and that what is forgotten leaves the log too."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.ids import CommunityId
from core.votes import ALIVE, Ballot, Band, Kind, Mode, Proposal, Stage
from storage.database import Database
from tests.fakes import DAY, NOW, opened, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
MAPLE = CommunityId("maple")
SHED = Proposal("shed", MAPLE, Kind.CONFIG, ANA.id, "Shed", NOW, payload={"values": {"a": [1]}})


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("settle", NOW) as work:
            await settle_village(work, members=[ANA, BO])
            await work.votes.add(SHED)
        yield database


async def test_a_proposal_comes_back_as_it_was(database: Database) -> None:
    full = replace(
        SHED, about=BO.id, stage=Stage.PASSED, answer="no", mode=Mode.OPEN, opened_at=NOW,
        closes_at=NOW + DAY, needed=3, took_part=4, of=5, band=Band.CLEARLY, counted=(3, 1, 0),
        shown={"room": [3, 1, 0]},
    )  # fmt: skip
    async with database.begin("save", NOW) as work:
        assert await work.votes.of_community(MAPLE, ALIVE) == [SHED]
        await work.votes.save(full)
    async with database.begin("read", NOW) as work:
        assert await work.votes.get(SHED.id) == full
        assert await work.votes.of_community(MAPLE, ALIVE) == []
        assert await work.votes.get("none") is None


async def test_a_telling_name_is_forgotten_with_what_it_told(database: Database) -> None:
    for cause, tells in (("yes", True), ("opaque", False), ("no", True)):
        async with database.begin(cause, NOW) as work:
            await work.inbox.note(cause, NOW)
            await work.votes.cast(SHED.id, "slip", Ballot.NO)
            await work.votes.trace(SHED.id, "slip", tells=tells)
    async with database.begin("look", NOW) as work:
        assert [await work.inbox.note(c, NOW) for c in ("yes", "opaque", "no")] == [
            True,
            False,
            False,
        ]
        await work.votes.begin(SHED.id, {}, "key")
        await work.votes.forget(SHED.id)
        assert await work.inbox.note("no", NOW)
        assert await work.votes.ballots(SHED.id) == {}


async def test_what_is_forgotten_leaves_the_log_too(sqlite_url: str) -> None:
    log = Path(f"{sqlite_url.partition('///')[2]}-wal")
    async with opened(sqlite_url) as database:
        async with database.begin("settle", NOW) as work:
            await settle_village(work, members=[ANA])
            await work.votes.add(SHED)
            await work.votes.cast(SHED.id, "a-slip-to-be-forgotten", Ballot.NO)
        assert b"a-slip-to-be-forgotten" in log.read_bytes()
        async with database.begin("forget", NOW) as work:
            await work.votes.forget(SHED.id)
        assert log.stat().st_size == 0
    file = Path(sqlite_url.partition("///")[2])
    assert b"a-slip-to-be-forgotten" not in file.read_bytes()
