"""The stories of votes, told once and played on every platform: proposing, ballots nobody else sees, what is told."""

import re

from tests.journeys.stage import Seen, Stage
from tests.journeys.stories import Story, latest
from tests.journeys.village_stories import FOUNDERS, an_open_village

EVERYBODY = ("ana", *FOUNDERS)


def told(stage: Stage, key: str) -> list[Seen]:
    """Return what the group reads under wordings that begin so."""
    return [m for m in stage.room("maple") if m.key.startswith(key)]


async def an_open_vote(stage: Stage, words: str = "We paint the shed green") -> None:
    """Ana proposes something, and opens the vote."""
    await stage.say("ana", f"/propose {words}")
    await stage.press("ana", "proposal.open")


async def everybody_votes(stage: Stage, *people: str, choice: str = "yes") -> None:
    """These people choose the same."""
    for person in people:
        await stage.press(person, f"ballot.{choice}")


async def a_secret_vote(stage: Stage) -> None:
    """From a private draft to the result: what was cast, and how it stands, is seen by nobody on the way."""
    await an_open_village(stage)
    before = len(stage.room("maple"))
    await stage.say("ana", "/propose We paint the shed green")
    assert "shed green" in latest(stage, "ana", "proposal-draft").text
    assert len(stage.room("maple")) == before
    await stage.press("ana", "proposal.open")
    (card,) = told(stage, "vote-open")
    assert "proposes" in card.text
    shown = card.text
    for person, choice in (("ana", "yes"), ("bea", "no"), ("cem", "yes"), ("bea", "yes")):
        await stage.press(person, f"ballot.{choice}")
    assert stage.answers("bea")[-1] == stage.answers("cem")[-1]
    await stage.say("dia", "/votes")
    assert "Waits for your vote" in latest(stage, "dia", "votes-open").text
    await stage.say("bea", "/votes")
    assert "You've voted" in latest(stage, "bea", "votes-open").text
    (still,) = told(stage, "vote-open")
    assert (still.text, len(stage.room("maple"))) == (shown, before + 1)
    await stage.later("6d")
    reminded = [p for p in EVERYBODY if any(m.key == "vote-remind" for m in stage.private(p))]
    assert reminded == ["dia", "eli"]
    await stage.press("dia", "ballot.abstain")
    await stage.later("1d")
    (result,) = told(stage, "vote-passed")
    assert re.findall(r"\d+", result.text) == ["4", "5"]
    (closed,) = told(stage, "vote-closed")
    assert (closed.id, closed.actions) == (card.id, [])
    await stage.later("3d")
    assert len(told(stage, "vote-passed")) == 1


async def a_ballot_paper_in_private(stage: Stage) -> None:
    """Whoever would rather vote in private asks for a ballot paper there; of several votes, one by its name."""
    await an_open_village(stage)
    await an_open_vote(stage)
    for person in ("bea", "cem", "dia"):
        await stage.say(person, "/votes")
        assert latest(stage, person, "vote-ballot").actions == [
            "ballot.yes",
            "ballot.no",
            "ballot.abstain",
        ]
        await stage.press(person, "ballot.no")
    await an_open_vote(stage, "3d We buy a ladder")
    await stage.say("eli", "/votes")
    listed = latest(stage, "eli", "votes-open")
    assert listed.actions.count("votes.ballot") == 2
    await stage.press("eli", "votes.ballot", label="ladder")
    await stage.press("eli", "ballot.yes")
    await stage.later("8d")
    assert "3 of 5" in told(stage, "vote-not-passed")[0].text
    assert "ladder" in told(stage, "vote-too-few")[0].text
    assert latest(stage, "bea", "vote-closed").actions == []
    await stage.say("eli", "/votes")
    assert latest(stage, "eli", "votes-none")
    await stage.say("eli", "/votes history")
    past = latest(stage, "eli", "votes-history").text
    assert past.index("shed") < past.index("ladder")


