"""Posts: a request or an offer, from what somebody said to what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core import communities
from core.communities import Community
from core.communities import Stage as VillageStage
from core.errors import AlreadySettled, NotYours, Refusal
from core.events import clean
from core.ids import CommunityId, PersonId, PostId, RoomId
from core.listening import Act, Extent, Understanding, extent_of
from core.people import Person

MAX_WORDS = 1000
DRAFT_LIFE = timedelta(days=2)
"""An unconfirmed draft is the author's own words, kept no longer than they may still mean them."""
FIRST_ALONE = timedelta(hours=24)
FIRST_SHARE = 0.2
"""For how long, or for what part of the time that is left, only the person named is asked."""
RENEWAL_NOTICE = timedelta(days=2)
WORDS_KEPT = timedelta(days=180)
"""After a post ended its words are erased (3-mechanics section 12)."""


class Stage(StrEnum):
    """Where a post is in its life. `agreed`: an exchange is running; everything after it is an end."""

    DRAFT = "draft"
    WAITING = "waiting"
    """Confirmed by its author, and held until a moderator lets it go out (`request_approval_required`)."""
    OPEN = "open"
    AGREED = "agreed"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LIVE = (Stage.OPEN, Stage.AGREED)


@dataclass(frozen=True, slots=True)
class Post:
    """A request or an offer. `words` are the author's own; the rest is what was understood of them."""

    id: PostId
    community: CommunityId
    author: PersonId
    act: Act
    stage: Stage
    type: str
    words: str
    what: str
    created_at: datetime
    expires_at: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    exact: bool = False
    where: str | None = None
    quantity: int | None = None
    urgent: bool = False
    room: RoomId | None = None
    message: str | None = None
    """The message it was heard in, where there is one."""
    opened_at: datetime | None = None
    ask_limit: int = 0
    """How many people may be asked in all; grows by [Keep looking]."""
    wave: int = 0
    renewed: bool = False
    guarded: bool = False
    """Medicines, weapons, somebody's child alone: a moderator sees it first, whatever the village's rules say."""
    outside: bool = False
    """Its author lets people outside the village see it, without name or exact place."""
    nameless: bool = False
    """Its author's name comes with the exchange, and not before."""
    first_asked: PersonId | None = None
    """Whom its author wished to ask before anybody else (3-mechanics section 4, first ask)."""
    first_until: datetime | None = None
    """When others may be asked too, whatever that person said."""
    places: int = 1
    """How many people a request takes; each has an exchange of their own."""
    every: int | None = None
    """A request comes again after so many days; an offer holds on that day of each."""
    series: PostId | None = None
    """The first of the requests that come again, its own id for that one."""
    standing: bool = False
    """An offer for whoever needs it, until its author takes it back."""
    changed_at: datetime | None = None
    """When its words last changed after it had gone out."""


class Posts(Protocol):
    """What must be remembered about posts."""

    async def add(self, post: Post) -> None: ...
    async def save(self, post: Post) -> None: ...
    async def remove(self, post: PostId) -> None: ...
    async def get(self, post: PostId) -> Post: ...
    async def find(self, post: PostId) -> Post | None: ...
    async def by_message(self, room: RoomId, message: str) -> Post | None: ...
    async def of_author(self, author: PersonId, stages: Sequence[Stage]) -> Sequence[Post]: ...
    async def opened_since(self, author: PersonId, community: CommunityId, at: datetime) -> int: ...
    async def live(self, community: CommunityId, act: Act) -> Sequence[Post]: ...
    async def waiting(self, community: CommunityId) -> Sequence[Post]: ...
    async def of_community(self, community: CommunityId) -> int: ...
    async def move_drafts(self, community: CommunityId, to: CommunityId) -> None: ...
    async def of_series(self, series: PostId) -> Sequence[Post]: ...


class Work(communities.Work, Protocol):
    """The part of a unit of work that posts need."""

    @property
    def posts(self) -> Posts: ...


