"""Roles as they are given, looked after and passed on (3-mechanics section 6); each change is kept on record.

Whether somebody should have a role is decided elsewhere: by ratification, by election, by their own word.
"""

from collections.abc import Sequence
from dataclasses import replace

from core import communities
from core.communities import Community, Holding, Role, Stage, Standing
from core.errors import AlreadySettled, NotAMember
from core.governance.memory import How, Work
from core.ids import PersonId
from core.people import Person

GONE = frozenset({How.LEFT, How.REMOVED})
"""Whoever goes like this can look after nothing any more."""


async def give(
    work: Work, community: Community, person: PersonId, role: str, *, how: How
) -> Holding:
    """Give a member a role. Whoever has looked after it longest as a caretaker is relieved.

    Raises NotAMember for anybody else, AlreadySettled for somebody who holds it (not as its caretaker).
    """
    known = await work.communities.member(community.id, person)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    holdings = [h for h in await work.communities.holdings(community.id) if h.role == role]
    own = next((h for h in holdings if h.person == person), None)
    if own is not None and not own.is_caretaker:
        raise AlreadySettled()
    holding = Holding(community.id, person, role, work.now, how is How.FOUNDED)
    await work.communities.hold(holding)
    await work.governance.add_role_change(community.id, person, role, how, work.now)
    caretakers = [h for h in holdings if h.person != person and h.is_caretaker]
    if own is None and caretakers:
        relieved = min(caretakers, key=lambda h: (h.caretaker_at, h.person))
        await release(work, relieved, How.ROTATED)
    return holding


async def end(work: Work, community: Community, person: PersonId, role: str, *, how: How) -> None:
    """End somebody's role: an open village is never without an admin or a caretaker.

    The last admin becomes its caretaker instead; where they are gone, whoever has held another role longest does,
    and where nobody holds any, an administrator of the room or whoever has been a member longest.
    Raises AlreadySettled when they do not hold it.
    """
    holdings = await work.communities.holdings(community.id)
    own = next((h for h in holdings if (h.person, h.role) == (person, role)), None)
    if own is None:
        raise AlreadySettled()
    others = [h for h in holdings if h.person != person]
    is_last = role == Role.ADMIN and not any(h.role == Role.ADMIN for h in others)
    if is_last and community.stage is Stage.OPEN and how not in GONE:
        await become_caretaker(work, own)
        return
    await release(work, own, how)
    heir = await _heir(work, community, person, others) if is_last else None
    if heir is not None:
        await become_caretaker(work, Holding(community.id, heir, Role.ADMIN, work.now))


async def _heir(
    work: Work, community: Community, gone: PersonId, others: Sequence[Holding]
) -> PersonId | None:
    """Return who looks after a village whose last admin went; nobody before it is open, or where nobody is left."""
    if others:
        return min(others, key=lambda h: (h.since, h.person)).person
    if community.stage is not Stage.OPEN:
        return None
    known = await work.communities.standings(community.id)
    left = [m for m in known if m.standing is Standing.MEMBER and m.person != gone]
    first = min(left, key=lambda m: (not m.admin, m.first_at or m.since, m.person), default=None)
    return None if first is None else first.person


async def leave(work: Work, community: Community, person: Person) -> None:
    """End a membership by the person's own word, their roles first. Raises NotAMember."""
    await communities.require_member(work, community, person)
    for holding in await work.communities.holdings(community.id):
        if holding.person == person.id:
            await end(work, community, person.id, holding.role, how=How.LEFT)
    await communities.leave(work, community, person)


async def become_caretaker(work: Work, holding: Holding) -> None:
    """From now on they only look after the role until somebody follows; nothing changes for who does already."""
    if holding.is_caretaker:
        return
    await work.communities.hold(
        replace(holding, warned_at=None, passing_on=False, caretaker_at=work.now)
    )
    await work.governance.add_role_change(
        holding.community, holding.person, holding.role, How.CARETAKER, work.now
    )


async def release(work: Work, holding: Holding, how: How) -> None:
    """They hold it no more; who holds nothing as a founder any more is of the founder group no more."""
    await work.communities.release(holding.community, holding.person, holding.role)
    left = await work.communities.holdings(holding.community)
    if holding.founder and not any(h.founder and h.person == holding.person for h in left):
        await work.governance.remove_founder(holding.community, holding.person)
    await work.governance.add_role_change(
        holding.community, holding.person, holding.role, how, work.now
    )
