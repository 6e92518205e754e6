"""Who may be asked about a request, and who is asked first: hard filters, cooldowns and one score.

Pure: histories in, people out. No karma in it and no trust; chance is seeded, so equals take turns and no order tells
a rank.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from core.communities import Config
from core.ids import PersonId
from core.people import Person, in_quiet_hours, is_paused, quiet_end

WEEK = timedelta(days=7)
MEMORY_HALF_LIFE = timedelta(days=14)
AFTER_NO = timedelta(days=7)
AFTER_NO_SAME_TYPE = timedelta(days=28)
"""A no to one kind of thing is remembered for that kind longer: most often it means that they cannot."""
AFTER_SILENCE = timedelta(days=3)
AFTER_HELP = timedelta(days=2)
NEVER_WITHIN = timedelta(hours=24)
SILENT_AFTER = timedelta(hours=24)
"""An ask unanswered for so long after its delivery counts as silence."""
SILENCES = 5
"""So many asks in a row without a word, and somebody is left in peace."""
SILENT_REST = timedelta(days=28)
REST_WINDOW = timedelta(days=28)
UNSET_SKILL_MATCH = 0.3
URGENT_FIRST_WAVE = 6


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier ask to a candidate. `answer` is None while there is none."""

    type: str
    delivered_at: datetime
    answer: Literal["yes", "no", "settled"] | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member as matching sees them. `skill`: how well their words fit, 0..1; None: they never said."""

    person: Person
    zone: str
    reachable: bool = True
    blocked: bool = False
    asked_already: bool = False
    skill: float | None = None
    offers_it: bool = False
    asks: tuple[Past, ...] = ()
    helps: tuple[datetime, ...] = ()
    left: int = 0
    near: float = 0.0
    may_do_sensitive: bool = True
    usual: bool = False
    """Helped the last two times with what comes again now: it is offered to others first."""
    avoids: frozenset[str] = frozenset()
    """Request types that this person does not wish to be asked for here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The request as matching sees it."""

    author: PersonId
    type: str
    sensitive: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is asked now, and (when somebody was only asleep) when the first of them wakes."""

    people: tuple[Person, ...]
    waits_until: datetime | None = field(default=None)


def quiet_until(
    candidate: Candidate, wanted: Wanted, config: Config, now: datetime
) -> datetime | None:
    """Return when this person's quiet hours end, or None when they may be asked now."""
    limits = candidate.person.limits
    if wanted.urgent and limits.urgent_at_night:
        return None
    start = limits.quiet_from or config.quiet_from
    stop = limits.quiet_to or config.quiet_to
    if not in_quiet_hours(now, candidate.zone, start, stop):
        return None
    return quiet_end(now, candidate.zone, stop)


def open_to(candidate: Candidate, wanted: Wanted, config: Config, now: datetime) -> bool:
    """Say whether every hard filter but the hour of day lets this person be asked."""
    person = candidate.person
    budget = min(config.ask_budget_per_week, person.limits.asks_per_week or math.inf)
    asked = sum(1 for past in candidate.asks if past.delivered_at > now - WEEK)
    return (
        person.id != wanted.author
        and candidate.reachable
        and not candidate.blocked
        and not candidate.asked_already
        and not is_paused(person, now)
        and (candidate.skill is None or candidate.skill > 0 or candidate.offers_it)
        and wanted.type not in candidate.avoids
        and (candidate.may_do_sensitive or not wanted.sensitive)
        and asked < budget
    )


def _rested_since(candidate: Candidate, wanted: Wanted, now: datetime) -> tuple[bool, timedelta]:
    """Return whether no cooldown runs, and how long ago anything was last asked of them or done by them."""
    cool, latest = True, timedelta.max
    events = [(at, AFTER_HELP) for at in candidate.helps]
    for past in candidate.asks:
        if past.answer == "no" and past.answered_at is not None:
            span = AFTER_NO_SAME_TYPE if past.type == wanted.type else AFTER_NO
            events.append((past.answered_at, span))
        elif past.answer is None and now - past.delivered_at >= SILENT_AFTER:
            events.append((past.delivered_at, AFTER_SILENCE))
    for past in candidate.asks:
        latest = min(latest, now - past.delivered_at)
    for at, span in events:
        cool = cool and now - at >= span
        latest = min(latest, now - at)
    return cool, latest


