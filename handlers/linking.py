"""One person on several platforms: a code from one private chat, typed in the other."""

from dataclasses import replace

from core import linking
from core.errors import Refusal
from handlers.table import Command, Deadline, Items, Turn, Where, on


@on(Command("link"), where=Where.PRIVATE)
async def link(turn: Turn) -> Items:
    """Give a code, or take the one that was given elsewhere."""
    code = turn.subject.strip()
    if not code:
        minutes = int(linking.CODE_LASTS.total_seconds() // 60)
        code = await linking.code_for(turn.work, turn.account)
        return [turn.privately("link-code", {"code": code, "minutes": minutes})]
    if turn.room is not None:
        raise Refusal("refused-link-room")
    whole = await linking.link(turn.work, code, turn.person, turn.account)
    return [replace(turn, person=whole).privately("link-done")]


@on(Command("unlink"), where=Where.PRIVATE)
async def unlink(turn: Turn) -> Items:
    """Let this account stand alone again."""
    alone = await linking.unlink(turn.work, turn.person, turn.account)
    return [replace(turn, person=alone).privately("unlink-done")]


@on(Deadline(linking.FORGET))
async def forget(turn: Turn) -> Items:
    """A code's time is over; that its deadline was met is all there is to do."""
    return []
