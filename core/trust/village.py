"""A worked village in JSON: what `karmyq trust FILE` reads, so that operators can check the formula by hand.

The form is that of the worked examples: `params` (`alpha`, `half_life` in days, `rho`, `min_interactions`), `now`
in days, `members`, `role_holders`, `exchanges` (`t` in days, `asker`, `helper`). People are named by texts or
whole numbers. Every one of these is required, so a misspelt field is reported as missing; what else the file says
(a name, a reason, expected figures) is ignored. Everything wrong is reported at once and nothing is computed.

Exchanges may name people who are no members (they left, and count 0); so may `role_holders`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from reprlib import repr as repr_short
from typing import Any

from core.ids import PersonId
from core.trust.anchors import anchors
from core.trust.live import live_ties
from core.trust.rules import TrustRules
from core.trust.score import scores
from core.trust.ties import Deed, rebuilt

Figures = dict[str, dict[str, float]]
"""`{"<member>": {"T", "d", "b", "a"}}`, unrounded."""

_NOW = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the file's `now`: only differences of time matter, and from here 700,000 days fit."""
_FARTHEST = 700_000.0


class VillageError(ValueError):
    """The file is not a village. `problems` has a sentence per fault, each naming its field."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Village:
    """A village as a file describes it."""

    members: tuple[PersonId, ...]
    role_holders: frozenset[PersonId]
    deeds: tuple[Deed, ...]
    rules: TrustRules

    def figures(self) -> Figures:
        """Return T, d, b and a of every member, unrounded, in the file's order."""
        ties = rebuilt(self.deeds, self.rules.half_life_days).values()
        live = live_ties(self.members, ties, _NOW, self.rules)
        found = scores(live, anchors(live, self.role_holders), self.rules)
        return {
            str(person): {"T": own.trust, "d": own.depth, "b": own.breadth, "a": own.anchor}
            for person, own in found.items()
        }


def village_figures(document: object) -> Figures | list[Figures]:
    """Return the figures of the village in a parsed JSON document, or of each one in a list.

    Raises VillageError with every fault in the document.
    """
    if not isinstance(document, list):
        return read_village(document).figures()
    problems: list[str] = []
    villages: list[Village] = []
    for number, one in enumerate(document):
        try:
            villages.append(read_village(one, f"[{number}]"))
        except VillageError as fault:
            problems.extend(fault.problems)
    if problems:
        raise VillageError(problems)
    return [village.figures() for village in villages]


def read_village(document: object, where: str = "") -> Village:
    """Return the village a JSON object describes; `where` is put before the names of fields in faults.

    Raises VillageError with every fault in it.
    """
    reader = _Reader(where)
    village = reader.village(document)
    if reader.problems:
        raise VillageError(reader.problems)
    return village


@dataclass(slots=True)
class _Reader:
    """Reads fields and notes what is wrong; after a fault it goes on with a harmless stand-in."""

    where: str
    problems: list[str] = field(default_factory=list)

    def village(self, document: object) -> Village:
        whole = self.table(document, "", ("params", "now", "members", "role_holders", "exchanges"))
        rules = self.rules(whole.get("params"))
        members = self.people(whole.get("members"), "members")
        holders = self.people(whole.get("role_holders"), "role_holders")
        faults = len(self.problems)
        at = self.number(whole.get("now"), "now", -_FARTHEST, _FARTHEST)
        # Without a now no exchange is too late: one fault is not reported once more for each of them.
        now = at if len(self.problems) == faults and whole.get("now") is not None else None
        deeds = [
            self.deed(entry, name, now)
            for name, entry in self.entries(whole.get("exchanges"), "exchanges")
        ]
        return Village(members, frozenset(holders), tuple(filter(None, deeds)), rules)

    def rules(self, value: object) -> TrustRules:
        params = self.table(value, "params", ("alpha", "half_life", "rho", "min_interactions"))
        alpha = self.number(params.get("alpha"), "params.alpha", 0.0, 1.0)
        half_life = self.number(params.get("half_life"), "params.half_life", 1e-3, _FARTHEST)
        rho = self.number(params.get("rho"), "params.rho", 0.0, 1.0)
        least = self.number(params.get("min_interactions"), "params.min_interactions", 1, 1e9)
        if least != int(least):
            self.fault("params.min_interactions", least, "must be a whole number")
        return TrustRules(alpha, half_life, rho, int(least))

    def deed(self, value: object, name: str, now: float | None) -> Deed | None:
        before = len(self.problems)
        entry = self.table(value, name, ("t", "asker", "helper"))
        t = self.number(entry.get("t"), f"{name}.t", -_FARTHEST, _FARTHEST)
        asker = self.person(entry.get("asker"), f"{name}.asker")
        helper = self.person(entry.get("helper"), f"{name}.helper")
        if now is None or len(self.problems) > before:
            return None
        if t > now or now - t > _FARTHEST:
            self.fault(
                f"{name}.t", t, f"must be at most 700000 days before now ({now:g}), not after"
            )
            return None
        if asker == helper:
            self.fault(f"{name}.helper", helper, "must be somebody other than the asker")
            return None
        return Deed(_NOW - timedelta(days=now - t), asker, helper)

    def people(self, value: object, name: str) -> tuple[PersonId, ...]:
        found: dict[PersonId, None] = {}
        for place, entry in self.entries(value, name):
            person = self.person(entry, place)
            if person in found:
                self.fault(place, entry, "names somebody a second time")
            found[person] = None
        return tuple(found)

    def person(self, value: object, name: str) -> PersonId:
        if value is None:
            return PersonId("")  # The table or list it stands in has reported it.
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.fault(name, value, "must be a text or a whole number that names somebody")
        return PersonId(str(value))

    def number(self, value: object, name: str, least: float, most: float) -> float:
        if value is None:
            return least
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(name, value, "must be a number")
        elif not least <= value <= most:  # NaN and Infinity end here too
            self.fault(name, value, f"must be between {least:g} and {most:g}")
        else:
            return float(value)
        return least

    def entries(self, value: object, name: str) -> list[tuple[str, Any]]:
        """Return a JSON list's entries with their names; empty ones are faults and left out."""
        if value is not None and not isinstance(value, list):
            self.fault(name, value, "must be a list")
        given = value if isinstance(value, list) else []
        named = [(f"{name}[{place}]", entry) for place, entry in enumerate(given)]
        self.problems += [f"{self.at(place)}: is missing" for place, one in named if one is None]
        return [(place, entry) for place, entry in named if entry is not None]

    def table(self, value: object, name: str, required: Sequence[str]) -> dict[str, Any]:
        """Return a JSON object; a required field that is absent or null is a fault, named once."""
        if value is None and name:
            return {}
        if not isinstance(value, dict):
            self.fault(name, value, "must be an object")
            return {}
        for key in required:
            if value.get(key) is None:
                self.problems.append(f"{self.at(f'{name}.{key}' if name else key)}: is missing")
        return value

    def fault(self, name: str, value: object, rule: str) -> None:
        self.problems.append(f"{self.at(name)}: {rule}, not {repr_short(value)}")

    def at(self, name: str) -> str:
        """Name a field as a reader finds it in the file."""
        return ".".join(part for part in (self.where, name) if part) or "the document"
