from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.ids import MessageId, PersonId, RoomId
from core.ports import Due, Letter
from storage.database import Database
from storage.spine import outbox
from tests.fakes import DAY, HOUR, NOW, letter_of, opened

FAR = datetime.fromisoformat("9999-01-01T00:00:00Z")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        yield database


def row(name: str, **changes: Any) -> dict[str, Any]:
    """A letter as the mailbag writes it."""
    return {
        "id": name,
        "kind": "text",
        "person": None,
        "room": None,
        "key": "leave-done",
        "args": {"village": "Maple — 🏡"},
        "choices": [],
        "extra": {},
        "content": None,
        "card": None,
        "target": None,
        "ask": None,
        "cause": "test",
        "state": "waiting",
        "attempts": 0,
        "not_before": None,
        "reference": None,
        "at": NOW,
        **changes,
    }


async def add(database: Database, *rows: dict[str, Any]) -> None:
    async with database.begin("add", NOW) as work:
        await work.outbox.add(rows)


async def waiting(database: Database, now: datetime = NOW, limit: int = 100) -> list[str]:
    async with database.begin("look", now) as work:
        return [letter.id for letter in await work.outbox.waiting(now, limit)]


async def stored(database: Database, name: str) -> dict[str, Any]:
    async with database.begin("look", NOW) as work:
        statement = select(outbox).where(outbox.c.id == name)
        found = await work.outbox._connection.execute(statement)
        return dict(found.mappings().one())


def letter(name: str, **changes: Any) -> Letter:
    return letter_of(id=MessageId(name), **changes)


async def test_an_event_is_noted_once_and_forgotten_later(database: Database) -> None:
    async with database.begin("one", NOW) as work:
        assert await work.inbox.note("pipe:m1", NOW) is True
        assert await work.inbox.note("pipe:m1", NOW + DAY) is False
        assert await work.inbox.note("pipe:m2", NOW + DAY) is True
    async with database.begin("two", NOW) as work:
        await work.inbox.forget(NOW + DAY)
        assert await work.inbox.note("pipe:m2", NOW) is False
        assert await work.inbox.note("pipe:m1", NOW) is True


async def test_letters_wait_in_the_order_they_were_written(database: Database) -> None:
    await add(database, *(row(name, room="r") for name in "zebra"))
    await add(database)
    assert await waiting(database) == list("zebra")
    assert await waiting(database, limit=2) == ["z", "e"]


async def test_a_letter_comes_back_whole(database: Database) -> None:
    full = row(
        "full",
        kind="file",
        person="ana",
        room="r",
        choices=[{"id": "t", "action": "match.yes"}],
        extra={"name": "x.ics"},
        content=b"\x00\xff",
        card="ask:a1",
        target="other",
        ask="a1",
        attempts=3,
    )
    await add(database, full)
    async with database.begin("read", NOW) as work:
        (found,) = await work.outbox.waiting(NOW, 9)
        assert (found.to, found.room, found.chat) == ("ana", "r", "ana")
        assert (found.kind, found.key, found.cause) == ("file", "leave-done", "test")
        assert (found.args, found.choices) == (full["args"], full["choices"])
        assert (found.extra, found.content) == (full["extra"], b"\x00\xff")
        assert (found.target, found.ask, found.attempts) == ("other", "a1", 3)


async def test_a_letter_is_written_once(database: Database) -> None:
    await add(database, row("a"))
    with pytest.raises(IntegrityError):
        await add(database, row("a"))


async def test_what_was_delivered_is_erased_but_its_buttons_stay(database: Database) -> None:
    choices = [{"id": "t", "action": "match.yes"}]
    await add(database, row("a", content=b"x", choices=choices), row("b"), row("c"))
    async with database.begin("sent", NOW) as work:
        await work.outbox.delivered([("a", "a"), ("b", "tg-9")])
        await work.outbox.delivered([])
        references = await work.outbox.references(["a", "b", "c", "nowhere"])
        assert references == {"a": "a", "b": "tg-9"}
    assert await waiting(database) == ["c"]
    found = await stored(database, "a")
    assert (found["state"], found["args"], found["content"]) == ("delivered", {}, None)
    assert found["choices"] == choices
    assert (await stored(database, "b"))["args"] == {}


