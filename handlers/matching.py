"""Asking a few neighbours privately, and bringing a yes to the one who asked."""

from dataclasses import replace
from datetime import timedelta

from core import exchanges, matching, posts, reciprocity
from core.communities import Community
from core.errors import AlreadySettled, NotAMember
from core.ids import ExchangeId, PostId
from core.listening import Act
from core.matching import UNDECIDED, Ask, Match, MatchStage, Round
from core.messages import Args, Choice, Item, Lines, Name, Revise, Whisper
from core.people import REST
from core.posts import LIVE, Post, Stage
from core.posts.telling import told_at
from handlers import trust as knowing
from handlers.cards import as_revision, card_of, exchange_card, own_card, summary
from handlers.table import Deadline, Items, Press, Turn, Where, on


def first_patience(community: Community) -> timedelta:
    """Return how long an empty first wave waits: as long as a full one, so that silence tells nothing."""
    return timedelta(hours=community.config.wave_hours)


async def next_wave(
    turn: Turn,
    community: Community,
    post: Post,
    patience: timedelta | None = None,
    *,
    hurry: bool = False,
) -> list[Item]:
    """Ask the next few, and say when to go on; nobody left means that the author chooses."""
    round_ = await matching.ask_again(turn.work, community, post, patience, hurry=hurry)
    return await _tell(turn, community, post, round_)


async def look_on(turn: Turn, community: Community, post: Post) -> list[Item]:
    """The author wants more people asked."""
    return await _tell(
        turn, community, post, await matching.keep_looking(turn.work, community, post)
    )


async def _tell(turn: Turn, community: Community, post: Post, round_: Round) -> list[Item]:
    if round_.next_at is not None:
        await turn.work.deadlines.set(f"wave:{post.id}", "post.wave", post.id, round_.next_at)
    resting: list[Item] = [Whisper(to=person, key="match-rested") for person in round_.rested]
    if round_.exhausted:
        at = told_at(community, await turn.work.people.get(post.author), turn.work.now)
        if at > turn.work.now:
            await turn.work.deadlines.set(f"wave:{post.id}", "post.wave", post.id, at)
            return resting
        return [*resting, await _nobody_free(turn, community, post)]
    return resting + [
        _ask(
            community, post, ask, await knowing.connection(turn, community, ask.person, post.author)
        )
        for ask in round_.asks
    ]


def _ask(community: Community, post: Post, ask: Ask, connection: Lines) -> Whisper:
    choices = tuple(
        Choice(action=f"match.{word}", subject=ask.id, only_for=ask.person)
        for word in ("yes", "no", "rest", "block")
        if word != "block" or not post.nameless  # /unblock would tell the name
    )
    if post.nameless:
        return Whisper(
            to=ask.person,
            key="match-ask-nameless",
            args=_ask_args(community, post),
            choices=choices,
            card=f"ask:{ask.id}",
        )
    return Whisper(
        to=ask.person,
        key="match-ask",
        args={**_ask_args(community, post), "name": Name(post.author), "connection": connection},
        choices=choices,
        card=f"ask:{ask.id}",
    )


def _ask_args(community: Community, post: Post) -> Args:
    return {
        "facts": summary(community, post, rough=True),
        "village": community.title,
    }


async def _nobody_free(turn: Turn, community: Community, post: Post) -> Whisper:
    found = len(await exchanges.found(turn.work, post))
    last = "post.enough" if found else "post.drop"
    choices = tuple(
        Choice(action=action, subject=post.id, only_for=post.author)
        for action in ("post.room", "post.keep", last)
    )
    return Whisper(
        to=post.author,
        key="post-nobody-more" if found else "post-nobody",
        args=_filling_args(community, post, found)
        if found
        else {"facts": summary(community, post, own=True)},
        choices=choices,
        card=card_of(post),
    )


def _filling_args(community: Community, post: Post, found: int) -> Args:
    return {"facts": summary(community, post, own=True), "found": found, "places": post.places}


