"""What words alone say: that it adds up, and that it comes from our own sentences."""

from itertools import product

import pytest

from core.listening.crisis import Crisis, check
from core.listening.crisis_words import CrisisKind
from core.listening.words import features, likely, weights_of
from training import words as training


def test_words_marks_and_pairs_are_what_is_known() -> None:
    assert features("2 eggs, please!") == {
        *("^", "#", "eggs", ",", "please", "!"),
        *("^ #", "# eggs", "eggs ,", ", please", "please !"),
    }


def test_what_is_said_for_each_answer_is_added_up() -> None:
    weights = {"": (-100, -100, 0), "gas": (300, 0, -100)}
    odds = likely(weights, frozenset({"gas"}))
    assert odds[0] > odds[1]
    assert sum(odds) < 1
    assert likely(weights, frozenset()) == likely(weights, frozenset({"unknown"}))


def test_a_question_nobody_taught_has_no_weights() -> None:
    assert weights_of("acts", "de") == {}
    assert weights_of("crisis", "en").keys() > {"", "breathing"}


def test_the_first_label_of_each_question_is_none_of_them() -> None:
    assert training.CRISES[1:] == tuple(CrisisKind)
    assert {"none", "other"} == {labels[0] for labels in training.LABELS.values()}


def test_whoever_adds_sentences_has_the_words_learned_anew() -> None:
    """Run `make words`."""
    learned_from = training.LEARNED_FROM.read_text(encoding="utf-8").splitlines()
    taught = product(training.LABELS, training.LANGUAGES)
    assert learned_from == [
        f"{what}_{language} {training.digest(training.sentences(what, language))}"
        for what, language in taught
    ]


def test_the_weights_are_what_our_sentences_teach() -> None:
    """One of the four tells for all, as learning takes a while; another processor may round a hundredth otherwise."""
    shipped = weights_of("acts", "es")
    learned = training.learned(training.sentences("acts", "es"), training.ACTS)
    assert shipped.keys() == learned.keys()
    off = [
        abs(a - b) for word in shipped for a, b in zip(shipped[word], learned[word], strict=True)
    ]
    assert max(off) <= 3


def test_all_weights_together_stay_small() -> None:
    sizes = [path.stat().st_size for path in training.WEIGHTS.glob("*.tsv")]
    assert sum(sizes) < 1_000_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("he stopped responding to us and his lips are turning", Crisis(CrisisKind.MEDICAL)),
        ("what a lovely evening, the swifts are back", None),
    ],
)
def test_where_no_rule_hears_an_emergency_the_words_may(text: str, found: Crisis | None) -> None:
    assert check(text, "en") == found
