"""People: one identity however many accounts, how to reach them, when they want rest, whom they avoid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal, Protocol, get_args
from zoneinfo import ZoneInfo, available_timezones

from core.errors import Refusal, UnknownName
from core.events import Sender, clean
from core.ids import AccountId, CommunityId, Draw, PersonId

Language = Literal["en", "es"]
LANGUAGES: tuple[str, ...] = get_args(Language)
"""What the program speaks; what it hears is more (core.listening)."""
MAX_NAME = 64
MOST_ASKS = 14
"""A week; the most that a community may set, too."""
MAX_SKILLS = 40
NOT_A_PLACE = frozenset({"localtime", "Factory", "posixrules"})
MAX_SKILL = 60
MAX_PAUSE_DAYS = 365
MAX_DIGITS = 3
PAUSE_FOR_EVER = timedelta(days=36_500)
REST = timedelta(days=14)
"""What [Rest me a while] means: long enough to breathe, short enough to be met again."""


class Reach(StrEnum):
    """Whether a private message arrives (4-platforms section 3)."""

    UNKNOWN = "unknown"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Limits:
    """A member's own bounds; None: the community's. Quiet hours are local times and may cross midnight."""

    asks_per_week: int | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    urgent_at_night: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A human being, as far as they let us know them."""

    id: PersonId
    name: str
    language: str | None = None
    time_zone: str | None = None
    karma_since: datetime | None = None
    """When they asked to see their own karma; None: they did not."""
    paused_until: datetime | None = None
    limits: Limits = Limits()
    in_paths: bool = True
    """May stand between others on a trust path."""
    findable: bool = True
    """May be the end of somebody's trust path."""
    tie_reminders: bool = False
    """Wishes a gentle word when a tie is nearly forgotten."""
    pictures: bool = True
    """Likes pictures beside words."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's handle on one platform, and what that private chat remembers."""

    id: AccountId
    platform: str
    handle: str
    person: PersonId
    reach: Reach
    community: CommunityId | None = None
    """The village this private chat is about, once somebody in several was asked."""
    awaiting: str | None = None
    """What a typed reply would answer, as `kind:subject`."""
    awaiting_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who may be written to or named: who, through which account, and a village of theirs (its language)."""

    person: Person
    account: Account
    village: CommunityId | None = None
    others: tuple[Account, ...] = ()
    """Their accounts elsewhere."""

    def on(self, platform: str) -> Account | None:
        """Return their account on a platform: somebody with several is named in a room by the one they have there."""
        mine = (self.account, *self.others)
        return next((account for account in mine if account.platform == platform), None)


class People(Protocol):
    """What must be remembered about people."""

    async def by_account(self, platform: str, handle: str) -> tuple[Person, Account] | None: ...
    async def get(self, person: PersonId) -> Person: ...
    async def add(self, person: Person, account: Account) -> None: ...
    async def save(self, person: Person) -> None: ...
    async def save_account(self, account: Account) -> None: ...
    async def reachable(self, person: PersonId) -> bool: ...
    async def block(self, person: PersonId, other: PersonId, at: datetime) -> None: ...
    async def unblock(self, person: PersonId, other: PersonId) -> None: ...
    async def blocked_by(self, person: PersonId) -> Sequence[Person]: ...
    async def blocked_either_way(self, person: PersonId) -> frozenset[PersonId]: ...
    async def skills(self, person: PersonId) -> tuple[str, ...]: ...
    async def set_skills(self, person: PersonId, words: Sequence[str]) -> None: ...


class Work(Protocol):
    """The part of a unit of work that people need."""

    @property
    def people(self) -> People: ...
    @property
    def draw(self) -> Draw: ...
    @property
    def now(self) -> datetime: ...


def clean_name(name: str | None, handle: str) -> str:
    """Return a display name of 1..64 characters on one line, without control or bidirectional characters."""
    for candidate in (name, handle):
        tidy = " ".join(clean(candidate or "", 4 * MAX_NAME).split())[:MAX_NAME].strip()
        if tidy:
            return tidy
    return "?"


def is_paused(person: Person, now: datetime) -> bool:
    """Say whether the person rests at this moment."""
    return person.paused_until is not None and now < person.paused_until


def in_quiet_hours(at: datetime, zone: str, quiet_from: time, quiet_to: time) -> bool:
    """Say whether a local clock in `zone` stands inside [quiet_from, quiet_to); the span may cross midnight."""
    local = at.astimezone(ZoneInfo(zone)).time()
    if quiet_from <= quiet_to:
        return quiet_from <= local < quiet_to
    return local >= quiet_from or local < quiet_to


def quiet_end(at: datetime, zone: str, quiet_to: time) -> datetime:
    """Return the next instant after `at` when a local clock in `zone` shows `quiet_to`."""
    local = at.astimezone(ZoneInfo(zone))
    end = local.replace(
        hour=quiet_to.hour, minute=quiet_to.minute, second=quiet_to.second, microsecond=0
    )
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(at.tzinfo)


def named(people: Iterable[Person], name: str) -> list[Person]:
    """Return those whom `name` may mean: the exact name first, else one of the name's words; case does not matter.

    Raises UnknownName when nobody fits. More than one result is a question to ask, not a guess to make.
    """
    wanted = clean_name(name.strip().lstrip("@"), "").casefold()
    known = list(people)
    exact = [p for p in known if p.name.casefold() == wanted]
    found = exact or [p for p in known if wanted in p.name.casefold().split()]
    if not found:
        raise UnknownName(name=clean_name(name, "?"))
    return sorted(found, key=lambda p: p.id)


def pause_until(words: str, now: datetime) -> datetime:
    """Read `/pause [DAYS]`: 1..365 days, nothing means until /resume. Raises Refusal on anything else."""
    if not words.strip():
        return now + PAUSE_FOR_EVER
    number = words.strip()
    if not (
        number.isdecimal() and len(number) <= MAX_DIGITS and 1 <= int(number) <= MAX_PAUSE_DAYS
    ):
        raise Refusal("refused-pause-days", most=MAX_PAUSE_DAYS)
    return now + timedelta(days=int(number))


def skills_from(words: str) -> tuple[str, ...]:
    """Read comma-separated free words: at most 40 of at most 60 characters, each once, order kept."""
    pieces = (" ".join(clean(piece).split())[:MAX_SKILL] for piece in words.split(","))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))[:MAX_SKILLS]


def known_zone(name: str) -> str:
    """Return the IANA time zone of that name. Raises Refusal for anything else."""
    for zone in available_timezones() - NOT_A_PLACE:
        if zone.casefold() == name.strip().replace(" ", "_").casefold():
            return zone
    raise Refusal("refused-time-zone", zone=clean_name(name, "?"))


async def meet(work: Work, platform: str, sender: Sender, reach: Reach) -> tuple[Person, Account]:
    """Return who acts, making them known at their first deliberate act; a changed name or language is kept."""
    found = await work.people.by_account(platform, sender.handle)
    if found is None:
        person = Person(
            PersonId(work.draw.new()),
            clean_name(sender.name, sender.handle),
            language=sender.language,
        )
        account = Account(AccountId(work.draw.new()), platform, sender.handle, person.id, reach)
        await work.people.add(person, account)
        return person, account
    return await _kept_current(work, found[0], sender), found[1]


async def _kept_current(work: Work, person: Person, sender: Sender) -> Person:
    name = clean_name(sender.name, sender.handle) if sender.name else person.name
    language = person.language or sender.language
    if (name, language) == (person.name, person.language):
        return person
    current = replace(person, name=name, language=language)
    await work.people.save(current)
    return current
