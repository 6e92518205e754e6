"""Answers: a no that reaches nobody, yeses that wait in order, and the quiet end for everybody else."""

from dataclasses import replace
from datetime import datetime, timedelta

from core import communities, exchanges, posts
from core.communities import Community, Standing
from core.errors import AlreadySettled, NotYours
from core.ids import AskId, ExchangeId, PersonId
from core.listening import Act
from core.matching.asking import apart_from_helpers, candidates
from core.matching.choosing import kept
from core.matching.memory import ANSWERED, Ask, Match, MatchStage, Outcome, Work
from core.people import Person
from core.posts import Post

REMIND_AFTER = timedelta(hours=12)
SURE_ENOUGH = 0.5
"""`kept` from which one helper is enough."""


async def of(work: Work, person: Person, ask_id: str) -> tuple[Ask, Post]:
    """Return an ask to this person and its post. Raises NotYours for anybody else's."""
    ask = await work.asks.get(AskId(ask_id))
    if ask.person != person.id:
        raise NotYours()
    return ask, await work.posts.get(ask.post)


async def refuse(work: Work, ask: Ask) -> bool:
    """Note a no, for whatever reason; it reaches nobody. False when the ask was answered or settled before."""
    if ask.outcome is not None:
        return False
    await work.asks.save(replace(ask, outcome=Outcome.NO, answered_at=work.now))
    return True


async def may_answer(work: Work, community: Community, post: Post, person: Person) -> bool:
    """Say whether somebody may say yes: members; others only to a post opened to the outside by its author.

    And then only where the village allows it (`outsider_response_allowed`), or as members of a sister village when
    both share (`share_with_sisters`).
    """
    known = await work.communities.member(community.id, person.id)
    if known is not None and known.standing is Standing.MEMBER:
        return True
    if not post.outside:
        return False
    if community.config.outsider_response_allowed:
        return True
    homes = {home.id for home in await work.communities.of_person(person.id, Standing.MEMBER)}
    return any(sister.id in homes for sister in await communities.sharing(work, community))


async def say_yes(work: Work, post: Post, person: Person, ask: Ask | None) -> Match | None:
    """Note a yes. The first is offered to the author; later ones wait in order. None: this person said it before.

    A yes between two who are kept apart is taken like any other and never offered: to the one who said it, it reads
    like somebody else having been quicker.
    Raises AlreadySettled when the post is not open any more, NotYours for the author's own post.
    """
    if post.author == person.id:
        raise NotYours("refused-own-post")
    earlier = await work.asks.matches(post.id)
    if any(m.responder == person.id and m.stage in ANSWERED for m in earlier):
        return None
    if post.stage is not posts.Stage.OPEN:
        raise AlreadySettled()
    if ask is not None:
        await work.asks.save(replace(ask, outcome=Outcome.YES, answered_at=work.now))
    apart = await work.people.blocked_either_way(post.author) | await apart_from_helpers(work, post)
    stage = MatchStage.OFFERED if await wants_more(work, post) else MatchStage.WAITING
    if person.id in apart:
        stage = MatchStage.PASSED
    match = Match(ExchangeId(work.draw.new()), post.id, person.id, stage, work.now)
    await work.asks.add_match(match)
    return match


async def wants_more(work: Work, post: Post) -> bool:
    """Say whether a post takes more people than have been found, and are on offer to its author."""
    yeses = await work.asks.matches(post.id)
    on_offer = sum(match.stage is MatchStage.OFFERED for match in yeses)
    return on_offer < await exchanges.free_places(work, post)


async def offered_to(work: Work, author: Person, match_id: str) -> tuple[Match, Post]:
    """Return a match that waits for this author's word. Raises NotYours, AlreadySettled."""
    match = await work.asks.match(ExchangeId(match_id))
    post = await work.posts.get(match.post)
    if post.author != author.id:
        raise NotYours()
    if match.stage is not MatchStage.OFFERED or post.stage is not posts.Stage.OPEN:
        raise AlreadySettled()
    return match, post


async def accept(work: Work, match: Match, post: Post) -> exchanges.Exchange:
    """The author says yes too: an exchange begins. For an offer the responder is the one who asked for it."""
    await work.asks.save_match(replace(match, stage=MatchStage.ACCEPTED))
    requester, helper = post.author, match.responder
    if post.act is Act.OFFER:
        requester, helper = helper, requester
    return await exchanges.agree(work, match.id, post, requester, helper)