async def open_card(turn: Turn, community: Community, post: Post) -> Revise:
    """Say on the author's card how an open post stands and fills, with what may be done about it."""
    found = len(await exchanges.found(turn.work, post)) if post.places > 1 else 0
    again = ["post.stop"] if posts.comes_again(post) else []
    if found:
        card = own_card(post, community, "post-filling", "post.enough", *again)
        return replace(card, args=_filling_args(community, post, found))
    key = "post-offered" if post.act is Act.OFFER else "post-asking"
    actions = ["post.drop", *again]
    if post.act is Act.REQUEST and community.config.request_type(post.type).sensitive:
        actions.append(
            "post.room"
        )  # few may be asked privately; their author need not wait to hear so
    if community.is_seen_outside and not post.outside:
        actions.append("post.outside")
    return own_card(post, community, key, *actions)


async def retell(turn: Turn, community: Community, post: Post) -> list[Item]:
    """The post reads differently now: so do the asks that nobody has answered."""
    return [
        as_revision(
            _ask(
                community,
                post,
                ask,
                await knowing.connection(turn, community, ask.person, post.author),
            )
        )
        for ask in await turn.work.asks.of_post(post.id)
        if ask.outcome is None
    ]


async def tell_the_willing(
    turn: Turn, community: Community, before: Post, post: Post
) -> list[Item]:
    """Whoever said yes said it to other words: they hear once how it reads now, and may still step back."""
    args = _ask_args(community, post)
    return [
        Whisper(to=match.responder, key="match-changed", args=args)
        for match in await turn.work.asks.matches(post.id)
        if match.stage in UNDECIDED and not has_heard_of_change(before, match)
    ]


def has_heard_of_change(post: Post, match: Match) -> bool:
    """Say whether who said yes was told already that the words had changed; a second change is seen on the card."""
    return post.changed_at is not None and post.changed_at > match.said_at


@on(Deadline("post.wave"))
async def wave(turn: Turn) -> Items:
    """Nobody said yes yet: ask the next few."""
    post = await turn.work.posts.get(PostId(turn.subject))
    if post.stage is not Stage.OPEN or not await matching.wants_more(turn.work, post):
        return []
    return await next_wave(turn, await turn.work.communities.get(post.community), post)


async def ask_offering(turn: Turn, community: Community, offer: Post) -> list[Item]:
    """Somebody offers what open requests need: where no wave is to come any more, ask them now."""
    items: list[Item] = []
    for post in await turn.work.posts.live(community.id, Act.REQUEST):
        if await _has_wave(turn, post) or not matching.suits(community, offer, post):
            continue
        ask = await matching.ask_offering(turn.work, community, post, offer.author)
        if ask is not None:
            known = await knowing.connection(turn, community, ask.person, post.author)
            items.append(_ask(community, post, ask, known))
    return items


@on(Press("match.yes"))
async def yes(turn: Turn) -> Items:
    """Somebody can: bring it to the author, or keep it in order behind an earlier yes."""
    kind, _, rest = turn.subject.partition(":")
    ask = None
    if kind == "post":
        post = await turn.work.posts.get(PostId(rest))
    else:
        ask, post = await matching.of(turn.work, turn.person, turn.subject)
    village = await _village(turn, post)
    if not await matching.may_answer(turn.work, village, post, turn.person):
        raise NotAMember()
    match = await matching.say_yes(turn.work, post, turn.person, ask)
    items: list[Item] = [turn.answer("match-yes-noted")]
    if match is None:
        return items
    if ask is not None:
        args = _ask_args(village, post)
        items.append(Revise(card=f"ask:{ask.id}", key="match-yes-card", args=args))
    if match.stage is MatchStage.OFFERED:
        items += await _offer(turn, post, match)
    return items


async def _village(turn: Turn, post: Post) -> Community:
    return await turn.work.communities.get(post.community)


