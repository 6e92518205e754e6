import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.simulating import NAMES, Plan, gini, lived, mean, most_asks, rivalry, telling
from bot.simulating.figures import Figures, figures
from core.communities import Config

SMALL = Plan(members=30, days=21, rate=0.6, seed=3)


def test_the_same_seed_gives_the_same_events_byte_for_byte_in_another_process() -> None:
    here = "\n".join(lived(SMALL, "fair").log).encode()
    script = (
        "import hashlib; from bot.simulating import Plan, lived;"
        "log = lived(Plan(members=30, days=21, rate=0.6, seed=3), 'fair').log;"
        "print(hashlib.sha256('\\n'.join(log).encode()).hexdigest())"
    )
    env = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2])}
    there = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=env
    )
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert len(here) > 1000


def test_another_seed_is_another_village() -> None:
    assert lived(SMALL, "fair").log != lived(Plan(30, 21, 0.6, 4), "fair").log


def test_every_policy_meets_the_same_needs() -> None:
    villages = [lived(SMALL, name) for name in NAMES]
    asked = [{need.name for need in v.needs.values()} | set(v._unmet) for v in villages]
    assert all(len(v.needs) > 10 for v in villages)
    assert asked[0] & asked[1] & asked[2] & asked[3]


def test_nobody_is_asked_above_the_budget_and_nobody_for_themselves() -> None:
    village = lived(SMALL, "fair")
    assert 0 < most_asks(village) <= Config().ask_budget_per_week
    for ask in village.memory.asks.known.values():
        assert village.memory.posts.known[ask.post].author != ask.person


def test_broadcast_asks_everybody_who_could_at_once() -> None:
    village = lived(SMALL, "broadcast")
    assert most_asks(village) > Config().ask_budget_per_week


@pytest.mark.parametrize(
    ("shares", "expected"),
    [([1, 1, 1], 0.0), ([0, 0, 3], 2 / 3), ([], 0.0), ([0, 0], 0.0), ([1, 3], 0.25)],
)
def test_gini(shares: list[float], expected: float) -> None:
    assert gini(shares) == pytest.approx(expected)


def test_the_mean_of_figures_is_taken_one_by_one() -> None:
    one, other = Figures(1, 2, 0, 0, 4, 2, 0), Figures(0, 4, 1, 1, 2, 4, 3)
    assert mean([one, other]) == Figures(0.5, 3, 0.5, 0.5, 3, 3, 1.5)


def test_a_village_without_needs_has_figures_too() -> None:
    village = lived(Plan(members=5, days=3, rate=0), "fair")
    assert figures(village) == Figures(0, 0, 0, 0, 0, 0, 0)


def test_figures_are_told_as_a_table_and_a_picture() -> None:
    found, log = rivalry(Plan(members=12, days=7, rate=1, seed=1))
    rows = telling.table(found).splitlines()
    assert len(rows) == 8
    assert all(word in rows[0] for word in ("These rules", "Everybody", "Any 3"))
    assert telling.picture(found).startswith(b"\x89PNG")
    assert telling.picture(found) == telling.picture(found)
    assert all(json.loads(line)["what"] for line in log)
