"""How roles pass on by themselves, at the nightly refresh: nobody keeps one by karma or by having founded (section 6).

A mature village's role-holder below the threshold by more than the margin is told, has 14 days, and then looks after
the role until somebody follows, at most 30 days. Whoever asked to pass theirs on goes the same way, the same night,
so that being a caretaker tells nothing about anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.communities import KNOWN_ROLES, Community, Holding, Role, Stage
from core.errors import AlreadySettled, Refusal
from core.governance.maturity import MARGIN
from core.governance.memory import How, Work
from core.governance.nominations import ELECTED_AFTER, REST
from core.governance.roles import become_caretaker, end, release
from core.ids import PersonId
from core.people import Person

GRACE = timedelta(days=14)
"""So long a role-holder has, once told that theirs passes on."""


@dataclass(slots=True)
class Passing:
    """What one night brought: who is told what, privately, and which roles are open to the members' vote now."""

    warned: list[Holding] = field(default_factory=list)
    kept: list[Holding] = field(default_factory=list)
    """Told before, and no longer so."""
    caretakers: list[Holding] = field(default_factory=list)
    released: list[Holding] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)


async def pass_on(work: Work, community: Community) -> Passing:
    """Let roles pass on where it is time; forget old nominations."""
    passing = Passing()
    await work.governance.forget_nominations(community.id, work.now - REST)
    if community.stage is not Stage.OPEN:
        return passing
    placed = await work.ties.placed(community.id)
    trust = {person: own.trust for person, own in placed.items()}
    for holding in await work.communities.holdings(community.id):
        if not _is_known(community, holding.role):
            await release(work, holding, How.LAPSED)
        elif holding.is_caretaker:
            await _look_after(work, community, holding, passing)
        else:
            await _hold_on(work, community, holding, trust, passing)
    return passing


def _is_known(community: Community, role: str) -> bool:
    own = {named.name for named in community.config.governance.roles}
    return role in KNOWN_ROLES | own


async def _hold_on(
    work: Work,
    community: Community,
    holding: Holding,
    trust: Mapping[PersonId, float],
    passing: Passing,
) -> None:
    limit = community.config.governance.eligibility_threshold - MARGIN
    is_low = community.mature and trust.get(holding.person, 0.0) < limit
    if holding.passing_on or (is_low and _is_over(work, holding)):
        await become_caretaker(work, holding)
        passing.caretakers.append(holding)
    elif is_low and holding.warned_at is None:
        await work.communities.hold(replace(holding, warned_at=work.now))
        passing.warned.append(holding)
    elif not is_low and holding.warned_at is not None:
        await work.communities.hold(replace(holding, warned_at=None))
        passing.kept.append(holding)


def _is_over(work: Work, holding: Holding) -> bool:
    return holding.warned_at is not None and work.now >= holding.warned_at + GRACE


async def _look_after(work: Work, community: Community, holding: Holding, passing: Passing) -> None:
    """After thirty days a caretaker is released, the last admin apart; the members elect who follows."""
    since = holding.caretaker_at
    if since is None or work.now < since + ELECTED_AFTER:
        return
    holdings = await work.communities.holdings(community.id)
    is_held = any(h.role == holding.role and not h.is_caretaker for h in holdings)
    if not _is_last(holdings, holding):
        await release(work, holding, How.LAPSED)
        passing.released.append(holding)
    elif holding.warned_at is None:
        await work.communities.hold(replace(holding, warned_at=work.now))
    else:
        return  # the last one stays, and the village was told of the vote
    if not is_held and holding.role not in passing.elected:
        passing.elected.append(holding.role)


def _is_last(holdings: Sequence[Holding], holding: Holding) -> bool:
    others = any(h.role == Role.ADMIN and h.person != holding.person for h in holdings)
    return holding.role == Role.ADMIN and not others


async def step_down(
    work: Work, community: Community, person: Person, role: str = "", *, at_once: bool
) -> list[Holding]:
    """Let somebody's role pass on by their own word (`role` empty: every one), and return what they still look after.

    At once: it ends, but for the last admin, who looks after it until somebody follows. Otherwise from the next
    night on they look after it until then. Raises Refusal when they hold no such role, AlreadySettled when it passes
    on already.
    """
    holdings = await work.communities.holdings(community.id)
    mine = [h for h in holdings if h.person == person.id and role in ("", h.role)]
    if not mine:
        raise Refusal("refused-no-role")
    if not at_once:
        fresh = [h for h in mine if not h.is_caretaker and not h.passing_on]
        if not fresh:
            raise AlreadySettled()
        for holding in fresh:
            await work.communities.hold(replace(holding, passing_on=True))
        return fresh
    for holding in mine:
        await end(work, community, person.id, holding.role, how=How.STEPPED_DOWN)
    left = await work.communities.holdings(community.id)
    return [h for h in left if h.person == person.id and role in ("", h.role)]
