"""Gifts and favours as neighbours word them, and talk that only sounds like giving."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.listening import Act, Context, understand

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "offers_en.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_gifts_told_sideways() -> None:
    """Each was written before the rules that hear it, and those still missed are among them."""
    gifts = [line["text"] for line in LINES if line["label"] == "offer"]
    missed = [text for text in gifts if understand(text, Context(NOW)).act is not Act.OFFER]
    assert len(missed) <= 0.3 * len(gifts), "\n".join(missed)


def test_what_only_sounds_like_giving() -> None:
    talk = [line["text"] for line in LINES if line["label"] == "other"]
    heard = [text for text in talk if understand(text, Context(NOW)).act is Act.OFFER]
    assert len(heard) <= 0.02 * len(talk), "\n".join(heard)


def test_what_there_is_and_for_whom_are_a_whole_post() -> None:
    assert understand("I speak Ukrainian, use me", Context(NOW)).act is Act.OFFER
    assert understand("I speak Ukrainian, as a matter of fact", Context(NOW)).act is Act.OTHER


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("I'm offering ironing, £2 a shirt", Act.OTHER),
        ("Ironing done, 5€ a basket, bring it round", Act.OTHER),
        ("Free lamp, worth £40 new, take it", Act.OFFER),
        ("Going to Leeds on Friday, two seats, £5 for petrol", Act.OFFER),
    ],
)
def test_a_sum_beside_an_offer_is_its_price(text: str, act: Act) -> None:
    assert understand(text, Context(NOW)).act is act
