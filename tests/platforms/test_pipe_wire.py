import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.pipe.moments import BadLine, instant, span
from bot.platforms.pipe.wire import ClockLine, SyncLine, read
from core.events import (
    BallotCast,
    BotAdded,
    ChoicePicked,
    CommandGiven,
    MemberArrived,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    MessageRemoved,
    ReachabilityChanged,
    Reacted,
    Sender,
)

SECRET = "xyzzysecret"  # noqa: S105 - somebody's words
ANA = Sender("ana")


def line(**fields: Any) -> Any:
    return read(json.dumps({k.rstrip("_"): v for k, v in fields.items()}), "line-1")


def key(name: str) -> dict[str, str]:
    return {"platform": "pipe", "key": name}


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        (
            {"event": "message", "id": "m1", "from": "ana", "text": " a\u202eb ", "room": "maple"},
            MessagePosted(**key("message:m1"), by=ANA, message="m1", text="ab", room="maple"),
        ),
        (
            {
                "event": "message",
                "from": "ana",
                "text": "hi",
                "reply_to": "m0",
                "name": "Ana",
                "lang": "es",
            },
            MessagePosted(
                **key("message:line-1"),
                by=Sender("ana", "Ana", "es"),
                message="message:line-1",
                text="hi",
                reply_to="m0",
            ),
        ),
        (
            {"event": "message", "id": "m1", "from": "ana", "text": "!Karma off", "room": "maple"},
            CommandGiven(
                **key("message:m1"), by=ANA, message="m1", name="karma", rest="off", room="maple"
            ),
        ),
        (
            {"event": "delete", "id": "m1", "room": "maple"},
            MessageRemoved(**key("delete:m1"), message="m1", room="maple"),
        ),
        (
            {"event": "press", "id": "p1", "from": "ana", "message": "b1", "choice": "match.yes"},
            ChoicePicked(**key("press:p1"), by=ANA, message="b1", choice="match.yes"),
        ),
        (
            {"event": "vote", "id": "v1", "from": "ana", "poll": "b2", "options": [0, 2]},
            BallotCast(**key("vote:v1"), by=ANA, poll="b2", options=(0, 2)),
        ),
        (
            {"event": "vote", "from": "ana", "poll": "b2", "options": []},
            BallotCast(**key("vote:line-1"), by=ANA, poll="b2", options=(), tells=True),
        ),
        (
            {"event": "react", "id": "r1", "from": "ana", "message": "m1", "emoji": "👍"},
            Reacted(**key("react:r1"), by=ANA, message="m1", emoji="👍"),
        ),
        (
            {
                "event": "join",
                "id": "j1",
                "room": "maple",
                "user": "ana",
                "admin": True,
                "by": "bo",
            },
            MemberArrived(**key("join:j1"), who=ANA, room="maple", admin=True, by=Sender("bo")),
        ),
        (
            {
                "event": "join",
                "id": "j1",
                "room": "maple",
                "user": "ana",
                "name": "Ana",
                "lang": "es",
            },
            MemberArrived(**key("join:j1"), who=Sender("ana", "Ana", "es"), room="maple"),
        ),
        (
            {"event": "leave", "id": "l1", "room": "maple", "user": "ana"},
            MemberLeft(**key("leave:l1"), who=ANA, room="maple"),
        ),
        (
            {"event": "added", "id": "a1", "room": "maple", "title": "Maple", "by": "ana"},
            BotAdded(**key("added:a1"), room="maple", title="Maple", by=ANA),
        ),
        (
            {"event": "reach", "id": "x1", "user": "ana", "state": "invited"},
            ReachabilityChanged(**key("reach:x1"), who=ANA, state="invited"),
        ),
        ({"event": "sync", "id": "s1"}, SyncLine("s1")),
        (
            {"event": "clock", "id": "c", "advance": "1d2h"},
            ClockLine("c", timedelta(hours=26), None),
        ),
        (
            {"event": "clock", "to": "2026-02-01T01:00:00+01:00"},
            ClockLine(None, None, datetime(2026, 2, 1, tzinfo=UTC)),
        ),
    ],
)
def test_each_kind_of_line_is_read(fields: dict[str, Any], event: object) -> None:
    assert line(**fields) == event


def test_each_edit_of_a_message_is_another_event_and_the_same_edit_is_one() -> None:
    one, again, other = [
        line(event="edit", id="m1", **{"from": "ana"}, text=text, room="maple") for text in "aab"
    ]
    assert isinstance(one, MessageEdited)
    assert (one.message, one.text, one.room, one.by) == ("m1", "a", "maple", ANA)
    assert one == again
    assert one.key != other.key


def test_a_press_without_an_id_is_the_same_when_the_same_person_repeats_it() -> None:
    def press(who: str) -> Any:
        return line(event="press", **{"from": who}, message="b1", choice="match.yes")

    assert press("ana").key == press("ana").key != press("bo").key


