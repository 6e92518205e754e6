"""Doing it: one card a side, edited as things move, until it happened or did not."""

from datetime import datetime

from core import exchanges, karma, matching, posts, trust
from core.communities import Community, Role, keepers
from core.exchanges import Exchange, Stage, Verdict
from core.ids import PersonId
from core.listening import Act
from core.messages import Args, Choice, File, Item, Name, Phrase, Revise, Whisper
from core.people import Person
from core.posts import Post
from core.posts import Stage as PostStage
from handlers import matching as asking
from handlers.cards import (
    as_revision,
    exchange_card,
    new_exchange_card,
    own_card,
    room_card,
    running_choices,
    summary,
    unmark,
)
from handlers.table import Command, Items, Press, Turn, Typed, Where, on


@on(Press("match.accept"), where=Where.PRIVATE)
async def accept(turn: Turn) -> Items:
    """Both said yes: an exchange begins, and everybody else hears that it is settled."""
    match, post = await matching.offered_to(turn.work, turn.person, turn.subject)
    community = await turn.work.communities.get(post.community)
    is_unsure = await matching.may_fall_away(turn.work, community, post, match.responder)
    exchange = await matching.accept(turn.work, match, post)
    await asking.forget_reminders(turn, match)
    await set_deadlines(turn, exchange, community)
    mine = as_revision(new_exchange_card(exchange, post, community, turn.person.id))
    theirs = new_exchange_card(exchange, post, community, match.responder)
    accepted: list[Item] = [turn.answer("match-accepted"), mine, theirs]
    post = await turn.work.posts.get(post.id)
    return [*accepted, *await _found(turn, community, post, keep_one=is_unsure)]


async def _found(turn: Turn, community: Community, post: Post, *, keep_one: bool) -> list[Item]:
    """Somebody was found: the post is agreed with the last it takes, and until then it goes on."""
    if post.stage is PostStage.OPEN:
        card = await asking.open_card(turn, community, post)
        return [card, *await asking.go_on(turn, post)]
    again = ["post.stop"] if posts.comes_again(post) else []
    settled = await asking.settle(turn, post, keep_one=keep_one)
    return [own_card(post, community, "post-agreed", *again), *settled]


async def set_deadlines(turn: Turn, exchange: Exchange, community: Community) -> None:
    """Remember when to remind both, to ask whether it happened, and when silence speaks."""
    later = turn.work.deadlines
    remind = exchanges.reminder_at(exchange)
    if remind is not None:
        await later.set(f"exchange-remind:{exchange.id}", "exchange.remind", exchange.id, remind)
    else:
        await later.drop(f"exchange-remind:{exchange.id}")
    chase = exchanges.chase_at(exchange)
    await later.set(f"exchange-chase:{exchange.id}", "exchange.chase", exchange.id, chase)
    await _set_silence(turn, exchange, community)


async def _set_silence(turn: Turn, exchange: Exchange, community: Community) -> None:
    at = exchanges.silence_ends_at(exchange, community)
    await turn.work.deadlines.set(
        f"exchange-silence:{exchange.id}", "exchange.silence", exchange.id, at
    )


async def drop_deadlines(turn: Turn, exchange: Exchange) -> None:
    """Remind and ask no more."""
    for name in ("remind", "chase", "silence"):
        await turn.work.deadlines.drop(f"exchange-{name}:{exchange.id}")
    for person in exchange.sides:
        await turn.work.deadlines.drop(f"exchange-chase:{exchange.id}:{person}")


async def about(turn: Turn, exchange: Exchange) -> tuple[Post, Community]:
    """Return what an exchange is about, and in which village."""
    post = await turn.work.posts.get(exchange.post)
    return post, await turn.work.communities.get(exchange.community)


def card_for(
    exchange: Exchange, person: PersonId, key: str, args: Args, choices: tuple[Choice, ...] = ()
) -> Revise:
    """Revise one side's card."""
    card = exchange_card(exchange.id, person)
    return Revise(card=card, key=key, args=args, choices=choices)


@on(Press("exchange.done"), where=Where.PRIVATE)
async def done(turn: Turn) -> Items:
    """One side says that it happened."""
    return await _confirm(turn, await exchanges.running(turn.work, turn.person, turn.subject))


