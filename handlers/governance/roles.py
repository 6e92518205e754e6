"""Who looks after the village: roles as members see them, and passing one's own on."""

from collections.abc import Sequence
from itertools import groupby

from core import governance
from core.communities import Community, Holding, Stage
from core.errors import Refusal
from core.governance import How, Right, RoleChange
from core.ids import CommunityId
from core.messages import Args, Choice, Day, Facts, Item, Lines, Name, Phrase, Revise, Whisper
from handlers import trust as knowing
from handlers.communities.wording import role_name
from handlers.governance.nominations import role_meant
from handlers.governance.rotation import somebody_went
from handlers.table import Command, Items, Press, Turn, Where, Who, on

MOST_HISTORY = 20
"""How many changes of roles are shown; the record has them all."""
TOLD_AS = {
    How.FOUNDED: "founded",
    How.RATIFIED: "ratified",
    How.ELECTED: "elected",
    How.CARETAKER: "caretaker",
    How.RECALLED: "recalled",
}
"""How a change is told; every other end reads the same, for why it came is nobody's business."""


@on(Command("roles"), where=Where.PRIVATE, who=Who.MEMBER)
async def roles(turn: Turn) -> Items:
    """Show who holds what since when, and what is open; with `history` how it came about."""
    if turn.subject.strip().lower() in ("history", "historia", "historial"):
        return await _history(turn)
    community = turn.community
    holdings = await turn.work.communities.holdings(community.id)
    is_open = community.stage is Stage.OPEN
    free = Lines(_open(community, holdings) if is_open else ())
    if not holdings:
        return [turn.privately("roles-none", {"village": community.title, "open": free})]
    args: Args = {
        "village": community.title,
        "lines": Lines(_lines(holdings)),
        "open": free,
        "state": Phrase(f"roles-{'grown' if community.mature else 'young'}"),
    }
    return [turn.privately("roles-all", args)]


def _lines(holdings: Sequence[Holding]) -> tuple[Phrase, ...]:
    """Word holdings, what somebody came by together on one line."""
    grouped = groupby(
        sorted(holdings, key=_same), key=lambda h: (h.person, h.since, h.founder, h.is_caretaker)
    )
    return tuple(_line(list(together)) for _, together in grouped)


def _same(holding: Holding) -> tuple[object, ...]:
    return (holding.person, holding.since, holding.founder, holding.is_caretaker, holding.role)


def _line(together: list[Holding]) -> Phrase:
    first = together[0]
    kind = "founder" if first.founder else "holder"
    args: Args = {
        "name": Name(first.person),
        "roles": Facts(tuple(role_name(h.role) for h in together)),
        "day": Day(first.since),
    }
    return Phrase(f"roles-{'caretaker' if first.is_caretaker else kind}", args)


def _open(community: Community, holdings: Sequence[Holding]) -> tuple[Phrase, ...]:
    held = {h.role for h in holdings if not h.is_caretaker}
    free = [role for role in governance.roles_here(community) if role not in held]
    if not free:
        return ()
    return (Phrase("roles-open", {"roles": Facts(tuple(map(role_name, free)))}),)


async def _history(turn: Turn) -> Items:
    changes = await turn.work.governance.role_changes(turn.community.id)
    together = [list(same) for _, same in groupby(changes, key=lambda c: (c.person, c.at, c.how))]
    if not together:
        return [turn.privately("roles-history-none", {"village": turn.community.title})]
    lines = Lines(tuple(map(_past, together[:MOST_HISTORY])))
    return [turn.privately("roles-history", {"changes": lines})]


def _past(together: list[RoleChange]) -> Phrase:
    first = together[0]
    args: Args = {
        "day": Day(first.at),
        "name": Name(first.person),
        "roles": Facts(tuple(role_name(c.role) for c in reversed(together))),
    }
    return Phrase(f"roles-past-{TOLD_AS.get(first.how, 'passed-on')}", args)


@on(Command("stepdown"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.HOLD)
async def step_down(turn: Turn) -> Items:
    """Ask how one's roles (or the one named) should pass on: at once, or once somebody follows."""
    role = role_meant(turn.subject)
    mine = await _mine(turn, turn.community, role)
    actions = ["role.pass", "role.leave", "role.keep"]
    choices = [
        Choice(action=a, subject=f"{turn.community.id}:{role}", only_for=turn.person.id)
        for a in actions
    ]
    args: Args = {"village": turn.community.title, "roles": _facts(mine)}
    return [turn.privately("stepdown-ask", args, choices, card=_card(turn, turn.community))]


async def _mine(turn: Turn, community: Community, role: str) -> list[Holding]:
    held = await turn.work.communities.holdings(community.id)
    mine = [h for h in held if h.person == turn.person.id and role in ("", h.role)]
    if not mine:
        raise Refusal("refused-no-role")
    return mine


def _facts(holdings: list[Holding]) -> Facts:
    return Facts(tuple(role_name(h.role) for h in holdings))


def _card(turn: Turn, community: Community) -> str:
    return f"stepdown:{community.id}:{turn.person.id}"


@on(Press("role.pass"), where=Where.PRIVATE)
async def pass_on(turn: Turn) -> Items:
    """Look after it from tonight on until somebody follows."""
    return await _step_down(turn, at_once=False)


@on(Press("role.leave"), where=Where.PRIVATE)
async def leave(turn: Turn) -> Items:
    """It ends now; whoever is the last admin looks after the village until somebody follows."""
    return await _step_down(turn, at_once=True)


@on(Press("role.keep"), where=Where.PRIVATE)
async def keep(turn: Turn) -> Items:
    """Everything stays as it is."""
    return _answered(turn, await _about(turn), "stepdown-kept", {})


async def _about(turn: Turn) -> Community:
    return await turn.work.communities.get(CommunityId(turn.subject.partition(":")[0]))


async def _step_down(turn: Turn, *, at_once: bool) -> Items:
    community = await _about(turn)
    role = turn.subject.partition(":")[2]
    kept = await governance.step_down(turn.work, community, turn.person, role, at_once=at_once)
    told: list[Whisper] = []
    if at_once:
        await knowing.watch(turn, community.id)
        told = await somebody_went(turn, community, turn.person.id)
    key = "stepdown-stays" if kept else "stepdown-done"
    args: Args = {"village": community.title, "roles": _facts(kept)}
    return [*told, *_answered(turn, community, key if at_once else "stepdown-passing", args)]


def _answered(turn: Turn, community: Community, key: str, args: Args) -> list[Item]:
    return [turn.answer(key, args), Revise(card=_card(turn, community), key=key, args=args)]
