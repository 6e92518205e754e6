"""What the night finds for single people, told at their own hour: their digest, and rest for who carries much."""

from core import reciprocity
from core.communities import Community, Stage
from core.exchanges import Exchange
from core.ids import CommunityId, PersonId
from core.messages import Args, Choice, Lines, Name, Phrase, Whisper
from core.posts import Post
from core.reciprocity import News
from handlers.cards import summary
from handlers.table import Deadline, Items, Turn, Where, on


async def watch(turn: Turn, community: Community) -> None:
    """See to it that whoever has news hears at their hour, and who carries much is offered rest; every night."""
    later = turn.work.deadlines
    for person in sorted(await turn.work.reciprocity.stirring(community.id)):
        at = await reciprocity.due_at(turn.work, person)
        if at is not None:
            await later.set(f"news:{person}", "person.digest", person, at)
    for carrier in await reciprocity.worn(turn.work, community):
        at = await reciprocity.next_hour(turn.work, carrier.id)
        about = f"{community.id}:{carrier.id}"
        await later.set(f"rest:{carrier.id}", "person.rest", about, at)


@on(Deadline("person.rest"), where=Where.PRIVATE)
async def offer_rest(turn: Turn) -> Items:
    """Offer rest, or turns, to who still carries much: privately, at most once in four weeks."""
    village, _, carrier = turn.subject.partition(":")
    community = await turn.work.communities.get(CommunityId(village))
    worn = {person.id for person in await reciprocity.worn(turn.work, community)}
    person = PersonId(carrier)
    if community.stage is Stage.CLOSED or person not in worn:
        return []
    await turn.work.reciprocity.note_rest_offer(person, turn.work.now)
    choices = tuple(
        Choice(action=action, only_for=person) for action in ("practice.rest", "practice.turns")
    )
    args: Args = {"village": community.title}
    return [Whisper(to=person, key="rest-offered", args=args, choices=choices)]


@on(Deadline("person.digest"), where=Where.PRIVATE)
async def digest(turn: Turn) -> Items:
    """Sum up what of one's own waits or comes up, over all villages; nothing where there is nothing."""
    person = await turn.work.people.get(PersonId(turn.subject))
    news = await reciprocity.news(turn.work, person)
    if news is None:
        return []
    args: Args = {"lines": Lines(tuple(await _lines(turn, person.id, news)))}
    return [Whisper(to=person.id, key="news-all", args=args)]


async def _lines(turn: Turn, person: PersonId, news: News) -> list[Phrase]:
    asked = [await turn.work.posts.get(ask.post) for ask in news.asks]
    return [
        *[await _line(turn, "news-yes", post) for post in news.yeses],
        *[await _exchange(turn, person, exchange) for exchange in news.exchanges],
        *[await _line(turn, "news-ask", post) for post in asked],
        *[await _line(turn, "news-offer", post) for post in news.offers],
    ]


async def _line(turn: Turn, key: str, post: Post) -> Phrase:
    """Word a post; area and part of the day only, of what is not one's own."""
    community = await turn.work.communities.get(post.community)
    facts = summary(community, post, rough=key != "news-yes")
    return Phrase(key, {"facts": facts, "village": community.title})


async def _exchange(turn: Turn, person: PersonId, exchange: Exchange) -> Phrase:
    post = await turn.work.posts.get(exchange.post)
    community = await turn.work.communities.get(exchange.community)
    other = Name(exchange.other(person))
    return Phrase("news-exchange", {"facts": summary(community, post), "other": other})
