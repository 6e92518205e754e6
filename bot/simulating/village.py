"""A village lives for some months: needs come up, people are asked, agree, show up or not, tire, and sometimes leave.

The core decides everything it decides in the running bot; only the people are invented, and the clock is a hand that
jumps from one thing that happens to the next. The steps between the core's calls are those of `handlers.matching`
and `handlers.exchanges`, without the wording.
"""

import heapq
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.simulating.memory import Memory
from bot.simulating.people import (
    ASK_WEIGHS,
    BURDEN_HALF_LIFE,
    HELP_WEIGHS,
    QUITS_A_NIGHT,
    Need,
    Reaction,
    Villager,
    awake,
    chance,
    reaction,
)
from bot.simulating.policies import Name, Policy, policy
from core import exchanges, matching, posts, trust
from core.communities import Community, Config, Member, Standing
from core.communities import Stage as VillageStage
from core.errors import Refusal
from core.exchanges import Exchange
from core.ids import AskId, CommunityId, ExchangeId, PersonId, PostId
from core.listening import Act, Understanding, When
from core.matching import Match, MatchStage, Round
from core.matching.choosing import SILENT_AFTER
from core.posts import Post, Stage

START = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday."""
FOUNDERS = 5
TAKES = timedelta(hours=2)
GIVES_UP = timedelta(days=10)
"""After so long a wish without a time is let go."""
KEEPS_LOOKING = 0.7
"""How likely an author goes on when nobody was free, each time."""
ACCEPTS = 0.95
WITHDRAWS = 0.6
"""Of the promises that are not kept: how many are taken back in time; the others just do not happen."""
CONFIRMS_LATE = 0.1
"""How many confirmations come from one side only."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is going to happen to somebody or something."""

    kind: str
    subject: str


@dataclass(slots=True)
class Tally:
    """What figures are made of, beside what the core remembers."""

    noes: int = 0
    silences: int = 0
    quits: int = 0
    unasked: int = 0
    """Needs of people who had left: nobody asks for them any more, and they count as unmet."""


