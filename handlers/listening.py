"""From something said to a private question: is this what you mean?"""

from core import listening, posts
from core.listening import SPEAK, Act, Understanding
from core.listening.crisis import check
from core.messages import Args, Choice, Item, Mark, Name, Withdraw
from handlers import crisis
from handlers.cards import summary
from handlers.posts.confirming import confirm_card
from handlers.table import (
    Command,
    Heard,
    Items,
    Press,
    Replied,
    Turn,
    Typed,
    Where,
    Who,
    on,
)


@on(Heard())
async def heard(turn: Turn) -> Items:
    """Something in a room sounds like a request or an offer: mark it, and ask its author privately."""
    if turn.heard is None or turn.room is None:
        return []
    every = _every(turn, turn.heard)
    items: list[Item] = []
    for understood in every:
        post = await posts.draft(
            turn.work,
            turn.community,
            turn.person,
            understood,
            turn.event.text,
            (turn.room.id, turn.event.message),
        )
        items.append(await confirm_card(turn, post, understood))
    if any(understood.score >= SPEAK for understood in every):
        items.insert(0, Mark(room=turn.room.id, target=turn.event.message))
    return items


MOST_POSTS = 3
"""So many cards may follow one message; nobody asks for more at once who wants them answered."""


def _every(turn: Turn, first: Understanding) -> list[Understanding]:
    """Return each request and offer of the message, by the speaker's own clock and language.

    The village's were only a first guess: "at 10" is ten by the speaker's own clock.
    """
    text = turn.event.text
    config, own = turn.community.config, turn.hearing()
    several = "\n" in text or ". " in text or "? " in text
    alike = (own.time_zone, own.language) == (config.time_zone, config.language)
    if alike and not several:
        return [first]
    return list(listening.understand_all(text, own)[:MOST_POSTS])


@on(Replied())
async def replied(turn: Turn) -> Items:
    """A reply says "I can!": ask whoever said it, privately, whether they mean it."""
    if turn.room is None:
        return []
    post = await turn.work.posts.by_message(turn.room.id, turn.event.reply_to)
    if post is None or post.author == turn.person.id:
        return []
    args: Args = {"facts": summary(turn.community, post, rough=True), "name": Name(post.author)}
    choices = [
        Choice(action=action, subject=f"post:{post.id}", only_for=turn.person.id)
        for action in ("match.yes", "reply.not")
    ]
    card = f"reply:{post.id}:{turn.person.id}"
    return [turn.privately("match-reply", args, choices, card=card)]


@on(Press("reply.not"), where=Where.PRIVATE)
async def not_meant(turn: Turn) -> Items:
    """It was no offer to help: nobody is told."""
    card = f"reply:{turn.subject.partition(':')[2]}:{turn.person.id}"
    return [turn.answer("post-not"), Withdraw(card=card)]


@on(Command("ask", everyday=True), where=Where.PRIVATE, who=Who.PRESENT)
async def ask(turn: Turn) -> Items:
    """Ask for something by hand."""
    return await by_hand(turn, Act.REQUEST, "ask-what")


@on(Command("offer", everyday=True), where=Where.PRIVATE, who=Who.PRESENT)
async def offer(turn: Turn) -> Items:
    """Offer something by hand."""
    return await by_hand(turn, Act.OFFER, "offer-what")


async def by_hand(turn: Turn, act: Act, question: str) -> Items:
    """Take what was said as a request or an offer; where nothing was, ask what it is."""
    words = turn.subject.strip()
    if not words:
        turn.expect(f"{act.value}:{turn.community.id}")
        return [turn.privately(question)]
    alarm = check(words, turn.person.language or turn.community.config.language)
    if alarm is not None:
        return await crisis.alarm(turn, alarm, words)
    heard = listening.understand_as(act, words, turn.hearing())
    return await draft_by_hand(turn, heard, words)


async def draft_by_hand(turn: Turn, heard: Understanding, words: str) -> Items:
    """Keep what was said privately as a draft, and ask for the author's word."""
    post = await posts.draft(turn.work, turn.community, turn.person, heard, words, None)
    return [await confirm_card(turn, post, heard)]


@on(Typed("request"), where=Where.PRIVATE)
async def asked_what(turn: Turn) -> Items:
    """The answer to "what do you need?"."""
    return await _typed(turn, Act.REQUEST)


@on(Typed("offer"), where=Where.PRIVATE)
async def offered_what(turn: Turn) -> Items:
    """The answer to "what would you like to offer?"."""
    return await _typed(turn, Act.OFFER)


async def _typed(turn: Turn, act: Act) -> Items:
    words = turn.event.text
    heard = listening.understand_as(act, words, turn.hearing())
    return await draft_by_hand(turn, heard, words)
