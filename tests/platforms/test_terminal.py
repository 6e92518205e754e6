"""The terminal village: its chat, its door to the bot, and its window, played with keys on the real bot."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from bot import app
from bot.demo import opening
from bot.demo import village as demo
from bot.demo.cast import NEIGHBOURS, PLAYED, Cast
from bot.platforms.terminal import Change, Chat, Line, Terminal, private, public
from bot.platforms.terminal.entries import Entry
from bot.platforms.terminal.hints import hint
from bot.platforms.terminal.panes import Pane
from bot.platforms.terminal.screens import Help
from bot.platforms.terminal.window import VillageWindow
from bot.spine import Spine
from bot.spine.clock import SteppedClock
from core import governance
from core.communities import Stage
from core.events import (
    BallotCast,
    BotAdded,
    ChoicePicked,
    CommandGiven,
    MemberArrived,
    MessagePosted,
)
from core.ports import Button, Delivered, Kind, Outgoing
from tests.fakes import opened

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
DRILL = "Does anyone have a drill I could borrow on Saturday at 10?"
ME = PLAYED[0].handle
YES = Button("b1", "match.yes", "I can")
NO = Button("b2", "match.no", "Not this time")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (48).to_bytes(4, "big")


def _chat() -> Chat:
    chat = Chat(lambda: MONDAY)
    chat.names.update({n.handle: n.name for n in (*PLAYED, *NEIGHBOURS)})
    return chat


def _item(kind: Kind = "text", item: str = "i1", **values: object) -> Outgoing:
    address = {} if "room" in values else {"user": ME}
    return Outgoing(id=item, kind=kind, **{**address, **values})  # type: ignore[arg-type]


# The chat ----------------------------------------------------------------------------------------------------


def test_the_same_item_twice_is_one_line() -> None:
    chat, changes = _chat(), list[Change]()
    chat.listen(changes.append)
    for _ in range(2):
        chat.apply(_item(text="Hello", buttons=(YES,)))
        chat.apply(_item("answer", "i2", text="Thanks"))
    assert [line.text for line in chat.lines(private(ME))] == ["Hello"]
    assert [change.kind for change in changes] == ["text", "answer"]


def test_a_revision_changes_words_and_buttons_in_place() -> None:
    chat = _chat()
    chat.apply(_item(text="Can you?", buttons=(YES, NO)))
    chat.apply(_item("revise", "i2", target="i1", text="Thank you"))
    (line,) = chat.lines(private(ME))
    assert (line.text, line.buttons, line.edited) == ("Thank you", [], True)


def test_what_is_about_a_line_that_is_gone_does_nothing() -> None:
    chat, changes = _chat(), list[Change]()
    chat.listen(changes.append)
    for kind in ("revise", "withdraw", "close_poll", "mark"):
        chat.apply(_item(kind, target="gone"))  # type: ignore[arg-type]
    chat.vote("gone", ME, [0])
    assert changes == []


def test_marks_come_and_go() -> None:
    chat = _chat()
    chat.said("m1", public("village"), ME, DRILL)
    chat.apply(_item("mark", room="village", target="m1", meaning="heard"))
    assert chat.lines("#village")[0].marks == ["heard"]
    chat.apply(_item("unmark", room="village", target="m1", meaning="heard"))
    assert chat.lines("#village")[0].marks == []


def test_a_withdrawn_line_is_gone_and_a_closed_poll_takes_no_votes() -> None:
    chat = _chat()
    chat.apply(_item(text="Hello"))
    chat.apply(_item("withdraw", "i2", target="i1"))
    assert chat.lines(private(ME)) == []
    chat.apply(_item("poll", "p1", room="village", text="A fair?", options=("Yes", "No")))
    chat.vote("p1", ME, [1])
    chat.apply(_item("close_poll", "p2", room="village", target="p1"))
    chat.vote("p1", ME, [0])
    (poll,) = chat.lines("#village")
    assert (poll.votes, poll.closed) == ({ME: [1]}, True)


def test_old_lines_are_forgotten_first() -> None:
    chat = _chat()
    for number in range(400):
        chat.said(f"m{number}", "#village", ME, "word")
    assert len(chat.lines("#village")) == 300
    assert chat.find("m0") is None


def test_a_button_in_a_room_for_somebody_else_is_not_found() -> None:
    chat = _chat()
    chat.apply(_item(room="village", text="For Milo", buttons=(YES,), only_for="milo"))
    assert chat.latest(ME, "match.yes") is None
    assert chat.latest("milo", "match.yes") is not None


def test_the_screen_survives_a_restart(tmp_path: Path) -> None:
    chat, file = _chat(), tmp_path / "x.chat.json"
    chat.titles["village"] = "Maple Lane"
    chat.said("m1", "#village", ME, "¿Qué tal?")
    chat.apply(_item(text="Can you?", buttons=(YES, NO)))
    chat.apply(_item("picture", "p", text="A path", content=PNG))
    chat.save(file)
    again = _chat()
    assert again.load(file) == MONDAY
    assert again.titles == {"village": "Maple Lane"}
    for pane in chat.panes():
        assert again.lines(pane) == chat.lines(pane)


@pytest.mark.parametrize("content", ["", "[]", '{"lines": [{}]}', '{"at": 3, "lines": []}'])
def test_a_broken_file_is_an_empty_screen(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.chat.json"
    file.write_text(content)
    chat = _chat()
    assert chat.load(file) is None
    assert chat.load(tmp_path / "missing.json") is None
    assert chat.panes() == []


# The door ----------------------------------------------------------------------------------------------------


async def test_what_people_do_becomes_events() -> None:
    numbers = count(1)
    terminal = Terminal(_chat(), lambda: f"n{next(numbers)}", "es")
    said = terminal.says(ME, "Hello\u202e", "village")
    assert isinstance(said, MessagePosted)
    assert (said.text, said.room, said.message) == ("Hello", "village", "n1")
    assert (said.by.name, said.by.language) == ("Juno", "es")
    command = terminal.says(ME, "!limits 2")
    assert isinstance(command, CommandGiven)
    assert (command.name, command.rest, command.room) == ("limits", "2", None)
    pressed = terminal.presses(ME, "i1", "b1")
    assert isinstance(pressed, ChoicePicked)
    assert (pressed.message, pressed.choice) == ("i1", "b1")
    voted = terminal.votes(ME, "p1", [1])
    assert isinstance(voted, BallotCast)
    assert voted.options == (1,)
    assert isinstance(terminal.founds("village", "Maple Lane", ME), BotAdded)
    assert isinstance(terminal.arrives(ME, "village"), MemberArrived)


async def test_events_come_in_order_and_are_waited_for() -> None:
    terminal = Terminal(_chat())
    first, second = terminal.says(ME, "one"), terminal.says(ME, "two")
    assert first.key != second.key
    terminal.tell(first)
    terminal.tell(second)
    events = terminal.events()
    assert [await anext(events), await anext(events)] == [first, second]
    waiting = asyncio.create_task(terminal.handled())
    await asyncio.sleep(0)
    assert not waiting.done()  # the second is not handled until the next is asked for
    asking = asyncio.create_task(anext(events))
    await asyncio.wait_for(waiting, 5)
    asking.cancel()


async def test_a_delivery_is_receipted_by_its_own_id() -> None:
    terminal = Terminal(_chat())
    assert await terminal.deliver(_item(text="Hello")) == Delivered("i1")
    assert terminal.can.idempotent


# The hints ----------------------------------------------------------------------------------------------------


def _line(*actions: str, pane: str = private(ME), key: str = "", by: str | None = None) -> Line:
    buttons = [Button(action, action, action) for action in actions]
    return Line(id="x", pane=pane, at=MONDAY, by=by, key=key, buttons=buttons)


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ([], "demo-hint-ask"),
        ([_line("member.in", pane="#village")], "demo-hint-in"),
        ([_line("member.in", pane="#village"), _line(pane="#village", by=ME)], "demo-hint-ask"),
        ([_line("post.confirm", "post.not")], "demo-hint-confirm"),
        ([_line("post.drop"), _line("match.accept", "match.decline")], "demo-hint-accept"),
        ([_line("match.yes"), _line()], "demo-hint-asked"),
        ([_line("post.room", "post.keep", "post.drop")], "demo-hint-nobody"),
        ([_line("exchange.thank"), _line("karma.opt_in")], "demo-hint-karma"),
        ([_line(key="karma-own")], "demo-hint-free"),
    ],
)
def test_the_hint_is_about_the_newest_thing_to_do(lines: list[Line], key: str) -> None:
    assert hint(lines, ME, ME, lambda *_: 1).key == key


# The window --------------------------------------------------------------------------------------------------


@dataclass
class Played:
    """A village on the screen, and the keys to play in it."""

    pilot: Pilot[None]
    window: VillageWindow
    terminal: Terminal
    spine: Spine

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something to be so, as a person looks at a screen."""
        for _ in range(400):
            await self.terminal.handled()
            await self.pilot.pause()
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it never came to be; the screen shows {self.shown()}")

    async def write(self, text: str) -> None:
        """Write a line and press Enter."""
        self.window.query_one(Input).value = text
        await self.pilot.press("enter")
        await self.terminal.handled()
        await self.pilot.pause()

    async def press(self, action: str) -> None:
        """Press the newest button with this action by its number."""
        found = self.terminal.chat.latest(self.window.villager, action)
        assert found is not None, f"no {action} in {self.shown()}"
        await self.write(str(self.number(found[0].id, found[1].id)))

    def number(self, line: str, name: str) -> int:
        """Return the number that a button shows."""
        entry = next(e for e in self.window.query(Entry) if e.line.id == line)
        return next(
            n for n in range(1, 99) if self.window.numbers.place(n) == (entry.line.id, name)
        )

    def shown(self, pane: str | None = None) -> str:
        """Return the text of one pane, or of everything."""
        inside = self.window.query(f"#{pane} Entry" if pane else "Static")
        return "\n".join(str(static.render()) for static in inside.results(Static))

    def has(self, action: str, handle: str = ME) -> bool:
        """Say whether somebody has a button with this action."""
        return self.terminal.chat.latest(handle, action) is not None


