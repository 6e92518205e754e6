"""A draft as its author meets it: what was heard, in other words, whom to ask first, and with or without a name."""

from dataclasses import replace

from core import communities, listening, posts
from core.errors import AlreadySettled, Refusal
from core.ids import PersonId
from core.listening import learning
from core.messages import Item, Revise, Whisper
from core.people import Person
from core.posts import Post, Stage, wishes
from handlers.cards import as_revision, card_of
from handlers.people import which_person
from handlers.posts.confirming import confirm_card, confirmation
from handlers.table import Items, Press, Turn, Typed, Where, on


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
    if heard.what and heard.type and heard.type != post.type and heard.what in post.what:
        taught = learning.after_correction(turn.community.taught, heard.what, heard.type)
        await turn.work.communities.save(replace(turn.community, taught=taught))
    post = posts.understood(post, heard, words)
    await turn.work.posts.save(post)
    await turn.work.deadlines.drop(f"fade:{post.id}")  # the new question stands in the private chat
    old = Revise(card=card_of(post), key="post-changed", private=True)
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
    post = await wishes.ask_first(turn.work, post, person)
    old = Revise(card=card_of(post), key="post-changed", private=True)
    return [old, _confirm_again(turn, post)]


@on(Press("post.nameless"), where=Where.PRIVATE)
async def nameless(turn: Turn) -> Items:
    """The author would rather not be named before there is an exchange, or does not mind any more."""
    post = await wishes.keep_name(turn.work, await _own_draft(turn))
    turn = turn.about(await turn.work.communities.get(post.community))
    return [as_revision(_confirm_again(turn, post))]


@on(Press("post.standing"), where=Where.PRIVATE)
async def standing(turn: Turn) -> Items:
    """An offer stands until it is taken back, or is for once."""
    post = await wishes.stand(turn.work, await _own_draft(turn))
    turn = turn.about(await turn.work.communities.get(post.community))
    return [as_revision(_confirm_again(turn, post))]


async def _own_draft(turn: Turn) -> Post:
    post = await posts.of(turn.work, turn.person, turn.subject)
    if post.stage is not Stage.DRAFT:
        raise AlreadySettled()
    return post


def _confirm_again(turn: Turn, post: Post) -> Whisper:
    key, args, choices = confirmation(turn, post, None)
    return turn.privately(key, args, choices, card=card_of(post))
