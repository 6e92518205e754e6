from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core import reciprocity
from core.ids import AskId, ExchangeId, PostId
from core.listening import Act
from core.matching import Ask, Match, MatchStage, Outcome
from core.people import Person
from core.posts import Stage
from core.reciprocity import Digest, News
from storage.database import UnitOfWork
from tests.fakes import DAY, HOUR, NOW, exchange_of, post_of, settle_village, someone, working

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
LADDER = PostId("ladder")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO, CLEO])
        await work.posts.add(post_of(ANA))
        yield work


async def ask(work: UnitOfWork, name: str, ago: timedelta, outcome: Outcome | None = None) -> None:
    await work.asks.add([Ask(AskId(name), PostId("drill"), BO.id, 0, NOW - ago, outcome=outcome)])


async def told(work: UnitOfWork, person: Person) -> News:
    news = await reciprocity.news(work, person)
    assert news is not None
    return news


async def test_nothing_is_nothing(work: UnitOfWork) -> None:
    assert await reciprocity.news(work, BO) is None
    assert (await work.reciprocity.rhythm(BO.id)).told_at is None


async def test_an_ask_without_an_answer_is_told_once_and_not_when_fresh(work: UnitOfWork) -> None:
    await ask(work, "fresh", HOUR)
    await ask(work, "waiting", 13 * HOUR)
    await ask(work, "answered", 14 * HOUR, Outcome.NO)
    assert [a.id for a in (await told(work, BO)).asks] == ["waiting"]
    assert await reciprocity.news(work, BO) is None
    work.now = NOW + DAY
    assert [a.id for a in (await told(work, BO)).asks] == ["fresh"]
    work.now = NOW + 2 * DAY
    assert await reciprocity.news(work, BO) is None


async def test_a_yes_that_waits_is_told_to_the_posts_author(work: UnitOfWork) -> None:
    said = NOW - 13 * HOUR
    yes = Match(ExchangeId("yes"), PostId("drill"), BO.id, MatchStage.OFFERED, said)
    await work.asks.add_match(yes)
    later = Match(ExchangeId("later"), PostId("drill"), CLEO.id, MatchStage.WAITING, said)
    await work.asks.add_match(later)
    assert [post.id for post in (await told(work, ANA)).yeses] == ["drill"]
    assert await reciprocity.news(work, BO) is None
    assert await reciprocity.news(work, CLEO) is None


async def test_exchanges_of_the_next_day_come_up_and_of_the_week_for_who_wishes_weekly(
    work: UnitOfWork,
) -> None:
    for name, start in (
        ("past", NOW - HOUR),
        ("soon", NOW + HOUR),
        ("later", NOW + 3 * DAY),
        ("timeless", None),
    ):
        swap = exchange_of(ANA, BO, id=ExchangeId(name), start=start)
        await work.exchanges.add(swap)
    assert await reciprocity.news(work, BO) is None  # an exchange alone is no reason
    await ask(work, "waiting", 13 * HOUR)
    assert [e.id for e in (await told(work, BO)).exchanges] == ["soon"]
    await reciprocity.choose(work, ANA, Digest.WEEKLY)
    assert {e.id for e in (await told(work, ANA)).exchanges} == {"soon", "later"}


async def test_offers_of_a_kind_one_asks_for_are_told(work: UnitOfWork) -> None:
    await settle_village(work, "oak", [ANA, CLEO])
    offered = {"act": Act.OFFER, "opened_at": NOW - HOUR}
    for name, author, changes in (
        ("fits", BO, {}),
        ("other kind", BO, {"type": "ride"}),
        ("my own", ANA, {}),
        ("old", BO, {"opened_at": NOW - 3 * DAY}),
        ("agreed", BO, {"stage": Stage.AGREED}),
        ("elsewhere", CLEO, {"community": "oak"}),
        ("by somebody kept apart", CLEO, {}),
    ):
        await work.posts.add(post_of(author, id=PostId(name), **{**offered, **changes}))
    await work.people.block(ANA.id, CLEO.id, NOW)
    assert [post.id for post in (await told(work, ANA)).offers] == ["fits"]


async def test_who_wishes_none_gets_none(work: UnitOfWork) -> None:
    await ask(work, "waiting", 13 * HOUR)
    await reciprocity.choose(work, BO, Digest.OFF)
    assert await reciprocity.news(work, BO) is None
    assert await reciprocity.due_at(work, BO.id) is None


async def test_it_comes_at_ones_hour_daily_or_on_sundays(work: UnitOfWork) -> None:
    today = NOW + 6 * HOUR
    assert await reciprocity.due_at(work, ANA.id) == today
    await reciprocity.choose(work, ANA, Digest.WEEKLY)
    assert await reciprocity.due_at(work, ANA.id) is None  # a Monday
    work.now = NOW + 6 * DAY
    assert await reciprocity.due_at(work, ANA.id) == today + 6 * DAY