@asynccontextmanager
async def _playing(
    tmp_path: Path,
    size: tuple[int, int] = (100, 30),
    locale: str = "en",
    keep: Callable[[], None] = lambda: None,
) -> AsyncIterator[Played]:
    clock, numbers = SteppedClock(MONDAY), count(1)
    chat = Chat(clock.now)
    chat.names.update({n.handle: n.name for n in (*PLAYED, *NEIGHBOURS)})
    terminal = Terminal(chat, lambda: f"n{next(numbers)}", locale)
    url = f"sqlite+aiosqlite:///{tmp_path}/village.db"
    async with app.opened(url, [terminal], clock, seed="s", language=locale) as (spine, _):
        village = demo.Village(spine, terminal, Cast("seed", locale), pace=0)
        window = opening.demo_window(village, terminal, locale, keep)
        await village.begin(demo.title(locale))
        try:
            async with window.run_test(size=size) as pilot:
                yield Played(pilot, window, terminal, spine)
        finally:
            await village.stop()


async def test_a_newcomer_plays_the_whole_story(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.until(lambda: "Welcome, Juno!" in played.shown("room"))
        await played.until(lambda: "just moved here" in played.shown())
        await played.press("member.in")
        await played.until(lambda: "You're in" in played.shown())
        await played.until(lambda: "Juno" in played.terminal.chat.lines("#village")[-1].text)
        await played.write(DRILL)
        await played.until(lambda: played.has("post.confirm"))
        await played.until(lambda: "heard by Karmyq" in played.shown("room"))
        await played.until(lambda: "drill" in played.shown("private"))
        await played.press("post.confirm")
        await played.until(lambda: played.has("match.accept"))
        await played.press("match.accept")
        await played.until(lambda: played.has("exchange.done"))
        await played.press("exchange.done")
        await played.until(lambda: played.has("exchange.thank"))
        await played.until(lambda: "heard by Karmyq" not in played.shown("room"))
        await played.press("exchange.thank")
        await played.pilot.press("tab")
        await played.write("/karma")
        await played.until(lambda: played.has("karma.opt_in"))
        await played.press("karma.opt_in")
        await played.until(lambda: "Your karma in Maple Lane is 40" in played.shown("private"))


async def test_a_name_becomes_a_role_on_the_screen(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.press("member.in")
        await played.until(lambda: "You're in" in played.shown())
        await _milo_is_admin_and_juno_eligible(f"sqlite+aiosqlite:///{tmp_path}/village.db")
        await played.pilot.press("tab")
        await played.write("/roles")
        await played.until(lambda: "Milo: admin, since" in played.shown("private"))
        await played.write("/nominate Juno admin")
        await played.until(lambda: played.has("nomination.accept"))
        await played.press("nomination.accept")
        await played.until(lambda: played.has("ratify.yes", "milo"))
        await played.pilot.press("f3")
        await played.press("ratify.yes")
        await played.until(lambda: "Juno looks after Maple Lane as admin" in played.shown("room"))


async def _milo_is_admin_and_juno_eligible(url: str) -> None:
    async with opened(url) as database, database.begin("beside", MONDAY) as work:
        (village,) = await work.communities.every(Stage.FOUNDED)
        await work.communities.save(replace(village, stage=Stage.OPEN, opened_at=MONDAY))
        people = {p.name: p.id for p in await work.communities.members(village.id)}
        await governance.give(work, village, people["Milo"], "admin", how=governance.How.FOUNDED)
        await work.governance.replace_eligible(village.id, [people["Juno"]], MONDAY)


async def test_chatter_gets_no_answer(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.write("The plum tree by the pond is full of bees.")
        await played.until(lambda: "bees" in played.shown("room"))
        assert played.shown("private") == ""


async def test_one_can_be_others_and_sees_only_what_is_theirs(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.pilot.press("f3", "tab")
        assert played.window.villager == "milo"
        await played.write("/mine")
        await played.until(lambda: "Nothing of yours" in played.shown("private"))
        await played.pilot.press("f2")
        await played.until(lambda: "Nothing of yours" not in played.shown("private"))
        await played.pilot.press("ctrl+n")
        await played.until(lambda: "Nothing of yours" in played.shown("private"))
        await played.pilot.press("f4", "f4")
        assert played.window.villager == "ada"


async def test_what_waits_for_another_villager_is_counted(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.terminal.deliver(_item(text="For Milo", user="milo"))
        await played.until(lambda: "•1" in played.shown())
        await played.pilot.press("f3")
        await played.until(lambda: "For Milo" in played.shown("private"))
        await played.until(lambda: "•1" not in played.shown())


async def test_buttons_can_be_clicked_and_keep_their_numbers(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.terminal.deliver(_item(text="First?", buttons=(YES, NO)))
        await played.until(lambda: "First?" in played.shown("private"))
        number = played.number("i1", "b2")
        other = Button("b9", "match.accept", "Yes, please")
        await played.terminal.deliver(_item(item="i2", text="Second?", buttons=(other,)))
        await played.until(lambda: "Second?" in played.shown("private"))
        assert played.number("i1", "b2") == number
        assert played.number("i2", "b9") not in (number, played.number("i1", "b1"))
        await played.terminal.deliver(_item("revise", "i3", target="i1", text="Settled"))
        await played.until(lambda: "Settled" in played.shown("private"))
        assert played.window.numbers.place(number) is None
        entry = played.window.query("#private Entry").last(Entry)
        row = entry.content_region.height - 1
        await played.pilot.click(entry, offset=(3, row))
        await played.until(lambda: "settled" in played.shown())


async def test_a_number_that_is_no_button_is_just_said(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.write("42")
        await played.write("   ")
        played.window.action_pick(77)
        assert played.terminal.chat.lines("#village")[-1].text == "42"


async def test_polls_show_ones_own_choice_only(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        poll = _item("poll", "p1", room="village", text="A street fair?", options=("Yes", "No"))
        await played.terminal.deliver(poll)
        await played.until(lambda: "○ Yes" in played.shown("room"))
        number = played.number("p1", "1")
        await played.write(str(number))
        await played.until(lambda: "● No" in played.shown("room"))
        await played.pilot.press("f3")
        await played.until(lambda: "○ No" in played.shown("room"))
        await played.pilot.press("f2")
        await played.write(str(played.number("p1", "1")))
        await played.until(lambda: "○ No" in played.shown("room"))
        await played.terminal.deliver(_item("close_poll", "p2", room="village", target="p1"))
        await played.until(lambda: "closed" in played.shown("room"))
        await played.until(lambda: "○" not in played.shown("room"))


async def test_pictures_and_files_are_announced(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.terminal.deliver(_item("picture", "p", text="Juno — Ada", content=PNG))
        await played.terminal.deliver(_item("file", "f", name="exchange.ics", content=b"x" * 1500))
        await played.until(lambda: "exchange.ics" in played.shown("private"))
        shown = played.shown("private")
        assert "640 × 48" in shown
        assert "Juno — Ada" in shown
        assert "1.5 kB" in shown


async def test_what_only_one_person_may_see_is_shown_to_that_one(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.terminal.deliver(_item(room="village", text="Psst", only_for="milo"))
        await played.pilot.pause()
        await played.until(lambda: "Psst" not in played.shown("room"))
        await played.pilot.press("f3")
        await played.until(lambda: "Psst" in played.shown("room"))
        await played.terminal.deliver(_item("withdraw", "w", room="village", target="i1"))
        await played.until(lambda: "Psst" not in played.shown("room"))


async def test_words_are_never_markup(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.write("[bold]loud[/] [@click=app.quit]here[/] <b>x</b>")
        await played.until(
            lambda: "[bold]loud[/] [@click=app.quit]here[/] <b>x</b>" in played.shown("room")
        )


async def test_a_day_passes(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.pilot.press("f6")
        await played.until(lambda: "A day has passed" in played.shown())
        assert played.spine.clock.now() == datetime(2026, 1, 6, 9, tzinfo=UTC)
        await played.until(lambda: "Tue 6 Jan" in played.shown())
        await played.until(lambda: "Mon 5 Jan" in played.shown("room"))
        played.window.tell_no_more()
        await played.until(lambda: "A day has passed" not in played.shown())


async def test_the_screen_is_kept_only_when_something_changed(tmp_path: Path) -> None:
    kept: list[int] = []
    async with _playing(tmp_path, keep=lambda: kept.append(1)) as played:
        played.window.keep_changes()
        played.window.keep_changes()
        assert len(kept) == 1
        await played.write("Good morning!")
        played.window.keep_changes()
        assert len(kept) == 2


async def test_help_opens_and_closes(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        for key in ("f1", "escape", "enter"):
            await played.pilot.press("f1")
            await played.until(lambda: isinstance(played.window.screen, Help))
            await played.pilot.press(key)
            await played.pilot.pause()
            await played.until(lambda: not isinstance(played.window.screen, Help))


async def test_keys_of_the_village_rest_while_help_is_open(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.pilot.press("f1", "f3", "tab", "f6")
        assert played.window.villager == ME
        assert played.window.in_room
        assert played.spine.clock.now() == MONDAY


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (50, 20), (30, 12)])
async def test_every_size_shows_the_current_pane(tmp_path: Path, size: tuple[int, int]) -> None:
    async with _playing(tmp_path, size) as played:
        for current in ("room", "private"):
            pane = played.window.query_one(f"#{current}", Pane)
            await played.until(partial(pane.has_class, "current"))
            assert pane.display
            assert pane.content_size.width >= 20
            assert pane.content_size.height >= 2
            await played.pilot.press("tab")
        others = played.window.query_one("#private", Pane)
        await played.until(lambda: bool(others.region.width) is (size[0] >= 72))


async def test_buttons_are_laid_out_within_the_pane(tmp_path: Path) -> None:
    async with _playing(tmp_path, (80, 24)) as played:
        many = tuple(Button(f"b{n}", f"a.{n}", f"Choice number {n}") for n in range(5))
        await played.terminal.deliver(_item(text="Which?", buttons=many))
        await played.until(lambda: "Which?" in played.shown("private"))
        entry = played.window.query("#private Entry").last(Entry)

        def rows() -> list[str]:
            return str(entry.render()).split("\n")

        # A first layout takes a width for granted; the screen's own comes with the next.
        await played.until(lambda: all(len(row) <= entry.content_size.width for row in rows()))
        assert len(rows()) > 3


async def test_one_can_look_back(tmp_path: Path) -> None:
    async with _playing(tmp_path, (80, 24)) as played:
        for number in range(30):
            played.terminal.chat.said(f"m{number}", public(demo.ROOM), "bram", "a word")
        pane = played.window.query_one("#room", Pane)
        await played.until(lambda: pane.scroll_y == pane.max_scroll_y > 0)
        await played.pilot.press("pageup", "pageup")
        await played.until(lambda: pane.scroll_y < pane.max_scroll_y - 5)
        at = pane.scroll_y
        await played.write("one more")
        assert pane.scroll_y == at
        for _ in range(9):
            await played.pilot.press("pagedown")
        await played.until(lambda: pane.scroll_y == pane.max_scroll_y)


async def test_the_village_speaks_spanish(tmp_path: Path) -> None:
    async with _playing(tmp_path, locale="es") as played:
        await played.until(lambda: "Callejón del Arce" in played.shown())
        await played.until(lambda: "Acabas de llegar" in played.shown())
        await played.pilot.press("f1")
        await played.until(lambda: isinstance(played.window.screen, Help))


async def test_it_ends_when_asked(tmp_path: Path) -> None:
    async with _playing(tmp_path) as played:
        await played.pilot.press("ctrl+q")
        await played.pilot.pause()
        assert played.window.return_code == 0
