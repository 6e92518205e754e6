"""What listening needs, in memory: each room's village, its types, language and clock. Chatter ends here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.communities import Community, Room
from core.ids import CommunityId, RoomId
from core.listening import Context, TypeHint


@dataclass(frozen=True, slots=True)
class Village:
    """One room as listening sees it."""

    room: Room
    community: Community
    hints: tuple[TypeHint, ...]

    def context(self, now: datetime) -> Context:
        """Return what listening should know here, before anybody is looked up."""
        config = self.community.config
        tuning = self.community.taught
        return Context(now, config.time_zone, config.language, self.hints, tuning)


class Villages:
    """Every room we are in, by the platform's name for it and by ours."""

    def __init__(self) -> None:
        self._by_handle: dict[tuple[str, str], Village] = {}
        self._by_id: dict[RoomId, Village] = {}
        self._by_community: dict[CommunityId, Community] = {}

    def replace(self, known: Iterable[tuple[Room, Community]]) -> None:
        """Take what the database says now."""
        villages = [
            Village(
                room,
                community,
                tuple(TypeHint(t.name, t.kind) for t in community.config.request_types),
            )
            for room, community in known
        ]
        self._by_handle = {(v.room.platform, v.room.handle): v for v in villages}
        self._by_id = {v.room.id: v for v in villages}
        self._by_community = {v.community.id: v.community for v in villages}

    def heard_in(self, platform: str, handle: str) -> Village | None:
        """Return the village of a platform's room."""
        return self._by_handle.get((platform, handle))

    def of_room(self, room: RoomId) -> Village | None:
        """Return the village of one of our rooms."""
        return self._by_id.get(room)

    def of_community(self, community: CommunityId | None) -> Community | None:
        """Return a community that has a room."""
        return self._by_community.get(community) if community else None

    def handles(self, platform: str) -> list[str]:
        """Return a platform's names for its rooms."""
        return [handle for on, handle in self._by_handle if on == platform]

    def room_on(self, platform: str, community: CommunityId) -> Room | None:
        """Return a community's first room on a platform."""
        rooms = (v.room for v in self._by_id.values() if v.community.id == community)
        return next((room for room in rooms if room.platform == platform), None)
