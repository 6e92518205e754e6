"""The neighbours: what they answer, what they say, and that the same seed gives the same play."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest

import locales
from bot.demo.cast import (
    ANSWER_SECONDS,
    DONE_SECONDS,
    MOST_REQUESTS,
    NEIGHBOURS,
    OTHERS_SECONDS,
    PLAYED,
    Act,
    Cast,
)
from bot.platforms.terminal import Line
from core.listening import Act as Heard
from core.listening import Context, understand
from core.ports import Button

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
LOCALES = ("en", "es")


def _line(
    *actions: str, pane: str = "@bram", line: str = "b1", text: str = "", key: str = ""
) -> Line:
    buttons = [Button(action, action, action) for action in actions]
    return Line(id=line, pane=pane, at=NOW, text=text, key=key, buttons=buttons)


def _asked(number: int, about: str = "Juno") -> Line:
    actions = ("match.yes", "match.no", "match.rest", "match.block")
    return _line(*actions, line=f"ask-{number}", text=f"{about} could use a hand")


def _cast(seed: str = "s", locale: str = "en") -> Cast:
    return Cast(seed, locale)


def _answers(count: int) -> list[Sequence[Act]]:
    return [_cast().answer(_asked(number)) for number in range(count)]


def test_neighbours_say_yes_no_or_nothing() -> None:
    answers = _answers(60)
    said = {acts[0].words if acts else None for acts in answers}
    assert said == {"match.yes", "match.no", None}
    assert sum(1 for acts in answers if acts and acts[0].words == "match.yes") > 15


def test_nobody_ever_rests_or_blocks() -> None:
    assert not {act.words for acts in _answers(60) for act in acts} & {"match.rest", "match.block"}


def test_the_same_seed_gives_the_same_play() -> None:
    first, second = _cast(), _cast()
    assert [first.answer(_asked(n)) for n in range(9)] == [
        second.answer(_asked(n)) for n in range(9)
    ]
    assert [first.by_itself() for _ in range(20)] == [second.by_itself() for _ in range(20)]
    other = _cast("t")
    assert [_cast().by_itself() for _ in range(3)] != [other.by_itself() for _ in range(3)]


def test_they_are_quick_with_the_player_and_slower_among_themselves() -> None:
    mine = [act for n in range(20) for act in _cast().answer(_asked(n, PLAYED[0].name))]
    theirs = [act for n in range(20) for act in _cast().answer(_asked(n, NEIGHBOURS[3].name))]
    assert all(ANSWER_SECONDS[0] <= act.after <= ANSWER_SECONDS[1] for act in mine)
    assert all(OTHERS_SECONDS[0] <= act.after <= OTHERS_SECONDS[1] for act in theirs)


@pytest.mark.parametrize("action", ["match.accept", "post.confirm", "post.renew", "post.room"])
def test_they_agree_to_what_is_theirs(action: str) -> None:
    (act,) = _cast().answer(_line(action, "post.drop"))
    assert (act.by, act.kind, act.line, act.words) == ("bram", "press", "b1", action)


def test_they_say_done_in_their_own_time_and_soon_after_the_other() -> None:
    (alone,) = _cast().answer(_line("exchange.done", key="exchange-open-helper"))
    (after,) = _cast().answer(_line("exchange.done", key="exchange-said-other"))
    assert alone.words == after.words == "exchange.done"
    assert alone.after >= DONE_SECONDS[0] > after.after


def test_most_say_thank_you() -> None:
    thanks = [_cast().answer(_line("exchange.thank", line=f"b{n}")) for n in range(30)]
    assert 10 < sum(1 for acts in thanks if acts) < 30


def test_they_leave_other_peoples_lines_alone() -> None:
    assert not _cast().answer(_line("match.accept", pane="@juno"))
    assert not _cast().answer(_line("match.accept", pane="#village"))
    assert not _cast().answer(_line())


def test_somebody_else_takes_up_what_the_room_is_shown() -> None:
    author = NEIGHBOURS[2].name
    for number in range(20):
        line = _line(
            "match.yes", pane="#village", line=f"r{number}", text=f"{author} offers: apples"
        )
        (act,) = _cast().notice(line)
        assert act.words == "match.yes"
        assert act.by != NEIGHBOURS[2].handle
    assert not _cast().notice(_line("member.in", pane="#village"))
    assert not _cast().notice(_line("match.yes", pane="@bram"))


@pytest.mark.parametrize("locale", LOCALES)
def test_newcomers_are_welcomed_by_name(locale: str) -> None:
    (act,) = _cast(locale=locale).welcome("Juno")
    assert act.kind == "say"
    assert "Juno" in act.words


@pytest.mark.parametrize("locale", LOCALES)
def test_all_kinds_of_things_are_said_and_none_twice_in_a_row(locale: str) -> None:
    cast = _cast(locale=locale)
    said = [cast.by_itself().words for _ in range(80)]
    for key in ("cast-chatter", "cast-requests", "cast-offers"):
        assert set(said) & set(locale_lines(locale, key)), key
    assert all(first != second for first, second in pairwise(said))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("key", "act"),
    [
        ("cast-chatter", Heard.OTHER),
        ("cast-welcome", Heard.OTHER),
        ("cast-requests", Heard.REQUEST),
        ("cast-offers", Heard.OFFER),
    ],
)
def test_the_bot_hears_their_lines_as_they_are_meant(locale: str, key: str, act: Heard) -> None:
    args = {"name": "Juno"} if key == "cast-welcome" else {}
    for words in locales.say(locale, key, args).split("\n"):
        assert understand(words, Context(NOW, "UTC", locale)).act is act, words


@pytest.mark.parametrize("locale", LOCALES)
def test_they_leave_somebody_free_for_the_player(locale: str) -> None:
    cast, requests = _cast(locale=locale), locale_lines(locale, "cast-requests")
    said = [cast.by_itself().words for _ in range(200)]
    assert sum(1 for words in said if words in requests) == MOST_REQUESTS


def locale_lines(locale: str, key: str) -> list[str]:
    return locales.say(locale, key, {}).split("\n")


def test_names_are_different() -> None:
    everybody = [*PLAYED, *NEIGHBOURS]
    assert len({n.handle for n in everybody}) == len({n.name for n in everybody}) == len(everybody)
