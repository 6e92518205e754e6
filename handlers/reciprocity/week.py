"""The seven-day reset: one step a day at one's own hour, with a button that does it. Nobody else sees any of it."""

from dataclasses import replace

from core import reciprocity
from core.errors import AlreadySettled
from core.ids import PersonId
from core.messages import Args, Choice, Item, Lines, Phrase, Revise, Whisper
from core.reciprocity import Rhythm, Step, Week
from handlers.cards import as_revision
from handlers.reciprocity.doing import experiments, safety
from handlers.table import Command, Deadline, Items, Press, Turn, Typed, Where, on

HOURS = ("08:00", "12:00", "21:00")
"""Offered beside the usual one, when somebody is asked; any other is typed."""
DOES = {
    Step.FLOW: ("week.note",),
    Step.REQUEST: ("practice.ask", "practice.limits"),
    Step.ASK: ("practice.ask",),
    Step.NO: ("practice.no",),
    Step.RECEIVE: ("practice.thank",),
    Step.RETURN: ("practice.offer",),
    Step.ROLES: ("practice.limits", "practice.rest"),
}
"""The buttons that do each step."""
STOP = ("stop", "parar")


@on(Command("week"), where=Where.PRIVATE)
async def week(turn: Turn) -> Items:
    """Tell of the week, or show where one's own is; `/week 7:30` sets the hour, `/week stop` ends it."""
    said = turn.subject.strip().lower()
    if said in STOP:
        return await stop(turn)
    if said:
        await _set_hour(turn, said)
    running = await turn.work.reciprocity.week(turn.person.id)
    if running is None:
        return [await _intro(turn, await turn.work.reciprocity.rhythm(turn.person.id))]
    return [await _plain(turn, running), await _step(turn, running)]


def _card(person: PersonId) -> str:
    return f"week:{person}"


async def _intro(turn: Turn, rhythm: Rhythm) -> Whisper:
    """Say what the week is. Whoever was never asked at which hour I may write is asked here, once."""
    hours = [
        Choice(
            action="hour.pick",
            subject=hour,
            label=Phrase("do-hour-pick", {"hour": hour}),
            only_for=turn.person.id,
        )
        for hour in HOURS
        if rhythm.hour is None
    ]
    args: Args = {
        "hour": f"{reciprocity.hour_of(rhythm):%H:%M}",
        "safety": await safety(turn, turn.person.id),
    }
    begin = Choice(action="week.next", label=Phrase("do-week-begin", args), only_for=turn.person.id)
    key = "week-intro-hour" if hours else "week-intro"
    choices = [begin, *hours, *experiments(turn)]
    return turn.privately(key, args, choices, card=_card(turn.person.id))


async def _step(turn: Turn, week: Week) -> Whisper:
    """Show one day's step, with the buttons that do it.

    The note is shown only to who is there: in a letter that has to wait it could outlive its week.
    """
    here = turn.person is not None
    noted = (Phrase("week-noted", {"words": week.note}),) if week.note and here else ()
    args: Args = {
        "number": reciprocity.number_of(week.step),
        "note": Lines(noted),
        "safety": await safety(turn, week.person),
    }
    last = week.step is Step.ROLES
    choices = [Choice(action=action, only_for=week.person) for action in DOES[week.step]]
    choices += [
        Choice(
            action="week.next",
            subject=week.step,
            label=Phrase("do-week-end") if last else None,
            only_for=week.person,
        ),
        Choice(action="week.stop", only_for=week.person),
    ]
    return Whisper(
        to=week.person,
        key=f"week-{week.step.value}",
        args=args,
        choices=tuple(choices),
        card=_card(week.person),
    )


async def _plain(turn: Turn, week: Week) -> Revise:
    """Leave an earlier day's message without its buttons: two live sets of them would be one too many."""
    return replace(as_revision(await _step(turn, week)), choices=())


@on(Press("hour.pick"), where=Where.PRIVATE)
async def hour_picked(turn: Turn) -> Items:
    """Keep the hour at which I may write."""
    rhythm = await _set_hour(turn, turn.subject)
    return [as_revision(await _intro(turn, rhythm))]


async def _set_hour(turn: Turn, words: str) -> Rhythm:
    rhythm = await reciprocity.choose_hour(turn.work, turn.person, words)
    if await turn.work.reciprocity.week(turn.person.id) is not None:
        await _tomorrow(turn, turn.person.id)
    return rhythm


async def _tomorrow(turn: Turn, person: PersonId) -> None:
    at = await reciprocity.hour_in(turn.work, person, 1)
    await turn.work.deadlines.set(f"week:{person}", "week.step", person, at)


@on(Press("week.next"), where=Where.PRIVATE)
async def go_on(turn: Turn) -> Items:
    """Begin, or go on to the next step before its day."""
    running = await turn.work.reciprocity.week(turn.person.id)
    if running is None and turn.subject == "":
        begun = await reciprocity.begin(turn.work, turn.person)
        await _tomorrow(turn, turn.person.id)
        return [as_revision(await _step(turn, begun))]
    if running is None or turn.subject != running.step:
        raise AlreadySettled()
    following = await _advance(turn, running)
    if following is None:
        return [Revise(card=_card(turn.person.id), key="week-over")]
    return [as_revision(await _step(turn, following))]


async def _advance(turn: Turn, running: Week) -> Week | None:
    """Go to the next step and say when the one after it comes; None: it is over."""
    following = await reciprocity.go_on(turn.work, running)
    if following is None:
        await turn.work.deadlines.drop(f"week:{running.person}")
    else:
        await _tomorrow(turn, running.person)
    return following


@on(Deadline("week.step"), where=Where.PRIVATE)
async def next_day(turn: Turn) -> Items:
    """A day has passed: the next step, or the end."""
    running = await turn.work.reciprocity.week(PersonId(turn.subject))
    if running is None:
        return []
    following = await _advance(turn, running)
    over = Whisper(to=running.person, key="week-over")
    said = await _step(turn, following) if following else over
    return [await _plain(turn, running), said]


@on(Press("week.stop"), where=Where.PRIVATE)
async def stop(turn: Turn) -> Items:
    """End the week at once; its note is erased."""
    running = await reciprocity.running(turn.work, turn.person)
    await turn.work.reciprocity.end_week(running.person)
    await turn.work.deadlines.drop(f"week:{running.person}")
    gone: Item = Revise(card=_card(running.person), key="week-stopped")
    return [turn.answer("week-stopped-answer"), gone]


@on(Press("week.note"), where=Where.PRIVATE)
async def ask_note(turn: Turn) -> Items:
    """Ask which flow feels uneven."""
    await reciprocity.running(turn.work, turn.person)
    turn.expect("week:note")
    return [turn.privately("week-note-what")]


@on(Typed("week"), where=Where.PRIVATE)
async def keep_note(turn: Turn) -> Items:
    """Keep the note until the week ends."""
    await reciprocity.keep_note(turn.work, turn.person, turn.event.text)
    return [turn.privately("week-note-kept")]
