"""The second opinion about acts, by the words alone: how far it may go, and how it is corrected."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.listening import NOTE, SPEAK, Act, Context, Tuning, understand
from core.listening.acts import NOTHING, Heard
from core.listening.learning import after_confirmation, after_mistake
from core.listening.opinion import LIFT, TURN, VETO, WORDS, Opinion, by_weights, opinion_of, weighed
from core.listening.text import read

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
MARKED = Heard(Act.REQUEST, 0.9, 3, 8, None, ("looking-for",))
UNSEEN = Opinion(0.0, 0.0)


def test_words_and_pairs_add_up_to_probabilities() -> None:
    weights = {"": (-100, -100), "ladder": (200, 0), "^ ladder": (100, -300)}
    opinion = by_weights(weights, read("Ladder!").folded)
    assert opinion.request + opinion.offer + opinion.other == pytest.approx(1)
    assert opinion.best == (Act.REQUEST, opinion.request)
    assert by_weights({"": (0, 0), "ladder": (-200, 200)}, "ladder").best[0] is Act.OFFER
    assert by_weights(weights, "") == by_weights(weights, "nothing known")


@pytest.mark.parametrize(
    ("language", "asks", "gives", "chats"),
    [
        ("en", "could anybody lend me a ladder?", "free to collect: a sofa", "what a lovely day"),
        (
            "es",
            "¿alguien me presta una escalera?",
            "regalo un sofá a quien lo necesite",
            "qué calor hace",
        ),
    ],
)
def test_each_language_has_its_own(language: str, asks: str, gives: str, chats: str) -> None:
    heard = [opinion_of(read(text), language) for text in (asks, gives, chats)]
    assert None not in heard
    request, offer, other = (one or UNSEEN for one in heard)
    assert request.request > LIFT
    assert offer.offer > LIFT
    assert other.other > VETO


def test_a_language_that_was_not_learned_has_none() -> None:
    assert opinion_of(read("Hat jemand eine Leiter?"), "de") is None
    assert weighed(MARKED, None, Tuning()) is MARKED


def test_it_takes_back_what_it_doubts() -> None:
    doubted = weighed(MARKED, Opinion(0.02, 0.02), Tuning())
    assert doubted.score < NOTE
    assert weighed(MARKED, Opinion(0.1, 0.1), Tuning()) is MARKED


def test_where_the_rules_heard_the_opposite_it_asks_privately() -> None:
    turned = weighed(MARKED, Opinion(0.0, TURN), Tuning())
    assert turned.act is Act.OFFER
    assert NOTE <= turned.score < SPEAK
    assert weighed(MARKED, Opinion(0.1, TURN - 0.01), Tuning()) is MARKED
    assert weighed(MARKED, Opinion(0.95, 0.0), Tuning()) is MARKED


def test_alone_it_never_speaks_but_may_ask() -> None:
    for opinion, act in ((Opinion(0.99, 0.0), Act.REQUEST), (Opinion(0.0, LIFT), Act.OFFER)):
        lifted = weighed(NOTHING, opinion, Tuning())
        assert lifted.act is act
        assert NOTE <= lifted.score < SPEAK
        assert lifted.why == (WORDS,)
    assert weighed(NOTHING, Opinion(LIFT - 0.01, 0.0), Tuning()) is NOTHING


def test_who_is_asked_too_often_for_nothing_is_asked_less() -> None:
    tuning, sure = Tuning(), Opinion(LIFT + 0.02, 0.0)
    said = replace(understand("does anyone have a drill?", Context(NOW)), why=(WORDS,))
    assert weighed(NOTHING, sure, tuning).score >= NOTE
    taught = after_mistake(tuning, said)
    assert weighed(NOTHING, sure, taught) is NOTHING
    assert weighed(NOTHING, Opinion(0.99, 0.0), taught).score >= NOTE
    for _ in range(5):
        taught = after_confirmation(taught, said)
    assert weighed(NOTHING, sure, taught).score >= NOTE


def test_what_is_said_to_one_person_is_theirs() -> None:
    assert understand("Marta, could you lend me your ladder on Saturday?", Context(NOW)).score == 0
