"""How well what somebody said they can do fits a request: by type first, then by words (section 4).

Small and local: words are compared by their stems in the village's language, never sent anywhere.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from core.communities import Community
from core.listening import Act, Context, TypeHint, stems, understand_as
from core.posts import Post

SAME_KIND_MATCH = 0.7
SAME_WORD_MATCH = 1.0
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""What kind of thing a skill is does not hang on the hour."""


def fit(community: Community, skills: Iterable[str], post: Post) -> float:
    """Return how well what somebody said they can do fits a post: 1 by words, 0.7 by kind, else 0."""
    config = community.config
    hints = tuple(TypeHint(t.name, t.kind) for t in config.request_types)
    wanted = stems(post.what, config.language) | stems(post.type, config.language)
    best = 0.0
    for skill in skills:
        if wanted & stems(skill, config.language):
            return SAME_WORD_MATCH
        if _type_of(skill, config.language, hints) == post.type:
            best = SAME_KIND_MATCH
    return best


@lru_cache(maxsize=20_000)
def _type_of(skill: str, language: str, hints: tuple[TypeHint, ...]) -> str | None:
    context = Context(_ANY_TIME, language=language, types=hints)
    return understand_as(Act.OFFER, skill, context).type
