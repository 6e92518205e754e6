"""What may be seen of other villages, and borrowed from them: the list, the thriving ones, templates, copies."""

from dataclasses import replace

from core import communities, exchanges, governance, posts
from core.communities import Community, Stage, Standing
from core.communities import setup as setting_up
from core.communities.setup import Purpose
from core.communities.templates import Order, Template, fits, ordered
from core.errors import AlreadySettled, Refusal
from core.governance import Right
from core.ids import CommunityId
from core.messages import Args, Choice, Facts, Item, Lines, Phrase
from handlers.cards import outside_key, summary
from handlers.communities.door import way_in
from handlers.communities.rules import set_out
from handlers.communities.setup import step
from handlers.communities.wording import difference_lines, rules, type_name
from handlers.table import Command, Items, Press, Turn, Where, Who, on

MOST_LISTED = 20
THRIVING = 5
"""How many members a thriving village has at least, unless somebody says otherwise."""
MOST_DIGITS = 4


@on(Command("communities"), where=Where.PRIVATE)
async def others(turn: Turn) -> Items:
    """List the villages that may be seen from outside, with what each shows."""
    mine = {c.id for c in await turn.work.communities.of_person(turn.person.id, Standing.MEMBER)}
    known = [
        c
        for c in await turn.work.communities.every(Stage.OPEN)
        if c.id not in mine and c.config.visibility_mode != "members_only"
    ][:MOST_LISTED]
    if not known:
        return [turn.privately("communities-none")]
    lines = [await _glance(turn, community) for community in known]
    choices = [
        Choice(
            action="village.look",
            subject=c.id,
            label=Phrase("do-village-look", {"village": c.title}),
            only_for=turn.person.id,
        )
        for c in known
    ]
    return [turn.privately("communities-all", {"villages": Lines(tuple(lines))}, choices)]


async def _glance(turn: Turn, community: Community) -> Phrase:
    """Word one village: its name, its types and, over at least five people, what is open."""
    counts = await posts.open_by_type(turn.work, community)
    types = {t.name: t.model_dump() for t in community.config.request_types}
    if counts:
        facts = tuple(
            Phrase("type-count", {"type": type_name(types[name]), "count": count})
            for name, count in sorted(counts.items())
        )
    else:
        facts = tuple(type_name(kind) for kind in types.values())
    return Phrase("communities-line", {"village": community.title, "types": Facts(facts)})


@on(Press("village.look"), where=Where.PRIVATE)
async def look(turn: Turn) -> Items:
    """Show the single posts that their authors opened to people outside, and the way in."""
    community = await _visible(turn, turn.subject)
    seen = await posts.seen_outside(turn.work, community)
    may = community.config.outsider_response_allowed
    cards: list[Item] = []
    for post in seen[:MOST_LISTED]:
        yes = Choice(action="match.yes", subject=f"post:{post.id}", only_for=turn.person.id)
        args: Args = {"facts": summary(community, post, rough=True), "village": community.title}
        cards.append(turn.privately(outside_key(post), args, [yes] if may else []))
    said = turn.privately("village-look", {"village": community.title}, [way_in(community)])
    return [said, *cards]


async def _visible(turn: Turn, village: str) -> Community:
    """Return a village that may be seen from outside now. Raises Refusal when it may not be any more."""
    community = await turn.work.communities.get(CommunityId(village))
    hidden = community.config.visibility_mode == "members_only"
    if hidden or community.stage is not Stage.OPEN:
        raise Refusal("refused-copy-source", village=community.title)
    return community


@on(Command("thriving"), where=Where.PRIVATE)
async def thriving(turn: Turn) -> Items:
    """List the villages where much is done for each other; `/thriving 25` wants at least 25 members."""
    words = turn.subject.strip() or str(THRIVING)
    if not (words.isdecimal() and len(words) <= MOST_DIGITS):
        raise Refusal("refused-thriving")
    found = (await exchanges.thriving(turn.work, turn.person, int(words)))[:MOST_LISTED]
    if not found:
        return [turn.privately("thriving-none")]
    lines = Lines(
        tuple(
            Phrase("thriving-line", {"village": community.title, "pace": pace.value})
            for community, pace in found
        )
    )
    choices = [
        Choice(
            action="thriving.view",
            subject=community.id,
            label=Phrase("do-village-look", {"village": community.title}),
            only_for=turn.person.id,
        )
        for community, _ in found
    ]
    return [turn.privately("thriving-all", {"villages": lines}, choices)]


@on(Press("thriving.view"), where=Where.PRIVATE)
async def view(turn: Turn) -> Items:
    """Show a thriving village's rules in words, and how to take them over."""
    remembered = await turn.work.communities.get(CommunityId(turn.subject))
    source = await setting_up.source_of(turn.work, turn.person, remembered.title)
    args: Args = {"title": source.title, "rules": rules(communities.borrowed(source.config))}
    choices = [
        Choice(
            action="copy.show",
            subject=f"{community.id}:{source.id}",
            label=Phrase("do-copy-show", {"village": community.title}),
            only_for=turn.person.id,
        )
        for community in await _settled_by(turn, Stage.OPEN, Stage.FOUNDED)
        if community.id != source.id
    ]
    return [turn.privately("template-shown", args, choices)]


