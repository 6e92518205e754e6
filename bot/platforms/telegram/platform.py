"""Telegram as a platform: events in, items out. It stores nothing and decides nothing."""

import logging
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from telegram import Bot, ChatMemberUpdated, Update, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import ChatMigrated, InvalidToken, TelegramError

from bot.logs import bare
from bot.platforms.telegram.deafness import cannot_read
from bot.platforms.telegram.hearing import (
    HEARD,
    NAME,
    Self,
    hear,
    is_in,
    is_in_charge,
    is_person,
    moved,
)
from bot.platforms.telegram.menus import Menu, publish
from bot.platforms.telegram.receiving import Polling, Pushing, Raw, TokenRefused, Webhook
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.speaking import Speaking, private_link
from core.events import Event
from core.ports import Capabilities, Delivered, Outgoing, Trouble, Undeliverable

log = structlog.get_logger()

API = "https://api.telegram.org/bot"
CAN = Capabilities(
    ephemeral=True,
    deletions_seen=False,
    can_open_private=False,
    people_picker=True,
    recounts=True,
    hidden_results=True,
    mentions=True,
    person_link="tg://user?id={handle}",
    room_messages_per_minute=20,
    chat_messages_per_second=1,
    messages_per_second=30,
)
"""Telegram's own limits (4-platforms 1.3). `ephemeral`: what is for one person in a group is an ephemeral message where
we are an administrator, and otherwise stands under that person's own message, with buttons for them alone."""


SUPERGROUPS = -1_000_000_000_000
"""Supergroups and channels are numbered below this, plain groups above."""
MOST_ASKED = 20
"""Groups that are asked whether they have moved, when we arrive in a supergroup."""


def is_plain_group(room: str) -> bool:
    """Say whether a chat's name is that of a plain group, which may become a supergroup; those have long names."""
    return SUPERGROUPS < int(room) < 0


