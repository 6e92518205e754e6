"""Exchanges: what two people agreed on, whether it happened, and what they say about it afterwards.

Sources: 3-mechanics section 5. Nobody is blamed: an exchange that did not happen simply ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core import posts
from core.communities import Community, Standing
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled, NotYours
from core.events import clean
from core.ids import CommunityId, ExchangeId, PersonId, PostId
from core.people import Person
from core.posts import Post

MAX_FEEDBACK = 1000
MAX_OCTETS = 75
REMIND_BEFORE = timedelta(hours=2)
REMIND_WORTH = timedelta(hours=3)
"""A reminder is worth a message only when its time was at least this far away when both said yes."""
CHASE_AFTER = timedelta(hours=3)
"""After its time is over, how long until "did it happen?" is asked."""
CHASE_TIMELESS = timedelta(days=3)
"""The same for an exchange without a time."""


class Stage(StrEnum):
    """Open, or how it ended."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    DID_NOT_HAPPEN = "did_not_happen"


class Verdict(StrEnum):
    """Private feedback; shown to nobody, of no effect on karma or trust."""

    GOOD = "good"
    MIXED = "mixed"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One agreement between two people about one post."""

    id: ExchangeId
    post: PostId
    community: CommunityId
    requester: PersonId
    helper: PersonId
    stage: Stage
    agreed_at: datetime
    start: datetime | None = None
    end: datetime | None = None
    exact: bool = False
    requester_said_at: datetime | None = None
    helper_said_at: datetime | None = None
    ended_at: datetime | None = None
    across: bool = False
    """One of the two was no member of the village it belongs to."""
    counts_from: datetime | None = None
    """When it begins to give trust, where a newcomer's days were still running."""
    left: bool = False
    """Ended by the requester's "did not happen" without a word from the helper (section 4, `kept`)."""

    def other(self, person: PersonId) -> PersonId:
        """Return the one of the two who is not `person`."""
        return self.helper if person == self.requester else self.requester

    def said(self, person: PersonId) -> datetime | None:
        """Return when this side confirmed that it happened."""
        return self.requester_said_at if person == self.requester else self.helper_said_at

    @property
    def sides(self) -> tuple[PersonId, PersonId]:
        """Return requester and helper."""
        return self.requester, self.helper


class Exchanges(Protocol):
    """What must be remembered about exchanges."""

    async def add(self, exchange: Exchange) -> None: ...
    async def save(self, exchange: Exchange) -> None: ...
    async def get(self, exchange: ExchangeId) -> Exchange: ...
    async def done_since(
        self, community: CommunityId, at: datetime
    ) -> Sequence[tuple[PersonId, PersonId]]: ...
    async def of_post(self, post: PostId) -> Sequence[Exchange]: ...
    async def running(self, person: PersonId) -> Sequence[Exchange]: ...
    async def feedback(
        self, exchange: ExchangeId, person: PersonId, verdict: Verdict, at: datetime
    ) -> None: ...
    async def feedback_words(
        self, exchange: ExchangeId, person: PersonId, words: str, contact: PersonId | None
    ) -> None: ...
    async def thank(self, exchange: ExchangeId, person: PersonId, at: datetime) -> bool: ...


class Work(posts.Work, Protocol):
    """The part of a unit of work that exchanges need."""

    @property
    def exchanges(self) -> Exchanges: ...


async def agree(
    work: Work, exchange_id: ExchangeId, post: Post, requester: PersonId, helper: PersonId
) -> Exchange:
    """Both said yes: the exchange begins. Once as many help as it takes, the post is agreed.

    For an offer that stands the two find their own time, and it stays open for others.
    """
    exchange = Exchange(
        exchange_id,
        post.id,
        post.community,
        requester,
        helper,
        Stage.OPEN,
        agreed_at=work.now,
        start=None if post.standing else post.start,
        end=None if post.standing else post.end,
        exact=post.exact and not post.standing,
    )
    await work.exchanges.add(exchange)
    if await free_places(work, post) == 0:
        await work.posts.save(replace(post, stage=posts.Stage.AGREED))
    return exchange


