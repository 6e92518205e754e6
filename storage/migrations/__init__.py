"""The schema's history. Every command applies it at start, in the one transaction that it is given."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, String, column, inspect, select, table

from core.errors import StorageRefused
from storage import schema

HERE = Path(__file__).parent
VERSION_TABLE = "alembic_version"

_POSTGRESQL_LOCK = 728_314
"""Any number that only this program uses: two workers that start at once must not both migrate."""


def newest() -> str:
    """Return the revision that this program makes: its migrations are named by their numbers."""
    return max(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date. Raises StorageRefused when the database is newer than this program.

    Nearly always it is, and then alembic, a quarter of a second of every start, is not even read.
    """
    tables = inspect(connection).get_table_names()
    if tables and VERSION_TABLE not in tables:
        raise StorageRefused("database-not-one", where=connection.engine.url.database or "")
    version = select(table(VERSION_TABLE, column("version_num", String)))
    if not tables or list(connection.execute(version).scalars()) != [newest()]:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    from alembic.config import Config  # noqa: PLC0415 - read only where there is something to do
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE))
    script = ScriptDirectory.from_config(config)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})")

    def steps(current: Any, _context: Any) -> Any:
        try:
            return script._upgrade_revs("head", current)  # noqa: SLF001 - alembic's own command does the same
        except CommandError as error:
            raise StorageRefused("database-newer") from error

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(
            connection=connection, target_metadata=schema.metadata, transactional_ddl=True
        )
        environment.run_migrations()
