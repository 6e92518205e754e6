"""What a person says about themselves: language, skills, limits, rest, and whom they would rather not meet here."""

from dataclasses import replace
from datetime import time

from core import communities, people, reciprocity
from core.communities import Community, Standing
from core.errors import Refusal
from core.events import ReachabilityChanged
from core.ids import CommunityId, PersonId
from core.messages import Args, Choice, Contact, Lines, Moment, Name, Phrase, Whisper
from core.people import LANGUAGES, Limits, Person, Reach
from core.reciprocity import Digest
from handlers.cards import as_revision
from handlers.communities.wording import type_name
from handlers.table import Command, Happened, Items, Press, Turn, Where, Who, on


@on(Happened(ReachabilityChanged))
async def reachability_changed(turn: Turn) -> Items:
    """Remember whether private messages arrive."""
    await turn.work.people.save_account(replace(turn.account, reach=Reach(turn.event.state)))
    return []


@on(Command("language"), where=Where.PRIVATE)
async def language(turn: Turn) -> Items:
    """Choose the language that I speak with you."""
    wanted = turn.subject.strip().lower()[:2]
    if wanted in LANGUAGES:
        return await _speak(turn, wanted)
    choices = [
        Choice(action=f"language.set.{code}", subject=code, label=Phrase(f"language-{code}"))
        for code in LANGUAGES
    ]
    return [turn.privately("language-which", {}, choices)]


@on(Press("language.set"), where=Where.PRIVATE)
async def language_set(turn: Turn) -> Items:
    """Speak the language that was picked."""
    return await _speak(turn, turn.subject)


async def _speak(turn: Turn, code: str) -> Items:
    await turn.work.people.save(replace(turn.person, language=code))
    return [turn.privately("language-set")]


@on(Command("skills"), where=Where.PRIVATE)
async def skills(turn: Turn) -> Items:
    """Say in free words what you like to be asked for; `/skills none` forgets them."""
    said = turn.subject.strip()
    if said.casefold() in ("none", "nada", "-"):
        await turn.work.people.set_skills(turn.person.id, ())
        return [turn.privately("skills-none")]
    if said:
        await turn.work.people.set_skills(turn.person.id, people.skills_from(said))
    known = await turn.work.people.skills(turn.person.id)
    if not known:
        return [turn.privately("skills-unset")]
    lines = Lines(tuple(Phrase("skills-line", {"words": words}) for words in known))
    return [turn.privately("skills-set" if said else "skills-now", {"skills": lines})]


@on(Command("limits"), where=Where.PRIVATE)
async def limits(turn: Turn) -> Items:
    """Show or set how often, and when, you may be asked."""
    if turn.subject.strip():
        person = _with_limit(turn.person, turn.subject)
        await turn.work.people.save(person)
    else:
        person = turn.person
    own = person.limits
    quiet = own.quiet_from is not None and own.quiet_to is not None
    lines = (
        Phrase("limits-asks", {"most": own.asks_per_week})
        if own.asks_per_week
        else Phrase("limits-asks-village"),
        Phrase("limits-quiet", {"from": f"{own.quiet_from:%H:%M}", "to": f"{own.quiet_to:%H:%M}"})
        if quiet
        else Phrase("limits-quiet-village"),
        Phrase("limits-urgent-on" if own.urgent_at_night else "limits-urgent-off"),
        Phrase("limits-zone", {"zone": person.time_zone})
        if person.time_zone
        else Phrase("limits-zone-village"),
    )
    return [turn.privately("limits-now", {"limits": Lines(lines)})]


def _with_limit(person: Person, words: str) -> Person:
    """Read `3`, `quiet 22:00-07:30`, `urgent on`, `zone Europe/Lisbon` or `reset`. Raises Refusal otherwise."""
    word, _, rest = words.strip().partition(" ")
    word = word.lower()
    own, rest = person.limits, rest.strip()
    if word.isdecimal() and len(word) <= people.MAX_DIGITS and 1 <= int(word) <= people.MOST_ASKS:
        return replace(person, limits=replace(own, asks_per_week=int(word)))
    if word == "quiet" and rest.count("-") == 1:
        start, stop = (_local_time(part) for part in rest.split("-"))
        return replace(person, limits=replace(own, quiet_from=start, quiet_to=stop))
    if word == "urgent" and rest.lower() in ("on", "off"):
        return replace(person, limits=replace(own, urgent_at_night=rest.lower() == "on"))
    if word == "zone" and rest:
        return replace(person, time_zone=people.known_zone(rest))
    if word == "reset":
        return replace(person, limits=Limits(), time_zone=None)
    raise Refusal("refused-limits")


