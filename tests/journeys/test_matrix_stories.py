"""Every story on Matrix: a real homeserver, encrypted rooms, and people whose clients are not the bot's."""

from pathlib import Path

import pytest

from tests.journeys.governance_stories import stepping_down_never_leaves_a_village_alone
from tests.journeys.matrix_stage import MatrixStage, matrix_stage
from tests.journeys.room_stories import ROOM_STORIES
from tests.journeys.stories import (
    STORIES,
    Story,
    a_village,
    asked,
    edits_and_deletions,
    from_a_request_to_karma,
    latest,
)
from tests.journeys.village_stories import (
    an_invitation_works_once,
    only_who_may_sets_up,
    rules_by_consent,
    set_up_in_eleven_taps,
    the_first_decision_at_the_door_holds,
)
from tests.matrix.homeserver import Homeserver
from tests.matrix.js_member import MISSING, JsMember


def named(story: Story) -> str:
    """A story's own name."""
    return story.__name__


@pytest.mark.slow
@pytest.mark.parametrize("story", [*STORIES, *ROOM_STORIES], ids=named)
async def test_story_in_encrypted_rooms(
    story: Story, homeserver: Homeserver, tmp_path: Path
) -> None:
    async with matrix_stage(homeserver, tmp_path) as stage:
        await story(stage)


@pytest.mark.parametrize("story", [from_a_request_to_karma, edits_and_deletions], ids=named)
async def test_story_in_plain_rooms(story: Story, homeserver: Homeserver, tmp_path: Path) -> None:
    """In the version that servers make rooms of now."""
    async with matrix_stage(homeserver, tmp_path, encrypted=False) as stage:
        await story(stage)
        assert version_of(stage) == "12"


async def test_story_in_an_older_room(homeserver: Homeserver, tmp_path: Path) -> None:
    async with matrix_stage(homeserver, tmp_path, room_version="11") as stage:
        await edits_and_deletions(stage)
        assert version_of(stage) == "11"


def version_of(stage: MatrixStage) -> str:
    """Return the version of the village's room."""
    room = stage.founders["maple"].rooms[stage.rooms["maple"]]
    return str(room.state["m.room.create", ""]["content"]["room_version"])


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
async def test_a_member_on_another_client(homeserver: Homeserver, tmp_path: Path) -> None:
    """Cem, who helps in this story, uses what Element is built on, and is shown no warning about the bot."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        cem = await stage.person("cem", JsMember)
        await from_a_request_to_karma(stage)
        said = [m for room in cem.rooms for m in cem.messages(room, stage.bot.user)]
        assert len(said) > 4
        assert all(cem.trusts(m) for m in said)


async def test_a_private_room_that_is_left_says_nothing_until_one_comes_back(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Nobody is asked in again and again; whoever writes to the bot is there again, and nothing was lost."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.press("bea", "match.yes")
        await stage.reach("bea", "closed")
        await stage.press("ana", "match.accept")
        assert stage.people["bea"].invited == {}
        assert "exchange-open-helper" not in {s.key for s in stage.private("bea")}
        await stage.reach("bea", "open")
        assert latest(stage, "bea", "exchange-open-helper")


async def test_a_third_person_makes_a_private_room_public(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """What is for Bea is not said where Cem reads along."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea", "cem")
        bea, cem = stage.people["bea"], stage.people["cem"]
        shared = await stage.private_room(bea)
        await bea.invite(shared, cem.user)
        await stage.settle(await cem.join(shared))
        before = {m.id for m in cem.messages(shared)}
        await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
        await stage.press("ana", "post.confirm")
        assert {m.id for m in cem.messages(shared)} == before
        assert "bea" in asked(stage, "bea", "cem")


async def test_a_private_room_opened_without_encryption(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Words to the bot are heard there; what the bot says privately is encrypted all the same."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        cem = await stage.person("cem")
        opened = await cem.create(is_direct=True, invite=[stage.bot.user])
        await stage.bot_comes(cem, opened)
        await stage.join("maple", "cem")
        await stage.press("cem", "member.in")
        said = [m for r in cem.rooms for m in cem.messages(r, stage.bot.user)]
        assert latest(stage, "cem", "member-in")
        assert all(m.encrypted for m in said)


async def test_two_questions_are_answered_each(homeserver: Homeserver, tmp_path: Path) -> None:
    """A bare number answers the newer question; a reply answers the one it replies to."""
    async with matrix_stage(homeserver, tmp_path) as stage:
        await a_village(stage, "ana", "bea", "cem")
        for asker, thing in (("ana", "ladder"), ("cem", "drill")):
            await stage.say(asker, f"I need a {thing} tomorrow morning", room="maple")
            await stage.press(asker, "post.confirm")
        asks = [s for s in stage.private("bea") if "match.yes" in s.actions]
        assert ["ladder" in s.text for s in asks] == [True, False]
        await stage.press("bea", "match.yes")
        assert "drill" in latest(stage, "cem", "match-offer").text
        await stage.press("bea", "match.yes")
        assert "ladder" in latest(stage, "ana", "match-offer").text


@pytest.mark.slow
@pytest.mark.parametrize(
    "story",
    [
        set_up_in_eleven_taps,
        only_who_may_sets_up,
        the_first_decision_at_the_door_holds,
        an_invitation_works_once,
        rules_by_consent,
        stepping_down_never_leaves_a_village_alone,
    ],
    ids=named,
)
async def test_story_of_a_village(story: Story, homeserver: Homeserver, tmp_path: Path) -> None:
    """Encrypted; but whoever arrives later cannot read an encrypted room's first card."""
    encrypted = story is not only_who_may_sets_up
    async with matrix_stage(homeserver, tmp_path, encrypted=encrypted) as stage:
        await story(stage)
