from dataclasses import FrozenInstanceError

import pytest

from core.ids import PersonId, RoomId
from core.messages import Choice, Phrase, Text, Whisper


def test_what_is_said_is_data_and_never_changes() -> None:
    said = Text(room=RoomId("maple"), key="post-room-request")
    with pytest.raises(FrozenInstanceError):
        said.key = "other"  # type: ignore[misc]


def test_a_room_message_is_for_everybody_unless_it_names_one_reader() -> None:
    assert Text(room=RoomId("maple"), key="k").only_for is None
    assert Text(room=RoomId("maple"), key="k", only_for=PersonId("ana")).only_for == "ana"


def test_items_share_no_arguments() -> None:
    one, other = Whisper(to=PersonId("a"), key="k"), Whisper(to=PersonId("b"), key="k")
    assert one.args is not other.args
    assert Phrase("k").args == {}


def test_a_button_is_for_whoever_sees_it_unless_told_otherwise() -> None:
    choice = Choice(action="member.in")
    assert (choice.subject, choice.label, choice.only_for, choice.until) == ("", None, None, None)
