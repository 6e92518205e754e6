"""Asks, the yeses to them, and what matching needs to know of each member."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Select, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.exchanges import Stage
from core.ids import AskId, CommunityId, ExchangeId, PersonId, PostId
from core.matching import Ask, Candidate, Match, MatchStage, Outcome, Past
from core.people import Reach
from storage.columns import Instant, Word, metadata
from storage.communities import SqlCommunities
from storage.exchanges import SqlExchanges
from storage.people import SqlPeople, accounts, skills
from storage.posts import posts

asks = Table(
    "asks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("post", ForeignKey("posts.id"), nullable=False, index=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("wave", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("outcome", Word(Outcome)),
    Column("answered_at", Instant),
    Index("ix_asks_person_asked_at", "person", "asked_at"),
)

matches = Table(
    "matches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("post", ForeignKey("posts.id"), nullable=False, index=True),
    Column("responder", ForeignKey("people.id"), nullable=False),
    Column("stage", Word(MatchStage), nullable=False),
    Column("said_at", Instant, nullable=False),
)

avoided_types = Table(
    "avoided_types",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("type", String(40), primary_key=True),
)

MEMORY = timedelta(days=90)
"""How far back matching looks: several half-lives of everything in its score."""


class SqlAsks:
    """Asks and matches in one transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        people: SqlPeople,
        communities: SqlCommunities,
        exchanges: SqlExchanges,
    ) -> None:
        self._connection = connection
        self._people = people
        self._communities = communities
        self._exchanges = exchanges

    async def add(self, new: Sequence[Ask]) -> None:
        """Keep the asks of one wave."""
        if new:
            rows = [{name: getattr(a, name) for name in Ask.__slots__} for a in new]
            await self._connection.execute(asks.insert(), rows)

    async def save(self, ask: Ask) -> None:
        """Keep an ask's answer."""
        values = {"outcome": ask.outcome, "answered_at": ask.answered_at}
        await self._connection.execute(asks.update().where(asks.c.id == ask.id).values(values))

    async def get(self, ask: AskId) -> Ask:
        """Return an ask that is known to exist."""
        statement = select(asks).where(asks.c.id == ask)
        return Ask(**(await self._connection.execute(statement)).mappings().one())

    async def of_post(self, post: PostId) -> list[Ask]:
        """Return everybody who was asked about a post, the first first."""
        statement = select(asks).where(asks.c.post == post).order_by(asks.c.asked_at, asks.c.id)
        return [Ask(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def waiting_for(self, person: PersonId) -> list[Ask]:
        """Return the asks that this person has not answered yet."""
        statement = (
            select(asks)
            .where((asks.c.person == person) & asks.c.outcome.is_(None))
            .order_by(asks.c.asked_at, asks.c.id)
        )
        return [Ask(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def candidates(
        self, community: CommunityId, post: PostId, author: PersonId, now: datetime
    ) -> list[tuple[Candidate, tuple[str, ...]]]:
        """Return every member as matching sees them, with the words of their skills."""
        members = await self._communities.members(community)
        ids = [person.id for person in members]
        reachable = await self._reachable(ids)
        blocked = await self._people.blocked_either_way(author)
        words = await self._skills(ids)
        histories = await self._histories(ids, now)
        asked = {ask.person for ask in await self.of_post(post)}
        helps, left = await self._helps(ids, now)
        avoided = await self._avoided(community)
        return [
            (
                Candidate(
                    person,
                    zone="UTC",
                    reachable=person.id in reachable,
                    blocked=person.id in blocked,
                    asked_already=person.id in asked,
                    asks=tuple(histories[person.id]),
                    helps=tuple(helps[person.id]),
                    left=left[person.id],
                    avoids=frozenset(avoided[person.id]),
                ),
                tuple(words[person.id]),
            )
            for person in members
        ]

    async def _avoided(self, community: CommunityId) -> dict[str, set[str]]:
        where = avoided_types.c.community == community
        found: dict[str, set[str]] = defaultdict(set)
        statement = select(avoided_types.c.person, avoided_types.c.type).where(where)
        for person, kind in await self._connection.execute(statement):
            found[person].add(kind)
        return found

    async def avoided(self, community: CommunityId, person: PersonId) -> frozenset[str]:
        """Return the request types that this person does not wish to be asked for here."""
        return frozenset((await self._avoided(community))[person])

    async def avoid(self, community: CommunityId, person: PersonId, types: Collection[str]) -> None:
        """Replace those types."""
        where = (avoided_types.c.community == community) & (avoided_types.c.person == person)
        await self._connection.execute(delete(avoided_types).where(where))
        rows = [{"community": community, "person": person, "type": t} for t in sorted(types)]
        if rows:
            await self._connection.execute(avoided_types.insert(), rows)

    async def _reachable(self, ids: Sequence[PersonId]) -> set[str]:
        where = accounts.c.person.in_(ids) & (accounts.c.reach == Reach.OPEN)
        found = await self._connection.execute(select(accounts.c.person).where(where))
        return set(found.scalars())

    async def _skills(self, ids: Sequence[PersonId]) -> dict[str, list[str]]:
        statement = select(skills.c.person, skills.c.words).where(skills.c.person.in_(ids))
        found: dict[str, list[str]] = defaultdict(list)
        for person, words in await self._connection.execute(statement.order_by(skills.c.ordinal)):
            found[person].append(words)
        return found

    async def _histories(self, ids: Sequence[PersonId], now: datetime) -> dict[str, list[Past]]:
        statement = (
            select(asks.c.person, posts.c.type, asks.c.asked_at, asks.c.delivered_at)
            .add_columns(asks.c.outcome, asks.c.answered_at)
            .join_from(asks, posts)
            .where(asks.c.person.in_(ids) & (asks.c.asked_at > now - MEMORY))
            .order_by(asks.c.asked_at, asks.c.id)
        )
        found: dict[str, list[Past]] = defaultdict(list)
        for person, kind, asked, delivered, outcome, answered in await self._connection.execute(
            statement
        ):
            answer = outcome.value if outcome else None
            found[person].append(Past(kind, delivered or asked, answer, answered))
        return found

    async def _helps(
        self, ids: Sequence[PersonId], now: datetime
    ) -> tuple[dict[str, list[datetime]], dict[str, int]]:
        helps: dict[str, list[datetime]] = defaultdict(list)
        leavers: dict[str, set[str]] = defaultdict(set)
        for helper, requester, at, stage, left in await self._exchanges.helps_of(ids, now - MEMORY):
            if stage in (Stage.OPEN, Stage.DONE):
                helps[helper].append(at)
            if left:
                leavers[helper].add(requester)  # at most one per requester in 90 days
        return helps, defaultdict(int, {person: len(who) for person, who in leavers.items()})

    async def add_match(self, match: Match) -> None:
        """Keep somebody's yes."""
        values = {name: getattr(match, name) for name in Match.__slots__}
        await self._connection.execute(matches.insert(), values)

    async def save_match(self, match: Match) -> None:
        """Keep what became of a yes."""
        where = matches.c.id == match.id
        await self._connection.execute(matches.update().where(where).values(stage=match.stage))

    async def match(self, match: ExchangeId) -> Match:
        """Return a match that is known to exist."""
        statement = select(matches).where(matches.c.id == match)
        return Match(**(await self._connection.execute(statement)).mappings().one())

    async def matches(self, post: PostId) -> list[Match]:
        """Return the yeses to a post, the first first."""
        statement = (
            select(matches).where(matches.c.post == post).order_by(matches.c.said_at, matches.c.id)
        )
        return [Match(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def yeses_of(self, person: PersonId) -> list[Match]:
        """Return this person's yeses that wait for somebody's word, the first first."""
        open_ = matches.c.stage.in_((MatchStage.WAITING, MatchStage.OFFERED))
        statement = (
            select(matches)
            .where((matches.c.responder == person) & open_)
            .order_by(matches.c.said_at, matches.c.id)
        )
        return [Match(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def delivered(self, ids: Sequence[str], at: datetime) -> None:
        """Note that these asks reached their people: their time to answer begins."""
        where = asks.c.id.in_(ids) & asks.c.delivered_at.is_(None)
        await self._connection.execute(asks.update().where(where).values(delivered_at=at))


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: what they were asked and said (never what others said to them)."""
    return {
        "asks": select(asks).where(asks.c.person == person),
        "avoided_types": select(avoided_types.c.community, avoided_types.c.type).where(
            avoided_types.c.person == person
        ),
        # What the author said of a yes is the author's: a match's stage would tell it.
        "matches": select(matches.c.id, matches.c.post, matches.c.said_at).where(
            matches.c.responder == person
        ),
    }
