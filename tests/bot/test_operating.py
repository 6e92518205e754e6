"""What whoever runs the bot may do from the command line: look at villages, and carry rules in and out as YAML.

The villages are made over the pipe, then the command line is used on the same database, as beside a running bot.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml
from typer.testing import CliRunner, Result

import locales
from bot.cli import cli
from core.communities import Stage
from tests.fakes import NOW
from tests.fakes import opened as database_at
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, latest
from tests.journeys.village_stories import an_open_village

FOUNDERS = ("ana", "bea", "cem", "dia", "eli")
Told = Callable[[PipeStage], Awaitable[Any]]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in an empty folder whose database is the one that commands find, and leave the logs as they were."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KARMYQ_DATABASE_URL", url(tmp_path))
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'village.db'}"


def karmyq(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process."""
    environment = {"COLUMNS": "200", "NO_COLOR": "1"}
    return CliRunner().invoke(cli, arguments, input=stdin, env=environment)


def said(ended: Result) -> str:
    """Return what a command that went well said."""
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def refused(ended: Result, *parts: str) -> None:
    """Make sure that a command ended with these words, exit code 2 and nothing else."""
    assert ended.exit_code == 2, ended.output
    assert isinstance(ended.exception, SystemExit)
    assert "Traceback" not in ended.output
    assert ended.stdout == ""
    for part in parts:
        assert part in ended.stderr


def sentence(key: str, **args: Any) -> str:
    return locales.say("en", key, args)


def played(told: Told) -> None:
    """Play something over the pipe, to its end."""

    async def play() -> None:
        async with pipe_stage(url(Path())) as stage:
            await told(stage)

    asyncio.run(play())


def young() -> None:
    """Make a village of two that is not open yet."""
    played(lambda stage: a_village(stage, "ana", "bea"))


def open_village() -> None:
    """Open a village: five founders and Fay."""
    played(lambda stage: an_open_village(stage, "fay"))


async def two(stage: PipeStage) -> None:
    await a_village(stage, "ana")
    await stage.added("oak", "Oak Lane", by="oli")


def in_force(key: str) -> str:
    """Return what holds for one key, as an export says."""
    return str(yaml.safe_load(said(karmyq("config", "export", "-")))[key])


def test_villages_are_listed_without_a_number_about_few() -> None:
    assert said(karmyq("communities")) == sentence("operator-no-villages") + "\n"
    played(two)
    assert said(karmyq("communities")).splitlines() == [
        "Maple Street: not set up yet, fewer than five members, one room",
        "Oak Lane: not set up yet, fewer than five members, one room",
    ]


def test_an_open_village_is_young_until_it_grows_up_and_may_close() -> None:
    open_village()
    assert said(karmyq("communities")) == "Maple Street: open, young, 6 members, one room\n"
    for stage, mature, words in (
        (Stage.OPEN, True, "open, mature"),
        (Stage.CLOSED, True, "closed"),
    ):
        asyncio.run(_become(stage, mature=mature))
        assert said(karmyq("communities")) == f"Maple Street: {words}, 6 members, one room\n"
    refused(karmyq("config", "show"), sentence("operator-no-villages"))


async def _become(stage: Stage, *, mature: bool) -> None:
    async with database_at(url(Path())) as database, database.begin("stage", NOW) as work:
        for every in Stage:
            for community in await work.communities.every(every):
                await work.communities.save(replace(community, stage=stage, mature=mature))


def test_rules_are_shown_in_words_and_in_the_villages_language() -> None:
    young()
    told = said(karmyq("config", "show"))
    assert "How Maple Street lives:" in told
    assert "• At most 150 members. (member_cap)" in told
    assert "/config" not in told
    assert said(karmyq("config", "show", "maple STREET")) == told
    assert said(karmyq("config", "import", "-", stdin="language: es\n"))
    assert "Como mucho 150 integrantes." in said(karmyq("config", "show"))


def test_a_safety_contact_is_named_neither_in_words_nor_in_a_file() -> None:
    async def with_contact(stage: PipeStage) -> None:
        await a_village(stage, "ana", "bea")
        await stage.say("ana", "/set safety_contacts Bea")
        await stage.press("bea", "safety.accept")

    played(with_contact)
    assert "Bea" not in said(karmyq("config", "show"))
    assert "safety" not in said(karmyq("config", "export"))
    told = karmyq("config", "import", "-", stdin="safety_contacts: []\nwave_size: 4\n")
    assert said(told) == sentence("operator-rules-set", village="Maple Street") + "\n"

    async def still_there(stage: PipeStage) -> None:
        await stage.say("bea", "/config safety_contacts")
        assert "Bea" in latest(stage, "bea", "config-one").text

    played(still_there)


