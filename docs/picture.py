"""Draw docs/terminal-village.svg, the README's picture: a real village at one moment of its story.

Run `.venv/bin/python docs/picture.py [FILE]`. The clock stands still and nobody acts by chance, so the same program
draws the same picture.
"""

import asyncio
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import locales
from bot import app
from bot.demo import village as demo
from bot.demo.cast import NEIGHBOURS, PLAYED, Cast
from bot.platforms.terminal import Chat, Terminal
from bot.spine import Spine
from bot.spine.clock import SteppedClock

NOW = datetime(2026, 1, 5, 18, 40, tzinfo=UTC)
SIZE = (100, 30)
LOCALE = "en"
HERE = Path(__file__).parent
FONTS = 'Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace'


async def drawn() -> str:
    """Return the picture."""
    clock, numbers = SteppedClock(NOW), count(1)
    chat = Chat(clock.now)
    chat.names.update({n.handle: n.name for n in (*PLAYED, *NEIGHBOURS)})
    terminal = Terminal(chat, lambda: f"picture-{next(numbers)}", LOCALE)
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/picture.db"
        async with app.opened(url, [terminal], clock, seed="picture", language=LOCALE) as (
            spine,
            _,
        ):
            await demo.found(spine, terminal, demo.title(LOCALE))
            village = demo.Village(spine, terminal, Cast("picture", LOCALE), pace=0)
            window = app.demo_window(village, terminal, LOCALE, lambda: None)
            await _play(spine, terminal)
            async with window.run_test(size=SIZE) as pilot:
                await pilot.press("tab")
                await pilot.pause()
                return _self_contained(window.export_screenshot(title="karmyq demo"))


async def _play(spine: Spine, terminal: Terminal) -> None:
    """Play until somebody has said yes, and the exchange card is there."""
    me = PLAYED[0].handle
    await _press(spine, terminal, me, "member.in")
    said = [
        (NEIGHBOURS[2].handle, _line("cast-welcome", 1, name=PLAYED[0].name)),
        (NEIGHBOURS[5].handle, _line("cast-chatter", 0)),
        (me, locales.say(LOCALE, "tour-request-line", {})),
    ]
    for handle, text in said:
        await spine.handle(terminal.says(handle, text, demo.ROOM))
    await _press(spine, terminal, me, "post.confirm")
    asked = [n.handle for n in NEIGHBOURS if terminal.chat.latest(n.handle, "match.yes")]
    await _press(spine, terminal, asked[0], "match.yes")
    await _press(spine, terminal, me, "match.accept")


def _line(key: str, number: int, **args: str) -> str:
    return locales.say(LOCALE, key, args).split("\n")[number]


async def _press(spine: Spine, terminal: Terminal, handle: str, action: str) -> None:
    found = terminal.chat.latest(handle, action)
    if found is None:
        raise SystemExit(
            f"{handle} has no button {action}: the story changed, and docs/picture.py must follow"
        )
    await spine.handle(terminal.presses(handle, found[0].id, found[1].id))


def _self_contained(svg: str) -> str:
    """Drop fonts that would be fetched from elsewhere; name what every machine has. Ids no longer vary."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: ?Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    return re.sub(r"terminal-\d+", "village", svg)


def main(arguments: Sequence[str]) -> None:
    """Write the picture."""
    file = Path(arguments[0]) if arguments else HERE / "terminal-village.svg"
    file.write_text(asyncio.run(drawn()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
