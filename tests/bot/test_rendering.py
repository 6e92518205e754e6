from datetime import datetime
from typing import Any

import pytest

from bot.spine.letters import encode
from bot.spine.rendering import Reader, Renderer, disclosed, isolate, outgoing, people_in
from core.errors import Disclosure
from core.hidden import Hidden
from core.ids import CommunityId, PersonId, RoomId
from core.messages import Contact, Facts, Lines, Moment, Name, Names, Phrase, Secret, Window
from core.people import Account, Addressee
from tests.fakes import HOUR, NOW, account_of, letter_of, someone

ANA, BO = someone("Ana"), someone("Bo")
RTL = someone("שלום")
KNOWN = {p.id: Addressee(p, account_of(p)) for p in (ANA, BO, RTL)}
KARMA = Secret("karma", ANA.id, CommunityId("maple"))


def plain(arg: Any, zone: str = "UTC") -> Any:
    return Renderer(Reader("en", zone), KNOWN, {KARMA: 42})._plain(arg)


@pytest.mark.parametrize(
    ("arg", "said"),
    [
        (Name(ANA.id), "Ana"),
        (Name(PersonId("gone")), "somebody who left"),
        (Names((BO.id, ANA.id)), "Ana and Bo"),
        (Contact(ANA.id), "Ana"),
        (Contact(PersonId("gone")), "somebody who left"),
        (Moment(NOW), "Mon 5 Jan, 12:00"),
        (Window(NOW, NOW + 3 * HOUR, exact=True), "Mon 5 Jan, 12:00–15:00"),
        (Window(NOW, NOW + 3 * HOUR, exact=True, rough=True), "Mon 5 Jan, afternoon"),
        (Lines((Phrase("karma-growing"), Phrase("karma-steady"))), "growing\nsteady"),
        (Facts((Phrase("karma-growing"), Phrase("karma-steady"))), "growing · steady"),
        (KARMA, 42),
        (7, 7),
        ("plain", "plain"),
    ],
)
def test_arguments_become_words(arg: Any, said: Any) -> None:
    assert plain(arg) == said


def test_a_handle_that_is_the_name_is_not_repeated() -> None:
    known = {ANA.id: Addressee(ANA, account_of(ANA, handle="ANA"))}
    assert Renderer(Reader("en", "UTC"), known, {})._plain(Contact(ANA.id)) == "Ana"


def test_times_are_told_by_the_readers_clock() -> None:
    assert plain(Moment(NOW), "Asia/Tokyo") == "Mon 5 Jan, 21:00"


def test_right_to_left_words_cannot_turn_the_sentence() -> None:
    assert plain(Name(RTL.id)) == "\u2068שלום\u2069"
    assert isolate("añb") == "añb"


def test_every_right_to_left_script_is_isolated() -> None:
    assert isolate("\U0001e900\U0001e901") == "\u2068\U0001e900\U0001e901\u2069"


def test_a_button_without_a_label_is_worded_by_its_action() -> None:
    renderer = Renderer(Reader("en", "UTC"), KNOWN, {})
    assert renderer.button({"id": "t", "action": "exchange.not_done"}).label == "Did not happen"
    label = encode(Phrase("karma-growing"))
    assert renderer.button({"id": "t", "action": "x", "label": label}).label == "growing"


def test_everybody_a_letter_is_to_shown_to_or_names_is_looked_up() -> None:
    named = {"a": Name(ANA.id), "b": Phrase("x", {"n": Names((BO.id,))}), "d": 3}
    label = encode(Phrase("x", {"n": Contact(RTL.id)}))
    letter = letter_of(
        to=PersonId("reader"),
        args=encode(named),
        choices=[{"id": "t", "label": label}, {"id": "u"}],
        extra={"only_for": "one"},
    )
    assert people_in(letter) == {"reader", "one", ANA.id, BO.id, RTL.id}
    assert people_in(letter_of()) == set()


async def own(secret: Secret) -> Hidden[int]:
    return Hidden(secret.person, 42)


async def test_a_hidden_number_is_read_for_its_owner_in_private() -> None:
    letter = letter_of(to=ANA.id, args=encode({"points": KARMA}))
    assert await disclosed(letter, own) == {KARMA: 42}


@pytest.mark.parametrize(
    "where", [{"to": BO.id}, {"room": RoomId("r")}, {"to": ANA.id, "room": RoomId("r")}, {}]
)
async def test_a_hidden_number_goes_nowhere_else(where: dict[str, Any]) -> None:
    with pytest.raises(Disclosure):
        await disclosed(letter_of(**where, args=encode({"points": KARMA})), own)


def test_a_letter_is_rendered_for_its_address() -> None:
    letter = letter_of(
        kind="poll",
        key="",
        extra={
            "options": [encode(Phrase("karma-growing"))],
            "closes": NOW.isoformat(),
            "reply_to": "m",
        },
    )
    item = outgoing(letter, Renderer(Reader("en", "UTC"), {}, {}), {"room": "maple"}, None)
    assert (item.room, item.options, item.reply_to, item.text) == ("maple", ("growing",), "m", "")
    assert item.closes == datetime.fromisoformat("2026-01-05T12:00:00Z")


def test_somebody_is_named_by_their_account_where_it_is_read() -> None:
    here = account_of(ANA, platform="here", handle="ana1")
    afar = account_of(ANA, platform="afar", handle="77")
    links = {"afar": "tg://user?id={handle}"}

    def contact(*accounts: Account, mentions: bool = False) -> tuple[str, dict[str, str]]:
        known = {ANA.id: Addressee(ANA, accounts[0], others=accounts[1:])}
        reader = Reader("en", "UTC", mentions=mentions, platform="here", person_links=links)
        renderer = Renderer(reader, known, {})
        return renderer._plain(Contact(ANA.id)), renderer.mentions

    assert contact(afar, here) == ("Ana (@ana1)", {})
    assert contact(afar, here, mentions=True) == ("Ana", {"Ana": "ana1"})
    assert contact(afar, mentions=True) == ("Ana (tg://user?id=77)", {})
    other = account_of(ANA, platform="pipe", handle="ana")
    assert contact(other) == ("Ana (ana)", {})
