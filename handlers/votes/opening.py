"""A vote opens: it is said in every room, and its close and its one reminder get their hour."""

from datetime import datetime, timedelta

from core import governance, votes
from core.communities import Community
from core.errors import Refusal
from core.messages import Item, Revise, Whisper
from core.people import in_quiet_hours, quiet_end
from core.votes import Proposal
from handlers.table import Turn
from handlers.votes.cards import (
    closes,
    draft_card,
    draft_name,
    own_choice,
    proposer,
    room_cards,
    what,
)

REMIND_BEFORE = timedelta(days=1)


async def drafted(turn: Turn, proposal: Proposal) -> list[Item]:
    """Show somebody their draft; one that nobody opens is forgotten."""
    until = turn.work.now + votes.DRAFT_LIFE
    await turn.work.deadlines.set(f"draft:{proposal.id}", "proposal.lapse", proposal.id, until)
    community = await turn.work.communities.get(proposal.community)
    return [draft_card(community, proposal)]


async def announce(turn: Turn, community: Community, proposal: Proposal) -> list[Item]:
    """Say in every room that a vote is open, and set when it closes and when the undecided are reminded."""
    if proposal.opened_at is None or proposal.closes_at is None:
        raise ValueError("a vote that is not open")
    later = turn.work.deadlines
    await later.set(f"vote:{proposal.id}", "vote.close", proposal.id, proposal.closes_at)
    reminded_at = remind_at(community, proposal.opened_at, proposal.closes_at)
    await later.set(f"remind:{proposal.id}", "vote.remind", proposal.id, reminded_at)
    rooms = await turn.work.communities.rooms(community.id)
    return [item for room in rooms for item in room_cards(proposal, room, turn.can_in(room))]


def remind_at(community: Community, opened: datetime, closing: datetime) -> datetime:
    """Return when to remind: a day before the close (half-way where it is short), never at night."""
    at = closing - min(REMIND_BEFORE, (closing - opened) / 2)
    config = community.config
    if in_quiet_hours(at, config.time_zone, config.quiet_from, config.quiet_to):
        at = quiet_end(at, config.time_zone, config.quiet_to)
    return at


async def open_now(turn: Turn, community: Community, proposal: Proposal) -> list[Item]:
    """Open a drafted vote, and tell its proposer; when it cannot be any more, they alone are told why."""
    by = proposer(proposal)
    await turn.work.deadlines.drop(f"draft:{proposal.id}")
    try:
        opened = await governance.open_vote(turn.work, community, proposal)
    except Refusal as refused:
        await votes.end_without_result(turn.work, proposal)
        return [Whisper(to=by, key=refused.key, args=refused.args_for_wording)]
    told = Revise(
        card=draft_name(opened),
        key="proposal-open",
        args={"what": what(opened), "closes": closes(opened)},
        choices=(own_choice(opened, by, "proposal.withdraw"),),
    )
    return [told, *await announce(turn, community, opened)]
