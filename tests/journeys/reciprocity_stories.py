"""Reciprocity as people live it: a week of their own, a question, rest, one digest, one chase a day."""

import re

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, a_village, an_exchange, asked, latest

ASK = "I need a ladder, any day is fine"
STEPS = ("flow", "request", "ask", "no", "receive", "return", "roles")


def of_key(stage: Stage, person: str, key: str) -> list[str]:
    """Return what this person reads now under that wording."""
    return [m.text for m in stage.private(person) if m.key == key]


async def swap(stage: Stage, asker: str, helper: str, what: str) -> None:
    """Somebody asks, one person helps, both say so; the others let it pass."""
    await stage.say(asker, f"Could someone lend me {what}? Any day is fine", room="maple")
    await stage.press(asker, "post.confirm")
    while helper not in asked(stage, helper):
        await stage.later("3h")
    await stage.press(helper, "match.yes")
    await stage.press(asker, "match.accept")
    await stage.press(helper, "exchange.done")
    await stage.press(asker, "exchange.done")


async def a_week_of_ones_own(stage: Stage) -> None:
    """Seven steps, one a day at the person's hour; the note is gone at the end, and nobody else hears of any of it."""
    await a_village(stage, "ana", "bea")
    await stage.say("bea", "/week")
    intro = latest(stage, "bea", "week-intro-hour")
    assert "18:00" in intro.text
    await stage.press("bea", "hour.pick", label="08:00")
    assert "08:00" in latest(stage, "bea", "week-intro").text
    others = len(stage.private("ana")) + len(stage.room("maple"))
    await stage.press("bea", "week.next")
    assert latest(stage, "bea", "week-flow")
    await stage.press("bea", "week.note")
    await stage.say("bea", "I always carry the chairs")
    assert latest(stage, "bea", "week-note-kept")
    for number, step in enumerate(STEPS[1:], start=2):
        await stage.later("1d")
        told = latest(stage, "bea", f"week-{step}")
        assert f"{number}" in told.text
        assert {"week.next", "week.stop"} < set(told.actions)
        earlier = latest(stage, "bea", f"week-{STEPS[number - 2]}")
        assert earlier.actions == []
    await stage.say("bea", "/week")
    assert "carry the chairs" in latest(stage, "bea", "week-roles").text
    await stage.later("1d")
    assert latest(stage, "bea", "week-over")
    assert len(stage.private("ana")) + len(stage.room("maple")) == others
    await stage.say("bea", "/week")
    again = latest(stage, "bea", "week-intro")
    assert "hour.pick" not in again.actions


