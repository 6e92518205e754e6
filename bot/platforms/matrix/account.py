"""Who the bot is on Matrix, and where it keeps its keys: everything the platform is told from outside."""

from dataclasses import dataclass, field
from pathlib import Path


class Stopped(Exception):
    """The bot cannot go on without its operator. `key` names the wording that says what to do; `args` fill it."""

    def __init__(self, key: str, **details: str) -> None:
        super().__init__(key)
        self.key = key
        self.args_for_wording = details


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A Matrix account. An access token is used before a password; one of them is needed at the first start.

    `store` is a folder of this device's own: keys, the login, what could not be read yet. It belongs to one process.
    `invites`: who may invite the bot: servers' names, `*` for anybody; empty: the bot's own server.
    """

    homeserver: str
    user_id: str
    store: Path
    access_token: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    pickle_key: str | None = field(default=None, repr=False)
    device_name: str = "Karmyq"
    invites: tuple[str, ...] = ()

    @property
    def server(self) -> str:
        """The account's own server, as it stands in its name."""
        return self.user_id.partition(":")[2]

    def may_invite(self, inviter: str) -> bool:
        """Say whether an invitation from this person is accepted."""
        allowed = self.invites or (self.server,)
        return "*" in allowed or inviter.partition(":")[2] in allowed