def _local_time(words: str) -> time:
    try:
        at = time.fromisoformat(words.strip().zfill(5))
    except ValueError as error:
        raise Refusal("refused-limits") from error
    if at.tzinfo is not None:
        raise Refusal("refused-limits")
    return at


WISHES = ("paths", "found", "reminders", "pictures")
"""What `/preferences` switches, each with its field in `_with_wish`."""
NEXT_DIGEST = {
    Digest.DAILY: Digest.WEEKLY,
    Digest.WEEKLY: Digest.OFF,
    Digest.OFF: Digest.DAILY,
}
"""What the digest's button turns it to."""


@on(Command("preferences"), where=Where.PRIVATE)
async def preferences(turn: Turn) -> Items:
    """Show one's wishes, each with a button that turns it round; or set one by words."""
    person = turn.person
    match turn.subject.lower().split():
        case []:
            pass
        case ["digest", ("daily" | "weekly" | "off") as digest]:
            await reciprocity.choose(turn.work, person, Digest(digest))
        case ["hour", hour]:
            await reciprocity.choose_hour(turn.work, person, hour)
        case _:
            person = _worded_wish(person, turn.subject)
            await turn.work.people.save(person)
    return [await _preferences_card(turn, person)]


async def _preferences_card(turn: Turn, person: Person) -> Whisper:
    rhythm = await turn.work.reciprocity.rhythm(person.id)
    hour: Args = {"hour": f"{reciprocity.hour_of(rhythm):%H:%M}"}
    lines = (
        *(
            Phrase(f"preferences-{wish}-{'on' if _wish(person, wish) else 'off'}")
            for wish in WISHES
        ),
        Phrase(f"preferences-digest-{rhythm.digest.value}", hour),
    )
    choices = [
        Choice(
            action=f"preferences.{wish}",
            label=Phrase(f"do-preferences-{wish}-{'off' if _wish(person, wish) else 'on'}"),
            only_for=person.id,
        )
        for wish in WISHES
    ]
    label = Phrase(f"do-preferences-digest-{NEXT_DIGEST[rhythm.digest].value}")
    choices.append(Choice(action="preferences.digest", label=label, only_for=person.id))
    for village in await turn.work.communities.of_person(person.id, Standing.MEMBER):
        label = Phrase("do-preferences-types", {"village": village.title})
        types = Choice(action="preferences.types", subject=village.id, label=label)
        choices.append(replace(types, only_for=person.id))
    args = {"wishes": Lines(lines)}
    return turn.privately("preferences-now", args, choices, card=f"preferences:{person.id}")


def _wish(person: Person, wish: str) -> bool:
    held = {
        "paths": person.in_paths,
        "found": person.findable,
        "reminders": person.tie_reminders,
        "pictures": person.pictures,
    }
    return held[wish]


def _with_wish(person: Person, wish: str, *, on: bool) -> Person:
    match wish:
        case "paths":
            return replace(person, in_paths=on)
        case "found":
            return replace(person, findable=on)
        case "reminders":
            return replace(person, tie_reminders=on)
    return replace(person, pictures=on)


def _worded_wish(person: Person, words: str) -> Person:
    """Read `paths on|off`, `found on|off`, `reminders on|off` or `pictures on|off`. Raises Refusal otherwise."""
    match words.lower().split():
        case [wish, ("on" | "off") as said] if wish in WISHES:
            return _with_wish(person, wish, on=said == "on")
    raise Refusal("refused-preferences")


@on(
    Press("preferences.paths"),
    Press("preferences.found"),
    Press("preferences.reminders"),
    Press("preferences.pictures"),
    where=Where.PRIVATE,
)
async def turn_wish(turn: Turn) -> Items:
    """Turn one wish round."""
    wish = turn.picked.action.rpartition(".")[2] if turn.picked else ""
    person = _with_wish(turn.person, wish, on=not _wish(turn.person, wish))
    await turn.work.people.save(person)
    return [as_revision(await _preferences_card(turn, person))]


@on(Press("preferences.digest"), where=Where.PRIVATE)
async def turn_digest(turn: Turn) -> Items:
    """Have one's own digest daily, weekly or not at all."""
    rhythm = await turn.work.reciprocity.rhythm(turn.person.id)
    await reciprocity.choose(turn.work, turn.person, NEXT_DIGEST[rhythm.digest])
    return [as_revision(await _preferences_card(turn, turn.person))]


