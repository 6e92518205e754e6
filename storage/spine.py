"""What the spine itself remembers: events seen, letters to send, deadlines, and a few words about the installation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    Text,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import MessageId, PersonId
from core.ports import Due, Letter, PickedChoice
from storage.columns import Instant, Json, metadata

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

WAITING, SENDING, DELIVERED, DROPPED = "waiting", "sending", "delivered", "dropped"
RECENT = 100
"""So many private messages are looked through for one that still offers choices."""

outbox = Table(
    "outbox",
    metadata,
    Column(
        "seq",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("person", String(32)),
    Column("room", String(32)),
    Column("key", String(64), nullable=False),
    Column("args", Json, nullable=False),
    Column("choices", Json, nullable=False),
    Column("extra", Json, nullable=False),
    Column("content", LargeBinary),
    Column("card", String(80)),
    Column("target", String(32)),
    Column("ask", String(32)),
    Column("cause", String(300), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("reference", String(255)),
    Column("at", Instant, nullable=False),
    Index("ix_outbox_state_seq", "state", "seq"),
    Index("ix_outbox_card", "card"),
    Index("ix_outbox_reference", "reference"),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_deadlines_done_at_due_at", "done_at", "due_at"),
)

installation = Table(
    "installation",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("value", Text, nullable=False),
)


_DELIVERED = (
    outbox.update()
    .where(outbox.c.id == bindparam("letter"))
    .values(state=DELIVERED, args={}, content=None, reference=bindparam("known_as"))
)


class SqlInbox:
    """Events that were handled, by key."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        self._note = insert(inbox).on_conflict_do_nothing()

    async def note(self, key: str, at: datetime) -> bool:
        """Note an event; False when it was noted before."""
        return (await self._connection.execute(self._note, {"key": key, "at": at})).rowcount == 1

    async def forget(self, before: datetime) -> None:
        """Drop keys that no platform will send again."""
        await self._connection.execute(inbox.delete().where(inbox.c.at < before))


def _letter(row: RowMapping) -> Letter:
    return Letter(
        id=row["id"],
        kind=row["kind"],
        to=row["person"],
        room=row["room"],
        key=row["key"],
        args=row["args"],
        choices=row["choices"],
        extra=row["extra"],
        content=row["content"],
        cause=row["cause"],
        target=row["target"],
        attempts=row["attempts"],
        ask=row["ask"],
    )


