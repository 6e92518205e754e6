"""The menu of commands that Telegram shows, in private chats and in groups, in every language we speak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)

MAX_NAME = 32
MAX_DESCRIPTION = 256
MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: a command and what it does, in one language. `for_keepers`: for administrators of groups."""

    name: str
    description: str
    for_keepers: bool = False


Menu = Mapping[str, Sequence[Entry]]
"""Entries by language; `""` is for everybody whose language is not named."""


async def publish(bot: Bot, menu: Menu) -> None:
    """Set the menus. Raises TelegramError.

    The same commands everywhere, since in a group they are answered privately, and more for administrators; a menu is a
    help, and gives nobody a right. A scope without a menu of its own would show an earlier program's.
    """
    keepers = BotCommandScopeAllChatAdministrators()
    scopes = (
        BotCommandScopeDefault(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeAllGroupChats(),
        keepers,
    )
    for language, entries in menu.items():
        for scope in scopes:
            shown = [e for e in entries if scope is keepers or not e.for_keepers][:MOST]
            commands = [
                BotCommand(e.name[:MAX_NAME], e.description[:MAX_DESCRIPTION]) for e in shown
            ]
            await bot.set_my_commands(commands, scope=scope, language_code=language or None)
