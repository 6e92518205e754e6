from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import NoResultFound

from core.ids import CommunityId, PostId, RoomId
from core.listening import Act
from core.posts import LIVE, Stage
from storage.database import Database
from tests.fakes import DAY, HOUR, NOW, opened, post_of, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
FULL = post_of(
    ANA,
    act=Act.OFFER,
    stage=Stage.AGREED,
    words="un taladro — 🛠\nmañana",
    start=NOW + DAY,
    end=NOW + DAY + HOUR,
    exact=True,
    where="Elm 7",
    quantity=3,
    urgent=True,
    room=RoomId("room-maple"),
    message="m1",
    wave=2,
    renewed=True,
    places=3,
    every=7,
    series=PostId("drill"),
    standing=True,
    changed_at=NOW + HOUR,
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO])
            await settle_village(work, "elm")
        yield database


async def test_a_post_comes_back_as_it_was_kept(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await work.posts.add(FULL)
    async with database.begin("read", NOW) as work:
        assert await work.posts.get(FULL.id) == FULL
        assert await work.posts.find(FULL.id) == FULL
        assert await work.posts.by_message(RoomId("room-maple"), "m1") == FULL
        assert await work.posts.by_message(RoomId("room-maple"), "m2") is None
        assert await work.posts.by_message(RoomId("room-elm"), "m1") is None


async def test_changes_are_kept_and_a_removed_post_is_gone(database: Database) -> None:
    changed = replace(FULL, stage=Stage.DONE, start=None, end=None, where=None, quantity=None)
    async with database.begin("change", NOW) as work:
        await work.posts.add(FULL)
        await work.posts.save(changed)
    async with database.begin("read", NOW) as work:
        assert await work.posts.get(FULL.id) == changed
        await work.posts.remove(FULL.id)
        assert await work.posts.find(FULL.id) is None
        with pytest.raises(NoResultFound):
            await work.posts.get(FULL.id)


async def test_posts_are_found_by_author_stage_and_village_the_oldest_first(
    database: Database,
) -> None:
    late = post_of(ANA, id=PostId("a"), created_at=NOW + HOUR, stage=Stage.AGREED)
    early = post_of(ANA, id=PostId("b"))
    over = post_of(ANA, id=PostId("c"), stage=Stage.DONE)
    offer = post_of(BO, id=PostId("d"), act=Act.OFFER)
    abroad = post_of(BO, id=PostId("e"), community=CommunityId("elm"))
    async with database.begin("add", NOW) as work:
        for post in (late, early, over, offer, abroad):
            await work.posts.add(post)
    async with database.begin("read", NOW) as work:
        assert await work.posts.of_author(ANA.id, LIVE) == [early, late]
        assert await work.posts.of_author(ANA.id, (Stage.DONE,)) == [over]
        assert await work.posts.live(CommunityId("maple"), Act.REQUEST) == [early, late]
        assert await work.posts.live(CommunityId("maple"), Act.OFFER) == [offer]
        assert await work.posts.live(CommunityId("elm"), Act.OFFER) == []


async def test_requests_opened_lately_are_counted_here_only(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        for name, changes in {
            "a": {},
            "b": {"opened_at": NOW - 7 * DAY},
            "c": {"act": Act.OFFER},
            "d": {"community": CommunityId("elm")},
            "e": {"opened_at": None, "stage": Stage.DRAFT},
            "f": {"stage": Stage.WITHDRAWN},
        }.items():
            await work.posts.add(post_of(ANA, id=PostId(name), **changes))
        count = await work.posts.opened_since(ANA.id, CommunityId("maple"), NOW - 7 * DAY)
        assert count == 2


async def test_only_drafts_nobody_confirmed_in_time_are_forgotten(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        for name, stage, expires in (
            ("old", Stage.DRAFT, NOW),
            ("new", Stage.DRAFT, NOW + HOUR),
            ("open", Stage.OPEN, NOW),
        ):
            await work.posts.add(post_of(ANA, id=PostId(name), stage=stage, expires_at=expires))
        await work.posts.forget_drafts(NOW)
        left = await work.posts.of_author(ANA.id, tuple(Stage))
        assert {post.id for post in left} == {"new", "open"}


async def test_what_waits_is_found_counted_and_keeps_its_words(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        maple = CommunityId("maple")
        before = await work.posts.of_community(maple)
        for name, stage in (("held", Stage.WAITING), ("draft", Stage.DRAFT), ("done", Stage.DONE)):
            post = post_of(ANA, id=PostId(name), stage=stage, expires_at=NOW, outside=True)
            await work.posts.add(post)
        await work.posts.forget_words(NOW)
        (held,) = await work.posts.waiting(maple)
        assert (held.id, held.words != "", held.outside) == ("held", True, True)
        assert await work.posts.waiting(CommunityId("elm")) == []
        assert await work.posts.of_community(maple) == before + 2


async def test_only_words_of_posts_long_over_are_forgotten(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        for name, stage, expires in (
            ("old", Stage.DONE, NOW),
            ("new", Stage.DONE, NOW + HOUR),
            ("live", Stage.AGREED, NOW),
        ):
            post = post_of(ANA, id=PostId(name), stage=stage, expires_at=expires, where="clinic")
            await work.posts.add(post)
        await work.posts.forget_words(NOW)
    async with database.begin("read", NOW) as work:
        old, new, live = [await work.posts.get(PostId(name)) for name in ("old", "new", "live")]
        assert (old.words, old.what, old.where) == ("", "", None)
        assert old.type == "borrow"
        assert new.words == live.words == "does anyone have a drill?"


async def test_a_series_is_told_in_its_order(database: Database) -> None:
    times = [
        replace(FULL, id=PostId(name), created_at=NOW + number * 7 * DAY)
        for number, name in enumerate(("z", "a", "m"))
    ]
    other = post_of(ANA, id=PostId("other"))
    async with database.begin("add", NOW) as work:
        for post in (*reversed(times), other):
            await work.posts.add(post)
    async with database.begin("read", NOW) as work:
        assert await work.posts.of_series(PostId("drill")) == times
