"""What becomes of a letter that did not arrive: how long it waits, or that it is given up.

Nothing is said twice that may have been said once, unless saying it twice is saying it once. A request that provably
never left is tried for as long as it takes.
"""

from datetime import timedelta

from core.ports import Capabilities, Kind, Letter, Trouble, Undeliverable

FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=5)
MOST_ATTEMPTS = 8
SHORTEST_WAIT = timedelta(seconds=1)
REPEATABLE: frozenset[Kind] = frozenset(
    {
        "revise",
        "withdraw",
        "mark",
        "unmark",
        "close_poll",
        "admit",
        "turn_away",
        "answer",
        "make_room",
        "make_space",
    }
)
"""Doing these twice is doing them once."""
NEVER_AGAIN: frozenset[Kind] = frozenset({"poll"})
"""Two polls about the same thing are worse than none."""


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, five minutes at most."""
    return min(FIRST_BACKOFF * (1 << min(attempts, 10)), LONGEST_BACKOFF)


def wait(letter: Letter, said: Undeliverable, can: Capabilities) -> timedelta | None:
    """Return how long this letter waits before it is tried again; None: it is given up."""
    again = backoff(letter.attempts)
    match said.trouble:
        case Trouble.TOO_FAST:
            return max(timedelta(seconds=said.after), SHORTEST_WAIT)
        case Trouble.AWAY:
            return again
    if letter.attempts >= MOST_ATTEMPTS:
        return None
    match said.trouble:
        case Trouble.MOVED:
            return again
        case Trouble.FAULT if letter.kind not in NEVER_AGAIN:
            return again
        case Trouble.UNCERTAIN if can.idempotent or letter.kind in REPEATABLE:
            return again
    return None
