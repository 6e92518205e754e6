"""Reciprocity: asking, offering, receiving and rebalancing, practised in private (3-mechanics section 10).

It knows what people do for each other and never what anybody owes: nobody is reminded of a debt, and nobody is told
how they compare.
"""

from core.reciprocity.chasing import wait
from core.reciprocity.load import carriers, rest, take_turns, worn
from core.reciprocity.memory import (
    Digest,
    Practice,
    ReciprocityStore,
    Rhythm,
    Step,
    Week,
    Work,
)
from core.reciprocity.news import News, choose, due_at, news
from core.reciprocity.practice import (
    ROUNDS,
    TICKS_KEPT,
    WEEK_DAYS,
    Topic,
    check_weekly,
    next_question,
    question,
    reflect,
    ticked,
    turn_tick,
)
from core.reciprocity.rhythm import (
    USUAL_HOUR,
    at_hour,
    choose_hour,
    hour_from,
    hour_in,
    hour_of,
    next_hour,
    zone_of,
)
from core.reciprocity.week import (
    begin,
    go_on,
    keep_note,
    number_of,
    running,
    thanks_to_give,
)

__all__ = [
    "ROUNDS",
    "TICKS_KEPT",
    "USUAL_HOUR",
    "WEEK_DAYS",
    "Digest",
    "News",
    "Practice",
    "ReciprocityStore",
    "Rhythm",
    "Step",
    "Topic",
    "Week",
    "Work",
    "at_hour",
    "begin",
    "carriers",
    "check_weekly",
    "choose",
    "choose_hour",
    "due_at",
    "go_on",
    "hour_from",
    "hour_in",
    "hour_of",
    "keep_note",
    "news",
    "next_hour",
    "next_question",
    "number_of",
    "question",
    "reflect",
    "rest",
    "running",
    "take_turns",
    "thanks_to_give",
    "ticked",
    "turn_tick",
    "wait",
    "worn",
    "zone_of",
]
