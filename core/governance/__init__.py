"""Governance: who may what, the founder group, maturity, and whose consent a rule needs (3-mechanics section 6)."""

from core.governance.consent import (
    OPEN_FOR,
    Settled,
    Verdict,
    covers,
    lapse,
    needed,
    say,
    set_out,
)
from core.governance.founders import (
    ANSWER_WITHIN,
    FEWEST,
    MOST,
    ROLES_BEGIN,
    accept,
    decline,
    group_of,
    name_another,
    open_village,
    require_group,
)
from core.governance.insights import Insights, Load, Weekly, gini, insights
from core.governance.maturity import (
    becomes_mature,
    eligible_now,
    few_since,
    refresh,
    roll,
)
from core.governance.memory import Asked, Consent, Founder, GovernanceStore, Work
from core.governance.rights import HELD_BY, Right, may, require

__all__ = [
    "ANSWER_WITHIN",
    "FEWEST",
    "HELD_BY",
    "MOST",
    "OPEN_FOR",
    "ROLES_BEGIN",
    "Asked",
    "Consent",
    "Founder",
    "GovernanceStore",
    "Insights",
    "Load",
    "Right",
    "Settled",
    "Verdict",
    "Weekly",
    "Work",
    "accept",
    "becomes_mature",
    "covers",
    "decline",
    "eligible_now",
    "few_since",
    "gini",
    "group_of",
    "insights",
    "lapse",
    "may",
    "name_another",
    "needed",
    "open_village",
    "refresh",
    "require",
    "require_group",
    "roll",
    "say",
    "set_out",
]
