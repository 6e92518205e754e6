"""The tables of communities: villages, rooms, roles, the history of their rules, invitations, setups, templates."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import false as no

from core.communities import Stage
from core.communities.setup import Purpose
from storage.columns import Instant, Json, Word, metadata

communities = Table(
    "communities",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("config", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("founded_at", Instant, nullable=False),
    Column("stage", Word(Stage), nullable=False, server_default=Stage.FOUNDED.value),
    Column("opened_at", Instant),
    Column("mature", Boolean, nullable=False, server_default=no()),
    Column("few_since", Instant),
    Column("taught", Json),
    Column("crisis_note", Text),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("handle", String(255), nullable=False),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    Column("title", String(120), nullable=False),
    Column("added_by", ForeignKey("people.id")),
    Column("topic", String(255)),
    Column("hears_topic_only", Boolean, nullable=False, server_default=no()),
    UniqueConstraint("platform", "handle"),
)

roles = Table(
    "roles",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("founder", Boolean, nullable=False),
    Column("warned_at", Instant),
    Column("passing_on", Boolean, nullable=False, server_default=no()),
    Column("caretaker_at", Instant),
    Index("ix_roles_person", "person"),
)

knocks = Table(
    "knocks",
    metadata,
    Column("room", ForeignKey("rooms.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

changes = Table(
    "config_changes",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", ForeignKey("people.id")),
    Column("event", String(40), nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False),
    Column("by", ForeignKey("people.id"), nullable=False),
    Column("until", Instant, nullable=False),
    Column("used_by", ForeignKey("people.id")),
    Column("used_at", Instant),
    Index("ix_invitations_by", "by"),
)

setups = Table(
    "setups",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("purpose", Word(Purpose), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("answers", Json, nullable=False),
    Column("values", Json, nullable=False),
    Column("applied", Boolean, nullable=False),
    Column("founders", Json, nullable=False),
    Column("left_out", Json, nullable=False),
    Column("template", String(60)),
)

templates = Table(
    "templates",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("values", Json, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("uses", Integer, nullable=False),
)

sisters = Table(
    "sisters",
    metadata,
    Column("one", ForeignKey("communities.id"), primary_key=True),
    Column("other", ForeignKey("communities.id"), primary_key=True),
    Column("since", Instant, nullable=False),
)
