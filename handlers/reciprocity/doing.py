"""Buttons that do a step right there: ask, offer, thank, set a limit, rest, let go."""

from dataclasses import replace

from core import reciprocity
from core.communities import Community, Standing
from core.errors import NotAMember
from core.ids import PersonId
from core.listening import Act
from core.listening.crisis_words import CrisisKind
from core.messages import Args, Choice, Phrase
from core.reciprocity import Topic
from handlers import crisis, listening, people
from handlers.exchanges import doing as exchanges
from handlers.table import Items, Press, Turn, Where, on

DOING = {
    Topic.ASKING: ("practice.ask",),
    Topic.OFFERING: ("practice.offer",),
    Topic.RECEIVING: ("practice.thank",),
    Topic.REBALANCING: ("practice.limits", "practice.rest"),
}
"""What may be done about each topic."""


async def safety(turn: Turn, person: PersonId) -> Phrase:
    """Say that none of it is for coercive or unsafe situations, with the official number; in every message of it."""
    known = await crisis.official(turn, person, CrisisKind.VIOLENCE)
    return Phrase("practice-safety", {"emergency": known["emergency"]})


@on(Press("practice.unsafe"), where=Where.PRIVATE)
async def unsafe(turn: Turn) -> Items:
    """Show where help is to be had when it is not safe."""
    known = await crisis.official(turn, turn.person.id, CrisisKind.VIOLENCE)
    return [turn.privately("practice-unsafe", known)]


def choices_for(turn: Turn, *actions: str) -> list[Choice]:
    """Offer these actions to the one who acts."""
    return [Choice(action=action, only_for=turn.person.id) for action in actions]


@on(Press("practice.ask"), where=Where.PRIVATE)
async def ask(turn: Turn) -> Items:
    """Ask for something, as by /ask."""
    return await _post(turn, Act.REQUEST, "practice.ask", "ask-what")


@on(Press("practice.offer"), where=Where.PRIVATE)
async def offer(turn: Turn) -> Items:
    """Offer something, as by /offer."""
    return await _post(turn, Act.OFFER, "practice.offer", "offer-what")


async def _post(turn: Turn, act: Act, action: str, question: str) -> Items:
    """Ask what it is, in the village that is meant; with several, ask first which."""
    mine = await _villages(turn)
    meant = turn.subject or turn.account.community
    chosen = [village for village in mine if village.id == meant] or mine
    if not chosen:
        raise NotAMember()
    if len(chosen) > 1:
        return [turn.privately("which-village", {}, _which(turn, action, chosen))]
    return await listening.by_hand(replace(turn.about(chosen[0]), subject=""), act, question)


async def _villages(turn: Turn) -> list[Community]:
    return [
        village
        for standing in (Standing.MEMBER, Standing.PRESENT)
        for village in await turn.work.communities.of_person(turn.person.id, standing)
    ]


def _which(turn: Turn, action: str, villages: list[Community]) -> list[Choice]:
    return [
        Choice(
            action=action,
            subject=village.id,
            label=Phrase("do-community-pick", {"village": village.title}),
            only_for=turn.person.id,
        )
        for village in villages
    ]


@on(Press("practice.thank"), where=Where.PRIVATE)
async def thank(turn: Turn) -> Items:
    """Offer to pass thanks for what was received lately; nothing to thank for is fine, and no debt either way."""
    received = await reciprocity.thanks_to_give(turn.work, turn.person)
    if not received:
        return [turn.privately("practice-thanks-none")]
    choices = [await exchanges.named(turn, exchange, "exchange.thank") for exchange in received]
    return [turn.privately("practice-thanks", {}, choices)]


@on(Press("practice.no"), where=Where.PRIVATE)
async def easy_no(turn: Turn) -> Items:
    """Show how a no stays private, and how to rest."""
    choices = choices_for(turn, "practice.rest", "practice.limits")
    return [turn.privately("practice-no", {}, choices)]


@on(Press("practice.limits"), where=Where.PRIVATE)
async def limits(turn: Turn) -> Items:
    """Show one's limits, as by /limits."""
    return await people.limits(replace(turn, subject=""))


@on(Press("practice.rest"), where=Where.PRIVATE)
async def rest(turn: Turn) -> Items:
    """Rest for two weeks."""
    await reciprocity.rest(turn.work, turn.person)
    return [turn.answer("practice-resting")]


@on(Press("practice.turns"), where=Where.PRIVATE)
async def turns(turn: Turn) -> Items:
    """Let others take turns."""
    await reciprocity.take_turns(turn.work, turn.person)
    return [turn.answer("practice-taking-turns")]


@on(Press("practice.release"), where=Where.PRIVATE)
async def release(turn: Turn) -> Items:
    """Let it go: nothing is kept of it."""
    return [turn.answer("practice-released")]


EXPERIMENTS = {
    "asking": ("practice.ask",),
    "taking": ("practice.ask", "practice.limits"),
    "accounts": ("practice.ask", "practice.limits", "practice.release"),
}
"""Three sentences that people say, each with what may be tried in a real week."""


def experiments(turn: Turn) -> list[Choice]:
    """Offer the three experiments, and a way out for whom none of this is."""
    return choices_for(turn, *(f"experiment.{name}" for name in EXPERIMENTS), "practice.unsafe")


@on(
    Press("experiment.asking"),
    Press("experiment.taking"),
    Press("experiment.accounts"),
    where=Where.PRIVATE,
)
async def experiment(turn: Turn) -> Items:
    """Open one experiment."""
    name = turn.picked.action.rpartition(".")[2] if turn.picked else ""
    choices = choices_for(turn, *EXPERIMENTS[name], "practice.unsafe")
    args: Args = {"safety": await safety(turn, turn.person.id)}
    return [turn.privately(f"experiment-{name}", args, choices)]
