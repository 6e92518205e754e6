"""The schema's history. Every command applies it at start, in the one transaction that it is given."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect

from core.errors import StorageRefused
from storage import schema

_POSTGRESQL_LOCK = 728_314
"""Any number that only this program uses: two workers that start at once must not both migrate."""


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date. Raises StorageRefused when the database is newer than this program."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    script = ScriptDirectory.from_config(config)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})")

    def steps(current: Any, _context: Any) -> Any:
        try:
            return script._upgrade_revs("head", current)  # noqa: SLF001 - alembic's own command does the same
        except CommandError as error:
            raise StorageRefused("database-newer") from error

    tables = inspect(connection).get_table_names()
    if tables and "alembic_version" not in tables:
        raise StorageRefused("database-not-one", where=connection.engine.url.database or "")

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(
            connection=connection, target_metadata=schema.metadata, transactional_ddl=True
        )
        environment.run_migrations()
