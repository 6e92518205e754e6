"""Safety contacts: members whom somebody may tell in confidence that something felt wrong; each accepts privately."""

from core import communities, governance, people
from core.communities import Community
from core.errors import AlreadySettled
from core.governance import Right
from core.ids import CommunityId, PersonId
from core.messages import Choice, Item, Names, Whisper
from core.people import Person
from handlers.communities.wording import Wrong
from handlers.governance import settled, tell_rooms
from handlers.table import Items, Press, Turn, Where, on

NOBODY = ("none", "nobody", "nadie", "ninguno", "-")


async def name_contacts(turn: Turn, names: str) -> Items:
    """Ask each of these members whether they would be a safety contact; `none` sets out to have none."""
    if names.strip().lower() in NOBODY:
        return await _none(turn)
    found = await _members(turn, names)
    asked: list[Item] = [_card(turn.community, person) for person in found]
    args = {"names": Names(tuple(person.id for person in found))}
    return [turn.answer("safety-asked", args), *asked]


async def _none(turn: Turn) -> Items:
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


def _card(community: Community, person: Person) -> Whisper:
    choices = tuple(
        Choice(action=action, subject=community.id, only_for=person.id)
        for action in ("safety.accept", "safety.decline")
    )
    args = {"village": community.title}
    return Whisper(to=person.id, key="safety-wanted", args=args, choices=choices)


@on(Press("safety.accept"), where=Where.ANYWHERE)
async def accept(turn: Turn) -> Items:
    """Somebody is willing to listen."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    await turn.require(Right.MEMBER, community)
    known = community.config.safety_contacts
    if turn.person.id in known:
        raise AlreadySettled()
    values = {"safety_contacts": [*known, turn.person.id]}
    try:
        changed = await communities.change(turn.work, community, values, turn.person.id)
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    return [turn.answer("safety-accepted"), *await tell_rooms(turn, changed)]


@on(Press("safety.decline"), where=Where.PRIVATE)
async def decline(turn: Turn) -> Items:
    """Somebody would rather not: nobody is told."""
    return [turn.answer("safety-declined")]
