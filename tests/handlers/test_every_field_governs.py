"""Every field of a village's rules governs something: with two values the same people see two different things.

Each probe is played twice on a village of its own, by the rule's key; what it returns must differ.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import trust
from core.communities import KEYS, Config, Stage
from core.ids import PersonId
from core.trust import Deed, TieKind, TrustRules, anchors, live_ties, rebuilt, scores
from handlers.communities.digest import next_note
from storage.database import Database
from tests.fakes import DAY, NOW
from tests.journeys.stage import PipeStage, pipe_stage
from tests.journeys.stories import a_village, asked, latest
from tests.journeys.village_stories import an_open_village

NEXT_ISSUES = {
    "services_enabled": "layer 2 is not built yet",
    "service_types": "layer 2 is not built yet",
    "service_min_trust": "layer 2 is not built yet",
    "share_with_sisters": "see test_sisters_share: no village has sisters before it can divide",
    "carry_accept": "see tests/core/trust: letters of introduction",
    "carry_cap": "see tests/core/trust: letters of introduction",
    "carry_from": "see tests/core/trust: letters of introduction",
    "governance.eligibility_threshold": "see tests/core: maturity and eligibility",
    "governance.quorum_size": "see tests/core: consent in a mature village",
    "governance.template": "see tests/core: consent in a mature village",
    "trust_depth_weight": "see test_fields_of_trust",
    "trust_breadth_weight": "see test_fields_of_trust",
    "trust_decay_half_life_days": "see test_fields_of_trust",
    "min_interactions_for_trust": "see test_fields_of_trust",
    "joining_counts_as_interaction": "see tests/core: the roll",
}
"""What another test shows, or what a later part of the program will read; each with its reason."""

PEOPLE = ("ana", "bea", "cem", "dia", "eli", "fay")
DRILL = "Can anyone lend me a drill on Saturday at 10?"
Probe = Callable[[PipeStage], Awaitable[Any]]


async def _ask(stage: PipeStage, who: str = "fay", words: str = DRILL) -> None:
    await stage.say(who, words, room="maple")
    await stage.press(who, "post.confirm")


async def _swap(stage: PipeStage) -> str:
    """Fay asks, somebody helps, both say that it happened; return who helped."""
    await _ask(stage)
    helper = asked(stage, *PEOPLE)[0]
    await stage.press(helper, "match.yes")
    await stage.press("fay", "match.accept")
    for person in (helper, "fay"):
        await stage.press(person, "exchange.done")
    return helper


async def _karma(stage: PipeStage, person: str) -> str:
    await stage.say(person, "/karma")
    await stage.press(person, "karma.opt_in")
    return latest(stage, person, "karma-own").text


async def may_join(stage: PipeStage) -> Any:
    for number in range(5):
        await stage.join("maple", f"new{number}")
        await stage.press(f"new{number}", "member.in")
    return [stage.answers(f"new{number}")[-1].split("!")[0] for number in range(5)]


async def seen_from_outside(stage: PipeStage) -> Any:
    await stage.say("zoe", "/communities")
    return [m.text for m in stage.private("zoe")]


async def outsiders_answer(stage: PipeStage) -> Any:
    await _ask(stage)
    await stage.press("fay", "post.outside")
    await stage.say("zoe", "/communities")
    await stage.press("zoe", "village.look")
    return latest(stage, "zoe", "post-outside-request").actions


async def what_is_asked(stage: PipeStage) -> Any:
    await stage.say("fay", DRILL, room="maple")
    return latest(stage, "fay", "post-confirm-request").text


async def karma_of_both(stage: PipeStage) -> Any:
    helper = await _swap(stage)
    return await _karma(stage, helper), await _karma(stage, "fay")


async def karma_later(stage: PipeStage) -> Any:
    await _swap(stage)
    await stage.later("60d")
    return await _karma(stage, "fay")


async def held_for_a_look(stage: PipeStage) -> Any:
    await _ask(stage)
    return bool(asked(stage, *PEOPLE))


async def at_the_door(stage: PipeStage) -> Any:
    """In a mature village the field alone decides."""
    await stage.later("1d")
    await stage.join("maple", "gus")
    await stage.press("gus", "member.in")
    return stage.answers("gus")[-1]


async def first_wave(stage: PipeStage) -> Any:
    await _ask(stage)
    return len(asked(stage, *PEOPLE))


async def after_four_hours(stage: PipeStage) -> Any:
    await _ask(stage)
    await stage.later("4h")
    return len(asked(stage, *PEOPLE))


async def nobody_was_free(stage: PipeStage) -> Any:
    await _ask(stage)
    await stage.later("30h")
    return len(asked(stage, *PEOPLE)), [m.key for m in stage.private("fay")]


async def three_requests_at_once(stage: PipeStage) -> Any:
    for day in ("Thursday", "Friday", "Saturday"):
        await _ask(stage, words=f"Can anyone lend me a drill on {day} at 10?")
    return stage.answers("fay")


async def three_requests_in_a_week(stage: PipeStage) -> Any:
    for day in ("Thursday", "Friday", "Saturday"):
        await _ask(stage, words=f"Can anyone lend me a drill on {day} at 10?")
        await stage.say("fay", "/cancel")
    return stage.answers("fay")


async def asked_how_often(stage: PipeStage) -> Any:
    """Everybody else rests, so Bea is asked as often as the village allows."""
    for person in PEOPLE:
        if person not in ("bea", "fay"):
            await stage.say(person, "/pause 30")
    for day in ("Thursday", "Friday"):
        await _ask(stage, words=f"Can anyone lend me a drill on {day} at 10?")
        await stage.later("25h")
    return sum(m.key.startswith("match-") for m in stage.private("bea"))


async def who_is_asked_after_helping(stage: PipeStage) -> Any:
    """Bea helped once and has rested since; two of five are asked."""
    for person in PEOPLE:
        if person not in ("bea", "fay"):
            await stage.say(person, "/pause 3")
    await _swap(stage)
    await stage.later("10d")
    seen = []
    for _ in range(6):
        await _ask(stage, words="Could someone lend me a ladder? Any day is fine")
        seen.append("bea" in asked(stage, "bea"))
        await stage.press("fay", "post.drop")
        await stage.later("8d")
    return seen


async def asked_again_after_a_no(stage: PipeStage) -> Any:
    for person in PEOPLE:
        if person not in ("bea", "fay"):
            await stage.say(person, "/pause 30")
    await _ask(stage)
    await stage.press("bea", "match.no")
    await stage.press("fay", "post.drop")
    await stage.later("30h")
    await _ask(stage, words="Can anyone lend me a ladder on Friday at 10?")
    return bool(asked(stage, "bea"))


async def one_sided_yes(stage: PipeStage) -> Any:
    await _ask(stage, words="Could someone lend me a ladder? Any day is fine")
    helper = asked(stage, *PEOPLE)[0]
    await stage.press(helper, "match.yes")
    await stage.press("fay", "match.accept")
    await stage.press("fay", "exchange.done")
    await stage.later("4d")
    return await _karma(stage, "fay")


async def how_long_it_stays_open(stage: PipeStage) -> Any:
    await _ask(stage, words="Could someone lend me a ladder? Any day is fine")
    await stage.later("5d")
    return [m.key for m in stage.private("fay")]


async def greeted(stage: PipeStage) -> Any:
    await stage.join("maple", "gus")
    return [m.key for m in stage.room("maple")].count("community-greeting")


async def weekly_note(stage: PipeStage) -> Any:
    await _ask(stage, words="Could someone lend me a ladder? Any day is fine")
    await stage.later("8d")
    return any(m.key == "digest-week" for m in stage.room("maple"))


async def spoken_in_the_room(stage: PipeStage) -> Any:
    await stage.say("fay", "I can lend a drill on Saturday at 10", room="maple")
    await stage.press("fay", "post.confirm")
    return stage.room("maple")[-1].text


async def whom_to_turn_to(stage: PipeStage) -> Any:
    await _swap(stage)
    await stage.press("fay", "feedback.wrong")
    return latest(stage, "fay", "feedback-wrong").labels


async def path_to_fay(stage: PipeStage) -> Any:
    """Ana and Dia are three steps apart by ties: Ana, Bea, Cem, Dia."""
    await _chain(stage)
    await stage.later("31d")
    await stage.say("ana", "/path Dia")
    return [line.get("alt") for line in stage.lines if line.get("say") == "picture"]


async def _chain(stage: PipeStage) -> None:
    for asker, helper in (("ana", "bea"), ("bea", "cem"), ("cem", "dia")):
        for person in PEOPLE:
            await stage.say(person, "/resume" if person in (asker, helper) else "/pause 300")
        await _ask(stage, who=asker)
        await stage.press(helper, "match.yes")
        await stage.press(asker, "match.accept")
        await stage.press(asker, "exchange.done")
        await stage.press(helper, "exchange.done")
        await stage.later("15d")


async def numbers_in_an_emergency(stage: PipeStage) -> Any:
    await stage.say("fay", "I want to kill myself")
    return stage.private("fay")[-1].text


async def roles_that_are_open(stage: PipeStage) -> Any:
    await stage.say("fay", "/roles")
    return latest(stage, "fay", "roles-all").text


async def how_it_is_voted(stage: PipeStage) -> Any:
    await stage.say("bea", "/propose We paint the shed green")
    await stage.press("bea", "proposal.open")
    return [m.key for m in stage.room("maple")][-1]


PROBES: dict[str, tuple[str, str, Probe]] = {
    "member_cap": ("10", "12", may_join),
    "visibility_mode": ("public", "members_only", seen_from_outside),
    "outsider_response_allowed": ("yes", "no", outsiders_answer),
    "request_types": ("-borrow", "+tools borrow 1.0, -borrow", what_is_asked),
    "karma_split_helper": ("60", "0", karma_of_both),
    "karma_split_requestor": ("40", "-50", karma_of_both),
    "base_karma_pool_per_request": ("100", "1000", karma_of_both),
    "karma_decay_half_life_days": ("0", "30", karma_later),
    "trust_path_max_hops": ("1", "3", path_to_fay),
    "request_approval_required": ("yes", "no", held_for_a_look),
    "new_member_karma_lockout_days": ("0", "30", karma_of_both),
    "ask_budget_per_week": ("1", "4", asked_how_often),
    "rest_after_helps": ("1", "4", who_is_asked_after_helping),
    "wave_size": ("1", "4", first_wave),
    "wave_hours": ("1", "24", after_four_hours),
    "asks_per_request": ("3", "12", nobody_was_free),
    "open_requests": ("1", "10", three_requests_at_once),
    "requests_per_week": ("1", "10", three_requests_in_a_week),
    "ballot_mode": ("secret", "open", how_it_is_voted),
    "after_no": ("gentle", "strict", asked_again_after_a_no),
    "quiet_hours": ("21:00-08:00", "08:00-20:00", first_wave),
    "completion_silence_days": ("1", "30", one_sided_yes),
    "post_ttl_days": ("3", "90", how_long_it_stays_open),
    "greet_newcomers": ("yes", "no", greeted),
    "room_digest": ("yes", "no", weekly_note),
    "governance.roles": ("none", "+librarian let_in", roles_that_are_open),
    "language": ("en", "es", spoken_in_the_room),
    "country": ("ES", "none", numbers_in_an_emergency),
    "time_zone": ("UTC", "America/Los_Angeles", first_wave),
}
OPEN = {
    "governance.roles",
    "visibility_mode",
    "outsider_response_allowed",
    "request_approval_required",
}
"""Fields that govern only once the village is open."""


def test_every_field_has_a_probe_or_a_reason() -> None:
    elsewhere = {"safety_contacts", "join_approval_required"}
    assert set(PROBES) | set(NEXT_ISSUES) | elsewhere == set(KEYS)


async def _play(url: str, key: str, value: str, probe: Probe) -> Any:
    async with pipe_stage(url) as stage:
        await a_village(stage, *PEOPLE)
        await stage.say("ana", f"/set {key} {value}")
        return await probe(stage)


@pytest.mark.parametrize("key", PROBES)
async def test_a_field_changes_what_happens(key: str, tmp_path: Path) -> None:
    one, other, probe = PROBES[key]
    seen = []
    for number, value in enumerate((one, other)):
        url = f"sqlite+aiosqlite:///{tmp_path / f'{number}.db'}"
        seen.append(await (_played_open if key in OPEN else _play)(url, key, value, probe))
    assert seen[0] != seen[1]


async def _played_open(url: str, key: str, value: str, probe: Probe) -> Any:
    """Set the rule after opening, by the founder group's majority."""
    async with pipe_stage(url) as stage:
        await an_open_village(stage, "fay")
        await stage.say("ana", f"/set {key} {value}")
        for person in ("bea", "cem"):
            if any("config.yes" in m.actions for m in stage.private(person)):
                await stage.press(person, "config.yes")
        return await probe(stage)


