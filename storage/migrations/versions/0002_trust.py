"""Trust: ties, standings, who looked for paths, and who wishes not to be found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "half_lives",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_half_lives_community_communities")
        ),
        sa.PrimaryKeyConstraint("community", name=op.f("pk_half_lives")),
    )
    op.create_table(
        "path_looks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_path_looks_person_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_looks")),
    )
    op.create_index("ix_path_looks_person_at", "path_looks", ["person", "at"], unique=False)
    op.create_table(
        "standings",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("anchor", sa.Float(), nullable=False),
        sa.Column("trust", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_standings_community_communities")
        ),
        sa.PrimaryKeyConstraint("community", "person", name=op.f("pk_standings")),
    )
    op.create_table(
        "tie_reminders",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_tie_reminders_community_communities")
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["people.id"], name=op.f("fk_tie_reminders_other_people")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_tie_reminders_person_people")
        ),
        sa.PrimaryKeyConstraint("community", "person", "other", name=op.f("pk_tie_reminders")),
    )
    op.create_table(
        "ties",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("a", sa.String(length=32), nullable=False),
        sa.Column("b", sa.String(length=32), nullable=False),
        sa.Column("by_a", sa.Float(), nullable=False),
        sa.Column("by_b", sa.Float(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.String(length=40), nullable=False),
        sa.Column("waiting_by_a", sa.Float(), nullable=True),
        sa.Column("waiting_by_b", sa.Float(), nullable=True),
        sa.Column("waiting_count", sa.Integer(), nullable=True),
        sa.Column("waiting_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_ties_community_communities")
        ),
        sa.PrimaryKeyConstraint("community", "a", "b", name=op.f("pk_ties")),
    )
    op.create_index("ix_ties_a", "ties", ["a"], unique=False)
    op.create_index("ix_ties_b", "ties", ["b"], unique=False)
    op.add_column(
        "exchanges", sa.Column("across", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("exchanges", sa.Column("counts_from", sa.BigInteger(), nullable=True))
    op.add_column(
        "people", sa.Column("in_paths", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column(
        "people", sa.Column("findable", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column(
        "people",
        sa.Column("tie_reminders", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
