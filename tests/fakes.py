"""Villages to test with, and fakes of our own ports. Nothing here stands in for a library."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core import communities
from core.communities import Community, Config, Holding, Member, Role, Room, Standing
from core.communities import Stage as VillageStage
from core.events import Event
from core.exchanges import Exchange
from core.exchanges import Stage as ExchangeStage
from core.ids import AccountId, CommunityId, ExchangeId, PersonId, PostId, RoomId
from core.listening import Act
from core.people import Account, Person, Reach
from core.ports import Capabilities, Delivered, Letter, MessageId, Outgoing, Undeliverable
from core.posts import Post, Stage
from storage.database import Database, UnitOfWork
from tests.ready import make_ready

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""A Monday at noon: nobody's quiet hours, and no clock changes near."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def someone(name: str = "Ana", **changes: Any) -> Person:
    """Return a person whose id is their name in small letters."""
    return Person(PersonId(name.lower()), name, **changes)


def account_of(person: Person, reach: Reach = Reach.OPEN, **changes: Any) -> Account:
    """Return a person's account on the pipe."""
    values = {"platform": "pipe", "handle": f"@{person.id}", **changes}
    return Account(
        AccountId(f"{values['platform']}-{person.id}"), person=person.id, reach=reach, **values
    )


def post_of(author: Person, **changes: Any) -> Post:
    """Return an open request for a drill; `changes` are the post's own fields."""
    values: dict[str, Any] = {
        "id": PostId("drill"),
        "community": CommunityId("maple"),
        "author": author.id,
        "act": Act.REQUEST,
        "stage": Stage.OPEN,
        "type": "borrow",
        "words": "does anyone have a drill?",
        "what": "drill",
        "created_at": NOW,
        "expires_at": NOW + 30 * DAY,
        "opened_at": NOW,
        "ask_limit": 12,
    }
    return Post(**{**values, **changes})


def exchange_of(requester: Person, helper: Person, **changes: Any) -> Exchange:
    """Return an open exchange about the drill."""
    values: dict[str, Any] = {
        "id": ExchangeId("swap"),
        "post": PostId("drill"),
        "community": CommunityId("maple"),
        "stage": ExchangeStage.OPEN,
        "agreed_at": NOW,
    }
    return Exchange(requester=requester.id, helper=helper.id, **{**values, **changes})


async def settle_village(
    work: Any, name: str = "maple", members: Iterable[Person] = (), **rules: Any
) -> Community:
    """Found a village with these rules; everybody named becomes known, reachable and a member."""
    community = Community(CommunityId(name), name.title(), Config(**rules))
    room = Room(RoomId(f"room-{name}"), "pipe", name, community.id, name.title())
    await work.communities.add(community, room, work.now)
    for person in members:
        await make_known(work, person)
        await communities.join(work, community, person)
    return community


async def opened_village(
    work: Any, community: Community, *holders: Person, mature: bool = False
) -> Community:
    """Return the village as it is once open; `holders` hold every role in it, as founders do."""
    fresh = replace(community, stage=VillageStage.OPEN, opened_at=work.now, mature=mature)
    await work.communities.save(fresh)
    for person in holders:
        for role in Role:
            await work.communities.hold(Holding(fresh.id, person.id, role, work.now, True))
    return fresh


async def make_known(work: Any, *people: Person) -> None:
    """Make people known and reachable, unless they are."""
    for person in people:
        if await work.people.by_account("pipe", f"@{person.id}") is None:
            await work.people.add(person, account_of(person))


def membership(person: Person, community: Community, **changes: Any) -> Member:
    """Return somebody's membership since NOW."""
    values = {"standing": Standing.MEMBER, "since": NOW, **changes}
    return Member(person.id, community.id, **values)


@asynccontextmanager
async def opened(url: str, seed: str | None = "seed") -> AsyncIterator[Database]:
    """Open a database, up to date from the start, and close it at the end."""
    make_ready(url)
    database = await Database.open(url, seed)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def working(folder: Path) -> AsyncIterator[UnitOfWork]:
    """Open one unit of work at NOW, over a database file of its own."""
    url = f"sqlite+aiosqlite:///{folder}/village.db"
    async with opened(url) as database, database.begin("test", NOW) as work:
        yield work


class StandingClock:
    """A clock that shows what it is told to."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


Answers = Callable[[Outgoing], Delivered | Undeliverable]


class FakePlatform:
    """A platform that keeps what it was given, and answers as it was told."""

    def __init__(self, name: str = "pipe", answers: Answers | None = None, **can: Any) -> None:
        self.name = name
        self.can = Capabilities(**can)
        self.answers = answers or (lambda item: Delivered(f"ref-{item.id}"))
        self.tried: list[Outgoing] = []
        self.said: list[Outgoing] = []

    async def events(self) -> AsyncIterator[Event]:
        return
        yield

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        self.tried.append(item)
        answer = self.answers(item)
        if isinstance(answer, Delivered):
            self.said.append(item)
        return answer


def letter_of(**changes: Any) -> Letter:
    """Return a waiting text without words of its own."""
    values: dict[str, Any] = {
        "id": MessageId("letter"),
        "kind": "text",
        "to": None,
        "room": None,
        "key": "leave-done",
        "args": {},
        "choices": [],
        "extra": {},
        "content": None,
        "cause": "test",
    }
    return Letter(**{**values, **changes})
