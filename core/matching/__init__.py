"""Matching: who is asked, in what order, and what a yes becomes (3-mechanics section 4)."""

from core.matching.asking import ask_again, ask_offering, candidates, hurries, keep_looking
from core.matching.choosing import Candidate, Past, Wanted, choose, open_to, quiet_until, score
from core.matching.fitting import suits
from core.matching.memory import Ask, Asks, Match, MatchStage, Outcome, Round, Work
from core.matching.yeses import (
    accept,
    decline,
    may_answer,
    next_yes,
    of,
    offered_to,
    refuse,
    release,
    remind_at,
    say_yes,
    settle,
    take_back,
    wants_more,
)

__all__ = [
    "Ask",
    "Asks",
    "Candidate",
    "Match",
    "MatchStage",
    "Outcome",
    "Past",
    "Round",
    "Wanted",
    "Work",
    "accept",
    "ask_again",
    "ask_offering",
    "candidates",
    "choose",
    "decline",
    "hurries",
    "keep_looking",
    "may_answer",
    "next_yes",
    "of",
    "offered_to",
    "open_to",
    "quiet_until",
    "refuse",
    "release",
    "remind_at",
    "say_yes",
    "score",
    "settle",
    "suits",
    "take_back",
    "wants_more",
]
