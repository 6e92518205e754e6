"""From the outbox to the platforms: in order per chat, at most one attempt at a time, and never into the wrong room.

What the platform said is data. A private letter for somebody who cannot be reached waits; it is never said elsewhere.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

import locales
from bot.logs import bare
from bot.spine.addresses import TO_BE_MADE, Addresses, by_person
from bot.spine.budgets import Budgets
from bot.spine.rendering import Known, Reader, Renderer, disclosed, outgoing, people_in
from bot.spine.retries import NEVER_AGAIN, REPEATABLE, wait
from bot.spine.villages import Villages
from core import karma, privacy, trust
from core.communities import Standing
from core.errors import Disclosure
from core.events import Event, PollCounted, RoomMade, RoomMoved
from core.hidden import Hidden
from core.ids import CommunityId, MessageId, PersonId
from core.messages import Phrase, Secret
from core.people import Account, Reach
from core.ports import Clock, Delivered, Letter, Outgoing, Platform, Trouble, Undeliverable

log = structlog.get_logger()

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
BATCH = 100
NOT_COUNTED = frozenset({"answer", "mark", "unmark", "admit", "turn_away"}) | TO_BE_MADE
"""Kinds that put no message into a chat, and so use up none of what may be said there."""
WORTH_A_NUDGE = frozenset({"text", "picture", "file"})
"""Kinds that say something new to somebody."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who cannot be written to yet, with the account and the village in which they may be told so."""

    account: Account
    village: CommunityId


@dataclass(frozen=True, slots=True)
class Learned:
    """What sending a letter taught us, and in which chat.

    `receipt`: the letter's own, where it may not be written down before what it taught us is.
    """

    event: Event
    chat: str
    receipt: tuple[Letter, str] | None = None


