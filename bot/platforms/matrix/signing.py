"""Cross-signing: the account's own keys vouch for its device, or current clients neither hear nor show the bot.

nio does not know cross-signing. Three Ed25519 keys are made at the first login (master, self-signing, user-signing),
published, and kept encrypted beside the device's keys: a later device of the bot is signed with the same ones.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import structlog
from Crypto.Cipher import AES
from Crypto.Protocol.KDF import scrypt
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.platforms.matrix.session import Refused, Session, keep, path

log = structlog.get_logger()

ROLES = ("master", "self_signing", "user_signing")
COST = {"N": 2**14, "r": 8, "p": 1}
SEED = 32


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return JSON as Matrix signs it: keys in order, no spaces, without signatures and what the server added."""
    bare = {k: v for k, v in value.items() if k not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Keys:
    """The three private keys, each from a seed of 32 bytes."""

    seeds: Mapping[str, bytes]

    @classmethod
    def make(cls) -> Self:
        """Make new ones by chance."""
        return cls({role: secrets.token_bytes(SEED) for role in ROLES})

    def _key(self, role: str) -> Any:
        return ECC.construct(curve="Ed25519", seed=self.seeds[role])

    def public(self, role: str) -> str:
        """Return a public key, unpadded base64."""
        return _base64(self._key(role).public_key().export_key(format="raw"))

    def sign(self, role: str, user: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value with one more signature on it."""
        signature = _base64(eddsa.new(self._key(role), "rfc8032").sign(canonical(value)))
        signatures = {who: dict(by) for who, by in value.get("signatures", {}).items()}
        signatures.setdefault(user, {})[f"ed25519:{self.public(role)}"] = signature
        return {**value, "signatures": signatures}

    def published(self, user: str) -> dict[str, Any]:
        """Return what the server is told: the master key, and the other two signed by it."""
        told = {}
        for role in ROLES:
            public = self.public(role)
            key = {"user_id": user, "usage": [role], "keys": {f"ed25519:{public}": public}}
            told[f"{role}_key"] = key if role == "master" else self.sign("master", user, key)
        return told

    def seal(self, secret: str) -> str:
        """Return the keys encrypted by a secret, as JSON."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        cipher = AES.new(_stretched(secret, salt), AES.MODE_GCM, nonce=nonce)
        plain = json.dumps({role: _base64(seed) for role, seed in self.seeds.items()})
        sealed, tag = cipher.encrypt_and_digest(plain.encode())
        parts = {"salt": salt, "nonce": nonce, "tag": tag, "sealed": sealed}
        return json.dumps({name: _base64(part) for name, part in parts.items()})

    @classmethod
    def unseal(cls, text: str, secret: str) -> Self:
        """Return the keys again. Raises ValueError when the secret is another."""
        parts = {name: _bytes(part) for name, part in json.loads(text).items()}
        cipher = AES.new(_stretched(secret, parts["salt"]), AES.MODE_GCM, nonce=parts["nonce"])
        plain = json.loads(cipher.decrypt_and_verify(parts["sealed"], parts["tag"]))
        return cls({role: _bytes(plain[role]) for role in ROLES})


def _stretched(secret: str, salt: bytes) -> bytes:
    return scrypt(secret, salt.hex(), SEED, **COST)  # type: ignore[return-value]  # one key, not several


def _file(session: Session) -> Path:
    return session.account.store / "cross-signing.json"


def _kept(session: Session) -> Keys | None:
    if not _file(session).exists():
        return None
    try:
        return Keys.unseal(_file(session).read_text(), session.pickle_key)
    except ValueError:
        log.error("the cross-signing keys cannot be read: is the pickle key another one?")
        return None


async def vouch(session: Session) -> bool:
    """Let the account vouch for this device; False when somebody else's keys stand in the way.

    Keys that were made elsewhere are replaced only where a password allows it. Raises Refused or Unreachable.
    """
    told = await session.call("POST", path("keys", "query"), {"device_keys": {session.me: []}})
    master = told.get("master_keys", {}).get(session.me, {}).get("keys", {})
    keys = _kept(session)
    if keys is None or f"ed25519:{keys.public('master')}" not in master:
        if master and not session.account.password:
            return False
        keys = keys or Keys.make()
        keep(_file(session), keys.seal(session.pickle_key))
        await _publish(session, keys)
    device = told.get("device_keys", {}).get(session.me, {}).get(session.client.device_id)
    return device is not None and await _sign(session, keys, device)


async def _sign(session: Session, keys: Keys, device: dict[str, Any]) -> bool:
    by = f"ed25519:{keys.public('self_signing')}"
    if by in device.get("signatures", {}).get(session.me, {}):
        return True
    signed = keys.sign("self_signing", session.me, device)
    signed.pop("unsigned", None)
    where = path("keys", "signatures", "upload")
    told = await session.call("POST", where, {session.me: {session.client.device_id: signed}})
    return not told.get("failures")


async def _publish(session: Session, keys: Keys) -> None:
    """Publish the keys. Servers ask for the password where others stood there before."""
    where, body = path("keys", "device_signing", "upload"), keys.published(session.me)
    try:
        await session.call("POST", where, body)
    except Refused as refused:
        if "flows" not in refused.body or not session.account.password:
            raise
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": session.me},
            "password": session.account.password,
            "session": refused.body.get("session"),
        }
        await session.call("POST", where, {**body, "auth": auth})
