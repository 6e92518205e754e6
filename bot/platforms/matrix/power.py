"""What a room's state says: its name, its forerunner, and who may decide there.

Computed here from the raw events, because nio counts a creator of a version 12 room, who may do everything, as nobody.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ADMIN = 50
"""Whoever may remove others, or has this level where removing needs more, counts as an admin (4-platforms 2.3)."""
MADE_FOR = "org.karmyq.village"
"""In the creation event of a room that we made for a village."""
CREATORS_RULE_FROM = 12
"""From this room version on, creators stand above every level."""


@dataclass
class Facts:
    """One room's state, as far as it matters here."""

    creator: str = ""
    create: Mapping[str, Any] = field(default_factory=dict)
    power: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    alias: str = ""

    def learn(self, source: Mapping[str, Any]) -> None:
        """Take one state event."""
        content = source.get("content")
        if source.get("state_key") != "" or not isinstance(content, Mapping):
            return
        match source.get("type"):
            case "m.room.create":
                self.creator, self.create = str(source.get("sender", "")), content
            case "m.room.power_levels":
                self.power = content
            case "m.room.name":
                self.name = str(content.get("name") or "")
            case "m.room.canonical_alias":
                self.alias = str(content.get("alias") or "")

    @property
    def forerunner(self) -> str | None:
        """The room that this one replaces."""
        before = self.create.get("predecessor")
        room = before.get("room_id") if isinstance(before, Mapping) else None
        return room if isinstance(room, str) else None

    @property
    def is_villages(self) -> bool:
        """Whether we made this room for a village: no private chat, however few are in it."""
        return MADE_FOR in self.create

    @property
    def is_space(self) -> bool:
        """Whether this is a place that shows rooms, and none to talk in."""
        return self.create.get("type") == "m.space"

    def level(self, user: str) -> float:
        """Return a person's power level; infinity for a creator of a version 12 room."""
        if self._creators_above_all() and user in self._creators():
            return math.inf
        if not self.power:
            return 100 if user == self.creator else 0
        users = self.power.get("users")
        given = users.get(user) if isinstance(users, Mapping) else None
        return _number(given if given is not None else self.power.get("users_default"), 0)

    def is_admin(self, user: str) -> bool:
        """Say whether a person may decide here."""
        return self.level(user) >= min(_number(self.power.get("kick"), ADMIN), ADMIN)

    def admins(self) -> set[str]:
        """Return everybody named in the state who may decide."""
        users = self.power.get("users")
        named = set(users) if isinstance(users, Mapping) else set()
        return {user for user in named | self._creators() if self.is_admin(user)}

    def _creators(self) -> set[str]:
        also = self.create.get("additional_creators")
        return {self.creator, *(also if isinstance(also, list) else ())} - {""}

    def _creators_above_all(self) -> bool:
        version = str(self.create.get("room_version", "1"))
        return version.isdecimal() and int(version) >= CREATORS_RULE_FROM


def _number(value: Any, otherwise: float) -> float:
    """Levels are integers; very old rooms have them as text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise
