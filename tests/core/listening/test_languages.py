"""The smaller packs: Portuguese, French, German, Hindi and Hinglish, over their own small corpora."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.listening import Act, Context, understand
from core.listening.text import fold

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("language", "floor"), [("de", 0.95), ("fr", 0.95), ("hi", 0.92), ("pt", 0.95)]
)
def test_corpus(language: str, floor: float) -> None:
    lines = (HERE / f"corpus_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    counts = Counter[tuple[str, str]]()
    wrong = []
    for line in map(json.loads, lines):
        heard = understand(line["text"], Context(NOW, language=language))
        counts[line["label"], str(heard.act)] += 1
        if line["label"] != heard.act:
            wrong.append(f"{line['label']} heard as {heard.act}: {line['text']}")
    assert counts.total() >= 50
    right = sum(n for (label, heard), n in counts.items() if label == heard)
    assert right >= floor * counts.total(), "\n".join(wrong)


def test_a_window_is_found_in_every_language() -> None:
    for language, text in (
        ("de", "kann mich jemand morgen um 9 zum Bahnhof fahren?"),
        ("fr", "quelqu'un peut m'emmener à la gare demain à 9h ?"),
        ("pt", "alguém me dá carona até a estação amanhã às 9?"),
        ("hi", "kal subah 9 baje koi station chhod sakta hai?"),
    ):
        heard = understand(text, Context(NOW, language=language))
        assert heard.act is Act.REQUEST, text
        assert heard.when is not None, text
        assert (heard.when.start.day, heard.when.start.hour) == (21, 9), text


def test_devanagari_words_stay_whole() -> None:
    text = fold("किसी के पास सीढ़ी है क्या?")
    assert len(text) == len("किसी के पास सीढ़ी है क्या?")
    assert all(word.isalnum() for word in text.removesuffix("?").split())
    heard = understand("किसी के पास सीढ़ी है क्या?", Context(NOW, language="en"))
    assert (heard.act, heard.language) == (Act.REQUEST, "hi")
