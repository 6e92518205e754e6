"""A proposal before its vote: its proposer's own draft, seconded and heard where it is about somebody, withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.communities import Community, require_member
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled, NotYours, Refusal
from core.events import clean
from core.ids import PersonId
from core.people import Person
from core.votes.memory import ALIVE, RUNNING, Proposal, Stage, Work
from core.votes.rules import ABOUT_SOMEBODY, LEAST_DAYS, MOST_DAYS, USUAL_DAYS, Kind, duration

MOST_WORDS = 500
"""Characters of a proposal, and of the answer of whom it is about."""
MOST_DRAFTS = 5
"""How many proposals of one person may be under way in a village."""
SECONDERS = 3
SPOKEN = frozenset({Kind.WORDS, Kind.NORM})
"""Kinds that are nothing but their words."""
APART = timedelta(days=90)
"""So long lies between two votes of one kind about the same person."""
HEAR_FOR = timedelta(days=3)
"""So long somebody may think about what to answer; then the vote opens without it."""
DRAFT_LIFE = timedelta(days=14)
"""A draft that was not opened by then is forgotten."""


async def draft(
    work: Work,
    community: Community,
    person: Person,
    kind: Kind,
    words: str,
    *,
    payload: Mapping[str, Any] | None = None,
    about: PersonId | None = None,
    days: int = USUAL_DAYS,
) -> Proposal:
    """Keep somebody's own draft. Raises NotAMember, AlreadySettled for a village that is no more, and Refusal.

    Refused: no words, days outside 1..30, too much under way, a binding one before the village is open, and one about
    somebody within 90 days of another of its kind.
    """
    if community.stage is VillageStage.CLOSED:
        raise AlreadySettled()
    await require_member(work, community, person)
    said = " ".join(clean(words, 4 * MOST_WORDS).split())[:MOST_WORDS]
    if not said and kind in SPOKEN:
        raise Refusal("refused-propose")
    if duration(days) is None:
        raise Refusal("refused-vote-days", least=LEAST_DAYS, most=MOST_DAYS)
    if kind is not Kind.WORDS and community.stage is not VillageStage.OPEN:
        raise Refusal("refused-propose-young")
    under_way = await work.votes.of_community(community.id, ALIVE)
    if sum(other.by == person.id for other in under_way) >= MOST_DRAFTS:
        raise Refusal("refused-propose-many", most=MOST_DRAFTS)
    proposal = Proposal(
        work.draw.new(),
        community.id,
        kind,
        person.id,
        said,
        work.now,
        payload=payload or {},
        about=about,
        days=days,
    )
    await require_apart(work, proposal)
    await work.votes.add(proposal)
    return proposal


async def require_apart(work: Work, proposal: Proposal) -> None:
    """Raise Refusal when a vote of this kind about this person was opened within 90 days."""
    if proposal.kind not in ABOUT_SOMEBODY:
        return
    for other in await work.votes.of_community(proposal.community, frozenset(Stage)):
        same = (other.kind, other.about) == (proposal.kind, proposal.about)
        reopened = other.stage in (Stage.REOPENED, Stage.WITHDRAWN)
        if same and not reopened and other.opened_at and work.now < other.opened_at + APART:
            raise Refusal("refused-propose-again", days=APART.days)


async def mine(
    work: Work, person: Person, proposal_id: str, stages: Collection[Stage] = ALIVE
) -> Proposal:
    """Return one's own proposal at one of these stages. Raises NotYours, AlreadySettled."""
    found = await work.votes.get(proposal_id)
    if found is None:
        raise AlreadySettled()
    if found.by != person.id:
        raise NotYours()
    if found.stage not in stages:
        raise AlreadySettled()
    return found


async def lasting(work: Work, proposal: Proposal, days: int) -> Proposal:
    """Let a draft's vote last so many days (1..30)."""
    fresh = replace(proposal, days=days)
    await work.votes.save(fresh)
    return fresh


async def seek_seconders(work: Work, proposal: Proposal) -> Proposal:
    """Its proposer wants the vote: first others have to second it."""
    await require_apart(work, proposal)
    fresh = replace(proposal, stage=Stage.SECONDING)
    await work.votes.save(fresh)
    return fresh


async def second(work: Work, community: Community, person: Person, proposal_id: str) -> Proposal:
    """Somebody seconds a proposal about somebody else; with the third it is to be heard. Each counts once.

    Raises NotYours for its proposer and for whom it is about, NotAMember, AlreadySettled once it went on.
    """
    proposal = await work.votes.get(proposal_id)
    if proposal is None or proposal.stage is not Stage.SECONDING:
        raise AlreadySettled()
    if person.id in (proposal.by, proposal.about):
        raise NotYours()
    await require_member(work, community, person)
    await work.votes.second(proposal.id, person.id)
    if len(await work.votes.seconders(proposal.id)) < SECONDERS:
        return proposal
    fresh = replace(proposal, stage=Stage.HEARING)
    await work.votes.save(fresh)
    return fresh


async def heard(work: Work, person: Person, proposal_id: str, words: str) -> Proposal:
    """Whom it is about answers; the words are shown with the vote. Raises NotYours, AlreadySettled once it is open."""
    proposal = await work.votes.get(proposal_id)
    if proposal is None or proposal.stage is not Stage.HEARING:
        raise AlreadySettled()
    if person.id != proposal.about:
        raise NotYours()
    said = " ".join(clean(words, 4 * MOST_WORDS).split())[:MOST_WORDS]
    fresh = replace(proposal, answer=said)
    await work.votes.save(fresh)
    return fresh


async def withdraw(work: Work, person: Person, proposal_id: str) -> Proposal:
    """Its proposer takes it back, at any time until it closes: a draft is gone, of a vote everything cast is.

    Return the proposal as it was. Raises NotYours, AlreadySettled.
    """
    proposal = await mine(work, person, proposal_id)
    await end_without_result(work, proposal)
    return proposal


async def end_without_result(work: Work, proposal: Proposal) -> None:
    """End a proposal on which nobody decides any more."""
    if proposal.stage in RUNNING:
        await work.votes.forget(proposal.id)
        await work.votes.save(replace(proposal, stage=Stage.WITHDRAWN))
    else:
        await work.votes.remove(proposal.id)
