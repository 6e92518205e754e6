"""Who is asked next: by the core's own rules, or by one of three simpler ways that villages use without it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal, Protocol

from bot.simulating.people import chance
from core import matching
from core.communities import Community
from core.ids import AskId
from core.matching import Ask, Candidate, Round, Wanted, quiet_until
from core.people import is_paused
from core.posts import Post

Name = Literal["fair", "broadcast", "reliable", "random"]
NAMES: tuple[Name, ...] = ("fair", "broadcast", "reliable", "random")
EVERYBODY = 10_000
A_FEW = 3

Order = Callable[[Sequence[Candidate], Post], list[Candidate]]


class Policy(Protocol):
    """Asks the next few about a request, as `core.matching.ask_again` and `keep_looking` do."""

    async def ask(
        self, work: matching.Work, village: Community, post: Post, patience: timedelta | None
    ) -> Round:
        """Ask the next wave."""
        ...

    async def more(self, work: matching.Work, village: Community, post: Post) -> Round:
        """Ask on, because the author wishes it."""
        ...


class Fair:
    """The core's own rules, nothing else."""

    async def ask(
        self, work: matching.Work, village: Community, post: Post, patience: timedelta | None
    ) -> Round:
        """Ask the next wave."""
        return await matching.ask_again(work, village, post, patience)

    async def more(self, work: matching.Work, village: Community, post: Post) -> Round:
        """Ask on."""
        return await matching.keep_looking(work, village, post)


class Rival:
    """Asks so many at once in some order, without budgets, cooldowns or rest; pauses, nights and skills hold too."""

    def __init__(self, order: Order, size: int) -> None:
        self._order = order
        self._size = size

    async def ask(
        self, work: matching.Work, village: Community, post: Post, patience: timedelta | None
    ) -> Round:
        """Ask the next few of those who are awake, up to the village's limit for one request."""
        known = await matching.candidates(work, village, post)
        wanted = Wanted(post.author, post.type, urgent=post.urgent)
        left = [c for c in known if _could(c, wanted, work)]
        waking = [quiet_until(c, wanted, village.config, work.now) for c in left]
        awake = [c for c, until in zip(left, waking, strict=True) if until is None]
        asked = len(await work.asks.of_post(post.id))
        limit = self._size if self._size == EVERYBODY else post.ask_limit - asked
        size = max(0, min(self._size, limit))
        asks = tuple(
            Ask(AskId(work.draw.new()), post.id, c.person.id, post.wave, work.now)
            for c in self._order(awake, post)[:size]
        )
        await work.asks.add(asks)
        await work.posts.save(replace(post, wave=post.wave + 1))
        if asks:
            return Round(asks, work.now + timedelta(hours=village.config.wave_hours))
        morning = min((until for until in waking if until is not None), default=None)
        return Round(next_at=morning) if morning and size else Round(exhausted=True)

    async def more(self, work: matching.Work, village: Community, post: Post) -> Round:
        """Ask as many again."""
        asked = len(await work.asks.of_post(post.id))
        limit = asked + village.config.asks_per_request
        return await self.ask(work, village, replace(post, ask_limit=limit), None)


def _could(candidate: Candidate, wanted: Wanted, work: matching.Work) -> bool:
    person = candidate.person
    able = candidate.skill is None or candidate.skill > 0
    return (
        able
        and person.id != wanted.author
        and not candidate.asked_already
        and not is_paused(person, work.now)
    )


def _in_no_order(seed: int) -> Order:
    def order(candidates: Sequence[Candidate], post: Post) -> list[Candidate]:
        found = sorted(candidates, key=lambda c: c.person.id)
        chance(seed, "random", post.id, post.wave).shuffle(found)
        return found

    return order


def _most_reliable(seed: int) -> Order:
    """The best record first: how often they said yes, then how much they did; equals in no order."""
    shuffled = _in_no_order(seed)

    def record(candidate: Candidate) -> tuple[float, int]:
        yes = sum(1 for past in candidate.asks if past.answer == "yes")
        return (yes + 1) / (len(candidate.asks) + 2), len(candidate.helps)

    def order(candidates: Sequence[Candidate], post: Post) -> list[Candidate]:
        return sorted(shuffled(candidates, post), key=record, reverse=True)

    return order


def policy(name: Name, seed: int) -> Policy:
    """Return a policy by its name."""
    match name:
        case "fair":
            return Fair()
        case "broadcast":
            return Rival(_in_no_order(seed), EVERYBODY)
        case "reliable":
            return Rival(_most_reliable(seed), A_FEW)
        case "random":
            return Rival(_in_no_order(seed), A_FEW)
