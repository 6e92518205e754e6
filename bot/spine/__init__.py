"""The spine: an event becomes one transaction, its letters go out after the commit, deadlines come round."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.logs import bare
from bot.spine.clock import SteppedClock
from bot.spine.delivery import Delivery, Unreached
from bot.spine.dispatch import AskWhichVillage, Dispatch
from bot.spine.letters import Mailbag
from bot.spine.positions import Positions
from bot.spine.scenes import Outcome, Scene, as_said_now, listen, not_an_answer, turns_alarming
from bot.spine.villages import Villages
from core.errors import Refusal
from core.events import (
    BallotCast,
    BotAdded,
    Event,
    MessageEdited,
    MessagePosted,
    MessageRemoved,
    ReachabilityChanged,
    RoomMoved,
    clean,
)
from core.messages import Args, Contact, Invitation, Text
from core.people import Addressee, Reach
from core.ports import Capabilities, Clock, Due, Letter, Platform, shared
from core.posts import MAX_WORDS, Post
from core.reciprocity import TICKS_KEPT
from handlers.table import Table

log = structlog.get_logger()

HOUSEKEEPING = "housekeeping"
NIGHTLY = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
INBOX_KEPT = timedelta(days=30)
"""No platform repeats an event after so long. A story told under a hand-moved clock may be told again from its start
however much time passed in it, so there the keys stay."""
WORDS_KEPT = timedelta(days=180)
NUDGED = "hello"
"""The payload of the link that a nudge shows."""


class Spine:
    """Everything between the platforms and the handlers. One event at a time, in the order they came."""

    def __init__(
        self,
        storage: Any,
        platforms: Sequence[Platform],
        table: Table,
        clock: Clock,
        language: str = "en",
    ) -> None:
        self.clock = clock
        self._storage = storage
        self._platforms: Mapping[str, Platform] = {p.name: p for p in platforms}
        can = {name: platform.can for name, platform in self._platforms.items()}
        self._dispatch = Dispatch(table, language, can)
        self._villages = Villages()
        self._delivery = Delivery(storage, self._platforms, self._villages, clock, language)
        self._positions = Positions()
        self._turn = asyncio.Lock()
        self.next_due: datetime | None = None

    async def start(self) -> None:
        """Read what is kept in memory, and send what an earlier run left behind."""
        async with self._storage.begin("start", self.clock.now()) as work:
            self._villages.replace(await work.communities.villages())
            if not await work.deadlines.is_set(HOUSEKEEPING):
                await work.deadlines.set(HOUSEKEEPING, HOUSEKEEPING, "", self.clock.now() + NIGHTLY)
            self.next_due = await work.deadlines.earliest()
            await work.outbox.drop_interrupted()
        await self._delivery.run()
        async with self._turn:
            await self._learn()
        await self._delivery.flush()

    async def position(self, platform: str) -> str | None:
        """Return where a platform's stream goes on after a restart; None: it never went anywhere."""
        async with self._storage.begin("position", self.clock.now()) as work:
            return await self._positions.of(work, platform)

    async def handle(self, event: Event) -> Outcome:
        """Handle one event to its end: transaction, commit, letters, and what it made due at once."""
        outcome = await self._handle(event)
        self._positions.reached(event)
        if self._positions.are_due(self.clock.now()):
            await self._save_positions()
        return outcome

    async def _handle(self, event: Event) -> Outcome:
        if not self._dispatch.concerns(event):
            return Outcome.CHATTER
        scene = listen(event, self._villages, self.clock.now())
        if isinstance(scene, Outcome):
            return scene
        async with self._turn:
            outcome = await self._one(scene)
            await self._learn()
            if self.next_due is not None and self.next_due <= self.clock.now():
                await self._sweep(self.clock.now())
            return outcome

    async def settle(self) -> None:
        """Write down every receipt and position: nothing is pending any more."""
        async with self._turn:
            await self._delivery.flush()
        if self._positions.pending():
            await self._save_positions()

    async def _save_positions(self) -> None:
        async with self._turn:
            pending, now = self._positions.pending(), self.clock.now()
            async with self._delivery.begin("positions", now) as work:
                await self._positions.write(work, pending)
            self._positions.written(pending, now)

    async def sweep(self, until: datetime) -> None:
        """Do everything that is due by then, and send what may be sent again.

        An operator's command may have changed a village's rules meanwhile: what is kept in memory is read again.
        """
        async with self._turn:
            async with self._delivery.begin("villages", self.clock.now()) as work:
                self._villages.replace(await work.communities.villages())
            await self._sweep(until)
            await self._delivery.run()
            await self._learn()

    @property
    def next_try(self) -> datetime | None:
        """When a letter that waits for a moment may be tried again."""
        return self._delivery.next_try

    def rooms(self, platform: str) -> list[str]:
        """Return the platform's names for the rooms we are in."""
        return self._villages.handles(platform)

    async def _learn(self) -> None:
        """Handle what sending taught us: a room has moved, a poll was counted, somebody cannot be reached yet."""
        while self._delivery.learned:
            learned = self._delivery.learned.pop(0)
            event = learned.event
            scene = listen(event, self._villages, self.clock.now())
            if isinstance(scene, Outcome) or not self._dispatch.concerns(event):
                continue
            if learned.receipt is not None:
                self._delivery.receipts.append(learned.receipt)
            done = await self._one(scene)
            if done is Outcome.DONE and isinstance(event, RoomMoved):
                await self._delivery.resume(learned.chat)
        while self._delivery.unreached:
            await self._nudge(self._delivery.unreached.pop(0))

    async def _nudge(self, waiting: Unreached) -> None:
        """Say once in the room that something waits in private; never what, nor from whom."""
        account = waiting.account
        room = self._villages.room_on(account.platform, waiting.village)
        platform = self._platforms.get(account.platform)
        if room is None or platform is None or not platform.can.private_link:
            return
        async with self._delivery.begin(f"nudge:{account.id}", self.clock.now()) as work:
            known = await work.people.by_account(account.platform, account.handle)
            if known is None or known[1].reach is not Reach.UNKNOWN:
                return
            card = f"nudge:{account.id}"
            if await work.outbox.on_card(card) is not None:
                return  # once is enough, also for who was reached in between
            await work.people.save_account(replace(known[1], reach=Reach.INVITED))
            bag = Mailbag(work, f"nudge:{account.id}")
            args: Args = {"name": Contact(account.person), "link": Invitation(NUDGED)}
            await bag.put([Text(room=room.id, key="private-waits", args=args, card=card)])
        await self._send(bag, work, None, everything=False)

    async def _one(self, scene: Scene) -> Outcome:
        event = scene.event
        about = None
        if isinstance(event, MessageEdited | MessageRemoved):
            about = await self._post_of(scene)
            if isinstance(event, MessageEdited) and about is not None and _says(about, event.text):
                return Outcome.CHATTER  # an edit of something that nobody reads
        heard_anew = about is None or turns_alarming(event, about.words)
        if isinstance(event, MessageEdited | MessageRemoved) and heard_anew:
            if scene.village is None:
                return Outcome.CHATTER
            said_now = listen(as_said_now(event), self._villages, self.clock.now())
            if isinstance(said_now, Outcome):
                return said_now
            scene, event = said_now, said_now.event
        if isinstance(event, BallotCast) and not await self._is_our_poll(event):
            return Outcome.CHATTER
        if scene.answers and not await self._answers(scene):
            said_itself = not_an_answer(scene)
            if isinstance(said_itself, Outcome):
                return said_itself
            scene = said_itself
        cause = f"{event.platform}:{event.key}"
        can = self._platforms[event.platform].can
        try:
            done = await self._transaction(event, cause, self._handler(scene, can, cause))
        except (Refusal, AskWhichVillage) as said:
            done = await self._transaction(event, cause, self._refuser(scene, can, cause, said))
        except Exception as error:
            log.error("a handler failed", about=type(event).__name__, **bare(error))
            sorry = Refusal("went-wrong")
            done = await self._transaction(event, cause, self._refuser(scene, can, cause, sorry))
        if done is None:
            return Outcome.REPEATED
        bag, work = done
        everything = isinstance(event, ReachabilityChanged | BotAdded) or work.outbox.released
        await self._send(bag, work, scene, everything=everything)
        return Outcome.DONE

    def _handler(self, scene: Scene, can: Capabilities, cause: str) -> Callable[[Any], Any]:
        return lambda work: self._dispatch.event(work, scene, can, cause)

    def _refuser(
        self, scene: Scene, can: Capabilities, cause: str, said: Refusal | AskWhichVillage
    ) -> Callable[[Any], Any]:
        return lambda work: self._dispatch.refusal(work, scene, can, cause, said)

    async def _post_of(self, scene: Scene) -> Post | None:
        """Return the post that was heard in an edited or removed message; without one, it may be a request now."""
        event = scene.event
        if scene.village is None:
            return None
        async with self._storage.begin("look", self.clock.now()) as work:
            room = scene.village.room.id
            found: Post | None = await work.posts.by_message(room, event.message)  # type: ignore[attr-defined]
            return found

    async def _is_our_poll(self, vote: BallotCast) -> bool:
        """Say whether an answer is to a poll of ours: what neighbours ask each other is theirs."""
        async with self._storage.begin("look", self.clock.now()) as work:
            return await work.outbox.poll(vote.poll) is not None

    async def _answers(self, scene: Scene) -> bool:
        """Say whether a reply is to an open post of somebody else's."""
        event, village = scene.event, scene.village
        if village is None or not isinstance(event, MessagePosted) or event.reply_to is None:
            return False
        async with self._storage.begin("look", self.clock.now()) as work:
            post = await work.posts.by_message(village.room.id, event.reply_to)
            return post is not None and post.stage.value == "open"

    async def _transaction(
        self, event: Event, cause: str, act: Callable[[Any], Any]
    ) -> tuple[Mailbag, Any] | None:
        """Note the event and act, in one transaction; None when it was noted before."""
        pending, now = self._positions.pending(event), self.clock.now()
        async with self._delivery.begin(cause, now) as work:
            if not await work.inbox.note(cause, work.now):
                return None
            bag = await act(work)
            await self._positions.write(work, pending)
            await self._committing(work)
        self._positions.written(pending, now)
        return bag, work

    async def _committing(self, work: Any) -> None:
        """Bring what is kept in memory up to what this transaction did."""
        if work.communities.changed:
            self._villages.replace(await work.communities.villages())
        soonest = work.deadlines.soonest
        if soonest is not None:
            self.next_due = min(soonest, self.next_due or soonest)

    async def _send(
        self, bag: Mailbag, work: Any, scene: Scene | None, *, everything: bool
    ) -> None:
        if everything:
            await self._delivery.run()
            return
        village = scene.village.community.id if scene and scene.village else None
        known = {
            person.id: Addressee(person, account, village)
            for person, account in work.people.seen.values()
            if village or (person.language and person.time_zone)
        }
        here = {person.id: account for person, account in work.people.seen.values()}
        letters = [_letter(row) for row in bag.rows]
        await self._delivery.send(letters, known, here)

    async def _sweep(self, until: datetime) -> None:
        while self.next_due is not None and self.next_due <= until:
            async with self._delivery.begin("sweep", self.clock.now()) as work:
                due = await work.deadlines.next(until)
                if due is None:
                    self.next_due = await work.deadlines.earliest()
                    return
            if not await self._meet(due):
                return

    async def _meet(self, due: Due) -> bool:
        """Do one deadline; False when another worker has it.

        One whose handler fails is tried again later, and stops nothing behind it.
        """
        try:
            async with self._delivery.begin("deadline", self.clock.now()) as work:
                if not await work.deadlines.claim(due):
                    return False
                bag = await self._due(work, due)
        except Exception as error:
            log.error("a deadline failed", kind=due.kind, **bare(error))
            async with self._delivery.begin("deadline", self.clock.now()) as work:
                again = max(due.at, self.clock.now()) + TRY_AGAIN
                await work.deadlines.set(due.key, due.kind, due.subject, again)
                self.next_due = await work.deadlines.earliest()
            return True
        await self._send(bag, work, None, everything=False)
        return True

    async def _due(self, work: Any, due: Due) -> Mailbag:
        if isinstance(self.clock, SteppedClock):
            self.clock.move_to(due.at)
            await work.installation.set("clock", self.clock.now().isoformat())
        cause = f"deadline:{due.key}@{due.at.isoformat()}"
        work.caused_by(cause, self.clock.now())
        can = shared([platform.can for platform in self._platforms.values()])
        if due.kind == HOUSEKEEPING:
            await _tidy(work)
            if not isinstance(self.clock, SteppedClock):
                await work.inbox.forget(work.now - INBOX_KEPT)
            bag = Mailbag(work, cause)
        else:
            bag = await self._dispatch.due(work, due, can, cause)
        await work.deadlines.done(due.key, due.at)
        await self._committing(work)
        self.next_due = await work.deadlines.earliest()
        return bag


async def _tidy(work: Any) -> None:
    """Forget what has served: drafts nobody confirmed, old keys and letters, words of things long over."""
    now = work.now
    await work.posts.forget_drafts(now)
    await work.archive.forget_strangers()
    await work.posts.forget_words(now - WORDS_KEPT)
    await work.exchanges.forget_words(now - WORDS_KEPT)
    await work.ties.forget_looks(now - INBOX_KEPT)
    await work.reciprocity.forget_ticks(now - TICKS_KEPT)
    await work.outbox.forget(now - INBOX_KEPT)
    await work.deadlines.forget(now - INBOX_KEPT)
    await work.deadlines.set(HOUSEKEEPING, HOUSEKEEPING, "", now + NIGHTLY)


def _says(post: Post, text: str) -> bool:
    """Say whether a post reads so already: platforms also call it an edit when no word has changed."""
    return post.words == clean(text)[:MAX_WORDS]


def _letter(row: Mapping[str, Any]) -> Letter:
    names = (
        "id",
        "kind",
        "room",
        "key",
        "args",
        "choices",
        "extra",
        "content",
        "cause",
        "target",
        "ask",
    )
    return Letter(to=row["person"], **{name: row[name] for name in names})
