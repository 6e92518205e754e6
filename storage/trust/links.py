"""What a path search reads, a circle at a time."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    String,
    Text,
    bindparam,
    case,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Standing, mended
from core.ids import CommunityId, PersonId
from core.trust import (
    INVITED,
    LIVE_WEIGHT,
    SAME_COMMUNITY,
    SHOWN_AFTER,
    Layer,
    Link,
    LinkKind,
    Links,
    TieKind,
    TrustRules,
    strongest,
)
from core.trust.rules import fading
from core.trust.usecases import rules_of
from storage.columns import Instant
from storage.communities import communities
from storage.people import blocks, members
from storage.trust.tables import ties

_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_NOW = bindparam("now", type_=Instant)
_VIEWER = bindparam("viewer", type_=String)
_COUNTED = ties.c.waiting_until <= _NOW
# What `Tie.settled` and `Tie.shown_to` say, and as few and as plain values as a link needs: a circle has a thousand
# ties, and a moment made of microseconds costs more than the arithmetic.
_STEPS = select(
    ties.c.community,
    ties.c.a,
    ties.c.b,
    case(
        (_COUNTED, (ties.c.by_a + ties.c.waiting_by_a) + (ties.c.by_b + ties.c.waiting_by_b)),
        else_=ties.c.by_a + ties.c.by_b,
    ),
    case((_COUNTED, ties.c.count + ties.c.waiting_count), else_=ties.c.count),
    type_coerce(ties.c.last_at, BigInteger),
    ties.c.kinds,
).where(
    (ties.c.first_at <= bindparam("shown", type_=Instant))
    | (ties.c.a == _VIEWER)
    | (ties.c.b == _VIEWER)
)
_AROUND = union_all(
    _STEPS.where(ties.c.a.in_(_PEOPLE)),
    _STEPS.where(ties.c.b.in_(_PEOPLE) & ties.c.a.not_in(_PEOPLE)),
)
_HOMES = select(members.c.community, members.c.person).where(
    members.c.person.in_(_PEOPLE) & (members.c.standing == Standing.MEMBER)
)
_BLOCKS = union_all(
    select(blocks.c.person, blocks.c.other).where(
        blocks.c.person.in_(bindparam("people", expanding=True))
    ),
    select(blocks.c.person, blocks.c.other).where(
        blocks.c.other.in_(bindparam("people", expanding=True))
    ),
)
_FELLOWS = select(members.c.community, members.c.person).where(
    members.c.community.in_(bindparam("homes", expanding=True))
    & (members.c.standing == Standing.MEMBER)
)
_CONFIGS = select(communities.c.id, type_coerce(communities.c.config, Text)).where(
    communities.c.id.in_(bindparam("homes", expanding=True))
)
_GUESTS = select(members.c.person, members.c.invited_by).where(
    members.c.standing == Standing.MEMBER
)
_INVITED = union_all(
    _GUESTS.where(members.c.person.in_(_PEOPLE) & members.c.invited_by.is_not(None)),
    _GUESTS.where(members.c.invited_by.in_(_PEOPLE)),
)
_BATCH = 5000
"""How many are named in one query: databases take some 32,000 parameters, and ties name everybody three times."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


@lru_cache(maxsize=1024)
def _rules_in(config: str) -> TrustRules:
    """Return what a configuration, as it is stored, says of trust; most villages' are alike or seldom change."""
    return rules_of(mended(json.loads(config)))


def _batches(asked: Collection[str]) -> Iterator[list[str]]:
    every = list(asked)
    return (every[begin : begin + _BATCH] for begin in range(0, len(every), _BATCH))


