"""Asking privately: who answers what, and what nobody hears."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import AlreadySettled
from core.ids import AskId, ExchangeId, PostId
from core.matching import Ask, Match, MatchStage
from core.ports import Capabilities
from core.posts import Stage
from handlers import matching
from handlers.table import Turn
from tests.fakes import NOW, post_of, settle_village, someone, working
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest

ANA, BO = someone("Ana"), someone("Bo")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PipeStage]:
    async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / 'village.db'}") as stage:
        await a_village(stage, "ana", "bea", "cem", "dia", "eli", "fay")
        yield stage


async def a_request(stage: PipeStage, text: str = "Could someone lend me a ladder?") -> None:
    await stage.say("ana", text, room="maple")
    await stage.press("ana", "post.confirm")


async def an_offer(stage: PipeStage) -> None:
    await a_request(stage, "I can give somebody a lift to town on Saturday morning")


async def test_asking_goes_out_in_small_waves(stage: PipeStage) -> None:
    await a_request(stage)
    assert len(asked(stage, "bea", "cem", "dia", "eli", "fay")) == 3
    await stage.later("2h")
    assert len(asked(stage, "bea", "cem", "dia", "eli", "fay")) == 5


async def test_a_yes_stops_the_waves(stage: PipeStage) -> None:
    await a_request(stage)
    first = asked(stage, "bea", "cem", "dia", "eli", "fay")
    await stage.press(first[0], "match.yes")
    await stage.later("6h")
    assert asked(stage, "bea", "cem", "dia", "eli", "fay") == first[1:]


async def test_what_is_urgent_asks_more_at_once(stage: PipeStage) -> None:
    await a_request(stage, "Could someone lend me a ladder urgently, today?")
    assert len(asked(stage, "bea", "cem", "dia", "eli", "fay")) == 5


async def test_a_rest_means_no_asks_for_two_weeks(stage: PipeStage) -> None:
    await a_request(stage)
    resting = asked(stage, "bea", "cem", "dia", "eli", "fay")[0]
    await stage.press(resting, "match.rest")
    await stage.later("13d")
    await a_request(stage, "Could someone lend me a saw?")
    await stage.later("12h")
    assert "saw" not in stage.private(resting)[-1].text


async def test_a_block_from_an_ask_ends_it_quietly(stage: PipeStage) -> None:
    await a_request(stage)
    person = asked(stage, "bea", "cem", "dia", "eli", "fay")[0]
    before = len(stage.private("ana"))
    await stage.press(person, "match.block")
    assert latest(stage, person, "match-block-card").actions == []
    await stage.say(person, "/unblock")
    assert len(latest(stage, person, "which-person").labels) == 1
    assert len(stage.private("ana")) == before


async def test_only_members_take_up_what_stands_in_the_room(stage: PipeStage) -> None:
    await an_offer(stage)
    await stage.join("maple", "gus")
    await stage.press("gus", "match.yes")
    assert "in" in stage.answers("gus")[-1]
    assert not [m for m in stage.private("ana") if m.key == "match-offer-taker"]
    await stage.press("gus", "member.in")
    await stage.press("gus", "match.yes")
    assert latest(stage, "ana", "match-offer-taker")


async def test_ones_own_offer_is_not_for_oneself(stage: PipeStage) -> None:
    await an_offer(stage)
    await stage.press("ana", "match.yes")
    assert len(stage.answers("ana")) == 3
    assert not [m for m in stage.private("ana") if m.key == "match-offer-taker"]


async def test_a_second_yes_of_the_same_person_is_the_first(stage: PipeStage) -> None:
    await an_offer(stage)
    button = stage.button("bea", "match.yes")
    for _ in range(2):
        await stage.send(event="press", by_="bea", **button)
    assert len([m for m in stage.private("ana") if m.key == "match-offer-taker"]) == 1
    assert len(set(stage.answers("bea")[-2:])) == 1


async def test_a_blocked_persons_yes_reaches_nobody(stage: PipeStage) -> None:
    await stage.say("ana", "/block Bea")
    await an_offer(stage)
    await stage.press("bea", "match.yes")
    assert not [m for m in stage.private("ana") if m.key == "match-offer-taker"]


async def test_an_offers_declined_taker_leaves_it_standing(stage: PipeStage) -> None:
    await an_offer(stage)
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.decline")
    assert latest(stage, "ana", "match-declined")
    await stage.press("cem", "match.yes")
    assert "Cem" in latest(stage, "ana", "match-offer-taker").text


async def test_a_declined_helper_lets_asking_go_on(stage: PipeStage) -> None:
    await a_request(stage)
    first = asked(stage, "bea", "cem", "dia", "eli", "fay")
    await stage.press(first[0], "match.yes")
    told = len(stage.private(first[0]))
    await stage.press("ana", "match.decline")
    assert len(asked(stage, "bea", "cem", "dia", "eli", "fay")) == 4
    assert len(stage.private(first[0])) == told


async def test_a_new_offer_is_asked_first_with_the_next_wave(stage: PipeStage) -> None:
    for person in ("bea", "cem", "dia", "eli", "fay"):
        await stage.say(person, "/pause")
    await a_request(stage, "Can anyone give me a lift to town on Saturday morning?")
    assert not asked(stage, "bea", "cem", "dia", "eli", "fay")
    await stage.say("fay", "/resume")
    await stage.say("fay", "I can give somebody a lift to town on Saturday morning", room="maple")
    await stage.press("fay", "post.confirm")
    assert not asked(stage, "fay")
    await stage.later("2h")
    assert asked(stage, "bea", "cem", "dia", "eli", "fay") == ["fay"]


async def test_an_ask_is_answered_once(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO])
        await work.posts.add(post_of(ANA))
        await work.asks.add([Ask(AskId("a1"), PostId("drill"), BO.id, 0, NOW)])
        turn = Turn(work=work, can=Capabilities(), person=BO, subject="a1")
        assert len(list(await matching.no(turn))) == 2
        with pytest.raises(AlreadySettled):
            await matching.no(turn)


@pytest.mark.parametrize(
    ("stage_", "post_stage"),
    [(MatchStage.PASSED, Stage.OPEN), (MatchStage.OFFERED, Stage.AGREED)],
)
async def test_a_yes_that_needs_no_word_is_neither_reminded_nor_released(
    tmp_path: Path, stage_: MatchStage, post_stage: Stage
) -> None:
    async with working(tmp_path) as work:
        await settle_village(work, members=[ANA, BO])
        await work.posts.add(post_of(ANA, stage=post_stage))
        await work.asks.add_match(Match(ExchangeId("m1"), PostId("drill"), BO.id, stage_, NOW))
        turn = Turn(work=work, can=Capabilities(), subject="m1")
        assert await matching.remind(turn) == []
        assert await matching.release(turn) == []
        assert (await work.asks.match(ExchangeId("m1"))).stage is stage_
