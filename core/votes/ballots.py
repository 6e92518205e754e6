"""Casting a ballot, changing it, and the count. While a vote is open its ballots lie apart from their people.

Nothing is told before the close, not even to whoever proposed it; at the close everything but the result is forgotten.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from core.communities import Community
from core.errors import AlreadySettled, Refusal
from core.ids import PersonId, RoomId
from core.people import Person, is_paused
from core.votes.memory import RUNNING, Proposal, Stage, Work
from core.votes.rules import Ballot, Mode, Outcome, counted, quorum, result

SLIP_BYTES = 16


class RollClosed(Refusal):
    """Who was not a member when the vote opened has no ballot in it."""

    key = "refused-roll"


class VoteClosed(Refusal):
    """Too late: what was cast by then is counted."""

    key = "refused-vote-closed"


def slip(key: str, person: PersonId) -> str:
    """Return the name under which somebody's ballot lies: without the vote's key nobody can tell whose it is."""
    return hashlib.blake2b(person.encode(), key=key.encode(), digest_size=SLIP_BYTES).hexdigest()


async def start(
    work: Work, proposal: Proposal, mode: Mode, weight_of: Mapping[PersonId, int], active: int
) -> Proposal:
    """Open a vote: its roll, weights and quorum are what they are at this moment, whatever happens later.

    `active`: how many on the roll were active in 90 days.
    """
    key = work.draw.new() + work.draw.new()
    fresh = replace(
        proposal,
        stage=Stage.OPEN,
        mode=mode,
        opened_at=work.now,
        closes_at=work.now + timedelta(days=proposal.days),
        needed=quorum(active, proposal.kind),
    )
    await work.votes.save(fresh)
    await work.votes.begin(proposal.id, weight_of, key)
    return fresh


async def cast(
    work: Work, person: Person, proposal_id: str, ballot: Ballot | None, *, tells: bool = False
) -> Proposal:
    """Take somebody's ballot, or (None) take it back; the last word until the close counts.

    `tells`: the name of the event that brought it says what was chosen, and has to be forgotten with it. Raises
    VoteClosed, and RollClosed for who is not on the roll.
    """
    proposal = await work.votes.get(proposal_id)
    if proposal is None:
        raise AlreadySettled()
    late = proposal.closes_at is not None and work.now >= proposal.closes_at
    if proposal.stage not in RUNNING or (late and proposal.stage is not Stage.CLOSING):
        raise VoteClosed()
    key = await work.votes.key(proposal.id)
    if key is None or person.id not in await work.votes.roll(proposal.id):
        raise RollClosed()
    own = slip(key, person.id)
    if ballot is None:
        await work.votes.take_back(proposal.id, own)
    else:
        await work.votes.cast(proposal.id, own, ballot)
    await work.votes.trace(proposal.id, own, tells=tells)
    return proposal


async def drop(work: Work, community: Community, person: PersonId) -> None:
    """Somebody leaves by their own word: their place on every open roll goes, and with it their ballot."""
    for proposal in await work.votes.of_community(community.id, RUNNING):
        key = await work.votes.key(proposal.id)
        if key is not None and person in await work.votes.roll(proposal.id):
            await work.votes.take_back(proposal.id, slip(key, person))
            await work.votes.strike(proposal.id, person)


async def undecided(work: Work, proposal: Proposal) -> list[PersonId]:
    """Return who is on the roll and has not voted, in an order that tells nothing.

    Whoever rests is left alone, and so is who was put out of the village meanwhile.
    """
    key = await work.votes.key(proposal.id)
    if key is None:
        return []
    lying = await work.votes.ballots(proposal.id)
    of_village = {person.id for person in await work.communities.members(proposal.community)}
    roll = sorted(of_village & (await work.votes.roll(proposal.id)).keys())
    waiting = [person for person in roll if slip(key, person) not in lying]
    return [p for p in waiting if not is_paused(await work.people.get(p), work.now)]


async def has_voted(work: Work, proposal: Proposal, person: PersonId) -> bool | None:
    """Say whether somebody has voted; None when they are not on the roll."""
    key = await work.votes.key(proposal.id)
    if key is None or person not in await work.votes.roll(proposal.id):
        return None
    return slip(key, person) in await work.votes.ballots(proposal.id)


async def no_more(work: Work, proposal: Proposal) -> Proposal:
    """Take no more answers: what the platform still tells was chosen before."""
    fresh = replace(proposal, stage=Stage.CLOSING)
    await work.votes.save(fresh)
    return fresh


async def count(work: Work, proposal: Proposal) -> Proposal:
    """Count a vote, keep what may be told of it, and forget everything else."""
    weight_of = await work.votes.roll(proposal.id)
    key = await work.votes.key(proposal.id) or ""
    lying = await work.votes.ballots(proposal.id)
    cast_by = {p: lying[own] for p in weight_of if (own := slip(key, p)) in lying}
    found = result(cast_by, weight_of, proposal.needed, proposal.kind)
    fresh = replace(
        proposal,
        stage=Stage(found.outcome.value),
        took_part=found.took_part,
        of=found.of,
        band=found.band,
        counted=() if proposal.mode is Mode.SECRET else counted(cast_by.values()),
    )
    await work.votes.save(fresh)
    await work.votes.forget(proposal.id)
    return fresh


async def shown(work: Work, proposal: Proposal, room: RoomId, counts: Sequence[int]) -> Proposal:
    """Keep what a platform says that its closed poll shows, by option."""
    fresh = replace(proposal, shown={**proposal.shown, room: list(counts)})
    await work.votes.save(fresh)
    return fresh


def differs(proposal: Proposal) -> bool:
    """Say whether the polls show other numbers than were counted: people not on the roll, or answers we never got."""
    if not proposal.shown or not proposal.counted:
        return False
    columns = zip(*proposal.shown.values(), strict=True)
    return tuple(sum(column) for column in columns) != proposal.counted


def outcome_of(proposal: Proposal) -> Outcome:
    """Return what a counted vote came to."""
    return Outcome(proposal.stage.value)
