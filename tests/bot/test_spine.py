"""The spine with handlers of our own: what fails changes nothing, and stops nothing behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.spine import TRY_AGAIN, Spine
from bot.spine.clock import SteppedClock
from bot.spine.letters import Mailbag
from bot.spine.scenes import Outcome
from core.errors import Refusal
from core.events import (
    BallotCast,
    ChoicePicked,
    CommandGiven,
    Event,
    MemberLeft,
    MessagePosted,
    MessageRemoved,
    ReachabilityChanged,
    Reacted,
    Sender,
)
from core.messages import Choice, Item, Mark, Phrase, Text, Whisper
from core.people import Reach
from core.ports import Capabilities, Delivered, Outgoing, Trouble, Undeliverable
from handlers.table import Command, Deadline, Entry, Happened, Press, Table, Turn, Where, Who
from storage.database import Database
from tests.fakes import DAY, HOUR, NOW, FakePlatform, opened, settle_village, someone

ANA, BO = someone("Ana"), someone("Bo")
BY_ANA = Sender("@ana")
LABEL = Phrase("do-match-yes")


class Handlers:
    """A few small handlers, one of which fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.calls: list[str] = []
        self.could: list[Capabilities] = []

    def table(self) -> Table:
        entries = [
            (Command("rename"), self.rename, Where.ANYWHERE),
            (Command("refuse"), self.refuse, Where.ANYWHERE),
            (Command("shout"), self.shout, Where.PRIVATE),
            (Command("buttons"), self.buttons, Where.ANYWHERE),
            (Command("later"), self.later, Where.ANYWHERE),
            (Command("never"), self.never, Where.ANYWHERE),
            (Press("pick"), self.picked, Where.ANYWHERE),
            (Deadline("test.ring"), self.ring, Where.ANYWHERE),
            (Happened(ReachabilityChanged), self.reached, Where.ANYWHERE),
        ]
        return Table(Entry(trigger, where, Who.ANYONE, do) for trigger, do, where in entries)

    def _maybe_fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise LookupError("somebody's marmalade")

    async def rename(self, turn: Turn) -> list[Item]:
        self.calls.append("rename")
        await turn.work.people.save(replace(turn.person, name="Anna"))
        self._maybe_fail()
        return [turn.privately("resume-done")]

    async def refuse(self, turn: Turn) -> list[Item]:
        await turn.work.people.save(replace(turn.person, name="Anna"))
        raise Refusal("refused-pause-days", most=365)

    async def shout(self, turn: Turn) -> list[Item]:
        (room,) = await turn.work.communities.rooms(turn.account.community or turn.community.id)
        return [Text(room=room.id, key="resume-done")]

    async def buttons(self, turn: Turn) -> list[Item]:
        until = turn.work.now + HOUR
        choices = [
            Choice(action="pick", subject="open", until=until, label=LABEL),
            Choice(action="pick.5", subject="five", label=LABEL),
            Choice(action="nobody.answers", label=LABEL),
        ]
        return [turn.privately("resume-done", choices=choices)]

    async def later(self, turn: Turn) -> list[Item]:
        for subject, minutes in (("first", 1), ("second", 2)):
            at = turn.work.now + timedelta(minutes=minutes)
            await turn.work.deadlines.set(subject, "test.ring", subject, at)
        await turn.work.deadlines.set("unknown", "test.nobody", "", turn.work.now)
        return []

    async def never(self, turn: Turn) -> list[Item]:
        for subject in ("first", "second"):
            await turn.work.deadlines.drop(subject)
        return []

    async def picked(self, turn: Turn) -> list[Item]:
        self.calls.append(turn.subject)
        return [turn.answer("resume-done")]

    async def ring(self, turn: Turn) -> list[Item]:
        self.calls.append(turn.subject)
        self.could.append(turn.can)
        await turn.work.people.save(replace(ANA, name=turn.subject))
        if turn.subject == "first":
            self._maybe_fail()
        return [Whisper(to=ANA.id, key="resume-done")]

    async def reached(self, turn: Turn) -> list[Item]:
        state = Reach(turn.event.state)
        await turn.work.people.save_account(replace(turn.account, reach=state))
        return []