async def _offer(turn: Turn, post: Post, match: Match) -> list[Item]:
    """Show a yes to the post's author, and remember to remind them."""
    community = await _village(turn, post)
    remind = matching.remind_at(turn.work.now, post)
    release = remind + (remind - turn.work.now)
    await turn.work.deadlines.set(f"remind:{match.id}", "match.remind", match.id, remind)
    await turn.work.deadlines.set(f"release:{match.id}", "match.release", match.id, release)
    choices = tuple(
        Choice(action=f"match.{word}", subject=match.id, only_for=post.author)
        for word in ("accept", "decline")
    )
    key = "match-offer-taker" if post.act is Act.OFFER else "match-offer"
    args: Args = {"facts": summary(community, post), "name": Name(match.responder)}
    card = exchange_card(match.id, post.author)
    return [Whisper(to=post.author, key=key, args=args, choices=choices, card=card)]


@on(Press("match.no"), where=Where.PRIVATE)
async def no(turn: Turn) -> Items:
    """Not this time: nobody is told, and nothing follows from it."""
    return await _refuse(turn, "match-no-card")


@on(Press("match.rest"), where=Where.PRIVATE)
async def rest(turn: Turn) -> Items:
    """Not this time, and not for a while."""
    until = max(turn.person.paused_until or turn.work.now, turn.work.now + REST)
    await turn.work.people.save(replace(turn.person, paused_until=until))
    return await _refuse(turn, "match-rest-card", even_late=True)


@on(Press("match.block"), where=Where.PRIVATE)
async def block(turn: Turn) -> Items:
    """Not this time, and never for this person."""
    _, post = await matching.of(turn.work, turn.person, turn.subject)
    if post.nameless:
        raise AlreadySettled()
    await turn.work.people.block(turn.person.id, post.author, turn.work.now)
    return await _refuse(turn, "match-block-card", even_late=True)


async def _refuse(turn: Turn, key: str, *, even_late: bool = False) -> Items:
    """Close an ask. `even_late`: what else was wished holds also where the ask was answered before."""
    ask, post = await matching.of(turn.work, turn.person, turn.subject)
    if not await matching.refuse(turn.work, ask) and not even_late:
        raise AlreadySettled()
    later = tuple(
        Choice(action=f"match.{word}", subject=ask.id, only_for=ask.person)
        for word in ("rest", "block")
        if key == "match-no-card" and not (word == "block" and post.nameless)
    )
    return [turn.answer("match-no-noted"), Revise(card=f"ask:{ask.id}", key=key, choices=later)]


@on(Press("match.decline"), where=Where.PRIVATE)
async def decline(turn: Turn) -> Items:
    """The author would rather not: the next yes, or asking goes on. The helper is told no reason."""
    match, post = await matching.offered_to(turn.work, turn.person, turn.subject)
    after = await matching.decline(turn.work, match)
    await forget_reminders(turn, match)
    card = Revise(card=exchange_card(match.id, post.author), key="match-declined")
    return [card, *await _go_on(turn, post, after)]


async def go_on(turn: Turn, post: Post, *, hurry: bool = False) -> list[Item]:
    """The post takes more people: the next yes is offered, or asking goes on, at its own pace where that still runs."""
    after = await matching.next_yes(turn.work, post)
    if after is None and not hurry and await _has_wave(turn, post):
        return []
    return await _go_on(turn, post, after, hurry=hurry)


async def _has_wave(turn: Turn, post: Post) -> bool:
    return await turn.work.deadlines.subject(f"wave:{post.id}", turn.work.now) is not None


async def forget_reminders(turn: Turn, match: Match) -> None:
    """The author has answered, or need not any more."""
    for name in ("remind", "release"):
        await turn.work.deadlines.drop(f"{name}:{match.id}")


async def _go_on(turn: Turn, post: Post, after: Match | None, *, hurry: bool = False) -> list[Item]:
    if after is not None:
        return await _offer(turn, post, after)
    if post.act is Act.OFFER or not await matching.wants_more(turn.work, post):
        return []
    community = await _village(turn, post)
    return await next_wave(turn, community, post, first_patience(community), hurry=hurry)


