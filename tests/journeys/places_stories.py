"""Several people for one thing, a need that comes again, an offer that stands; and what may go wrong."""

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, a_village, an_exchange, asked, latest

OTHERS = ("bea", "cem", "dia", "eli", "fay")
SOFA = "We need three people to move a sofa on Saturday at 10"


async def _asks(stage: Stage, words: str, *others: str) -> None:
    await a_village(stage, "ana", *(others or OTHERS))
    await stage.say("ana", words, room="maple")
    await stage.press("ana", "post.confirm")


async def _helps(stage: Stage, person: str) -> None:
    await stage.press(person, "match.yes")
    await stage.press("ana", "match.accept")


async def three_people_move_a_sofa(stage: Stage) -> None:
    """The request stays open until three were found; each has an exchange, and whoever is left over hears the end."""
    await _asks(stage, SOFA)
    first = asked(stage, *OTHERS)
    assert "3 people needed" in latest(stage, first[0], "match-ask").text
    for person in first:
        await stage.press(person, "match.yes")
    assert len([m for m in stage.private("ana") if m.key == "match-offer"]) == 3
    await stage.press("ana", "match.accept")
    assert "1 of 3" in latest(stage, "ana", "post-filling").text
    await stage.press("ana", "match.accept")
    assert "2 of 3" in latest(stage, "ana", "post-filling").text
    await stage.press("ana", "match.decline")
    second = [p for p in asked(stage, *OTHERS) if p not in first]
    for person in second:
        await stage.press(person, "match.yes")
    await stage.press("ana", "match.accept")
    assert latest(stage, "ana", "post-agreed")
    helpers = [p for p in OTHERS if "exchange.done" in stage.private(p)[-1].actions]
    assert len(helpers) == 3
    for person in set(OTHERS) - set(helpers):
        assert latest(stage, person, "match-settled-thanks")
    for person in helpers:
        await stage.press(person, "exchange.done")
        await stage.press("ana", "exchange.done", label="")
    assert stage.marks("maple") == set()


async def two_are_enough(stage: Stage) -> None:
    """The author may stop earlier; whoever was found still comes, and may fall away without anything being lost."""
    await _asks(stage, SOFA)
    first, second, third = asked(stage, *OTHERS)
    await _helps(stage, first)
    await _helps(stage, second)
    await stage.press("ana", "post.enough")
    assert latest(stage, "ana", "post-full")
    assert latest(stage, third, "match-settled")
    await stage.later("1d")
    assert asked(stage, *OTHERS) == []
    assert latest(stage, first, "exchange-open-helper")
    await stage.press(second, "exchange.cancel")
    assert latest(stage, "ana", "exchange-cancelled-requester")
    assert "1 of 2" in latest(stage, "ana", "post-filling").text


async def every_tuesday(stage: Stage) -> None:
    """One post that comes again: each time is asked anew, and stops by a button."""
    await _asks(stage, "Could someone bring soup every Tuesday at 18:00?", "bea", "cem")
    heard = latest(stage, "ana", "post-asking")
    assert "every week" in heard.text
    await _helps(stage, "bea")
    assert "every week" not in latest(stage, "bea", "exchange-open-helper").text
    await stage.press("bea", "exchange.done")
    await stage.press("ana", "exchange.done")
    await stage.later("2d")
    again = latest(stage, "ana", "post-again")
    assert "13" in again.text
    assert stage.marks("maple")
    await stage.later("4d")
    await _helps(stage, "cem")
    await stage.press("ana", "post.stop")
    await stage.later("15d")
    assert len([m for m in stage.private("ana") if m.key == "post-again"]) <= 1
    assert asked(stage, "bea", "cem") == []


async def it_comes_again_only_for_who_is_there(stage: Stage) -> None:
    """Nobody was free: its author is asked before it comes once more, and silence ends it."""
    await _asks(stage, "Could someone bring soup every Tuesday at 18:00?", "bea", "cem")
    await stage.later("2d")
    whether = latest(stage, "ana", "post-again-whether")
    assert whether.actions == ["post.again", "post.stop"]
    assert not [m for m in stage.private("ana") if m.key == "post-expired-notice"]
    assert asked(stage, "bea", "cem") == []
    await stage.press("ana", "post.again")
    assert "13" in latest(stage, "ana", "post-again").text
    await stage.later("9d")
    assert latest(stage, "ana", "post-again-whether")
    await stage.later("21d")
    assert asked(stage, "bea", "cem") == []


async def others_are_asked_first_after_a_while(stage: Stage) -> None:
    """Bea helped the last two times: the third time is offered to others before her."""
    await a_village(stage, "ana", "bea", "cem", "dia", "eli")
    for person in ("cem", "dia", "eli"):
        await stage.say(person, "/pause 20")
    await stage.say("ana", "Could someone bring soup every Tuesday at 18:00?", room="maple")
    await stage.press("ana", "post.confirm")
    for _ in range(2):
        await _helps(stage, "bea")
        await stage.later("7d")
    for person in ("cem", "dia", "eli"):
        await stage.say(person, "/resume")
    assert "bea" in asked(stage, "bea")
    await stage.press("bea", "match.no")
    await stage.press("ana", "post.drop")


