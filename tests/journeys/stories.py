"""The stories, told once and played on every platform: what people do, and what each of them then sees."""

from collections.abc import Awaitable, Callable

from tests.journeys.stage import Seen, Stage

Story = Callable[[Stage], Awaitable[None]]


async def a_village(stage: Stage, *people: str) -> None:
    """Found Maple Street with these people in it; the first added the bot."""
    await stage.added("maple", "Maple Street", by=people[0])
    await stage.join("maple", *people[1:])
    for person in people:
        await stage.press(person, "member.in")


def asked(stage: Stage, *people: str) -> list[str]:
    """Return who of these holds an ask that waits for an answer."""
    return [p for p in people if any("match.yes" in m.actions for m in stage.private(p))]


def latest(stage: Stage, person: str, key: str) -> Seen:
    """Return the newest private message of that wording."""
    return [m for m in stage.private(person) if m.key == key][-1]


async def an_exchange(
    stage: Stage, text: str = "Can anyone lend me a drill on Saturday at 10?"
) -> str:
    """Ana asks, somebody says yes, Ana accepts; return who helps."""
    await stage.say("ana", text, room="maple")
    await stage.press("ana", "post.confirm")
    helper = asked(stage, "bea", "cem", "dia")[0]
    await stage.press(helper, "match.yes")
    await stage.press("ana", "match.accept")
    return helper


async def from_a_request_to_karma(stage: Stage) -> None:
    """The whole main loop."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    message = await stage.say(
        "ana",
        "Does anyone have a drill I could borrow on Saturday at 10 in the morning?",
        room="maple",
    )
    assert stage.marks("maple") == {message}
    heard = latest(stage, "ana", "post-confirm-request")
    assert "drill" in heard.text
    assert "10:00" in heard.text
    await stage.press("ana", "post.confirm")
    assert asked(stage, "ana", "bea", "cem", "dia") == ["bea", "cem", "dia"]
    assert all("10:00" not in latest(stage, p, "match-ask").text for p in ("bea", "cem", "dia"))
    await stage.press("bea", "match.no")
    await stage.press("cem", "match.yes")
    assert "Cem" in latest(stage, "ana", "match-offer").text
    await stage.press("ana", "match.accept")
    assert "10:00" in latest(stage, "cem", "exchange-open-helper").text
    assert "match.yes" not in latest(stage, "dia", "match-settled").actions
    await stage.press("cem", "exchange.done")
    await stage.press("ana", "exchange.done")
    assert stage.marks("maple") == set()
    await stage.press("ana", "exchange.thank")
    assert "drill" in latest(stage, "cem", "exchange-thanks").text
    await stage.say("cem", "/karma")
    await stage.press("cem", "karma.opt_in")
    assert "60" in latest(stage, "cem", "karma-own").text
    await stage.say("ana", "/karma")
    await stage.press("ana", "karma.opt_in")
    assert "40" in latest(stage, "ana", "karma-own").text


async def a_no_is_safe(stage: Stage) -> None:
    """Everybody declines or is silent: the author is asked what to do, and learns nothing of it."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
    await stage.press("ana", "post.confirm")
    before = len(stage.private("ana"))
    await stage.press("bea", "match.no")
    await stage.press("cem", "match.rest")
    assert len(stage.private("ana")) == before
    await stage.later("2h")
    offer = latest(stage, "ana", "post-nobody")
    assert offer.actions == ["post.room", "post.keep", "post.drop"]
    assert not any(name in offer.text for name in ("Bea", "Cem", "2", "two"))
    await stage.press("ana", "post.room")
    assert "ladder" in stage.room("maple")[-1].text
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    assert latest(stage, "bea", "exchange-open-helper")


