"""Proposing: a private draft, what it may bind, who seconds it, and that whom it is about is heard first."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core import communities, governance, people, votes
from core.communities import Community, RulesRefused, Standing
from core.errors import AlreadySettled, Refusal, UnknownName
from core.ids import CommunityId, PersonId
from core.messages import Arg, Choice, Contact, Item, Name, Phrase, Revise, Whisper
from core.people import Person
from core.votes import ABOUT_SOMEBODY, SECONDERS, USUAL_DAYS, Kind, Proposal, Stage
from handlers.cards import as_revision
from handlers.communities.wording import Wrong
from handlers.governance.consent import settled
from handlers.table import Command, Deadline, Items, Press, Turn, Typed, Where, Who, on
from handlers.votes.cards import draft_card, draft_name, own_choice, what
from handlers.votes.closing import ended
from handlers.votes.opening import drafted, open_now

SPANS = (3, 7, 14, 30)
"""How long a vote may last by button, in days; `/propose 10d WORDS` takes any from 1 to 30."""
_DAYS = re.compile(r"(\d{1,4})\s*d\s+", re.IGNORECASE)
_BINDING: Mapping[str, Kind] = {
    "recall": Kind.RECALL,
    "remove": Kind.REMOVAL,
    "norm": Kind.NORM,
    "revocar": Kind.RECALL,
    "retirar": Kind.REMOVAL,
    "norma": Kind.NORM,
}
MOST_ASKED = 10
"""How many may be asked at once to second something."""


@on(Command("propose"), where=Where.PRIVATE, who=Who.MEMBER)
async def propose(turn: Turn) -> Items:
    """Draft a proposal: in words, `KEY VALUE` of a rule, `norm WORDS`, `recall NAME: WHY`, `remove NAME: WHY`."""
    days, words = _lasting(turn.subject.strip())
    first, _, rest = words.partition(" ")
    kind = _BINDING.get(first.lower())
    if kind is Kind.NORM and rest.strip():
        return await drafted(turn, await _draft(turn, kind, rest, days))
    if kind in ABOUT_SOMEBODY and rest.strip():
        found, why = _named(turn, await turn.work.communities.members(turn.community.id), rest)
        if found:
            return await _about_somebody(turn, kind, found, why, days)
    values = _change(turn.community, first, rest)
    if values:
        return await _draft_change(turn, values, days)
    return await drafted(turn, await _draft(turn, Kind.WORDS, words, days))


def _lasting(words: str) -> tuple[int, str]:
    """Read how many days it should be open, where that comes first."""
    found = _DAYS.match(words)
    return (int(found[1]), words[found.end() :]) if found else (USUAL_DAYS, words)


def _named(turn: Turn, members: Sequence[Person], words: str) -> tuple[list[Person], str]:
    """Return whom `NAME: WHY` may mean; nobody where no member is called so, and then it is something in words."""
    name, _, why = words.partition(":")
    others = [person for person in members if person.id != turn.person.id]
    try:
        return people.named(others, name), why
    except UnknownName:
        return [], ""


def _change(community: Community, first: str, rest: str) -> dict[str, Any]:
    """Return the change of a rule that `KEY VALUE` means; nothing where it is something in words.

    Raises Wrong where it can only have been meant as a rule, and cannot stand.
    """
    try:
        key = communities.known_key(first)
    except RulesRefused:
        return {}
    try:
        values = {key: communities.read(key, rest, community.config)}
        wanted = communities.with_values(community.config, values)
    except RulesRefused as refused:
        if "_" in first or "." in first:
            raise Wrong(refused) from refused
        return {}
    if not communities.differences(community.config, wanted):
        raise Refusal("config-same")
    return values


async def _draft(turn: Turn, kind: Kind, words: str, days: int, **binding: Any) -> Proposal:
    return await votes.draft(
        turn.work, turn.community, turn.person, kind, words, days=days, **binding
    )


async def _draft_change(turn: Turn, values: Mapping[str, Any], days: int) -> Items:
    await communities.require_rested(turn.work, turn.community, values)
    proposal = await governance.draft_change(turn.work, turn.community, turn.person, values, days)
    return await drafted(turn, proposal)


async def _about_somebody(
    turn: Turn, kind: Kind, found: list[Person], why: str, days: int
) -> Items:
    if len(found) > 1:
        choices = [
            Choice(
                action="proposal.about",
                subject=f"{turn.community.id}:{kind.value}:{days}:{person.id}",
                label=Phrase("which-person-line", {"name": Contact(person.id), "ordinal": number}),
                only_for=turn.person.id,
            )
            for number, person in enumerate(found, start=1)
        ]
        return [turn.privately("which-person", {}, choices)]
    return await drafted(turn, await _draft(turn, kind, why, days, about=found[0].id))


@on(Press("proposal.about"), where=Where.PRIVATE)
async def about(turn: Turn) -> Items:
    """Of several people of one name, this one was meant."""
    village, kind, days, person = turn.subject.split(":")
    turn = turn.about(await turn.work.communities.get(CommunityId(village)))
    other = await turn.work.people.get(PersonId(person))
    return await _about_somebody(turn, Kind(kind), [other], "", int(days))


async def _own_draft(turn: Turn) -> tuple[Turn, Proposal]:
    proposal = await votes.mine(turn.work, turn.person, turn.subject, {Stage.DRAFT})
    return turn.about(await turn.work.communities.get(proposal.community)), proposal


@on(Press("proposal.days"), where=Where.PRIVATE)
async def days(turn: Turn) -> Items:
    """Let the vote last longer, or shorter again."""
    turn, proposal = await _own_draft(turn)
    longer = next((span for span in SPANS if span > proposal.days), SPANS[0])
    fresh = await votes.lasting(turn.work, proposal, longer)
    return [as_revision(draft_card(turn.community, fresh))]


@on(Press("proposal.open"), where=Where.ANYWHERE)
async def open_it(turn: Turn) -> Items:
    """Open the vote; where it is about somebody, others second it first; a rule may only need some people's word."""
    turn, proposal = await _own_draft(turn)
    await communities.require_member(turn.work, turn.community, turn.person)
    if proposal.kind in ABOUT_SOMEBODY:
        await votes.seek_seconders(turn.work, proposal)
        return _ask_for_names(turn, proposal)
    values: Mapping[str, Any] = proposal.payload.get("values", {})
    if proposal.kind is Kind.CONFIG and not governance.by_vote(turn.community, values):
        await votes.end_without_result(turn.work, proposal)
        shown = Revise(
            card=draft_name(proposal), key="proposal-asked", args={"what": what(proposal)}
        )
        try:
            outcome = await governance.set_out(turn.work, turn.community, turn.person, values)
        except RulesRefused as refused:
            raise Wrong(refused) from refused
        return [shown, *await settled(turn, turn.community, outcome)]
    return await open_now(turn, turn.community, proposal)


