"""Where a letter goes, and who reads it there: a person's chat, a room of ours, or a room that is yet to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import locales
from bot.spine.rendering import Known, Reader
from bot.spine.villages import Villages
from core.ids import PersonId
from core.people import Account, Addressee, Reach
from core.ports import Letter, Platform

TO_BE_MADE = frozenset({"make_room", "make_space"})
"""Kinds that are for nobody and no room: what they are for is to be made."""
Address = Mapping[str, Any]
"""Fields of `Outgoing` that say where it goes."""


def by_person(
    addressees: Sequence[Addressee], known: Known, here: Mapping[PersonId, Account]
) -> dict[PersonId, Addressee]:
    """Return each person once, with all their accounts: reached where they just spoke, else where they can be."""
    accounts: dict[PersonId, list[Account]] = {}
    for addressee in addressees:
        accounts.setdefault(addressee.person.id, []).append(addressee.account)
    found: dict[PersonId, Addressee] = {}
    for addressee in addressees:
        person, first = addressee.person.id, known.get(addressee.person.id, addressee)
        account = here.get(person, first.account)
        others = tuple(a for a in accounts[person] if a.id != account.id)
        found.setdefault(person, replace(first, account=account, others=others))
    return found


class Addresses:
    """Finds addresses; everybody whom a letter names is known already."""

    def __init__(
        self, platforms: Mapping[str, Platform], villages: Villages, language: str
    ) -> None:
        self._platforms = platforms
        self._villages = villages
        self._language = language
        self._links = {name: p.can.person_link for name, p in platforms.items()}

    def of(self, letter: Letter, known: Known) -> tuple[Platform | None, Address, Reader]:
        """Return the platform, the address and the reader; no platform: the letter has to wait, or is nobody's."""
        if letter.to is not None:
            return self._private(letter, known[letter.to])
        if letter.kind in TO_BE_MADE:
            return self._to_be_made(letter, known)
        village = self._villages.of_room(letter.room) if letter.room else None
        if village is None:
            return None, {}, Reader(locales.DEFAULT, "UTC")
        config = village.community.config
        platform = self._platforms.get(village.room.platform)
        reader = self._reader(locales.nearest(config.language), config.time_zone, platform)
        address = {"room": village.room.handle, "topic": village.room.topic}
        for role, field in (("only_for", "only_for"), ("about", "user")):
            if letter.extra.get(role):
                account = known[PersonId(letter.extra[role])].on(village.room.platform)
                if account is None:
                    return None, {}, reader  # they are on another platform only
                address[field] = account.handle
        return platform, address, reader

    def _private(
        self, letter: Letter, addressee: Addressee
    ) -> tuple[Platform | None, Address, Reader]:
        person, account = addressee.person, addressee.account
        village = self._villages.of_community(account.community or addressee.village)
        zone = person.time_zone or (village.config.time_zone if village else "UTC")
        otherwise = village.config.language if village else self._language
        platform = self._platforms.get(account.platform)
        locale = locales.nearest(person.language, otherwise)
        reader = self._reader(locale, zone, platform, person.id)
        # The answer to a press needs no open chat, and would be worth nothing later.
        reachable = account.reach is Reach.OPEN or letter.kind == "answer"
        return platform if reachable else None, {"user": account.handle}, reader

    def _to_be_made(self, letter: Letter, known: Known) -> tuple[Platform | None, Address, Reader]:
        extra = letter.extra
        name = extra["platform"]
        keepers = (known[PersonId(p)].on(name) for p in extra["keepers"] if p in known)
        rooms = map(self._villages.of_room, extra["rooms"])
        address = {
            "keepers": tuple(account.handle for account in keepers if account),
            "rooms": tuple(village.room.handle for village in rooms if village),
        }
        return self._platforms.get(name), address, Reader(locales.DEFAULT, "UTC")

    def _reader(
        self, locale: str, zone: str, platform: Platform | None, person: PersonId | None = None
    ) -> Reader:
        """Return the reader of a letter, with what their platform can show."""
        if platform is None:
            return Reader(locale, zone, person)
        can = platform.can
        return Reader(
            locale,
            zone,
            person,
            can.private_link,
            can.mentions,
            platform=platform.name,
            person_links=self._links,
        )
