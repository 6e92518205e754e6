from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.spine.delivery import FOREVER, Delivery
from bot.spine.letters import Mailbag
from bot.spine.retries import MOST_ATTEMPTS, backoff
from bot.spine.villages import Villages
from core.ids import CommunityId, RoomId
from core.messages import (
    Admit,
    Answer,
    Choice,
    ClosePoll,
    MakeRoom,
    Mark,
    Phrase,
    Poll,
    Revise,
    Secret,
    Text,
    Whisper,
)
from core.people import Reach
from core.ports import Delivered, Outgoing, Trouble, Undeliverable
from storage.database import Database
from storage.spine import outbox
from tests.fakes import DAY, FakePlatform, StandingClock, opened, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
MAPLE = RoomId("room-maple")
SAID = {"village": "Maple"}


class Post:
    """A post office over a database, with one platform and a clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StandingClock()
        self.platform = FakePlatform()
        self.villages = Villages()
        self.restart()

    def restart(self) -> None:
        platforms = {self.platform.name: self.platform}
        self.delivery = Delivery(self.database, platforms, self.villages, self.clock)

    def trouble(self, *wrong: str, said: Undeliverable) -> None:
        """Everything to these people and rooms goes wrong so."""

        def answer(item: Outgoing) -> Delivered | Undeliverable:
            return said if (item.user or item.room) in wrong else Delivered(f"ref-{item.id}")

        self.platform.answers = answer

    async def put(self, *items: Any) -> None:
        async with self.delivery.begin(
            f"put {len(self.platform.tried)} {items}", self.clock.now()
        ) as work:
            await Mailbag(work, "cause").put(items)

    async def run(self) -> list[str]:
        """Deliver, and return to whom something was said."""
        before = len(self.platform.said)
        await self.delivery.run()
        await self.delivery.flush()
        return [item.user or item.room or "" for item in self.platform.said[before:]]

    async def rows(self) -> list[Any]:
        async with self.delivery.begin("look", self.clock.now()) as work:
            found = await work.outbox._connection.execute(select(outbox).order_by(outbox.c.seq))
            return list(found.mappings())


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/village.db") as database:
        office = Post(database)
        async with database.begin("village", office.clock.now()) as work:
            await settle_village(work, "maple", [ANA, BO])
            office.villages.replace(await work.communities.villages())
        yield office


def whisper(to: Any, **changes: Any) -> Whisper:
    return Whisper(to=to.id, key="leave-done", args=SAID, **changes)


def said_in_room(**changes: Any) -> Text:
    return Text(room=MAPLE, key="leave-done", args=SAID, **changes)


def a_poll() -> Poll:
    yes_or_no = (Phrase("leave-done", SAID), Phrase("leave-done", SAID))
    return Poll(room=MAPLE, key="leave-done", args=SAID, options=yes_or_no, card="vote:1")


async def test_letters_go_out_in_order_once_and_are_erased(post: Post) -> None:
    await post.put(whisper(ANA), said_in_room(), whisper(BO))
    assert await post.run() == ["@ana", "maple", "@bo"]
    assert await post.run() == []
    assert [(r["state"], r["args"]) for r in await post.rows()] == [("delivered", {})] * 3


async def test_a_full_chat_holds_only_itself(post: Post) -> None:
    post.trouble("@ana", said=Undeliverable(Trouble.TOO_FAST, 30))
    await post.put(whisper(ANA), whisper(BO), whisper(ANA))
    assert await post.run() == ["@bo"]
    assert len(post.platform.tried) == 2
    post.trouble(said=Undeliverable(Trouble.FORBIDDEN))
    post.clock.at += DAY
    assert await post.run() == ["@ana", "@ana"]


async def test_a_later_letter_never_overtakes_one_that_waits(post: Post) -> None:
    post.trouble("@ana", said=Undeliverable(Trouble.TOO_FAST, 30))
    await post.put(whisper(ANA))
    await post.run()
    post.trouble(said=Undeliverable(Trouble.FORBIDDEN))
    await post.put(whisper(ANA))
    assert await post.run() == []


@pytest.mark.parametrize(
    ("trouble", "reach"), [(Trouble.NOT_STARTED, Reach.UNKNOWN), (Trouble.BLOCKED, Reach.CLOSED)]
)
async def test_a_private_letter_waits_until_its_reader_can_be_reached(
    post: Post, trouble: Trouble, reach: Reach
) -> None:
    post.trouble("@ana", said=Undeliverable(trouble))
    await post.put(whisper(ANA))
    assert await post.run() == []
    async with post.delivery.begin("reached", post.clock.now()) as work:
        found = await work.people.by_account("pipe", "@ana")
        assert found is not None
        assert found[1].reach is reach
    assert [r["not_before"] for r in await post.rows()] == [FOREVER]
    assert await post.run() == []
    async with post.delivery.begin("reached", post.clock.now()) as work:
        await work.people.save_account(replace(found[1], reach=Reach.OPEN))
        await work.outbox.release(ANA.id, post.clock.now())
    post.trouble(said=Undeliverable(trouble))
    assert await post.run() == ["@ana"]


async def test_nobody_who_is_unreachable_is_even_tried(post: Post) -> None:
    async with post.delivery.begin("closed", post.clock.now()) as work:
        found = await work.people.by_account("pipe", "@ana")
        assert found is not None
        await work.people.save_account(replace(found[1], reach=Reach.UNKNOWN))
    await post.put(whisper(ANA))
    assert await post.run() == []
    assert post.platform.tried == []


async def test_what_the_platform_failed_to_do_is_tried_again_with_growing_patience(
    post: Post,
) -> None:
    post.trouble("@ana", said=Undeliverable(Trouble.FAULT))
    await post.put(whisper(ANA))
    for attempt in range(MOST_ATTEMPTS + 1):
        await post.run()
        assert len(post.platform.tried) == attempt + 1
        post.clock.at += backoff(attempt)
    assert [r["state"] for r in await post.rows()] == ["dropped"]


async def test_what_never_left_is_tried_for_as_long_as_it_takes(post: Post) -> None:
    post.trouble("maple", said=Undeliverable(Trouble.AWAY))
    await post.put(a_poll())
    for attempt in range(MOST_ATTEMPTS + 5):
        await post.run()
        post.clock.at += backoff(attempt)
    post.trouble(said=Undeliverable(Trouble.FORBIDDEN))
    assert await post.run() == ["maple"]


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (Text(room=MAPLE, key="leave-done", args=SAID), "dropped"),
        (Mark(room=MAPLE, target="m1"), "waiting"),
    ],
)
async def test_what_may_have_arrived_is_repeated_only_where_twice_is_once(
    post: Post, item: Any, state: str
) -> None:
    post.trouble("maple", said=Undeliverable(Trouble.UNCERTAIN))
    await post.put(item)
    await post.run()
    assert [r["state"] for r in await post.rows()] == [state]


@pytest.mark.parametrize("trouble", [Trouble.UNCERTAIN, Trouble.FAULT])
async def test_a_poll_is_never_sent_again(post: Post, trouble: Trouble) -> None:
    post.trouble("maple", said=Undeliverable(trouble))
    await post.put(a_poll())
    await post.run()
    assert [r["state"] for r in await post.rows()] == ["dropped"]


async def test_a_poll_on_its_way_when_the_program_ended_is_given_up(post: Post) -> None:
    def killed(_: Outgoing) -> Delivered:
        raise KeyboardInterrupt

    post.platform.answers = killed
    await post.put(a_poll())
    with pytest.raises(KeyboardInterrupt):
        await post.delivery.run()
    assert [r["state"] for r in await post.rows()] == ["sending"]
    post.restart()
    async with post.delivery.begin("start", post.clock.now()) as work:
        await work.outbox.drop_interrupted()
    assert await post.run() == []
    assert [r["state"] for r in await post.rows()] == ["dropped"]


async def test_a_move_is_learned_and_the_letter_waits_for_it(post: Post) -> None:
    post.trouble("maple", said=Undeliverable(Trouble.MOVED, to="oak"))
    await post.put(said_in_room(), whisper(ANA))
    assert await post.run() == ["@ana"]
    learned = post.delivery.learned[0]
    move, chat = learned.event, learned.chat
    assert (move.room, move.to, chat) == ("maple", "oak", MAPLE)  # type: ignore[attr-defined]
    post.trouble(said=Undeliverable(Trouble.FORBIDDEN))
    await post.delivery.resume(MAPLE)
    assert [r["state"] for r in await post.rows()] == ["delivered"] * 2


async def test_the_counts_of_a_closed_poll_are_learned(post: Post) -> None:
    await post.put(a_poll())
    await post.run()
    post.platform.answers = lambda _: Delivered("ref", (3, 1))
    await post.put(ClosePoll(card="vote:1"))
    await post.run()
    counted = post.delivery.learned[0].event
    rows = await post.rows()
    assert (counted.poll, counted.counts) == (rows[0]["id"], (3, 1))  # type: ignore[attr-defined]


async def test_a_budget_delays_no_answer_and_counts_no_attempt(post: Post) -> None:
    post.platform = FakePlatform(chat_messages_per_second=1)
    post.restart()
    answer = Answer(to=ANA.id, key="leave-done", args=SAID)
    await post.put(whisper(ANA), answer, whisper(ANA))
    assert await post.run() == ["@ana", "@ana"]
    assert [r["attempts"] for r in await post.rows()] == [0, 0, 0]
    assert post.delivery.next_try == post.clock.now() + timedelta(seconds=1)


async def test_an_answer_to_somebody_out_of_reach_is_given_up(post: Post) -> None:
    post.trouble("@ana", said=Undeliverable(Trouble.NOT_STARTED))
    await post.put(Answer(to=ANA.id, key="leave-done", args=SAID))
    await post.run()
    assert [r["state"] for r in await post.rows()] == ["dropped"]


@pytest.mark.parametrize("trouble", [Trouble.FORBIDDEN, Trouble.NOT_STARTED, Trouble.BLOCKED])
async def test_a_room_that_refuses_is_given_up(post: Post, trouble: Trouble) -> None:
    post.trouble("maple", said=Undeliverable(trouble))
    await post.put(said_in_room())
    await post.run()
    assert [(r["state"], r["args"]) for r in await post.rows()] == [("dropped", {})]


@pytest.mark.parametrize("reader", [BO.id, None])
async def test_a_hidden_number_for_somebody_else_is_stopped_and_nothing_behind_it(
    post: Post, reader: Any
) -> None:
    args = {"village": Secret("karma", ANA.id, CommunityId("maple"))}
    if reader:
        await post.put(Whisper(to=reader, key="leave-done", args=args), whisper(BO))
    else:
        await post.put(Text(room=MAPLE, key="leave-done", args=args), whisper(BO))
    assert await post.run() == ["@bo"]
    assert [r["state"] for r in await post.rows()] == ["dropped", "delivered"]


async def test_ones_own_number_arrives_in_private(post: Post) -> None:
    args = {"village": Secret("karma", ANA.id, CommunityId("maple"))}
    await post.put(Whisper(to=ANA.id, key="leave-done", args=args))
    assert await post.run() == ["@ana"]
    assert "0" in post.platform.said[0].text


async def test_a_room_message_for_one_reader_names_them(post: Post) -> None:
    await post.put(said_in_room(only_for=ANA.id))
    assert await post.run() == ["maple"]
    assert post.platform.said[0].only_for == "@ana"


async def test_a_wording_that_cannot_be_said_stops_nothing_behind_it(post: Post) -> None:
    await post.put(Whisper(to=ANA.id, key="no-such-wording"), whisper(ANA))
    assert await post.run() == ["@ana"]


async def test_a_budget_holds_a_room_and_not_its_people(post: Post) -> None:
    post.platform = FakePlatform(room_messages_per_minute=1)
    post.restart()
    await post.put(said_in_room(), said_in_room(), whisper(ANA))
    assert await post.run() == ["maple", "@ana"]
    post.clock.at += DAY
    assert await post.run() == ["maple"]


async def test_what_arrived_is_not_said_again_after_a_restart(post: Post) -> None:
    await post.put(whisper(ANA))
    await post.run()
    post.restart()
    assert await post.run() == []


async def test_a_receipt_is_written_at_once_unless_twice_is_once(post: Post) -> None:
    await post.put(Mark(room=MAPLE, target="m1"), whisper(ANA))
    async with post.delivery.begin("letters", post.clock.now()) as work:
        letters = await work.outbox.waiting(post.clock.now(), 10)
    await post.delivery.send(letters[:1], {})
    assert len(post.delivery.receipts) == 1
    await post.delivery.send(letters[1:], {})
    assert post.delivery.receipts == []
    assert [r["state"] for r in await post.rows()] == ["delivered"] * 2


def a_room() -> MakeRoom:
    wish = {"keepers": (ANA.id,), "rooms": (MAPLE,), "by": ANA.id, "card": "room:1"}
    return MakeRoom(platform="pipe", community=CommunityId("maple"), title="Tools", **wish)  # type: ignore[arg-type]


async def test_a_room_is_asked_for_until_what_becomes_of_it_is_written_down(post: Post) -> None:
    await post.put(a_room(), whisper(ANA))
    await post.run()
    (first,) = [item for item in post.platform.tried if item.kind == "make_room"]
    assert (first.name, first.keepers, first.rooms, first.village) == (
        "Tools",
        ("@ana",),
        ("maple",),
        "maple",
    )
    learned = post.delivery.learned[0]
    assert (learned.event.made, learned.event.card) == (f"ref-{first.id}", "room:1")  # type: ignore[attr-defined]
    post.restart()
    await post.run()
    again = post.platform.tried[-1]
    assert (again.kind, again.once) == ("make_room", first.once)
    assert [r["state"] for r in await post.rows()] == ["waiting", "delivered"]


async def test_a_room_that_cannot_be_made_yet_holds_up_nothing(post: Post) -> None:
    def answer(item: Outgoing) -> Delivered | Undeliverable:
        return trouble if item.kind == "make_room" else Delivered("there")

    trouble = Undeliverable(Trouble.TOO_FAST, 30)
    post.platform.answers = answer
    await post.put(a_room(), whisper(ANA), said_in_room())
    assert await post.run() == ["@ana", "maple"]
    trouble = Undeliverable(Trouble.FORBIDDEN)
    post.clock.at += DAY
    await post.run()
    (learned,) = post.delivery.learned
    assert learned.event.made == ""  # type: ignore[attr-defined]
    assert [r["state"] for r in await post.rows()] == ["dropped", "delivered", "delivered"]


async def test_whoever_has_no_account_there_is_not_let_into_a_room(post: Post) -> None:
    async with post.database.begin("elsewhere", post.clock.now()) as work:
        known = await work.people.by_account("pipe", "@bo")
        await work.people.save_account(replace(known[1], platform="elsewhere"))
    await post.put(Admit(room=MAPLE, person=BO.id), Admit(room=MAPLE, person=ANA.id))
    await post.run()
    assert [item.user for item in post.platform.said] == ["@ana"]


async def test_a_platform_that_wants_it_slower_everywhere_is_asked_once_and_order_is_kept(
    post: Post,
) -> None:
    slow = Undeliverable(Trouble.TOO_FAST, 30, everywhere=True)
    post.platform.answers = lambda _: slow
    await post.put(whisper(ANA), whisper(BO), whisper(ANA), said_in_room(), said_in_room())
    assert await post.run() == []
    assert len(post.platform.tried) == 1
    post.platform.answers = lambda item: Delivered(f"ref-{item.id}")
    assert await post.run() == []
    assert post.delivery.next_try is not None
    post.clock.at = post.delivery.next_try
    await post.put(whisper(BO, card="late"))
    (late,) = [letter for letter in await post.rows() if letter["card"] == "late"]
    async with post.delivery.begin("look", post.clock.now()) as work:
        waiting = await work.outbox.waiting(post.clock.now(), 10)
    await post.delivery.send([w for w in waiting if w.id == late["id"]], {})
    assert post.platform.said == []
    assert await post.run() == ["@ana", "@bo", "@ana", "maple", "maple", "@bo"]


async def test_a_message_offers_what_it_shows_until_its_revision_was_said(post: Post) -> None:
    await post.put(whisper(ANA, card="card", choices=(Choice(action="match.yes"),)))
    await post.run()
    post.trouble("@ana", said=Undeliverable(Trouble.TOO_FAST, 30))
    await post.put(
        Revise(
            card="card", key="leave-done", args=SAID, choices=(Choice(action="exchange.cancel"),)
        )
    )
    await post.run()
    assert [b["action"] for b in (await post.rows())[0]["choices"]] == ["match.yes"]
    post.trouble(said=Undeliverable(Trouble.FORBIDDEN))
    post.clock.at += DAY
    await post.run()
    assert [b["action"] for b in (await post.rows())[0]["choices"]] == ["exchange.cancel"]
