"""The figures of a simulation for people's eyes: a table and a picture. For whoever runs the program, in English."""

from collections.abc import Mapping

import locales
from bot import pictures
from bot.simulating.figures import Figures
from bot.simulating.policies import Name

WORDS = {
    "fulfilled": "simulate-fulfilled",
    "median_wait_h": "simulate-median-wait",
    "gini": "simulate-gini",
    "top_tenth": "simulate-top-tenth",
    "asks_p95": "simulate-asks",
    "no_per_help": "simulate-no-per-help",
    "quits": "simulate-quits",
}
WAYS: dict[Name, str] = {
    "fair": "simulate-fair",
    "broadcast": "simulate-broadcast",
    "reliable": "simulate-reliable",
    "random": "simulate-random",
}
SHARES = ("fulfilled", "gini", "top_tenth")


def _say(key: str) -> str:
    return locales.say(locales.DEFAULT, key, {})


def _figure(name: str, value: float) -> str:
    return f"{value:.2f}" if name in SHARES else f"{value:.1f}"


def table(found: Mapping[Name, Figures]) -> str:
    """Return the figures as lines: a row for each figure, a column for each way of asking."""
    wide = max(len(_say(key)) for key in WORDS.values())
    ways = [_say(WAYS[name]) for name in found]
    lines = [" ".join([" " * wide, *(f"{way:>16}" for way in ways)])]
    for figure, key in WORDS.items():
        row = [_figure(figure, found[name].plain()[figure]) for name in found]
        lines.append(" ".join([f"{_say(key):<{wide}}", *(f"{value:>16}" for value in row)]))
    return "\n".join(lines)


def picture(found: Mapping[Name, Figures]) -> bytes:
    """Return the same as PNG."""
    return pictures.compared(
        [
            (_say(key), [_bar(name, figure, found[name]) for name in found])
            for figure, key in WORDS.items()
        ]
    )


def _bar(name: Name, figure: str, figures: Figures) -> tuple[str, float, str]:
    value = figures.plain()[figure]
    return _say(WAYS[name]), value, _figure(figure, value)
