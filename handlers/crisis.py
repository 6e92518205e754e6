"""What reads like an emergency: the official numbers at once, privately, and hands where hands are needed.

Not an emergency service, and it says so. The words are not kept, unless neighbours may help: then as a draft that only
its author can send out.
"""

from dataclasses import replace

from core import listening, posts
from core.communities import Community, Standing
from core.events import clean
from core.governance import Right, set_out_note
from core.ids import PersonId
from core.listening import Act
from core.listening.crisis import Crisis
from core.listening.crisis_words import CrisisKind
from core.listening.official import HelpLine, Numbers, numbers
from core.messages import Args, Choice, Item, Lines, Phrase, Text
from core.people import Reach
from handlers.governance import consent as consenting
from handlers.posts import posting
from handlers.table import Alarmed, Command, Items, Press, Turn, Where, Who, on

PHYSICAL = (CrisisKind.MEDICAL, CrisisKind.DANGER, CrisisKind.VIOLENCE)
"""Where somebody who cannot be reached privately is better told before everybody than not at all."""
MOST_NOTE = 500


@on(Alarmed())
async def alarmed(turn: Turn) -> Items:
    """Give the official numbers: privately, under the message for its author alone, or as one short public line."""
    return await alarm(turn, turn.crisis, turn.event.text) if turn.crisis else []


async def alarm(turn: Turn, crisis: Crisis, words: str) -> list[Item]:
    """Answer words that read like an emergency."""
    community = turn.community or await _home(turn)
    known = numbers(community.config.country if community else None)
    key = f"crisis-{crisis.kind.value.replace('_', '-')}"
    args = _args(known, crisis.kind, community)
    hands = crisis.hands_may_help and community is not None
    choices = [await _ask_around(turn.about(community), words)] if hands and community else []
    if turn.room is None or turn.account.reach is Reach.OPEN:
        return [turn.privately(key, args, choices)]
    if turn.can.ephemeral:
        return [_under_the_message(turn, key, args, choices)]
    waiting: list[Item] = [turn.privately(key, args, choices)]
    if crisis.kind in PHYSICAL:
        waiting.insert(0, _public_line(turn, known))
    return waiting


async def _home(turn: Turn) -> Community | None:
    """Return a village of somebody who writes privately: its country says which numbers."""
    mine = await turn.work.communities.of_person(turn.person.id, Standing.MEMBER)
    return next((c for c in mine if c.id == turn.account.community), mine[0] if mine else None)


async def official(turn: Turn, person: PersonId, kind: CrisisKind) -> Args:
    """Return the official numbers where somebody lives: `emergency`, and the lines for one kind of crisis."""
    mine = await turn.work.communities.of_person(person, Standing.MEMBER)
    community = mine[0] if mine else None
    return _args(numbers(community.config.country if community else None), kind, community)


def _args(known: Numbers, kind: CrisisKind, community: Community | None) -> Args:
    lines = {
        CrisisKind.SELF_HARM: known.self_harm,
        CrisisKind.VIOLENCE: known.violence,
        CrisisKind.MEDICAL: known.poison,
    }.get(kind, ())
    said = [Phrase("crisis-line", {"name": line.name, "number": line.number}) for line in lines]
    note = community.crisis_note if community else ""
    if note:
        said.append(Phrase("crisis-note", {"note": note}))
    return {"emergency": " · ".join(known.emergency), "lines": Lines(tuple(said))}


async def _ask_around(turn: Turn, words: str) -> Choice:
    """Offer to ask neighbours where hands may help: a draft, which only its author can send out."""
    heard = listening.understand_as(Act.REQUEST, words, turn.hearing())
    where = (turn.room.id, turn.event.message) if turn.room else None
    urgent = replace(heard, urgent=True, guarded=None)
    kept = words[: posts.MAX_WORDS]
    post = await posts.draft(turn.work, turn.community, turn.person, urgent, kept, where)
    return Choice(action="crisis.ask", subject=post.id, only_for=turn.person.id)


def _under_the_message(turn: Turn, key: str, args: Args, choices: list[Choice]) -> Text:
    return Text(
        room=turn.room.id,  # type: ignore[union-attr]  # only called in a room
        key=key,
        args=args,
        choices=tuple(choices),
        reply_to=turn.event.message,
        only_for=turn.person.id,
    )


def _public_line(turn: Turn, known: Numbers) -> Text:
    return Text(
        room=turn.room.id,  # type: ignore[union-attr]  # only called in a room
        key="crisis-public",
        args={"emergency": " · ".join(known.emergency)},
        reply_to=turn.event.message,
    )


@on(Press("crisis.ask"))
async def ask_anyway(turn: Turn) -> Items:
    """Hands are needed: ask around, urgently."""
    return await posting.confirm(turn)


@on(Command("crisis"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.RULES)
async def village_note(turn: Turn) -> Items:
    """Show what the village adds to the official numbers, or set it out for two to agree; `/crisis none`: nothing."""
    words = clean(turn.subject)[:MOST_NOTE].strip()
    community = turn.community
    if words:
        note = "" if words.lower() in ("none", "nada", "-") else words
        outcome = await set_out_note(turn.work, community, turn.person, note)
        if outcome.changed is None:
            return await consenting.settled(turn, community, outcome)
        community = outcome.changed.community
    return [_as_it_stands(turn, community)]


def _as_it_stands(turn: Turn, community: Community) -> Item:
    known = numbers(community.config.country)
    every = (*known.self_harm, *known.violence, *known.poison)
    args: Args = {
        "emergency": " · ".join(known.emergency),
        "lines": Lines(tuple(map(_line, every))),
        "note": community.crisis_note or "-",
        "known": "yes" if known.country else "no",
    }
    return turn.privately("crisis-now", args)


def _line(line: HelpLine) -> Phrase:
    return Phrase("crisis-line", {"name": line.name, "number": line.number})
