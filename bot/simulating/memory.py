"""A unit of work in memory: what the core's stores remember, as plain dictionaries.

It remembers exactly what asking, agreeing, confirming and trust use; anything else the core would ask for is missing
and would raise, so that a simulation cannot pass by silently forgetting something.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, cast

from core import matching
from core.communities import Community, Holding, Member, Role, Standing
from core.exchanges import Exchange
from core.exchanges import Stage as ExchangeStage
from core.ids import AskId, CommunityId, Draw, ExchangeId, PersonId, PostId
from core.listening import Act
from core.matching import Ask, Candidate, Match, Outcome, Past
from core.people import Person
from core.posts import LIVE, Post, Stage
from core.trust.ties import Pair, Tie, pair_of
from core.trust.usecases import Placed

Answer = Literal["yes", "no", "settled"]
ANSWERS: dict[Outcome, Answer] = {
    Outcome.YES: "yes",
    Outcome.NO: "no",
    Outcome.SETTLED: "settled",
}
MEMORY = timedelta(days=90)
"""As far back as the stored village looks (`storage.matching`)."""


class People:
    """Who there is. Nobody blocks anybody in a simulation."""

    def __init__(self) -> None:
        self.known: dict[PersonId, Person] = {}
        self.skills: dict[PersonId, tuple[str, ...]] = {}

    async def get(self, person: PersonId) -> Person:
        return self.known[person]

    async def save(self, person: Person) -> None:
        self.known[person.id] = person

    async def blocked_either_way(self, person: PersonId) -> frozenset[PersonId]:
        return frozenset()


class Communities:
    """The one village, and who is in it."""

    def __init__(self, village: Community, people: People) -> None:
        self.village = village
        self.inside: dict[PersonId, Member] = {}
        self.held: list[Holding] = []
        self._people = people

    async def get(self, community: CommunityId) -> Community:
        return self.village

    async def member(self, community: CommunityId, person: PersonId) -> Member | None:
        return self.inside.get(person)

    async def save_member(self, member: Member) -> None:
        self.inside[member.person] = member

    async def members(self, community: CommunityId) -> list[Person]:
        return [
            self._people.known[p]
            for p, member in self.inside.items()
            if member.standing is Standing.MEMBER
        ]

    async def holdings(self, community: CommunityId) -> list[Holding]:
        return [h for h in self.held if self.inside[h.person].standing is Standing.MEMBER]

    async def admins(self, community: CommunityId) -> list[Person]:
        return []

    async def sisters(self, community: CommunityId) -> list[Community]:
        return []

    async def of_person(self, person: PersonId, standing: Standing) -> list[Community]:
        return [self.village]

    async def hold(self, person: PersonId, now: datetime) -> None:
        self.held += [Holding(self.village.id, person, role, now, founder=True) for role in Role]


class Posts:
    """Every request."""

    def __init__(self) -> None:
        self.known: dict[PostId, Post] = {}
        self._live: dict[PostId, Post] = {}

    async def add(self, post: Post) -> None:
        await self.save(post)

    async def save(self, post: Post) -> None:
        self.known[post.id] = post
        if post.stage in (Stage.DRAFT, Stage.WAITING, *LIVE):
            self._live[post.id] = post
        else:
            self._live.pop(post.id, None)

    async def get(self, post: PostId) -> Post:
        return self.known[post]

    async def live(self, community: CommunityId, act: Act) -> list[Post]:
        return [p for p in self._live.values() if p.act is act and p.stage in LIVE]

    async def of_author(self, author: PersonId, stages: Sequence[Stage]) -> list[Post]:
        return [p for p in self._live.values() if p.author == author and p.stage in stages]

    async def opened_since(self, author: PersonId, community: CommunityId, at: datetime) -> int:
        own = (p for p in self.known.values() if p.author == author)
        return sum(1 for p in own if p.opened_at is not None and p.opened_at > at)


class Exchanges:
    """Every agreement; `helped` and `left` are what matching asks of them."""

    def __init__(self) -> None:
        self.known: dict[ExchangeId, Exchange] = {}
        self._by_helper: dict[PersonId, dict[ExchangeId, Exchange]] = defaultdict(dict)
        self._by_post: dict[PostId, dict[ExchangeId, Exchange]] = defaultdict(dict)

    async def add(self, exchange: Exchange) -> None:
        await self.save(exchange)

    async def save(self, exchange: Exchange) -> None:
        self.known[exchange.id] = exchange
        self._by_helper[exchange.helper][exchange.id] = exchange
        self._by_post[exchange.post][exchange.id] = exchange

    async def get(self, exchange: ExchangeId) -> Exchange:
        return self.known[exchange]

    async def of_post(self, post: PostId) -> list[Exchange]:
        return list(self._by_post[post].values())

    def of_helper(self, person: PersonId, since: datetime) -> list[Exchange]:
        """Return what somebody agreed to do after `since`."""
        return [e for e in self._by_helper[person].values() if e.agreed_at > since]


class Asks:
    """Every ask and every yes."""

    def __init__(self, people: People, communities: Communities, exchanges: Exchanges) -> None:
        self.known: dict[AskId, Ask] = {}
        self.yeses: dict[ExchangeId, Match] = {}
        self.types: dict[PostId, str] = {}
        self._of_post: dict[PostId, list[AskId]] = defaultdict(list)
        self._of_person: dict[PersonId, list[AskId]] = defaultdict(list)
        self._past: dict[PersonId, list[Past]] = {}
        self._yeses_of_post: dict[PostId, list[ExchangeId]] = defaultdict(list)
        self._people = people
        self._communities = communities
        self._exchanges = exchanges

    async def add(self, asks: Sequence[Ask]) -> None:
        for ask in asks:
            self.known[ask.id] = replace(ask, delivered_at=ask.asked_at)
            self._of_post[ask.post].append(ask.id)
            self._of_person[ask.person].append(ask.id)
            self._past.pop(ask.person, None)

    async def save(self, ask: Ask) -> None:
        self.known[ask.id] = ask
        self._past.pop(ask.person, None)

    async def get(self, ask: AskId) -> Ask:
        return self.known[ask]

    async def of_post(self, post: PostId) -> list[Ask]:
        return [self.known[ask] for ask in self._of_post[post]]

    async def candidates(
        self, community: CommunityId, post: PostId, author: PersonId, now: datetime
    ) -> list[tuple[Candidate, tuple[str, ...]]]:
        members = await self._communities.members(community)
        asked = {ask.person for ask in await self.of_post(post)}
        return [
            (self._candidate(person, person.id in asked, now), self._people.skills[person.id])
            for person in members
        ]

    def _candidate(self, person: Person, asked: bool, now: datetime) -> Candidate:
        agreed = self._exchanges.of_helper(person.id, now - MEMORY)
        kept = (ExchangeStage.OPEN, ExchangeStage.DONE)
        return Candidate(
            person,
            zone="UTC",
            asked_already=asked,
            asks=tuple(self.past(person.id, now)),
            helps=tuple(e.agreed_at for e in agreed if e.stage in kept),
            left=len({e.requester for e in agreed if e.left}),
        )

    def past(self, person: PersonId, now: datetime) -> list[Past]:
        """Return what somebody was asked in the last 90 days, the first first."""
        ids = self._of_person[person]
        while ids and self.known[ids[0]].asked_at <= now - MEMORY:
            ids.pop(0)
            self._past.pop(person, None)
        if person not in self._past:
            self._past[person] = self._read(ids)
        return self._past[person]

    def _read(self, ids: Sequence[AskId]) -> list[Past]:
        found = []
        for ask in (self.known[one] for one in ids):
            answer = ANSWERS[ask.outcome] if ask.outcome else None
            at = ask.delivered_at or ask.asked_at
            found.append(Past(self.types[ask.post], at, answer, ask.answered_at))
        return found

    async def add_match(self, match: Match) -> None:
        self.yeses[match.id] = match
        self._yeses_of_post[match.post].append(match.id)

    async def save_match(self, match: Match) -> None:
        self.yeses[match.id] = match

    async def match(self, match: ExchangeId) -> Match:
        return self.yeses[match]

    async def matches(self, post: PostId) -> list[Match]:
        return [self.yeses[one] for one in self._yeses_of_post[post]]


class Ties:
    """Who is tied to whom, and where everybody stood last night."""

    def __init__(self) -> None:
        self._ties: dict[Pair, Tie] = {}
        self._placed: dict[PersonId, Placed] = {}
        self._days: int | None = None

    async def tie(self, community: CommunityId, one: PersonId, other: PersonId) -> Tie | None:
        return self._ties.get(pair_of(one, other))

    async def save_tie(self, community: CommunityId, tie: Tie) -> None:
        self._ties[pair_of(tie.a, tie.b)] = tie

    async def ties(self, community: CommunityId) -> list[Tie]:
        return list(self._ties.values())

    async def half_life(self, community: CommunityId) -> int | None:
        return self._days

    async def set_half_life(self, community: CommunityId, days: int) -> None:
        self._days = days

    async def placed(self, community: CommunityId) -> dict[PersonId, Placed]:
        return self._placed

    async def replace_placed(
        self, community: CommunityId, placed: Collection[Placed], at: datetime
    ) -> None:
        self._placed = {one.person: one for one in placed}


class Memory:
    """Everything a simulated village remembers, as the core's unit of work sees it."""

    def __init__(self, village: Community, seed: int, now: datetime) -> None:
        self._seed = str(seed)
        self.people = People()
        self.communities = Communities(village, self.people)
        self.posts = Posts()
        self.exchanges = Exchanges()
        self.asks = Asks(self.people, self.communities, self.exchanges)
        self.ties = Ties()
        self.caused_by("start", now)

    def caused_by(self, cause: str, now: datetime) -> None:
        """Name what happens and when: ids and chance derive from it, as in the running bot."""
        self.draw = Draw(self._seed, cause)
        self.now = now

    @property
    def work(self) -> matching.Work:
        """The same, as the core's use cases want it."""
        return cast(matching.Work, self)
