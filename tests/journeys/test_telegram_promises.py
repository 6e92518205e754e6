"""Promises 1, 2 and 3 on Telegram, where the whole of what anybody is told passes over its Bot API."""

import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stories import a_village
from tests.journeys.telegram_stage import SteppedStage, telegram_stage
from tests.journeys.test_chatter import CHATTER, contents, rows
from tests.journeys.test_promises import PEOPLE, WORDS, karma_of, with_pool
from tests.telegram.schema import MISSING

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")

ASKS = ("getUpdates", "getMe", "getChatMember")


def said(stage: SteppedStage) -> list[Any]:
    """Return every request that says or shows anything."""
    return [request for request in stage.api.requests if request.method not in ASKS]


async def test_chatter_leaves_no_trace(tmp_path: Path, capfd: Any) -> None:
    async with telegram_stage(tmp_path) as stage:
        await a_village(stage, "ana", "bea")
        # Zoe was there long before the bot, which is told of nobody like that.
        stage.rooms["maple"].statuses[stage.user("zoe").id] = "member"
        await stage.spine.settle()
        before, requests = rows(tmp_path / "village.db"), len(said(stage))
        for text in CHATTER:
            message = await stage.say("zoe", text, room="maple")
            stage.people.react(stage.user("zoe"), stage._message(message), "👍")
            await stage.edit("zoe", message, f"{text}!", "maple")
        await stage.spine.settle()
        assert rows(tmp_path / "village.db") == before
        assert len(said(stage)) == requests
    assert b"marmalade" not in contents(tmp_path)
    assert str(stage.user("zoe").id).encode() not in contents(tmp_path)
    told = capfd.readouterr()
    assert "marmalade" not in told.out + told.err


async def act_at_random(stage: SteppedStage, chance: random.Random) -> None:
    """Let somebody say or press something, or let time pass."""
    person, kind = chance.choice(PEOPLE), chance.random()
    seen = sorted({a for m in [*stage.room("maple"), *stage.private(person)] for a in m.actions})
    if kind < 0.25 or not seen:
        await stage.say(person, chance.choice(WORDS), room=chance.choice(("maple", None)))
    elif kind < 0.9:
        await stage.press(person, chance.choice(seen))
    else:
        await stage.later(chance.choice(("20m", "3h", "1d")))


async def test_no_number_about_a_person_reaches_anybody_else(tmp_path: Path) -> None:
    chance, database = random.Random(3), tmp_path / "village.db"
    async with telegram_stage(tmp_path, seed="3") as stage:
        await a_village(stage, *PEOPLE)
        with_pool(database)
        await stage.spine.sweep(stage.clock.now())
        for _ in range(60):
            await act_at_random(stage, chance)
        shares = {598, 399, *karma_of(database).values()}
        for request in said(stage):
            text = str(request.params.get("text") or request.params.get("caption") or "")
            numbers = {int(n) for n in re.findall(r"\d+", text) if len(n) < 9}
            assert not numbers & shares or "Your karma" in text, text
            assert "Your karma" not in text or int(request.params["chat_id"]) > 0, text


async def test_a_no_cannot_be_told_from_silence(tmp_path: Path) -> None:
    heard = []
    for said_no in (True, False):
        folder = tmp_path / str(said_no)
        folder.mkdir()
        async with telegram_stage(folder, seed="5") as stage:
            await a_village(stage, *PEOPLE)
            await stage.say("ana", "I need a ladder on Saturday", room="maple")
            await stage.press("ana", "post.confirm")
            silent = next(p for p in PEOPLE[1:] if "match.no" in stage.private(p)[-1].actions)
            if said_no:
                await stage.press(silent, "match.no")
            else:
                next(stage.api.updates._numbers)
                await stage.settle()
            await stage.later("2h")
            await stage.say("ana", "/mine")
            await stage.later("1d")
            helper = next(
                p for p in PEOPLE[1:] if p != silent and "match.yes" in stage.private(p)[-1].actions
            )
            await stage.press(helper, "match.yes")
            await stage.press("ana", "match.accept")
            others = [p for p in PEOPLE if p != silent]
            heard.append([(m.text, m.labels) for p in others for m in stage.private(p)])
            heard[-1] += [(m.text, m.labels) for m in stage.room("maple")]
    assert heard[0] == heard[1]
