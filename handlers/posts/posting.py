"""A post's life as its author meets it: heard, confirmed, changed, taken back, or simply over."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core import communities, exchanges, listening, posts, reciprocity
from core.communities import Community, Entry
from core.errors import AlreadySettled, Refusal
from core.ids import PostId
from core.listening import Act, Tuning, Understanding, learning
from core.messages import Answer, Choice, Item, Lines, Phrase, Revise, Whisper
from core.people import Reach
from core.posts import LIVE, Post, Stage, series
from core.posts.telling import told_at
from handlers import matching as asking
from handlers.cards import (
    card_of,
    outside_card,
    own_card,
    room_card,
    summary,
    unmark,
)
from handlers.communities import approving
from handlers.communities.door import ask_keepers
from handlers.exchanges import doing
from handlers.posts import filling
from handlers.posts.confirming import confirmation
from handlers.table import Command, Deadline, Items, Press, Turn, Where, on

ENDABLE = (Stage.DRAFT, Stage.WAITING, Stage.OPEN)
"""What its author may still take back without anybody else."""


@on(Press("post.confirm"), where=Where.ANYWHERE)
async def confirm(turn: Turn) -> Items:
    """The author's word: a request goes to a few neighbours, an offer is shown once in the room."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(post.community)
    entry = await communities.join(turn.work, community, turn.person)
    if entry in (Entry.ASKED, Entry.WAITING):
        asked = await ask_keepers(turn, community, turn.person) if entry is Entry.ASKED else []
        said = turn.answer("post-waits-at-door", {"village": community.title})
        return [said, *_once_more(turn.about(community), post), *asked]
    await learnt(turn, community, post, learning.after_confirmation)
    post = await posts.open_post(turn.work, community, turn.person, post)
    await set_deadlines(turn, post)
    if post.stage is Stage.WAITING:
        return await approving.ask_moderators(turn, community, post)
    return await send_out(turn, community, post)


def _once_more(turn: Turn, post: Post) -> list[Item]:
    """Give the question new buttons, to be pressed once its author is in: a button's second press changes nothing."""
    if turn.account.reach is not Reach.OPEN:
        return []
    key, args, choices = confirmation(turn, post, None)
    return [Revise(card=card_of(post), key=key, args=args, choices=choices, private=True)]


async def send_out(turn: Turn, community: Community, post: Post) -> list[Item]:
    """An opened post goes its way: a request to a few neighbours, an offer once into the room."""
    if post.act is Act.OFFER:
        return await _show_offer(turn, community, post)
    asked = await asking.next_wave(turn, community, post, asking.first_patience(community))
    confirmed = Answer(to=post.author, key="post-confirmed")
    return [confirmed, await asking.open_card(turn, community, post), *asked]


async def set_deadlines(turn: Turn, post: Post) -> None:
    """Remember when a post ends or comes again, and when its author is asked whether it is still wanted."""
    if post.expires_at is None:
        return
    await turn.work.deadlines.set(f"expire:{post.id}", "post.expire", post.id, post.expires_at)
    if posts.comes_again(post) and post.series is not None:
        author = await turn.work.people.get(post.author)
        community = await turn.work.communities.get(post.community)
        at = told_at(community, author, post.end or post.expires_at)
        await turn.work.deadlines.set(f"again:{post.series}", "post.again", post.id, at)
    renewal = post.expires_at - posts.RENEWAL_NOTICE
    if post.end is None and not post.renewed and renewal > turn.work.now:
        await turn.work.deadlines.set(f"renew:{post.id}", "post.renew", post.id, renewal)


async def _show_offer(turn: Turn, community: Community, post: Post) -> list[Item]:
    """Show an offer once, and bring its author the requests that it suits: by their next wave, or now without one."""
    confirmed = Answer(to=post.author, key="post-confirmed-offer")
    card = await asking.open_card(turn, community, post)
    asked = await asking.ask_offering(turn, community, post)
    return [confirmed, card, *await _in_room(turn, community, post), *asked]


async def _in_room(turn: Turn, community: Community, post: Post) -> list[Item]:
    """Show a post in the room where it was said, else in the village's first; nowhere once it has none."""
    rooms = await turn.work.communities.rooms(community.id)
    known = [room.id for room in rooms if room.id == post.room] or [room.id for room in rooms]
    return [room_card(community, post, known[0])] if known else []


@on(Press("post.approve"), where=Where.ANYWHERE)
async def approve(turn: Turn) -> Items:
    """A role-holder lets a post go out; its author had their word already."""
    community, post = await approving.held_post(turn)
    post = await posts.go_out(turn.work, community, post)
    await set_deadlines(turn, post)
    sent = await send_out(turn, community, post)
    decided = await approving.decided(turn, post, "post-approved")
    return [turn.answer("post-approved-noted"), *decided, *sent[1:]]


