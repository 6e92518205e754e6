"""Promise 1 as a property of a type: every door is tried."""

import copy
import json
import logging
import math
import pickle
import pprint
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Disclosure
from core.hidden import Hidden
from core.ids import PersonId

OWNER = PersonId("ana")
NUMBER = 7351
SHOWN = str(NUMBER)


@dataclass
class Holder:
    number: Any


@pytest.fixture
def hidden() -> Hidden[int]:
    return Hidden(OWNER, NUMBER)


DOORS: dict[str, Callable[[Any], Any]] = {
    "str": str,
    "format": format,
    "f-string": lambda h: f"{h}",
    "f-string with width": lambda h: f"{h:>10}",
    "percent s": lambda h: "%s" % h,  # noqa: UP031 - the door that is tried
    "percent d": lambda h: "%d" % h,  # noqa: UP031
    "str.format": lambda h: "{}".format(h),  # noqa: UP032, PLW0108
    "join": lambda h: ",".join([h]),
    "json": json.dumps,
    "json with default": lambda h: json.dumps(h, default=str),
    "json of a list": lambda h: json.dumps([h]),
    "pickle": pickle.dumps,
    "old pickle": lambda h: pickle.dumps(h, protocol=0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "asdict": lambda h: asdict(Holder(h)),
    "bool": bool,
    "not": lambda h: not h,
    "int": int,
    "float": float,
    "complex": complex,
    "index": lambda h: [1, 2, 3][h],
    "hex": hex,
    "round": round,
    "floor": math.floor,
    "abs": abs,
    "minus": lambda h: -h,
    "add": lambda h: h + 1,
    "added to": lambda h: 1 + h,
    "sum": lambda h: sum([h]),
    "equal": lambda h: h == NUMBER,
    "equal from the left": lambda h: NUMBER == h,  # noqa: SIM300 - the door that is tried
    "unequal": lambda h: h != NUMBER,
    "less": lambda h: h < NUMBER,
    "less or equal": lambda h: h <= NUMBER,
    "greater": lambda h: h > NUMBER,
    "greater or equal": lambda h: h >= NUMBER,
    "greater from the left": lambda h: NUMBER > h,  # noqa: SIM300
    "sort": lambda h: sorted([h, Hidden(OWNER, 1)]),
    "max": lambda h: max(h, 5),
    "in": lambda h: NUMBER in [h],  # noqa: FURB171 - the door that is tried
    "hash": hash,
    "set": lambda h: {h},
    "dict key": lambda h: {h: 1},
    "length": len,
    "iteration": list,
    "vars": vars,
    "getstate": lambda h: h.__getstate__(),
    "somebody else": lambda h: h.disclose_to(PersonId("bo")),
    "nobody": lambda h: h.disclose_to(PersonId("")),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_a_door_is_shut_and_says_nothing(door: Callable[[Any], Any], hidden: Hidden[int]) -> None:
    with pytest.raises((Disclosure, TypeError)) as refused:
        door(hidden)
    assert SHOWN not in str(refused.value)


def test_its_representation_says_only_that_something_is_hidden(hidden: Hidden[int]) -> None:
    for shown in (repr(hidden), f"{hidden!r}", ascii(hidden), pprint.pformat([hidden])):
        assert "<hidden>" in shown
        assert SHOWN not in shown
    assert SHOWN not in repr(Holder(hidden))


def test_its_attributes_show_no_number(hidden: Hidden[int]) -> None:
    names = [name for name in dir(hidden) if not name.startswith("__")]
    shown = [repr(getattr(hidden, name)) for name in names]
    assert not any(SHOWN in text for text in shown)


def test_a_log_line_never_holds_it(
    hidden: Hidden[int], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    caplog.handler.setFormatter(logging.Formatter("%(levelname)s"))
    logging.getLogger("test").warning("about %r", hidden)
    assert SHOWN not in caplog.text
    record = logging.LogRecord("test", logging.INFO, "", 0, "about %s", (hidden,), None)
    with pytest.raises(Disclosure):
        record.getMessage()


def test_a_traceback_never_holds_it(hidden: Hidden[int]) -> None:
    shown = "".join(traceback.format_exception(ValueError(hidden)))
    assert "ValueError" in shown
    assert SHOWN not in shown


def test_its_owner_is_told(hidden: Hidden[int]) -> None:
    assert hidden.disclose_to(OWNER) == NUMBER


def test_what_is_made_of_it_is_hidden_too(hidden: Hidden[int]) -> None:
    doubled = hidden.map(lambda number: 2 * number)
    assert doubled.disclose_to(OWNER) == 2 * NUMBER
    with pytest.raises(Disclosure):
        doubled.disclose_to(PersonId("bo"))


def test_claiming_it_for_somebody_else_opens_nothing(hidden: Hidden[int]) -> None:
    hidden.owner = PersonId("bo")
    with pytest.raises(Disclosure):
        hidden.disclose_to(PersonId("bo"))
    with pytest.raises(Disclosure):
        hidden.map(lambda number: number)


@given(st.text(), st.text(), st.one_of(st.integers(), st.floats(), st.text()))
def test_only_the_owner_ever_reads_it(owner: str, reader: str, value: object) -> None:
    secret = Hidden(PersonId(owner), value)
    if owner == reader:
        assert secret.disclose_to(PersonId(reader)) is value
    else:
        with pytest.raises(Disclosure):
            secret.disclose_to(PersonId(reader))
