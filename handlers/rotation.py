"""Roles that pass on by themselves: who is told what at night, each privately, and what the village hears."""

from core import governance
from core.communities import Community, Holding
from core.messages import Args, Item, Text, Whisper
from handlers.communities.wording import role_name
from handlers.table import Turn


async def tonight(turn: Turn, community: Community) -> list[Item]:
    """Let roles pass on where it is time. Why one does is told to nobody else."""
    passing = await governance.pass_on(turn.work, community)
    items: list[Item] = []
    for key, holdings in (
        ("role-warned", passing.warned),
        ("role-kept", passing.kept),
        ("role-caretaker", passing.caretakers),
        ("role-released", passing.released),
    ):
        items += [_told(community, holding, key) for holding in holdings]
    for role in passing.elected:
        items += await told_rooms(turn, community, "role-elected", {"role": role_name(role)})
    return items


def _told(community: Community, holding: Holding, key: str) -> Whisper:
    args: Args = {"role": role_name(holding.role), "village": community.title}
    return Whisper(to=holding.person, key=key, args=args)


async def told_rooms(turn: Turn, community: Community, key: str, args: Args) -> list[Text]:
    """Say something about a role in every room of the village."""
    rooms = await turn.work.communities.rooms(community.id)
    whole: Args = {"village": community.title, **args}
    return [Text(room=room.id, key=key, args=whole) for room in rooms]