class Telegram:
    """One bot account. `start()` before anything else; `stop()` ends `events()` after the event at hand.

    `commands`: what we answer to in a group without being named; empty: every command. `menu`: what Telegram shows.
    """

    name = NAME

    def __init__(
        self,
        token: str,
        *,
        base_url: str = API,
        webhook: Webhook | None = None,
        commands: Collection[str] = (),
        menu: Menu | None = None,
    ) -> None:
        # The library writes private texts into its own logs when something goes wrong; ours never do.
        logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
        self._polling_request = AiohttpRequest()
        self.bot = Bot(
            token,
            base_url=base_url,
            request=AiohttpRequest(),
            get_updates_request=self._polling_request,
        )
        self.receiving = self._way_in(webhook)
        self.can = CAN
        self._commands = frozenset(commands)
        self._menu = menu
        self._rights: dict[str, bool] = {}
        self._us = Self(0, "")
        self._speaking = Speaking(self.bot, "", self._rights)

    def _way_in(self, webhook: Webhook | None) -> Polling | Pushing:
        if webhook is not None:
            return Pushing(self.bot, webhook, HEARD)
        return Polling(self.bot, self._polling_request, HEARD)

    async def start(self) -> None:
        """Ask who we are, and begin to listen. Raises TokenRefused, or TelegramError when Telegram is out of reach."""
        try:
            await self.bot.initialize()
        except InvalidToken:
            raise TokenRefused from None
        self._know_us(self.bot.bot)
        self._speaking = Speaking(self.bot, self._us.username, self._rights)
        self.can = replace(self.can, private_link=private_link(self._us.username, "{payload}"))
        if self._menu is not None:
            await publish(self.bot, self._menu)
        await self.receiving.start()

    def _know_us(self, me: User) -> None:
        reads = bool(me.can_read_all_group_messages)
        self._us = Self(me.id, me.username or "", reads, self._commands)

    async def _look_at_us(self) -> None:
        """Ask again who we are: privacy mode is changed elsewhere, while we run."""
        try:
            self._know_us(await self.bot.get_me())
        except TelegramError as error:
            log.warning("we could not be looked at", error=type(error).__name__)

    async def stop(self) -> None:
        """End `events()` after the event at hand; the connections stay for what is still to be said."""
        await self.receiving.stop()

    async def close(self) -> None:
        """Close every connection; after `events()` has ended."""
        if isinstance(self.receiving, Pushing):
            await self.receiving.close()
        await self.bot.shutdown()

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, in order; an update is confirmed when the event after it is asked for."""
        async for raw in self.receiving.updates():
            for event in await self._heard(raw):
                yield event
            press = raw.get("callback_query")
            if press:
                await self._speaking.quiet(str(press["id"]))

    async def deliver(self, item: Outgoing) -> Delivered | Undeliverable:
        """Send one item; every failure is a value."""
        try:
            return await self._speaking.say(item)
        except Exception as error:
            # A fault of ours in one item must not stop everything behind it.
            log.error("an item could not be sent", kind=item.kind, key=item.key, **bare(error))
            return Undeliverable(Trouble.FORBIDDEN)

    async def deaf_in(self, rooms: Sequence[str], now: datetime) -> list[Event]:
        """Look in which of these rooms we hear too little, and remember where we are an administrator."""
        found: list[Event] = []
        await self._look_at_us()
        for room in rooms:
            try:
                us = await self.bot.get_chat_member(int(room), self._us.id)
            except ChatMigrated as told:
                found.append(moved(room, str(told.new_chat_id)))
                continue
            except TelegramError as error:
                log.warning("a room could not be looked at", error=type(error).__name__)
                continue
            self._rights[room] = is_in_charge(us)
            reason = cannot_read(
                in_charge=self._rights[room], reads_everything=self._us.reads_everything
            )
            if reason is not None:
                found.append(reason.this_month(room, now))
        return found

    async def _heard(self, raw: Raw) -> list[Event]:
        """Read one update. One that cannot be read is passed over: it would come back for ever."""
        try:
            update = Update.de_json(raw, self.bot)
            change = update.my_chat_member
            if change is None:
                return hear(update, self._us)
            return await self._heard_about_us(update, change)
        except Exception as error:
            log.error("an update could not be read", **bare(error))
            return []

    async def _heard_about_us(self, update: Update, change: ChatMemberUpdated) -> list[Event]:
        """Remember what we may do in a group now; a group that only moved is not a new one."""
        room = str(change.chat.id)
        self._rights[room] = is_in_charge(change.new_chat_member)
        arrived = is_in(change.new_chat_member) and not is_in(change.old_chat_member)
        if not arrived or change.chat.type == ChatType.PRIVATE:
            return hear(update, self._us)
        old = await self._moved_from(room) if change.chat.type == ChatType.SUPERGROUP else None
        if old is not None:
            return [moved(old, room)]
        await self._look_at_us()
        by = change.from_user
        return hear(
            update, self._us, None if is_person(by) else await self._somebody_in_charge(room)
        )

    async def _moved_from(self, room: str) -> str | None:
        """Return the group that goes on as this supergroup: of all that we know, the one that says so when asked.

        Telegram may tell that we were added to the new place before it tells that the old one has moved.
        """
        for known in [known for known in self._rights if is_plain_group(known)][:MOST_ASKED]:
            try:
                await self.bot.get_chat_member(int(known), self._us.id)
            except ChatMigrated as told:
                if str(told.new_chat_id) == room:
                    return known
            except TelegramError:
                continue
        return None

    async def _somebody_in_charge(self, room: str) -> User | None:
        """Return who stands for an anonymous administrator who added us: the owner, or another who shows their name."""
        try:
            admins = await self.bot.get_chat_administrators(int(room))
        except TelegramError:
            return None
        people = [a for a in admins if is_person(a.user) and not getattr(a, "is_anonymous", False)]
        people.sort(key=lambda admin: admin.status != ChatMemberStatus.OWNER)
        return people[0].user if people else None
