"""How well what somebody said they can do fits a request: by type first, then by words (section 4).

Small and local: words are compared by their stems in the village's language, never sent anywhere.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.communities import Community, Config
from core.listening import Act, Context, TypeHint, stems, understand_as
from core.posts import Post, Stage

SAME_KIND_MATCH = 0.7
SAME_WORD_MATCH = 1.0
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""What kind of thing a skill is does not hang on the hour."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What skills are held against: a post's type and the stems of its words, in the village's language."""

    type: str
    words: frozenset[str]
    language: str
    hints: tuple[TypeHint, ...]
    fits: dict[str, float] = field(default_factory=dict)
    """How well each skill fits that was looked at: neighbours have many skills in common."""


def needed(community: Community, post: Post) -> Needed:
    """Return what a post needs, once for everybody who is looked at."""
    config = community.config
    hints = tuple(TypeHint(t.name, t.kind) for t in config.request_types)
    words = stems(post.what, config.language) | stems(post.type, config.language)
    return Needed(post.type, frozenset(words), config.language, hints)


def fit(need: Needed, skills: Collection[str]) -> float:
    """Return how well what somebody said they can do fits: 1 by words, 0.7 by kind, else 0."""
    for skill in skills:
        if skill not in need.fits:
            need.fits[skill] = _fit_of(need, skill)
    return max((need.fits[skill] for skill in skills), default=0.0)


def _fit_of(need: Needed, skill: str) -> float:
    if not need.words.isdisjoint(stems(skill, need.language)):
        return SAME_WORD_MATCH
    same = _type_of(skill, need.language, need.hints) == need.type
    return SAME_KIND_MATCH if same else 0.0


def suits(community: Community, offer: Post, request: Post) -> bool:
    """Say whether an open offer is for what a request needs: the same type or words, and a time that both may mean.

    What has no time suits any; an offer of every Friday suits what is on a Friday, by the village's clock.
    """
    is_theirs = offer.author != request.author and offer.stage is Stage.OPEN
    if not is_theirs or not _alike(community.config, offer, request):
        return False
    zone = ZoneInfo(community.config.time_zone)
    mine, theirs = _window(offer, zone), _window(request, zone)
    if mine is None or theirs is None:
        return True
    shifts = [timedelta()]
    if offer.every is not None:
        again = timedelta(days=offer.every)
        times = (theirs[0] - mine[0]) // again
        shifts = [again * times, again * (times + 1)]
    return any(mine[0] + by < theirs[1] and theirs[0] < mine[1] + by for by in shifts)


def _alike(config: Config, offer: Post, request: Post) -> bool:
    """Say whether two posts are about the same: by type, or by a word where one of them was heard as just "help"."""
    if offer.type == request.type:
        return True
    is_vague = "other" in {config.request_type(post.type).kind for post in (offer, request)}
    words = (stems(post.what, config.language) for post in (offer, request))
    return is_vague and not frozenset.isdisjoint(*words)


def _window(post: Post, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return when it is, by a clock on the wall: a time of day stays the same over a change of clocks."""
    if post.start is None or post.end is None:
        return None
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (post.start, post.end))
    return start, end


@lru_cache(maxsize=20_000)
def _type_of(skill: str, language: str, hints: tuple[TypeHint, ...]) -> str | None:
    context = Context(_ANY_TIME, language=language, types=hints)
    return understand_as(Act.OFFER, skill, context).type
