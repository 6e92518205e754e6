from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from core.communities import Community, Config, Room, Standing
from core.ids import CommunityId, RoomId
from storage.database import Database
from tests.fakes import DAY, HOUR, NOW, make_known, membership, opened, settle_village, someone

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        yield database


async def test_a_village_comes_back_with_its_rules_and_rooms(database: Database) -> None:
    config = Config(
        member_cap=30, quiet_hours="22:15-08:00", time_zone="Asia/Tokyo", carry_accept=0.6
    )
    village = Community(CommunityId("elm"), "Elm 🌳", config, version=3)
    room = Room(RoomId("r1"), "pipe", "elm", village.id, "Elm", ANA.id)
    async with database.begin("add", NOW) as work:
        await make_known(work, ANA)
        assert not work.communities.changed
        await work.communities.add(village, room, NOW)
        assert work.communities.changed
    async with database.begin("read", NOW) as work:
        assert await work.communities.get(village.id) == village
        assert await work.communities.room("pipe", "elm") == room
        assert await work.communities.room("pipe", "oak") is None
        assert await work.communities.rooms(village.id) == [room]
        assert await work.communities.villages() == [(room, village)]
        with pytest.raises(NoResultFound):
            await work.communities.get(CommunityId("oak"))


async def test_a_room_belongs_to_one_village(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        await settle_village(work, "maple")
    with pytest.raises(IntegrityError):
        async with database.begin("again", NOW) as work:
            other = Community(CommunityId("oak"), "Oak", Config())
            await work.communities.add(
                other, Room(RoomId("r2"), "pipe", "maple", other.id, ""), NOW
            )


async def test_a_standing_is_kept_and_replaced(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        village = await settle_village(work)
        await make_known(work, ANA)
        await work.communities.save_member(membership(ANA, village, standing=Standing.PRESENT))
    async with database.begin("change", NOW) as work:
        assert await work.communities.member(village.id, BO.id) is None
        await work.communities.save_member(membership(ANA, village, admin=True, since=NOW + DAY))
    async with database.begin("read", NOW) as work:
        found = await work.communities.member(village.id, ANA.id)
        assert found == membership(ANA, village, admin=True, since=NOW + DAY)


async def test_members_admins_and_counts_leave_out_who_is_not_in(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        village = await settle_village(work)
        await settle_village(work, "elm", [ANA, BO, CLEO])
        for person, changes in (
            (ANA, {"admin": True}),
            (BO, {}),
            (CLEO, {"standing": Standing.LEFT, "admin": True}),
        ):
            await work.communities.save_member(membership(person, village, **changes))
        assert await work.communities.members(village.id) == [ANA, BO]
        assert await work.communities.admins(village.id) == [ANA]
        assert await work.communities.member_count(village.id) == 2
        mine = await work.communities.of_person(CLEO.id, Standing.MEMBER)
        assert [c.title for c in mine] == ["Elm"]
        assert [c.title for c in await work.communities.of_person(ANA.id, Standing.MEMBER)] == [
            "Elm",
            "Maple",
        ]
        assert await work.communities.of_person(BO.id, Standing.PRESENT) == []


async def test_newcomers_are_who_arrived_lately_and_is_only_present(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        village = await settle_village(work)
        await make_known(work, ANA, BO, CLEO)
        present = Standing.PRESENT
        for person, since, standing in (
            (ANA, NOW - HOUR, present),
            (BO, NOW, present),
            (CLEO, NOW, Standing.MEMBER),
        ):
            await work.communities.save_member(
                membership(person, village, since=since, standing=standing)
            )
        assert await work.communities.arrived_since(village.id, NOW - HOUR) == (BO.id,)
        assert await work.communities.arrived_since(village.id, NOW - 2 * HOUR) == (ANA.id, BO.id)


async def test_a_village_is_changed_by_one_at_a_time(database: Database) -> None:
    async with database.begin("add", NOW) as work:
        village = await settle_village(work)
        await work.communities.serialise(village.id)
        await work.communities.serialise(CommunityId("nowhere"))


async def test_a_room_set_aside_is_nowhere_and_may_come_back(database: Database) -> None:
    async with database.begin("set aside", NOW) as work:
        village = await settle_village(work)
        (room,) = await work.communities.rooms(village.id)
        for _ in range(2):
            await work.communities.drop_room(room.id)
        assert await work.communities.room("pipe", "maple") is None
        assert await work.communities.rooms(village.id) == []
        assert await work.communities.villages() == []
        assert await work.communities.returned("pipe", "elm") is None
        assert await work.communities.returned("pipe", "maple") == room
        assert await work.communities.rooms(village.id) == [room]