class SqlOutbox:
    """Letters to send, in order per chat, and the buttons that stand on those that were sent."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.released = False
        """Somebody became reachable in this transaction: older letters may go too."""

    async def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Queue letters in this order."""
        if rows:
            await self._connection.execute(outbox.insert(), list(rows))

    async def on_card(self, card: str) -> RowMapping | None:
        """Return the latest message of that name, or None."""
        statement = (
            select(outbox)
            .where((outbox.c.card == card) & outbox.c.kind.in_(("text", "poll")))
            .order_by(outbox.c.seq.desc())
            .limit(1)
        )
        return (await self._connection.execute(statement)).mappings().first()

    async def rewrite(self, letter: str, values: Mapping[str, Any]) -> None:
        """Change a letter: its wording while it waits, its buttons also later."""
        await self._connection.execute(
            outbox.update().where(outbox.c.id == letter).values(dict(values))
        )

    async def picked(self, message: str, choice: str) -> PickedChoice | None:
        """Find the button that was pressed, by our id or the platform's, its token, its action or its place (`#2`)."""
        where = ((outbox.c.id == message) | (outbox.c.reference == message)) & outbox.c.kind.in_(
            ("text", "poll")
        )
        statement = select(outbox.c.id, outbox.c.card, outbox.c.person, outbox.c.choices)
        row = (await self._connection.execute(statement.where(where))).mappings().first()
        if row is None:
            return None
        for place, button in enumerate(row["choices"], start=1):
            if choice in (button["id"], button["action"], f"#{place}"):
                until = button.get("until")
                return PickedChoice(
                    action=button["action"],
                    subject=button.get("subject", ""),
                    only_for=button.get("only_for"),
                    until=datetime.fromisoformat(until) if until else None,
                    message=row["id"],
                    card=row["card"],
                    to=row["person"],
                )
        return None

    async def newest_with_choices(self, person: PersonId) -> tuple[str | None, bool]:
        """Return the newest private message that offers choices, and whether it is the newest of all."""
        private = (outbox.c.person == person) & (outbox.c.state == DELIVERED)
        said = private & outbox.c.kind.in_(("text", "answer", "picture", "file"))
        newest = select(outbox.c.id, outbox.c.choices).where(said).order_by(outbox.c.seq.desc())
        latest = True
        for letter, choices in await self._connection.execute(newest.limit(RECENT)):
            if choices:
                return letter, latest
            latest = False
        return None, False

    async def poll(self, name: str) -> tuple[str, str | None] | None:
        """Return our id and card of a poll by our or the platform's name; `name@` begins a reference to a poll."""
        named = outbox.c.reference.startswith(f"{name}@", autoescape=True)
        where = (outbox.c.kind == "poll") & (
            (outbox.c.id == name) | (outbox.c.reference == name) | named
        )
        statement = select(outbox.c.id, outbox.c.card).where(where)
        row = (await self._connection.execute(statement)).first()
        return (row.id, row.card) if row else None

    async def waiting(self, now: datetime, limit: int) -> list[Letter]:
        """Return letters whose time has come, in order; another worker's are passed over (PostgreSQL).

        A letter never overtakes one to the same person or room that has to wait.
        """
        ready = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
        earlier = outbox.alias("earlier")
        same_chat = (earlier.c.person == outbox.c.person) | (earlier.c.room == outbox.c.room)
        behind = exists().where(
            same_chat
            & (earlier.c.state == WAITING)
            & (earlier.c.not_before > now)
            & (earlier.c.seq < outbox.c.seq)
        )
        statement = (
            select(outbox)
            .where((outbox.c.state == WAITING) & ready & ~behind)
            .order_by(outbox.c.seq)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_letter(row) for row in (await self._connection.execute(statement)).mappings()]

    async def held_chats(self, now: datetime) -> set[str]:
        """Return the people and rooms for whom a letter has to wait."""
        held = (outbox.c.state == WAITING) & (outbox.c.not_before > now)
        statement = select(func.coalesce(outbox.c.person, outbox.c.room)).where(held).distinct()
        return set((await self._connection.execute(statement)).scalars()) - {None}

    async def references(self, ids: Sequence[str]) -> dict[MessageId, str]:
        """Return what the platform calls these messages, for those it has."""
        statement = select(outbox.c.id, outbox.c.reference).where(
            outbox.c.id.in_(ids) & outbox.c.reference.is_not(None)
        )
        return {MessageId(i): r for i, r in await self._connection.execute(statement)}

    async def delivered(self, receipts: Sequence[tuple[str, str]]) -> None:
        """Note what arrived, and erase its arguments."""
        if receipts:
            rows = [{"letter": letter, "known_as": reference} for letter, reference in receipts]
            await self._connection.execute(_DELIVERED, rows)

    async def sending(self, letter: str) -> None:
        """Note that a letter is on its way that must never be sent twice, whatever happens meanwhile."""
        await self._connection.execute(
            outbox.update().where(outbox.c.id == letter).values(state=SENDING)
        )

    async def drop_interrupted(self) -> None:
        """Give up what was on its way when the program ended, and must not be sent twice."""
        values: dict[str, Any] = {"state": DROPPED, "args": {}, "content": None, "choices": []}
        where = outbox.c.state == SENDING
        await self._connection.execute(outbox.update().where(where).values(values))

    async def hold(self, letter: Letter, until: datetime, *, attempted: bool = True) -> None:
        """Try a letter again at that instant; later ones to the same person or room, if any, wait with it.

        `attempted`: it was tried; otherwise it only waited for its turn.
        """
        same_chat = func.coalesce(outbox.c.person, outbox.c.room) == letter.chat
        waiting = same_chat & (outbox.c.state == WAITING)
        await self._connection.execute(outbox.update().where(waiting).values(not_before=until))
        tried = outbox.update().where(outbox.c.id == letter.id)
        attempts = letter.attempts + attempted
        await self._connection.execute(
            tried.values(attempts=attempts, state=WAITING, not_before=until)
        )

    async def drop(self, letter: str) -> None:
        """Give a letter up; its content goes."""
        values: dict[str, Any] = {"state": DROPPED, "args": {}, "content": None, "choices": []}
        await self._connection.execute(outbox.update().where(outbox.c.id == letter).values(values))

    async def supersede(self, original: str) -> None:
        """Drop revisions of a message that still wait: a newer one comes."""
        values: dict[str, Any] = {"state": DROPPED, "args": {}, "choices": []}
        waiting = (outbox.c.target == original) & (outbox.c.state == WAITING)
        where = waiting & (outbox.c.kind == "revise")
        await self._connection.execute(outbox.update().where(where).values(values))

    async def release(self, chat: str, at: datetime) -> None:
        """The person can be reached, or the room is found again: what waits for them may go."""
        here = (outbox.c.person == chat) | (outbox.c.room == chat)
        where = here & (outbox.c.state == WAITING)
        await self._connection.execute(outbox.update().where(where).values(not_before=at))
        self.released = True

    async def count_waiting(self, now: datetime) -> int:
        """Return how many letters could be sent now and were not."""
        ready = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
        waiting = (outbox.c.state == WAITING) & ready
        statement = select(func.count()).select_from(outbox).where(waiting)
        return int((await self._connection.execute(statement)).scalar_one())

    async def forget(self, before: datetime) -> None:
        """Drop letters given up or delivered without buttons before then."""
        no_buttons = outbox.c.choices == []
        where = (outbox.c.state != WAITING) & (outbox.c.at < before) & no_buttons
        await self._connection.execute(outbox.delete().where(where))


