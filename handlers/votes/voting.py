"""Casting a ballot: by a button only the presser sees, by a number in private, or in the platform's own poll."""

from core import votes
from core.errors import AlreadySettled
from core.events import BallotCast
from core.messages import Arg, Args, Choice, Item, Lines, Phrase
from core.votes import Ballot, Mode, Proposal, RollClosed, Stage, VoteClosed
from handlers.table import Command, Happened, Items, Press, Turn, Where, Who, on
from handlers.votes.cards import LABEL, ballot_card, closes, draft_card, shorten, what
from handlers.votes.life import life_choice

HISTORY = ("history", "historia", "historial")
MOST_HISTORY = 10


@on(Press("ballot.yes"), Press("ballot.no"), Press("ballot.abstain"), where=Where.ANYWHERE)
async def pressed(turn: Turn) -> Items:
    """Somebody votes secretly: they alone hear that it is noted, and nobody which way."""
    if turn.picked is None:
        raise AlreadySettled()
    ballot = Ballot(turn.picked.action.rpartition(".")[2])
    proposal = await votes.cast(
        turn.work, turn.person, turn.subject, ballot, tells=turn.event.tells
    )
    return [turn.answer("ballot-noted", {"closes": closes(proposal)})]


@on(Happened(BallotCast))
async def answered(turn: Turn) -> Items:
    """Somebody answers a native poll, or takes their answer back; who is not on the roll is not counted."""
    vote = turn.subject.partition(":")[2].partition(":")[0]
    proposal = await turn.work.votes.get(vote)
    options = list(Ballot)
    chosen = turn.event.options[:1]
    if proposal is None or proposal.mode is Mode.SECRET or any(o >= len(options) for o in chosen):
        return []
    ballot = options[chosen[0]] if chosen else None
    try:
        await votes.cast(turn.work, turn.person, vote, ballot, tells=turn.event.tells)
    except (RollClosed, VoteClosed):
        return []  # the poll's own card says whose answers count, and until when
    return []


@on(Command("votes"), where=Where.PRIVATE, who=Who.MEMBER)
async def open_votes(turn: Turn) -> Items:
    """List what is open and which of it needs one's own ballot; `/votes history` lists what was decided."""
    if turn.subject.strip().lower() in HISTORY:
        return await _history(turn)
    known = await turn.work.votes.of_community(turn.community.id, votes.ALIVE)
    drafts: list[Item] = [
        draft_card(turn.community, p)
        for p in known
        if p.by == turn.person.id and p.stage is Stage.DRAFT
    ]
    running = [p for p in known if p.stage is Stage.OPEN]
    if not running:
        return [*drafts, turn.privately("votes-none", {"village": turn.community.title})]
    lines, papers = [], []
    for proposal in running:
        voted = await votes.has_voted(turn.work, proposal, turn.person.id)
        word = "other" if voted is None else "done" if voted else "mine"
        args: Args = {"what": what(proposal), "closes": closes(proposal)}
        lines.append(Phrase(f"votes-line-{word}", args))
        if voted is not None and proposal.mode is Mode.SECRET:
            papers.append(proposal)
    lives = [life_choice(turn, proposal) for proposal in running]
    return [*drafts, *_list(turn, Lines(tuple(lines)), papers, lives)]


def _list(turn: Turn, lines: Lines, papers: list[Proposal], lives: list[Choice]) -> list[Item]:
    """Show the list; the only ballot paper at once, of several each by its button; how each vote goes on request."""
    args: Args = {"village": turn.community.title, "votes": lines}
    if len(papers) == 1:
        shown = turn.privately("votes-open", args, lives)
        return [shown, ballot_card(papers[0], turn.person.id)]
    choices = [
        Choice(
            action="votes.ballot",
            subject=proposal.id,
            label=Phrase("do-votes-ballot-named", {"what": _short(proposal)}),
            only_for=turn.person.id,
        )
        for proposal in papers
    ]
    return [turn.privately("votes-open", args, [*choices, *lives])]


def _short(proposal: Proposal) -> Arg:
    if proposal.words:
        return shorten(proposal.words, LABEL)
    return what(proposal, shortened=True)


@on(Press("votes.ballot"), where=Where.PRIVATE)
async def paper(turn: Turn) -> Items:
    """Give somebody their own ballot paper."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.stage is not Stage.OPEN:
        raise VoteClosed()
    if await votes.has_voted(turn.work, proposal, turn.person.id) is None:
        raise RollClosed()
    return [ballot_card(proposal, turn.person.id)]


async def _history(turn: Turn) -> Items:
    known = await turn.work.votes.of_community(turn.community.id, votes.DECIDED)
    recent = sorted(known, key=lambda p: (closes(p).at, p.id), reverse=True)[:MOST_HISTORY]
    if not recent:
        return [turn.privately("votes-history-none", {"village": turn.community.title})]
    lines = Lines(tuple(_past(number, p) for number, p in enumerate(recent, start=1)))
    choices = [
        Choice(
            action="proposal.reopen",
            subject=proposal.id,
            label=Phrase("do-proposal-reopen-named", {"number": number}),
            only_for=turn.person.id,
        )
        for number, proposal in enumerate(recent, start=1)
    ]
    return [turn.privately("votes-history", {"votes": lines}, choices)]


def _past(number: int, proposal: Proposal) -> Phrase:
    args: Args = {"number": number, "what": what(proposal), "closes": closes(proposal)}
    return Phrase(f"votes-past-{proposal.stage.value.replace('_', '-')}", args)
