"""Everything that is kept about one person is given to that person, and nothing of what others said in confidence."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import Column
from sqlalchemy.sql import visitors

from core import communities, privacy, reciprocity
from core.communities import Holding, Invitation, Role
from core.communities.setup import Purpose, Setup
from core.exchanges import Stage, Verdict
from core.governance import Consent, Founder, How, Nominated, Nomination
from core.ids import AskId, CommunityId, ExchangeId, PersonId, PostId
from core.karma import Entry, Reason
from core.matching import Ask, Match, MatchStage, Outcome
from core.people import Limits
from core.reciprocity import Practice
from core.trust import Tie, TieKind, Waiting
from core.trust.usecases import Placed
from core.votes import Ballot, Kind, Proposal
from core.votes import Stage as ProposalStage
from storage.database import Database
from storage.privacy import SUBJECTS
from storage.schema import metadata
from tests.fakes import (
    DAY,
    NOW,
    account_of,
    exchange_of,
    make_known,
    opened,
    post_of,
    settle_village,
    someone,
)

ANA = someone("Ana", language="es", karma_since=NOW, limits=Limits(2))
BO, CLEO, DINA = someone("Bo"), someone("Cleo"), someone("Dina")
MAPLE, DRILL, SAW = CommunityId("maple"), PostId("drill"), PostId("saw")

WITHOUT_PEOPLE = {
    "ballot_keys": "one key for each open vote, by which its slips are made; gone when it closes",
    "ballot_traces": "names of the events that brought ballots, by slip; gone when the vote closes",
    "ballots": "choices under slips, apart from their people; gone when the vote closes",
    "communities": "a village's own name and rules, which every member reads (its safety contacts among them)",
    "deadlines": "when something is due, by the id of a post, an ask, an exchange or a village",
    "half_lives": "a setting of a village",
    "inbox": "names of events, so that none is handled twice; gone after a month",
    "installation": "the program's own seed and clock",
    "sisters": "which villages came from one",
    "templates": "starting points for rules, and how often each was used",
}
NOT_TOLD = {
    "blocks.other": "who blocked me is theirs; nobody is ever told",
    "consents.voters": "who was asked about a rule; everybody asked has a card of it, and their own voice is told",
    "feedback.contact": "what somebody else told a safety contact is that person's",
    "members.invited_by": "whom I invited stands in their membership; that my invitation was used is told",
    "posts.first_asked": "whom somebody else wished to ask first is theirs; the one named has the ask itself",
    "outbox.person": "letters to me that I have, or that wait for me: they hold references, and go once delivered",
    "rooms.added_by": "who brought the bot into a room, which everybody there saw",
    "setups.founders": "whom an organiser thinks of naming; whoever is named is asked, and that is told",
    "tie_reminders.other": "of whom somebody else was reminded is theirs",
}
"""Columns that name a person and by which nothing is looked up for that person, and why."""

NAMES_OF_PEOPLE = {
    "a", "added_by", "author", "b", "by", "contact", "delegate", "first_asked", "founders", "helper", "holder",
    "invited_by", "member", "other", "owner", "person", "provider", "requester", "responder", "used_by", "user",
    "viewer", "voter", "voters",
}  # fmt: skip


def statements() -> Iterator[Any]:
    for subject in SUBJECTS:
        yield from subject.held(ANA.id).values()


def asked_by() -> set[str]:
    """Return the columns by which a person's own rows are found."""
    return (naming_people() | {"people.id"}) & {
        f"{element.table.name}.{element.name}"
        for statement in statements()
        for element in visitors.iterate(statement.whereclause)
        if isinstance(element, Column)
    }


