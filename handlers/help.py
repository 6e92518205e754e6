"""Help, made from the same table that answers."""

from core.messages import Lines, Phrase
from handlers.table import Command, Items, Turn, Where, on


@on(Command("help", everyday=True), where=Where.PRIVATE)
async def tell(turn: Turn) -> Items:
    """List what works, in the reader's language."""
    lines = Lines(tuple(Phrase(f"command-{command.name}") for command in turn.commands))
    return [turn.privately("help-all", {"commands": lines})]
