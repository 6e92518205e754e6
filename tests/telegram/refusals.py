"""What Telegram answers when it does not do what it was asked."""

from typing import Any


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            said["parameters"] = self.parameters
        return said


def bad(description: str, **parameters: Any) -> Refused:
    """A request that cannot be done."""
    return Refused(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refused:
    """Somebody who does not want it, or a place where the bot is not."""
    return Refused(403, f"Forbidden: {description}")


def too_many(seconds: int) -> Refused:
    """Too fast."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
