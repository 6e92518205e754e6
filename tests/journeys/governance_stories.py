"""The stories of a village that gives, looks after and passes on its roles, told once and played on every platform."""

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, asked, latest
from tests.journeys.village_stories import FOUNDERS, an_open_village


async def relied_upon(stage: Stage, person: str) -> None:
    """Let somebody become eligible: the threshold is lowered by consent, and the founders help them, each once."""
    await stage.say("bea", "/set eligibility_threshold 20")
    for founder in ("ana", "cem"):
        await stage.press(founder, "config.yes")
    await stage.later("8d")
    left = ["ana", *FOUNDERS]
    for thing in ("drill", "ladder", "saw", "hammer"):
        await stage.say(person, f"Can anyone lend me a {thing} on Saturday at 10?", room="maple")
        await stage.press(person, "post.confirm")
        while not (helpers := asked(stage, *left)):
            await stage.later("2h")
        helper = helpers[0]
        left.remove(helper)
        await stage.press(helper, "match.yes")
        await stage.press(person, "match.accept")
        for side in (helper, person):
            await stage.press(side, "exchange.done")
    await stage.later("1d")


def told(stage: Stage, room: str, key: str) -> list[str]:
    """Return the sentences of this wording that a room heard."""
    return [m.text for m in stage.room(room) if m.key == key]


async def roles_are_shown_without_a_number(stage: Stage) -> None:
    """Any member sees who holds what since when; nobody sees why, and there is nothing to count."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "/roles")
    shown = latest(stage, "fay", "roles-all").text
    for founder in ("ana", *FOUNDERS):
        assert founder in shown.casefold()
    assert "admin · moderator · treasurer, since 5 Jan 2026, founder group" in shown
    assert "young" in shown
    await stage.say("fay", "/roles history")
    assert "begins in the founder group" in latest(stage, "fay", "roles-history").text


async def a_name_that_leads_nowhere_tells_nothing(stage: Stage) -> None:
    """Not eligible, holding it already, unwilling: whoever nominates reads the same, and nobody else hears anything."""
    await an_open_village(stage, "fay", "gus")
    quiet = {person: len(stage.private(person)) for person in ("ana", "bea", "gus")}
    heard = len(stage.room("maple"))
    for name in ("Gus", "Bea"):
        await stage.say("fay", f"/nominate {name} admin")
    one, other = [m.text for m in stage.private("fay") if m.key == "nomination-noted"]
    assert one.replace("Gus", "Bea") == other
    await stage.later("8d")
    assert {person: len(stage.private(person)) for person in quiet} == quiet
    assert len(stage.room("maple")) == heard
    await stage.say("fay", "/nominate Zoe admin")
    assert latest(stage, "fay", "refused-unknown-name")
    await stage.say("fay", "/nominate Gus treasurer")
    assert "There is: admin" in latest(stage, "fay", "refused-no-such-role").text


async def a_name_becomes_a_role(stage: Stage) -> None:
    """Nominated, willing, agreed to by three of those who look after the village; every no stays where it was said."""
    await an_open_village(stage, "fay")
    await relied_upon(stage, "fay")
    await stage.say("bea", "/nominate Fay admin")
    assert "Bea would like to see you as admin" in latest(stage, "fay", "nomination-wanted").text
    assert not [m for m in stage.private("ana") if m.key == "ratify-asked"]
    await stage.press("fay", "nomination.accept")
    cards = [latest(stage, founder, "ratify-asked") for founder in ("ana", *FOUNDERS)]
    await stage.press("eli", "ratify.no")
    for founder in ("ana", "bea", "cem"):
        assert not told(stage, "maple", "role-given")
        await stage.press(founder, "ratify.yes")
    assert {card.key for card in cards} == {"ratify-agreed"}
    assert latest(stage, "fay", "nomination-given")
    assert "Fay looks after Maple Street as admin now." in told(stage, "maple", "role-given")[-1]
    await stage.say("dia", "/roles")
    assert "Fay: admin, since" in latest(stage, "dia", "roles-all").text
    await stage.say("fay", "/approve")
    assert latest(stage, "fay", "approve-nothing")


async def a_nominee_may_say_no(stage: Stage) -> None:
    """A no leaves no trace for anybody else, and they are not asked again soon."""
    await an_open_village(stage, "fay")
    await relied_upon(stage, "fay")
    quiet = {founder: len(stage.private(founder)) for founder in ("ana", "bea", "cem", "dia")}
    heard = len(stage.room("maple"))
    await stage.say("eli", "/nominate Fay admin")
    await stage.press("fay", "nomination.decline")
    before = len(stage.private("fay"))
    await stage.say("eli", "/nominate Fay admin")
    assert len(stage.private("fay")) == before
    assert {founder: len(stage.private(founder)) for founder in quiet} == quiet
    assert len(stage.room("maple")) == heard
    noted = [m.text for m in stage.private("eli") if m.key == "nomination-noted"]
    assert len(noted) == 2
    assert len(set(noted)) == 1


async def stepping_down_never_leaves_a_village_alone(stage: Stage) -> None:
    """Roles end by their holder's word; the last one keeps an eye on the village, and the village hears of it."""
    await an_open_village(stage, "fay")
    for person in ("bea", "cem", "dia", "eli"):
        await stage.say(person, "/stepdown")
        await stage.press(person, "role.leave")
        assert latest(stage, person, "stepdown-done")
    await stage.say("ana", "/stepdown")
    await stage.press("ana", "role.keep")
    await stage.say("ana", "/stepdown admin")
    await stage.press("ana", "role.leave")
    assert latest(stage, "ana", "stepdown-stays")
    await stage.say("ana", "/stepdown")
    await stage.press("ana", "role.leave")
    await stage.later("1m")
    assert told(stage, "maple", "role-elected")
    await stage.say("fay", "/roles")
    shown = latest(stage, "fay", "roles-all").text
    assert "ana: admin, until somebody follows" in shown.replace("Ana", "ana")
    assert "Bea" not in shown
    await stage.say("ana", "/leave")
    await stage.say("fay", "/roles")
    shown = latest(stage, "fay", "roles-all").text
    assert "admin, until somebody follows" in shown
    assert "Ana" not in shown
    assert sum(m.key == "role-caretaker" for p in (*FOUNDERS, "fay") for m in stage.private(p)) == 1


