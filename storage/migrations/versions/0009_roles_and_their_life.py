"""Roles and their life: caretakers, the record of roles, nominations."""

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
    op.add_column(
        "roles",
        sa.Column("passing_on", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
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
    op.create_table(
        "nominations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_nominations_community_communities")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_nominations_person_people")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_nominations_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
    )
    op.create_index(op.f("ix_nominations_community"), "nominations", ["community"])
    op.create_table(
        "ratifications",
        sa.Column("nomination", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination"],
            ["nominations.id"],
            name=op.f("fk_ratifications_nomination_nominations"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_ratifications_person_people")
        ),
        sa.PrimaryKeyConstraint("nomination", "person", name=op.f("pk_ratifications")),
    )
