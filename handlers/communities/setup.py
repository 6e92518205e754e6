"""Setting a village up, privately and by buttons: the questions, the rules in words, and what stands in for them.

The same questions serve later as `/questionnaire`. One card is edited from step to step, and the store remembers
where it stopped.
"""

from dataclasses import replace

from core import communities
from core.communities import CREATED, Community, Stage
from core.communities import setup as setting_up
from core.communities.questions import PLACE, QUESTIONS
from core.communities.rules import WEIGHTS
from core.communities.setup import Purpose, Setup
from core.communities.templates import Order, ordered
from core.errors import AlreadySettled, Refusal
from core.governance import Right
from core.ids import CommunityId
from core.messages import Args, Choice, Item, Name, Phrase, Whisper
from core.people import LANGUAGES, known_zone
from handlers.cards import as_revision
from handlers.communities import founding
from handlers.communities.rules import set_out
from handlers.communities.wording import Wrong, difference_lines, rule, rules, type_name
from handlers.table import Command, Items, Press, Turn, Typed, Where, Who, on

LETTERS_OF_A_COUNTRY = 2


def _subject(setup: Setup) -> str:
    return f"{setup.community}:{setup.purpose.value}"


async def _running(turn: Turn) -> tuple[Setup, Community]:
    """Return what the pressed button or the typed answer is about. Raises AlreadySettled when it ended."""
    village, _, purpose = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    await turn.require(_right(Purpose(purpose)), community)
    found = await setting_up.mine(turn.work, community.id, turn.person, Purpose(purpose))
    return found, community


def _right(purpose: Purpose) -> Right:
    return Right.SETUP if purpose is Purpose.SETUP else Right.RULES


@on(Press("setup.begin"))
async def begin(turn: Turn) -> Items:
    """Begin to set the village up, privately, or go on where it stopped."""
    community = await turn.work.communities.get(CommunityId(turn.subject.partition(":")[0]))
    await turn.require(Right.SETUP, community)
    if community.stage is not Stage.FOUNDED:
        raise AlreadySettled()
    took_over = turn.subject.endswith(":over")
    started = await _begin(turn, community, Purpose.SETUP, take_over=took_over)
    return [turn.answer("setup-privately"), *started]


@on(Command("setup"), where=Where.PRIVATE, who=Who.PRESENT, may=Right.SETUP)
async def setup(turn: Turn) -> Items:
    """Set the village up, or see how its founder group stands."""
    if turn.community.stage is Stage.FOUNDED:
        return await _begin(turn, turn.community, Purpose.SETUP)
    return await founding.show_group(turn, turn.community)


