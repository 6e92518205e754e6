"""What is kept about a person, given to that person: the right of access needs no opt-in."""

from core.messages import File
from handlers.table import Command, Items, Turn, Where, on


@on(Command("mydata"), where=Where.PRIVATE)
async def mydata(turn: Turn) -> Items:
    """Give everything held about the one who asks, numbers included, as one private file made at delivery."""
    return [File(to=turn.person.id, name="mydata.json", holdings=True, key="mydata-file")]