async def whoever_wishes_passes_it_on_at_night(stage: Stage) -> None:
    """Asked for by day, it passes on at night like any other; then thirty days, then it ends by itself."""
    await an_open_village(stage, "fay")
    await stage.say("bea", "/stepdown")
    await stage.press("bea", "role.pass")
    await stage.later("10m")
    await stage.say("fay", "/roles")
    assert "until somebody follows" not in latest(stage, "fay", "roles-all").text
    await stage.later("1d")
    assert latest(stage, "bea", "role-caretaker")
    await stage.say("fay", "/roles")
    assert "until somebody follows" in latest(stage, "fay", "roles-all").text
    await stage.say("fay", "/roles history")
    assert "looks after it until somebody follows" in latest(stage, "fay", "roles-history").text
    await stage.later("31d")
    assert latest(stage, "bea", "role-released")
    await stage.say("fay", "/roles")
    assert "Bea" not in latest(stage, "fay", "roles-all").text


async def a_village_names_its_own_roles(stage: Stage) -> None:
    """A librarian may answer the door: by consent, and only while the rules say so."""
    await an_open_village(stage, "fay")
    await stage.say("bea", "/set roles +librarian let_in")
    for person in ("ana", "cem"):
        await stage.press(person, "config.yes")
    heard = told(stage, "maple", "config-changed")[-1]
    assert "Roles of our own: librarian (lets people and requests in)." in heard
    await stage.say("fay", "/roles")
    assert "Open: librarian" in latest(stage, "fay", "roles-all").text
    await stage.say("fay", "/stepdown")
    assert latest(stage, "fay", "refused-role")


GOVERNANCE_STORIES: tuple[Story, ...] = (
    roles_are_shown_without_a_number,
    a_name_that_leads_nowhere_tells_nothing,
    a_name_becomes_a_role,
    a_nominee_may_say_no,
    stepping_down_never_leaves_a_village_alone,
    whoever_wishes_passes_it_on_at_night,
    a_village_names_its_own_roles,
)
