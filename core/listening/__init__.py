"""Listening: what a message in the group asks for or offers, if anything.

Decides from the words alone, on this machine, and keeps nothing: chatter leaves no trace. Who may
hear of it, and what happens then, is for others.
"""

from core.listening.acts import NOTE, SPEAK
from core.listening.extent import WEEK, Extent, extent_of
from core.listening.listener import find_when, understand, understand_all, understand_as, warm
from core.listening.meaning import KINDS, Act, Context, Tuning, TypeHint, Understanding, When
from core.listening.packs import languages
from core.listening.stems import stems

__all__ = [
    "KINDS",
    "NOTE",
    "SPEAK",
    "WEEK",
    "Act",
    "Context",
    "Extent",
    "Tuning",
    "TypeHint",
    "Understanding",
    "When",
    "extent_of",
    "find_when",
    "languages",
    "stems",
    "understand",
    "understand_all",
    "understand_as",
    "warm",
]
