"""`karmyq setup matrix`: a few questions, a login, keys that current clients trust, and what was learned in `.env`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import matrix_account
from bot.first_run import remember
from bot.matrix_settings import MatrixSettings, is_user_id
from bot.settings import PREFIX

if TYPE_CHECKING:
    from bot.platforms.matrix.first_run import Homeserver

TOKEN_BEGINS = ("syt_", "mat_", "mct_")
"""How servers begin access tokens; anything else that is typed is taken for a password."""


class SetupFailed(Exception):
    """It did not work. `key` names the wording that says what to do; `args_for_wording` fill it."""

    def __init__(self, key: str, **details: str) -> None:
        super().__init__(key)
        self.key = key
        self.args_for_wording = details


class Setup:
    """Asks through `ask` (a wording's key, and whether the answer is hidden), tells through `tell`."""

    def __init__(
        self, known: MatrixSettings, ask: Callable[[str, bool], str], tell: Callable[..., None]
    ) -> None:
        self._known = known
        self._ask = ask
        self._tell = tell

    def run(self, env: Path) -> None:
        """Ask, log in, and write `.env`. Raises SetupFailed, or OSError for a file that cannot be written."""
        self._tell("setup-matrix-begin")
        user = self._ask("setup-matrix-user", False)
        if not is_user_id(user):
            raise SetupFailed("matrix-user-misspelt")
        server = asyncio.run(self._homeserver(user))
        if not server.takes_passwords:
            self._tell("setup-matrix-token-only")
        secret = self._ask("setup-matrix-secret", True)
        is_token = secret.startswith(TOKEN_BEGINS) or not server.takes_passwords
        # What was typed just now goes before a token of earlier, which may be dead.
        given = {"access_token": secret if is_token else "", "password": "" if is_token else secret}
        known = MatrixSettings.model_validate(
            {**self._known.model_dump(), "homeserver": server.url, "user_id": user, **given}
        )
        asyncio.run(self._meet(known))
        self._remember(env, known)
        self._tell("setup-matrix-next", user=user, store=str(known.store))

    async def _homeserver(self, user: str) -> "Homeserver":
        from bot.platforms.matrix.first_run import discover  # noqa: PLC0415 - nio is read only where it is used
        from bot.platforms.matrix.session import Unreachable  # noqa: PLC0415

        where = self._known.homeserver or user.partition(":")[2]
        try:
            return await discover(where)
        except Unreachable as error:
            raise SetupFailed("matrix-out-of-reach", server=where) from error

    async def _meet(self, known: MatrixSettings) -> None:
        from bot.platforms.matrix import Stopped  # noqa: PLC0415
        from bot.platforms.matrix.first_run import meet  # noqa: PLC0415
        from bot.platforms.matrix.session import Refused  # noqa: PLC0415

        try:
            met = await meet(matrix_account(known))
        except Stopped as stopped:
            raise SetupFailed(stopped.key, **stopped.args_for_wording) from stopped
        except Refused as refused:
            raise SetupFailed("matrix-refused", code=refused.code) from refused
        self._tell("setup-matrix-met", device=met.device, fingerprint=met.fingerprint)
        if not met.is_vouched_for:
            self._tell("setup-matrix-not-signed")

    def _remember(self, env: Path, known: MatrixSettings) -> None:
        """Write down how to log in again. A password is not kept: the login it gave is, in the store."""
        values: dict[str, Any] = {"HOMESERVER": known.homeserver, "USER_ID": known.user_id}
        token = known.access_token.get_secret_value()
        if token or self._known.access_token.get_secret_value():
            values["ACCESS_TOKEN"] = token
        for name, value in values.items():
            remember(env, f"{PREFIX}MATRIX__{name}", value)
