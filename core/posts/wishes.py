"""What its author wishes of a draft before it goes out: whom to ask first, without a name, to let it stand."""

from dataclasses import replace

from core.errors import AlreadySettled
from core.ids import PersonId
from core.listening import Act
from core.posts import Post, Stage, Work


async def stand(work: Work, post: Post) -> Post:
    """An offer without a time stands until its author takes it back, or no longer does. Raises as `ask_first`."""
    if post.stage is not Stage.DRAFT or post.act is not Act.OFFER or post.start is not None:
        raise AlreadySettled()
    stands = replace(post, standing=not post.standing)
    await work.posts.save(stands)
    return stands


async def ask_first(work: Work, post: Post, person: PersonId) -> Post:
    """The author names one person to be asked before anybody else. Raises AlreadySettled once it is out."""
    if post.stage is not Stage.DRAFT or post.act is not Act.REQUEST:
        raise AlreadySettled()
    named = replace(post, first_asked=person)
    await work.posts.save(named)
    return named


async def keep_name(work: Work, post: Post) -> Post:
    """The author's name stays with them until the exchange, or no longer does. Raises AlreadySettled as above."""
    if post.stage is not Stage.DRAFT or post.act is not Act.REQUEST:
        raise AlreadySettled()
    hidden = replace(post, nameless=not post.nameless)
    await work.posts.save(hidden)
    return hidden