def _ask_for_names(turn: Turn, proposal: Proposal) -> list[Item]:
    args: dict[str, Arg] = {"what": what(proposal), "count": SECONDERS}
    card = Revise(
        card=draft_name(proposal),
        key="proposal-seconding",
        args=args,
        choices=(
            own_choice(proposal, turn.person.id, "proposal.names"),
            own_choice(proposal, turn.person.id, "proposal.withdraw"),
        ),
    )
    return [card, *_who_seconds(turn, proposal)]


def _who_seconds(turn: Turn, proposal: Proposal) -> list[Item]:
    """Ask for names; whoever proposes it and whom it is about are none."""
    turn.expect(f"second:{proposal.id}")
    return [turn.privately("proposal-who-seconds", {"count": SECONDERS})]


@on(Press("proposal.names"), where=Where.PRIVATE)
async def names(turn: Turn) -> Items:
    """Name more people who may second it."""
    proposal = await votes.mine(turn.work, turn.person, turn.subject, {Stage.SECONDING})
    return _who_seconds(turn, proposal)


@on(Typed("second"), where=Where.PRIVATE)
async def ask_seconders(turn: Turn) -> Items:
    """Ask those who were named, each privately; whoever would rather not just leaves it."""
    proposal = await votes.mine(turn.work, turn.person, turn.subject, {Stage.SECONDING})
    members = await turn.work.communities.members(proposal.community)
    found: dict[PersonId, Person] = {}
    for name in turn.event.text.split(",")[:MOST_ASKED]:
        if name.strip():
            for person in people.named(members, name):
                found[person.id] = person
    cards = [
        _second_card(proposal, person)
        for person in found
        if person not in (proposal.by, proposal.about)
    ]
    if not cards:
        return _who_seconds(turn, proposal)
    return [turn.privately("proposal-names-asked"), *cards]


def _second_card(proposal: Proposal, person: PersonId) -> Whisper:
    args: dict[str, Arg] = {"what": what(proposal), "name": Name(proposal.by or person)}
    choice = own_choice(proposal, person, "proposal.second")
    card = f"second:{proposal.id}:{person}"
    return Whisper(to=person, key="proposal-second-asked", args=args, choices=(choice,), card=card)


@on(Press("proposal.second"), where=Where.ANYWHERE)
async def second(turn: Turn) -> Items:
    """Somebody seconds it; with the third, whom it is about hears of it first."""
    found = await turn.work.votes.get(turn.subject)
    if found is None:
        raise AlreadySettled()
    community = await turn.work.communities.get(found.community)
    proposal = await votes.second(turn.work, community, turn.person, found.id)
    noted = turn.answer("proposal-seconded")
    card = f"second:{proposal.id}:{turn.person.id}"
    done: list[Item] = [noted, Revise(card=card, key="proposal-seconded")]
    if proposal.stage is not Stage.HEARING:
        return done
    return [*done, *await _hear(turn, community, proposal)]


