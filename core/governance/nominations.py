"""How a role is given: any member nominates, the nominee accepts privately, current role-holders ratify (section 6).

"Not eligible", "already holds it" and "declined" read the same to everybody else: nothing happens. A no of a
role-holder is not even kept; a yes is until it is settled.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from core import communities
from core.communities import Community, Role, Stage, Standing
from core.errors import AlreadySettled, NotYours, Refusal
from core.governance.memory import How, Nominated, Nomination, Work
from core.governance.roles import give
from core.ids import PersonId
from core.people import Person

OPEN_FOR = timedelta(days=7)
"""So long a nominee may think about it, and so long role-holders have afterwards."""
REST = timedelta(days=30)
"""Nobody is asked about the same role again before; then what was nominated is forgotten."""
MOST_NOMINATIONS, NOMINATION_SPAN = 5, timedelta(days=7)
"""How many people one member may nominate in a week."""
ELECTED_AFTER = timedelta(days=30)
"""With nobody but caretakers for so long, a role is given by a vote of the members."""

_OF_TEMPLATE = {
    "small-collective": (Role.ADMIN,),
    "council": (Role.ADMIN, Role.MODERATOR, Role.TREASURER),
    "open-delegation": (Role.ADMIN,),
}


def roles_here(community: Community) -> tuple[str, ...]:
    """Return the roles a village has: its governance template's, and those it names itself."""
    governance = community.config.governance
    return (*_OF_TEMPLATE[governance.template], *(role.name for role in governance.roles))


@dataclass(frozen=True, slots=True)
class Ratified:
    """Where a nomination stands after somebody's word."""

    nomination: Nomination
    given: bool


async def nominate(
    work: Work, community: Community, by: Person, person: PersonId, role: str
) -> Nomination | None:
    """Nominate a member for a role. Return what they are to be asked privately; None: nothing, which nobody is told.

    Raises Refusal before roles begin and after five in seven days, AlreadySettled for a role the village has no more.
    """
    await communities.require_member(work, community, by)
    if community.stage is not Stage.OPEN or not await work.governance.role_changes(community.id):
        raise Refusal("refused-roles-later", village=community.title)
    if role not in roles_here(community):
        raise AlreadySettled()
    known = await work.governance.nominations(community.id)
    lately = [n for n in known if n.by == by.id and n.at > work.now - NOMINATION_SPAN]
    if len(lately) >= MOST_NOMINATIONS:
        raise Refusal("refused-nominations", most=MOST_NOMINATIONS)
    rests = any((n.person, n.role) == (person, role) and n.at > work.now - REST for n in known)
    asked = not rests and await _may_hold(work, community, person, role)
    nomination = Nomination(
        work.draw.new(),
        community.id,
        person,
        role,
        by.id,
        work.now,
        Nominated.OFFERED if asked else Nominated.SETTLED,
    )
    await work.governance.save_nomination(nomination)
    return nomination if asked else None


async def _may_hold(work: Work, community: Community, person: PersonId, role: str) -> bool:
    if role not in roles_here(community):
        return False
    if person not in await work.governance.eligible(community.id):
        return False
    known = await work.communities.member(community.id, person)
    if known is None or known.standing is not Standing.MEMBER:
        return False
    return not any(
        (h.person, h.role) == (person, role) and not h.is_caretaker
        for h in await work.communities.holdings(community.id)
    )


async def ratifiers(work: Work, community: Community, but: PersonId) -> list[PersonId]:
    """Return whose agreement gives a role: who holds one and is more than its caretaker, the nominee apart."""
    holdings = await work.communities.holdings(community.id)
    return sorted({h.person for h in holdings if not h.is_caretaker} - {but})


async def needs_election(work: Work, community: Community) -> bool:
    """Say whether roles have begun and nobody is left to ratify a successor."""
    begun = bool(await work.governance.role_changes(community.id))
    nobody = PersonId("")
    return begun and not await ratifiers(work, community, nobody)


