"""The official numbers of a country, from a data file that names its sources."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line that can be called: its own name, and its number as people dial it."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whom to call in one country; `country` is None where only the general number is known."""

    country: str | None
    emergency: tuple[str, ...]
    self_harm: tuple[HelpLine, ...] = ()
    violence: tuple[HelpLine, ...] = ()
    poison: tuple[HelpLine, ...] = ()


def numbers(country: str | None) -> Numbers:
    """Return the numbers of a country (ISO 3166, any case), or the general ones where it is not listed."""
    return _all().get((country or "").strip().upper()) or _all()["general"]


def countries() -> tuple[str, ...]:
    """Return the countries there are numbers for, sorted."""
    return tuple(sorted(code for code in _all() if code != "general"))


@cache
def _all() -> dict[str, Numbers]:
    source = files("core.listening") / "official_numbers.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {code: _numbers(code, one) for code, one in table.items()}


def _numbers(code: str, table: dict[str, Any]) -> Numbers:
    return Numbers(
        country=None if code == "general" else code,
        emergency=tuple(table["emergency"]),
        self_harm=_lines(table.get("self_harm", ())),
        violence=_lines(table.get("violence", ())),
        poison=_lines(table.get("poison", ())),
    )


def _lines(rows: Iterable[tuple[str, str]]) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(name, number) for name, number in rows)