async def _hear(turn: Turn, community: Community, proposal: Proposal) -> list[Item]:
    """Tell whom it is about, privately, before anybody else; they may answer in their own words."""
    about = proposal.about
    if about is None or proposal.by is None:
        raise ValueError("a proposal about nobody")
    until = turn.work.now + votes.HEAR_FOR
    await turn.work.deadlines.drop(f"draft:{proposal.id}")
    await turn.work.deadlines.set(f"hear:{proposal.id}", "proposal.hear", proposal.id, until)
    choices = tuple(own_choice(proposal, about, a) for a in ("hearing.answer", "hearing.none"))
    whole_days = votes.HEAR_FOR // timedelta(days=1)
    args: dict[str, Arg] = {"what": what(proposal), "village": community.title, "days": whole_days}
    card = f"hearing:{proposal.id}"
    waiting = Revise(
        card=draft_name(proposal),
        key="proposal-heard-first",
        args={"what": what(proposal)},
        choices=(own_choice(proposal, proposal.by, "proposal.withdraw"),),
    )
    told = Whisper(to=about, key="proposal-hearing", args=args, choices=choices, card=card)
    return [told, waiting]


@on(Press("hearing.answer"), where=Where.PRIVATE)
async def hearing_answer(turn: Turn) -> Items:
    """Whom it is about would like to answer."""
    turn.expect(f"hearing:{turn.subject}")
    return [turn.privately("proposal-answer-now")]


@on(Typed("hearing"), where=Where.ANYWHERE)
async def hearing_words(turn: Turn) -> Items:
    """Whom it is about has answered: it is shown with the vote, which opens."""
    proposal = await votes.heard(turn.work, turn.person, turn.subject, turn.event.text)
    return [turn.privately("proposal-answered"), *await _heard(turn, proposal)]


@on(Press("hearing.none"), where=Where.ANYWHERE)
async def hearing_none(turn: Turn) -> Items:
    """Whom it is about would rather say nothing: the vote opens."""
    proposal = await votes.heard(turn.work, turn.person, turn.subject, "")
    return [turn.answer("proposal-answered"), *await _heard(turn, proposal)]


@on(Deadline("proposal.hear"))
async def hearing_over(turn: Turn) -> Items:
    """The time to answer is over: the vote opens."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.stage is not Stage.HEARING:
        return []
    return await _heard(turn, proposal)


async def _heard(turn: Turn, proposal: Proposal) -> list[Item]:
    await turn.work.deadlines.drop(f"hear:{proposal.id}")
    closed = Revise(card=f"hearing:{proposal.id}", key="proposal-hearing-over")
    community = await turn.work.communities.get(proposal.community)
    known = await turn.work.communities.member(community.id, proposal.about or PersonId(""))
    if known is None or known.standing is not Standing.MEMBER:
        await votes.end_without_result(turn.work, proposal)
        return [closed, Revise(card=draft_name(proposal), key="proposal-gone")]
    return [closed, *await open_now(turn, community, proposal)]


@on(Press("proposal.withdraw"), where=Where.ANYWHERE)
async def withdraw(turn: Turn) -> Items:
    """Its proposer takes it back: a draft is gone, a vote ends and everything cast is forgotten."""
    proposal = await votes.withdraw(turn.work, turn.person, turn.subject)
    for deadline in ("draft", "hear", "vote", "remind"):
        await turn.work.deadlines.drop(f"{deadline}:{proposal.id}")
    own = Revise(card=draft_name(proposal), key="proposal-withdrawn")
    items: list[Item] = [turn.answer("proposal-withdrawn"), own]
    if proposal.stage is Stage.HEARING:
        items.append(Revise(card=f"hearing:{proposal.id}", key="proposal-hearing-over"))
    if proposal.stage in votes.RUNNING:
        items += await ended(turn, proposal, [], "vote-withdrawn")
    return items


@on(Deadline("proposal.lapse"))
async def lapse(turn: Turn) -> Items:
    """A draft that was not opened, or not seconded, is forgotten; nobody is told but its proposer."""
    proposal = await turn.work.votes.get(turn.subject)
    if proposal is None or proposal.stage not in (Stage.DRAFT, Stage.SECONDING):
        return []
    await votes.end_without_result(turn.work, proposal)
    return [Revise(card=draft_name(proposal), key="proposal-lapsed")]


@on(Press("proposal.reopen"), where=Where.PRIVATE)
async def reopen(turn: Turn) -> Items:
    """Draft that an earlier decision be taken up again."""
    earlier = await turn.work.votes.get(turn.subject)
    if earlier is None or earlier.stage not in votes.DECIDED:
        raise AlreadySettled()
    turn = turn.about(await turn.work.communities.get(earlier.community))
    payload = {"proposal": earlier.id}
    proposal = await _draft(turn, Kind.REOPENING, earlier.words, USUAL_DAYS, payload=payload)
    return await drafted(turn, proposal)
