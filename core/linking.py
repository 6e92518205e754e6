"""One person, several platforms: two identities become one, by a code given in one private chat and typed in the other.

Whoever holds both chats for fifteen minutes is taken for their owner; nothing else about a person is asked. Everything
of both is kept once. It is refused where it would make one person's two selves meet: as both sides of something, or as
two members of one village of whom one is entrusted with something there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from core import trust
from core.communities import Community, Member, Standing
from core.errors import Refusal
from core.ids import AccountId, PersonId
from core.people import MAX_SKILLS, Account, Limits, Person
from core.ports import Deadlines

CODE_LASTS = timedelta(minutes=15)
CODE_LENGTH = 8
FORGET = "link.forget"
"""The deadline that a code is: as long as it is to be met, the code works."""
_BY_RANK = (Standing.LEFT, Standing.PRESENT, Standing.MEMBER)


class Links(Protocol):
    """What must be remembered about identities that are one."""

    async def accounts(self, person: PersonId) -> Sequence[Account]: ...
    async def memberships(self, person: PersonId) -> Sequence[Member]: ...
    async def have_met(self, one: PersonId, other: PersonId) -> bool: ...
    async def share_something_open(self, one: PersonId, other: PersonId) -> bool: ...
    async def has_a_say(self, person: PersonId) -> bool: ...
    async def merge(self, kept: PersonId, gone: PersonId) -> None: ...
    async def split(self, account: AccountId, person: Person) -> None: ...


class Work(trust.Work, Protocol):
    """The part of a unit of work that linking needs."""

    @property
    def links(self) -> Links: ...
    @property
    def deadlines(self) -> Deadlines: ...


def _key(code: str) -> str:
    return f"link:{code}"


async def code_for(work: Work, account: Account) -> str:
    """Return a new code for this account: eight letters and digits, once, for fifteen minutes."""
    code = work.draw.new()[:CODE_LENGTH].upper()
    until = work.now + CODE_LASTS
    await work.deadlines.set(_key(code), FORGET, f"{account.platform} {account.handle}", until)
    return code


async def link(work: Work, code: str, person: Person, account: Account) -> Person:
    """Make the one who types the code the same person as the one who got it, and return who they are now.

    Raises Refusal for an unknown or old code, for one's own, for people who helped each other or keep apart, while
    something is open between them, while the one who types has a say in an open vote (a ballot is found by who cast it,
    and two would be counted), and for two members of one village of whom one looks after it: until one leaves.
    """
    key = _key(code.strip().upper())
    subject = await work.deadlines.subject(key, work.now)
    platform, _, handle = (subject or "").partition(" ")
    found = await work.people.by_account(platform, handle) if subject else None
    if found is None:
        raise Refusal("refused-link-code")
    kept = found[0]
    if kept.id == person.id:
        raise Refusal("refused-link-same")
    if await work.links.have_met(kept.id, person.id):
        raise Refusal("refused-link-met")
    if await work.links.share_something_open(kept.id, person.id):
        raise Refusal("refused-link-open")
    if await work.links.has_a_say(person.id):
        raise Refusal("refused-link-vote")
    villages = await _one_membership_each(work, kept, person)
    skills = [*await work.people.skills(kept.id), *await work.people.skills(person.id)]
    whole = as_one(kept, person)
    await work.deadlines.drop(key)
    await work.links.merge(kept.id, person.id)
    await work.people.save(whole)
    await work.people.set_skills(kept.id, tuple(dict.fromkeys(skills))[:MAX_SKILLS])
    await work.people.save_account(replace(account, person=kept.id))
    for village in villages:
        await trust.rebuild(work, village)
    return whole


async def _one_membership_each(work: Work, kept: Person, gone: Person) -> list[Community]:
    """Write down how the one person stands to each village; return the villages of both. Raises Refusal."""
    mine = {m.community: m for m in await work.links.memberships(kept.id)}
    villages = {c: await work.communities.get(c) for c in mine}
    for other in await work.links.memberships(gone.id):
        own = mine.get(other.community)
        village = await work.communities.get(other.community)
        villages[village.id] = village
        if own and _both_members(own, other) and await _roles_conflict(work, own, other):
            raise Refusal("refused-link-roles", village=village.title)
        await work.communities.save_member(stands_as(kept.id, own, other))
    return list(villages.values())


def _both_members(one: Member, other: Member) -> bool:
    return one.standing is other.standing is Standing.MEMBER


async def _roles_conflict(work: Work, one: Member, other: Member) -> bool:
    """Say whether one would gain or lose a role by the other: two seats are not one, and a seat is not given away."""
    held = await work.communities.holdings(one.community)
    return one.admin != other.admin or any(h.person in (one.person, other.person) for h in held)


def stands_as(person: PersonId, own: Member | None, other: Member) -> Member:
    """Return how somebody stands who was both: as what is more, since what was earlier among equals."""
    if own is None:
        return replace(other, person=person)
    first, second = sorted((own, other), key=lambda m: _BY_RANK.index(m.standing))
    since = min(own.since, other.since) if own.standing is other.standing else second.since
    return replace(
        second,
        person=person,
        since=since,
        admin=first.admin or second.admin,
        invited_by=second.invited_by or first.invited_by,
        first_at=min(filter(None, (own.first_at, other.first_at)), default=None),
    )


def as_one(kept: Person, gone: Person) -> Person:
    """Return one person with both's wishes: what was set, and of two wishes the one that protects more."""
    return replace(
        kept,
        language=kept.language or gone.language,
        time_zone=kept.time_zone or gone.time_zone,
        karma_since=kept.karma_since or gone.karma_since,
        paused_until=max(filter(None, (kept.paused_until, gone.paused_until)), default=None),
        limits=_limits(kept.limits, gone.limits),
        in_paths=kept.in_paths and gone.in_paths,
        findable=kept.findable and gone.findable,
        tie_reminders=kept.tie_reminders or gone.tie_reminders,
        pictures=kept.pictures and gone.pictures,
    )


def _limits(own: Limits, other: Limits) -> Limits:
    asks = min(filter(None, (own.asks_per_week, other.asks_per_week)), default=None)
    quiet = own if own.quiet_from is not None else other
    return Limits(
        asks_per_week=asks,
        quiet_from=quiet.quiet_from,
        quiet_to=quiet.quiet_to,
        urgent_at_night=own.urgent_at_night and other.urgent_at_night,
    )


async def unlink(work: Work, person: Person, account: Account) -> Person:
    """Make this account a person of its own again, with nothing: everything stays with the others.

    Raises Refusal when it is the person's only account.
    """
    if len(await work.links.accounts(person.id)) == 1:
        raise Refusal("refused-unlink-only")
    alone = Person(PersonId(work.draw.new()), person.name, person.language, person.time_zone)
    await work.links.split(account.id, alone)
    return alone
