"""The first meeting with a bot account: whose token it is, its menus, and the links by which it is added and opened."""

from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken

from bot.platforms.telegram.menus import Menu, publish
from bot.platforms.telegram.receiving import TokenRefused
from bot.platforms.telegram.request import AiohttpRequest


@dataclass(frozen=True, slots=True)
class Account:
    """A bot account as Telegram knows it. `reads_everything`: privacy mode is off."""

    username: str
    reads_everything: bool

    @property
    def group_link(self) -> str:
        """Return the link that adds the bot to a group as an administrator, who may let people in."""
        return f"https://t.me/{self.username}?startgroup&admin=invite_users"

    @property
    def private_link(self) -> str:
        """Return the link that opens the private chat."""
        return f"https://t.me/{self.username}?start=hello"


async def meet(token: str, base_url: str, menu: Menu) -> Account:
    """Ask Telegram whose token this is, and set the menus. Raises TokenRefused, or TelegramError."""
    bot = Bot(
        token, base_url=base_url, request=AiohttpRequest(), get_updates_request=AiohttpRequest()
    )
    try:
        await bot.initialize()
        await publish(bot, menu)
        return Account(bot.username, bool(bot.bot.can_read_all_group_messages))
    except InvalidToken:
        raise TokenRefused from None
    finally:
        await bot.shutdown()
