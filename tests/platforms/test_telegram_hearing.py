"""Updates become events: who did what, never what nobody did. The updates come from what Telegram's apps would do."""

from typing import Any

import pytest
from telegram import Update

from bot.platforms.telegram.hearing import HEARD, Self, hear
from core.events import (
    BallotCast,
    BotAdded,
    BotRemoved,
    CannotRead,
    ChoicePicked,
    CommandGiven,
    CommandUnsigned,
    Event,
    JoinRequested,
    MemberArrived,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    PeoplePicked,
    ReachabilityChanged,
    Reacted,
    RoomMoved,
)
from tests.telegram.people import ANONYMOUS_ADMIN, AS_CHANNEL, CHANNEL_POST, People
from tests.telegram.schema import MISSING
from tests.telegram.server import BotApi
from tests.telegram.world import Chat, Message, User

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Telegram's schema is not here")


class Scene:
    """Ana's group Maple, where the bot is an administrator; nothing is sent anywhere."""

    def __init__(self) -> None:
        self.api = BotApi()
        self.api.updates.want(HEARD)
        self.people = People(self.api)
        self.us = Self(self.api.world.bot.id, "karmyq_bot", commands=frozenset({"karma", "start"}))
        self.ana = self.api.world.new_user("Ana", "ana")
        self.bea = self.api.world.new_user("Bea", None, "es")
        self.maple = self.group("Maple", self.ana)

    def group(self, title: str, owner: User, **kind: bool) -> Chat:
        chat = self.api.world.new_group(title, owner, **kind)
        self.people.add_bot(chat, owner, admin=True)
        self.people.join(self.bea, chat)
        self.api.updates.waiting.clear()
        return chat

    def heard(self, **about: Any) -> list[Event]:
        """Return the events of everything that was told since, in order."""
        raw = list(self.api.updates.waiting)
        self.api.updates.waiting.clear()
        found = [e for told in raw for e in hear(Update.de_json(told, None), self.us, **about)]
        assert len({e.key for e in found}) == len(found) or any("moved:" in e.key for e in found)
        assert all(e.platform == "telegram" for e in found)
        return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


def room_of(scene: Scene) -> str:
    return str(scene.maple.id)


def spot(message: Message) -> str:
    return f"{message.chat}:{message.id}"


def test_something_said_in_a_group(scene: Scene) -> None:
    first = scene.people.say(scene.ana, "does anyone have a drill?", scene.maple)
    answer = scene.people.say(scene.bea, "I do", scene.maple, reply_to=first.id)
    one, two = scene.heard()
    assert isinstance(one, MessagePosted)
    assert (one.by.handle, one.by.name, one.by.language) == (str(scene.ana.id), "Ana", "en")
    assert (one.room, one.message, one.reply_to) == (room_of(scene), spot(first), None)
    assert isinstance(two, MessagePosted)
    assert (two.message, two.reply_to) == (spot(answer), spot(first))


def test_something_said_privately_and_a_caption(scene: Scene) -> None:
    scene.people.say(scene.ana, "a drill, please")
    photo = scene.people.say(scene.ana, "", scene.maple)
    (private,) = scene.heard()  # a message without words says nothing
    assert isinstance(private, MessagePosted)
    assert private.room is None
    photo.caption = "need this fixed"
    scene.people._message(photo)
    (heard,) = scene.heard()
    assert isinstance(heard, MessagePosted)
    assert heard.text == "need this fixed"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/karma", "karma"),
        ("/karma@karmyq_bot", "karma"),
        ("/KARMA@Karmyq_Bot x", "karma"),
        ("/unheardof@karmyq_bot", "unheardof"),
        ("/karma@other_bot", None),
        ("/weather", None),
    ],
)
def test_in_a_group_only_our_own_commands_are_ours(
    scene: Scene, text: str, name: str | None
) -> None:
    scene.people.say(scene.ana, text, scene.maple)
    told = [e.name for e in scene.heard() if isinstance(e, CommandGiven)]
    assert told == ([name] if name else [])


def test_privately_every_command_is_ours(scene: Scene) -> None:
    scene.people.say(scene.ana, "/weather now")
    (given,) = scene.heard()
    assert isinstance(given, CommandGiven)
    assert (given.name, given.rest, given.room) == ("weather", "now", None)


def test_a_deep_link_opens_the_chat_and_presses_the_button(scene: Scene) -> None:
    scene.people.start(scene.ana, "p_abcdefghijklmnop_qrstuvwxyz")
    opened, picked = scene.heard()
    assert isinstance(opened, ReachabilityChanged)
    assert opened.state == "open"
    assert isinstance(picked, ChoicePicked)
    assert (picked.message, picked.choice) == ("abcdefghijklmnop", "qrstuvwxyz")