def long_silent(candidate: Candidate, now: datetime) -> bool:
    """Say whether somebody has left the last five asks unanswered, each for a day at least.

    What came before a rest counts no more, nor do asks that were settled within a day.
    """
    person = candidate.person
    if is_paused(person, now):
        return False
    since = person.paused_until or datetime.min.replace(tzinfo=UTC)
    heard = [
        past.answer in ("yes", "no")
        for past in candidate.asks
        if past.delivered_at > since and not _still_open(past, now)
    ]
    return len(heard) >= SILENCES and not any(heard[-SILENCES:])


def _still_open(past: Past, now: datetime) -> bool:
    """Say whether an ask gave less than a day to answer: it tells nothing of anybody."""
    until = past.answered_at if past.answer == "settled" and past.answered_at else now
    return past.answer not in ("yes", "no") and until - past.delivered_at < SILENT_AFTER


def _fading(times: Iterable[datetime], now: datetime) -> float:
    return math.fsum(2.0 ** (-((now - at) / MEMORY_HALF_LIFE)) for at in times)


def kept(candidate: Candidate) -> float:
    """Return how surely a promise of theirs is kept, 0..1: `(done+2)/(done+left+2)`; it stays within matching."""
    done = len(candidate.helps)
    return (done + 2) / (done + candidate.left + 2)


def score(candidate: Candidate, now: datetime, chance: random.Random) -> float:
    """Return the lottery score of section 4; higher is asked earlier.

    `1.0 match + 0.35 near + 0.5 (yes+1)/(asked+2) + 0.3 kept - 1.2 load14 - 0.6 asks14 + 0.6 Gumbel`.
    """
    said_yes = sum(1 for past in candidate.asks if past.answer == "yes")
    match = UNSET_SKILL_MATCH if candidate.skill is None else candidate.skill
    gumbel = -math.log(-math.log(chance.uniform(1e-12, 1.0 - 1e-12)))
    return (
        1.0 * (1.0 if candidate.offers_it else match)
        + 0.35 * candidate.near
        + 0.5 * (said_yes + 1) / (len(candidate.asks) + 2)
        + 0.3 * kept(candidate)
        - 1.2 * _fading(candidate.helps, now)
        - 0.6 * _fading((past.delivered_at for past in candidate.asks), now)
        + 0.6 * gumbel
    )


def choose(
    candidates: Sequence[Candidate],
    wanted: Wanted,
    config: Config,
    size: int,
    now: datetime,
    chance: random.Random,
) -> Chosen:
    """Return at most `size` people to ask now, best first.

    Who offered just this comes first; who helped `rest_after_helps` times in 28 days, or the last two times with what
    comes again, comes last. Who is cooling down is asked only in *gentle*
    communities, when nobody else is left, one at a time, and never within 24 hours.
    """
    able = [c for c in candidates if open_to(c, wanted, config, now)]
    waking = [quiet_until(c, wanted, config, now) for c in able]
    awake = [c for c, until in zip(able, waking, strict=True) if until is None]
    asleep = [until for until in waking if until is not None]
    ranked = sorted(awake, key=lambda c: c.person.id)
    scores = {c.person.id: score(c, now, chance) for c in ranked}
    ranked.sort(
        key=lambda c: (
            c.usual or _carries_much(c, config, now),
            not c.offers_it,
            -scores[c.person.id],
        )
    )
    fresh = [c for c in ranked if _rested_since(c, wanted, now)[0]]
    if not fresh and config.after_no == "gentle":
        fresh = [c for c in ranked if _rested_since(c, wanted, now)[1] >= NEVER_WITHIN][:1]
    people = tuple(c.person for c in fresh[: max(size, 0)])
    return Chosen(people, min(asleep, default=None))


def _carries_much(candidate: Candidate, config: Config, now: datetime) -> bool:
    recent = sum(1 for at in candidate.helps if at > now - REST_WINDOW)
    return recent >= config.rest_after_helps
