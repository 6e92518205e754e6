"""From the outbox to the platforms: in order per chat, at most one attempt at a time, and never into the wrong room.

What the platform said is data. A private letter for somebody who cannot be reached waits; it is never said elsewhere.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

import locales
from bot.logs import bare
from bot.spine.budgets import Budgets
from bot.spine.rendering import Known, Reader, Renderer, disclosed, outgoing, people_in
from bot.spine.villages import Villages
from core import karma, privacy, trust
from core.communities import Standing
from core.errors import Disclosure
from core.hidden import Hidden
from core.ids import MessageId, PersonId
from core.messages import Phrase, Secret
from core.people import Account, Addressee, Reach
from core.ports import Clock, Delivered, Letter, Outgoing, Platform, Trouble, Undeliverable

log = structlog.get_logger()

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
FIRST_BACKOFF = timedelta(seconds=2)
MOST_ATTEMPTS = 8
BATCH = 100
LOST_RATHER_THAN_DOUBLED = frozenset({"poll", "close_poll", "mark", "unmark", "admit", "turn_away"})
"""Kinds that are given up when nobody knows whether they arrived; words are rather said twice than not at all."""


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
        self._villages = villages
        self._language = language
        self._clock = clock
        self._budgets = {name: Budgets(p.can) for name, p in platforms.items()}
        self._held: set[str] = set()
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
        while True:
            async with self.begin("delivery", self._clock.now()) as work:
                self._held = await work.outbox.held_chats(self._clock.now())
                letters = await work.outbox.waiting(self._clock.now(), BATCH)
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
        letters = [letter for letter in letters if not self._waits(letter)]
        known, references = await self._look_up(letters, known, here or {})
        for letter in letters:
            if self._waits(letter):
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
        missing = sorted(wanted - known.keys())
        targets = [letter.target for letter in letters if letter.target]
        if not missing and not targets:
            return known, {}
        async with self.begin("addresses", self._clock.now()) as work:
            found: dict[PersonId, Addressee] = {}
            for addressee in await work.people.addressees(missing):
                person = addressee.person.id
                account = here.get(person, addressee.account)
                found.setdefault(person, replace(addressee, account=account))
            references = await work.outbox.references(targets) if targets else {}
        return {**known, **found}, references

    async def _send_one(
        self, letter: Letter, known: Known, references: Mapping[MessageId, str]
    ) -> None:
        if letter.to is not None and letter.to not in known:
            await self._give_up(letter)  # somebody who was forgotten
            return
        platform, address, reader = self._address(letter, known)
        if platform is None and (letter.to is None or letter.kind == "answer"):
            await self._give_up(letter)  # a room that we are not in any more, a press of long ago
            return
        if platform is None:
            await self._hold(letter, FOREVER)
            return
        if letter.target and letter.target not in references:
            await self._give_up(letter)  # what it revises never arrived
            return
        wait = self._budgets[platform.name].wait(
            letter.chat, self._clock.now(), room=letter.room is not None
        )
        if wait:
            await self._hold(letter, self._clock.now() + timedelta(seconds=wait))
            return
        secrets = await self._secrets(letter, reader)
        renderer = Renderer(reader, known, secrets)
        target = references.get(letter.target) if letter.target else None
        try:
            item = outgoing(letter, renderer, address, target)
            if letter.extra.get("holdings") and letter.to is not None:
                item = replace(item, content=await self._holdings(letter.to))
        except Exception as error:
            # A letter that cannot be worded or drawn must not stop everything behind it.
            log.error("a letter could not be made", key=letter.key, **bare(error))
            await self._give_up(letter)
            return
        await self._note(letter, platform, await platform.deliver(item), item)

    def _address(
        self, letter: Letter, known: Known
    ) -> tuple[Platform | None, dict[str, str | None], Reader]:
        """Return the platform, the address and the reader; no platform: the letter has to wait."""
        if letter.to is not None:
            return self._private_address(letter, known[letter.to])
        village = self._villages.of_room(letter.room) if letter.room else None
        if village is None:
            return None, {}, Reader(locales.DEFAULT, "UTC")
        config = village.community.config
        platform = self._platforms.get(village.room.platform)
        link = platform.can.private_link if platform else ""
        reader = Reader(locales.nearest(config.language), config.time_zone, private_link=link)
        address = {"room": village.room.handle}
        for role, field in (("only_for", "only_for"), ("about", "user")):
            if letter.extra.get(role):
                address[field] = known[PersonId(letter.extra[role])].account.handle
        return platform, dict(address), reader

    def _private_address(
        self, letter: Letter, addressee: Addressee
    ) -> tuple[Platform | None, dict[str, str | None], Reader]:
        person, account = addressee.person, addressee.account
        village = self._villages.of_community(account.community or addressee.village)
        zone = person.time_zone or (village.config.time_zone if village else "UTC")
        otherwise = village.config.language if village else self._language
        platform = self._platforms.get(account.platform)
        link = platform.can.private_link if platform else ""
        locale = locales.nearest(person.language, otherwise)
        reader = Reader(locale, zone, person.id, link)
        # The answer to a press needs no open chat, and would be worth nothing later.
        reachable = account.reach is Reach.OPEN or letter.kind == "answer"
        return platform if reachable else None, {"user": account.handle}, reader

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
        if isinstance(said, Delivered):
            self.receipts.append((letter, said.reference))
            if not platform.can.idempotent:
                await self.flush()
            return
        now = self._clock.now()
        match said.trouble:
            case Trouble.TOO_FAST:
                await self._hold(letter, now + timedelta(seconds=max(said.after, 1.0)))
            case Trouble.NOT_STARTED | Trouble.BLOCKED if letter.to is not None:
                reach = Reach.CLOSED if said.trouble is Trouble.BLOCKED else Reach.UNKNOWN
                await self._hold(letter, FOREVER, reach, item.user)
            case Trouble.UNCERTAIN if (
                letter.kind not in LOST_RATHER_THAN_DOUBLED and letter.attempts < MOST_ATTEMPTS
            ):
                await self._hold(letter, now + FIRST_BACKOFF * 2**letter.attempts)
            case _:
                log.warning("undeliverable", kind=item.kind, key=item.key, trouble=said.trouble)
                await self._give_up(letter)

    async def _hold(
        self,
        letter: Letter,
        until: datetime,
        reach: Reach | None = None,
        handle: str | None = None,
    ) -> None:
        """Let a letter wait, and with it everything behind it in the same chat."""
        self._held.add(letter.chat)
        async with self.begin("hold", self._clock.now()) as work:
            await work.outbox.hold(letter, until)
            if reach is not None and letter.to is not None:
                for known in await work.people.addressees([letter.to]):
                    if known.account.handle != handle:
                        continue
                    await work.people.save_account(replace(known.account, reach=reach))

    async def _give_up(self, letter: Letter) -> None:
        async with self.begin("give-up", self._clock.now()) as work:
            await work.outbox.drop(letter.id)