def test_several_villages_have_to_be_named() -> None:
    played(two)
    which = sentence("operator-which-village", titles="Maple Street, Oak Lane")
    for command in (("show",), ("export", "-"), ("import", "-")):
        refused(karmyq("config", *command, stdin="wave_size: 2"), which)


def test_a_village_that_is_not_there_is_refused_with_those_that_are() -> None:
    played(two)
    none = sentence("operator-no-village", title="Elm", titles="Maple Street, Oak Lane")
    for command in (("show", "Elm"), ("export", "--village", "Elm")):
        refused(karmyq("config", *command), none)
    document = "village: Elm\nwave_size: 2\n"
    refused(karmyq("config", "import", "-", stdin=document), none)


def test_a_file_names_its_village_and_the_option_comes_first() -> None:
    played(two)
    document = "village: oak lane\nwave_size: 2\n"
    assert "Oak Lane" in said(karmyq("config", "import", "-", stdin=document))
    told = karmyq("config", "import", "-", "--village", "Maple Street", stdin=document)
    assert "Maple Street" in said(told)
    for title in ("Maple Street", "Oak Lane"):
        assert "I ask 2 people at a time." in said(karmyq("config", "show", title))


def test_two_villages_of_one_name_are_not_guessed_between() -> None:
    async def namesakes(stage: PipeStage) -> None:
        await a_village(stage, "ana")
        await stage.added("oak", "maple street", by="oli")

    played(namesakes)
    refused(karmyq("config", "show", "Maple Street"), "several villages")


def test_without_a_village_there_is_nothing_to_show() -> None:
    for command in (("show",), ("export",)):
        refused(karmyq("config", *command), sentence("operator-no-villages"))


def test_what_was_exported_is_imported_as_it_is(tmp_path: Path) -> None:
    young()
    file = tmp_path / "rules.yaml"
    assert said(karmyq("config", "export", str(file))) == ""
    known = yaml.safe_load(file.read_text())
    assert known["village"] == "Maple Street"
    assert known["governance"] == {
        "template": "small-collective",
        "eligibility_threshold": 50,
        "quorum_size": 3,
        "roles": [],
    }
    told = said(karmyq("config", "import", str(file)))
    assert told == sentence("operator-rules-same", village="Maple Street") + "\n"
    known |= {"wave_size": 5, "governance": {"quorum_size": 4}}
    file.write_text(yaml.safe_dump(known))
    told = said(karmyq("config", "import", str(file)))
    assert told == sentence("operator-rules-set", village="Maple Street") + "\n"
    after = yaml.safe_load(said(karmyq("config", "export")))
    assert (after["wave_size"], after["governance"]["quorum_size"]) == (5, 4)


def test_rules_of_an_open_village_are_put_to_its_founders() -> None:
    open_village()
    told = said(karmyq("config", "import", "-", stdin="wave_size: 5\nroom_digest: true\n"))
    assert told == sentence("operator-rules-proposed", village="Maple Street") + "\n"
    assert in_force("wave_size") == "3"

    async def decide(stage: PipeStage) -> None:
        await stage.say("fay", "/help")
        cards = [latest(stage, person, "config-consent") for person in FOUNDERS]
        assert all("whoever runs the bot" in card.text for card in cards)
        assert "5 people at a time" in cards[0].text
        for person in FOUNDERS[:3]:
            await stage.press(person, "config.yes")
        assert stage.room("maple")[-1].key == "config-changed-many"
        assert {card.key for card in cards} == {"config-agreed"}
        await stage.say("fay", "/config history")
        assert "whoever runs the bot" in latest(stage, "fay", "config-history").text

    played(decide)
    assert in_force("wave_size") == "5"


