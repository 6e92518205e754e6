"""From something said to a private question: is this what you mean?"""

from core import listening, posts
from core.listening import SPEAK, Act, Understanding
from core.messages import Item, Mark
from handlers.drafts import confirm_card
from handlers.table import Command, Heard, Items, Turn, Typed, Where, Who, on


@on(Heard())
async def heard(turn: Turn) -> Items:
    """Something in a room sounds like a request or an offer: mark it, and ask its author privately."""
    if turn.heard is None or turn.room is None:
        return []
    event, understood = turn.event, turn.heard
    if turn.person.time_zone or turn.person.language:
        # The village's clock and language were only a first guess: "at 10" is ten by the speaker's own clock.
        understood = listening.understand(event.text, turn.hearing())
        if understood.act is Act.OTHER:
            return []
    post = await posts.draft(
        turn.work,
        turn.community,
        turn.person,
        understood,
        event.text,
        (turn.room.id, event.message),
    )
    items: list[Item] = [await confirm_card(turn, post, understood)]
    if understood.score >= SPEAK:
        items.insert(0, Mark(room=turn.room.id, target=event.message))
    return items


@on(Command("ask", everyday=True), where=Where.PRIVATE, who=Who.PRESENT)
async def ask(turn: Turn) -> Items:
    """Ask for something by hand."""
    return await _by_hand(turn, Act.REQUEST, "ask-what")


@on(Command("offer", everyday=True), where=Where.PRIVATE, who=Who.PRESENT)
async def offer(turn: Turn) -> Items:
    """Offer something by hand."""
    return await _by_hand(turn, Act.OFFER, "offer-what")


async def _by_hand(turn: Turn, act: Act, question: str) -> Items:
    words = turn.subject.strip()
    if not words:
        turn.expect(f"{act.value}:{turn.community.id}")
        return [turn.privately(question)]
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
