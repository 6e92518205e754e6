"""A community's own rules: every field of 3-mechanics section 1, its default and its range (seed: ADR-030).

The defaults are no template: they are what a village lives by from the moment the bot arrives. A field is named by
its key, with a dot where it stands inside another (`governance.quorum_size`).
"""

from datetime import time
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.listening import KINDS
from core.people import NOT_A_PLACE, Language

Kind = Literal["borrow", "ride", "errand", "care", "repair", "skill", "company", "meal", "other"]
SUM_TOLERANCE = 0.001
SENSITIVE_KINDS = frozenset({"care"})
MOST_TYPES = 40
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
"""A value of another type is wrong, not turned into one that fits: `true` is no number, and "no" is no answer."""
Names = Annotated[tuple[str, ...], Field(strict=False)]
"""Some names; a list is as good as a tuple."""


class RequestType(BaseModel):
    """One kind of thing that may be asked here. `multiplier` scales the karma pool, 0.5..2.0."""

    model_config = STRICT

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)]
    kind: Kind = "other"
    multiplier: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0
    description: Annotated[str, Field(max_length=200)] = ""
    sensitive: bool = False
    """Somebody's home, keys, pets or care; the default for care (3-mechanics section 1)."""

    @model_validator(mode="before")
    @classmethod
    def _careful(cls, given: Any) -> Any:
        if isinstance(given, dict) and "sensitive" not in given:
            return {**given, "sensitive": given.get("kind") in SENSITIVE_KINDS}
        return given


Named = TypeVar("Named", "RequestType", "NamedRole")


def _default_types() -> tuple[RequestType, ...]:
    return tuple(RequestType.model_validate({"name": k, "kind": k}) for k in KINDS)


def _different(given: tuple[Named, ...]) -> tuple[Named, ...]:
    names = [one.name for one in given]
    if len(set(names)) != len(names):
        raise ValueError("they must have different names")
    return given


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("must be a time zone such as Europe/Lisbon") from error
    if name in NOT_A_PLACE:
        raise ValueError("must be a place")
    return name


def _hours(words: str) -> str:
    start, _, stop = words.partition("-")
    return f"{time.fromisoformat(start):%H:%M}-{time.fromisoformat(stop):%H:%M}"


OWN_RIGHTS = ("insights", "let_in", "rules")
"""What a role that the village names itself may let somebody do, by the names of the one table of rights."""
KNOWN_ROLES = frozenset({"admin", "moderator", "treasurer"})
MOST_ROLES = 10


def _own_name(name: str) -> str:
    if name in KNOWN_ROLES or name in OWN_RIGHTS:
        raise ValueError("that word is taken")
    return name


def _in_order(rights: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(rights)))


class NamedRole(BaseModel):
    """A role that the village names itself, and what it lets somebody do; nothing is a title, and a say as any role."""

    model_config = STRICT

    name: Annotated[
        str, Field(pattern=r"^\p{Ll}+(_\p{Ll}+)*$", max_length=30), AfterValidator(_own_name)
    ]
    rights: Annotated[
        tuple[Literal["insights", "let_in", "rules"], ...],
        Field(strict=False),
        AfterValidator(_in_order),
    ] = ()


class Governance(BaseModel):
    """How roles and rules are decided (sections 6 and 7)."""

    model_config = STRICT

    template: Literal["small-collective", "council", "open-delegation"] = "small-collective"
    eligibility_threshold: Annotated[int, Field(ge=20, le=80, multiple_of=5)] = 50
    quorum_size: Annotated[int, Field(ge=1, le=15)] = 3
    roles: Annotated[
        tuple[NamedRole, ...],
        Field(max_length=MOST_ROLES, strict=False),
        AfterValidator(_different),
    ] = ()


