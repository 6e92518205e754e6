"""Alembic's own entry, for `alembic revision`; the program itself calls `storage.migrations.upgrade`."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine

from storage.columns import Instant, Json, LocalTime, Word
from storage.schema import metadata


def _plain(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones they are stored in, so that old revisions never change meaning."""
    if kind == "type" and isinstance(thing, Instant | Json | LocalTime | Word):
        impl = thing.impl
        return f"sa.{impl!r}"
    return False


engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://")
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_item=_plain)
    with context.begin_transaction():
        context.run_migrations()
