import pytest

from core.ids import PersonId, RoomId
from tests.fakes import letter_of


@pytest.mark.parametrize(
    ("to", "room", "chat"), [("ana", None, "ana"), (None, "maple", "maple"), (None, None, "")]
)
def test_a_letter_stands_in_its_readers_queue(to: str | None, room: str | None, chat: str) -> None:
    letter = letter_of(to=to and PersonId(to), room=room and RoomId(room))
    assert letter.chat == chat
