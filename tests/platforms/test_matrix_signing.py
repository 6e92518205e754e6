"""Cross-signing keys: what they sign holds, and they rest encrypted."""

import base64
from typing import Any

import pytest
from Crypto.Signature import eddsa

from bot.platforms.matrix.signing import ROLES, Keys, canonical


def holds(public: str, value: dict[str, Any], user: str) -> bool:
    """Say whether a signature by this public key stands on the value and holds."""
    key = eddsa.import_public_key(base64.b64decode(public + "="))
    signature = value["signatures"][user][f"ed25519:{public}"]
    try:
        eddsa.new(key, "rfc8032").verify(canonical(value), base64.b64decode(signature + "=="))
    except ValueError:
        return False
    return True


def test_the_master_key_signs_the_other_two() -> None:
    keys = Keys.make()
    told = keys.published("@bot:x")
    for role in ("self_signing", "user_signing"):
        assert holds(keys.public("master"), told[f"{role}_key"], "@bot:x")
        assert told[f"{role}_key"]["usage"] == [role]


def test_a_signature_is_added_to_those_that_stand_there() -> None:
    keys = Keys.make()
    device = {
        "device_id": "D",
        "signatures": {"@bot:x": {"ed25519:D": "own"}},
        "unsigned": {"n": 1},
    }
    signed = keys.sign("self_signing", "@bot:x", device)
    assert signed["signatures"]["@bot:x"]["ed25519:D"] == "own"
    assert holds(keys.public("self_signing"), signed, "@bot:x")


def test_at_rest_they_are_read_with_the_same_secret_only() -> None:
    keys = Keys.make()
    sealed = keys.seal("a secret")
    assert all(base64.b64encode(keys.seeds[role]).decode() not in sealed for role in ROLES)
    assert Keys.unseal(sealed, "a secret") == keys
    with pytest.raises(ValueError, match="MAC"):
        Keys.unseal(sealed, "another")
