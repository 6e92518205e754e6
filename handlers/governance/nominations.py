"""Naming somebody for a role: they are asked first, privately, then those who look after the village."""

from dataclasses import replace

from core import governance, people
from core.communities import KNOWN_ROLES, Community
from core.errors import Refusal
from core.governance import Nomination, nominations
from core.ids import CommunityId, PersonId
from core.messages import Args, Choice, Facts, Item, Name, Revise, Whisper
from handlers import trust as knowing
from handlers.communities.wording import role_name
from handlers.governance.rotation import told_rooms
from handlers.people import which_person
from handlers.table import Command, Deadline, Items, Press, Turn, Where, Who, on
from handlers.votes.opening import announce

LONGEST_ROLE = 4
"""Of how many words a role's name may be made when it is typed after a person's."""
_ALSO = {
    "administrator": "admin",
    "administración": "admin",
    "administradora": "admin",
    "administrador": "admin",
    "moderación": "moderator",
    "moderadora": "moderator",
    "moderador": "moderator",
    "tesorería": "treasurer",
    "tesorera": "treasurer",
    "tesorero": "treasurer",
}
"""What the known roles are called as well, in any language that is spoken here."""


def role_meant(words: str) -> str:
    """Return the role that somebody means, as it is kept."""
    word = "_".join(words.lower().split())
    return _ALSO.get(word, word)


def _named(community: Community, words: str) -> tuple[str, str]:
    """Split what was typed into a person's name and a role. Raises Refusal for a role there is not."""
    here = governance.roles_here(community)
    parts = words.split()
    for count in range(1, min(LONGEST_ROLE, len(parts)) + 1):
        role = role_meant(" ".join(parts[-count:]))
        if role in here:
            return " ".join(parts[:-count]), role
    if len(here) == 1 and role_meant(parts[-1] if parts else "") not in KNOWN_ROLES:
        return words, here[0]
    raise Refusal("refused-no-such-role", roles=Facts(tuple(map(role_name, here))))


@on(Command("nominate"), where=Where.PRIVATE, who=Who.MEMBER)
async def nominate(turn: Turn) -> Items:
    """Name a member for a role. What becomes of it is told only if they take it on."""
    if not turn.subject.strip():
        raise Refusal("refused-nominate")
    name, role = _named(turn.community, turn.subject)
    if not name:
        raise Refusal("refused-nominate")
    found = people.named(await turn.work.communities.members(turn.community.id), name)
    if len(found) > 1:
        asked = which_person(turn, found, "nomination.pick")
        about = f"{turn.community.id}:{role}"
        choices = [replace(c, subject=f"{about}:{c.subject}") for c in asked.choices]
        return [replace(asked, choices=tuple(choices))]
    return await _nominate(turn, turn.community, found[0].id, role)


@on(Press("nomination.pick"), where=Where.PRIVATE)
async def picked(turn: Turn) -> Items:
    """Name the one who was meant."""
    village, role, person = turn.subject.split(":")
    community = await turn.work.communities.get(CommunityId(village))
    return await _nominate(turn, community, PersonId(person), role)


async def _nominate(turn: Turn, community: Community, person: PersonId, role: str) -> Items:
    nomination = await governance.nominate(turn.work, community, turn.person, person, role)
    noted = turn.privately("nomination-noted", {"name": Name(person), "role": role_name(role)})
    if nomination is None:
        return [noted]
    await _watch(turn, nomination)
    choices = tuple(
        Choice(action=action, subject=nomination.id, only_for=person)
        for action in ("nomination.accept", "nomination.decline")
    )
    args: Args = {
        "by": Name(turn.person.id),
        "role": role_name(role),
        "village": community.title,
    }
    key = "nomination-wanted" if person != turn.person.id else "nomination-own"
    card = _card(nomination)
    return [noted, Whisper(to=person, key=key, args=args, choices=choices, card=card)]


def _card(nomination: Nomination) -> str:
    return f"nomination:{nomination.id}"


def _ratify_card(nomination: Nomination, person: PersonId) -> str:
    return f"ratify:{nomination.id}:{person}"


