"""How a room becomes a village, and how people come into it, are let in, and leave."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from core.communities.config import Config
from core.communities.village import Community, Invitation, Member, Room, Stage, Standing, Work
from core.errors import AlreadySettled, NotAMember, Refusal, VillageFull
from core.ids import CommunityId, PersonId, RoomId
from core.people import Person, clean_name, named

MAX_TITLE = 120
INVITATION_LIFE = timedelta(days=14)
MOST_INVITATIONS = 5
"""How many unused invitations of one member may be out at once."""
ASK_AGAIN = timedelta(days=7)
"""How long a wish to be let in waits; then it may be said again. A refusal and a silence read the same."""


class Entry(StrEnum):
    """What came of somebody's "I'm in"."""

    IN = "in"
    ALREADY = "already"
    ASKED = "asked"
    """Role-holders were asked just now."""
    WAITING = "waiting"
    """They were asked before."""


async def found(
    work: Work, platform: str, handle: str, title: str, by: Person, language: str
) -> tuple[Community, Room] | None:
    """A room becomes a community at once, by the default rules. None when it already is one."""
    if await work.communities.room(platform, handle) is not None:
        return None
    name = clean_name(title, handle)[:MAX_TITLE]
    community = Community(CommunityId(work.draw.new()), name, Config(language=language))
    room = Room(RoomId(work.draw.new()), platform, handle, community.id, name, by.id)
    await work.communities.add(community, room, work.now)
    return community, room


async def arrive(work: Work, community: Community, person: Person, admin: bool) -> Member:
    """Note that a person is present. Whoever was a member stays one; whoever left is present again."""
    known = await work.communities.member(community.id, person.id)
    if known is None:
        known = Member(person.id, community.id, Standing.PRESENT, work.now, admin)
    elif known.standing is Standing.LEFT:
        known = replace(known, standing=Standing.PRESENT, since=work.now, admin=admin)
    elif admin and not known.admin:
        known = replace(known, admin=True)
    else:
        return known
    await work.communities.save_member(known)
    return known


async def join(
    work: Work, community: Community, person: Person, *, invited_by: PersonId | None = None
) -> Entry:
    """Take somebody's word that they are in, as far as the village's door allows (3-mechanics section 1).

    Before opening everybody is in at once. Afterwards, where the village asks at the door, an invitation or a
    role-holder's word is needed: then their wish is noted, and role-holders are to be asked. Whoever was removed by a
    vote always needs that word. Nobody who is in already is touched. Raises AlreadySettled for a village that is no
    more, VillageFull at the cap (10..150); a cap below the present size removes nobody.
    """
    if community.stage is Stage.CLOSED:
        raise AlreadySettled()
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.MEMBER:
        return Entry.ALREADY
    known = known or Member(person.id, community.id, Standing.PRESENT, work.now)
    await _room_for_one(work, community)
    asks = community.asks_at_the_door and invited_by is None
    if (asks or known.removed_at is not None) and known.let_in_at is None:
        return await _ask(work, known)
    await _make_member(work, replace(known, invited_by=invited_by or known.invited_by))
    return Entry.IN


async def _room_for_one(work: Work, community: Community) -> None:
    await work.communities.serialise(community.id)
    if await work.communities.member_count(community.id) >= community.config.member_cap:
        raise VillageFull(village=community.title, cap=community.config.member_cap)


async def _ask(work: Work, known: Member) -> Entry:
    if known.asked_at is not None and work.now < known.asked_at + ASK_AGAIN:
        return Entry.WAITING
    await work.communities.save_member(replace(known, asked_at=work.now))
    return Entry.ASKED


async def _make_member(work: Work, known: Member) -> None:
    """Who comes back finds their history, and their first day here (the newcomers' days are not counted twice)."""
    await work.communities.save_member(
        replace(
            known,
            standing=Standing.MEMBER,
            since=work.now,
            asked_at=None,
            let_in_at=None,
            removed_at=None,
            first_at=known.first_at or work.now,
        )
    )


async def knock(work: Work, community: Community, room: Room, person: Person) -> Entry:
    """Somebody waits at the door of a room. Members are let in; for others role-holders are asked once.

    A knock is not yet the wish to be a member: who is let in this way still says so themselves.
    """
    await work.communities.knock(room.id, person.id, work.now)
    known = await work.communities.member(community.id, person.id)
    if known is not None and (known.standing is Standing.MEMBER or known.let_in_at is not None):
        return Entry.ALREADY
    return await _ask(work, known or Member(person.id, community.id, Standing.LEFT, work.now))


async def let_in(work: Work, community: Community, person: Person) -> bool:
    """A role-holder opens the door. True: they are a member now; False: they may say "I'm in" when they arrive.

    The first decision holds: raises AlreadySettled after any other, VillageFull at the cap.
    """
    known = await _asking(work, community, person)
    await _room_for_one(work, community)
    if known.standing is Standing.PRESENT:
        await _make_member(work, known)
        return True
    await work.communities.save_member(replace(known, asked_at=None, let_in_at=work.now))
    return False


async def turn_away(work: Work, community: Community, person: Person) -> None:
    """A role-holder leaves the door closed. Nobody is told who did; the wish may be said again after 7 days.

    Raises AlreadySettled when somebody decided before.
    """
    known = await _asking(work, community, person)
    await work.communities.save_member(replace(known, let_in_at=None, refused_at=work.now))


