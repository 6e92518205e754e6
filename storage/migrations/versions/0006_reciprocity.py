"""Reciprocity: everybody's own rhythm, the reset week, ticks, rest offered, one chase a day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chases",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_chases_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_chases")),
    )
    op.create_table(
        "reset_weeks",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_reset_weeks_person_people")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_reset_weeks")),
    )
    op.create_table(
        "rest_offers",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_rest_offers_person_people")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_rest_offers")),
    )
    op.create_table(
        "rhythms",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=True),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("reflecting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reflected", sa.Integer(), nullable=False),
        sa.Column("checking", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_rhythms_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_rhythms")),
    )
    op.create_table(
        "ticks",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("practice", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_ticks_person_people")),
        sa.PrimaryKeyConstraint("person", "practice", name=op.f("pk_ticks")),
    )