class Village:
    """One village under one policy. `log` holds one line of JSON for each thing that happened."""

    def __init__(
        self, people: list[Villager], needs: list[Need], name: Name, seed: int, days: int
    ) -> None:
        config = Config(time_zone="UTC")
        self.community = Community(
            CommunityId("village"), "Village", config, stage=VillageStage.OPEN, opened_at=START
        )
        self.people = {v.person.id: v for v in people}
        self.memory = Memory(self.community, seed, START)
        self.tally = Tally()
        self.log: list[str] = []
        self.needs: dict[PostId, Need] = {}
        self.days = days
        self.left_at: dict[PersonId, datetime] = {}
        self._policy: Policy = policy(name, seed)
        self._seed = seed
        self._queue: list[tuple[datetime, int, Happening]] = []
        self._order = count()
        self._planned: dict[AskId, Reaction] = {}
        self._waves: dict[PostId, datetime] = {}
        self._unmet = {need.name: need for need in needs}
        for need in needs:
            self._later(need.at, "need", need.name)
        for night in range(1, days):
            self._later(START + timedelta(days=night, hours=3), "night", str(night))

    async def live(self) -> None:
        """Let everything happen until the last day ends."""
        await self._settle_in()
        end = START + timedelta(days=self.days)
        while self._queue and self._queue[0][0] < end:
            at, _, happening = heapq.heappop(self._queue)
            cause = f"{happening.kind}:{happening.subject}@{at.isoformat()}"
            self.memory.caused_by(cause, at)
            await getattr(self, f"_{happening.kind}")(happening.subject)

    async def _settle_in(self) -> None:
        memory = self.memory
        for number, villager in enumerate(self.people.values()):
            person = villager.person
            memory.people.known[person.id] = person
            memory.people.skills[person.id] = villager.skills
            member = Member(person.id, self.community.id, Standing.MEMBER, START, first_at=START)
            await memory.communities.save_member(member)
            if number < FOUNDERS:
                await memory.communities.hold(person.id, START)

    def _later(self, at: datetime, kind: str, subject: str) -> None:
        heapq.heappush(self._queue, (at, next(self._order), Happening(kind, subject)))

    def _note(self, what: str, **facts: Any) -> None:
        line = {"at": self.memory.now.isoformat(), "what": what, **facts}
        self.log.append(json.dumps(line, separators=(",", ":")))

    # A request, from the need to its end.

    async def _need(self, name: str) -> None:
        need = self._unmet.pop(name)
        if need.by in self.left_at:
            self.tally.unasked += 1
            return
        work, author = self.memory.work, self.memory.people.known[need.by]
        when = When(need.start, need.start + TAKES, exact=True, words="") if need.start else None
        heard = Understanding(
            Act.REQUEST, 1.0, "en", need.kind, need.kind, need.what, when, urgent=need.urgent
        )
        drafted = await posts.draft(work, self.community, author, heard, need.what, None)
        try:
            post = await posts.open_post(work, self.community, author, drafted)
        except Refusal as refused:
            await posts.end(work, drafted, Stage.WITHDRAWN)
            self._note("refused", by=need.by, why=refused.key)
            return
        self.needs[post.id] = need
        self.memory.asks.types[post.id] = post.type
        self._note("request", post=post.id, by=need.by, type=post.type)
        until = post.expires_at or self.memory.now
        self._later(
            min(until, self.memory.now + GIVES_UP) if post.end is None else until, "over", post.id
        )
        await self._next_wave(post, patient=True)

    async def _next_wave(self, post: Post, *, patient: bool = False) -> None:
        hours = timedelta(hours=self.community.config.wave_hours)
        found = await self._policy.ask(
            self.memory.work, self.community, post, hours if patient else None
        )
        await self._tell(post, found)

    async def _tell(self, post: Post, found: Round) -> None:
        for ask in found.asks:
            self._plan(ask.id, ask.person, post)
        if found.asks:
            self._note("asked", post=post.id, people=[ask.person for ask in found.asks])
        if found.next_at is not None:
            self._waves[post.id] = found.next_at
            self._later(found.next_at, "wave", post.id)
        if found.exhausted:
            await self._choose(post.id)

    def _plan(self, ask: AskId, person: PersonId, post: Post) -> None:
        need, now = self.needs[post.id], self.memory.now
        villager, asker = self.people[person], self.people[post.author]
        planned = reaction(villager, need, asker, self.burden(person), self._seed, now)
        self._planned[ask] = planned
        if planned.answer == "silence":
            self._later(now + SILENT_AFTER, "unanswered", ask)
        else:
            self._later(now + planned.after, "answer", ask)

    async def _wave(self, post_id: str) -> None:
        post = self.memory.posts.known[PostId(post_id)]
        if self._waves.get(post.id) != self.memory.now or post.stage is not Stage.OPEN:
            return
        if not await self._offered(post):
            await self._next_wave(post)

    async def _offered(self, post: Post) -> bool:
        yeses = await self.memory.asks.matches(post.id)
        return any(m.stage is MatchStage.OFFERED for m in yeses)

    async def _choose(self, post_id: str) -> None:
        """Nobody was free: the author asks on, or lets it go."""
        post = self.memory.posts.known[PostId(post_id)]
        dice = chance(self._seed, "choice", post.id, post.ask_limit)
        if dice.random() >= KEEPS_LOOKING or post.ask_limit > len(self.people):
            await self._over(post.id)
            return
        found = await self._policy.more(self.memory.work, self.community, post)
        if found.exhausted:
            await self._over(post.id)
        else:
            await self._tell(self.memory.posts.known[post.id], found)

    async def _over(self, post_id: str) -> None:
        post = self.memory.posts.known[PostId(post_id)]
        if post.stage is Stage.OPEN:
            ended = await posts.end(self.memory.work, post, Stage.EXPIRED)
            await matching.settle(self.memory.work, ended)
            self._note("unmet", post=post.id)

    # A yes, from the answer to the deed.

    async def _answer(self, ask_id: str) -> None:
        work = self.memory.work
        ask = await work.asks.get(AskId(ask_id))
        post = await work.posts.get(ask.post)
        if ask.outcome is not None or ask.person in self.left_at or post.stage is not Stage.OPEN:
            return
        person = self.memory.people.known[ask.person]
        if self._planned[ask.id].answer == "no":
            self.tally.noes += 1
            await matching.refuse(work, ask)
            self._note("no", post=post.id, by=person.id)
            return
        match = await matching.say_yes(work, post, person, ask)
        self._note("yes", post=post.id, by=person.id)
        if match is not None and match.stage is MatchStage.OFFERED:
            self._offer(match)

    async def _unanswered(self, ask_id: str) -> None:
        """A day has passed without a word: a silence, unless the question was taken back before."""
        ask = await self.memory.work.asks.get(AskId(ask_id))
        if ask.outcome is None:
            self.tally.silences += 1

    def _offer(self, match: Match) -> None:
        dice = chance(self._seed, "decides", match.id)
        after = timedelta(hours=dice.lognormvariate(-0.7, 0.8))
        self._later(awake(self.memory.now, after), "decide", match.id)

    async def _decide(self, match_id: str) -> None:
        work = self.memory.work
        match = await work.asks.match(ExchangeId(match_id))
        post = await work.posts.get(match.post)
        if match.stage is not MatchStage.OFFERED or post.stage is not Stage.OPEN:
            return
        if chance(self._seed, "accepts", match.id).random() >= ACCEPTS:
            await self._go_on(post, await matching.decline(work, match))
            return
        exchange = await matching.accept(work, match, post)
        await matching.settle(work, await work.posts.get(post.id))
        self._note("agreed", post=post.id, helper=exchange.helper)
        self._promise(exchange)

    async def _go_on(self, post: Post, after: Match | None) -> None:
        if after is not None:
            self._offer(after)
        else:
            await self._next_wave(post, patient=True)

    def _promise(self, exchange: Exchange) -> None:
        now, helper = self.memory.now, self.people[exchange.helper]
        dice = chance(self._seed, "promise", exchange.post, exchange.helper)
        start = exchange.start or awake(now, timedelta(hours=dice.uniform(4, 48)))
        over = max(now, start) + TAKES
        if dice.random() < helper.reliability:
            self._later(over, "happened", exchange.id)
        elif dice.random() < WITHDRAWS:
            self._later(now + (max(start, now) - now) / 2, "withdraw", exchange.id)
        else:
            self._later(over, "missed", exchange.id)

    async def _running(self, exchange_id: str) -> Exchange | None:
        exchange = await self.memory.work.exchanges.get(ExchangeId(exchange_id))
        return exchange if exchange.stage is exchanges.Stage.OPEN else None

    async def _happened(self, exchange_id: str) -> None:
        exchange = await self._running(exchange_id)
        if exchange is None:
            return
        work, known = self.memory.work, self.memory.people.known
        exchange = await exchanges.confirm(work, exchange, known[exchange.helper])
        if chance(self._seed, "confirms", exchange.id).random() < CONFIRMS_LATE:
            self._later(exchanges.silence_ends_at(exchange, self.community), "silence", exchange.id)
            return
        await self._done(await exchanges.confirm(work, exchange, known[exchange.requester]))

    async def _silence(self, exchange_id: str) -> None:
        exchange = await self._running(exchange_id)
        if exchange is not None:
            await self._done(await exchanges.after_silence(self.memory.work, exchange))

    async def _done(self, exchange: Exchange) -> None:
        await trust.record(self.memory.work, self.community, exchange)
        self._note("done", post=exchange.post, helper=exchange.helper)

    async def _missed(self, exchange_id: str) -> None:
        exchange = await self._running(exchange_id)
        if exchange is not None:
            await exchanges.not_done(self.memory.work, exchange, by=exchange.requester)
            self._note("missed", post=exchange.post, helper=exchange.helper)

    async def _withdraw(self, exchange_id: str) -> None:
        exchange = await self._running(exchange_id)
        if exchange is None:
            return
        _, post = await exchanges.cancel(self.memory.work, exchange)
        self._note("withdrawn", post=post.id, helper=exchange.helper)
        if post.stage is Stage.OPEN:
            self._later(post.expires_at or self.memory.now, "over", post.id)
            await self._next_wave(post, patient=True)

    # Tiring, and leaving.

    def burden(self, person: PersonId) -> float:
        """Return what somebody bears now: asks and helps of the last weeks, fading."""
        now = self.memory.now
        weighed = [(past.delivered_at, ASK_WEIGHS) for past in self.memory.asks.past(person, now)]
        since = now - 6 * BURDEN_HALF_LIFE
        weighed += [
            (e.agreed_at, HELP_WEIGHS) for e in self.memory.exchanges.of_helper(person, since)
        ]
        return sum(weight * 2 ** (-((now - at) / BURDEN_HALF_LIFE)) for at, weight in weighed)

    async def _night(self, number: str) -> None:
        for person in [p for p in self.people if p not in self.left_at]:
            if self.burden(person) <= self.people[person].tolerance:
                continue
            if chance(self._seed, "quits", person, number).random() < QUITS_A_NIGHT:
                await self._quit(person)
        await trust.refresh(self.memory.work, self.community)

    async def _quit(self, person: PersonId) -> None:
        memory = self.memory
        self.tally.quits += 1
        self.left_at[person] = memory.now
        member = memory.communities.inside[person]
        await memory.communities.save_member(replace(member, standing=Standing.LEFT))
        self._note("left", by=person)
        for post in await memory.posts.of_author(person, (Stage.OPEN,)):
            await self._over(post.id)
        for exchange in [e for e in memory.exchanges.known.values() if person in e.sides]:
            if exchange.stage is exchanges.Stage.OPEN:
                await self._part(exchange, person)

    async def _part(self, exchange: Exchange, leaver: PersonId) -> None:
        if exchange.requester == leaver:
            await exchanges.not_done(self.memory.work, exchange, by=None)
        else:
            await self._withdraw(exchange.id)