@on(Press("preferences.types"), where=Where.PRIVATE)
async def types(turn: Turn) -> Items:
    """Show which kinds of help one is asked about in a village, each with a button that turns it round."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    await communities.require_member(turn.work, community, turn.person)
    return [await _types_card(turn, community)]


async def _types_card(turn: Turn, community: Community) -> Whisper:
    avoided = await turn.work.asks.avoided(community.id, turn.person.id)
    choices = [
        Choice(
            action="preferences.type",
            subject=f"{community.id}:{kind.name}",
            label=Phrase(
                "do-preferences-type-off" if kind.name in avoided else "do-preferences-type-on",
                {"type": type_name(kind.model_dump())},
            ),
            only_for=turn.person.id,
        )
        for kind in community.config.request_types
    ]
    card = f"types:{community.id}:{turn.person.id}"
    return turn.privately("preferences-types", {"village": community.title}, choices, card=card)


@on(Press("preferences.type"), where=Where.PRIVATE)
async def turn_type(turn: Turn) -> Items:
    """Be asked about a kind of help, or not."""
    village, _, name = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    await communities.require_member(turn.work, community, turn.person)
    avoided = await turn.work.asks.avoided(community.id, turn.person.id)
    await turn.work.asks.avoid(community.id, turn.person.id, avoided ^ {name})
    return [as_revision(await _types_card(turn, community))]


@on(Command("pause"), where=Where.PRIVATE)
async def pause(turn: Turn) -> Items:
    """Rest: nobody asks you anything until then."""
    until = people.pause_until(turn.subject, turn.work.now)
    await turn.work.people.save(replace(turn.person, paused_until=until))
    if not turn.subject.strip():
        return [turn.privately("pause-open")]
    return [turn.privately("pause-until", {"until": Moment(until)})]


@on(Command("resume"), where=Where.PRIVATE)
async def resume(turn: Turn) -> Items:
    """Be asked again."""
    await turn.work.people.save(replace(turn.person, paused_until=turn.work.now))
    return [turn.privately("resume-done")]


@on(Command("block"), where=Where.PRIVATE, who=Who.MEMBER)
async def block(turn: Turn) -> Items:
    """Never meet somebody through me again. They are not told."""
    found = await communities.fellow(turn.work, turn.community, turn.person, turn.subject)
    if len(found) > 1:
        return [which_person(turn, found, "person.block")]
    return await _block(turn, found[0])


@on(Press("person.block"), where=Where.PRIVATE)
async def block_picked(turn: Turn) -> Items:
    """Block the one who was meant."""
    return await _block(turn, await turn.work.people.get(PersonId(turn.subject)))


async def _block(turn: Turn, other: Person) -> Items:
    await turn.work.people.block(turn.person.id, other.id, turn.work.now)
    return [turn.privately("block-done", {"name": Name(other.id)})]


@on(Command("unblock"), where=Where.PRIVATE)
async def unblock(turn: Turn) -> Items:
    """Take a block back."""
    blocked = await turn.work.people.blocked_by(turn.person.id)
    if not blocked:
        return [turn.privately("unblock-none")]
    if not turn.subject.strip():
        return [which_person(turn, list(blocked), "person.unblock")]
    found = people.named(blocked, turn.subject)
    if len(found) > 1:
        return [which_person(turn, found, "person.unblock")]
    return await _unblock(turn, found[0])


@on(Press("person.unblock"), where=Where.PRIVATE)
async def unblock_picked(turn: Turn) -> Items:
    """Unblock the one who was meant."""
    return await _unblock(turn, await turn.work.people.get(PersonId(turn.subject)))


async def _unblock(turn: Turn, other: Person) -> Items:
    await turn.work.people.unblock(turn.person.id, other.id)
    return [turn.privately("unblock-done", {"name": Name(other.id)})]


def which_person(turn: Turn, found: list[Person], action: str) -> Whisper:
    """Ask which of several people is meant."""
    choices = [
        Choice(
            action=action,
            subject=person.id,
            label=Phrase("which-person-line", {"name": Contact(person.id), "ordinal": i}),
            only_for=turn.person.id,
        )
        for i, person in enumerate(found, start=1)
    ]
    return turn.privately("which-person", {}, choices)
