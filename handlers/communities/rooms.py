"""A village's rooms: where in one the bot speaks and listens, and commands given there by somebody unnamed."""

from dataclasses import replace
from datetime import timedelta

from core.communities import Room
from core.errors import Refusal
from core.events import CommandUnsigned
from core.governance import Right
from core.messages import Choice, Text, Withdraw
from handlers.table import Command, Deadline, Happened, Items, Turn, Where, Who, on

SIGNING = timedelta(minutes=15)
"""How long an unsigned command waits for its name, as a question under a message does (1-product, Asking)."""
NO_TOPIC = ("none", "nada", "-")
ONLY = ("only", "solo", "sólo")


@on(Command("topic"), where=Where.PRIVATE, who=Who.PRESENT, may=Right.RULES)
async def topic(turn: Turn) -> Items:
    """In a topic: what I say to everybody goes there from now on; `only`: I listen only there; `none` ends it."""
    room, said = turn.room, turn.subject.strip().casefold()
    here = getattr(turn.event, "topic", None)
    ends = said in NO_TOPIC or here is None
    if room is None or (ends and room.topic is None):
        raise Refusal("refused-no-topic")
    bound = _bound(room, None if ends else here, only=said in ONLY)
    await turn.work.communities.save_room(bound)
    key = "topic-none" if ends else "topic-only" if bound.hears_topic_only else "topic-here"
    return [turn.privately(key, {"room": room.title})]


def _bound(room: Room, topic: str | None, *, only: bool) -> Room:
    return replace(room, topic=topic, hears_topic_only=only and topic is not None)


@on(Happened(CommandUnsigned))
async def unsigned(turn: Turn) -> Items:
    """Ask by a button whose command it is: whoever presses gives it, as themselves.

    Only for commands that take a right, since anybody in the room may press; others are given privately.
    """
    event = turn.event
    takes_a_right = any(e.trigger == Command(event.name) and e.may for e in turn.entries)
    if turn.room is None or not takes_a_right:
        return []
    card, until = f"unsigned:{turn.work.draw.new()}", turn.work.now + SIGNING
    await turn.work.deadlines.set(card, "command.fade", card, until)
    about = (turn.community.id, turn.room.id, event.topic or "", event.name, event.rest)
    sign = Choice(action="command.sign", subject="\n".join(about), until=until)
    return [
        Text(
            room=turn.room.id,
            key="unsigned-command",
            choices=(sign,),
            card=card,
            reply_to=event.message,
        )
    ]


@on(Deadline("command.fade"))
async def fade(turn: Turn) -> Items:
    """Nobody said whose command it was."""
    return [Withdraw(card=turn.subject)]
