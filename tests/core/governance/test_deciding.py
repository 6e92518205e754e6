"""What a vote decides: what goes to one, who is on its roll with what weight, and what a passed one does."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import communities, governance, votes
from core.communities import Community, Role, Standing
from core.errors import NotAMember, Refusal
from core.governance import Effect, Founder
from core.people import Person
from core.trust import Placed
from core.votes import Ballot, Kind, Mode, Proposal, Stage
from storage.database import UnitOfWork
from tests.fakes import NOW, make_known, opened_village, settle_village, someone, working

CROWD = [someone(name) for name in ("Ana", "Bo", "Cleo", "Dina", "Eli", "Fay")]
ANA, BO, CLEO, DINA, ELI, FAY = CROWD
OUT = someone("Out")
DELEGATION = {"governance": {"template": "open-delegation"}}
CAP = {"member_cap": 40}


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, OUT, *CROWD)
        yield work


async def ruled(work: UnitOfWork, *, mature: bool = True, **rules: Any) -> Community:
    village = await settle_village(work, members=CROWD, **rules)
    return await opened_village(work, village, ANA, BO, mature=mature)


async def weighed(work: UnitOfWork, village: Community, trust: Mapping[Person, float]) -> None:
    placed = [Placed(person.id, 1.0, own) for person, own in trust.items()]
    await work.ties.replace_placed(village.id, placed, NOW)


async def a_vote(
    work: UnitOfWork, village: Community, kind: Kind, about: Person | None = None, **payload: Any
) -> Proposal:
    who = about.id if about else None
    return await governance.open_binding(work, village, kind, payload, ANA.id, about=who)


async def decided(
    work: UnitOfWork, village: Community, vote: Proposal, ballot: Ballot = Ballot.YES
) -> tuple[Proposal, Effect]:
    for person in CROWD[:4]:
        await votes.cast(work, person, vote.id, ballot)
    return await governance.close_vote(work, village, vote)


async def test_a_mature_open_delegation_votes_on_every_rule(work: UnitOfWork) -> None:
    village = await ruled(work, **DELEGATION)
    assert governance.by_vote(village, CAP)
    assert not governance.by_vote(replace(village, mature=False), CAP)
    outcome = await governance.set_out(work, village, ANA, CAP)
    assert outcome.proposal is not None
    assert (outcome.proposal.stage, outcome.proposal.by) == (Stage.DRAFT, ANA.id)
    vote = await governance.open_vote(work, village, outcome.proposal)
    counted, effect = await decided(work, village, vote)
    assert counted.stage is Stage.PASSED
    assert effect.changed is not None
    assert (await work.communities.get(village.id)).config.member_cap == 40
    (past,) = await communities.history(work, village)
    assert past.by == ANA.id


async def test_two_votes_about_the_request_types_do_not_undo_each_other(
    work: UnitOfWork,
) -> None:
    village = await ruled(work, **DELEGATION)
    held = communities.flat(village.config)["request_types"]
    fewer = [kind for kind in held if kind["name"] != "ride"]
    more = [*held, {**held[-1], "name": "gardening"}]
    for types in (fewer, more):
        draft = await governance.draft_change(work, village, ANA, {"request_types": types})
        vote = await governance.open_vote(work, village, draft)
        await decided(work, await work.communities.get(village.id), vote)
    names = {t.name for t in (await work.communities.get(village.id)).config.request_types}
    assert names == {kind["name"] for kind in fewer} | {"gardening"}


async def test_whoever_runs_the_bot_opens_a_vote_at_once(work: UnitOfWork) -> None:
    village = await ruled(work, **DELEGATION)
    outcome = await governance.set_out(work, village, None, CAP)
    assert outcome.proposal is not None
    assert (outcome.proposal.stage, outcome.proposal.by) == (Stage.OPEN, None)


async def test_elsewhere_rules_keep_their_own_way(work: UnitOfWork) -> None:
    village = await ruled(work)
    assert not governance.by_vote(village, CAP)
    assert (await governance.set_out(work, village, ANA, CAP)).consent is not None


@pytest.mark.parametrize("template", ["small-collective", "council"])
async def test_what_could_probe_somebody_takes_everybodys_vote(
    work: UnitOfWork, template: str
) -> None:
    """Three of those who look after a village could else move a threshold past one neighbour after the other."""
    village = await ruled(work, governance={"template": template})
    for values in ({"service_min_trust": 50}, {"governance.eligibility_threshold": 40, **CAP}):
        assert governance.by_vote(village, values)
        assert not governance.by_vote(replace(village, mature=False), values)
    as_it_is = {"governance.eligibility_threshold": 50, "service_min_trust": 25}
    assert not governance.by_vote(village, {**CAP, **as_it_is})
    assert (await governance.set_out(work, village, ANA, {"service_min_trust": 50})).proposal


async def test_open_and_weighted_votes_are_chosen_by_vote_only(work: UnitOfWork) -> None:
    village = await ruled(work)
    weighted = {"ballot_mode": "open_weighted"}
    assert (await governance.set_out(work, village, ANA, weighted)).proposal is not None
    assert (await governance.set_out(work, village, ANA, {"ballot_mode": "open"})).consent
    young = await settle_village(work, "oak", members=CROWD)
    with pytest.raises(Refusal) as refused:
        await governance.set_out(work, young, ANA, weighted)
    assert refused.value.key == "refused-open-weighted"
    already = await settle_village(work, "elm", members=CROWD, **weighted)
    assert not governance.by_vote(already, {**CAP, **weighted})
    assert "ballot_mode" not in communities.borrowed(already.config)


@pytest.mark.parametrize(
    ("mode", "kind", "weights", "opened"),
    [
        ("secret", Kind.WORDS, [12, 9, 6, 6, 6, 6], Mode.SECRET),
        ("open", Kind.WORDS, [6] * 6, Mode.OPEN),
        ("open_weighted", Kind.WORDS, [12, 9, 6, 6, 6, 6], Mode.OPEN_WEIGHTED),
        ("secret", Kind.CONFIRMATION, [6] * 6, Mode.SECRET),
        ("open_weighted", Kind.CONFIRMATION, [6] * 6, Mode.OPEN),
    ],
)
async def test_the_way_of_voting_says_what_a_ballot_weighs(
    work: UnitOfWork, mode: str, kind: Kind, weights: list[int], opened: Mode
) -> None:
    village = await ruled(work, ballot_mode=mode)
    await weighed(work, village, {ANA: 60, BO: 30, CLEO: 10})
    vote = await a_vote(work, village, kind, BO)
    assert vote.mode is opened
    roll = await work.votes.roll(vote.id)
    full = [min(weight, (sum(weights) - weight) // 3) for weight in weights]
    assert [roll[person.id] for person in CROWD] == full


async def test_who_joins_later_is_on_the_next_roll(work: UnitOfWork) -> None:
    village = await ruled(work)
    vote = await a_vote(work, village, Kind.WORDS)
    await communities.join(work, village, OUT, invited_by=ANA.id)
    assert OUT.id not in await work.votes.roll(vote.id)
    assert OUT.id in await governance.may_vote(work, village)


async def test_where_joining_does_not_count_doing_something_does(work: UnitOfWork) -> None:
    village = await ruled(work, joining_counts_as_interaction=False)
    assert await governance.may_vote(work, village) == frozenset()


async def test_a_norm_holds_until_it_is_taken_up_again(work: UnitOfWork) -> None:
    village = await ruled(work)
    norm = await governance.open_binding(work, village, Kind.NORM, {}, ANA.id, words="Quiet")
    counted, effect = await decided(work, village, norm)
    assert effect == Effect()
    assert await governance.norms(work, village) == [counted]
    again = await a_vote(work, village, Kind.REOPENING, proposal=norm.id)
    await decided(work, village, again)
    assert await governance.norms(work, village) == []
    for gone in (norm.id, "none"):
        vote = await a_vote(work, village, Kind.REOPENING, proposal=gone)
        assert (await decided(work, village, vote))[1].refused


async def test_recalled_means_no_role_any_more(work: UnitOfWork) -> None:
    village = await ruled(work)
    vote = await a_vote(work, village, Kind.RECALL, BO)
    counted, effect = await decided(work, village, vote, Ballot.NO)
    assert (counted.stage, effect) == (Stage.NOT_PASSED, Effect())
    assert await communities.roles_of(work, village, BO)
    await work.votes.save(replace(counted, opened_at=None))
    vote = await a_vote(work, village, Kind.RECALL, BO)
    assert (await decided(work, village, vote))[1] == Effect(roles=True)
    assert not await communities.roles_of(work, village, BO)
    assert await communities.require_member(work, village, BO)


async def test_removed_means_no_member_any_more_and_a_word_at_the_door(work: UnitOfWork) -> None:
    village = await ruled(work, join_approval_required=False)
    vote = await a_vote(work, village, Kind.REMOVAL, BO)
    assert (await decided(work, village, vote))[1] == Effect(removed=BO.id, roles=True)
    known = await work.communities.member(village.id, BO.id)
    assert known is not None
    assert (known.standing, known.removed_at) == (Standing.LEFT, NOW)
    assert BO.id not in {h.person for h in await work.communities.holdings(village.id)}
    assert await communities.join(work, village, BO) is communities.Entry.ASKED
    again = await communities.join(work, village, BO, invited_by=ANA.id)
    assert again is communities.Entry.WAITING
    await communities.arrive(work, village, BO, admin=False)
    assert await communities.let_in(work, village, BO)
    back = await communities.require_member(work, village, BO)
    assert back.removed_at is None
    with pytest.raises(NotAMember):
        await communities.put_out(work, village, OUT.id)


async def test_what_cannot_be_carried_out_any_more_is_said(work: UnitOfWork) -> None:
    village = await ruled(work)
    vote = await a_vote(work, village, Kind.REMOVAL, BO)
    await communities.leave(work, village, BO)
    assert (await decided(work, village, vote))[1] == Effect(refused=True)


async def test_elected_means_a_role(work: UnitOfWork) -> None:
    village = await ruled(work)
    vote = await governance.propose_election(work, village, FAY.id, Role.MODERATOR)
    assert (vote.by, vote.about) == (None, FAY.id)
    assert (await decided(work, village, vote))[1] == Effect(roles=True)
    assert await communities.roles_of(work, village, FAY) == {Role.MODERATOR}


@pytest.mark.parametrize(("ballot", "stays"), [(Ballot.YES, True), (Ballot.NO, False)])
async def test_a_founder_goes_on_once_confirmed_or_steps_down(
    work: UnitOfWork, ballot: Ballot, *, stays: bool
) -> None:
    village = await ruled(work)
    await work.governance.add_founders([Founder(village.id, BO.id, NOW, NOW)])
    vote = await a_vote(work, village, Kind.CONFIRMATION, BO)
    await decided(work, village, vote, ballot)
    assert bool(await communities.roles_of(work, village, BO)) is stays
    assert bool(await work.governance.founders(village.id)) is stays


async def test_what_is_about_nobody_is_a_fault(work: UnitOfWork) -> None:
    village = await ruled(work)
    vote = await a_vote(work, village, Kind.ELECTION, role=Role.ADMIN)
    with pytest.raises(ValueError, match="nobody"):
        await decided(work, village, vote)
