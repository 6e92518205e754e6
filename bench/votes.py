"""Whether published votes tell what a ballot weighs: an attacker, sixty votes, a village of 8 and one of 20.

Run as `python -m bench.votes`. The attacker is a member: they know everything that was published, the rules by which
it came about, how many there are of each weight to be expected, and their own ballots and weight. Of secret votes they
know no more; of open weighted ones they also see every ballot. They compute how likely it is that one neighbour's
ballot weighs more than another's. A half is what they knew before.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.ids import PersonId
from core.votes import Ballot, Band, Kind, Outcome, Result, result, weights

VOTES = 60
SIZES = (8, 20)
GOAL = 0.05
GUESSES = 5000
"""Villages that the attacker imagines."""
DRAWS = 1500
"""Ways in which each secret vote may have been cast, imagined."""
SWEEPS, WARM = 200, 50
DOUBT = 2.0
"""How sure the attacker is of each single vote: one that does not fit makes a guess e^-2 as likely."""
TRUST = (10.0, 30.0, 60.0)

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """What happened: true weights, every ballot (+1 yes, -1 no, 0 abstained, NaN stayed away), what was published."""

    weights: Matrix
    ballots: Matrix
    told: tuple[Result, ...]


def history(size: int, seed: int) -> History:
    """Let a village of so many people vote sixty times, counted and published as the program does it."""
    chance = random.Random(seed)  # noqa: S311 - an example, not a secret
    people = [PersonId(f"p{number}") for number in range(size)]
    weight_of = weights({person: chance.choice(TRUST) for person in people})
    rows, told = [], []
    for _ in range(VOTES):
        leaning = chance.uniform(0.3, 0.7)
        cast = {p: _ballot(chance, leaning) for p in people if chance.random() < 0.85}
        rows.append([_sign(cast.get(person)) for person in people])
        told.append(result(cast, weight_of, 3, Kind.WORDS))
    full = np.array([weight_of[person] for person in people], dtype=float)
    return History(full, np.array(rows), tuple(told))


def _ballot(chance: random.Random, leaning: float) -> Ballot:
    if chance.random() < 0.05:
        return Ballot.ABSTAIN
    return Ballot.YES if chance.random() < leaning else Ballot.NO


def _sign(ballot: Ballot | None) -> float:
    signs = {Ballot.YES: 1.0, Ballot.NO: -1.0, Ballot.ABSTAIN: 0.0}
    return float("nan") if ballot is None else signs[ballot]


def _told(ballots: Matrix, guesses: Matrix, took_part: int) -> tuple[Matrix, Matrix]:
    """Return whether each way of casting passes, and how clearly, for each guess of the weights."""
    cast = np.nan_to_num(ballots)
    yes, no = (cast > 0) @ guesses.T, (cast < 0) @ guesses.T
    clear = 3 * np.maximum(yes, no) >= 2 * (yes + no)
    banded = np.where(took_part >= 8, np.where(clear & (yes + no > 0), 2, 1), 0)
    return (yes > no).astype(float), banded.astype(float)


def _fits(said: Result, passed: Matrix, banded: Matrix) -> NDArray[np.bool_]:
    band = {None: 0, Band.NARROWLY: 1, Band.CLEARLY: 2}[said.band]
    return (passed == (said.outcome is Outcome.PASSED)) & (banded == band)


def secretly(known: History, seed: int) -> Matrix:
    """Return, for each pair, how likely the attacker (the first) holds it that the one weighs more.

    Nothing published names anybody, so it fits a guess as well as the same guess with neighbours in each other's
    place: how many weigh what is all that it can be held against.
    """
    chance = np.random.default_rng(seed)
    size = len(known.weights)
    guesses = chance.choice([6.0, 9.0, 12.0], size=(GUESSES, size))
    guesses[:, 0] = known.weights[0]
    alike, which = np.unique(np.sort(guesses[:, 1:], axis=1), axis=0, return_inverse=True)
    alike = np.column_stack([np.full(len(alike), known.weights[0]), alike])
    believed = np.zeros(len(alike))
    for said, own in zip(known.told, known.ballots[:, 0], strict=True):
        ways = _ways(chance, size, said.took_part, own)
        passed, banded = _told(ways, alike, said.took_part)
        believed += np.log(_fits(said, passed, banded).mean(axis=0) + 1e-6)
    share = np.exp(believed - believed.max())[which.ravel()]
    return _orders(guesses, share / share.sum())


def _ways(chance: np.random.Generator, size: int, took_part: int, own: float) -> Matrix:
    """Imagine how a secret vote was cast: so many took part, whoever they were, and chose by one leaning."""
    leaning = chance.uniform(0.3, 0.7, size=(DRAWS, 1))
    sides = np.where(chance.random((DRAWS, size)) < leaning, 1.0, -1.0)
    order = chance.random((DRAWS, size - 1)).argsort(axis=1)
    sides[:, 1:] = np.where(order < took_part - (not np.isnan(own)), sides[:, 1:], np.nan)
    sides[:, 0] = own
    return sides


def _orders(guesses: Matrix, share: Matrix) -> Matrix:
    size = guesses.shape[1]
    found = np.full((size, size), 0.5)
    for one, other in combinations(range(size), 2):
        more = guesses[:, one] > guesses[:, other]
        same = guesses[:, one] == guesses[:, other]
        found[one, other] = share[more].sum() + share[same].sum() / 2
        found[other, one] = 1 - found[one, other]
    return found


def openly(known: History, seed: int) -> Matrix:
    """The same, of open weighted votes: every ballot is seen, so a guess of the weights can be tried on each vote."""
    chance = np.random.default_rng(seed)
    size = len(known.weights)
    guess = chance.choice([6.0, 9.0, 12.0], size=size)
    kept = []
    for sweep in range(SWEEPS):
        for person in chance.permutation(size):
            tried = np.tile(guess, (3, 1))
            tried[:, person] = (6.0, 9.0, 12.0)
            wrong = _wrong(known, tried)
            likely = np.exp(-DOUBT * (wrong - wrong.min()))
            guess = tried[chance.choice(3, p=likely / likely.sum())]
        if sweep >= WARM:
            kept.append(guess.copy())
    guesses = np.array(kept)
    return _orders(guesses, np.full(len(guesses), 1 / len(guesses)))


def _wrong(known: History, guesses: Matrix) -> Matrix:
    """Count the votes that would have come out otherwise with these weights."""
    took_part = np.array([said.took_part for said in known.told])[:, None]
    passed, banded = _told(known.ballots, guesses, took_part)  # type: ignore[arg-type]
    said = [(s.outcome is Outcome.PASSED, _number(s.band)) for s in known.told]
    was_passed, was_banded = (np.array(column)[:, None] for column in zip(*said, strict=True))
    return ((passed != was_passed) | (banded != was_banded)).sum(axis=0).astype(float)


def _number(band: Band | None) -> int:
    return {None: 0, Band.NARROWLY: 1, Band.CLEARLY: 2}[band]


def furthest(orders: Matrix) -> float:
    """Return how far from a half any pair of others came."""
    others = orders[1:, 1:]
    return float(np.abs(others - 0.5).max())


def rightly(orders: Matrix, known: History) -> float:
    """Return how likely the attacker holds the true order of the pairs that differ, on average; a half is nothing."""
    pairs = [
        (one, other)
        for one, other in combinations(range(1, len(known.weights)), 2)
        if known.weights[one] != known.weights[other]
    ]
    more = [(a, b) if known.weights[a] > known.weights[b] else (b, a) for a, b in pairs]
    return float(np.mean([orders[heavier, lighter] for heavier, lighter in more]))


def main(sizes: Sequence[int] = SIZES) -> int:
    """Print what the attacker learns; return 1 when secret votes tell more than they may."""
    worst = 0.0
    print(f"{VOTES} votes; a half: nothing is known")
    for size in sizes:
        known = history(size, size)
        secret, seen = secretly(known, 1), openly(known, 1)
        worst = max(worst, furthest(secret))
        print(
            f"{size} people, secret: true order held {rightly(secret, known):.3f} likely,", end=" "
        )
        print(f"no pair further than {furthest(secret):.3f} from a half (goal {GOAL})")
        print(f"{size} people, open weighted: true order held {rightly(seen, known):.3f} likely")
    return int(worst > GOAL)


if __name__ == "__main__":
    sys.exit(main())