@on(Press("post.refuse"), where=Where.PRIVATE)
async def refuse(turn: Turn) -> Items:
    """A role-holder does not let a post go out."""
    community, post = await approving.held_post(turn)
    for name in ("expire", "renew"):
        await turn.work.deadlines.drop(f"{name}:{post.id}")
    told = await approving.refuse(turn, community, post)
    return [turn.answer("post-refused-noted"), *unmark(post), *told]


@on(Press("post.not"), where=Where.PRIVATE)
async def not_a_post(turn: Turn) -> Items:
    """It was no request: forget it."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(post.community)
    await learnt(turn, community, post, learning.after_mistake)
    return await forget_draft(turn, post)


async def learnt(
    turn: Turn,
    community: Community,
    post: Post,
    lesson: Callable[[Tuning, Understanding], Tuning],
) -> None:
    """Let a village's listening learn from its author's word about something heard in a room; keep no message."""
    if post.message is None:
        return
    heard = listening.understand(post.words, turn.about(community).hearing())
    taught = lesson(community.taught, heard)
    if taught != community.taught:
        await turn.work.communities.save(replace(community, taught=taught))


@on(Press("post.drop"), where=Where.ANYWHERE)
async def drop(turn: Turn) -> Items:
    """The author lets it go."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is Stage.AGREED:
        raise Refusal("refused-exchange-running")
    return await _let_go(turn, post)


async def _let_go(turn: Turn, post: Post) -> list[Item]:
    if await filling.has_some(turn, post):
        return [turn.answer("post-enough-noted"), *await filling.enough(turn, post)]
    return [turn.answer("post-dropped-answer"), *await withdraw(turn, post)]


async def withdraw(turn: Turn, post: Post, stage: Stage = Stage.WITHDRAWN) -> list[Item]:
    """End an open post quietly: its card, its mark, and everybody who was asked or waits."""
    if post.stage is Stage.DRAFT:
        return await forget_draft(turn, post)
    community = await turn.work.communities.get(post.community)
    ended = await posts.end(turn.work, post, stage)
    for name in ("wave", "expire", "renew"):
        await turn.work.deadlines.drop(f"{name}:{post.id}")
    again = ["post.stop"] if posts.comes_again(post) and stage is Stage.WITHDRAWN else []
    key = "post-expired" if stage is Stage.EXPIRED else "post-skipped" if again else "post-dropped"
    held = await approving.decided(turn, ended, "post-approval-over")
    return [
        *(held if post.stage is Stage.WAITING else []),
        own_card(ended, community, key, *again),
        *unmark(ended),
        *await asking.settle(turn, ended),
    ]


async def withdraw_for_good(turn: Turn, post: Post) -> list[Item]:
    """End an open post, and what would come again with it."""
    if posts.comes_again(post):
        post = await series.stop(turn.work, post)
        await turn.work.deadlines.drop(f"again:{post.series}")
    return await withdraw(turn, post)


async def withdraw_all(turn: Turn) -> list[Item]:
    """Take back everything open that this person posted in the village they leave."""
    mine = await turn.work.posts.of_author(turn.person.id, ENDABLE)
    items: list[Item] = []
    for post in mine:
        if post.community == turn.community.id:
            items += await withdraw_for_good(turn, post)
    return items


@on(Press("post.room"), where=Where.ANYWHERE)
async def to_room(turn: Turn) -> Items:
    """Nobody was free: show it to everybody, with one button."""
    post = await _still_open(turn)
    community = await turn.work.communities.get(post.community)
    card = own_card(post, community, "post-in-room", "post.keep", "post.drop")
    return [card, *await _in_room(turn, community, post)]


@on(Press("post.outside"), where=Where.ANYWHERE)
async def outside(turn: Turn) -> Items:
    """The author lets people outside the village see it too, without name or exact place."""
    post = replace(await _still_open(turn), outside=True)
    await turn.work.posts.save(post)
    community = await turn.work.communities.get(post.community)
    shared: list[Item] = []
    for sister in await communities.sharing(turn.work, community):
        shared += [
            outside_card(community, post, room.id)
            for room in await turn.work.communities.rooms(sister.id)
        ]
    return [
        turn.answer("post-outside-noted"),
        await asking.open_card(turn, community, post),
        *shared,
    ]


@on(Press("post.keep"), where=Where.PRIVATE)
async def keep(turn: Turn) -> Items:
    """Nobody was free: go on asking."""
    post = await _still_open(turn)
    community = await turn.work.communities.get(post.community)
    asked = await asking.look_on(turn, community, post)
    return [await asking.open_card(turn, community, post), *asked]


async def _still_open(turn: Turn) -> Post:
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is not Stage.OPEN:
        raise AlreadySettled()
    return post


