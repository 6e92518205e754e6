"""One village, rooms on Telegram and on Matrix, and somebody who is in both: one bot, both platforms for real."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.platforms.matrix import Account
from bot.platforms.telegram import Telegram
from bot.spine.clock import SteppedClock
from tests.journeys.matrix_stage import MatrixStage, Watched, listen
from tests.journeys.stage import START
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.telegram_stage import Outbox, SteppedStage, hear, running_api
from tests.matrix.homeserver import Homeserver
from tests.matrix.line import line_to
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")


@asynccontextmanager
async def both(
    homeserver: Homeserver, folder: Path
) -> AsyncIterator[tuple[SteppedStage, MatrixStage]]:
    """Open two stages with one bot on both."""
    clock = SteppedClock(START)
    async with (
        running_api(clock.now) as api,
        aiohttp.ClientSession() as session,
        line_to(homeserver.url) as line,
    ):
        there = SteppedStage(api, Outbox(folder / "village.db"))
        here = MatrixStage(homeserver, session, line)
        there.clock = clock
        account = Account(
            homeserver=line.url,
            user_id=here.bot.user,
            password=here.bot.password,
            store=folder / "matrix",
        )
        telegram, matrix = Telegram(TOKEN, base_url=api.base_url), Watched(account, here.record)
        await telegram.start()
        await matrix.start()
        url = f"sqlite+aiosqlite:///{folder / 'village.db'}"
        platforms = [telegram, matrix]
        async with app.opened(url, platforms, clock, seed="7", language="en") as (spine, _):
            there.spine = here.spine = spine
            ears = [
                asyncio.create_task(hear(telegram, spine)),
                asyncio.create_task(listen(matrix, spine)),
            ]
            try:
                yield there, here
            finally:
                await here.close()
                for platform in platforms:
                    await platform.stop()
                await asyncio.gather(*ears)
                await spine.settle()
                for platform in platforms:
                    await platform.close()
        here.inspect()
        there.assert_well_behaved()


@pytest.mark.slow
async def test_one_village_on_two_platforms(homeserver: Homeserver, tmp_path: Path) -> None:
    async with both(homeserver, tmp_path) as (there, here):
        await a_village(there, "ana", "bea", "cem")
        await there.say("ana", "/link")
        code = re.search(r"/link (\w+)", latest(there, "ana", "link-code").text)
        assert code
        await here.say("ana", f"/link {code[1]}")
        assert latest(here, "ana", "link-done")
        await there.say("ana", "/room Maple afar")
        assert latest(there, "ana", "refused-room-here")
        await here.say("ana", "/room Maple afar")
        await here.press("ana", "room.make")
        maple = here.made("Maple afar")
        await here.join(maple, "fay")
        await here.press("fay", "member.in")
        message = await here.say("fay", "Could someone lend me a drill on Saturday at 10?", maple)
        assert here.marks(maple) == {message}
        await here.press("fay", "post.confirm")
        await there.settle()
        assert asked(there, "bea", "cem") == ["bea", "cem"]
        assert bool(asked(there, "ana")) != bool(asked(here, "ana"))
        await there.press("bea", "match.yes")
        await here.settle()
        assert "Bea" in latest(here, "fay", "match-offer").text
        await here.press("fay", "match.accept")
        await there.settle()
        fays = f"https://matrix.to/#/{here.people['fay'].user}"
        assert fays in latest(there, "bea", "exchange-open-helper").text
        beas = f"tg://user?id={there.user('bea').id}"
        assert beas in latest(here, "fay", "exchange-open-requester").text
        await there.press("bea", "exchange.done")
        await here.settle()
        await here.press("fay", "exchange.done")
        await there.settle()
        await there.say("bea", "/karma")
        await there.press("bea", "karma.opt_in")
        assert "60" in latest(there, "bea", "karma-own").text
        await it_is_one_village(there, here, maple)


async def it_is_one_village(there: SteppedStage, here: MatrixStage, maple: str) -> None:
    """What Ana asks here, is asked of neighbours there; she is answered where she speaks, and once."""
    await here.say("ana", "I need a ladder, any day is fine", maple)
    assert "ladder" in latest(here, "ana", "post-confirm-request").text
    await here.press("ana", "post.confirm")
    await there.settle()
    assert asked(there, "bea", "cem")
    assert asked(here, "fay") == ["fay"]
    assert not asked(there, "ana")
    await here.say("ana", "/unlink")
    assert latest(here, "ana", "unlink-done")
    await there.say("ana", "/mine")
    assert "ladder" in there.private("ana")[-1].text
