"""Privacy: what is held about a person, told to that person. It knows no subject; each says itself what it holds."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from core import people
from core.ids import PersonId

Holdings = Mapping[str, Sequence[Mapping[str, Any]]]
"""For each kind of thing that is kept, the rows that are about one person."""


class Archive(Protocol):
    """Where everything about one person can be gathered."""

    async def held(self, person: PersonId) -> Holdings: ...


class Work(people.Work, Protocol):
    """The part of a unit of work that privacy needs."""

    @property
    def archive(self) -> Archive: ...


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def as_file(held: Mapping[str, Any], now: datetime) -> bytes:
    """Return everything as one JSON document: times in ISO 8601, UTC, numbers unrounded."""
    whole = {"made_at": now, **held}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain).encode()