def naming_people() -> set[str]:
    """Return the columns that name a person: by a foreign key, or by what they are called."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if (column.name in NAMES_OF_PEOPLE and table.name not in WITHOUT_PEOPLE)
        or any(key.column.table.name == "people" for key in column.foreign_keys)
    }


def test_no_column_that_names_a_person_is_forgotten() -> None:
    assert naming_people() | {"people.id"} == asked_by() | NOT_TOLD.keys()


def test_no_table_is_forgotten() -> None:
    known = {column.partition(".")[0] for column in asked_by() | NOT_TOLD.keys()}
    assert metadata.tables.keys() == known | WITHOUT_PEOPLE.keys()


def test_what_is_not_told_is_still_there() -> None:
    columns = {f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.c}
    assert NOT_TOLD.keys() <= columns
    assert WITHOUT_PEOPLE.keys() <= metadata.tables.keys()


def test_subjects_do_not_write_over_each_other() -> None:
    names = [name for subject in SUBJECTS for name in subject.held(ANA.id)]
    assert len(set(names)) == len(names)
    assert "karma" not in names  # the handler puts what karma is now under that name
    assert "made_at" not in names


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A village in which everybody has done, said and refused something."""
    async with opened(database_url) as database:
        async with database.begin("village", NOW) as work:
            await settle_village(work, "maple", [ANA, BO, CLEO, DINA])
            await _ask_and_answer(work)
            await _give_and_take(work)
            await _stand(work)
            await _decide(work)
            await _practise(work)
            await _vote(work)
        yield database


async def _ask_and_answer(work: Any) -> None:
    await work.people.set_skills(ANA.id, ("bikes", "ñandú"))
    await work.people.set_skills(BO.id, ("cooking",))
    await work.people.block(ANA.id, BO.id, NOW)
    await work.people.block(CLEO.id, ANA.id, NOW + 11 * DAY)
    await work.posts.add(post_of(ANA))
    await work.posts.add(post_of(BO, id=SAW, words="a saw, please"))
    said_no = {"outcome": Outcome.NO, "answered_at": NOW + 13 * DAY}
    await work.asks.add(
        [
            replace(Ask(AskId("bos-ask"), DRILL, BO.id, 0, NOW), **said_no),
            replace(Ask(AskId("anas-ask"), SAW, ANA.id, 0, NOW), **said_no),
        ]
    )
    for person, post in ((CLEO, DRILL), (ANA, SAW)):
        name = ExchangeId(f"{person.id}s-yes")
        await work.asks.add_match(Match(name, post, person.id, MatchStage.OFFERED, NOW))


async def _give_and_take(work: Any) -> None:
    for name, asker, helper in (("one", ANA, BO), ("two", CLEO, ANA), ("three", BO, CLEO)):
        swap = exchange_of(asker, helper, id=ExchangeId(name), stage=Stage.DONE, left=True)
        await work.exchanges.add(swap)
        for side, words in ((asker, "it was long"), (helper, "all too short")):
            await work.exchanges.feedback(swap.id, side.id, Verdict.WRONG, NOW)
            spoken = f"{side.id}: {words}"
            await work.exchanges.feedback_words(swap.id, side.id, spoken, DINA.id)
            await work.exchanges.thank(swap.id, side.id, NOW)
            line = Entry(MAPLE, swap.id, side.id, 100 + len(name + side.id), Reason.HELPED, NOW)
            await work.ledger.add([line])


async def _stand(work: Any) -> None:
    kinds = frozenset({TieKind.HELPED})
    for a, b in (("ana", "bo"), ("ana", "cleo"), ("bo", "cleo")):
        waiting = Waiting(0.0, 1 / 7, 1, NOW + DAY)
        tie = Tie(PersonId(a), PersonId(b), 1 / 3, 1.0, 2, NOW, NOW, kinds, waiting)
        await work.ties.save_tie(MAPLE, tie)
    placed = [Placed(ANA.id, 0.125, 100 / 3), Placed(BO.id, 0.375, 73.51)]
    await work.ties.replace_placed(MAPLE, placed, NOW)
    for one, other in ((ANA, CLEO), (BO, ANA), (CLEO, ANA)):
        await work.ties.look(one.id, NOW)
        await work.ties.remind(MAPLE, one.id, other.id, NOW)


