"""What sending teaches the spine: rooms move, people are nudged once and never for an ask, polls have other names."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.spine import Spine
from bot.spine.clock import SteppedClock
from bot.spine.scenes import Outcome
from core.events import BallotCast, CommandGiven, MessageEdited, RoomMoved, Sender
from core.ids import RoomId
from core.messages import ClosePoll, Item, Phrase, Poll, Text, Whisper
from core.people import Reach
from core.ports import Delivered, Outgoing, Trouble, Undeliverable
from handlers.table import Command, Entry, Happened, Table, Turn, Where, Who
from storage.database import Database
from tests.fakes import NOW, FakePlatform, opened, post_of, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
MAPLE = RoomId("room-maple")


class Told:
    """Handlers that tell Bo something, ask a poll, follow a move, and note votes and edits."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.ask = False

    def table(self) -> Table:
        entries = [
            (Command("tell"), self.tell),
            (Command("poll"), self.poll),
            (Command("close"), self.close),
            (Happened(RoomMoved), self.moved),
            (Happened(BallotCast), self.note),
            (Happened(MessageEdited), self.note),
        ]
        return Table(Entry(trigger, Where.ANYWHERE, Who.ANYONE, do) for trigger, do in entries)

    async def tell(self, turn: Turn) -> list[Item]:
        card = "ask:1" if self.ask else None
        return [Whisper(to=BO.id, key="leave-done", args={"village": "x"}, card=card)]

    async def poll(self, turn: Turn) -> list[Item]:
        options = (Phrase("resume-done"), Phrase("resume-done"))
        return [Poll(room=MAPLE, key="resume-done", options=options, card="vote:1")]

    async def close(self, turn: Turn) -> list[Item]:
        return [ClosePoll(card="vote:1")]

    async def moved(self, turn: Turn) -> list[Item]:
        self.heard.append(turn.event)
        return [Text(room=MAPLE, key="resume-done")]

    async def note(self, turn: Turn) -> list[Item]:
        self.heard.append(turn.event)
        return []


class House:
    """A spine over Maple, where Ana is reachable and Bo is what a test says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.told = Told()
        self.platform = FakePlatform(private_link="https://example.org/{payload}", mentions=True)
        self.spine = Spine(database, [self.platform], self.told.table(), SteppedClock(NOW))
        self._number = 0

    async def gives(self, name: str) -> Outcome:
        self._number += 1
        key = f"k{self._number}"
        ana = Sender("@ana")
        given = CommandGiven(platform="pipe", key=key, by=ana, message=key, name=name, room="maple")
        return await self.spine.handle(given)

    async def reach(self, state: Reach) -> None:
        async with self.database.begin("reach", NOW) as work:
            found = await work.people.by_account("pipe", "@bo")
            await work.people.save_account(replace(found[1], reach=state))

    def said(self) -> list[tuple[str, str | None]]:
        return [(item.key, item.user or item.room) for item in self.platform.said]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/village.db") as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO])
        house = House(database)
        await house.spine.start()
        yield house


async def test_who_cannot_be_reached_is_nudged_once_without_content(house: House) -> None:
    await house.reach(Reach.UNKNOWN)
    for _ in range(3):
        await house.gives("tell")
    assert house.said() == [("private-waits", "maple")]
    (nudge,) = house.platform.said
    assert "https://example.org/hello" in nudge.text
    assert nudge.mentions == (("Bo", "@bo"),)


async def test_an_ask_never_nudges(house: House) -> None:
    await house.reach(Reach.UNKNOWN)
    house.told.ask = True
    await house.gives("tell")
    assert house.said() == []


async def test_something_new_behind_a_waiting_ask_nudges(house: House) -> None:
    await house.reach(Reach.UNKNOWN)
    house.told.ask = True
    await house.gives("tell")
    house.told.ask = False
    await house.gives("tell")
    assert house.said() == [("private-waits", "maple")]


@pytest.mark.parametrize("state", [Reach.CLOSED, Reach.INVITED])
async def test_who_left_or_was_invited_is_left_alone(house: House, state: Reach) -> None:
    await house.reach(state)
    await house.gives("tell")
    assert house.said() == []


async def test_where_there_is_no_way_in_nobody_is_nudged(house: House) -> None:
    house.platform.can = replace(house.platform.can, private_link="")
    await house.reach(Reach.UNKNOWN)
    await house.gives("tell")
    assert house.said() == []


async def test_a_move_that_sending_finds_is_followed(house: House) -> None:
    def answer(item: Outgoing) -> Delivered | Undeliverable:
        if item.kind == "poll" and not house.told.heard:
            return Undeliverable(Trouble.MOVED, to="oak")
        return Delivered(f"ref-{item.id}")

    house.platform.answers = answer
    await house.gives("poll")
    (move,) = house.told.heard
    assert (move.room, move.to, move.key) == ("maple", "oak", "moved:maple:oak")
    assert {key for key, _ in house.said()} == {"resume-done"}
    assert len(house.said()) == 2  # the poll, and what the move's handler said


async def test_a_vote_by_the_platforms_name_is_told_by_ours_and_anothers_is_not_heard(
    house: House,
) -> None:
    house.platform.answers = lambda item: Delivered("77@-1:5")
    await house.gives("poll")
    (poll,) = house.platform.said
    for name in ("77", poll.id):
        vote = BallotCast(
            platform="pipe", key=f"v{name}", by=Sender("@bo"), poll=name, options=(1,)
        )
        assert await house.spine.handle(vote) is Outcome.DONE
    assert [vote.poll for vote in house.told.heard] == [poll.id] * 2
    stranger = replace(vote, key="v3", poll="7")
    assert await house.spine.handle(stranger) is Outcome.CHATTER
    assert len(house.told.heard) == 2


async def test_counts_nobody_asked_for_are_let_go(house: House) -> None:
    house.platform.answers = lambda item: Delivered("77@-1:5", (1, 2))
    await house.gives("poll")
    assert await house.gives("close") is Outcome.DONE
    assert house.spine._delivery.learned == []


async def test_an_edit_that_changed_no_word_changes_nothing(house: House) -> None:
    async with house.database.begin("post", NOW) as work:
        await work.posts.add(post_of(ANA, room=MAPLE, message="m1"))
    edit = MessageEdited(
        platform="pipe",
        key="e1",
        by=Sender("@ana"),
        message="m1",
        text="does anyone have a drill? ",
        room="maple",
    )
    assert await house.spine.handle(edit) is Outcome.CHATTER
    assert house.told.heard == []
    changed = replace(edit, key="e2", text="does anyone have a ladder?")
    assert await house.spine.handle(changed) is Outcome.DONE
    assert house.told.heard == [changed]


async def test_rooms_are_listed_by_platform(house: House) -> None:
    assert house.spine.rooms("pipe") == ["maple"]
    assert house.spine.rooms("telegram") == []