async def an_offer_that_stands(stage: Stage) -> None:
    """It is kept until it is taken back, for one after the other; and who needs it finds it by asking."""
    await a_village(stage, "ana", "bea", "cem", "dia", "eli", "fay")
    await stage.say("bea", "/offer I can lend my ladder whenever you need it")
    assert "until you take it back" in latest(stage, "bea", "post-confirm-offer").text
    await stage.press("bea", "post.confirm")
    await stage.press("cem", "match.yes")
    await stage.press("bea", "match.accept")
    assert latest(stage, "bea", "exchange-open-helper")
    assert "post.drop" in latest(stage, "bea", "post-offered").actions
    await stage.later("40d")
    await stage.say("ana", "Could someone lend me a ladder?", room="maple")
    await stage.press("ana", "post.confirm")
    assert "bea" in asked(stage, "bea")
    await stage.press("bea", "post.drop")
    assert latest(stage, "bea", "post-dropped")


async def an_offer_after_the_request(stage: Stage) -> None:
    """Nobody could be asked any more; then Dia offers just that, and is asked at once."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "Could someone lend me a ladder?", room="maple")
    await stage.press("ana", "post.confirm")
    for person in ("bea", "cem"):
        await stage.press(person, "match.no")
    await stage.later("1d")
    assert latest(stage, "ana", "post-nobody")
    await stage.join("maple", "dia")
    await stage.press("dia", "member.in")
    await stage.say("dia", "/offer I can lend my ladder")
    await stage.press("dia", "post.confirm")
    assert asked(stage, "dia") == ["dia"]


async def they_say_different_things(stage: Stage) -> None:
    """One says that it happened, the other that it did not: it ends without karma and without blame."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.press("ana", "exchange.done")
    await stage.press(helper, "exchange.not_done")
    for person in ("ana", helper):
        assert "No harm done" in latest(stage, person, "exchange-not-done").text
        await stage.say(person, "/karma")
        await stage.press(person, "karma.opt_in")
        assert " 0," in latest(stage, person, "karma-own").text


async def the_requester_vanishes(stage: Stage) -> None:
    """Ana says nothing more: the one who said yes is let go, and hears a warm end."""
    await _asks(stage, "Could someone lend me a ladder on Friday at 10?", "bea")
    await stage.press("bea", "match.yes")
    await stage.later("3d")
    assert latest(stage, "ana", "match-released")
    await stage.later("2d")
    assert latest(stage, "bea", "match-settled-thanks")
    assert stage.marks("maple") == set()


async def changed_after_both_said_yes(stage: Stage) -> None:
    """The time changes after the agreement: the helper is told, and both cards say the new one."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    said = await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    helper = asked(stage, "bea", "cem", "dia")[0]
    await _helps(stage, helper)
    await stage.edit("ana", said, "Can anyone lend me a drill on Saturday at 15?", room="maple")
    assert "15:00" in latest(stage, helper, "exchange-changed").text
    assert "15:00" in latest(stage, helper, "exchange-open-helper").text
    assert "15:00" in latest(stage, "ana", "exchange-open-requester").text
    await stage.later("6d")
    about = [m for m in stage.private(helper) if m.key.startswith(("match-", "exchange-"))]
    assert len(about) == 4, [(m.key, m.text) for m in about]


async def somebody_leaves_the_village(stage: Stage) -> None:
    """The helper leaves with a promise open: Ana is told kindly, and others are asked. Then Ana leaves too."""
    await a_village(stage, "ana", *OTHERS)
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    first = asked(stage, *OTHERS)
    await _helps(stage, first[0])
    await stage.say(first[0], "/leave")
    assert latest(stage, "ana", "exchange-cancelled-requester")
    second = [p for p in asked(stage, *OTHERS) if p not in first]
    await _helps(stage, second[0])
    await stage.say("ana", "/leave")
    assert latest(stage, second[0], "exchange-cancelled-helper")
    assert asked(stage, *OTHERS) == []
    assert stage.marks("maple") == set()


async def four_messages_a_side(stage: Stage) -> None:
    """However long it takes, an exchange costs nobody more than four messages: what comes after is an edit."""
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.later("13h")
    await stage.press("ana", "match.accept")
    await stage.later("6d")
    await stage.press("ana", "exchange.done")
    await stage.press("bea", "exchange.done")
    for person in ("ana", "bea"):
        await stage.press(person, "exchange.thank")
    for person in ("ana", "bea"):
        kinds = ("post-", "match-", "exchange-")
        assert len([m for m in stage.private(person) if m.key.startswith(kinds)]) <= 4
        assert latest(stage, person, "exchange-thanks")


async def care_in_a_young_village(stage: Stage) -> None:
    """Care is asked of people one is connected with: that is said before, and the room is open."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "Could somebody babysit on Friday at 18:00?", room="maple")
    assert "connected with you" in latest(stage, "ana", "post-confirm-request").text


PLACES_STORIES: tuple[Story, ...] = (
    three_people_move_a_sofa,
    two_are_enough,
    every_tuesday,
    it_comes_again_only_for_who_is_there,
    others_are_asked_first_after_a_while,
    an_offer_that_stands,
    an_offer_after_the_request,
    they_say_different_things,
    the_requester_vanishes,
    changed_after_both_said_yes,
    somebody_leaves_the_village,
    four_messages_a_side,
    care_in_a_young_village,
)
