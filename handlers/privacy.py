"""What is kept about a person, given to that person: the right of access needs no opt-in."""

from typing import Any

from core import karma, privacy
from core.communities import Standing
from core.messages import File
from handlers.table import Command, Items, Turn, Where, on


@on(Command("mydata"), where=Where.PRIVATE)
async def mydata(turn: Turn) -> Items:
    """Give everything held about the one who asks, numbers included, as one private file."""
    held: dict[str, Any] = dict(await turn.work.archive.held(turn.person.id))
    held["karma"] = await _karma(turn)
    content = privacy.as_file(held, turn.work.now)
    return [File(to=turn.person.id, name="mydata.json", content=content, key="mydata-file")]


async def _karma(turn: Turn) -> dict[str, int]:
    """Return one's karma now, by village."""
    found = {}
    for community in await turn.work.communities.of_person(turn.person.id, Standing.MEMBER):
        own = await karma.own(turn.work, community, turn.person.id)
        found[community.title] = own.disclose_to(turn.person.id)[0]
    return found
