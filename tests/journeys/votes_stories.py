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
    """Ana proposes something in words, and opens the vote."""
    await stage.say("ana", f"/propose {words}")
    await stage.press("ana", "proposal.open")


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
    assert (card.text, len(stage.room("maple"))) == (shown, before + 1)
    await stage.later("6d")
    reminded = [p for p in EVERYBODY if any(m.key == "vote-remind" for m in stage.private(p))]
    assert reminded == ["dia", "eli"]
    await stage.press("dia", "ballot.abstain")
    await stage.later("1d")
    (result,) = told(stage, "vote-passed")
    assert re.findall(r"\d+", result.text) == ["4", "5"]
    assert card.key == "vote-closed"
    assert card.actions == []
    await stage.later("3d")
    assert len(told(stage, "vote-passed")) == 1


VOTES_STORIES: tuple[Story, ...] = (a_secret_vote,)
