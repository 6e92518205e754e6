"""Inviting somebody in, seeing who and what waits for a role-holder, and leaving."""

from dataclasses import replace

from core import communities, governance, votes
from core.communities import Standing
from core.governance import Right
from core.messages import Args, Choice, Invitation, Item, Lines, Moment, Phrase
from handlers import matching as asking
from handlers.cards import approval_card
from handlers.communities import safety
from handlers.communities.door import INVITED, follow_invitation, join_card
from handlers.exchanges import doing
from handlers.governance.rotation import somebody_went
from handlers.posts import posting as posts
from handlers.table import Command, Items, Turn, Where, Who, on


@on(Command("start", everyday=True), where=Where.PRIVATE)
async def start(turn: Turn) -> Items:
    """Say who I am, follow an invitation, or let somebody who is present somewhere say that they are in."""
    if turn.subject.startswith(INVITED):
        return await follow_invitation(turn, turn.subject)
    present = await turn.work.communities.of_person(turn.person.id, Standing.PRESENT)
    mine = await turn.work.communities.of_person(turn.person.id, Standing.MEMBER)
    await turn.work.people.save_account(replace(turn.account, community=None))
    titles = tuple(Phrase("start-village", {"village": c.title}) for c in mine)
    key = "start-member" if mine else "start-present" if present else "start-stranger"
    choices = [
        Choice(
            action="member.in",
            subject=c.id,
            label=Phrase("do-member-in-named", {"village": c.title}),
            only_for=turn.person.id,
        )
        for c in present
    ]
    return [turn.privately(key, {"villages": Lines(titles)}, choices)]


@on(Command("invite"), where=Where.PRIVATE, who=Who.MEMBER)
async def invite(turn: Turn) -> Items:
    """Give somebody a way in that works once."""
    made = await communities.invite(turn.work, turn.community, turn.person)
    args: Args = {
        "link": Invitation(f"{INVITED}{made.token}"),
        "village": turn.community.title,
        "until": Moment(made.until),
    }
    return [turn.privately("invite-made", args)]


@on(Command("approve"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.LET_IN)
async def waiting(turn: Turn) -> Items:
    """Show everything that waits for a role-holder: people at the door, posts that may not go out yet."""
    community = turn.community
    cards: list[Item] = []
    for member in await communities.asking(turn.work, community):
        person = await turn.work.people.get(member.person)
        cards.append(join_card(community, person, turn.person))
    held = await turn.work.posts.waiting(community.id)
    cards += [approval_card(community, post, turn.person.id) for post in held]
    return cards or [turn.privately("approve-nothing", {"village": community.title})]


@on(Command("leave"), where=Where.PRIVATE, who=Who.MEMBER)
async def leave(turn: Turn) -> Items:
    """Leave the village; open requests and offers are taken back first."""
    gone = [*await doing.leave_running(turn), *await posts.withdraw_all(turn)]
    gone += await asking.step_back(turn)
    gone += await safety.resign(turn, turn.community)
    await votes.drop(turn.work, turn.community, turn.person.id)
    await governance.leave(turn.work, turn.community, turn.person)
    gone += await somebody_went(turn, turn.community)
    return [*gone, turn.privately("leave-done", {"village": turn.community.title})]
