"""The first login: where a name's homeserver is, how one logs in there, and whether the account will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.platforms.matrix.account import Account
from bot.platforms.matrix.platform import Matrix
from bot.platforms.matrix.session import LINE_LOST, Unreachable

SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Homeserver:
    """A homeserver that answered, and whether passwords are accepted."""

    url: str
    takes_passwords: bool


@dataclass(frozen=True, slots=True)
class Met:
    """A login that worked: the device, its key as clients show it, and whether the account vouches for it."""

    device: str
    fingerprint: str
    is_vouched_for: bool


async def discover(server: str) -> Homeserver:
    """Find the homeserver of a name's server part, or look at an address. Raises Unreachable when none answers."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        url = server if "://" in server else await _well_known(http, server)
        await _json(http, f"{url}/_matrix/client/versions")
        flows = (await _json(http, f"{url}/_matrix/client/v3/login")).get("flows", ())
    kinds = {flow.get("type") for flow in flows if isinstance(flow, Mapping)}
    return Homeserver(url, "m.login.password" in kinds)


async def _well_known(http: aiohttp.ClientSession, server: str) -> str:
    """Return what a server says of itself, else its own address."""
    try:
        told = await _json(http, f"https://{server}/.well-known/matrix/client")
    except Unreachable:
        return f"https://{server}"
    base = told.get("m.homeserver")
    url = base.get("base_url") if isinstance(base, Mapping) else None
    return url.rstrip("/") if isinstance(url, str) else f"https://{server}"


async def _json(http: aiohttp.ClientSession, url: str) -> Mapping[str, Any]:
    try:
        async with http.get(url) as response:
            told = await response.json(content_type=None) if response.ok else None
    except (*LINE_LOST, ValueError) as error:
        raise Unreachable from error
    if not isinstance(told, Mapping):
        raise Unreachable
    return told


async def meet(account: Account) -> Met:
    """Log in, publish keys, vouch for the device. Raises Stopped with what the operator has to do."""
    platform = Matrix(account)
    try:
        await platform.start()
        return Met(platform.device, platform.fingerprint, platform.is_vouched_for)
    finally:
        await platform.close()