async def test_safety_contacts_are_who_is_offered(tmp_path: Path) -> None:
    offered = []
    for number in range(2):
        async with pipe_stage(f"sqlite+aiosqlite:///{tmp_path / f'{number}.db'}") as stage:
            await a_village(stage, *PEOPLE)
            await stage.join("maple", "ana", admin=True)
            if number:
                await stage.say("ana", "/set safety_contacts Eli")
                await stage.press("eli", "safety.accept")
            offered.append(await whom_to_turn_to(stage))
    assert offered[0] != offered[1]


async def test_the_door_of_a_mature_village_is_its_own_affair(tmp_path: Path) -> None:
    told = []
    for number, wish in enumerate(("yes", "no")):
        url = f"sqlite+aiosqlite:///{tmp_path / f'{number}.db'}"
        async with pipe_stage(url) as stage:
            await a_village(stage, *PEOPLE)
            await stage.say("ana", f"/set join_approval_required {wish}")
        await _grow_up(url)
        async with pipe_stage(url) as again:
            again.take_over(stage)
            again.skip()
            await again.join("maple", "gus")
            await again.press("gus", "member.in")
            told.append(again.answers("gus")[-1])
    assert told[0] != told[1]


async def _grow_up(url: str) -> None:
    database = await Database.open(url, "7")
    try:
        async with database.begin("grow", NOW) as work:
            for community in await work.communities.every(Stage.FOUNDED):
                await work.communities.save(replace(community, stage=Stage.OPEN, mature=True))
    finally:
        await database.close()


