"""What whoever runs the bot may do to a village from the command line: look, export its rules, import them.

The operator overrides nothing: rules of an open village are set out like anybody else's, and its people decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

import locales
from bot.spine.letters import Mailbag
from bot.spine.rendering import Reader, Renderer
from core import communities, governance
from core.communities import Community, Stage, flat
from core.ports import Capabilities
from handlers.communities.wording import problems, sections
from handlers.governance.consent import ask_consent
from handlers.table import Turn
from handlers.votes.opening import announce

TITLE = "village"
"""The key under which a file names its village, beside the rules."""


LEAST = Capabilities(hides_presses=False)
"""Which platforms the rooms are on is not known here: a secret vote is said so that it is one on any of them."""


class OperatorRefused(Exception):
    """What was asked cannot be done. `key` names the sentence that says why and what to do."""

    def __init__(self, key: str, **args: Any) -> None:
        self.key = key
        self.args_for_wording: Mapping[str, Any] = args
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Listed:
    """One village as the operator sees it: no number about a person, and none at all below five members."""

    title: str
    stage: str
    members: int
    rooms: int


FEWEST_COUNTED = 5


async def listed(work: Any) -> list[Listed]:
    """Return every village by title."""
    found = []
    for stage in Stage:
        for community in await work.communities.every(stage):
            members = await work.communities.member_count(community.id)
            rooms = len(await work.communities.rooms(community.id))
            shown = members if members >= FEWEST_COUNTED else 0
            found.append(Listed(community.title, _stage(community), shown, rooms))
    return sorted(found, key=lambda village: village.title.casefold())


def _stage(community: Community) -> str:
    if community.stage is not Stage.OPEN:
        return community.stage.value
    return "mature" if community.mature else "constrained"


async def named(work: Any, title: str | None) -> Community:
    """Return the village of that title; without one, the only village. Raises OperatorRefused otherwise."""
    every: list[Community] = [
        c for stage in (Stage.OPEN, Stage.FOUNDED) for c in await work.communities.every(stage)
    ]
    if title is None and len(every) == 1:
        return every[0]
    found = [c for c in every if title is not None and c.title.casefold() == title.casefold()]
    if len(found) == 1:
        return found[0]
    if not every:
        raise OperatorRefused("operator-no-villages")
    titles = ", ".join(sorted(c.title for c in every))
    key = "operator-which-village" if title is None or found else "operator-no-village"
    raise OperatorRefused(key, title=title or "", titles=titles)


def shown(community: Community) -> str:
    """Return a village's rules in words, in its own language; safety contacts stay unnamed."""
    locale = locales.nearest(community.config.language)
    renderer = Renderer(Reader(locale, community.config.time_zone), {}, {})
    quiet = community.config.model_copy(update={"safety_contacts": ()})
    return renderer.text(
        "config-all", {"village": community.title, "rules": sections(quiet)}
    ).rpartition("\n")[0]


def exported(community: Community) -> str:
    """Return a village's rules as YAML. Who listens when something feels wrong is nobody else's, and stays out."""
    rules = {
        key: value for key, value in flat(community.config).items() if key != "safety_contacts"
    }
    governing = {key.partition(".")[2]: rules.pop(key) for key in [*rules] if "." in key}
    document = {TITLE: community.title, **rules, "governance": governing}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def read(text: str) -> tuple[str | None, dict[str, Any]]:
    """Return (title, rules by key) of a YAML file. Raises OperatorRefused where it is none."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise OperatorRefused("operator-no-yaml") from error
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise OperatorRefused("operator-no-yaml")
    title = document.pop(TITLE, None)
    try:
        rules = communities.flattened(document)
    except communities.RulesRefused as refused:
        raise worded(refused) from refused
    rules.pop("safety_contacts", None)
    return (str(title) if title is not None else None), rules


def worded(refused: communities.RulesRefused) -> OperatorRefused:
    """Word every problem of some rules for the operator."""
    renderer = Renderer(Reader(locales.DEFAULT, "UTC"), {}, {})
    said = renderer.text("refused-rules", {"problems": problems(refused)})
    return OperatorRefused("operator-rules-wrong", problems=said)


async def set_out(work: Any, community: Community, rules: Mapping[str, Any]) -> str:
    """Apply rules before a village is open; afterwards put them to its people. Return the sentence's key."""
    try:
        wanted = communities.with_values(community.config, rules)
        if not communities.differences(community.config, wanted):
            return "operator-rules-same"
        outcome = await governance.set_out(work, community, None, rules)
    except communities.RulesRefused as refused:
        raise worded(refused) from refused
    turn = Turn(work=work, can=LEAST, community=community)
    bag = Mailbag(work, f"operator:{work.draw.new()}")
    if outcome.proposal is not None:
        await bag.put(await announce(turn, community, outcome.proposal))
        return "operator-rules-proposed"
    if outcome.consent is None:
        return "operator-rules-set"
    until = work.now + governance.OPEN_FOR
    await work.deadlines.set(
        f"consent:{outcome.consent.id}", "config.lapse", outcome.consent.id, until
    )
    await bag.put(await ask_consent(turn, community, outcome.consent))
    return "operator-rules-proposed"
