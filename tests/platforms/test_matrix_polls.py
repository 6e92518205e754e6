"""Polls: both spellings are understood, and whatever somebody sends counts by the rules or not at all."""

from pathlib import Path
from typing import Any

import pytest

from bot.platforms.matrix import polls


def response(answers: Any, event: str = "$v", by: str = "@bea:x", at: int = 1, **more: Any) -> Any:
    """Somebody's answer, in the unstable spelling."""
    content = {
        "m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"},
        polls.RESPONSE: {"answers": answers},
        **more,
    }
    kind = polls.RESPONSE
    sent = {"event_id": event, "sender": by, "origin_server_ts": at}
    return {**sent, "type": kind, "content": content}


@pytest.mark.parametrize(
    ("answers", "options"),
    [
        (["2"], (1,)),
        ([], ()),
        (["1", "2"], (0,)),
        (["yes"], None),
        ([3], None),
        (["99"], None),
        ("1", ()),
        (None, ()),
    ],
)
def test_answers_are_cut_spoilt_or_empty(answers: Any, options: tuple[int, ...] | None) -> None:
    ballot = polls.vote(response(answers))
    assert ballot is not None
    assert ballot.options == options


def test_the_stable_spelling_counts_too() -> None:
    relation = {"rel_type": "m.reference", "event_id": "$poll"}
    content = {"m.relates_to": relation, "m.selections": ["2"]}
    sent = {"event_id": "$v", "sender": "@bea:x", "type": "m.poll.response", "content": content}
    ballot = polls.vote(sent)
    assert ballot is not None
    assert (ballot.poll, ballot.options) == ("$poll", (1,))


@pytest.mark.parametrize("relation", [None, "x", {"rel_type": "m.thread", "event_id": "$poll"}])
def test_what_answers_no_poll_is_no_vote(relation: Any) -> None:
    assert polls.vote(response(["1"], **{"m.relates_to": relation})) is None


def test_an_answer_taken_back_gives_its_place_to_the_one_before() -> None:
    ballots = polls.Ballots()
    for number, answer in enumerate(("1", "2"), start=1):
        ballot = polls.vote(response([answer], f"$v{number}", at=number))
        assert ballot is not None
        ballots.note(ballot)
    again = ballots.taken_back("$v2")
    assert again is not None
    assert again.options == (0,)
    last = ballots.taken_back("$v1")
    assert last is not None
    assert last.options == ()
    assert ballots.taken_back("$v1") is None


def test_answers_outlive_a_restart_and_go_with_their_poll(tmp_path: Path) -> None:
    file = tmp_path / "ballots.json"
    ballots = polls.Ballots(file)
    for number, answer in enumerate((["1"], ["yes"], ["2"]), start=1):
        ballot = polls.vote(response(answer, f"$v{number}", at=number))
        assert ballot is not None
        ballots.note(ballot)
    assert file.stat().st_mode & 0o777 == 0o600
    again = polls.Ballots(file)
    back = again.taken_back("$v3")
    assert back is not None
    assert back.options is None
    again.closed("$poll")
    assert polls.Ballots(file).taken_back("$v1") is None
    assert "@bea" not in file.read_text()


def test_the_last_answer_until_the_end_counts() -> None:
    sent = [response(["1"], "$1", at=1), response(["2"], "$2", at=5), response(["1"], "$3", at=9)]
    votes = [v for v in map(polls.vote, sent) if v]
    assert polls.counted(votes)["@bea:x"].options == (0,)
    assert polls.counted(votes, until=6)["@bea:x"].options == (1,)


def test_a_poll_says_its_options_also_to_who_sees_no_polls() -> None:
    content = polls.start("When?", ["Saturday", "Sunday"])
    assert content[polls.TEXT] == "When?\n1. Saturday\n2. Sunday"
    assert [a["id"] for a in content[polls.START]["answers"]] == ["1", "2"]