async def _confirm(turn: Turn, running: Exchange) -> list[Item]:
    exchange = await exchanges.confirm(turn.work, running, turn.person)
    if exchange.stage is Stage.DONE:
        return [turn.answer("exchange-done-answer"), *await finished(turn, exchange)]
    post, community = await about(turn, exchange)
    await _set_silence(turn, exchange, community)
    me, other = turn.person.id, exchange.other(turn.person.id)
    mine: Args = {"facts": summary(community, post), "other": Name(other)}
    theirs: Args = {"facts": summary(community, post), "other": Name(me)}
    return [
        turn.answer("exchange-said-answer"),
        card_for(exchange, me, "exchange-said-own", mine),
        card_for(exchange, other, "exchange-said-other", theirs, running_choices(exchange, other)),
    ]


async def finished(turn: Turn, exchange: Exchange) -> list[Item]:
    """It happened: karma is minted, and both cards offer thanks and a private word."""
    post, community = await about(turn, exchange)
    await karma.mint(turn.work, community, exchange, community.config.request_type(post.type))
    await trust.record(turn.work, community, exchange)
    await drop_deadlines(turn, exchange)
    items: list[Item] = list(unmark(post)) if post.stage is PostStage.DONE else []
    for person in exchange.sides:
        args: Args = {"facts": summary(community, post), "other": Name(exchange.other(person))}
        items.append(card_for(exchange, person, "exchange-done", args, _after(exchange, person)))
    return items + await asking.free_the_last(turn, post)


def _after(exchange: Exchange, person: PersonId) -> tuple[Choice, ...]:
    actions = ("exchange.thank", "feedback.good", "feedback.mixed", "feedback.wrong")
    return tuple(Choice(action=a, subject=exchange.id, only_for=person) for a in actions)


@on(Press("exchange.not_done"), where=Where.PRIVATE)
async def not_done(turn: Turn) -> Items:
    """It did not happen: it ends, without karma and without blame."""
    running = await exchanges.running(turn.work, turn.person, turn.subject)
    exchange = await exchanges.not_done(turn.work, running, by=turn.person.id)
    return [turn.answer("exchange-not-done-answer"), *await did_not_happen(turn, exchange)]


async def did_not_happen(turn: Turn, exchange: Exchange) -> list[Item]:
    """It did not happen: both cards say so, and nothing else follows."""
    post, community = await about(turn, exchange)
    await drop_deadlines(turn, exchange)
    args = {"facts": summary(community, post)}
    cards = [card_for(exchange, p, "exchange-not-done", args) for p in exchange.sides]
    return [*cards, *unmark(post), *await asking.free_the_last(turn, post)]


@on(Press("exchange.cancel"), where=Where.PRIVATE)
async def cancel(turn: Turn) -> Items:
    """One side cannot after all: the other is told kindly, and the request is open again."""
    return await cancel_running(turn, await exchanges.running(turn.work, turn.person, turn.subject))


async def cancel_running(turn: Turn, running: Exchange) -> list[Item]:
    """End a running exchange for the one who acts, tell the other, and go on asking."""
    told, community, post = await _fall_away(turn, running)
    return [
        turn.answer("exchange-cancel-answer"),
        *told,
        *await _reopened(turn, community, post),
    ]


async def _fall_away(turn: Turn, running: Exchange) -> tuple[list[Item], Community, Post]:
    exchange, post = await exchanges.cancel(turn.work, running)
    _, community = await about(turn, exchange)
    await drop_deadlines(turn, exchange)
    args = {"facts": summary(community, post)}
    other = exchange.other(turn.person.id)
    key = (
        "exchange-cancelled-requester"
        if other == exchange.requester
        else "exchange-cancelled-helper"
    )
    mine = card_for(exchange, turn.person.id, "exchange-cancelled", args)
    theirs: Args = {**args, "other": Name(turn.person.id)}
    if await has_had_most(turn, running, other, turn.work.now):
        return [mine, card_for(exchange, other, key, theirs)], community, post
    gone = card_for(exchange, other, "exchange-cancelled", args)
    return [mine, gone, Whisper(to=other, key=key, args=theirs)], community, post


