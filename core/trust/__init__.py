"""Trust: ties that fade, standing nobody else sees, paths between people (3-mechanics section 3)."""

from core.trust.anchors import anchors
from core.trust.letter import Elsewhere, Letter, letter, link, reach, vouchers
from core.trust.links import (
    INVITED,
    NO_WISHES,
    SAME_COMMUNITY,
    SISTERS,
    Chain,
    Layer,
    Link,
    LinkKind,
    Links,
    Wishes,
    strongest,
    tie_link,
)
from core.trust.live import LiveTies, live_ties
from core.trust.paths import LinkSource, find_chain, find_chain_in
from core.trust.rules import LIVE_WEIGHT, SHOWN_AFTER, TrustRules, requester_share
from core.trust.score import Score, TrustWord, mean_trust, score_of, scores, trust_word
from core.trust.ties import (
    Deed,
    Pair,
    Tie,
    TieKind,
    TieWord,
    Waiting,
    pair_of,
    rebuilt,
    with_deed,
)
from core.trust.village import Village, VillageError, read_village, village_figures

__all__ = [
    "INVITED",
    "LIVE_WEIGHT",
    "NO_WISHES",
    "SAME_COMMUNITY",
    "SHOWN_AFTER",
    "SISTERS",
    "Chain",
    "Deed",
    "Elsewhere",
    "Layer",
    "Letter",
    "Link",
    "LinkKind",
    "LinkSource",
    "Links",
    "LiveTies",
    "Pair",
    "Score",
    "Tie",
    "TieKind",
    "TieWord",
    "TrustRules",
    "TrustWord",
    "Village",
    "VillageError",
    "Waiting",
    "Wishes",
    "anchors",
    "find_chain",
    "find_chain_in",
    "letter",
    "link",
    "live_ties",
    "mean_trust",
    "pair_of",
    "reach",
    "read_village",
    "rebuilt",
    "requester_share",
    "score_of",
    "scores",
    "strongest",
    "tie_link",
    "trust_word",
    "village_figures",
    "vouchers",
    "with_deed",
]