async def each_step_is_done_right_there(stage: Stage) -> None:
    """A button of each day does what the day is about, and the next step need not wait."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    helper = await an_exchange(stage)
    await stage.press("ana", "exchange.done")
    await stage.press(helper, "exchange.done")
    await stage.say("ana", "/week")
    for action in ("week.next", "week.next"):
        await stage.press("ana", action)
    await stage.press("ana", "practice.ask")
    await stage.say("ana", "a saw on Friday at 15:00")
    assert "saw" in latest(stage, "ana", "post-confirm-request").text
    await stage.press("ana", "week.next")
    await stage.press("ana", "week.next")
    await stage.press("ana", "practice.no")
    assert "/pause" in latest(stage, "ana", "practice-no").text
    await stage.press("ana", "week.next")
    await stage.press("ana", "practice.thank")
    await stage.press("ana", "exchange.thank", label="drill")
    assert "drill" in latest(stage, helper, "exchange-thanks").text
    await stage.press("ana", "practice.thank")
    assert latest(stage, "ana", "practice-thanks-none")
    await stage.press("ana", "week.next")
    await stage.press("ana", "practice.offer")
    await stage.say("ana", "my tent")
    assert "tent" in latest(stage, "ana", "post-confirm-offer").text
    await stage.press("ana", "week.next")
    await stage.press("ana", "practice.limits")
    assert latest(stage, "ana", "limits-now")
    await stage.press("ana", "week.next")
    assert latest(stage, "ana", "week-over")


async def the_week_stops_at_once(stage: Stage) -> None:
    """Whoever stops hears no more of it."""
    await a_village(stage, "ana")
    await stage.say("ana", "/week 7:30")
    await stage.press("ana", "week.next")
    await stage.press("ana", "week.stop")
    assert latest(stage, "ana", "week-stopped").actions == []
    heard = len(stage.private("ana"))
    await stage.later("9d")
    assert len(stage.private("ana")) == heard


async def three_experiments(stage: Stage) -> None:
    """Each of three sentences opens its own experiment, and each says for what it is not."""
    await a_village(stage, "ana")
    await stage.say("ana", "/week")
    for name in ("asking", "taking", "accounts"):
        await stage.press("ana", f"experiment.{name}")
        told = latest(stage, "ana", f"experiment-{name}")
        assert "unsafe" in told.text
        assert "practice.ask" in told.actions
    before = len(stage.answers("ana"))
    await stage.press("ana", "practice.release")
    assert len(stage.answers("ana")) == before + 1


async def one_question_a_week(stage: Stage) -> None:
    """Opt-in, once a week at the person's hour, about another thing each time, until they stop it."""
    await a_village(stage, "ana", "bea")
    await stage.later("15d")
    assert not [m for m in stage.private("ana") if m.key.startswith("question")]
    await stage.say("ana", "/reflect")
    await stage.press("ana", "reflect.on")
    assert latest(stage, "ana", "question-asking-1")
    for topic in ("offering", "receiving", "rebalancing"):
        await stage.later("6d")
        assert not of_key(stage, "ana", f"question-{topic}-1")
        await stage.later("1d12h")
        assert of_key(stage, "ana", f"question-{topic}-1")
    await stage.press("ana", "reflect.off")
    heard = len(stage.private("ana"))
    await stage.later("30d")
    assert len(stage.private("ana")) == heard


async def a_checklist_of_practices(stage: Stage) -> None:
    """Ticks are one's own and gone after a week; weekly only for who wishes it."""
    await a_village(stage, "ana")
    await stage.say("ana", "/checklist")
    await stage.press("ana", "checklist.tick", label="Made a no easy")
    assert "✓ Made a no easy" in latest(stage, "ana", "checklist-now").labels
    await stage.press("ana", "checklist.tick", label="Rested")
    await stage.press("ana", "checklist.tick", label="Rested")
    assert "✓" not in "".join(latest(stage, "ana", "checklist-now").labels[4:])
    await stage.press("ana", "checklist.on")
    await stage.later("8d")
    shown = [m for m in stage.private("ana") if m.key == "checklist-now"]
    assert len(shown) == 2
    assert not [label for label in shown[-1].labels if label.startswith("✓")]
    await stage.press("ana", "checklist.off")
    await stage.later("20d")
    assert len([m for m in stage.private("ana") if m.key == "checklist-now"]) == 2


async def who_carries_much_is_offered_rest(stage: Stage) -> None:
    """Privately, at their hour, once in four weeks; nobody else hears of it, and who only asks is told nothing."""
    await a_village(stage, "ana", "bea", "cem", "dia", "eli")
    await stage.say("bea", "/limits 14")
    for person in ("cem", "dia", "eli"):
        await stage.say(person, "/pause 60")
    for what in ("a ladder", "a drill", "a saw", "a tent"):
        await swap(stage, "ana", "bea", what)
        await stage.later("60h")
    await stage.later("2d")
    offered = latest(stage, "bea", "rest-offered")
    assert not re.search(r"\d", offered.text)
    for person in ("ana", "cem", "dia", "eli"):
        assert not of_key(stage, person, "rest-offered")
    await stage.press("bea", "practice.turns")
    await stage.say("bea", "/limits")
    assert "once a week" in latest(stage, "bea", "limits-now").text
    await stage.later("20d")
    assert len(of_key(stage, "bea", "rest-offered")) == 1


