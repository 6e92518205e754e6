"""The stories of a village that makes its own rules, told once and played on every platform."""

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, a_village, asked, latest

ANSWERS = (
    "setup.answer.place.right",
    "setup.answer.whom.neighbourhood",
    "setup.answer.newcomers.open_arms",
    "setup.answer.bonds.mix",
    "setup.answer.asking.balanced",
    "setup.answer.memory.seasonal",
    "setup.answer.villages.letter",
)
FOUNDERS = ("bea", "cem", "dia", "eli")


async def an_open_village(stage: Stage, *others: str, template: str = "") -> None:
    """Open Maple Street: Ana sets it up, Bea, Cem, Dia and Eli are of the founder group, the others are members."""
    await a_village(stage, "ana", *FOUNDERS, *others)
    await stage.say("ana", "/setup")
    if template:
        await stage.press("ana", ANSWERS[0])
        await stage.press("ana", f"setup.template.{template}")
    else:
        for answer in ANSWERS:
            await stage.press("ana", answer)
    await stage.press("ana", "setup.apply")
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    for person in FOUNDERS:
        await stage.press(person, "founder.accept")


async def set_up_in_eleven_taps(stage: Stage) -> None:
    """From the bot's arrival to an open village by buttons, while asking works all the time."""
    await stage.added("maple", "Maple Street", by="ana")
    await stage.join("maple", *FOUNDERS)
    for person in FOUNDERS:
        await stage.press(person, "member.in")
    taps = ["setup.begin", *ANSWERS, "setup.apply"]
    for number, tap in enumerate(taps):
        await stage.press("ana", tap)
        if number == len(taps) // 2:
            await stage.say("bea", "Can anyone lend me a drill on Saturday at 10?", room="maple")
            await stage.press("bea", "post.confirm")
            assert asked(stage, "cem", "dia", "eli")
    await stage.say("ana", "Bea, Cem, Dia, Eli")
    await stage.press("ana", "setup.open")
    assert len(taps) + 1 <= 12
    assert any(m.key == "community-open" for m in stage.room("maple"))
    for person in ("bea", "cem"):
        await stage.press(person, "founder.accept")
    keepers = [m for m in stage.room("maple") if m.key == "founder-roles-begin"]
    assert "Bea and Cem" in keepers[-1].text
    await stage.press("dia", "founder.decline")
    await stage.say("ana", "/setup")
    assert "Dia" not in latest(stage, "ana", "founder-group").text
    await stage.say("bea", "/config")
    assert "kinds of help and counts" in latest(stage, "bea", "config-all").text


async def only_who_may_sets_up(stage: Stage) -> None:
    """Somebody else may not; another admin sees who is at it, and may go on in their place; it resumes anywhere."""
    await stage.added("maple", "Maple Street", by="ana")
    await stage.join("maple", "bea")
    await stage.join("maple", "cem", admin=True)
    await stage.press("bea", "setup.begin")
    assert "admin" in stage.answers("bea")[-1]
    await stage.press("ana", "setup.begin")
    await stage.press("ana", "setup.answer.place.right")
    await stage.press("cem", "member.in")
    await stage.say("cem", "/setup")
    assert latest(stage, "cem", "setup-running")
    await stage.say("ana", "/setup")
    assert latest(stage, "ana", "setup-whom")
    await stage.press("cem", "setup.begin", "place")
    assert latest(stage, "cem", "setup-whom")
    await stage.press("ana", "setup.answer.whom.just_us")
    assert "settled" in stage.answers("ana")[-1]
    await stage.press("cem", "setup.answer.whom.just_us")
    assert latest(stage, "cem", "setup-newcomers")


