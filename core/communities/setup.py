"""Setting a village up: what the organiser answered so far, kept so that it resumes wherever it stopped.

The same questions serve again later as a questionnaire, whose differences are applied one by one or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.communities import village
from core.communities.questions import QUESTIONS, governance_for, meaning, next_question
from core.communities.rules import borrowed, with_values
from core.communities.templates import Template, fits
from core.communities.village import Community, Stage, Standing
from core.errors import AlreadySettled, Refusal
from core.ids import CommunityId, PersonId
from core.people import Person


class Purpose(StrEnum):
    """What the answers are for."""

    SETUP = "setup"
    QUESTIONNAIRE = "questionnaire"


@dataclass(frozen=True, slots=True)
class Setup:
    """One person's answers about one village.

    `values`: what was chosen beside the questions (place, types, a template, a copy); `founders`: who was named so
    far; `left_out`: which differences are not wished; `template`: where it began, "" for a copy.
    """

    community: CommunityId
    person: PersonId
    purpose: Purpose
    started_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    applied: bool = False
    founders: tuple[PersonId, ...] = ()
    left_out: tuple[str, ...] = ()
    template: str | None = None


class SetupStore(Protocol):
    """What must be remembered while a village is set up, and the templates."""

    async def of(
        self, community: CommunityId, purpose: Purpose, person: PersonId | None = None
    ) -> Setup | None: ...
    async def save(self, setup: Setup) -> None: ...
    async def naming(self, person: PersonId) -> Setup | None: ...
    async def drop(
        self, community: CommunityId, purpose: Purpose, person: PersonId | None = None
    ) -> None: ...
    async def templates(self) -> Sequence[Template]: ...
    async def count_use(self, name: str) -> None: ...


class Work(village.Work, Protocol):
    """The part of a unit of work that setting up needs."""

    @property
    def setups(self) -> SetupStore: ...


async def begin(
    work: Work, community: Community, person: Person, purpose: Purpose, *, take_over: bool = False
) -> Setup:
    """Begin, or go on where it stopped. Raises Refusal when somebody else is at it, unless one takes over.

    A village is set up once; its questionnaire is each role-holder's own.
    """
    known = await work.setups.of(community.id, purpose, _whose(person, purpose))
    if known is not None and known.person != person.id and not take_over:
        raise Refusal("refused-setup-running", name=known.person)
    if known is None:
        known = Setup(community.id, person.id, purpose, work.now)
    mine = replace(known, person=person.id)
    await work.setups.save(mine)
    return mine


def _whose(person: Person, purpose: Purpose) -> PersonId | None:
    return person.id if purpose is Purpose.QUESTIONNAIRE else None


async def mine(work: Work, community: CommunityId, person: Person, purpose: Purpose) -> Setup:
    """Return what this person is setting up. Raises AlreadySettled when it ended, or somebody else took over."""
    known = await work.setups.of(community, purpose, _whose(person, purpose))
    if known is None or known.person != person.id:
        raise AlreadySettled()
    return known


def answered(setup: Setup, question: str, option: str) -> Setup:
    """Note one answer; a later one replaces an earlier. Raises AlreadySettled for an option that is none."""
    if question in QUESTIONS and option not in QUESTIONS[question]:
        raise AlreadySettled()
    return replace(setup, answers={**setup.answers, question: option})


def question(setup: Setup) -> str | None:
    """Return the question that comes next; None when the rules can be shown."""
    if setup.template is not None:
        return None
    return next_question(setup.answers)


def values_of(setup: Setup) -> dict[str, Any]:
    """Return every value that was chosen so far: by the answers, then by hand."""
    chosen = meaning(setup.answers)
    if setup.answers and "governance.template" not in setup.values and setup.template is None:
        chosen["governance.template"] = governance_for(setup.answers)
    return {**chosen, **setup.values}


def from_template(setup: Setup, template: Template) -> Setup:
    """Start from a template instead. Raises Refusal when it no longer fits this version."""
    if not fits(template):
        raise Refusal("refused-template", title=template.title)
    place = _place(setup)
    return replace(setup, values={**place, **template.values}, template=template.name)


def from_copy(setup: Setup, source: Community, *, with_types: bool) -> Setup:
    """Start from another village's rules instead."""
    values = borrowed(source.config, with_types=with_types)
    return replace(setup, values={**_place(setup), **values}, template="")


def _place(setup: Setup) -> dict[str, Any]:
    return {k: v for k, v in setup.values.items() if k in ("language", "time_zone", "country")}


def toggled_type(setup: Setup, community: Community, name: str) -> Setup:
    """Leave a request type out, or take it in again; the last one stays. Raises AlreadySettled for an unknown one."""
    every = _offered(setup, community)
    chosen = {t["name"] for t in _chosen(setup, community)}
    if name not in {t["name"] for t in every}:
        raise AlreadySettled()
    chosen = chosen - {name} if name in chosen else chosen | {name}
    if not chosen:
        raise Refusal("refused-last-type")
    kept = [t for t in every if t["name"] in chosen]
    offered = {"offered_types": every} if "offered_types" not in setup.values else {}
    return replace(setup, values={**setup.values, **offered, "request_types": kept})


def type_chips(setup: Setup, community: Community) -> list[tuple[str, str, bool]]:
    """Return (name, kind, chosen) of each request type that may be taken in or left out."""
    chosen = {t["name"] for t in _chosen(setup, community)}
    return [(t["name"], t["kind"], t["name"] in chosen) for t in _offered(setup, community)]


def _chosen(setup: Setup, community: Community) -> list[dict[str, Any]]:
    held = [t.model_dump(mode="json") for t in community.config.request_types]
    return list(setup.values.get("request_types", held))


def _offered(setup: Setup, community: Community) -> list[dict[str, Any]]:
    return list(setup.values.get("offered_types", _chosen(setup, community)))


def rules_of(setup: Setup, community: Community) -> dict[str, Any]:
    """Return the values by key that would be applied. Raises RulesRefused (`with_values`) when they cannot stand."""
    values = {k: v for k, v in values_of(setup).items() if k != "offered_types"}
    with_values(community.config, values)
    return values


async def source_of(work: Work, person: Person, name: str) -> Community:
    """Return an open village whose rules this person may see and copy, by its name: a public one, or their own.

    Of a hybrid village others see its kinds of help and counts only. Raises Refusal when there is none: a village
    that became invisible reads the same as one that never was.
    """
    mine = {c.id for c in await work.communities.of_person(person.id, Standing.MEMBER)}
    wanted = " ".join(name.split()).casefold()
    for known in await work.communities.every(Stage.OPEN):
        seen = known.config.visibility_mode == "public" or known.id in mine
        if seen and known.title.casefold() == wanted:
            return known
    raise Refusal("refused-copy-source", village=" ".join(name.split())[:60])
