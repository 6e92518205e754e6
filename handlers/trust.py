"""How people are connected, told in words: one's own ties, the way to somebody, and who wishes not to be found."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from core import communities, governance, trust
from core.communities import Community
from core.ids import CommunityId, PersonId
from core.messages import (
    Args,
    Choice,
    Item,
    Lines,
    Name,
    Names,
    PathDrawing,
    Phrase,
    Picture,
    StarDrawing,
    Whisper,
)
from core.people import Person, quiet_end
from core.trust import Chain, Layer, TieWord
from handlers.communities import digest
from handlers.governance import rotation
from handlers.people import which_person
from handlers.reciprocity import nightly
from handlers.table import Command, Deadline, Items, Press, Turn, Where, Who, on

AT_NIGHT = time(3)
"""When a village's trust is refreshed, by its own clock."""
SOON = timedelta(minutes=1)
FORGOTTEN_FIRST = (TieWord.NEARLY_FORGOTTEN, TieWord.FADING, TieWord.WARM, TieWord.STRONG)


@on(Command("ties"), where=Where.PRIVATE, who=Who.MEMBER)
async def ties(turn: Turn) -> Items:
    """Show one's own ties in words, nearly forgotten ones first."""
    known = await trust.own_ties(turn.work, turn.community, turn.person.id)
    if not known:
        return [turn.privately("ties-none", {"village": turn.community.title})]
    lines = tuple(
        Phrase(f"ties-{word.value.replace('_', '-')}", {"names": Names(tuple(known[word]))})
        for word in FORGOTTEN_FIRST
        if word in known
    )
    args: Args = {"ties": Lines(lines), "village": turn.community.title}
    choice = Choice(action="ties.picture", subject=turn.community.id, only_for=turn.person.id)
    return [turn.privately("ties-own", args, [choice])]


@on(Press("ties.picture"), where=Where.PRIVATE)
async def ties_picture(turn: Turn) -> Items:
    """Draw one's own ties: equal dots, names and words."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    known = await trust.own_ties(turn.work, community, turn.person.id)
    around = tuple(
        (Name(person), Phrase(f"tie-{word.value.replace('_', '-')}"))
        for word in FORGOTTEN_FIRST
        for person in known.get(word, ())
    )
    drawing = StarDrawing(Name(turn.person.id), around)
    lines = Lines(tuple(Phrase("ties-line", {"name": n, "word": w}) for n, w in around))
    args: Args = {"ties": lines, "village": community.title}
    return [Picture(to=turn.person.id, drawing=drawing, key="ties-picture", args=args)]


@on(Command("path"), where=Where.PRIVATE, who=Who.MEMBER)
async def path(turn: Turn) -> Items:
    """Show how one is connected to somebody: through whom, by what kind of tie."""
    found = await communities.fellow(turn.work, turn.community, turn.person, turn.subject)
    if len(found) > 1:
        return [which_person(turn, found, "path.show")]
    return await _show(turn, turn.community, found[0])


@on(Press("path.show"), where=Where.PRIVATE)
async def path_picked(turn: Turn) -> Items:
    """Show the way to the one who was meant."""
    other = await turn.work.people.get(PersonId(turn.subject))
    for community in await turn.work.communities.of_person(
        turn.person.id, communities.Standing.MEMBER
    ):
        member = await turn.work.communities.member(community.id, other.id)
        if member is not None and member.standing is communities.Standing.MEMBER:
            return await _show(turn, community, other)
    return [turn.privately("path-none", {"name": Name(other.id)})]


async def _show(turn: Turn, community: Community, other: Person) -> Items:
    chain = await trust.look_up(turn.work, turn.person, other, community.config.trust_path_max_hops)
    if chain is None:
        return [turn.privately("path-none", {"name": Name(other.id)})]
    args: Args = {"steps": steps(chain, turn.person.id), "name": Name(other.id)}
    kinds = tuple(Phrase(f"link-{kind.value.replace('_', '-')}") for kind in chain.kinds)
    drawing = PathDrawing(tuple(map(Name, chain.people)), kinds)
    picture = Picture(to=turn.person.id, drawing=drawing, key="path-shown", args=args)
    return [picture]


def steps(chain: Chain, viewer: PersonId) -> Lines:
    """Word a chain step by step, told to the one at its beginning."""
    lines = []
    for one, other, kind in zip(chain.people, chain.people[1:], chain.kinds, strict=False):
        word = kind.value.replace("_", "-")
        key = f"step-you-{word}" if one == viewer else f"step-{word}"
        lines.append(Phrase(key, {"one": Name(one), "other": Name(other)}))
    return Lines(tuple(lines))


async def connection(turn: Turn, community: Community, person: PersonId, author: PersonId) -> Lines:
    """Word how somebody who is asked is connected to the one who asks, by ties; nothing where there are none."""
    viewer = await turn.work.people.get(person)
    other = await turn.work.people.get(author)
    hops = community.config.trust_path_max_hops
    chain = await trust.path(turn.work, viewer, other, hops, layers=(Layer.TIES,))
    return steps(chain, person) if chain else Lines(())


async def watch(turn: Turn, community: CommunityId) -> None:
    """See to it that a village's trust is refreshed every night, and soon after its roles change."""
    await turn.work.deadlines.set(
        f"trust:{community}", "trust.refresh", community, turn.work.now + SOON
    )