async def _watch(turn: Turn, nomination: Nomination) -> None:
    until = turn.work.now + nominations.OPEN_FOR
    key = f"nomination:{nomination.id}"
    await turn.work.deadlines.set(key, "nomination.lapse", nomination.id, until)


@on(Press("nomination.accept"), where=Where.ANYWHERE)
async def accept(turn: Turn) -> Items:
    """The nominee would take it on: those who look after the village are asked, or all members vote."""
    nomination = await nominations.accept(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(nomination.community)
    args = _about(community, nomination)
    key = "nomination-accepted"
    noted: list[Item] = [turn.answer(key, args), Revise(card=_card(nomination), key=key, args=args)]
    if not nomination.asked:
        return [*noted, *await _elect(turn, community, nomination)]
    await _watch(turn, nomination)
    return [*noted, *(_ask(nomination, person, args) for person in nomination.asked)]


async def _elect(turn: Turn, community: Community, nomination: Nomination) -> list[Item]:
    """Nobody ratifies: the members decide."""
    await turn.work.deadlines.drop(f"nomination:{nomination.id}")
    proposal = await governance.propose_election(
        turn.work, community, nomination.person, nomination.role
    )
    return await announce(turn, community, proposal)


def _about(community: Community, nomination: Nomination) -> Args:
    return {
        "name": Name(nomination.person),
        "role": role_name(nomination.role),
        "village": community.title,
    }


def _ask(nomination: Nomination, person: PersonId, args: Args) -> Whisper:
    choices = tuple(
        Choice(action=action, subject=nomination.id, only_for=person)
        for action in ("ratify.yes", "ratify.no")
    )
    card = _ratify_card(nomination, person)
    return Whisper(to=person, key="ratify-asked", args=args, choices=choices, card=card)


@on(Press("nomination.decline"), where=Where.ANYWHERE)
async def decline(turn: Turn) -> Items:
    """The nominee would rather not: nobody is told, and nothing follows from it."""
    nomination = await nominations.decline(turn.work, turn.person, turn.subject)
    await turn.work.deadlines.drop(f"nomination:{nomination.id}")
    key = "nomination-declined"
    return [turn.answer(key), Revise(card=_card(nomination), key=key)]


@on(Press("ratify.yes"), where=Where.ANYWHERE)
async def ratify(turn: Turn) -> Items:
    """A role-holder agrees; with enough of them the role is given, and the village hears it."""
    ratified = await governance.ratify(turn.work, turn.person, turn.subject, yes=True)
    noted = turn.answer("ratify-said")
    if not ratified.given:
        return [noted]
    nomination = ratified.nomination
    await turn.work.deadlines.drop(f"nomination:{nomination.id}")
    community = await turn.work.communities.get(nomination.community)
    await knowing.watch(turn, community.id)
    args = _about(community, nomination)
    given = Revise(card=_card(nomination), key="nomination-given", args=args)
    cards = _closed(nomination, "ratify-agreed", args)
    return [noted, given, *cards, *await told_rooms(turn, community, "role-given", args)]


@on(Press("ratify.no"), where=Where.ANYWHERE)
async def ratify_not(turn: Turn) -> Items:
    """A role-holder does not: it is not even kept, and nobody is told."""
    await governance.ratify(turn.work, turn.person, turn.subject, yes=False)
    return [turn.answer("ratify-said")]


def _closed(nomination: Nomination, key: str, args: Args) -> list[Item]:
    return [
        Revise(card=_ratify_card(nomination, person), key=key, args=args)
        for person in nomination.asked
    ]


@on(Deadline("nomination.lapse"))
async def lapse(turn: Turn) -> Items:
    """Seven days went by: the cards close, and only the nominee is told, if they had said yes."""
    nomination = await nominations.lapse(turn.work, turn.subject)
    if nomination is None:
        return []
    community = await turn.work.communities.get(nomination.community)
    args = _about(community, nomination)
    cards: list[Item] = [Revise(card=_card(nomination), key="nomination-over", args=args)]
    if nomination.accepted_at is not None:
        cards.append(Whisper(to=nomination.person, key="nomination-not-now", args=args))
    return [*cards, *_closed(nomination, "ratify-over", args)]
