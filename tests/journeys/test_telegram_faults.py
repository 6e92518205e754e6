"""Telegram refuses, stalls, breaks off and moves house: nothing is said twice, in the wrong place, or never."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.platforms.telegram import receiving
from tests.journeys.stories import a_village, an_exchange, asked, from_a_request_to_karma, latest
from tests.journeys.telegram_stage import SteppedStage, telegram_stage
from tests.telegram.refusals import Refused, bad, forbidden, too_many
from tests.telegram.schema import MISSING
from tests.telegram.server import TOKEN, dumped
from tests.telegram.world import Chat

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here"),
    pytest.mark.slow,
]

FOR_ONE = {"ephemeral_message_parameters", "receiver_user_id"}
UNDER_ONES_OWN_MESSAGE = ("I heard: ",)
"""What may stand in the group under a request whose author cannot be written to: nothing that was not said aloud."""
BROKEN = Refused(500, "Internal Server Error")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[SteppedStage]:
    async with telegram_stage(tmp_path) as stage:
        stage.platform.bot.request._answer_seconds = 0.3  # type: ignore[attr-defined]
        yield stage


async def a_request(stage: SteppedStage) -> None:
    """Ana asks for a drill; nobody was asked yet."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")


def asks(stage: SteppedStage, person: str) -> int:
    return len([m for m in stage.private(person) if m.key == "match-ask"])


def in_public(stage: SteppedStage, room: str = "maple") -> list[str]:
    """Return every text that any request tried to say to a whole group, arrived or not."""
    chat = stage.rooms[room].id
    return [
        str(r.params.get("text", r.params.get("caption", "")))
        for r in stage.api.requests
        if r.params.get("chat_id") == chat and not r.params.keys() & FOR_ONE
    ]


# --- refusals ---


async def test_who_blocked_the_bot_is_asked_when_they_come_back(stage: SteppedStage) -> None:
    await a_request(stage)
    stage.users["bea"].blocked = True  # Telegram has not told the bot yet
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem", "dia") == ["cem", "dia"]
    await stage.reach("bea", "open")
    assert asked(stage, "bea", "cem", "dia") == ["bea", "cem", "dia"]
    assert asks(stage, "bea") == 1


async def test_one_full_chat_stalls_no_other(stage: SteppedStage) -> None:
    await a_request(stage)
    before = stage.clock.now()
    arrived: dict[str, timedelta] = {}
    stage.api.trouble("sendMessage", chat=stage.users["bea"].id, answer=too_many(30))
    stage.people.press(stage.users["ana"], *stage.button("ana", "post.confirm"))
    await stage.quiet()
    assert asked(stage, "bea", "cem", "dia") == ["cem", "dia"]
    await stage.settle()
    arrived["bea"] = stage.clock.now() - before
    assert asks(stage, "bea") == 1
    assert arrived["bea"] >= timedelta(seconds=30)


async def test_too_many_requests_for_a_revision(stage: SteppedStage) -> None:
    await a_request(stage)
    await stage.press("ana", "post.confirm")
    stage.api.trouble("editMessageText", times=2, answer=too_many(3))
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    assert "match.yes" not in latest(stage, "dia", "match-settled").actions


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "setMessageReaction"])
async def test_a_fault_of_telegrams_is_tried_again(stage: SteppedStage, method: str) -> None:
    stage.api.trouble(method, answer=BROKEN)
    await from_a_request_to_karma(stage)


async def test_a_mark_that_cannot_be_set_stops_nothing(stage: SteppedStage) -> None:
    stage.api.trouble("setMessageReaction", times=9, answer=bad("REACTION_INVALID"))
    await a_request(stage)
    assert latest(stage, "ana", "post-confirm-request")


