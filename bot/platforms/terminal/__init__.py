"""The terminal platform: a chat service that lives inside one program, for a village to be tried out in.

`chat` is what the service remembers, `platform` its door to the bot. The window (`window`, `panes`, `screens`) needs
Textual and is imported only by whoever opens it.
"""

from bot.platforms.terminal.chat import Change, Chat, Line, private, public
from bot.platforms.terminal.platform import NAME, Terminal

__all__ = ["NAME", "Change", "Chat", "Line", "Terminal", "private", "public"]
