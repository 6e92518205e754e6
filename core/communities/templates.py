"""Templates: three starting points with a character each (3-mechanics section 1), counted when used.

They live in the database, so that an upgrade may find one that no longer fits; it is then left out and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.communities.config import Config, flat
from core.communities.rules import RulesRefused, with_values


class Order(StrEnum):
    """How templates are listed."""

    USE = "use"
    NAME = "name"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Template:
    """A starting point: its stable name, its title, the values it sets by key, and how often it was used."""

    name: str
    title: str
    values: Mapping[str, Any]
    added_at: datetime
    uses: int = 0


def fits(template: Template) -> bool:
    """Say whether a template's values can stand in this version."""
    try:
        with_values(Config(), template.values)
    except RulesRefused:
        return False
    return True


def ordered(templates: Sequence[Template], order: Order) -> list[Template]:
    """Return templates that fit, most used, first by name, or newest first."""
    by = {
        Order.USE: lambda t: (-t.uses, t.title),
        Order.NAME: lambda t: (t.title,),
        Order.DATE: lambda t: (-t.added_at.timestamp(), t.title),
    }
    return sorted((t for t in templates if fits(t)), key=by[order])


def nearest(templates: Sequence[Template], config: Config) -> Template | None:
    """Return the template that agrees with these rules in most fields, types left aside; None without templates."""
    held = flat(config)

    def agreement(template: Template) -> int:
        return sum(held[k] == v for k, v in template.values.items() if k != "request_types")

    known = sorted((t for t in templates if fits(t)), key=lambda t: t.name)
    return max(known, key=agreement, default=None)
