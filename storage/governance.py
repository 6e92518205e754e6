"""The founder group, who is eligible, and changes of the rules that wait for consent."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    delete,
    func,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.communities import Standing
from core.governance import Asked, Consent, Founder, How, Nominated, Nomination, RoleChange
from core.ids import CommunityId, PersonId
from core.listening import Act
from core.posts import LIVE
from storage.columns import Instant, Json, Word, metadata
from storage.exchanges import exchanges
from storage.matching import matches
from storage.people import members
from storage.posts import posts

founders = Table(
    "founders",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("named_at", Instant, nullable=False),
    Column("accepted_at", Instant),
)

eligible = Table(
    "eligible",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("since", Instant, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    Column("by", ForeignKey("people.id")),
    Column("values", Json, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("voters", Json, nullable=False),
    Column("needed", Integer, nullable=False),
)

voices = Table(
    "consent_voices",
    metadata,
    Column("consent", ForeignKey("consents.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("yes", Boolean, nullable=False),
)

role_changes = Table(
    "role_changes",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("how", Word(How), nullable=False),
)

nominations = Table(
    "nominations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("role", String(32), nullable=False),
    Column("by", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("stage", Word(Nominated), nullable=False),
    Column("accepted_at", Instant),
    Column("asked", Json, nullable=False),
)

ratifications = Table(
    "ratifications",
    metadata,
    Column("nomination", ForeignKey("nominations.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
)
"""Who agreed, while it is open; a no is not kept."""


def _consent(row: Any) -> Consent:
    held = dict(row)
    return Consent(**{**held, "voters": tuple(PersonId(person) for person in held["voters"])})


def _nomination(row: RowMapping) -> Nomination:
    held: dict[str, Any] = dict(row)
    return Nomination(**{**held, "asked": tuple(PersonId(person) for person in held["asked"])})


class SqlGovernance:
    """Governance in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def founders(self, community: CommunityId) -> list[Founder]:
        """Return everybody named for the founder group, in an order that tells nothing."""
        statement = (
            select(founders).where(founders.c.community == community).order_by(founders.c.person)
        )
        return [Founder(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_founders(self, named: Sequence[Founder]) -> None:
        """Keep who was named."""
        rows = [{name: getattr(f, name) for name in Founder.__slots__} for f in named]
        await self._connection.execute(founders.insert(), rows)

    async def save_founder(self, founder: Founder) -> None:
        """Keep that somebody accepted."""
        where = (founders.c.community == founder.community) & (founders.c.person == founder.person)
        await self._connection.execute(
            founders.update().where(where).values(accepted_at=founder.accepted_at)
        )

    async def remove_founder(self, community: CommunityId, person: PersonId) -> None:
        """Forget that somebody was named."""
        where = (founders.c.community == community) & (founders.c.person == person)
        await self._connection.execute(delete(founders).where(where))

    async def eligible(self, community: CommunityId) -> frozenset[PersonId]:
        """Return who was eligible at the last refresh."""
        statement = select(eligible.c.person).where(eligible.c.community == community)
        return frozenset((await self._connection.execute(statement)).scalars())

    async def replace_eligible(
        self, community: CommunityId, people: Collection[PersonId], at: datetime
    ) -> None:
        """Keep who is eligible now; since when, for those who were before."""
        known = await self.eligible(community)
        gone = (eligible.c.community == community) & eligible.c.person.in_(known - set(people))
        await self._connection.execute(delete(eligible).where(gone))
        rows = [
            {"community": community, "person": person, "since": at}
            for person in sorted(set(people) - known)
        ]
        if rows:
            await self._connection.execute(eligible.insert(), rows)

    async def active(
        self, community: CommunityId, since: datetime, *, joining: bool
    ) -> frozenset[PersonId]:
        """Return the members who posted, helped or were helped after then, or (`joining`) joined."""
        of_members = select(members.c.person).where(
            (members.c.community == community) & (members.c.standing == Standing.MEMBER)
        )
        here = exchanges.c.community == community
        recent = exchanges.c.agreed_at > since
        deeds: list[Select[Any]] = [
            select(posts.c.author).where(
                (posts.c.community == community) & (posts.c.opened_at > since)
            ),
            select(exchanges.c.helper).where(here & recent),
            select(exchanges.c.requester).where(here & recent),
        ]
        if not joining:
            done = here & (exchanges.c.stage == "done")
            ever = union(
                select(exchanges.c.helper).where(done), select(exchanges.c.requester).where(done)
            )
            begun = frozenset((await self._connection.execute(ever)).scalars())
        else:
            deeds.append(of_members.where(members.c.since > since))
            begun = None
        known = frozenset((await self._connection.execute(of_members)).scalars())
        acted = frozenset((await self._connection.execute(union(*deeds))).scalars())
        return known & acted if begun is None else known & acted & begun

    async def asked_since(self, community: CommunityId, at: datetime) -> list[Asked]:
        """Return the requests opened after then, the oldest first, with the time of their first yes."""
        first_yes = (
            select(func.min(matches.c.said_at))
            .where(matches.c.post == posts.c.id)
            .scalar_subquery()
        )
        where = (
            (posts.c.community == community)
            & (posts.c.act == Act.REQUEST)
            & (posts.c.opened_at > at)
        )
        statement = (
            select(posts.c.author, posts.c.opened_at, first_yes, posts.c.stage)
            .where(where)
            .order_by(posts.c.opened_at, posts.c.id)
        )
        rows = (await self._connection.execute(statement)).all()
        return [Asked(author, opened, yes, stage in LIVE) for author, opened, yes, stage in rows]

    async def helps_since(self, community: CommunityId, at: datetime) -> dict[PersonId, int]:
        """Return how often each helper's exchange was done after then."""
        where = (
            (exchanges.c.community == community)
            & (exchanges.c.stage == "done")
            & (exchanges.c.ended_at > at)
        )
        statement = (
            select(exchanges.c.helper, func.count()).where(where).group_by(exchanges.c.helper)
        )
        return {PersonId(p): n for p, n in await self._connection.execute(statement)}

    async def add_consent(self, consent: Consent) -> None:
        """Keep a change that waits for consent."""
        values = {name: getattr(consent, name) for name in Consent.__slots__}
        values |= {"values": dict(consent.values), "voters": list(consent.voters)}
        await self._connection.execute(consents.insert(), values)

    async def consent(self, consent: str) -> Consent | None:
        """Return a change that still waits."""
        statement = select(consents).where(consents.c.id == consent)
        row = (await self._connection.execute(statement)).mappings().first()
        return _consent(row) if row else None

    async def open_consents(self, community: CommunityId) -> list[Consent]:
        """Return what waits in a village, the oldest first."""
        statement = (
            select(consents)
            .where(consents.c.community == community)
            .order_by(consents.c.opened_at, consents.c.id)
        )
        return [_consent(row) for row in (await self._connection.execute(statement)).mappings()]

    async def voice(self, consent: str, person: PersonId, *, yes: bool) -> None:
        """Keep somebody's yes or no; the last one counts."""
        where = (voices.c.consent == consent) & (voices.c.person == person)
        done = await self._connection.execute(voices.update().where(where).values(yes=yes))
        if not done.rowcount:
            row = {"consent": consent, "person": person, "yes": yes}
            await self._connection.execute(voices.insert(), row)

    async def voices(self, consent: str) -> dict[PersonId, bool]:
        """Return what was said so far."""
        statement = select(voices.c.person, voices.c.yes).where(voices.c.consent == consent)
        return {PersonId(p): yes for p, yes in await self._connection.execute(statement)}

    async def close_consent(self, consent: str) -> None:
        """It is over: who said what is forgotten with it."""
        await self._connection.execute(delete(voices).where(voices.c.consent == consent))
        await self._connection.execute(delete(consents).where(consents.c.id == consent))

    async def add_role_change(
        self, community: CommunityId, person: PersonId, role: str, how: How, at: datetime
    ) -> None:
        """Add one line to the record of roles."""
        here = role_changes.c.community == community
        last = select(func.max(role_changes.c.number)).where(here)
        number = ((await self._connection.execute(last)).scalar_one() or 0) + 1
        row = {"community": community, "number": number, "at": at}
        row |= {"person": person, "role": role, "how": how}
        await self._connection.execute(role_changes.insert(), row)

    async def role_changes(self, community: CommunityId) -> list[RoleChange]:
        """Return the record of roles, the newest first."""
        statement = (
            select(role_changes)
            .where(role_changes.c.community == community)
            .order_by(role_changes.c.number.desc())
        )
        return [RoleChange(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def save_nomination(self, nomination: Nomination) -> None:
        """Keep a nomination, or how it stands."""
        values = {name: getattr(nomination, name) for name in Nomination.__slots__}
        values["asked"] = list(nomination.asked)
        where = nominations.c.id == nomination.id
        done = await self._connection.execute(nominations.update().where(where).values(values))
        if not done.rowcount:
            await self._connection.execute(nominations.insert(), values)

    async def nomination(self, nomination: str) -> Nomination | None:
        """Return a nomination, while it is remembered."""
        statement = select(nominations).where(nominations.c.id == nomination)
        row = (await self._connection.execute(statement)).mappings().first()
        return _nomination(row) if row else None

    async def nominations(self, community: CommunityId) -> list[Nomination]:
        """Return what is remembered of a village's nominations, the oldest first."""
        statement = (
            select(nominations)
            .where(nominations.c.community == community)
            .order_by(nominations.c.at, nominations.c.id)
        )
        return [_nomination(row) for row in (await self._connection.execute(statement)).mappings()]

    async def forget_nominations(self, community: CommunityId, before: datetime) -> None:
        """Forget what was nominated before then."""
        old = (nominations.c.community == community) & (nominations.c.at <= before)
        ids = select(nominations.c.id).where(old)
        await self._connection.execute(
            delete(ratifications).where(ratifications.c.nomination.in_(ids))
        )
        await self._connection.execute(delete(nominations).where(old))

    async def agree(self, nomination: str, person: PersonId, *, yes: bool) -> None:
        """Keep that somebody agrees, or no longer does."""
        row = {"nomination": nomination, "person": person}
        where = (ratifications.c.nomination == nomination) & (ratifications.c.person == person)
        await self._connection.execute(delete(ratifications).where(where))
        if yes:
            await self._connection.execute(ratifications.insert(), row)

    async def agreed(self, nomination: str) -> frozenset[PersonId]:
        """Return who agrees so far."""
        statement = select(ratifications.c.person).where(ratifications.c.nomination == nomination)
        return frozenset((await self._connection.execute(statement)).scalars())

    async def forget_agreed(self, nomination: str) -> None:
        """It is over: who agreed is forgotten."""
        where = ratifications.c.nomination == nomination
        await self._connection.execute(delete(ratifications).where(where))


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: being named a founder, eligibility, what they set out and said."""
    return {
        "founder_groups": select(
            founders.c.community, founders.c.named_at, founders.c.accepted_at
        ).where(founders.c.person == person),
        "eligible": select(eligible.c.community, eligible.c.since).where(
            eligible.c.person == person
        ),
        "consents": select(consents.c.community, consents.c["values"], consents.c.opened_at).where(
            consents.c.by == person
        ),
        "consent_voices": select(voices.c.consent, voices.c.yes).where(voices.c.person == person),
        "role_changes": select(role_changes).where(role_changes.c.person == person),
        # What became of it is the nominee's own: to whoever nominated them every end reads the same.
        "nominated": select(
            nominations.c.community, nominations.c.person, nominations.c.role, nominations.c.at
        ).where(nominations.c.by == person),
        "nominations": select(
            nominations.c.community,
            nominations.c.role,
            nominations.c.at,
            nominations.c.accepted_at,
        ).where(nominations.c.person == person),
        "ratifications": select(ratifications).where(ratifications.c.person == person),
    }
