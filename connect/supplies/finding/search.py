"""The search of a visitor for supply points: read from the address of a page, and written back into addresses."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from connect import geo, text
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import signing
from connect.supplies import goods
from connect.supplies.finding.nearby import WORDS, Filters, Found
from connect.supplies.rules import Kind, Pay

RADII_KM = (1, 3, 5, 10, 20, 50)
USUAL_KM = 5
LONGEST_NAME = 60
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Search:
    """Where (a finest cell, or the cell of a ward), and what: an item, and what a point must do to be shown."""

    cell: int | None = None
    area: Place | None = None
    item: str = ""
    within_km: int = USUAL_KM
    open_now: bool = False
    delivers: bool = False
    free: bool = False
    verified: bool = False
    pay: Pay | None = None
    kind: Kind | None = None
    name: str = ""

    @property
    def centre(self) -> geo.Point | None:
        """The middle of the cell that is searched around, or None when no place was chosen."""
        return geo.centre_of(self.cell) if self.cell else None

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the place, the item and the radius is asked for."""
        return self.bare() != self

    @property
    def is_folded(self) -> bool:
        """Whether nothing is chosen of what pages fold away."""
        return not (self.pay or self.kind or self.name or self.verified)

    def bare(self) -> "Search":
        """The same place, item and radius without anything else."""
        return Search(cell=self.cell, area=self.area, item=self.item, within_km=self.within_km)

    def filters(self) -> Filters:
        """The same as the query wants it."""
        return Filters(
            item=self.item, within_m=self.within_km * 1000, open_now=self.open_now, delivers=self.delivers,
            free=self.free, verified=self.verified, pay=self.pay, kind=self.kind, words=words_of(self.name),
        )  # fmt: skip

    def args(self, **changes: Any) -> dict[str, Any]:
        """The arguments of `url_for` that lead back here; what is as usual is left out."""
        it = replace(self, **changes)
        args: dict[str, Any] = {"area": it.area.code} if it.area else {"at": f"{it.cell:x}"} if it.cell else {}
        if it.within_km != USUAL_KM:
            args["within"] = it.within_km
        named = {"item": it.item, "pay": it.pay, "kind": it.kind, "called": it.name}
        ticked = {"open": it.open_now, "delivers": it.delivers, "free": it.free, "verified": it.verified}
        return args | {name: value for name, value in named.items() if value} | {
            name: 1 for name, value in ticked.items() if value
        }  # fmt: skip

    def key(self) -> list[Any]:
        """The part of a search that a cursor must agree with."""
        return [self.cell, *sorted([name, str(value)] for name, value in self.args(cell=None, area=None).items())]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they are looked for: folded, without what LIKE reads as more than a letter."""
    return tuple("".join(c for c in word if c.isalnum()) or "-" for word in text.folded(name).split()[:WORDS])


def read(args: "MultiDict[str, str]") -> Search:
    """The search of an address. Impossible values are left out, so that a mistyped address still answers."""
    cell, area = geo.cell_in(args.get("at", "")), None
    if cell is None and (area := areas.place_of(args.get("area"))):
        cell = geo.cell_of(area.point)
    item = args.get("item", "")
    within = args.get("within")
    return Search(
        cell=cell, area=area, item=item if goods.is_known(item) else "",
        within_km=int(within) if within in {str(km) for km in RADII_KM} else USUAL_KM,
        pay=_one_of(Pay, args.get("pay")), kind=_one_of(Kind, args.get("kind")),
        name=text.one_line(args.get("called", ""))[:LONGEST_NAME],
        **{field: args.get(name) == "1" for name, field in TICKS.items()},
    )  # fmt: skip


TICKS = {"open": "open_now", "delivers": "delivers", "free": "free", "verified": "verified"}


def _one_of(choices: type[Choice], code: str | None) -> Choice | None:
    return choices(code) if code in set(choices) else None


# --- Cursors ----------------------------------------------------------------------------------------------


def cursor(search: Search, last: Found) -> str:
    """Where the next page begins, signed; it carries the search, so it cannot be used with another one."""
    return signing.signed([search.key(), [last.d2, last.public_id, last.known]], "supplies nearby")


def after(search: Search, given: str | None) -> tuple[Found | None, bool]:
    """The last point of the page before, and whether the cursor was good (none at all is good)."""
    if not given:
        return None, True
    value = signing.unsigned(given, "supplies nearby")
    if not value or value[0] != search.key():
        return None, False
    d2, public_id, known = value[1]
    return Found(0, public_id, 0.0, 0.0, d2, known), True