async def one_digest_over_all_villages(stage: Stage) -> None:
    """One message at the person's hour, about both villages, only when there is something, and each thing once."""
    await a_village(stage, "ana", "bea")
    await stage.added("oak", "Oak Lane", by="cem")
    await stage.press("cem", "member.in")
    await stage.join("oak", "bea")
    await stage.press("bea", "member.in")
    await stage.later("2d")
    assert not of_key(stage, "bea", "news-all")
    await stage.say("ana", ASK, room="maple")
    await stage.press("ana", "post.confirm")
    await stage.say("cem", "Could someone lend me a drill? Any day is fine", room="oak")
    await stage.press("cem", "post.confirm")
    await stage.later("2d")
    (told,) = of_key(stage, "bea", "news-all")
    assert "ladder" in told
    assert "Maple Street" in told
    assert "drill" in told
    assert "Oak Lane" in told
    await stage.later("3d")
    assert len(of_key(stage, "bea", "news-all")) == 1


async def a_digest_by_choice(stage: Stage) -> None:
    """Weekly or never, by a button."""
    await a_village(stage, "ana", "bea")
    await stage.say("bea", "/preferences")
    await stage.press("bea", "preferences.digest")
    assert "Sunday" in latest(stage, "bea", "preferences-now").text
    await stage.say("ana", ASK, room="maple")
    await stage.press("ana", "post.confirm")
    await stage.later("5d")
    assert not of_key(stage, "bea", "news-all")
    await stage.later("2d")
    assert len(of_key(stage, "bea", "news-all")) == 1
    await stage.say("bea", "/preferences digest off")
    await stage.say("ana", "Could someone lend me a tent? Any day is fine", room="maple")
    await stage.press("ana", "post.confirm")
    await stage.later("9d")
    assert len(of_key(stage, "bea", "news-all")) == 1


async def one_chase_a_day(stage: Stage) -> None:
    """Two yeses wait and two posts end on the same day: their author is asked once a day, at their hour."""
    await a_village(stage, "ana", "bea", "cem")
    for what in ("a ladder", "a drill"):
        await stage.say("ana", f"Could someone lend me {what}? Any day is fine", room="maple")
        await stage.press("ana", "post.confirm")
        await stage.press("bea", "match.yes", label="can")
    await stage.later("14h")
    assert len(of_key(stage, "ana", "match-remind")) == 1
    await stage.later("9h")
    assert len(of_key(stage, "ana", "match-remind")) == 1
    await stage.later("12h")
    assert len(of_key(stage, "ana", "match-remind")) == 2


async def an_answer_stops_the_chase(stage: Stage) -> None:
    """A chase that waits for tomorrow never comes once it was answered."""
    await a_village(stage, "ana", "bea", "cem", "dia")
    first = await an_exchange(stage, "Could someone lend me a drill? Any day is fine")
    second = await an_exchange(stage, "Could someone lend me a ladder? Any day is fine")
    assert {first, second} <= {"bea", "cem", "dia"}
    await stage.later("3d1h")
    (chased,) = of_key(stage, "ana", "exchange-chase")
    waiting = "ladder" if "drill" in chased else "drill"
    await stage.say("ana", "/done")
    await stage.press("ana", "exchange.done", label=waiting)
    await stage.later("2d")
    assert of_key(stage, "ana", "exchange-chase") == [chased]


RECIPROCITY_STORIES: tuple[Story, ...] = (
    a_week_of_ones_own,
    each_step_is_done_right_there,
    the_week_stops_at_once,
    three_experiments,
    one_question_a_week,
    a_checklist_of_practices,
    who_carries_much_is_offered_rest,
    one_digest_over_all_villages,
    a_digest_by_choice,
    one_chase_a_day,
    an_answer_stops_the_chase,
)
