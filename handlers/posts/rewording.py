"""A message was edited or taken away: so is the post that was heard in it, for everybody who knows of it."""

from core import exchanges, listening, posts
from core.events import MessageEdited, MessageRemoved
from core.listening import Act
from core.messages import Item, Revise
from core.posts import LIVE, Post, Stage, series
from handlers import matching as asking
from handlers.cards import as_revision, card_of, room_card
from handlers.communities import approving
from handlers.exchanges import doing
from handlers.posts import filling
from handlers.posts.confirming import confirmation
from handlers.posts.posting import ENDABLE, forget_draft, set_deadlines, withdraw_for_good
from handlers.table import Happened, Items, Turn, on


@on(Happened(MessageEdited))
async def edited(turn: Turn) -> Items:
    """The words changed: understand them anew."""
    post = await _heard_in(turn)
    if post is None or post.author != turn.person.id:
        return []
    heard = listening.understand(turn.event.text, turn.hearing())
    if post.stage is Stage.DRAFT:
        if heard.act is Act.OTHER:
            return await forget_draft(turn, post)
        post = posts.understood(post, heard, turn.event.text)
        await turn.work.posts.save(post)
        key, args, choices = confirmation(turn, post, heard.missing)
        return [Revise(card=card_of(post), key=key, args=args, choices=choices)]
    if post.stage not in (Stage.WAITING, *LIVE) or heard.act is Act.OTHER:
        return []
    reworded = await posts.reword(turn.work, turn.community, post, heard, turn.event.text)
    if reworded is None:
        return []
    await set_deadlines(turn, reworded)
    if reworded.stage is Stage.WAITING:
        return await approving.retell(turn, turn.community, reworded)
    return await _retell(turn, post, reworded)


async def _retell(turn: Turn, before: Post, post: Post) -> list[Item]:
    """Show the new words to whoever saw the old ones; tell who said yes, where it is not only said differently."""
    told = await doing.retell(turn, turn.community, before, post)
    if post.changed_at != before.changed_at:
        told += await asking.tell_the_willing(turn, turn.community, before, post)
    free = await exchanges.free_places(turn.work, post)
    if post.stage is Stage.AGREED and not free:
        return told
    if not free:
        return [*told, *await filling.enough(turn, post)]
    asked = await asking.retell(turn, turn.community, post)
    if post.stage is Stage.AGREED:  # it takes more people than it did
        post = await posts.reopen(turn.work, post)
        asked = await asking.go_on(turn, post)
    again = as_revision(room_card(turn.community, post, post.room or ""))
    return [await asking.open_card(turn, turn.community, post), again, *told, *asked]


@on(Happened(MessageRemoved))
async def removed(turn: Turn) -> Items:
    """The words are gone: so is the post, unless people have already agreed; it does not come again."""
    post = await _heard_in(turn)
    if post is None:
        return []
    if post.stage is Stage.DRAFT:
        return await forget_draft(turn, post)
    if await filling.has_some(turn, post) and post.stage is Stage.OPEN:
        return await filling.enough(turn, await _once(turn, post))
    if post.stage in ENDABLE:
        return await withdraw_for_good(turn, post)
    await _once(turn, post)
    return []


async def _once(turn: Turn, post: Post) -> Post:
    """Let it not come again."""
    if not posts.comes_again(post):
        return post
    await turn.work.deadlines.drop(f"again:{post.series}")
    return await series.stop(turn.work, post)


async def _heard_in(turn: Turn) -> Post | None:
    if turn.room is None:
        return None
    return await turn.work.posts.by_message(turn.room.id, turn.event.message)
