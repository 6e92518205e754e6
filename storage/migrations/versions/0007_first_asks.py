"""Asking one person first, and without one's name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "posts", sa.Column("nameless", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("posts", sa.Column("first_asked", sa.String(length=32), nullable=True))
    op.add_column("posts", sa.Column("first_until", sa.BigInteger(), nullable=True))
