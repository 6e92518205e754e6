"""Keys that the program makes from names: each name that there may be, with the prefix it stands behind."""

from collections.abc import Iterator
from itertools import product

from bot import app
from core.communities import KEYS, KNOWN_ROLES, OWN_RIGHTS, Entry, Fault, Form
from core.communities.questions import PLACE, QUESTIONS
from core.karma import Movement
from core.listening import KINDS, Act
from core.posts import Stage
from core.reciprocity import ROUNDS, Digest, Practice, Step, Topic
from core.votes import BY_SIXTY, DECIDED, Band, Kind
from handlers import people
from handlers.communities import setup
from handlers.communities.wording import SECTIONS, dashed
from handlers.governance.roles import TOLD_AS
from handlers.reciprocity.doing import EXPERIMENTS
from handlers.table import Press
from tests.locales import sources

LIFE = ("draft", "called", "seconding", "hearing", "reminded", "closed", "applied")
"""The steps of a proposal's life, as `handlers.votes.life` names them; the open one says until when."""

ACTS = (Act.REQUEST.value, Act.OFFER.value)
HELD = (Stage.DRAFT, Stage.WAITING, Stage.OPEN)
"""What of one's posts `/mine` shows; what is agreed has its exchange's line."""

DEAF = ("privacy", "rights", "encryption")
"""Why a bot may hear too little in a room: `core.events.CannotRead` lists them, platforms name them."""

INSIGHTS = ("open", "answered-share", "hours", "active", "newcomers", "load")

ALWAYS_LABELLED = {
    "checklist.tick",
    "config.revert",
    "copy.show",
    "feedback.contact",
    "nomination.pick",
    "founder.name",
    "hour.pick",
    "language.set",
    "path.show",
    "person.block",
    "person.unblock",
    "preferences.digest",
    "post.first.pick",
    "proposal.about",
    "proposal.life",
    "proposal.reopen",
    "preferences.found",
    "preferences.paths",
    "preferences.pictures",
    "preferences.reminders",
    "preferences.type",
    "preferences.types",
    "questionnaire.pick",
    "setup.answer",
    "setup.founder",
    "setup.room",
    "setup.template",
    "setup.types",
    "template.apply",
    "template.show",
    "thriving.view",
    "village.look",
    "votes.ballot",
}
"""Buttons whose label depends on what they are about, so that no sentence waits for their action."""


def button(action: str) -> str:
    """Return the key of an action's label."""
    return sources.BUTTONS + dashed(action)


def every_key() -> Iterator[str]:
    """Yield every key that is made from a name."""
    yield from _of_the_table()
    yield from _of_posts()
    yield from _of_rules()
    yield from _of_setup()
    yield from _of_people()
    yield from _of_reciprocity()
    yield from _of_roles()
    yield from _of_votes()
    for name in INSIGHTS:
        yield from (f"insights-{name}", f"insights-name-{name}")


def _of_the_table() -> Iterator[str]:
    table = app.table()
    yield from (f"command-{command.name}" for command in table.commands())
    presses = {e.trigger.action for e in table.entries if isinstance(e.trigger, Press)}
    yield from map(button, presses - ALWAYS_LABELLED)


def _of_posts() -> Iterator[str]:
    yield from (f"type-{kind}" for kind in KINDS)
    yield from (f"mine-{act}-{stage.value}" for act, stage in product(ACTS, HELD))
    for before in ("post-confirm", "post-room", "post-outside", "digest"):
        yield from (f"{before}-{act}" for act in ACTS)
    yield from (f"post-missing-{missing}" for missing in ("what", "when"))


def _of_rules() -> Iterator[str]:
    for key in KEYS:
        yield from (f"rule-{dashed(key)}", f"about-{dashed(key)}")
    yield from (f"rules-{section}" for section in SECTIONS)
    yield "allowed-steps"
    yield from (f"allowed-{form.value}" for form in Form)
    yield from (f"problem-{fault.value}" for fault in Fault)
    for who, age in product(("usual", "council", "protected"), ("constrained", "mature")):
        yield f"who-changes-{who}-{age}"
    yield "who-changes-delegation-mature"


def _of_setup() -> Iterator[str]:
    yield from (f"setup-{question}" for question in (PLACE, *QUESTIONS))
    yield from (f"setup-which-{wanted}" for wanted in ("zone", "country"))
    for question, options in {PLACE: setup.PLACE_OPTIONS, **QUESTIONS}.items():
        yield from (button(f"setup.answer.{question}.{option}") for option in options)
    yield from (f"deaf-{reason}" for reason in DEAF)


def _of_people() -> Iterator[str]:
    yield from (f"member-{entry.value}" for entry in Entry)
    yield from (f"karma-{movement.value}" for movement in Movement)
    yield from (f"language-{code}" for code in people.LANGUAGES)
    for wish, turned in product(people.WISHES, ("on", "off")):
        yield from (f"preferences-{wish}-{turned}", f"do-preferences-{wish}-{turned}")


def _of_roles() -> Iterator[str]:
    yield from (f"role-{role}" for role in KNOWN_ROLES)
    yield from (f"right-{dashed(right)}" for right in OWN_RIGHTS)
    yield from (f"roles-{state}" for state in ("young", "grown"))
    yield from (f"roles-{kind}" for kind in ("holder", "founder", "caretaker"))
    yield from (f"roles-past-{told}" for told in ("passed-on", *TOLD_AS.values()))


def _of_votes() -> Iterator[str]:
    yield from (f"proposal-{kind.value}" for kind in Kind if kind not in BY_SIXTY)
    for stage in DECIDED:
        yield from (f"vote-{dashed(stage.value)}", f"votes-past-{dashed(stage.value)}")
    for outcome, band in product(("passed", "not-passed"), Band):
        yield f"vote-{outcome}-{band.value}"
    yield from (f"life-{step}" for step in LIFE)
    yield from (f"votes-line-{word}" for word in ("mine", "done", "other"))


def _of_reciprocity() -> Iterator[str]:
    yield from (f"week-{step.value}" for step in Step)
    yield from (f"experiment-{name}" for name in EXPERIMENTS)
    yield from (f"practised-{dashed(practice.value)}" for practice in Practice)
    for topic, which in product(Topic, range(1, ROUNDS + 1)):
        yield f"question-{topic.value}-{which}"
    for digest in Digest:
        yield from (f"preferences-digest-{digest.value}", f"do-preferences-digest-{digest.value}")
