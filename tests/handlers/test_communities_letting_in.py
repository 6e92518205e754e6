"""People and posts that wait for a role-holder, invitations, and what happens when the decision was made already."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.communities import Room, Stage
from core.events import BotRemoved, CannotRead, MemberLeft, RoomMoved
from core.ids import CommunityId, RoomId
from core.ports import Capabilities
from handlers.communities import arriving, door
from handlers.table import Turn
from tests.fakes import NOW, settle_village, someone, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import asked, latest
from tests.journeys.village_stories import an_open_village

DRILL = "Can anyone lend me a drill on Saturday at 10?"
KEEPERS = ("ana", "bea", "cem", "dia", "eli")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        yield stage


async def held(stage: PipeStage) -> None:
    """Fay's request waits in a village where somebody looks first."""
    await an_open_village(stage, "fay", template="neighborhood_cautious")
    await stage.say("fay", DRILL, room="maple")
    await stage.press("fay", "post.confirm")


async def test_a_post_that_waits_says_so_to_its_author_and_asks_each_role_holder(
    stage: PipeStage,
) -> None:
    await held(stage)
    assert latest(stage, "fay", "post-held").actions == ["post.drop"]
    for keeper in KEEPERS:
        assert "post.approve" in stage.private(keeper)[-1].actions
    assert asked(stage, *KEEPERS) == []


async def test_a_role_holders_own_post_asks_the_others(stage: PipeStage) -> None:
    await an_open_village(stage, template="neighborhood_cautious")
    await stage.say("bea", DRILL, room="maple")
    await stage.press("bea", "post.confirm")
    assert not any("post.approve" in m.actions for m in stage.private("bea"))
    await stage.press("ana", "post.approve")
    assert asked(stage, "cem", "dia", "eli")


async def test_a_refused_post_is_told_kindly_and_by_nobody(stage: PipeStage) -> None:
    await held(stage)
    cards = [stage.private(keeper)[-1] for keeper in KEEPERS]
    late = {keeper: stage.button(keeper, "post.approve") for keeper in KEEPERS}
    await stage.press("dia", "post.refuse")
    told = latest(stage, "fay", "post-not-let-out")
    assert not any(keeper.title() in told.text for keeper in KEEPERS)
    assert {card.key for card in cards} == {"post-refused"}
    assert all(card.actions == [] for card in cards)
    await stage.send(event="press", by_="ana", **late["ana"])
    assert "settled" in stage.answers("ana")[-1]
    assert asked(stage, *KEEPERS) == []
    assert latest(stage, "fay", "post-expired").actions == []


async def test_who_asks_before_they_are_in_presses_again_once_they_are(stage: PipeStage) -> None:
    await an_open_village(stage, "fay")
    await stage.say("gus", DRILL, room="maple")
    first = stage.button("gus", "post.confirm")
    await stage.press("gus", "post.confirm")
    assert "not in" in stage.answers("gus")[-1]
    assert latest(stage, "gus", "post-confirm-request").actions[0] == "post.confirm"
    assert stage.button("gus", "post.confirm") != first
    await stage.press("ana", "join.approve")
    await stage.press("gus", "post.confirm")
    assert asked(stage, *KEEPERS, "fay")


async def test_a_post_edited_while_it_waits_reads_anew_on_every_card(stage: PipeStage) -> None:
    await an_open_village(stage, "fay", template="neighborhood_cautious")
    message = await stage.say("fay", DRILL, room="maple")
    await stage.press("fay", "post.confirm")
    cards = [stage.private(keeper)[-1] for keeper in KEEPERS]
    await stage.edit("fay", message, DRILL.replace("drill", "ladder"), room="maple")
    assert all("ladder" in card.text for card in cards)
    assert all(card.actions for card in cards)
    assert "ladder" in latest(stage, "fay", "post-held").text


async def test_approve_lists_people_and_posts_that_wait(stage: PipeStage) -> None:
    await held(stage)
    await stage.join("maple", "gus")
    await stage.press("gus", "member.in")
    before = len(stage.private("bea"))
    await stage.say("bea", "/approve")
    fresh = stage.private("bea")[before:]
    assert ["join.approve" in m.actions for m in fresh] == [True, False]
    assert ["post.approve" in m.actions for m in fresh] == [False, True]
    await stage.press("bea", "join.approve")
    await stage.press("bea", "post.approve")
    await stage.say("bea", "/approve")
    assert stage.private("bea")[-1].key == "approve-nothing"


async def test_who_lost_the_role_lets_nobody_in(stage: PipeStage, tmp_path: Path) -> None:
    await held(stage)
    await stage.join("maple", "gus")
    await stage.press("gus", "member.in")
    with sqlite3.connect(tmp_path / "village.db") as database:
        database.execute("DELETE FROM roles")
    for action in ("join.approve", "join.refuse", "post.approve", "post.refuse"):
        await stage.press("bea", action)
        assert "look after the village" in stage.answers("bea")[-1]
    assert asked(stage, *KEEPERS) == []


