"""The question whether something was heard right: privately, or under the author's own message for them alone."""

from datetime import timedelta

from core import posts
from core.ids import PersonId, PostId
from core.listening import Act, Understanding
from core.messages import Args, Choice, Item, Lines, Name, Phrase, Text, Withdraw
from core.people import Reach
from core.posts import Post, Stage
from handlers.cards import card_of, summary
from handlers.table import Deadline, Items, Turn, on

UNDER_MESSAGE = timedelta(minutes=15)
"""How long a question to somebody who cannot be reached stays under their own message (1-product, Asking)."""


async def confirm_card(turn: Turn, post: Post, heard: Understanding) -> Item:
    """Show the author what was understood, and what would be told to how many.

    An author who cannot be reached sees it under their own message, alone and for a short while, where that can be.
    """
    key, args, choices = confirmation(turn, post, heard.missing)
    if post.room is None or not _is_asked_in_room(turn, post):
        return turn.privately(key, args, choices, card=card_of(post))
    until = turn.work.now + UNDER_MESSAGE
    await turn.work.deadlines.set(f"fade:{post.id}", "post.fade", post.id, until)
    return Text(
        room=post.room,
        key=key,
        args=args,
        choices=choices,
        card=card_of(post),
        reply_to=post.message,
        only_for=post.author,
    )


def _is_asked_in_room(turn: Turn, post: Post) -> bool:
    """Say whether the author, who cannot be reached, is asked under their own message."""
    is_reached = turn.account.reach is Reach.OPEN
    return not is_reached and turn.can.ephemeral and post.room is not None


@on(Deadline("post.fade"))
async def fade(turn: Turn) -> Items:
    """A question under a message does not stay there; the draft itself is forgotten later.

    Once it was answered it is not there any more: whatever comes after it is said privately.
    """
    post = await turn.work.posts.find(PostId(turn.subject))
    if post is None or post.stage is not Stage.DRAFT:
        return []
    return [Withdraw(card=card_of(post))]


def confirmation(
    turn: Turn, post: Post, missing: str | None
) -> tuple[str, Args, tuple[Choice, ...]]:
    """Return the key, the arguments and the choices of the question; `missing`: what was not said."""
    config = turn.community.config
    act = "offer" if post.act is Act.OFFER else "request"
    past = posts.is_past(post, turn.work.now)
    is_asked = missing is not None and not (missing == "when" and post.standing)
    question = f"post-missing-{missing}" if is_asked else None
    args: Args = {
        "facts": summary(turn.community, post, own=True),
        "question": Lines((Phrase(question),) if question else ()),
        "told": Phrase("post-told-nameless" if post.nameless else "post-told"),
        "wave": config.wave_size,
        "most": config.asks_per_request,
        "wishes": Lines(_wishes(turn, post)),
        "village": turn.community.title,
    }
    actions = _actions(post, past=past)
    labels = OFFER_LABELS if act == "offer" else {}
    in_room = _is_asked_in_room(turn, post)
    choices = tuple(
        Choice(
            action=a,
            subject=post.id,
            label=labels.get(a),
            only_for=post.author,
            until=turn.work.now + UNDER_MESSAGE if in_room else None,
            opens_private=in_room and a in PRIVATELY,
        )
        for a in actions
    )
    return "post-confirm-past" if past else f"post-confirm-{act}", args, choices


PRIVATELY = ("post.change", "post.first", "post.nameless", "post.standing")
"""What goes on in the private chat, wherever the question stands."""


def _actions(post: Post, *, past: bool) -> tuple[str, ...]:
    if past:
        return ("post.change", "post.not")
    if post.act is Act.OFFER:
        standing = ("post.standing",) if post.start is None else ()
        return ("post.confirm", *standing, "post.change", "post.not")
    return ("post.confirm", "post.first", "post.nameless", "post.change", "post.not")


def _wishes(turn: Turn, post: Post) -> tuple[Phrase, ...]:
    """Word how the author would like it to be asked, and what else they should know beforehand."""
    is_request = post.act is Act.REQUEST
    kind = turn.community.config.request_type(post.type)
    said = (
        (
            post.first_asked,
            Phrase("post-asks-first", {"name": Name(post.first_asked or PersonId(""))}),
        ),
        (post.nameless, Phrase("post-without-name")),
        (post.places > 1, Phrase("post-takes-several", {"number": post.places})),
        (posts.comes_again(post), Phrase("post-comes-again")),
        (post.standing, Phrase("post-stands")),
        (
            is_request and kind.sensitive,
            Phrase("post-asks-known", {"village": turn.community.title}),
        ),
    )
    return tuple(phrase for is_so, phrase in said if is_so)


OFFER_LABELS = {
    "post.confirm": Phrase("do-post-confirm-offer"),
    "post.not": Phrase("do-post-not-offer"),
}
