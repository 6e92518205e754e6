"""Writing what the first run learned into `.env`, which only its owner may read."""

import os
import tempfile
from pathlib import Path

OWNER_ONLY = 0o600


def remember(file: Path, name: str, value: str) -> None:
    """Set one variable in an `.env` file; every other line stays as it is. Raises OSError.

    The file is replaced as a whole, so that no moment exists in which it is half written or others may read it.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if not _sets(line, name)]
    place = next((i for i, line in enumerate(lines) if _sets(line, name)), len(kept))
    kept.insert(min(place, len(kept)), f"{name}={value}")
    descriptor, new = tempfile.mkstemp(dir=file.parent, prefix=".env-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write("\n".join(kept) + "\n")
        Path(new).chmod(OWNER_ONLY)
        Path(new).replace(file)
    except OSError:
        Path(new).unlink(missing_ok=True)
        raise


def _sets(line: str, name: str) -> bool:
    return line.strip().removeprefix("export ").partition("=")[0].strip().upper() == name