class House:
    """A spine over a database with one village, a platform and a clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.handlers = Handlers()
        self.platform = FakePlatform()
        self.clock = SteppedClock(NOW)
        self._number = 0
        self.restart()

    def restart(self) -> None:
        table = self.handlers.table()
        self.spine = Spine(self.database, [self.platform], table, self.clock)

    async def gives(self, name: str, room: str | None = None, **changes: Any) -> Outcome:
        """Let Ana give a command."""
        self._number += 1
        values = {"by": BY_ANA, "message": f"m{self._number}", "rest": "", "room": room, **changes}
        key = f"k{self._number}"
        return await self.spine.handle(CommandGiven(platform="pipe", key=key, name=name, **values))

    async def presses(self, button: int, by: str = "@ana") -> str:
        """Let somebody press a button of the newest message that has some; return the answer's wording."""
        self._number += 1
        shown = next(item for item in reversed(self.platform.said) if item.buttons)
        where = {"message": f"ref-{shown.id}", "choice": shown.buttons[button].id}
        await self.spine.handle(
            ChoicePicked(platform="pipe", key=f"k{self._number}", by=Sender(by), **where)
        )
        return self.platform.said[-1].key

    async def name(self) -> str:
        async with self.database.begin("look", NOW) as work:
            return str((await work.people.get(ANA.id)).name)

    async def counted(self, table: str) -> int:
        async with self.database.begin("look", NOW) as work:
            found = await work.outbox._connection.execute(text(f"SELECT count(*) FROM {table}"))
            return int(found.scalar_one())

    def said(self) -> list[str]:
        return [item.key for item in self.platform.said]


@asynccontextmanager
async def a_house(folder: Path) -> AsyncIterator[House]:
    async with opened(f"sqlite+aiosqlite:///{folder}/village.db") as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO])
        house = House(database)
        await house.spine.start()
        yield house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path) as house:
        yield house


