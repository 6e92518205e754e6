"""A room becomes a village; people arrive, say that they are in, and leave."""

from datetime import timedelta

from core import communities
from core.events import BotAdded, MemberArrived, MemberLeft
from core.ids import CommunityId
from core.messages import Args, Choice, Item, Names, Revise, Text, Withdraw
from handlers import matching as asking
from handlers import posts
from handlers import trust as knowing
from handlers.table import Command, Happened, Items, Press, Turn, Where, Who, on

GREETING_SPAN = timedelta(hours=1)
"""Newcomers within an hour share one greeting: the room stays quiet."""


@on(Happened(BotAdded))
async def added(turn: Turn) -> Items:
    """Make the room a village that works at once, and introduce myself on one card."""
    event = turn.event
    new = await communities.found(
        turn.work, turn.platform, event.room, event.title, turn.person, turn.language
    )
    if new is None:
        return []
    community, room = new
    await communities.arrive(turn.work, community, turn.person, admin=True)
    await knowing.watch(turn, community.id)
    return [
        Text(
            room=room.id,
            key="community-arrival",
            args={"village": community.title},
            choices=(Choice(action="member.in", subject=community.id),),
            card=f"arrival:{room.id}",
        )
    ]


@on(Happened(MemberArrived))
async def arrived(turn: Turn) -> Items:
    """Note who is present, and greet a newcomer once, briefly."""
    if turn.room is None:
        return []
    before = await turn.work.communities.member(turn.community.id, turn.person.id)
    await communities.arrive(turn.work, turn.community, turn.person, turn.event.admin)
    if turn.event.admin:
        await knowing.watch(turn, turn.community.id)
    greets = turn.event.newly and turn.community.config.greet_newcomers
    if before is not None or not greets:
        return []
    since = turn.work.now - GREETING_SPAN
    arrivals = await turn.work.communities.arrived_since(turn.community.id, since)
    newcomers = [person for person in arrivals if person != turn.room.added_by]
    others = [person for person in newcomers if person != turn.person.id]
    card = f"greeting:{turn.room.id}"
    args: Args = {"names": Names(tuple(newcomers)), "village": turn.community.title}
    choices = (Choice(action="member.in", subject=turn.community.id),)
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


@on(Press("member.in"))
async def say_in(turn: Turn) -> Items:
    """Become a member by one's own word."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    joined = await communities.join(turn.work, community, turn.person)
    key = "member-in" if joined else "member-in-already"
    if joined and turn.person in await turn.work.communities.admins(community.id):
        await knowing.watch(turn, community.id)
    items: list[Item] = [turn.answer(key, {"village": community.title})]
    return [*items, *await knowing.introduce(turn, community)] if joined else items


@on(Command("leave"), where=Where.PRIVATE, who=Who.MEMBER)
async def leave(turn: Turn) -> Items:
    """Leave the village; open requests and offers are taken back first."""
    gone = [*await posts.withdraw_all(turn), *await asking.step_back(turn)]
    await communities.leave(turn.work, turn.community, turn.person)
    return [*gone, turn.privately("leave-done", {"village": turn.community.title})]
