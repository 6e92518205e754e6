"""One event, one transaction: note it, find the one handler, call it, write down what is to be said."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.spine.letters import Mailbag
from bot.spine.scenes import Scene, sender_of
from core import governance, listening, people
from core.communities import Community, Standing
from core.errors import AlreadySettled, NotAMember, NotYours, Refusal
from core.events import (
    BallotCast,
    ChoicePicked,
    CommandGiven,
    Event,
    MemberArrived,
    MemberLeft,
    MessagePosted,
    PollCounted,
    ReachabilityChanged,
)
from core.ids import CommunityId
from core.listening import NOTE, Act
from core.messages import Answer, Choice, Item, Phrase, Picture, Poll, Text, Whisper, Withdraw
from core.people import Account, Reach
from core.ports import Capabilities, Due, PickedChoice
from handlers.table import (
    Alarmed,
    Command,
    Deadline,
    Entry,
    Happened,
    Heard,
    Press,
    Replied,
    Table,
    Turn,
    Typed,
    Where,
    Who,
)

log = structlog.get_logger()

EXPECT_FOR = timedelta(days=1)
"""How long a typed reply still answers the question that was asked."""
SIGN = "command.sign"
"""The button by which somebody says that an unsigned command was theirs; the platform tells who pressed."""


class AskWhichVillage(Exception):
    """Somebody in several villages has to say which one they mean."""

    def __init__(self, villages: list[Community], command: CommandGiven) -> None:
        super().__init__()
        self.villages = villages
        self.command = command


class Dispatch:
    """Finds and calls handlers inside a unit of work, and writes their items to the outbox."""

    def __init__(
        self, table: Table, language: str, platforms: Mapping[str, Capabilities] | None = None
    ) -> None:
        self._table = table
        self._language = language
        self._platforms = platforms or {}

    def concerns(self, event: Event) -> bool:
        """Say whether anything answers events of this kind; the others are chatter, like a reaction among friends."""
        always = CommandGiven | ChoicePicked | MessagePosted
        return isinstance(event, always) or self._table.find(Happened(type(event))) is not None

    async def event(self, work: Any, scene: Scene, can: Capabilities, cause: str) -> Mailbag:
        """Handle one event. Refusals leave the transaction as exceptions."""
        if isinstance(scene.event, MemberLeft) and not await _is_known(work, scene.event):
            return Mailbag(work, cause)
        turn = await self._turn(work, scene, can)
        if isinstance(scene.event, BallotCast | PollCounted):
            turn = await _about_poll(turn, scene.event)
        turn, entry = await self._route(turn, scene)
        items = list(await entry.handle(turn)) if entry else []
        if turn.picked is not None and turn.picked.action == SIGN and turn.picked.card:
            await work.deadlines.drop(turn.picked.card)
            items.append(Withdraw(card=turn.picked.card))
        await self._remember_reply(turn)
        if isinstance(scene.event, ReachabilityChanged) and scene.event.state == Reach.OPEN:
            await work.outbox.release(turn.person.id, work.now)
        return await self._post(work, turn, entry, items, cause)

    async def due(self, work: Any, due: Due, can: Capabilities, cause: str) -> Mailbag:
        """Handle one deadline."""
        entry = self._table.find(Deadline(due.kind))
        turn = Turn(work=work, can=can, subject=due.subject, platforms=self._platforms)
        items = list(await entry.handle(turn)) if entry else []
        return await self._post(work, turn, entry, items, cause)

    async def refusal(
        self,
        work: Any,
        scene: Scene,
        can: Capabilities,
        cause: str,
        said: Refusal | AskWhichVillage,
    ) -> Mailbag:
        """Say privately why not, or ask which village is meant."""
        turn = await self._turn(work, scene, can)
        if isinstance(said, AskWhichVillage):
            items: list[Item] = [_which_village(turn, said)]
        else:
            items = [turn.answer(said.key, said.args_for_wording)]
        return await self._post(work, turn, None, items, cause)

    async def _turn(self, work: Any, scene: Scene, can: Capabilities) -> Turn:
        event, village = scene.event, scene.village
        turn = Turn(
            work=work,
            can=can,
            event=event,
            room=village.room if village else None,
            community=village.community if village else None,  # type: ignore[arg-type]
            heard=scene.heard,
            crisis=scene.crisis,
            platform=event.platform,
            entries=self._table.entries,
            language=self._language,
            platforms=self._platforms,
        )
        sender = sender_of(event)
        if sender is None:
            return turn
        reach = Reach(can.reach_at_first)
        person, account = await people.meet(work, event.platform, sender, reach)
        if village is None and isinstance(event, MessagePosted | CommandGiven):
            account = await _now_open(work, account)
        return replace(turn, person=person, account=account)

    async def _route(self, turn: Turn, scene: Scene) -> tuple[Turn, Entry | None]:
        if scene.crisis is not None:
            return turn, self._table.find(Alarmed())
        if scene.answers:
            return turn, self._table.find(Replied())
        match turn.event:
            case ChoicePicked():
                return await self._pressed(turn)
            case CommandGiven(name=name, rest=rest):
                entry = self._table.find(Command(name))
                if entry is None:
                    raise Refusal("refused-unknown-command", command=name)
                return await self._placed(replace(turn, subject=rest), entry), entry
            case MessagePosted() if turn.room is None:
                return await self._typed(turn)
            case MessagePosted():
                return turn, self._table.find(Heard())
        return turn, self._table.find(Happened(type(turn.event)))

    async def _pressed(self, turn: Turn) -> tuple[Turn, Entry | None]:
        picked = await self._picked(turn)
        if picked is None and turn.event.words:
            return await self._typed(_as_words(turn))
        if picked is None:
            raise AlreadySettled()
        self._authorise(turn, picked)
        if picked.action.startswith("community.pick."):
            return await self._village_picked(turn, picked.subject)
        if picked.action == SIGN:
            return await self._signed(replace(turn, picked=picked), picked.subject)
        entry = self._entry_of(picked.action)
        return replace(turn, subject=picked.subject, picked=picked), entry

    async def _picked(self, turn: Turn) -> PickedChoice | None:
        """Find the button that was meant; what was typed without naming a message means the newest one in this chat.

        A question whose own message has no buttons is older than the number that answers it: then it is no choice.
        """
        outbox, event = turn.work.outbox, turn.event  # type: ignore[attr-defined]
        message = event.message
        if not message:
            message, is_latest = await outbox.newest_with_choices(turn.person.id)
            if message is None or (event.words and _awaits(turn) and not is_latest):
                return None
        found: PickedChoice | None = await outbox.picked(message, event.choice)
        return found

    def _entry_of(self, action: str) -> Entry | None:
        """Find a button's handler: its whole action, else the action without its last parts (`review.5`)."""
        while action:
            entry = self._table.find(Press(action))
            if entry is not None:
                return entry
            action = action.rpartition(".")[0]
        return None

    def _authorise(self, turn: Turn, picked: PickedChoice) -> None:
        owner = picked.only_for or picked.to
        if owner is not None and owner != turn.person.id:
            raise NotYours()
        if picked.until is not None and picked.until <= turn.work.now:
            raise Refusal("refused-expired")

    async def _village_picked(self, turn: Turn, subject: str) -> tuple[Turn, Entry | None]:
        """Remember the village that was meant for this chat, and give the command that asked."""
        village, name, rest = subject.split(":", 2)
        account = replace(turn.account, community=CommunityId(village))
        await turn.work.people.save_account(account)
        return await self._as_command(replace(turn, account=account), name, rest)

    async def _signed(self, turn: Turn, subject: str) -> tuple[Turn, Entry | None]:
        """Give the command that was unsigned, as whoever pressed, where it was given."""
        village, room_id, topic, name, rest = subject.split("\n", 4)
        community = await turn.work.communities.get(CommunityId(village))
        rooms = await turn.work.communities.rooms(community.id)
        room = next((room for room in rooms if room.id == room_id), None)
        if room is None:
            raise AlreadySettled()
        turn = replace(turn, room=room, community=community)
        return await self._as_command(turn, name, rest, topic or None)

    async def _as_command(
        self, turn: Turn, name: str, rest: str, topic: str | None = None
    ) -> tuple[Turn, Entry | None]:
        """Go on as if the person had given this command, privately where no room is meant."""
        command = CommandGiven(
            platform=turn.platform,
            key=turn.event.key,
            by=turn.event.by,
            message=turn.event.message,
            name=name,
            rest=rest,
            room=turn.room.handle if turn.room else None,
            topic=topic,
        )
        turn = replace(turn, event=command, subject=rest)
        entry = self._table.find(Command(name))
        return (await self._placed(turn, entry) if entry else turn), entry

    async def _typed(self, turn: Turn) -> tuple[Turn, Entry | None]:
        """Somebody wrote privately: an answer to a question of ours, a request or offer, or a chance to be helpful."""
        now = turn.work.now
        if _awaits(turn):
            kind, _, subject = (turn.account.awaiting or "").partition(":")
            turn = replace(turn, subject=subject)
            if kind in (Act.REQUEST, Act.OFFER):
                turn = turn.about(await turn.work.communities.get(CommunityId(subject)))
            return turn, self._table.find(Typed(kind))
        hearing = listening.Context(
            now, turn.person.time_zone or "UTC", turn.person.language or "en"
        )
        heard = listening.understand(turn.event.text, hearing)
        if heard.act is Act.OTHER or heard.score < NOTE:
            raise Refusal("said-hint")
        name = "ask" if heard.act is Act.REQUEST else "offer"
        return await self._as_command(turn, name, turn.event.text)

    async def _placed(self, turn: Turn, entry: Entry) -> Turn:
        """Find the one village a command is about. Raises NotAMember, or asks which of several."""
        if entry.who is Who.ANYONE:
            return turn
        mine = list(await turn.work.communities.of_person(turn.person.id, Standing.MEMBER))
        if entry.who is Who.PRESENT:
            mine += await turn.work.communities.of_person(turn.person.id, Standing.PRESENT)
        if turn.room is not None:
            if entry.who is not Who.PRESENT and turn.community.id not in {c.id for c in mine}:
                raise NotAMember()
            mine = [turn.community]
        if not mine:
            raise NotAMember()
        mine = await self._allowed(turn, entry, mine)
        chosen = [c for c in mine if c.id == turn.account.community] or mine
        if len(chosen) > 1:
            raise AskWhichVillage(chosen, turn.event)
        return turn.about(chosen[0])

    async def _allowed(self, turn: Turn, entry: Entry, mine: list[Community]) -> list[Community]:
        """Return the villages in which this person may give this command. Raises Refusal where there is none."""
        if entry.may is None:
            return mine
        allowed = [
            village
            for village in mine
            if await governance.may(turn.work, village, turn.person, entry.may)
        ]
        if not allowed:
            await turn.require(entry.may, mine[0])
        return allowed

    async def _remember_reply(self, turn: Turn) -> None:
        """Keep which question the next private message answers; any other act forgets the last one."""
        if turn.account is None or isinstance(turn.event, MemberArrived):
            return
        expected = turn.expected[-1] if turn.expected else None
        was_private = isinstance(turn.event, CommandGiven | MessagePosted) and turn.room is None
        if expected is None and not (turn.account.awaiting and was_private):
            return
        found = await turn.work.people.by_account(turn.account.platform, turn.account.handle)
        if found is not None:
            until = turn.work.now + EXPECT_FOR if expected else None
            await turn.work.people.save_account(
                replace(found[1], awaiting=expected, awaiting_until=until)
            )

    async def _post(
        self, work: Any, turn: Turn, entry: Entry | None, items: Iterable[Item], cause: str
    ) -> Mailbag:
        kept = [_fitting(turn, item) for item in items]
        if entry and entry.where is Where.PRIVATE and any(map(_is_public, kept)):
            raise AssertionError(f"{entry.trigger} may only speak privately")
        bag = Mailbag(work, cause)
        await bag.put(kept)
        return bag


