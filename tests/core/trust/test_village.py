import json
import math
from pathlib import Path
from typing import Any

import pytest

from core.trust import VillageError, village_figures

WORKED = json.loads((Path(__file__).parents[2] / "data" / "trust_vectors.json").read_text())


def village(**changes: Any) -> dict[str, Any]:
    params = {"alpha": 0.6, "half_life": 90.0, "rho": 0.5, "min_interactions": 1}
    whole: dict[str, Any] = {
        "params": params,
        "now": 10.0,
        "members": ["ana", "ben", 3],
        "role_holders": ["ana"],
        "exchanges": [{"t": 1.0, "asker": "ana", "helper": 3}],
    }
    return whole | changes


def faults(document: object) -> list[str]:
    with pytest.raises(VillageError) as caught:
        village_figures(document)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return list(caught.value.problems)


@pytest.mark.parametrize("worked", WORKED, ids=lambda one: one["name"])
def test_the_worked_villages(worked: dict[str, Any]) -> None:
    found = village_figures(worked)
    assert isinstance(found, dict)
    assert list(found) == [str(member) for member in worked["members"]]
    for member, expected in worked["expect"].items():
        for figure in ("T", "d", "b", "a"):
            assert found[member][figure] == pytest.approx(expected[figure], abs=1e-6)


def test_a_list_gives_a_list() -> None:
    found = village_figures(WORKED)
    assert found == [village_figures(one) for one in WORKED]
    assert village_figures([]) == []


def test_names_may_be_texts_or_whole_numbers_and_order_is_the_files() -> None:
    found = village_figures(village())
    assert isinstance(found, dict)
    assert list(found) == ["ana", "ben", "3"]
    assert found["3"]["T"] > 0.0
    assert found["ben"] == {"T": 0.0, "d": 0.0, "b": 0.0, "a": 0.0}


def test_those_who_left_count_nothing() -> None:
    gone = {"t": 2.0, "asker": "gone", "helper": "ben"}
    whole = village(exchanges=[*village()["exchanges"], gone], role_holders=["ana", "gone"])
    assert village_figures(whole) == village_figures(village())


def test_exchanges_may_stand_in_any_order() -> None:
    village = WORKED[9]  # at distinct times: at one moment the order of the log decides
    turned = village | {"exchanges": village["exchanges"][::-1]}
    found, expected = village_figures(turned), village_figures(village)
    assert found == {member: pytest.approx(expected[member]) for member in expected}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"now": None}, "now: is missing"),
        ({"now": "today"}, "now: must be a number, not 'today'"),
        ({"now": True}, "now: must be a number, not True"),
        ({"now": math.nan}, "now: must be between -700000 and 700000, not nan"),
        ({"now": 10**400}, "now: must be between"),
        ({"members": {}}, "members: must be a list, not {}"),
        ({"members": [None, "ana", "ben", 3]}, "members[0]: is missing"),
        ({"members": ["ana", 1.5]}, "members[1]: must be a text or a whole number"),
        ({"members": ["3", 3]}, "members[1]: names somebody a second time, not 3"),
        ({"role_holders": [True]}, "role_holders[0]: must be a text or a whole number"),
        ({"params": []}, "params: must be an object, not []"),
        ({"params": None}, "params: is missing"),
        ({"exchanges": [None]}, "exchanges[0]: is missing"),
        ({"exchanges": ["ride"]}, "exchanges[0]: must be an object, not 'ride'"),
        ({"exchanges": [{"t": 1, "asker": 3}]}, "exchanges[0].helper: is missing"),
        (
            {"exchanges": [{"t": 11, "asker": 3, "helper": "ana"}]},
            "exchanges[0].t: must be at most",
        ),
        (
            {"exchanges": [{"t": 1, "asker": 3, "helper": "3"}]},
            "exchanges[0].helper: must be somebody",
        ),
    ],
)
def test_each_fault_names_its_field(change: dict[str, Any], said: str) -> None:
    (problem,) = faults(village(**change))
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alpha", 1.5),
        ("half_life", 0),
        ("rho", -1),
        ("min_interactions", 0),
        ("min_interactions", 1.5),
    ],
)
def test_params_have_ranges(name: str, value: float) -> None:
    (problem,) = faults(village(params=village()["params"] | {name: value}))
    assert problem.startswith(f"params.{name}: must be")


def test_everything_wrong_is_said_at_once_and_a_missing_now_only_once() -> None:
    whole = village(params={"alpha": 2}, exchanges=village()["exchanges"] * 3)
    del whole["now"]
    assert sorted(faults(whole)) == [
        "now: is missing",
        "params.alpha: must be between 0 and 1, not 2",
        "params.half_life: is missing",
        "params.min_interactions: is missing",
        "params.rho: is missing",
    ]


def test_a_list_says_which_village() -> None:
    assert faults([village(), village(now=None), 7]) == [
        "[1].now: is missing",
        "[2]: must be an object, not 7",
    ]
    assert faults("village") == ["the document: must be an object, not 'village'"]


def test_long_values_are_shortened() -> None:
    (problem,) = faults(village(now="x" * 500))
    assert len(problem) < 80