@on(Command("questionnaire"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.RULES)
async def questionnaire(turn: Turn) -> Items:
    """Answer the questions again; every difference is set out or left. Others may be answering them as well."""
    await turn.work.setups.drop(turn.community.id, Purpose.QUESTIONNAIRE, turn.person.id)
    fresh = await setting_up.begin(turn.work, turn.community, turn.person, Purpose.QUESTIONNAIRE)
    known = setting_up.answered(fresh, PLACE, "right")
    await turn.work.setups.save(known)
    return [await step(turn, known, turn.community)]


async def _begin(
    turn: Turn, community: Community, purpose: Purpose, *, take_over: bool = False
) -> list[Item]:
    """Show the step that comes next; somebody else at it is named, and may be relieved."""
    running = await turn.work.setups.of(community.id, purpose)
    if running is not None and running.person != turn.person.id and not take_over:
        over = Choice(action="setup.begin", subject=f"{community.id}:over", label=TAKE_OVER)
        args: Args = {"name": Name(running.person), "village": community.title}
        return [turn.privately("setup-running", args, [replace(over, only_for=turn.person.id)])]
    found = await setting_up.begin(turn.work, community, turn.person, purpose, take_over=take_over)
    if found.applied:
        return [await founding.founders_card(turn, found, community)]
    return [await step(turn, found, community)]


TAKE_OVER = Phrase("do-setup-take-over")


def _card_name(setup: Setup) -> str:
    return f"{setup.purpose.value}:{setup.community}:{setup.person}"


async def step(turn: Turn, setup: Setup, community: Community) -> Whisper:
    """Show the step that comes next."""
    question = setting_up.question(setup)
    if question == PLACE:
        return await _place(turn, setup, community)
    if question is not None:
        return await _question(turn, setup, question)
    if setup.purpose is Purpose.QUESTIONNAIRE:
        return _differences(turn, setup, community)
    return _review(turn, setup, community)


def _choice(setup: Setup, action: str, label: Phrase | None = None) -> Choice:
    return Choice(action=action, subject=_subject(setup), label=label, only_for=setup.person)


async def _place(turn: Turn, setup: Setup, community: Community) -> Whisper:
    """Propose language, time zone and country, from the group and the person."""
    values = _place_values(turn, setup, community)
    choices = [_choice(setup, f"setup.answer.place.{word}") for word in PLACE_OPTIONS]
    for other in await _rooms_of(turn, community):
        label = Phrase("do-setup-room", {"village": other.title})
        one = Choice(action="setup.room", subject=f"{community.id}:{other.id}", label=label)
        choices.append(replace(one, only_for=setup.person))
    args: Args = {"village": community.title, "rules": rules(values)}
    return turn.privately("setup-place", args, choices, card=_card_name(setup))


PLACE_OPTIONS = ("right", "language", "zone", "country")


def _place_values(turn: Turn, setup: Setup, community: Community) -> dict[str, str]:
    config, person = community.config, turn.person
    spoken = (person.language or "")[:2]
    proposed = {
        "language": spoken if spoken in LANGUAGES else config.language,
        "time_zone": person.time_zone or config.time_zone,
        "country": config.country,
    }
    return {**proposed, **{k: str(v) for k, v in setup.values.items() if k in proposed}}


async def _rooms_of(turn: Turn, community: Community) -> list[Community]:
    """Return the villages of which this may be another room: those where the organiser may settle rules."""
    mine = await turn.work.communities.of_person(turn.person.id, communities.Standing.MEMBER)
    return [
        other
        for other in mine
        if other.id != community.id
        and other.stage is Stage.OPEN
        and await communities.roles_of(turn.work, other, turn.person)
    ]


async def _question(turn: Turn, setup: Setup, question: str) -> Whisper:
    choices = [_choice(setup, f"setup.answer.{question}.{o}") for o in QUESTIONS[question]]
    first = next(iter(QUESTIONS))
    if question == first and setup.purpose is Purpose.SETUP:
        for template in ordered(await turn.work.setups.templates(), Order.USE):
            label = Phrase("do-setup-template", {"title": template.title})
            choices.append(_choice(setup, f"setup.template.{template.name}", label))
    if setup.answers:
        choices.append(_choice(setup, "setup.back"))
    key = f"setup-{question}"
    return turn.privately(key, {}, choices, card=_card_name(setup))


def _review(turn: Turn, setup: Setup, community: Community) -> Whisper:
    """Show the rules in words before anything is applied, with the request types as chips."""
    values = setting_up.rules_of(setup, community)
    chips = [
        Choice(
            action="setup.types",
            subject=f"{_subject(setup)}:{name}",
            label=Phrase(
                "do-setup-type-in" if chosen else "do-setup-type-out",
                {"type": type_name({"name": name, "kind": kind})},
            ),
            only_for=setup.person,
        )
        for name, kind, chosen in setting_up.type_chips(setup, community)
    ]
    last = [_choice(setup, "setup.apply"), _choice(setup, "setup.back")]
    args: Args = {"village": community.title, "rules": rules(values)}
    return turn.privately("setup-review", args, [*chips, *last], card=_card_name(setup))


async def _next(turn: Turn, setup: Setup, community: Community) -> Items:
    """Keep an answer, and edit the card to the step that comes next."""
    await turn.work.setups.save(setup)
    return [as_revision(await step(turn, setup, community))]


@on(Press("setup.answer"), where=Where.PRIVATE)
async def answer(turn: Turn) -> Items:
    """One answer by button."""
    found, community = await _running(turn)
    _, _, question, option = turn.picked.action.split(".") if turn.picked else ("", "", "", "")
    if question != PLACE:
        return await _next(turn, setting_up.answered(found, question, option), community)
    values = _place_values(turn, found, community)
    if option in ("zone", "country"):
        turn.expect(f"setup_{option}:{_subject(found)}")
        return [turn.privately(f"setup-which-{option}")]
    if option == "language":
        after = (LANGUAGES.index(values["language"]) + 1) % len(LANGUAGES)
        values["language"] = LANGUAGES[after]
        return await _next(turn, replace(found, values={**found.values, **values}), community)
    kept = replace(found, values={**found.values, **values})
    return await _next(turn, setting_up.answered(kept, PLACE, "right"), community)


@on(Typed("setup_zone"), where=Where.PRIVATE)
async def typed_zone(turn: Turn) -> Items:
    """The organiser says which time zone."""
    return await _typed_place(turn, "time_zone", known_zone(turn.event.text))


@on(Typed("setup_country"), where=Where.PRIVATE)
async def typed_country(turn: Turn) -> Items:
    """The organiser says which country, by its two letters."""
    country = turn.event.text.strip().upper()
    if not (len(country) == LETTERS_OF_A_COUNTRY and country.isascii() and country.isalpha()):
        raise Refusal("refused-country")
    return await _typed_place(turn, "country", country)


async def _typed_place(turn: Turn, key: str, value: str) -> Items:
    found, community = await _running(turn)
    values = _place_values(turn, found, community) | {key: value}
    kept = replace(found, values={**found.values, **values})
    await turn.work.setups.save(kept)
    return [await step(turn, kept, community)]


@on(Press("setup.back"), where=Where.PRIVATE)
async def back(turn: Turn) -> Items:
    """Change the last answer; from a template, back to the questions."""
    found, community = await _running(turn)
    kept = {k: v for k, v in found.values.items() if k in ("language", "time_zone", "country")}
    answers = dict(found.answers)
    if found.template is None and answers:
        answers.pop(next(reversed(answers)))
    earlier = replace(found, answers=answers, values=kept, template=None)
    return await _next(turn, earlier, community)


@on(Press("setup.template"), where=Where.PRIVATE)
async def start_from_template(turn: Turn) -> Items:
    """Start from a template instead of the questions."""
    found, community = await _running(turn)
    wanted = turn.picked.action.rpartition(".")[2] if turn.picked else ""
    known = {t.name: t for t in await turn.work.setups.templates()}
    if wanted not in known:
        raise AlreadySettled()
    return await _next(turn, setting_up.from_template(found, known[wanted]), community)


@on(Press("setup.types"), where=Where.PRIVATE)
async def toggle_type(turn: Turn) -> Items:
    """Take a request type in, or leave it out."""
    turn_subject, _, name = turn.subject.rpartition(":")
    found, community = await _running(replace(turn, subject=turn_subject))
    return await _next(turn, setting_up.toggled_type(found, community, name), community)


@on(Press("setup.apply"), where=Where.PRIVATE)
async def apply(turn: Turn) -> Items:
    """The rules become the village's; who looks after it comes next."""
    found, community = await _running(turn)
    if setting_up.question(found) is not None or found.applied:
        raise AlreadySettled()
    try:
        values = setting_up.rules_of(found, community)
        changed = await communities.change(
            turn.work, community, values, turn.person.id, event=CREATED
        )
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    done = replace(found, applied=True)
    await turn.work.setups.save(done)
    shown = turn.privately("setup-applied", {"village": community.title}, card=_card_name(found))
    card = await founding.founders_card(turn, done, changed.community)
    return [as_revision(shown), card]


@on(Press("setup.room"), where=Where.PRIVATE)
async def bind_room(turn: Turn) -> Items:
    """This group is another room of a village that is there already."""
    own, _, other = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(own))
    village = await turn.work.communities.get(CommunityId(other))
    await turn.require(Right.SETUP, community)
    await turn.require(Right.RULES, village)
    if await turn.work.posts.of_community(community.id):
        raise Refusal("refused-bind")
    for room in await turn.work.communities.rooms(community.id):
        await communities.bind(turn.work, room, village)
    await turn.work.posts.move_drafts(community.id, village.id)
    await turn.work.setups.drop(community.id, Purpose.SETUP)
    return [turn.privately("setup-room-bound", {"village": village.title})]