def test_other_payloads_stay_with_the_command(scene: Scene) -> None:
    scene.people.start(scene.ana, "invite_1")
    (given,) = scene.heard()
    assert isinstance(given, CommandGiven)
    assert (given.name, given.rest) == ("start", "invite_1")


@pytest.mark.parametrize("identity", [ANONYMOUS_ADMIN, CHANNEL_POST, AS_CHANNEL])
def test_who_is_nobody_is_not_heard(scene: Scene, identity: int) -> None:
    scene.people.say_as(scene.maple, "I need a drill", identity)
    assert scene.heard() == []


def test_an_anonymous_administrators_command_waits_for_a_name(scene: Scene) -> None:
    said = scene.people.say_as(scene.maple, "/karma  off", ANONYMOUS_ADMIN)
    (given,) = scene.heard()
    assert isinstance(given, CommandUnsigned)
    assert (given.room, given.message) == (room_of(scene), spot(said))
    assert (given.name, given.rest, given.topic) == ("karma", "off", None)
    scene.people.say_as(scene.maple, "/karma@other_bot", ANONYMOUS_ADMIN)
    scene.people.say_as(scene.maple, "/karma", AS_CHANNEL)
    scene.people.say_as(scene.maple, "/karma", CHANNEL_POST)
    assert scene.heard() == []


def test_what_was_forwarded_is_not_the_forwarders_word(scene: Scene) -> None:
    message = scene.people.say(scene.ana, "I need a drill", scene.maple)
    scene.api.updates.waiting.clear()
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "somebody"}
    message.extra = {"forward_origin": origin}
    scene.people._message(message)
    assert scene.heard() == []


def test_an_edit_and_where(scene: Scene) -> None:
    message = scene.people.say(scene.ana, "a dril", scene.maple)
    private = scene.people.say(scene.ana, "x")
    scene.heard()
    scene.people.edit(message, "a drill")
    scene.people.edit(private, "y")
    (edit,) = scene.heard()
    assert isinstance(edit, MessageEdited)
    assert (edit.message, edit.text, edit.room) == (spot(message), "a drill", room_of(scene))


def test_a_topic_is_part_of_a_messages_name(scene: Scene) -> None:
    topic = scene.people.open_topic(scene.maple, scene.ana, "Needs")
    message = scene.people.say(scene.ana, "a drill?", scene.maple, thread=topic, reply_to=topic)
    (said,) = scene.heard()
    assert isinstance(said, MessagePosted)
    assert said.message == f"{spot(message)}:{topic}"
    assert said.reply_to is None
    assert said.topic == str(topic)
    scene.people.edit(message, "a drill!")
    (edit,) = scene.heard()
    assert edit.message == said.message  # type: ignore[attr-defined]


def test_a_press_is_named_by_its_own_number(scene: Scene) -> None:
    card = scene.api.world.post(scene.maple, author=scene.api.world.bot, text="card")
    query = scene.people.press_data(scene.bea, card, "token")
    (picked,) = scene.heard()
    assert isinstance(picked, ChoicePicked)
    assert picked.key == f"press:{query.id}"
    assert (picked.message, picked.choice) == (spot(card), "token")
    only = scene.api.world.post_ephemeral(
        scene.maple, author=scene.api.world.bot, text="x", only_for=scene.bea.id
    )
    scene.people.press_data(scene.bea, only, "token")
    (picked,) = scene.heard()
    assert picked.message == f"{scene.maple.id}:e{only.id}:{scene.bea.id}"  # type: ignore[attr-defined]


def test_votes_reactions_and_their_end(scene: Scene) -> None:
    message = scene.people.say(scene.ana, "done", scene.maple)
    scene.heard()
    scene.people.react(scene.bea, message, "👍")
    scene.people.react(scene.bea, message)
    (reacted,) = scene.heard()
    assert isinstance(reacted, Reacted)
    assert (reacted.message, reacted.emoji) == (spot(message), "👍")
    user = scene.bea.json()
    answer = {"poll_id": "77", "user": user, "option_ids": [1], "option_persistent_ids": ["b"]}
    scene.api.updates.put("poll_answer", answer)
    scene.api.updates.put("poll_answer", {**answer, "option_ids": [], "option_persistent_ids": []})
    cast, withdrawn = scene.heard()
    assert isinstance(cast, BallotCast)
    assert (cast.poll, cast.options, cast.by.handle) == ("77", (1,), str(scene.bea.id))
    assert withdrawn.options == ()  # type: ignore[attr-defined]
    channel = {"id": -1009, "type": "channel", "title": "News"}
    del answer["user"]
    scene.api.updates.put("poll_answer", {**answer, "voter_chat": channel})
    assert scene.heard() == []


