"""When a village is mature: its role-holders are relied upon, or enough others are (3-mechanics section 6)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from core.communities import Community, Stage
from core.governance.memory import Work
from core.ids import PersonId

MARGIN = 5.0
"""Once eligible, until T falls below the threshold by so much."""
ACTIVE_SPAN = timedelta(days=90)
FEWEST_ELIGIBLE = 5
ACTIVE_SHARE = 5
"""One in five of the active members, and never fewer than five, make a village mature."""
TOO_FEW, TOO_FEW_FOR = 3, timedelta(days=90)
"""With fewer than three eligible for so long, a village is constrained again."""


def eligible_now(
    trust_of: Mapping[PersonId, float], before: Collection[PersonId], threshold: float
) -> frozenset[PersonId]:
    """Return who is eligible: T >= threshold, and once eligible until T < threshold - 5."""
    return frozenset(
        person
        for person, own in trust_of.items()
        if own >= threshold or (person in before and own >= threshold - MARGIN)
    )


def becomes_mature(
    holders: Collection[float], eligible: int, active: int, threshold: float
) -> bool:
    """Say whether a constrained village is mature now.

    `holders`: the role-holders' T; `eligible`: how many members are; `active`: members active in 90 days.
    """
    if holders and sum(holders) / len(holders) >= threshold:
        return True
    return eligible >= max(FEWEST_ELIGIBLE, -(-active // ACTIVE_SHARE))


def few_since(community: Community, eligible: int, now: datetime) -> datetime | None:
    """Return since when fewer than three have been eligible; None while there are enough."""
    return (community.few_since or now) if eligible < TOO_FEW else None


async def refresh(work: Work, community: Community) -> Community:
    """Once a night: who is eligible, and whether the village is mature. Return it as it is now."""
    threshold = float(community.config.governance.eligibility_threshold)
    placed = await work.ties.placed(community.id)
    of_members = {person.id for person in await work.communities.members(community.id)}
    known = {p: own.trust for p, own in placed.items() if p in of_members}
    eligible = eligible_now(known, await work.governance.eligible(community.id), threshold)
    await work.governance.replace_eligible(community.id, eligible, work.now)
    if community.stage is not Stage.OPEN:
        return community
    if community.mature:
        few = few_since(community, len(eligible), work.now)
        lasting = few is not None and work.now >= few + TOO_FEW_FOR
        fresh = replace(community, mature=not lasting, few_since=None if lasting else few)
    else:
        holders = {h.person for h in await work.communities.holdings(community.id)}
        standing = [known.get(holder, 0.0) for holder in holders]
        active = len(await roll(work, community))
        grown = becomes_mature(standing, len(eligible), active, threshold)
        fresh = replace(community, mature=grown, few_since=None)
    if fresh != community:
        await work.communities.save(fresh)
    return fresh


async def roll(work: Work, community: Community) -> frozenset[PersonId]:
    """Return the members active in 90 days: who asked, offered, helped, or (`joining_counts_as_interaction`) joined."""
    joining = community.config.joining_counts_as_interaction
    since = work.now - ACTIVE_SPAN
    return await work.governance.active(community.id, since, joining=joining)
