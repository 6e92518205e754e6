"""What proposals and votes say, and what each message is called so that it can be revised.

A vote in progress says nothing of how it stands, to anybody.
"""

from core import governance, votes
from core.communities import Community, Room
from core.ids import PersonId
from core.messages import Arg, Args, Choice, Item, Lines, Moment, Name, Phrase, Poll, Text, Whisper
from core.ports import Capabilities
from core.votes import Ballot, Kind, Mode, Proposal
from handlers.communities.wording import role_name, rules

SHORT = 160
"""Characters of a proposal that fit into a poll's question, with what has to be said beside it."""
NOTHING = Lines(())
LABEL = 24
"""Characters of a proposal that fit on a button."""


def what(proposal: Proposal, *, shortened: bool = False) -> Phrase:
    """Word what a proposal is about; `shortened`: as far as a poll's question has room."""
    kind = proposal.kind.value
    words = shorten(proposal.words, SHORT) if shortened else proposal.words
    args: dict[str, Arg] = {}
    if proposal.kind in (Kind.WORDS, Kind.NORM) or proposal.kind is Kind.REOPENING:
        args = {"words": words}
    elif proposal.kind is Kind.CONFIG:
        if shortened:
            return Phrase("proposal-config-short")
        args = {"rules": rules(proposal.payload["values"])}
    elif proposal.about is not None:
        args = {"name": Name(proposal.about), "words": words}
        if proposal.kind is Kind.ELECTION:
            args = {"name": Name(proposal.about), "role": role_name(proposal.payload["role"])}
    return Phrase(f"proposal-{kind}", args)


def shorten(words: str, most: int) -> str:
    """Return words cut to fit."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def answer_of(proposal: Proposal) -> Arg:
    """Word what whom it is about answers, where they did."""
    if not proposal.answer or proposal.about is None:
        return NOTHING
    return Phrase("vote-answer", {"name": Name(proposal.about), "words": proposal.answer})


def by_whom(proposal: Proposal) -> Phrase:
    """Word who proposes; about a person it is several, and none is named."""
    if proposal.by is None:
        return Phrase("proposal-by-village")
    if proposal.kind in votes.ABOUT_SOMEBODY:
        return Phrase("proposal-by-several")
    return Phrase("proposal-by", {"name": Name(proposal.by)})


def draft_name(proposal: Proposal) -> str:
    """Name the proposer's own message about it."""
    return f"proposal:{proposal.id}"


def vote_name(proposal: Proposal, room: str) -> str:
    """Name the message in a room on which it is voted."""
    return f"vote:{proposal.id}:{room}"


def ballot_name(proposal: Proposal, person: PersonId) -> str:
    """Name somebody's own ballot paper."""
    return f"ballot:{proposal.id}:{person}"


def draft_card(community: Community, proposal: Proposal) -> Whisper:
    """Show somebody their draft: it is voted on, or (some changes of the rules) those are asked whose word it takes."""
    person = proposer(proposal)
    is_change = proposal.kind is Kind.CONFIG
    to_vote = not is_change or governance.by_vote(community, proposal.payload["values"])
    args: Args = {"what": what(proposal), "days": proposal.days}
    actions = ["proposal.open", "proposal.days", "proposal.withdraw"]
    key = "proposal-draft"
    if not to_vote:
        args, key = {"what": what(proposal)}, "proposal-draft-consent"
        actions.remove("proposal.days")
    elif proposal.kind in votes.ABOUT_SOMEBODY:
        key = "proposal-draft-person"
    choices = tuple(own_choice(proposal, person, action) for action in actions)
    return Whisper(to=person, key=key, args=args, choices=choices, card=draft_name(proposal))


def own_choice(proposal: Proposal, person: PersonId, action: str) -> Choice:
    """Return a button of one's own about a proposal."""
    return Choice(action=action, subject=proposal.id, only_for=person)


def ballot_choices(proposal: Proposal, person: PersonId | None = None) -> tuple[Choice, ...]:
    """Return the three answers: the same buttons for everybody, so that none of them names a person."""
    return tuple(
        Choice(action=f"ballot.{ballot.value}", subject=proposal.id, only_for=person)
        for ballot in Ballot
    )


def ballot_card(proposal: Proposal, person: PersonId, key: str = "vote-ballot") -> Whisper:
    """Give somebody their own ballot paper, privately."""
    args: Args = {"what": what(proposal), "closes": closes(proposal)}
    choices = ballot_choices(proposal, person) if proposal.mode is Mode.SECRET else ()
    return Whisper(
        to=person, key=key, args=args, choices=choices, card=ballot_name(proposal, person)
    )


def closes(proposal: Proposal) -> Moment:
    """Return when a vote ends."""
    if proposal.closes_at is None:
        raise ValueError("a vote that is not open")
    return Moment(proposal.closes_at)


def room_cards(proposal: Proposal, room: Room, can: Capabilities) -> list[Item]:
    """Show a vote in a room: a card whose buttons only the presser sees, or where it is open a native poll."""
    args: Args = {
        "what": what(proposal),
        "by": by_whom(proposal),
        "answer": answer_of(proposal),
        "closes": closes(proposal),
    }
    card = vote_name(proposal, room.id)
    if proposal.mode is Mode.SECRET:
        key = "vote-open" if can.hides_presses else "vote-open-typed"
        choices = ballot_choices(proposal) if can.hides_presses else ()
        return [Text(room=room.id, key=key, args=args, choices=choices, card=card)]
    weighted = proposal.mode is Mode.OPEN_WEIGHTED
    poll = Poll(
        room=room.id,
        key="poll-open-weighted" if weighted else "poll-open",
        args={"what": what(proposal, shortened=True)},
        options=tuple(Phrase(f"do-ballot-{ballot.value}") for ballot in Ballot),
        closes=proposal.closes_at,
        card=card,
        hidden=can.hidden_results,
    )
    return [Text(room=room.id, key="vote-open-names", args=args, card=f"{card}:words"), poll]


def result_card(proposal: Proposal, room: Room, then: Arg) -> Text:
    """Tell a room what a vote came to: its only figures are how many took part of how many."""
    band = f"-{proposal.band.value}" if proposal.band else ""
    key = f"vote-{proposal.stage.value.replace('_', '-')}{band}"
    took = Phrase("vote-took-part", {"count": proposal.took_part or 0, "of": proposal.of or 0})
    return Text(room=room.id, key=key, args={"what": what(proposal), "took": took, "then": then})


def proposer(proposal: Proposal) -> PersonId:
    """Return who proposes. Raises ValueError for what the village itself calls for."""
    if proposal.by is None:
        raise ValueError("nobody's own proposal")
    return proposal.by
