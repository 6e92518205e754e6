"""Several places, requests that come again, offers that stand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.add_column("posts", sa.Column("places", sa.Integer(), server_default="1", nullable=False))
    op.add_column("posts", sa.Column("every", sa.Integer(), nullable=True))
    op.add_column("posts", sa.Column("series", sa.String(length=32), nullable=True))
    op.add_column(
        "posts", sa.Column("standing", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("posts", sa.Column("changed_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_posts_series"), "posts", ["series"])