async def _decide(work: Any) -> None:
    """Ana and Bo look after the village, set out rules, invite, wait at another door, and wish not to be asked."""
    village = await work.communities.get(MAPLE)
    for person, role in ((ANA, Role.ADMIN), (BO, Role.TREASURER)):
        await work.communities.hold(Holding(MAPLE, person.id, role, NOW, True))
        await work.governance.add_role_change(MAPLE, person.id, role, How.FOUNDED, NOW)
        other = BO if person == ANA else ANA
        nomination = Nomination(
            f"of-{person.id}", MAPLE, person.id, role, other.id, NOW, Nominated.ACCEPTED, NOW
        )
        await work.governance.save_nomination(nomination)
        await work.governance.agree(nomination.id, other.id, yes=True)
    named = [Founder(MAPLE, ANA.id, NOW, NOW), Founder(MAPLE, BO.id, NOW + 17 * DAY)]
    await work.governance.add_founders(named)
    await work.governance.replace_eligible(MAPLE, [ANA.id, BO.id], NOW)
    for person, cap in ((ANA, 100), (BO, 101)):
        changed = await communities.change(work, village, {"member_cap": cap}, person.id)
        village = changed.community
        voters = (ANA.id, BO.id, CLEO.id)
        values = {"member_cap": cap + 30}
        consent = Consent(f"{person.id}s", MAPLE, person.id, values, NOW, voters, 2)
        await work.governance.add_consent(consent)
        for voter in (ANA, BO):
            await work.governance.voice(consent.id, voter.id, yes=voter == person)
        invitation = Invitation(f"from-{person.id}", MAPLE, person.id, NOW + DAY)
        await work.communities.add_invitation(invitation)
    await work.communities.use_invitation("from-bo", ANA.id, NOW)
    await work.communities.use_invitation("from-ana", CLEO.id, NOW)
    await _settle_oak(work)


async def _practise(work: Any) -> None:
    for person in (ANA, BO):
        await reciprocity.begin(work, person)
        await reciprocity.keep_note(work, person, f"{person.id} carries the chairs")
        await reciprocity.turn_tick(work, person, Practice.ASKED)
        await work.reciprocity.note_rest_offer(person.id, NOW)
        await reciprocity.wait(work, person.id)


async def _vote(work: Any) -> None:
    """Ana and Bo each propose that the other be recalled; both second something, are on a roll, and vote."""
    for person, other in ((ANA, BO), (BO, ANA)):
        proposal = Proposal(f"{person.id}s-proposal", MAPLE, Kind.RECALL, person.id, "moved", NOW)
        told = replace(proposal, about=other.id, stage=ProposalStage.HEARING, answer="not far")
        await work.votes.add(told)
        quiet = replace(told, id=f"{person.id}s-draft", stage=ProposalStage.DRAFT)
        await work.votes.add(quiet)
        await work.votes.begin(proposal.id, {ANA.id: 6, BO.id: 9}, "key")
        await work.votes.second(quiet.id, person.id)
        await work.votes.cast(proposal.id, "slip", Ballot.NO)


async def _settle_oak(work: Any) -> None:
    oak = await settle_village(work, "oak")
    (room,) = await work.communities.rooms(oak.id)
    for person, purpose in ((ANA, Purpose.SETUP), (BO, Purpose.QUESTIONNAIRE)):
        await communities.knock(work, oak, room, person)
        setup = Setup(oak.id, person.id, purpose, NOW, {"bonds": "deep"}, founders=(CLEO.id,))
        await work.setups.save(setup)
        await work.asks.avoid(MAPLE, person.id, ["meal"])


async def held(database: Database, person: Any) -> dict[str, list[dict[str, Any]]]:
    async with database.begin("read", NOW) as work:
        return {name: list(rows) for name, rows in (await work.archive.held(person.id)).items()}


async def test_somebody_who_did_everything_has_a_row_of_each(database: Database) -> None:
    found = await held(database, ANA)
    assert found.keys() == {name for subject in SUBJECTS for name in subject.held(ANA.id)}
    assert {name: len(rows) for name, rows in found.items()} == {
        "profile": 1,
        "accounts": 1,
        "skills": 2,
        "blocks": 1,
        "memberships": 2,
        "roles": 1,
        "knocks": 1,
        "invitations": 1,
        "invitations_used": 1,
        "rules_changed": 1,
        "setups": 1,
        "founder_groups": 1,
        "eligible": 1,
        "consents": 1,
        "consent_voices": 2,
        "role_changes": 1,
        "nominated": 1,
        "nominations": 1,
        "ratifications": 1,
        "proposals": 2,
        "proposals_about_me": 1,
        "seconded": 1,
        "rolls": 2,
        "posts": 1,
        "asks": 1,
        "avoided_types": 1,
        "matches": 1,
        "exchanges": 2,
        "feedback": 2,
        "thanks": 2,
        "ledger": 2,
        "ties": 2,
        "standings": 1,
        "path_looks": 1,
        "tie_reminders": 1,
        "rhythm": 1,
        "reset_week": 1,
        "ticks": 1,
        "rest_offers": 1,
        "chases": 1,
    }


