import pytest

from core.ids import PersonId, RoomId
from core.ports import Capabilities, shared
from tests.fakes import letter_of


@pytest.mark.parametrize(
    ("to", "room", "chat"), [("ana", None, "ana"), (None, "maple", "maple"), (None, None, "")]
)
def test_a_letter_stands_in_its_readers_queue(to: str | None, room: str | None, chat: str) -> None:
    letter = letter_of(to=to and PersonId(to), room=room and RoomId(room))
    assert letter.chat == chat


def test_one_platform_can_what_it_can() -> None:
    can = Capabilities(ephemeral=True, room_messages_per_minute=20)
    assert shared([can]) is can


def test_several_platforms_can_what_all_of_them_can() -> None:
    one = Capabilities(people_picker=True, hidden_results=True, deletions_seen=False)
    other = Capabilities(people_picker=True, native_polls=False, private_link="x")
    both = shared([one, other])
    assert both == Capabilities(people_picker=True, native_polls=False, deletions_seen=False)
