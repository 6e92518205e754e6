"""Roles and their life: caretakers, the record of roles."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

RECORD = """
INSERT INTO role_changes (community, number, at, person, role, how)
SELECT
    community,
    row_number() OVER (PARTITION BY community ORDER BY since, person, role),
    since, person, role, 'founded'
FROM roles
"""
"""Until now only founders had roles."""


def upgrade() -> None:
    """Apply."""
    op.add_column("roles", sa.Column("warned_at", sa.BigInteger(), nullable=True))
    op.add_column("roles", sa.Column("caretaker_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "role_changes",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_role_changes_community_communities")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_role_changes_person_people")
        ),
        sa.PrimaryKeyConstraint("community", "number", name=op.f("pk_role_changes")),
    )
    op.create_index(op.f("ix_role_changes_person"), "role_changes", ["person"])
    op.execute(RECORD)
