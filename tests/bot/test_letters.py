import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spine.letters import Mailbag, decode, encode
from core.ids import CommunityId, PersonId, RoomId
from core.messages import (
    Answer,
    Choice,
    ClosePoll,
    Contact,
    Facts,
    File,
    Lines,
    Mark,
    Moment,
    Name,
    Names,
    Phrase,
    Poll,
    Revise,
    Secret,
    Text,
    Unmark,
    Whisper,
    Window,
    Withdraw,
)
from tests.fakes import NOW, working

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
IDS = st.text("abc", min_size=1, max_size=4).map(PersonId)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
PLAIN = st.one_of(
    WORDS,
    st.integers(),
    st.builds(Name, IDS),
    st.builds(Names, st.lists(IDS, max_size=3).map(tuple)),
    st.builds(Contact, IDS),
    st.builds(Moment, TIMES),
    st.builds(Window, TIMES, TIMES, st.booleans(), st.booleans()),
    st.builds(Secret, st.sampled_from(["karma", "movement"]), IDS, IDS.map(CommunityId)),
)
KEYS = st.text("abcxyz", min_size=1, max_size=6)


def phrases(inner: Any) -> Any:
    phrase = st.builds(Phrase, KEYS, st.dictionaries(KEYS, inner, max_size=2))
    some = st.lists(phrase, max_size=2).map(tuple)
    return phrase | st.builds(Lines, some) | st.builds(Facts, some)


ARGS = st.dictionaries(KEYS, st.recursive(PLAIN, phrases, max_leaves=5), max_size=4)


@given(ARGS)
def test_arguments_survive_being_written_down(args: dict[str, Any]) -> None:
    assert decode(json.loads(json.dumps(encode(args)))) == args


MAPLE, ANA = RoomId("room-maple"), PersonId("ana")
YES = Choice(action="match.yes", subject="a1")


async def sent(work: Any, *items: Any) -> list[dict[str, Any]]:
    bag = Mailbag(work, "cause")
    await bag.put(items)
    return bag.rows


