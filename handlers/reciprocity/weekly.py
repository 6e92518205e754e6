"""The checklist and one social question a week: opt-in, at one's own hour, stopped by one button."""

from core import reciprocity
from core.ids import PersonId
from core.messages import Args, Choice, Phrase, Whisper
from core.people import Person
from core.reciprocity import WEEK_DAYS, Practice, Rhythm
from handlers.cards import as_revision
from handlers.reciprocity.doing import DOING, experiments, safety
from handlers.table import Command, Deadline, Items, Press, Turn, Where, on


@on(Command("reflect"), where=Where.PRIVATE)
async def reflect(turn: Turn) -> Items:
    """Say what the weekly question is, and how it stands."""
    return [await _reflecting(turn, await turn.work.reciprocity.rhythm(turn.person.id))]


async def _reflecting(turn: Turn, rhythm: Rhythm) -> Whisper:
    word = "off" if rhythm.reflecting else "on"
    choice = Choice(action=f"reflect.{word}", only_for=turn.person.id)
    args: Args = {
        "hour": f"{reciprocity.hour_of(rhythm):%H:%M}",
        "safety": await safety(turn, turn.person.id),
    }
    return turn.privately(
        "reflect-wished" if rhythm.reflecting else "reflect-offered",
        args,
        [choice, *experiments(turn)],
        card=f"reflect:{turn.person.id}",
    )


@on(Press("reflect.on"), where=Where.PRIVATE)
async def reflect_on(turn: Turn) -> Items:
    """Ask the first question now, and one each week."""
    rhythm = await reciprocity.reflect(turn.work, turn.person, weekly=True)
    return [as_revision(await _reflecting(turn, rhythm)), await _question(turn, rhythm)]


@on(Press("reflect.off"), where=Where.PRIVATE)
async def reflect_off(turn: Turn) -> Items:
    """No more questions."""
    await reciprocity.reflect(turn.work, turn.person, weekly=False)
    await turn.work.deadlines.drop(f"reflect:{turn.person.id}")
    return [turn.answer("reflect-stopped")]


@on(Deadline("reflect.ask"), where=Where.PRIVATE)
async def ask_again(turn: Turn) -> Items:
    """A week has passed: the next question."""
    rhythm = await turn.work.reciprocity.rhythm(PersonId(turn.subject))
    return [await _question(turn, rhythm)] if rhythm.reflecting else []


async def _question(turn: Turn, rhythm: Rhythm) -> Whisper:
    person = rhythm.person
    topic, which = await reciprocity.next_question(turn.work, rhythm)
    at = await reciprocity.hour_in(turn.work, person, WEEK_DAYS)
    await turn.work.deadlines.set(f"reflect:{person}", "reflect.ask", person, at)
    choices = tuple(
        Choice(action=action, only_for=person) for action in (*DOING[topic], "reflect.off")
    )
    args: Args = {"safety": await safety(turn, person)}
    return Whisper(to=person, key=f"question-{topic.value}-{which}", args=args, choices=choices)


@on(Command("checklist"), where=Where.PRIVATE)
async def checklist(turn: Turn) -> Items:
    """Show the checklist: what one practised this week, for oneself alone."""
    return [await _checklist(turn, turn.person)]


async def _checklist(turn: Turn, person: Person) -> Whisper:
    rhythm = await turn.work.reciprocity.rhythm(person.id)
    ticked = await reciprocity.ticked(turn.work, person)
    choices = [
        Choice(
            action="checklist.tick",
            subject=practice,
            label=Phrase(
                "do-checklist-ticked" if practice in ticked else "do-checklist-open",
                {"practice": Phrase(f"practised-{practice.value.replace('_', '-')}")},
            ),
            only_for=person.id,
        )
        for practice in Practice
    ]
    weekly = "off" if rhythm.checking else "on"
    choices += [
        Choice(action=action, only_for=person.id)
        for action in (f"checklist.{weekly}", "practice.unsafe")
    ]
    return Whisper(
        to=person.id,
        key="checklist-now",
        args={"safety": await safety(turn, person.id)},
        choices=tuple(choices),
        card=f"checklist:{person.id}",
    )


@on(Press("checklist.tick"), where=Where.PRIVATE)
async def tick(turn: Turn) -> Items:
    """Tick a practice, or take the tick back."""
    await reciprocity.turn_tick(turn.work, turn.person, Practice(turn.subject))
    return [as_revision(await _checklist(turn, turn.person))]


@on(Press("checklist.on"), where=Where.PRIVATE)
async def weekly_on(turn: Turn) -> Items:
    """Bring the checklist once a week."""
    rhythm = await reciprocity.check_weekly(turn.work, turn.person, weekly=True)
    await _next_checklist(turn, turn.person.id)
    args: Args = {"hour": f"{reciprocity.hour_of(rhythm):%H:%M}"}
    again = as_revision(await _checklist(turn, turn.person))
    return [turn.answer("checklist-weekly", args), again]


async def _next_checklist(turn: Turn, person: PersonId) -> None:
    at = await reciprocity.hour_in(turn.work, person, WEEK_DAYS)
    await turn.work.deadlines.set(f"checklist:{person}", "checklist.week", person, at)


@on(Press("checklist.off"), where=Where.PRIVATE)
async def weekly_off(turn: Turn) -> Items:
    """Bring it no more."""
    await reciprocity.check_weekly(turn.work, turn.person, weekly=False)
    await turn.work.deadlines.drop(f"checklist:{turn.person.id}")
    return [turn.answer("checklist-stopped"), as_revision(await _checklist(turn, turn.person))]


@on(Deadline("checklist.week"), where=Where.PRIVATE)
async def new_week(turn: Turn) -> Items:
    """A week has passed: an empty checklist, for who wishes it."""
    person = await turn.work.people.get(PersonId(turn.subject))
    if not (await turn.work.reciprocity.rhythm(person.id)).checking:
        return []
    await turn.work.reciprocity.untick(person.id)
    await _next_checklist(turn, person.id)
    return [await _checklist(turn, person)]