async def test_what_was_given_up_is_erased_with_its_buttons(database: Database) -> None:
    await add(database, row("a", content=b"x", choices=[{"id": "t", "action": "a"}]), row("b"))
    async with database.begin("drop", NOW) as work:
        await work.outbox.drop("a")
    found = await stored(database, "a")
    assert (found["state"], found["args"]) == ("dropped", {})
    assert (found["content"], found["choices"]) == (None, [])
    assert await waiting(database) == ["b"]


@pytest.mark.parametrize("chat", [{"person": "ana"}, {"room": "maple"}])
async def test_a_held_letter_holds_those_of_its_chat_only(
    database: Database, chat: dict[str, str]
) -> None:
    await add(
        database,
        row("a", **chat),
        row("b", **chat),
        row("c", person="bo"),
        row("d", room="elm"),
    )
    held = letter("a", to=chat.get("person"), room=chat.get("room"), attempts=2)
    async with database.begin("hold", NOW) as work:
        await work.outbox.hold(held, NOW + HOUR)
        assert await work.outbox.count_waiting(NOW) == 2
    assert await waiting(database) == ["c", "d"]
    assert await waiting(database, NOW + HOUR) == ["a", "b", "c", "d"]
    assert (await stored(database, "a"))["attempts"] == 3
    assert (await stored(database, "b"))["attempts"] == 0


async def test_what_waits_for_a_person_goes_when_they_can_be_reached(database: Database) -> None:
    await add(database, row("a", person="ana"), row("b", person="ana"), row("c", person="bo"))
    async with database.begin("hold", NOW) as work:
        for name, person in (("a", "ana"), ("c", "bo")):
            await work.outbox.hold(letter(name, to=PersonId(person)), FAR)
    assert await waiting(database, NOW + 999 * DAY) == []
    async with database.begin("reached", NOW) as work:
        assert not work.outbox.released
        await work.outbox.release(PersonId("ana"), NOW)
        assert work.outbox.released
    assert await waiting(database) == ["a", "b"]


async def test_a_card_names_its_latest_message(database: Database) -> None:
    await add(
        database,
        row("a", card="post:1"),
        row("b", card="post:1"),
        row("c", card="post:1", kind="mark"),
        row("d", card="post:2", kind="poll"),
    )
    async with database.begin("look", NOW) as work:
        found = [await work.outbox.on_card(card) for card in ("post:1", "post:2", "post:3")]
        assert [card and card["id"] for card in found] == ["b", "d", None]


async def test_a_waiting_letter_can_be_rewritten(database: Database) -> None:
    await add(database, row("a"))
    async with database.begin("rewrite", NOW) as work:
        await work.outbox.rewrite("a", {"key": "other", "args": {"n": 1}, "choices": [{"id": "x"}]})
    found = await stored(database, "a")
    assert (found["key"], found["args"], found["choices"]) == ("other", {"n": 1}, [{"id": "x"}])


BUTTON = {"id": "t0k3n", "action": "match.yes"}
OWN = {
    "id": "k2",
    "action": "match.no",
    "subject": "a1",
    "only_for": "ana",
    "until": "2026-01-06T00:00:00+00:00",
}