def test_a_proposal_of_the_operator_that_is_declined_changes_nothing() -> None:
    open_village()
    said(karmyq("config", "import", "-", stdin="wave_size: 5\n"))

    async def decline(stage: PipeStage) -> None:
        await stage.say("fay", "/help")
        for person in FOUNDERS[:3]:
            await stage.press(person, "config.no")
        assert [m.key for m in stage.private("eli")] == ["config-not-agreed"]

    played(decline)
    assert in_force("wave_size") == "3"


def test_a_proposal_of_the_operator_lapses_like_any_other() -> None:
    open_village()
    said(karmyq("config", "import", "-", stdin="wave_size: 5\n"))
    with sqlite3.connect("village.db") as database:
        waiting = "SELECT count(*) FROM deadlines WHERE kind = 'config.lapse'"
        assert database.execute(waiting).fetchone() == (1,)


@pytest.mark.parametrize(
    "content",
    ["{", "- wave_size\n", "wave_size", "", "3: 4\n", "a: b: c\n", "!!python/object:x {}\n", "\0"],
)
def test_a_file_that_holds_no_rules(content: str) -> None:
    young()
    refused(karmyq("config", "import", "-", stdin=content), sentence("operator-no-yaml"))


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("wave_size: 11\n", ("wave_size: “11”", "1 to 10")),
        ("wave_size: many\n", ("wave_size: “many”", "1 to 10")),
        ("wave_sise: 3\nvotes: 2\n", ("wave_sise", "votes", "no such rule")),
        ("member_cap: 9\nkarma_split_requestor: -51\n", ("member_cap", "karma_split_requestor")),
        ("governance: council\n", ("governance",)),
        ("governance: {quorum: 3}\n", ("governance.quorum",)),
        ("governance: {quorum_size: 0}\n", ("governance.quorum_size: “0”", "1 to 15")),
        ("governance: {eligibility_threshold: 52}\n", ("in steps of 5",)),
        ("trust_depth_weight: 0.9\ntrust_breadth_weight: 0.3\n", ("0.9 + 0.3",)),
        ("trust_depth_weight: 2\n", ("trust_depth_weight", "from 0 to 1")),
        ("visibility_mode: secret\n", ("public, members_only, hybrid",)),
        ("country: false\n", ("country: “False”", "two letters")),
        ("request_types: []\n", ("request_types", "at least one")),
        ("carry_from: Elm\n", ("carry_from: “Elm”", "names")),
        ('wave_size: "4"\ngreet_newcomers: "no"\n', ("wave_size: “4”", "greet_newcomers: “no”")),
        ("governance: {quorum_size: true}\ncarry_accept: true\n", ("quorum_size", "carry_accept")),
        ("member_cap:\n", ("member_cap: “-”",)),
        ("request_types: [{name: lift}, {name: lift}]\n", ("request_types: “lift, lift”",)),
        ("language: fr\ntime_zone: localtime\n", ("en or es", "Europe/Lisbon")),
    ],
)
def test_rules_that_cannot_stand_are_named_all_at_once(content: str, parts: tuple[str]) -> None:
    young()
    before = said(karmyq("config", "export"))
    refused(karmyq("config", "import", "-", stdin=content), *parts)
    assert said(karmyq("config", "export")) == before


def test_wrong_rules_of_an_open_village_are_put_to_nobody() -> None:
    open_village()
    refused(karmyq("config", "import", "-", stdin="wave_size: 11\n"), "wave_size")
    with sqlite3.connect("village.db") as database:
        assert database.execute("SELECT count(*) FROM consents").fetchone() == (0,)


def test_an_empty_section_is_no_rule() -> None:
    young()
    told = said(karmyq("config", "import", "-", stdin="governance:\nwave_size: 4\n"))
    assert told == sentence("operator-rules-set", village="Maple Street") + "\n"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    young()
    letter = tmp_path / "rules.yaml"
    letter.write_bytes(b"wave_size: \xff")
    for file in (str(letter), str(tmp_path), "gone.yaml"):
        refused(karmyq("config", "import", file), sentence("operator-file-unreadable", file=file))


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    young()
    file = str(tmp_path / "gone" / "rules.yaml")
    refused(karmyq("config", "export", file), sentence("operator-file-unwritable", file=file))


def test_a_database_may_be_named(tmp_path: Path) -> None:
    young()
    other = f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
    assert said(karmyq("communities", "--database", other)).startswith("There is no village")
    refused(karmyq("config", "show", "--database", "letter.db"), sentence("database-url-wrong"))
