"""The common ground of all tables: how a moment is kept, and predictable names of constraints."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps it as text of one width, so that it sorts; PostgreSQL as timestamptz."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """A moment as the database keeps it; ValueError where it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone: use connect.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """A moment in UTC, whatever the database says of its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Words = TypeVar("Words", bound=StrEnum)


class Word(sa.types.TypeDecorator[Words]):
    """A word of a closed set: text in the database, a member of the enum in Python. A word of no set raises."""

    impl = sa.String
    cache_ok = True

    def __init__(self, of: type[Words], length: int) -> None:
        super().__init__(length)
        self.of = of

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text of a word."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Words | None:
        """The word of a text; ValueError for one of no set."""
        return None if value is None else self.of(value)


class Base(DeclarativeBase):
    """The common ground of all tables: typed columns and predictable names of constraints."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment(), int: sa.BigInteger().with_variant(sa.Integer(), "sqlite")}
