"""Pictures of how people are connected: names and words given by the caller, never a number.

Every person is drawn at the same size in the same type, so that nothing about anybody can be read from a picture but
what the words in it say. The same input gives the same bytes wherever the same packages are installed: fonts come from
`manimgx-fonts` and `manimgx-fonts-cjk` (Noto, SIL Open Font License), never from the system.

Whatever those fonts hold is drawn: the scripts of Europe, the Caucasus, the Middle East, Ethiopia, India, Southeast and
East Asia, symbols and monochrome emoji. A character in no font becomes a neutral box. Where only
`manimgx-fonts-cjk` is missing, Chinese, Japanese and Korean become boxes and all else stays.
"""

from bot.pictures.compared import compared
from bot.pictures.lives import life
from bot.pictures.stars import star
from bot.pictures.trails import path
from bot.pictures.weeks import weeks

__all__ = ["compared", "life", "path", "star", "weeks"]
