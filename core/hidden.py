"""Numbers about a person that nobody else may see (promise 1).

A `Hidden` carries a value and its owner. Printing, formatting, comparing, copying, pickling and JSON all fail or
say nothing; the one way to the number names the person it is told to, and that person must be its owner.
"""

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

from core.errors import Disclosure
from core.ids import PersonId

T = TypeVar("T")
U = TypeVar("U")


class Hidden(Generic[T]):
    """A value about `owner` that only `owner` may be told."""

    __slots__ = ("_ask", "owner")

    def __init__(self, owner: PersonId, value: T) -> None:
        # The value lives in a closure, so that dumping attributes shows no number.
        def ask(reader: PersonId) -> T:
            if reader != owner:
                raise Disclosure("a hidden number was asked for by somebody who does not own it")
            return value

        self.owner = owner
        self._ask = ask

    def disclose_to(self, reader: PersonId) -> T:
        """Return the value for its owner's own eyes.

        Raises Disclosure when `reader` is anybody else. The caller puts it in a private message to `reader` only.
        """
        return self._ask(reader)

    def map(self, change: Callable[[T], U]) -> "Hidden[U]":
        """Return another hidden value made from this one; it is still only the owner's."""
        return Hidden(self.owner, change(self._ask(self.owner)))

    def __repr__(self) -> str:
        """Say that something is hidden, so that tracebacks and logs stay harmless."""
        return "<hidden>"

    def _refuse(self, *_: Any) -> NoReturn:
        raise Disclosure("a hidden number has no text, order, truth or copy; see disclose_to")

    __str__ = __format__ = __bool__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __float__ = __int__ = __index__ = __hash__ = __eq__ = __ne__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse
