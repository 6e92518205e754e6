"""Trust as a village lives it: a deed makes a tie, the night refreshes who is anchored, and paths are told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from core import exchanges
from core.communities import Community, Config, Standing, keepers
from core.errors import Refusal
from core.exchanges import Exchange
from core.hidden import Hidden
from core.ids import CommunityId, PersonId
from core.people import Person
from core.trust.anchors import anchors
from core.trust.letter import Elsewhere, Letter, letter, reach, vouchers
from core.trust.links import Chain, Layer, Link, Links, Wishes, tie_link
from core.trust.live import live_ties
from core.trust.paths import LinkSource, find_chain_in
from core.trust.rules import TrustRules, requester_share
from core.trust.score import TrustWord, scores, trust_word
from core.trust.ties import Deed, Tie, TieKind, TieWord, rebuilt, with_deed

LOOKS_PER_WEEK = 3
"""How often a week somebody may ask for a path outside a live match."""
LOOK_SPAN = timedelta(days=7)
SEASON = timedelta(days=90)
"""A nearly forgotten tie is mentioned at most once a season, to those who wish it."""
SENSITIVE_REACH = 25.0
"""The reach that may be asked about somebody's home, keys, pets or care without a tie or a path."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody stood at the last nightly refresh. The numbers are nobody's but theirs."""

    person: PersonId
    anchor: float = field(repr=False)
    trust: float = field(repr=False)


class TieStore(Protocol):
    """What must be remembered about ties and standings."""

    async def tie(self, community: CommunityId, one: PersonId, other: PersonId) -> Tie | None: ...
    async def save_tie(self, community: CommunityId, tie: Tie) -> None: ...
    async def ties_of(self, community: CommunityId, person: PersonId) -> Sequence[Tie]: ...
    async def ties(self, community: CommunityId) -> Sequence[Tie]: ...
    async def replace_ties(self, community: CommunityId, ties: Collection[Tie]) -> None: ...
    async def deeds(self, community: CommunityId) -> Sequence[Deed]: ...
    async def half_life(self, community: CommunityId) -> int | None: ...
    async def set_half_life(self, community: CommunityId, days: int) -> None: ...
    async def placed(self, community: CommunityId) -> Mapping[PersonId, Placed]: ...
    async def replace_placed(
        self, community: CommunityId, placed: Collection[Placed], at: datetime
    ) -> None: ...
    async def looks_since(self, person: PersonId, at: datetime) -> int: ...
    async def look(self, person: PersonId, at: datetime) -> None: ...
    async def closed_among(self, asked: Collection[PersonId]) -> frozenset[PersonId]: ...
    async def reminded_since(
        self, community: CommunityId, person: PersonId, at: datetime
    ) -> frozenset[PersonId]: ...
    async def remind(
        self, community: CommunityId, person: PersonId, other: PersonId, at: datetime
    ) -> None: ...
    def links(self, viewer: PersonId, now: datetime) -> LinkSource: ...


class Work(exchanges.Work, Protocol):
    """The part of a unit of work that trust needs."""

    @property
    def ties(self) -> TieStore: ...


def rules_of(config: Config) -> TrustRules:
    """Return the settings of trust that a community's configuration means."""
    return TrustRules(
        depth_weight=config.trust_depth_weight,
        half_life_days=config.trust_decay_half_life_days,
        requester_share=requester_share(config.karma_split_requestor, config.karma_split_helper),
        min_interactions=config.min_interactions_for_trust,
    )


