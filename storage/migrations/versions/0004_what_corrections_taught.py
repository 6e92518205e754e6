"""What corrections taught listening, a village's own word for emergencies, and what a moderator must see."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_members_invited_by", "members", ["invited_by"])
    op.add_column("communities", sa.Column("taught", sa.Text(), nullable=True))
    op.add_column("communities", sa.Column("crisis_note", sa.Text(), nullable=True))
    op.add_column(
        "posts", sa.Column("guarded", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
