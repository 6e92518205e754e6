"""What a newcomer could do next, read off what they see: the newest button of theirs, or else something to write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.platforms.terminal.chat import Line

_BY_ACTION = {
    "post.confirm": "demo-hint-confirm",
    "match.yes": "demo-hint-asked",
    "match.accept": "demo-hint-accept",
    "exchange.done": "demo-hint-done",
    "exchange.thank": "demo-hint-thanks",
    "karma.opt_in": "demo-hint-karma",
    "post.room": "demo-hint-nobody",
    "post.drop": "demo-hint-wait",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """A wording and its arguments."""

    key: str
    args: dict[str, str | int] = field(default_factory=dict)


def hint(
    lines: Sequence[Line], viewer: str, newcomer: str, number: Callable[[Line, str], int]
) -> Hint:
    """Choose the hint for somebody who sees these lines (private ones in order of age)."""
    own = [line for line in lines if line.pane.startswith("@")]
    for line in reversed(own):
        for action, key in _BY_ACTION.items():
            button = line.action(action)
            if button is not None:
                return Hint(key, {"number": number(line, button.id), "label": button.label})
    if any(line.key == "karma-own" for line in own):
        return Hint("demo-hint-free")
    started = bool(own) or any(line.by == viewer for line in lines)
    if viewer == newcomer and not started:
        return _join(lines, number)
    return Hint("demo-hint-ask")


def _join(lines: Sequence[Line], number: Callable[[Line, str], int]) -> Hint:
    for line in reversed(lines):
        button = line.action("member.in")
        if button is not None:
            return Hint("demo-hint-in", {"number": number(line, button.id), "label": button.label})
    return Hint("demo-hint-ask")
