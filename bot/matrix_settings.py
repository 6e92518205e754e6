"""What an operator can set about Matrix: KARMYQ_MATRIX__HOMESERVER and so on."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, SecretStr


def is_user_id(given: str) -> bool:
    """Say whether this looks like a Matrix account's name."""
    return re.fullmatch(r"@[^\s:@]+:[^\s:@]+(:\d+)?", given) is not None


def _user_id(given: str) -> str:
    if given and not is_user_id(given):
        raise ValueError("the bot's Matrix name looks like @karmyq:example.org")
    return given


def _homeserver(given: str) -> str:
    if given and not given.startswith(("https://", "http://")):
        raise ValueError("an address that begins with https://")
    return given


class MatrixSettings(BaseModel):
    """How to reach Matrix; without a homeserver and a user it is not configured."""

    homeserver: Annotated[str, AfterValidator(_homeserver)] = ""
    user_id: Annotated[str, AfterValidator(_user_id)] = ""
    access_token: SecretStr = SecretStr("")
    password: SecretStr = SecretStr("")
    store: Path = Path("karmyq-matrix")
    """A folder of the bot's device: its keys and its login. Back it up with the database."""
    pickle_key: SecretStr = SecretStr("")
    """Encrypts the keys in the store; empty: made once, and kept in the store."""
    device_name: str = "Karmyq"
    invites: str = ""
    """Whose invitations are accepted: servers' names between commas, * for anybody's; empty: the bot's own server's."""

    @property
    def is_configured(self) -> bool:
        """Say whether there is an account to log in to."""
        return bool(self.homeserver and self.user_id)

    @property
    def servers(self) -> tuple[str, ...]:
        """Return the servers from which invitations are accepted."""
        return tuple(name.strip() for name in self.invites.split(",") if name.strip())
