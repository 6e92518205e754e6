"""Every locale says everything, the same way, kindly; and nothing is said anywhere else."""

import ast
import re
from collections import Counter
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from fluent.syntax import FluentParser, visitor
from fluent.syntax import ast as ftl

import locales
from bot import app
from handlers import people
from handlers.table import Command
from tests.locales import made, sources

LOCALES = locales.available()
LONGEST = 600
"""Characters: more than fits a phone's screen is not a message, it is a page."""

PAGES = {"help-all", "demo-help"}
"""Help is a page; in the terminal it is set in columns."""

NUMBERS = {"cap", "most", "number", "ordinal", "points", "wave"}
SEVERAL = 7
BETRAYING = re.compile(
    r"declin|reject|turned (?:you )?down|said no\b|refus(?!ed-)|ignored"
    r"|rechaz|dijo que no|(?:se )?neg[óa]|no quiso|ignor[óa]",
    re.IGNORECASE,
)
SCORE = re.compile(r"\b(?:score|points?|level|badge|puntos|puntuaci|nivel|insignia)", re.IGNORECASE)


class _Placeholders(visitor.Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


class _Selections(visitor.Visitor):
    """What a sentence chooses its words by: each such placeholder with the variants that it knows."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802
        names = (
            v.key.name if isinstance(v.key, ftl.Identifier) else v.key.value for v in node.variants
        )
        if isinstance(node.selector, ftl.VariableReference):
            self.found.setdefault(node.selector.id.name, set()).update(names)
        self.generic_visit(node)


class _Texts(visitor.Visitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802
        self.found.append(node.value)


class Entry(NamedTuple):
    file: str
    key: str
    placeholders: frozenset[str]
    selections: dict[str, set[str]]
    text: str


@cache
def read(locale: str) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return a locale's messages and what its files hold that is no wording."""
    entries, junk = [], []
    for path in sorted((locales.HERE / locale).glob("*.ftl")):
        for node in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ftl.Junk):
                junk.append(f"{path.name}: {node.content.strip()[:80]}")
            if isinstance(node, ftl.Message):
                entries.append(_entry(path.name, node))
    return tuple(entries), tuple(junk)


def _entry(file: str, message: ftl.Message) -> Entry:
    seen, chosen = _Placeholders(), _Selections()
    seen.visit(message)
    chosen.visit(message)
    return Entry(file, message.id.name, frozenset(seen.found), chosen.found, _plain(message))


def _plain(message: ftl.Message) -> str:
    """Return the words of a message, with a mark where something is filled in."""
    seen = _Texts()
    seen.visit(message)
    return "¤".join(seen.found)


def entries(locale: str) -> dict[str, Entry]:
    return {entry.key: entry for entry in read(locale)[0]}


PLURALS = {"one": 1, "other": SEVERAL}


def samples(entry: Entry) -> list[dict[str, object]]:
    """Return arguments to try: every variant of what a sentence chooses by, one of a thing and several."""
    tried = [[(name, value) for value in _tried(entry, name)] for name in entry.placeholders]
    return [dict(chosen) for chosen in product(*tried)]


def _tried(entry: Entry, name: str) -> list[object]:
    variants = entry.selections.get(name)
    if variants is None:
        return [1, SEVERAL] if name in NUMBERS else [f"<{name}>"]
    if all(variant in PLURALS or variant.isdecimal() for variant in variants):
        return [PLURALS.get(variant) or int(variant) for variant in sorted(variants)]
    return [*sorted(variants)]