@on(Deadline("trust.refresh"))
async def refresh(turn: Turn) -> Items:
    """Once a night: anchors and scores anew, and a gentle word about a tie that is nearly forgotten."""
    community = await turn.work.communities.get(CommunityId(turn.subject))
    if community.stage is communities.Stage.CLOSED:
        return []
    await trust.refresh(turn.work, community)
    grown = await governance.refresh(turn.work, community)
    tonight = quiet_end(turn.work.now, community.config.time_zone, AT_NIGHT)
    await turn.work.deadlines.set(f"trust:{community.id}", "trust.refresh", community.id, tonight)
    await digest.watch(turn, grown)
    await nightly.watch(turn, grown)
    items = await _grown_up(turn, community, grown)
    if turn.work.now.astimezone(ZoneInfo(grown.config.time_zone)).hour == AT_NIGHT.hour:
        # Not soon after a change: by day it would tell whose wish it was.
        items += await rotation.tonight(turn, grown)
    for person in await turn.work.communities.members(community.id):
        if person.tie_reminders:
            items += await _remind(turn, community, person)
    return items


async def _grown_up(turn: Turn, before: Community, now: Community) -> list[Item]:
    """Tell the village in one sentence when it has grown up, or is young again."""
    if now.mature == before.mature:
        return []
    key = "governance-mature" if now.mature else "governance-constrained"
    return [*await rotation.told_rooms(turn, now, key, {})]


async def _remind(turn: Turn, community: Community, person: Person) -> list[Item]:
    """At most once a tie and season, one at a time, and never about somebody blocked."""
    known = await trust.own_ties(turn.work, community, person.id)
    since = turn.work.now - trust.SEASON
    told = await turn.work.ties.reminded_since(community.id, person.id, since)
    apart = await turn.work.people.blocked_either_way(person.id)
    for other in sorted(known.get(TieWord.NEARLY_FORGOTTEN, ())):
        if other not in told and other not in apart:
            await turn.work.ties.remind(community.id, person.id, other, turn.work.now)
            return [Whisper(to=person.id, key="tie-reminder", args={"name": Name(other)})]
    return []


async def introduce(turn: Turn, community: Community, person: Person) -> list[Item]:
    """Tell a newcomer in words that people here know of them, where a letter of introduction came along."""
    letter = await trust.introduction(turn.work, community, person.id)
    if letter.through is None:
        return []
    through = await turn.work.communities.get(letter.through)
    args: Args = {"village": through.title, "here": community.title}
    return [Whisper(to=person.id, key="letter-told", args=args)]
