"""Proposals and votes: ballots lie apart from their people, under a key that goes when the vote closes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("took_part", sa.Integer(), nullable=True),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=32), nullable=True),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        _key("proposals", "community", "communities"),
        _key("proposals", "by", "people"),
        _key("proposals", "about", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_community_stage", "proposals", ["community", "stage"])
    for table, extra in (
        ("seconders", []),
        ("rolls", [sa.Column("weight", sa.Integer(), nullable=False)]),
    ):
        op.create_table(
            table,
            sa.Column("proposal", sa.String(length=32), nullable=False),
            sa.Column("person", sa.String(length=32), nullable=False),
            *extra,
            _key(table, "proposal", "proposals"),
            _key(table, "person", "people"),
            sa.PrimaryKeyConstraint("proposal", "person", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "ballot_keys",
        sa.Column("proposal", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        _key("ballot_keys", "proposal", "proposals"),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_ballot_keys")),
    )
    op.create_table(
        "ballots",
        sa.Column("proposal", sa.String(length=32), nullable=False),
        sa.Column("slip", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=32), nullable=False),
        _key("ballots", "proposal", "proposals"),
        sa.PrimaryKeyConstraint("proposal", "slip", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_traces",
        sa.Column("proposal", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=300), nullable=False),
        sa.Column("slip", sa.String(length=32), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        _key("ballot_traces", "proposal", "proposals"),
        sa.PrimaryKeyConstraint("proposal", "cause", name=op.f("pk_ballot_traces")),
        sqlite_with_rowid=False,
    )
    op.add_column("members", sa.Column("removed_at", sa.BigInteger(), nullable=True))


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