@pytest.mark.parametrize("locale", LOCALES)
def test_files_hold_nothing_but_wording(locale: str) -> None:
    assert read(locale)[1] == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_key_is_said_twice(locale: str) -> None:
    assert [key for key, n in Counter(e.key for e in read(locale)[0]).items() if n > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_the_same_keys_in_the_same_files(locale: str) -> None:
    def places(code: str) -> set[tuple[str, str]]:
        return {(e.file, e.key) for e in read(code)[0]}

    assert places(locale) == places(locales.DEFAULT)


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_do_not_differ_between_locales(locale: str) -> None:
    ours, english = entries(locale), entries(locales.DEFAULT)
    assert {
        key: (ours[key].placeholders, english[key].placeholders)
        for key in ours.keys() & english.keys()
        if ours[key].placeholders != english[key].placeholders
    } == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_key_renders(locale: str) -> None:
    for entry in entries(locale).values():
        said = [locales.say(locale, entry.key, args) for args in samples(entry)]
        assert all(text.strip() for text in said), entry.key
        assert max(map(len, said)) <= LONGEST or entry.key in PAGES, entry.key
        for name in entry.placeholders - NUMBERS - entry.selections.keys():
            assert any(f"<{name}>" in text for text in said), f"{entry.key} swallows {name}"


def test_locales_choose_words_by_the_same_things() -> None:
    """Spanish may know fewer numbers by a word of their own, but no other options."""

    def options(code: str) -> dict[str, dict[str, set[str]]]:
        return {
            key: {name: set(variants) - PLURALS.keys() for name, variants in e.selections.items()}
            for key, e in entries(code).items()
        }

    assert options("es") == options(locales.DEFAULT)


@pytest.mark.parametrize("locale", LOCALES)
def test_typography_is_even(locale: str) -> None:
    for entry in entries(locale).values():
        columns = "" if entry.key in PAGES else "|  "
        assert not re.search(rf"[\"]|\.\.\.| [,.;]( |$){columns}", entry.text), entry.key
        assert "'" not in entry.text or locale == "en", entry.key


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_tells_that_somebody_said_no(locale: str) -> None:
    assert [e.key for e in entries(locale).values() if BETRAYING.search(e.text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_only_ones_own_karma_is_a_number_about_a_person(locale: str) -> None:
    assert [e.key for e in entries(locale).values() if SCORE.search(e.text)] == []
    assert [e.key for e in entries(locale).values() if "points" in e.placeholders] == ["karma-own"]


@pytest.mark.parametrize("locale", LOCALES)
def test_languages_are_named_in_themselves(locale: str) -> None:
    names = {"en": "English", "es": "Español"}
    assert {code: locales.say(locale, f"language-{code}", {}) for code in names} == names


def test_every_shipped_locale_can_be_chosen() -> None:
    assert set(people.LANGUAGES) == set(LOCALES)


def test_every_key_is_used() -> None:
    used = set(made.every_key())
    known = entries(locales.DEFAULT).keys()
    assert [key for key in known if key not in used and not sources.is_used(key)] == []


def test_no_label_waits_for_a_button_that_has_its_own() -> None:
    waiting = set(map(made.button, made.ALWAYS_LABELLED)) & entries(locales.DEFAULT).keys()
    assert waiting - sources.spoken().literals == set()


def test_every_key_that_looks_like_one_exists() -> None:
    known = entries(locales.DEFAULT).keys()
    families = {key.split("-")[0] for key in known}
    named = {word for word in sources.spoken().literals if re.fullmatch(r"[a-z]+(-[a-z]+)+", word)}
    assert {word for word in named - known if word.split("-")[0] in families} == set()


def test_every_key_made_from_a_name_exists() -> None:
    assert [key for key in made.every_key() if key not in entries(locales.DEFAULT)] == []


def test_help_has_no_line_for_a_command_that_does_not_work() -> None:
    known = {key for key in entries(locales.DEFAULT) if key.startswith("command-")}
    works = app.table().commands()
    assert known == {f"command-{c.name}" for c in works if isinstance(c, Command)}


def test_every_sentence_gets_what_it_needs() -> None:
    known = entries(locales.DEFAULT)
    places = list(sources.said())
    assert len(places) > 50
    assert [
        (said.where, said.key, sorted(known[said.key].placeholders - said.args))
        for said in places
        if said.key in known and not known[said.key].placeholders <= said.args
    ] == []


def test_nothing_is_said_outside_the_locales() -> None:
    assert sources.stray_sentences() == []


@pytest.mark.parametrize(
    ("source", "stray"),
    [
        ('said("Thank you, dear neighbour")', True),
        ('said(f"I am asking around in {village}")', True),
        ('said("nobody was free today.")', True),
        ('said("post-nobody")', False),
        ('"""A docstring says what it decides."""', False),
        ('raise ValueError("That was a bug of ours")', False),
        ('log.error("A handler failed badly.")', False),
    ],
)
def test_the_guard_knows_a_sentence_when_it_sees_one(source: str, stray: bool) -> None:
    assert bool(sources.stray_in("handlers/x.py", ast.parse(source))) is stray