def test_people_come_and_go(scene: Scene) -> None:
    cem = scene.api.world.new_user("Cem")
    scene.people.join(cem, scene.maple, scene.ana)
    arrived = [e for e in scene.heard() if isinstance(e, MemberArrived)]
    assert {e.who.handle for e in arrived} == {str(cem.id)}
    assert {e.by.handle for e in arrived if e.by} == {str(scene.ana.id)}
    scene.people.promote(cem, scene.maple, scene.ana)
    (promoted,) = scene.heard()
    assert isinstance(promoted, MemberArrived)
    assert promoted.admin
    scene.people.leave(cem, scene.maple)
    left = scene.heard()
    assert {type(e) for e in left} == {MemberLeft}


def test_a_knock_opens_the_door_a_little(scene: Scene) -> None:
    cem = scene.api.world.new_user("Cem")
    scene.people.knock(cem, scene.maple)
    reach, knock = scene.heard()
    assert isinstance(reach, ReachabilityChanged)
    assert reach.state == "open"
    assert isinstance(knock, JoinRequested)
    assert (knock.who.handle, knock.room) == (str(cem.id), room_of(scene))


def test_we_are_blocked_and_unblocked(scene: Scene) -> None:
    scene.people.start(scene.ana)
    scene.people.block(scene.ana)
    scene.people.unblock(scene.ana)
    states = [e.state for e in scene.heard() if isinstance(e, ReachabilityChanged)]
    assert states == ["closed", "open"]


@pytest.mark.parametrize(
    ("admin", "hears_all", "reason"),
    [(True, False, None), (False, True, "rights"), (False, False, "privacy")],
)
def test_when_added_we_say_what_we_cannot_hear(
    scene: Scene, admin: bool, hears_all: bool, reason: str | None
) -> None:
    scene.us = Self(scene.us.id, scene.us.username, hears_all)
    oak = scene.api.world.new_group("Oak", scene.ana)
    scene.people.add_bot(oak, scene.ana, admin=admin)
    added, *deaf = scene.heard()
    assert isinstance(added, BotAdded)
    assert (added.room, added.title, added.by.handle) == (str(oak.id), "Oak", str(scene.ana.id))
    assert [e.reason for e in deaf if isinstance(e, CannotRead)] == ([reason] if reason else [])
    scene.people.remove_bot(oak, scene.ana)
    (gone,) = scene.heard()
    assert isinstance(gone, BotRemoved)


def test_added_by_somebody_anonymous(scene: Scene) -> None:
    nobody = User(ANONYMOUS_ADMIN, "Group", is_bot=True, language=None)
    oak = scene.api.world.new_group("Oak", scene.ana)
    scene.people.add_bot(oak, nobody, admin=True)
    raw = scene.api.updates.waiting[0]
    assert scene.heard() == []
    owner = Update.de_json(
        {"update_id": 1, "message": scene.api.world.message_json(scene.people.say(scene.ana, "x"))},
        None,
    ).message
    assert owner is not None
    (added,) = hear(Update.de_json(raw, None), scene.us, owner.from_user)
    assert isinstance(added, BotAdded)
    assert added.by.handle == str(scene.ana.id)


@pytest.mark.parametrize("order", [("to", "from"), ("from", "to")])
def test_a_move_is_one_event_however_it_is_told(scene: Scene, order: tuple[str, str]) -> None:
    oak = scene.group("Oak", scene.ana, supergroup=False)
    new = scene.people.migrate(oak, scene.ana, order)
    moves = scene.heard()
    assert {type(e) for e in moves} == {RoomMoved}
    assert {(e.room, e.to) for e in moves} == {(str(oak.id), str(new.id))}  # type: ignore[attr-defined]
    assert len({e.key for e in moves}) == 1


def test_people_are_picked(scene: Scene) -> None:
    shared = {"request_id": 5, "users": [{"user_id": scene.bea.id, "first_name": "Bea"}]}
    chat = scene.api.world.chats[scene.ana.id]
    message = scene.api.world.post(chat, author=scene.ana, service={"users_shared": shared})
    scene.people._message(message)
    (picked,) = scene.heard()
    assert isinstance(picked, PeoplePicked)
    assert picked.message == f"{scene.ana.id}:5"
    assert [(w.handle, w.name) for w in picked.who] == [(str(scene.bea.id), "Bea")]


def test_names_cannot_turn_the_text_around(scene: Scene) -> None:
    scene.ana.first_name = "A\u202ena\x00"
    scene.people.say(scene.ana, "hi\u202e", scene.maple)
    (said,) = scene.heard()
    assert isinstance(said, MessagePosted)
    assert (said.by.name, said.text) == ("Ana", "hi")
