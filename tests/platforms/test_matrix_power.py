"""Who may decide in a room: levels, creators, and whatever somebody put into the state."""

import math
from typing import Any

import pytest

from bot.platforms.matrix.power import Facts


def facts(version: str, users: dict[str, Any], **power: Any) -> Facts:
    """A room that ana made and cem made with her."""
    known = Facts()
    content = {"room_version": version, "additional_creators": ["@cem:x"]}
    known.learn({"type": "m.room.create", "state_key": "", "sender": "@ana:x", "content": content})
    levels = {"type": "m.room.power_levels", "state_key": "", "content": {"users": users, **power}}
    known.learn(levels)
    return known


def test_creators_of_version_12_stand_above_every_level() -> None:
    room = facts("12", {"@dia:x": 100})
    assert room.level("@ana:x") == room.level("@cem:x") == math.inf
    assert room.admins() == {"@ana:x", "@cem:x", "@dia:x"}


def test_before_version_12_a_creator_has_the_level_that_is_written() -> None:
    room = facts("11", {"@ana:x": 100, "@dia:x": 49})
    assert room.admins() == {"@ana:x"}
    assert room.level("@cem:x") == 0


def test_without_levels_the_creator_alone_decides() -> None:
    room = Facts(creator="@ana:x", create={"room_version": "10"})
    assert room.is_admin("@ana:x")
    assert not room.is_admin("@bea:x")


@pytest.mark.parametrize(
    ("kick", "level", "may"), [(30, 30, True), (90, 50, True), (50, 49, False)]
)
def test_an_admin_may_remove_others_or_has_fifty(kick: int, level: int, may: bool) -> None:
    assert facts("11", {"@bea:x": level}, kick=kick).is_admin("@bea:x") is may


@pytest.mark.parametrize("rubbish", [None, "many", [], {}, "50"])
def test_rubbish_in_levels_decides_nothing_but_old_text_counts(rubbish: Any) -> None:
    room = facts("11", {"@bea:x": rubbish})
    assert room.is_admin("@bea:x") is (rubbish == "50")


def test_a_forerunner_may_lack_its_event() -> None:
    room = Facts(create={"predecessor": {"room_id": "!old"}})
    assert room.forerunner == "!old"
    assert Facts(create={"predecessor": "!old"}).forerunner is None


def test_state_under_another_key_is_no_state_of_the_room() -> None:
    room = facts("12", {})
    room.learn({"type": "m.room.name", "state_key": "@ana:x", "content": {"name": "Mine"}})
    assert room.name == ""