async def record(work: Work, community: Community, exchange: Exchange) -> None:
    """A done exchange becomes part of the pair's tie, in O(1); the log keeps what a repair would need."""
    kind = await _kind(work, community, exchange)
    counts_from = await _counts_from(work, community, exchange)
    logged = replace(exchange, across=kind is TieKind.ACROSS, counts_from=counts_from)
    await work.exchanges.save(logged)
    at = exchange.ended_at or work.now
    deed = Deed(at, exchange.requester, exchange.helper, kind, counts_from)
    days = await _stored_half_life(work, community)
    tie = await work.ties.tie(community.id, exchange.requester, exchange.helper)
    if tie is None or deed.at > tie.last_at:
        tie = with_deed(tie, deed, days)
    else:
        # Told late, or in the very same moment: what order means then, only the log can say.
        log = await work.ties.deeds(community.id)
        tie = rebuilt((known for known in log if known.pair == deed.pair), days)[deed.pair]
    await work.ties.save_tie(community.id, tie)


async def _kind(work: Work, community: Community, exchange: Exchange) -> TieKind:
    for person in exchange.sides:
        member = await work.communities.member(community.id, person)
        if member is None or member.standing is Standing.PRESENT:
            return TieKind.ACROSS
    return TieKind.HELPED


async def _counts_from(work: Work, community: Community, exchange: Exchange) -> datetime | None:
    """Return when a deed begins to give trust: after both sides' newcomers' days, None when those are over."""
    days = timedelta(days=community.config.new_member_karma_lockout_days)
    ends = []
    for person in exchange.sides:
        member = await work.communities.member(community.id, person)
        if member is None:
            continue
        over = (member.first_at or member.since) + days
        if over > work.now:
            ends.append(over)
    return max(ends, default=None)


async def _stored_half_life(work: Work, community: Community) -> int:
    known = await work.ties.half_life(community.id)
    if known is None:
        known = community.config.trust_decay_half_life_days
        await work.ties.set_half_life(community.id, known)
    return known


async def rebuild(work: Work, community: Community) -> None:
    """Make every tie anew from the log of done exchanges: after a change of the half-life, or as a repair."""
    days = community.config.trust_decay_half_life_days
    deeds = await work.ties.deeds(community.id)
    await work.ties.replace_ties(community.id, rebuilt(deeds, days).values())
    await work.ties.set_half_life(community.id, days)


async def refresh(work: Work, community: Community) -> None:
    """Recompute everybody's anchor and score: nightly, and when roles change. Never after a deed."""
    if await _stored_half_life(work, community) != community.config.trust_decay_half_life_days:
        await rebuild(work, community)
    members = [person.id for person in await work.communities.members(community.id)]
    holders = [person.id for person in await keepers(work, community)]
    rules = rules_of(community.config)
    live = live_ties(members, await work.ties.ties(community.id), work.now, rules)
    anchored = anchors(live, holders)
    found = scores(live, anchored, rules)
    placed = [Placed(p, score.anchor, score.trust) for p, score in found.items()]
    await work.ties.replace_placed(community.id, placed, work.now)


async def own_word(work: Work, community: Community, person: PersonId) -> Hidden[TrustWord]:
    """Return a person's trust in words, as of the last refresh; hidden from everybody but that person."""
    placed = (await work.ties.placed(community.id)).get(person)
    return Hidden(person, trust_word(placed.trust if placed else 0.0))


async def own_ties(
    work: Work, community: Community, person: PersonId
) -> dict[TieWord, list[PersonId]]:
    """Return a person's own ties by their word; those gone from view are left out."""
    rules = rules_of(community.config)
    found: dict[TieWord, list[PersonId]] = {}
    for tie in await work.ties.ties_of(community.id, person):
        word = tie.word(work.now, rules)
        if word is not TieWord.GONE:
            found.setdefault(word, []).append(tie.other(person))
    return found


async def path(
    work: Work, viewer: Person, other: Person, max_hops: int, layers: Sequence[Layer] = tuple(Layer)
) -> Chain | None:
    """Return how two people are connected; None for "there is no path" and for "not allowed" alike.

    Who does not wish to stand between others is asked for only where the best way leads through them: a way that
    goes around them is never better, so going on without them finds what leaving out everybody would have found.
    """
    if not other.findable:
        return None
    blocked = {p: await work.people.blocked_either_way(p) for p in (viewer.id, other.id)}
    source = work.ties.links(viewer.id, work.now)
    closed: frozenset[PersonId] = frozenset()
    while True:
        wishes = Wishes(closed, blocked)
        chain = await find_chain_in(source, viewer.id, other.id, max_hops, wishes, layers)
        between = chain.people[1:-1] if chain else ()
        unwilling = await work.ties.closed_among(between) if between else frozenset()
        if not unwilling:
            return chain
        closed |= unwilling


