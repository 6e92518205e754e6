"""What a message looks like: numbered choices, HTML that cannot be broken out of, mentions always said."""

import pytest

from bot.platforms.matrix import content
from core.ports import Button

BUTTONS = (Button("1", "match.yes", "Yes"), Button("2", "match.no", "Not <this> time"))


def test_in_a_room_choices_are_reactions_with_a_word_to_type() -> None:
    said = content.message("Who can?\n\nSaturday", BUTTONS, to=None)
    assert said["msgtype"] == "m.notice"
    assert said["body"] == "Who can?\n\nSaturday\n\n1️⃣ Yes (!1)\n2️⃣ Not <this> time (!2)"
    assert said["m.mentions"] == {}
    assert said[content.CHOICES] == 2
    assert said["formatted_body"] == (
        "<p>Who can?</p><p>Saturday</p><p>1️⃣ Yes (!1)<br>2️⃣ Not &lt;this&gt; time (!2)</p>"
    )


def test_in_private_a_number_is_enough_and_the_person_is_mentioned() -> None:
    said = content.message("Can you?", BUTTONS, to="@bea:x")
    assert said["msgtype"] == "m.text"
    assert said["body"].endswith("1 · Yes\n2 · Not <this> time")
    assert said["m.mentions"] == {"user_ids": ["@bea:x"]}


def test_an_edit_says_it_whole_and_notifies_nobody_again() -> None:
    said = content.revision(content.message("Settled", (), to="@bea:x"), "$one")
    assert said["body"] == "* Settled"
    assert said["m.new_content"]["body"] == "Settled"
    assert said["m.new_content"]["m.mentions"] == said["m.mentions"] == {}
    assert said["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$one"}


@pytest.mark.parametrize(
    ("key", "number"),
    [("1️⃣", 1), ("9\u20e3", 9), ("👍", None), ("1", None), ("0️⃣", None), ("", None)],
)
def test_a_keycap_is_a_choice_with_or_without_its_selector(key: str, number: int | None) -> None:
    assert content.picked(key) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", (2, False)), (" !2 ", (2, True)), ("12", (12, False)), ("0", None), ("2 people", None)],
)
def test_a_number_alone_is_a_choice(text: str, number: tuple[int, bool] | None) -> None:
    assert content.typed(text) == number


def test_what_older_clients_quote_is_not_said_again() -> None:
    assert content.without_quote("> <@ana:x> I need a drill\n> soon\n\nI have one") == "I have one"
    assert content.without_quote("2 > 1") == "2 > 1"


def test_an_answer_stays_in_its_thread() -> None:
    assert content.answering("$a", None) == {"m.in_reply_to": {"event_id": "$a"}}
    assert content.answering("$a", "$root")["event_id"] == "$root"