async def test_who_came_in_by_an_invitation_settles_the_cards_at_the_door(
    stage: PipeStage,
) -> None:
    await an_open_village(stage, "fay")
    await stage.join("maple", "gus")
    await stage.press("gus", "member.in")
    await stage.say("fay", "/invite")
    link = latest(stage, "fay", "invite-made").text
    token = next(word for word in link.replace("=", " ").split() if word.startswith("inv_"))
    await stage.say("gus", f"/start {token}")
    assert any("Welcome" in m.text for m in stage.private("gus"))
    await stage.say("gus", f"/start {token}")
    assert "already" in stage.private("gus")[-1].text or "used" in stage.private("gus")[-1].text
    await stage.press("ana", "join.approve")
    assert "settled" in stage.answers("ana")[-1]


@pytest.mark.parametrize("token", ["inv_", "inv_nothing", "inv_" + "x" * 300])
async def test_an_invitation_that_is_none(stage: PipeStage, token: str) -> None:
    await stage.say("zoe", f"/start {token}")
    assert "used, over, or not mine" in stage.private("zoe")[-1].text


async def test_an_invitation_ends_after_two_weeks_and_there_are_only_so_many(
    stage: PipeStage,
) -> None:
    await an_open_village(stage, "fay")
    keys = []
    for _ in range(12):
        await stage.say("fay", "/invite")
        keys.append(stage.private("fay")[-1].key)
    assert keys[0] == "invite-made"
    assert keys[-1] == "refused-invitations"
    link = latest(stage, "fay", "invite-made").text
    token = next(word for word in link.replace("=", " ").split() if word.startswith("inv_"))
    await stage.later("15d")
    await stage.say("gus", f"/start {token}")
    assert "used, over, or not mine" in stage.private("gus")[-1].text
    await stage.say("fay", "/invite")
    assert stage.private("fay")[-1].key == "invite-made"


async def test_what_happens_in_no_room_of_ours_changes_nothing(tmp_path: Path) -> None:
    who = someone()
    async with working(tmp_path) as work:
        for event, handle in (
            (MemberLeft(platform="pipe", key="k", room="x", who=None), arriving.left_room),  # type: ignore[arg-type]
            (RoomMoved(platform="pipe", key="k", room="x", to="y"), arriving.moved),
            (BotRemoved(platform="pipe", key="k", room="x"), arriving.removed),
            (CannotRead(platform="pipe", key="k", room="x", reason="privacy"), arriving.deaf),
            (None, door.knocked),
        ):
            turn = Turn(work=work, can=Capabilities(), event=event, person=who, platform="pipe")
            assert list(await handle(turn)) == []


async def test_deafness_in_an_open_village_is_told_to_who_looks_after_it(
    stage: PipeStage,
) -> None:
    await an_open_village(stage, "fay")
    event = CannotRead(platform="pipe", key="deaf", room="maple", reason="privacy")
    await stage.player._spine.handle(event)
    for keeper in KEEPERS:
        assert latest(stage, keeper, "deaf-privacy")
    assert not [m for m in stage.private("fay") if m.key == "deaf-privacy"]


async def test_a_room_that_moves_to_one_that_is_known_stays(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        community = await settle_village(work)
        await settle_village(work, "oak")
        room = Room(RoomId("room-maple"), "pipe", "maple", CommunityId("maple"), "Maple")
        event = RoomMoved(platform="pipe", key="k", room="maple", to="oak")
        turn = Turn(work=work, can=Capabilities(), event=event, room=room, platform="pipe")
        assert await arriving.moved(turn.about(community)) == []
        kept = await work.communities.room("pipe", "maple")
        assert kept is not None
        assert (kept.community, community.stage) == (community.id, Stage.FOUNDED)
        assert work.now == NOW


async def test_a_post_that_its_author_took_back_is_let_out_by_nobody(stage: PipeStage) -> None:
    await held(stage)
    late = {k: stage.button(k, "post.approve") for k in ("ana", "bea")}
    await stage.press("fay", "post.drop")
    for keeper, button in late.items():
        assert not any("post.approve" in m.actions for m in stage.private(keeper))
        await stage.send(event="press", by_=keeper, **button)
        assert "settled" in stage.answers(keeper)[-1]
    assert asked(stage, *KEEPERS) == []


async def test_a_post_is_decided_once_whichever_card_says_so(stage: PipeStage) -> None:
    await held(stage)
    first = stage.button("ana", "post.refuse")
    await stage.say("ana", "/approve")
    await stage.press("ana", "post.approve")
    await stage.send(event="press", by_="ana", **first)
    assert "settled" in stage.answers("ana")[-1]
    assert asked(stage, *KEEPERS)
