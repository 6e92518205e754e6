"""Proposals, and while one is open its roll and ballots: the choice lies under a slip, the person on the roll.

Ballots lie in the order of their slips and carry no time, so that no order tells whose one is. When a vote closes,
roll, ballots, key and traces are deleted, with every letter and event name that could rebuild them.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import CommunityId, PersonId
from core.votes import Ballot, Band, Kind, Mode, Proposal, Stage
from storage.columns import Instant, Json, Word, metadata
from storage.spine import inbox, outbox

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("by", ForeignKey("people.id")),
    Column("words", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("payload", Json, nullable=False),
    Column("about", ForeignKey("people.id")),
    Column("stage", Word(Stage), nullable=False),
    Column("days", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("mode", Word(Mode), nullable=False),
    Column("opened_at", Instant),
    Column("closes_at", Instant),
    Column("needed", Integer, nullable=False),
    Column("took_part", Integer),
    Column("of", Integer),
    Column("band", Word(Band)),
    Column("counted", Json, nullable=False),
    Column("shown", Json, nullable=False),
    Index("ix_proposals_community_stage", "community", "stage"),
)

seconders = Table(
    "seconders",
    metadata,
    Column("proposal", ForeignKey("proposals.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
)

rolls = Table(
    "rolls",
    metadata,
    Column("proposal", ForeignKey("proposals.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("weight", Integer, nullable=False),
)

ballot_keys = Table(
    "ballot_keys",
    metadata,
    Column("proposal", ForeignKey("proposals.id"), primary_key=True),
    Column("key", String(32), nullable=False),
)

ballots = Table(
    "ballots",
    metadata,
    Column("proposal", ForeignKey("proposals.id"), primary_key=True),
    Column("slip", String(32), primary_key=True),
    Column("choice", Word(Ballot), nullable=False),
    sqlite_with_rowid=False,
)

ballot_traces = Table(
    "ballot_traces",
    metadata,
    Column("proposal", ForeignKey("proposals.id"), primary_key=True),
    Column("cause", String(300), primary_key=True),
    Column("slip", String(32), nullable=False),
    Column("tells", Boolean, nullable=False),
    sqlite_with_rowid=False,
)


def _proposal(row: RowMapping) -> Proposal:
    return replace(Proposal(**row), counted=tuple(row["counted"]))


def _values(proposal: Proposal) -> dict[str, Any]:
    held = {name: getattr(proposal, name) for name in Proposal.__slots__}
    plain = {"payload": dict(proposal.payload), "shown": dict(proposal.shown)}
    return {**held, **plain, "counted": list(proposal.counted)}


class SqlVotes:
    """Votes in one transaction, for the event named `cause`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.cause = ""
        self.forgot = False
        """Something was forgotten that must not live on in what the database has not cleared away yet."""
        self._insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert

    async def add(self, proposal: Proposal) -> None:
        """Keep a new proposal."""
        await self._connection.execute(proposals.insert(), _values(proposal))

    async def save(self, proposal: Proposal) -> None:
        """Keep what changed about a proposal."""
        values = _values(proposal)
        where = proposals.c.id == values.pop("id")
        await self._connection.execute(proposals.update().where(where).values(values))

    async def get(self, proposal: str) -> Proposal | None:
        """Return a proposal, if there is one of that id."""
        statement = select(proposals).where(proposals.c.id == proposal)
        row = (await self._connection.execute(statement)).mappings().first()
        return _proposal(row) if row else None

    async def remove(self, proposal: str) -> None:
        """Forget a proposal on which nobody voted."""
        for table in (seconders, proposals):
            column = table.c.id if table is proposals else table.c.proposal
            await self._connection.execute(delete(table).where(column == proposal))

    async def of_community(
        self, community: CommunityId, stages: Collection[Stage]
    ) -> list[Proposal]:
        """Return a village's proposals at these stages, the oldest first."""
        statement = (
            select(proposals)
            .where((proposals.c.community == community) & proposals.c.stage.in_(sorted(stages)))
            .order_by(proposals.c.created_at, proposals.c.id)
        )
        return [_proposal(row) for row in (await self._connection.execute(statement)).mappings()]

    async def second(self, proposal: str, person: PersonId) -> None:
        """Keep that somebody seconds it, once."""
        row = {"proposal": proposal, "person": person}
        await self._connection.execute(self._insert(seconders).on_conflict_do_nothing(), row)

    async def seconders(self, proposal: str) -> frozenset[PersonId]:
        """Return who seconded it."""
        statement = select(seconders.c.person).where(seconders.c.proposal == proposal)
        return frozenset((await self._connection.execute(statement)).scalars())

    async def begin(self, proposal: str, weight_of: Mapping[PersonId, int], key: str) -> None:
        """Keep who may vote with what weight, and this vote's key; who seconded it is forgotten."""
        rows = [
            {"proposal": proposal, "person": person, "weight": weight_of[person]}
            for person in sorted(weight_of)
        ]
        if rows:
            await self._connection.execute(rolls.insert(), rows)
        await self._connection.execute(ballot_keys.insert(), {"proposal": proposal, "key": key})
        await self._connection.execute(delete(seconders).where(seconders.c.proposal == proposal))

    async def roll(self, proposal: str) -> dict[PersonId, int]:
        """Return who may vote, and what each ballot weighs in sixths: for the count, and nobody's eyes."""
        statement = select(rolls.c.person, rolls.c.weight).where(rolls.c.proposal == proposal)
        return {PersonId(p): weight for p, weight in await self._connection.execute(statement)}

    async def strike(self, proposal: str, person: PersonId) -> None:
        """Take somebody off the roll."""
        where = (rolls.c.proposal == proposal) & (rolls.c.person == person)
        await self._connection.execute(delete(rolls).where(where))

    async def key(self, proposal: str) -> str | None:
        """Return the key of a vote that is open."""
        statement = select(ballot_keys.c.key).where(ballot_keys.c.proposal == proposal)
        return (await self._connection.execute(statement)).scalar()

    async def cast(self, proposal: str, slip: str, ballot: Ballot) -> None:
        """Keep a ballot; the last one counts."""
        row = {"proposal": proposal, "slip": slip, "choice": ballot}
        keep = self._insert(ballots).on_conflict_do_update(
            index_elements=[ballots.c.proposal, ballots.c.slip], set_={"choice": ballot}
        )
        await self._connection.execute(keep, row)

    async def take_back(self, proposal: str, slip: str) -> None:
        """Forget a ballot."""
        where = (ballots.c.proposal == proposal) & (ballots.c.slip == slip)
        await self._connection.execute(delete(ballots).where(where))

    async def ballots(self, proposal: str) -> dict[str, Ballot]:
        """Return what was cast, by slip."""
        statement = select(ballots.c.slip, ballots.c.choice).where(ballots.c.proposal == proposal)
        found = await self._connection.execute(statement)
        return {row.slip: row.choice for row in found}

    async def trace(self, proposal: str, slip: str, *, tells: bool) -> None:
        """Note which event brought a ballot. One whose name tells what was chosen is forgotten with the choice.

        So the same choice, made again later under the same name, is heard again.
        """
        mine = (ballot_traces.c.proposal == proposal) & (ballot_traces.c.slip == slip)
        await self._unsay(mine & ballot_traces.c.tells)
        await self._connection.execute(delete(ballot_traces).where(mine & ballot_traces.c.tells))
        row = {"proposal": proposal, "cause": self.cause, "slip": slip, "tells": tells}
        await self._connection.execute(self._insert(ballot_traces).on_conflict_do_nothing(), row)

    async def forget(self, proposal: str) -> None:
        """Forget everything of a vote but its result, and what elsewhere could rebuild it."""
        await self._unsay(ballot_traces.c.proposal == proposal)
        for table in (ballots, ballot_traces, ballot_keys, rolls, seconders):
            await self._connection.execute(delete(table).where(table.c.proposal == proposal))
        self.forgot = True

    async def _unsay(self, traces: Any) -> None:
        """Forget the names of these events where they tell, and the answers to all of them."""
        every = select(ballot_traces.c.cause).where(traces)
        answers = outbox.c.card.is_(None) & outbox.c.cause.in_(every)
        await self._connection.execute(delete(outbox).where(answers))
        telling = inbox.c.key.in_(every.where(ballot_traces.c.tells))
        await self._connection.execute(delete(inbox).where(telling))


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: what they propose, what is proposed about them, and where they may vote.

    A ballot is kept apart from its person, so what somebody chose cannot be told, not even to them.
    """
    told = [
        proposals.c[name]
        for name in ("community", "kind", "words", "stage", "created_at", "opened_at", "closes_at")
    ]
    heard = proposals.c.stage.not_in((Stage.DRAFT, Stage.SECONDING))
    return {
        "proposals": select(*told, proposals.c.payload).where(proposals.c.by == person),
        "proposals_about_me": select(*told, proposals.c.answer).where(
            (proposals.c.about == person) & heard
        ),
        "seconded": select(seconders.c.proposal).where(seconders.c.person == person),
        "rolls": select(rolls.c.proposal, rolls.c.weight).where(rolls.c.person == person),
    }