def understood(post: Post, heard: Understanding, words: str) -> Post:
    """Return the post with what was understood of these words; who, where it was said and its life stay."""
    when, said = heard.when, clean(words)[:MAX_WORDS]
    extent = extent_of(said, heard.what or said[:80], heard.language, when)
    is_offer = post.act is Act.OFFER
    places = 1 if is_offer else extent.hands
    return replace(
        post,
        type=heard.type or post.type,
        words=said,
        what=extent.what,
        start=when.start if when else None,
        end=when.end if when else None,
        exact=bool(when and when.exact),
        where=heard.where,
        quantity=None if places > 1 and heard.quantity == places else heard.quantity,
        urgent=heard.urgent,
        guarded=heard.guarded is not None,
        places=places,
        every=extent.every,
        standing=is_offer and _stands(post, extent, dated=when is not None),
    )


def _stands(post: Post, extent: Extent, *, dated: bool) -> bool:
    """Say whether an offer holds until it is taken back: one without a time or of a day of each week, said so."""
    return extent.every is not None or (not dated and (post.standing or extent.stands))


def is_past(post: Post, now: datetime) -> bool:
    """Say whether the time it speaks of is over."""
    return post.end is not None and post.end <= now and not post.standing


def area(post: Post) -> str | None:
    """Return where, as far as somebody not yet helping may know: a place with a number in it is an address."""
    if post.where is None or any(c.isdigit() for c in post.where):
        return None
    return post.where


def expiry(post: Post, community: Community, now: datetime) -> datetime | None:
    """Return when it ends by itself: with its own time, else after the community's days (`post_ttl_days`).

    An offer that stands never does. What comes again ends with its own time, however far that is.
    """
    if post.standing:
        return None
    if post.every is not None:
        return post.end
    by_days = now + timedelta(days=community.config.post_ttl_days)
    return min(by_days, post.end) if post.end else by_days


async def draft(
    work: Work,
    community: Community,
    author: Person,
    heard: Understanding,
    words: str,
    heard_in: tuple[RoomId, str] | None,
) -> Post:
    """Keep what was heard until its author says what it is. Raises Refusal when a command's text is too long."""
    if len(words) > MAX_WORDS and heard_in is None:
        raise Refusal("refused-too-long", most=MAX_WORDS)
    room, message = heard_in or (None, None)
    blank = Post(
        PostId(work.draw.new()),
        community.id,
        author.id,
        heard.act,
        Stage.DRAFT,
        community.config.request_types[0].name,
        words="",
        what="",
        created_at=work.now,
        expires_at=work.now + DRAFT_LIFE,
        room=room,
        message=message,
    )
    post = understood(blank, heard, words)
    await work.posts.add(post)
    return post


async def of(work: Work, author: Person, post_id: str) -> Post:
    """Return the author's own post. Raises NotYours for anybody else, AlreadySettled when it was forgotten."""
    post = await work.posts.find(PostId(post_id))
    if post is None:
        raise AlreadySettled()
    if post.author != author.id:
        raise NotYours()
    return post


async def open_post(work: Work, community: Community, author: Person, post: Post) -> Post:
    """The author confirmed: the draft becomes an open post, or waits for a moderator where the village wishes so.

    The author is a member by then. Raises AlreadySettled when it is no draft any more, Refusal for a time in the
    past or too many open requests (`open_requests`, `requests_per_week`).
    """
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    if is_past(post, work.now):
        raise Refusal("refused-past")
    await _within_bounds(work, community, author, post)
    if post.guarded or needs_approval(community):
        waiting = replace(post, stage=Stage.WAITING, expires_at=expiry(post, community, work.now))
        await work.posts.save(waiting)
        return waiting
    return await go_out(work, community, post)


async def reword(
    work: Work, community: Community, post: Post, heard: Understanding, words: str
) -> Post | None:
    """Keep other words for a post that waits or is out; None where they speak of a time that is over.

    `changed_at` notes when it was not only said differently: whoever counts on it has to hear.
    """
    other = understood(post, heard, words)
    if is_past(other, work.now):
        return None
    is_other = _reads(other) != _reads(post)
    other = replace(
        other,
        expires_at=expiry(other, community, work.now),
        series=post.series or (post.id if comes_again(other) else None),
        changed_at=work.now if is_other else post.changed_at,
    )
    await work.posts.save(other)
    return other


def _reads(post: Post) -> tuple[object, ...]:
    """Return what a post says to others, its wording aside."""
    return (post.type, post.what, post.start, post.end, post.where, post.quantity, post.places)


