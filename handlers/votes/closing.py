"""A vote ends: the one reminder before it, the count at its hour, what it decides, and what is told of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from core import governance, votes
from core.communities import Community
from core.events import PollCounted
from core.governance import Effect
from core.ids import PersonId
from core.messages import Arg, Args, ClosePoll, Item, Phrase, Revise, Text, Whisper
from core.votes import Kind, Mode, Proposal, Stage
from handlers import matching as asking
from handlers import trust as knowing
from handlers.governance.consent import tell_rooms
from handlers.governance.rotation import somebody_went
from handlers.posts import posting as posts
from handlers.table import Deadline, Happened, Items, Turn, on
from handlers.votes.cards import (
    NOTHING,
    ballot_card,
    ballot_name,
    draft_name,
    result_card,
    vote_name,
    what,
)

PLATFORM_TELLS_WITHIN = timedelta(minutes=1)
"""So long after a native poll was closed its platform may still tell what was chosen in it."""


@on(Deadline("vote.remind"))
async def remind(turn: Turn) -> Items:
    """Remind once, privately, whoever has not voted and does not rest; in a secret vote with a ballot paper."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.stage is not Stage.OPEN:
        return []
    secret = proposal.mode is Mode.SECRET
    key = "vote-remind" if secret else "vote-remind-poll"
    waiting = await votes.undecided(turn.work, proposal)
    return [ballot_card(proposal, person, key) for person in waiting]


@on(Deadline("vote.close"))
async def close(turn: Turn) -> Items:
    """Its hour has come. Where a platform tells what a poll shows once it is closed, that is waited for a minute."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.stage not in votes.RUNNING:
        return []
    native = proposal.mode is not Mode.SECRET
    if proposal.stage is Stage.OPEN and native and turn.can.recounts:
        closing = await votes.no_more(turn.work, proposal)
        at = turn.work.now + PLATFORM_TELLS_WITHIN
        await turn.work.deadlines.set(f"vote:{closing.id}", "vote.close", closing.id, at)
        return await _close_polls(turn, closing)
    return await _count(turn, proposal)


@on(Happened(PollCounted))
async def polls_counted(turn: Turn) -> Items:
    """A platform says what its closed poll shows: once all of them did, the vote is counted."""
    _, _, about = turn.subject.partition(":")
    vote, _, room = about.partition(":")
    proposal = await turn.work.votes.get(vote)
    if proposal is None or proposal.mode is Mode.SECRET:
        return []
    known = await turn.work.communities.rooms(proposal.community)
    here = next((r for r in known if r.id == room), None)
    if here is None:
        return []
    was_counted = proposal.stage is not Stage.CLOSING
    shown = await votes.shown(turn.work, proposal, here.id, turn.event.counts)
    if was_counted:
        return await _differing(turn, shown) if proposal.stage in votes.DECIDED else []
    if set(shown.shown) < {r.id for r in known}:
        return []
    await turn.work.deadlines.drop(f"vote:{proposal.id}")
    return await _count(turn, shown)


async def _count(turn: Turn, proposal: Proposal) -> list[Item]:
    """Count, carry out what was decided, and tell every room, in one transaction."""
    community = await turn.work.communities.get(proposal.community)
    people = await turn.work.votes.roll(proposal.id)
    counted, effect = await governance.close_vote(turn.work, community, proposal)
    rooms = await turn.work.communities.rooms(community.id)
    then = _then(counted, effect)
    items = await ended(turn, counted, people, "vote-closed")
    items += [result_card(counted, room, then) for room in rooms]
    items += await _differing(turn, counted)
    return [*items, *await _carried_out(turn, community, effect)]


def _then(proposal: Proposal, effect: Effect) -> Arg:
    """Word what follows from a decision, where that is not plain from what was proposed."""
    if effect.refused:
        return Phrase("vote-then-refused")
    if effect.changed is not None and effect.changed.later:
        return Phrase("vote-then-later")
    if proposal.kind is Kind.NORM and proposal.stage is Stage.PASSED:
        return Phrase("vote-then-norm")
    return NOTHING


async def ended(turn: Turn, proposal: Proposal, people: Iterable[PersonId], key: str) -> list[Item]:
    """Let every message about a vote say that it is over; ballot papers of `people` take nothing any more."""
    args: Args = {"what": what(proposal)}
    rooms = await turn.work.communities.rooms(proposal.community)
    cards = [vote_name(proposal, room.id) for room in rooms]
    if proposal.mode is not Mode.SECRET:
        cards = [f"{card}:words" for card in cards]
    papers = [ballot_name(proposal, person) for person in sorted(people)]
    mine = [draft_name(proposal)] if key != "vote-withdrawn" else []
    revised: list[Item] = [
        Revise(card=card, key=key, args=args) for card in [*cards, *papers, *mine]
    ]
    return [*revised, *await _close_polls(turn, proposal)]


async def _close_polls(turn: Turn, proposal: Proposal) -> list[Item]:
    if proposal.mode is Mode.SECRET:
        return []
    rooms = await turn.work.communities.rooms(proposal.community)
    return [ClosePoll(card=vote_name(proposal, room.id)) for room in rooms]


async def _differing(turn: Turn, proposal: Proposal) -> list[Item]:
    """Say so where polls show something else than was counted."""
    if not votes.differs(proposal):
        return []
    rooms = await turn.work.communities.rooms(proposal.community)
    args: Args = {"what": what(proposal)}
    return [Text(room=room.id, key="vote-differs", args=args) for room in rooms]


async def _carried_out(turn: Turn, community: Community, effect: Effect) -> list[Item]:
    """Say what a decision changed; whoever was removed is told privately, and what they had open is taken back."""
    items: list[Item] = []
    if effect.changed is not None:
        items += await tell_rooms(turn, effect.changed)
    if effect.roles:
        await knowing.watch(turn, community.id)
        items += await somebody_went(turn, community)
    if effect.removed is not None:
        person = await turn.work.people.get(effect.removed)
        theirs = replace(turn, person=person, community=community)
        items += [*await posts.withdraw_all(theirs), *await asking.step_back(theirs)]
        items.append(Whisper(to=person.id, key="vote-removed", args={"village": community.title}))
    return items