@on(Deadline("match.remind"))
async def remind(turn: Turn) -> Items:
    """Somebody waits for the author's word; not on a day on which they were chased, unless the time comes first."""
    waiting = await _waiting(turn)
    if waiting is None:
        return []
    match, post = waiting
    later = await reciprocity.wait(turn.work, post.author, latest=post.start)
    if later is not None:
        # Nobody's yes is let go before its author was reminded of it.
        release = matching.remind_at(later, post)
        await turn.work.deadlines.set(f"remind:{match.id}", "match.remind", match.id, later)
        await turn.work.deadlines.set(f"release:{match.id}", "match.release", match.id, release)
        return []
    return [Whisper(to=post.author, key="match-remind", args={"name": Name(match.responder)})]


@on(Deadline("match.release"))
async def release(turn: Turn) -> Items:
    """The author said nothing for too long: nobody is kept waiting."""
    waiting = await _waiting(turn)
    if waiting is None:
        return []
    match, post = waiting
    after = await matching.release(turn.work, match, post)
    card = Revise(card=exchange_card(match.id, post.author), key="match-released")
    return [card, *await _go_on(turn, post, after)]


async def _waiting(turn: Turn) -> tuple[Match, Post] | None:
    match = await turn.work.asks.match(ExchangeId(turn.subject))
    post = await turn.work.posts.get(match.post)
    if match.stage is not MatchStage.OFFERED or post.stage is not Stage.OPEN:
        return None
    return match, post


async def settle(turn: Turn, post: Post, *, keep_one: bool = False) -> list[Item]:
    """Tell whoever was asked that it is settled: a quiet edit for the silent, a warm word for each other yes."""
    silent, left_over = await matching.settle(turn.work, post, keep_one=keep_one)
    await turn.work.deadlines.drop(f"wave:{post.id}")
    asks = {a.person: a for a in await turn.work.asks.of_post(post.id)}
    items: list[Item] = [Revise(card=f"ask:{a.id}", key="match-settled") for a in silent]
    items.append(Revise(card=f"room:{post.id}", key="post-room-settled"))
    for match in left_over:
        await forget_reminders(turn, match)
        items += _thank_left_over(turn, post, match, asks.get(match.responder))
    return items


async def free_the_last(turn: Turn, post: Post) -> list[Item]:
    """It is over: a yes that was kept in waiting need not wait any more."""
    waits = any(m.stage in UNDECIDED for m in await turn.work.asks.matches(post.id))
    return await settle(turn, post) if waits and post.stage not in LIVE else []


def _thank_left_over(turn: Turn, post: Post, match: Match, ask: Ask | None) -> list[Item]:
    quiet = [Revise(card=f"ask:{ask.id}", key="match-settled")] if ask else []
    gone = Revise(card=exchange_card(match.id, post.author), key="match-over")
    thanks = Whisper(to=match.responder, key="match-settled-thanks", args={"what": post.what})
    return [*([gone] if match.stage is MatchStage.OFFERED else []), *quiet, thanks]


async def step_back(turn: Turn) -> list[Item]:
    """Somebody leaves the village: their unanswered asks close, and their yeses wait for nobody any more."""
    items: list[Item] = []
    for ask in await turn.work.asks.waiting_for(turn.person.id):
        post = await turn.work.posts.get(ask.post)
        if post.community == turn.community.id:
            await matching.refuse(turn.work, ask)
            items.append(Revise(card=f"ask:{ask.id}", key="match-settled"))
    for match in await turn.work.asks.yeses_of(turn.person.id):
        post = await turn.work.posts.get(match.post)
        if post.community == turn.community.id:
            items += await _take_back(turn, post, match)
    return items


async def _take_back(turn: Turn, post: Post, match: Match) -> list[Item]:
    was_offered = match.stage is MatchStage.OFFERED
    after = await matching.take_back(turn.work, match)
    if not was_offered:
        return []
    await forget_reminders(turn, match)
    card = Revise(card=exchange_card(match.id, post.author), key="match-released")
    return [card, *await _go_on(turn, post, after)]
