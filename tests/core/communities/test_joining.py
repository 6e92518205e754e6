"""The door of an open village: asking, deciding once, inviting, coming back, knocking, and a room that moves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import communities, karma
from core.communities import (
    ASK_AGAIN,
    INVITATION_LIFE,
    MOST_INVITATIONS,
    Community,
    Entry,
    Member,
    RequestType,
    Stage,
    Standing,
)
from core.errors import AlreadySettled, NotAMember, Refusal, VillageFull
from core.exchanges import Stage as ExchangeStage
from core.people import Person
from storage.database import UnitOfWork
from tests.fakes import (
    DAY,
    HOUR,
    NOW,
    exchange_of,
    make_known,
    opened_village,
    post_of,
    settle_village,
    someone,
    working,
)

ANA, BO, CLEO = someone("Ana"), someone("Bo"), someone("Cleo")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[UnitOfWork]:
    async with working(tmp_path) as work:
        await make_known(work, ANA, BO, CLEO)
        yield work


@pytest.fixture
async def village(work: UnitOfWork) -> Community:
    """An open village of which Ana is a member and keeper; it asks at the door."""
    return await opened_village(work, await settle_village(work, members=[ANA]), ANA)


async def member(work: UnitOfWork, village: Community, person: Person) -> Member:
    found = await work.communities.member(village.id, person.id)
    assert found is not None
    return found


async def waiting(work: UnitOfWork, village: Community) -> list[str]:
    return [m.person for m in await communities.asking(work, village)]


async def test_once_open_joining_asks_and_asks_once(work: UnitOfWork, village: Community) -> None:
    assert await communities.join(work, village, BO) is Entry.ASKED
    assert await communities.join(work, village, BO) is Entry.WAITING
    known = await member(work, village, BO)
    assert (known.standing, known.asked_at, known.first_at) == (Standing.PRESENT, NOW, None)
    assert await communities.join(work, village, ANA) is Entry.ALREADY
    assert await waiting(work, village) == [BO.id]


async def test_nobody_joins_a_village_that_is_no_more(work: UnitOfWork, village: Community) -> None:
    with pytest.raises(AlreadySettled):
        await communities.join(work, replace(village, stage=Stage.CLOSED), BO)


async def test_a_mature_village_that_asks_nobody_lets_everybody_in(work: UnitOfWork) -> None:
    village = await settle_village(work, join_approval_required=False)
    grown = await opened_village(work, village, mature=True)
    assert await communities.join(work, grown, BO) is Entry.IN
    young = replace(grown, mature=False)
    assert await communities.join(work, young, CLEO) is Entry.ASKED


async def test_who_waits_longest_comes_first(work: UnitOfWork, village: Community) -> None:
    for hour, person in enumerate((CLEO, BO)):
        work.caused_by(f"{person.id} asks", NOW + hour * HOUR)
        await communities.join(work, village, person)
    assert await waiting(work, village) == [CLEO.id, BO.id]


async def test_the_first_decision_wins(work: UnitOfWork, village: Community) -> None:
    await communities.join(work, village, BO)
    assert await communities.let_in(work, village, BO) is True
    known = await member(work, village, BO)
    assert (known.standing, known.since, known.first_at) == (Standing.MEMBER, NOW, NOW)
    assert (known.asked_at, known.let_in_at) == (None, None)
    for decide in (communities.let_in, communities.turn_away):
        with pytest.raises(AlreadySettled):
            await decide(work, village, BO)
    await communities.join(work, village, CLEO)
    await communities.turn_away(work, village, CLEO)
    for decide in (communities.let_in, communities.turn_away):
        with pytest.raises(AlreadySettled):
            await decide(work, village, CLEO)
    assert await waiting(work, village) == []


async def test_nobody_is_let_in_who_never_asked(work: UnitOfWork, village: Community) -> None:
    for person in (BO, ANA):
        with pytest.raises(AlreadySettled):
            await communities.let_in(work, village, person)
    await communities.arrive(work, village, BO, admin=False)
    with pytest.raises(AlreadySettled):
        await communities.turn_away(work, village, BO)


async def test_a_refusal_and_a_silence_read_the_same(work: UnitOfWork, village: Community) -> None:
    for person in (BO, CLEO):
        await communities.join(work, village, person)
    work.caused_by("refused", NOW + HOUR)
    await communities.turn_away(work, village, BO)
    for at, entry in (
        (NOW + DAY, Entry.WAITING),
        (NOW + ASK_AGAIN - HOUR, Entry.WAITING),
        (NOW + ASK_AGAIN, Entry.ASKED),
    ):
        work.caused_by(f"again at {at}", at)
        assert [await communities.join(work, village, p) for p in (BO, CLEO)] == [entry] * 2
    assert await waiting(work, village) == [BO.id, CLEO.id]
    assert await communities.let_in(work, village, BO) is True


async def test_at_the_cap_nobody_more_is_let_in_and_nobody_removed(work: UnitOfWork) -> None:
    crowd = [someone(f"N{i}") for i in range(12)]
    village = await settle_village(work, members=crowd)
    village = await opened_village(work, village)
    await communities.join(work, village, BO)
    small = (await communities.change(work, village, {"member_cap": 10}, None)).community
    with pytest.raises(VillageFull):
        await communities.let_in(work, small, BO)
    with pytest.raises(VillageFull):
        await communities.join(work, small, CLEO)
    with pytest.raises(VillageFull):
        await communities.invite(work, small, crowd[0])
    assert await work.communities.member_count(village.id) == 12
    assert await waiting(work, small) == [BO.id]


async def test_an_invitation_lets_one_in_and_remembers_who_gave_it(
    work: UnitOfWork, village: Community
) -> None:
    invitation = await communities.invite(work, village, ANA)
    assert (invitation.by, invitation.until) == (ANA.id, NOW + INVITATION_LIFE)
    work.caused_by("follow", NOW + DAY)
    found = await communities.follow(work, invitation.token, BO)
    assert (found.community.id, found.entry) == (village.id, Entry.IN)
    known = await member(work, village, BO)
    assert (known.standing, known.invited_by, known.first_at) == (
        Standing.MEMBER,
        ANA.id,
        NOW + DAY,
    )
    kept = await work.communities.invitation(invitation.token)
    assert kept is not None
    assert kept.used_by == BO.id


async def refused_words(work: UnitOfWork, token: str, person: Person) -> tuple[str, object]:
    with pytest.raises(Refusal) as refused:
        await communities.follow(work, token, person)
    return refused.value.key, refused.value.args_for_wording


async def test_used_unknown_and_expired_invitations_read_the_same(
    work: UnitOfWork, village: Community
) -> None:
    used, fresh = [await communities.invite(work, village, ANA) for _ in range(2)]
    await communities.follow(work, used.token, BO)
    said = {str(await refused_words(work, token, CLEO)) for token in (used.token, "made-up")}
    work.caused_by("too late", NOW + INVITATION_LIFE)
    said.add(str(await refused_words(work, fresh.token, CLEO)))
    assert said == {str(("refused-invitation", {}))}
    assert await work.communities.member(village.id, CLEO.id) is None


async def test_a_closed_villages_invitations_are_over(work: UnitOfWork, village: Community) -> None:
    invitation = await communities.invite(work, village, ANA)
    await work.communities.save(replace(village, stage=Stage.CLOSED))
    assert await refused_words(work, invitation.token, BO) == ("refused-invitation", {})


async def test_a_member_who_follows_a_link_uses_nothing_up(
    work: UnitOfWork, village: Community
) -> None:
    invitation = await communities.invite(work, village, ANA)
    assert (await communities.follow(work, invitation.token, ANA)).entry is Entry.ALREADY
    assert (await communities.follow(work, invitation.token, BO)).entry is Entry.IN
    assert (await communities.follow(work, invitation.token, BO)).entry is Entry.ALREADY


async def test_a_used_link_is_no_way_back_in(work: UnitOfWork, village: Community) -> None:
    invitation = await communities.invite(work, village, ANA)
    await communities.follow(work, invitation.token, BO)
    await communities.leave(work, village, BO)
    assert await refused_words(work, invitation.token, BO) == ("refused-invitation", {})
    assert await communities.join(work, village, BO) is Entry.ASKED


async def test_nobody_invites_themselves_back(work: UnitOfWork, village: Community) -> None:
    invitation = await communities.invite(work, village, ANA)
    await communities.leave(work, village, ANA)
    assert await refused_words(work, invitation.token, ANA) == ("refused-invitation", {})


async def test_only_members_invite_and_only_so_many_at_once(
    work: UnitOfWork, village: Community
) -> None:
    with pytest.raises(NotAMember):
        await communities.invite(work, village, BO)
    out = [await communities.invite(work, village, ANA) for _ in range(MOST_INVITATIONS)]
    with pytest.raises(Refusal) as refused:
        await communities.invite(work, village, ANA)
    assert (refused.value.key, refused.value.args_for_wording) == (
        "refused-invitations",
        {"most": MOST_INVITATIONS},
    )
    await communities.follow(work, out[0].token, BO)
    await communities.invite(work, village, ANA)
    work.caused_by("much later", NOW + INVITATION_LIFE)
    assert len({out[1].token, (await communities.invite(work, village, ANA)).token}) == 2


async def test_coming_back_keeps_the_first_day(work: UnitOfWork, village: Community) -> None:
    invitation = await communities.invite(work, village, ANA)
    await communities.follow(work, invitation.token, BO)
    work.caused_by("leaves", NOW + 5 * DAY)
    await communities.leave(work, village, BO)
    await communities.arrive(work, village, BO, admin=False)
    assert await communities.join(work, village, BO) is Entry.ASKED
    work.caused_by("let in", NOW + 6 * DAY)
    await communities.let_in(work, village, BO)
    known = await member(work, village, BO)
    assert (known.first_at, known.since, known.invited_by) == (NOW, NOW + 6 * DAY, ANA.id)


async def earned(work: UnitOfWork, village: Community, name: str) -> int:
    """Return how many points Bo got for helping Ana just now."""
    post = post_of(ANA, id=name)
    await work.posts.add(post)
    done = exchange_of(ANA, BO, id=name, post=post.id, stage=ExchangeStage.DONE, ended_at=work.now)
    await work.exchanges.add(done)
    await karma.mint(work, village, done, RequestType(name="borrow"))
    lines = await work.ledger.entries(BO.id, village.id)
    return sum(line.points for line in lines if line.exchange == name)


async def test_the_newcomers_days_are_not_counted_twice(work: UnitOfWork) -> None:
    village = await settle_village(work, members=[ANA, BO], new_member_karma_lockout_days=7)
    assert await earned(work, village, "one") == 0
    work.caused_by("gone and back", NOW + 6 * DAY)
    await communities.leave(work, village, BO)
    await communities.join(work, village, BO)
    assert await earned(work, village, "two") == 0
    work.caused_by("a week after the first day", NOW + 7 * DAY)
    assert await earned(work, village, "three") == 60


async def test_a_knock_asks_and_who_is_let_in_still_says_so(
    work: UnitOfWork, village: Community
) -> None:
    (room,) = await work.communities.rooms(village.id)
    assert await communities.knock(work, village, room, BO) is Entry.ASKED
    assert await communities.knock(work, village, room, BO) is Entry.WAITING
    assert (await member(work, village, BO)).standing is Standing.LEFT
    assert await communities.let_in(work, village, BO) is False
    assert await communities.knock(work, village, room, BO) is Entry.ALREADY
    assert await work.communities.answered_knocks(village.id, BO.id) == [room.id]
    assert await work.communities.answered_knocks(village.id, BO.id) == []
    await communities.arrive(work, village, BO, admin=False)
    assert await communities.join(work, village, BO) is Entry.IN
    assert (await member(work, village, BO)).let_in_at is None


async def test_a_members_knock_needs_nobody(work: UnitOfWork, village: Community) -> None:
    (room,) = await work.communities.rooms(village.id)
    assert await communities.knock(work, village, room, ANA) is Entry.ALREADY
    await communities.leave(work, village, ANA)
    assert await communities.knock(work, village, room, ANA) is Entry.ASKED


async def test_a_room_founded_by_mistake_becomes_another_room_of_a_village(
    work: UnitOfWork, village: Community
) -> None:
    made = await communities.found(work, "pipe", "annex", "Annex", BO, "en")
    assert made is not None
    annex, room = made
    await communities.join(work, annex, BO)
    await communities.arrive(work, annex, ANA, admin=True)
    await communities.arrive(work, annex, CLEO, admin=False)
    await communities.walk_out(work, annex, CLEO)
    people = await communities.bind(work, room, village)
    assert [m.person for m in people] == [ANA.id, BO.id]
    assert [(await member(work, village, p)).standing for p in (ANA, BO)] == [
        Standing.MEMBER,
        Standing.PRESENT,
    ]
    assert (await member(work, annex, BO)).standing is Standing.LEFT
    assert await work.communities.member(village.id, CLEO.id) is None
    moved = await work.communities.room("pipe", "annex")
    assert moved is not None
    assert moved.community == village.id
    assert (await work.communities.get(annex.id)).stage is Stage.CLOSED
    assert len(await work.communities.rooms(village.id)) == 2


async def test_an_open_villages_room_is_not_moved(work: UnitOfWork, village: Community) -> None:
    elm = await settle_village(work, "elm")
    (own,), (elms,) = [await work.communities.rooms(v.id) for v in (village, elm)]
    for room, to in ((own, elm), (elms, elm)):
        with pytest.raises(Refusal) as refused:
            await communities.bind(work, room, to)
        assert refused.value.key == "refused-bind"


async def test_a_room_is_added_to_a_village_once(work: UnitOfWork, village: Community) -> None:
    room = await communities.add_room(work, village, "pipe", "tools", "  Tools \n", ANA.id)
    assert room is not None
    assert (room.title, room.community, room.added_by) == ("Tools", village.id, ANA.id)
    assert await communities.add_room(work, village, "pipe", "tools", "Tools", ANA.id) is None
    assert {r.handle for r in await work.communities.rooms(village.id)} == {"maple", "tools"}
