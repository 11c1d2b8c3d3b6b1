"""The source of a search as a value: a table of things that have a place, and the order in which they are shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from connect.geo import Metric

Row = tuple[Any, ...]  # the columns of a hit, then its squared distance
_NAMED = re.compile(r"(?<!:):(\w+)")


@dataclass(frozen=True)
class Source:
    """A table that `search` can search by place. It is made once, where a feature keeps its queries.

    The table has the columns `cell` (a finest cell), `lat` and `lon`. Conditions name its columns bare.
    """

    table: str
    index: str  # partial and covering: holds `cell`, then `order`, then all other columns that are read
    listed: str  # the condition of the index, to the letter, or no database can prove that the index answers
    columns: tuple[str, ...]  # of a hit; those of `order`, `lat` and `lon` are among them
    order: tuple[str, ...]  # inside a cell: columns, each perhaps with DESC; never NULL, together unique
    filters: str = "1 = 1"  # further conditions, with the values that a search passes as :name
    exact: bool = False  # whether `lat` and `lon` are the point itself, to sort by; else they are the cell's centre
    inner: tuple[tuple[str, str], ...] = ()  # tables inside conditions, as named there, and their index: for SQLite
    first: str = ""  # rows of which this holds stand before all others, however far; of `columns`, exact, first pages

    def __post_init__(self) -> None:
        if missing := {"lat", "lon", *self.keys} - set(self.columns):
            raise ValueError(f"{self.table}: a page cannot go on after a hit without its {', '.join(sorted(missing))}")
        if self.first and not self.exact:
            raise ValueError(f"{self.table}: of cells no part stands before the others")

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns of the order, without their direction."""
        return tuple(part.removesuffix(" DESC") for part in self.order)

    @cached_property
    def after_names(self) -> tuple[str, ...]:
        """The names of the values that `after_sql` waits for."""
        return tuple(f"after_{key}" for key in self.keys)

    @cached_property
    def no_keys(self) -> dict[str, None]:
        """The values of `after_sql` on a first page: all None."""
        return dict.fromkeys(self.after_names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the values that the filters wait for, each once."""
        return tuple(dict.fromkeys(_NAMED.findall(f"{self.filters} {self.first}")))

    def table_sql(self, postgres: bool) -> str:
        """The text behind FROM: the table as `c`.

        SQLite is told the index: without statistics (ANALYZE) it takes one on the state and walks all of that.
        """
        return f"{self.table} AS c" if postgres else f"{self.table} AS c INDEXED BY {self.index}"

    def indexed_sql(self, sql: str) -> str:
        """A statement in which SQLite is told the indexes of the tables inside conditions: it prefers a unique one."""
        for table, index in self.inner:
            sql = sql.replace(table, f"{table} INDEXED BY {index}")
        return sql

    def columns_sql(self) -> str:
        """The columns of a hit."""
        return ", ".join(f"c.{column}" for column in self.columns)

    def hit_sql(self) -> str:
        """The columns of a hit that was measured: those of the source, whether it stands first, its distance `d2`."""
        return f"{self.columns_sql()}, {self.first or 'true'} AS first, d2"

    def part(self, rows: list[Row], found: list[Row], behind: list[Row]) -> None:
        """Adds the measured rows of a belt to those found, and what does not stand before others to those behind."""
        for row in rows:
            (found if row[-2] else behind).append(row)

    def order_sql(self, prefix: str) -> str:
        """The text behind ORDER BY."""
        return ", ".join(prefix + part for part in self.order)

    def after_sql(self, prefix: str) -> str:
        """Whether a row comes after the one whose keys are the values `after_<column>`, both in one place."""
        *before, last = (_beyond(prefix, part) for part in self.order)
        found = last[0]
        for beyond, equal in reversed(before):
            found = f"{beyond} OR {equal} AND ({found})"
        return found


def _beyond(prefix: str, part: str) -> tuple[str, str]:
    """Whether a row comes later by this column alone, and whether it is level."""
    column = part.removesuffix(" DESC")
    sign = "<" if part.endswith(" DESC") else ">"
    return f"{prefix}{column} {sign} :after_{column}", f"{prefix}{column} = :after_{column}"


def spelled(sql: str, spell: Callable[[str], str]) -> str:
    """The statement with each :name as a driver wants it, on one line: psycopg knows again what has 4096 characters."""
    return _NAMED.sub(lambda name: spell(name[1]), " ".join(sql.split()))


def hidden(sql: str) -> str:
    """The conditions with each value out of a SELECT, where PostgreSQL's planner does not look at it."""
    return _NAMED.sub(r"(SELECT :\1)", sql)


def squared_sql(prefix: str) -> str:
    """Squared metres to the position of a row, as `geo.Metric` reckons them, from the values of `metric_values`."""
    half = f"({prefix}lat - :lat) / 2"
    x = f"({prefix}lon - :lon) * (:kx + {half} * (:kx1 + {half} * :kx2))"
    y = f"({prefix}lat - :lat) * (:ky + {half} * :ky1)"
    return f"({x}) * ({x}) + ({y}) * ({y})"


def metric_values(around: Metric) -> dict[str, float]:
    """The values that `squared_sql` waits for, by name."""
    kx1, kx2 = around.kx_change
    return {
        "lat": around.at.lat, "lon": around.at.lon, "kx": around.kx, "kx1": kx1, "kx2": kx2,
        "ky": around.ky, "ky1": around.ky_change,
    }  # fmt: skip
