"""Help, made from the same table that answers."""

from core import governance
from core.communities import Standing
from core.governance import Right
from core.messages import Lines, Phrase
from handlers.table import Command, Items, Turn, Where, on


@on(Command("help", everyday=True), where=Where.PRIVATE)
async def tell(turn: Turn) -> Items:
    """List what works for this person, in their language: what takes a right, to those who have it somewhere."""
    rights = await _rights(turn)
    lines = tuple(
        Phrase(f"command-{entry.trigger.name}")
        for entry in turn.entries
        if isinstance(entry.trigger, Command) and entry.may in rights
    )
    return [turn.privately("help-all", {"commands": Lines(lines)})]


async def _rights(turn: Turn) -> set[Right | None]:
    """Return which rights somebody has in any of their villages; None stands for what takes none."""
    villages = [
        *await turn.work.communities.of_person(turn.person.id, Standing.MEMBER),
        *await turn.work.communities.of_person(turn.person.id, Standing.PRESENT),
    ]
    held = [await governance.rights_of(turn.work, village, turn.person) for village in villages]
    return {None}.union(*held)