class Config(BaseModel):
    """One community's rules. Days, hours and points as the field's name says; ranges are inclusive."""

    model_config = STRICT

    member_cap: Annotated[int, Field(ge=10, le=150)] = 150
    visibility_mode: Literal["public", "members_only", "hybrid"] = "public"
    outsider_response_allowed: bool = False
    request_types: Annotated[
        tuple[RequestType, ...],
        Field(min_length=1, max_length=MOST_TYPES, strict=False),
        AfterValidator(_different),
    ] = _default_types()
    karma_split_helper: Annotated[int, Field(ge=0, le=100)] = 60
    karma_split_requestor: Annotated[int, Field(ge=-50, le=100)] = 40
    base_karma_pool_per_request: Annotated[int, Field(ge=10, le=1000)] = 100
    karma_decay_half_life_days: Annotated[int, Field(ge=0, le=365)] = 180
    trust_depth_weight: Annotated[float, Field(ge=0, le=1)] = 0.60
    trust_breadth_weight: Annotated[float, Field(ge=0, le=1)] = 0.40
    trust_decay_half_life_days: Annotated[int, Field(ge=30, le=365)] = 90
    trust_path_max_hops: Annotated[int, Field(ge=1, le=5)] = 3
    min_interactions_for_trust: Annotated[int, Field(ge=1, le=10)] = 1
    request_approval_required: bool = False
    new_member_karma_lockout_days: Annotated[int, Field(ge=0, le=30)] = 0
    join_approval_required: bool = True
    joining_counts_as_interaction: bool = True
    carry_accept: Annotated[float, Field(ge=0, le=1)] = 0.30
    carry_cap: Annotated[int, Field(ge=0, le=59)] = 20
    carry_from: Names = ()
    ask_budget_per_week: Annotated[int, Field(ge=1, le=14)] = 4
    rest_after_helps: Annotated[int, Field(ge=1, le=20)] = 4
    wave_size: Annotated[int, Field(ge=1, le=10)] = 3
    wave_hours: Annotated[int, Field(ge=1, le=24)] = 2
    asks_per_request: Annotated[int, Field(ge=3, le=30)] = 12
    open_requests: Annotated[int, Field(ge=1, le=10)] = 3
    requests_per_week: Annotated[int, Field(ge=1, le=20)] = 5
    after_no: Literal["gentle", "strict"] = "gentle"
    quiet_hours: Annotated[
        str, Field(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$"), AfterValidator(_hours)
    ] = "21:00-08:00"
    completion_silence_days: Annotated[int, Field(ge=1, le=30)] = 7
    post_ttl_days: Annotated[int, Field(ge=3, le=90)] = 30
    greet_newcomers: bool = True
    room_digest: bool = False
    share_with_sisters: bool = False
    safety_contacts: Names = ()
    services_enabled: bool = False
    service_types: Names = ()
    service_min_trust: Literal[0, 25, 50, 75] = 25
    governance: Governance = Governance()
    ballot_mode: Literal["secret", "open", "open_weighted"] = "secret"
    language: Language = "en"
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not weights_fit(self.trust_depth_weight, self.trust_breadth_weight):
            raise ValueError("trust_depth_weight and trust_breadth_weight must sum to 1")
        return self

    @property
    def quiet_from(self) -> time:
        """When quiet hours begin, local."""
        return time.fromisoformat(self.quiet_hours[:5])

    @property
    def quiet_to(self) -> time:
        """When quiet hours end, local."""
        return time.fromisoformat(self.quiet_hours[6:])

    def request_type(self, name: str) -> RequestType:
        """Return the type of that name, or the nearest enabled one when it is gone: kind other, else the first."""
        by_name = {t.name: t for t in self.request_types}
        other = next((t for t in self.request_types if t.kind == "other"), self.request_types[0])
        return by_name.get(name, other)


def weights_fit(depth: float, breadth: float) -> bool:
    """Say whether the two weights of trust sum to 1, within 0.001."""
    return abs(depth + breadth - 1.0) <= SUM_TOLERANCE


def flat(config: Config) -> dict[str, Any]:
    """Return every field by its key, as plain JSON values, in the order of the table."""
    held = config.model_dump(mode="json")
    governance = {f"governance.{name}": value for name, value in held.pop("governance").items()}
    return {**held, **governance}


KEYS: tuple[str, ...] = tuple(flat(Config()))
"""Every field's key."""

PROTECTED = frozenset({"service_min_trust", "governance.eligibility_threshold"})
"""What could be moved to probe a person: only by a vote, once in 90 days, and effective some nights later."""

OWN_AFFAIRS = frozenset(
    {
        "ballot_mode",
        "safety_contacts",
        "carry_from",
        "language",
        "time_zone",
        "country",
        "service_types",
    }
)
"""What is nobody else's business or would not fit elsewhere: neither templates nor copies carry it."""
