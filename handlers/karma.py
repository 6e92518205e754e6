"""One's own karma, told privately and only after asking for it."""

from dataclasses import replace

from core.ids import CommunityId
from core.messages import Choice, Secret, Whisper
from handlers.table import Command, Items, Press, Turn, Where, Who, on


@on(Command("karma", everyday=True), where=Where.PRIVATE, who=Who.MEMBER)
async def karma(turn: Turn) -> Items:
    """Tell somebody their own karma; the first time, ask whether they want to know."""
    if turn.subject.strip().lower() == "off":
        await turn.work.people.save(replace(turn.person, karma_since=None))
        return [turn.privately("karma-off")]
    if turn.person.karma_since is None:
        choice = Choice(action="karma.opt_in", subject=turn.community.id, only_for=turn.person.id)
        return [turn.privately("karma-ask", {}, [choice])]
    return [_own(turn)]


@on(Press("karma.opt_in"), where=Where.PRIVATE)
async def opt_in(turn: Turn) -> Items:
    """From now on this person may see their own karma."""
    await turn.work.people.save(replace(turn.person, karma_since=turn.work.now))
    return [_own(turn.about(await turn.work.communities.get(CommunityId(turn.subject))))]


def _own(turn: Turn) -> Whisper:
    person, community = turn.person.id, turn.community.id
    return turn.privately(
        "karma-own",
        {
            "points": Secret("karma", person, community),
            "movement": Secret("movement", person, community),
            "standing": Secret("trust", person, community),
            "village": turn.community.title,
        },
    )
