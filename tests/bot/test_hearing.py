"""`karmyq understand`: one line out for each line in, stable, and bad lines do not stop it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.hearing import understood

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def heard(*lines: Any, language: str = "en") -> list[Any]:
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return [json.loads(line) for line in understood(written, language, NOW)]


def test_a_request() -> None:
    text = "Can anyone take two of us to the clinic tomorrow at 9? It's urgent"
    (line,) = heard({"id": "a1", "text": text, "ref": "2026-11-20T10:00:00+05:30"})
    assert list(line) == [
        "id", "label", "score", "type", "what", "when", "where", "quantity", "urgent", "crisis",
    ]  # fmt: skip
    assert (line["id"], line["label"], line["type"], line["quantity"]) == (
        "a1",
        "request",
        "ride",
        2,
    )
    assert line["when"] == {
        "start": "2026-11-21T09:00:00+05:30",
        "end": "2026-11-21T10:00:00+05:30",
        "exact": True,
        "words": "tomorrow at 9",
    }
    assert (line["where"], line["urgent"], line["crisis"]) == ("the clinic", True, None)
    assert 0.75 <= line["score"] <= 1


def test_the_time_is_told_whatever_the_label() -> None:
    (line,) = heard({"id": 2, "text": "see you on Friday"})
    assert (line["label"], line["type"], line["what"]) == ("other", None, None)
    assert line["when"]["start"].startswith("2026-11-27") or line["when"]["start"].startswith(
        "2026-11-20"
    )
    assert heard({"id": 3, "text": "hello"})[0]["when"] is None


def test_crisis_is_told_whatever_the_label() -> None:
    (line,) = heard({"id": 4, "text": "I want to kill myself"})
    assert line["crisis"] == "self_harm"


def test_the_language_of_the_line_comes_first() -> None:
    lines = heard({"id": 5, "text": "¿alguien tiene un taladro?", "lang": "es"}, language="en")
    assert lines[0]["label"] == "request"


@pytest.mark.parametrize(
    "bad",
    [
        "nope",
        "[1]",
        "[" * 100_000,
        '{"id": 1}',
        '{"id": 1, "text": 3}',
        '{"id": 1, "text": "a", "lang": 3}',
        '{"id": 1, "text": "a", "ref": "soon"}',
        '{"id": 1, "text": "a", "ref": 3}',
    ],
    ids=range(8),
)
def test_a_bad_line_does_not_stop_it(bad: str) -> None:
    first, second = heard(bad, {"id": 6, "text": "hi", "ref": "2026-11-20T10:00:00"})
    assert list(first) == ["id", "error", "line"]
    assert first["id"] == (1 if bad.startswith("{") else None)
    assert first["line"] == 1
    assert first["error"]
    assert second["id"] == 6


def test_empty_lines_are_counted_and_skipped() -> None:
    (line,) = heard("\n", "  ", "nope")
    assert line["line"] == 3


def test_half_a_letter_is_written_as_it_came() -> None:
    (line,) = understood(
        [r'{"id": "\ud800", "text": "can anyone lend me a \ud800drill?"}'], "en", NOW
    )
    line.encode()
    assert json.loads(line)["id"] == "\ud800"


def test_bytes_that_are_no_text_spoil_their_own_line_at_most() -> None:
    asked = b'\xef\xbb\xbf{"id": 1, "text": "caf\xe9"}\n\xff\n{"id": 2, "text": "anyone got a drill?"}\n'
    result = CliRunner().invoke(cli, ["understand"], asked)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.get("label", line.get("error")) for line in lines] == [
        "other",
        "not JSON",
        "request",
    ]


def test_command() -> None:
    asked = json.dumps({"id": 1, "text": "can anyone lend me a drill tomorrow?"})
    result = CliRunner().invoke(cli, ["understand", "--now", "2026-11-20T10:00:00Z"], asked + "\n")
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert (line["label"], line["what"]) == ("request", "drill")
    assert line["when"]["start"].startswith("2026-11-21")