async def has_had_most(
    turn: Turn, exchange: Exchange, person: PersonId, at: datetime, keep: int = 0
) -> bool:
    """Say whether one side had as many messages as an exchange may cost (promise 7), or all but `keep` of them."""
    match = await turn.work.asks.match(exchange.id)
    post = await turn.work.posts.get(exchange.post)
    had = matching.messages_of(exchange, match, post, person, at)
    return had >= matching.MOST_MESSAGES - keep


async def leave_running(turn: Turn) -> list[Item]:
    """Somebody leaves the village: what they agreed on and nobody has confirmed falls away, as by a cancel.

    What one side said that it happened stays: silence may still speak for the other.
    """
    items: list[Item] = []
    for exchange in await turn.work.exchanges.running(turn.person.id):
        is_ahead = not any(exchange.said(person) for person in exchange.sides)
        if exchange.community != turn.community.id or not is_ahead:
            continue
        told, community, post = await _fall_away(turn, exchange)
        items += told
        if post.author != turn.person.id:  # their own are taken back next
            items += await _reopened(turn, community, post)
    return items


async def _reopened(turn: Turn, community: Community, post: Post) -> list[Item]:
    if post.stage is not PostStage.OPEN:
        return unmark(post)
    if post.expires_at is not None:
        await turn.work.deadlines.set(f"expire:{post.id}", "post.expire", post.id, post.expires_at)
    again = as_revision(room_card(community, post, post.room or ""))
    card = await asking.open_card(turn, community, post)
    if post.act is Act.OFFER:
        return [card, again]
    hurry = matching.hurries(post, turn.work.now)
    return [card, again, *await asking.go_on(turn, post, hurry=hurry)]


async def retell(turn: Turn, community: Community, before: Post, post: Post) -> list[Item]:
    """The post reads differently now: so do the cards of what runs, and who said yes to it is told."""
    items: list[Item] = []
    for running in await exchanges.found(turn.work, post):
        if running.stage is not Stage.OPEN:
            continue
        exchange = running if post.standing else await exchanges.change(turn.work, running, post)
        await set_deadlines(turn, exchange, community)
        items += [
            as_revision(new_exchange_card(exchange, post, community, person))
            for person in exchange.sides
        ]
        is_new = post.changed_at != before.changed_at
        match = await turn.work.asks.match(exchange.id)
        if is_new and not asking.has_heard_of_change(before, match):
            args: Args = {"facts": summary(community, post), "other": Name(post.author)}
            items.append(Whisper(to=match.responder, key="exchange-changed", args=args))
    return items


@on(Press("exchange.calendar"), where=Where.PRIVATE)
async def calendar(turn: Turn) -> Items:
    """Give the exchange as a calendar file."""
    exchange = await exchanges.of(turn.work, turn.person, turn.subject)
    post, _ = await about(turn, exchange)
    content = exchanges.calendar(exchange, post.what, turn.work.now)
    return [File(to=turn.person.id, name="exchange.ics", content=content, key="exchange-calendar")]


@on(Press("exchange.thank"), where=Where.PRIVATE)
async def thank(turn: Turn) -> Items:
    """Pass a word of thanks to the one person it is for."""
    exchange = await exchanges.of(turn.work, turn.person, turn.subject)
    if not await turn.work.exchanges.thank(exchange.id, turn.person.id, turn.work.now):
        return [turn.answer("exchange-thanked-already")]
    post, _ = await about(turn, exchange)
    other = exchange.other(turn.person.id)
    args: Args = {"name": Name(turn.person.id), "what": post.what}
    if await has_had_most(turn, exchange, other, exchange.ended_at or turn.work.now):
        card = card_for(exchange, other, "exchange-thanks", args, _after(exchange, other))
        return [turn.answer("exchange-thanked"), card]
    return [turn.answer("exchange-thanked"), Whisper(to=other, key="exchange-thanks", args=args)]


@on(Press("feedback.good"), where=Where.PRIVATE)
async def went_well(turn: Turn) -> Items:
    """It went well."""
    return await _feedback(turn, Verdict.GOOD)


@on(Press("feedback.mixed"), where=Where.PRIVATE)
async def went_so_so(turn: Turn) -> Items:
    """It was mixed; words are welcome, and stay here."""
    return await _feedback(turn, Verdict.MIXED)


