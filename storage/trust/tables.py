"""The tables of ties and standings."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from storage.columns import Instant, metadata

ties = Table(
    "ties",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("a", String(32), primary_key=True),
    Column("b", String(32), primary_key=True),
    Column("by_a", Float, nullable=False),
    Column("by_b", Float, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("kinds", String(40), nullable=False),
    Column("waiting_by_a", Float),
    Column("waiting_by_b", Float),
    Column("waiting_count", Integer),
    Column("waiting_until", Instant),
    Index("ix_ties_a", "a"),
    Index("ix_ties_b", "b"),
)

standings = Table(
    "standings",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("anchor", Float, nullable=False),
    Column("trust", Float, nullable=False),
    Column("at", Instant, nullable=False),
)

half_lives = Table(
    "half_lives",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("days", Integer, nullable=False),
)

path_looks = Table(
    "path_looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_path_looks_person_at", "person", "at"),
)

tie_reminders = Table(
    "tie_reminders",
    metadata,
    Column("community", ForeignKey("communities.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("other", ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)
