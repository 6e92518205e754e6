"""What reads like an emergency, and what listening learns: private, at once, and nothing kept that need not be."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.fakes import NOW
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.village_stories import an_open_village

DRILL = "Can anyone lend me a drill on Saturday at 10?"
FALL = "My dad fell down the stairs and is bleeding a lot, can someone help lift him?"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'village.db'}"


@pytest.fixture
async def stage(url: str) -> AsyncIterator[PipeStage]:
    async with pipe_stage(url) as stage:
        await a_village(stage, "ana", "bea", "cem", "dia")
        yield stage


async def test_hands_may_be_asked_for_beside_the_numbers(stage: PipeStage) -> None:
    before = len(stage.room("maple"))
    await stage.say("bea", FALL, room="maple")
    told = latest(stage, "bea", "crisis-medical")
    assert "112" in told.text
    await stage.press("bea", "crisis.ask")
    assert asked(stage, "ana", "cem", "dia")
    assert "urgent" in latest(stage, "ana", "match-ask").text
    assert len(stage.room("maple")) == before


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("I want to kill myself", "crisis-self-harm"),
        ("he hit me again, I'm scared", "crisis-violence"),
    ],
)
@pytest.mark.parametrize("room", ["maple", None])
async def test_neighbours_are_never_asked_about_violence_or_self_harm(
    stage: PipeStage, words: str, key: str, room: str | None
) -> None:
    await stage.say("cem", words, room=room)
    assert latest(stage, "cem", key).actions == []
    assert words not in "".join(m.text for m in stage.room("maple"))


async def test_words_of_an_emergency_are_kept_nowhere(stage: PipeStage, url: str) -> None:
    await stage.say("cem", "I want to kill myself", room="maple")
    await stage.player.settle()
    raw = b"".join(p.read_bytes() for p in Path(url.partition(":///")[2]).parent.iterdir())
    assert b"kill myself" not in raw


async def test_said_by_hand_it_is_heard_as_well(stage: PipeStage) -> None:
    await stage.say("bea", f"/ask {FALL}")
    assert "crisis.ask" in latest(stage, "bea", "crisis-medical").actions


async def test_a_stranger_who_writes_privately_gets_the_general_number(stage: PipeStage) -> None:
    await stage.say("zoe", FALL)
    told = latest(stage, "zoe", "crisis-medical")
    assert "112" in told.text
    assert told.actions == []


async def test_the_village_says_its_own_word(stage: PipeStage) -> None:
    await stage.say("ana", "/crisis The warden has a defibrillator")
    await stage.say("ana", "/set country ES")
    await stage.say("bea", "I want to kill myself")
    told = latest(stage, "bea", "crisis-self-harm").text
    assert "defibrillator" in told
    assert "024" in told
    await stage.say("ana", "/crisis none")
    assert "defibrillator" not in latest(stage, "ana", "crisis-now").text
    await stage.say("bea", "/crisis ours")
    assert stage.private("bea")[-1].key == "refused-role"


async def test_two_together_add_to_the_official_numbers(url: str) -> None:
    async with pipe_stage(url) as stage:
        await an_open_village(stage)
        await stage.say("bea", "/crisis The warden has keys")
        assert "asked the others" in stage.private("bea")[-1].text
        card = latest(stage, "cem", "crisis-consent")
        assert "Bea" in card.text
        assert "The warden has keys" in card.text
        await stage.press("cem", "config.yes")
        assert card.key == "crisis-agreed"
        assert not [m for m in stage.room("maple") if "warden" in m.text]
        await stage.say("dia", "/crisis none")
        await stage.press("ana", "config.no")
        await stage.press("bea", "config.no")
        await stage.say("eli", "/crisis")
        assert "The warden has keys" in latest(stage, "eli", "crisis-now").text


@pytest.mark.parametrize(("words", "public"), [(FALL, True), ("I want to kill myself", False)])
async def test_where_nobody_private_can_be_reached(url: str, words: str, public: bool) -> None:
    async with pipe_stage(url, unreachable=True) as stage:
        stage.player._pipe.can = stage.player._pipe.can.__class__(ephemeral=False)
        await stage.added("maple", "Maple Street", by="ana")
        await stage.join("maple", "bea")
        await stage.say("bea", words, room="maple")
        line = stage.room("maple")[-1]
        assert (line.key == "crisis-public") is public
        assert not stage.private("bea")
        await stage.reach("bea", "open")
        assert stage.private("bea")[-1].key.startswith("crisis-")


async def test_unreachable_but_visible_to_them_alone(url: str) -> None:
    async with pipe_stage(url, unreachable=True) as stage:
        await stage.added("maple", "Maple Street", by="ana")
        await stage.join("maple", "bea")
        await stage.say("bea", FALL, room="maple")
        said = next(line for line in stage.lines if line.get("key") == "crisis-medical")
        assert said["only_for"] == "bea"


async def test_a_reply_may_be_an_answer(stage: PipeStage) -> None:
    message = await stage.say("ana", DRILL, room="maple")
    await stage.press("ana", "post.confirm")
    told = len(stage.private("ana"))
    await _reply(stage, "cem", "I can!", message)
    await _reply(stage, "dia", "I have one", message)
    assert len(stage.private("ana")) == told
    await stage.press("dia", "reply.not")
    await stage.press("cem", "match.yes")
    assert "Cem" in latest(stage, "ana", "match-offer").text


async def test_a_reply_to_anything_else_is_chatter(stage: PipeStage) -> None:
    before = len(stage.lines)
    await _reply(stage, "cem", "I can!", "some-chatter")
    assert len(stage.lines) == before
    message = await stage.say("ana", DRILL, room="maple")
    await stage.press("ana", "post.confirm")
    shown = len(stage.lines)
    await _reply(stage, "ana", "I can!", message)
    assert len(stage.lines) == shown


async def _reply(stage: PipeStage, who: str, words: str, to: str) -> None:
    await stage.send(event="message", by_=who, text=words, room="maple", reply_to=to)


async def test_corrections_teach_this_village_only(stage: PipeStage, url: str) -> None:
    words = "Could somebody lend me a hand with the raffle on Saturday?"
    heard = []
    for _ in range(6):
        await stage.say("bea", words, room="maple")
        heard.append(any("post.not" in m.actions for m in stage.private("bea")))
        if not heard[-1]:
            break
        await stage.press("bea", "post.not")
    database = await Database.open(url, "7")
    try:
        async with database.begin("look", NOW) as work:
            (village,) = [c for _, c in await work.communities.villages()]
    finally:
        await database.close()
    assert any(weight < 0 for weight in village.taught.signs.values())
    assert "raffle" not in str(village.taught)


async def test_what_a_moderator_must_see_goes_to_one_first(stage: PipeStage) -> None:
    await stage.join("maple", "ana", admin=True)
    await stage.say("dia", "Does anyone have some spare antibiotics?", room="maple")
    await stage.press("dia", "post.confirm")
    assert not asked(stage, "ana", "bea", "cem")
    await stage.press("ana", "post.approve")
    assert asked(stage, "ana", "bea", "cem")


async def test_several_requests_in_one_message(stage: PipeStage) -> None:
    both = "Can anyone lend me a drill on Saturday at 10?\nCould somebody drive me to the clinic on Tuesday at 9?"
    await stage.say("bea", both, room="maple")
    shown = [m for m in stage.private("bea") if m.key == "post-confirm-request"]
    assert len(shown) == 2
    assert "drill" in shown[0].text
    assert "clinic" in shown[1].text
