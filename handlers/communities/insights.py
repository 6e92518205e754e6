"""How the village fares, for those who look after it: text and one picture, over at least five people."""

from core import governance
from core.governance import Insights, Right
from core.messages import Arg, Args, Lines, Moment, Phrase, Picture, WeeksDrawing
from handlers.table import Command, Items, Turn, Where, Who, on


@on(Command("insights"), where=Where.PRIVATE, who=Who.MEMBER, may=Right.INSIGHTS)
async def insights(turn: Turn) -> Items:
    """Show open and answered requests, time to a yes, who is active, newcomers, and how even the load is."""
    known = await governance.insights(turn.work, turn.community)
    args: Args = {"village": turn.community.title, "lines": Lines(_lines(known))}
    if all(week.asked is None for week in known.weeks):
        return [turn.privately("insights-all", args)]
    drawing = WeeksDrawing(
        tuple((Moment(week.begins), week.asked, week.answered) for week in known.weeks),
        asked=Phrase("insights-asked"),
        answered=Phrase("insights-answered"),
    )
    return [Picture(to=turn.person.id, drawing=drawing, key="insights-all", args=args)]


def _lines(known: Insights) -> tuple[Phrase, ...]:
    share = known.answered_share
    active = known.active_share
    return (
        _line("open", known.open_requests),
        _line("answered-share", None if share is None else round(100 * share)),
        _line("hours", None if known.hours_to_yes is None else max(1, round(known.hours_to_yes))),
        _line("active", None if active is None else round(100 * active)),
        _line("newcomers", known.newcomers),
        _line("load", known.load.value if known.load else None),
    )


def _line(name: str, value: Arg | None) -> Phrase:
    if value is None:
        return Phrase("insights-too-few", {"what": Phrase(f"insights-name-{name}")})
    return Phrase(f"insights-{name}", {"value": value})
