"""`karmyq understand`: what listening hears, over JSON lines, for trying it out and for measuring.

Reads `{"id", "text", "lang"?, "ref"?}` and writes one line for each. Keeps nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from core import listening
from core.listening import NOTE, Act, Context, Understanding, When, crisis

_HALF_LETTER = re.compile("[\ud800-\udfff]")


class LineWrong(Exception):
    """A line that cannot be understood; the message says why."""


def understood(lines: Iterable[str], language: str, now: datetime) -> Iterator[str]:
    """Yield what is heard in each line, in order, as JSON.

    A bad line gets `{"id", "error", "line"}`, counted from 1; its id is null where it could not be
    read. `language` and `now` stand where a line names neither `lang` nor `ref`. Empty lines are
    skipped.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            asked: dict[str, Any] = {}
            try:
                asked = _read(line)
                answer = _answer(_checked(asked), language, now)
            except LineWrong as error:
                answer = {"id": asked.get("id"), "error": str(error), "line": number}
            yield _written(answer)


def _written(answer: dict[str, Any]) -> str:
    said = json.dumps(answer, ensure_ascii=False)
    # Half a letter ("\ud800") is no text that could be written; escaped it passes through.
    return json.dumps(answer) if _HALF_LETTER.search(said) else said


def _read(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise LineWrong("not JSON") from error
    if not isinstance(asked, dict):
        raise LineWrong("not an object")
    return asked


def _checked(asked: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(asked.get("text"), str):
        raise LineWrong("text is missing, or no string")
    if not isinstance(asked.get("lang"), str | None):
        raise LineWrong("lang is no string")
    return asked


def _instant(ref: Any, now: datetime) -> datetime:
    if ref is None:
        return now
    try:
        instant = datetime.fromisoformat(ref)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise LineWrong("ref is no time like 2026-11-20T10:00:00+01:00") from error


def _answer(asked: dict[str, Any], language: str, now: datetime) -> dict[str, Any]:
    text = asked["text"]
    context = Context(
        _instant(asked.get("ref"), now), time_zone="", language=asked.get("lang") or language
    )
    heard = listening.understand(text, context)
    if heard.score < NOTE:
        heard = Understanding(Act.OTHER, heard.score, heard.language)
    alarm = crisis.check(text, asked.get("lang") or language)
    return {
        "id": asked.get("id"),
        "label": str(heard.act),
        "score": round(heard.score, 4),
        "type": heard.type,
        "what": heard.what,
        "when": _when(heard.when or listening.find_when(text, context)),
        "where": heard.where,
        "quantity": heard.quantity,
        "urgent": heard.urgent,
        "crisis": alarm and str(alarm.kind),
    }


def _when(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "exact": when.exact,
        "words": when.words,
    }
