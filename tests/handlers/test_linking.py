"""One person with two accounts: nothing is lost, nothing counts twice, and it is refused where it must be."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.people import PersonId
from storage.columns import metadata
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, an_exchange, latest
from tests.journeys.village_stories import an_open_village
from tests.journeys.votes_stories import an_open_vote


async def linked(stage: PipeStage, first: str, second: str) -> None:
    """Somebody who is both takes a code in the one chat and types it in the other."""
    await stage.say(first, "/link")
    found = re.search(r"/link (\w+)", latest(stage, first, "link-code").text)
    assert found
    await stage.say(second, f"/link {found[1].lower()}")


async def holdings(stage: PipeStage, user: str) -> dict[str, Any]:
    """What somebody's own export says."""
    await stage.say(user, "/mydata")
    said = [
        line for line in stage.lines if line.get("say") == "file" and line["to"]["user"] == user
    ]
    held: dict[str, Any] = json.loads(base64.b64decode(said[-1]["base64"]))
    return held


async def told(stage: PipeStage, user: str) -> str:
    """The newest thing somebody read, by its wording."""
    return stage.private(user)[-1].key


async def test_everything_of_both_is_one_persons(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        helper = await an_exchange(stage)
        for person in ("ana", helper):
            await stage.press(person, "exchange.done")
        await stage.added("oak", "Oak Lane", by="eli")
        await stage.join("oak", "other")
        await stage.press("eli", "member.in")
        await stage.press("other", "member.in")
        await stage.say("other", "/skills sawing, singing")
        await stage.say(helper, "/skills Drills, singing")
        before = await holdings(stage, helper)
        await linked(stage, helper, "other")
        assert await told(stage, "other") == "link-done"
        after = await holdings(stage, "other")
        assert {m["community"] for m in after["memberships"]} > {
            m["community"] for m in before["memberships"]
        }
        assert [s["words"] for s in after["skills"]] == ["Drills", "singing", "sawing"]
        assert len(after["accounts"]) == 2
        for same in ("ledger", "exchanges", "ties"):
            assert after.get(same) == before.get(same)
        assert [k["points"] for k in after["karma"] if k["village"] == "Maple Street"] == [60]
        await stage.say("other", "/ties")
        await stage.press("other", "community.pick.1", "Maple")
        assert "ana" in stage.private("other")[-1].text


async def test_nobody_is_left_anywhere_under_the_old_name(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/v.db"
    async with pipe_stage(url) as stage:
        await a_village(stage, "ana", "bea", "cem")
        await stage.say("ana", "/block Bea")
        await stage.added("oak", "Oak Lane", by="other")
        await stage.press("other", "member.in")
        await stage.join("oak", "eli")
        await stage.press("eli", "member.in")
        await stage.say("other", "/block Eli")
        await stage.say("other", "I need a ladder, any day is fine", room="oak")
        await stage.press("other", "post.confirm")
        storage = stage.player._storage
        async with storage.begin("look", stage.player._spine.clock.now()) as work:
            gone = (await work.people.by_account("pipe", "other"))[0].id
        await linked(stage, "ana", "other")
        async with storage.begin("look", stage.player._spine.clock.now()) as work:
            for table in metadata.sorted_tables:
                if table.name in ("deadlines", "inbox", "installation"):
                    continue
                rows = await work.people._connection.execute(text(f"select * from {table.name}"))
                assert PersonId(gone) not in str(rows.all()), table.name
        await stage.press("other", "post.drop")
        assert stage.answers("other")[-1]


async def test_codes_are_for_others_for_a_while_and_once(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea")
        await linked(stage, "ana", "ana")
        assert await told(stage, "ana") == "refused-link-same"
        await stage.say("ana", "/link")
        code = re.search(r"/link (\w+)", latest(stage, "ana", "link-code").text)
        assert code
        await stage.later("16m")
        await stage.say("new", f"/link {code[1]}")
        assert await told(stage, "new") == "refused-link-code"
        await linked(stage, "ana", "new")
        assert await told(stage, "new") == "link-done"
        await stage.say("third", f"/link {code[1]}")
        assert await told(stage, "third") == "refused-link-code"
        await stage.say("third", f"/link {code[1]}", room="maple")
        assert await told(stage, "third") == "refused-link-room"


async def test_two_who_helped_each_other_are_two(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        helper = await an_exchange(stage)
        await linked(stage, "ana", helper)
        assert await told(stage, helper) == "refused-link-met"


async def test_what_is_open_between_them_comes_first(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        await stage.say("ana", "I need a ladder, any day is fine", room="maple")
        await stage.press("ana", "post.confirm")
        await linked(stage, "bea", "ana")
        assert await told(stage, "ana") == "refused-link-open"
        await linked(stage, "cem", "bea")
        assert await told(stage, "bea") == "refused-link-open"
        await stage.say("ana", "/cancel")
        await linked(stage, "cem", "bea")
        assert await told(stage, "bea") == "link-done"


async def test_conflicting_roles_have_to_be_resolved_first(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea")
        await linked(stage, "ana", "bea")
        assert await told(stage, "bea") == "refused-link-roles"
        await stage.say("bea", "/leave")
        await linked(stage, "ana", "bea")
        assert await told(stage, "bea") == "link-done"


async def test_who_holds_a_role_is_taken_for_no_other_member(tmp_path: Path) -> None:
    """Neither is a role given away, nor do two seats of the founder group become one."""
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await an_open_village(stage, "fay", "gus")
        for one, other in (("bea", "fay"), ("fay", "bea"), ("bea", "cem")):
            await linked(stage, one, other)
            assert await told(stage, other) == "refused-link-roles"
        await linked(stage, "fay", "gus")
        assert await told(stage, "gus") == "link-done"
        await linked(stage, "bea", "other")
        assert await told(stage, "other") == "link-done"
        await stage.say("fay", "/leave")
        await linked(stage, "bea", "fay")
        assert await told(stage, "fay") == "link-done"
        held = await holdings(stage, "fay")
        assert {role["role"] for role in held["roles"]} >= {"admin"}
        assert len(held["accounts"]) == 4


async def test_nobody_takes_a_ballot_elsewhere(tmp_path: Path) -> None:
    """Who has a say in an open vote stays who they are; somebody new may become one with them."""
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await an_open_village(stage)
        await an_open_vote(stage)
        await stage.press("bea", "ballot.yes")
        await linked(stage, "other", "bea")
        assert await told(stage, "bea") == "refused-link-vote"
        await linked(stage, "bea", "other")
        assert await told(stage, "other") == "link-done"


async def test_an_account_can_stand_alone_again(tmp_path: Path) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana", "bea")
        await stage.say("bea", "/unlink")
        assert await told(stage, "bea") == "refused-unlink-only"
        await linked(stage, "ana", "other")
        await stage.say("other", "/unlink")
        assert await told(stage, "other") == "unlink-done"
        await stage.say("other", "/mine")
        mine = await holdings(stage, "other")
        assert "memberships" not in mine
        assert "memberships" in await holdings(stage, "ana")


@pytest.mark.parametrize("times", [2])
async def test_a_repeated_message_links_once(tmp_path: Path, times: int) -> None:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path}/v.db") as stage:
        await a_village(stage, "ana")
        await linked(stage, "ana", "other")
        for _ in range(times):
            await stage.player.line(stage.sent[-1])
        assert [m.key for m in stage.private("other")] == ["link-done"]