async def who_may_not_vote(stage: Stage) -> None:
    """Strangers and latecomers are told so; a ballot goes with whoever leaves the village, not who leaves a room."""
    await an_open_village(stage, "fay", "gus")
    await an_open_vote(stage)
    await stage.say("ana", "/invite")
    token = re.search(r"inv_\w+", latest(stage, "ana", "invite-made").text)
    assert token is not None
    await stage.join("maple", "hal", "ivy")
    await stage.say("hal", f"/start {token[0]}")
    for person in ("hal", "ivy"):
        await stage.press(person, "ballot.yes")
        assert "members when it opened" in stage.answers(person)[-1]
    for person in ("bea", "cem", "fay"):
        await stage.press(person, "ballot.yes")
    await stage.press("gus", "ballot.no")
    await stage.say("fay", "/leave")
    await stage.leaves("maple", "gus")
    await stage.later("7d")
    (result,) = told(stage, "vote-passed")
    assert re.findall(r"\d+", result.text) == ["3", "6"]


async def a_vote_taken_back(stage: Stage) -> None:
    """Its proposer takes a vote back, and it ends without a result."""
    await an_open_village(stage)
    await an_open_vote(stage)
    await stage.press("bea", "ballot.yes")
    await stage.press("ana", "proposal.withdraw")
    (card,) = told(stage, "vote-withdrawn")
    assert card.actions == []
    assert latest(stage, "ana", "proposal-withdrawn").actions == []
    await stage.later("8d")
    assert not told(stage, "vote-passed") + told(stage, "vote-too-few")


async def about_a_person(stage: Stage) -> None:
    """Three second it in private, the person is heard first, and only then everybody hears of it and votes."""
    await an_open_village(stage, "fay")
    before = len(stage.room("maple"))
    await stage.say("fay", "/propose recall Bea: she has moved away")
    await stage.press("fay", "proposal.open")
    await stage.say("fay", "Bea")
    assert stage.private("fay")[-1].key == "proposal-who-seconds"
    await stage.say("fay", "Cem, Dia, Eli, Bea")
    assert not any(m.key == "proposal-second-asked" for m in stage.private("bea"))
    for person in ("cem", "dia"):
        await stage.press(person, "proposal.second")
    assert not any(m.key == "proposal-hearing" for m in stage.private("bea"))
    await stage.press("eli", "proposal.second")
    heard = latest(stage, "bea", "proposal-hearing")
    assert "moved away" in heard.text
    assert not any(name in heard.text for name in ("Fay", "Cem", "Dia", "Eli"))
    assert len(stage.room("maple")) == before
    await stage.press("bea", "hearing.answer")
    await stage.say("bea", "I am only two streets away")
    (card,) = told(stage, "vote-open")
    assert "two streets away" in card.text
    assert "Fay" not in card.text
    await everybody_votes(stage, "ana", "cem", "dia")
    await stage.later("7d")
    assert told(stage, "vote-passed")
    await stage.say("bea", "/set wave_size 4")
    assert "look after" in stage.private("bea")[-1].text
    await stage.say("fay", "/propose recall Bea: again")
    assert "90 days" in stage.private("fay")[-1].text


