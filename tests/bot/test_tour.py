"""The tour plays the main story on the real bot, in both languages, and ends by itself."""

import asyncio
import os
import subprocess
import sys

import pytest

import locales
from bot import app
from bot.demo import tour
from bot.demo.tour import ASKER, TourLost
from bot.spine.clock import SteppedClock, SystemClock


async def _told(locale: str) -> str:
    lines: list[str] = []
    await app.tour(locale, lines.append, 0)
    return "\n".join(lines)


async def test_the_tour_shows_the_whole_story() -> None:
    told = await _told("en")
    for part in (
        "Juno presses [I'm in]",
        "keeps nothing of it",
        "Does anyone have a drill",
        "marks Juno's message",
        "presses [Ask around]",
        "presses [Not this time]",
        "presses [I can]",
        "presses [Yes, please]",
        "presses [Done]",
        "Juno says thank you",
        "presses [Show me mine]",
        "Your karma in Maple Lane is 60",
    ):
        assert part in told, part


async def test_every_chapter_has_a_heading_and_private_words_are_indented() -> None:
    told = await _told("en")
    assert told.count("── ") == 13
    private = [line for line in told.split("\n") if "privately:" in line]
    assert len(private) > 20
    assert all(line.startswith(" " * tour.INDENT) for line in private)


async def test_the_tour_speaks_spanish() -> None:
    told = await _told("es")
    assert "Callejón del Arce" in told
    assert "en privado" in told
    assert "presses" not in told


async def test_the_same_tour_every_time() -> None:
    assert await _told("en") == await _told("en")


async def test_the_no_reaches_nobody_else() -> None:
    told = await _told("en")
    refuser = told.split(" presses [Not this time]")[0].rsplit(" ", 1)[1]
    after = told.split(" presses [Not this time]")[1].split("── Both say yes")[0]
    heard = [x for x in after.split("\n") if "Nobody hears" in x or "Thank you for looking" in x]
    assert len(heard) == 2
    assert all(f"Karmyq to {refuser}, privately" in line for line in heard)


async def test_pauses_stay_under_a_minute() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    clock = SteppedClock(tour.START)
    terminal = tour.village("en", clock)
    async with app.opened("sqlite+aiosqlite://", [terminal], clock, seed="tour", language="en") as (
        spine,
        _,
    ):
        await tour.Tour(spine, terminal, "en", lambda _: None, sleep, 1.0).play()
    assert 10 < sum(slept) < 60


async def test_a_story_that_goes_astray_says_so() -> None:
    clock = SteppedClock(tour.START)
    terminal = tour.village("en", clock)
    async with app.opened("sqlite+aiosqlite://", [terminal], clock, seed="tour", language="en") as (
        spine,
        _,
    ):
        for handle in tour.HELPERS:
            await spine.handle(terminal.says(handle, "/pause"))
        guide = tour.Tour(spine, terminal, "en", lambda _: None, asyncio.sleep, 0)
        with pytest.raises(TourLost, match=r"match\.yes"):
            await guide.play()


async def test_a_missing_button_is_named() -> None:
    clock = SteppedClock(tour.START)
    terminal = tour.village("en", clock)
    async with app.opened("sqlite+aiosqlite://", [terminal], clock, seed="tour", language="en") as (
        spine,
        _,
    ):
        guide = tour.Tour(spine, terminal, "en", lambda _: None, asyncio.sleep, 0)
        with pytest.raises(TourLost, match=tour.NAMES[ASKER]):
            await guide.press(ASKER, "match.accept")


async def test_the_machines_clock_cannot_leap() -> None:
    terminal = tour.village("en", SteppedClock(tour.START))
    async with app.opened(
        "sqlite+aiosqlite://", [terminal], SystemClock(), seed="tour", language="en"
    ) as (spine, _):
        guide = tour.Tour(spine, terminal, "en", lambda _: None, asyncio.sleep, 0)
        with pytest.raises(TypeError):
            await guide.wait(tour.LATER)


def _karmyq(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_without_a_terminal_the_demo_is_the_tour() -> None:
    ended = _karmyq(KARMYQ_DEMO_PACE="0")
    assert ended.returncode == 0
    assert locales.say("en", "tour-end", {}) in ended.stdout
    assert ended.stderr == ""


def test_the_demo_refuses_what_is_no_file() -> None:
    ended = _karmyq("--tour", "--database", "postgresql+asyncpg://nobody@nowhere/none")
    assert ended.returncode == 2
    assert "karmyq-demo.db" in ended.stderr
