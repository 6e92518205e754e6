"""Polls as clients speak them (MSC3381): the unstable names go out, both kinds are understood.

Every vote is an event of its own that anybody in the room can see and count; nothing here is secret.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.platforms.matrix.session import keep

START, RESPONSE, END = (f"org.matrix.msc3381.poll.{part}" for part in ("start", "response", "end"))
TEXT = "org.matrix.msc1767.text"
STARTS = frozenset({START, "m.poll.start"})
RESPONSES = frozenset({RESPONSE, "m.poll.response"})
ENDS = frozenset({END, "m.poll.end"})
MOST_ANSWERS = 20


def start(question: str, options: Sequence[str]) -> dict[str, Any]:
    """Return a poll with one choice. An answer's id is its number from 1, so that nobody has to remember them."""
    lines = [f"{number}. {option}" for number, option in enumerate(options, start=1)]
    answers = [
        {"id": str(number), TEXT: option}
        for number, option in enumerate(options[:MOST_ANSWERS], start=1)
    ]
    return {
        TEXT: "\n".join([question, *lines]),
        START: {
            "kind": "org.matrix.msc3381.poll.undisclosed",
            "max_selections": 1,
            "question": {TEXT: question},
            "answers": answers,
        },
    }


def end(poll: str, text: str) -> dict[str, Any]:
    """Return the end of a poll."""
    return {"m.relates_to": {"rel_type": "m.reference", "event_id": poll}, END: {}, TEXT: text}


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's answer as it was sent. `options` count from 0; None: spoilt; none: taken back."""

    id: str
    poll: str
    by: str
    at: int
    options: tuple[int, ...] | None


def vote(source: Mapping[str, Any], most: int = 1) -> Vote | None:
    """Read a poll response; None for anything else. More answers than allowed are cut, an unknown one spoils."""
    content = source.get("content")
    if source.get("type") not in RESPONSES or not isinstance(content, Mapping):
        return None
    relation = content.get("m.relates_to")
    if not isinstance(relation, Mapping) or relation.get("rel_type") != "m.reference":
        return None
    told = content.get(RESPONSE) or content.get("m.poll.response") or {}
    answers = told.get("answers") if isinstance(told, Mapping) else None
    if answers is None:
        answers = content.get("m.selections", ())
    return Vote(
        str(source["event_id"]),
        str(relation.get("event_id")),
        str(source["sender"]),
        int(source.get("origin_server_ts", 0)),
        _numbers(answers[:most] if isinstance(answers, list) else ()),
    )


def _numbers(answers: Iterable[Any]) -> tuple[int, ...] | None:
    options = []
    for answer in answers:
        if not (
            isinstance(answer, str) and answer.isdecimal() and 1 <= int(answer) <= MOST_ANSWERS
        ):
            return None
        options.append(int(answer) - 1)
    return tuple(options)


class Ballots:
    """The latest answers seen to polls that are open, so that one taken back gives its place to the one before.

    They outlive a restart in a file of the device's store, as they stand in the room for anybody to see.
    """

    def __init__(self, file: Path | None = None, most: int = 5000) -> None:
        self._file = file
        self._most = most
        kept = json.loads(file.read_text()) if file is not None and file.exists() else []
        self._votes = {vote.id: vote for vote in map(_kept, kept)}

    def note(self, ballot: Vote) -> None:
        """Remember an answer."""
        self._votes[ballot.id] = ballot
        while len(self._votes) > self._most:
            del self._votes[next(iter(self._votes))]
        self._save()

    def closed(self, poll: str) -> None:
        """A poll is over: who answered what is nobody's business here any more."""
        self._votes = {v.id: v for v in self._votes.values() if v.poll != poll}
        self._save()

    def _save(self) -> None:
        if self._file is not None:
            keep(self._file, json.dumps([asdict(vote) for vote in self._votes.values()]))

    def taken_back(self, event: str) -> Vote | None:
        """An answer was redacted: return what holds now instead, or None when it was no answer we know."""
        gone = self._votes.pop(event, None)
        if gone is None:
            return None
        self._save()
        same = [v for v in self._votes.values() if (v.poll, v.by) == (gone.poll, gone.by)]
        before = max(same, key=lambda v: v.at, default=None)
        return Vote(event, gone.poll, gone.by, gone.at, before.options if before else ())


def _kept(told: Mapping[str, Any]) -> Vote:
    options = told["options"]
    return Vote(**{**told, "options": None if options is None else tuple(options)})


def counted(votes: Iterable[Vote], until: int | None = None) -> dict[str, Vote]:
    """Return each person's last answer by the server's time, at or before `until` (milliseconds)."""
    last: dict[str, Vote] = {}
    for ballot in sorted(votes, key=lambda v: (v.at, v.id)):
        if until is None or ballot.at <= until:
            last[ballot.by] = ballot
    return last
