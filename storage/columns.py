"""Column types that read and write the core's own values, the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, MetaData, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since 1970 so that it sorts and compares everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store an aware datetime."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read it back in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Word(TypeDecorator[StrEnum]):
    """One of an enumeration's words."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__(32)
        self.kind = kind

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        """Read it back as the enumeration's member."""
        return None if value is None else self.kind(value)


class LocalTime(TypeDecorator[time]):
    """A time of day without a zone, as HH:MM."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        """Store hours and minutes."""
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> time | None:
        """Read it back."""
        return None if value is None else time.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A small JSON document, as text on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Store compactly."""
        return (
            None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        )

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Read it back."""
        return None if value is None else json.loads(value)