async def _feedback(turn: Turn, verdict: Verdict) -> Items:
    exchange = await exchanges.of(turn.work, turn.person, turn.subject)
    await turn.work.exchanges.feedback(exchange.id, turn.person.id, verdict, turn.work.now)
    return [turn.answer("feedback-noted")]


@on(Press("feedback.wrong"), where=Where.PRIVATE)
async def felt_wrong(turn: Turn) -> Items:
    """Something felt wrong: it goes only to the safety contact whom the person picks, or to nobody."""
    exchange = await exchanges.of(turn.work, turn.person, turn.subject)
    await turn.work.exchanges.feedback(exchange.id, turn.person.id, Verdict.WRONG, turn.work.now)
    contacts = await _safety_contacts(turn, exchange)
    choices = [
        Choice(
            action="feedback.contact",
            subject=f"{exchange.id}:{person.id}",
            label=Phrase("do-feedback-contact-named", {"name": Name(person.id)}),
            only_for=turn.person.id,
        )
        for person in contacts
    ]
    nobody = Choice(action="feedback.nobody", subject=exchange.id, only_for=turn.person.id)
    key = "feedback-wrong" if contacts else "feedback-wrong-nobody"
    return [turn.privately(key, {}, [*choices, nobody])]


async def _safety_contacts(turn: Turn, exchange: Exchange) -> list[Person]:
    """Return who may be told: the village's safety contacts, until there are any its admins; never one of the two."""
    community = await turn.work.communities.get(exchange.community)
    named = community.config.safety_contacts
    members = await turn.work.communities.members(community.id)
    contacts = [person for person in members if person.id in named]
    contacts = contacts or await keepers(turn.work, community, Role.ADMIN)
    return [person for person in contacts if person.id not in exchange.sides]


@on(Press("feedback.contact"), where=Where.PRIVATE)
async def tell_contact(turn: Turn) -> Items:
    """Ask for the words that the contact should read."""
    turn.expect(f"feedback:{turn.subject}")
    _, _, contact = turn.subject.partition(":")
    return [turn.privately("feedback-words", {"name": Name(PersonId(contact))})]


@on(Press("feedback.nobody"), where=Where.PRIVATE)
async def tell_nobody(turn: Turn) -> Items:
    """Keep it between the person and me."""
    return [turn.answer("feedback-noted")]


@on(Typed("feedback"), where=Where.PRIVATE)
async def words_for_contact(turn: Turn) -> Items:
    """Pass the words to the one contact, and to nobody else."""
    exchange_id, _, contact = turn.subject.partition(":")
    exchange = await exchanges.of(turn.work, turn.person, exchange_id)
    words = exchanges.feedback_text(turn.event.text)
    to = PersonId(contact)
    await turn.work.exchanges.feedback_words(exchange.id, turn.person.id, words, to)
    args: Args = {"name": Name(turn.person.id), "words": words}
    told = Whisper(to=to, key="feedback-for-contact", args=args)
    return [turn.privately("feedback-passed", {"name": Name(to)}), told]


@on(Command("done"), where=Where.PRIVATE)
async def done_command(turn: Turn) -> Items:
    """Say that an exchange happened; with several running, pick which."""
    running = await turn.work.exchanges.running(turn.person.id)
    if not running:
        return [turn.privately("done-nothing")]
    if len(running) > 1:
        choices = [await named(turn, exchange, "exchange.done") for exchange in running]
        return [turn.privately("done-which", {}, choices)]
    return await _confirm(turn, running[0])


async def named(turn: Turn, exchange: Exchange, action: str) -> Choice:
    """Offer one of several exchanges by what it is about and with whom."""
    post = await turn.work.posts.get(exchange.post)
    other = Name(exchange.other(turn.person.id))
    label = Phrase(f"do-{action.replace('.', '-')}-named", {"what": post.what, "name": other})
    return Choice(action=action, subject=exchange.id, label=label, only_for=turn.person.id)


async def running_lines(turn: Turn) -> list[Phrase]:
    """Word the exchanges that are running."""
    lines = []
    for exchange in await turn.work.exchanges.running(turn.person.id):
        post, community = await about(turn, exchange)
        args: Args = {
            "facts": summary(community, post),
            "other": Name(exchange.other(turn.person.id)),
        }
        lines.append(Phrase("mine-exchange", args))
    return lines
