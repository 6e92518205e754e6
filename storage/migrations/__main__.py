"""`make migrate`: write a revision that brings a database up to what the tables in the code say."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from storage.migrations import upgrade

HERE = Path(__file__).parent


def next_number(versions: Path) -> str:
    """Return the number after the newest revision's."""
    numbers = [int(path.name[:4]) for path in versions.glob("[0-9][0-9][0-9][0-9]_*.py")]
    return f"{max(numbers, default=0) + 1:04}"


def write(message: str) -> None:
    """Compare the newest schema with the tables, and write what is missing as a numbered revision."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/newest.db"
        engine = create_engine(url)
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        config = Config()
        config.set_main_option("script_location", str(HERE))
        config.set_main_option("sqlalchemy.url", url)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        number = next_number(HERE / "versions")
        command.revision(config, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    words = re.sub(r"[^A-Za-z0-9 ,'-]", "", " ".join(sys.argv[1:])).strip()
    if not words:
        sys.exit('Say what changes: make migrate M="what changes"')
    write(words)
