"""Logs: on standard error, of the level that was asked for, and without anybody's words."""

import json
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import bare, configure


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_text_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning", "text")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud", kind="poll")
    said = capsys.readouterr()
    assert said.out == ""
    assert "quiet" not in said.err
    assert "loud" in said.err
    assert "kind=poll" in said.err


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", "json")
    structlog.get_logger().info("started", platforms=1)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["platforms"]) == ("started", "info", 1)
    assert "timestamp" in line


def _deeper(words: str) -> None:
    raise LookupError(words)


def test_an_error_is_told_without_its_words() -> None:
    try:
        _deeper("my marmalade")
    except LookupError as error:
        told = bare(error)
    assert told["error"] == "LookupError"
    assert told["where"].startswith("test_logs.py:")
    assert "<" in told["where"]
    assert "marmalade" not in str(told)


def test_an_error_that_happened_nowhere() -> None:
    assert bare(ValueError("words")) == {"error": "ValueError", "where": ""}
