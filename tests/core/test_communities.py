from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import communities
from core.communities import Entry, Standing
from core.errors import NotAMember, Refusal, UnknownName, VillageFull
from storage.database import UnitOfWork
from tests.fakes import DAY, NOW, make_known, settle_village, someone, working

ANA, BO = someone("Ana"), someone("Bo")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO)
        yield work


async def test_a_room_becomes_a_village_with_the_default_rules(work: UnitOfWork) -> None:
    found = await communities.found(work, "pipe", "maple", "Maple\nStreet", ANA, "es")
    assert found is not None
    community, room = found
    assert (community.title, room.title, room.added_by) == ("Maple Street", "Maple Street", ANA.id)
    assert community.config == communities.Config(language="es")
    assert await work.communities.get(community.id) == community
    assert await work.communities.room("pipe", "maple") == room


async def test_a_room_is_founded_once(work: UnitOfWork) -> None:
    await communities.found(work, "pipe", "maple", "Maple", ANA, "en")
    assert await communities.found(work, "pipe", "maple", "Other", BO, "en") is None


async def test_a_room_without_a_title_is_called_by_its_handle(work: UnitOfWork) -> None:
    found = await communities.found(work, "pipe", "maple", "\u202e", ANA, "en")
    assert found is not None
    assert found[0].title == "maple"


async def test_arriving_makes_present_and_not_a_member(work: UnitOfWork) -> None:
    village = await settle_village(work)
    member = await communities.arrive(work, village, ANA, admin=False)
    assert (member.standing, member.since, member.admin) == (Standing.PRESENT, NOW, False)
    assert await work.communities.members(village.id) == []


async def test_arriving_again_changes_nothing_but_can_make_an_admin(work: UnitOfWork) -> None:
    village = await settle_village(work)
    await communities.arrive(work, village, ANA, admin=False)
    work.caused_by("later", NOW + DAY)
    again = await communities.arrive(work, village, ANA, admin=False)
    promoted = await communities.arrive(work, village, ANA, admin=True)
    once_more = await communities.arrive(work, village, ANA, admin=True)
    assert again.since == promoted.since == NOW
    assert promoted.admin
    assert once_more == promoted


async def test_a_member_who_arrives_stays_a_member(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    assert (await communities.arrive(work, village, ANA, admin=False)).standing is Standing.MEMBER


async def test_whoever_left_is_present_again_on_arrival(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    await communities.leave(work, village, ANA)
    assert (await communities.arrive(work, village, ANA, admin=False)).standing is Standing.PRESENT


async def test_joining_is_by_ones_own_word_and_once(work: UnitOfWork) -> None:
    village = await settle_village(work)
    await communities.arrive(work, village, ANA, admin=True)
    assert await communities.join(work, village, ANA) is Entry.IN
    assert await communities.join(work, village, ANA) is Entry.ALREADY
    member = await communities.require_member(work, village, ANA)
    assert member.admin
    assert [p.id for p in await work.communities.admins(village.id)] == [ANA.id]


async def test_a_stranger_may_join_without_having_arrived(work: UnitOfWork) -> None:
    village = await settle_village(work)
    assert await communities.join(work, village, BO) is Entry.IN
    assert await work.communities.admins(village.id) == []


async def test_a_full_village_refuses_kindly_and_a_place_that_falls_free_is_given(
    work: UnitOfWork,
) -> None:
    crowd = [someone(f"N{i}") for i in range(10)]
    village = await settle_village(work, members=crowd, member_cap=10)
    with pytest.raises(VillageFull) as refused:
        await communities.join(work, village, ANA)
    assert refused.value.args_for_wording == {"village": "Maple", "cap": 10}
    assert await communities.join(work, village, crowd[0]) is Entry.ALREADY
    await communities.leave(work, village, crowd[0])
    assert await communities.join(work, village, ANA) is Entry.IN
    assert await work.communities.member_count(village.id) == 10


async def test_leaving_ends_the_membership(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    work.caused_by("later", NOW + DAY)
    await communities.leave(work, village, ANA)
    member = await work.communities.member(village.id, ANA.id)
    assert member is not None
    assert (member.standing, member.since, member.first_at) == (Standing.LEFT, NOW + DAY, NOW)
    with pytest.raises(NotAMember):
        await communities.require_member(work, village, ANA)


async def test_only_a_member_can_leave(work: UnitOfWork) -> None:
    village = await settle_village(work)
    with pytest.raises(NotAMember):
        await communities.leave(work, village, ANA)
    await communities.arrive(work, village, ANA, admin=False)
    with pytest.raises(NotAMember):
        await communities.leave(work, village, ANA)
    with pytest.raises(NotAMember):
        await communities.require_member(work, village, BO)


async def test_walking_out_ends_a_presence_but_never_a_membership(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    await communities.arrive(work, village, BO, admin=False)
    for person in (ANA, BO, someone("Stranger")):
        await communities.walk_out(work, village, person)
    ana, bo = [await work.communities.member(village.id, p.id) for p in (ANA, BO)]
    assert ana is not None
    assert ana.standing is Standing.MEMBER
    assert bo is not None
    assert bo.standing is Standing.LEFT


async def test_one_person_may_be_in_several_villages(work: UnitOfWork) -> None:
    maple = await settle_village(work, "maple", [ANA])
    elm = await settle_village(work, "elm", [ANA, BO])
    mine = await work.communities.of_person(ANA.id, Standing.MEMBER)
    assert [c.id for c in mine] == [elm.id, maple.id]
    await communities.leave(work, elm, ANA)
    assert [c.id for c in await work.communities.of_person(ANA.id, Standing.MEMBER)] == [maple.id]


async def test_only_other_members_can_be_named(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    await communities.arrive(work, village, BO, admin=False)
    with pytest.raises(UnknownName):
        await communities.fellow(work, village, ANA, "bo")
    with pytest.raises(UnknownName):
        await communities.fellow(work, village, ANA, "ana")
    await communities.join(work, village, BO)
    assert await communities.fellow(work, village, ANA, "bo") == [BO]


async def test_a_name_has_to_be_given(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA])
    with pytest.raises(Refusal) as refused:
        await communities.fellow(work, village, ANA, "  ")
    assert refused.value.key == "refused-name-missing"
