"""The founder group, as its organiser names it, and the opening of the village."""

from dataclasses import replace

from core import governance, people
from core.communities import Community, Member, Standing
from core.communities import setup as setting_up
from core.communities.setup import Purpose, Setup
from core.errors import AlreadySettled, Refusal
from core.events import PeoplePicked
from core.governance import FEWEST, MOST, Right
from core.ids import CommunityId, PersonId
from core.messages import Args, Choice, Item, Name, Names, Phrase, Text, Whisper
from core.people import Person, Reach
from handlers import trust as knowing
from handlers.cards import as_revision
from handlers.communities.door import way_in
from handlers.governance.consent import founder_card
from handlers.table import Happened, Items, Press, Turn, Typed, Where, on

MOST_BUTTONS = 16
"""How many people are offered as buttons; everybody else is named by typing, or with the platform's picker."""


async def _naming(turn: Turn) -> tuple[Setup, Community]:
    community = await turn.work.communities.get(CommunityId(turn.subject.partition(":")[0]))
    await turn.require(Right.SETUP, community)
    found = await setting_up.mine(turn.work, community.id, turn.person, Purpose.SETUP)
    if not found.applied:
        raise AlreadySettled()
    return found, community


async def founders_card(turn: Turn, setup: Setup, community: Community) -> Whisper:
    """Ask who looks after the village together with whoever opens it: by button, by name, or with the picker."""
    choices = [
        Choice(
            action="setup.founder",
            subject=f"{community.id}:{person.id}",
            label=Phrase("do-setup-founder", {"name": Name(person.id)}),
            only_for=setup.person,
        )
        for person in await _others(turn, setup, community)
    ][:MOST_BUTTONS]
    chosen = len(setup.founders)
    if FEWEST - 1 <= chosen <= MOST - 1:
        opening = Choice(action="setup.open", subject=community.id, only_for=setup.person)
        choices = [opening, *(choices if chosen < MOST - 1 else [])]
    if setup.founders:
        clear = Choice(action="setup.unfound", subject=community.id, only_for=setup.person)
        choices.append(clear)
    args: Args = {"village": community.title, "names": Names(setup.founders), "chosen": chosen}
    turn.expect(f"founders:{community.id}")
    card = turn.privately("setup-founders", args, choices, card=f"founders:{community.id}")
    return replace(card, pick=MOST - 1) if turn.can.people_picker and not chosen else card


async def _others(turn: Turn, setup: Setup, community: Community) -> list[Person]:
    """Return who is in or present and not named yet: members first, in an order that tells nothing else."""
    known = [
        m
        for m in await turn.work.communities.standings(community.id)
        if m.standing in (Standing.MEMBER, Standing.PRESENT)
        and m.person not in (*setup.founders, setup.person)
    ]
    known.sort(key=lambda m: (m.standing is not Standing.MEMBER, m.person))
    return [await turn.work.people.get(m.person) for m in known]


@on(Press("setup.founder"), where=Where.PRIVATE)
async def name_founder(turn: Turn) -> Items:
    """One more for the founder group, by button."""
    found, community = await _naming(turn)
    return await _named(turn, found, community, [PersonId(turn.subject.partition(":")[2])])


@on(Typed("founders"), where=Where.PRIVATE)
async def typed_founders(turn: Turn) -> Items:
    """Names with commas between. Raises UnknownName for somebody who is not here, or is already named."""
    found, community = await _naming(turn)
    known = await _others(turn, found, community)
    known += [await turn.work.people.get(p) for p in (*found.founders, found.person)]
    chosen: list[PersonId] = []
    for name in turn.event.text.replace("\n", ",").split(","):
        if name.strip():
            meant = people.named(known, name)
            if len(meant) > 1:
                raise Refusal("refused-founder-which", name=name.strip()[: people.MAX_NAME])
            chosen.append(meant[0].id)
    return await _named(turn, found, community, chosen)


