"""Promise 1 over whole stories: every way out for a hidden number is tried, and every one is shut.

One village lives through one winter. Then the same evening is played twice: once as things are, once with all
karma and all standings changed behind everybody's back. Whatever reaches anybody else must be the same, byte for
byte: no text, no picture, no file, no order of names and no choice may hang on a number that is somebody's own.
"""

import base64
import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import locales
from core import karma, trust
from core.errors import Disclosure
from core.hidden import Hidden
from core.ids import PersonId
from core.messages import Phrase, Secret
from storage.database import Database
from tests.core.test_hidden import DOORS
from tests.journeys.stage import START, PipeStage, pipe_stage
from tests.journeys.stories import a_village
from tests.journeys.test_promises import POOL, with_pool

PEOPLE = ("ana", "bea", "cem", "dia", "eli", "fay")
DEEDS = (("ana", "fay"), ("ana", "bea"), ("ana", "cem"), ("bea", "cem"), ("dia", "ana"))
OWN = {"karma-own"}
"""The one wording that tells a number about a person, to that person."""
OTHER_DIGITS = {"refused-path-looks", "post-confirm-request", "preferences-now"}
"""Wordings with numbers that are about nobody."""
END = START + timedelta(days=56)
"""When winter is over."""
PLAIN_CHUNKS = {b"IHDR", b"IDAT", b"IEND"}


