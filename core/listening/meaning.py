"""What listening says about a message: the words other subjects use for it.

Decides nothing. It only names the outcome, so that whoever needs the names
does not load the grammar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: The nine kinds of help every community's own types are mapped onto (mechanics, section 1).
KINDS = ("borrow", "ride", "errand", "care", "repair", "skill", "company", "meal", "other")

#: Kinds where neighbours cannot say yes before they know when.
KINDS_BOUND_TO_A_TIME = frozenset({"ride", "errand", "care", "company", "repair"})


class Act(StrEnum):
    """What the speaker does with a message."""

    REQUEST = "request"
    OFFER = "offer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TypeHint:
    """One of the community's own request types.

    `kind` is one of `KINDS`; `words` is this community's own vocabulary for the type, lower case.
    """

    name: str
    kind: str
    words: tuple[str, ...] = ()


DEFAULT_TYPES = tuple(TypeHint(kind, kind) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What one community's corrections taught: nothing of anybody's words but single things.

    `signs` shifts the weight of a pack's sign, in log-odds, by its name; `words` maps a thing to the
    community's type for it. `learning` says how both grow.
    """

    signs: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a message.

    `now` is aware; `time_zone` is an IANA name (an unknown one is read as UTC, none as the zone
    of `now`); `language` is the
    person's or the community's, and gives way to the words themselves.
    """

    now: datetime
    time_zone: str = "UTC"
    language: str = "en"
    types: tuple[TypeHint, ...] = DEFAULT_TYPES
    tuning: Tuning = Tuning()


@dataclass(frozen=True, slots=True)
class When:
    """A window of time, aware, in the context's zone; `end` is not part of it.

    `exact` says that a clock time was given; `words` is the expression as written.
    """

    start: datetime
    end: datetime
    exact: bool
    words: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was heard in one message.

    `score` is 0..1, that it is a request or an offer. `kind` is one of `KINDS` unless the act is
    OTHER, `type` the community's type for it. `clear` says that neighbours can be asked as it
    stands; otherwise `missing` names the one question that helps most: "what" or "when".
    `until`: no later than this. `guarded`: "medicine", "weapon" or "child": no matching without a
    moderator. `answers`: the words take up somebody's request ("I can!"), whatever the act. `why` names the
    pack's signs that spoke for the act.
    """

    act: Act
    score: float
    language: str
    kind: str | None = None
    type: str | None = None
    what: str | None = None
    when: When | None = None
    where: str | None = None
    quantity: int | None = None
    urgent: bool = False
    clear: bool = False
    missing: str | None = None
    until: datetime | None = None
    guarded: str | None = None
    answers: bool = False
    why: tuple[str, ...] = ()
