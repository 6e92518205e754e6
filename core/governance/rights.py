"""Who may what, in one table: commands, buttons, help and menus all ask here.

Who somebody is comes from the platform's event alone; which roles they hold, from the village's own record.
"""

from collections.abc import Mapping
from enum import StrEnum

from core.communities import Community, Role, Stage, Standing, keepers, roles_of
from core.communities.village import Work
from core.errors import NotAMember, Refusal
from core.people import Person


class Right(StrEnum):
    """Something that not everybody may do."""

    MEMBER = "member"
    """What every member may."""
    LET_IN = "let_in"
    """Open or leave closed the door; let a post go out."""
    RULES = "rules"
    """Set out a change of the rules (whether it holds is then a matter of consent)."""
    SETUP = "setup"
    """Set the village up, before it is open."""
    INSIGHTS = "insights"
    """See how the village fares, over at least five people."""
    HOLD = "hold"
    """What every role brings: to pass it on, and a say in whom it is given to."""


HELD_BY: Mapping[Right, frozenset[str]] = {
    Right.LET_IN: frozenset({Role.ADMIN, Role.MODERATOR}),
    Right.RULES: frozenset(Role),
    Right.SETUP: frozenset({Role.ADMIN}),
    Right.INSIGHTS: frozenset(Role),
    Right.HOLD: frozenset(Role),
}
"""What the known roles may; a role that the village names itself may what its rules say (`governance.roles`)."""


def held_by(community: Community, right: Right) -> frozenset[str]:
    """Return the roles that have a right in a village, its own ones among them."""
    own = community.config.governance.roles
    return HELD_BY.get(right, frozenset()) | {
        r.name for r in own if right is Right.HOLD or right.value in r.rights
    }


async def bearers(work: Work, community: Community, right: Right) -> list[Person]:
    """Return who has a right by their role, each once, in an order that tells nothing."""
    return await keepers(work, community, *held_by(community, right))


async def rights_of(work: Work, community: Community, person: Person) -> frozenset[Right]:
    """Return every right somebody has in a village, constrained or mature alike."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is Standing.LEFT:
        return frozenset()
    # Whoever administers the room or brought the bot may set it up, before saying that they are in.
    brings = known.admin and community.stage is Stage.FOUNDED
    rights = {Right.SETUP, Right.RULES} if brings else set[Right]()
    if known.standing is Standing.MEMBER:
        roles = await roles_of(work, community, person)
        rights |= {Right.MEMBER, *(one for one in Right if roles & held_by(community, one))}
    return frozenset(rights)


async def may(work: Work, community: Community, person: Person, right: Right) -> bool:
    """Say whether somebody has a right in a village."""
    return right in await rights_of(work, community, person)


async def require(work: Work, community: Community, person: Person, right: Right) -> None:
    """Raise NotAMember or a Refusal that says who may, unless the person has the right."""
    if await may(work, community, person, right):
        return
    known = await work.communities.member(community.id, person.id)
    if right is Right.SETUP:
        raise Refusal("refused-setup")
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    raise Refusal("refused-role")
