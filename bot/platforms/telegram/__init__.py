"""Telegram: a group's chat, and private chats with those who pressed Start.

`platform` ties the rest together: `hearing` turns updates into events, `speaking` turns items into calls, `receiving`
fetches updates and confirms them, `request` carries bytes, `deafness` and `menus` keep the bot's place in order.
"""

from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.receiving import TokenRefused, Webhook

__all__ = ["Telegram", "TokenRefused", "Webhook"]