GOOD: dict[str, dict[str, Any]] = {
    "message": {"from": "ana", "text": "x"},
    "edit": {"id": "m", "from": "ana", "text": "x"},
    "delete": {"id": "m"},
    "press": {"from": "ana", "message": "b", "choice": "c"},
    "vote": {"from": "ana", "poll": "b", "options": [0]},
    "react": {"from": "ana", "message": "m", "emoji": "x"},
    "join": {"room": "r", "user": "ana"},
    "leave": {"room": "r", "user": "ana"},
    "added": {"room": "r", "by": "ana"},
    "reach": {"user": "ana", "state": "open"},
    "sync": {"id": "s"},
}
FIELDS = [(kind, field) for kind, fields in GOOD.items() for field in fields]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_missing_field_is_named(kind: str, field: str) -> None:
    fields = {k: v for k, v in GOOD[kind].items() if k != field}
    with pytest.raises(BadLine) as bad:
        line(event=kind, **fields)
    assert str(bad.value) == f"{field}: Field required"


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize("wrong", [{SECRET: 1}, None])
def test_a_wrong_field_is_named_without_anybodys_words(kind: str, field: str, wrong: Any) -> None:
    with pytest.raises(BadLine) as bad:
        line(event=kind, **{**GOOD[kind], field: wrong})
    assert str(bad.value).startswith(f"{field}: ")
    assert SECRET not in str(bad.value)


@pytest.mark.parametrize("kind", GOOD)
def test_an_unknown_field_is_refused(kind: str) -> None:
    with pytest.raises(BadLine, match=r"^colour: "):
        line(event=kind, **GOOD[kind], colour=SECRET)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(BadLine) as bad:
        line(event="press", **{"from": ""}, message=3)
    assert [part.split(":")[0] for part in str(bad.value).split("; ")] == [
        "from",
        "message",
        "choice",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "{", SECRET, "[]", "3", "null", '"x"', "[" * 100_000, '{"a":' * 100_000, "{'event':1}"],
)
def test_what_is_no_object_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadLine) as bad:
        read(text, "line-1")
    assert str(bad.value) == "not a JSON object: put one object on each line"


@pytest.mark.parametrize("event", ["dance", None, 3, ["x"], {}])
def test_an_unknown_event_is_refused(event: Any) -> None:
    with pytest.raises(BadLine, match="message"):
        line(event=event)


def test_an_unknown_events_name_is_not_repeated() -> None:
    with pytest.raises(BadLine) as bad:
        line(event=SECRET)
    assert SECRET not in str(bad.value)


@pytest.mark.parametrize("handle", ["x" * 201, "", "a\ud800"])
def test_a_handle_has_a_length_and_can_be_written_down(handle: str) -> None:
    with pytest.raises(BadLine, match=r"^from: "):
        line(event="message", **{"from": handle}, text="x")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("message", "from", "a\0b"),
        ("message", "id", "a\0b"),
        ("join", "room", "a\0b"),
        ("message", "name", "a\ud800"),
        ("message", "lang", "a\0"),
        ("added", "title", "a\ud800"),
        ("react", "emoji", "a\ud800"),
    ],
)
def test_a_name_nobody_could_keep_is_refused(kind: str, field: str, value: str) -> None:
    with pytest.raises(BadLine):
        line(event=kind, **{**GOOD[kind], field: value})


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("36h", timedelta(hours=36)),
        ("2d12h", timedelta(days=2.5)),
        ("90m", timedelta(minutes=90)),
        ("1w1s", timedelta(weeks=1, seconds=1)),
        ("0s", timedelta()),
    ],
)
def test_spans_by_example(words: str, length: timedelta) -> None:
    assert span(words) == length


@pytest.mark.parametrize("words", ["", "h", "36", "-1h", "1.5h", "1 h", "36h ", "1y", "1234567h"])
def test_other_spans_are_refused(words: str) -> None:
    with pytest.raises(BadLine, match="36h"):
        span(words)


@pytest.mark.parametrize("words", ["", "tomorrow", "2026-13-01", "2026-02-01T00:00:00"])
def test_other_instants_are_refused(words: str) -> None:
    with pytest.raises(BadLine, match="2026-02-01"):
        instant(words)


@pytest.mark.parametrize(
    "fields",
    [
        {"advance": "999999w" * 200},
        {"to": "0001-01-01T00:00:00+10:00"},
        {"to": "9999-12-31T23:59:59-10:00"},
    ],
)
def test_times_beyond_the_calendar_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadLine):
        line(event="clock", **fields)


@pytest.mark.parametrize("fields", [{}, {"advance": "1h", "to": "2026-02-01T00:00:00Z"}])
def test_the_clock_wants_exactly_one_target(fields: dict[str, str]) -> None:
    with pytest.raises(BadLine, match="either"):
        line(event="clock", **fields)


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(), max_size=9)
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(
    ["id", "from", "text", "room", "message", "choice", "poll", "options", "user", "by"]
)


@given(st.text(st.characters()))
def test_any_text_is_an_event_or_a_bad_line(text: str) -> None:
    try:
        read(text, "line-1")
    except BadLine as bad:
        assert str(bad)


@given(st.sampled_from([*GOOD, "clock", "x"]), st.dictionaries(NAMES, JSON, max_size=5))
def test_any_object_is_an_event_or_a_bad_line(kind: str, fields: dict[str, Any]) -> None:
    try:
        read(json.dumps({**GOOD.get(kind, {}), **fields, "event": kind}), "line-1")
    except BadLine as bad:
        assert str(bad)
