"""Ballots: who may cast one and until when, that the last word counts, and that nothing of them stays."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import communities, votes
from core.communities import Community
from core.errors import AlreadySettled
from core.ids import RoomId
from core.votes import Ballot, Kind, Mode, Outcome, Proposal, RollClosed, Stage, VoteClosed
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli")]
ANA, BO, CLEO, DINA, ELI = CROWD
OUT = someone("Out")
YES, NO, ABSTAIN = Ballot.YES, Ballot.NO, Ballot.ABSTAIN


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, OUT, *CROWD)
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    return await opened_village(work, await settle_village(work, members=CROWD), ANA)


async def a_vote(work: UnitOfWork, village: Community, mode: Mode = Mode.SECRET) -> Proposal:
    draft = await votes.draft(work, village, ANA, Kind.WORDS, "Shed")
    weight_of = {p.id: 12 if p in (ANA, BO) else 6 for p in CROWD}
    return await votes.start(work, draft, mode, weight_of, 5)


async def test_roll_and_close_are_fixed_at_opening(work: UnitOfWork, village: Community) -> None:
    vote = await a_vote(work, village)
    assert (vote.stage, vote.needed, vote.closes_at) == (Stage.OPEN, 3, NOW + 7 * DAY)
    assert await work.votes.roll(vote.id) == {p.id: 12 if p in (ANA, BO) else 6 for p in CROWD}
    assert await work.votes.of_community(village.id, votes.RUNNING) == [vote]


async def test_no_slip_tells_its_person_without_the_key(
    work: UnitOfWork, village: Community
) -> None:
    one, other = [await a_vote(work, village) for _ in range(2)]
    for vote in (one, other):
        for person in CROWD:
            await votes.cast(work, person, vote.id, YES)
    slips = [set(await work.votes.ballots(vote.id)) for vote in (one, other)]
    assert not slips[0] & slips[1]
    key = await work.votes.key(one.id)
    assert key is not None
    assert slips[0] == {votes.slip(key, person.id) for person in CROWD}


async def test_the_last_word_counts(work: UnitOfWork, village: Community) -> None:
    vote = await a_vote(work, village)
    for ballot in (YES, NO, YES, NO):
        await votes.cast(work, ANA, vote.id, ballot)
    await votes.cast(work, BO, vote.id, YES)
    await votes.cast(work, BO, vote.id, None)
    await votes.cast(work, CLEO, vote.id, NO)
    await votes.cast(work, DINA, vote.id, ABSTAIN)
    counted = await votes.count(work, vote)
    assert votes.outcome_of(counted) is Outcome.NOT_PASSED
    assert (counted.took_part, counted.of, counted.band, counted.counted) == (3, 5, None, ())
    assert await work.votes.get(vote.id) == counted
    for left in (work.votes.roll, work.votes.ballots, work.votes.seconders):
        assert not await left(vote.id)
    assert await work.votes.key(vote.id) is None


async def test_who_is_not_on_the_roll_has_no_ballot(work: UnitOfWork, village: Community) -> None:
    vote = await a_vote(work, village)
    with pytest.raises(RollClosed):
        await votes.cast(work, OUT, vote.id, YES)
    assert await votes.has_voted(work, vote, OUT.id) is None
    with pytest.raises(AlreadySettled):
        await votes.cast(work, ANA, "none", YES)


async def test_too_late_is_too_late_unless_the_platform_still_tells(
    work: UnitOfWork, village: Community
) -> None:
    vote = await a_vote(work, village)
    work.caused_by("last", vote.closes_at - HOUR)  # type: ignore[operator]
    await votes.cast(work, ANA, vote.id, YES)
    work.caused_by("late", vote.closes_at)  # type: ignore[arg-type]
    with pytest.raises(VoteClosed):
        await votes.cast(work, BO, vote.id, YES)
    closing = await votes.no_more(work, vote)
    await votes.cast(work, BO, vote.id, NO)
    await votes.count(work, closing)
    with pytest.raises(VoteClosed):
        await votes.cast(work, CLEO, vote.id, YES)


async def test_whoever_leaves_by_their_own_word_takes_their_ballot_along(
    work: UnitOfWork, village: Community
) -> None:
    vote, other = await a_vote(work, village), await a_vote(work, village)
    for person in (ANA, BO, CLEO, DINA):
        await votes.cast(work, person, vote.id, YES)
    await work.votes.strike(other.id, DINA.id)
    await votes.drop(work, village, DINA.id)
    await votes.drop(work, village, OUT.id)
    with pytest.raises(RollClosed):
        await votes.cast(work, DINA, vote.id, YES)
    counted = await votes.count(work, vote)
    assert (counted.took_part, counted.of) == (3, 4)


async def test_a_vote_whose_key_is_gone_takes_nothing(work: UnitOfWork, village: Community) -> None:
    vote = await a_vote(work, village)
    await work.votes.forget(vote.id)
    with pytest.raises(RollClosed):
        await votes.cast(work, ANA, vote.id, YES)
    await votes.drop(work, village, ANA.id)
    assert await votes.undecided(work, vote) == []
    assert await votes.has_voted(work, vote, ANA.id) is None


async def test_the_undecided_are_members_who_have_not_voted_and_do_not_rest(
    work: UnitOfWork, village: Community
) -> None:
    vote = await a_vote(work, village)
    await votes.cast(work, BO, vote.id, ABSTAIN)
    await work.people.save(replace(CLEO, paused_until=NOW + DAY))
    assert await votes.undecided(work, vote) == [ANA.id, DINA.id, ELI.id]
    await communities.put_out(work, village, DINA.id)
    assert await votes.undecided(work, vote) == [ANA.id, ELI.id]
    assert len(await work.votes.roll(vote.id)) == len(CROWD)
    assert [await votes.has_voted(work, vote, p.id) for p in (ANA, BO)] == [False, True]


async def test_what_polls_show_is_compared_with_what_was_counted(
    work: UnitOfWork, village: Community
) -> None:
    vote = await a_vote(work, village, Mode.OPEN)
    for person in (ANA, BO, CLEO):
        await votes.cast(work, person, vote.id, YES)
    assert not votes.differs(vote)
    one = await votes.shown(work, vote, RoomId("one"), (1, 0, 0))
    both = await votes.shown(work, one, RoomId("two"), (2, 0, 0))
    assert not votes.differs(both)
    counted = await votes.count(work, both)
    assert counted.counted == (3, 0, 0)
    assert not votes.differs(counted)
    assert votes.differs(await votes.shown(work, counted, RoomId("two"), (2, 1, 0)))
