"""Whose word a rule needs, and the founder group: cards with a yes and a no, all of them private."""

from core import communities, governance, people
from core.communities import Changed, Community, Stage
from core.errors import AlreadySettled
from core.governance import Consent, Settled, Verdict
from core.ids import CommunityId, PersonId
from core.messages import Arg, Args, Choice, Item, Name, Names, Phrase, Revise, Text, Whisper
from handlers import trust as knowing
from handlers.cards import as_revision
from handlers.communities.wording import Wrong, difference_lines, rule
from handlers.table import Deadline, Items, Press, Turn, Where, on
from handlers.votes.opening import drafted


async def settled(turn: Turn, community: Community, outcome: Settled) -> list[Item]:
    """Say what came of setting out a change: applied and told, or put to those whose consent it needs."""
    if outcome.changed is not None:
        return [turn.answer("config-changed-noted"), *await tell_rooms(turn, outcome.changed)]
    if outcome.proposal is not None:
        return await drafted(turn, outcome.proposal)
    consent = outcome.consent
    if consent is None:
        raise AlreadySettled()
    until = turn.work.now + governance.OPEN_FOR
    await turn.work.deadlines.set(f"consent:{consent.id}", "config.lapse", consent.id, until)
    return [turn.answer("config-set-out"), *await ask_consent(turn, community, consent)]


async def ask_consent(turn: Turn, community: Community, consent: Consent) -> list[Item]:
    """Ask each of those whose consent a change needs; whoever set it out has said yes by that."""
    key, args = _what_it_is(community, consent)
    return [
        Whisper(
            to=person,
            key=key,
            args=args,
            choices=tuple(
                Choice(action=action, subject=consent.id, only_for=person)
                for action in ("config.yes", "config.no")
            ),
            card=_card(consent, person),
        )
        for person in consent.voters
        if person != consent.by
    ]


def _what_it_is(community: Community, consent: Consent) -> tuple[str, Args]:
    args: Args = {"village": community.title, "by": _by(consent)}
    if governance.CRISIS_NOTE in consent.values:
        return "crisis-consent", {**args, "note": consent.values[governance.CRISIS_NOTE] or "-"}
    values = communities.upon(community.config, consent.values)
    wanted = communities.with_values(community.config, values)
    changes = difference_lines(communities.differences(community.config, wanted))
    return "config-consent", {**args, "changes": changes}


def _by(consent: Consent) -> Arg:
    return Name(consent.by) if consent.by else Phrase("config-operator")


def _card(consent: Consent, person: PersonId) -> str:
    return f"consent:{consent.id}:{person}"


async def tell_rooms(turn: Turn, changed: Changed) -> list[Item]:
    """Tell every room of the village in one sentence what changed; what waits for its night is told then."""
    community, found = changed.community, changed.now
    if changed.later:
        at = turn.work.now
        for _ in range(changed.nights):
            at = people.quiet_end(at, community.config.time_zone, knowing.AT_NIGHT)
        subject = f"{community.id}:{community.version}"
        await turn.work.deadlines.set(f"config:{subject}", "config.effect", subject, at)
    if not found or community.stage is not Stage.OPEN:
        return []
    rooms = await turn.work.communities.rooms(community.id)
    args: Args = {"village": community.title, "count": len(found)}
    key = "config-changed-many"
    if len(found) == 1:
        args = {**args, "rule": rule(found[0].key, found[0].after)}
        key = "config-changed"
    return [Text(room=room.id, key=key, args=args) for room in rooms]


@on(Deadline("config.effect"))
async def take_effect(turn: Turn) -> Items:
    """The night of a protected rule has come."""
    village, _, version = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    for change in await communities.history(turn.work, community):
        if change.version == int(version):
            changed = await communities.take_effect(turn.work, community, change)
            return await tell_rooms(turn, changed)
    return []


@on(Press("config.yes"), where=Where.ANYWHERE)
async def yes(turn: Turn) -> Items:
    """Somebody agrees to a change of the rules."""
    return await _say(turn, yes=True)


@on(Press("config.no"), where=Where.ANYWHERE)
async def no(turn: Turn) -> Items:
    """Somebody does not: nobody is told who."""
    return await _say(turn, yes=False)


async def _say(turn: Turn, *, yes: bool) -> Items:
    try:
        said = await governance.say(turn.work, turn.person, turn.subject, yes=yes)
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    consent, verdict, changed = said
    noted = turn.answer("config-said")
    if verdict is Verdict.OPEN:
        return [noted]
    await turn.work.deadlines.drop(f"consent:{consent.id}")
    told = await tell_rooms(turn, changed) if changed else []
    agreed = "crisis-agreed" if governance.CRISIS_NOTE in consent.values else "config-agreed"
    key = agreed if verdict is Verdict.AGREED else "config-not-agreed"
    if changed is not None and changed.later:
        key = "config-agreed-later"
    return [noted, *_closed(consent, key), *told]


def _closed(consent: Consent, key: str) -> list[Item]:
    cards: list[Item] = [Revise(card=_card(consent, person), key=key) for person in consent.voters]
    if consent.by is not None and key == "config-not-agreed":
        cards.append(Whisper(to=consent.by, key=key))
    return cards


@on(Deadline("config.lapse"))
async def lapse(turn: Turn) -> Items:
    """Seven days went by without enough yeses: it stays as it is."""
    consent = await governance.lapse(turn.work, turn.subject)
    return _closed(consent, "config-not-agreed") if consent else []


def founder_card(community: Community, person: PersonId, by: PersonId) -> Whisper:
    """Ask somebody privately whether they would be of the founder group."""
    choices = tuple(
        Choice(action=action, subject=community.id, only_for=person)
        for action in ("founder.accept", "founder.decline")
    )
    args: Args = {"village": community.title, "name": Name(by)}
    card = f"founder:{community.id}:{person}"
    return Whisper(to=person, key="founder-wanted", args=args, choices=choices, card=card)


@on(Press("founder.accept"), where=Where.ANYWHERE)
async def founder_accept(turn: Turn) -> Items:
    """Somebody says yes to the founder group; with the third, roles begin and the village hears it."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    fresh = await governance.accept(turn.work, community, turn.person)
    items: list[Item] = [
        turn.answer("founder-accepted", {"village": community.title}),
        Revise(
            card=f"founder:{community.id}:{turn.person.id}",
            key="founder-in",
            args={"village": community.title},
        ),
    ]
    if fresh:
        await knowing.watch(turn, community.id)
        items += await _tell_who_looks_after(turn, community, first=len(fresh) > 1)
    return items


async def _tell_who_looks_after(turn: Turn, community: Community, *, first: bool) -> list[Item]:
    """Say once in the village who looks after it; whoever joins them later is added to the same message."""
    group = await governance.group_of(turn.work, community)
    args: Args = {"names": Names(tuple(group)), "village": community.title}
    key = "founder-roles-begin"
    cards = [
        Text(room=room.id, key=key, args=args, card=f"keepers:{room.id}")
        for room in await turn.work.communities.rooms(community.id)
    ]
    return list(cards) if first else [as_revision(card) for card in cards]


@on(Press("founder.decline"), where=Where.ANYWHERE)
async def founder_decline(turn: Turn) -> Items:
    """Somebody would rather not: nobody is told, and nothing follows from it."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    await governance.decline(turn.work, community, turn.person)
    card = f"founder:{community.id}:{turn.person.id}"
    return [
        turn.answer("founder-declined"),
        Revise(card=card, key="founder-out", args={"village": community.title}),
    ]