def alone_until(post: Post, now: datetime) -> datetime | None:
    """Return how long only the person named is asked: 20 % of the lead time, else 24 hours; None: nobody is named."""
    if post.first_asked is None:
        return None
    if post.start is None or post.start <= now:
        return now + FIRST_ALONE
    return now + (post.start - now) * FIRST_SHARE


def needs_approval(community: Community) -> bool:
    """Say whether a moderator approves posts first: only once the village is open, and has somebody to do it."""
    return community.config.request_approval_required and community.stage is VillageStage.OPEN


async def go_out(work: Work, community: Community, post: Post) -> Post:
    """Open a post. Raises AlreadySettled unless it waits for that, Refusal when its time passed meanwhile."""
    if post.stage not in (Stage.DRAFT, Stage.WAITING):
        raise AlreadySettled()
    if is_past(post, work.now):
        raise Refusal("refused-past")
    opened = replace(
        post,
        stage=Stage.OPEN,
        opened_at=work.now,
        expires_at=expiry(post, community, work.now),
        ask_limit=community.config.asks_per_request,
        first_until=alone_until(post, work.now),
        series=post.series or (post.id if comes_again(post) else None),
    )
    await work.posts.save(opened)
    return opened


def comes_again(post: Post) -> bool:
    """Say whether it is a request that is asked anew after some days, until its author stops it."""
    return post.act is Act.REQUEST and post.every is not None


async def _within_bounds(work: Work, community: Community, author: Person, post: Post) -> None:
    if post.act is not Act.REQUEST:
        return
    mine = await work.posts.of_author(author.id, (Stage.WAITING, *LIVE))
    running = [p for p in mine if p.community == community.id and p.act is Act.REQUEST]
    if len(running) >= community.config.open_requests:
        raise Refusal("refused-open-requests", most=community.config.open_requests)
    week = await work.posts.opened_since(author.id, community.id, work.now - timedelta(days=7))
    if week >= community.config.requests_per_week:
        raise Refusal("refused-requests-per-week", most=community.config.requests_per_week)


FEWEST_COUNTED = 5
"""No total about a village is told over fewer people (promise 1)."""


async def open_by_type(work: Work, community: Community) -> dict[str, int]:
    """Return how many requests are open by type, for outsiders; nothing where fewer than five people asked."""
    live = [
        post
        for post in await work.posts.live(community.id, Act.REQUEST)
        if post.stage is Stage.OPEN
    ]
    if len({post.author for post in live}) < FEWEST_COUNTED:
        return {}
    found: dict[str, int] = {}
    for post in live:
        name = community.config.request_type(post.type).name
        found[name] = found.get(name, 0) + 1
    return found


async def seen_outside(work: Work, community: Community) -> list[Post]:
    """Return the open posts that their authors let people outside the village see."""
    live = [
        *await work.posts.live(community.id, Act.REQUEST),
        *await work.posts.live(community.id, Act.OFFER),
    ]
    return [post for post in live if post.outside and post.stage is Stage.OPEN]


async def end(work: Work, post: Post, stage: Stage) -> Post:
    """Bring a post to one of its ends. Raises AlreadySettled when it ended before."""
    if post.stage not in (Stage.DRAFT, Stage.WAITING, *LIVE):
        raise AlreadySettled()
    ended = replace(post, stage=stage, expires_at=work.now)
    await work.posts.save(ended)
    return ended


async def reopen(work: Work, post: Post) -> Post:
    """A helper fell away: the request is open again, unless its time is over (then it expires) or it was ended."""
    if post.stage not in LIVE:
        return post
    if is_past(post, work.now):
        again = replace(post, stage=Stage.EXPIRED)
    else:
        community = await work.communities.get(post.community)
        again = replace(post, stage=Stage.OPEN, expires_at=expiry(post, community, work.now))
    await work.posts.save(again)
    return again


async def discard(work: Work, post: Post) -> None:
    """It was no request: forget it as if it had never been heard. Raises AlreadySettled once it was confirmed."""
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    await work.posts.remove(post.id)


async def renew(work: Work, community: Community, post: Post) -> Post:
    """The author still wants it: its days begin again, once. Raises AlreadySettled when it is not open."""
    if post.stage is not Stage.OPEN or post.renewed:
        raise AlreadySettled()
    fresh = replace(post, renewed=True, expires_at=expiry(post, community, work.now))
    await work.posts.save(fresh)
    return fresh