def address(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def helped(stage: PipeStage, asker: str, helper: str) -> None:
    """Let one help the other, by way of a card in the room so that chance has no say."""
    await stage.say(asker, "Could someone lend me a ladder?", room="maple")
    await stage.press(asker, "post.confirm")
    await stage.later("4d")
    await stage.press(asker, "post.room")
    await stage.press(helper, "match.yes")
    await stage.press(asker, "match.accept")
    await stage.press(asker, "exchange.done")
    await stage.press(helper, "exchange.done")


@dataclass
class Winter:
    """A village after its winter, as it lies on the disk, and what was said in it."""

    file: Path
    stage: PipeStage


async def winter_in(folder: Path) -> Winter:
    file = folder / "village.db"
    async with pipe_stage(address(file)) as stage:
        await a_village(stage, *PEOPLE)
    with_pool(file)
    async with pipe_stage(address(file)) as again:
        again.take_over(stage)
        for asker, helper in (*DEEDS, ("ana", "fay")):
            await helped(again, asker, helper)
        await again.later("31d")
        for person in ("ana", "bea", "cem"):
            await again.say(person, "/karma")
            await again.press(person, "karma.opt_in")
    return Winter(file, again)


@pytest.fixture(scope="module")
def kept() -> dict[str, Winter]:
    """Winter is long: it is lived through once."""
    return {}


@pytest.fixture
async def winter(
    kept: dict[str, Winter], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Winter:
    if "winter" not in kept:
        kept["winter"] = await winter_in(tmp_path_factory.mktemp("winter"))
    known = kept["winter"]
    file = shutil.copy(known.file, tmp_path / "copy.db")
    return Winter(Path(file), known.stage)


@asynccontextmanager
async def evening_of(winter: Winter, **rules: Any) -> AsyncIterator[PipeStage]:
    async with pipe_stage(address(winter.file), **rules) as stage:
        earlier = PipeStage()
        earlier.lines = list(winter.stage.lines)
        earlier._shown = {where: list(every) for where, every in winter.stage._shown.items()}
        earlier._event = winter.stage._event
        stage.take_over(earlier)
        await stage.send(event="clock", to=END.isoformat())
        yield stage


async def an_evening(stage: PipeStage) -> None:
    """Everything anybody can look at, and everything that goes to somebody else."""
    for person in PEOPLE:
        for words in ("/karma", "/ties", "/mydata", "/mine", "/preferences", "/help"):
            await stage.say(person, words)
    for person in ("ana", "cem"):
        await stage.press(person, "ties.picture")
    for person, other in (("fay", "Cem"), ("bea", "Dia"), ("eli", "Ana"), ("ana", "Eli")):
        await stage.say(person, f"/path {other}")
    await stage.say("eli", "/karma", room="maple")
    await stage.say("eli", "/mydata Ana", room="maple")
    await stage.say("eli", "/ties Ana")
    await stage.say("ana", "Could someone lend me a saw?", room="maple")
    await stage.press("ana", "post.confirm")
    for person in PEOPLE[1:]:
        if any("match.yes" in shown.actions for shown in stage.private(person)):
            await stage.press(person, "match.yes")
    await stage.press("ana", "match.decline")
    await stage.press("ana", "match.accept")
    await stage.press("ana", "exchange.done")
    for _ in range(3):
        await stage.say("fay", "/path Cem")


def rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def figures(file: Path) -> dict[str, set[str]]:
    """Return each person's hidden numbers by handle, in every way somebody might write them."""
    found: dict[str, set[str]] = {person: set() for person in PEOPLE}
    handles = dict(rows(file, "SELECT person, handle FROM accounts"))
    points = "SELECT person, points FROM ledger UNION ALL SELECT person, sum(points) FROM ledger GROUP BY person"
    for person, number in rows(file, points):
        found[handles[person]] |= {f"{number}", f"{number:,}", f"{number:_}".replace("_", ".")}
    for person, anchor, score in rows(file, "SELECT person, anchor, trust FROM standings"):
        for number in (anchor, score):
            if number not in (0.0, 1.0):
                written = {repr(number), *(f"{number:.{places}f}" for places in (1, 2, 3, 4))}
                found[handles[person]] |= written | {w.replace(".", ",") for w in written}
    return found


def content_of(said: dict[str, Any]) -> bytes:
    return base64.b64decode(said.get("png_base64") or said.get("base64") or "")


def visible(said: dict[str, Any]) -> str:
    """Return everything in a line that somebody reads."""
    parts = [said.get("text", ""), said.get("alt", ""), said.get("name", "")]
    parts += [choice["label"] for choice in said.get("choices", ())]
    if said.get("say") == "file":
        parts.append(content_of(said).decode())
    return "\n".join(parts)


def reader(said: dict[str, Any]) -> str | None:
    """Return the one person who reads a line; None for a room."""
    return said.get("to", {}).get("user") or said.get("only_for")


def chunks(png: bytes) -> list[bytes]:
    """Return the kinds of a PNG's parts."""
    found, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        found.append(png[at + 4 : at + 8])
        at += size + 12
    return found


async def test_the_winter_left_numbers_to_hide(winter: Winter) -> None:
    known = figures(winter.file)
    assert {"598", "399"} <= set().union(*known.values())
    scores = dict(rows(winter.file, "SELECT person, trust FROM standings"))
    assert sum(score > 0 for score in scores.values()) >= 3
    assert len(known["ana"]) > 6


async def test_nothing_anybody_reads_holds_a_number_about_another(
    winter: Winter, capfd: pytest.CaptureFixture[str]
) -> None:
    async with evening_of(winter) as stage:
        await an_evening(stage)
    known = figures(winter.file)
    own, files, pictures = [], [], []
    for said in stage.lines:
        others = set().union(*(known[p] for p in PEOPLE if p != reader(said)))
        assert not others & set(re.findall(r"\d+(?:[.,]\d+)?", visible(said))) - known.get(
            reader(said) or "", set()
        ), said
        if said.get("key") in OWN:
            own.append(said)
        elif said.get("say") == "file":
            files.append(said)
        elif said.get("key") not in OTHER_DIGITS:
            assert not re.search(r"\d", visible(said)), said
        if said.get("say") == "picture":
            pictures.append(said)
    assert all(set(said["to"]) == {"user"} for said in [*own, *files, *pictures])
    assert {reader(said) for said in own} == {"ana", "bea", "cem"}
    assert {reader(said) for said in files} == set(PEOPLE)
    assert len(pictures) >= 5
    written = "".join(capfd.readouterr())
    assert not any(number in written for number in set().union(*known.values()))


async def test_a_picture_holds_pixels_and_nothing_else(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        await stage.say("ana", "/ties")
        await stage.press("ana", "ties.picture")
        await stage.say("fay", "/path Cem")
    shown = [said for said in stage.lines if said.get("say") == "picture"]
    assert len(shown) == 2
    for said in shown:
        assert set(chunks(content_of(said))) == PLAIN_CHUNKS
        assert not re.search(r"\d", said["alt"])


async def test_ones_file_is_about_oneself_and_the_same_whoever_is_named(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        for person in PEOPLE:
            await stage.say(person, "/mydata")
        await stage.say("eli", "/mydata Ana")
    known = figures(winter.file)
    ids = dict(rows(winter.file, "SELECT handle, person FROM accounts"))
    held: dict[str, Any] = {}
    for said in stage.lines:
        if said.get("say") == "file":
            held[said["to"]["user"]] = json.loads(content_of(said))
    for person, told in held.items():
        for kind in ("ledger", "standings", "memberships", "accounts"):
            assert {row["person"] for row in told.get(kind, ())} <= {ids[person]}
        for tie in told.get("ties", ()):
            assert ids[person] in (tie["a"], tie["b"])
        standing = json.dumps(told)
        for other in PEOPLE:
            theirs = {n for n in known[other] - known[person] if "." in n and len(n) > 7}
            assert other == person or not any(number in standing for number in theirs)
    assert held["ana"]["standings"][0]["trust"] > 0


async def test_lists_of_names_are_alphabetical_whatever_the_ties_weigh(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        await stage.say("ana", "/ties")
    (told,) = [said["text"] for said in stage.lines if said.get("key") == "ties-own"]
    weights = rows(winter.file, "SELECT by_a + by_b FROM ties")
    assert len(set(weights)) > 1
    for line in told.split("\n"):
        names = re.findall(r"Bea|Cem|Dia|Eli|Fay", line)
        assert names == sorted(names)
    assert len(re.findall(r"Bea|Cem|Dia|Fay", told)) == 4


@pytest.mark.parametrize("answer", ["match.no", "match.rest", "match.block"])
async def test_an_authors_file_cannot_tell_a_no_from_silence(
    winter: Winter, tmp_path: Path, answer: str
) -> None:
    files = []
    for said_no in (True, False):
        file = Path(shutil.copy(winter.file, tmp_path / f"{said_no}.db"))
        async with evening_of(Winter(file, winter.stage)) as stage:
            await stage.say("ana", "Could someone lend me a saw?", room="maple")
            await stage.press("ana", "post.confirm")
            if said_no:
                await stage.press("cem", answer)
            else:
                stage.skip()
            await stage.later("5h")
            await stage.say("ana", "/mydata")
        files.append(content_of(next(s for s in stage.lines if s.get("say") == "file")))
    assert files[0] == files[1]


def behind_their_backs(file: Path, karma_by: int, shift: float) -> None:
    """Change every hidden number, and turn around who has more."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for place, (person,) in enumerate(
            connection.execute("SELECT id FROM people ORDER BY id").fetchall()
        ):
            connection.execute(
                "UPDATE ledger SET points = ? WHERE person = ?",
                (karma_by * (place + 1) + 7, person),
            )
            connection.execute(
                "UPDATE standings SET trust = ?, anchor = ? WHERE person = ?",
                (abs(shift - 13.37 * place), abs(shift - 13.37 * place) / 100, person),
            )


def to_anybody_else(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was said, without what a person is told of their own figures."""
    return [said for said in lines if said.get("key") not in OWN and said.get("say") != "file"]


async def test_what_others_are_told_hangs_on_no_hidden_number(
    winter: Winter, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told, own = [], []
    for karma_by, shift in ((101, 0.0), (-53, 91.5)):
        file = Path(shutil.copy(winter.file, tmp_path / f"changed{shift}.db"))
        behind_their_backs(file, karma_by, shift)
        async with evening_of(Winter(file, winter.stage)) as stage:
            await an_evening(stage)
        told.append(to_anybody_else(stage.lines))
        own.append([said["text"] for said in stage.lines if said.get("key") in OWN])
    assert len(told[0]) == len(told[1])
    for one, other in zip(*told, strict=True):
        assert one == other
    assert own[0] != own[1]
    written = "".join(capfd.readouterr())
    assert not re.search(r"91\.5|13\.37|78\.1", written)


def outbox(file: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM outbox ORDER BY seq")]


def written_in(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("key", "args", "choices", "extra", "content"))


async def test_a_letter_that_waits_holds_a_reference_and_no_number(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        await stage.reach("ana", "closed")
        await stage.say("ana", "/karma", room="maple")
        waiting = [row for row in outbox(winter.file) if row["state"] == "waiting"]
        assert [row["key"] for row in waiting] == ["karma-own"]
        assert {arg["$"] for arg in json.loads(waiting[0]["args"]).values() if "$" in arg} == {
            "Secret"
        }
        assert not re.search(r"\b(598|399|997|1\d{3})\b", written_in(waiting[0]))
        before = len(stage.lines)
        await stage.reach("ana", "open")
        assert [said["key"] for said in stage.lines[before:]] == ["karma-own"]


async def test_a_file_that_waits_holds_no_number_yet(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        await stage.reach("ana", "closed")
        await stage.say("ana", "/mydata", room="maple")
        (waiting,) = [row for row in outbox(winter.file) if row["state"] == "waiting"]
    assert waiting["key"] == "mydata-file"
    assert not any(number in written_in(waiting) for number in figures(winter.file)["ana"])


async def test_what_was_delivered_is_erased(winter: Winter) -> None:
    async with evening_of(winter) as stage:
        await an_evening(stage)
        await stage.later("1m")
    known = set().union(*figures(winter.file).values())
    sent = outbox(winter.file)
    assert {row["state"] for row in sent} == {"delivered"}
    for row in sent:
        assert (json.loads(row["args"]), row["content"]) == ({}, None)
        told = set(re.findall(r"\d+(?:[.,]\d+)?", f"{row['choices']} {row['extra']} {row['card']}"))
        assert not known & told


async def test_a_secret_in_the_wrong_letter_is_stopped_and_logged_without_it(
    winter: Winter, capfd: pytest.CaptureFixture[str]
) -> None:
    (maple,) = rows(winter.file, "SELECT id FROM communities")[0]
    (room,) = rows(winter.file, "SELECT id FROM rooms")[0]
    ids = dict(rows(winter.file, "SELECT handle, person FROM accounts"))
    async with evening_of(winter) as stage:
        await stage.say("ana", "/karma")
        (told,) = re.findall(r"is ([\d.,]+), and", stage.private("ana")[-1].text)
        before = len(stage.lines)
        for kind in ("karma", "movement", "trust"):
            secret = {"$": "Secret", "kind": kind, "person": ids["ana"], "community": maple}
            for place, addressed in enumerate(({"person": ids["bea"]}, {"room": room})):
                plant(winter.file, f"{kind}{place}", addressed, "karma-own", secret)
            # Its owner's, but a wording that cannot be said: the error must not carry the number out.
            plant(winter.file, f"{kind}-own", {"person": ids["ana"]}, "no-such-wording", secret)
        await stage.later("1m")
        said = stage.lines[before:]
    assert [line for line in said if line.get("key") in (*OWN, "no-such-wording")] == []
    known = figures(winter.file)["ana"]
    written = "".join(capfd.readouterr())
    assert written.count("a hidden number was stopped") == 6
    assert not any(number in written for number in {told, *known} if len(number) > 2)
    assert {row["state"] for row in outbox(winter.file)} <= {"delivered", "dropped"}


def plant(
    file: Path, name: str, addressed: dict[str, str], key: str, secret: dict[str, Any]
) -> None:
    """Put a letter into the outbox that no handler would write."""
    args = {"points": secret, "movement": secret, "standing": secret, "village": "Maple"}
    row = {"person": None, "room": None, **addressed}
    values = (
        name,
        row["person"],
        row["room"],
        key,
        json.dumps(args),
        "planted",
        int(START.timestamp() * 1_000_000),
    )
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "INSERT INTO outbox (id, kind, person, room, key, args, choices, extra, cause, state, attempts, at)"
            " VALUES (?, 'text', ?, ?, ?, ?, '[]', '{}', ?, 'waiting', 0, ?)",
            values,
        )


@pytest.fixture
async def numbers(winter: Winter) -> dict[str, Hidden[Any]]:
    """What the core hands out about Ana: karma with its movement, and trust in a word."""
    database = await Database.open(address(winter.file), "seed")
    try:
        async with database.begin("look", END) as work:
            ana = await work.people.by_account("pipe", "ana")
            assert ana is not None
            (maple,) = await work.communities.of_person(ana[0].id, "member")
            return {
                "karma": await karma.own(work, maple, ana[0].id),
                "trust": await trust.own_word(work, maple, ana[0].id),
            }
    finally:
        await database.close()


@pytest.mark.parametrize("name", ["karma", "trust"])
async def test_what_the_core_hands_out_opens_no_door(
    numbers: dict[str, Hidden[Any]], name: str
) -> None:
    hidden = numbers[name]
    told = hidden.disclose_to(hidden.owner)
    shown = [str(told), repr(told), *(str(part) for part in told if name == "karma")]
    for door in DOORS.values():
        with pytest.raises((Disclosure, TypeError)) as refused:
            door(hidden)
        assert not any(text in f"{refused.value} {refused.value!r}" for text in shown)
    assert repr(hidden) == "<hidden>"
    with pytest.raises(Disclosure):
        hidden.disclose_to(PersonId("bea"))


async def test_a_hidden_number_is_no_argument_of_a_wording(
    numbers: dict[str, Hidden[Any]],
) -> None:
    words = {"movement": "growing", "standing": "known", "village": "Maple"}
    assert "12" in locales.say("en", "karma-own", {**words, "points": 12})
    with pytest.raises((Disclosure, TypeError, ValueError)) as refused:
        locales.say("en", "karma-own", {**words, "points": numbers["karma"]})
    points = numbers["karma"].disclose_to(numbers["karma"].owner)[0]
    assert str(points) not in str(refused.value)


def test_a_secret_names_whose_it_is_and_no_number() -> None:
    assert {"kind", "person", "community"} == set(Secret.__slots__)
    assert POOL not in Phrase("karma-own").args.values()
