"""Who looks after a village, and with which others it shares."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import communities
from core.communities import Community, Config, Holding, Role, Stage, keepers, roles_of, sharing
from core.ids import CommunityId
from storage.database import UnitOfWork
from tests.fakes import (
    NOW,
    make_known,
    membership,
    opened_village,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")
EVERY = frozenset({Role.ADMIN, Role.MODERATOR})


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO, CLEO)
        yield work


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("approval", [True, False])
@pytest.mark.parametrize("mature", [True, False])
def test_the_door_asks_once_open_and_always_while_constrained(
    stage: Stage, approval: bool, mature: bool
) -> None:
    config = Config(join_approval_required=approval)
    village = Community(CommunityId("maple"), "Maple", config, stage=stage, mature=mature)
    assert village.asks_at_the_door is (stage is Stage.OPEN and (approval or not mature))


def test_outside_nobody_sees_into_a_village_that_is_hidden_or_not_open() -> None:
    def seen(stage: Stage, mode: str, *, sisters: bool = False) -> bool:
        rules = {"visibility_mode": mode, "share_with_sisters": sisters}
        config = Config.model_validate(rules)
        return Community(CommunityId("maple"), "Maple", config, stage=stage).is_seen_outside

    assert seen(Stage.OPEN, "public")
    assert seen(Stage.OPEN, "hybrid")
    assert seen(Stage.OPEN, "members_only", sisters=True)
    assert not seen(Stage.OPEN, "members_only")
    assert not seen(Stage.FOUNDED, "public")


async def test_before_roles_begin_the_rooms_admins_look_after_it(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO])
    await work.communities.save_member(membership(ANA, village, admin=True))
    assert await keepers(work, village) == await keepers(work, village, Role.TREASURER) == [ANA]
    assert await roles_of(work, village, ANA) == EVERY
    assert await roles_of(work, village, BO) == frozenset()


async def test_then_it_is_whoever_holds_the_role(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO, CLEO])
    await work.communities.save_member(membership(ANA, village, admin=True))
    for person, role in ((BO, Role.ADMIN), (BO, Role.TREASURER), (CLEO, Role.MODERATOR)):
        await work.communities.hold(Holding(village.id, person.id, role, NOW))
    assert await keepers(work, village) == [BO, CLEO]
    assert await keepers(work, village, Role.MODERATOR) == [CLEO]
    assert await keepers(work, village, Role.ADMIN, Role.MODERATOR) == [BO, CLEO]
    assert await roles_of(work, village, BO) == {Role.ADMIN, Role.TREASURER}
    assert await roles_of(work, village, ANA) == frozenset()


async def test_who_leaves_holds_no_role_any_more(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO])
    village = await opened_village(work, village, ANA, BO)
    await communities.leave(work, village, ANA)
    assert await keepers(work, village) == [BO]


@pytest.mark.parametrize(("here", "there", "is_open", "shared"), [
    (True, True, True, True),
    (True, False, True, False),
    (False, True, True, False),
    (True, True, False, False),
])  # fmt: skip
async def test_sisters_share_when_both_wish_it(
    work: UnitOfWork, here: bool, there: bool, is_open: bool, shared: bool
) -> None:
    maple = await settle_village(work, share_with_sisters=here)
    elm = await settle_village(work, "elm", share_with_sisters=there)
    if is_open:
        elm = await opened_village(work, elm)
    oak = await opened_village(work, await settle_village(work, "oak", share_with_sisters=True))
    await work.communities.add_sisters(elm.id, maple.id, NOW)
    assert await sharing(work, maple) == ([elm] if shared else [])
    assert await sharing(work, oak) == []
    assert [s.id for s in await work.communities.sisters(elm.id)] == [maple.id]


async def test_a_village_that_is_closed_is_listed_nowhere_else(work: UnitOfWork) -> None:
    maple, elm = await settle_village(work), await settle_village(work, "elm")
    await work.communities.save(replace(maple, stage=Stage.CLOSED))
    assert [c.id for c in await work.communities.every(Stage.FOUNDED)] == [elm.id]
    assert [c.id for c in await work.communities.every(Stage.CLOSED)] == [maple.id]
    assert await work.communities.every(Stage.OPEN) == []