async def test_each_item_becomes_one_letter_to_its_reader(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        rows = await sent(
            work,
            Text(room=MAPLE, key="a", reply_to="m1", only_for=ANA),
            Whisper(to=ANA, key="b", card="ask:a1", choices=(YES,)),
            Answer(to=ANA, key="c"),
            Mark(room=MAPLE, target="m1"),
            Unmark(room=MAPLE, target="m1"),
            Poll(room=MAPLE, key="d", options=(Phrase("yes"),), closes=NOW, card="p"),
            Poll(room=MAPLE, key="d", options=(Phrase("yes"),)),
            File(to=ANA, name="x.ics", content=b"x", key="e"),
        )
    assert [(r["kind"], r["person"], r["room"]) for r in rows] == [
        ("text", None, MAPLE),
        ("text", ANA, None),
        ("answer", ANA, None),
        ("mark", None, MAPLE),
        ("unmark", None, MAPLE),
        ("poll", None, MAPLE),
        ("poll", None, MAPLE),
        ("file", ANA, None),
    ]
    assert rows[0]["extra"] == {"reply_to": "m1", "only_for": ANA}
    assert [r["ask"] for r in rows[:2]] == [None, "a1"]
    assert rows[5]["extra"]["closes"] == NOW.isoformat()
    assert len({r["id"] for r in rows}) == len(rows)


async def test_a_buttons_id_tells_nothing_and_its_rules_are_kept(tmp_path: Path) -> None:
    choice = Choice(action="match.no", subject="a1", label=Phrase("do-x"), only_for=ANA, until=NOW)
    async with working(tmp_path) as work:
        (row,) = await sent(work, Whisper(to=ANA, key="b", choices=(choice, Choice(action="x"))))
    own, plain = row["choices"]
    assert own["id"] != plain["id"]
    assert (own["subject"], own["only_for"], own["until"]) == ("a1", ANA, NOW.isoformat())
    assert decode(own["label"]) == Phrase("do-x")
    assert set(plain) == {"id", "action"}


async def test_a_waiting_message_is_rewritten_in_place(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        await sent(work, Text(room=MAPLE, key="a", card="post:1"))
        assert await sent(work, Revise(card="post:1", key="b", choices=(YES,))) == []
        (letter,) = await work.outbox.waiting(NOW, 9)
        assert (letter.key, letter.choices[0]["action"]) == ("b", "match.yes")


async def test_a_message_of_the_same_transaction_is_rewritten_too(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        rows = await sent(work, Text(room=MAPLE, key="a", card="c"), Revise(card="c", key="b"))
        assert [row["key"] for row in rows] == ["b"]


async def test_a_message_that_was_sent_gets_a_revision_and_offers_what_it_shows_until_then(
    tmp_path: Path,
) -> None:
    async with working(tmp_path) as work:
        (first,) = await sent(
            work, Text(room=MAPLE, key="a", card="c", only_for=ANA, choices=(YES,))
        )
        await work.outbox.delivered([(first["id"], "ref")])
        (revision,) = await sent(work, Revise(card="c", key="b", choices=(Choice(action="x"),)))
        assert (revision["kind"], revision["target"], revision["room"]) == (
            "revise",
            first["id"],
            MAPLE,
        )
        assert revision["extra"] == {"only_for": ANA}
        assert await work.outbox.picked("ref", "match.yes") is not None
        assert await work.outbox.picked("ref", "x") is None


@pytest.mark.parametrize("choices", [(), (YES,)])
@pytest.mark.parametrize("is_sent", [True, False])
async def test_what_is_private_leaves_the_room_and_goes_on_where_it_can_be_answered(
    tmp_path: Path, choices: tuple[Choice, ...], is_sent: bool
) -> None:
    async with working(tmp_path) as work:
        (first,) = await sent(
            work, Text(room=MAPLE, key="a", card="c", only_for=ANA, choices=(YES,))
        )
        if is_sent:
            await work.outbox.delivered([(first["id"], "ref")])
        rows = await sent(work, Revise(card="c", key="b", choices=choices, private=True))
        told = [(row["kind"], row["room"], row["person"], row["key"]) for row in rows]
        taken_back = [("withdraw", MAPLE, None, "")] if is_sent else []
        assert told == taken_back + ([("text", None, ANA, "b")] if choices else [])
        assert await work.outbox.picked("ref", "match.yes") is None
        if choices:
            assert await sent(work, Revise(card="c", key="d", private=True)) == []
            assert (await work.outbox.on_card("c"))["key"] == "d"


async def test_what_is_private_and_stands_privately_is_revised_there(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        (first,) = await sent(work, Whisper(to=ANA, key="a", card="c"))
        await work.outbox.delivered([(first["id"], "ref")])
        (revision,) = await sent(work, Revise(card="c", key="b", private=True))
        assert (revision["kind"], revision["person"]) == ("revise", ANA)


@pytest.mark.parametrize(
    ("item", "kind"), [(Withdraw(card="c"), "withdraw"), (ClosePoll(card="c"), "close_poll")]
)
async def test_a_message_is_ended_with_its_buttons(tmp_path: Path, item: Any, kind: str) -> None:
    async with working(tmp_path) as work:
        (first,) = await sent(work, Text(room=MAPLE, key="a", card="c", choices=(YES,)))
        await work.outbox.delivered([(first["id"], first["id"])])
        (end,) = await sent(work, item)
        assert (end["kind"], end["target"], end["room"]) == (kind, first["id"], MAPLE)
        assert await work.outbox.picked(first["id"], "match.yes") is None


async def test_what_still_waits_is_taken_back_unsaid(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        assert await sent(work, Text(room=MAPLE, key="a", card="c"), Withdraw(card="c")) == []
        await sent(work, Text(room=MAPLE, key="a", card="d"))
        assert await sent(work, Withdraw(card="d")) == []
        assert await work.outbox.waiting(NOW, 9) == []


@pytest.mark.parametrize("item", [Revise(card="c", key="b"), Withdraw(card="c")])
async def test_what_was_never_said_or_given_up_is_not_changed(tmp_path: Path, item: Any) -> None:
    async with working(tmp_path) as work:
        assert await sent(work, item) == []
        (first,) = await sent(work, Text(room=MAPLE, key="a", card="c"))
        await work.outbox.drop(first["id"])
        assert await sent(work, item) == []


async def test_a_revision_that_still_waits_gives_way_to_a_newer_one(tmp_path: Path) -> None:
    async with working(tmp_path) as work:
        (first,) = await sent(work, Text(room=MAPLE, key="a", card="c"))
        await work.outbox.delivered([(first["id"], "ref")])
        await sent(work, Revise(card="c", key="b"))
        await sent(work, Revise(card="c", key="d"))
        waiting = await work.outbox.waiting(NOW, 10)
        assert [(letter.kind, letter.key) for letter in waiting] == [("revise", "d")]