async def a_helper_falls_away(stage: Stage) -> None:
    """The helper cancels: the request is open again, and somebody else is asked."""
    await a_village(stage, "ana", "bea", "cem", "dia", "eli", "fay")
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    first = asked(stage, "bea", "cem", "dia", "eli", "fay")
    await stage.press(first[0], "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press(first[0], "exchange.cancel")
    assert latest(stage, "ana", "exchange-cancelled-requester")
    second = asked(stage, "bea", "cem", "dia", "eli", "fay")
    assert second
    assert not set(second) & set(first)


async def yeses_wait_in_order(stage: Stage) -> None:
    """The author declines the first yes and is offered the second; the first hears the same warm words."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    for person in ("bea", "cem", "dia"):
        await stage.press(person, "match.yes")
    assert "Bea" in latest(stage, "ana", "match-offer").text
    await stage.press("ana", "match.decline")
    assert "Cem" in latest(stage, "ana", "match-offer").text
    assert not [m for m in stage.private("bea") if m.key == "match-settled-thanks"]
    await stage.press("ana", "match.accept")
    bea, dia = (latest(stage, p, "match-settled-thanks").text for p in ("bea", "dia"))
    assert bea == dia


async def nobody_is_kept_waiting(stage: Stage) -> None:
    """The author is reminded of a yes, and then the helper is let go."""
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "I need a ladder, any day is fine", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.later("12h")
    assert latest(stage, "ana", "match-remind")
    await stage.later("12h")
    assert latest(stage, "ana", "match-released")


async def silence_counts_after_a_week(stage: Stage) -> None:
    """One says that it happened, the other says nothing: after the village's days it counts."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.later("6d")
    await stage.press("ana", "exchange.done")
    await stage.later("6d")
    assert latest(stage, helper, "exchange-said-other")
    await stage.later("2d")
    assert latest(stage, helper, "exchange-done")


async def long_silence_ends_it(stage: Stage) -> None:
    """Neither says anything: both are asked once, and after a long time it simply did not happen."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.later("6d")
    for person in ("ana", helper):
        assert len([m for m in stage.private(person) if m.key == "exchange-chase"]) == 1
    await stage.later("14d")
    assert latest(stage, "ana", "exchange-not-done")
    await stage.say("ana", "/karma")
    await stage.press("ana", "karma.opt_in")
    assert " 0," in latest(stage, "ana", "karma-own").text


async def it_did_not_happen(stage: Stage) -> None:
    """Either may say so; there is no karma and no blame."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.press(helper, "exchange.not_done")
    assert latest(stage, "ana", "exchange-not-done").actions == []
    assert stage.marks("maple") == set()


async def an_offer_finds_its_taker(stage: Stage) -> None:
    """An offer is shown once in the room; whoever takes it asks, and its author helps."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "I can give somebody a lift to town on Saturday morning", room="maple")
    await stage.press("ana", "post.confirm")
    shown = stage.room("maple")[-1]
    assert "match.yes" in shown.actions
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    assert latest(stage, "ana", "exchange-open-helper")
    assert latest(stage, "bea", "exchange-open-requester")


async def changed_and_taken_back(stage: Stage) -> None:
    """The author corrects what was heard, then lets it go; a draft that is no request is forgotten."""
    await a_village(stage, "ana", "bea")
    first = await stage.say("ana", "Could someone lend me a drill?", room="maple")
    await stage.press("ana", "post.change")
    await stage.say("ana", "I need a ladder on Friday at 15:00")
    again = latest(stage, "ana", "post-confirm-request")
    assert "ladder" in again.text
    await stage.press("ana", "post.confirm")
    await stage.say("ana", "/cancel")
    assert stage.marks("maple") == set()
    assert not asked(stage, "bea")
    second = await stage.say("ana", "Could someone lend me a saw?", room="maple")
    assert stage.marks("maple") == {second}
    await stage.press("ana", "post.not")
    assert first != second
    assert stage.marks("maple") == set()


async def edits_and_deletions(stage: Stage) -> None:
    """An edited request is understood anew; a deleted one is gone, at once or when its author says so."""
    await a_village(stage, "ana", "bea")
    message = await stage.say("ana", "Could someone lend me a drill on Saturday?", room="maple")
    await stage.edit("ana", message, "Could someone lend me a ladder on Saturday?", "maple")
    assert "ladder" in latest(stage, "ana", "post-confirm-request").text
    await stage.press("ana", "post.confirm")
    assert "ladder" in latest(stage, "bea", "match-ask").text
    await stage.delete(message, "maple")
    if not stage.deletions_seen:
        assert asked(stage, "bea")
        await stage.say("ana", "/cancel")
    assert stage.marks("maple") == set()
    assert not asked(stage, "bea")


async def one_person_two_villages(stage: Stage) -> None:
    """Somebody in several villages is asked once which is meant."""
    await a_village(stage, "ana", "bea")
    await stage.added("oak", "Oak Lane", by="cem")
    await stage.join("oak", "ana")
    await stage.press("ana", "member.in")
    await stage.say("ana", "/karma")
    which = latest(stage, "ana", "which-village")
    assert which.labels == ["Maple Street", "Oak Lane"]
    await stage.press("ana", "community.pick.2")
    assert latest(stage, "ana", "karma-ask")
    await stage.say("ana", "/karma")
    assert len([m for m in stage.private("ana") if m.key == "which-village"]) == 1


async def rest_and_distance(stage: Stage) -> None:
    """Whoever rests, is blocked or only arrived is not asked."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.join("maple", "dia")
    await stage.say("bea", "/pause 3")
    await stage.say("cem", "/block Ana")
    await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem", "dia") == []
    await stage.later("2h")
    assert latest(stage, "ana", "post-nobody")


async def it_ends_with_its_time(stage: Stage) -> None:
    """A request nobody could help with ends with its own time, kindly."""
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "I need a ladder tomorrow morning", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.later("2d")
    assert latest(stage, "ana", "post-expired-notice")
    assert not asked(stage, "bea")
    assert stage.marks("maple") == set()


async def renewed_once(stage: Stage) -> None:
    """A request without a time is asked about once before it ends by itself."""
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "Could someone lend me a ladder? Any day is fine", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.later("28d")
    assert latest(stage, "ana", "post-renew")
    await stage.press("ana", "post.renew")
    await stage.later("20d")
    assert not [m for m in stage.private("ana") if m.key == "post-expired-notice"]
    await stage.later("15d")
    assert latest(stage, "ana", "post-expired-notice")


async def something_felt_wrong(stage: Stage) -> None:
    """It goes only to the safety contact whom the person picks."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    await stage.join("maple", "dia", admin=True)
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.press("bea", "match.yes")
    await stage.press("ana", "match.accept")
    await stage.press("ana", "exchange.done")
    await stage.press("bea", "exchange.done")
    await stage.press("bea", "feedback.wrong")
    await stage.press("bea", "feedback.contact", label="Dia")
    await stage.say("bea", "I did not feel at ease")
    assert "at ease" in latest(stage, "dia", "feedback-for-contact").text
    for other in ("ana", "cem"):
        assert not any("ease" in m.text for m in stage.private(other))


STORIES: tuple[Story, ...] = (
    from_a_request_to_karma,
    a_no_is_safe,
    a_helper_falls_away,
    yeses_wait_in_order,
    nobody_is_kept_waiting,
    silence_counts_after_a_week,
    long_silence_ends_it,
    it_did_not_happen,
    an_offer_finds_its_taker,
    changed_and_taken_back,
    edits_and_deletions,
    one_person_two_villages,
    rest_and_distance,
    it_ends_with_its_time,
    renewed_once,
    something_felt_wrong,
)
