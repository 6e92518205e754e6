"""Rules in words and as data: what each field allows, and every problem at once.

Nothing here decides who may change what (that is governance); a set of values is whole and valid, or refused whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MultipleOf
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from core.communities.config import (
    KEYS,
    OWN_AFFAIRS,
    Config,
    Governance,
    flat,
    weights_fit,
)
from core.errors import Refusal

WEIGHTS = ("trust_depth_weight", "trust_breadth_weight")
TYPES = "request_types"
MOST_SHOWN = 60
"""Characters of a wrong value that are said back."""


class Form(StrEnum):
    """How a field's value is written."""

    WHOLE = "whole"
    SHARE = "share"
    YES_NO = "yes-no"
    CHOICE = "choice"
    NAMES = "names"
    TYPES = "types"
    ROLES = "roles"
    HOURS = "hours"
    LANGUAGE = "language"
    ZONE = "zone"
    COUNTRY = "country"


_OWN_FORMS = {
    "request_types": Form.TYPES,
    "governance.roles": Form.ROLES,
    "carry_from": Form.NAMES,
    "safety_contacts": Form.NAMES,
    "service_types": Form.NAMES,
    "quiet_hours": Form.HOURS,
    "language": Form.LANGUAGE,
    "time_zone": Form.ZONE,
    "country": Form.COUNTRY,
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a field may hold: its form, and where there are such its bounds (inclusive), step and options."""

    form: Form
    low: float = 0
    high: float = 0
    step: int = 1
    options: tuple[str, ...] = ()


class Fault(StrEnum):
    """Why a value cannot stand."""

    UNKNOWN = "unknown"
    RANGE = "range"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that is wrong: which, what was given (shortened), why; what is allowed follows from the key."""

    key: str
    value: str
    fault: Fault = Fault.RANGE


class RulesRefused(Refusal):
    """Some values cannot stand; all of them are named at once, and nothing was changed."""

    key = "refused-rules"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__()


def _field(key: str) -> FieldInfo:
    outer, _, inner = key.partition(".")
    return Governance.model_fields[inner] if inner else Config.model_fields[outer]


@cache
def allowed(key: str) -> Allowed:
    """Return what a field may hold. Raises KeyError for a key that is none."""
    if key not in KEYS:
        raise KeyError(key)
    if key in _OWN_FORMS:
        return Allowed(_OWN_FORMS[key])
    info = _field(key)
    if info.annotation is bool:
        return Allowed(Form.YES_NO)
    if get_origin(info.annotation) is Literal:
        options = tuple(str(option) for option in get_args(info.annotation))
        return Allowed(Form.CHOICE, options=options)
    bounds = {type(part): part for part in info.metadata}
    low, high = float(bounds[Ge].ge), float(bounds[Le].le)
    if info.annotation is float:
        return Allowed(Form.SHARE, low, high)
    step = bounds[MultipleOf].multiple_of if MultipleOf in bounds else 1
    return Allowed(Form.WHOLE, low, high, int(step))


def with_values(config: Config, values: Mapping[str, Any]) -> Config:
    """Return the rules with these values by key. Setting one weight of trust adjusts the other.

    Raises RulesRefused with every problem at once (an unknown key, a value out of its range, weights that do not
    sum to 1); nothing is half applied.
    """
    wanted = dict(values)
    given = [key for key in WEIGHTS if key in wanted]
    if len(given) == 1 and _is_share(wanted[given[0]]):
        other = WEIGHTS[1 - WEIGHTS.index(given[0])]
        wanted[other] = round(1.0 - wanted[given[0]], 6)
    return whole({**flat(config), **wanted}, shown=values)


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def waiting(config: Config, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they wait for consent: of the request types only what comes and what goes.

    The list may change meanwhile by another consent, which must not be undone by this one.
    """
    if TYPES not in values:
        return dict(values)
    held, wanted = (_by_name(flat(c)[TYPES]) for c in (config, with_values(config, values)))
    comes = [kind for name, kind in wanted.items() if held.get(name) != kind]
    goes = [name for name in held if name not in wanted]
    return {**values, TYPES: {"comes": comes, "goes": goes}}


def upon(config: Config, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values that waited for consent as they would stand now."""
    change = values.get(TYPES)
    if not isinstance(change, Mapping):
        return dict(values)
    held = _by_name(flat(config)[TYPES]) | _by_name(change["comes"])
    return {**values, TYPES: [held[name] for name in held if name not in change["goes"]]}


def _by_name(types: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {kind["name"]: kind for kind in types}


def whole(values: Mapping[str, Any], *, shown: Mapping[str, Any] | None = None) -> Config:
    """Return rules from values by key. Raises RulesRefused with every problem, of the fields `shown` if given."""
    unknown = [Problem(str(key), "", Fault.UNKNOWN) for key in values if key not in KEYS]
    nested: dict[str, Any] = {"governance": {}}
    for key, value in values.items():
        if key in KEYS:
            outer, _, inner = key.partition(".")
            (nested[outer] if inner else nested)[inner or outer] = value
    try:
        made = Config.model_validate(nested)
    except ValidationError as error:
        problems = [*unknown, *_problems(error, values)]
        raise RulesRefused([*problems, *_sums(values, problems)]) from error
    if unknown:
        raise RulesRefused(unknown)
    return made


def _problems(error: ValidationError, values: Mapping[str, Any]) -> list[Problem]:
    found: dict[str, Problem] = {}
    for fault in error.errors(include_url=False, include_context=False):
        where = [str(part) for part in fault["loc"]]
        if not where:
            continue
        key = ".".join(where[:2]) if where[0] == "governance" else where[0]
        value = fault["input"] if len(where) > 1 else values.get(key, fault["input"])
        found.setdefault(key, Problem(key, _as_given(value)[:MOST_SHOWN]))
    return list(found.values())


def _as_given(value: Any) -> str:
    """Write a wrong value as somebody might have: of a list its names, and nothing where there is nothing."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_as_given, value)) or "-"
    if isinstance(value, Mapping):
        return str(value.get("name", "-"))
    return "-" if value is None else str(value)


def _sums(values: Mapping[str, Any], already: Iterable[Problem]) -> list[Problem]:
    """Look at the weights also where another field is wrong: every error is told at once."""
    if {problem.key for problem in already} & set(WEIGHTS):
        return []
    defaults = flat(Config())
    depth, breadth = (float(values.get(key, defaults[key])) for key in WEIGHTS)
    if weights_fit(depth, breadth):
        return []
    return [Problem(WEIGHTS[0], f"{depth:g} + {breadth:g}", Fault.SUM)]


def mended(stored: Mapping[str, Any]) -> Config:
    """Return rules kept by another version of the program: what cannot stand any more falls back to its default."""
    values = {key: value for key, value in _flattened(stored).items() if key in KEYS}
    try:
        return whole(values)
    except RulesRefused as refused:
        wrong = {problem.key for problem in refused.problems}
        if wrong & set(WEIGHTS):
            wrong |= set(WEIGHTS)
        return whole({key: value for key, value in values.items() if key not in wrong})


def _flattened(stored: Mapping[str, Any]) -> dict[str, Any]:
    held = dict(stored)
    inner = held.pop("governance", {})
    sections = inner.items() if isinstance(inner, Mapping) else ()
    nested = {f"governance.{name}": value for name, value in sections}
    return {**held, **nested}


def flattened(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by key from a document in which `governance` may be a section of its own (YAML)."""
    governance = values.get("governance")
    if governance is not None and not isinstance(governance, Mapping):
        raise RulesRefused([Problem("governance", str(governance)[:MOST_SHOWN], Fault.UNKNOWN)])
    return _flattened({k: v for k, v in values.items() if v is not None or k != "governance"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two sets of rules hold differently."""

    key: str
    before: Any
    after: Any


def differences(before: Config, after: Config) -> list[Difference]:
    """Return what differs, in the order of the table."""
    one, other = flat(before), flat(after)
    return [Difference(key, one[key], other[key]) for key in KEYS if one[key] != other[key]]


def borrowed(source: Config, *, with_types: bool = True) -> dict[str, Any]:
    """Return the values that one village may take over from another: not its own affairs, types only if wished."""
    left = OWN_AFFAIRS if with_types else OWN_AFFAIRS | {"request_types"}
    return {key: value for key, value in flat(source).items() if key not in left}
