"""A room's topic: where the bot speaks, and whether it listens there only."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.add_column("rooms", sa.Column("topic", sa.String(length=255), nullable=True))
    op.add_column(
        "rooms",
        sa.Column("hears_topic_only", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
