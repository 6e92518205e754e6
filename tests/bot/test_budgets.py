from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.spine.budgets import MINUTE, Budgets
from core.ports import Capabilities
from tests.fakes import NOW


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_without_limits_nothing_waits() -> None:
    budgets = Budgets(Capabilities())
    assert [budgets.wait("maple", NOW, room=True) for _ in range(99)] == [0.0] * 99


def test_a_full_room_waits_until_its_oldest_message_is_a_minute_old() -> None:
    budgets = Budgets(Capabilities(room_messages_per_minute=2))
    assert budgets.wait("maple", NOW, room=True) == 0
    assert budgets.wait("maple", NOW + seconds(10), room=True) == 0
    assert budgets.wait("maple", NOW + seconds(15), room=True) == 45
    assert budgets.wait("maple", NOW + MINUTE, room=True) == 0


def test_a_chat_speaks_only_so_often_a_second() -> None:
    budgets = Budgets(Capabilities(chat_messages_per_second=2))
    assert budgets.wait("ana", NOW, room=False) == 0
    assert budgets.wait("ana", NOW + seconds(0.1), room=False) == 0.4
    assert budgets.wait("ana", NOW + seconds(0.5), room=False) == 0


def test_a_full_room_stalls_no_other_chat() -> None:
    budgets = Budgets(Capabilities(room_messages_per_minute=1))
    budgets.wait("maple", NOW, room=True)
    assert budgets.wait("maple", NOW, room=True) == 60
    assert budgets.wait("elm", NOW, room=True) == 0
    assert budgets.wait("ana", NOW, room=False) == 0


@given(st.lists(st.integers(0, 20), max_size=60), st.integers(1, 5))
def test_no_minute_ever_holds_more_than_allowed(gaps: list[int], most: int) -> None:
    budgets, now, sent = Budgets(Capabilities(room_messages_per_minute=most)), NOW, []
    for gap in gaps:
        now += seconds(gap)
        if not budgets.wait("maple", now, room=True):
            sent.append(now)
    assert all(sum(at - MINUTE < other <= at for other in sent) <= most for at in sent)


def test_everybody_together_speaks_only_so_often_a_second() -> None:
    budgets = Budgets(Capabilities(messages_per_second=2))
    assert budgets.wait("ana", NOW, room=False) == 0
    assert budgets.wait("bo", NOW + seconds(0.25), room=False) == 0
    assert budgets.wait("cem", NOW + seconds(0.5), room=False) == 0.5
    assert budgets.wait("cem", NOW + seconds(1), room=False) == 0
