"""Exchanges, private feedback and thanks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    Text,
    false,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.exchanges import Exchange, Stage, Verdict
from core.ids import CommunityId, ExchangeId, PersonId, PostId
from storage.columns import Instant, Word, metadata

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("post", ForeignKey("posts.id"), nullable=False, index=True),
    Column("community", ForeignKey("communities.id"), nullable=False),
    Column("requester", ForeignKey("people.id"), nullable=False),
    Column("helper", ForeignKey("people.id"), nullable=False),
    Column("stage", Word(Stage), nullable=False),
    Column("agreed_at", Instant, nullable=False),
    Column("start", Instant),
    Column("end", Instant),
    Column("exact", Boolean, nullable=False),
    Column("requester_said_at", Instant),
    Column("helper_said_at", Instant),
    Column("ended_at", Instant),
    Column("left", Boolean, nullable=False),
    Column("across", Boolean, nullable=False, server_default=false()),
    Column("counts_from", Instant),
    Index("ix_exchanges_helper_stage", "helper", "stage"),
    Index("ix_exchanges_requester_stage", "requester", "stage"),
    Index("ix_exchanges_community", "community"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("exchange", ForeignKey("exchanges.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("verdict", Word(Verdict), nullable=False),
    Column("words", Text),
    Column("contact", ForeignKey("people.id")),
    Column("at", Instant, nullable=False),
)

thanks = Table(
    "thanks",
    metadata,
    Column("exchange", ForeignKey("exchanges.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)


def _values(exchange: Exchange) -> dict[str, Any]:
    return {name: getattr(exchange, name) for name in Exchange.__slots__}


class SqlExchanges:
    """Exchanges in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, exchange: Exchange) -> None:
        """Keep a new exchange."""
        await self._connection.execute(exchanges.insert(), _values(exchange))

    async def save(self, exchange: Exchange) -> None:
        """Keep what changed about an exchange."""
        values = _values(exchange)
        await self._connection.execute(
            exchanges.update().where(exchanges.c.id == values.pop("id")).values(values)
        )

    async def get(self, exchange: ExchangeId) -> Exchange:
        """Return an exchange that is known to exist."""
        statement = select(exchanges).where(exchanges.c.id == exchange)
        return Exchange(**(await self._connection.execute(statement)).mappings().one())

    async def done_since(
        self, community: CommunityId, at: datetime
    ) -> list[tuple[PersonId, PersonId]]:
        """Return (requester, helper) of each exchange that was done after then."""
        where = (
            (exchanges.c.community == community)
            & (exchanges.c.stage == Stage.DONE)
            & (exchanges.c.ended_at > at)
        )
        statement = select(exchanges.c.requester, exchanges.c.helper).where(where)
        return [(PersonId(a), PersonId(b)) for a, b in await self._connection.execute(statement)]

    async def running(self, person: PersonId) -> list[Exchange]:
        """Return the open exchanges in which somebody takes part, the oldest first."""
        mine = (exchanges.c.requester == person) | (exchanges.c.helper == person)
        statement = (
            select(exchanges)
            .where(mine & (exchanges.c.stage == Stage.OPEN))
            .order_by(exchanges.c.agreed_at, exchanges.c.id)
        )
        return [Exchange(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def of_post(self, post: PostId) -> list[Exchange]:
        """Return every exchange about a post, the oldest first."""
        statement = (
            select(exchanges)
            .where(exchanges.c.post == post)
            .order_by(exchanges.c.agreed_at, exchanges.c.id)
        )
        return [Exchange(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def feedback(
        self, exchange: ExchangeId, person: PersonId, verdict: Verdict, at: datetime
    ) -> None:
        """Keep one side's private word; a later one replaces it."""
        where = (feedback.c.exchange == exchange) & (feedback.c.person == person)
        changed = {"verdict": verdict, "at": at}
        done = await self._connection.execute(feedback.update().where(where).values(changed))
        if not done.rowcount:
            new = {"exchange": exchange, "person": person, **changed}
            await self._connection.execute(feedback.insert(), new)

    async def feedback_words(
        self, exchange: ExchangeId, person: PersonId, words: str, contact: PersonId | None
    ) -> None:
        """Add words to a feedback that was given, and to whom they were passed."""
        where = (feedback.c.exchange == exchange) & (feedback.c.person == person)
        values = {"words": words, "contact": contact}
        await self._connection.execute(feedback.update().where(where).values(values))

    async def thank(self, exchange: ExchangeId, person: PersonId, at: datetime) -> bool:
        """Note a thank you; False when this side thanked before."""
        where = (thanks.c.exchange == exchange) & (thanks.c.person == person)
        if (await self._connection.execute(select(thanks.c.at).where(where))).first():
            return False
        values = {"exchange": exchange, "person": person, "at": at}
        await self._connection.execute(thanks.insert(), values)
        return True

    async def forget_words(self, before: datetime) -> None:
        """Erase feedback's words given before then."""
        await self._connection.execute(
            feedback.update().where(feedback.c.at <= before).values({"words": None})
        )

    async def helps_of(
        self, helpers: Sequence[PersonId], since: datetime
    ) -> list[tuple[PersonId, PersonId, datetime, Stage, bool]]:
        """Return (helper, requester, agreed at, stage, left) of these helpers' exchanges after `since`."""
        statement = (
            select(
                exchanges.c.helper,
                exchanges.c.requester,
                exchanges.c.agreed_at,
                exchanges.c.stage,
                exchanges.c.left,
            )
            .where(exchanges.c.helper.in_(helpers) & (exchanges.c.agreed_at > since))
            .order_by(exchanges.c.agreed_at, exchanges.c.id)
        )
        return [tuple(row) for row in await self._connection.execute(statement)]


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their exchanges, and the feedback and thanks that they gave."""
    mine = (exchanges.c.requester == person) | (exchanges.c.helper == person)
    columns = [c for c in exchanges.c if c.name != "left"]
    return {
        "exchanges": select(*columns).where(mine),
        "feedback": select(feedback).where(feedback.c.person == person),
        "thanks": select(thanks).where(thanks.c.person == person),
    }
