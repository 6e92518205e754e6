"""A draft as its author meets it: what was heard, in other words, whom to ask first, and with or without a name."""

from dataclasses import replace
from datetime import timedelta

from core import communities, listening, posts
from core.errors import AlreadySettled, Refusal
from core.ids import PersonId, PostId
from core.listening import Act, Understanding
from core.messages import (
    Args,
    Choice,
    Item,
    Lines,
    Name,
    Phrase,
    Revise,
    Text,
    Whisper,
    Withdraw,
)
from core.people import Person, Reach
from core.posts import Post, Stage
from handlers.cards import as_revision, card_of, summary
from handlers.people import which_person
from handlers.table import Deadline, Items, Press, Turn, Typed, Where, on

UNDER_MESSAGE = timedelta(minutes=15)
"""How long a question to somebody who cannot be reached stays under their own message (1-product, Asking)."""


async def confirm_card(turn: Turn, post: Post, heard: Understanding) -> Item:
    """Show the author what was understood, and what would be told to how many.

    An author who cannot be reached sees it under their own message, alone and for a short while, where that can be.
    """
    key, args, choices = confirming(turn, post, heard.missing)
    if turn.account.reach is Reach.OPEN or not turn.can.ephemeral or post.room is None:
        return turn.privately(key, args, choices, card=card_of(post))
    until = turn.work.now + UNDER_MESSAGE
    await turn.work.deadlines.set(f"fade:{post.id}", "post.fade", post.id, until)
    return Text(
        room=post.room,
        key=key,
        args=args,
        choices=tuple(replace(choice, until=until) for choice in choices),
        card=card_of(post),
        reply_to=post.message,
        only_for=post.author,
    )


@on(Deadline("post.fade"))
async def fade(turn: Turn) -> Items:
    """A question under a message does not stay there; the draft itself is forgotten later."""
    post = await turn.work.posts.find(PostId(turn.subject))
    if post is None or post.stage is not Stage.DRAFT:
        return []
    return [Withdraw(card=card_of(post))]


def confirming(turn: Turn, post: Post, missing: str | None) -> tuple[str, Args, tuple[Choice, ...]]:
    """Word a draft for its author: the key, what fills it, and what may be pressed."""
    config = turn.community.config
    act = "offer" if post.act is Act.OFFER else "request"
    past = posts.is_past(post, turn.work.now)
    question = f"post-missing-{missing}" if missing else None
    args: Args = {
        "facts": summary(turn.community, post),
        "question": Lines((Phrase(question),) if question else ()),
        "wave": config.wave_size,
        "most": config.asks_per_request,
        "wishes": Lines(_wishes(post)),
        "village": turn.community.title,
    }
    actions: tuple[str, ...] = (
        ("post.change", "post.not") if past else ("post.confirm", "post.change", "post.not")
    )
    if act == "request" and not past:
        actions = ("post.confirm", "post.first", "post.nameless", "post.change", "post.not")
    labels = OFFER_LABELS if act == "offer" else {}
    choices = tuple(
        Choice(action=a, subject=post.id, label=labels.get(a), only_for=post.author)
        for a in actions
    )
    return "post-confirm-past" if past else f"post-confirm-{act}", args, choices


def _wishes(post: Post) -> tuple[Phrase, ...]:
    """Word how the author would like it to be asked."""
    named = (
        [Phrase("post-asks-first", {"name": Name(post.first_asked)})] if post.first_asked else []
    )
    return (*named, *([Phrase("post-without-name")] if post.nameless else []))


OFFER_LABELS = {
    "post.confirm": Phrase("do-post-confirm-offer"),
    "post.not": Phrase("do-post-not-offer"),
}


@on(Press("post.change"), where=Where.PRIVATE)
async def change(turn: Turn) -> Items:
    """Ask how it should read."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    turn.expect(f"post:{post.id}")
    return [turn.privately("post-change")]


@on(Typed("post"), where=Where.PRIVATE)
async def changed(turn: Turn) -> Items:
    """The author said it in other words."""
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    words = turn.event.text
    if len(words) > posts.MAX_WORDS:
        raise Refusal("refused-too-long", most=posts.MAX_WORDS)
    turn = turn.about(await turn.work.communities.get(post.community))
    heard = listening.understand_as(post.act, words, turn.hearing())
    post = posts.understood(post, heard, words)
    await turn.work.posts.save(post)
    old = Revise(card=card_of(post), key="post-changed")
    return [old, await confirm_card(turn, post, heard)]


@on(Press("post.first"), where=Where.PRIVATE)
async def first(turn: Turn) -> Items:
    """Ask whom the author would like to ask before anybody else."""
    post = await _own_draft(turn)
    turn.expect(f"first:{post.id}")
    return [turn.privately("post-first-whom")]


@on(Typed("first"), where=Where.PRIVATE)
async def first_named(turn: Turn) -> Items:
    """The author named one person; whether they may be asked is nobody's to read from this."""
    post = await _own_draft(turn)
    community = await turn.work.communities.get(post.community)
    found = await communities.fellow(turn.work, community, turn.person, turn.event.text)
    if len(found) > 1:
        return [which_first(turn, post, found)]
    return await _name_first(turn.about(community), post, found[0].id)


@on(Press("post.first.pick"), where=Where.PRIVATE)
async def first_picked(turn: Turn) -> Items:
    """The author said which of several they meant."""
    draft, _, person = turn.subject.partition(":")
    post = await _own_draft(replace(turn, subject=draft))
    community = await turn.work.communities.get(post.community)
    return await _name_first(turn.about(community), post, PersonId(person))


def which_first(turn: Turn, post: Post, found: list[Person]) -> Item:
    """Ask which of several people of that name is meant."""
    asked = which_person(turn, found, "post.first.pick")
    choices = [replace(c, subject=f"{post.id}:{c.subject}") for c in asked.choices]
    return replace(asked, choices=tuple(choices))


async def _name_first(turn: Turn, post: Post, person: PersonId) -> list[Item]:
    post = await posts.ask_first(turn.work, post, person)
    return [Revise(card=card_of(post), key="post-changed"), _confirm_again(turn, post)]


@on(Press("post.nameless"), where=Where.PRIVATE)
async def nameless(turn: Turn) -> Items:
    """The author would rather not be named before there is an exchange, or does not mind any more."""
    post = await posts.keep_name(turn.work, await _own_draft(turn))
    turn = turn.about(await turn.work.communities.get(post.community))
    return [as_revision(_confirm_again(turn, post))]


async def _own_draft(turn: Turn) -> Post:
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    return post


def _confirm_again(turn: Turn, post: Post) -> Whisper:
    key, args, choices = confirming(turn, post, None)
    return turn.privately(key, args, choices, card=card_of(post))
