"""Of two people's rows, none still names the one who is no more; what would be there twice is there once."""

from datetime import timedelta

from sqlalchemy import select

from core.communities import Standing
from core.communities.setup import Purpose, Setup
from core.governance import Consent, Founder
from core.ids import PersonId, PostId
from storage.columns import metadata
from storage.database import UnitOfWork
from storage.linking import holding_words, naming_a_person
from tests.fakes import NOW, make_known, membership, opened, post_of, settle_village, someone

KEPT, GONE, BO = someone("Keptperson"), someone("Goneperson"), someone("Bo")

OWN_NAMES = {"accounts.id", "accounts.handle"}


async def _everywhere(work: UnitOfWork) -> None:
    """Let the one who will be no more stand wherever somebody can stand."""
    contacts = [KEPT.id, GONE.id, BO.id]
    village = await settle_village(work, "maple", [KEPT, BO], safety_contacts=contacts)
    await make_known(work, GONE)
    await work.communities.save_member(membership(BO, village, invited_by=GONE.id))
    await work.governance.add_founders([Founder(village.id, p.id, NOW) for p in (KEPT, GONE)])
    voters = (GONE.id, BO.id)
    asked = Consent("consent", village.id, GONE.id, {"safety_contacts": contacts}, NOW, voters, 1)
    await work.governance.add_consent(asked)
    begun = Setup(
        community=village.id,
        person=GONE.id,
        purpose=Purpose.SETUP,
        started_at=NOW,
        founders=(GONE.id, KEPT.id),
    )
    await work.setups.save(begun)
    await work.posts.add(post_of(BO, first_asked=GONE.id))
    for person in (KEPT, GONE):
        until = NOW + timedelta(days=1)
        await work.deadlines.set(f"week:{person.id}", "week.day", person.id, until)
    await work.deadlines.set(f"join:{GONE.id}", "x", f"maple:{GONE.id}", NOW + timedelta(days=1))


async def test_nobody_is_left_under_the_old_name(database_url: str) -> None:
    async with opened(database_url) as database, database.begin("link", NOW) as work:
        await _everywhere(work)
        await work.links.merge(KEPT.id, GONE.id)
        for table in metadata.sorted_tables:
            # Here a handle is made from the id that its person had.
            columns = [c for c in table.c if f"{table.name}.{c.name}" not in OWN_NAMES]
            rows = (await work.people._connection.execute(select(*columns))).all()
            assert PersonId(GONE.id) not in str(rows), table.name
        village = await work.communities.get((await work.communities.villages())[0][1].id)
        assert village.config.safety_contacts == (KEPT.id, BO.id)
        bo = await work.communities.member(village.id, BO.id)
        assert (bo.standing, bo.invited_by) == (Standing.MEMBER, KEPT.id)
        begun = await work.setups.of(village.id, Purpose.SETUP)
        assert (begun.person, begun.founders) == (KEPT.id, (KEPT.id,))
        assert [f.person for f in await work.governance.founders(village.id)] == [KEPT.id]
        assert (await work.posts.get(PostId("drill"))).first_asked == KEPT.id
        assert await work.deadlines.subject(f"join:{KEPT.id}", NOW) == f"maple:{KEPT.id}"
        assert await work.deadlines.subject(f"week:{KEPT.id}", NOW) == KEPT.id


def test_every_place_that_can_name_somebody_is_known() -> None:
    """A column that is new and could hold a person's id has to be placed: by a key, in words, or apart."""
    by_key = {c for columns in naming_a_person().values() for c in columns}
    in_words = {c for columns in holding_words().values() for c in columns}
    ids = [
        f"{table.name}.{c.name}"
        for table in metadata.sorted_tables
        for c in table.c
        if getattr(c.type, "length", None) == 32
        and type(c.type).__name__ == "String"
        and not (c.foreign_keys or c in by_key or c in in_words)
    ]
    assert ids == sorted(ids, key=ids.index)
    assert set(ids) == NOBODY


NOBODY = {
    "accounts.community",
    "accounts.id",
    "asks.id",
    "ballot_keys.key",
    "ballot_traces.slip",
    "ballots.slip",
    "communities.id",
    "consents.id",
    "exchanges.id",
    "invitations.token",
    "matches.id",
    "members.invited_by",
    "nominations.id",
    "nominations.role",
    "outbox.ask",
    "outbox.id",
    "outbox.room",
    "outbox.target",
    "people.id",
    "posts.id",
    "posts.series",
    "proposals.id",
    "role_changes.role",
    "roles.role",
    "rooms.id",
    "standings.person",
    "ties.a",
    "ties.b",
}
"""Columns of ids that are nobody's, and those with a way of their own."""