async def test_ones_own_figures_are_told_as_they_are(database: Database) -> None:
    found = await held(database, ANA)
    (standing,) = found["standings"]
    assert (standing["anchor"], standing["trust"]) == (0.125, 100 / 3)
    assert {tie["by_a"] for tie in found["ties"]} == {1 / 3}
    assert {tie["waiting_by_b"] for tie in found["ties"]} == {1 / 7}
    assert sorted(line["points"] for line in found["ledger"]) == [106, 106]
    (profile,) = found["profile"]
    assert (profile["name"], profile["asks_per_week"], profile["karma_since"]) == ("Ana", 2, NOW)
    assert [row["words"] for row in found["skills"]] == ["bikes", "ñandú"]


async def test_every_row_is_about_the_one_who_asks(database: Database) -> None:
    for person in (ANA, BO, CLEO, DINA):
        for name, rows in (await held(database, person)).items():
            for row in rows:
                people = {row[c] for c in NAMES_OF_PEOPLE & row.keys() if isinstance(row[c], str)}
                assert person.id in people | {row.get("id")} or name in {
                    "avoided_types",
                    "blocks",
                    "consent_voices",
                    "consents",
                    "eligible",
                    "founder_groups",
                    "invitations",
                    "invitations_used",
                    "knocks",
                    "matches",
                    "nominated",
                    "nominations",
                    "path_looks",
                    "proposals",
                    "proposals_about_me",
                    "rolls",
                    "seconded",
                    "skills",
                }


async def test_nobody_reads_what_others_answered_or_felt(database: Database) -> None:
    found = await held(database, ANA)
    assert [ask["id"] for ask in found["asks"]] == ["anas-ask"]
    assert [match["id"] for match in found["matches"]] == ["anas-yes"]
    assert {row["words"] for row in found["feedback"]} == {"ana: it was long", "ana: all too short"}
    told = privacy.as_file(found, NOW).decode()
    for words in (
        "bos-ask",
        "cleos-yes",
        "bo:",
        "cleo:",
        "cooking",
        "a saw",
        "bo carries",
        "73.51",
        "0.375",
    ):
        assert words not in told
    assert not any("left" in row for row in found["exchanges"])


async def test_nobody_reads_what_others_said_of_their_rules(database: Database) -> None:
    found = await held(database, ANA)
    assert [row["values"] for row in found["consents"]] == [{"member_cap": 130}]
    assert {row["consent"]: row["yes"] for row in found["consent_voices"]} == {
        "anas": True, "bos": False
    }  # fmt: skip
    assert [row["after"] for row in found["rules_changed"]] == [{"member_cap": 100}]
    assert (NOW + 17 * DAY).isoformat() not in json.dumps(found, default=str)
    assert "from-bo" not in json.dumps(found, default=str)


async def test_whoever_is_only_thought_of_as_a_founder_is_not_told(database: Database) -> None:
    cleos = await held(database, CLEO)
    assert not {"founder_groups", "setups"} & cleos.keys()


@pytest.mark.parametrize("stage", [Nominated.OFFERED, Nominated.SETTLED])
async def test_who_nominated_does_not_read_what_became_of_it(
    database: Database, stage: Nominated
) -> None:
    before = await held(database, BO)
    async with database.begin("declined, or never asked", NOW + DAY) as work:
        nomination = await work.governance.nomination("of-ana")
        settled = replace(nomination, stage=stage, accepted_at=None)
        await work.governance.save_nomination(settled)
    assert await held(database, BO) == before


async def test_a_closed_door_reads_like_a_silence(database: Database) -> None:
    before = await held(database, ANA)
    async with database.begin("turned away", NOW + DAY) as work:
        oak = await work.communities.get(CommunityId("oak"))
        await communities.turn_away(work, oak, ANA)
    assert await held(database, ANA) == before