@pytest.mark.parametrize("message", ["a", "tg-9"])
@pytest.mark.parametrize("choice", ["k2", "match.no"])
async def test_a_button_is_found_by_either_name_of_it_and_its_message(
    database: Database, message: str, choice: str
) -> None:
    await add(
        database, row("a", person="ana", card="ask:a1", choices=[BUTTON, OWN], reference="tg-9")
    )
    async with database.begin("press", NOW) as work:
        found = await work.outbox.picked(message, choice)
    assert found is not None
    assert (found.action, found.subject, found.only_for) == ("match.no", "a1", "ana")
    assert found.until == datetime.fromisoformat("2026-01-06T00:00:00Z")
    assert (found.message, found.card, found.to) == ("a", "ask:a1", "ana")


async def test_a_plain_button_is_for_anybody_and_for_ever(database: Database) -> None:
    await add(database, row("a", room=RoomId("r"), kind="poll", choices=[BUTTON]))
    async with database.begin("press", NOW) as work:
        found = await work.outbox.picked("a", "t0k3n")
    assert found is not None
    assert (found.subject, found.only_for, found.until, found.to) == ("", None, None, None)


async def test_a_button_that_is_not_there_is_not_found(database: Database) -> None:
    await add(database, row("a", choices=[BUTTON]), row("m", kind="mark", choices=[BUTTON]))
    async with database.begin("press", NOW) as work:
        for message, choice in (("a", "x"), ("b", "t0k3n"), ("m", "t0k3n"), ("a", "")):
            assert await work.outbox.picked(message, choice) is None


async def test_old_letters_without_buttons_are_forgotten(database: Database) -> None:
    await add(
        database,
        row("old", state="delivered"),
        row("dropped", state="dropped"),
        row("new", state="delivered", at=NOW + DAY),
        row("waiting"),
        row("buttons", state="delivered", choices=[BUTTON]),
    )
    async with database.begin("tidy", NOW) as work:
        await work.outbox.forget(NOW + DAY)
        left = (await work.outbox._connection.execute(select(outbox.c.id))).scalars().all()
        assert set(left) == {"new", "waiting", "buttons"}


async def test_letters_that_could_go_are_counted(database: Database) -> None:
    await add(
        database,
        row("a"),
        row("b", not_before=NOW),
        row("c", not_before=FAR),
        row("d", state="delivered"),
    )
    async with database.begin("look", NOW) as work:
        assert await work.outbox.count_waiting(NOW) == 2