def _awaits(turn: Turn) -> bool:
    """Say whether the next words answer a question of ours."""
    account = turn.account
    until = account.awaiting_until
    return bool(account.awaiting) and until is not None and turn.work.now < until


def _as_words(turn: Turn) -> Turn:
    """What looked like a choice was something said privately."""
    event = turn.event
    said = MessagePosted(
        platform=event.platform,
        key=event.key,
        by=event.by,
        message=event.key,
        text=event.words,
        position=event.position,
    )
    return replace(turn, event=said)


def _is_public(item: Item) -> bool:
    """Say whether a whole room would read it."""
    match item:
        case Text(only_for=only_for):
            return only_for is None
        case Poll():
            return True
        case Picture(room=room):
            return room is not None
    return False


def _fitting(turn: Turn, item: Item) -> Item:
    """An answer needs a press to answer; after a command or typed words it is a private message."""
    pressed = isinstance(turn.event, ChoicePicked) and turn.can.answers_presses
    if isinstance(item, Answer) and not pressed:
        return Whisper(to=item.to, key=item.key, args=item.args)
    if isinstance(item, Picture) and item.to and item.to == turn.person.id:
        # The words beside a picture say the same, and some like only those.
        return item if turn.person.pictures else Whisper(to=item.to, key=item.key, args=item.args)
    return item


