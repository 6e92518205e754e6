"""The digest: what of one's own waits or comes up, over all one's villages, each thing told once.

Never a count, never about others: only what this person could see in `/mine` or in the room.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.communities import Standing
from core.exchanges import Exchange
from core.ids import PersonId
from core.listening import Act
from core.matching import Ask, MatchStage, suits
from core.people import Person
from core.posts import Post, Stage
from core.reciprocity.memory import Digest, Rhythm, Work
from core.reciprocity.rhythm import SUNDAY, next_hour, zone_of

FRESH = timedelta(hours=12)
"""What came within these hours came as a message of its own: the digest lets it be."""
SPANS = {Digest.DAILY: timedelta(days=1), Digest.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class News:
    """What a digest tells: posts with a yes that waits, asks without an answer, exchanges soon, offers that fit."""

    yeses: Sequence[Post] = ()
    asks: Sequence[Ask] = ()
    exchanges: Sequence[Exchange] = ()
    offers: Sequence[Post] = ()

    @property
    def waits(self) -> bool:
        """Say whether anything waits for a word; what comes up has its own reminder, and its four messages."""
        return bool(self.yeses or self.asks or self.offers)


async def due_at(work: Work, person: PersonId) -> datetime | None:
    """Return when somebody's next digest may come; None: not within a day, or never."""
    rhythm = await work.reciprocity.rhythm(person)
    if rhythm.digest is Digest.OFF:
        return None
    at = await next_hour(work, person)
    day = at.astimezone(ZoneInfo(await zone_of(work, person))).weekday()
    return None if rhythm.digest is Digest.WEEKLY and day != SUNDAY else at


async def news(work: Work, person: Person) -> News | None:
    """Return what is new for somebody since their last digest, and note that it was told; None: there is nothing.

    An exchange that comes up stands in a digest and is no reason for one, but for whom it comes weekly by wish: an
    exchange costs either side four messages (1-product, promise 7).
    """
    rhythm = await work.reciprocity.rhythm(person.id)
    if rhythm.digest is Digest.OFF:
        return None
    span = SPANS[rhythm.digest]
    since = rhythm.told_at or work.now - span
    found = News(
        yeses=await _yeses(work, person, since),
        asks=[
            ask
            for ask in await work.asks.waiting_for(person.id)
            if _settled_in(work, ask.asked_at, since)
        ],
        exchanges=[
            exchange
            for exchange in await work.exchanges.running(person.id)
            if exchange.start is not None and work.now < exchange.start <= work.now + span
        ],
        offers=await _offers(work, person, since),
    )
    if not found.waits and not (rhythm.digest is Digest.WEEKLY and found.exchanges):
        return None
    await work.reciprocity.save_rhythm(replace(rhythm, told_at=work.now))
    return found


def _settled_in(work: Work, at: datetime, since: datetime) -> bool:
    """Say whether something that came then belongs into this digest: no earlier one told it, and it is not fresh."""
    return since - FRESH < at <= work.now - FRESH


async def _yeses(work: Work, person: Person, since: datetime) -> list[Post]:
    waiting = []
    for post in await work.posts.of_author(person.id, (Stage.OPEN,)):
        offered = [m for m in await work.asks.matches(post.id) if m.stage is MatchStage.OFFERED]
        if any(_settled_in(work, match.said_at, since) for match in offered):
            waiting.append(post)
    return waiting


async def _offers(work: Work, person: Person, since: datetime) -> list[Post]:
    """Return offers that suit what somebody asks for, from villages of theirs; none of people kept apart."""
    mine = await work.posts.of_author(person.id, (Stage.OPEN,))
    wanted = [post for post in mine if post.act is Act.REQUEST]
    apart = await work.people.blocked_either_way(person.id)
    fitting = []
    for village in await work.communities.of_person(person.id, Standing.MEMBER):
        here = [post for post in wanted if post.community == village.id]
        if not here:
            continue
        fitting += [
            offer
            for offer in await work.posts.live(village.id, Act.OFFER)
            if any(suits(village, offer, post) for post in here)
            and offer.author not in apart
            and since < (offer.opened_at or offer.created_at)
        ]
    return fitting


async def choose(work: Work, person: Person, digest: Digest) -> Rhythm:
    """Keep how often somebody wishes their digest."""
    rhythm = replace(await work.reciprocity.rhythm(person.id), digest=digest)
    await work.reciprocity.save_rhythm(rhythm)
    return rhythm
