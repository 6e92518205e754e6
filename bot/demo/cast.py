"""The invented neighbours: who lives here, how each answers the bot, and what they say by themselves.

Pure: a line of the chat in, planned acts out, by a seed. Whether time really passes is somebody else's business.
They see only what a neighbour sees: their own private messages, and the room.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import locales
from bot.platforms.terminal import Line
from core.ids import derive


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody of the cast. `willing`: how often, of ten, they say yes to an ask."""

    handle: str
    name: str
    willing: int = 6


@dataclass(frozen=True, slots=True)
class Act:
    """Something a neighbour is about to do, `after` seconds."""

    after: float
    by: str
    kind: Literal["press", "say"]
    line: str = ""
    """The line whose button is pressed."""
    words: str = ""
    """The button's action, or what is said in the room."""


PLAYED = (Neighbour("juno", "Juno"), Neighbour("milo", "Milo"), Neighbour("ada", "Ada"))
"""The villagers one can play; the first is the newcomer."""

NEIGHBOURS = (
    Neighbour("nuria", "Nuria", 7),
    Neighbour("bram", "Bram", 5),
    Neighbour("celia", "Celia", 8),
    Neighbour("dario", "Dario", 6),
    Neighbour("esme", "Esme", 7),
    Neighbour("farid", "Farid", 6),
    Neighbour("greta", "Greta", 4),
    Neighbour("hana", "Hana", 7),
    Neighbour("ivo", "Ivo", 5),
    Neighbour("kemal", "Kemal", 8),
    Neighbour("lena", "Lena", 6),
    Neighbour("otto", "Otto", 6),
    Neighbour("petra", "Petra", 7),
    Neighbour("quim", "Quim", 5),
    Neighbour("rosa", "Rosa", 8),
    Neighbour("sami", "Sami", 6),
    Neighbour("tilda", "Tilda", 7),
    Neighbour("umar", "Umar", 6),
)
ORGANISER = NEIGHBOURS[0]
"""Who adds the bot to the room."""

ANSWER_SECONDS = (3.0, 9.0)
"""How soon a neighbour answers somebody who is played: quick, or nobody would watch."""
OTHERS_SECONDS = (18.0, 45.0)
"""How soon they answer one another: slower, so that the player can be the one who helps."""
DONE_SECONDS = (40.0, 80.0)
FIRST_PAUSE = (12.0, 20.0)
PAUSE = (35.0, 90.0)
"""Between two things that neighbours say by themselves."""
SILENT_OF_TEN = 1
THANKFUL_OF_TEN = 7
REQUESTS_OF_TEN = 3
"""Of ten things said by themselves. One more is an offer; the others are chatter."""
MOST_REQUESTS = 4
"""Whoever helped or said no rests for days: neighbours who ask more would leave nobody for the player."""

_FOLLOW_UP = {
    "match.accept": ANSWER_SECONDS,
    "post.confirm": (2.0, 5.0),
    "post.renew": ANSWER_SECONDS,
    "post.room": ANSWER_SECONDS,
}
"""What a neighbour always agrees to, and how soon."""


class Cast:
    """The neighbours of one village. The same seed and the same lines give the same acts."""

    def __init__(self, seed: str, locale: str) -> None:
        self._seed = seed
        self._locale = locale
        self._spoken = 0
        self._requests = 0
        self._last: list[str] = []

    def answer(self, line: Line) -> Sequence[Act]:
        """Plan what a neighbour does about a private line of theirs, as it reads now."""
        neighbour = _neighbour(line.pane[1:])
        if neighbour is None or not line.pane.startswith("@"):
            return ()
        chance = self._chance(line.id, line.key)
        for action, span in _FOLLOW_UP.items():
            if line.action(action):
                return (_press(line, neighbour, action, chance.uniform(*span)),)
        if line.action("match.yes"):
            return self._asked(line, neighbour, chance)
        if line.action("exchange.done"):
            return (_press(line, neighbour, "exchange.done", _done_after(line, chance)),)
        if line.action("exchange.thank") and chance.randrange(10) < THANKFUL_OF_TEN:
            return (_press(line, neighbour, "exchange.thank", chance.uniform(4, 9)),)
        return ()

    def _asked(self, line: Line, neighbour: Neighbour, chance: random.Random) -> Sequence[Act]:
        drawn = chance.randrange(10)
        if drawn < neighbour.willing:
            action = "match.yes"
        elif drawn < 10 - SILENT_OF_TEN:
            action = "match.no"
        else:
            return ()
        return (_press(line, neighbour, action, chance.uniform(*_span(line.text))),)

    def notice(self, line: Line) -> Sequence[Act]:
        """Plan whether a neighbour takes up what is shown to everybody in the room."""
        if not line.pane.startswith("#") or not line.action("match.yes"):
            return ()
        chance = self._chance(line.id, line.key)
        others = [n for n in NEIGHBOURS if n.name not in line.text]
        after = chance.uniform(*_span(line.text))
        return (_press(line, chance.choice(others), "match.yes", after),)

    def welcome(self, name: str) -> Sequence[Act]:
        """Plan a greeting for somebody who has just said that they are in."""
        chance = self._chance("welcome", name)
        words = chance.choice(self._lines("cast-welcome", name=name))
        return (Act(chance.uniform(2, 4), chance.choice(NEIGHBOURS[1:]).handle, "say", "", words),)

    def by_itself(self) -> Act:
        """Plan the next thing that a neighbour says without being asked."""
        self._spoken += 1
        chance = self._chance("by itself", self._spoken)
        drawn = chance.randrange(10)
        if drawn < REQUESTS_OF_TEN and self._requests < MOST_REQUESTS:
            self._requests += 1
            known = self._lines("cast-requests")
        elif drawn == REQUESTS_OF_TEN:
            known = self._lines("cast-offers")
        else:
            known = self._lines("cast-chatter")
        fresh = [said for said in known if said not in self._last]
        words = chance.choice(fresh or [said for said in known if said != self._last[-1]])
        self._last = [*self._last[-5:], words]
        after = chance.uniform(*(FIRST_PAUSE if self._spoken == 1 else PAUSE))
        return Act(after, chance.choice(NEIGHBOURS).handle, "say", "", words)

    def _lines(self, key: str, **args: str) -> list[str]:
        return locales.say(self._locale, key, args).split("\n")

    def _chance(self, *about: object) -> random.Random:
        return random.Random(derive(self._seed, *about))  # noqa: S311 - a play, not a secret


def _neighbour(handle: str) -> Neighbour | None:
    return next((n for n in NEIGHBOURS if n.handle == handle), None)


def _names_one(text: str, people: Iterable[Neighbour]) -> bool:
    return any(person.name in text for person in people)


def _span(text: str) -> tuple[float, float]:
    """Return how soon a neighbour acts on a line: soon where it is about somebody who is played."""
    return ANSWER_SECONDS if _names_one(text, PLAYED) else OTHERS_SECONDS


def _done_after(line: Line, chance: random.Random) -> float:
    """Return when to say that it happened: soon once the other side said so."""
    return chance.uniform(*(ANSWER_SECONDS if line.key == "exchange-said-other" else DONE_SECONDS))


def _press(line: Line, neighbour: Neighbour, action: str, after: float) -> Act:
    return Act(after, neighbour.handle, "press", line.id, action)
