"""A proposal before its vote: whose it is, what refuses it, seconding, hearing, taking it back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import communities, votes
from core.communities import Community
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled, NotAMember, NotYours, Refusal
from core.people import Person
from core.votes import APART, MOST_DRAFTS, MOST_WORDS, Kind, Mode, Proposal, Stage
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli")]
ANA, BO, CLEO, DINA, ELI = CROWD
OUT = someone("Out")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, OUT, *CROWD)
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    return await opened_village(work, await settle_village(work, members=CROWD), ANA)


async def drafted(
    work: UnitOfWork, village: Community, kind: Kind = Kind.WORDS, words: str = "Shed", **more: Any
) -> Proposal:
    return await votes.draft(work, village, ANA, kind, words, **more)


async def about(work: UnitOfWork, village: Community, person: Person = BO) -> Proposal:
    return await drafted(work, village, Kind.RECALL, "", about=person.id)


async def refused(said: Any) -> str:
    with pytest.raises(Refusal) as refused:
        await said
    return refused.value.key


async def test_a_draft_is_its_proposers_own(work: UnitOfWork, village: Community) -> None:
    proposal = await drafted(work, village, words="  We paint\n the shed ")
    assert (proposal.words, proposal.stage, proposal.days) == ("We paint the shed", Stage.DRAFT, 7)
    assert await work.votes.get(proposal.id) == proposal
    assert await votes.mine(work, ANA, proposal.id) == proposal
    with pytest.raises(NotYours):
        await votes.mine(work, BO, proposal.id)
    for wrong in (votes.mine(work, ANA, "none"), votes.mine(work, ANA, proposal.id, {Stage.OPEN})):
        with pytest.raises(AlreadySettled):
            await wrong


async def test_long_words_are_cut(work: UnitOfWork, village: Community) -> None:
    assert len((await drafted(work, village, words="x" * 5000)).words) == MOST_WORDS


async def test_what_refuses_a_draft(work: UnitOfWork, village: Community) -> None:
    with pytest.raises(NotAMember):
        await votes.draft(work, village, OUT, Kind.WORDS, "Shed")
    with pytest.raises(AlreadySettled):
        await drafted(work, replace(village, stage=VillageStage.CLOSED))
    for kind in (Kind.WORDS, Kind.NORM):
        assert await refused(drafted(work, village, kind, " ")) == "refused-propose"
    for days in (0, 31):
        assert await refused(drafted(work, village, days=days)) == "refused-vote-days"
    for _ in range(MOST_DRAFTS):
        await drafted(work, village)
    assert await refused(drafted(work, village)) == "refused-propose-many"


async def test_before_opening_only_words(work: UnitOfWork) -> None:
    young = await settle_village(work, "oak", members=CROWD)
    assert (await drafted(work, young)).stage is Stage.DRAFT
    assert await refused(drafted(work, young, Kind.NORM)) == "refused-propose-young"


async def test_a_draft_may_last_longer(work: UnitOfWork, village: Community) -> None:
    fresh = await votes.lasting(work, await drafted(work, village), 30)
    assert await work.votes.get(fresh.id) == fresh
    assert fresh.days == 30


async def test_three_others_second_what_is_about_somebody(
    work: UnitOfWork, village: Community
) -> None:
    proposal = await votes.seek_seconders(work, await about(work, village))
    for person in (ANA, BO):
        with pytest.raises(NotYours):
            await votes.second(work, village, person, proposal.id)
    with pytest.raises(NotAMember):
        await votes.second(work, village, OUT, proposal.id)
    for person in (CLEO, DINA, CLEO):
        assert (await votes.second(work, village, person, proposal.id)).stage is Stage.SECONDING
    assert (await votes.second(work, village, ELI, proposal.id)).stage is Stage.HEARING
    for late in (proposal.id, "none"):
        with pytest.raises(AlreadySettled):
            await votes.second(work, village, ELI, late)


async def test_only_whom_it_is_about_is_heard(work: UnitOfWork, village: Community) -> None:
    proposal = await about(work, village)
    with pytest.raises(AlreadySettled):
        await votes.heard(work, BO, proposal.id, "No")
    await work.votes.save(replace(proposal, stage=Stage.HEARING))
    with pytest.raises(NotYours):
        await votes.heard(work, CLEO, proposal.id, "No")
    assert (await votes.heard(work, BO, proposal.id, " I was ill ")).answer == "I was ill"
    with pytest.raises(AlreadySettled):
        await votes.heard(work, BO, "none", "No")


async def test_ninety_days_lie_between_two_about_the_same(
    work: UnitOfWork, village: Community
) -> None:
    first = await about(work, village)
    await work.votes.save(replace(first, stage=Stage.NOT_PASSED, opened_at=NOW))
    assert await refused(about(work, village)) == "refused-propose-again"
    assert await about(work, village, CLEO)
    assert await drafted(work, village, Kind.REMOVAL, "", about=BO.id)
    for stage in (Stage.REOPENED, Stage.WITHDRAWN):
        await work.votes.save(replace(first, stage=stage, opened_at=NOW))
        await work.votes.remove((await about(work, village)).id)
    await work.votes.save(replace(first, stage=Stage.PASSED, opened_at=NOW))
    work.caused_by("later", NOW + APART - DAY)
    assert await refused(about(work, village)) == "refused-propose-again"
    work.caused_by("later still", NOW + APART)
    assert await about(work, village)


async def test_a_draft_taken_back_is_gone_and_a_vote_is_kept_without_its_ballots(
    work: UnitOfWork, village: Community
) -> None:
    proposal = await votes.seek_seconders(work, await about(work, village))
    await votes.second(work, village, CLEO, proposal.id)
    assert await votes.withdraw(work, ANA, proposal.id) == proposal
    assert await work.votes.get(proposal.id) is None
    weight_of = dict.fromkeys([p.id for p in CROWD], 6)
    opened = await votes.start(work, await drafted(work, village), Mode.SECRET, weight_of, 5)
    await votes.cast(work, BO, opened.id, votes.Ballot.NO)
    with pytest.raises(NotYours):
        await votes.withdraw(work, BO, opened.id)
    await votes.withdraw(work, ANA, opened.id)
    gone = await work.votes.get(opened.id)
    assert gone is not None
    assert gone.stage is Stage.WITHDRAWN
    assert (await work.votes.ballots(opened.id), await work.votes.roll(opened.id)) == ({}, {})
    with pytest.raises(AlreadySettled):
        await votes.withdraw(work, ANA, opened.id)
    assert await communities.require_member(work, village, ANA)
