"""Before and after it should happen: one reminder, "did it happen?", and silence that speaks in the end."""

from dataclasses import replace
from datetime import datetime

from core import exchanges, reciprocity
from core.exchanges import Exchange, Stage
from core.ids import ExchangeId, PersonId
from core.messages import Args, Item, Name, Whisper
from core.posts.telling import told_at
from handlers.cards import as_revision, exchange_card, new_exchange_card, running_choices, summary
from handlers.exchanges import doing
from handlers.table import Deadline, Items, Turn, on


@on(Deadline("exchange.remind"))
async def remind(turn: Turn) -> Items:
    """Remind both, shortly before; not whom it would leave no message for what cannot wait."""
    exchange = await turn.work.exchanges.get(ExchangeId(turn.subject))
    if exchange.stage is not Stage.OPEN:
        return []
    post, community = await doing.about(turn, exchange)
    facts = summary(community, post)
    items: list[Item] = []
    for person in exchange.sides:
        is_much = await doing.has_had_most(turn, exchange, person, turn.work.now, keep=1)
        if exchange.said(person) is None and not is_much:
            args: Args = {"facts": facts, "other": Name(exchange.other(person))}
            items.append(Whisper(to=person, key="exchange-remind", args=args))
    return items


@on(Deadline("exchange.chase"))
async def chase(turn: Turn) -> Items:
    """Ask whoever has not said whether it happened; each side once, and not on a day on which they were chased."""
    exchange_id, _, only = turn.subject.partition(":")
    exchange = await turn.work.exchanges.get(ExchangeId(exchange_id))
    if exchange.stage is not Stage.OPEN:
        return []
    items: list[Item] = []
    for person in exchange.sides:
        if exchange.said(person) is None and only in ("", person):
            items += await _ask_whether(turn, exchange, person)
    return items


async def _ask_whether(turn: Turn, exchange: Exchange, person: PersonId) -> list[Item]:
    post, community = await doing.about(turn, exchange)
    silence = exchanges.silence_ends_at(exchange, community)
    awake = told_at(community, await turn.work.people.get(person), turn.work.now)
    later: datetime | None = awake
    if awake == turn.work.now:
        later = await reciprocity.wait(turn.work, person, latest=silence)
    if later is not None:
        about = f"{exchange.id}:{person}"
        await turn.work.deadlines.set(f"exchange-chase:{about}", "exchange.chase", about, later)
        return []
    # The buttons move to the question: two live sets of them would be one too many.
    plain = replace(as_revision(new_exchange_card(exchange, post, community, person)), choices=())
    asked = Whisper(
        to=person,
        key="exchange-chase",
        args={"facts": summary(community, post), "other": Name(exchange.other(person))},
        choices=running_choices(exchange, person),
        card=exchange_card(exchange.id, person),
    )
    return [plain, asked]


@on(Deadline("exchange.silence"))
async def silence(turn: Turn) -> Items:
    """Silence speaks: a one-sided yes counts, and with no word from either it did not happen."""
    exchange = await turn.work.exchanges.get(ExchangeId(turn.subject))
    if exchange.stage is not Stage.OPEN:
        return []
    ended = await exchanges.after_silence(turn.work, exchange)
    if ended.stage is Stage.DONE:
        return await doing.finished(turn, ended)
    return await doing.did_not_happen(turn, ended)
