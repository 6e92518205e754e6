"""A member's encryption: mautrix with libolm, as careful as current clients are about other people's devices.

Room keys go only to devices that their owner's cross-signing key has signed (Matrix 1.18, MSC4153). So a bot that has
not signed its own device hears nothing here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import aiohttp
from mautrix.client import Client
from mautrix.client.state_store import MemoryStateStore
from mautrix.crypto import OlmMachine, StateStore
from mautrix.crypto.cross_signing_key import CrossSigningSeeds
from mautrix.crypto.store import MemoryCryptoStore
from mautrix.errors import DecryptionError
from mautrix.types import (
    CrossSigner,
    CrossSigningUsage,
    DeviceLists,
    DeviceOTKCount,
    EncryptedEvent,
    EncryptionAlgorithm,
    EventType,
    RoomEncryptionStateEventContent,
    ToDeviceEvent,
    TOFUSigningKey,
    TrustState,
)

from tests.matrix.homeserver import Account

Json = dict[str, Any]


class Undecryptable(Exception):
    """There is no key for this message (yet)."""


class _Place(Protocol):
    @property
    def encrypted(self) -> bool: ...
    def people(self, *memberships: str) -> list[str]: ...


class _Rooms(StateStore):  # type: ignore[misc]
    """What the encryption wants to know about rooms, from the member's own view of them."""

    def __init__(self, rooms: Mapping[str, _Place]) -> None:
        self._rooms = rooms

    async def is_encrypted(self, room_id: str) -> bool:
        return room_id in self._rooms and self._rooms[room_id].encrypted

    async def get_encryption_info(self, room_id: str) -> RoomEncryptionStateEventContent:
        return RoomEncryptionStateEventContent(EncryptionAlgorithm.MEGOLM_V1)

    async def find_shared_rooms(self, user_id: str) -> list[str]:
        return [room for room, place in self._rooms.items() if user_id in place.people()]


class _Keys(MemoryCryptoStore):  # type: ignore[misc]
    """The library's store in memory, which cannot learn a person's key a second time."""

    async def put_cross_signing_key(self, user_id: str, usage: CrossSigningUsage, key: str) -> None:
        known = self._cross_signing_keys.setdefault(user_id, {})
        first = known[usage].first if usage in known else key
        known[usage] = TOFUSigningKey(key=key, first=first)

    async def drop_signatures_by_key(self, signer: CrossSigner) -> int:
        return len(self._signatures.pop(signer, {}))


class Encryption:
    """The keys of one device."""

    def __init__(
        self,
        url: str,
        account: Account,
        session: aiohttp.ClientSession,
        rooms: Mapping[str, _Place],
    ) -> None:
        self._client = Client(
            mxid=account.user,
            device_id=account.device,
            token=account.token,
            base_url=url,
            client_session=session,
            state_store=MemoryStateStore(),
        )
        store = _Keys(account.user, "pickle")
        self.machine = OlmMachine(self._client, store, _Rooms(rooms))
        self._store = store

    async def open(self) -> None:
        """Make and publish this device's keys."""
        await self.machine.load()
        await self.machine.share_keys(0)
        self.machine.send_keys_min_trust = TrustState.CROSS_SIGNED_TOFU

    async def sign(self, seeds: CrossSigningSeeds | None) -> None:
        """Let the person's own keys vouch for this device; new ones, unless another device has some."""
        if seeds is None:
            seeds = CrossSigningSeeds.generate()
            await self.machine._publish_cross_signing_keys(seeds.to_keys())
        else:
            self.machine._import_cross_signing_keys(seeds)
        await self.machine.sign_own_device(self.machine.own_identity)
        self.seeds = seeds

    async def hear(self, said: Json) -> None:
        """Take the part of a sync that is about keys, in order."""
        count = said.get("device_one_time_keys_count", {}).get("signed_curve25519", 0)
        await self.machine.handle_otk_count(DeviceOTKCount(signed_curve25519=count, curve25519=0))
        changed = said.get("device_lists", {}).get("changed", [])
        await self.machine.handle_device_lists(DeviceLists(changed=changed, left=[]))
        for raw in said.get("to_device", {}).get("events", ()):
            if raw["type"] == "m.room.encrypted":
                await self._letter(raw)
            elif raw["type"] == "m.room_key_request":
                event = ToDeviceEvent.deserialize(raw)
                await self.machine.handle_room_key_request(event)

    async def _letter(self, raw: Json) -> None:
        event = ToDeviceEvent.deserialize(raw)
        event.type = EventType.TO_DEVICE_ENCRYPTED
        await self.machine.handle_to_device_event(event)

    async def rotate(self, room: str) -> None:
        """Use a new key from now on: somebody came or went."""
        await self._store.remove_outbound_group_session(room)

    async def encrypt(
        self, room: str, people: Sequence[str], kind: str, content: Json
    ) -> tuple[str, Json]:
        """Return the encrypted event's type and content; everybody named gets the key."""
        session = await self._store.get_outbound_group_session(room)
        if session is None or session.expired or not session.shared:
            await self.machine.share_group_session(room, list(people))
        event_type = EventType.find(kind, EventType.Class.MESSAGE)
        bare = {name: value for name, value in content.items() if name != "m.relates_to"}
        sealed = await self.machine.encrypt_megolm_event(room, event_type, bare)
        told: Json = sealed.serialize()
        if "m.relates_to" in content:
            # A server has to know relations, so they stand outside.
            told["m.relates_to"] = content["m.relates_to"]
        return "m.room.encrypted", told

    async def decrypt(self, room: str, event: Json) -> Json:
        """Return the event as it was before it was encrypted. Raises Undecryptable."""
        sealed = EncryptedEvent.deserialize({**event, "room_id": room})
        try:
            opened = await self.machine.decrypt_megolm_event(sealed)
        except DecryptionError as error:
            raise Undecryptable(str(error)) from error
        return {
            **event,
            "type": str(opened.type),
            "content": opened.content.serialize(),
            "trust": int(opened["mautrix"]["trust_state"]),
        }
