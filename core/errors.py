"""Refusals: a rule said no. Each has the name of one sentence in the locales, and bugs are other exceptions."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A rule said no. `key` names the sentence that says why and what would change it; `args` fill it."""

    key = "refused"

    def __init__(self, key: str | None = None, **args: Any) -> None:
        self.key = key or self.key
        self.args_for_wording: Mapping[str, Any] = args
        super().__init__(self.key)


class NotAMember(Refusal):
    """The person is in no village here, or not in this one."""

    key = "refused-not-a-member"


class VillageFull(Refusal):
    """The member cap is reached (3-mechanics section 1)."""

    key = "refused-village-full"


class UnknownName(Refusal):
    """Nobody of that name may be named here; "no such person" and "not for you" read the same."""

    key = "refused-unknown-name"


class AlreadySettled(Refusal):
    """A button of something that has since ended."""

    key = "refused-settled"


class NotYours(Refusal):
    """A button or thing that belongs to somebody else."""

    key = "refused-not-yours"


class Disclosure(Exception):
    """A hidden number was about to reach somebody else: a bug, never a sentence."""


class StorageRefused(Exception):
    """The database cannot be used as it is. `key` names the operator's sentence: what is wrong and what to do."""

    def __init__(self, key: str, **args: Any) -> None:
        self.key = key
        self.args_for_wording: Mapping[str, Any] = args
        super().__init__(key)
