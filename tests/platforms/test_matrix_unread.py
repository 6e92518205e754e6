"""What could not be read yet waits, over a restart too, and is mentioned once a day."""

from pathlib import Path

from bot.platforms.matrix.unread import DAY_MS, MOST, PATIENCE_MS, WEEK_MS, Unread


class Hand:
    """A clock that is moved by hand, in milliseconds."""

    def __init__(self) -> None:
        self.at = 1_000 * DAY_MS

    def __call__(self) -> int:
        return self.at


def test_it_outlives_a_restart_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "unread.json"
    Unread(file).add("!room", {"event_id": "$1", "type": "m.room.encrypted"})
    assert file.stat().st_mode & 0o777 == 0o600
    again = Unread(file)
    assert len(again) == 1
    again.done("$1")
    assert len(Unread(file)) == 0


def test_a_room_is_mentioned_once_a_day_and_not_at_once(tmp_path: Path) -> None:
    hand = Hand()
    unread = Unread(tmp_path / "unread.json", hand)
    unread.add("!room", {"event_id": "$1"})
    assert unread.overdue() == []
    hand.at += PATIENCE_MS + 1
    assert [room for room, _ in unread.overdue()] == ["!room"]
    assert unread.overdue() == []
    hand.at += DAY_MS
    assert [room for room, _ in unread.overdue()] == ["!room"]


def test_after_having_been_away_keys_are_waited_for_again(tmp_path: Path) -> None:
    hand = Hand()
    Unread(tmp_path / "unread.json", hand).add("!room", {"event_id": "$1"})
    hand.at += DAY_MS
    again = Unread(tmp_path / "unread.json", hand)
    assert again.overdue() == []
    hand.at += PATIENCE_MS + 1
    assert [room for room, _ in again.overdue()] == ["!room"]


def test_old_ones_go(tmp_path: Path) -> None:
    hand = Hand()
    unread = Unread(tmp_path / "unread.json", hand)
    unread.add("!room", {"event_id": "$old"})
    hand.at += WEEK_MS + 1
    unread.add("!room", {"event_id": "$new"})
    assert len(unread) == 1


def test_there_are_never_too_many(tmp_path: Path) -> None:
    unread = Unread(tmp_path / "unread.json")
    for number in range(MOST + 5):
        unread._waiting[f"${number}"] = {"event_id": f"${number}", "room_id": "!r", "came": 10**15}
    unread.add("!room", {"event_id": "$last"})
    assert len(unread) == MOST