async def accept(work: Work, person: Person, nomination_id: str) -> Nomination:
    """The nominee would take it on. Return the nomination with who is asked to ratify it; nobody: it is elected.

    Raises NotYours for anybody else, AlreadySettled when it is over or they may not hold it any more.
    """
    nomination = await _own(work, person, nomination_id)
    community = await work.communities.get(nomination.community)
    if not await _may_hold(work, community, person.id, nomination.role):
        raise AlreadySettled()
    asked: list[PersonId] = []
    if not await is_elected(work, community, nomination.role):
        asked = await ratifiers(work, community, person.id)
    accepted = replace(nomination, stage=Nominated.SETTLED)
    if asked:
        accepted = replace(
            nomination, stage=Nominated.ACCEPTED, accepted_at=work.now, asked=tuple(asked)
        )
    await work.governance.save_nomination(accepted)
    return accepted


async def decline(work: Work, person: Person, nomination_id: str) -> Nomination:
    """The nominee would rather not: nobody is told. Raises NotYours, AlreadySettled."""
    nomination = await _own(work, person, nomination_id)
    await work.governance.save_nomination(replace(nomination, stage=Nominated.SETTLED))
    return nomination


async def _own(work: Work, person: Person, nomination_id: str) -> Nomination:
    nomination = await work.governance.nomination(nomination_id)
    if nomination is None:
        raise AlreadySettled()
    if nomination.person != person.id:
        raise NotYours()
    if nomination.stage is not Nominated.OFFERED or work.now >= nomination.at + OPEN_FOR:
        raise AlreadySettled()
    return nomination


async def is_elected(work: Work, community: Community, role: str) -> bool:
    """Say whether a role is given by the members' vote: nobody but caretakers held it for thirty days.

    Where nobody is left to ratify, it is elected as well: `accept` asks nobody then.
    """
    holdings = await work.communities.holdings(community.id)
    if any(h.role == role and not h.is_caretaker for h in holdings):
        return False
    of_role = (c for c in await work.governance.role_changes(community.id) if c.role == role)
    last = next(of_role, None)
    if last is None or last.how not in (How.CARETAKER, How.LAPSED):
        return False
    return last.how is How.LAPSED or work.now >= last.at + ELECTED_AFTER


async def ratify(work: Work, person: Person, nomination_id: str, *, yes: bool) -> Ratified:
    """Take a role-holder's word; it may be changed until it is settled. With enough yeses the role is given.

    Raises AlreadySettled when it is over, NotYours for who was not asked or holds no role any more.
    """
    nomination = await work.governance.nomination(nomination_id)
    if nomination is None or not _is_waiting(work, nomination):
        raise AlreadySettled()
    community = await work.communities.get(nomination.community)
    current = await ratifiers(work, community, nomination.person)
    if person.id not in nomination.asked or person.id not in current:
        raise NotYours()
    await work.governance.agree(nomination.id, person.id, yes=yes)
    agreed = await work.governance.agreed(nomination.id)
    asked = set(current) & set(nomination.asked)
    needed = min(community.config.governance.quorum_size, len(asked))
    if len(agreed & asked) < needed:
        return Ratified(nomination, given=False)
    if not await _may_hold(work, community, nomination.person, nomination.role):
        raise AlreadySettled()
    await settle(work, nomination)
    await give(work, community, nomination.person, nomination.role, how=How.RATIFIED)
    return Ratified(nomination, given=True)


def _is_waiting(work: Work, nomination: Nomination) -> bool:
    accepted_at = nomination.accepted_at
    return accepted_at is not None and work.now < accepted_at + OPEN_FOR


async def settle(work: Work, nomination: Nomination) -> None:
    """It is over, however it went: who agreed is forgotten with it."""
    await work.governance.save_nomination(
        replace(nomination, stage=Nominated.SETTLED, accepted_at=None, asked=())
    )
    await work.governance.forget_agreed(nomination.id)


async def lapse(work: Work, nomination_id: str) -> Nomination | None:
    """Its seven days are over. Return it as it was; None when it was settled before."""
    nomination = await work.governance.nomination(nomination_id)
    if nomination is None or nomination.stage is Nominated.SETTLED:
        return None
    await settle(work, nomination)
    return nomination