@on(Press("post.renew"), where=Where.PRIVATE)
async def renew(turn: Turn) -> Items:
    """It is still wanted."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(post.community)
    post = await posts.renew(turn.work, community, post)
    await set_deadlines(turn, post)
    return [own_card(post, community, "post-renewed", "post.drop")]


@on(Deadline("post.renew"))
async def ask_renewal(turn: Turn) -> Items:
    """Ask once whether it is still wanted, before it ends by itself; not on a day on which its author was chased."""
    post = await turn.work.posts.get(PostId(turn.subject))
    if post.stage is not Stage.OPEN:
        return []
    later = await reciprocity.wait(turn.work, post.author, latest=post.expires_at)
    if later is not None:
        await turn.work.deadlines.set(f"renew:{post.id}", "post.renew", post.id, later)
        return []
    community = await turn.work.communities.get(post.community)
    choices = tuple(
        Choice(action=a, subject=post.id, only_for=post.author) for a in ("post.renew", "post.drop")
    )
    args = {"facts": summary(community, post)}
    return [
        Whisper(to=post.author, key="post-renew", args=args, choices=choices, card=card_of(post))
    ]


@on(Deadline("post.expire"))
async def expire(turn: Turn) -> Items:
    """Its time is over."""
    post = await turn.work.posts.get(PostId(turn.subject))
    if post.stage not in (Stage.OPEN, Stage.WAITING):
        return []
    return await run_out(turn, post)


async def run_out(turn: Turn, post: Post) -> list[Item]:
    """End a post whose time is over: with those who were found, or with nobody, of which its author hears."""
    if await filling.has_some(turn, post):
        return await filling.enough(turn, post)
    if posts.comes_again(post) and post.stage is Stage.OPEN:  # its author hears of the next time
        return await withdraw(turn, post, Stage.EXPIRED)
    community = await turn.work.communities.get(post.community)
    at = told_at(community, await turn.work.people.get(post.author), turn.work.now)
    await turn.work.deadlines.set(f"over:{post.id}", "post.over", post.id, at)
    return await withdraw(turn, post, Stage.EXPIRED)


@on(Deadline("post.over"))
async def over(turn: Turn) -> Items:
    """Nothing came of it: say so, when its author is awake."""
    post = await turn.work.posts.get(PostId(turn.subject))
    if post.stage is not Stage.EXPIRED:
        return []
    community = await turn.work.communities.get(post.community)
    args = {"facts": summary(community, post)}
    return [Whisper(to=post.author, key="post-expired-notice", args=args)]


async def forget_draft(turn: Turn, post: Post) -> list[Item]:
    """It was no request, or is not meant any more."""
    await posts.discard(turn.work, post)
    return [Revise(card=card_of(post), key="post-not", private=True), *unmark(post)]


@on(Command("mine", everyday=True), where=Where.PRIVATE)
async def mine(turn: Turn) -> Items:
    """Show what of mine is open: posts, exchanges, and asks that wait for my word."""
    own = await turn.work.posts.of_author(turn.person.id, (Stage.DRAFT, Stage.WAITING, *LIVE))
    lines: list[Phrase] = []
    for post in own:
        if post.stage is Stage.AGREED:
            continue  # the exchange's own line says it better
        lines.append(await _my_line(turn, post))
    lines += await _waiting_for_me(turn)
    lines += await doing.running_lines(turn)
    if not lines:
        return [turn.privately("mine-nothing")]
    return [turn.privately("mine-all", {"lines": Lines(tuple(lines))}, drop_choices(turn, own))]


async def _my_line(turn: Turn, post: Post) -> Phrase:
    community = await turn.work.communities.get(post.community)
    facts = summary(community, post, own=True)
    found = len(await exchanges.found(turn.work, post)) if post.places > 1 else 0
    if found:
        return Phrase("mine-filling", {"facts": facts, "found": found, "places": post.places})
    return Phrase(f"mine-{post.act.value}-{post.stage.value}", {"facts": facts})


def drop_choices(turn: Turn, own: Sequence[Post]) -> list[Choice]:
    """Offer to let go of what may be let go of."""
    return [
        Choice(
            action="post.drop",
            subject=post.id,
            label=Phrase("do-post-drop-named", {"what": post.what}),
            only_for=turn.person.id,
        )
        for post in own
        if post.stage is not Stage.AGREED
    ]


@on(Command("cancel"), where=Where.ANYWHERE)
async def cancel(turn: Turn) -> Items:
    """Cancel an exchange or take back a post; with several, pick which."""
    running = await turn.work.exchanges.running(turn.person.id)
    own = await turn.work.posts.of_author(turn.person.id, ENDABLE)
    if not running and not own:
        return [turn.privately("cancel-nothing")]
    if len(running) == 1 and not own:
        return await doing.cancel_running(turn, running[0])
    if len(own) == 1 and not running:
        return await _let_go(turn, own[0])
    choices = [await doing.named(turn, exchange, "exchange.cancel") for exchange in running]
    return [turn.privately("cancel-which", {}, [*choices, *drop_choices(turn, own)])]


async def _waiting_for_me(turn: Turn) -> list[Phrase]:
    """Word the asks that wait for this person's answer."""
    lines = []
    for ask in await turn.work.asks.waiting_for(turn.person.id):
        post = await turn.work.posts.get(ask.post)
        community = await turn.work.communities.get(post.community)
        lines.append(Phrase("mine-ask", {"facts": summary(community, post, rough=True)}))
    return lines
