"""The founder group: five or six members who hold all roles until the village is mature (3-mechanics section 6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.communities import Community, Role, Stage, join
from core.communities.setup import Purpose
from core.communities.village import Standing
from core.errors import AlreadySettled, Refusal
from core.governance.memory import Founder, How, Work
from core.governance.roles import give
from core.ids import PersonId
from core.people import Person

FEWEST, MOST = 5, 6
"""How many a founder group is, whoever opens the village among them."""
ROLES_BEGIN = 3
"""With so many founders who accepted, roles begin."""
CONFIRM_AFTER = timedelta(days=180)
"""A village still young so long after opening confirms its founders by a vote of heads, and so again after that."""
ANSWER_WITHIN = timedelta(days=14)
"""So long a founder's question stays; a no and a silence read the same to everybody else."""


def require_group(chosen: Sequence[PersonId]) -> None:
    """Raise Refusal unless these, with whoever opens the village, make a founder group of five or six."""
    if not FEWEST <= len(set(chosen)) + 1 <= MOST:
        raise Refusal("refused-founders", fewest=FEWEST - 1, most=MOST - 1)


async def open_village(
    work: Work, community: Community, creator: Person, chosen: Sequence[PersonId]
) -> Community:
    """Open the village: its creator is the first of the founder group, the others are asked privately.

    Raises AlreadySettled when it is open, Refusal for a group that is too small or too large.
    """
    if community.stage is not Stage.FOUNDED:
        raise AlreadySettled()
    others = [person for person in dict.fromkeys(chosen) if person != creator.id]
    require_group(others)
    await join(work, community, creator)
    opened = replace(community, stage=Stage.OPEN, opened_at=work.now, version=community.version + 1)
    await work.communities.save(opened)
    await work.governance.add_founders(
        [Founder(community.id, creator.id, work.now, work.now)]
        + [Founder(community.id, person, work.now) for person in others]
    )
    await work.setups.drop(community.id, Purpose.SETUP)
    return opened


async def accept(work: Work, community: Community, person: Person) -> list[Person]:
    """Somebody named says yes: they are a member, and of the founder group. Return who took up roles by it.

    Roles begin with the third; everybody later takes theirs up at once. Raises AlreadySettled once it is over.
    """
    own = await _named(work, community, person)
    await join(work, community, person, invited_by=await _creator(work, community))
    await work.governance.save_founder(replace(own, accepted_at=work.now))
    group = await group_of(work, community)
    begun = bool(await work.governance.role_changes(community.id))
    if len(group) < ROLES_BEGIN and not begun:
        return []
    fresh = [person.id] if begun else group
    held = {(h.person, h.role) for h in await work.communities.holdings(community.id)}
    for founder in fresh:
        for role in Role:
            if (founder, role) not in held:
                await give(work, community, founder, role, how=How.FOUNDED)
    return [await work.people.get(founder) for founder in fresh]


async def decline(work: Work, community: Community, person: Person) -> None:
    """Somebody named says no: nothing changes, so that a no and a silence read the same to whoever named them.

    Their place is free after 14 days, like anybody's who did not answer; until then they may still say yes. Raises
    AlreadySettled once it is over.
    """
    await _named(work, community, person)


async def name_another(work: Work, community: Community, person: PersonId) -> None:
    """Name one more, while the group is not full. Raises Refusal when it is, AlreadySettled for one named before.

    Whoever did not answer in their 14 days makes room, and may be asked again.
    """
    for founder in await work.governance.founders(community.id):
        if founder.accepted_at is None and work.now >= founder.named_at + ANSWER_WITHIN:
            await work.governance.remove_founder(community.id, founder.person)
    known = await work.governance.founders(community.id)
    if person in {founder.person for founder in known}:
        raise AlreadySettled()
    if len(known) >= MOST:
        raise Refusal("refused-founders-full", most=MOST)
    await work.governance.add_founders([Founder(community.id, person, work.now)])


async def _named(work: Work, community: Community, person: Person) -> Founder:
    for founder in await work.governance.founders(community.id):
        fresh = work.now < founder.named_at + ANSWER_WITHIN
        if founder.person == person.id and founder.accepted_at is None and fresh:
            return founder
    raise AlreadySettled()


async def _creator(work: Work, community: Community) -> PersonId | None:
    accepted = [f for f in await work.governance.founders(community.id) if f.accepted_at]
    return min(accepted, key=lambda f: (f.accepted_at, f.person)).person if accepted else None


async def group_of(work: Work, community: Community) -> list[PersonId]:
    """Return the founders who accepted and have been members ever since: who left and came back is not of it."""
    since = {
        m.person: m.since
        for m in await work.communities.standings(community.id)
        if m.standing is Standing.MEMBER
    }
    return sorted(
        founder.person
        for founder in await work.governance.founders(community.id)
        if founder.accepted_at
        and founder.person in since
        and since[founder.person] <= founder.accepted_at
    )
