"""A proposal's life as a picture: its steps, and where it stands. How a vote stands is in none of them."""

from datetime import datetime

from core import communities, votes
from core.communities import Community
from core.errors import AlreadySettled
from core.ids import CommunityId
from core.messages import Args, Choice, Day, LifeDrawing, Lines, Phrase, Picture
from core.votes import Kind, Proposal, Stage
from handlers.table import Items, Press, Turn, Where, on
from handlers.votes.cards import LABEL, shorten, what
from handlers.votes.opening import remind_at

_AT = {
    Stage.DRAFT: "draft",
    Stage.SECONDING: "seconding",
    Stage.HEARING: "hearing",
    Stage.OPEN: "open",
    Stage.PASSED: "applied",
}
"""The step at which each stage is; every other one is a closed vote's."""


def life_choice(turn: Turn, proposal: Proposal) -> Choice:
    """Return the button that shows how a vote goes."""
    short = shorten(proposal.words, LABEL) if proposal.words else what(proposal, shortened=True)
    label = Phrase("do-proposal-life-named", {"what": short})
    return Choice(action="proposal.life", subject=proposal.id, label=label, only_for=turn.person.id)


@on(Press("proposal.life"), where=Where.PRIVATE)
async def show(turn: Turn) -> Items:
    """Draw the life of a proposal that members may see."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.opened_at is None:
        raise AlreadySettled()
    community = await turn.work.communities.get(CommunityId(proposal.community))
    await communities.require_member(turn.work, community, turn.person)
    names, here = steps(community, proposal, turn.work.now)
    words = tuple(_words(proposal, name) for name in names)
    lines = tuple(
        Phrase("life-line-here" if number == here else "life-line", {"step": step})
        for number, step in enumerate(words)
    )
    drawing = LifeDrawing(words, here)
    args: Args = {"what": what(proposal), "steps": Lines(lines)}
    return [Picture(to=turn.person.id, drawing=drawing, key="proposal-life", args=args)]


def steps(community: Community, proposal: Proposal, now: datetime) -> tuple[list[str], int]:
    """Return the steps of this proposal's life by name, and the number of the one it stands at."""
    names = ["draft" if proposal.by is not None else "called"]
    if proposal.kind in votes.ABOUT_SOMEBODY:
        names += ["seconding", "hearing"]
    names += ["open", "reminded", "closed"]
    if proposal.kind is not Kind.WORDS:
        names.append("applied")
    at = _AT.get(proposal.stage, "closed")
    if at == "open" and proposal.opened_at and proposal.closes_at:
        reminded = now >= remind_at(community, proposal.opened_at, proposal.closes_at)
        at = "reminded" if reminded else "open"
    return names, names.index(at if at in names else "closed")


def _words(proposal: Proposal, name: str) -> Phrase:
    if name == "open" and proposal.closes_at is not None:
        return Phrase("life-open", {"day": Day(proposal.closes_at)})
    return Phrase(f"life-{name}")