async def found(work: Work, post: Post) -> list[Exchange]:
    """Return the exchanges about a post that run or were done: who has been found for it."""
    every = await work.exchanges.of_post(post.id)
    return [e for e in every if e.stage in (Stage.OPEN, Stage.DONE)]


async def free_places(work: Work, post: Post) -> int:
    """Return how many more people a post takes; an offer that stands always takes the next one."""
    if post.standing:
        return 1
    return max(0, post.places - len(await found(work, post)))


async def enough(work: Work, post: Post) -> Post:
    """Whoever was found will do: it takes no more people. Raises AlreadySettled when nobody was, or it is not open.

    What comes again takes as many as before the next time.
    """
    helping = len(await found(work, post))
    if post.stage is not posts.Stage.OPEN or not helping:
        raise AlreadySettled()
    places = post.places if posts.comes_again(post) else helping
    full = replace(post, stage=posts.Stage.AGREED, places=places)
    await work.posts.save(full)
    await _end_post(work, post.id)
    return await work.posts.get(post.id)


async def of(work: Work, person: Person, exchange_id: str) -> Exchange:
    """Return an exchange this person takes part in. Raises NotYours otherwise."""
    exchange = await work.exchanges.get(ExchangeId(exchange_id))
    if person.id not in exchange.sides:
        raise NotYours()
    return exchange


async def running(work: Work, person: Person, exchange_id: str) -> Exchange:
    """Return an open exchange of this person. Raises NotYours, AlreadySettled."""
    exchange = await of(work, person, exchange_id)
    if exchange.stage is not Stage.OPEN:
        raise AlreadySettled()
    return exchange


async def confirm(work: Work, exchange: Exchange, person: Person) -> Exchange:
    """One side says that it happened. With both it is done, once; a repeated yes changes nothing."""
    if exchange.said(person.id) is not None:
        return exchange
    if person.id == exchange.requester:
        said = replace(exchange, requester_said_at=work.now)
    else:
        said = replace(exchange, helper_said_at=work.now)
    if said.requester_said_at and said.helper_said_at:
        return await finish(work, said)
    await work.exchanges.save(said)
    return said


async def finish(work: Work, exchange: Exchange) -> Exchange:
    """Record that it happened; the post is done with the last of its exchanges."""
    done = replace(exchange, stage=Stage.DONE, ended_at=work.now)
    await work.exchanges.save(done)
    await _end_post(work, exchange.post)
    return done


async def not_done(work: Work, exchange: Exchange, by: PersonId | None) -> Exchange:
    """Record that it did not happen, said by one side or (None) by a long silence of both. No karma, no blame."""
    left = by == exchange.requester and exchange.helper_said_at is None
    ended = replace(exchange, stage=Stage.DID_NOT_HAPPEN, ended_at=work.now, left=left)
    await work.exchanges.save(ended)
    await _end_post(work, exchange.post)
    return ended


async def cancel(work: Work, exchange: Exchange) -> tuple[Exchange, Post]:
    """One side withdraws before it happened: the post is open again and asking may go on."""
    ended = replace(exchange, stage=Stage.CANCELLED, ended_at=work.now)
    await work.exchanges.save(ended)
    post = await posts.reopen(work, await work.posts.get(exchange.post))
    return ended, post


async def _end_post(work: Work, post_id: PostId) -> None:
    """End an agreed post once nothing about it runs any more."""
    post = await work.posts.get(post_id)
    every = {e.stage for e in await work.exchanges.of_post(post_id)}
    if post.stage is posts.Stage.AGREED and Stage.OPEN not in every:
        done = posts.Stage.DONE if Stage.DONE in every else posts.Stage.WITHDRAWN
        await posts.end(work, post, done)


async def change(work: Work, exchange: Exchange, post: Post) -> Exchange:
    """The words were changed after both had said yes: the exchange takes their time."""
    changed = replace(exchange, start=post.start, end=post.end, exact=post.exact)
    await work.exchanges.save(changed)
    return changed


THRIVING_SPAN = timedelta(days=90)