class SqlDeadlines:
    """Things to do later, each exactly once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.soonest: datetime | None = None
        """The earliest deadline set in this transaction."""

    async def set(self, key: str, kind: str, subject: str, due_at: datetime) -> None:
        """Set or move a deadline."""
        values = {"kind": kind, "subject": subject, "due_at": due_at, "done_at": None}
        done = await self._connection.execute(
            deadlines.update().where(deadlines.c.key == key).values(values)
        )
        if not done.rowcount:
            await self._connection.execute(deadlines.insert(), {"key": key, **values})
        self.soonest = min(due_at, self.soonest or due_at)

    async def subject(self, key: str, now: datetime) -> str | None:
        """Return what a deadline that is still to come is about; None when there is none, or its time has come."""
        coming = deadlines.c.done_at.is_(None) & (deadlines.c.due_at > now)
        statement = select(deadlines.c.subject).where((deadlines.c.key == key) & coming)
        return (await self._connection.execute(statement)).scalar()

    async def drop(self, key: str) -> None:
        """Forget a deadline."""
        await self._connection.execute(deadlines.delete().where(deadlines.c.key == key))

    async def next(self, until: datetime) -> Due | None:
        """Return the earliest deadline due by `until`."""
        statement = (
            select(deadlines.c.key, deadlines.c.kind, deadlines.c.subject, deadlines.c.due_at)
            .where(deadlines.c.done_at.is_(None) & (deadlines.c.due_at <= until))
            .order_by(deadlines.c.due_at, deadlines.c.key)
            .limit(1)
        )
        row = (await self._connection.execute(statement)).first()
        return Due(*row) if row else None

    async def claim(self, due: Due) -> bool:
        """Take a deadline for this transaction; False when another worker has it, or had it (PostgreSQL)."""
        still = (deadlines.c.key == due.key) & (deadlines.c.due_at == due.at)
        statement = select(deadlines.c.key).where(still & deadlines.c.done_at.is_(None))
        locked = statement.with_for_update(skip_locked=True)
        return (await self._connection.execute(locked)).first() is not None

    async def done(self, key: str, at: datetime) -> None:
        """Note that it was done, unless doing it set it again."""
        where = (deadlines.c.key == key) & (deadlines.c.due_at <= at)
        await self._connection.execute(deadlines.update().where(where).values(done_at=at))

    async def is_set(self, key: str) -> bool:
        """Say whether a deadline of this key is still to be done."""
        waiting = (deadlines.c.key == key) & deadlines.c.done_at.is_(None)
        return (
            await self._connection.execute(select(deadlines.c.key).where(waiting))
        ).first() is not None

    async def earliest(self) -> datetime | None:
        """Return when the next deadline is due."""
        statement = select(func.min(deadlines.c.due_at)).where(deadlines.c.done_at.is_(None))
        at: datetime | None = (await self._connection.execute(statement)).scalar()
        return at

    async def count_overdue(self, before: datetime) -> int:
        """Return how many deadlines should have been done before then."""
        late = deadlines.c.done_at.is_(None) & (deadlines.c.due_at < before)
        statement = select(func.count()).select_from(deadlines).where(late)
        return int((await self._connection.execute(statement)).scalar_one())

    async def forget(self, before: datetime) -> None:
        """Drop deadlines done before then."""
        await self._connection.execute(deadlines.delete().where(deadlines.c.done_at < before))


class SqlInstallation:
    """A few words about this installation: its seed, a stepped clock's hand."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> str | None:
        """Return a word, or None."""
        statement = select(installation.c.value).where(installation.c.name == name)
        return (await self._connection.execute(statement)).scalar()

    async def set(self, name: str, value: str) -> None:
        """Keep a word."""
        done = await self._connection.execute(
            installation.update().where(installation.c.name == name).values(value=value)
        )
        if not done.rowcount:
            await self._connection.execute(installation.insert(), {"name": name, "value": value})
