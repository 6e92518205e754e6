"""The stories of who is asked: one person first, without a name, at the last hour, and never for ever."""

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, a_village, asked, latest

OTHERS = ("bea", "cem", "dia", "eli", "fay")


async def _draft(stage: Stage, words: str = "Could someone lend me a ladder?") -> None:
    await a_village(stage, "ana", *OTHERS)
    await stage.say("ana", words, room="maple")


async def _first(stage: Stage, person: str) -> None:
    await _draft(stage)
    await stage.press("ana", "post.first")
    await stage.say("ana", person)
    assert person in latest(stage, "ana", "post-confirm-request").text
    await stage.press("ana", "post.confirm")


async def one_person_is_asked_before_anybody_else(stage: Stage) -> None:
    """Cem alone is asked; when he cannot, nothing moves before the day is over, and Ana reads nothing from it."""
    await _first(stage, "Cem")
    assert asked(stage, *OTHERS) == ["cem"]
    await stage.say("ana", "/mine")
    before = latest(stage, "ana", "mine-all").text
    seen = len(stage.private("ana"))
    await stage.press("cem", "match.no")
    assert len(stage.private("ana")) == seen
    await stage.later("23h")
    assert asked(stage, *OTHERS) in ([], ["cem"])
    await stage.say("ana", "/mine")
    assert latest(stage, "ana", "mine-all").text == before
    await stage.later("1h")
    assert len(asked(stage, "bea", "dia", "eli", "fay")) == 3


async def a_first_ask_that_cannot_be_made_looks_like_silence(stage: Stage) -> None:
    """Cem blocked Ana long ago: she sees what she would see if he said nothing."""
    await a_village(stage, "ana", *OTHERS)
    await stage.say("cem", "/block Ana")
    await stage.say("ana", "Could someone lend me a ladder?", room="maple")
    await stage.press("ana", "post.first")
    await stage.say("ana", "Cem")
    await stage.press("ana", "post.confirm")
    assert asked(stage, *OTHERS) == []
    await stage.later("23h")
    assert asked(stage, *OTHERS) == []
    await stage.later("1h")
    assert len(asked(stage, "bea", "dia", "eli", "fay")) == 3


async def the_one_asked_first_says_yes(stage: Stage) -> None:
    """A yes of the person named is a yes like any other."""
    await _first(stage, "Cem")
    await stage.press("cem", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.later("2d")
    assert asked(stage, "bea", "dia", "eli", "fay") == []


async def asking_without_a_name(stage: Stage) -> None:
    """Nobody learns who asks before there is an exchange; then the one who helps does."""
    await _draft(stage)
    await stage.press("ana", "post.nameless")
    await stage.press("ana", "post.confirm")
    helper = asked(stage, *OTHERS)[0]
    ask = latest(stage, helper, "match-ask-nameless")
    assert "Ana" not in ask.text
    assert "match.block" not in ask.actions
    await stage.press(helper, "match.yes")
    assert all("Ana" not in m.text for m in stage.private(helper) if m.key.startswith("match-"))
    await stage.press("ana", "match.accept")
    assert "ana" in latest(stage, helper, "exchange-open-helper").text.casefold()


async def a_helper_falls_away_within_the_hour(stage: Stage) -> None:
    """The next wave is an urgent one: everybody who is left is asked at once."""
    await _draft(stage, "Could someone give me a lift to town today at 12:30?")
    await stage.press("ana", "post.confirm")
    first = asked(stage, *OTHERS)
    assert len(first) == 3
    await stage.press(first[0], "match.yes")
    await stage.press("ana", "match.accept")
    await stage.later("3h")
    await stage.press(first[0], "exchange.cancel")
    assert set(asked(stage, *OTHERS)) >= set(OTHERS) - set(first)


async def long_silence_is_left_in_peace(stage: Stage) -> None:
    """Bea never answers: after five asks she is told that she is left in peace for a while; nobody else hears of it."""
    await a_village(stage, "ana", "bea", "cem")
    for thing in ("ladder", "saw", "drill", "tent", "pump", "rope"):
        await stage.say("ana", f"Could someone lend me a {thing}?", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.later("8d")
        await stage.say("ana", "/cancel")
    told = [m for m in stage.private("bea") if m.key == "match-rested"]
    assert len(told) == 1
    assert not [m for m in stage.private("ana") if m.key == "match-rested"]
    assert not [m for m in stage.private("bea") if "rope" in m.text]


async def an_edit_reaches_everybody_who_was_asked(stage: Stage) -> None:
    """The words change: who has not answered reads the new ones, and who said yes is told."""
    await a_village(stage, "ana", *OTHERS)
    said = await stage.say("ana", "Could someone lend me a ladder?", room="maple")
    await stage.press("ana", "post.confirm")
    first, second, third = asked(stage, *OTHERS)
    await stage.press(first, "match.yes")
    await stage.press(second, "match.yes")
    await stage.edit("ana", said, "Could someone lend me a long ladder on Saturday?", room="maple")
    assert "long ladder" in latest(stage, third, "match-ask").text
    for person in (first, second):
        assert "long ladder" in latest(stage, person, "match-changed").text


MATCHING_STORIES: tuple[Story, ...] = (
    one_person_is_asked_before_anybody_else,
    a_first_ask_that_cannot_be_made_looks_like_silence,
    the_one_asked_first_says_yes,
    asking_without_a_name,
    a_helper_falls_away_within_the_hour,
    long_silence_is_left_in_peace,
    an_edit_reaches_everybody_who_was_asked,
)