async def look_up(work: Work, viewer: Person, other: Person, max_hops: int) -> Chain | None:
    """Return the path somebody asked for. Raises Refusal after three a week."""
    since = work.now - LOOK_SPAN
    if await work.ties.looks_since(viewer.id, since) >= LOOKS_PER_WEEK:
        raise Refusal("refused-path-looks", most=LOOKS_PER_WEEK)
    await work.ties.look(viewer.id, work.now)
    return await path(work, viewer, other, max_hops)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How close each candidate is to one author: a live tie 1, a shared partner 0.5; and who is connected at all."""

    near: Mapping[PersonId, float]
    connected: frozenset[PersonId]


async def nearness(
    work: Work, community: Community, author: PersonId, candidates: Sequence[PersonId]
) -> Nearness:
    """Return how near these people are to the author, by the community's own ties."""
    rules = rules_of(community.config)
    links = village_links(await work.ties.ties(community.id), author, work.now, rules)
    mine = links.get(author, {})
    near: dict[PersonId, float] = {}
    for person in candidates:
        theirs = links.get(person, {})
        if person in mine:
            near[person] = 1.0
        elif mine.keys() & theirs.keys():
            near[person] = 0.5
    reached = _reached(links, author, community.config.trust_path_max_hops)
    return Nearness(near, reached.intersection(candidates))


def _reached(links: Links, start: PersonId, hops: int) -> frozenset[PersonId]:
    """Return everybody to whom a chain of at most so many links runs: whoever `find_chain` would find, in one walk."""
    known, edge = {start}, {start}
    for _ in range(hops):
        edge = {other for person in edge for other in links.get(person, {})} - known
        known |= edge
    return frozenset(known - {start})


def village_links(ties: Sequence[Tie], viewer: PersonId, now: datetime, rules: TrustRules) -> Links:
    """Return one community's live ties as links, as `viewer` may see them."""
    found: dict[PersonId, dict[PersonId, Link]] = {}
    for tie in ties:
        link = tie_link(tie, viewer, now, rules)
        if link is not None:
            found.setdefault(tie.a, {})[tie.b] = link
            found.setdefault(tie.b, {})[tie.a] = link
    return found


async def introduction(work: Work, community: Community, person: PersonId) -> Letter:
    """Return the letter of introduction that a person brings here: one hop, weighted and capped (section 3)."""
    config = community.config
    here = await work.ties.placed(community.id)
    eligible = {
        p for p, own in here.items() if own.trust >= config.governance.eligibility_threshold
    }
    sisters = {sister.id for sister in await work.communities.sisters(community.id)}
    accepted = {name.casefold() for name in config.carry_from}
    others = []
    for other in await work.communities.of_person(person, Standing.MEMBER):
        if other.id == community.id:
            continue
        there = await work.ties.placed(other.id)
        trust = {p: own.trust for p, own in there.items()}
        known = Elsewhere(
            community=other.id,
            trust=trust.get(person, 0.0),
            vouchers=vouchers(person, eligible, trust),
            sister=other.id in sisters,
            accepted=other.title.casefold() in accepted,
            mature=other.mature,
        )
        others.append(known)
    return letter(others, config.carry_accept, config.carry_cap)


async def own_reach(work: Work, community: Community, person: PersonId) -> float:
    """Return T + (1 - T/100) C: for deciding whose sensitive requests come to one, never for anybody's eyes."""
    placed = (await work.ties.placed(community.id)).get(person)
    carried = (await introduction(work, community, person)).carried
    return reach(placed.trust if placed else 0.0, carried)