def _differences(turn: Turn, setup: Setup, community: Community) -> Whisper:
    """Show what the new answers would change, field by field."""
    found = _found_differences(setup, community)
    kept = [d for d in found if d.key not in setup.left_out]
    choices = [
        Choice(
            action="questionnaire.pick",
            subject=f"{_subject(setup)}:{d.key}",
            label=Phrase(
                "do-questionnaire-in" if d in kept else "do-questionnaire-out",
                {"rule": rule(d.key, d.after)},
            ),
            only_for=setup.person,
        )
        for d in found
    ]
    if kept:
        choices.append(_choice(setup, "questionnaire.apply"))
    choices.append(_choice(setup, "setup.back"))
    args: Args = {"changes": difference_lines(kept), "village": community.title}
    key = "questionnaire-differences" if found else "questionnaire-same"
    return turn.privately(key, args, choices if found else [], card=_card_name(setup))


def _found_differences(setup: Setup, community: Community) -> list[communities.Difference]:
    values = setting_up.rules_of(setup, community)
    return communities.differences(
        community.config, communities.with_values(community.config, values)
    )


@on(Press("questionnaire.pick"), where=Where.PRIVATE)
async def pick_difference(turn: Turn) -> Items:
    """Leave one difference out, or take it in again."""
    subject, _, key = turn.subject.rpartition(":")
    found, community = await _running(replace(turn, subject=subject))
    both = WEIGHTS if key in WEIGHTS else (key,)  # one weight of trust says what the other is
    out = set(found.left_out) ^ set(both)
    return await _next(turn, replace(found, left_out=tuple(sorted(out))), community)


@on(Press("questionnaire.apply"))
async def apply_differences(turn: Turn) -> Items:
    """Set out the differences that were kept."""
    found, community = await _running(turn)
    kept = {
        d.key: d.after for d in _found_differences(found, community) if d.key not in found.left_out
    }
    await turn.work.setups.drop(community.id, Purpose.QUESTIONNAIRE, turn.person.id)
    done = turn.privately("questionnaire-done", card=_card_name(found))
    return [as_revision(done), *await set_out(turn.about(community), kept)]