@on(Happened(PeoplePicked))
async def picked_founders(turn: Turn) -> Items:
    """People chosen with the platform's own picker; whoever was unknown becomes known, and is asked like the others."""
    found = await turn.work.setups.naming(turn.person.id)
    if found is None:
        raise AlreadySettled()
    chosen = []
    for sender in turn.event.who:
        person, _ = await people.meet(
            turn.work, turn.platform, sender, Reach(turn.can.reach_at_first)
        )
        chosen.append(person.id)
    community = await turn.work.communities.get(found.community)
    await turn.require(Right.SETUP, community)
    for picked in chosen:
        if await turn.work.communities.member(community.id, picked) is None:
            # Known here from now on, and not present: or the night would forget a stranger.
            known = Member(picked, community.id, Standing.LEFT, turn.work.now)
            await turn.work.communities.save_member(known)
    return await _named(turn, found, community, chosen)


async def _named(
    turn: Turn, setup: Setup, community: Community, chosen: list[PersonId]
) -> list[Item]:
    fresh = [p for p in chosen if p != setup.person and p not in setup.founders]
    every = tuple(dict.fromkeys([*setup.founders, *fresh]))
    if len(every) > MOST - 1:
        raise Refusal("refused-founders", fewest=FEWEST - 1, most=MOST - 1)
    more = replace(setup, founders=every)
    await turn.work.setups.save(more)
    return [as_revision(await founders_card(turn, more, community))]


@on(Press("setup.unfound"), where=Where.PRIVATE)
async def unname(turn: Turn) -> Items:
    """Name the founder group anew."""
    found, community = await _naming(turn)
    fresh = replace(found, founders=())
    await turn.work.setups.save(fresh)
    return [as_revision(await founders_card(turn, fresh, community))]


@on(Press("setup.open"))
async def open_village(turn: Turn) -> Items:
    """Open the village: its creator is the first founder, the others are asked privately."""
    found, community = await _naming(turn)
    opened = await governance.open_village(turn.work, community, turn.person, found.founders)
    if found.template:
        await turn.work.setups.count_use(found.template)
    await knowing.watch(turn, opened.id)
    asked = [founder_card(opened, person, turn.person.id) for person in found.founders]
    done = turn.privately("setup-open", {"village": opened.title}, card=f"founders:{opened.id}")
    told = [
        Text(
            room=room.id,
            key="community-open",
            args={"village": opened.title},
            choices=(way_in(opened),),
        )
        for room in await turn.work.communities.rooms(opened.id)
    ]
    return [turn.answer("setup-open-noted"), as_revision(done), *asked, *told]


async def show_group(turn: Turn, community: Community) -> list[Item]:
    """Show who is in the founder group, and let another be named while it is not full."""
    group = await governance.group_of(turn.work, community)
    choices = []
    if len(group) < MOST:
        others = [
            p
            for p in await turn.work.communities.members(community.id)
            if p.id not in group and p.id != turn.person.id
        ]
        choices = [
            Choice(
                action="founder.name",
                subject=f"{community.id}:{person.id}",
                label=Phrase("do-setup-founder", {"name": Name(person.id)}),
                only_for=turn.person.id,
            )
            for person in others[:MOST_BUTTONS]
        ]
    room = "yes" if choices else "no"
    args: Args = {"village": community.title, "names": Names(tuple(group)), "room": room}
    return [turn.privately("founder-group", args, choices)]


@on(Press("founder.name"), where=Where.PRIVATE)
async def name_another(turn: Turn) -> Items:
    """Name one more; whether they were asked before, and what they said, is not told."""
    village, _, person = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    await turn.require(Right.SETUP, community)
    noted = turn.answer("founder-named", {"name": Name(PersonId(person))})
    try:
        await governance.name_another(turn.work, community, PersonId(person))
    except AlreadySettled:
        return [noted]
    return [noted, founder_card(community, PersonId(person), turn.person.id)]
