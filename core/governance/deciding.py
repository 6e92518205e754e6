"""What a vote decides about the village: who may vote with what weight, what goes to a vote, what a passed one does.

Each binding kind of proposal names in `PASSED` the one function that carries it out, in the transaction that counts
the vote; what the village would be told of it comes back as an `Effect`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from core import communities, votes
from core.communities import PROTECTED, Changed, Community
from core.errors import Refusal
from core.governance.maturity import roll as active_members
from core.governance.memory import How, Work
from core.governance.roles import end, give
from core.ids import PersonId
from core.people import Person
from core.votes import USUAL_DAYS, Kind, Mode, Proposal, Stage

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did. `refused`: it could not be carried out any more, since something changed meanwhile."""

    changed: Changed | None = None
    removed: PersonId | None = None
    roles: bool = False
    refused: bool = False


NOTHING = Effect()
Carry = Callable[[Work, Community, Proposal], Awaitable[Effect]]


def by_vote(community: Community, values: Mapping[str, Any]) -> bool:
    """Say whether these values of the rules take a vote of everybody.

    Every change in a mature open delegation; in any mature village what could be moved to probe a person (section 1);
    and anywhere that votes are to be open and weighted, since over many of those the weights can be worked out
    (section 7).
    """
    everything = community.config.governance.template == "open-delegation"
    decided = community.mature and (everything or probes(community, values))
    return decided or reveals(community, values)


def probes(community: Community, values: Mapping[str, Any]) -> bool:
    """Say whether these values would move a rule by which somebody could find out where a person stands."""
    held = communities.flat(community.config)
    return any(key in PROTECTED and value != held[key] for key, value in values.items())


def reveals(community: Community, values: Mapping[str, Any]) -> bool:
    """Say whether these values would make votes open and weighted."""
    wanted = values.get("ballot_mode", community.config.ballot_mode)
    return bool(wanted == Mode.OPEN_WEIGHTED.value) and wanted != community.config.ballot_mode


