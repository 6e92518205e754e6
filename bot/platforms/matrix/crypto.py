"""Keys of the device: published, replenished, fetched from others, and given to a room before it is spoken to.

nio does the mathematics; here is when, and what to do when it did not work.
"""

from typing import Any

import structlog
from nio import MatrixRoom, SyncResponse
from nio.exceptions import EncryptionError, LocalProtocolError, ProtocolError

from bot.platforms.matrix.session import LINE_LOST, Refused, Session, Unreachable, checked, path

log = structlog.get_logger()


async def store_is_lost(session: Session) -> bool:
    """Say whether the server knows this device by other keys than the store: then its old keys are gone."""
    account = session.client.olm.account
    if account.shared:
        return False
    told = await session.call("POST", path("keys", "query"), {"device_keys": {session.me: []}})
    known = told.get("device_keys", {}).get(session.me, {}).get(session.client.device_id)
    return known is not None


async def publish(session: Session) -> None:
    """Publish the device's keys and enough one-time keys. Raises Refused or Unreachable."""
    client = session.client
    if not client.should_upload_keys:
        return
    response = await client.keys_upload()
    if "already exists" in str(getattr(response, "message", "")):
        # Killed between publishing and noting it, a device would try the same keys for ever.
        log.warning("one-time keys were published before: making new ones")
        client.olm.account.mark_keys_as_published()
        client.olm.save_account()
        response = await client.keys_upload()
    checked(response)


async def upkeep(session: Session, response: SyncResponse) -> None:
    """After a sync: replenish keys, fetch those of new devices, repair broken channels. What fails waits a sync."""
    client = session.client
    if response.device_key_count.signed_curve25519 == 0:
        client.olm.uploaded_key_count = 0  # nio takes "none left" for "not told"
    try:
        await publish(session)
        if client.should_query_keys:
            checked(await client.keys_query())
        if client.should_claim_keys:
            checked(await client.keys_claim(client.get_users_for_key_claiming()))
        await client.send_to_device_messages()
    except (*LINE_LOST, Refused, Unreachable, ProtocolError, EncryptionError, ValueError) as error:
        log.warning("keys could not be kept up", error=type(error).__name__)


async def prepare(session: Session, room: MatrixRoom) -> None:
    """Give everybody in an encrypted room the key for what is said next. Raises Refused or Unreachable.

    nio counts a key as given even when a request failed, and some members would read nothing: here it is looked at.
    """
    client = session.client
    if not room.members_synced:
        checked(await client.joined_members(room.room_id))
    if client.should_query_keys:
        checked(await client.keys_query())
    if not client.olm.should_share_group_session(room.room_id):
        return
    missing = client.get_missing_sessions(room.room_id)
    if missing:
        checked(await client.keys_claim(missing))
    try:
        await client.share_group_session(room.room_id, ignore_unverified_devices=True)
    finally:
        abandoned = client.sharing_session.pop(room.room_id, None)
        if abandoned is not None:
            abandoned.set()
    shared = client.olm.outbound_group_sessions[room.room_id]
    if _left_out(client.olm, shared, room):
        shared.shared = False
        raise Unreachable


def _left_out(olm: Any, shared: Any, room: MatrixRoom) -> bool:
    """Say whether a device that could have been given the key has not got it."""
    given = shared.users_shared_with | shared.users_ignored
    return any(
        (user, device.id) not in given and olm.session_store.get(device.curve25519)
        for user in room.users
        for device in olm.device_store.active_user_devices(user)
    )


async def ask_for_key(session: Session, event: Any) -> None:
    """Ask the sender's devices for a message's key: once for each key, and without insisting."""
    try:
        checked(await session.client.request_room_key(event))
    except (*LINE_LOST, Refused, Unreachable, LocalProtocolError) as error:
        log.info("a key was not asked for", error=type(error).__name__)


def fingerprint(session: Session) -> str:
    """Return the device's Ed25519 key in groups of four, as clients show it."""
    key = str(session.client.olm.account.identity_keys["ed25519"])
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))