async def _is_known(work: Any, event: MemberLeft) -> bool:
    """Whoever was never known leaves without becoming so."""
    return await work.people.by_account(event.platform, event.who.handle) is not None


async def _now_open(work: Any, account: Account) -> Account:
    """Whoever writes privately can be answered: what waited for them may go."""
    if account.reach is Reach.OPEN:
        return account
    account = replace(account, reach=Reach.OPEN)
    await work.people.save_account(account)
    await work.outbox.release(account.person, work.now)
    return account


async def _about_poll(turn: Turn, said: BallotCast | PollCounted) -> Turn:
    """A platform names a poll in its own way; handlers know it by ours, and by the card that it is."""
    found = await turn.work.outbox.poll(said.poll)  # type: ignore[attr-defined]
    if found is None:
        return turn
    poll, card = found
    return replace(turn, event=replace(said, poll=poll), subject=card or "")


def _which_village(turn: Turn, asked: AskWhichVillage) -> Whisper:
    choices = [
        Choice(
            action=f"community.pick.{number}",
            subject=f"{community.id}:{asked.command.name}:{asked.command.rest}",
            label=Phrase("do-community-pick", {"village": community.title}),
            only_for=turn.person.id,
        )
        for number, community in enumerate(asked.villages, start=1)
    ]
    return turn.privately("which-village", {}, choices)
