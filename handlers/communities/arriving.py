"""A room becomes a village; people arrive in it and walk out; rooms move, close, and turn out to be deaf."""

from dataclasses import replace
from datetime import timedelta

from core import communities
from core.communities import Community, Room, Stage
from core.events import BotAdded, BotRemoved, CannotRead, MemberArrived, MemberLeft, RoomMoved
from core.messages import Args, Choice, Item, Names, Revise, Text, Whisper, Withdraw
from handlers import trust as knowing
from handlers.communities.door import way_in
from handlers.table import Happened, Items, Turn, on

GREETING_SPAN = timedelta(hours=1)
"""Newcomers within an hour share one greeting: the room stays quiet."""


@on(Happened(BotAdded))
async def added(turn: Turn) -> Items:
    """Make the room a village that works at once, and introduce myself on one card."""
    event = turn.event
    back = await turn.work.communities.returned(turn.platform, event.room)
    if back is not None:
        return await _came_back(turn, back)
    new = await communities.found(
        turn.work, turn.platform, event.room, event.title, turn.person, turn.language
    )
    if new is None:
        return []
    community, room = new
    await communities.arrive(turn.work, community, turn.person, admin=True)
    await knowing.watch(turn, community.id)
    return [arrival_card(community, room)]


async def _came_back(turn: Turn, room: Room) -> Items:
    """The bot was shown the door, and asked in again: the village goes on where it was."""
    community = await turn.work.communities.get(room.community)
    await communities.arrive(turn.work, community, turn.person, admin=True)
    return [Text(room=room.id, key="community-back", args={"village": community.title})]


def arrival_card(community: Community, room: Room) -> Text:
    """Introduce the bot, once per room."""
    setup = Choice(action="setup.begin", subject=community.id, opens_private=True)
    choices = (way_in(community), setup)
    return Text(
        room=room.id,
        key="community-arrival",
        args={"village": community.title},
        choices=choices,
        card=f"arrival:{room.id}",
    )


@on(Happened(MemberArrived))
async def arrived(turn: Turn) -> Items:
    """Note who is present, and greet a newcomer once, briefly.

    Who administers the room is none: they may have been there long before somebody made them so.
    """
    if turn.room is None:
        return []
    before = await turn.work.communities.member(turn.community.id, turn.person.id)
    await communities.arrive(turn.work, turn.community, turn.person, turn.event.admin)
    if turn.event.admin:
        await knowing.watch(turn, turn.community.id)
    greeted_before = before is not None and before.let_in_at is None
    greets = turn.event.newly and turn.community.config.greet_newcomers
    if turn.event.admin or greeted_before or not greets:
        return []
    since = turn.work.now - GREETING_SPAN
    arrivals = await turn.work.communities.arrived_since(turn.community.id, since)
    newcomers = [person for person in arrivals if person != turn.room.added_by]
    others = [person for person in newcomers if person != turn.person.id]
    card = f"greeting:{turn.room.id}"
    args: Args = {"names": Names(tuple(newcomers)), "village": turn.community.title}
    choices = (way_in(turn.community),)
    if others and turn.can.newcomers_read_earlier:
        return [Revise(card=card, key="community-greeting", args=args, choices=choices)]
    key = "community-greeting"
    greeting = Text(room=turn.room.id, key=key, args=args, choices=choices, card=card)
    return [Withdraw(card=card), greeting] if others else [greeting]


@on(Happened(MemberLeft))
async def left_room(turn: Turn) -> Items:
    """Forget the presence of somebody who walked out; a membership ends only by /leave."""
    if turn.room is not None:
        await communities.walk_out(turn.work, turn.community, turn.person)
    return []


@on(Happened(RoomMoved))
async def moved(turn: Turn) -> Items:
    """The room goes on under another handle; told twice, it moved once."""
    if turn.room is not None:
        known = await turn.work.communities.room(turn.platform, turn.event.to)
        if known is None:
            await turn.work.communities.save_room(replace(turn.room, handle=turn.event.to))
    return []


@on(Happened(BotRemoved))
async def removed(turn: Turn) -> Items:
    """The bot was shown the door: the village and all that was done in it stays, and it may come back."""
    if turn.room is not None:
        await turn.work.communities.drop_room(turn.room.id)
    return []


@on(Happened(CannotRead))
async def deaf(turn: Turn) -> Items:
    """Tell those who can mend it that the bot hears too little in a room, and what to do; nobody else."""
    if turn.room is None:
        return []
    community = turn.community
    keepers = await communities.keepers(turn.work, community)
    told = [person.id for person in keepers]
    if turn.room.added_by is not None and community.stage is Stage.FOUNDED:
        told = list(dict.fromkeys([*told, turn.room.added_by]))
    key = f"deaf-{turn.event.reason}"
    args: Args = {"room": turn.room.title}
    items: list[Item] = [
        Whisper(to=person, key=key, args=args, card=f"deaf:{turn.room.id}:{person}")
        for person in told
    ]
    return items