A, B, C = PersonId("a"), PersonId("b"), PersonId("c")
DEEDS = [Deed(NOW - n * 9 * DAY, A, B, TieKind.HELPED) for n in range(6)] + [
    Deed(NOW - 20 * DAY, A, C, TieKind.HELPED)
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TrustRules(depth_weight=0.8), TrustRules(depth_weight=0.3)),
        (TrustRules(half_life_days=365), TrustRules(half_life_days=30)),
        (TrustRules(min_interactions=1), TrustRules(min_interactions=3)),
    ],
    ids=["depth_and_breadth", "half_life", "min_interactions"],
)
def test_fields_of_trust(one: TrustRules, other: TrustRules) -> None:
    def figures(rules: TrustRules) -> list[float]:
        ties = list(rebuilt(DEEDS, rules.half_life_days).values())
        live = live_ties([A, B, C], ties, NOW, rules)
        return [score.trust for _, score in sorted(scores(live, anchors(live, [B]), rules).items())]

    assert figures(one) != figures(other)


def test_rules_of_trust_come_from_the_configuration() -> None:
    rules = trust.rules_of(Config(trust_depth_weight=0.8, trust_breadth_weight=0.2))
    assert rules.depth_weight == 0.8


def test_the_weekly_note_comes_on_a_sunday_at_ten_by_the_villages_clock() -> None:
    at = next_note(NOW, "Asia/Tokyo")
    assert at.isoformat() == "2026-01-11T01:00:00+00:00"
