"""Whose agreement a change of the rules needs, and what comes of it (3-mechanics section 6).

Constrained: the founder group by heads, a majority. Mature: as the governance template says. A no is told to nobody,
and who said what is forgotten when it closes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from core import communities
from core.communities import Changed, Community, Role, Stage, Standing, keepers
from core.errors import AlreadySettled, NotYours, Refusal
from core.governance.deciding import by_vote, carried, draft_change, open_binding, reveals
from core.governance.founders import group_of
from core.governance.memory import Consent, Work
from core.ids import PersonId
from core.people import Person
from core.votes import Kind, Proposal

OPEN_FOR = timedelta(days=7)
CRISIS_NOTE = "crisis_note"
"""What a village adds to the official numbers: no rule, but nobody's alone either (3-mechanics section 12)."""
TOGETHER = 2

_TRUSTED_MATTERS = (
    "karma_",
    "trust_",
    "base_karma",
    "new_member_karma",
    "min_interactions",
    "carry_",
    "service_min_trust",
    "governance.",
    "ballot_mode",
)
"""In a council, rules about karma, trust and governance need a quorum, whoever sets them out."""
_COVERED: Mapping[str, tuple[str, ...]] = {
    Role.MODERATOR: (
        "request_approval",
        "request_types",
        "open_requests",
        "requests_per_week",
        "greet_",
        "quiet_",
        "post_ttl",
        "room_digest",
        "safety_contacts",
    ),
    Role.TREASURER: ("services_", "service_types"),
}


class Verdict(StrEnum):
    """Where a consent stands."""

    OPEN = "open"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of setting out a change: applied at once, a consent that waits, or a vote's draft."""

    changed: Changed | None = None
    consent: Consent | None = None
    proposal: Proposal | None = None


def covers(role: str, keys: Collection[str]) -> bool:
    """Say whether a council's role covers all of these fields by itself."""
    if any(key.startswith(_TRUSTED_MATTERS) for key in keys):
        return False
    if role == Role.ADMIN:
        return True
    return all(key.startswith(_COVERED.get(role, ())) for key in keys)


def needed(community: Community, voters: int, keys: Collection[str], roles: Collection[str]) -> int:
    """Return how many yeses a change needs, the proposer's own among them.

    Constrained: more than half of the heads (a mature open delegation votes instead). Small collective: the quorum,
    or all where there are fewer. Council: one, where the proposer's role covers it; else the quorum.
    """
    quorum = min(community.config.governance.quorum_size, voters)
    if not community.mature:
        return voters // 2 + 1
    alone = community.config.governance.template == "council" and any(
        covers(role, keys) for role in roles
    )
    return 1 if alone else max(1, quorum)


async def set_out(
    work: Work, community: Community, person: Person | None, values: Mapping[str, Any]
) -> Settled:
    """Set out a change (`person` None: whoever runs the bot, who has no voice).

    Before opening it is simply applied. Raises RulesRefused with every problem before anybody is asked anything.
    """
    communities.with_values(community.config, values)
    by = person.id if person else None
    if community.stage is Stage.CLOSED:
        raise AlreadySettled()
    if community.stage is not Stage.OPEN:
        if reveals(community, values):
            raise Refusal("refused-open-weighted")
        return Settled(changed=await communities.change(work, community, values, by))
    await communities.require_rested(work, community, values)
    if by_vote(community, values):
        return Settled(proposal=await _put_to_vote(work, community, person, values))
    voters = await _voters(work, community)
    roles = await communities.roles_of(work, community, person) if person else frozenset()
    most = needed(community, len(voters), list(values), roles)
    return await _put(work, community, by, values, voters, most)


async def set_out_note(work: Work, community: Community, person: Person, note: str) -> Settled:
    """Set out what the village adds to the official numbers, whatever the template: two of those who look after it.

    Before opening, and where one looks after it alone, it simply stands. Raises AlreadySettled in a closed village.
    """
    if community.stage is Stage.CLOSED:
        raise AlreadySettled()
    if community.stage is not Stage.OPEN:
        return Settled(changed=await _note(work, community, note))
    voters = await _voters(work, community)
    most = min(TOGETHER, max(1, len(voters)))
    return await _put(work, community, person.id, {CRISIS_NOTE: note}, voters, most)


async def _put(
    work: Work,
    community: Community,
    by: PersonId | None,
    values: Mapping[str, Any],
    voters: list[PersonId],
    most: int,
) -> Settled:
    """Keep what waits for `most` yeses, the proposer's own among them; nothing waits where that is enough."""
    consent = Consent(
        work.draw.new(),
        community.id,
        by,
        communities.waiting(community.config, values),
        work.now,
        tuple(voters),
        most,
    )
    await work.governance.add_consent(consent)
    if by in voters:
        await work.governance.voice(consent.id, by, yes=True)
        if most <= 1:
            return Settled(changed=await _apply(work, community, consent))
    return Settled(consent=consent)


async def _put_to_vote(
    work: Work, community: Community, person: Person | None, values: Mapping[str, Any]
) -> Proposal:
    """Keep a draft for whoever sets it out; what comes from whoever runs the bot is opened at once."""
    if person is None:
        return await open_binding(work, community, Kind.CONFIG, carried(community, values))
    return await draft_change(work, community, person, values)


async def _voters(work: Work, community: Community) -> list[PersonId]:
    group = await group_of(work, community)
    if not community.mature and group:
        return group
    return [person.id for person in await keepers(work, community)]


async def say(
    work: Work, person: Person, consent_id: str, *, yes: bool
) -> tuple[Consent, Verdict, Changed | None]:
    """Take somebody's yes or no; it may be changed until it closes. A carried change is applied at once.

    Raises AlreadySettled when it closed, NotYours for who was not asked or left since, RulesRefused when what was
    set out can no longer stand beside what changed meanwhile.
    """
    consent = await work.governance.consent(consent_id)
    if consent is None or work.now >= consent.opened_at + OPEN_FOR:
        raise AlreadySettled()
    known = await work.communities.member(consent.community, person.id)
    if person.id not in consent.voters or known is None or known.standing is not Standing.MEMBER:
        raise NotYours()
    await work.governance.voice(consent.id, person.id, yes=yes)
    voices = await work.governance.voices(consent.id)
    community = await work.communities.get(consent.community)
    if sum(voices.values()) >= consent.needed:
        return consent, Verdict.AGREED, await _apply(work, community, consent)
    if sum(not said for said in voices.values()) > len(consent.voters) - consent.needed:
        await work.governance.close_consent(consent.id)
        return consent, Verdict.NOT_AGREED, None
    return consent, Verdict.OPEN, None


async def _apply(work: Work, community: Community, consent: Consent) -> Changed:
    await work.governance.close_consent(consent.id)
    if CRISIS_NOTE in consent.values:
        return await _note(work, community, consent.values[CRISIS_NOTE])
    values = communities.upon(community.config, consent.values)
    return await communities.change(work, community, values, consent.by)


async def _note(work: Work, community: Community, note: str) -> Changed:
    noted = replace(community, crisis_note=note, version=community.version + 1)
    await work.communities.save(noted)
    return Changed(noted, ())


async def lapse(work: Work, consent_id: str) -> Consent | None:
    """Its seven days are over: it stays as it is. None when it closed before."""
    consent = await work.governance.consent(consent_id)
    if consent is not None:
        await work.governance.close_consent(consent.id)
    return consent
