"""Times as people say them. The table is read by people; add a line where something is missed."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.listening import Context, find_when

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, 10, tzinfo=MADRID)
LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("language", "text", "start", "end", "exact"), LINES)
def test_expression(language: str, text: str, start: str, end: str, exact: str) -> None:
    when = find_when(text, Context(NOW, "Europe/Madrid", language))
    assert when is not None
    assert (f"{when.start:%Y-%m-%d %H:%M}", f"{when.end:%Y-%m-%d %H:%M}") == (start, end)
    assert when.exact is (exact == "yes")
    assert when.start.tzinfo == MADRID