async def next_yes(work: Work, post: Post) -> Match | None:
    """Offer the first yes that waits, where the author has a place for it; None: there is none, or no place."""
    yeses = await work.asks.matches(post.id)
    waiting = [match for match in yeses if match.stage is MatchStage.WAITING]
    if not waiting or not await wants_more(work, post):
        return None
    first = min(waiting, key=_in_order)
    offered = replace(first, stage=MatchStage.OFFERED)
    await work.asks.save_match(offered)
    return offered


def _in_order(match: Match) -> tuple[datetime, str]:
    return match.said_at, match.id


async def decline(work: Work, match: Match) -> Match | None:
    """The author would rather not: the next yes in order is offered, or None when asking has to go on."""
    return await _pass_over(work, match, MatchStage.PASSED)


async def release(work: Work, match: Match, post: Post) -> Match | None:
    """The author said nothing for too long: the helper is free again, and the next yes is offered.

    Not once the post's own time has come: nobody is offered for what is over.
    """
    if post.start is not None and work.now >= post.start:
        await work.asks.save_match(replace(match, stage=MatchStage.PASSED))
        return None
    return await _pass_over(work, match, MatchStage.PASSED)


async def take_back(work: Work, match: Match) -> Match | None:
    """Whoever said yes cannot any more: the next yes is offered, if this one was the one on offer."""
    if match.stage is MatchStage.OFFERED:
        return await _pass_over(work, match, MatchStage.WITHDRAWN)
    await work.asks.save_match(replace(match, stage=MatchStage.WITHDRAWN))
    return None


async def _pass_over(work: Work, match: Match, stage: MatchStage) -> Match | None:
    await work.asks.save_match(replace(match, stage=stage))
    return await next_yes(work, await work.posts.get(match.post))


def remind_at(match_offered_at: datetime, post: Post) -> datetime:
    """Return when the author is reminded of a waiting yes: 12 hours, or half the lead time when that is less."""
    if post.start is None or post.start <= match_offered_at:
        return match_offered_at + REMIND_AFTER
    return match_offered_at + min(REMIND_AFTER, (post.start - match_offered_at) / 2)


MOST_MESSAGES = 4
"""What an exchange may cost either side (1-product, promise 7)."""


def messages_of(
    exchange: exchanges.Exchange, match: Match, post: Post, person: PersonId, at: datetime
) -> int:
    """Return how many messages one side had about an exchange before `at`, at most.

    Who said yes was asked, heard that it is agreed, and perhaps that the words changed since; the author confirmed
    what was heard, was told of the yes, and reminded of it where it waited long. Then come the reminder, left out
    where it would leave no message for what cannot wait, and "did it happen?".
    """
    if person == match.responder:
        had = 2 + (post.changed_at is not None and post.changed_at >= match.said_at)
    else:
        had = 2 + (exchange.agreed_at >= remind_at(match.said_at, post))
    reminder = exchanges.reminder_at(exchange)
    if reminder is not None and reminder < at and had < MOST_MESSAGES - 1:
        had += 1
    return had + (exchanges.chase_at(exchange) < at)


async def may_fall_away(work: Work, community: Community, post: Post, helper: PersonId) -> bool:
    """Say whether promises of this helper were so seldom kept that a second person is kept in waiting (section 4).

    Whoever takes an offer promises nothing.
    """
    if post.act is Act.OFFER:
        return False
    known = await candidates(work, community, post)
    return any(c.person.id == helper and kept(c) < SURE_ENOUGH for c in known)


async def settle(
    work: Work, post: Post, *, keep_one: bool = False
) -> tuple[list[Ask], list[Match]]:
    """A post is settled or gone: return the asks nobody answered (now closed) and the yeses left over.

    `keep_one`: the first yes that waits goes on waiting, should the helper fall away.
    """
    open_asks = [a for a in await work.asks.of_post(post.id) if a.outcome is None]
    for ask in open_asks:
        await work.asks.save(replace(ask, outcome=Outcome.SETTLED, answered_at=work.now))
    left_over = [
        m
        for m in await work.asks.matches(post.id)
        if m.stage in (MatchStage.WAITING, MatchStage.OFFERED, MatchStage.PASSED)
    ]
    waiting = [match for match in left_over if match.stage is MatchStage.WAITING]
    if keep_one and waiting:
        left_over.remove(min(waiting, key=_in_order))
    for match in left_over:
        await work.asks.save_match(replace(match, stage=MatchStage.WITHDRAWN))
    return open_asks, left_over