async def test_html_that_cannot_be_read_is_said_plainly(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    stage.api.trouble("sendMessage", answer=bad("can't parse entities: unexpected end tag"))
    await stage.say("ana", "/help")
    plain = stage.api.sent("sendMessage", chat_id=stage.users["ana"].id)[-1]
    assert "parse_mode" not in plain.params


async def test_words_with_markup_in_them_are_shown_as_they_are(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/ask a <b>ladder</b> & a 3 < 4 m rope tomorrow at 10")
    await stage.press("ana", "post.confirm")
    assert "<b>" in stage.private("bea")[-1].text or "ladder" in stage.private("bea")[-1].text


# --- the line ---


async def test_another_program_with_the_same_token(
    stage: SteppedStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "CONFLICT_PAUSE_SECONDS", 0.1)
    await a_village(stage, "ana", "bea")
    refused = stage.api.trouble(
        "getUpdates",
        times=3,
        answer=Refused(409, "Conflict: terminated by other getUpdates request"),
    )
    await stage.say("ana", "I need a ladder tomorrow", room="maple")
    await stage.say("ana", "/mine")
    assert refused.times == 0
    assert latest(stage, "ana", "post-confirm-request")


@pytest.mark.parametrize("how", [{"cut": True}, {"answer": BROKEN}])
async def test_a_poll_that_breaks_off_loses_and_doubles_nothing(
    stage: SteppedStage, how: dict[str, object]
) -> None:
    await a_village(stage, "ana", "bea")
    told = len(stage.private("ana"))
    for before in (True, False):
        trouble = stage.api.trouble("getUpdates", before=before, **how)
        await stage.say("ana", "hello", room="maple")  # ends the poll that waits
        await stage.say("ana", "/preferences")
        assert not trouble.times
    assert len(stage.private("ana")) == told + 2


@pytest.mark.parametrize("how", [{"cut": True}, {"silent": True}])
async def test_what_arrived_without_an_answer_is_not_said_twice(
    stage: SteppedStage, how: dict[str, object]
) -> None:
    await a_request(stage)
    for person in ("bea", "cem", "dia"):
        chat = stage.users[person].id
        stage.api.trouble("sendMessage", chat=chat, before=False, **how)
    await stage.press("ana", "post.confirm")
    await stage.later("5m")
    sent = [len(stage.api.sent("sendMessage", chat_id=stage.users[p].id)) for p in ("bea", "cem")]
    texts = [m.text for m in stage.people.sees(stage.users["bea"]) if "drill" in m.text]
    assert len(texts) == len(set(texts)) == 1, sent


async def test_a_server_that_is_away_is_waited_for(stage: SteppedStage) -> None:
    """Nobody listens: the request never left, and is made again."""
    await a_request(stage)
    port = stage.platform.bot._base_url
    stage.platform.bot._base_url = "http://127.0.0.1:9/bot" + TOKEN
    stage.people.press(stage.users["ana"], *stage.button("ana", "post.confirm"))
    await asyncio.sleep(0.2)
    assert asked(stage, "bea", "cem", "dia") == []
    stage.platform.bot._base_url = port
    await stage.settle()
    await stage.later("10m")
    assert asked(stage, "bea", "cem", "dia") == ["bea", "cem", "dia"]
    assert asks(stage, "bea") == 1


# --- moving house ---


@pytest.mark.parametrize(
    "order",
    [("joined", "to", "from"), ("to", "joined", "from"), ("from", "to", "joined")],
    ids="-".join,
)
async def test_a_group_moves_in_the_middle_of_a_story(
    stage: SteppedStage, order: tuple[str, ...]
) -> None:
    await a_small_group(stage)
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    old = stage.rooms["maple"]
    stage.rooms["maple"] = stage.people.migrate(old, stage.users["ana"], order)
    await stage.settle()
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("bea", "exchange.done")
    await stage.press("ana", "exchange.done")
    await stage.say("bea", "/karma")
    assert not [m for m in stage.private("bea") if m.key == "which-village"]
    assert not [m for m in stage.room("maple") if m.key == "community-arrival"]
    await stage.say("cem", "Can anyone lend me a ladder tomorrow?", room="maple")
    assert latest(stage, "cem", "post-confirm-request")
    assert len(stage.marks("maple")) == 1


async def test_a_group_that_moved_while_nobody_told_is_followed(stage: SteppedStage) -> None:
    await a_small_group(stage)
    old = stage.rooms["maple"]
    stage.rooms["maple"] = stage.people.migrate(old, stage.users["ana"], order=())
    await stage.say("ana", "/offer I can lend my ladder to anybody")
    await stage.press("ana", "post.confirm")
    assert "ladder" in stage.room("maple")[-1].text
    await stage.say("bea", "I need a drill tomorrow", room="maple")
    assert latest(stage, "bea", "post-confirm-request")


async def a_small_group(stage: SteppedStage) -> Chat:
    """Maple Street, which is no supergroup yet."""
    chat = stage.api.world.new_group("Maple Street", stage.user("ana"), supergroup=False)
    stage.rooms["maple"] = chat
    stage.people.add_bot(chat, stage.user("ana"), admin=True)
    await stage.settle()
    await stage.join("maple", "bea", "cem")
    for person in ("ana", "bea", "cem"):
        await stage.press(person, "member.in")
    return chat


# --- what must never happen ---

TROUBLES = (
    {"answer": too_many(3)},
    {"answer": BROKEN},
    {"answer": BROKEN, "before": False},
    {"answer": forbidden("bot was blocked by the user")},
    {"answer": forbidden("bot can't initiate conversation with a user")},
    {"answer": bad("not enough rights to send ephemeral messages")},
    {"cut": True},
    {"cut": True, "before": False},
    {"silent": True},
)


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_private_is_ever_said_in_the_group(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    async with telegram_stage(tmp_path, is_admin=bool(seed % 2)) as stage:
        stage.platform.bot.request._answer_seconds = 0.1  # type: ignore[attr-defined]
        await a_village(stage, "ana", "bea", "cem", "dia")
        for number in range(12):
            method = chance.choice(["sendMessage"] * 3 + ["editMessageText"])
            stage.api.trouble(method, chat=None, **chance.choice(TROUBLES))
            stage.api._troubles[-1].matches = _sometimes(stage, chance, method)
            await _something_happens(stage, chance, number)
        stage.api._troubles.clear()
        await stage.later("2d")
        private = {
            str(r.params["text"])
            for r in stage.api.requests
            if "text" in r.params and r.params.get("chat_id", 0) > 0
        }
        public = in_public(stage)
        assert public
        leaked = private.intersection(public)
        assert not [t for t in leaked if not any(words in t for words in UNDER_ONES_OWN_MESSAGE)]
        assert TOKEN not in dumped([r.params for r in stage.api.requests])
    said = capfd.readouterr()
    assert TOKEN not in said.out + said.err
    assert TOKEN.partition(":")[2] not in said.out + said.err


def _sometimes(stage: SteppedStage, chance: random.Random, method: str):  # noqa: ANN202 - a matcher
    return lambda request: request.method == method and chance.random() < 0.5


async def _something_happens(stage: SteppedStage, chance: random.Random, number: int) -> None:
    """Somebody does something that is possible now."""
    people = ["ana", "bea", "cem", "dia"]
    chance.shuffle(people)
    things = ("drill", "ladder", "saw", "tent")
    await stage.say(people[0], f"Can anyone lend me a {things[number % 4]}?", room="maple")
    for person in people:
        for action in ("post.confirm", "match.yes", "match.accept", "match.no", "exchange.done"):
            try:
                found = stage.button(person, action)
            except AssertionError:
                continue
            stage.people.press(stage.users[person], *found)
            await stage.settle()


async def test_a_token_that_is_refused_is_not_told(
    stage: SteppedStage, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.platforms.telegram import Telegram, TokenRefused  # noqa: PLC0415

    wrong = "123456:" + "W" * 35
    stranger = Telegram(wrong, base_url=stage.api.base_url)
    with pytest.raises(TokenRefused) as refused:
        await stranger.start()
    await stranger.close()
    said = capfd.readouterr()
    assert wrong not in said.out + said.err + str(refused.value) + repr(refused.value.__cause__)
    await an_exchange_after_all(stage)


async def an_exchange_after_all(stage: SteppedStage) -> None:
    await a_village(stage, "ana", "bea", "cem", "dia")
    assert await an_exchange(stage)
