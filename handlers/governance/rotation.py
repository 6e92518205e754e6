"""Roles that pass on by themselves: who is told what at night, each privately, and what the village hears.

While a village stays young its founders are confirmed by the members, one vote of heads each, every 180 days.
"""

from datetime import timedelta

from core import governance
from core.communities import Community, Holding, Role, Stage
from core.governance import CONFIRM_AFTER
from core.ids import CommunityId, PersonId
from core.messages import Args, Facts, Item, Text, Whisper
from handlers.communities.wording import role_name
from handlers.table import Deadline, Items, Turn, on
from handlers.votes.opening import announce

SOON = timedelta(days=1)


async def tonight(turn: Turn, community: Community) -> list[Item]:
    """Let roles pass on where it is time. Why one does is told to nobody else."""
    await watch(turn, community)
    passing = await governance.pass_on(turn.work, community)
    items: list[Item] = []
    for key, holdings in (
        ("role-warned", passing.warned),
        ("role-kept", passing.kept),
        ("role-caretaker", passing.caretakers),
        ("role-released", passing.released),
    ):
        items += _told(community, key, holdings)
    for role in passing.elected:
        items += await told_rooms(turn, community, "role-elected", {"role": role_name(role)})
    return items


def _told(community: Community, key: str, holdings: list[Holding]) -> list[Whisper]:
    """Tell each of these people once, whatever they hold."""
    roles: dict[PersonId, list[str]] = {}
    for holding in holdings:
        roles.setdefault(holding.person, []).append(holding.role)
    return [
        Whisper(
            to=person,
            key=key,
            args={"role": Facts(tuple(map(role_name, held))), "village": community.title},
        )
        for person, held in roles.items()
    ]


async def told_rooms(turn: Turn, community: Community, key: str, args: Args) -> list[Text]:
    """Say something about a role in every room of the village."""
    rooms = await turn.work.communities.rooms(community.id)
    whole: Args = {"village": community.title, **args}
    return [Text(room=room.id, key=key, args=whole) for room in rooms]


async def watch(turn: Turn, community: Community) -> None:
    """See to it that the founders of a village that stays young are confirmed."""
    key = f"confirm:{community.id}"
    waits = await turn.work.deadlines.subject(key, turn.work.now) is not None
    if community.opened_at is None or waits:
        return
    due = max(community.opened_at + CONFIRM_AFTER, turn.work.now + SOON)
    await turn.work.deadlines.set(key, "founder.confirm", community.id, due)


@on(Deadline("founder.confirm"))
async def confirm(turn: Turn) -> Items:
    """The village is still young: the members say of each founder who holds a role whether they go on."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    if community.stage is Stage.CLOSED:
        return []
    again = turn.work.now + CONFIRM_AFTER
    await turn.work.deadlines.set(f"confirm:{community.id}", "founder.confirm", community.id, again)
    items: list[Item] = []
    for proposal in await governance.confirm_founders(turn.work, community):
        items += await announce(turn, community, proposal)
    return items


async def somebody_went(
    turn: Turn, community: Community, by: PersonId | None = None
) -> list[Whisper]:
    """Somebody's role ended: whoever looks after it from now on hears so, unless it is `by` their own doing.

    The village is told next where nobody is left who could agree to a successor.
    """
    await turn.work.deadlines.set(f"open:{community.id}", "role.open", community.id, turn.work.now)
    holdings = await turn.work.communities.holdings(community.id)
    new = [h for h in holdings if h.caretaker_at == turn.work.now and h.person != by]
    return _told(community, "role-caretaker", new)


@on(Deadline("role.open"))
async def nobody_ratifies(turn: Turn) -> Items:
    """Whoever is named next, the members elect: say so, where it has come to that."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    if community.stage is Stage.CLOSED or not await governance.needs_election(turn.work, community):
        return []
    return await told_rooms(turn, community, "role-elected", {"role": role_name(Role.ADMIN)})
