"""Request, offer or neither, over the project's own corpus; and what must never be heard."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.listening import KINDS, NOTE, SPEAK, Act, Context, languages, understand

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
HERE = Path(__file__).parent


def corpus(language: str) -> list[tuple[str, str]]:
    lines = (HERE / f"corpus_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(line["label"], line["text"]) for line in map(json.loads, lines)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_corpus(language: str) -> None:
    """The floor under which nobody may fall; `make bench-listening` shows where it stands."""
    counts = Counter[tuple[str, str]]()
    wrong = []
    for label, text in corpus(language):
        heard = understand(text, Context(NOW, language=language))
        counts[label, str(heard.act)] += 1
        if label != heard.act:
            wrong.append(f"{label} heard as {heard.act}: {text}")
    report = "\n".join(wrong)
    for act in ("request", "offer"):
        right = counts[act, act]
        assert right / sum(n for (_, heard), n in counts.items() if heard == act) >= 0.96, report
        assert right / sum(n for (label, _), n in counts.items() if label == act) >= 0.90, report
    chatter = sum(n for (label, _), n in counts.items() if label == "other")
    assert counts["other", "other"] / chatter >= 0.97, report


def test_chatter_is_nothing_else() -> None:
    heard = understand("good morning everyone, see you on Friday", Context(NOW))
    assert heard.act is Act.OTHER
    assert (heard.kind, heard.type, heard.what, heard.when) == (None,) * 4


def test_thresholds() -> None:
    assert 0 < NOTE < SPEAK < 1
    assert understand("does anyone have a drill?", Context(NOW)).score >= SPEAK
    assert NOTE <= understand("does anyone have a splodger?", Context(NOW)).score < SPEAK


def test_what_is_heard_has_a_kind_and_a_type() -> None:
    for language in ("en", "es"):
        for _, text in corpus(language):
            heard = understand(text, Context(NOW, language=language))
            assert heard.act is Act.OTHER or (heard.kind in KINDS and heard.type in KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "> does anyone have a drill?\nthanks",
        "&gt; can anyone lend me a ladder?",
        "https://example.org/can-anyone-lend-me-a-ladder",
        "`can anyone lend me a ladder`",
        "```\ncan anyone lend me a ladder\n```",
        "@nadia can you lend me a ladder",
        "Nadia, I can lend you my ladder for the shed",
    ],
)
def test_not_said_to_anybody_here(text: str) -> None:
    assert understand(text, Context(NOW)).act is Act.OTHER


@pytest.mark.parametrize(
    "text",
    ["Neighbours, can anyone lend me a ladder?", "URGENT, can anyone lend me a ladder?"],
)
def test_greeting_is_no_name(text: str) -> None:
    assert understand(text, Context(NOW)).act is Act.REQUEST


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("I could lend you mine, Sam", Act.OTHER),
        ("you could borrow my tent for the weekend, neighbours", Act.OFFER),
        ("giving away a desk, two chairs, Leith", Act.OFFER),
    ],
)
def test_a_name_at_the_end_is_spoken_to(text: str, act: Act) -> None:
    assert understand(text, Context(NOW)).act is act


def test_one_small_sign_is_none_and_two_are_one() -> None:
    assert understand("my boiler died", Context(NOW)).act is Act.OTHER
    assert understand("my boiler died. anyone about?", Context(NOW)).act is Act.REQUEST


def test_a_thing_nobody_listed_lifts_a_hint() -> None:
    named, nothing = (
        understand(f"need {thing} tomorrow", Context(NOW)).act for thing in ("a zoetrope", "a clue")
    )
    assert (named, nothing) == (Act.REQUEST, Act.OTHER)


def test_language_by_the_words_then_by_the_context() -> None:
    assert understand("¿alguien tiene un taladro?", Context(NOW, language="en")).language == "es"
    assert understand("does anyone have a drill?", Context(NOW, language="es-MX")).language == "en"
    assert understand("🙂", Context(NOW, language="es-MX")).language == "es"
    assert understand("🙂", Context(NOW, language="tlh")).language == "en"
    assert {"en", "es"} <= set(languages())