async def test_nobody_is_told_who_blocked_them(database: Database) -> None:
    assert [row["other"] for row in (await held(database, ANA))["blocks"]] == [BO.id]
    assert "blocks" not in await held(database, BO)
    assert (NOW + 11 * DAY).isoformat() not in json.dumps(await held(database, ANA), default=str)


@pytest.mark.parametrize("wish", ["block", "refuse"])
async def test_a_no_changes_nothing_in_anothers_file(database: Database, wish: str) -> None:
    before = await held(database, ANA)
    async with database.begin("no", NOW + DAY) as work:
        if wish == "block":
            await work.people.block(DINA.id, ANA.id, NOW + DAY)
        else:
            refused = Ask(AskId("dinas-ask"), DRILL, DINA.id, 0, NOW)
            await work.asks.add([replace(refused, outcome=Outcome.NO, answered_at=NOW + DAY)])
    assert await held(database, ANA) == before


@pytest.mark.parametrize("stage", [MatchStage.PASSED, MatchStage.WAITING])
async def test_a_helper_does_not_read_what_became_of_their_yes(
    database: Database, stage: MatchStage
) -> None:
    before = await held(database, CLEO)
    async with database.begin("the author declines, or has another yes", NOW + DAY) as work:
        match = await work.asks.match(ExchangeId("cleos-yes"))
        await work.asks.save_match(replace(match, stage=stage))
    assert await held(database, CLEO) == before


async def test_a_stranger_has_an_empty_file(database: Database) -> None:
    assert await held(database, someone("Eli")) == {}


async def test_whoever_only_came_by_is_known_by_name_and_account(database: Database) -> None:
    eli = someone("Eli")
    async with database.begin("come by", NOW) as work:
        await make_known(work, eli)
    assert (await held(database, eli)).keys() == {"profile", "accounts"}
    (account,) = (await held(database, eli))["accounts"]
    assert account["handle"] == account_of(eli).handle


async def forgotten(database: Database, **changes: Any) -> bool:
    """Say whether the night forgets somebody who was only met, and who set these wishes."""
    eli = someone("Eli", **changes)
    async with database.begin("come by", NOW) as work:
        await make_known(work, eli)
        await work.archive.forget_strangers()
    async with database.begin("the next day", NOW + DAY) as work:
        return await work.people.by_account("pipe", "@eli") is None


async def test_whoever_only_came_by_is_forgotten_and_nobody_else(database: Database) -> None:
    before = [await held(database, person) for person in (ANA, BO, CLEO, DINA)]
    assert await forgotten(database)
    assert [await held(database, person) for person in (ANA, BO, CLEO, DINA)] == before


async def test_a_night_without_strangers_forgets_nobody(database: Database) -> None:
    async with database.begin("night", NOW) as work:
        await work.archive.forget_strangers()
    assert await held(database, DINA)


@pytest.mark.parametrize(
    "wish",
    [
        {"karma_since": NOW},
        {"paused_until": NOW + DAY},
        {"limits": Limits(2)},
        {"limits": Limits(quiet_from=time(22), quiet_to=time(7))},
    ],
)
async def test_whoever_wished_something_is_remembered(
    database: Database, wish: dict[str, Any]
) -> None:
    assert not await forgotten(database, **wish)


@pytest.mark.parametrize(
    "wish",
    [
        {"in_paths": False},
        {"findable": False},
        {"tie_reminders": True},
        {"time_zone": "Europe/Lisbon"},
        {"pictures": False},
        {"limits": Limits(urgent_at_night=True)},
    ],
)
async def test_these_wishes_are_remembered_too(database: Database, wish: dict[str, Any]) -> None:
    assert not await forgotten(database, **wish)


async def test_whoever_said_what_they_can_do_is_remembered(database: Database) -> None:
    eli = someone("Eli")
    async with database.begin("come by", NOW) as work:
        await make_known(work, eli)
        await work.people.set_skills(eli.id, ("bikes",))
        await work.archive.forget_strangers()
    assert "skills" in await held(database, eli)