def carried(community: Community, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a vote about rules carries: the values as they are read, and as they will be laid upon what holds."""
    return {"values": dict(values), "change": communities.waiting(community.config, values)}


async def draft_change(
    work: Work,
    community: Community,
    person: Person,
    values: Mapping[str, Any],
    days: int = USUAL_DAYS,
) -> Proposal:
    """Keep somebody's draft of a change of the rules."""
    payload = carried(community, values)
    return await votes.draft(work, community, person, Kind.CONFIG, "", payload=payload, days=days)


async def may_vote(work: Work, community: Community) -> frozenset[PersonId]:
    """Return who is on the roll now: every member, or (`joining_counts_as_interaction` off) who did something here."""
    members = frozenset(person.id for person in await work.communities.members(community.id))
    if community.config.joining_counts_as_interaction:
        return members
    return members & await work.governance.active(community.id, _EVER, joining=False)


async def open_vote(work: Work, community: Community, proposal: Proposal) -> Proposal:
    """Open a proposal's vote: roll, weights and way of voting are frozen as they are now. Raises Refusal."""
    await votes.require_apart(work, proposal)
    mode = Mode(community.config.ballot_mode)
    if mode is Mode.OPEN_WEIGHTED and proposal.kind in votes.BY_HEADS:
        mode = Mode.OPEN  # the poll must not say that votes are weighted here
    heads = mode is Mode.OPEN or proposal.kind in votes.BY_HEADS
    placed = await work.ties.placed(community.id)
    may = await may_vote(work, community)
    trust_of = {p: placed[p].trust if p in placed else 0.0 for p in may}
    active = len(may & await active_members(work, community))
    weight_of = votes.weights(trust_of, by_heads=heads)
    return await votes.start(work, proposal, mode, weight_of, active)


async def open_binding(
    work: Work,
    community: Community,
    kind: Kind,
    payload: Mapping[str, Any],
    by: PersonId | None = None,
    *,
    words: str = "",
    about: PersonId | None = None,
) -> Proposal:
    """Open a vote that the village itself calls for (an election that is due, a confirmation), without a draft.

    What is to be said of it is the caller's: `handlers.votes.opening.announce`.
    """
    proposal = Proposal(
        work.draw.new(), community.id, kind, by, words, work.now, payload=payload, about=about
    )
    await work.votes.add(proposal)
    return await open_vote(work, community, proposal)


async def propose_election(
    work: Work, community: Community, person: PersonId, role: str
) -> Proposal:
    """Open the vote by which the members elect somebody for a role."""
    return await open_binding(work, community, Kind.ELECTION, {"role": role}, about=person)


async def confirm_founders(work: Work, community: Community) -> list[Proposal]:
    """Open the votes by which the members of a village that is still young confirm each founder who holds a role.

    Whoever only looks after one until somebody follows has stepped down already.
    """
    if community.mature:
        return []
    held = await work.communities.holdings(community.id)
    founders = sorted({h.person for h in held if h.founder and not h.is_caretaker})
    return [
        await open_binding(work, community, Kind.CONFIRMATION, {}, about=person)
        for person in founders
    ]


async def close_vote(
    work: Work, community: Community, proposal: Proposal
) -> tuple[Proposal, Effect]:
    """Count a vote and carry out what it decided, in one transaction; everything cast is forgotten."""
    counted = await votes.count(work, proposal)
    carry = (PASSED if counted.stage is Stage.PASSED else NOT_PASSED).get(counted.kind)
    if carry is None:
        return counted, NOTHING
    try:
        return counted, await carry(work, community, counted)
    except Refusal:
        return counted, Effect(refused=True)


async def norms(work: Work, community: Community) -> list[Proposal]:
    """Return the norms that hold in a village, the oldest first."""
    passed = await work.votes.of_community(community.id, {Stage.PASSED})
    return [proposal for proposal in passed if proposal.kind is Kind.NORM]


async def _change(work: Work, community: Community, proposal: Proposal) -> Effect:
    change = proposal.payload.get("change", proposal.payload["values"])
    values = communities.upon(community.config, change)
    return Effect(changed=await communities.change(work, community, values, proposal.by))


async def _recall(work: Work, community: Community, proposal: Proposal) -> Effect:
    return await _out_of_roles(work, community, proposal, How.RECALLED)


async def _remove(work: Work, community: Community, proposal: Proposal) -> Effect:
    person = _about(proposal)
    await _out_of_roles(work, community, proposal, How.REMOVED)
    await communities.put_out(work, community, person)
    return Effect(removed=person, roles=True)


async def _elect(work: Work, community: Community, proposal: Proposal) -> Effect:
    await give(work, community, _about(proposal), proposal.payload["role"], how=How.ELECTED)
    return Effect(roles=True)


async def _not_confirmed(work: Work, community: Community, proposal: Proposal) -> Effect:
    """Whoever is not confirmed steps down, and is of the founder group no more."""
    await work.governance.remove_founder(community.id, _about(proposal))
    return await _out_of_roles(work, community, proposal, How.LAPSED)


async def _reopen(work: Work, community: Community, proposal: Proposal) -> Effect:
    """An earlier decision holds no longer, and may be proposed anew; what it changed stays until that is voted on."""
    earlier = await work.votes.get(proposal.payload["proposal"])
    if earlier is None or earlier.stage not in votes.DECIDED:
        return Effect(refused=True)
    await work.votes.save(replace(earlier, stage=Stage.REOPENED))
    return NOTHING


async def _out_of_roles(work: Work, community: Community, proposal: Proposal, how: How) -> Effect:
    person = _about(proposal)
    for holding in await work.communities.holdings(community.id):
        if holding.person == person:
            await end(work, community, person, holding.role, how=how)
    return Effect(roles=True)


def _about(proposal: Proposal) -> PersonId:
    if proposal.about is None:
        raise ValueError("a proposal about nobody")
    return proposal.about


PASSED: Mapping[Kind, Carry] = {
    Kind.CONFIG: _change,
    Kind.RECALL: _recall,
    Kind.REMOVAL: _remove,
    Kind.ELECTION: _elect,
    Kind.REOPENING: _reopen,
}
"""What each kind does once it passed; a norm simply holds, and words bind nobody."""
NOT_PASSED: Mapping[Kind, Carry] = {Kind.CONFIRMATION: _not_confirmed}