async def test_deadlines_that_nobody_met_are_counted(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        for key, due_at in (("late", NOW - HOUR), ("done", NOW - HOUR), ("now", NOW)):
            await work.deadlines.set(key, "kind", "s", due_at)
        await work.deadlines.done("done", NOW)
        assert await work.deadlines.count_overdue(NOW) == 1


async def test_deadlines_come_in_the_order_they_are_due(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        assert work.deadlines.soonest is None
        assert await work.deadlines.earliest() is None
        await work.deadlines.set("b", "kind", "subject ñ", NOW + 2 * HOUR)
        await work.deadlines.set("c", "kind", "s", NOW + HOUR)
        await work.deadlines.set("a", "kind", "s", NOW + HOUR)
        assert work.deadlines.soonest == NOW + HOUR
        assert await work.deadlines.earliest() == NOW + HOUR
    seen = []
    while True:
        async with database.begin("do", NOW) as work:
            due = await work.deadlines.next(NOW + 2 * HOUR)
            if due is None:
                break
            seen.append(due)
            await work.deadlines.done(due.key, due.at)
    assert [due.key for due in seen] == ["a", "c", "b"]
    assert seen[2] == Due("b", "kind", "subject ñ", NOW + 2 * HOUR)


async def test_what_is_not_due_yet_waits(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        await work.deadlines.set("a", "kind", "s", NOW + HOUR)
        assert await work.deadlines.next(NOW + HOUR - timedelta(microseconds=1)) is None
        assert (await work.deadlines.next(NOW + HOUR)) is not None


async def test_setting_again_moves_and_revives(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        await work.deadlines.set("a", "kind", "s", NOW)
        await work.deadlines.done("a", NOW)
        assert await work.deadlines.earliest() is None
        await work.deadlines.set("a", "other", "t", NOW + HOUR)
        assert await work.deadlines.next(NOW + HOUR) == Due("a", "other", "t", NOW + HOUR)


async def test_what_was_set_again_while_it_was_done_stays_due(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        await work.deadlines.set("a", "kind", "s", NOW)
        await work.deadlines.set("a", "kind", "s", NOW + DAY)
        await work.deadlines.done("a", NOW)
        assert await work.deadlines.earliest() == NOW + DAY


async def test_a_dropped_deadline_never_comes(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        await work.deadlines.set("a", "kind", "s", NOW)
        await work.deadlines.drop("a")
        await work.deadlines.drop("a")
        assert await work.deadlines.next(NOW) is None


async def test_only_deadlines_done_long_ago_are_forgotten(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        for key, done_at in (("old", NOW), ("new", NOW + DAY)):
            await work.deadlines.set(key, "kind", "s", NOW)
            await work.deadlines.done(key, done_at)
        await work.deadlines.set("due", "kind", "s", NOW)
        await work.deadlines.forget(NOW + DAY)
        await work.deadlines.set("new", "kind", "s", NOW)
        assert (await work.deadlines.next(NOW)) == Due("due", "kind", "s", NOW)
        await work.deadlines.drop("due")
        assert (await work.deadlines.next(NOW)) == Due("new", "kind", "s", NOW)


async def test_a_word_about_the_installation_is_kept_and_replaced(database: Database) -> None:
    async with database.begin("set", NOW) as work:
        assert await work.installation.get("clock") is None
        await work.installation.set("clock", "one")
        await work.installation.set("clock", "two")
    async with database.begin("get", NOW) as work:
        assert await work.installation.get("clock") == "two"


async def test_a_letter_is_the_same_after_a_failed_attempt(database: Database) -> None:
    await add(database, row("a", person="ana", args={"n": 1}))
    async with database.begin("hold", NOW) as work:
        (found,) = await work.outbox.waiting(NOW, 1)
        await work.outbox.hold(found, NOW)
    async with database.begin("look", NOW) as work:
        assert await work.outbox.waiting(NOW, 1) == [replace(found, attempts=1)]


async def test_what_must_not_be_sent_twice_is_given_up_when_it_was_interrupted(
    database: Database,
) -> None:
    await add(database, row("poll", kind="poll"), row("other"))
    async with database.begin("send", NOW) as work:
        await work.outbox.sending("poll")
    assert await waiting(database) == ["other"]
    async with database.begin("start", NOW) as work:
        await work.outbox.drop_interrupted()
    assert (await stored(database, "poll"))["state"] == "dropped"
    assert await waiting(database) == ["other"]


async def test_a_letter_on_its_way_waits_again_when_it_has_to(database: Database) -> None:
    await add(database, row("poll", kind="poll", room="maple"))
    async with database.begin("send", NOW) as work:
        await work.outbox.sending("poll")
        await work.outbox.hold(letter_of(id="poll", room=RoomId("maple")), NOW + HOUR)
    assert await waiting(database) == []
    assert await waiting(database, NOW + HOUR) == ["poll"]


async def test_waiting_for_ones_turn_is_no_attempt(database: Database) -> None:
    await add(database, row("a", person="ana"))
    async with database.begin("hold", NOW) as work:
        await work.outbox.hold(letter_of(id="a", to=PersonId("ana")), NOW + HOUR, attempted=False)
    assert (await stored(database, "a"))["attempts"] == 0


async def test_a_poll_is_found_by_either_name(database: Database) -> None:
    await add(database, row("p1", kind="poll", reference="77@-1:5"), row("t1", reference="78@x"))
    async with database.begin("look", NOW) as work:
        found = [await work.outbox.poll(name) for name in ("77", "p1", "7", "%", "78", "t1")]
    assert found == [("p1", None), ("p1", None), None, None, None, None]