async def _asking(work: Work, community: Community, person: Person) -> Member:
    known = await work.communities.member(community.id, person.id)
    if known is None or known.asked_at is None or known.standing is Standing.MEMBER:
        raise AlreadySettled()
    if known.refused_at is not None and known.refused_at >= known.asked_at:
        raise AlreadySettled()
    return known


async def asking(work: Work, community: Community) -> list[Member]:
    """Return who waits at the door, the longest first."""
    waiting = [
        m
        for m in await work.communities.standings(community.id)
        if m.asked_at is not None
        and m.standing is not Standing.MEMBER
        and (m.refused_at is None or m.refused_at < m.asked_at)
    ]
    return sorted(waiting, key=lambda m: (m.asked_at, m.person))


async def invite(work: Work, community: Community, person: Person) -> Invitation:
    """Give a member a one-time way in for somebody else: 14 days, at most 5 unused at once.

    Raises NotAMember, VillageFull at the cap, Refusal when too many are out.
    """
    await require_member(work, community, person)
    await _room_for_one(work, community)
    out = await work.communities.invitations_of(community.id, person.id, work.now)
    if out >= MOST_INVITATIONS:
        raise Refusal("refused-invitations", most=MOST_INVITATIONS)
    until = work.now + INVITATION_LIFE
    invitation = Invitation(work.draw.new(), community.id, person.id, until)
    await work.communities.add_invitation(invitation)
    return invitation


@dataclass(frozen=True, slots=True)
class Welcome:
    """What following an invitation led to."""

    community: Community
    entry: Entry


async def follow(work: Work, token: str, person: Person) -> Welcome:
    """Come in by an invitation: whoever gave it is remembered, and it works once, for somebody else.

    Raises Refusal when it is unknown, used or over (all three read the same), VillageFull at the cap.
    """
    invitation = await work.communities.invitation(token)
    if invitation is None or work.now >= invitation.until:
        raise Refusal("refused-invitation")
    community = await work.communities.get(invitation.community)
    known = await work.communities.member(community.id, person.id)
    is_in = known is not None and known.standing is Standing.MEMBER
    fresh = invitation.used_by is None and invitation.by != person.id
    if community.stage is Stage.CLOSED or not (is_in or fresh):
        raise Refusal("refused-invitation")
    entry = await join(work, community, person, invited_by=invitation.by)
    if entry is Entry.IN:
        await work.communities.use_invitation(token, person.id, work.now)
    return Welcome(community, entry)


async def leave(work: Work, community: Community, person: Person) -> None:
    """End the membership by the person's own word; what they did stays in the ledger. Raises NotAMember."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    await work.communities.save_member(replace(known, standing=Standing.LEFT, since=work.now))
    await work.communities.release(community.id, person.id)


async def put_out(work: Work, community: Community, person: PersonId) -> None:
    """End a membership by the village's vote: whoever would come back is let in by a role-holder. Raises NotAMember."""
    known = await work.communities.member(community.id, person)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    await work.communities.save_member(
        replace(known, standing=Standing.LEFT, since=work.now, removed_at=work.now)
    )
    await work.communities.release(community.id, person)


async def walk_out(work: Work, community: Community, person: Person) -> None:
    """Somebody left the room: whoever was only present is forgotten there; a membership ends only by /leave."""
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.PRESENT:
        await work.communities.save_member(replace(known, standing=Standing.LEFT))


async def require_member(work: Work, community: Community, person: Person) -> Member:
    """Return the membership. Raises NotAMember otherwise."""
    known = await work.communities.member(community.id, person.id)
    if known is None or known.standing is not Standing.MEMBER:
        raise NotAMember()
    return known


async def fellow(work: Work, community: Community, asker: Person, name: str) -> list[Person]:
    """Return the other members whom `name` may mean. Raises UnknownName; Refusal when no name was given."""
    if not name.strip():
        raise Refusal("refused-name-missing")
    others = [p for p in await work.communities.members(community.id) if p.id != asker.id]
    return named(others, name)


async def add_room(
    work: Work, community: Community, platform: str, handle: str, title: str, by: PersonId | None
) -> Room | None:
    """A room that was made for a village is bound to it. None when it is known already."""
    if await work.communities.room(platform, handle) is not None:
        return None
    name = clean_name(title, handle)[:MAX_TITLE]
    room = Room(RoomId(work.draw.new()), platform, handle, community.id, name, by)
    await work.communities.add_room(room)
    return room


async def bind(work: Work, room: Room, community: Community) -> list[Member]:
    """A room founded by mistake becomes another room of a village; return who was in or present there.

    They are present in the village from now on, nobody is a member of it without saying so. Raises Refusal when
    the room's own village is open already.
    """
    old = await work.communities.get(room.community)
    if old.stage is not Stage.FOUNDED or old.id == community.id:
        raise Refusal("refused-bind")
    people = [
        m
        for m in await work.communities.standings(old.id)
        if m.standing in (Standing.PRESENT, Standing.MEMBER)
    ]
    for member in people:
        await arrive(work, community, await work.people.get(member.person), admin=False)
        await work.communities.save_member(replace(member, standing=Standing.LEFT))
    await work.communities.save_room(replace(room, community=community.id))
    await work.communities.save(replace(old, stage=Stage.CLOSED))
    return people