class Pace(StrEnum):
    """How much is done for each other in a village, per member in 90 days."""

    NOW_AND_THEN = "now-and-then"
    OFTEN = "often"
    DAILY = "all-the-time"


OFTEN, ALL_THE_TIME = 1.0, 4.0
"""Exchanges per member in 90 days from which a village's pace is told so."""


def pace_of(exchanges: int, members: int) -> Pace:
    """Return a village's pace in words; never a figure, which would tell of few people in a small village."""
    each = exchanges / members
    if each >= ALL_THE_TIME:
        return Pace.DAILY
    return Pace.OFTEN if each >= OFTEN else Pace.NOW_AND_THEN


async def thriving(work: Work, person: Person, at_least: int) -> list[tuple[Community, Pace]]:
    """Return the open villages with at least so many members that are public or the person's own, by name.

    Told only where at least five people took part in what was done (3-mechanics section 1).
    """
    mine = {c.id for c in await work.communities.of_person(person.id, Standing.MEMBER)}
    found = []
    for community in await work.communities.every(VillageStage.OPEN):
        seen = community.config.visibility_mode == "public" or community.id in mine
        members = await work.communities.member_count(community.id)
        if not seen or members < max(at_least, posts.FEWEST_COUNTED):
            continue
        done = await work.exchanges.done_since(community.id, work.now - THRIVING_SPAN)
        if len({person for pair in done for person in pair}) >= posts.FEWEST_COUNTED:
            found.append((community, pace_of(len(done), members)))
    return found


def reminder_at(exchange: Exchange) -> datetime | None:
    """Return when to remind both, or None where a reminder would come at once or there is no time."""
    if exchange.start is None:
        return None
    at = exchange.start - REMIND_BEFORE
    return at if at >= exchange.agreed_at + REMIND_WORTH - REMIND_BEFORE else None


def chase_at(exchange: Exchange) -> datetime:
    """Return when "did it happen?" may be asked of who has not said."""
    if exchange.end is None:
        return exchange.agreed_at + CHASE_TIMELESS
    return max(exchange.end, exchange.agreed_at) + CHASE_AFTER


def silence_ends_at(exchange: Exchange, community: Community) -> datetime:
    """Return when silence speaks: `completion_silence_days` after a one-sided yes, twice that with none.

    Never before its own time has come: an early yes of one side asks nothing of the other yet.
    """
    days = timedelta(days=community.config.completion_silence_days)
    said = exchange.requester_said_at or exchange.helper_said_at
    if said is None:
        return chase_at(exchange) + 2 * days
    return max(said, exchange.end or said) + days


async def after_silence(work: Work, exchange: Exchange) -> Exchange:
    """Close an exchange nobody spoke about any more: done after a one-sided yes, else it did not happen."""
    if exchange.requester_said_at or exchange.helper_said_at:
        return await finish(work, exchange)
    return await not_done(work, exchange, by=None)


def feedback_text(words: str) -> str:
    """Return feedback's words as kept: at most 1000 characters."""
    return clean(words)[:MAX_FEEDBACK]


def calendar(exchange: Exchange, summary: str, now: datetime) -> bytes:
    """Return an ICS file (RFC 5545) of one event, for an exchange that has a time."""
    if exchange.start is None or exchange.end is None:
        raise ValueError("an exchange without a time has no calendar entry")
    form = "%Y%m%dT%H%M%SZ"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//karmyq//exchange//EN",
        "BEGIN:VEVENT",
        f"UID:{exchange.id}@karmyq",
        f"DTSTAMP:{now.astimezone(UTC).strftime(form)}",
        f"DTSTART:{exchange.start.astimezone(UTC).strftime(form)}",
        f"DTEND:{exchange.end.astimezone(UTC).strftime(form)}",
        *_folded(f"SUMMARY:{_escaped(summary)}"),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode()


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> list[str]:
    """Break a content line after at most 75 octets without splitting a character (RFC 5545, 3.1)."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) >= MAX_OCTETS:
            parts.append(current)
            current = ""
        current += character
    return [part if i == 0 else " " + part for i, part in enumerate([*parts, current])]
