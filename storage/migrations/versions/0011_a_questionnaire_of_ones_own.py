"""A questionnaire of one's own: two role-holders may answer the questions again at the same time."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("setups") as setups:
        setups.drop_constraint("pk_setups", type_="primary")
        setups.create_primary_key("pk_setups", ["community", "purpose", "person"])
