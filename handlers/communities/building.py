"""Another room for a village, made by the bot where the platform lets it, and one space that shows all its rooms."""

from core import communities
from core.communities import MAX_TITLE, Community, Room
from core.errors import AlreadySettled, Refusal
from core.events import RoomMade
from core.governance import Right
from core.ids import CommunityId, PersonId
from core.messages import (
    Admit,
    Args,
    Choice,
    Item,
    Lines,
    MakeRoom,
    MakeSpace,
    Phrase,
    Revise,
)
from core.people import clean_name
from handlers.table import Command, Happened, Items, Press, Turn, Where, Who, on

FEWEST_TO_GATHER = 2
"""One room needs no space around it."""


@on(Command("room"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.RULES)
async def room(turn: Turn) -> Items:
    """Offer to open another room of that name; without a name, list the rooms there are."""
    if not turn.subject.strip():
        return [await _all_rooms(turn)]
    title = clean_name(turn.subject, turn.community.title)[:MAX_TITLE]
    village = turn.community.title
    if not turn.can.can_create_rooms:
        raise Refusal("refused-room-here", village=village)
    card = _card_name(turn.work.draw.new())
    subject = "\n".join((turn.community.id, card, title))
    make = Choice(action="room.make", subject=subject, only_for=turn.person.id)
    args: Args = {"room": title, "village": village}
    return [turn.privately("room-ask", args, [make], card=card)]


def _card_name(token: str) -> str:
    return f"room:{token}"


async def _all_rooms(turn: Turn) -> Item:
    """Name the village's rooms, and offer to show those of this platform together."""
    community = turn.community
    rooms = await turn.work.communities.rooms(community.id)
    lines = Lines(tuple(Phrase("room-line", {"room": known.title}) for known in rooms))
    args: Args = {"village": community.title, "rooms": lines}
    here = [known for known in rooms if known.platform == turn.platform]
    if not turn.can.can_create_rooms or len(here) < FEWEST_TO_GATHER:
        return turn.privately("room-all", args)
    card = _card_name(turn.work.draw.new())
    subject = "\n".join((community.id, card))
    gather = Choice(action="room.space", subject=subject, only_for=turn.person.id)
    return turn.privately("room-all", args, [gather], card=card)


@on(Press("room.make"), where=Where.PRIVATE)
async def make(turn: Turn) -> Items:
    """Open the room; who is in the village is asked in once it is there."""
    village, card, title = turn.subject.split("\n", 2)
    community, keepers, rooms = await _to_be_made(turn, village)
    args: Args = {"room": title, "village": community.title}
    wish = MakeRoom(
        platform=turn.platform,
        community=community.id,
        title=title,
        by=turn.person.id,
        keepers=keepers,
        rooms=tuple(known.id for known in rooms),
        card=card,
    )
    return [Revise(card=card, key="room-coming", args=args), wish]


@on(Press("room.space"), where=Where.PRIVATE)
async def gather(turn: Turn) -> Items:
    """Show the village's rooms together in one space."""
    village, card = turn.subject.split("\n", 1)
    community, keepers, rooms = await _to_be_made(turn, village)
    wish = MakeSpace(
        platform=turn.platform,
        community=community.id,
        title=community.title,
        by=turn.person.id,
        keepers=keepers,
        rooms=tuple(known.id for known in rooms),
        card=card,
    )
    return [Revise(card=card, key="space-coming", args={"village": community.title}), wish]


async def _to_be_made(
    turn: Turn, village: str
) -> tuple[Community, tuple[PersonId, ...], list[Room]]:
    """Return the village, who looks after it, and its rooms on this platform. Raises Refusal for anybody else."""
    community = await turn.work.communities.get(CommunityId(village))
    await turn.require(Right.RULES, community)
    if not turn.can.can_create_rooms:
        raise AlreadySettled()
    keepers = await communities.keepers(turn.work, community)
    rooms = await turn.work.communities.rooms(community.id)
    here = [known for known in rooms if known.platform == turn.platform]
    return community, tuple(person.id for person in keepers), here


@on(Happened(RoomMade))
async def made(turn: Turn) -> Items:
    """What we asked for is there: bind a room to its village and ask everybody in; tell of a space where it is for."""
    event = turn.event
    community = await turn.work.communities.get(CommunityId(event.community))
    args: Args = {"room": event.title, "village": community.title}
    if not event.made:
        return [Revise(card=event.card, key="room-not-made", args=args)]
    if event.is_space:
        return [Revise(card=event.card, key="space-made", args={**args, "space": event.made})]
    by = PersonId(event.wished_by) if event.wished_by else None
    new = await communities.add_room(
        turn.work, community, turn.platform, event.made, event.title, by
    )
    if new is None:
        return []
    members = [person.id for person in await turn.work.communities.members(community.id)]
    first = [person for person in members if person == by]
    others = [person for person in members if person != by]
    doors = [Admit(room=new.id, person=person) for person in (*first, *others)]
    return [Revise(card=event.card, key="room-made", args=args), *doors]
