"""Safety contacts: members whom somebody may tell in confidence that something felt wrong; each accepts privately."""

from datetime import datetime, timedelta

from core import communities, governance, people
from core.communities import Community
from core.errors import AlreadySettled, Refusal
from core.governance import Right
from core.ids import CommunityId, PersonId
from core.messages import Choice, Item, Names, Revise, Whisper
from core.people import Person
from handlers.governance.consent import settled, tell_rooms
from handlers.table import Items, Press, Turn, Where, on

ANSWER_WITHIN = timedelta(days=14)
"""So long a question stays, as a founder's does: a no and a silence read the same to everybody else."""
NOBODY = ("none", "nobody", "nadie", "ninguno", "-")


async def name_contacts(turn: Turn, names: str) -> Items:
    """Ask each of these members whether they would be a safety contact; `none` sets out to have none."""
    if names.strip().lower() in NOBODY:
        return await _none(turn)
    found = await _members(turn, names)
    if not found:
        raise Refusal("refused-set")
    until = turn.work.now + ANSWER_WITHIN
    asked: list[Item] = [_card(turn.community, person, until) for person in found]
    args = {"names": Names(tuple(person.id for person in found))}
    return [turn.answer("safety-asked", args), *asked]


async def _none(turn: Turn) -> Items:
    if not turn.community.config.safety_contacts:
        return [turn.answer("config-same")]
    outcome = await governance.set_out(
        turn.work, turn.community, turn.person, {"safety_contacts": []}
    )
    return await settled(turn, turn.community, outcome)


async def _members(turn: Turn, names: str) -> list[Person]:
    everybody = await turn.work.communities.members(turn.community.id)
    found: dict[PersonId, Person] = {}
    for name in names.split(","):
        if name.strip():
            for person in people.named(everybody, name):
                found[person.id] = person
    return list(found.values())


def _card(community: Community, person: Person, until: datetime) -> Whisper:
    subject = f"{community.id}:{community.version}"
    choices = tuple(
        Choice(action=action, subject=subject, only_for=person.id, until=until)
        for action in ("safety.accept", "safety.decline")
    )
    args = {"village": community.title}
    card = _card_name(community, person.id)
    return Whisper(to=person.id, key="safety-wanted", args=args, choices=choices, card=card)


def _card_name(community: Community, person: PersonId) -> str:
    return f"safety:{community.id}:{person}"


@on(Press("safety.accept"), where=Where.ANYWHERE)
async def accept(turn: Turn) -> Items:
    """Somebody is willing to listen."""
    village, _, asked_at = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    await turn.require(Right.MEMBER, community)
    known = community.config.safety_contacts
    if turn.person.id in known or await _emptied(turn, community, int(asked_at or 0)):
        raise AlreadySettled()
    changed = await _change(turn, community, [*known, turn.person.id])
    card = _answered(turn, community, "safety-accepted")
    return [turn.answer("safety-accepted"), card, *changed]


async def _emptied(turn: Turn, community: Community, version: int) -> bool:
    """Say whether the village decided to have no contacts after its rules had this version; resigning is not that."""
    return any(
        change.after.get("safety_contacts") == []
        and change.before["safety_contacts"] != [change.by]
        for change in await communities.history(turn.work, community)
        if change.version > version
    )


@on(Press("safety.decline"), where=Where.ANYWHERE)
async def decline(turn: Turn) -> Items:
    """Somebody would rather not, or not any more: nobody is told of a no; who was a contact is one no longer."""
    community = await turn.work.communities.get(CommunityId(turn.subject.partition(":")[0]))
    card = _answered(turn, community, "safety-declined")
    return [turn.answer("safety-declined"), card, *await resign(turn, community)]


def _answered(turn: Turn, community: Community, key: str) -> Revise:
    """Show on the card how it stands; whoever listens may stop at any time."""
    stop = Choice(action="safety.decline", subject=community.id, only_for=turn.person.id)
    choices = (stop,) if key == "safety-accepted" else ()
    return Revise(card=_card_name(community, turn.person.id), key=key, choices=choices)


async def resign(turn: Turn, community: Community) -> list[Item]:
    """Take whoever acts off the safety contacts, if they are one."""
    known = community.config.safety_contacts
    if turn.person.id not in known:
        return []
    return await _change(turn, community, [p for p in known if p != turn.person.id])


async def _change(turn: Turn, community: Community, contacts: list[str]) -> list[Item]:
    values = {"safety_contacts": contacts}
    changed = await communities.change(turn.work, community, values, turn.person.id)
    return await tell_rooms(turn, changed)