async def removed_by_vote(stage: Stage) -> None:
    """Whoever says nothing is voted on three days later; removed, they hear it privately, and their request ends."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "Can anyone lend me a drill? Any day is fine", room="maple")
    await stage.press("fay", "post.confirm")
    await stage.say("bea", "/propose remove Fay")
    await stage.press("bea", "proposal.open")
    await stage.say("bea", "Cem, Dia, Eli")
    for person in ("cem", "dia", "eli"):
        await stage.press(person, "proposal.second")
    await stage.later("3d")
    await everybody_votes(stage, "ana", "bea", "cem")
    await stage.later("7d")
    assert told(stage, "vote-passed")
    assert latest(stage, "fay", "vote-removed")
    await stage.say("fay", "/votes")
    assert stage.private("fay")[-1].key == "refused-not-a-member"


async def a_norm(stage: Stage) -> None:
    """A norm that passed stands in /config, until a later vote takes it up again."""
    await an_open_village(stage)
    await an_open_vote(stage, "norm Quiet after ten")
    await everybody_votes(stage, "ana", "bea", "cem")
    await stage.later("7d")
    assert "/config" in told(stage, "vote-passed")[0].text
    await stage.say("dia", "/config")
    assert "Quiet after ten" in latest(stage, "dia", "config-all").text
    await stage.say("dia", "/votes history")
    await stage.press("dia", "proposal.reopen")
    await stage.press("dia", "proposal.open")
    await everybody_votes(stage, "ana", "bea", "cem")
    await stage.later("7d")
    await stage.say("eli", "/config")
    assert "Quiet after ten" not in latest(stage, "eli", "config-all").text


async def a_rule_proposed_by_anybody(stage: Stage) -> None:
    """Any member may propose a rule; while the village is young its founder group is asked."""
    await an_open_village(stage, "fay")
    await stage.say("fay", "/propose member_cap 9")
    assert "10 to 150" in stage.private("fay")[-1].text
    await stage.say("fay", "/propose member_cap 100")
    assert "100 members" in latest(stage, "fay", "proposal-draft-consent").text
    await stage.press("fay", "proposal.open")
    for person in ("ana", "bea", "cem"):
        await stage.press(person, "config.yes")
    assert "100 members" in told(stage, "config-changed")[-1].text


async def voting_openly(stage: Stage, mode: str = "open") -> None:
    """Let the village vote openly from now on: by its founder group's word, or by a vote where it takes one."""
    await stage.say("ana", f"/set ballot_mode {mode}")
    if mode == "open":
        for person in ("bea", "cem"):
            await stage.press(person, "config.yes")
        return
    await stage.press("ana", "proposal.open")
    await everybody_votes(stage, "ana", "bea", "cem")
    await stage.later("7d")
    assert "weighted" in told(stage, "config-changed")[-1].text


async def an_open_poll(stage: Stage) -> None:
    """A native poll, one head one vote; strangers and latecomers answer it too and are not counted."""
    await an_open_village(stage, "fay", "gus")
    await voting_openly(stage)
    await an_open_vote(stage)
    assert "Names are visible" in told(stage, "poll-open")[0].text
    await stage.join("maple", "hal")
    for person, option in (("bea", 0), ("cem", 0), ("dia", 0), ("eli", 1), ("fay", 1), ("gus", 1)):
        await stage.vote(person, option)
    await stage.vote("hal", 1)
    await stage.vote("eli", 0)
    await stage.vote("eli", 0)
    await stage.vote("gus")
    await stage.say("bea", "/votes")
    assert "You've voted" in latest(stage, "bea", "votes-open").text
    assert "vote-ballot" not in {m.key for m in stage.private("bea")}
    await stage.later("6d1h")
    reminded = [
        person
        for person in (*EVERYBODY, "gus")
        if any(m.key == "vote-remind-poll" for m in stage.private(person))
    ]
    assert reminded == ["ana", "gus"]
    await stage.later("1d")
    (result,) = told(stage, "vote-passed")
    assert re.findall(r"\d+", result.text) == ["5", "7"]


async def a_weighted_poll(stage: Stage) -> None:
    """Open and weighted votes are chosen by a vote only, and each says what can be worked out from many of them."""
    await an_open_village(stage)
    await voting_openly(stage, "open_weighted")
    await an_open_vote(stage)
    assert "can be worked out" in told(stage, "poll-open-weighted")[0].text
    for person in ("bea", "cem", "dia"):
        await stage.vote(person, 1)
    await stage.later("7d1h")
    assert told(stage, "vote-not-passed")


VOTES_STORIES: tuple[Story, ...] = (
    a_secret_vote,
    a_ballot_paper_in_private,
    who_may_not_vote,
    a_vote_taken_back,
    about_a_person,
    removed_by_vote,
    a_norm,
    a_rule_proposed_by_anybody,
    an_open_poll,
    a_weighted_poll,
)
