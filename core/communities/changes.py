"""A village's rules change: whole or not at all, with a history, and told by whoever calls (ADR-030).

Whether somebody may change them is not decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core.communities.config import PROTECTED, flat
from core.communities.rules import Difference, differences, whole, with_values
from core.communities.village import Change, Community, Stage, Work
from core.errors import Refusal
from core.ids import PersonId

CREATED, UPDATED = "community.config.created", "community.config.updated"
DECIDED = "community.config.decided"
"""A protected field was decided, and waits for its night."""
PROTECTED_SPAN = timedelta(days=90)
"""How long a protected field rests after a change."""
NIGHTS = (1, 7)
"""Within how many nights a change of a protected field takes effect; which one is drawn."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: the village as it is now, what changed at once, and what waits for its night."""

    community: Community
    now: tuple[Difference, ...]
    later: tuple[Difference, ...] = ()
    nights: int = 0


async def change(
    work: Work,
    community: Community,
    values: Mapping[str, Any],
    by: PersonId | None,
    *,
    event: str = UPDATED,
) -> Changed:
    """Apply values by key, keep the history, and return what changed.

    A protected field waits one to seven nights (drawn), so that nobody can probe a person with it. Raises
    RulesRefused with every problem, Refusal when a protected field changed within 90 days; nothing is half applied.
    """
    after = with_values(community.config, values)
    wanted = differences(community.config, after)
    waits = PROTECTED if community.stage is Stage.OPEN else frozenset()
    later = tuple(d for d in wanted if d.key in waits)
    if later:
        await require_rested(work, community, values)
    at_once = tuple(d for d in wanted if d.key not in waits)
    changed = await _write(work, community, at_once, by, event)
    if later:
        changed = await _note_protected(work, changed, later, by)
    nights = work.draw.chance("config.nights").randint(*NIGHTS) if later else 0
    return Changed(changed, at_once, later, nights)


async def take_effect(work: Work, community: Community, decided: Change) -> Changed:
    """A protected field's night has come: it changes by whoever set it out."""
    after = with_values(community.config, decided.after)
    wanted = tuple(differences(community.config, after))
    return Changed(await _write(work, community, wanted, decided.by, UPDATED), wanted)


async def _write(
    work: Work,
    community: Community,
    wanted: tuple[Difference, ...],
    by: PersonId | None,
    event: str,
) -> Community:
    if not wanted and event == UPDATED:
        return community
    config = whole({**flat(community.config), **{d.key: d.after for d in wanted}})
    changed = replace(community, config=config, version=community.version + 1)
    await work.communities.save(changed)
    before = {d.key: d.before for d in wanted}
    after = {d.key: d.after for d in wanted}
    await work.communities.add_change(
        Change(community.id, changed.version, work.now, by, event, before, after)
    )
    return changed


async def require_rested(work: Work, community: Community, values: Mapping[str, Any]) -> None:
    """Raise Refusal when a protected field among these changed within 90 days: before anybody is asked about it."""
    after = with_values(community.config, values)
    later = {d.key for d in differences(community.config, after)} & PROTECTED
    since = work.now - PROTECTED_SPAN
    for past in await work.communities.changes(community.id):
        if past.at > since and later & past.after.keys():
            raise Refusal("refused-protected", days=PROTECTED_SPAN.days)


async def _note_protected(
    work: Work, community: Community, later: tuple[Difference, ...], by: PersonId | None
) -> Community:
    """Keep that it was decided, so that the next such decision waits its 90 days."""
    before = {d.key: d.before for d in later}
    after = {d.key: d.after for d in later}
    noted = replace(community, version=community.version + 1)
    await work.communities.save(noted)
    await work.communities.add_change(
        Change(community.id, noted.version, work.now, by, DECIDED, before, after)
    )
    return noted


async def history(work: Work, community: Community) -> list[Change]:
    """Return the changes of a village's rules, the newest first."""
    return list(await work.communities.changes(community.id))


async def undoing(work: Work, community: Community, version: int) -> dict[str, Any]:
    """Return the values that would take one change back. Raises Refusal where there is nothing to take back."""
    found = [c for c in await work.communities.changes(community.id) if c.version == version]
    held = flat(community.config)
    values = {
        k: v for c in found if c.event != DECIDED for k, v in c.before.items() if held.get(k) != v
    }
    if not values:
        raise Refusal("refused-revert")
    return values
