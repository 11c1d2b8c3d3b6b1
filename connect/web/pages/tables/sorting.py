"""Tables that are put in order by links: the column and the direction that an address asks for, or the usual ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from connect.text import whole_number

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sorting:
    """The order of a table: by which column, and whether the highest comes first.

    `columns` are those that may be chosen, each with whether its highest usually comes first; the first is the usual.
    """

    column: str
    descending: bool
    columns: Mapping[str, bool]

    def aria(self, column: str) -> str | None:
        """The state of the head of a column, in words of ARIA; None of one that the table is not sorted by."""
        if column != self.column:
            return None
        return "descending" if self.descending else "ascending"

    def args(self, column: str) -> dict[str, str]:
        """The arguments of an address that sorts by a column, or turns the order round where it is sorted so."""
        descending = not self.descending if column == self.column else self.columns[column]
        return {"sort": column, "order": "desc" if descending else "asc"}

    @property
    def here(self) -> dict[str, str]:
        """The arguments that lead to this order; none for the usual one."""
        usual = next(iter(self.columns))
        if (self.column, self.descending) == (usual, self.columns[usual]):
            return {}
        return {"sort": self.column, "order": "desc" if self.descending else "asc"}

    def put(
        self, rows: Sequence[Row], keys: Mapping[str, Callable[[Row], Any]], then: Callable[[Row], Any]
    ) -> list[Row]:
        """The rows in this order; those that are alike by `then`, those without a value (None) last of all."""
        key = keys[self.column]
        known = sorted((row for row in rows if key(row) is not None), key=then)
        known.sort(key=key, reverse=self.descending)
        return known + sorted((row for row in rows if key(row) is None), key=then)


def read(args: Mapping[str, str], columns: Mapping[str, bool]) -> Sorting:
    """The order that an address asks for; of what it asks wrongly, the usual."""
    asked = args.get("sort", "")
    column = asked if asked in columns else next(iter(columns))
    descending = {"desc": True, "asc": False}.get(args.get("order", ""), columns[column])
    return Sorting(column, descending if column == asked else columns[column], columns)


def page_number(args: Mapping[str, str]) -> int:
    """The page of an address, from 1 on; 1 for what is none."""
    return whole_number(args.get("page"), digits=4) or 1