class Delivery:
    """Sends letters. `storage` is an open database; `platforms` by name."""

    def __init__(
        self,
        storage: Any,
        platforms: Mapping[str, Platform],
        villages: Villages,
        clock: Clock,
        language: str = locales.DEFAULT,
    ) -> None:
        self._storage = storage
        self._platforms = platforms
        self._addresses = Addresses(platforms, villages, language)
        self._clock = clock
        self._budgets = {name: Budgets(p.can) for name, p in platforms.items()}
        self._held: set[str] = set()
        self._hushed: dict[str, datetime] = {}
        """Platforms that want us to say nothing at all until then."""
        self._passed_over: dict[MessageId, str] = {}
        """Letters that wait for such a platform, and their chats; nothing about them is written down."""
        self.next_try: datetime | None = None
        """When the first of the letters that wait for a moment may be tried again."""
        self.learned: list[Learned] = []
        """What sending taught us: a room has moved, a poll was counted, a room was made."""
        self.unreached: list[Unreached] = []
        """People for whom a letter waits until they open their private chat."""
        self.receipts: list[tuple[Letter, str]] = []
        """Letters that arrived; written down with the next transaction, or by `flush`."""

    @asynccontextmanager
    async def begin(self, cause: str, now: datetime) -> AsyncIterator[Any]:
        """Open a unit of work that also writes down what arrived before it; rolled back, nothing is forgotten."""
        async with self._storage.begin(cause, now) as work:
            written = len(self.receipts)
            await self._write_receipts(work, self.receipts[:written])
            yield work
        del self.receipts[:written]

    async def _write_receipts(self, work: Any, receipts: Sequence[tuple[Letter, str]]) -> None:
        if not receipts:
            return
        await work.outbox.delivered([(letter.id, reference) for letter, reference in receipts])
        # Until it is read, a message offers what it showed: people answer what they see, and some by its number.
        for letter, _ in receipts:
            if letter.kind == "revise" and letter.target is not None:
                await work.outbox.rewrite(letter.target, {"choices": list(letter.choices)})
        asks = [letter.ask for letter, _ in receipts if letter.ask]
        if asks:
            await work.asks.delivered(asks, work.now)

    async def flush(self) -> None:
        """Write down what arrived, in a transaction of its own."""
        if self.receipts:
            async with self.begin("receipts", self._clock.now()):
                pass

    async def run(self) -> None:
        """Send everything in the outbox whose time has come."""
        self.next_try = None
        self._passed_over.clear()
        while True:
            known = {*self._passed_over, *(t.receipt[0].id for t in self.learned if t.receipt)}
            async with self.begin("delivery", self._clock.now()) as work:
                held = await work.outbox.held_chats(self._clock.now())
                self._held = held | set(self._passed_over.values())
                letters = await work.outbox.waiting(self._clock.now(), BATCH + len(known))
            letters = [letter for letter in letters if letter.id not in known]
            if not letters:
                return
            await self.send(letters, {})

    async def send(
        self,
        letters: Sequence[Letter],
        known: Known,
        here: Mapping[PersonId, Account] | None = None,
    ) -> None:
        """Send these letters in order; those behind one that has to wait stay in the outbox.

        `here`: the accounts through which people just acted; somebody with several is answered where they spoke.
        """
        known, references = await self._look_up(letters, known, here or {})
        for letter in letters:
            if self._waits(letter):
                self._note_unreached(letter, known)
                if letter.chat in self._passed_over.values():
                    self._passed_over[letter.id] = letter.chat
                continue
            try:
                await self._send_one(letter, known, references)
            except Disclosure:
                log.error("a hidden number was stopped", letter=letter.id, key=letter.key)
                await self._give_up(letter)

    def _waits(self, letter: Letter) -> bool:
        """Say whether a letter has to stay behind an earlier one; an answer to a press waits for nothing."""
        return letter.chat in self._held and letter.kind != "answer"

    async def _look_up(
        self, letters: Sequence[Letter], known: Known, here: Mapping[PersonId, Account]
    ) -> tuple[Known, dict[MessageId, str]]:
        wanted = set[PersonId]().union(*map(people_in, letters))
        # On several platforms somebody may have another account where they are to be named.
        missing = sorted(wanted if len(self._platforms) > 1 else wanted - known.keys())
        targets = [letter.target for letter in letters if letter.target]
        if not missing and not targets:
            return known, {}
        async with self.begin("addresses", self._clock.now()) as work:
            found = by_person(await work.people.addressees(missing), known, here)
            references = await work.outbox.references(targets) if targets else {}
        return {**known, **found}, references

    async def _send_one(
        self, letter: Letter, known: Known, references: Mapping[MessageId, str]
    ) -> None:
        if letter.to is not None and letter.to not in known:
            await self._give_up(letter)  # somebody who was forgotten
            return
        platform, address, reader = self._addresses.of(letter, known)
        if platform is None and (letter.to is None or letter.kind == "answer"):
            await self._give_up(letter)  # a room that we are not in any more, a press of long ago
            return
        if platform is None:
            await self._hold(letter, FOREVER)
            self._note_unreached(letter, known)
            return
        if letter.target and letter.target not in references:
            await self._give_up(letter)  # what it revises never arrived
            return
        if self._is_hushed(platform):
            self._passed_over[letter.id] = letter.chat
            self._held.add(letter.chat)
            return
        seconds = self._budget(letter, platform)
        if seconds:
            until = self._clock.now() + timedelta(seconds=seconds)
            await self._hold(letter, until, attempted=False)
            return
        target = references.get(letter.target) if letter.target else None
        item = await self._made(letter, reader, known, address, target)
        if item is None:
            await self._give_up(letter)
            return
        if letter.kind in NEVER_AGAIN and not platform.can.idempotent:
            async with self.begin("sending", self._clock.now()) as work:
                await work.outbox.sending(letter.id)
        await self._note(letter, platform, await platform.deliver(item), item)

    async def _made(
        self,
        letter: Letter,
        reader: Reader,
        known: Known,
        address: Mapping[str, Any],
        target: str | None,
    ) -> Outgoing | None:
        """Word and draw a letter; None when that cannot be done, which must not stop everything behind it."""
        secrets = await self._secrets(letter, reader)
        try:
            item = outgoing(letter, Renderer(reader, known, secrets), address, target)
            if letter.extra.get("holdings") and letter.to is not None:
                item = replace(item, content=await self._holdings(letter.to))
        except Exception as error:
            log.error("a letter could not be made", key=letter.key, **bare(error))
            return None
        return item

    def _is_hushed(self, platform: Platform) -> bool:
        until = self._hushed.get(platform.name)
        if until is None or until <= self._clock.now():
            return False
        self.next_try = min(until, self.next_try or until)
        return True

    def _budget(self, letter: Letter, platform: Platform) -> float:
        """Return how many seconds the platform's limits keep a letter back."""
        if letter.kind in NOT_COUNTED:
            return 0.0
        is_room = letter.room is not None
        return self._budgets[platform.name].wait(letter.chat, self._clock.now(), room=is_room)

    def _note_unreached(self, letter: Letter, known: Known) -> None:
        """Remember who could be told that something waits; never for an ask, which would name who was asked.

        Nor for what becomes of a message, which may have been an ask, nor for what comes by its own time: a digest
        tells of asks. What is left is what somebody just did something for.
        """
        if letter.cause.partition(":")[0] not in self._platforms:
            return
        if letter.to is None or letter.to not in known:
            return
        if letter.ask is not None or letter.kind not in WORTH_A_NUDGE:
            return
        addressee = known[letter.to]
        village = addressee.account.community or addressee.village
        if addressee.account.reach is Reach.UNKNOWN and village is not None:
            self.unreached.append(Unreached(addressee.account, village))

    async def _secrets(self, letter: Letter, reader: Reader) -> dict[Secret, Any]:
        async def read(secret: Secret) -> Hidden[Any]:
            async with self._storage.begin("secret", self._clock.now()) as work:
                community = await work.communities.get(secret.community)
                if secret.kind == "trust":
                    word = await trust.own_word(work, community, secret.person)
                    return word.map(lambda told: Phrase(f"trust-{told.value.replace('_', '-')}"))
                own = await karma.own(work, community, secret.person)
            if secret.kind == "movement":
                return own.map(lambda told: Phrase(f"karma-{told[1].value}"))
            return own.map(lambda told: told[0])

        found = await disclosed(letter, read)
        plain = Renderer(reader, {}, {})
        return {s: plain.phrase(v) if isinstance(v, Phrase) else v for s, v in found.items()}

    async def _holdings(self, person: PersonId) -> bytes:
        """Gather everything held about a person, for that person's own eyes."""
        async with self._storage.begin("holdings", self._clock.now()) as work:
            held: dict[str, Any] = dict(await work.archive.held(person))
            held["karma"] = []
            for community in await work.communities.of_person(person, Standing.MEMBER):
                own = await karma.own(work, community, person)
                points, _ = own.disclose_to(person)
                held["karma"].append({"village": community.title, "points": points})
            return privacy.as_file(held, work.now)

    async def _note(
        self, letter: Letter, platform: Platform, said: Delivered | Undeliverable, item: Outgoing
    ) -> None:
        if isinstance(said, Delivered) and letter.kind in TO_BE_MADE:
            self._learn_made(letter, said.reference)
            return
        if isinstance(said, Delivered):
            self.receipts.append((letter, said.reference))
            if not platform.can.idempotent and letter.kind not in REPEATABLE:
                await self.flush()
            if said.counts:
                self._learn_counts(letter, platform, said.counts)
            return
        if said.trouble is Trouble.MOVED and item.room is not None:
            key = f"moved:{item.room}:{said.to}"
            move = RoomMoved(platform=platform.name, key=key, room=item.room, to=said.to)
            self.learned.append(Learned(move, letter.chat))
        lost = said.trouble in (Trouble.NOT_STARTED, Trouble.BLOCKED)
        if lost and letter.to is not None and letter.kind != "answer":
            reach = Reach.CLOSED if said.trouble is Trouble.BLOCKED else Reach.UNKNOWN
            await self._hold(letter, FOREVER, reach, item.user)
            return
        again = wait(letter, said, platform.can)
        if again is None:
            log.warning("undeliverable", kind=item.kind, key=item.key, trouble=said.trouble)
            await self._give_up(letter)
            if letter.kind in TO_BE_MADE:
                self._learn_made(letter, "")
            return
        until = self._clock.now() + again
        if said.everywhere:
            self._hushed[platform.name] = until
        await self._hold(letter, until)

    def _learn_counts(self, letter: Letter, platform: Platform, counts: tuple[int, ...]) -> None:
        event = PollCounted(
            platform=platform.name,
            key=f"counted:{letter.target}",
            poll=letter.target or "",
            counts=counts,
        )
        self.learned.append(Learned(event, letter.chat))

    def _learn_made(self, letter: Letter, made: str) -> None:
        """A room that is there and nobody's would be lost: its receipt and what becomes of it are written together."""
        extra = letter.extra
        event = RoomMade(
            platform=extra["platform"],
            key=f"made:{letter.id}",
            made=made,
            community=extra["village"],
            title=extra["title"],
            wished_by=extra["by"],
            card=extra["card"],
            is_space=letter.kind == "make_space",
        )
        self.learned.append(Learned(event, letter.chat, (letter, made) if made else None))

    async def resume(self, chat: str) -> None:
        """What kept a chat waiting is over: send what waits there."""
        async with self.begin("resume", self._clock.now()) as work:
            await work.outbox.release(chat, self._clock.now())
        await self.run()

    async def _hold(
        self,
        letter: Letter,
        until: datetime,
        reach: Reach | None = None,
        handle: str | None = None,
        *,
        attempted: bool = True,
    ) -> None:
        """Let a letter wait, and with it everything behind it in the same chat."""
        if letter.chat:
            self._held.add(letter.chat)
        if until != FOREVER:
            self.next_try = min(until, self.next_try or until)
        async with self.begin("hold", self._clock.now()) as work:
            await work.outbox.hold(letter, until, attempted=attempted)
            if reach is not None and letter.to is not None:
                for known in await work.people.addressees([letter.to]):
                    if known.account.handle != handle:
                        continue
                    await work.people.save_account(replace(known.account, reach=reach))

    async def _give_up(self, letter: Letter) -> None:
        async with self.begin("give-up", self._clock.now()) as work:
            await work.outbox.drop(letter.id)