async def the_first_decision_at_the_door_holds(stage: Stage) -> None:
    """A newcomer to an open village is let in by the first role-holder who decides; the other cards follow."""
    await an_open_village(stage)
    await stage.join("maple", "gus", "hal")
    await stage.press("gus", "member.in")
    assert "look after" in stage.answers("gus")[-1]
    cards = [latest(stage, keeper, "join-asked") for keeper in ("ana", "bea", "cem")]
    await stage.press("cem", "join.approve")
    assert [card.key for card in cards] == ["join-approved"] * 3
    assert "Welcome" in latest(stage, "gus", "join-let-in").text
    await stage.press("hal", "member.in")
    told = len(stage.private("hal")) + len(stage.answers("hal"))
    await stage.press("bea", "join.refuse")
    assert len(stage.private("hal")) + len(stage.answers("hal")) == told
    await stage.press("hal", "member.in", label="I'm in")
    assert "already" in stage.answers("hal")[-1]
    await stage.later("8d")
    await stage.press("hal", "member.in", label="I'm in")
    assert "join.approve" in latest(stage, "dia", "join-asked").actions


async def a_request_waits_at_the_door(stage: Stage) -> None:
    """Who is not in yet may ask; the request goes out once they were let in and say so again."""
    await an_open_village(stage)
    await stage.join("maple", "gus")
    await stage.say("gus", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("gus", "post.confirm")
    assert not asked(stage, "ana", *FOUNDERS)
    await stage.press("ana", "join.approve")
    await stage.press("gus", "post.confirm")
    assert asked(stage, "ana", *FOUNDERS)


async def an_invitation_works_once(stage: Stage) -> None:
    """A member's invitation lets one person in past the door, and remembers who gave it."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "/invite")
    link = latest(stage, "fay", "invite-made").text
    token = next(word for word in link.replace("=", " ").split() if word.startswith("inv_"))
    await stage.say("gus", f"/start {token}")
    assert any("Welcome" in m.text for m in stage.private("gus"))
    await stage.say("hal", f"/start {token}")
    assert "used, over" in stage.private("hal")[-1].text


async def rules_by_consent(stage: Stage) -> None:
    """While a village is young its founder group changes a rule by majority; the village hears what changed."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "/set member_cap 100")
    assert "look after" in stage.private("fay")[-1].text
    await stage.say("bea", "/set member_cap 9")
    assert "10 to 150" in stage.private("bea")[-1].text
    await stage.say("bea", "/set member_cap 100")
    await stage.press("cem", "config.no")
    await stage.press("dia", "config.yes")
    assert not any(m.key == "config-changed" for m in stage.room("maple"))
    await stage.press("cem", "config.yes")
    assert "100 members" in [m for m in stage.room("maple") if m.key == "config-changed"][-1].text
    await stage.say("fay", "/config history")
    assert "Bea" in latest(stage, "fay", "config-history").text
    await stage.say("ana", "/config history")
    await stage.press("ana", "config.revert")
    for person in ("dia", "eli"):
        await stage.press(person, "config.yes")
    await stage.say("fay", "/config member_cap")
    assert "150 members" in latest(stage, "fay", "config-one").text


async def a_change_that_nobody_answers_lapses(stage: Stage) -> None:
    """Without enough yeses in seven days a rule stays as it is."""
    await an_open_village(stage)
    await stage.say("bea", "/set wave_size 5")
    await stage.later("8d")
    assert latest(stage, "cem", "config-not-agreed")
    await stage.say("bea", "/config wave_size")
    assert "3 people" in latest(stage, "bea", "config-one").text


async def a_moderator_looks_first(stage: Stage) -> None:
    """Where requests need approval nobody is asked before a role-holder lets them out."""
    await an_open_village(stage, "fay", template="neighborhood_cautious")
    await stage.say("fay", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("fay", "post.confirm")
    assert not asked(stage, "ana", *FOUNDERS)
    await stage.say("cem", "/approve")
    await stage.press("cem", "post.approve")
    assert asked(stage, "ana", *FOUNDERS)
    assert latest(stage, "fay", "post-asking")
    await stage.say("fay", "Can anyone lend me a ladder on Sunday at 10?", room="maple")
    await stage.press("fay", "post.confirm")
    await stage.press("dia", "post.refuse")
    assert "ladder" in latest(stage, "fay", "post-not-let-out").text


async def answered_again_later(stage: Stage) -> None:
    """The questionnaire shows what would change; each line is set out or left."""
    await an_open_village(stage)
    await stage.say("ana", "/questionnaire")
    for answer in ANSWERS[1:5]:
        await stage.press("ana", answer)
    await stage.press("ana", "setup.answer.memory.long")
    await stage.press("ana", "setup.answer.villages.friends")
    await stage.press("ana", "questionnaire.pick", label="other villages say")
    await stage.press("ana", "questionnaire.apply")
    for person in ("bea", "cem"):
        await stage.press(person, "config.yes")
    await stage.say("ana", "/config karma_decay_half_life_days")
    assert "365" in latest(stage, "ana", "config-one").text
    await stage.say("ana", "/config carry_cap")
    assert "20" in latest(stage, "ana", "config-one").text


async def what_outsiders_see(stage: Stage) -> None:
    """An outsider sees a post only once its author opened it to the outside, and answers it where that is allowed."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("fay", "post.confirm")
    await stage.say("zoe", "/communities")
    await stage.press("zoe", "village.look")
    assert not any("drill" in m.text for m in stage.private("zoe"))
    await stage.press("fay", "post.outside")
    await stage.press("zoe", "village.look")
    shown = latest(stage, "zoe", "post-outside-request")
    assert "drill" in shown.text
    assert "Fay" not in shown.text
    assert "10:00" not in shown.text
    assert shown.actions == []
    await stage.say("ana", "/set outsider_response_allowed yes")
    for person in ("bea", "cem"):
        await stage.press(person, "config.yes")
    await stage.press("zoe", "village.look")
    await stage.press("zoe", "match.yes")
    await stage.press("fay", "match.accept")
    assert latest(stage, "zoe", "exchange-open-helper")


async def another_room_of_the_same_village(stage: Stage) -> None:
    """A second group becomes a room of the village that is there already, and hears requests for it."""
    await an_open_village(stage)
    await stage.added("garden", "Maple Garden", by="ana")
    await stage.press("ana", "setup.begin", label="Set this village up")
    await stage.press("ana", "setup.room", label="Maple Street")
    await stage.join("garden", "bea")
    await stage.say("bea", "Can anyone lend me a drill on Saturday at 10?", room="garden")
    await stage.press("bea", "post.confirm")
    assert asked(stage, "ana", "cem", "dia", "eli")


async def someone_to_turn_to(stage: Stage) -> None:
    """A safety contact is named, and is one only by their own word."""
    await an_open_village(stage, "fay")
    await stage.say("ana", "/set safety_contacts Fay")
    await stage.say("bea", "/config safety_contacts")
    assert "Fay" not in latest(stage, "bea", "config-one").text
    await stage.press("fay", "safety.accept")
    await stage.say("bea", "/config safety_contacts")
    assert "Fay" in latest(stage, "bea", "config-one").text


async def asked_only_for_what_one_likes(stage: Stage) -> None:
    """Whoever does not wish to be asked for loans here is not."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("bea", "/preferences")
    await stage.press("bea", "preferences.types")
    await stage.press("bea", "preferences.type", label="loan")
    await stage.say("ana", "Can anyone lend me a drill on Saturday at 10?", room="maple")
    await stage.press("ana", "post.confirm")
    assert asked(stage, "bea", "cem") == ["cem"]


VILLAGE_STORIES: tuple[Story, ...] = (
    set_up_in_eleven_taps,
    only_who_may_sets_up,
    the_first_decision_at_the_door_holds,
    a_request_waits_at_the_door,
    an_invitation_works_once,
    rules_by_consent,
    a_change_that_nobody_answers_lapses,
    a_moderator_looks_first,
    answered_again_later,
    what_outsiders_see,
    another_room_of_the_same_village,
    someone_to_turn_to,
    asked_only_for_what_one_likes,
)
