"""Posts: requests and offers."""

from collections.abc import Sequence
from datetime import datetime
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
    false,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import CommunityId, PersonId, PostId, RoomId
from core.listening import Act
from core.posts import LIVE, Post, Stage
from storage.columns import Instant, Word, metadata

posts = Table(
    "posts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("act", Word(Act), nullable=False),
    Column("stage", Word(Stage), nullable=False),
    Column("type", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("start", Instant),
    Column("end", Instant),
    Column("exact", Boolean, nullable=False),
    Column("where", Text),
    Column("quantity", Integer),
    Column("urgent", Boolean, nullable=False),
    Column("room", ForeignKey("rooms.id")),
    Column("message", String(255)),
    Column("opened_at", Instant),
    Column("ask_limit", Integer, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("renewed", Boolean, nullable=False),
    Column("guarded", Boolean, nullable=False, server_default=false()),
    Column("outside", Boolean, nullable=False, server_default=false()),
    Column("nameless", Boolean, nullable=False, server_default=false()),
    Column("first_asked", String(32)),
    Column("first_until", Instant),
    Column("places", Integer, nullable=False, server_default="1"),
    Column("every", Integer),
    Column("series", String(32), index=True),
    Column("standing", Boolean, nullable=False, server_default=false()),
    Column("changed_at", Instant),
    Index("ix_posts_author_stage", "author", "stage"),
    Index("ix_posts_community_stage", "community", "stage"),
    Index("ix_posts_room_message", "room", "message"),
    Index("ix_posts_stage_expires_at", "stage", "expires_at"),
)

_FIELDS = tuple(Post.__slots__)


def _post(row: RowMapping) -> Post:
    return Post(**row)


def _values(post: Post) -> dict[str, Any]:
    return {name: getattr(post, name) for name in _FIELDS}


class SqlPosts:
    """Posts in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, post: Post) -> None:
        """Keep a new post."""
        await self._connection.execute(posts.insert(), _values(post))

    async def save(self, post: Post) -> None:
        """Keep what changed about a post."""
        values = _values(post)
        await self._connection.execute(
            posts.update().where(posts.c.id == values.pop("id")).values(values)
        )

    async def remove(self, post: PostId) -> None:
        """Forget a post that never was one."""
        await self._connection.execute(posts.delete().where(posts.c.id == post))

    async def get(self, post: PostId) -> Post:
        """Return a post that is known to exist."""
        statement = select(posts).where(posts.c.id == post)
        return _post((await self._connection.execute(statement)).mappings().one())

    async def find(self, post: PostId) -> Post | None:
        """Return a post that may have been forgotten."""
        row = (
            (await self._connection.execute(select(posts).where(posts.c.id == post)))
            .mappings()
            .first()
        )
        return _post(row) if row else None

    async def by_message(self, room: RoomId, message: str) -> Post | None:
        """Return the post that was heard in this message."""
        where = (posts.c.room == room) & (posts.c.message == message)
        row = (await self._connection.execute(select(posts).where(where))).mappings().first()
        return _post(row) if row else None

    async def of_author(self, author: PersonId, stages: Sequence[Stage]) -> list[Post]:
        """Return somebody's posts in these stages, the oldest first."""
        where = (posts.c.author == author) & posts.c.stage.in_(stages)
        return await self._many(select(posts).where(where))

    async def opened_since(self, author: PersonId, community: CommunityId, at: datetime) -> int:
        """Return how many requests somebody opened here after `at`."""
        where = (
            (posts.c.author == author)
            & (posts.c.community == community)
            & (posts.c.act == Act.REQUEST)
            & (posts.c.opened_at > at)
        )
        statement = select(func.count()).select_from(posts).where(where)
        return int((await self._connection.execute(statement)).scalar_one())

    async def live(self, community: CommunityId, act: Act) -> list[Post]:
        """Return the community's live requests or offers, the oldest first."""
        where = (posts.c.community == community) & (posts.c.act == act) & posts.c.stage.in_(LIVE)
        return await self._many(select(posts).where(where))

    async def waiting(self, community: CommunityId) -> list[Post]:
        """Return what waits for a moderator, the oldest first."""
        where = (posts.c.community == community) & (posts.c.stage == Stage.WAITING)
        return await self._many(select(posts).where(where))

    async def of_community(self, community: CommunityId) -> int:
        """Return how many posts were ever confirmed here."""
        where = (posts.c.community == community) & (posts.c.stage != Stage.DRAFT)
        statement = select(func.count()).select_from(posts).where(where)
        return int((await self._connection.execute(statement)).scalar_one())

    async def of_series(self, series: PostId) -> list[Post]:
        """Return every time of a request that comes again, the first first."""
        return await self._many(select(posts).where(posts.c.series == series))

    async def move_drafts(self, community: CommunityId, to: CommunityId) -> None:
        """What was heard in a village that became a room of another waits there for its authors' word."""
        where = (posts.c.community == community) & (posts.c.stage == Stage.DRAFT)
        await self._connection.execute(posts.update().where(where).values(community=to))

    async def _many(self, statement: Any) -> list[Post]:
        ordered = statement.order_by(posts.c.created_at, posts.c.id)
        return [_post(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def forget_drafts(self, before: datetime) -> None:
        """Drop what was heard and never confirmed."""
        where = (posts.c.stage == Stage.DRAFT) & (posts.c.expires_at <= before)
        await self._connection.execute(posts.delete().where(where))

    async def forget_words(self, before: datetime) -> None:
        """Erase the words of posts that ended before then."""
        where = posts.c.stage.not_in((Stage.DRAFT, Stage.WAITING, *LIVE)) & (
            posts.c.expires_at <= before
        )
        blank = {"words": "", "what": "", "where": None}
        await self._connection.execute(posts.update().where(where).values(blank))


def held(person: PersonId) -> dict[str, Select[Any]]:
    """Return what is kept about a person: their own posts."""
    # How far asking went would tell how many were asked, and so who rests.
    columns = [column for column in posts.c if column.name not in ("ask_limit", "wave")]
    return {"posts": select(*columns).where(posts.c.author == person)}