class SqlLinks:
    """Where a path search reads: a few indexed queries for each circle it opens, never the whole graph.

    A circle of a village's size has some thousand ties, so a row becomes a link without a `Tie` in between. The
    rule stays that of `core.trust.tie_link`, with its own constants and its own fading; a test holds the two together.
    """

    def __init__(self, connection: AsyncConnection, viewer: PersonId, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._seen = {"viewer": viewer, "now": now, "shown": now - SHOWN_AFTER}
        self._rules: dict[CommunityId, TrustRules] = {}
        self._fellows: dict[CommunityId, dict[PersonId, Link]] = {}

    async def links_of(self, asked: Collection[PersonId], layer: Layer) -> Links:
        """Return the links of exactly this layer for each of these people."""
        if layer is Layer.TIES:
            return await self._kept_apart(await self._by_ties(asked))
        if layer is Layer.COMMUNITIES:
            return await self._kept_apart(await self._by_communities(asked))
        return await self._kept_apart(await self._by_invitations(asked))

    async def _kept_apart(self, found: Links) -> Links:
        """Take out the links between two who are kept apart: they never stand side by side on a path."""
        apart: dict[PersonId, set[PersonId]] = {}
        for some in _batches(found):
            for one, other in await self._connection.execute(_BLOCKS, {"people": some}):
                apart.setdefault(one, set()).add(other)
                apart.setdefault(other, set()).add(one)
        if not apart:
            return found
        return {
            person: {other: link for other, link in mine.items() if other not in apart[person]}
            if person in apart
            else mine
            for person, mine in found.items()
        }

    async def _by_ties(self, asked: Collection[PersonId]) -> Links:
        found: dict[PersonId, dict[PersonId, Link]] = {person: {} for person in asked}
        for some in _batches(asked):
            rows = (await self._connection.execute(_AROUND, self._seen | {"people": some})).all()
            await self._read_rules({row[0] for row in rows})
            for a, b, link in self._live(rows):
                for one, other in ((a, b), (b, a)):
                    mine = found.get(one)
                    if mine is not None:
                        known = mine.get(other)
                        mine[other] = strongest(known, link) if known else link
        return found

    def _live(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[PersonId, PersonId, Link]]:
        """Return what `tie_link` would, for rows that this viewer may see: nothing below the threshold."""
        now = (self._now - _EPOCH) // _MICROSECOND
        for home, a, b, gains, count, last_at, kinds in rows:
            rules = self._rules[home]
            if count < rules.min_interactions:
                continue
            strength = gains * fading(max(0, now - last_at) / _DAY, rules.half_life_days)
            if strength >= LIVE_WEIGHT:
                across = kinds == TieKind.ACROSS
                yield a, b, Link(strength, LinkKind.ACROSS if across else LinkKind.HELPED)

    async def _read_rules(self, homes: Collection[CommunityId]) -> None:
        missing = [home for home in homes if home not in self._rules]
        for some in _batches(missing):
            for home, config in await self._connection.execute(_CONFIGS, {"homes": some}):
                self._rules[home] = _rules_in(config)

    async def _by_communities(
        self, asked: Collection[PersonId]
    ) -> Mapping[PersonId, Mapping[PersonId, Link]]:
        """Return the shared communities of these people; who lives in the same ones shares one mapping."""
        homes: dict[PersonId, list[CommunityId]] = {}
        for some in _batches(asked):
            for community, person in await self._connection.execute(_HOMES, {"people": some}):
                homes.setdefault(person, []).append(community)
        await self._read_fellows({home for mine in homes.values() for home in mine})
        found: dict[PersonId, dict[PersonId, Link]] = {}
        for person, mine in homes.items():
            found[person] = self._fellows[mine[0]]
            for home in mine[1:]:
                found[person] = found[person] | self._fellows[home]
        return found

    async def _by_invitations(self, asked: Collection[PersonId]) -> Links:
        """Return who invited whom, either way round."""
        found: dict[PersonId, dict[PersonId, Link]] = {person: {} for person in asked}
        for some in _batches(asked):
            for guest, host in await self._connection.execute(_INVITED, {"people": some}):
                for one, other in ((guest, host), (host, guest)):
                    if one in found:
                        found[one][other] = INVITED
        return found

    async def _read_fellows(self, homes: Collection[CommunityId]) -> None:
        missing = [home for home in homes if home not in self._fellows]
        self._fellows.update({home: {} for home in missing})
        for some in _batches(missing):
            for home, person in await self._connection.execute(_FELLOWS, {"homes": some}):
                self._fellows[home][person] = SAME_COMMUNITY