@on(Command("templates"), where=Where.PRIVATE)
async def templates(turn: Turn) -> Items:
    """List the templates: by use, or `/templates name`, `/templates date`."""
    words = turn.subject.strip().lower() or Order.USE.value
    if words not in [order.value for order in Order]:
        raise Refusal("refused-templates")
    known = ordered(await turn.work.setups.templates(), Order(words))
    lines = Lines(tuple(Phrase("template-line", {"title": t.title, "uses": t.uses}) for t in known))
    choices = [
        Choice(
            action="template.show",
            subject=template.name,
            label=Phrase("do-template-show", {"title": template.title}),
            only_for=turn.person.id,
        )
        for template in known
    ]
    return [turn.privately("template-list", {"templates": lines}, choices)]


@on(Press("template.show"), where=Where.PRIVATE)
async def show_template(turn: Turn) -> Items:
    """Show a template in words, and let whoever may set its rules out."""
    template = await _template(turn, turn.subject)
    choices = [
        Choice(
            action="template.apply",
            subject=f"{community.id}:{template.name}",
            label=Phrase("do-template-apply", {"village": community.title}),
            only_for=turn.person.id,
        )
        for community in await _settled_by(turn, Stage.OPEN)
    ]
    args: Args = {"title": template.title, "rules": rules(template.values)}
    return [turn.privately("template-shown", args, choices)]


async def _template(turn: Turn, name: str) -> Template:
    known = {t.name: t for t in await turn.work.setups.templates()}
    if name not in known:
        raise AlreadySettled()
    if not fits(known[name]):
        raise Refusal("refused-template", title=known[name].title)
    return known[name]


async def _settled_by(turn: Turn, *stages: Stage) -> list[Community]:
    """Return the villages at these stages whose rules this person may set out."""
    mine = [
        *await turn.work.communities.of_person(turn.person.id, Standing.MEMBER),
        *await turn.work.communities.of_person(turn.person.id, Standing.PRESENT),
    ]
    return [
        community
        for community in mine
        if community.stage in stages
        and await governance.may(turn.work, community, turn.person, Right.RULES)
    ]


@on(Press("template.apply"))
async def apply_template(turn: Turn) -> Items:
    """Set out a template's rules for a village that is open."""
    village, _, name = turn.subject.partition(":")
    turn = turn.about(await turn.work.communities.get(CommunityId(village)))
    await turn.require(Right.RULES)
    template = await _template(turn, name)
    items = await set_out(turn, template.values)
    await turn.work.setups.count_use(template.name)
    return items


@on(Command("copyconfig"), where=Where.PRIVATE, who=Who.PRESENT, may=Right.RULES)
async def copy(turn: Turn) -> Items:
    """Show what would change by taking over another village's rules, with its request types or without."""
    if not turn.subject.strip():
        raise Refusal("refused-copy")
    source = await setting_up.source_of(turn.work, turn.person, turn.subject)
    return _difference_card(turn, source)


@on(Press("copy.show"), where=Where.PRIVATE)
async def show_copy(turn: Turn) -> Items:
    """Show what would change in the village that was meant."""
    village, _, source_id = turn.subject.partition(":")
    turn = turn.about(await turn.work.communities.get(CommunityId(village)))
    await turn.require(Right.RULES)
    remembered = await turn.work.communities.get(CommunityId(source_id))
    source = await setting_up.source_of(turn.work, turn.person, remembered.title)
    return _difference_card(turn, source)


def _difference_card(turn: Turn, source: Community) -> list[Item]:
    wanted = communities.with_values(turn.community.config, communities.borrowed(source.config))
    found = communities.differences(turn.community.config, wanted)
    if not found:
        return [turn.privately("copy-same", {"village": source.title})]
    choices = [
        Choice(action=action, subject=f"{turn.community.id}:{source.id}", only_for=turn.person.id)
        for action in ("copy.all", "copy.without_types")
    ]
    args: Args = {"village": source.title, "changes": difference_lines(found)}
    return [turn.privately("copy-differences", args, choices)]


@on(Press("copy.all"))
async def copy_all(turn: Turn) -> Items:
    """Take over everything that was shown."""
    return await _copy(turn, with_types=True)


@on(Press("copy.without_types"))
async def copy_without_types(turn: Turn) -> Items:
    """Take over everything but the request types."""
    return await _copy(turn, with_types=False)


async def _copy(turn: Turn, *, with_types: bool) -> Items:
    village, _, source_id = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    remembered = await turn.work.communities.get(CommunityId(source_id))
    source = await setting_up.source_of(turn.work, turn.person, remembered.title)
    turn = turn.about(community)
    running = await turn.work.setups.of(community.id, Purpose.SETUP)
    if running is not None and running.person == turn.person.id and not running.applied:
        await turn.require(Right.SETUP)
        begun = setting_up.from_copy(running, source, with_types=with_types)
        answered = replace(begun, answers={**begun.answers, "place": "right"})
        await turn.work.setups.save(answered)
        return [await step(turn, answered, community)]
    await turn.require(Right.RULES)
    return await set_out(turn, communities.borrowed(source.config, with_types=with_types))
