"""A village's rules as its members meet them: reading them, setting one out, taking a change back."""

from collections.abc import Mapping
from typing import Any

from core import communities, governance
from core.communities import PROTECTED, Change, Community, flat
from core.errors import Refusal
from core.governance import Right
from core.ids import CommunityId
from core.messages import Arg, Choice, Lines, Moment, Name, Phrase
from handlers.communities import safety
from handlers.communities.wording import Wrong, allowed_words, dashed, rule, rules, sections
from handlers.governance.consent import settled
from handlers.table import Command, Items, Press, Turn, Where, Who, on

MOST_HISTORY = 10
"""How many changes are shown; /mydata and the operator's export have them all."""


@on(Command("config"), where=Where.PRIVATE, who=Who.MEMBER)
async def config(turn: Turn) -> Items:
    """Show the village's rules in plain words; with a key what it governs, with `history` what changed."""
    words = turn.subject.strip()
    if words.lower() in ("history", "historia", "historial"):
        return await _history(turn)
    if not words:
        parts = [*sections(turn.community.config).phrases, *await _norms(turn)]
        args: dict[str, Arg] = {"village": turn.community.title, "rules": Lines(tuple(parts))}
        return [turn.privately("config-all", args)]
    try:
        key = communities.known_key(words)
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    return [turn.privately("config-one", _about(turn.community, key))]


async def _norms(turn: Turn) -> list[Phrase]:
    """Word the norms that members voted for, where there are any."""
    known = await governance.norms(turn.work, turn.community)
    lines = Lines(tuple(Phrase("rules-norm", {"words": norm.words}) for norm in known))
    return [Phrase("rules-norms", {"norms": lines})] if known else []


def _about(community: Community, key: str) -> dict[str, Arg]:
    template = community.config.governance.template
    who = "protected" if key in PROTECTED else "council" if template == "council" else "usual"
    if community.mature and template == "open-delegation" and key not in PROTECTED:
        who = "delegation"
    mature = "mature" if community.mature else "constrained"
    return {
        "key": key,
        "rule": rule(key, flat(community.config)[key]),
        "about": Phrase(f"about-{dashed(key)}"),
        "allowed": allowed_words(communities.allowed(key)),
        "who": Phrase(f"who-changes-{who}-{mature}"),
    }


async def _history(turn: Turn) -> Items:
    known = (await communities.history(turn.work, turn.community))[:MOST_HISTORY]
    if not known:
        return [turn.privately("config-history-none", {"village": turn.community.title})]
    may = await governance.may(turn.work, turn.community, turn.person, Right.RULES)
    choices = [
        Choice(
            action="config.revert",
            subject=f"{turn.community.id}:{change.version}",
            label=Phrase("do-config-revert-named", {"number": change.version}),
            only_for=turn.person.id,
        )
        for change in known
        if may and change.before and change.event != communities.DECIDED
    ]
    lines = Lines(tuple(map(_past, known)))
    return [turn.privately("config-history", {"changes": lines}, choices)]


def _past(change: Change) -> Phrase:
    by: Arg = Name(change.by) if change.by else Phrase("config-operator")
    args: dict[str, Arg] = {
        "number": change.version,
        "at": Moment(change.at),
        "by": by,
        "rules": rules(change.after),
    }
    is_decided = change.event == communities.DECIDED
    return Phrase("config-past-decided" if is_decided else "config-past", args)


@on(Press("config.revert"), where=Where.ANYWHERE)
async def revert(turn: Turn) -> Items:
    """Set out that one change be taken back."""
    village, _, version = turn.subject.partition(":")
    turn = turn.about(await turn.work.communities.get(CommunityId(village)))
    await turn.require(Right.RULES)
    values = await communities.undoing(turn.work, turn.community, int(version))
    return await set_out(turn, values)


@on(Command("set"), where=Where.ANYWHERE, who=Who.PRESENT, may=Right.RULES)
async def set_rule(turn: Turn) -> Items:
    """Set out a change of one rule: `/set KEY VALUE`."""
    key_words, _, value_words = turn.subject.strip().partition(" ")
    if not value_words.strip():
        raise Refusal("refused-set")
    try:
        key = communities.known_key(key_words)
        if key == "safety_contacts":
            return await safety.name_contacts(turn, value_words)
        value = communities.read(key, value_words, turn.community.config)
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    return await set_out(turn, {key: value})


async def set_out(turn: Turn, values: Mapping[str, Any]) -> Items:
    """Set out a change: applied, or put to those whose consent it needs. Raises Wrong with every problem."""
    try:
        wanted = communities.with_values(turn.community.config, values)
        if not communities.differences(turn.community.config, wanted):
            return [turn.answer("config-same")]
        outcome = await governance.set_out(turn.work, turn.community, turn.person, values)
    except communities.RulesRefused as refused:
        raise Wrong(refused) from refused
    return await settled(turn, turn.community, outcome)
