"""The door of a village: somebody says that they are in, and role-holders open it where the village asks for that."""

from core import communities, governance
from core.communities import Community, Entry
from core.events import JoinRequested
from core.governance import Right
from core.ids import CommunityId, PersonId
from core.messages import Admit, Args, Choice, Item, Name, Revise, TurnAway, Whisper
from core.people import Person
from handlers import trust as knowing
from handlers.table import Happened, Items, Press, Turn, on

INVITED = "inv_"
"""How the payload of an invitation's link begins."""


def way_in(community: Community) -> Choice:
    """The one tap by which somebody says that they are in, and can be written to from then on."""
    return Choice(action="member.in", subject=community.id, opens_private=True)


@on(Press("member.in"))
async def say_in(turn: Turn) -> Items:
    """Become a member by one's own word, or ask to be let in."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    entry = await communities.join(turn.work, community, turn.person)
    return await entered(turn, community, entry)


async def entered(turn: Turn, community: Community, entry: Entry) -> list[Item]:
    """Say what came of somebody's word that they are in."""
    said: Item = turn.answer(f"member-{entry.value}", {"village": community.title})
    if entry is Entry.IN:
        if turn.person in await communities.keepers(turn.work, community):
            await knowing.watch(turn, community.id)
        return [said, *await knowing.introduce(turn, community, turn.person)]
    if entry is Entry.ASKED:
        return [said, *await ask_keepers(turn, community, turn.person)]
    return [said]


async def ask_keepers(turn: Turn, community: Community, person: Person) -> list[Item]:
    """Ask each role-holder privately whether somebody may come in; the first answer holds."""
    keepers = await governance.bearers(turn.work, community, Right.LET_IN)
    return [join_card(community, person, keeper) for keeper in keepers if keeper.id != person.id]


def join_card(community: Community, person: Person, keeper: Person) -> Whisper:
    """Ask one role-holder whether somebody may come in."""
    subject = f"{community.id}:{person.id}"
    choices = tuple(
        Choice(action=action, subject=subject, only_for=keeper.id)
        for action in ("join.approve", "join.refuse")
    )
    return Whisper(
        to=keeper.id,
        key="join-asked",
        args={"name": Name(person.id), "village": community.title},
        choices=choices,
        card=_join_card_name(community.id, person.id, keeper.id),
    )


def _join_card_name(community: CommunityId, person: PersonId, keeper: PersonId) -> str:
    return f"join:{community}:{person}:{keeper}"


@on(Happened(JoinRequested))
async def knocked(turn: Turn) -> Items:
    """Somebody waits at a room's door."""
    if turn.room is None:
        return []
    entry = await communities.knock(turn.work, turn.community, turn.room, turn.person)
    if entry is Entry.ALREADY:
        return await _open_doors(turn, turn.community, turn.person.id)
    if entry is not Entry.ASKED:
        return []
    told = turn.privately("join-knocked", {"village": turn.community.title})
    return [told, *await ask_keepers(turn, turn.community, turn.person)]


async def _open_doors(turn: Turn, community: Community, person: PersonId) -> list[Item]:
    waiting = await turn.work.communities.answered_knocks(community.id, person)
    return [Admit(room=room, person=person) for room in waiting]


@on(Press("join.approve"))
async def approve(turn: Turn) -> Items:
    """A role-holder lets somebody in."""
    community, person = await _at_the_door(turn)
    inside = await communities.let_in(turn.work, community, person)
    key = "join-let-in" if inside else "join-may-come"
    choices = () if inside else (way_in(community),)
    welcome = Whisper(to=person.id, key=key, args={"village": community.title}, choices=choices)
    doors = await _open_doors(turn, community, person.id)
    decided = await _decided(turn, community, person, "join-approved")
    introduced = await knowing.introduce(turn, community, person) if inside else []
    return [turn.answer("join-approved-noted"), *decided, welcome, *doors, *introduced]


@on(Press("join.refuse"))
async def refuse(turn: Turn) -> Items:
    """A role-holder leaves the door closed: the one who waits is told nothing, as by a silence."""
    community, person = await _at_the_door(turn)
    await communities.turn_away(turn.work, community, person)
    waiting = await turn.work.communities.answered_knocks(community.id, person.id)
    closed: list[Item] = [TurnAway(room=room, person=person.id) for room in waiting]
    decided = await _decided(turn, community, person, "join-refused")
    return [turn.answer("join-refused-noted"), *decided, *closed]


async def _at_the_door(turn: Turn) -> tuple[Community, Person]:
    village, _, person = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    await turn.require(Right.LET_IN, community)
    return community, await turn.work.people.get(PersonId(person))


async def _decided(turn: Turn, community: Community, person: Person, key: str) -> list[Item]:
    """Show on every role-holder's card that it is decided; who decided stays between them and me."""
    keepers = await governance.bearers(turn.work, community, Right.LET_IN)
    args: Args = {"name": Name(person.id), "village": community.title}
    return [
        Revise(card=_join_card_name(community.id, person.id, keeper.id), key=key, args=args)
        for keeper in keepers
    ]


async def follow_invitation(turn: Turn, payload: str) -> list[Item]:
    """Somebody came by an invitation's link."""
    found = await communities.follow(turn.work, payload.removeprefix(INVITED), turn.person)
    return await entered(turn, found.community, found.entry)