async def test_a_handler_that_fails_says_sorry_and_changes_nothing(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.handlers.failures = 1
    assert await house.gives("rename") is Outcome.DONE
    assert (house.said(), await house.name()) == (["went-wrong"], "Ana")
    logged = capfd.readouterr()
    assert "LookupError" in logged.out + logged.err
    assert "marmalade" not in logged.out + logged.err
    await house.gives("rename")
    assert (house.said()[-1], await house.name()) == ("resume-done", "Anna")


async def test_a_refusal_says_why_and_changes_nothing(house: House) -> None:
    await house.gives("refuse")
    assert "365" in house.platform.said[-1].text
    assert await house.name() == "Ana"


async def test_an_event_that_comes_again_is_not_handled_again(house: House) -> None:
    event = CommandGiven(platform="pipe", key="k", by=BY_ANA, message="m", name="rename", rest="")
    assert await house.spine.handle(event) is Outcome.DONE
    assert await house.spine.handle(event) is Outcome.REPEATED
    house.restart()
    await house.spine.start()
    assert await house.spine.handle(event) is Outcome.REPEATED
    assert house.handlers.calls == ["rename"]
    assert house.said() == ["resume-done"]


async def test_a_private_handler_cannot_speak_in_a_room(house: House) -> None:
    await house.gives("shout", room="maple")
    assert house.said() == ["went-wrong"]
    assert house.platform.said[0].user == "@ana"


async def test_a_deadline_that_fails_is_tried_again_later_and_stops_nothing(house: House) -> None:
    await house.gives("later")
    house.handlers.failures = 1
    await house.spine.sweep(NOW + timedelta(minutes=5))
    assert house.handlers.calls == ["first", "second"]
    assert await house.name() == "second"
    assert house.said() == ["resume-done"]
    first = NOW + timedelta(minutes=1)
    assert house.spine.next_due == first + TRY_AGAIN
    await house.spine.sweep(first + TRY_AGAIN)
    assert house.handlers.calls == ["first", "second", "first"]
    assert house.said() == ["resume-done", "resume-done"]
    await house.spine.sweep(NOW + 12 * HOUR)
    assert len(house.handlers.calls) == 3


async def test_a_deadline_can_what_every_platform_can(house: House) -> None:
    picking = FakePlatform(people_picker=True, hidden_results=True)
    other = FakePlatform("other", people_picker=True)
    table = house.handlers.table()
    house.spine = Spine(house.database, [picking, other], table, house.clock)
    await house.gives("later")
    await house.spine.sweep(NOW + HOUR)
    can = house.handlers.could[-1]
    assert (can.people_picker, can.hidden_results) == (True, False)


async def test_a_deadline_that_was_dropped_wakes_nobody(house: House) -> None:
    await house.gives("later")
    await house.gives("never")
    await house.spine.sweep(NOW + HOUR)
    assert house.handlers.calls == []
    assert house.spine.next_due == NOW + DAY


async def test_each_deadline_runs_at_its_own_time(house: House) -> None:
    await house.gives("later")
    await house.spine.sweep(NOW + timedelta(seconds=90))
    assert house.clock.now() == NOW + timedelta(minutes=1)
    assert house.handlers.calls == ["first"]


async def test_a_deadline_survives_a_restart(house: House) -> None:
    await house.gives("later")
    house.restart()
    await house.spine.start()
    await house.spine.sweep(NOW + HOUR)
    assert house.handlers.calls == ["first", "second"]


async def test_housekeeping_comes_round_every_night(house: House) -> None:
    await house.gives("rename")
    await house.spine.sweep(NOW + 40 * DAY)
    assert house.spine.next_due == NOW + 41 * DAY
    assert await house.counted("outbox") == 0
    assert await house.counted("inbox") > 0  # under a hand-moved clock a story may be told again


async def test_a_button_by_its_action_or_by_its_action_without_the_last_part(house: House) -> None:
    await house.gives("buttons")
    assert await house.presses(0) == "resume-done"
    await house.presses(1)
    assert house.handlers.calls == ["open", "five"]


async def test_a_button_that_nothing_answers_says_nothing(house: House) -> None:
    await house.gives("buttons")
    before = len(house.said())
    await house.presses(2)
    assert len(house.said()) == before


async def test_a_button_that_is_not_yours_or_expired_is_refused(house: House) -> None:
    await house.gives("buttons")
    assert await house.presses(0, by="@bo") == "refused-not-yours"
    house.clock.move_to(NOW + HOUR)
    assert await house.presses(0) == "refused-expired"
    assert house.handlers.calls == []


async def test_a_room_nobody_added_is_unknown(house: House) -> None:
    said = {"by": BY_ANA, "message": "m", "text": "I need a drill", "room": "elm"}
    event = MessagePosted(platform="pipe", key="k", **said)
    assert await house.spine.handle(event) is Outcome.UNKNOWN_ROOM


@pytest.mark.parametrize(
    "event",
    [
        MessagePosted(
            platform="pipe", key="k", by=BY_ANA, message="m", text="lovely", room="maple"
        ),
        MessageRemoved(platform="pipe", key="k", message="m", room="maple"),
        MessageRemoved(platform="pipe", key="k", message="m"),
        Reacted(platform="pipe", key="k", by=Sender("@zoe"), message="m", emoji="x", room="maple"),
        BallotCast(platform="pipe", key="k", by=Sender("@zoe"), poll="p", options=(0,)),
        MemberLeft(platform="pipe", key="k", who=Sender("@zoe"), room="maple"),
    ],
    ids=lambda event: f"{type(event).__name__}-{getattr(event, 'room', '')}",
)
async def test_what_nobody_answers_says_nothing_and_makes_nobody_known(
    house: House, event: Event
) -> None:
    before = await house.counted("people")
    await house.spine.handle(event)
    assert house.said() == []
    assert await house.counted("people") == before


async def test_a_letter_left_behind_goes_out_at_the_next_start(house: House) -> None:
    async def lost(item: Outgoing) -> Delivered | Undeliverable:
        raise ConnectionError(item.id)

    house.platform.deliver = lost  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await house.gives("rename")
    assert await house.name() == "Anna"
    house.platform = FakePlatform()
    house.restart()
    await house.spine.start()
    assert house.said() == ["resume-done"]


async def test_letters_in_a_room_that_is_gone_are_given_up(house: House) -> None:
    async with house.spine._delivery.begin("put", NOW) as work:
        (room,) = [village.room for village in house.spine._villages._by_id.values()]
        await Mailbag(work, "cause").put([Mark(room=room.id, target="m1")])
        await work.communities.drop_room(room.id)
    await house.spine.sweep(NOW)
    assert house.platform.tried == []
    async with house.database.begin("look", NOW) as work:
        assert await work.outbox.waiting(NOW, 10) == []


async def test_who_becomes_reachable_gets_what_waited(house: House) -> None:
    house.platform.answers = lambda item: Undeliverable(Trouble.BLOCKED)
    await house.gives("rename")
    assert house.said() == []
    house.platform.answers = lambda item: Delivered(f"ref-{item.id}")
    who = Sender("@ana")
    await house.spine.handle(ReachabilityChanged(platform="pipe", key="r1", who=who, state="open"))
    assert house.said() == ["resume-done"]
